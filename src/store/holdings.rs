//! Who holds which post, past and future included. Who holds one on a day is in [`super::accounts`].

use super::{Batch, Conn, StoreError};
use engine::ids::{AccountId, PostId};
use entity::holding;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A holding.
pub type Holding = holding::Model;

/// Adds a new holding to the batch.
pub fn insert(batch: &mut Batch, holding: Holding) {
    batch.add(holding);
}

/// Writes a holding that exists.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, holding: Holding) -> Result<(), StoreError> {
    batch.rewrite(holding)
}

/// The holding of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: Uuid) -> Result<Option<Holding>, StoreError> {
    Ok(holding::Entity::find_by_id(id).one(conn.raw()).await?)
}

/// All holdings of these posts, in the order of their first days.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_posts(conn: &impl Conn, posts: &[PostId]) -> Result<Vec<Holding>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let find = holding::Entity::find().filter(holding::Column::PostId.is_in(posts.iter().map(|post| post.0)));
    Ok(find.order_by_asc(holding::Column::FromOn).order_by_asc(holding::Column::Id).all(conn.raw()).await?)
}

/// All holdings of an account, in the order of their first days.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_account(conn: &impl Conn, account: AccountId) -> Result<Vec<Holding>, StoreError> {
    let find = holding::Entity::find().filter(holding::Column::AccountId.eq(account.0));
    Ok(find.order_by_asc(holding::Column::FromOn).order_by_asc(holding::Column::Id).all(conn.raw()).await?)
}

/// Holdings in which somebody stands in for `account`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn deputies_of(conn: &impl Conn, account: AccountId) -> Result<Vec<Holding>, StoreError> {
    let find = holding::Entity::find().filter(holding::Column::ActsForAccount.eq(account.0));
    Ok(find.order_by_asc(holding::Column::FromOn).order_by_asc(holding::Column::Id).all(conn.raw()).await?)
}

/// All holdings of these accounts, in the order of their first days.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_accounts(conn: &impl Conn, accounts: &[Uuid]) -> Result<Vec<Holding>, StoreError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let find = holding::Entity::find().filter(holding::Column::AccountId.is_in(accounts.iter().copied()));
    Ok(find.order_by_asc(holding::Column::FromOn).order_by_asc(holding::Column::Id).all(conn.raw()).await?)
}
