//! Writing very many rows at once: for generated load, never for a command.

use super::batch::{Row, inserts, sqlite};
use super::{Backend, Batch, Store, StoreError};
use sea_orm::{ConnectionTrait, Value};

/// Most parameters of one statement of SQLite.
const MOST_VALUES: usize = 30_000;

impl Store {
    /// Writes the rows of `batches`, table by table in the order in which the tables first appear, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a batch holds more than new rows, [`StoreError::Db`].
    pub async fn bulk(&self, batches: impl Iterator<Item = Batch>) -> Result<(), StoreError> {
        let mut all = Batch::new();
        batches.for_each(|batch| all.extend(batch));
        let tables = all.into_tables().ok_or(StoreError::Conflict)?;
        match self.backend() {
            Backend::Postgres => self.copy(tables).await,
            Backend::Sqlite => self.insert_many(tables).await,
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

    async fn copy(&self, tables: Vec<Vec<Row>>) -> Result<(), StoreError> {
        let mut connection = self.db.get_postgres_connection_pool().begin().await.map_err(fault)?;
        for rows in tables {
            let Some(first) = rows.first() else { continue };
            let columns: Vec<String> = first.columns.iter().map(|column| format!("\"{column}\"")).collect();
            let sql = format!("COPY \"{}\" ({}) FROM STDIN", first.table, columns.join(", "));
            let mut text = String::new();
            for row in &rows {
                for (n, value) in row.values.iter().enumerate() {
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

    async fn insert_many(&self, tables: Vec<Vec<Row>>) -> Result<(), StoreError> {
        let tx = self.write_tx().await?;
        for rows in tables {
            let columns = rows.first().map_or(1, |row| row.columns.len().max(1));
            for some in rows.chunks(MOST_VALUES / columns) {
                tx.tx.execute_raw(sqlite(|sql| inserts(some, sql))?).await?;
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
