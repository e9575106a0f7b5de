//! Signed texts with their parties.

use super::{Batch, Conn, NOT_PUBLIC, Page, Scope, StoreError, by_record};
use chrono::NaiveDate;
use entity::{document, document_party};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A document.
pub type Document = document::Model;

/// One party of a document.
pub type Party = document_party::Model;

/// Which documents. Everything left out does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// An organisation that is a party.
    pub organisation: Option<Uuid>,
    /// A partner that is a party.
    pub partner: Option<Uuid>,
    /// That change or end this document.
    pub changes: Option<Uuid>,
    /// Under this relation.
    pub relation: Option<Uuid>,
    /// Kept by this locality.
    pub locality: Option<Uuid>,
    /// Only of dossiers that the actor may see; none for who may know of every signed document.
    pub seen: Option<Scope>,
    /// Of documents that are not public only those that one of these organisations keeps or is a party of; none for who
    /// reads them all.
    pub own: Option<Vec<Uuid>>,
}

/// What `filter` says of who asks.
fn reader(filter: &Filter) -> Cond {
    let mut readable = Cond::all();
    if let Some(own) = filter.seen.as_ref().and_then(Scope::condition) {
        let mut dossiers = Query::select();
        dossiers
            .expr(Expr::cust("1"))
            .from("dossier")
            .and_where(Expr::col(("dossier", "document_id")).equals(("document", "id")));
        readable = readable.add(Expr::exists(dossiers.cond_where(own).to_owned()));
    }
    if let Some(own) = &filter.own {
        let mut parties = Query::select();
        parties
            .expr(Expr::cust("1"))
            .from("document_party")
            .and_where(Expr::col(("document_party", "document_id")).equals(("document", "id")))
            .and_where(Expr::col(("document_party", "org_id")).is_in(own.iter().copied()));
        readable = readable.add(
            Cond::any()
                .add(document::Column::Publication.ne(NOT_PUBLIC))
                .add(document::Column::LocalityId.is_in(own.iter().copied()))
                .add(Expr::exists(parties)),
        );
    }
    readable
}

/// Which of those documents the one who asks, as `filter` describes him, may read.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn readable(conn: &impl Conn, ids: &[Uuid], filter: &Filter) -> Result<BTreeSet<Uuid>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let find = document::Entity::find().select_only().column(document::Column::Id);
    let find = find.filter(document::Column::Id.is_in(ids.iter().copied())).filter(reader(filter));
    Ok(find.into_tuple().all(conn.raw()).await?.into_iter().collect())
}

/// Adds a new document with its parties to the batch.
pub fn insert(batch: &mut Batch, document: Document, parties: Vec<Party>) {
    batch.add(document);
    for party in parties {
        batch.add(party);
    }
}

/// Writes a document that exists; its parties stay.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, document: Document) -> Result<(), StoreError> {
    batch.rewrite(document)
}

/// Writes the parties of a document that exists: what is new, what has changed, and what has gone of `before`.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update_parties(batch: &mut Batch, before: &[Party], after: Vec<Party>) -> Result<(), StoreError> {
    for old in before.iter().filter(|old| !after.iter().any(|new| new.pos == old.pos)) {
        let mut delete = Query::delete();
        delete
            .from_table("document_party")
            .and_where(Expr::col("document_id").eq(old.document_id))
            .and_where(Expr::col("pos").eq(old.pos));
        batch.delete(delete);
    }
    for new in after {
        match before.iter().find(|old| old.pos == new.pos) {
            None => batch.add(new),
            Some(old) if *old != new => batch.rewrite(new)?,
            Some(_) => {}
        }
    }
    Ok(())
}

/// The document of that id with its parties in order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: Uuid) -> Result<Option<(Document, Vec<Party>)>, StoreError> {
    Ok(by_ids(conn, &[id]).await?.pop())
}

/// The documents of those ids, each with its parties in order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_ids(conn: &impl Conn, ids: &[Uuid]) -> Result<Vec<(Document, Vec<Party>)>, StoreError> {
    let find = document::Entity::find().filter(document::Column::Id.is_in(ids.iter().copied()));
    let documents = find.all(conn.raw()).await?;
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let mut parties = by_record(parties(conn, ids).await?, |party| party.document_id);
    let with = |document: Document| {
        let parties = parties.remove(&document.id).unwrap_or_default();
        (document, parties)
    };
    Ok(documents.into_iter().map(with).collect())
}

/// Parties of those documents, document by document, in order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn parties(conn: &impl Conn, ids: &[Uuid]) -> Result<Vec<Party>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let find = document_party::Entity::find().filter(document_party::Column::DocumentId.is_in(ids.iter().copied()));
    let find = find.order_by_asc(document_party::Column::DocumentId).order_by_asc(document_party::Column::Pos);
    Ok(find.all(conn.raw()).await?)
}

/// Documents, newest first, `limit` after `after`; those without a day of signing come last.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn list(
    conn: &impl Conn,
    filter: &Filter,
    after: Option<(NaiveDate, Uuid)>,
    limit: u64,
) -> Result<Page<Document, (NaiveDate, Uuid)>, StoreError> {
    let mut find = document::Entity::find();
    for (column, id) in [("org_id", filter.organisation), ("partner_id", filter.partner)] {
        if let Some(id) = id {
            let mut parties = Query::select();
            parties.column("document_id").from("document_party").and_where(Expr::col(column).eq(id));
            find = find.filter(document::Column::Id.in_subquery(parties));
        }
    }
    if let Some(changed) = filter.changes {
        find = find.filter(document::Column::ChangesId.eq(changed));
    }
    if let Some(relation) = filter.relation {
        find = find.filter(document::Column::RelationId.eq(relation));
    }
    if let Some(locality) = filter.locality {
        find = find.filter(document::Column::LocalityId.eq(locality));
    }
    find = find.filter(reader(filter));
    if let Some((on, id)) = after {
        let place = Expr::tuple([Expr::col("sort_on"), Expr::col("id")]);
        find = find.filter(place.lt(Expr::tuple([Expr::val(on), Expr::val(id)])));
    }
    let find = find.order_by_desc(document::Column::SortOn).order_by_desc(document::Column::Id);
    let rows = find.limit(limit.saturating_add(1)).all(conn.raw()).await?;
    Ok(Page::cut(rows, limit, |last| (last.sort_on, last.id)))
}
