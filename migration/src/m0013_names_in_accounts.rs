//! Notices that mails to somebody do not arrive held his name and address, and so did mails to accounts whose name was
//! erased. Both stand in the account alone from here on.

use sea_orm_migration::prelude::*;

/// Names stand in accounts alone.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        // An address belongs to one account. Of an account that has another one by now nothing can be told any more.
        let (address, id) = match manager.get_database_backend() {
            sea_orm_migration::sea_orm::DbBackend::Postgres => ("params::jsonb ->> 'address'", "account.id::text"),
            _ => (
                "json_extract(params, '$.address')",
                "lower(substr(hex(account.id), 1, 8) || '-' || substr(hex(account.id), 9, 4) || '-' || \
                 substr(hex(account.id), 13, 4) || '-' || substr(hex(account.id), 17, 4) || '-' || substr(hex(account.id), 21))",
            ),
        };
        let told = format!(
            "UPDATE notice SET params = coalesce((SELECT '{{\"account\":\"' || {id} || '\"}}' FROM account WHERE \
             account.email = {address}), '{{}}') WHERE kind = 'unreachable'"
        );
        connection.execute_unprepared(&told).await?;
        // Letters to an address that somebody left name no account; their occasion does.
        let mails = format!(
            "UPDATE outbox SET to_addr = '', subject = '', mime = '', last_error = NULL WHERE EXISTS \
             (SELECT 1 FROM account WHERE name = '' AND email LIKE 'erased-%@erased.invalid' AND (account.id = \
             outbox.account_id OR (outbox.account_id IS NULL AND outbox.dedup_key LIKE 'letter:%:' || {id})))"
        );
        connection.execute_unprepared(&mails).await.map(drop)
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        // What was taken away does not come back.
        Ok(())
    }
}
