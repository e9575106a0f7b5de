//! What a list shows beside its dossiers, read once a page: their open clocks and the bodies awaited.

use crate::store::{Conn, StoreError, name_of};
use chrono::NaiveDate;
use engine::dossier::ConsultationStatus;
use engine::ids::{ClockId, ConsultationId, DossierId, OrgId};
use entity::{clock, consultation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A clock that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenClock {
    /// The dossier.
    pub dossier: DossierId,
    /// The clock.
    pub clock: ClockId,
    /// Its rule in the pack.
    pub rule: String,
    /// What it measures: `state`, `consultation` or `duty`.
    pub subject: String,
    /// Day of the start event.
    pub event_on: NaiveDate,
    /// Last day; none while stopped or without a number of days.
    pub due_on: Option<NaiveDate>,
}

/// Open clocks of `dossiers`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn open_clocks(conn: &impl Conn, dossiers: &[DossierId]) -> Result<Vec<OpenClock>, StoreError> {
    if dossiers.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Uuid, Uuid, String, String, NaiveDate, Option<NaiveDate>)> = clock::Entity::find()
        .select_only()
        .columns([
            clock::Column::DossierId,
            clock::Column::Id,
            clock::Column::Rule,
            clock::Column::SubjectKind,
            clock::Column::EventOn,
            clock::Column::DueOn,
        ])
        .filter(clock::Column::DossierId.is_in(dossiers.iter().map(|id| id.0)))
        .filter(clock::Column::ClosedAt.is_null())
        .order_by_asc(clock::Column::Pos)
        .into_tuple()
        .all(conn.raw())
        .await?;
    let clock = |(dossier, id, rule, subject, event_on, due_on)| OpenClock {
        dossier: DossierId(dossier),
        clock: ClockId(id),
        rule,
        subject,
        event_on,
        due_on,
    };
    Ok(rows.into_iter().map(clock).collect())
}

/// A request that has no answer yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// The dossier.
    pub dossier: DossierId,
    /// The request.
    pub consultation: ConsultationId,
    /// The body asked.
    pub body: OrgId,
    /// Its clock.
    pub clock: ClockId,
    /// Waits for supplements of the locality.
    pub stopped: bool,
}

/// Requests without an answer on `dossiers`, in the order of the board.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn awaited(conn: &impl Conn, dossiers: &[DossierId]) -> Result<Vec<Awaited>, StoreError> {
    if dossiers.is_empty() {
        return Ok(Vec::new());
    }
    let stopped = name_of(&ConsultationStatus::Stopped);
    let rows: Vec<(Uuid, Uuid, Uuid, Uuid, String)> = consultation::Entity::find()
        .select_only()
        .columns([
            consultation::Column::DossierId,
            consultation::Column::Id,
            consultation::Column::BodyId,
            consultation::Column::ClockId,
            consultation::Column::Status,
        ])
        .filter(consultation::Column::DossierId.is_in(dossiers.iter().map(|id| id.0)))
        .filter(consultation::Column::Status.is_in([name_of(&ConsultationStatus::Open), stopped.clone()]))
        .order_by_asc(consultation::Column::Pos)
        .into_tuple()
        .all(conn.raw())
        .await?;
    let awaited = |(dossier, id, body, clock, status): (Uuid, Uuid, Uuid, Uuid, String)| Awaited {
        dossier: DossierId(dossier),
        consultation: ConsultationId(id),
        body: OrgId(body),
        clock: ClockId(clock),
        stopped: status == stopped,
    };
    Ok(rows.into_iter().map(awaited).collect())
}
