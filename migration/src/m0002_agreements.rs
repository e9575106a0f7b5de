//! Partners, relations and documents: what stays when a procedure is over.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// Partners, relations and documents: what stays when a procedure is over.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        partner(manager).await?;
        partner_alias(manager).await?;
        relation(manager).await?;
        document(manager).await?;
        document_party(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["document_party", "document", "relation", "partner_alias", "partner"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn partner(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("partner")
        .col(uuid("id").primary_key())
        .col(text("name"))
        .col(text_null("name_local"))
        .col(text("country"))
        .col(text("level"))
        .col(text("kind"))
        .col(text("search_text"))
        .col(instant("created_at"));
    manager.create_table(table).await?;
    index(manager, "partner_country", "partner", &["country", "id"]).await?;
    Ok(())
}

async fn partner_alias(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("partner_alias")
        .col(uuid("partner_id"))
        .col(text("alias"))
        .primary_key(Index::create().col("partner_id").col("alias"))
        .foreign_key(&mut references("partner_alias", "partner_id", "partner"));
    manager.create_table(table).await?;
    Ok(())
}

async fn relation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("relation")
        .col(uuid("id").primary_key())
        .col(uuid("partner_id"))
        .col(uuid("locality_id"))
        .col(text("title_vi"))
        .col(text("title_en"))
        .col(text_null("grp"))
        .col(text_null("since"))
        .col(text("status"))
        .col(text("note"))
        .foreign_key(&mut references("relation", "partner_id", "partner"))
        .foreign_key(&mut references("relation", "locality_id", "organisation"));
    manager.create_table(table).await?;
    index(manager, "relation_locality", "relation", &["locality_id"]).await?;
    index(manager, "relation_partner", "relation", &["partner_id"]).await?;
    Ok(())
}

async fn document(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("document")
        .col(uuid("id").primary_key())
        .col(uuid_null("relation_id"))
        .col(text("kind"))
        .col(date_null("signed_on"))
        .col(text_null("place"))
        .col(date_null("in_force_on"))
        .col(text_null("term"))
        .col(text("publication"))
        .col(text("status"))
        .col(text("titles"))
        .col(uuid_null("created_by_dossier"))
        .foreign_key(&mut references("document", "relation_id", "relation"));
    manager.create_table(table).await?;
    index(manager, "document_relation", "document", &["relation_id"]).await?;
    Ok(())
}

async fn document_party(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("document_party")
        .col(uuid("document_id"))
        .col(integer("pos"))
        .col(uuid_null("org_id"))
        .col(uuid_null("partner_id"))
        .col(text("side"))
        .primary_key(Index::create().col("document_id").col("pos"))
        .foreign_key(&mut references("document_party", "document_id", "document"))
        .foreign_key(&mut references("document_party", "org_id", "organisation"))
        .foreign_key(&mut references("document_party", "partner_id", "partner"));
    manager.create_table(table).await?;
    index(manager, "document_party_org", "document_party", &["org_id"]).await?;
    index(manager, "document_party_partner", "document_party", &["partner_id"]).await?;
    Ok(())
}
