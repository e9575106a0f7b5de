//! The record as an inspector reads it: who did what, when, under which article; and whether it holds.

use super::form::Choice;
use super::parts::{Basis, Pager, Person, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// One entry.
#[derive(Debug, Clone)]
pub struct RecordRow {
    /// Anchor on the page.
    pub id: String,
    /// When.
    pub at: String,
    /// Who.
    pub who: Person,
    /// Kind of entry.
    pub kind: Tag,
    /// What was done, in words.
    pub act: String,
    /// Its fixed name.
    pub act_code: String,
    /// Provisions.
    pub basis: Vec<Basis>,
    /// The dossier, if it concerns one.
    pub dossier: Option<Link>,
    /// Stream.
    pub stream: String,
    /// Number within the stream.
    pub seq: u64,
    /// It was late.
    pub late: bool,
    /// Events in readable form.
    pub events: Vec<String>,
    /// Why not, for refusals.
    pub refusal: Option<String>,
    /// Canonical bytes.
    pub body: String,
    /// Link of this entry.
    pub hash: String,
    /// Link of the entry before.
    pub prev: String,
}

/// Filters, as typed. Field names are the names here.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// `dossier`.
    pub dossier: String,
    /// `actor`: e-mail or name.
    pub actor: String,
    /// `act`.
    pub acts: Vec<Choice>,
    /// `kind`.
    pub kinds: Vec<Choice>,
    /// `from`.
    pub from: String,
    /// `to`.
    pub to: String,
    /// `late`: yes.
    pub late: bool,
    /// A wrong date.
    pub error: Option<String>,
}

/// How verification stands.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// One runs: since when, and begun by whom.
    pub running: Option<(String, String)>,
    /// The last one.
    pub last: Option<Verified>,
}

/// A verification that has ended.
#[derive(Debug, Clone)]
pub struct Verified {
    /// When it ended.
    pub at: String,
    /// Who began it.
    pub by: String,
    /// What it found; none when the record could not be read to its end.
    pub found: Option<Found>,
}

impl Verified {
    /// All was read and all holds.
    pub fn holds(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.ok)
    }
}

/// What a verification found.
#[derive(Debug, Clone)]
pub struct Found {
    /// All holds.
    pub ok: bool,
    /// How many entries.
    pub entries: u64,
    /// First bad entry: dossier, stream or table, number, reason.
    pub first_bad: Option<(String, u64, String)>,
}

/// The record, or one dossier's.
#[derive(Debug, Clone, Template)]
#[template(path = "record/record.html")]
pub struct RecordPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Set on a dossier's own record: number and title.
    pub dossier: Option<(String, String)>,
    /// Where the filter form goes.
    pub filter_url: String,
    /// Filters.
    pub filter: RecordFilter,
    /// Whether one is set.
    pub filtered: bool,
    /// How verification stands.
    pub verification: Verification,
    /// Where it is run again (POST); none for those who may not.
    pub verify_url: Option<String>,
    /// Export as CSV.
    pub csv_href: String,
    /// Export as JSON lines.
    pub jsonl_href: String,
    /// Entries, newest first.
    pub rows: Vec<RecordRow>,
    /// Further pages.
    pub pager: Pager,
}
