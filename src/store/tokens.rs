//! API tokens. A token is found by its hash; the token itself is with its owner alone.

use super::{Batch, Conn, StoreError};
use chrono::{DateTime, Utc};
use engine::ids::AccountId;
use entity::api_token;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// One token.
pub type ApiToken = api_token::Model;

/// Adds a new token to the batch.
pub fn insert(batch: &mut Batch, token: ApiToken) {
    batch.add(token);
}

/// The token of that hash, if it still counts.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn live(conn: &impl Conn, hash: &str, now: DateTime<Utc>) -> Result<Option<ApiToken>, StoreError> {
    let unexpired =
        Condition::any().add(api_token::Column::ExpiresAt.is_null()).add(api_token::Column::ExpiresAt.gt(now));
    Ok(api_token::Entity::find()
        .filter(api_token::Column::Hash.eq(hash))
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(unexpired)
        .one(conn.raw())
        .await?)
}

/// Tokens of an account, newest first, up to `most`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_account(conn: &impl Conn, account: AccountId, most: u64) -> Result<Vec<ApiToken>, StoreError> {
    let find = api_token::Entity::find().filter(api_token::Column::AccountId.eq(account.0));
    let find = find.order_by_desc(api_token::Column::CreatedAt).order_by_desc(api_token::Column::Id);
    Ok(find.limit(most).all(conn.raw()).await?)
}

/// Revokes a token of an account.
pub fn revoke(batch: &mut Batch, account: AccountId, id: Uuid, at: DateTime<Utc>) {
    let mut update = Query::update();
    update
        .table("api_token")
        .value("revoked_at", at)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("account_id").eq(account.0))
        .and_where(Expr::col("revoked_at").is_null());
    batch.must(update);
}
