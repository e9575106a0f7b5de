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
    /// What it does with the document in `changes_id`: amend, extend, terminate, withdraw, suspend.
    pub act: Option<String>,
    /// The document that it changes or ends.
    pub changes_id: Option<Uuid>,
    /// From which day on it binds no longer, or not for the time being.
    pub ended_on: Option<Date>,
    /// Where it stands: `signed`, then `in-force` once the day of entry into force is recorded.
    pub status: String,
    /// Titles by language, JSON.
    pub titles: String,
    /// The dossier that produced it; none for one signed before the system.
    pub created_by_dossier: Option<Uuid>,
    /// The locality that keeps it in the registry.
    pub locality_id: Option<Uuid>,
    /// How much of the day of signing is known: `day`, `month` or `year`.
    pub signed_precision: String,
    /// Day of signing, or 1900-01-01 where it is not known: for the order of lists.
    pub sort_on: Date,
    /// Fields of cooperation, JSON.
    pub fields: String,
    /// Note.
    pub note: String,
    /// Where the facts come from, when they were entered from a source.
    pub source: Option<String>,
    /// What is uncertain about them.
    pub uncertain: Option<String>,
    /// Which version it is: number of its last entry in the record; 0 before the registry was recorded.
    pub version: i64,
    /// When it was changed last.
    pub changed_at: Option<DateTimeUtc>,
    /// By which account; none for the service itself.
    pub changed_by: Option<Uuid>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
