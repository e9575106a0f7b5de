//! One part of the record: the entries of some whole streams with the live rows of what they tell of. Whoever works on it
//! needs no database, so that several are worked on at once.

use super::registry;
use super::stream::{Stream, Wrong, dossier_in};
use crate::app::{App, Error};
use crate::store::dossiers::{Facts, Live, Replayed, Untold};
use crate::store::record::{HeadRow, Row};
use crate::store::{Head, StoreError};
use engine::ids::DossierId;
use std::collections::{BTreeSet, HashMap};

/// Entries and live rows.
pub struct Job {
    /// The stream that begins it, as far as it was checked before: one longer than a page.
    pub before: Option<Stream>,
    /// Entries checked before that no other job counts.
    pub already: u64,
    /// Entries of whole streams, in order.
    pub rows: Vec<Row>,
    /// Live rows of the dossiers that end here, and of those behind the ones before them.
    pub dossiers: Option<Live>,
    /// Heads of streams that are not dossiers', in the same way.
    pub heads: Vec<HeadRow>,
    /// Rows of the registry of which its streams tell.
    pub registry: registry::Rows,
}

/// What came of it.
#[derive(Default)]
pub struct Checked {
    /// Entries checked.
    pub entries: u64,
    /// Streams of administration before the first wrong place, which are compared with the database.
    pub administration: Vec<Stream>,
    /// The first wrong place.
    pub wrong: Option<Wrong>,
    /// Why it could not be checked to its end.
    pub broken: Option<Error>,
}

/// Why the work ends before its end.
enum Stop {
    Wrong(Wrong),
    Broken(Error),
}

impl Job {
    /// Works on it.
    pub fn check(self, app: &App) -> Checked {
        let Self { before, already, rows, dossiers, heads, registry } = self;
        let mut checked = Checked { entries: already, ..Checked::default() };
        let heads: HashMap<&str, &HeadRow> = heads.iter().map(|head| (head.stream(), head)).collect();
        let mut live = Tables { app, dossiers, heads, registry, met: BTreeSet::new() };
        match streams(before, rows, &mut live, &mut checked) {
            Ok(()) => checked.wrong = live.untold(),
            Err(Stop::Wrong(wrong)) => checked.wrong = Some(wrong),
            Err(Stop::Broken(error)) => checked.broken = Some(error),
        }
        checked
    }
}

/// Checks stream after stream.
fn streams(before: Option<Stream>, rows: Vec<Row>, live: &mut Tables, checked: &mut Checked) -> Result<(), Stop> {
    let mut open = before;
    for row in rows {
        let name = row.stream();
        if open.as_ref().is_none_or(|stream| stream.name != name)
            && let Some(ended) = open.replace(Stream::new(name))
        {
            live.compare(ended, checked)?;
        }
        if let Some(stream) = &mut open {
            checked.entries += 1;
            stream.take(&row).map_err(Stop::Wrong)?;
        }
    }
    open.map_or(Ok(()), |ended| live.compare(ended, checked))
}

/// Live rows, to be compared.
struct Tables<'a> {
    app: &'a App,
    dossiers: Option<Live>,
    /// By stream; those that were compared are taken away.
    heads: HashMap<&'a str, &'a HeadRow>,
    registry: registry::Rows,
    /// Dossiers that were compared.
    met: BTreeSet<DossierId>,
}

impl Tables<'_> {
    /// Compares what a stream tells, now that it was read to its end.
    fn compare(&mut self, stream: Stream, checked: &mut Checked) -> Result<(), Stop> {
        let wrong = match dossier_in(&stream.name) {
            Some(id) => self.dossier(id, &stream),
            None => Ok(self.other(&stream)),
        };
        match wrong {
            Ok(None) => {}
            Ok(Some(reason)) => return Err(Stop::Wrong(stream.wrong(stream.head.seq, reason))),
            Err(Error::Store(error @ (StoreError::Unreadable(_) | StoreError::Corrupt { .. }))) => {
                return Err(Stop::Wrong(stream.wrong(stream.head.seq, error.to_string())));
            }
            Err(error) => return Err(Stop::Broken(error)),
        }
        if dossier_in(&stream.name).is_none() && !registry::is_of(&stream.name) {
            checked.administration.push(stream);
        }
        Ok(())
    }

    /// What is wrong with the live rows of a dossier.
    fn dossier(&mut self, id: DossierId, stream: &Stream) -> Result<Option<String>, Error> {
        self.met.insert(id);
        let Some(folded) = &stream.folded else {
            return Ok(Some("its entries do not open a dossier".to_owned()));
        };
        let pack = self.app.pinned(&folded.pack)?;
        let Ok(facts) = self.app.facts(&pack, folded, stream.acted_at) else {
            return Ok(Some("the record leaves it in a state that its pack lacks".to_owned()));
        };
        let facts = Facts { document: None, ..facts };
        let replayed = Replayed { dossier: folded, facts, head: &stream.head, papers_at: &stream.papers_at };
        let Some(live) = &self.dossiers else { return Err(Error::Fault("live rows were not read".to_owned())) };
        match live.differs(id, &replayed) {
            Err(StoreError::NotFound) => Ok(Some("the record tells of a dossier that the live tables lack".to_owned())),
            found => Ok(found?),
        }
    }

    /// What is wrong with the head of a stream that is not a dossier's, or with the row of the registry of which it tells.
    fn other(&mut self, stream: &Stream) -> Option<String> {
        let Head { seq, hash } = &stream.head;
        match self.heads.remove(stream.name.as_str()).map(HeadRow::read) {
            Some(Ok((said, head))) if i64::try_from(*seq) == Ok(said) && hash == head => {}
            Some(Ok((said, _))) => return Some(format!("the stream ends at {seq}, its head says {said}")),
            None => return Some(format!("the stream ends at {seq}, its head says 0")),
            Some(Err(column)) => return Some(format!("table stream_head, column {column} cannot be read")),
        }
        self.registry.differs(&stream.name, stream.told.last())
    }

    /// A dossier or stream head among those read without a single entry.
    fn untold(&self) -> Option<Wrong> {
        if let Some(untold) = self.dossiers.as_ref().and_then(|live| live.untold(&self.met)) {
            return Some(dossier_untold(untold));
        }
        let first = self.heads.values().min_by_key(|head| head.stream());
        first.map(|head| head_untold(head))
    }
}

const UNTOLD: &str = "its entries are missing";

/// A dossier has no entries.
pub fn dossier_untold(untold: Untold) -> Wrong {
    let table = "dossier".to_owned();
    match untold {
        Untold::Dossier(number, seq) => Wrong { stream: table, number: Some(number), seq, reason: UNTOLD.to_owned() },
        Untold::Unreadable => {
            let reason = "table dossier, column id or number cannot be read".to_owned();
            Wrong { stream: table, number: None, seq: 0, reason }
        }
    }
}

/// A stream that has a head has no entries.
pub fn head_untold(head: &HeadRow) -> Wrong {
    let seq = head.read().ok().and_then(|(seq, _)| u64::try_from(seq).ok()).unwrap_or_default();
    Wrong { stream: head.stream().to_owned(), number: None, seq, reason: UNTOLD.to_owned() }
}
