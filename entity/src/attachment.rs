//! Files of dossiers: language versions of a revision, and papers.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Place in its list, from 0.
    pub pos: i32,
    /// Text revision, for a language version.
    pub revision: Option<i32>,
    /// Paper rule, for a paper.
    pub paper: Option<String>,
    /// Language, for a language version.
    pub lang: Option<String>,
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256, hex.
    pub sha256: String,
    /// When it was attached.
    pub created_at: DateTimeUtc,
    /// Of a paper: as the engine writes it (JSON).
    pub data: Option<String>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
