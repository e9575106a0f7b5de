//! Text revisions, all language versions together.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "text_revision")]
pub struct Model {
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// 1, 2, 3 …
    #[sea_orm(primary_key, auto_increment = false)]
    pub no: i32,
    /// By whom.
    pub account_id: Option<Uuid>,
    /// When.
    pub created_at: DateTimeUtc,
    /// As the engine writes it (JSON).
    pub data: String,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
