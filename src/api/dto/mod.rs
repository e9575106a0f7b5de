//! What goes out, as JSON. Fixed names are strings; titles come in both languages.

pub mod acts;
pub mod admin;
pub mod changes;
pub mod clock;
pub mod dossier;
pub mod lists;
pub mod parts;
pub mod published;
pub mod record;
pub mod registry;
pub mod rules;

use crate::app::read::Directory;
use chrono::{DateTime, SecondsFormat, Utc};
use engine::calendar::zone;
use engine::dossier::File;
use engine::ids::OrgId;
use engine::pack::Pack;
use engine::text::Bilingual;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A text in Vietnamese and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl From<&Bilingual> for Text {
    fn from(text: &Bilingual) -> Self {
        Self { vi: text.vi.clone(), en: text.en.clone() }
    }
}

impl From<Bilingual> for Text {
    fn from(text: Bilingual) -> Self {
        Self { vi: text.vi, en: text.en }
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrgOut {
    /// Id.
    pub id: Uuid,
    /// Name as it is today.
    pub name: Text,
}

impl OrgOut {
    /// With its name.
    pub fn new(id: OrgId, names: &Directory) -> Self {
        Self { id: id.0, name: names.org(id).into() }
    }
}

/// A version of a rule pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackRefOut {
    /// Id.
    pub id: String,
    /// Version.
    pub version: u32,
}

/// A provision with its citation in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CitedOut {
    /// Fixed name within the pack.
    pub id: String,
    /// For example "Ordinance 33/2007, Art. 16(2)".
    pub citation: Text,
    /// Whether it is a `policy` and no act.
    pub policy: bool,
    /// How sure the citation is: `text`, `partly` or `no`.
    pub verified: String,
}

/// Provisions of `pack` by their fixed names.
pub fn cited(pack: &Pack, ids: &[String]) -> Vec<CitedOut> {
    ids.iter()
        .filter_map(|id| pack.provision(id))
        .map(|found| CitedOut {
            id: found.id.clone(),
            citation: (&found.citation).into(),
            policy: found.kind == engine::pack::ProvisionKind::Policy,
            verified: name(&found.verified),
        })
        .collect()
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileOut {
    /// Id.
    pub id: Uuid,
    /// File name.
    pub name: String,
    /// Media type found from the content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// Where it is read; the reading is recorded.
    pub href: String,
}

impl FileOut {
    /// A file of the dossier `number`.
    pub fn new(file: &File, number: &str) -> Self {
        Self {
            id: file.id.0,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
            href: format!("/api/v1/dossiers/{number}/attachments/{}", file.id),
        }
    }
}

/// What the caller saw when he decided: the text revision, and the step of the dossier or, for acts on a board row, of
/// the row. Take it from `available`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenJson {
    /// Text revision.
    pub text_revision: u32,
    /// Step.
    pub step_revision: u32,
}

impl From<SeenJson> for engine::command::Seen {
    fn from(seen: SeenJson) -> Self {
        Self { text_revision: seen.text_revision, step_revision: seen.step_revision }
    }
}

impl From<engine::command::Seen> for SeenJson {
    fn from(seen: engine::command::Seen) -> Self {
        Self { text_revision: seen.text_revision, step_revision: seen.step_revision }
    }
}

/// The fixed name of an engine value.
pub fn name<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// An instant, by the clocks of Viet Nam.
pub fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&zone()).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}
