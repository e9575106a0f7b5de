//! The course of a dossier beside its consultation: clocks, clearance, the Prime Minister, decision, signing, duties.

use crate::calendar::Stop;
use crate::ids::{AccountId, ClockId, ConsultationId, DutyId};
use crate::record::NameRef;
use crate::target::Target;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What a clock measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The stay in a state.
    State(String),
    /// A body's answer.
    Consultation(ConsultationId),
    /// A duty.
    Duty(DutyId),
}

/// A step of the reminder cadence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    /// So many working days before the due day.
    Before(u32),
    /// On the due day.
    DueDay,
    /// On this working day after the due day.
    Late(u32),
}

/// A running or closed clock. `due_on` and `next_at` were derived ([`crate::clock::due`]) when the last event about it
/// was recorded, and stand in that event: reminders, the mark and lateness go by them, whatever calendar comes later.
/// Tests derive them anew; `audit verify` compares the stored rows with the fold of the events and counts no days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Its id.
    pub id: ClockId,
    /// Clock rule of the pack.
    pub rule: String,
    /// What it measures.
    pub subject: Subject,
    /// Day of the start event, which is not counted.
    pub event_on: NaiveDate,
    /// The operator's length in place of the pack's, as it was when the clock started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Stops with their reasons.
    pub stops: Vec<Stop>,
    /// Last day, unless stopped or without a budget.
    pub due_on: Option<NaiveDate>,
    /// Version of the calendar by which that was derived.
    pub calendar: u32,
    /// Next instant at which the service must look at this clock.
    pub next_at: Option<DateTime<Utc>>,
    /// Reminders recorded.
    pub reminded: Vec<Rung>,
    /// When it was marked as run out.
    pub ran_out_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Clock {
    /// Forgets what the new due day has undone: reminders that come once more, and the mark of having run out.
    pub(crate) fn begin_again(&mut self, comes_again: &[Rung], in_time_again: bool) {
        self.reminded.retain(|rung| !comes_again.contains(rung));
        if in_time_again {
            self.ran_out_at = None;
        }
    }
}

/// Clearance by the leader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearance {
    /// Revision cleared.
    pub revision: u32,
    /// By whom.
    pub by: Option<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Submission to the Prime Minister and his opinion (Art. 16.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PmSubmission {
    /// Revision submitted.
    pub revision: u32,
    /// The points of difference, in the locality's words.
    pub statement: String,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// The written opinion.
    pub opinion: Option<PmOpinion>,
}

/// The Prime Minister's written opinion: in practice a letter of the Office of the Government.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PmOpinion {
    /// Number and symbol of the letter.
    pub number: String,
    /// Its date.
    pub dated_on: NaiveDate,
    /// Who signed it.
    pub signer: NameRef,
    /// Whether it favours conclusion. Under the Ordinance a basis for the decision, not a permit.
    pub favourable: bool,
    /// Gist.
    pub gist: String,
}

/// How the agreement will be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignBy {
    /// The head signs.
    Head,
    /// One other person, named, is authorised (Art. 16.3).
    Authorised,
}

/// The decision to conclude, or on the fast track the taking of responsibility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionTaken {
    /// Revision decided on.
    pub revision: u32,
    /// Who signs.
    pub sign_by: SignBy,
    /// Name of the signer.
    pub signer: NameRef,
    /// Post of the signer.
    pub signer_title: String,
    /// Express taking of responsibility (fast track).
    pub responsible: bool,
    /// Number of the Prime Minister's letter on which it rests.
    pub pm_reference: Option<String>,
    /// By whom.
    pub by: Option<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The signing as a recorded fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    /// Revision signed.
    pub revision: u32,
    /// Day.
    pub signed_on: NaiveDate,
    /// Place.
    pub place: String,
    /// Vietnamese signatory.
    pub signer: NameRef,
    /// Foreign signatories with their titles.
    pub foreign: Vec<Signatory>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// A foreign signatory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// Name.
    pub name: NameRef,
    /// Title.
    pub title: String,
}

/// Entry into force: a dated fact of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// Day.
    pub on: NaiveDate,
    /// By the text itself, or as the parties agreed; in words.
    pub by: String,
}

/// A duty opened by signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Its id.
    pub id: DutyId,
    /// Duty rule of the pack.
    pub rule: String,
    /// Its clock, where the rule gives one.
    pub clock: Option<ClockId>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// How it was fulfilled.
    pub fulfilled: Option<Fulfilment>,
}

/// How a duty was fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfilment {
    /// What was done, with number and date of the letter.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<AccountId>,
}
