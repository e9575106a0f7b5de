//! The registry as people keep it: contacts of partners, activities, and on each record where it comes from, what is
//! uncertain, which version it is and who changed it last.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// The registry as people keep it.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in added() {
            // One at a time: SQLite adds a single column by a statement.
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        contact(manager).await?;
        activity(manager).await?;
        index(manager, "partner_order", "partner", &["sort_name", "id"]).await?;
        index(manager, "partner_code", "partner", &["country_code", "id"]).await?;
        index(manager, "document_order", "document", &["sort_on", "id"]).await?;
        index(manager, "document_locality", "document", &["locality_id", "sort_on", "id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [
            ("document_locality", "document"),
            ("document_order", "document"),
            ("partner_code", "partner"),
            ("partner_order", "partner"),
        ] {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        for table in ["activity", "partner_contact"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for (table, column) in added().into_iter().rev() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(Alias::new(name)).to_owned()).await?;
        }
        Ok(())
    }
}

/// Columns added to tables that may hold rows, so each has a default or may be missing.
fn added() -> Vec<(&'static str, ColumnDef)> {
    let plain = |name: &'static str, usual: &'static str| text(name).default(usual).to_owned();
    let mut columns = vec![
        ("partner", plain("sort_name", "")),
        ("partner", text_null("country_code")),
        ("partner", plain("note", "")),
        ("partner_alias", text_null("lang")),
        ("relation", plain("origin", "unknown")),
        ("relation", text_null("source")),
        ("relation", text_null("uncertain")),
        ("document", uuid_null("locality_id")),
        ("document", plain("signed_precision", "day")),
        ("document", date("sort_on").default("1900-01-01").to_owned()),
        ("document", plain("fields", "[]")),
        ("document", plain("note", "")),
        ("document", text_null("source")),
        ("document", text_null("uncertain")),
        ("document_party", text_null("name")),
    ];
    for table in ["partner", "relation", "document"] {
        columns.push((table, big_integer("version").default(0).to_owned()));
        columns.push((table, instant_null("changed_at")));
        columns.push((table, uuid_null("changed_by")));
    }
    columns
}

async fn contact(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("partner_contact")
        .col(uuid("id").primary_key())
        .col(uuid("partner_id"))
        .col(integer("pos"))
        .col(text("office"))
        .col(text("person_ref"))
        .col(date_null("confirmed_on"))
        .foreign_key(&mut references("partner_contact", "partner_id", "partner"));
    manager.create_table(table).await?;
    index(manager, "partner_contact_partner", "partner_contact", &["partner_id", "pos"]).await
}

async fn activity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("activity")
        .col(uuid("id").primary_key())
        .col(uuid("locality_id"))
        .col(uuid("partner_id"))
        .col(uuid_null("relation_id"))
        .col(uuid_null("document_id"))
        .col(text("kind"))
        .col(text("what_vi"))
        .col(text("what_en"))
        .col(date_null("held_on"))
        .col(text("held_precision"))
        .col(date("sort_on"))
        .col(text("period"))
        .col(text("by_name"))
        .col(text("result"))
        .col(text("fields"))
        .col(text_null("source"))
        .col(text_null("uncertain"))
        .col(big_integer("version"))
        .col(instant_null("changed_at"))
        .col(uuid_null("changed_by"))
        .foreign_key(&mut references("activity", "locality_id", "organisation"))
        .foreign_key(&mut references("activity", "partner_id", "partner"))
        .foreign_key(&mut references("activity", "relation_id", "relation"))
        .foreign_key(&mut references("activity", "document_id", "document"));
    manager.create_table(table).await?;
    index(manager, "activity_order", "activity", &["sort_on", "id"]).await?;
    index(manager, "activity_partner", "activity", &["partner_id", "sort_on", "id"]).await?;
    index(manager, "activity_relation", "activity", &["relation_id", "sort_on", "id"]).await?;
    index(manager, "activity_document", "activity", &["document_id", "sort_on", "id"]).await?;
    index(manager, "activity_locality", "activity", &["locality_id", "sort_on", "id"]).await
}
