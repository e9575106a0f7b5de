//! The consultation board: who was asked on which text, and what they answered.

use super::Body;
use crate::ids::{AccountId, ClockId, ConsultationId, PostId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

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
    /// No longer asked: the dossier was taken back or withdrawn, or moved to a track that does not ask this body.
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
    /// Papers of the pack without which the body holds the dossier to be incomplete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
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
    /// Day on which the body had the complete dossier; the event day of the clock under Law 70/2020 Art. 19.2. None while
    /// the body has found it incomplete, and under packs that do not tell it from receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_on: Option<NaiveDate>,
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

impl Consultation {
    /// The body waits for what `message` says.
    pub(crate) fn wait_for(&mut self, message: &str, missing: &[String], at: DateTime<Utc>) {
        self.status = ConsultationStatus::Stopped;
        self.supplements.push(Supplement {
            message: message.to_owned(),
            missing: missing.to_vec(),
            asked_at: at,
            reply: None,
            supplied_at: None,
        });
    }

    /// Whether the body still owes its answer.
    pub fn is_awaited(&self) -> bool {
        matches!(self.status, ConsultationStatus::Open | ConsultationStatus::Stopped)
    }
}
