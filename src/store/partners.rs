//! Foreign partners and standing relations with them.

use super::{Batch, Conn, Page, Scope, StoreError, fold};
use chrono::{DateTime, Utc};
use engine::ids::{OrgId, PartnerId};
use entity::{partner, partner_alias, relation};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A partner as stored.
pub type Partner = partner::Model;

/// A relation.
pub type Relation = relation::Model;

/// A partner as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPartner {
    /// Its id.
    pub id: PartnerId,
    /// Name in Vietnamese or English use.
    pub name: String,
    /// Name in its own language.
    pub name_local: Option<String>,
    /// Country, as entered.
    pub country: String,
    /// Level.
    pub level: String,
    /// What it is.
    pub kind: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// When it was entered.
    pub at: DateTime<Utc>,
}

/// Adds a new partner with its other names to the batch.
pub fn insert(batch: &mut Batch, new: NewPartner) {
    let names = [Some(&new.name), new.name_local.as_ref()].into_iter().flatten().chain(&new.aliases);
    let search: Vec<String> = names.map(|name| fold(name)).collect();
    let id = new.id.0;
    batch.add(partner::Model {
        id,
        name: new.name,
        name_local: new.name_local,
        country: new.country,
        level: new.level,
        kind: new.kind,
        search_text: search.join("\n"),
        created_at: new.at,
    });
    for alias in new.aliases {
        batch.add(partner_alias::Model { partner_id: id, alias });
    }
}

/// The partner of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: PartnerId) -> Result<Option<Partner>, StoreError> {
    Ok(partner::Entity::find_by_id(id.0).one(conn.raw()).await?)
}

/// Other names of a partner.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn aliases(conn: &impl Conn, id: PartnerId) -> Result<Vec<String>, StoreError> {
    let find = partner_alias::Entity::find().filter(partner_alias::Column::PartnerId.eq(id.0));
    let rows = find.order_by_asc(partner_alias::Column::Alias).all(conn.raw()).await?;
    Ok(rows.into_iter().map(|row| row.alias).collect())
}

/// What an actor may know of: partners of dossiers that left the draft or are his own to see, and partners without any
/// dossier. The name of a partner would give away another locality's draft.
fn known(scope: &Scope) -> Option<Cond> {
    let own = scope.condition()?;
    let of_partner = || {
        let mut rows = Query::select();
        rows.expr(Expr::cust("1"))
            .from("dossier")
            .and_where(Expr::col(("dossier", "partner_id")).equals(("partner", "id")));
        rows
    };
    let sent = Expr::col(("dossier", "phase")).ne("draft");
    Some(
        Cond::any()
            .add(Expr::exists(of_partner().cond_where(own.add(sent)).to_owned()))
            .add(Expr::exists(of_partner()).not()),
    )
}

/// The partner of that name and country, whatever capitals it is written with, among those an actor may know. Marks
/// count: Münster and Munster are two towns.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn named(
    conn: &impl Conn,
    scope: &Scope,
    name: &str,
    country: &str,
) -> Result<Option<PartnerId>, StoreError> {
    let mut find = partner::Entity::find().filter(partner::Column::SearchText.contains(fold(name)));
    find = find.filter(Cond::all().add_option(known(scope)));
    let rows = find.order_by_asc(partner::Column::Id).limit(100).all(conn.raw()).await?;
    let alike = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let same = |row: &Partner| alike(&row.name, name) && alike(&row.country, country);
    Ok(rows.into_iter().find(same).map(|row| PartnerId(row.id)))
}

/// Partners that an actor may know and whose names hold all words of `text`, whatever their marks; all for an empty text.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn search(
    conn: &impl Conn,
    scope: &Scope,
    text: &str,
    after: Option<(String, Uuid)>,
    limit: u64,
) -> Result<Page<Partner, (String, Uuid)>, StoreError> {
    let mut find = partner::Entity::find().filter(Cond::all().add_option(known(scope)));
    for word in fold(text).split_whitespace() {
        find = find.filter(partner::Column::SearchText.contains(word));
    }
    if let Some((name, id)) = after {
        let place = Expr::tuple([Expr::col("search_text"), Expr::col("id")]);
        find = find.filter(place.gt(Expr::tuple([Expr::val(name), Expr::val(id)])));
    }
    let find = find.order_by_asc(partner::Column::SearchText).order_by_asc(partner::Column::Id);
    let rows = find.limit(limit.saturating_add(1)).all(conn.raw()).await?;
    Ok(Page::cut(rows, limit, |last| (last.search_text.clone(), last.id)))
}

/// Adds a relation to the batch.
pub fn insert_relation(batch: &mut Batch, relation: Relation) {
    batch.add(relation);
}

/// Relations of a locality.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn relations(conn: &impl Conn, locality: OrgId) -> Result<Vec<Relation>, StoreError> {
    let find = relation::Entity::find().filter(relation::Column::LocalityId.eq(locality.0));
    Ok(find.order_by_asc(relation::Column::Id).all(conn.raw()).await?)
}

/// Relations with a partner.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn relations_with(conn: &impl Conn, partner: PartnerId) -> Result<Vec<Relation>, StoreError> {
    let find = relation::Entity::find().filter(relation::Column::PartnerId.eq(partner.0));
    Ok(find.order_by_asc(relation::Column::Id).all(conn.raw()).await?)
}
