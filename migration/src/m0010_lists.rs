//! What lists show and order by without opening a dossier: its English title, and an index that answers by itself how
//! much waits for whom.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Lists.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Fills the column from what the engine wrote.
const FILL_SQLITE: &str = "UPDATE dossier SET title_en = (SELECT json_extract(value, '$.text') \
     FROM json_each(dossier.data, '$.details.titles') WHERE json_extract(value, '$.lang') = 'en' LIMIT 1)";
const FILL_POSTGRES: &str = "UPDATE dossier SET title_en = (SELECT value->>'text' \
     FROM jsonb_array_elements(data::jsonb->'details'->'titles') WHERE value->>'lang' = 'en' LIMIT 1)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("dossier").add_column(text_null("title_en")).to_owned()).await?;
        let fill = if manager.get_database_backend() == DbBackend::Sqlite { FILL_SQLITE } else { FILL_POSTGRES };
        manager.get_connection().execute_unprepared(fill).await?;
        manager.drop_index(Index::drop().name("dossier_work").table("dossier").to_owned()).await?;
        index(manager, "dossier_work", "dossier", &["locality_id", "closed", "sort_on", "id", "holder_role"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("dossier_work").table("dossier").to_owned()).await?;
        index(manager, "dossier_work", "dossier", &["locality_id", "closed", "sort_on", "id"]).await?;
        manager.alter_table(Table::alter().table("dossier").drop_column(Alias::new("title_en")).to_owned()).await
    }
}
