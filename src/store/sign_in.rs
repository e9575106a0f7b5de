//! Failed sign-ins, for throttling. Shared by all instances.

use super::{Batch, Conn, StoreError};
use chrono::{DateTime, Utc};
use entity::sign_in_failure;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

/// Adds a failure to the batch.
pub fn failed(batch: &mut Batch, id: Uuid, email_key: &str, at: DateTime<Utc>) {
    batch.add(sign_in_failure::Model { id, email_key: email_key.to_owned(), at });
}

/// How many failures an address had since an instant; no more than `most` are looked at.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn failures(conn: &impl Conn, email_key: &str, since: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    let mut select = Query::select();
    select
        .column("id")
        .from("sign_in_failure")
        .and_where(Expr::col("email_key").eq(email_key))
        .and_where(Expr::col("at").gt(since))
        .limit(most);
    Ok(conn.raw().query_all(&select).await?.len() as u64)
}

/// Forgets the failures of an address after it signed in.
pub fn forget(batch: &mut Batch, email_key: &str) {
    let mut delete = Query::delete();
    delete.from_table("sign_in_failure").and_where(Expr::col("email_key").eq(email_key));
    batch.delete(delete);
}
