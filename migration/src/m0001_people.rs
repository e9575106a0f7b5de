//! Organisations, posts, accounts and the names behind commitments.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// Organisations, posts, accounts and the names behind commitments.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        organisation(manager).await?;
        post(manager).await?;
        account(manager).await?;
        holding(manager).await?;
        personal_name(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["personal_name", "holding", "account", "post", "organisation"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn organisation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("organisation")
        .col(uuid("id").primary_key())
        .col(text("kind"))
        .col(text_null("code").unique_key())
        .col(text("name_vi"))
        .col(text("name_en"))
        .col(date("valid_from"))
        .col(date_null("valid_to"))
        .col(uuid_null("parent_id"))
        .col(uuid_null("second_parent_id"))
        .col(uuid_null("locality_id"))
        .col(uuid_null("successor_id"))
        .foreign_key(&mut references("organisation", "parent_id", "organisation"))
        .foreign_key(&mut references("organisation", "second_parent_id", "organisation"))
        .foreign_key(&mut references("organisation", "locality_id", "organisation"))
        .foreign_key(&mut references("organisation", "successor_id", "organisation"));
    manager.create_table(table).await?;
    index(manager, "organisation_kind", "organisation", &["kind"]).await?;
    index(manager, "organisation_locality", "organisation", &["locality_id"]).await?;
    Ok(())
}

async fn post(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("post")
        .col(uuid("id").primary_key())
        .col(uuid("org_id"))
        .col(text("title_vi"))
        .col(text("title_en"))
        .col(text("role"))
        .col(uuid_null("above_id"))
        .col(boolean("intake"))
        .col(date("valid_from"))
        .col(date_null("valid_to"))
        .foreign_key(&mut references("post", "org_id", "organisation"))
        .foreign_key(&mut references("post", "above_id", "post"));
    manager.create_table(table).await?;
    index(manager, "post_org_role", "post", &["org_id", "role"]).await?;
    Ok(())
}

async fn account(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("account")
        .col(uuid("id").primary_key())
        .col(text("email").unique_key())
        .col(text("name"))
        .col(text("name_ref"))
        .col(text_null("password_hash"))
        .col(text("lang"))
        .col(instant("created_at"))
        .col(instant_null("disabled_at"))
        .col(boolean("email_verified"))
        .col(instant_null("email_failing_since"));
    manager.create_table(table).await?;
    Ok(())
}

async fn holding(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("holding")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(uuid("post_id"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(boolean("deputy"))
        .col(uuid_null("acts_for_account"))
        .foreign_key(&mut references("holding", "account_id", "account"))
        .foreign_key(&mut references("holding", "post_id", "post"))
        .foreign_key(&mut references("holding", "acts_for_account", "account"));
    manager.create_table(table).await?;
    index(manager, "holding_account", "holding", &["account_id"]).await?;
    index(manager, "holding_post", "holding", &["post_id"]).await?;
    Ok(())
}

async fn personal_name(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("personal_name")
        .col(text("name_ref").primary_key())
        .col(blob_null("salt"))
        .col(text_null("value"))
        .col(instant("created_at"));
    manager.create_table(table).await?;
    Ok(())
}
