//! Taking away what has served its time. Nothing of the record is ever swept.

use super::{Conn, Store, StoreError};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query};

/// Rows taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that ended.
    pub sessions: u64,
    /// Idempotency keys older than their keeping.
    pub keys: u64,
    /// Failed sign-ins older than their keeping.
    pub failures: u64,
}

/// Deletes sessions that ended before `now`, keys and failed sign-ins from before `keep_from`.
///
/// # Errors
/// [`StoreError::Busy`], [`StoreError::Db`].
pub async fn sweep(store: &Store, now: DateTime<Utc>, keep_from: DateTime<Utc>) -> Result<Swept, StoreError> {
    let ended = Cond::any().add(Expr::col("expires_at").lte(now)).add(Expr::col("idle_expires_at").lte(now));
    Ok(Swept {
        sessions: delete(store, "session", ended).await?,
        keys: delete(store, "idempotency_key", Cond::all().add(Expr::col("created_at").lt(keep_from))).await?,
        failures: delete(store, "sign_in_failure", Cond::all().add(Expr::col("at").lt(keep_from))).await?,
    })
}

async fn delete(store: &Store, table: &'static str, which: Cond) -> Result<u64, StoreError> {
    let mut delete = Query::delete();
    delete.from_table(table).cond_where(which);
    Ok(store.raw().execute(&delete).await?.rows_affected())
}
