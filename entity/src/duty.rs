//! Duties that signing opened.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Place in its list, from 0.
    pub pos: i32,
    /// Duty rule of the pack.
    pub rule: String,
    /// Its clock.
    pub clock_id: Option<Uuid>,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// When it was fulfilled.
    pub fulfilled_at: Option<DateTimeUtc>,
    /// As the engine writes it (JSON).
    pub data: String,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
