//! Published rule packs. A change is a new version.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack")]
pub struct Model {
    /// Pack id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// SHA-256 of the text, hex.
    pub hash: String,
    /// The file.
    pub text: String,
    /// When it was published.
    pub published_at: DateTimeUtc,
    /// By whom; none when the program brought it along or the command line published it.
    pub published_by: Option<Uuid>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
