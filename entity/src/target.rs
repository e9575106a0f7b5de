//! Acts that set the length of a clock that no act of law gives. The latest one in effect counts.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Pack.
    pub pack_id: String,
    /// Clock rule.
    pub clock: String,
    /// `working` or `calendar` days.
    pub days_kind: String,
    /// How many.
    pub days: i32,
    /// Legal basis, Vietnamese.
    pub basis_vi: String,
    /// Legal basis, English.
    pub basis_en: String,
    /// Reason.
    pub reason: String,
    /// First day of an event for which it counts.
    pub effective_on: Date,
    /// By whom.
    pub account_id: Option<Uuid>,
    /// When.
    pub at: DateTimeUtc,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
