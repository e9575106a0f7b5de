//! Standing ties between a locality and a partner.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relation")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The partner.
    pub partner_id: Uuid,
    /// The locality.
    pub locality_id: Uuid,
    /// Vietnamese title.
    pub title_vi: String,
    /// English title.
    pub title_en: String,
    /// Group of relations it is listed under.
    pub grp: Option<String>,
    /// Since when, as precise as it is known (`2019`, `2019-04`, `2019-04-15`).
    pub since: Option<String>,
    /// Where it stands.
    pub status: String,
    /// Note.
    pub note: String,
    /// How it came about.
    pub origin: String,
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
