//! The shapes of command data, one struct per action (see the table in `docs/api.md`). Lengths are checked by
//! `validator`; unknown fields are errors.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Longest one-line text, in characters.
pub const LINE: u64 = 300;
/// Longest text of several lines, in characters.
pub const TEXT: u64 = 8_000;
/// Longest remark or reply, in characters.
pub const REMARK: u64 = 3_000;

/// For moves and clearance.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    /// Optional note.
    #[validate(length(max = TEXT))]
    pub note: Option<String>,
}

/// For giving back, taking back, withdrawing.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonIn {
    /// Why.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub reason: String,
}

/// For a new text; the files come beside it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextIn {
    /// What changed.
    #[validate(length(max = TEXT))]
    #[serde(default)]
    pub note: String,
    /// Languages whose text of the last revision stays as it is.
    #[validate(length(max = 20))]
    #[serde(default)]
    pub keep: Vec<String>,
}

/// For requests for opinions.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestIn {
    /// Bodies to ask; without it MOFA and, on the standard track, every body named in the details.
    #[validate(length(max = 50))]
    pub bodies: Option<Vec<Uuid>>,
}

/// For a corrected day of receipt.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptIn {
    /// The row; may be left out when the body has one.
    pub consultation: Option<Uuid>,
    /// `dd/mm/yyyy` or `yyyy-mm-dd`.
    #[serde(default)]
    pub received_on: String,
    /// Evidence, for example number and date in the register of incoming documents.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub evidence: String,
}

/// A remark.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemarkIn {
    /// Clause, for example "Điều 3"; empty for the whole text.
    #[validate(length(max = LINE))]
    #[serde(default)]
    pub clause: String,
    /// The remark.
    #[validate(length(min = 1, max = REMARK))]
    #[serde(default)]
    pub text: String,
}

/// A body's opinion.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerIn {
    /// The row; may be left out when the body has one.
    pub consultation: Option<Uuid>,
    /// `agree`, `agree-with-remarks` or `disagree`.
    #[validate(length(min = 1, code = "choose-one"))]
    #[serde(default)]
    pub kind: String,
    /// Remarks per clause.
    #[validate(length(max = 50), nested)]
    #[serde(default)]
    pub remarks: Vec<RemarkIn>,
    /// Advice to the locality.
    #[validate(length(max = TEXT))]
    #[serde(default)]
    pub advice: String,
}

/// A request for supplements, or the supplements.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplementsIn {
    /// The row; may be left out when only one is meant.
    pub consultation: Option<Uuid>,
    /// What is needed, or supplied.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub message: String,
}

/// What a dossier lacks.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncompleteIn {
    /// The row; may be left out when only one is meant.
    pub consultation: Option<Uuid>,
    /// Papers of the pack that are missing.
    #[validate(length(max = 50))]
    #[serde(default)]
    pub missing: Vec<String>,
    /// What is missing, in words.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub message: String,
}

/// A hand-over within a body.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverIn {
    /// The row; may be left out when the body has one.
    pub consultation: Option<Uuid>,
    /// E-mail address of the colleague.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub to: String,
}

/// A reclassification.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReclassifyIn {
    /// The row; may be left out when the body has one.
    pub consultation: Option<Uuid>,
    /// `binding` or `non-binding`.
    #[validate(length(min = 1, code = "choose-one"))]
    #[serde(default)]
    pub class: String,
    /// Why.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub reason: String,
}

/// A reply to one remark.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyIn {
    /// Accepted; otherwise explained.
    #[serde(default)]
    pub accepted: bool,
    /// Explanation.
    #[validate(length(min = 1, max = REMARK))]
    #[serde(default)]
    pub text: String,
}

/// Replies to a body's remarks, in their order.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepliesIn {
    /// The row; may be left out when only one has remarks.
    pub consultation: Option<Uuid>,
    /// One for each remark.
    #[validate(length(min = 1, max = 50), nested)]
    #[serde(default)]
    pub replies: Vec<ReplyIn>,
}

/// A submission to the Prime Minister.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmissionIn {
    /// The points of difference.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub statement: String,
}

/// The Prime Minister's written opinion; the letter comes beside it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PmOpinionIn {
    /// Number and symbol of the letter.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub number: String,
    /// Its date.
    #[serde(default)]
    pub dated_on: String,
    /// Who signed it.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub signer: String,
    /// Whether it favours conclusion.
    pub favourable: bool,
    /// Gist.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub gist: String,
}

/// The decision, or the taking of responsibility.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionIn {
    /// `head` or `authorised`.
    #[validate(length(min = 1, code = "choose-one"))]
    #[serde(default)]
    pub sign_by: String,
    /// Name of the signer.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub signer: String,
    /// Post of the signer.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub signer_title: String,
    /// Express acceptance of responsibility (fast track).
    #[serde(default)]
    pub responsible: bool,
}

/// A foreign signatory.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatoryIn {
    /// Name.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub name: String,
    /// Title.
    #[validate(length(max = LINE))]
    #[serde(default)]
    pub title: String,
}

/// The signing; the signed copy comes beside it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SigningIn {
    /// Day.
    #[serde(default)]
    pub signed_on: String,
    /// Place.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub place: String,
    /// Foreign signatories; at least one, unless the document is ended by one side.
    #[validate(length(max = 20), nested)]
    #[serde(default)]
    pub foreign: Vec<SignatoryIn>,
}

/// Entry into force.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InForceIn {
    /// Day.
    #[serde(default)]
    pub on: String,
    /// By the text, or as the parties agreed.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub by: String,
}

/// A fulfilled duty; its evidence comes beside it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyIn {
    /// The duty; may be left out when one is open.
    pub duty: Option<Uuid>,
    /// What was done, with number and date of the letter.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub note: String,
}

/// For timers.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockIn {
    /// The clock.
    pub clock: Uuid,
}
