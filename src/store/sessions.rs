//! Sessions. A session is found by the hash of its token; the token is in the browser alone.

use super::{Batch, Conn, StoreError};
use chrono::{DateTime, Utc};
use engine::ids::AccountId;
use entity::session;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// One session.
pub type Session = session::Model;

/// Adds a new session to the batch.
pub fn insert(batch: &mut Batch, session: Session) {
    batch.add(session);
}

/// The session of that token hash, if it has not ended.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn live(conn: &impl Conn, id: &str, now: DateTime<Utc>) -> Result<Option<Session>, StoreError> {
    Ok(session::Entity::find_by_id(id)
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::IdleExpiresAt.gt(now))
        .one(conn.raw())
        .await?)
}

/// Sessions of an account that have not ended, newest first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_account(conn: &impl Conn, account: AccountId, now: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
    Ok(session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::IdleExpiresAt.gt(now))
        .order_by_desc(session::Column::CreatedAt)
        .all(conn.raw())
        .await?)
}

/// Lets a session that is used live on. Not for each request: the caller does it when enough time has passed.
pub fn touch(batch: &mut Batch, id: &str, idle_expires_at: DateTime<Utc>) {
    let mut update = Query::update();
    update.table("session").value("idle_expires_at", idle_expires_at).and_where(Expr::col("id").eq(id));
    batch.update(update);
}

/// Ends a session.
pub fn end(batch: &mut Batch, id: &str) {
    let mut delete = Query::delete();
    delete.from_table("session").and_where(Expr::col("id").eq(id));
    batch.delete(delete);
}

/// Ends all sessions of an account, but for the one to keep.
pub fn end_all(batch: &mut Batch, account: AccountId, keep: Option<&str>) {
    let mut delete = Query::delete();
    delete.from_table("session").and_where(Expr::col("account_id").eq(account.0));
    if let Some(keep) = keep {
        delete.and_where(Expr::col("id").ne(keep));
    }
    batch.delete(delete);
}

/// Lets the sessions that live at `now` end no earlier than this. For the demo, whose clock is moved by hand.
pub fn prolong(batch: &mut Batch, now: DateTime<Utc>, idle_expires_at: DateTime<Utc>, expires_at: DateTime<Utc>) {
    let mut update = Query::update();
    update
        .table("session")
        .value("idle_expires_at", idle_expires_at)
        .value("expires_at", expires_at)
        .and_where(Expr::col("expires_at").gt(now))
        .and_where(Expr::col("idle_expires_at").gt(now));
    batch.update(update);
}
