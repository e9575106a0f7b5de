//! A dossier as the engine sees it: the fold of its events (see [`crate::event`]), nothing else.
//!
//! Here is the dossier with what the official states and sends in; `board` holds the consultation, `course` the clocks
//! and what follows the opinions.

mod board;
mod course;

pub use board::{Consultation, ConsultationStatus, Opinion, OpinionKind, Remark, Reply, Supplement};
pub use course::{
    Clearance, Clock, DecisionTaken, Duty, Fulfilment, InForce, PmOpinion, PmSubmission, Rung, SignBy, Signatory,
    Signing, Subject,
};

use crate::ids::{AccountId, AttachmentId, ClockId, ConsultationId, DocumentId, DossierId, OrgId, PartnerId};
use crate::pack::{Act, BodyKind, Class};
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
    /// What it is for, where rules name a body by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<BodyKind>,
}

/// What sets this dossier apart from the usual one, the conclusion of an agreement in the name of the locality.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What is to be done with the document.
    #[serde(default, skip_serializing_if = "Act::is_conclude")]
    pub act: Act,
    /// The document that is to be changed or ended; none where one is concluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// The law obliges the locality to this: implementation breaches its principles.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mandatory: bool,
    /// Kind of Vietnamese party of the pack; none for the locality itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// The organisation that is this party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrgId>,
    /// Ground of the pack that opens another track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Subjects of the pack that are touched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// Other Vietnamese bodies that sign; this locality leads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatories: Vec<OrgId>,
}

impl Case {
    /// For serde: the usual case is not written down.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
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
    /// Bodies concerned, besides the one that the track always asks.
    pub bodies: Vec<Body>,
    /// What sets this dossier apart from the usual one.
    #[serde(default, skip_serializing_if = "Case::is_usual")]
    pub case: Case,
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

/// A paper other than the text, as it comes with a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Paper rule of the pack.
    pub paper: String,
    /// The file.
    pub file: File,
}

/// A paper of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedPaper {
    /// Paper rule of the pack.
    pub paper: String,
    /// The file.
    pub file: File,
    /// Text revision that was current when it was attached: a letter on an older text does not serve a newer one.
    pub text_revision: u32,
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
    /// Who took the drafter's place when he left his post; he is told, and is no drafter by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caretaker: Option<AccountId>,
    /// Goes up with each change of the dossier's own step; not with what bodies do on their rows.
    pub step: u32,
    /// What the official states.
    pub details: Details,
    /// Text revisions.
    pub revisions: Vec<Revision>,
    /// Papers.
    pub papers: Vec<AttachedPaper>,
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
    /// Who is told of what the drafter must know: who took his place, else who opened the dossier.
    pub fn kept_by(&self) -> Option<AccountId> {
        self.caretaker.or(self.drafters.first().copied())
    }

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

    /// Whether a paper of that rule was attached for the current text.
    pub fn has_paper(&self, rule: &str) -> bool {
        self.papers.iter().any(|known| known.paper == rule && known.text_revision == self.text_revision())
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
