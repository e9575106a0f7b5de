//! Verification of the record: every link, every search column, and the live tables against what the entries tell.
//!
//! Everything is read from one snapshot, so that what is written meanwhile is neither seen nor missed. What was read and
//! does not hold, a value that cannot be read included, is a finding; only what could not be read at all is an error.
//!
//! It is a pipeline of three stages, so that database and processors are busy at the same time:
//!
//! 1. [`reader`], one task, has the snapshot's only connection. It reads the entries page by page in the order of their
//!    streams, cuts the pages where a stream ends, and reads the live rows of what those streams tell of. It decodes
//!    nothing.
//! 2. [`job`], a thread each: what the reader read of some whole streams. Decodes, checks the chain and the columns, folds
//!    ([`stream`]), and compares with the live rows. Jobs know nothing of one another.
//! 3. [`judge`] takes the results in the order in which they were read, whichever was done first, so that the first wrong
//!    place of the record is named. Of administration, whose tables are small, it compares the rows itself
//!    ([`administration`], [`rules`]).
//!
//! The reader stops when as many jobs wait as there are processors: memory stays the same however long the record is. A
//! stream longer than a page is folded by the reader, page by page, before its end becomes part of a job.
//!
//! [`desk`] runs a verification beside the requests.

mod administration;
pub mod desk;
mod job;
mod reader;
mod registry;
mod rules;
mod stream;

use super::{App, Error};
use crate::store::{self, Snapshot, StoreError};
use job::Checked;
use serde::Serialize;
use std::num::NonZero;
use std::sync::Arc;
use stream::{Wrong, dossier_in};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};

/// Rows read at a time.
const PAGE: u64 = 2_000;

/// Jobs that may wait, on however large a machine.
const MOST_AHEAD: usize = 8;

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

impl From<Wrong> for Stop {
    fn from(wrong: Wrong) -> Self {
        Self::bad(wrong.number.unwrap_or(wrong.stream), wrong.seq, wrong.reason)
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

/// Verifies the whole record.
///
/// # Errors
/// [`Error`] when it could not be read; what was read and does not hold is in the [`Report`].
pub async fn verify(app: &Arc<App>) -> Result<Report, Error> {
    let snapshot = Arc::new(app.store.snapshot().await?);
    let mut entries = 0;
    match walk(app, &snapshot, &mut entries).await {
        Ok(()) => Ok(Report { ok: true, entries, first_bad: None }),
        Err(Stop::Bad(bad)) => Ok(Report { ok: false, entries, first_bad: Some(bad) }),
        Err(Stop::Broken(error)) => Err(error),
    }
}

/// Walks through the record, then through the tables for what no entry tells of.
async fn walk(app: &Arc<App>, conn: &Arc<Snapshot>, entries: &mut u64) -> Result<(), Stop> {
    let ahead = std::thread::available_parallelism().map_or(2, NonZero::get).min(MOST_AHEAD);
    let (jobs, checked) = mpsc::channel(ahead);
    // Dropping the set ends the reading, however this ends.
    let mut reading = JoinSet::new();
    reading.spawn(reader::read(Arc::clone(app), Arc::clone(conn), jobs));
    let judged = judge(conn, checked, entries).await;
    if judged.is_err() {
        reading.shutdown().await;
        return judged;
    }
    let read = reading.join_next().await.ok_or_else(|| Error::Fault("nobody read the record".to_owned()))?;
    read.map_err(|error| Error::Fault(error.to_string()))??.without_entries(conn).await?;
    administration::without_entries(conn).await?;
    registry::without_entries(conn).await?;
    administration::names(conn).await
}

/// Takes the results in the order of the record.
async fn judge(
    conn: &Snapshot,
    mut checked: mpsc::Receiver<JoinHandle<Checked>>,
    entries: &mut u64,
) -> Result<(), Stop> {
    while let Some(job) = checked.recv().await {
        let job = job.await.map_err(|error| Error::Fault(error.to_string()))?;
        *entries += job.entries;
        for stream in &job.administration {
            let wrong = match administration::differs(conn, &stream.name, &stream.told).await {
                Err(error @ (StoreError::Unreadable(_) | StoreError::Corrupt { .. })) => Some(error.to_string()),
                found => found?,
            };
            if let Some(reason) = wrong {
                return Err(named(conn, stream.wrong(stream.head.seq, reason)).await);
            }
        }
        if let Some(wrong) = job.wrong {
            return Err(named(conn, wrong).await);
        }
        if let Some(error) = job.broken {
            return Err(error.into());
        }
    }
    Ok(())
}

/// The finding, with the number of the dossier.
async fn named(conn: &Snapshot, wrong: Wrong) -> Stop {
    match (&wrong.number, dossier_in(&wrong.stream)) {
        (None, Some(id)) => match store::dossiers::number(conn, id).await {
            Ok(number) => Wrong { number, ..wrong }.into(),
            Err(error) => error.into(),
        },
        _ => wrong.into(),
    }
}
