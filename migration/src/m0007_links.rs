//! One-time links by which a person sets his password, and the way from a person to the requests that he took.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// One-time links by which a person sets his password, and the way from a person to the requests that he took.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("access_link")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(text("purpose"))
            .col(text("hash").unique_key())
            .col(instant("created_at"))
            .col(instant("expires_at"))
            .col(instant_null("used_at"))
            .col(instant_null("withdrawn_at"))
            .foreign_key(&mut references("access_link", "account_id", "account"));
        manager.create_table(table).await?;
        index(manager, "access_link_account", "access_link", &["account_id"]).await?;
        let taken = "assigned_id IS NOT NULL";
        partial_index(manager, "consultation_assigned", "consultation", &["assigned_id", "body_id"], taken).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("consultation_assigned").table("consultation").to_owned()).await?;
        manager.drop_table(Table::drop().table("access_link").to_owned()).await
    }
}
