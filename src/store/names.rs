//! Names of persons behind the commitments in the record. A name can be erased; the record stays whole.

use super::{Batch, Conn, StoreError};
use chrono::{DateTime, Utc};
use engine::record::NameRef;
use entity::personal_name;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, Insert, IntoActiveModel, QueryFilter, QueryTrait};
use std::collections::BTreeMap;

/// Adds a name to the batch; a commitment that is known stays as it is.
pub fn insert(batch: &mut Batch, name: &NameRef, salt: &[u8; 32], value: &str, at: DateTime<Utc>) {
    let row = personal_name::Model {
        name_ref: name.0.clone(),
        salt: Some(salt.to_vec()),
        value: Some(value.to_owned()),
        created_at: at,
    };
    let mut insert = Insert::one(row.into_active_model()).into_query();
    insert.on_conflict(OnConflict::column(personal_name::Column::NameRef).do_nothing().to_owned());
    batch.insert(insert);
}

/// The names behind `names`; erased and unknown ones are left out.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn resolve(conn: &impl Conn, names: &[NameRef]) -> Result<BTreeMap<NameRef, String>, StoreError> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = personal_name::Entity::find()
        .filter(personal_name::Column::NameRef.is_in(names.iter().map(|name| name.0.as_str())))
        .all(conn.raw())
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((NameRef(row.name_ref), row.value?))).collect())
}

/// The salt of a name; none when it was erased.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn salt(conn: &impl Conn, name: &str) -> Result<Option<[u8; 32]>, StoreError> {
    let row = personal_name::Entity::find_by_id(name).one(conn.raw()).await?;
    Ok(row.and_then(|row| row.salt).and_then(|salt| salt.try_into().ok()))
}

/// Erases salt and name behind each of these commitments that are there.
pub fn erase_all(batch: &mut Batch, names: &[String]) {
    let mut update = Query::update();
    update
        .table("personal_name")
        .value("salt", Option::<Vec<u8>>::None)
        .value("value", Option::<String>::None)
        .and_where(Expr::col("name_ref").is_in(names.iter().map(String::as_str)));
    batch.update(update);
}
