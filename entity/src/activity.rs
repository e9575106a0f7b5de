//! What a locality and a partner did together: meetings, delegations, programmes, events.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The locality.
    pub locality_id: Uuid,
    /// The partner.
    pub partner_id: Uuid,
    /// The relation it belongs to.
    pub relation_id: Option<Uuid>,
    /// The document it carries out.
    pub document_id: Option<Uuid>,
    /// Kind: one of `app::catalogue::input::ACTIVITIES`.
    pub kind: String,
    /// What, in Vietnamese.
    pub what_vi: String,
    /// What, in English.
    pub what_en: String,
    /// When it began.
    pub held_on: Option<Date>,
    /// How much of that day is known: `day`, `month` or `year`.
    pub held_precision: String,
    /// That day, or 1900-01-01 where it is not known: for the order of lists.
    pub sort_on: Date,
    /// How long, in words.
    pub period: String,
    /// Who took part on the local side, in words.
    pub by_name: String,
    /// Result.
    pub result: String,
    /// Fields of cooperation, JSON.
    pub fields: String,
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
