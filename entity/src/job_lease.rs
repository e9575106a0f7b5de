//! Which process runs a loop now.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_lease")]
pub struct Model {
    /// The loop.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The process.
    pub owner: String,
    /// Until when.
    pub until: DateTimeUtc,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
