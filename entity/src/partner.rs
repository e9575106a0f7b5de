//! Foreign partners.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name in Vietnamese or English use.
    pub name: String,
    /// Name in its own language.
    pub name_local: Option<String>,
    /// Country, as entered.
    pub country: String,
    /// Level: one of `app::choices::LEVELS`.
    pub level: String,
    /// What it is.
    pub kind: String,
    /// Names and aliases folded for search.
    pub search_text: String,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// Its name folded, for the order of lists.
    pub sort_name: String,
    /// ISO 3166 code of the country, where its name is known.
    pub country_code: Option<String>,
    /// Note.
    pub note: String,
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
