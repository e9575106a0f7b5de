//! Names behind commitments. Erasing salt and name keeps every proof whole.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "personal_name")]
pub struct Model {
    /// The commitment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name_ref: String,
    /// Salt; none once erased.
    pub salt: Option<Vec<u8>>,
    /// The name; none once erased.
    pub value: Option<String>,
    /// When it was stored.
    pub created_at: DateTimeUtc,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
