//! Persistence: rows to engine types and back, on SQLite and PostgreSQL alike.
//!
//! What belongs here: statements, transactions, the two databases' differences. What does not: rules, times, ids,
//! randomness (all are arguments). Only this module names `entity` or `sea_orm`. Its files use this file, [`batch`],
//! [`raw`], [`ask`], [`scope`] and [`error`], and not one another, so that the use cases in `app` stay the whole story of a command.
//!
//! A command reads with one statement, decides, collects what it writes in a [`Batch`] and hands it to
//! [`Store::commit`]: one statement on PostgreSQL, one IMMEDIATE transaction on SQLite. Nothing is locked between the
//! reading and the writing; each aggregate is updated by compare-and-set, and who comes second gets
//! [`StoreError::Conflict`] and starts again.

pub mod accounts;
pub mod activities;
pub mod administered;
mod ask;
pub mod batch;
pub mod blobs;
mod bulk;
pub mod clocks;
mod connect;
pub mod documents;
pub mod dossiers;
pub mod error;
pub mod holdings;
pub mod idempotency;
pub mod leases;
pub mod links;
mod migrate;
pub mod names;
pub mod notices;
pub mod organisations;
pub mod outbox;
pub mod packs;
pub mod partners;
mod raw;
pub mod record;
pub mod relations;
pub mod scope;
pub mod sessions;
pub mod sign_in;
pub mod sweep;
pub mod tokens;
pub mod waiting;

pub use batch::Batch;
pub use blobs::Blobs;
pub use connect::{Options, Watch};
pub use error::StoreError;
pub use migrate::{migrate, pending, revert};
pub use raw::{day, ids, instant};
pub use scope::Scope;

use chrono::{DateTime, Utc};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::collections::HashMap;
use std::path::PathBuf;
use uuid::Uuid;

/// Publication level of a document that is read only by those whom it concerns.
pub const NOT_PUBLIC: &str = "not-public";

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Embedded.
    Sqlite,
    /// Server.
    Postgres,
}

/// One setting on which durability rests, as read back from the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The database's name for it.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether acknowledged writes survive a power cut under this value.
    pub safe: bool,
}

/// The open database with its files.
#[derive(Debug)]
pub struct Store {
    db: DatabaseConnection,
    blobs: Blobs,
    lock_file: Option<PathBuf>,
    settings: Vec<Setting>,
}

impl Store {
    /// Which database.
    pub fn backend(&self) -> Backend {
        match self.db.get_database_backend() {
            DbBackend::Postgres => Backend::Postgres,
            _ => Backend::Sqlite,
        }
    }

    /// Where files lie.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// The settings on which durability rests, read back when the store was opened. SQLite with an unsafe one is not
    /// opened at all; a PostgreSQL server's settings are its administrator's, so they are only reported.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Busy`] or [`StoreError::Db`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.db.ping().await?)
    }

    /// What the database's own clock shows; none for SQLite, which has none.
    ///
    /// # Errors
    /// [`StoreError::Busy`] or [`StoreError::Db`].
    pub async fn clock(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        if self.backend() == Backend::Sqlite {
            return Ok(None);
        }
        let statement = Statement::from_string(DbBackend::Postgres, "SELECT clock_timestamp()");
        let row = self.db.query_one_raw(statement).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Closes all connections.
    ///
    /// # Errors
    /// [`StoreError::Db`].
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }

    /// The only way to begin a write transaction. On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a
    /// transaction that reads first and writes later would fail instead of waiting.
    ///
    /// # Errors
    /// [`StoreError::Busy`] or [`StoreError::Db`].
    pub async fn write_tx(&self) -> Result<WriteTx, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(WriteTx { tx: self.db.begin_with_options(options).await?, failed: false })
    }

    /// The database as it stands now, however much is written while it is read. PostgreSQL keeps old rows and SQLite
    /// its write-ahead log as long as one is open: for work that ends.
    ///
    /// # Errors
    /// [`StoreError::Busy`] or [`StoreError::Db`].
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        // A read transaction of SQLite is such a view by itself, and knows no levels.
        let options = match self.backend() {
            Backend::Sqlite => TransactionOptions::default(),
            Backend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        Ok(Snapshot { tx: self.db.begin_with_options(options).await? })
    }

    /// Writes `batch` as one whole: one statement on PostgreSQL, one transaction on SQLite.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a compare-and-set found another state; then nothing was written.
    pub async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        if self.backend() == Backend::Postgres {
            self.db.query_one_raw(batch.into_statement()?).await?;
            return Ok(());
        }
        let mut tx = self.write_tx().await?;
        tx.run(batch).await?;
        tx.commit().await
    }
}

/// An open write transaction. Dropping it rolls back.
#[derive(Debug)]
pub struct WriteTx {
    tx: DatabaseTransaction,
    failed: bool,
}

impl WriteTx {
    /// Writes `batch` inside this transaction. After an error nothing more can be done but to roll back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a compare-and-set found another state.
    pub async fn run(&mut self, batch: Batch) -> Result<(), StoreError> {
        let result = batch.run(&self.tx).await;
        self.failed |= result.is_err();
        result
    }

    /// Makes everything lasting.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an earlier [`WriteTx::run`] failed; then all is rolled back.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.failed {
            self.tx.rollback().await?;
            return Err(StoreError::Conflict);
        }
        Ok(self.tx.commit().await?)
    }

    /// Undoes everything.
    ///
    /// # Errors
    /// [`StoreError::Db`].
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }
}

/// The database as it stood at one moment. Dropping it ends it.
#[derive(Debug)]
pub struct Snapshot {
    tx: DatabaseTransaction,
}

impl Conn for Snapshot {
    type Raw = DatabaseTransaction;
    fn raw(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

/// Where a reading function reads: the store or an open transaction.
pub trait Conn: Sync {
    /// sea-orm's side of it.
    type Raw: ConnectionTrait;
    /// sea-orm's side of it.
    fn raw(&self) -> &Self::Raw;
}

impl Conn for Store {
    type Raw = DatabaseConnection;
    fn raw(&self) -> &DatabaseConnection {
        &self.db
    }
}

impl Conn for WriteTx {
    type Raw = DatabaseTransaction;
    fn raw(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

/// One page of a list. Lists are read by key, never counted or skipped through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, C> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// Makes a page of rows that were asked for with one more than `limit`.
    fn cut(mut items: Vec<T>, limit: u64, cursor: impl Fn(&T) -> C) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }
}

/// The last entry of a record stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0 before the first entry.
    pub seq: u64,
    /// Its link; [`engine::record::GENESIS`] before the first entry.
    pub hash: String,
}

impl Head {
    /// Before the first entry.
    pub fn empty() -> Self {
        Self { seq: 0, hash: engine::record::GENESIS.to_owned() }
    }
}

/// Folds text for searching: lower case, without tones and marks, `đ` as `d`.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    plain.map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

/// A search for a word: anywhere in the text, `%` and `_` taken as themselves.
fn containing(word: &str) -> sea_orm::sea_query::LikeExpr {
    let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    sea_orm::sea_query::LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

/// The fixed name of an engine value that is written as a plain string.
fn name_of<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// The engine value of that fixed name.
fn named<T: serde::de::DeserializeOwned>(
    name: String,
    table: &'static str,
    column: &'static str,
    id: impl std::fmt::Display,
) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(name)).map_err(|_| StoreError::corrupt(table, column, id))
}

/// JSON text of an engine value.
fn json_of<T: serde::Serialize>(value: &T, table: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::corrupt(table, "data", "(unsaved)"))
}

/// The rows of each of several records.
fn by_record<M>(rows: Vec<M>, id: impl Fn(&M) -> Uuid) -> HashMap<Uuid, Vec<M>> {
    let mut found: HashMap<Uuid, Vec<M>> = HashMap::new();
    for row in rows {
        found.entry(id(&row)).or_default().push(row);
    }
    found
}

/// A number as the databases store it.
fn stored(number: u64, table: &'static str, column: &'static str) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::corrupt(table, column, number))
}

/// A small number as the databases store it.
fn stored_small(number: impl TryInto<i32>, table: &'static str, column: &'static str) -> Result<i32, StoreError> {
    number.try_into().map_err(|_| StoreError::corrupt(table, column, "(unsaved)"))
}
