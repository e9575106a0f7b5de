//! What sets one case apart from another. What a body is asked for: Law 70/2020 Art. 25 adds ministries by the subject of an
//! agreement, Decree 64/2021 asks the external-relations agency of a province first. Which document a dossier changes or
//! ends, and which document a signed text changed or ended.

use crate::parts::*;
use sea_orm_migration::prelude::*;

/// Kinds of bodies; documents that are changed or ended.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Table and column.
const COLUMNS: [(&str, &str); 3] = [("dossier", "changes_id"), ("document", "changes_id"), ("document", "act")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "organisation", ColumnDef::new("body_kind").text()).await?;
        add(manager, "document", ColumnDef::new("ended_on").date()).await?;
        for (table, column) in COLUMNS {
            let mut new = ColumnDef::new(column);
            add(manager, table, if column == "act" { new.text() } else { new.uuid() }).await?;
        }
        partial_index(manager, "dossier_changes", "dossier", &["changes_id"], "changes_id IS NOT NULL").await?;
        partial_index(manager, "document_changes", "document", &["changes_id"], "changes_id IS NOT NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in ["dossier_changes", "document_changes"] {
            manager.drop_index(Index::drop().name(index).to_owned()).await?;
        }
        for (table, column) in COLUMNS.into_iter().chain([("organisation", "body_kind"), ("document", "ended_on")]) {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: &mut ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column.take()).to_owned()).await
}
