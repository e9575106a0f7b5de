//! One-time links by which a person sets his password. A link is found by the hash of its token.

use super::{Batch, Conn, StoreError};
use engine::ids::AccountId;
use entity::access_link;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// One link.
pub type AccessLink = access_link::Model;

/// Adds a new link to the batch.
pub fn insert(batch: &mut Batch, link: AccessLink) {
    batch.add(link);
}

/// Writes a link that exists.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, link: AccessLink) -> Result<(), StoreError> {
    batch.rewrite(link)
}

/// The link of that token hash, whether it still counts or not.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_hash(conn: &impl Conn, hash: &str) -> Result<Option<AccessLink>, StoreError> {
    Ok(access_link::Entity::find().filter(access_link::Column::Hash.eq(hash)).one(conn.raw()).await?)
}

/// All links of an account, newest first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_account(conn: &impl Conn, account: AccountId) -> Result<Vec<AccessLink>, StoreError> {
    let find = access_link::Entity::find().filter(access_link::Column::AccountId.eq(account.0));
    let find = find.order_by_desc(access_link::Column::CreatedAt).order_by_desc(access_link::Column::Id);
    Ok(find.all(conn.raw()).await?)
}
