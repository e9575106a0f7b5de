//! Standing relations between localities and partners.

use super::{Batch, Conn, Page, StoreError};
use entity::relation;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A relation.
pub type Relation = relation::Model;

/// Which relations. Everything left out does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this locality.
    pub locality: Option<Uuid>,
    /// With this partner.
    pub partner: Option<Uuid>,
    /// Where it stands.
    pub status: Option<String>,
}

/// Adds a new relation to the batch.
pub fn insert(batch: &mut Batch, relation: Relation) {
    batch.add(relation);
}

/// Writes a relation that exists.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, relation: Relation) -> Result<(), StoreError> {
    batch.rewrite(relation)
}

/// The relation of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: Uuid) -> Result<Option<Relation>, StoreError> {
    Ok(relation::Entity::find_by_id(id).one(conn.raw()).await?)
}

/// The relations of those ids.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_ids(conn: &impl Conn, ids: &[Uuid]) -> Result<Vec<Relation>, StoreError> {
    let find = relation::Entity::find().filter(relation::Column::Id.is_in(ids.iter().copied()));
    Ok(find.all(conn.raw()).await?)
}

/// Relations in the order in which they were entered, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn list(
    conn: &impl Conn,
    filter: &Filter,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Page<Relation, Uuid>, StoreError> {
    let mut find = relation::Entity::find();
    if let Some(locality) = filter.locality {
        find = find.filter(relation::Column::LocalityId.eq(locality));
    }
    if let Some(partner) = filter.partner {
        find = find.filter(relation::Column::PartnerId.eq(partner));
    }
    if let Some(status) = &filter.status {
        find = find.filter(relation::Column::Status.eq(status));
    }
    if let Some(after) = after {
        find = find.filter(relation::Column::Id.gt(after));
    }
    let find = find.order_by_asc(relation::Column::Id).limit(limit.saturating_add(1));
    Ok(Page::cut(find.all(conn.raw()).await?, limit, |last| last.id))
}
