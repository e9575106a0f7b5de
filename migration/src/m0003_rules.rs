//! Published packs, calendars and switches.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// Published packs, calendars and switches.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        pack(manager).await?;
        calendar(manager).await?;
        track_switch(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["track_switch", "calendar", "pack"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn pack(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("pack")
        .col(text("id"))
        .col(integer("version"))
        .col(text("hash"))
        .col(text("text"))
        .col(instant("published_at"))
        .primary_key(Index::create().col("id").col("version"));
    manager.create_table(table).await?;
    Ok(())
}

async fn calendar(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("calendar")
        .col(text("id"))
        .col(integer("version"))
        .col(text("hash"))
        .col(text("text"))
        .col(instant("published_at"))
        .primary_key(Index::create().col("id").col("version"));
    manager.create_table(table).await?;
    Ok(())
}

async fn track_switch(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("track_switch")
        .col(uuid("id").primary_key())
        .col(text("pack_id"))
        .col(text("track"))
        .col(boolean("enabled"))
        .col(text("basis_vi"))
        .col(text("basis_en"))
        .col(text("reason"))
        .col(date("effective_on"))
        .col(uuid_null("account_id"))
        .col(instant("at"));
    manager.create_table(table).await?;
    index(manager, "track_switch_track", "track_switch", &["pack_id", "track", "effective_on"]).await?;
    Ok(())
}
