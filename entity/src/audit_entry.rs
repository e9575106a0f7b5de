//! Entries of the record. `body` holds the canonical bytes; the other columns are derived from it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Stream, for example `dossier:<id>`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    /// 1, 2, 3 … within the stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// The dossier concerned.
    pub dossier_id: Option<Uuid>,
    /// When.
    pub at: DateTimeUtc,
    /// Kind.
    pub kind: String,
    /// Command, or what was read.
    pub act: String,
    /// Who.
    pub account_id: Option<Uuid>,
    /// From which post.
    pub post_id: Option<Uuid>,
    /// From which organisation.
    pub org_id: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// Provisions, JSON array.
    pub basis: String,
    /// Tells of something late: an answer, a clock that ran out.
    pub late: bool,
    /// Canonical bytes, verbatim.
    pub body: String,
    /// Link.
    pub hash: String,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
