//! On which row or duty an act works, as the address or the form says.

use crate::web::posted::Fields;
use engine::decide::Available;
use engine::ids::{ConsultationId, DutyId};
use serde::Deserialize;
use uuid::Uuid;

/// On which row or duty the act works.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Target {
    /// The row, as typed.
    pub consultation: Option<String>,
    /// The duty, as typed.
    pub duty: Option<String>,
}

impl Target {
    /// As the hidden fields of a posted form say.
    pub fn posted(self, fields: &Fields) -> Self {
        Self {
            consultation: fields.some("consultation").or(self.consultation),
            duty: fields.some("duty").or(self.duty),
        }
    }

    /// The row, if it is an id.
    pub fn row(&self) -> Option<ConsultationId> {
        self.consultation.as_deref()?.parse::<Uuid>().ok().map(ConsultationId)
    }

    /// The duty, if it is an id.
    pub fn duty(&self) -> Option<DutyId> {
        self.duty.as_deref()?.parse::<Uuid>().ok().map(DutyId)
    }

    /// Whether a command works on that row and duty.
    pub fn meets(&self, command: &Available) -> bool {
        self.row().is_none_or(|row| command.consultation == Some(row))
            && self.duty().is_none_or(|duty| command.duty == Some(duty))
    }
}
