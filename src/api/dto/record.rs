//! Entries of the record.

use super::{CitedOut, Text, cited};
use crate::app::App;
use crate::app::listing::Recorded;
use engine::pack::Pack;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who acted, as he was then.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
}

/// One entry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryOut {
    /// Stream: `dossier:<id>`, or `account:<id>` for readings.
    pub stream: String,
    /// Number within its stream, without gaps.
    pub seq: u64,
    /// Instant, UTC.
    pub at: String,
    /// `command`, `refusal`, `read`, `export`, `session`, `notice` or `administration`.
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
    /// An entry under the rules of its dossier; without them every pack is asked.
    pub fn new(app: &App, pack: Option<&Pack>, row: Recorded) -> Self {
        let packs: Vec<&Pack> = match pack {
            Some(pack) => vec![pack],
            None => app.registry.packs().map(|file| &*file.pack).collect(),
        };
        let cite = |id: &String| packs.iter().find_map(|pack| cited(pack, std::slice::from_ref(id)).pop());
        let transition = |pack: &&Pack| pack.tracks.iter().find_map(|track| track.transition(&row.entry.act)).cloned();
        let by = row.entry.by;
        Self {
            stream: row.entry.stream,
            seq: row.entry.seq,
            at: row.entry.at,
            kind: row.entry.kind.as_str().to_owned(),
            title: packs.iter().find_map(transition).map(|known| known.done.into()),
            act: row.entry.act,
            by: ByOut {
                account: by.acting.account.map(|account| account.0),
                name: row.name,
                post: by.post_title,
                org: by.org_name,
                role: by.acting.role.as_str().to_owned(),
                deputy: by.acting.deputy,
            },
            basis: row.entry.basis.iter().filter_map(cite).collect(),
            events: row.entry.events.iter().filter_map(|event| serde_json::to_value(event).ok()).collect(),
            refusal: row.entry.refusal.and_then(|refusal| serde_json::to_value(refusal).ok()),
            subject: row.entry.subject,
            persons: row.persons.into_iter().map(|(name, value)| (name.0, value)).collect(),
            late: row.late,
            hash: row.hash,
            body: row.body,
        }
    }
}

/// A page of entries.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordPage {
    /// Entries.
    pub items: Vec<EntryOut>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}
