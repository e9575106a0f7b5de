//! One stream of the record while it is read: its chain, its search columns, and what its entries fold to.

use super::{administration, registry};
use crate::store::Head;
use crate::store::record::Row;
use chrono::{DateTime, Utc};
use engine::dossier::Dossier;
use engine::event::{Event, apply};
use engine::ids::DossierId;
use engine::record::{Entry, Kind, check};

/// A stream as far as it was read.
pub struct Stream {
    /// Its name.
    pub name: String,
    /// The last entry that holds.
    pub head: Head,
    /// What its events fold to.
    pub folded: Option<Dossier>,
    /// When the last command was carried out.
    pub acted_at: DateTime<Utc>,
    /// When each paper was attached.
    pub papers_at: Vec<DateTime<Utc>>,
    /// Entries of administration that live rows must agree with.
    pub told: Vec<Entry>,
}

/// What does not hold.
#[derive(Debug)]
pub struct Wrong {
    /// The stream, or the table for what belongs to none.
    pub stream: String,
    /// Number of the dossier, where it is known.
    pub number: Option<String>,
    /// The entry; 0 for what no entry tells of.
    pub seq: u64,
    /// In words.
    pub reason: String,
}

/// The dossier whose stream has this name.
pub fn dossier_in(stream: &str) -> Option<DossierId> {
    stream.strip_prefix("dossier:")?.parse().ok().map(DossierId)
}

impl Stream {
    /// Before its first entry.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            head: Head::empty(),
            folded: None,
            acted_at: DateTime::UNIX_EPOCH,
            papers_at: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Something does not hold at entry `seq`.
    pub fn wrong(&self, seq: u64, reason: impl Into<String>) -> Wrong {
        let number = self.folded.as_ref().map(|dossier| dossier.number.clone());
        Wrong { stream: self.name.clone(), number, seq, reason: reason.into() }
    }

    /// Checks the next entry at its place and folds it.
    ///
    /// # Errors
    /// What does not hold.
    pub fn take(&mut self, row: &Row) -> Result<(), Wrong> {
        self.next(row).map_err(|reason| self.wrong(self.head.seq + 1, reason))
    }

    fn next(&mut self, row: &Row) -> Result<(), String> {
        let stored = row.read().map_err(|column| format!("column {column} cannot be read"))?;
        let seq = self.head.seq + 1;
        if i64::try_from(seq) != Ok(stored.seq) {
            return Err(format!("entry {seq} is missing; the next one is {}", stored.seq));
        }
        let entry = check(&self.name, seq, &self.head.hash, stored.body, stored.hash).map_err(|e| e.to_string())?;
        let differs = |column: &str| format!("column {column} differs from the stored bytes");
        let at = DateTime::parse_from_rfc3339(&entry.at).map_err(|_| differs("at"))?.with_timezone(&Utc);
        if let Some(column) = stored.differs(&entry, at) {
            return Err(differs(column));
        }
        if entry.kind == Kind::Command {
            self.acted_at = at;
        }
        for event in &entry.events {
            apply(&mut self.folded, event, at, &entry.by.acting).map_err(|error| error.to_string())?;
            if matches!(event, Event::PaperAttached { .. }) {
                self.papers_at.push(at);
            }
        }
        self.head.seq = seq;
        stored.hash.clone_into(&mut self.head.hash);
        if registry::concerns(&entry) {
            // Each holds the whole record, so the last one is enough.
            self.told = vec![entry];
        } else if administration::concerns(&entry) {
            self.told.push(entry);
        }
        Ok(())
    }
}
