//! Dossiers, their parts and the files.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// Dossiers, their parts and the files.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dossier(manager).await?;
        dossier_number(manager).await?;
        text_revision(manager).await?;
        blob(manager).await?;
        attachment(manager).await?;
        consultation(manager).await?;
        clock(manager).await?;
        duty(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            ["duty", "clock", "consultation", "attachment", "blob", "text_revision", "dossier_number", "dossier"]
        {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn dossier(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("dossier")
        .col(uuid("id").primary_key())
        .col(text("number").unique_key())
        .col(uuid("locality_id"))
        .col(uuid("org_id"))
        .col(text("pack_id"))
        .col(integer("pack_version"))
        .col(text("kind"))
        .col(date("started_on"))
        .col(uuid_null("drafter_id"))
        .col(uuid("partner_id"))
        .col(text("title"))
        .col(text("search_text"))
        .col(text("class"))
        .col(text("track"))
        .col(text("state"))
        .col(text("phase"))
        .col(text("holder_role"))
        .col(boolean("closed"))
        .col(integer("text_revision"))
        .col(integer("step"))
        .col(boolean("pm_submitted"))
        .col(uuid_null("document_id"))
        .col(text("data"))
        .col(date_null("next_due_on"))
        .col(date("sort_on"))
        .col(instant_null("next_at"))
        .col(instant("updated_at"))
        .col(big_integer("seq"))
        .col(text("head"))
        .foreign_key(&mut references("dossier", "locality_id", "organisation"))
        .foreign_key(&mut references("dossier", "org_id", "organisation"))
        .foreign_key(&mut references("dossier", "partner_id", "partner"))
        .foreign_key(&mut references("dossier", "document_id", "document"));
    manager.create_table(table).await?;
    index(manager, "dossier_work", "dossier", &["locality_id", "closed", "sort_on", "id"]).await?;
    index(manager, "dossier_work_all", "dossier", &["closed", "sort_on", "id"]).await?;
    index(manager, "dossier_order", "dossier", &["sort_on", "id"]).await?;
    index(manager, "dossier_drafter", "dossier", &["drafter_id", "closed", "sort_on", "id"]).await?;
    partial_index(manager, "dossier_pm", "dossier", &["sort_on", "id"], "pm_submitted").await?;
    index(manager, "dossier_partner", "dossier", &["partner_id"]).await?;
    index(manager, "dossier_document", "dossier", &["document_id"]).await?;
    Ok(())
}

async fn dossier_number(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("dossier_number")
        .col(uuid("locality_id"))
        .col(integer("year"))
        .col(integer("last"))
        .primary_key(Index::create().col("locality_id").col("year"))
        .foreign_key(&mut references("dossier_number", "locality_id", "organisation"));
    manager.create_table(table).await?;
    Ok(())
}

async fn text_revision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("text_revision")
        .col(uuid("dossier_id"))
        .col(integer("no"))
        .col(uuid_null("account_id"))
        .col(instant("created_at"))
        .col(text("data"))
        .primary_key(Index::create().col("dossier_id").col("no"))
        .foreign_key(&mut references("text_revision", "dossier_id", "dossier"));
    manager.create_table(table).await?;
    Ok(())
}

async fn blob(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("blob")
        .col(text("sha256").primary_key())
        .col(big_integer("size"))
        .col(instant("created_at"))
        .col(blob_null("bytes"));
    manager.create_table(table).await?;
    Ok(())
}

async fn attachment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("attachment")
        .col(uuid("id").primary_key())
        .col(uuid("dossier_id"))
        .col(integer("pos"))
        .col(integer_null("revision"))
        .col(text_null("paper"))
        .col(text_null("lang"))
        .col(text("name"))
        .col(text("media_type"))
        .col(big_integer("size"))
        .col(text("sha256"))
        .col(instant("created_at"))
        .col(text_null("data"))
        .foreign_key(&mut references("attachment", "dossier_id", "dossier"));
    manager.create_table(table).await?;
    index(manager, "attachment_dossier", "attachment", &["dossier_id", "pos"]).await?;
    index(manager, "attachment_sha256", "attachment", &["sha256"]).await?;
    Ok(())
}

async fn consultation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("consultation")
        .col(uuid("id").primary_key())
        .col(uuid("dossier_id"))
        .col(integer("pos"))
        .col(uuid("body_id"))
        .col(boolean("mofa"))
        .col(integer("round"))
        .col(integer("text_revision"))
        .col(boolean("in_principle"))
        .col(instant("requested_at"))
        .col(date("received_on"))
        .col(uuid("clock_id"))
        .col(text("status"))
        .col(integer("step"))
        .col(uuid_null("assigned_id"))
        .col(text_null("opinion"))
        .col(instant_null("answered_at"))
        .col(boolean_null("late"))
        .col(date("sort_on"))
        .col(text("data"))
        .foreign_key(&mut references("consultation", "dossier_id", "dossier"))
        .foreign_key(&mut references("consultation", "body_id", "organisation"));
    manager.create_table(table).await?;
    index(manager, "consultation_dossier", "consultation", &["dossier_id", "pos"]).await?;
    index(manager, "consultation_body", "consultation", &["body_id", "sort_on", "id"]).await?;
    partial_index(
        manager,
        "consultation_waiting",
        "consultation",
        &["body_id", "sort_on", "id"],
        "status IN ('open', 'stopped')",
    )
    .await?;
    Ok(())
}

async fn clock(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("clock")
        .col(uuid("id").primary_key())
        .col(uuid("dossier_id"))
        .col(integer("pos"))
        .col(text("rule"))
        .col(text("subject_kind"))
        .col(text_null("subject_id"))
        .col(date("event_on"))
        .col(date_null("due_on"))
        .col(instant_null("next_at"))
        .col(instant_null("ran_out_at"))
        .col(instant_null("closed_at"))
        .col(text("data"))
        .foreign_key(&mut references("clock", "dossier_id", "dossier"));
    manager.create_table(table).await?;
    index(manager, "clock_dossier", "clock", &["dossier_id", "pos"]).await?;
    partial_index(manager, "clock_due", "clock", &["next_at", "id"], "next_at IS NOT NULL").await?;
    Ok(())
}

async fn duty(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("duty")
        .col(uuid("id").primary_key())
        .col(uuid("dossier_id"))
        .col(integer("pos"))
        .col(text("rule"))
        .col(uuid_null("clock_id"))
        .col(instant("opened_at"))
        .col(instant_null("fulfilled_at"))
        .col(text("data"))
        .foreign_key(&mut references("duty", "dossier_id", "dossier"));
    manager.create_table(table).await?;
    index(manager, "duty_dossier", "duty", &["dossier_id", "pos"]).await?;
    partial_index(manager, "duty_open", "duty", &["dossier_id"], "fulfilled_at IS NULL").await?;
    Ok(())
}
