//! Rule packs: the law as dated, versioned data (`workflows/*.toml`; reference in `docs/workflow-format.md`).
//!
//! This file holds the shape of a pack. What sets cases apart is in [`cases`], reading in [`load`], checks of the graph in
//! [`lint`], the closed sets of names a pack may use (actions, guards, invariants) in [`names`].

mod cases;
pub mod lint;
mod load;
mod names;
mod track;
mod uses;

pub use cases::{Act, ActRule, BodyKind, Ground, PartyKind, Subject};
pub use lint::{Note, Severity};
pub use load::{PackError, examine, parse, schema};
pub use names::{Action, Guard, Invariant, Recipient};
pub use track::{Bodies, Phase, State, Track, Transition};
pub use uses::{Use, UseKind, register, uses};

use crate::actor::Role;
use crate::calendar::Budget;
use crate::text::Bilingual;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A set of rules with its dates. A dossier is pinned to one version of one pack.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pack {
    /// Version of the file format; 1.
    pub format: u32,
    /// Fixed name, for example `ordinance-33-2007`.
    pub id: String,
    /// Version of this pack; a change of a published pack is a new version.
    pub version: u32,
    /// Title.
    pub title: Bilingual,
    /// Shown on every page of a dossier under this pack, for example "lapsed on 1 July 2021".
    pub banner: Option<Bilingual>,
    /// First day on which a procedure may start under these rules.
    #[schemars(with = "String")]
    pub in_force_from: NaiveDate,
    /// Last such day; none while in force.
    #[schemars(with = "Option<String>")]
    pub in_force_to: Option<NaiveDate>,
    /// The provisions register.
    pub provisions: Vec<Provision>,
    /// Fields of cooperation; sensitive ones bar the fast track (policy).
    pub fields: Vec<Field>,
    /// Kinds of document and the class their usual content has. The class follows the content, not this.
    pub kinds: Vec<DocumentKind>,
    /// The content checklist that proposes the class.
    pub checklist: Vec<ChecklistItem>,
    /// Acts besides the conclusion of a new document.
    #[serde(default)]
    pub acts: Vec<ActRule>,
    /// Kinds of Vietnamese party with tracks of their own.
    #[serde(default)]
    pub parties: Vec<PartyKind>,
    /// Grounds that open a track.
    #[serde(default)]
    pub grounds: Vec<Ground>,
    /// Subjects that add a body to those asked.
    #[serde(default)]
    pub subjects: Vec<Subject>,
    /// Papers a transition may require.
    pub papers: Vec<PaperRule>,
    /// Clocks.
    pub clocks: Vec<ClockRule>,
    /// Duties that signing opens.
    pub duties: Vec<DutyRule>,
    /// Tracks; the first is the one that takes all documents.
    pub tracks: Vec<Track>,
}

/// Whether a rule is law, an inference from law, or somebody's policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProvisionKind {
    /// A provision of an act.
    Law,
    /// Set by somebody who may set it (`set-by`), not by an act.
    Policy,
}

/// How sure we are of a provision's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    /// The provision's own text was read.
    Text,
    /// The text was read in part, or its number is not certain.
    Partly,
    /// Not verified; never shown as "the law says".
    No,
}

/// One entry of the provisions register.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Provision {
    /// Fixed name within the pack, for example `ord-16-2`.
    pub id: String,
    /// Law or policy.
    pub kind: ProvisionKind,
    /// For example "Ordinance 33/2007, Art. 16(2)".
    pub citation: Bilingual,
    /// Restatement in one sentence.
    pub text: Bilingual,
    /// How sure we are.
    pub verified: Verified,
    /// Where it was read.
    pub source: String,
    /// Who set it; required for policy, forbidden for law.
    pub set_by: Option<Bilingual>,
    /// Our rule ids it carries (R01 …).
    #[serde(default)]
    pub rules: Vec<String>,
}

/// A field of cooperation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Field {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// Bars the fast track (policy of the pack).
    #[serde(default)]
    pub sensitive: bool,
}

/// Whether a document creates specific commitments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Specific commitments: money, named duties, delivery dates, a dispute clause.
    Binding,
    /// Records work without specific commitments.
    NonBinding,
}

/// A kind of document by its title.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DocumentKind {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// The class such documents usually have.
    pub usual_class: Class,
}

/// What a "yes" to a checklist question means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChecklistEffect {
    /// The content commits: propose binding.
    Binding,
    /// Content that no local agreement may have (Art. 2.1): stop.
    Excluded,
    /// A clause that the text must have on tracks with the guard `demanded-content` (Decree 64/2021 Art. 3(3)).
    Demanded,
    /// Noted, no effect on the class (own duration, renewal, review, lapse).
    Neutral,
}

/// A question about the content.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChecklistItem {
    /// Fixed name.
    pub id: String,
    /// The question, answered yes or no.
    pub question: Bilingual,
    /// What "yes" means, as a sentence that gives the reason.
    pub reason: Bilingual,
    /// What "yes" does.
    pub effect: ChecklistEffect,
    /// Provisions.
    pub basis: Vec<String>,
}

/// A paper that a transition may require.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PaperRule {
    /// Fixed name, for example `signed-copy`.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// A fact without which a transition does not ask for it; none where it always does.
    pub when: Option<Guard>,
    /// Provisions.
    pub basis: Vec<String>,
}

/// When a clock's event happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StartsOn {
    /// Receipt of the request by the body asked (Ordinance Art. 16.2).
    Receipt,
    /// Receipt of the complete dossier by the body asked (Law 70/2020 Art. 19.2).
    Completeness,
    /// Entering the state that names the clock.
    Entry,
    /// Signing.
    Signing,
    /// The day on which the document, or its change or end, takes effect.
    Effect,
}

/// A time limit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClockRule {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// Length; none where the provision gives no number of days (shown as such, no reminder).
    pub budget: Option<Budget>,
    /// Start event.
    pub starts_on: StartsOn,
    /// Whose task the clock measures.
    pub holder: Role,
    /// When to remind.
    pub reminders: Option<Cadence>,
    /// Provisions.
    pub basis: Vec<String>,
}

/// Reminder cadence (policy): all in working days relative to the due day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cadence {
    /// Working days before the due day on which to remind.
    pub before: Vec<u32>,
    /// Remind on the due day itself.
    pub on_due_day: bool,
    /// Remind on each working day while late.
    pub each_day_late: bool,
    /// On this late working day the post above is told, once.
    pub escalate_on_late_day: u32,
    /// Provisions.
    pub basis: Vec<String>,
}

/// A duty that signing opens.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DutyRule {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// What the owner has to do.
    pub instruction: Bilingual,
    /// Clock that measures it; none where nothing gives a date.
    pub clock: Option<String>,
    /// A fact without which a transition does not open it; none where it always does.
    pub when: Option<Guard>,
    /// Paper that must be attached to close it; none where a note is enough.
    pub evidence: Option<String>,
    /// The procedure cannot be closed before this duty is fulfilled.
    #[serde(default)]
    pub closes: bool,
    /// Provisions.
    pub basis: Vec<String>,
}

/// An invariant with its citation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InvariantRule {
    /// Which.
    pub rule: Invariant,
    /// Provisions.
    pub basis: Vec<String>,
}

impl Pack {
    /// The track of that name.
    pub fn track(&self, id: &str) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// The provision of that name.
    pub fn provision(&self, id: &str) -> Option<&Provision> {
        self.provisions.iter().find(|provision| provision.id == id)
    }

    /// The clock rule of that name.
    pub fn clock(&self, id: &str) -> Option<&ClockRule> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// The duty rule of that name.
    pub fn duty(&self, id: &str) -> Option<&DutyRule> {
        self.duties.iter().find(|duty| duty.id == id)
    }

    /// The paper rule of that name.
    pub fn paper(&self, id: &str) -> Option<&PaperRule> {
        self.papers.iter().find(|paper| paper.id == id)
    }

    /// The field of cooperation of that name.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The document kind of that name.
    pub fn kind(&self, id: &str) -> Option<&DocumentKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// Whether a procedure that begins on `date` may run under this pack by its own dates (R01).
    pub fn in_force_on(&self, date: NaiveDate) -> bool {
        self.in_force_from <= date && self.in_force_to.is_none_or(|last| date <= last)
    }
}
