//! One-time links by which a person sets his password.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_link")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose.
    pub account_id: Uuid,
    /// `invitation` or `reset`.
    pub purpose: String,
    /// SHA-256 of the token, hex; the token is in the mail alone.
    pub hash: String,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// From when it no longer counts.
    pub expires_at: DateTimeUtc,
    /// When the password was set by it.
    pub used_at: Option<DateTimeUtc>,
    /// When it was withdrawn, or replaced by a newer one.
    pub withdrawn_at: Option<DateTimeUtc>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
