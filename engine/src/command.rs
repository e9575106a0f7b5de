//! What can be asked, in the imperative.

use crate::dossier::{Body, Details, OpinionKind, Paper, Remark, Reply, SignBy, Signatory, TextFile};
use crate::ids::{AccountId, ClockId, ConsultationId, DutyId};
use crate::pack::{Action, Class};
use crate::record::NameRef;
use chrono::NaiveDate;

/// What the actor had before his eyes. Only what he saw matters, so that parallel ministries do not invalidate each
/// other's page: the text revision, and the step of the dossier or, for a body's own act, of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Seen {
    /// Text revision shown.
    pub text_revision: u32,
    /// Step shown: of the row for acts on a row, else of the dossier.
    pub step_revision: u32,
}

/// One command on a dossier.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// Transition of the dossier's track.
    pub transition: String,
    /// What the actor saw; none for timers.
    pub seen: Option<Seen>,
    /// The data the transition's action needs.
    pub data: Data,
    /// Papers that come with the command; stored already, not yet the dossier's.
    pub papers: Vec<Paper>,
}

/// Data of a command. One variant per [`Action`] that needs data; the names of persons are commitments already.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// For `move`, `clear`: an optional note.
    Note(Option<String>),
    /// For `give-back`: why.
    Reason(String),
    /// For `edit-details`.
    Details(Box<Details>),
    /// For `revise-text`.
    Text {
        /// Language versions.
        texts: Vec<TextFile>,
        /// What changed.
        note: String,
    },
    /// For `attach-paper`: the paper itself is in [`Command::papers`].
    Paper,
    /// For `request-opinions`.
    Request {
        /// Bodies to ask now.
        bodies: Vec<Body>,
    },
    /// For `correct-receipt`.
    Receipt {
        /// The row.
        consultation: ConsultationId,
        /// Corrected day.
        received_on: NaiveDate,
        /// Evidence, for example number and date in the register of incoming documents.
        evidence: String,
    },
    /// For `find-incomplete`.
    Incomplete {
        /// The row.
        consultation: ConsultationId,
        /// Papers of the pack that are missing.
        missing: Vec<String>,
        /// What is missing, in words.
        message: String,
    },
    /// For `answer`.
    Answer {
        /// The row.
        consultation: ConsultationId,
        /// Answer.
        kind: OpinionKind,
        /// Remarks per clause.
        remarks: Vec<Remark>,
        /// Advice.
        advice: String,
    },
    /// For `request-supplements` and `supply-supplements`.
    Supplements {
        /// The row.
        consultation: ConsultationId,
        /// What is needed, or what is supplied.
        message: String,
    },
    /// For `hand-over`.
    HandOver {
        /// The row.
        consultation: ConsultationId,
        /// The colleague; the service has checked that he holds a reviewer's post of the body.
        to: AccountId,
    },
    /// For `reclassify`.
    Reclassify {
        /// The row on which MOFA works.
        consultation: ConsultationId,
        /// New class.
        class: Class,
        /// Why.
        reason: String,
    },
    /// For `reply-to-remarks`.
    Replies {
        /// The row.
        consultation: ConsultationId,
        /// One reply for each remark, in their order.
        replies: Vec<Reply>,
    },
    /// For `submit-to-pm`.
    Submission {
        /// The points of difference.
        statement: String,
    },
    /// For `record-pm-opinion`.
    PmOpinion {
        /// Number and symbol.
        number: String,
        /// Date of the letter.
        dated_on: NaiveDate,
        /// Signer of the letter.
        signer: NameRef,
        /// Whether it favours conclusion.
        favourable: bool,
        /// Gist.
        gist: String,
    },
    /// For `decide` and `take-responsibility`.
    Decision {
        /// Who signs.
        sign_by: SignBy,
        /// Signer's name.
        signer: NameRef,
        /// Signer's post.
        signer_title: String,
        /// Express acceptance of responsibility; required on the fast track.
        responsible: bool,
    },
    /// For `record-signing`.
    Signing {
        /// Day.
        signed_on: NaiveDate,
        /// Place.
        place: String,
        /// Foreign signatories.
        foreign: Vec<Signatory>,
    },
    /// For `record-in-force`.
    InForce {
        /// Day.
        on: NaiveDate,
        /// By the text, or as agreed.
        by: String,
    },
    /// For `fulfil-duty`.
    Duty {
        /// The duty.
        duty: DutyId,
        /// What was done.
        note: String,
    },
    /// For `mark-overdue` and `remind`.
    Clock {
        /// The clock.
        clock: ClockId,
    },
}

impl Data {
    /// Whether this is the data that `action` takes.
    pub fn fits(&self, action: Action) -> bool {
        matches!(
            (self, action),
            (Data::Note(_), Action::Move | Action::Clear)
                | (Data::Reason(_), Action::GiveBack)
                | (Data::Details(_), Action::EditDetails)
                | (Data::Text { .. }, Action::ReviseText)
                | (Data::Paper, Action::AttachPaper)
                | (Data::Request { .. }, Action::RequestOpinions)
                | (Data::Receipt { .. }, Action::CorrectReceipt)
                | (Data::Incomplete { .. }, Action::FindIncomplete)
                | (Data::Answer { .. }, Action::Answer)
                | (Data::Supplements { .. }, Action::RequestSupplements | Action::SupplySupplements)
                | (Data::HandOver { .. }, Action::HandOver)
                | (Data::Reclassify { .. }, Action::Reclassify)
                | (Data::Replies { .. }, Action::ReplyToRemarks)
                | (Data::Submission { .. }, Action::SubmitToPm)
                | (Data::PmOpinion { .. }, Action::RecordPmOpinion)
                | (Data::Decision { .. }, Action::Decide | Action::TakeResponsibility)
                | (Data::Signing { .. }, Action::RecordSigning)
                | (Data::InForce { .. }, Action::RecordInForce)
                | (Data::Duty { .. }, Action::FulfilDuty)
                | (Data::Clock { .. }, Action::MarkOverdue | Action::Remind)
        )
    }

    /// The board row that the command works on, if it works on one.
    pub fn consultation(&self) -> Option<ConsultationId> {
        match self {
            Data::Receipt { consultation, .. }
            | Data::Incomplete { consultation, .. }
            | Data::Answer { consultation, .. }
            | Data::Supplements { consultation, .. }
            | Data::HandOver { consultation, .. }
            | Data::Reclassify { consultation, .. }
            | Data::Replies { consultation, .. } => Some(*consultation),
            _ => None,
        }
    }
}
