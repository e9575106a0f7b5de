//! Verification of the record: every link, every search column, and the live tables against what the entries tell.
//!
//! Everything is read from one snapshot, so that what is written meanwhile is neither seen nor missed. What was read and
//! does not hold, a value that cannot be read included, is a finding; only what could not be read at all is an error.
//! [`administration`] and [`registry`] compare what lies outside dossiers, [`desk`] runs a verification beside the requests.

mod administration;
pub mod desk;
mod registry;
mod rules;

use super::{App, Error};
use crate::store::dossiers::{Facts, Live, Replayed};
use crate::store::record::{Stored, Unread};
use crate::store::{self, Head, Snapshot, StoreError};
use chrono::{DateTime, Utc};
use engine::dossier::Dossier;
use engine::event::{Event, apply};
use engine::ids::DossierId;
use engine::record::{Entry, Kind, check};
use serde::Serialize;
use std::sync::Arc;

/// Rows read at a time. Besides two pages only the dossiers and the entries of administration of the streams that end in
/// one are kept: memory stays the same however long the record is.
const PAGE: u64 = 2_000;

/// Dossiers whose live rows are read at once.
const AT_ONCE: usize = 200;

/// The first thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstBad {
    /// Number of the dossier, or the stream when it is not a dossier's, or the table when it belongs to no stream.
    pub dossier: String,
    /// Entry; 0 for what no entry tells of.
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

/// Why a verification ends before its end.
enum Stop {
    /// Something does not hold.
    Bad(FirstBad),
    /// It could not be read.
    Broken(Error),
}

impl Stop {
    fn bad(dossier: impl Into<String>, seq: u64, reason: impl Into<String>) -> Self {
        Self::Bad(FirstBad { dossier: dossier.into(), seq, reason: reason.into() })
    }

    /// What the store met at a place: a value that makes no sense is a finding there, everything else a breakdown.
    fn at(place: &str, seq: u64, error: StoreError) -> Self {
        match error {
            StoreError::Unreadable(_) | StoreError::Corrupt { .. } => Self::bad(place, seq, error.to_string()),
            other => Self::Broken(other.into()),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// A stream while it is read.
struct Stream {
    name: String,
    head: Head,
    folded: Option<Dossier>,
    /// When the last command was carried out.
    acted_at: DateTime<Utc>,
    /// When each paper was attached.
    papers_at: Vec<DateTime<Utc>>,
    /// Entries of administration that live rows must agree with.
    told: Vec<Entry>,
}

impl Stream {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            head: Head::empty(),
            folded: None,
            acted_at: DateTime::UNIX_EPOCH,
            papers_at: Vec::new(),
            told: Vec::new(),
        }
    }

    fn dossier(&self) -> Option<DossierId> {
        self.name.strip_prefix("dossier:")?.parse().ok().map(DossierId)
    }

    /// What it is a stream of: its name without the id.
    fn sort(&self) -> &str {
        self.name.rsplit_once(':').map_or(self.name.as_str(), |(sort, _)| sort)
    }

    /// Something does not hold at entry `seq`.
    async fn bad(&self, conn: &Snapshot, seq: u64, reason: impl Into<String>) -> Stop {
        let number = match (&self.folded, self.dossier()) {
            (Some(dossier), _) => Ok(Some(dossier.number.clone())),
            (None, Some(id)) => store::dossiers::number(conn, id).await,
            (None, None) => Ok(None),
        };
        match number {
            Ok(number) => Stop::bad(number.unwrap_or_else(|| self.name.clone()), seq, reason),
            Err(error) => error.into(),
        }
    }

    /// Checks one entry at its place and folds it.
    fn take(&mut self, stored: &Stored) -> Result<(), String> {
        let seq = self.head.seq + 1;
        if i64::try_from(seq) != Ok(stored.seq) {
            return Err(format!("entry {seq} is missing; the next one is {}", stored.seq));
        }
        let entry = check(&self.name, seq, &self.head.hash, &stored.body, &stored.hash).map_err(|e| e.to_string())?;
        if let Some(column) = store::record::differs(stored, &entry) {
            return Err(format!("column {column} differs from the stored bytes"));
        }
        let at: DateTime<Utc> = entry.at.parse().map_err(|_| "its instant cannot be read".to_owned())?;
        if entry.kind == Kind::Command {
            self.acted_at = at;
        }
        for event in &entry.events {
            apply(&mut self.folded, event, at, &entry.by.acting).map_err(|error| error.to_string())?;
            if matches!(event, Event::PaperAttached { .. }) {
                self.papers_at.push(at);
            }
        }
        self.head = Head { seq, hash: stored.hash.clone() };
        if registry::concerns(&entry) {
            // Each holds the whole record, so the last one is enough.
            self.told = vec![entry];
        } else if administration::concerns(&entry) {
            self.told.push(entry);
        }
        Ok(())
    }
}

/// Verifies the whole record.
///
/// # Errors
/// [`Error`] when it could not be read; what was read and does not hold is in the [`Report`].
pub async fn verify(app: &Arc<App>) -> Result<Report, Error> {
    let snapshot = app.store.snapshot().await?;
    let mut entries = 0;
    match walk(app, &snapshot, &mut entries).await {
        Ok(()) => Ok(Report { ok: true, entries, first_bad: None }),
        Err(Stop::Bad(bad)) => Ok(Report { ok: false, entries, first_bad: Some(bad) }),
        Err(Stop::Broken(error)) => Err(error),
    }
}

/// What a page of entries gave.
struct Taken {
    /// Streams that ended in it, in their order.
    ended: Vec<Stream>,
    /// The stream that may go on in the next page.
    open: Option<Stream>,
    /// Entries that were read.
    entries: u64,
    /// What does not hold, at the open stream's next entry.
    wrong: Option<String>,
}

/// Checks the entries of a page, stream by stream.
fn take_page(mut open: Option<Stream>, page: &[Result<Stored, Unread>]) -> Taken {
    let (mut ended, mut entries) = (Vec::new(), 0);
    for row in page {
        let (Ok(Stored { stream: name, .. }) | Err(Unread { stream: name, .. })) = row;
        if open.as_ref().is_none_or(|stream| stream.name != *name) {
            ended.extend(open.replace(Stream::new(name)));
        }
        let Some(stream) = open.as_mut() else { continue };
        entries += 1;
        let taken = match row {
            Ok(stored) => stream.take(stored),
            Err(unread) => Err(format!("column {} cannot be read", unread.column)),
        };
        if let Err(reason) = taken {
            return Taken { ended, open, entries, wrong: Some(reason) };
        }
    }
    Taken { ended, open, entries, wrong: None }
}

/// Reads page after page. While one is checked, the next is read.
async fn walk(app: &Arc<App>, conn: &Snapshot, entries: &mut u64) -> Result<(), Stop> {
    let mut open: Option<Stream> = None;
    let mut page = store::record::scan(conn, None, PAGE).await?;
    while let Some(last) = page.last() {
        let (Ok(Stored { stream, seq, .. }) | Err(Unread { stream, seq, .. })) = last;
        let place = (stream.clone(), *seq);
        let before = open.take();
        let taking = tokio::task::spawn_blocking(move || take_page(before, &page));
        let next = store::record::scan(conn, Some((&place.0, place.1)), PAGE).await?;
        let taken = taking.await.map_err(|error| Error::Fault(error.to_string()))?;
        *entries += taken.entries;
        finish(app, conn, taken.ended).await?;
        if let (Some(stream), Some(reason)) = (&taken.open, taken.wrong) {
            return Err(stream.bad(conn, stream.head.seq + 1, reason).await);
        }
        (open, page) = (taken.open, next);
    }
    finish(app, conn, open.into_iter().collect()).await?;
    without_entries(conn).await?;
    administration::without_entries(conn).await?;
    registry::without_entries(conn).await?;
    administration::names(conn).await
}

/// Compares the ends of streams with the heads kept outside them, and the live tables with what they tell.
async fn finish(app: &Arc<App>, conn: &Snapshot, ended: Vec<Stream>) -> Result<(), Stop> {
    let mut rest = ended.into_iter().peekable();
    while let Some(first) = rest.next() {
        // Streams come in the order of their names: those of one sort stand together, in the order of their ids.
        let mut alike = vec![first];
        while let Some(stream) = rest.next_if(|next| alike.len() < AT_ONCE && next.sort() == alike[0].sort()) {
            alike.push(stream);
        }
        if alike[0].dossier().is_some() { dossiers(app, conn, alike).await? } else { others(conn, &alike).await? }
    }
    Ok(())
}

/// Compares dossiers.
async fn dossiers(app: &Arc<App>, conn: &Snapshot, streams: Vec<Stream>) -> Result<(), Stop> {
    let ids: Vec<DossierId> = streams.iter().filter_map(Stream::dossier).collect();
    let live = store::dossiers::live_of(conn, &ids).await?;
    let app = Arc::clone(app);
    let comparing = tokio::task::spawn_blocking(move || {
        let both = streams.into_iter().zip(live);
        both.map(|(stream, live)| (dossier(&app, &stream, &live), stream)).find(|(wrong, _)| !matches!(wrong, Ok(None)))
    });
    match comparing.await.map_err(|error| Error::Fault(error.to_string()))? {
        Some((wrong, stream)) => found(conn, &stream, wrong).await,
        None => Ok(()),
    }
}

/// Compares streams that are not dossiers'.
async fn others(conn: &Snapshot, streams: &[Stream]) -> Result<(), Stop> {
    match other(conn, streams).await {
        Ok(None) => Ok(()),
        Ok(Some((stream, reason))) => found(conn, stream, Ok(Some(reason))).await,
        // One that cannot be read takes the others' answer away: each for itself, so that it is named.
        Err(error) => match streams {
            [stream] => found(conn, stream, Err(error)).await,
            _ => {
                for stream in streams {
                    Box::pin(others(conn, std::slice::from_ref(stream))).await?;
                }
                Err(error.into())
            }
        },
    }
}

/// What comparing a stream gave, as the reason to stop if there is one.
async fn found(conn: &Snapshot, stream: &Stream, wrong: Result<Option<String>, Error>) -> Result<(), Stop> {
    let seq = stream.head.seq;
    match wrong {
        Ok(None) => Ok(()),
        Ok(Some(reason)) => Err(stream.bad(conn, seq, reason).await),
        Err(Error::Store(error @ (StoreError::Unreadable(_) | StoreError::Corrupt { .. }))) => {
            Err(stream.bad(conn, seq, error.to_string()).await)
        }
        Err(error) => Err(error.into()),
    }
}

/// The first stream whose head is wrong, or the rows that it tells of; none of them is a dossier's.
async fn other<'a>(conn: &Snapshot, streams: &'a [Stream]) -> Result<Option<(&'a Stream, String)>, Error> {
    let names: Vec<&str> = streams.iter().map(|stream| stream.name.as_str()).collect();
    let heads = store::record::heads_of(conn, &names).await?;
    let live = registry::live(conn, &names).await?;
    for stream in streams {
        let head = heads.get(&stream.name).map_or(0, |head| head.seq);
        let wrong = if heads.get(&stream.name) != Some(&stream.head) {
            Some(format!("the stream ends at {}, its head says {head}", stream.head.seq))
        } else if let Some(wrong) = registry::differs(&live, &stream.name, stream.told.last()) {
            Some(wrong)
        } else {
            administration::differs(conn, &stream.name, &stream.told).await?
        };
        if let Some(reason) = wrong {
            return Ok(Some((stream, reason)));
        }
    }
    Ok(None)
}

/// What is wrong with the live rows of a dossier.
fn dossier(app: &App, stream: &Stream, live: &Live) -> Result<Option<String>, Error> {
    let Some(folded) = &stream.folded else {
        return Ok(Some("its entries do not open a dossier".to_owned()));
    };
    let pack = app.pinned(&folded.pack)?;
    let Ok(facts) = app.facts(&pack, folded, stream.acted_at) else {
        return Ok(Some("the record leaves it in a state that its pack lacks".to_owned()));
    };
    let facts = Facts { document: None, ..facts };
    let replayed = Replayed { dossier: folded, facts, head: &stream.head, papers_at: &stream.papers_at };
    match store::dossiers::differs(live, &replayed) {
        Err(StoreError::NotFound) => Ok(Some("the record tells of a dossier that the live tables lack".to_owned())),
        found => Ok(found?),
    }
}

/// A dossier or stream head without a single entry.
async fn without_entries(conn: &Snapshot) -> Result<(), Stop> {
    let missing = |place: &str, seq: u64| Stop::bad(place, seq, "its entries are missing");
    let mut after = None;
    loop {
        let page = store::dossiers::heads(conn, after, PAGE).await.map_err(|error| Stop::at("dossier", 0, error))?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let streams: Vec<String> = page.iter().map(|head| store::record::dossier_stream(head.id)).collect();
        let begun = store::record::begun(conn, &streams).await?;
        if let Some((head, _)) = page.iter().zip(&streams).find(|(_, stream)| !begun.contains(*stream)) {
            return Err(missing(&head.number, head.head.seq));
        }
    }
    let mut after = String::new();
    loop {
        let page = store::record::heads(conn, &after, PAGE).await.map_err(|error| Stop::at("stream_head", 0, error))?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after.clone_from(last);
        let streams: Vec<String> = page.iter().map(|(stream, _)| stream.clone()).collect();
        let begun = store::record::begun(conn, &streams).await?;
        if let Some((stream, head)) = page.iter().find(|(stream, _)| !begun.contains(stream)) {
            return Err(missing(stream, head.seq));
        }
    }
}
