//! Organisations and posts. Both are dated: nothing is deleted, it ends.

use super::{Batch, Conn, StoreError};
use chrono::NaiveDate;
use engine::ids::{OrgId, PostId};
use entity::{organisation, post};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// An organisation.
pub type Organisation = organisation::Model;

/// A post.
pub type Post = post::Model;

/// Kind of the Ministry of Foreign Affairs.
pub const MOFA: &str = "mofa";

/// Kind of a province or centrally run city.
pub const LOCALITY: &str = "locality";

/// Kinds of organisations whose opinion may be asked beside MOFA's.
pub const ASKABLE: [&str; 2] = ["ministry", "department"];

/// Adds a new organisation to the batch.
pub fn insert(batch: &mut Batch, organisation: Organisation) {
    batch.add(organisation);
}

/// Writes an organisation that exists.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, organisation: Organisation) -> Result<(), StoreError> {
    batch.rewrite(organisation)
}

/// Adds a new post to the batch.
pub fn insert_post(batch: &mut Batch, post: Post) {
    batch.add(post);
}

/// Writes a post that exists.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update_post(batch: &mut Batch, post: Post) -> Result<(), StoreError> {
    batch.rewrite(post)
}

/// The organisation of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: OrgId) -> Result<Option<Organisation>, StoreError> {
    Ok(organisation::Entity::find_by_id(id.0).one(conn.raw()).await?)
}

/// The organisation of that code, however its letters are written: codes are kept in capitals.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_code(conn: &impl Conn, code: &str) -> Result<Option<Organisation>, StoreError> {
    Ok(organisation::Entity::find()
        .filter(organisation::Column::Code.eq(code.to_ascii_uppercase()))
        .one(conn.raw())
        .await?)
}

/// The organisations of these ids, in no order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_ids(conn: &impl Conn, ids: &[OrgId]) -> Result<Vec<Organisation>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let find = organisation::Entity::find().filter(organisation::Column::Id.is_in(ids.iter().map(|id| id.0)));
    Ok(find.all(conn.raw()).await?)
}

/// Organisations with which cases of a locality may have to do on `day`, MOFA first: its own, other localities, and those
/// that belong to none.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn around(conn: &impl Conn, locality: OrgId, day: NaiveDate) -> Result<Vec<Organisation>, StoreError> {
    let near = Condition::any()
        .add(organisation::Column::LocalityId.is_null())
        .add(organisation::Column::LocalityId.eq(locality.0))
        .add(organisation::Column::Kind.eq(LOCALITY));
    let mut found = on(day).filter(near).all(conn.raw()).await?;
    found.sort_by_key(|org| org.kind != MOFA);
    Ok(found)
}

/// Whether a locality may ask `org` for its opinion: MOFA, a ministry, or a department of its own.
pub fn is_askable(org: &Organisation, locality: OrgId) -> bool {
    (org.kind == MOFA || ASKABLE.contains(&org.kind.as_str())) && org.locality_id.is_none_or(|of| of == locality.0)
}

fn on(day: NaiveDate) -> sea_orm::Select<organisation::Entity> {
    let open =
        Condition::any().add(organisation::Column::ValidTo.is_null()).add(organisation::Column::ValidTo.gte(day));
    organisation::Entity::find()
        .filter(organisation::Column::ValidFrom.lte(day))
        .filter(open)
        .order_by_asc(organisation::Column::NameVi)
        .order_by_asc(organisation::Column::Id)
}

/// The post of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn post(conn: &impl Conn, id: PostId) -> Result<Option<Post>, StoreError> {
    Ok(post::Entity::find_by_id(id.0).one(conn.raw()).await?)
}

/// The posts of these ids, in no order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn posts_by_ids(conn: &impl Conn, ids: &[PostId]) -> Result<Vec<Post>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(post::Entity::find().filter(post::Column::Id.is_in(ids.iter().map(|id| id.0))).all(conn.raw()).await?)
}

/// The posts of an organisation, in a fixed order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn posts(conn: &impl Conn, org: OrgId) -> Result<Vec<Post>, StoreError> {
    let find = post::Entity::find().filter(post::Column::OrgId.eq(org.0)).order_by_asc(post::Column::Id);
    Ok(find.all(conn.raw()).await?)
}

/// Where a page of organisations begins: name and id of the last one before.
pub type Place = (String, Uuid);

/// Organisations of `kind` (all without it), past ones included, by Vietnamese name, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_name(
    conn: &impl Conn,
    kind: Option<&str>,
    after: Option<&Place>,
    limit: u64,
) -> Result<Vec<Organisation>, StoreError> {
    let mut find = organisation::Entity::find();
    if let Some(kind) = kind {
        find = find.filter(organisation::Column::Kind.eq(kind));
    }
    if let Some((name, id)) = after {
        let place = Expr::tuple([Expr::col("name_vi"), Expr::col("id")]);
        find = find.filter(place.gt(Expr::tuple([Expr::val(name.as_str()), Expr::val(*id)])));
    }
    let find = find.order_by_asc(organisation::Column::NameVi).order_by_asc(organisation::Column::Id);
    Ok(find.limit(limit).all(conn.raw()).await?)
}

/// Organisations directly below one, past ones included.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn below(conn: &impl Conn, org: OrgId) -> Result<Vec<Organisation>, StoreError> {
    let either = Condition::any()
        .add(organisation::Column::ParentId.eq(org.0))
        .add(organisation::Column::SecondParentId.eq(org.0));
    let find = organisation::Entity::find().filter(either).order_by_asc(organisation::Column::NameVi);
    Ok(find.order_by_asc(organisation::Column::Id).all(conn.raw()).await?)
}

/// The posts of these organisations, in a fixed order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn posts_of(conn: &impl Conn, orgs: &[OrgId]) -> Result<Vec<Post>, StoreError> {
    if orgs.is_empty() {
        return Ok(Vec::new());
    }
    let find = post::Entity::find().filter(post::Column::OrgId.is_in(orgs.iter().map(|org| org.0)));
    Ok(find.order_by_asc(post::Column::TitleVi).order_by_asc(post::Column::Id).all(conn.raw()).await?)
}
