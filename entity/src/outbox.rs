//! Finished mails.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The same occasion gives the same key.
    pub dedup_key: String,
    /// To whom.
    pub account_id: Option<Uuid>,
    /// Address.
    pub to_addr: String,
    /// Subject.
    pub subject: String,
    /// The finished message.
    pub mime: Vec<u8>,
    /// Its Message-ID.
    pub message_id: String,
    /// Kind.
    pub kind: String,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// When to try next.
    pub next_try_at: DateTimeUtc,
    /// Attempts so far.
    pub attempts: i32,
    /// Until when a sender holds it.
    pub lease_until: Option<DateTimeUtc>,
    /// Which sender.
    pub lease_owner: Option<String>,
    /// `queued`, `sent`, `failed`, `bounced` or `superseded`.
    pub state: String,
    /// When it was handed over.
    pub sent_at: Option<DateTimeUtc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
    /// From when it is not worth sending.
    pub useless_after: Option<DateTimeUtc>,
    /// For which posts it was written, their ids with commas between; none for a mail to the person himself.
    pub posts: Option<String>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
