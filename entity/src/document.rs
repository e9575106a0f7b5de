//! Signed texts.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The relation it belongs to, where there is one.
    pub relation_id: Option<Uuid>,
    /// Kind of document.
    pub kind: String,
    /// Day of signing.
    pub signed_on: Option<Date>,
    /// Place of signing.
    pub place: Option<String>,
    /// Day of entry into force.
    pub in_force_on: Option<Date>,
    /// Clauses on duration, renewal, review and lapse.
    pub term: Option<String>,
    /// Whether it may be published.
    pub publication: String,
    /// Where it stands: `signed`, then `in-force` once the day of entry into force is recorded.
    pub status: String,
    /// Titles by language, JSON.
    pub titles: String,
    /// The dossier that produced it.
    pub created_by_dossier: Option<Uuid>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
