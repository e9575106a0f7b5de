//! The shapes of what is typed about partners, relations, documents and activities, the same for pages and REST.

use crate::app::choices::LEVELS;
use crate::app::input::{FieldError, Invalid, language_tag, one_line, paragraph};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Kinds of partner.
pub const PARTNER_KINDS: [&str; 8] =
    ["locality", "state-agency", "international-organisation", "mission", "ngo", "enterprise", "university", "other"];
/// Groups of relations, after the thesis.
pub const GROUPS: [&str; 3] = ["political-security", "socio-economic", "other"];
/// Where a relation stands.
pub const STATUSES: [&str; 6] = ["established", "active", "dormant", "faded", "ended", "declined"];
/// How a relation came about.
pub const ORIGINS: [&str; 5] = ["unknown", "visit", "ministry-proposal", "partner", "own-initiative"];
/// Where a document stands.
pub const DOCUMENT_STATUSES: [&str; 6] = ["signed", "in-force", "suspended", "expired", "ended", "replaced"];
/// Who may read of a document: every province, MOFA and inspectors; of one that is `not-public` only its keeper and parties,
/// MOFA and inspectors.
pub const PUBLICATION: [&str; 4] = ["undecided", "public", "internal", "not-public"];
/// Kinds of document besides those of the rule packs.
pub const MORE_KINDS: [&str; 1] = ["establishment-document"];
/// Kinds of activity.
pub const ACTIVITIES: [&str; 9] =
    ["meeting", "delegation", "exchange", "programme", "project", "event", "office", "proposal", "other-activity"];

/// Longest line, in characters.
const LINE: usize = 300;
/// Longest text, in characters.
const TEXT: usize = 4_000;
/// Most rows of a list.
const ROWS: usize = 20;

/// Another name of a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NameData {
    /// The name.
    #[schema(max_length = 300)]
    pub name: String,
    /// The language it is in, as a BCP 47 tag; empty for an alias.
    #[schema(max_length = 35)]
    pub lang: String,
}

/// A person to speak to at a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContactData {
    /// One that is on file; none for a new one.
    pub id: Option<Uuid>,
    /// Post or unit.
    #[schema(max_length = 300)]
    pub office: String,
    /// Name.
    #[schema(max_length = 300)]
    pub name: String,
    /// Address.
    #[schema(max_length = 300)]
    pub address: String,
    /// Telephone.
    #[schema(max_length = 300)]
    pub phone: String,
    /// E-mail address.
    #[schema(max_length = 254)]
    pub email: String,
}

/// What is kept of a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PartnerData {
    /// Name in Vietnamese or English use; required.
    #[schema(max_length = 300)]
    pub name: String,
    /// Name in its own language.
    #[schema(max_length = 300)]
    pub name_local: String,
    /// Country; required.
    #[schema(max_length = 300)]
    pub country: String,
    /// `city`, `province`, `state`, `agency`, `organisation`, `enterprise`, `university` or `other`; required.
    pub level: String,
    /// `locality`, `state-agency`, `international-organisation`, `mission`, `ngo`, `enterprise`, `university` or
    /// `other`; required.
    pub kind: String,
    /// Names in other languages, and aliases.
    #[schema(max_items = 20)]
    pub names: Vec<NameData>,
    /// Persons to speak to. Those left out of a change are struck off.
    #[schema(max_items = 20)]
    pub contacts: Vec<ContactData>,
    /// Note.
    #[schema(max_length = 4000)]
    pub note: String,
    /// It is another one, although it resembles one on file.
    pub different: bool,
}

/// A text in Vietnamese and English.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BothData {
    /// Vietnamese; required.
    #[schema(max_length = 300)]
    pub vi: String,
    /// English.
    #[schema(max_length = 300)]
    pub en: String,
}

/// What is kept of a relation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RelationData {
    /// The partner; required, fixed once entered.
    pub partner: Option<Uuid>,
    /// Titles; the Vietnamese one is required.
    pub titles: BothData,
    /// `political-security`, `socio-economic`, `other`, or empty.
    pub group: String,
    /// Since when: `2019`, `2019-04` or `2019-04-15`; empty where it is not known.
    #[schema(max_length = 10)]
    pub since: String,
    /// `established`, `active`, `dormant`, `faded`, `ended` or `declined`; required.
    pub status: String,
    /// `unknown`, `visit`, `ministry-proposal`, `partner` or `own-initiative`; required.
    pub origin: String,
    /// Note.
    #[schema(max_length = 4000)]
    pub note: String,
    /// Where the facts come from.
    #[schema(max_length = 300)]
    pub source: String,
    /// What is uncertain about them.
    #[schema(max_length = 4000)]
    pub uncertain: String,
}

/// A title in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TitleData {
    /// BCP 47 tag.
    #[schema(max_length = 35)]
    pub lang: String,
    /// The title.
    #[schema(max_length = 300)]
    pub text: String,
}

/// What is kept of a signed document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentData {
    /// The relation it belongs to.
    pub relation: Option<Uuid>,
    /// Kind, of a rule pack or `establishment-document`; required.
    pub kind: String,
    /// Titles by language; the Vietnamese one is required.
    #[schema(max_items = 20)]
    pub titles: Vec<TitleData>,
    /// Foreign parties on file, at least one.
    #[schema(max_items = 20)]
    pub foreign: Vec<Uuid>,
    /// Vietnamese parties on file. The locality itself is one when none is given.
    #[schema(max_items = 20)]
    pub local: Vec<Uuid>,
    /// Vietnamese parties that are not on file, by name.
    #[schema(max_items = 20)]
    pub local_names: Vec<String>,
    /// Signed on: `2019`, `2019-04` or `2019-04-15`; empty where it is not known.
    #[schema(max_length = 10)]
    pub signed_on: String,
    /// Place of signing.
    #[schema(max_length = 300)]
    pub place: String,
    /// In force since that day; empty where it is not known.
    #[schema(max_length = 10)]
    pub in_force_on: String,
    /// Clauses on duration, renewal, review and lapse.
    #[schema(max_length = 4000)]
    pub term: String,
    /// `undecided`, `public`, `internal` or `not-public`; required. One that is `not-public` is shown to its keeper and
    /// parties, to MOFA and to inspectors only.
    pub publication: String,
    /// `signed`, `in-force`, `suspended`, `expired`, `ended` or `replaced`; required.
    pub status: String,
    /// Fields of cooperation.
    #[schema(max_items = 40)]
    pub fields: Vec<String>,
    /// Note.
    #[schema(max_length = 4000)]
    pub note: String,
    /// Where the facts come from; required for a document signed before the system.
    #[schema(max_length = 300)]
    pub source: String,
    /// What is uncertain about them.
    #[schema(max_length = 4000)]
    pub uncertain: String,
}

/// What is kept of an activity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ActivityData {
    /// The partner; required, fixed once entered.
    pub partner: Option<Uuid>,
    /// The relation it belongs to.
    pub relation: Option<Uuid>,
    /// The document it carries out.
    pub document: Option<Uuid>,
    /// `meeting`, `delegation`, `exchange`, `programme`, `project`, `event`, `office`, `proposal` or `other-activity`;
    /// required.
    pub kind: String,
    /// What; the Vietnamese text is required.
    pub what: BothData,
    /// When it began: `2019`, `2019-04` or `2019-04-15`; empty where it is not known.
    #[schema(max_length = 10)]
    pub held_on: String,
    /// How long, in words.
    #[schema(max_length = 300)]
    pub period: String,
    /// Who took part on the local side, in words.
    #[schema(max_length = 300)]
    pub by_name: String,
    /// Result.
    #[schema(max_length = 4000)]
    pub result: String,
    /// Fields of cooperation.
    #[schema(max_items = 40)]
    pub fields: Vec<String>,
    /// Where the facts come from.
    #[schema(max_length = 300)]
    pub source: String,
    /// What is uncertain about them.
    #[schema(max_length = 4000)]
    pub uncertain: String,
}

/// Checks field by field and keeps everything that is wrong, in the order of the form.
#[derive(Debug, Default)]
pub struct Check {
    wrong: Vec<FieldError>,
}

impl Check {
    /// Something is wrong.
    pub fn add(&mut self, invalid: Invalid) {
        self.wrong.extend(invalid.0);
    }

    /// What came of a check, or the default when something is wrong.
    pub fn keep<T: Default>(&mut self, checked: Result<T, Invalid>) -> T {
        checked.unwrap_or_else(|invalid| {
            self.add(invalid);
            T::default()
        })
    }

    fn length(&mut self, field: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.add(Invalid::field(field, "too-long").with("max", most));
        }
    }

    /// At most that many rows.
    pub fn rows<T>(&mut self, field: &str, rows: &[T], most: usize) {
        if rows.len() > most {
            self.add(Invalid::field(field, "too-many").with("max", most));
        }
    }

    /// At most twenty rows.
    pub fn few<T>(&mut self, field: &str, rows: &[T]) {
        self.rows(field, rows, ROWS);
    }

    /// One line; blanks within it are one blank.
    pub fn line(&mut self, field: &str, text: &str) -> String {
        self.length(field, text, LINE);
        let line = self.keep(one_line(field, text));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// One line that must not be empty.
    pub fn needed(&mut self, field: &str, text: &str) -> String {
        let line = self.line(field, text);
        if line.is_empty() && text.trim().is_empty() {
            self.add(Invalid::field(field, "required"));
        }
        line
    }

    /// Text of several lines.
    pub fn text(&mut self, field: &str, text: &str) -> String {
        self.length(field, text, TEXT);
        self.keep(paragraph(field, text))
    }

    /// One of these.
    pub fn one_of(&mut self, field: &str, value: &str, known: &[&str]) -> String {
        if !known.contains(&value) {
            self.add(Invalid::field(field, "choose-one"));
        }
        value.to_owned()
    }

    /// A language tag.
    pub fn lang(&mut self, field: &str, tag: &str) -> String {
        self.keep(language_tag(field, tag))
    }

    /// Everything that was wrong.
    ///
    /// # Errors
    /// [`Invalid`] when anything was.
    pub fn finish(self) -> Result<(), Invalid> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Invalid(self.wrong)) }
    }
}

/// The kind of partner that the level of a new one suggests.
pub fn kind_of_level(level: &str) -> &'static str {
    match level {
        "city" | "province" | "state" => "locality",
        "agency" => "state-agency",
        "organisation" => "international-organisation",
        "enterprise" => "enterprise",
        "university" => "university",
        _ => "other",
    }
}

/// Whether it is a level of a partner.
pub fn level(check: &mut Check, level: &str) -> String {
    check.one_of("level", level, &LEVELS)
}
