//! A dossier as the engine sees it: the fold of its events (see [`crate::event`]), nothing else.

use crate::calendar::Stop;
use crate::ids::{AccountId, AttachmentId, ClockId, ConsultationId, DossierId, DutyId, OrgId, PartnerId, PostId};
use crate::pack::Class;
use crate::record::NameRef;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which version of which pack a dossier runs under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackRef {
    /// Pack id.
    pub id: String,
    /// Pack version.
    pub version: u32,
}

/// A title in one language. Partners' languages are free, so this is not [`crate::text::Bilingual`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// BCP 47 language tag, for example `vi`, `en`, `ja`.
    pub lang: String,
    /// The title.
    pub text: String,
}

/// A body that may be asked. Whether it is the Ministry of Foreign Affairs is the service's knowledge, never input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Body {
    /// The organisation.
    pub org: OrgId,
    /// Whether it is MOFA.
    pub mofa: bool,
}

/// What the official states about the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The foreign partner.
    pub partner: PartnerId,
    /// Titles, Vietnamese first.
    pub titles: Vec<Title>,
    /// Document kind of the pack.
    pub kind: String,
    /// Need and expected benefit.
    pub purpose: String,
    /// Fields of cooperation of the pack.
    pub fields: Vec<String>,
    /// Answers to the pack's checklist: item → yes.
    pub checklist: BTreeMap<String, bool>,
    /// Class that the official confirms. It follows the content.
    pub class: Class,
    /// Why it differs from the class that the checklist proposes.
    pub class_reason: Option<String>,
    /// Bodies concerned, besides MOFA.
    pub bodies: Vec<Body>,
    /// Planned day of signing.
    pub planned_signing_on: Option<NaiveDate>,
    /// Clauses on duration, renewal, review and lapse, as they will read in the document.
    pub term: Option<String>,
    /// "No" to the secrecy question, with the day it was answered; a "yes" never becomes a dossier (S01).
    pub not_secret: bool,
    /// Set on sample data: the course of the procedure is invented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its id.
    pub id: AttachmentId,
    /// File name as uploaded (NFC, no path).
    pub name: String,
    /// Media type found from the content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
}

/// A language version within a text revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    /// BCP 47 language tag.
    pub lang: String,
    /// The file.
    pub file: File,
}

/// One revision of the text: all language versions together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// 1, 2, 3 …
    pub no: u32,
    /// Language versions.
    pub texts: Vec<TextFile>,
    /// What changed.
    pub note: String,
    /// By whom.
    pub by: Option<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A paper of the dossier other than its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Paper rule of the pack.
    pub paper: String,
    /// The file.
    pub file: File,
}

/// Where one request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsultationStatus {
    /// Waiting for the body; its clock runs.
    Open,
    /// Waiting for supplements from the locality; the clock is stopped.
    Stopped,
    /// Answered in writing.
    Answered,
    /// Void: the text changed.
    Void,
    /// No longer asked: the dossier moved to a track that does not ask this body.
    Withdrawn,
}

/// A body's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpinionKind {
    /// Agrees.
    Agree,
    /// Agrees, with remarks.
    AgreeWithRemarks,
    /// Disagrees.
    Disagree,
}

/// The locality's reply to a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Accepted; otherwise explained, and the difference stays open.
    pub accepted: bool,
    /// Explanation.
    pub text: String,
}

/// A remark on one clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Clause, for example "Điều 3"; empty for the text as a whole.
    pub clause: String,
    /// The remark.
    pub text: String,
    /// The locality's reply.
    pub reply: Option<Reply>,
}

/// A written opinion, bound to the text revision of its request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Answer.
    pub kind: OpinionKind,
    /// Remarks per clause.
    pub remarks: Vec<Remark>,
    /// Advice to the locality beside the conformity finding.
    pub advice: String,
    /// By whom.
    pub by: Option<AccountId>,
    /// From which post.
    pub post: Option<PostId>,
    /// When.
    pub at: DateTime<Utc>,
    /// After its due instant.
    pub late: bool,
}

/// One request for supplements and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// What the body needs.
    pub message: String,
    /// When it asked.
    pub asked_at: DateTime<Utc>,
    /// What the locality answered.
    pub reply: Option<String>,
    /// When.
    pub supplied_at: Option<DateTime<Utc>>,
}

/// One row of the consultation board: one body, one revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Its id.
    pub id: ConsultationId,
    /// The body asked.
    pub body: Body,
    /// 1 for the first request to this body, then 2 …
    pub round: u32,
    /// Revision on which the opinion is asked.
    pub text_revision: u32,
    /// MOFA's agreement in principle (fast track) instead of an opinion under Art. 16.1.
    pub in_principle: bool,
    /// When it was sent.
    pub requested_at: DateTime<Utc>,
    /// Day of receipt; the event day of the clock (Art. 16.2).
    pub received_on: NaiveDate,
    /// Evidence for a corrected day of receipt.
    pub receipt_evidence: Option<String>,
    /// Its clock.
    pub clock: ClockId,
    /// Where it stands.
    pub status: ConsultationStatus,
    /// Goes up with each change of this row: what a reviewer's page has seen.
    pub step: u32,
    /// The colleague who has taken it.
    pub assigned: Option<AccountId>,
    /// Requests for supplements.
    pub supplements: Vec<Supplement>,
    /// The answer.
    pub opinion: Option<Opinion>,
}

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

/// A running or closed clock. The due instant is derived ([`crate::clock::due`]); `due_on` and `next_at` are what
/// was derived when the event was recorded, kept for queries and compared by tests and by `audit verify`.
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

/// The dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Its id.
    pub id: DossierId,
    /// Its number, for example `HCM-2019-0001`.
    pub number: String,
    /// Rules it runs under.
    pub pack: PackRef,
    /// Track of the pack.
    pub track: String,
    /// State of the track.
    pub state: String,
    /// Class now: the official's, or MOFA's after a reclassification.
    pub class: Class,
    /// Text revision on which MOFA changed the class; until the text changes, its word stands.
    pub reclassified: Option<u32>,
    /// The locality.
    pub locality: OrgId,
    /// The organisation that drafts.
    pub org: OrgId,
    /// Day on which the procedure began; chooses the pack.
    pub started_on: NaiveDate,
    /// Everybody who drafted, edited or revised; they stay out of clearing, deciding and answering.
    pub drafters: Vec<AccountId>,
    /// Goes up with each change of the dossier's own step; not with what bodies do on their rows.
    pub step: u32,
    /// What the official states.
    pub details: Details,
    /// Text revisions.
    pub revisions: Vec<Revision>,
    /// Papers.
    pub papers: Vec<Paper>,
    /// Last clearance.
    pub cleared: Option<Clearance>,
    /// The consultation board, all rounds.
    pub board: Vec<Consultation>,
    /// Submission to the Prime Minister.
    pub pm: Option<PmSubmission>,
    /// Decision.
    pub decision: Option<DecisionTaken>,
    /// Signing.
    pub signing: Option<Signing>,
    /// Entry into force.
    pub in_force: Option<InForce>,
    /// Clocks.
    pub clocks: Vec<Clock>,
    /// Duties.
    pub duties: Vec<Duty>,
}

impl Dossier {
    /// Number of the current text revision; 0 before the first text.
    pub fn text_revision(&self) -> u32 {
        self.revisions.last().map_or(0, |revision| revision.no)
    }

    /// Rows that count now: asked on the current revision, not void, not withdrawn.
    pub fn current_rows(&self) -> impl Iterator<Item = &Consultation> {
        let revision = self.text_revision();
        self.board.iter().filter(move |row| {
            row.text_revision == revision
                && !matches!(row.status, ConsultationStatus::Void | ConsultationStatus::Withdrawn)
        })
    }

    /// The row of that id.
    pub fn row(&self, id: ConsultationId) -> Option<&Consultation> {
        self.board.iter().find(|row| row.id == id)
    }

    /// The clock of that id.
    pub fn clock(&self, id: ClockId) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// Clocks that still run or are stopped.
    pub fn open_clocks(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.closed_at.is_none())
    }
}
