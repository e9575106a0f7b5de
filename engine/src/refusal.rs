//! Every reason for "no". A refusal is a value with a stable code; a breakdown is an error. They never share a type.

use crate::pack::Guard;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stable codes. They appear in the API, in the record, and as keys of the message catalogues (`refusal-<code>`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The actor may not know that this dossier exists.
    NotVisible,
    /// He may read it but not do this.
    NotPermitted,
    /// The track has no such command.
    UnknownCommand,
    /// The command does not start from the present state.
    WrongState,
    /// The text was revised while the page was open.
    TextChanged,
    /// The dossier or the row moved on while the page was open.
    StepChanged,
    /// A colleague has answered this request already.
    AlreadyAnswered,
    /// A required fact does not hold; `guard` names it.
    GuardFailed,
    /// A required paper is missing.
    PaperMissing,
    /// The data do not fit the command, or a field is wrong.
    InvalidData,
    /// A date before the procedure began, in the future, or out of order.
    DateOutOfOrder,
    /// A date outside the working calendar.
    DateOutsideCalendar,
    /// The secrecy question was answered "yes": nothing is stored (S01).
    Secret,
    /// Excluded content (Ordinance Art. 2.1).
    ExcludedContent,
    /// The track is switched off, or the draft does not qualify for it.
    TrackNotOpen,
    /// No pack is in force on the day the procedure began.
    NoPackInForce,
    /// The body asked, the row or the duty does not exist here.
    NotFoundHere,
    /// A timer came too early or twice; harmless.
    NothingDue,
}

impl Code {
    /// The code's fixed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::NotVisible => "not-visible",
            Code::NotPermitted => "not-permitted",
            Code::UnknownCommand => "unknown-command",
            Code::WrongState => "wrong-state",
            Code::TextChanged => "text-changed",
            Code::StepChanged => "step-changed",
            Code::AlreadyAnswered => "already-answered",
            Code::GuardFailed => "guard-failed",
            Code::PaperMissing => "paper-missing",
            Code::InvalidData => "invalid-data",
            Code::DateOutOfOrder => "date-out-of-order",
            Code::DateOutsideCalendar => "date-outside-calendar",
            Code::Secret => "secret",
            Code::ExcludedContent => "excluded-content",
            Code::TrackNotOpen => "track-not-open",
            Code::NoPackInForce => "no-pack-in-force",
            Code::NotFoundHere => "not-found-here",
            Code::NothingDue => "nothing-due",
        }
    }
}

/// One "no", with what is needed to explain it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable code.
    pub code: Code,
    /// The fact that does not hold, for [`Code::GuardFailed`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<Guard>,
    /// The input field concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Values for the message, for example who answered and when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// Provisions on which the "no" rests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
}

impl Refusal {
    /// A refusal with a code only.
    pub fn new(code: Code) -> Self {
        Self { code, guard: None, field: None, args: BTreeMap::new(), basis: Vec::new() }
    }

    /// A failed guard.
    pub fn guard(guard: Guard) -> Self {
        Self { guard: Some(guard), ..Self::new(Code::GuardFailed) }
    }

    /// A wrong field.
    pub fn field(code: Code, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(code) }
    }

    /// Adds a value for the message.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.args.insert(key.to_owned(), value.into());
        self
    }

    /// Adds the provisions on which it rests.
    #[must_use]
    pub fn basis(mut self, basis: &[String]) -> Self {
        self.basis = basis.to_vec();
        self
    }
}
