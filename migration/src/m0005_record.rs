//! The record: entries that are only ever added.

use crate::parts::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// The record: entries that are only ever added.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        audit_entry(manager).await?;
        stream_head(manager).await?;
        guards(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["stream_head", "audit_entry"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        drop_guards(manager).await?;
        Ok(())
    }
}

async fn audit_entry(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("audit_entry")
        .col(text("stream"))
        .col(big_integer("seq"))
        .col(uuid("id").unique_key())
        .col(uuid_null("dossier_id"))
        .col(instant("at"))
        .col(text("kind"))
        .col(text("act"))
        .col(uuid_null("account_id"))
        .col(uuid_null("post_id"))
        .col(uuid_null("org_id"))
        .col(text("role"))
        .col(text("basis"))
        .col(boolean("late"))
        .col(text("body"))
        .col(text("hash"))
        .primary_key(Index::create().col("stream").col("seq"));
    manager.create_table(table).await?;
    index(manager, "audit_entry_time", "audit_entry", &["at", "id"]).await?;
    index(manager, "audit_entry_dossier", "audit_entry", &["dossier_id", "at", "id"]).await?;
    index(manager, "audit_entry_account", "audit_entry", &["account_id", "at", "id"]).await?;
    index(manager, "audit_entry_kind", "audit_entry", &["kind", "at", "id"]).await?;
    index(manager, "audit_entry_act", "audit_entry", &["act", "at", "id"]).await?;
    partial_index(manager, "audit_entry_late", "audit_entry", &["at", "id"], "late").await?;
    Ok(())
}

async fn stream_head(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table("stream_head").col(text("stream").primary_key()).col(big_integer("seq")).col(text("head"));
    manager.create_table(table).await?;
    Ok(())
}

/// Tripwires against mistakes and injected SQL. They do not stop an administrator of the database; the chain and
/// checkpoints kept elsewhere show what he did.
async fn guards(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let statements: &[&str] = match manager.get_database_backend() {
        sea_orm::DbBackend::Postgres => &POSTGRES_GUARDS,
        _ => &SQLITE_GUARDS,
    };
    for statement in statements {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}

async fn drop_guards(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        manager.get_connection().execute_unprepared("DROP FUNCTION audit_entry_guard()").await?;
    }
    Ok(())
}

/// `INSERT OR REPLACE` deletes without a DELETE trigger unless `recursive_triggers` is on; the third guard does not
/// depend on that setting.
const SQLITE_GUARDS: [&str; 3] = [
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry \
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry \
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry \
     WHEN EXISTS (SELECT 1 FROM audit_entry WHERE stream = NEW.stream AND seq = NEW.seq) \
     OR EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id) \
     BEGIN SELECT RAISE(ABORT, 'audit_entry has this entry already'); END",
];

/// `ENABLE ALWAYS` keeps them in force under `session_replication_role = replica`.
const POSTGRES_GUARDS: [&str; 5] = [
    "CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry \
     FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()",
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry \
     FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_guard()",
    "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_no_change",
    "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_no_truncate",
];
