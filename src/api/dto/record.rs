//! Entries of the record.

use super::{CitedOut, Text, cited};
use crate::app::inspect::{Entries, Names, Row};
use engine::event::Event;
use engine::record::NameRef;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who acted, as he was then.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct ByOut {
    /// Account; none for the service itself.
    pub account: Option<Uuid>,
    /// Name; none for the service itself, and when it was erased.
    pub name: Option<String>,
    /// Title of the post then.
    pub post: Option<String>,
    /// Name of the organisation then.
    pub org: Option<String>,
    /// In which role.
    pub role: String,
    /// Whether as recorded deputy.
    pub deputy: bool,
    /// Account for whom he stood in.
    pub for_account: Option<Uuid>,
    /// Name of that person; none also when it was erased.
    pub for_name: Option<String>,
}

/// One entry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryOut {
    /// Stream: `dossier:<id>`, or `account:<id>` for readings.
    pub stream: String,
    /// Number within its stream, without gaps.
    pub seq: u64,
    /// Number of the dossier concerned.
    pub dossier: Option<String>,
    /// Instant, UTC.
    pub at: String,
    /// `command`, `refusal`, `read`, `export`, `session`, `notice` or `administration`; `unreadable` when the stored bytes
    /// are no entry: then only its place, hash and bytes mean anything.
    pub kind: String,
    /// Command, or what was done.
    pub act: String,
    /// The command in the past tense, where the rules have it.
    pub title: Option<Text>,
    /// Who.
    pub by: ByOut,
    /// Provisions.
    pub basis: Vec<CitedOut>,
    /// Facts, as they stand in the body.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Value>,
    /// Why not, for refused attempts.
    #[schema(value_type = Option<Object>)]
    pub refusal: Option<Value>,
    /// What it concerned, for entries that are no commands.
    #[schema(value_type = Option<Object>)]
    pub subject: Option<Value>,
    /// Names behind the commitments in `events`; erased ones are missing.
    pub persons: BTreeMap<String, String>,
    /// Whether it tells of something late.
    pub late: bool,
    /// Link: SHA-256 of a zero byte and the body, hex.
    pub hash: String,
    /// The stored bytes: RFC 8785 JSON.
    pub body: String,
}

impl EntryOut {
    /// The entries of a page.
    pub fn all(page: Entries) -> Vec<Self> {
        let Entries { rows, names, .. } = page;
        rows.into_iter().map(|row| Self::new(row, &names)).collect()
    }

    /// An entry whose bytes cannot be read: it keeps its place, and says that it cannot.
    fn unreadable(row: Row) -> Self {
        Self {
            stream: row.stream,
            seq: u64::try_from(row.seq).unwrap_or_default(),
            dossier: row.about.map(|about| about.number),
            at: engine::record::instant(row.at),
            kind: "unreadable".to_owned(),
            act: String::new(),
            title: None,
            by: ByOut::default(),
            basis: Vec::new(),
            events: Vec::new(),
            refusal: None,
            subject: None,
            persons: BTreeMap::new(),
            late: row.late,
            hash: row.hash,
            body: row.body,
        }
    }

    fn new(mut row: Row, names: &Names) -> Self {
        let Some(entry) = row.entry.take() else { return Self::unreadable(row) };
        let pack = row.about.as_ref().map(|about| &about.pack);
        let transition = pack.and_then(|pack| pack.tracks.iter().find_map(|track| track.transition(&entry.act)));
        let by = entry.by;
        Self {
            seq: entry.seq,
            at: entry.at,
            kind: entry.kind.as_str().to_owned(),
            title: transition.map(|known| (&known.done).into()),
            basis: pack.map(|pack| cited(pack, &entry.basis)).unwrap_or_default(),
            dossier: row.about.as_ref().map(|about| about.number.clone()),
            stream: entry.stream,
            act: entry.act,
            by: ByOut {
                account: by.acting.account.map(|account| account.0),
                name: row.name,
                post: by.post_title,
                org: by.org_name,
                role: by.acting.role.as_str().to_owned(),
                deputy: by.acting.deputy,
                for_account: by.stands_for.map(|other| other.account.0),
                for_name: row.deputy_for,
            },
            persons: persons(&entry.events, names),
            events: entry.events.iter().filter_map(|event| serde_json::to_value(event).ok()).collect(),
            refusal: entry.refusal.and_then(|refusal| serde_json::to_value(refusal).ok()),
            subject: entry.subject,
            late: row.late,
            hash: row.hash,
            body: row.body,
        }
    }
}

/// Names behind the commitments of events; erased ones are missing.
fn persons(events: &[Event], names: &Names) -> BTreeMap<String, String> {
    let mut found: Vec<&NameRef> = Vec::new();
    for event in events {
        match event {
            Event::PmOpinionRecorded { opinion } => found.push(&opinion.signer),
            Event::Decided { signer, .. } => found.push(signer),
            Event::Signed { signer, foreign, .. } => {
                found.push(signer);
                found.extend(foreign.iter().map(|signatory| &signatory.name));
            }
            _ => {}
        }
    }
    found.into_iter().filter_map(|name| Some((name.0.clone(), names.persons.get(name)?.clone()))).collect()
}

/// A page of entries.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordPage {
    /// Entries.
    pub items: Vec<EntryOut>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}
