//! What one process at a time does for all, such as putting the demo back to its beginning. A lease that was not renewed is
//! free again. The loops of `jobs` need none: each piece of work is claimed by its own row.

use super::{Conn, Store, StoreError};
use chrono::{DateTime, Utc};
use entity::job_lease;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, EntityTrait, Insert, IntoActiveModel, QueryTrait};

/// Takes or renews the lease `name` for `owner`; false while another owner has it.
///
/// # Errors
/// [`StoreError::Busy`], [`StoreError::Db`].
pub async fn take(
    store: &Store,
    name: &str,
    owner: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let row = job_lease::Model { name: name.to_owned(), owner: owner.to_owned(), until };
    let mut insert = Insert::one(row.into_active_model()).into_query();
    let free =
        Cond::any().add(Expr::col(("job_lease", "owner")).eq(owner)).add(Expr::col(("job_lease", "until")).lte(now));
    insert
        .on_conflict(OnConflict::column("name").update_columns(["owner", "until"]).action_cond_where(free).to_owned());
    Ok(store.raw().execute(&insert).await?.rows_affected() == 1)
}

/// Whose the lease is, whether or not it has run out.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn owner(conn: &impl Conn, name: &str) -> Result<Option<String>, StoreError> {
    let row = job_lease::Entity::find_by_id(name.to_owned()).one(conn.raw()).await?;
    Ok(row.map(|row| row.owner))
}

/// Gives the lease back, if `owner` has it.
///
/// # Errors
/// [`StoreError::Busy`], [`StoreError::Db`].
pub async fn release(store: &Store, name: &str, owner: &str) -> Result<(), StoreError> {
    let mut delete = Query::delete();
    delete.from_table("job_lease").and_where(Expr::col("name").eq(name)).and_where(Expr::col("owner").eq(owner));
    store.raw().execute(&delete).await?;
    Ok(())
}
