//! The consultation board: one row per body and round.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consultation")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Place on the board, from 0.
    pub pos: i32,
    /// The body asked.
    pub body_id: Uuid,
    /// Whether it is the Ministry of Foreign Affairs.
    pub mofa: bool,
    /// Round.
    pub round: i32,
    /// Revision on which the opinion is asked.
    pub text_revision: i32,
    /// Agreement in principle.
    pub in_principle: bool,
    /// When it was sent.
    pub requested_at: DateTimeUtc,
    /// Day of receipt.
    pub received_on: Date,
    /// Its clock.
    pub clock_id: Uuid,
    /// Where it stands.
    pub status: String,
    /// Step that a page must have seen.
    pub step: i32,
    /// The colleague who has taken it.
    pub assigned_id: Option<Uuid>,
    /// Kind of the answer.
    pub opinion: Option<String>,
    /// When it was answered.
    pub answered_at: Option<DateTimeUtc>,
    /// Whether the answer was late.
    pub late: Option<bool>,
    /// Due day of its clock, or 9999-12-31: the order of lists.
    pub sort_on: Date,
    /// As the engine writes it (JSON).
    pub data: String,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
