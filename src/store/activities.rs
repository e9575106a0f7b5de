//! What localities and partners did together.

use super::{Batch, Conn, Page, StoreError};
use chrono::NaiveDate;
use entity::activity;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// An activity.
pub type Activity = activity::Model;

/// Which activities. Everything left out does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this locality.
    pub locality: Option<Uuid>,
    /// With this partner.
    pub partner: Option<Uuid>,
    /// Under this relation.
    pub relation: Option<Uuid>,
    /// Carrying out this document.
    pub document: Option<Uuid>,
}

/// Adds a new activity to the batch.
pub fn insert(batch: &mut Batch, activity: Activity) {
    batch.add(activity);
}

/// Writes an activity that exists.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, activity: Activity) -> Result<(), StoreError> {
    batch.rewrite(activity)
}

/// The activity of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: Uuid) -> Result<Option<Activity>, StoreError> {
    Ok(activity::Entity::find_by_id(id).one(conn.raw()).await?)
}

/// The activities of those ids.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_ids(conn: &impl Conn, ids: &[Uuid]) -> Result<Vec<Activity>, StoreError> {
    let find = activity::Entity::find().filter(activity::Column::Id.is_in(ids.iter().copied()));
    Ok(find.all(conn.raw()).await?)
}

/// Activities, newest first, `limit` after `after`; those without a day come last.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn list(
    conn: &impl Conn,
    filter: &Filter,
    after: Option<(NaiveDate, Uuid)>,
    limit: u64,
) -> Result<Page<Activity, (NaiveDate, Uuid)>, StoreError> {
    let mut find = activity::Entity::find();
    let same = [
        (activity::Column::LocalityId, filter.locality),
        (activity::Column::PartnerId, filter.partner),
        (activity::Column::RelationId, filter.relation),
        (activity::Column::DocumentId, filter.document),
    ];
    for (column, id) in same.into_iter().filter_map(|(column, id)| Some((column, id?))) {
        find = find.filter(column.eq(id));
    }
    if let Some((on, id)) = after {
        let place = Expr::tuple([Expr::col("sort_on"), Expr::col("id")]);
        find = find.filter(place.lt(Expr::tuple([Expr::val(on), Expr::val(id)])));
    }
    let find = find.order_by_desc(activity::Column::SortOn).order_by_desc(activity::Column::Id);
    let rows = find.limit(limit.saturating_add(1)).all(conn.raw()).await?;
    Ok(Page::cut(rows, limit, |last| (last.sort_on, last.id)))
}
