//! An index of what nobody has read yet: the number beside the bell walked through all notices of a person, or of everybody.

use crate::parts::*;
use sea_orm_migration::prelude::*;

/// Notices that are not read.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        partial_index(manager, "notice_unread", "notice", &["account_id"], "read_at IS NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("notice_unread").table("notice").to_owned()).await
    }
}
