//! Notices in the application. They are the record; mail is the courtesy copy.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// To whom.
    pub account_id: Uuid,
    /// About which dossier.
    pub dossier_id: Option<Uuid>,
    /// Kind.
    pub kind: String,
    /// What it says, JSON.
    pub params: String,
    /// Waits for the daily digest.
    pub digest: bool,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it was read.
    pub read_at: Option<DateTimeUtc>,
    /// The mail that carried it.
    pub mail_id: Option<Uuid>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
