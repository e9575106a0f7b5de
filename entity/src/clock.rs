//! Clocks.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clock")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Place in its list, from 0.
    pub pos: i32,
    /// Clock rule of the pack.
    pub rule: String,
    /// What it measures: state, consultation, duty.
    pub subject_kind: String,
    /// Which.
    pub subject_id: Option<String>,
    /// Day of the start event.
    pub event_on: Date,
    /// Last day.
    pub due_on: Option<Date>,
    /// When to look at it next.
    pub next_at: Option<DateTimeUtc>,
    /// When it was marked as run out.
    pub ran_out_at: Option<DateTimeUtc>,
    /// When it ended.
    pub closed_at: Option<DateTimeUtc>,
    /// As the engine writes it (JSON).
    pub data: String,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
