//! What has happened, in the past tense, and how it changes a dossier.
//!
//! Serialised names never change: they stand in the record. `apply` is the only function that changes a
//! [`Dossier`]; the live tables are a copy of its result, and `audit verify` folds the record again to compare.

mod fold;
mod read;

pub use fold::{FoldError, apply};

use crate::dossier::*;
use crate::ids::{AccountId, ClockId, ConsultationId, DossierId, DutyId, OrgId};
use crate::pack::Class;
use crate::record::NameRef;
use crate::target::Target;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Says what events there are: [`Event`], and the same once more by whose name one is read.
macro_rules! events {
    ($($variants:tt)*) => {
        /// One fact. Who, when and under which provision stand in the entry around it.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[expect(missing_docs, reason = "the fields are those of crate::dossier and crate::command, documented there")]
        #[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
        pub enum Event {
            $($variants)*
        }

        /// How [`Event`] is read once its name is known, see [`read`].
        #[derive(Deserialize)]
        #[serde(remote = "Event", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
        enum ByName {
            $($variants)*
        }
    };
}

events! {
    /// The dossier was opened.
    Opened {
        id: DossierId,
        number: String,
        pack: PackRef,
        track: String,
        state: String,
        locality: OrgId,
        org: OrgId,
        started_on: NaiveDate,
        details: Box<Details>,
    },
    /// The official changed what he states.
    DetailsEdited { details: Box<Details> },
    /// A new text revision.
    TextRevised { revision: u32, texts: Vec<TextFile>, note: String },
    /// A paper was attached.
    PaperAttached { paper: Paper, text_revision: u32 },
    /// The text was cleared.
    Cleared { revision: u32 },
    /// The dossier moved.
    Moved { track: String, from: String, to: String, reason: Option<String> },
    /// A body was asked.
    OpinionRequested {
        consultation: ConsultationId,
        body: Body,
        round: u32,
        text_revision: u32,
        in_principle: bool,
        received_on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        complete_on: Option<NaiveDate>,
        clock: ClockId,
    },
    /// A body corrected the day of receipt.
    ReceiptCorrected { consultation: ConsultationId, received_on: NaiveDate, evidence: String },
    /// A body found that the dossier is not complete.
    FoundIncomplete { consultation: ConsultationId, missing: Vec<String>, message: String },
    /// The dossier that a body has is complete from this day on.
    Completed { consultation: ConsultationId, complete_on: NaiveDate },
    /// A body answered.
    OpinionGiven {
        consultation: ConsultationId,
        text_revision: u32,
        kind: OpinionKind,
        remarks: Vec<Remark>,
        advice: String,
        late: bool,
    },
    /// A body asked for supplements.
    SupplementsRequested { consultation: ConsultationId, message: String },
    /// The locality supplied them.
    SupplementsSupplied { consultation: ConsultationId, reply: String },
    /// A colleague took a request over.
    HandedOver { consultation: ConsultationId, to: AccountId },
    /// Somebody took over the drafter's place: from now on he is told. Who drafted stays as it was.
    DraftHandedOver { to: AccountId },
    /// A request or opinion became void: the text changed.
    OpinionVoided { consultation: ConsultationId },
    /// A request is no longer asked: the dossier was taken back or withdrawn, or changed its track.
    RequestWithdrawn { consultation: ConsultationId },
    /// The class changed.
    Reclassified { from: Class, to: Class, reason: String },
    /// The locality replied to a body's remarks, in their order.
    RemarksReplied { consultation: ConsultationId, replies: Vec<Reply> },
    /// The difference was submitted to the Prime Minister.
    SubmittedToPm { revision: u32, statement: String },
    /// His opinion was recorded.
    PmOpinionRecorded { opinion: PmOpinion },
    /// The head decided, or took responsibility.
    Decided {
        revision: u32,
        sign_by: SignBy,
        signer: NameRef,
        signer_title: String,
        responsible: bool,
        pm_reference: Option<String>,
    },
    /// It was signed.
    Signed { revision: u32, signed_on: NaiveDate, place: String, signer: NameRef, foreign: Vec<Signatory> },
    /// It is in force.
    InForceRecorded { on: NaiveDate, by: String },
    /// A duty was opened.
    DutyOpened { duty: DutyId, rule: String, clock: Option<ClockId> },
    /// The day is known from which a duty's clock counts.
    DutyTimed { duty: DutyId, clock: ClockId },
    /// A duty was fulfilled.
    DutyFulfilled { duty: DutyId, rule: String, note: String },
    /// A clock started; `target` is the operator's length in place of the pack's.
    ClockStarted {
        clock: ClockId,
        rule: String,
        subject: Subject,
        event_on: NaiveDate,
        due_on: Option<NaiveDate>,
        calendar: u32,
        next_at: Option<DateTime<Utc>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<Target>,
    },
    /// A clock was stopped.
    ClockStopped { clock: ClockId, reason: String },
    /// A clock runs again. `comes_again` are reminders recorded that lie ahead under the new due day, `in_time_again`
    /// says that a clock marked as run out has not.
    ClockResumed {
        clock: ClockId,
        due_on: Option<NaiveDate>,
        calendar: u32,
        next_at: Option<DateTime<Utc>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        comes_again: Vec<Rung>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        in_time_again: bool,
    },
    /// A clock's event day was corrected.
    ClockMoved {
        clock: ClockId,
        event_on: NaiveDate,
        due_on: Option<NaiveDate>,
        calendar: u32,
        next_at: Option<DateTime<Utc>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        comes_again: Vec<Rung>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        in_time_again: bool,
    },
    /// A clock ended.
    ClockClosed { clock: ClockId },
    /// A clock ran out. Nothing else follows from it.
    ClockRanOut { clock: ClockId, next_at: Option<DateTime<Utc>> },
    /// A reminder was recorded. `passed` are earlier ones whose day had gone by: nobody was told of them.
    Reminded {
        clock: ClockId,
        rung: Rung,
        next_at: Option<DateTime<Utc>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        passed: Vec<Rung>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name stands first, last or between; fields that are not known are passed over.
    #[test]
    fn an_event_is_read_wherever_its_name_stands() {
        let duty = DutyId(uuid::Uuid::nil());
        let event = Event::DutyFulfilled { duty, rule: "report".to_owned(), note: "số \"7\"\n".to_owned() };
        let written = serde_json::to_string(&event).unwrap();
        assert!(written.starts_with("{\"event\":\"duty-fulfilled\""), "{written}");
        let id = "\"duty\":\"00000000-0000-0000-0000-000000000000\"";
        let (rule, note, name) = ("\"rule\":\"report\"", r#""note":"số \"7\"\n""#, "\"event\":\"duty-fulfilled\"");
        let odd = r#""ev\u0065nt":"duty\u002dfulfilled""#;
        for text in [
            written,
            format!("{{{id},{name},{note},{rule}}}"),
            format!("{{ {id}, {note}, {rule}, {name} }}"),
            format!("{{\"more\":[1,{{\"event\":2}}],{id},{odd},{note},{rule},\"x\":null}}"),
        ] {
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
        }
        for (text, said) in [
            (format!("{{{id},{note},{rule}}}"), "missing field `event`"),
            (format!("{{{id},{name},{note}}}"), "missing field `rule`"),
            (format!("{{{id},{name},{note},{rule},{rule}}}"), "duplicate field `rule`"),
            (format!("{{{id},{id},{name},{note},{rule}}}"), "duplicate field `duty`"),
            (format!("{{\"duty\":7,{name},{note},{rule}}}"), "invalid type: integer `7`"),
            (format!("{{{id},{name},\"note\":7,{rule}}}"), "invalid type: integer `7`"),
            ("{\"event\":\"nothing\"}".to_owned(), "unknown variant `nothing`"),
            ("{\"event\":7}".to_owned(), "invalid type: integer `7`"),
            ("7".to_owned(), "expected an event"),
        ] {
            let error = serde_json::from_str::<Event>(&text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
