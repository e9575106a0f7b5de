//! Notices, mail, sessions and what keeps a repeated request harmless.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// Notices, mail, sessions and what keeps a repeated request harmless.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        notice(manager).await?;
        outbox(manager).await?;
        session(manager).await?;
        api_token(manager).await?;
        idempotency_key(manager).await?;
        sign_in_failure(manager).await?;
        job_lease(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["job_lease", "sign_in_failure", "idempotency_key", "api_token", "session", "outbox", "notice"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn notice(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("notice")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(uuid_null("dossier_id"))
        .col(text("kind"))
        .col(text("params"))
        .col(boolean("digest"))
        .col(instant("created_at"))
        .col(instant_null("read_at"))
        .col(uuid_null("mail_id"))
        .foreign_key(&mut references("notice", "account_id", "account"));
    manager.create_table(table).await?;
    index(manager, "notice_account", "notice", &["account_id", "created_at", "id"]).await?;
    partial_index(manager, "notice_digest", "notice", &["account_id", "created_at"], "digest AND mail_id IS NULL")
        .await?;
    Ok(())
}

async fn outbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("outbox")
        .col(uuid("id").primary_key())
        .col(text("dedup_key").unique_key())
        .col(uuid_null("account_id"))
        .col(text("to_addr"))
        .col(text("subject"))
        .col(blob("mime"))
        .col(text("message_id"))
        .col(text("kind"))
        .col(instant("created_at"))
        .col(instant("next_try_at"))
        .col(integer("attempts"))
        .col(instant_null("lease_until"))
        .col(text_null("lease_owner"))
        .col(text("state"))
        .col(instant_null("sent_at"))
        .col(text_null("last_error"))
        .col(instant_null("useless_after"));
    manager.create_table(table).await?;
    partial_index(manager, "outbox_claim", "outbox", &["next_try_at", "id"], "state = 'queued'").await?;
    index(manager, "outbox_account", "outbox", &["account_id", "created_at"]).await?;
    partial_index(manager, "outbox_failed", "outbox", &["created_at", "id"], "state = 'failed'").await?;
    Ok(())
}

async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("session")
        .col(text("id").primary_key())
        .col(uuid("account_id"))
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .col(instant("idle_expires_at"))
        .col(text_null("ip"))
        .foreign_key(&mut references("session", "account_id", "account"));
    manager.create_table(table).await?;
    index(manager, "session_account", "session", &["account_id"]).await?;
    index(manager, "session_expiry", "session", &["expires_at"]).await?;
    Ok(())
}

async fn api_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("api_token")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(text("hash").unique_key())
        .col(text("name"))
        .col(instant("created_at"))
        .col(instant_null("expires_at"))
        .col(instant_null("revoked_at"))
        .foreign_key(&mut references("api_token", "account_id", "account"));
    manager.create_table(table).await?;
    index(manager, "api_token_account", "api_token", &["account_id"]).await?;
    Ok(())
}

async fn idempotency_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("idempotency_key")
        .col(uuid("account_id"))
        .col(text("key"))
        .col(text("request_hash"))
        .col(text("outcome"))
        .col(instant("created_at"))
        .primary_key(Index::create().col("account_id").col("key"));
    manager.create_table(table).await?;
    index(manager, "idempotency_key_age", "idempotency_key", &["created_at"]).await?;
    Ok(())
}

async fn sign_in_failure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table("sign_in_failure").col(uuid("id").primary_key()).col(text("email_key")).col(instant("at"));
    manager.create_table(table).await?;
    index(manager, "sign_in_failure_email", "sign_in_failure", &["email_key", "at"]).await?;
    index(manager, "sign_in_failure_age", "sign_in_failure", &["at"]).await?;
    Ok(())
}

async fn job_lease(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table("job_lease").col(text("name").primary_key()).col(text("owner")).col(instant("until"));
    manager.create_table(table).await?;
    Ok(())
}
