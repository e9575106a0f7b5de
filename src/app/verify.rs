//! Verification of the record: every link, every query column, and the live tables against the fold of the events.

use super::{App, Error};
use crate::store::{self, Head};
use chrono::{DateTime, Utc};
use engine::dossier::Dossier;
use engine::event::apply;
use engine::ids::DossierId;
use engine::record::{Entry, GENESIS, check};
use serde::Serialize;

/// Entries read at a time: memory stays the same however long the record is.
const PAGE: u64 = 2_000;

/// The first thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstBad {
    /// Number of the dossier, or the stream when it is not a dossier's.
    pub dossier: String,
    /// Entry.
    pub seq: u64,
    /// What does not hold.
    pub reason: String,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Everything holds.
    pub ok: bool,
    /// Entries read.
    pub entries: u64,
    /// The first that does not.
    pub first_bad: Option<FirstBad>,
}

/// A stream while it is read.
struct Stream {
    name: String,
    head: Head,
    folded: Option<Dossier>,
}

impl Stream {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), head: Head { seq: 0, hash: GENESIS.to_owned() }, folded: None }
    }

    fn dossier(&self) -> Option<DossierId> {
        self.name.strip_prefix("dossier:")?.parse().ok().map(DossierId)
    }
}

/// Verifies the whole record.
///
/// # Errors
/// [`Error`] when it could not be read; what was read and does not hold is in the [`Report`].
pub async fn verify(app: &App) -> Result<Report, Error> {
    let mut entries = 0;
    let mut place: Option<(String, i64)> = None;
    let mut stream: Option<Stream> = None;
    let mut streams = Vec::new();
    loop {
        let after = place.as_ref().map(|(stream, seq)| (stream.as_str(), *seq));
        let page = store::record::scan(&app.store, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        place = Some((last.stream.clone(), last.seq));
        for stored in &page {
            if stream.as_ref().is_none_or(|stream| stream.name != stored.stream) {
                if let Some(bad) = finish(app, stream.take()).await? {
                    return Ok(Report { ok: false, entries, first_bad: Some(bad) });
                }
                streams.push(stored.stream.clone());
                stream = Some(Stream::new(&stored.stream));
            }
            entries += 1;
            if let Some(stream) = stream.as_mut()
                && let Err(reason) = one(stream, stored)
            {
                let seq = stream.head.seq + 1;
                let first_bad = Some(named(app, stream, seq, reason).await?);
                return Ok(Report { ok: false, entries, first_bad });
            }
        }
    }
    if let Some(bad) = finish(app, stream.take()).await? {
        return Ok(Report { ok: false, entries, first_bad: Some(bad) });
    }
    let first_bad = without_entries(app, &streams).await?;
    Ok(Report { ok: first_bad.is_none(), entries, first_bad })
}

/// Checks one entry at its place and folds it.
fn one(stream: &mut Stream, stored: &store::record::Stored) -> Result<(), String> {
    let seq = stream.head.seq + 1;
    if i64::try_from(seq) != Ok(stored.seq) {
        return Err(format!("entry {seq} is missing; the next one is {}", stored.seq));
    }
    let entry = check(&stream.name, seq, &stream.head.hash, &stored.body, &stored.hash).map_err(|e| e.to_string())?;
    if let Some(column) = store::record::differs(stored, &entry) {
        return Err(format!("column {column} differs from the stored bytes"));
    }
    fold(stream, &entry)?;
    stream.head = Head { seq, hash: stored.hash.clone() };
    Ok(())
}

fn fold(stream: &mut Stream, entry: &Entry) -> Result<(), String> {
    let at: DateTime<Utc> = entry.at.parse().map_err(|_| "its instant cannot be read".to_owned())?;
    for event in &entry.events {
        apply(&mut stream.folded, event, at, &entry.by.acting).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Compares a stream's end with the head kept outside it and, for a dossier, the live tables with the fold.
async fn finish(app: &App, stream: Option<Stream>) -> Result<Option<FirstBad>, Error> {
    let Some(stream) = stream else { return Ok(None) };
    let Some(id) = stream.dossier() else {
        let head = store::record::head(&app.store, &stream.name).await?;
        if head != stream.head {
            let reason = format!("the stream ends at {}, its head says {}", stream.head.seq, head.seq);
            return Ok(Some(named(app, &stream, stream.head.seq, reason).await?));
        }
        return Ok(None);
    };
    let Some(live) = store::dossiers::load_unscoped(&app.store, store::dossiers::Find::Id(id)).await? else {
        let reason = "the record tells of a dossier that the live tables lack".to_owned();
        return Ok(Some(named(app, &stream, stream.head.seq, reason).await?));
    };
    let reason = if live.head != stream.head {
        Some(format!("the stream ends at {}, the dossier's head says {}", stream.head.seq, live.head.seq))
    } else if stream.folded.as_ref() != Some(&live.dossier) {
        Some("the live tables differ from what the record gives when it is replayed".to_owned())
    } else {
        let pack = app.pinned(&live.dossier.pack)?;
        let facts = app.facts(&pack, &live.dossier, app.clock.now())?;
        store::dossiers::differs(&app.store, &live.dossier, &facts)
            .await?
            .map(|(table, column)| format!("table {table}, column {column} differs from the record"))
    };
    match reason {
        Some(reason) => Ok(Some(named(app, &stream, stream.head.seq, reason).await?)),
        None => Ok(None),
    }
}

/// A dossier or stream head without a single entry.
async fn without_entries(app: &App, seen: &[String]) -> Result<Option<FirstBad>, Error> {
    let missing = |dossier: String, seq: u64| FirstBad { dossier, seq, reason: "its entries are missing".to_owned() };
    let mut after = None;
    loop {
        let page = store::dossiers::heads(&app.store, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for head in &page {
            if seen.binary_search(&store::record::dossier_stream(head.id)).is_err() {
                return Ok(Some(missing(head.number.clone(), head.head.seq)));
            }
        }
    }
    let mut after = String::new();
    loop {
        let page = store::record::heads(&app.store, &after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        after.clone_from(last);
        for (stream, head) in &page {
            if seen.binary_search(stream).is_err() {
                return Ok(Some(missing(stream.clone(), head.seq)));
            }
        }
    }
}

async fn named(app: &App, stream: &Stream, seq: u64, reason: String) -> Result<FirstBad, Error> {
    let number = match (stream.dossier(), &stream.folded) {
        (_, Some(dossier)) => Some(dossier.number.clone()),
        (Some(id), None) => store::dossiers::load_unscoped(&app.store, store::dossiers::Find::Id(id))
            .await?
            .map(|live| live.dossier.number),
        (None, None) => None,
    };
    Ok(FirstBad { dossier: number.unwrap_or_else(|| stream.name.clone()), seq, reason })
}
