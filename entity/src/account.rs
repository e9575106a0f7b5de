//! Accounts of persons.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Mail address in lower case, NFC; also the sign-in name.
    pub email: String,
    /// Name of the person.
    pub name: String,
    /// Commitment to the name, as it stands in the record.
    pub name_ref: String,
    /// Argon2 hash; none for an account that cannot sign in by password.
    pub password_hash: Option<String>,
    /// Language of screens and mails.
    pub lang: String,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// Since when it is closed.
    pub disabled_at: Option<DateTimeUtc>,
    /// Whether the address was confirmed.
    pub email_verified: bool,
    /// Since when mails to it fail.
    pub email_failing_since: Option<DateTimeUtc>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
