//! Clocks at which the service must look now. Which rung it is and what follows is the engine's.

use super::{Conn, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use engine::ids::{ClockId, DossierId};
use entity::clock;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A clock that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Its dossier.
    pub dossier: DossierId,
    /// The clock.
    pub clock: ClockId,
    /// Since when.
    pub next_at: DateTime<Utc>,
}

/// Up to `limit` clocks whose next instant has come, the longest waiting first. `after` skips those that were looked at
/// in this round, so that one that fails does not hold up the others.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn due(
    conn: &impl Conn,
    now: DateTime<Utc>,
    after: Option<(DateTime<Utc>, ClockId)>,
    limit: u64,
) -> Result<Vec<Due>, StoreError> {
    use sea_orm::sea_query::ExprTrait;
    let mut find = clock::Entity::find()
        .select_only()
        .columns([clock::Column::DossierId, clock::Column::Id, clock::Column::NextAt])
        .filter(Expr::cust("next_at IS NOT NULL"))
        .filter(clock::Column::NextAt.lte(now));
    if let Some((at, id)) = after {
        let place = Expr::tuple([Expr::col("next_at"), Expr::col("id")]);
        find = find.filter(place.gt(Expr::tuple([Expr::val(at), Expr::val(id.0)])));
    }
    let rows: Vec<(Uuid, Uuid, DateTime<Utc>)> = find
        .order_by_asc(clock::Column::NextAt)
        .order_by_asc(clock::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn.raw())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(dossier, clock, next_at)| Due { dossier: DossierId(dossier), clock: ClockId(clock), next_at })
        .collect())
}

/// Dossiers with a clock that runs and whose last day is not before `from`: those that a new calendar may move.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn running(
    conn: &impl Conn,
    from: NaiveDate,
    after: Option<DossierId>,
    limit: u64,
) -> Result<Vec<DossierId>, StoreError> {
    let mut find = clock::Entity::find()
        .select_only()
        .column(clock::Column::DossierId)
        .distinct()
        .filter(clock::Column::ClosedAt.is_null())
        .filter(clock::Column::DueOn.gte(from));
    if let Some(after) = after {
        find = find.filter(clock::Column::DossierId.gt(after.0));
    }
    let rows: Vec<Uuid> = find.order_by_asc(clock::Column::DossierId).limit(limit).into_tuple().all(conn.raw()).await?;
    Ok(rows.into_iter().map(DossierId).collect())
}
