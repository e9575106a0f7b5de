//! An index of what waits for one role of a locality. By the index of everything that is open there the list of an official
//! walked through all that waits for others first: with thousands of late requests, through thousands of places.

use crate::parts::*;
use sea_orm_migration::prelude::*;

/// What waits for a role.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("dossier_work").table("dossier").to_owned()).await?;
        index(manager, "dossier_work", "dossier", &["locality_id", "closed", "sort_on", "id"]).await?;
        index(manager, "dossier_held", "dossier", &["locality_id", "closed", "holder_role", "sort_on", "id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["dossier_held", "dossier_work"] {
            manager.drop_index(Index::drop().name(name).table("dossier").to_owned()).await?;
        }
        index(manager, "dossier_work", "dossier", &["locality_id", "closed", "sort_on", "id", "holder_role"]).await
    }
}
