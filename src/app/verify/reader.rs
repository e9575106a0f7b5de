//! Reading: pages of entries, cut into jobs of whole streams, each with its live rows.

use super::job::{Checked, Job, dossier_untold, head_untold};
use super::stream::{Stream, Wrong, dossier_in};
use super::{PAGE, Stop, registry};
use crate::app::{App, Error};
use crate::store::record::Row;
use crate::store::{self, Snapshot, StoreError};
use engine::ids::DossierId;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

/// How far live tables were read. What no entry tells of lies between two streams, or behind the last.
#[derive(Default)]
pub struct Mark {
    dossier: Option<DossierId>,
    /// The last stream that is not a dossier's.
    other: Option<String>,
}

/// Entries that were read and belong to no job yet.
#[derive(Default)]
struct Page {
    rows: Vec<Row>,
    /// Place of the last entry that was read.
    last: Option<(String, i64)>,
}

impl Page {
    /// Reads on. Whether that was the end; behind a place that cannot be read nothing can be read.
    async fn read(&mut self, conn: &Snapshot) -> Result<bool, StoreError> {
        let after = self.last.as_ref().map(|(stream, seq)| (stream.as_str(), *seq));
        let rows = store::record::scan(conn, after, PAGE).await?;
        let full = u64::try_from(rows.len()) == Ok(PAGE);
        self.last = rows.last().and_then(Row::place).map(|(stream, seq)| (stream.to_owned(), seq));
        self.rows.extend(rows);
        Ok(!full || self.last.is_none())
    }

    /// Where the last stream begins: it may go on in the next page.
    fn last_stream(&self) -> usize {
        let last = self.rows.last().map(Row::stream);
        self.rows.iter().rposition(|row| Some(row.stream()) != last).map_or(0, |place| place + 1)
    }
}

/// Reads the record to its end, or until nobody waits for jobs any more.
///
/// # Errors
/// [`Error`] when it could not be read.
pub async fn read(app: Arc<App>, conn: Arc<Snapshot>, jobs: mpsc::Sender<JoinHandle<Checked>>) -> Result<Mark, Error> {
    let (mut mark, mut page) = (Mark::default(), Page::default());
    // A stream longer than a page as far as it was folded, and its entries.
    let (mut long, mut already): (Option<Stream>, u64) = (None, 0);
    loop {
        let Ok(waiting) = jobs.reserve().await else { return Ok(mark) };
        let end = page.read(&conn).await?;
        let cut = if end { page.rows.len() } else { page.last_stream() };
        let ended_before = long.as_ref().is_some_and(|long| page.rows.first().map(Row::stream) != Some(&long.name));
        if cut == 0 && !end && !ended_before {
            let rows = std::mem::take(&mut page.rows);
            match spawn_blocking(move || fold(long, &rows)).await.map_err(fault)? {
                (stream, entries, None) => (long, already) = (stream, already + entries),
                (_, entries, wrong) => {
                    let checked = Checked { entries: already + entries, wrong, ..Checked::default() };
                    waiting.send(spawn_blocking(|| checked));
                    return Ok(mark);
                }
            }
            continue;
        }
        let rest = page.rows.split_off(cut);
        let rows = std::mem::replace(&mut page.rows, rest);
        let job = mark.job(&conn, long.take(), std::mem::take(&mut already), rows).await?;
        let app = Arc::clone(&app);
        waiting.send(spawn_blocking(move || job.check(&app)));
        if end {
            return Ok(mark);
        }
    }
}

fn fault(error: tokio::task::JoinError) -> Error {
    Error::Fault(error.to_string())
}

/// Folds a part of a stream. Gives the entries that were looked at, and what does not hold.
fn fold(before: Option<Stream>, rows: &[Row]) -> (Option<Stream>, u64, Option<Wrong>) {
    let Some(first) = rows.first() else { return (before, 0, None) };
    let mut stream = before.unwrap_or_else(|| Stream::new(first.stream()));
    let mut entries = 0;
    for row in rows {
        entries += 1;
        if let Err(wrong) = stream.take(row) {
            return (None, entries, Some(wrong));
        }
    }
    (Some(stream), entries, None)
}

impl Mark {
    /// Reads the live rows of the streams that begin with `before` and go on in `rows`.
    async fn job(
        &mut self,
        conn: &Snapshot,
        before: Option<Stream>,
        already: u64,
        rows: Vec<Row>,
    ) -> Result<Job, StoreError> {
        let mut names: Vec<&str> = before.iter().map(|stream| stream.name.as_str()).collect();
        for row in &rows {
            if names.last() != Some(&row.stream()) {
                names.push(row.stream());
            }
        }
        let (mut dossiers, mut heads) = (None, Vec::new());
        if let Some(last) = names.iter().filter_map(|name| dossier_in(name)).max() {
            dossiers = Some(store::dossiers::live(conn, self.dossier, last).await?);
            self.dossier = self.dossier.max(Some(last));
        }
        let others: Vec<&str> = names.into_iter().filter(|name| dossier_in(name).is_none()).collect();
        if let Some(last) = others.last() {
            heads = store::record::heads_between(conn, self.other.as_deref(), Some(last), None).await?;
            self.other = Some((*last).to_owned());
        }
        let registry = registry::read(conn, &others).await?;
        Ok(Job { before, already, rows, dossiers, heads, registry })
    }

    /// A dossier or stream head behind the last of which an entry tells.
    pub async fn without_entries(&self, conn: &Snapshot) -> Result<(), Stop> {
        let dossier = store::dossiers::next(conn, self.dossier).await?.map(dossier_untold);
        let head = store::record::heads_between(conn, self.other.as_deref(), None, Some(1)).await?;
        match dossier.or_else(|| head.first().map(head_untold)) {
            Some(wrong) => Err(wrong.into()),
            None => Ok(()),
        }
    }
}
