//! Published packs and calendars, and what was found in a pack.

use super::rules::name_of;
use super::{Text, instant};
use crate::app::Error;
use crate::app::admin::rules::{Findings, Place, Rules};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A published version.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublishedVersion {
    /// Id.
    pub id: String,
    /// Version.
    pub version: i32,
    /// Title; none when this program cannot read it.
    pub title: Option<Text>,
    /// SHA-256 of the text, hex.
    pub sha256: String,
    /// First day on which a procedure may start under it.
    pub in_force_from: Option<NaiveDate>,
    /// Last such day.
    pub in_force_to: Option<NaiveDate>,
    /// When it was published.
    pub published_at: String,
    /// By whom; none when the program brought it along or the command line published it.
    pub published_by: Option<String>,
    /// In use: for new dossiers, or for counting deadlines.
    pub used: bool,
}

/// What is published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublishedOut {
    /// Packs, newest version first.
    pub packs: Vec<PublishedVersion>,
    /// Calendars, newest version first.
    pub calendars: Vec<PublishedVersion>,
}

impl PublishedOut {
    /// What is published.
    pub fn new(found: Rules) -> Self {
        let names = found.names;
        let pack = |version: crate::app::admin::rules::Version| PublishedVersion {
            title: version.pack.as_ref().map(|pack| (&pack.title).into()),
            in_force_from: version.pack.as_ref().map(|pack| pack.in_force_from),
            in_force_to: version.pack.as_ref().and_then(|pack| pack.in_force_to),
            id: version.row.id,
            version: version.row.version,
            sha256: version.row.hash,
            published_at: instant(version.row.published_at),
            published_by: name_of(&names, version.row.published_by),
            used: version.used,
        };
        let calendar = |calendar: crate::app::admin::rules::CalendarRow| PublishedVersion {
            title: None,
            in_force_from: None,
            in_force_to: None,
            id: calendar.row.id,
            version: calendar.row.version,
            sha256: calendar.row.hash,
            published_at: instant(calendar.row.published_at),
            published_by: None,
            used: calendar.used,
        };
        Self {
            packs: found.packs.into_iter().map(pack).collect(),
            calendars: found.calendars.into_iter().map(calendar).collect(),
        }
    }
}

/// What was found in a pack.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingsOut {
    /// Whether it can be read and all invariants hold.
    pub holds: bool,
    /// `free` (it may be published), `published`, `taken` (another text has this version) or `not-next`.
    #[schema(pattern = "^(free|published|taken|not-next)$")]
    pub standing: String,
    /// SHA-256 of the text, hex.
    pub sha256: String,
    /// Id; none when it cannot be read.
    pub id: Option<String>,
    /// Version.
    pub version: Option<u32>,
    /// What keeps it from loading, each with line.
    pub errors: Vec<String>,
    /// Remarks of the lint.
    pub warnings: Vec<String>,
    /// The exploration: bound, states, proofs, and each violation with its shortest path.
    #[schema(value_type = Option<Object>)]
    pub report: Option<Value>,
}

impl FindingsOut {
    /// What was found.
    ///
    /// # Errors
    /// [`Error::Fault`].
    pub fn new(found: &Findings, place: Place) -> Result<Self, Error> {
        let report = found.report.as_ref().map(serde_json::to_value).transpose();
        let standing = match place {
            Place::Free => "free",
            Place::Published => "published",
            Place::Taken => "taken",
            Place::Next(_) => "not-next",
        };
        let warning = |note: &engine::pack::Note| format!("{}: {}. {}", note.place, note.message, note.remedy);
        Ok(Self {
            holds: found.holds(),
            standing: standing.to_owned(),
            sha256: found.sha256.clone(),
            id: found.pack.as_ref().map(|pack| pack.id.clone()),
            version: found.pack.as_ref().map(|pack| pack.version),
            errors: found.errors.clone(),
            warnings: found.warnings.iter().map(warning).collect(),
            report: report.map_err(|error| Error::Fault(error.to_string()))?,
        })
    }
}

/// A page of dossier numbers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NumbersPage {
    /// Numbers.
    pub items: Vec<String>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}
