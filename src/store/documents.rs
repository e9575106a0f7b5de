//! Signed texts with their parties.

use super::{Batch, Conn, StoreError};
use engine::ids::{OrgId, PartnerId};
use entity::{document, document_party};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A document.
pub type Document = document::Model;

/// One party of a document.
pub type Party = document_party::Model;

/// Adds a new document with its parties to the batch.
pub fn insert(batch: &mut Batch, document: Document, parties: Vec<Party>) {
    batch.add(document);
    for party in parties {
        batch.add(party);
    }
}

/// Writes a document that exists.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, document: Document) -> Result<(), StoreError> {
    batch.rewrite(document)
}

/// The document of that id with its parties in order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: Uuid) -> Result<Option<(Document, Vec<Party>)>, StoreError> {
    let Some(document) = document::Entity::find_by_id(id).one(conn.raw()).await? else {
        return Ok(None);
    };
    let parties = document_party::Entity::find().filter(document_party::Column::DocumentId.eq(id));
    let parties = parties.order_by_asc(document_party::Column::Pos).all(conn.raw()).await?;
    Ok(Some((document, parties)))
}

/// Documents to which an organisation is a party.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_organisation(conn: &impl Conn, org: OrgId) -> Result<Vec<Document>, StoreError> {
    with_party(conn, "org_id", org.0).await
}

/// Documents to which a partner is a party.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_partner(conn: &impl Conn, partner: PartnerId) -> Result<Vec<Document>, StoreError> {
    with_party(conn, "partner_id", partner.0).await
}

/// Documents under a relation.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn of_relation(conn: &impl Conn, relation: Uuid) -> Result<Vec<Document>, StoreError> {
    let find = document::Entity::find().filter(document::Column::RelationId.eq(relation));
    Ok(find.order_by_asc(document::Column::Id).all(conn.raw()).await?)
}

async fn with_party(conn: &impl Conn, column: &'static str, id: Uuid) -> Result<Vec<Document>, StoreError> {
    let mut parties = Query::select();
    parties.column("document_id").from("document_party").and_where(Expr::col(column).eq(id));
    let find = document::Entity::find().filter(document::Column::Id.in_subquery(parties));
    Ok(find.order_by_asc(document::Column::Id).all(conn.raw()).await?)
}
