//! Mails that nobody needs any more have a state of their own, and a mail knows for which posts it was written.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// Mails that nobody needs any more.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("outbox").add_column(text_null("posts")).to_owned()).await?;
        // They stood among those that could not be sent, and an administrator's click would have sent them.
        set(manager, "superseded", "failed", &["no longer useful", "the account is closed"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut update = Query::update();
        update.table("outbox").value("state", "failed").and_where(Expr::col("state").eq("superseded"));
        manager.get_connection().execute(&update).await?;
        manager.alter_table(Table::alter().table("outbox").drop_column("posts").to_owned()).await
    }
}

async fn set(manager: &SchemaManager<'_>, to: &str, from: &str, said: &[&str]) -> Result<(), DbErr> {
    let mut update = Query::update();
    update
        .table("outbox")
        .value("state", to)
        .and_where(Expr::col("state").eq(from))
        .and_where(Expr::col("last_error").is_in(said.iter().copied()));
    manager.get_connection().execute(&update).await?;
    Ok(())
}
