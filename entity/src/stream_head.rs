//! Heads of streams other than dossiers'.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stream_head")]
pub struct Model {
    /// Stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    /// Last entry.
    pub seq: i64,
    /// Link of that entry.
    pub head: String,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
