//! What the operator sets on top of the packs (targets), who published a pack, what a token may do, and the orders in
//! which administrators read mails and the dossiers of a pack.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// Targets, publishers, scopes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        target(manager).await?;
        // Tokens issued before could do what their owner could, but for administration, of which REST had none.
        add(manager, "api_token", text("scope").default("write")).await?;
        add(manager, "pack", uuid_null("published_by")).await?;
        index(manager, "outbox_state", "outbox", &["state", "created_at", "id"]).await?;
        index(manager, "dossier_pack", "dossier", &["pack_id", "pack_version", "number"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("dossier_pack").table("dossier").to_owned()).await?;
        manager.drop_index(Index::drop().name("outbox_state").table("outbox").to_owned()).await?;
        remove(manager, "pack", "published_by").await?;
        remove(manager, "api_token", "scope").await?;
        manager.drop_table(Table::drop().table("target").to_owned()).await
    }
}

async fn target(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("target")
        .col(uuid("id").primary_key())
        .col(text("pack_id"))
        .col(text("clock"))
        .col(text("days_kind"))
        .col(integer("days"))
        .col(text("basis_vi"))
        .col(text("basis_en"))
        .col(text("reason"))
        .col(date("effective_on"))
        .col(uuid_null("account_id"))
        .col(instant("at"));
    manager.create_table(table).await?;
    index(manager, "target_clock", "target", &["pack_id", "clock", "effective_on"]).await
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: impl IntoColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

async fn remove(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await
}
