//! Small helpers that keep the table definitions short.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{timestamp_with_time_zone, timestamp_with_time_zone_null};

/// An instant.
pub fn instant(column: &'static str) -> ColumnDef {
    timestamp_with_time_zone(column)
}

/// An instant that may be missing.
pub fn instant_null(column: &'static str) -> ColumnDef {
    timestamp_with_time_zone_null(column)
}

/// A reference to the `id` of another table. Nothing is deleted or changed through it.
pub fn references(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(target, "id").to_owned()
}

/// An index.
pub async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}

/// An index over the rows for which `condition` holds; both databases read the same text.
pub async fn partial_index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
    condition: &'static str,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(name).table(table).and_where(Expr::cust(condition));
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}
