//! Writing very many rows at once: for generated load, never for a command.

use super::batch::Row;
use super::{Backend, Batch, Store, StoreError};
use sea_orm::sea_query::SqlWriterValues;
use sea_orm::sea_query::{SqlWriter, SqliteQueryBuilder};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use std::fmt::Write;

/// Most parameters of one statement of SQLite.
const MOST_VALUES: usize = 30_000;

/// Rows of one table, in the order of the tables' first appearance.
struct Group {
    table: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

impl Store {
    /// Writes the rows of `batches`, table by table in the order in which the tables first appear, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a batch holds more than new rows, [`StoreError::Db`].
    pub async fn bulk(&self, batches: impl Iterator<Item = Batch>) -> Result<(), StoreError> {
        let mut groups: Vec<Group> = Vec::new();
        for batch in batches {
            for Row { table, columns, values } in batch.into_rows().ok_or(StoreError::Conflict)? {
                match groups.iter_mut().find(|group| group.table == table && group.columns == columns) {
                    Some(group) => group.rows.push(values),
                    None => groups.push(Group { table, columns, rows: vec![values] }),
                }
            }
        }
        match self.backend() {
            Backend::Postgres => self.copy(groups).await,
            Backend::Sqlite => self.insert_many(groups).await,
        }
    }

    /// Lets the database look at what its tables hold, so that it plans well: after very much was written at once.
    ///
    /// # Errors
    /// [`StoreError::Db`].
    pub async fn analyse(&self) -> Result<(), StoreError> {
        let sql = match self.backend() {
            Backend::Postgres => "VACUUM ANALYZE",
            Backend::Sqlite => "ANALYZE",
        };
        self.db.execute_unprepared(sql).await?;
        Ok(())
    }

    async fn copy(&self, groups: Vec<Group>) -> Result<(), StoreError> {
        let mut connection = self.db.get_postgres_connection_pool().begin().await.map_err(fault)?;
        for group in groups {
            let columns: Vec<String> = group.columns.iter().map(|column| format!("\"{column}\"")).collect();
            let sql = format!("COPY \"{}\" ({}) FROM STDIN", group.table, columns.join(", "));
            let mut text = String::new();
            for row in &group.rows {
                for (n, value) in row.iter().enumerate() {
                    if n > 0 {
                        text.push('\t');
                    }
                    field(&mut text, value)?;
                }
                text.push('\n');
            }
            let mut copy = connection.copy_in_raw(&sql).await.map_err(fault)?;
            copy.send(text.into_bytes()).await.map_err(fault)?;
            copy.finish().await.map_err(fault)?;
        }
        connection.commit().await.map_err(fault)
    }

    async fn insert_many(&self, groups: Vec<Group>) -> Result<(), StoreError> {
        let tx = self.write_tx().await?;
        for group in groups {
            let columns: Vec<String> = group.columns.iter().map(|column| format!("\"{column}\"")).collect();
            let head = format!("INSERT INTO \"{}\" ({}) VALUES ", group.table, columns.join(", "));
            let mut rows = group.rows.into_iter().peekable();
            while rows.peek().is_some() {
                let mut sql = SqlWriterValues::new("?", false);
                write!(sql, "{head}").map_err(|_| StoreError::Conflict)?;
                for (n, row) in rows.by_ref().take(MOST_VALUES / group.columns.len().max(1)).enumerate() {
                    write!(sql, "{}", if n == 0 { "(" } else { ", (" }).map_err(|_| StoreError::Conflict)?;
                    for (n, value) in row.into_iter().enumerate() {
                        if n > 0 {
                            write!(sql, ", ").map_err(|_| StoreError::Conflict)?;
                        }
                        sql.push_param(value, &SqliteQueryBuilder);
                    }
                    write!(sql, ")").map_err(|_| StoreError::Conflict)?;
                }
                let (sql, values) = sql.into_parts();
                tx.tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values.0)).await?;
            }
        }
        tx.commit().await
    }
}

fn fault(error: sea_orm::sqlx::Error) -> StoreError {
    StoreError::from(sea_orm::DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error.into())))
}

/// One field in COPY's text format.
fn field(text: &mut String, value: &Value) -> Result<(), StoreError> {
    let plain = |text: &mut String, value: Option<String>| match value {
        Some(value) => text.push_str(&value),
        None => text.push_str("\\N"),
    };
    match value {
        Value::Bool(value) => plain(text, value.map(|value| value.to_string())),
        Value::Int(value) => plain(text, value.map(|value| value.to_string())),
        Value::BigInt(value) => plain(text, value.map(|value| value.to_string())),
        Value::Uuid(value) => plain(text, value.as_ref().map(ToString::to_string)),
        Value::ChronoDate(value) => plain(text, value.as_ref().map(ToString::to_string)),
        Value::ChronoDateTimeUtc(value) => plain(text, value.as_ref().map(|at| at.to_rfc3339())),
        Value::Bytes(value) => plain(text, value.as_ref().map(|bytes| format!("\\\\x{}", hex::encode(bytes)))),
        Value::String(None) => plain(text, None),
        Value::String(Some(value)) => {
            for c in value.chars() {
                match c {
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    '\t' => text.push_str("\\t"),
                    '\r' => text.push_str("\\r"),
                    c => text.push(c),
                }
            }
        }
        other => return Err(StoreError::corrupt("(bulk)", "value", format!("{other:?}"))),
    }
    Ok(())
}
