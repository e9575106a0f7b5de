//! What a list shows beside its dossiers, read once a page: their open clocks and the bodies awaited.

use crate::store::{Conn, StoreError, ask, name_of};
use chrono::NaiveDate;
use engine::dossier::ConsultationStatus;
use engine::ids::{ClockId, ConsultationId, DossierId, OrgId};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query, UnionType};
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

/// Open clocks of `dossiers`, and their requests without an answer in the order of the board, in one statement.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn beside(conn: &impl Conn, dossiers: &[DossierId]) -> Result<(Vec<OpenClock>, Vec<Awaited>), StoreError> {
    if dossiers.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let ids = || dossiers.iter().map(|id| id.0);
    let none = || Expr::cust("NULL");
    let mut both = Query::select();
    both.columns(["pos", "dossier_id", "id", "rule", "subject_kind", "event_on", "due_on"])
        .exprs([none(), none(), none()])
        .from("clock")
        .and_where(ask::among(conn, Expr::col("dossier_id"), ids()))
        .and_where(Expr::cust("closed_at IS NULL"));
    let mut requests = Query::select();
    requests
        .columns(["pos", "dossier_id", "id"])
        .exprs([none(), none(), none(), none()])
        .columns(["body_id", "clock_id", "status"])
        .from("consultation")
        .and_where(ask::among(conn, Expr::col("dossier_id"), ids()))
        // In words, not as values: with those PostgreSQL would plan the statement anew each time.
        .and_where(Expr::cust("status IN ('open', 'stopped')"));
    both.union(UnionType::All, requests);
    let stopped = name_of(&ConsultationStatus::Stopped);
    let (mut clocks, mut awaited) = (Vec::new(), Vec::new());
    for row in conn.raw().query_all(&both).await? {
        let (pos, dossier, id): (i32, Uuid, Uuid) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        match row.try_get_by_index::<Option<Uuid>>(7)? {
            None => clocks.push((
                pos,
                OpenClock {
                    dossier: DossierId(dossier),
                    clock: ClockId(id),
                    rule: row.try_get_by_index(3)?,
                    subject: row.try_get_by_index(4)?,
                    event_on: row.try_get_by_index(5)?,
                    due_on: row.try_get_by_index(6)?,
                },
            )),
            Some(body) => awaited.push((
                pos,
                Awaited {
                    dossier: DossierId(dossier),
                    consultation: ConsultationId(id),
                    body: OrgId(body),
                    clock: ClockId(row.try_get_by_index(8)?),
                    stopped: row.try_get_by_index::<String>(9)? == stopped,
                },
            )),
        }
    }
    clocks.sort_by_key(|(pos, _)| *pos);
    awaited.sort_by_key(|(pos, _)| *pos);
    Ok((clocks.into_iter().map(|(_, clock)| clock).collect(), awaited.into_iter().map(|(_, one)| one).collect()))
}
