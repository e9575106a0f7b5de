//! Keys of requests that were carried out. A key is written in the batch of its command: the second of two requests
//! with one key that run at the same time fails with [`StoreError::Duplicate`] and then finds the outcome of the first.

use super::{Batch, Conn, StoreError};
use chrono::{DateTime, Utc};
use engine::ids::AccountId;
use entity::idempotency_key;
use sea_orm::EntityTrait;

/// A request that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// SHA-256 of the request, hex.
    pub request_hash: String,
    /// What was answered, JSON.
    pub outcome: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was done under `key`, if anything.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn load(conn: &impl Conn, account: AccountId, key: &str) -> Result<Option<Done>, StoreError> {
    let row = idempotency_key::Entity::find_by_id((account.0, key.to_owned())).one(conn.raw()).await?;
    Ok(row.map(|row| Done { request_hash: row.request_hash, outcome: row.outcome, at: row.created_at }))
}

/// Claims `key` and saves its outcome, in the batch of the command itself.
pub fn claim(batch: &mut Batch, account: AccountId, key: &str, done: Done) {
    batch.add(idempotency_key::Model {
        account_id: account.0,
        key: key.to_owned(),
        request_hash: done.request_hash,
        outcome: done.outcome,
        created_at: done.at,
    });
}
