//! Parties of a document, on both sides.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_party")]
pub struct Model {
    /// The document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    /// Order, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub pos: i32,
    /// The Vietnamese party.
    pub org_id: Option<Uuid>,
    /// The foreign party.
    pub partner_id: Option<Uuid>,
    /// `vietnam` or `foreign`.
    pub side: String,
    /// Name of a party that is on no file.
    pub name: Option<String>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
