//! Who holds which post, past and future included. Who holds one on a day is in [`super::accounts`].

use super::{Batch, Conn, StoreError};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::ids::{AccountId, PostId};
use entity::holding;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
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

/// Takes away a holding that never began: it must be there.
pub fn take_back(batch: &mut Batch, id: Uuid) {
    let mut delete = Query::delete();
    delete.from_table("holding").and_where(Expr::col("id").eq(id));
    batch.delete(delete);
}

/// Somebody on whom one can rely to administer, from a day on without end.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Administrator {
    /// The holding.
    pub holding: Uuid,
    /// Who.
    pub account: Uuid,
    /// The post.
    pub post: Uuid,
    /// First day.
    pub since: NaiveDate,
}

/// Who holds an administrator's post himself, without end, with an open account and a password; neither post nor
/// organisation have an end. There are few.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn administrators(conn: &impl Conn) -> Result<Vec<Administrator>, StoreError> {
    let mut select = Query::select();
    select
        .from("holding")
        .inner_join("post", Expr::col(("post", "id")).equals(("holding", "post_id")))
        .inner_join("organisation", Expr::col(("organisation", "id")).equals(("post", "org_id")))
        .inner_join("account", Expr::col(("account", "id")).equals(("holding", "account_id")))
        .expr_as(Expr::col(("holding", "id")), "holding")
        .expr_as(Expr::col(("account", "id")), "account")
        .expr_as(Expr::col(("post", "id")), "post")
        .expr_as(Expr::col(("holding", "from_on")), "since")
        .and_where(Expr::col(("post", "role")).eq(Role::Administrator.as_str()))
        .and_where(Expr::col(("holding", "deputy")).eq(false))
        .and_where(Expr::col(("holding", "to_on")).is_null())
        .and_where(Expr::col(("post", "valid_to")).is_null())
        .and_where(Expr::col(("organisation", "valid_to")).is_null())
        .and_where(Expr::col(("account", "disabled_at")).is_null())
        .and_where(Expr::col(("account", "password_hash")).is_not_null());
    let rows = conn.raw().query_all(&select).await?;
    rows.iter().map(|row| Ok(Administrator::from_query_result(row, "")?)).collect()
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
