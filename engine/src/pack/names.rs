//! The closed sets of names that a pack may use. A new flow needs data only; a new fact or effect is a new name here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a transition does besides moving the dossier. It fixes the data a command carries
/// ([`crate::command::Data`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Moves only; a note may be given.
    Move,
    /// Moves back; a reason is required.
    GiveBack,
    /// Changes titles, fields, checklist, bodies of a draft.
    EditDetails,
    /// Adds a text revision; opinions on the older text become void.
    ReviseText,
    /// Attaches a paper.
    AttachPaper,
    /// Marks the current text as cleared.
    Clear,
    /// Asks bodies for their opinion: opens board rows and their clocks.
    RequestOpinions,
    /// A body corrects the day it received the request, with evidence.
    CorrectReceipt,
    /// A body finds the dossier incomplete: its clock has not begun.
    FindIncomplete,
    /// A body gives its opinion.
    Answer,
    /// A body asks for supplements: its clock stops.
    RequestSupplements,
    /// The locality supplies them: the clock runs again.
    SupplySupplements,
    /// A body hands its answer over to a colleague.
    HandOver,
    /// MOFA changes the class: the dossier moves track.
    Reclassify,
    /// The locality replies to remarks: accepted or explained.
    ReplyToRemarks,
    /// The locality submits the differing opinions to the Prime Minister.
    SubmitToPm,
    /// The Office of the Government records the Prime Minister's written opinion.
    RecordPmOpinion,
    /// The head decides: sign, authorise one named person, or not conclude.
    Decide,
    /// On the fast track the leader takes responsibility and names the signer.
    TakeResponsibility,
    /// Records the signing.
    RecordSigning,
    /// Records the day of entry into force.
    RecordInForce,
    /// Fulfils a duty.
    FulfilDuty,
    /// The service marks a clock that ran out.
    MarkOverdue,
    /// The service reminds.
    Remind,
}

impl Action {
    /// Whether a body does this on the request that was sent to it, so that the request says who may.
    pub fn is_of_row(self) -> bool {
        matches!(
            self,
            Action::Answer
                | Action::CorrectReceipt
                | Action::FindIncomplete
                | Action::HandOver
                | Action::Reclassify
                | Action::RequestSupplements
        )
    }
}

/// A fact about a dossier, computed in [`crate::guard`]. Guards may be asked any number of times: the same answer
/// shows the button and refuses the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Guard {
    /// The document's class is non-binding.
    NonBinding,
    /// No field of cooperation is sensitive under the pack.
    NoSensitiveField,
    /// No excluded content (Ordinance Art. 2.1 a-đ) is ticked.
    NoExcludedContent,
    /// Every clause that the checklist demands is in the text.
    DemandedContent,
    /// The current revision has a Vietnamese text.
    VietnameseText,
    /// Every checklist question is answered.
    ChecklistComplete,
    /// On tracks that ask them, the bodies concerned are named; MOFA is asked anyway.
    BodiesNamed,
    /// The actor is not the person who drafted or revised the dossier.
    NotTheDrafter,
    /// The current revision has been cleared.
    TextCleared,
    /// The document is to be concluded: a new one.
    Concludes,
    /// A document is to be amended, supplemented or extended.
    ChangesDocument,
    /// A document is to be ended, withdrawn from or suspended.
    EndsDocument,
    /// Nothing obliges the locality to go on: implementation is not said to breach the law's principles.
    NotMandatory,
    /// A ground is stated that opens this track for a procedure begun on this day.
    GroundStated,
    /// The Vietnamese party is of a kind that takes this track, for a procedure begun on this day.
    PartyOfTrack,
    /// Several Vietnamese bodies sign.
    SeveralSignatories,
    /// For each subject that adds a body, such a body is among those named.
    SubjectBodiesNamed,
    /// MOFA has been asked on the current revision.
    MofaAsked,
    /// The body that this track always asks has been asked on the current revision.
    LeadAsked,
    /// Every body asked has answered in writing on the current revision, the one among them that the track always asks.
    AllOpinionsIn,
    /// No body asked on the current revision still owes its answer.
    NothingAwaited,
    /// No disagreement and no remark is left without being accepted (by reply) on the current revision.
    NoOpenDifference,
    /// Some disagreement or remark on the current revision was not accepted.
    OpenDifference,
    /// Nobody asked refuses the conclusion, on the current revision.
    NoRefusal,
    /// Somebody asked refuses it.
    RefusalStands,
    /// Nobody refuses it, or the Prime Minister has consented in writing.
    RefusalOvercome,
    /// Every remark has a reply.
    RemarksReplied,
    /// The Prime Minister's written opinion on the current revision is in.
    PmOpinionIn,
    /// No open difference, or the Prime Minister's opinion is in.
    DifferenceSettled,
    /// MOFA has answered the last it was asked on the current revision, and does not disagree.
    AgreedInPrinciple,
    /// It has answered that, and disagrees.
    RefusedInPrinciple,
    /// A responsible signer is named.
    SignerNamed,
    /// The current revision is the one that was cleared and decided on. Opinions are `AllOpinionsIn`'s to judge.
    DecidedTextUnchanged,
    /// The request the command works on is unanswered, on the current revision and of the actor's own body.
    OwnRequestOpen,
    /// The same, and its clock is running.
    OwnClockRunning,
    /// Some body's clock is stopped for supplements.
    SomeClockStopped,
    /// Every duty that must precede the end of the procedure is fulfilled.
    ReportDone,
    /// A clock has run out. Marks only: silence is never consent.
    ClockRanOut,
}

/// What `workflow check` proves by exploring every reachable state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// Signed only with the written opinion of MOFA and of every body asked, on the signed revision.
    SignedNeedsAllOpinions,
    /// Decided only with no open difference, or with the Prime Minister's opinion.
    DecidedNeedsDifferenceSettled,
    /// Decided only with no refusal, or with the Prime Minister's written consent, on that revision.
    RefusalNeedsConsent,
    /// Signed only with the opinion of the body that each subject adds, on the signed revision.
    SubjectBodiesAsked,
    /// Signed on a track of its own only on a ground, or for a party, that opens it.
    TrackHasItsGround,
    /// No body that was asked is passed over: signed only when none of them owes its answer.
    AskedBodiesAnswer,
    /// Signed only with MOFA's agreement in principle on the signed revision.
    SignedNeedsAgreementInPrinciple,
    /// Signed only by a named responsible signer.
    SignedNeedsResponsibleSigner,
    /// The revision signed is the one that was cleared, answered and decided on.
    SignedRevisionIsTheDecidedOne,
    /// The drafter never clears, decides or answers.
    DrafterStaysOut,
    /// Once signed, the report after signing is owed until it is filed.
    SignedOwesReport,
    /// No timer moves a dossier.
    SilenceMovesNothing,
    /// While a body's request runs, the body can answer it.
    OpenRequestCanBeAnswered,
    /// From every reachable state the procedure can still end.
    EveryPathCanEnd,
}

/// Who is told of a transition. Roles, not addresses: the service finds the people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The official who drafts.
    Drafter,
    /// The locality's leaders.
    Leaders,
    /// MOFA's intake.
    Mofa,
    /// Bodies asked by this very command.
    BodiesAsked,
    /// The body whose request the command concerns.
    BodyConcerned,
    /// Every body whose request is unanswered, or was when this very command took it back.
    BodiesOpen,
    /// The Office of the Government.
    GovernmentOffice,
}
