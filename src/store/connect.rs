//! Opening the database and making sure that it keeps what it acknowledges.

use super::{Blobs, Setting, Store, StoreError};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Connections to SQLite at most. Each is a thread with caches of its own, some 9 MiB; one of them writes at a time.
const MOST_SQLITE: u32 = 4;

/// Is shown every statement with its values, as text, after it was carried out.
#[derive(Clone)]
pub struct Watch(pub Arc<dyn Fn(String) + Send + Sync>);

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

/// How to open the store.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections. More than about four a core are slower.
    pub pool: u32,
    /// How long to wait for a connection.
    pub acquire: Duration,
    /// How long SQLite waits for the write lock.
    pub busy: Duration,
    /// Whether an SQLite database that is not there is made.
    pub create: bool,
    /// Folder of the stored files on SQLite; a folder `blobs` beside the database when none is given.
    pub blobs: Option<PathBuf>,
    /// Who watches the statements: tests that count them and look at their plans.
    pub watch: Option<Watch>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pool: 8,
            acquire: Duration::from_secs(10),
            busy: Duration::from_secs(5),
            create: true,
            blobs: None,
            watch: None,
        }
    }
}

impl Store {
    /// Opens the store at `url`: `sqlite:PATH`, `sqlite://PATH` or `postgres://USER@HOST/DATABASE`.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Unsafe`] when SQLite did not take the settings, [`StoreError::Db`].
    pub async fn connect(url: &str, options: &Options) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            return sqlite(Path::new(path), options).await;
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return postgres(url, options).await;
        }
        Err(StoreError::Address("the database address must begin with sqlite: or postgres://".to_owned()))
    }
}

async fn sqlite(path: &Path, options: &Options) -> Result<Store, StoreError> {
    if path.as_os_str().is_empty() || path.as_os_str() == ":memory:" {
        return Err(StoreError::Address("SQLite needs a file".to_owned()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if options.create {
        std::fs::create_dir_all(folder)?;
    }
    let file = path.to_owned();
    let (busy, create) = (options.busy, options.create);
    let mut connect = shared("sqlite:placeholder", options);
    connect.max_connections(options.pool.min(MOST_SQLITE));
    connect.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&file)
            .create_if_missing(create)
            .foreign_keys(true)
            .busy_timeout(busy)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("recursive_triggers", "ON")
            // What is erased or swept is overwritten, not left in free pages of the file.
            .pragma("secure_delete", "ON")
    });
    let mut db = Database::connect(connect).await?;
    watched(&mut db, options);
    let settings = sqlite_settings(&db).await?;
    if let Some(bad) = settings.iter().find(|setting| !setting.safe) {
        return Err(StoreError::Unsafe { name: bad.name.clone(), value: bad.value.clone() });
    }
    let blobs = options.blobs.clone().unwrap_or_else(|| folder.join("blobs"));
    let mut lock_file = path.as_os_str().to_owned();
    lock_file.push(".lock");
    Ok(Store { db, blobs: Blobs::Folder(blobs), lock_file: Some(lock_file.into()), settings })
}

async fn postgres(url: &str, options: &Options) -> Result<Store, StoreError> {
    // A migration holds its lock on one connection and works on another.
    let mut connect = shared(url, options);
    connect.max_connections(options.pool.max(2)).set_application_name("thoathuan");
    let mut db = Database::connect(connect).await?;
    watched(&mut db, options);
    let settings = postgres_settings(&db).await?;
    Ok(Store { db, blobs: Blobs::Database, lock_file: None, settings })
}

fn watched(db: &mut DatabaseConnection, options: &Options) {
    if let Some(Watch(watch)) = options.watch.clone() {
        db.set_metric_callback(move |info| watch(info.statement.to_string()));
    }
}

/// A connection in constant use is not asked whether it lives: that question costs a round trip each time.
fn shared(url: &str, options: &Options) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(options.pool)
        .min_connections(1)
        .acquire_timeout(options.acquire)
        .connect_timeout(options.acquire)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .sqlx_logging(false);
    connect
}

async fn sqlite_settings(db: &DatabaseConnection) -> Result<Vec<Setting>, StoreError> {
    let mut settings = Vec::new();
    for (name, wanted) in
        [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("recursive_triggers", "1")]
    {
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), format!("PRAGMA {name}"));
        let row = db.query_one_raw(statement).await?.ok_or(StoreError::NotFound)?;
        let value = match row.try_get_by_index::<String>(0) {
            Ok(text) => text,
            Err(_) => row.try_get_by_index::<i64>(0)?.to_string(),
        };
        settings.push(Setting { name: name.to_owned(), safe: value == wanted, value });
    }
    Ok(settings)
}

async fn postgres_settings(db: &DatabaseConnection) -> Result<Vec<Setting>, StoreError> {
    let mut settings = Vec::new();
    for name in ["fsync", "synchronous_commit", "full_page_writes", "server_version"] {
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), format!("SHOW {name}"));
        let row = db.query_one_raw(statement).await?.ok_or(StoreError::NotFound)?;
        let value: String = row.try_get_by_index(0)?;
        let safe = match name {
            "synchronous_commit" => value != "off",
            "server_version" => true,
            _ => value == "on",
        };
        settings.push(Setting { name: name.to_owned(), value, safe });
    }
    Ok(settings)
}
