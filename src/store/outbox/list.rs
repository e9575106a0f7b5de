//! How the mails stand, without what they say.

use super::{BOUNCED, FAILED, QUEUED, SENT, STATES, SUPERSEDED};
use crate::store::{Conn, Page, StoreError, ask};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// How the outbox stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Mails that wait.
    pub queued: u64,
    /// Mails that were handed over.
    pub sent: u64,
    /// Mails that were given up.
    pub failed: u64,
    /// Mails that came back.
    pub bounced: u64,
    /// Mails that nobody needs any more.
    pub superseded: u64,
    /// When the oldest waiting mail was written.
    pub oldest_queued_at: Option<DateTime<Utc>>,
}

/// How the outbox stands. No table is counted through: each number goes up to `most` and no further.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn standing(conn: &impl Conn, most: u64) -> Result<Standing, StoreError> {
    let mut standing = Standing::default();
    let counts = [
        (QUEUED, &mut standing.queued),
        (SENT, &mut standing.sent),
        (FAILED, &mut standing.failed),
        (BOUNCED, &mut standing.bounced),
        (SUPERSEDED, &mut standing.superseded),
    ];
    for (state, count) in counts {
        let mut few = Query::select();
        few.expr(Expr::cust("1")).from("outbox").and_where(Expr::col("state").eq(state));
        *count = ask::count(conn, &few, most).await?;
    }
    let mut oldest = Query::select();
    oldest.column("created_at").from("outbox").and_where(Expr::col("state").eq(QUEUED));
    oldest.order_by("created_at", Order::Asc).limit(1);
    if let Some(row) = conn.raw().query_one(&oldest).await? {
        standing.oldest_queued_at = Some(row.try_get_by_index(0)?);
    }
    Ok(standing)
}

/// A mail in a list, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Address.
    pub to_addr: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub state: String,
    /// Attempts so far.
    pub attempts: i32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When to try next.
    pub next_try_at: DateTime<Utc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
}

/// Mails, newest first, `limit` before the place `before`: of one state, or of all; with `from`, only those written since
/// then. Each state is read in its own order, so that no list reads more than it shows.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn list(
    conn: &impl Conn,
    state: Option<&str>,
    from: Option<DateTime<Utc>>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Page<Line, (DateTime<Utc>, Uuid)>, StoreError> {
    let mut rows = Vec::new();
    for of in STATES.into_iter().filter(|of| state.is_none_or(|state| state == *of)) {
        let mut select = Query::select();
        select
            .columns(["id", "to_addr", "kind", "state", "attempts", "created_at", "next_try_at", "last_error"])
            .from("outbox")
            .and_where(Expr::col("state").eq(of));
        if let Some(from) = from {
            select.and_where(Expr::col("created_at").gte(from));
        }
        if let Some((at, id)) = before {
            let place = Expr::tuple([Expr::col("created_at"), Expr::col("id")]);
            select.and_where(place.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
        }
        select.order_by("created_at", Order::Desc).order_by("id", Order::Desc);
        for row in ask::first(conn, &select, limit.saturating_add(1)).await? {
            rows.push(Line::from_query_result(&row, "")?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
    rows.truncate(usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX));
    Ok(Page::cut(rows, limit, |last| (last.created_at, last.id)))
}
