//! Foreign partners with their other names and contacts.

use super::{Batch, Conn, NOT_PUBLIC, Page, Scope, StoreError, by_record, containing, fold};
use engine::ids::PartnerId;
use entity::{partner, partner_alias, partner_contact};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A partner as stored.
pub type Partner = partner::Model;

/// Another name of a partner.
pub type Alias = partner_alias::Model;

/// A person to speak to at a partner.
pub type Contact = partner_contact::Model;

/// A partner with everything that is kept with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The partner.
    pub partner: Partner,
    /// Other names, by name.
    pub aliases: Vec<Alias>,
    /// Contacts, in their order.
    pub contacts: Vec<Contact>,
}

/// Adds a new partner to the batch.
pub fn insert(batch: &mut Batch, new: Whole) {
    batch.add(new.partner);
    for alias in new.aliases {
        batch.add(alias);
    }
    for contact in new.contacts {
        batch.add(contact);
    }
}

/// Writes a partner that exists: what is new, what has changed, and what has gone of `before`.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, before: &Whole, after: Whole) -> Result<(), StoreError> {
    let gone = before.aliases.iter().filter(|old| !after.aliases.iter().any(|new| new.alias == old.alias));
    for old in gone {
        let mut delete = Query::delete();
        delete
            .from_table("partner_alias")
            .and_where(Expr::col("partner_id").eq(old.partner_id))
            .and_where(Expr::col("alias").eq(old.alias.as_str()));
        batch.delete(delete);
    }
    for new in after.aliases {
        match before.aliases.iter().find(|old| old.alias == new.alias) {
            None => batch.add(new),
            Some(old) if *old != new => batch.rewrite(new)?,
            Some(_) => {}
        }
    }
    let gone = before.contacts.iter().filter(|old| !after.contacts.iter().any(|new| new.id == old.id));
    for old in gone {
        let mut delete = Query::delete();
        delete.from_table("partner_contact").and_where(Expr::col("id").eq(old.id));
        batch.delete(delete);
    }
    for new in after.contacts {
        match before.contacts.iter().find(|old| old.id == new.id) {
            None => batch.add(new),
            Some(old) if *old != new => batch.rewrite(new)?,
            Some(_) => {}
        }
    }
    batch.rewrite(after.partner)
}

/// The partner of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: PartnerId) -> Result<Option<Partner>, StoreError> {
    Ok(partner::Entity::find_by_id(id.0).one(conn.raw()).await?)
}

/// The partners of those ids.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_ids(conn: &impl Conn, ids: &[Uuid]) -> Result<Vec<Partner>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let find = partner::Entity::find().filter(partner::Column::Id.is_in(ids.iter().copied()));
    Ok(find.all(conn.raw()).await?)
}

/// The partner of that id with everything that is kept with it.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn whole(conn: &impl Conn, id: PartnerId) -> Result<Option<Whole>, StoreError> {
    Ok(wholes(conn, &[id.0]).await?.pop())
}

/// The partners of those ids with everything that is kept with each.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn wholes(conn: &impl Conn, ids: &[Uuid]) -> Result<Vec<Whole>, StoreError> {
    let partners = by_ids(conn, ids).await?;
    if partners.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || ids.iter().copied();
    let aliases = partner_alias::Entity::find().filter(partner_alias::Column::PartnerId.is_in(ids()));
    let mut aliases = by_record(aliases.all(conn.raw()).await?, |alias| alias.partner_id);
    let contacts = partner_contact::Entity::find().filter(partner_contact::Column::PartnerId.is_in(ids()));
    let contacts = contacts.order_by_asc(partner_contact::Column::Pos).order_by_asc(partner_contact::Column::Id);
    let mut contacts = by_record(contacts.all(conn.raw()).await?, |contact| contact.partner_id);
    let whole = |partner: Partner| {
        let mut aliases = aliases.remove(&partner.id).unwrap_or_default();
        // By their bytes: databases order text each in its own way.
        aliases.sort_by(|a, b| a.alias.cmp(&b.alias));
        let contacts = contacts.remove(&partner.id).unwrap_or_default();
        Whole { partner, aliases, contacts }
    };
    Ok(partners.into_iter().map(whole).collect())
}

/// What an actor may know of: partners of dossiers that left the draft or are his own to see, partners of a relation or
/// a signed document (of one that is not public, if his locality keeps it), and partners without any dossier. The name of a partner would give away another locality's draft.
fn known(scope: &Scope) -> Option<Cond> {
    let own = scope.condition()?;
    Some(openly(scope).add(Expr::exists(rows("dossier").cond_where(own).to_owned())))
}

/// Rows of `table` that name the partner.
fn rows(table: &'static str) -> SelectStatement {
    let mut rows = Query::select();
    rows.expr(Expr::cust("1")).from(table).and_where(Expr::col((table, "partner_id")).equals(("partner", "id")));
    rows
}

/// What an actor knows of otherwise than by a draft of his own.
fn openly(scope: &Scope) -> Cond {
    let mut open = Query::select();
    open.expr(Expr::cust("1"))
        .from("document")
        .and_where(Expr::col(("document", "id")).equals(("document_party", "document_id")))
        .cond_where(
            Cond::any()
                .add(Expr::col(("document", "publication")).ne(NOT_PUBLIC))
                .add(Expr::col(("document", "locality_id")).is_in(scope.localities.iter().copied())),
        );
    let signed = Expr::exists(open);
    let sent = Expr::col(("dossier", "phase")).ne("draft");
    Cond::any()
        .add(Expr::exists(rows("dossier").and_where(sent).to_owned()))
        .add(Expr::exists(rows("relation")))
        .add(Expr::exists(rows("document_party").and_where(signed).to_owned()))
        .add(Expr::exists(rows("dossier")).not())
}

/// Whether an actor may know of the partner.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn may_know(conn: &impl Conn, scope: &Scope, id: PartnerId) -> Result<bool, StoreError> {
    let find = partner::Entity::find_by_id(id.0).filter(Cond::all().add_option(known(scope)));
    Ok(find.one(conn.raw()).await?.is_some())
}

/// Whether an actor knows the partner otherwise than by a draft of his own.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn openly_known(conn: &impl Conn, scope: &Scope, id: PartnerId) -> Result<bool, StoreError> {
    if scope.all {
        return Ok(true);
    }
    let find = partner::Entity::find_by_id(id.0).filter(openly(scope));
    Ok(find.one(conn.raw()).await?.is_some())
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
    let held = Expr::col("search_text").like(containing(&fold(name)));
    let mut after = Uuid::nil();
    loop {
        let find = partner::Entity::find().filter(held.clone()).filter(Cond::all().add_option(known(scope)));
        let find = find.filter(partner::Column::Id.gt(after)).order_by_asc(partner::Column::Id);
        let rows = find.limit(100).all(conn.raw()).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        after = last.id;
        if let Some(found) = rows.iter().find(|row| is_named(row, name, country)) {
            return Ok(Some(PartnerId(found.id)));
        }
    }
}

/// Whether it is the partner of that name and country, whatever capitals it is written with.
pub fn is_named(row: &Partner, name: &str, country: &str) -> bool {
    let alike = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    alike(&row.name, name) && alike(&row.country, country)
}

/// Partners of one country that an actor may know: by its code, or else by its name as entered. At most `limit`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_country(
    conn: &impl Conn,
    scope: &Scope,
    code: Option<&str>,
    country: &str,
    limit: u64,
) -> Result<Vec<Partner>, StoreError> {
    let find = match code {
        Some(code) => partner::Entity::find().filter(partner::Column::CountryCode.eq(code)),
        None => partner::Entity::find().filter(partner::Column::Country.eq(country)),
    };
    let find = find.filter(Cond::all().add_option(known(scope))).order_by_asc(partner::Column::Id);
    Ok(find.limit(limit).all(conn.raw()).await?)
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
        find = find.filter(Expr::col("search_text").like(containing(word)));
    }
    if let Some((name, id)) = after {
        let place = Expr::tuple([Expr::col("sort_name"), Expr::col("id")]);
        find = find.filter(place.gt(Expr::tuple([Expr::val(name), Expr::val(id)])));
    }
    let find = find.order_by_asc(partner::Column::SortName).order_by_asc(partner::Column::Id);
    let rows = find.limit(limit.saturating_add(1)).all(conn.raw()).await?;
    Ok(Page::cut(rows, limit, |last| (last.sort_name.clone(), last.id)))
}
