//! Verification of the record: every link, every search column, and the live tables against what the entries tell.
//!
//! Everything is read from one snapshot, so that what is written meanwhile is neither seen nor missed. What was read and
//! does not hold, a value that cannot be read included, is a finding; only what could not be read at all is an error.
//! [`administration`] and [`registry`] compare what lies outside dossiers, [`desk`] runs a verification beside the requests.

mod administration;
pub mod desk;
mod registry;

use super::{App, Error};
use crate::store::dossiers::{Facts, Replayed};
use crate::store::record::{Stored, Unread};
use crate::store::{self, Head, Snapshot, StoreError};
use chrono::{DateTime, Utc};
use engine::dossier::Dossier;
use engine::event::{Event, apply};
use engine::ids::DossierId;
use engine::record::{Entry, Kind, check};
use serde::Serialize;

/// Rows read at a time. Besides a page only the dossier and the entries of administration of one stream are kept: memory
/// stays the same however long the record is.
const PAGE: u64 = 500;

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
pub async fn verify(app: &App) -> Result<Report, Error> {
    let snapshot = app.store.snapshot().await?;
    let mut entries = 0;
    match walk(app, &snapshot, &mut entries).await {
        Ok(()) => Ok(Report { ok: true, entries, first_bad: None }),
        Err(Stop::Bad(bad)) => Ok(Report { ok: false, entries, first_bad: Some(bad) }),
        Err(Stop::Broken(error)) => Err(error),
    }
}

async fn walk(app: &App, conn: &Snapshot, entries: &mut u64) -> Result<(), Stop> {
    let mut place: Option<(String, i64)> = None;
    let mut stream: Option<Stream> = None;
    loop {
        let after = place.as_ref().map(|(stream, seq)| (stream.as_str(), *seq));
        let page = store::record::scan(conn, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        place = Some(match last {
            Ok(Stored { stream, seq, .. }) | Err(Unread { stream, seq, .. }) => (stream.clone(), *seq),
        });
        for row in &page {
            let (Ok(Stored { stream: name, .. }) | Err(Unread { stream: name, .. })) = row;
            let known = stream.as_ref().is_some_and(|stream| stream.name == *name);
            if !known && let Some(ended) = stream.replace(Stream::new(name)) {
                finish(app, conn, &ended).await?;
            }
            let Some(stream) = stream.as_mut() else { continue };
            *entries += 1;
            let taken = match row {
                Ok(stored) => stream.take(stored),
                Err(unread) => Err(format!("column {} cannot be read", unread.column)),
            };
            if let Err(reason) = taken {
                return Err(stream.bad(conn, stream.head.seq + 1, reason).await);
            }
        }
    }
    if let Some(ended) = stream {
        finish(app, conn, &ended).await?;
    }
    without_entries(conn).await?;
    administration::without_entries(conn).await?;
    registry::without_entries(conn).await?;
    administration::names(conn).await
}

/// Compares a stream's end with the head kept outside it, and the live tables with what it tells.
async fn finish(app: &App, conn: &Snapshot, stream: &Stream) -> Result<(), Stop> {
    let seq = stream.head.seq;
    let wrong = match stream.dossier() {
        Some(_) => dossier(app, conn, stream).await,
        None => other(conn, stream).await,
    };
    match wrong {
        Ok(None) => Ok(()),
        Ok(Some(reason)) => Err(stream.bad(conn, seq, reason).await),
        Err(Error::Store(error @ (StoreError::Unreadable(_) | StoreError::Corrupt { .. }))) => {
            Err(stream.bad(conn, seq, error.to_string()).await)
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with the head of a stream that is not a dossier's, or with the rows that it tells of.
async fn other(conn: &Snapshot, stream: &Stream) -> Result<Option<String>, Error> {
    let head = store::record::head(conn, &stream.name).await?;
    if head != stream.head {
        return Ok(Some(format!("the stream ends at {}, its head says {}", stream.head.seq, head.seq)));
    }
    if let Some(wrong) = registry::differs(conn, &stream.name, stream.told.last()).await? {
        return Ok(Some(wrong));
    }
    Ok(administration::differs(conn, &stream.name, &stream.told).await?)
}

/// What is wrong with the live rows of a dossier.
async fn dossier(app: &App, conn: &Snapshot, stream: &Stream) -> Result<Option<String>, Error> {
    let Some(folded) = &stream.folded else {
        return Ok(Some("its entries do not open a dossier".to_owned()));
    };
    let pack = app.pinned(&folded.pack)?;
    let Ok(facts) = app.facts(&pack, folded, stream.acted_at) else {
        return Ok(Some("the record leaves it in a state that its pack lacks".to_owned()));
    };
    let facts = Facts { document: None, ..facts };
    let replayed = Replayed { dossier: folded, facts, head: &stream.head, papers_at: &stream.papers_at };
    match store::dossiers::differs(conn, &replayed).await {
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
