//! Databases for tests: a SQLite file of its own for each, and a fresh PostgreSQL database for each.
//!
//! With `TEST_DATABASE_URL` (a user who may create databases) that server is used. Without it a cluster is started for
//! this test process from the PostgreSQL programs found in `PATH` or `/usr/lib/postgresql/*/bin`, on a free port of
//! 127.0.0.1, and stopped when the process ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: a failure is a panic")]

use sea_orm::{ConnectionTrait, Database};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use thoathuan::store::{self, Backend, Options, Store};
use tokio::sync::OnceCell;

/// A fresh database of a test.
pub struct Db {
    /// The open store.
    pub store: Store,
    /// Its address, for a second process' view.
    pub url: String,
    folder: Folder,
}

impl Db {
    /// A migrated database.
    pub async fn fresh(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let db = Self::blank(backend).await;
                store::migrate(&db.store).await.unwrap();
                db
            }
            Backend::Postgres => {
                let server = server();
                template(server).await;
                Self::postgres(server, &format!("TEMPLATE {}", template_name())).await
            }
        }
    }

    /// A database without tables.
    pub async fn blank(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let folder = Folder::new();
                let url = format!("sqlite:{}", folder.0.join("test.db").display());
                let store = Store::connect(&url, &Options::default()).await.unwrap();
                Self { store, url, folder }
            }
            Backend::Postgres => Self::postgres(server(), "TEMPLATE template0").await,
        }
    }

    async fn postgres(server: &str, how: &str) -> Self {
        let name = format!("thoathuan_test_{}_{}", std::process::id(), next());
        run_sql(server, &format!("CREATE DATABASE {name} {how}")).await;
        let url = with_database(server, &name);
        let store = Store::connect(&url, &Options::default()).await.unwrap();
        Self { store, url, folder: Folder::new() }
    }

    /// A database that `fill` has filled once in this process; every test gets a copy of it. `fill` must close the store.
    pub async fn copy_of<F>(
        backend: Backend,
        template: &'static OnceCell<Template>,
        fill: impl FnOnce(Store) -> F,
    ) -> Self
    where
        F: Future<Output = ()>,
    {
        let made = template
            .get_or_init(|| async move {
                let db = Self::fresh(backend).await;
                let Db { store, url, folder } = db;
                fill(store).await;
                match backend {
                    Backend::Sqlite => Template::Sqlite(read_folder(&folder.0, &folder.0)),
                    Backend::Postgres => Template::Postgres(url.rsplit('/').next().unwrap().to_owned()),
                }
            })
            .await;
        match made {
            Template::Postgres(name) => Self::postgres(server(), &format!("TEMPLATE {name}")).await,
            Template::Sqlite(files) => {
                let folder = Folder::new();
                for (path, bytes) in files {
                    let path = folder.0.join(path);
                    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                    std::fs::write(path, bytes).unwrap();
                }
                let url = format!("sqlite:{}", folder.0.join("test.db").display());
                let store = Store::connect(&url, &Options::default()).await.unwrap();
                Self { store, url, folder }
            }
        }
    }

    /// The same database as another process sees it.
    pub async fn again(&self) -> Store {
        Store::connect(&self.url, &Options::default()).await.unwrap()
    }

    /// Runs SQL past the store, as an administrator of the database would; on one connection.
    pub async fn sql(&self, statement: &str) -> Result<u64, String> {
        let connection = Database::connect(self.raw_url()).await.map_err(|error| error.to_string())?;
        let result = connection.execute_unprepared(statement).await;
        connection.close().await.map_err(|error| error.to_string())?;
        result.map(|done| done.rows_affected()).map_err(|error| error.to_string())
    }

    /// The first column of what `select` finds, as text.
    pub async fn rows(&self, select: &str) -> Vec<String> {
        let text = |row: &sea_orm::QueryResult| match row.try_get_by_index::<String>(0) {
            Ok(text) => text,
            Err(_) => row.try_get_by_index::<i64>(0).unwrap().to_string(),
        };
        self.query(select).await.iter().map(text).collect()
    }

    async fn query(&self, select: &str) -> Vec<sea_orm::QueryResult> {
        let connection = Database::connect(self.raw_url()).await.unwrap();
        let statement = sea_orm::Statement::from_string(connection.get_database_backend(), select);
        let rows = connection.query_all_raw(statement).await.unwrap();
        connection.close().await.unwrap();
        rows
    }

    /// What an administrator of the database would run to take the record's tripwires away.
    pub fn without_guards(&self) -> Vec<String> {
        if self.url.starts_with("sqlite:") {
            ["update", "delete", "replace"].map(|what| format!("DROP TRIGGER audit_entry_no_{what}")).to_vec()
        } else {
            vec!["ALTER TABLE audit_entry DISABLE TRIGGER USER".to_owned()]
        }
    }

    /// The folder of this test.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// The address for sea-orm itself.
    fn raw_url(&self) -> String {
        self.url.replace("sqlite:", "sqlite://")
    }
}

/// A filled database from which others are copied.
pub enum Template {
    /// Files with their bytes.
    Sqlite(Vec<(PathBuf, Vec<u8>)>),
    /// Name of the database.
    Postgres(String),
}

fn read_folder(root: &Path, folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(read_folder(root, &path));
        } else {
            found.push((path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

/// A folder that goes away with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new one.
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("thoathuan-test-{}-{}", std::process::id(), next()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn next() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// Address of the server's `postgres` database.
fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| given_server().unwrap_or_else(start_cluster))
}

#[expect(clippy::disallowed_methods, reason = "the one place where tests read the environment")]
fn given_server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

fn template_name() -> String {
    format!("thoathuan_template_{}", std::process::id())
}

/// A migrated database from which the others are copied.
async fn template(server: &'static str) {
    static READY: OnceCell<()> = OnceCell::const_new();
    READY
        .get_or_init(|| async move {
            let name = template_name();
            run_sql(server, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
            let store = Store::connect(&with_database(server, &name), &Options::default()).await.unwrap();
            store::migrate(&store).await.unwrap();
            store.close().await.unwrap();
        })
        .await;
}

async fn run_sql(url: &str, statement: &str) {
    let connection = Database::connect(url).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// `url` with another database name; what follows a `?` stays.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let scheme = address.find("://").map_or(0, |at| at + 3);
    let host = address[scheme..].find('/').map_or(address, |slash| &address[..scheme + slash]);
    match query {
        Some(query) => format!("{host}/{name}?{query}"),
        None => format!("{host}/{name}"),
    }
}

/// A cluster of a test's own, which it may kill.
pub struct OwnCluster {
    folder: Folder,
    port: u16,
    root: bool,
}

impl OwnCluster {
    /// Made and started, with the durability that PostgreSQL has by default.
    pub fn new() -> Self {
        let folder = Folder::new();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let root = output(Command::new("id").arg("-u")).trim() == "0";
        if root {
            output(Command::new("chown").arg("postgres").arg(&folder.0));
        }
        let cluster = Self { folder, port, root };
        let arguments = format!("-D {} -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync", cluster.data());
        as_server_user(root, "initdb", &arguments);
        cluster.start();
        cluster
    }

    fn data(&self) -> String {
        self.folder.0.join("data").display().to_string()
    }

    /// Address of its database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it; after a kill it recovers first.
    pub fn start(&self) {
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories= -c shared_buffers=64MB",
            self.port
        );
        let log = self.folder.0.join("log");
        let arguments = format!("-D {} -l {} -w -t 60 -o '{settings}' start", self.data(), log.display());
        as_server_user(self.root, "pg_ctl", &arguments);
    }

    /// SIGKILL to every process of it.
    pub fn kill(&self) {
        let pid = std::fs::read_to_string(format!("{}/postmaster.pid", self.data())).unwrap_or_default();
        let pid = pid.lines().next().unwrap_or_default().to_owned();
        if pid.is_empty() {
            return;
        }
        // The postmaster first: it would restart what it sees dying.
        output(Command::new("sh").arg("-c").arg(format!(
            "children=$(ps -o pid= --ppid {pid}); kill -9 {pid} $children 2>/dev/null; \
             while kill -0 {pid} 2>/dev/null; do sleep 0.02; done; \
             for child in $children; do while kill -0 $child 2>/dev/null; do sleep 0.02; done; done"
        )));
        let _ = std::fs::remove_file(format!("{}/postmaster.pid", self.data()));
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a cluster that a watching shell stops when this process is gone, however it ends.
#[expect(clippy::zombie_processes, reason = "the watcher outlives this process")]
fn start_cluster() -> String {
    let folder = std::env::temp_dir().join(format!("thoathuan-pg-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let data = folder.join("data");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let root = output(Command::new("id").arg("-u")).trim() == "0";
    if root {
        output(Command::new("chown").arg("postgres").arg(&folder));
    }
    let data = data.display();
    as_server_user(root, "initdb", &format!("-D {data} -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync"));
    // Test databases need not survive a power cut.
    let settings = format!(
        "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off \
         -c max_connections=300 -c shared_buffers=64MB -c logging_collector=off"
    );
    let log = folder.join("log");
    as_server_user(root, "pg_ctl", &format!("-D {data} -l {} -w -t 60 -o '{settings}' start", log.display()));
    let stop = server_command(root, "pg_ctl", &format!("-D {data} -m immediate stop"));
    let watch = format!("cat >/dev/null; {stop} >/dev/null 2>&1; rm -rf {}", folder.display());
    let mut watcher = Command::new("sh");
    // Its own process group: Ctrl-C in the terminal must not end it before it has stopped the server.
    std::os::unix::process::CommandExt::process_group(&mut watcher, 0);
    watcher.arg("-c").arg(watch).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = watcher.spawn().unwrap();
    // The pipe closes when the process ends, not before.
    std::mem::forget(child.stdin.take());
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

fn server_command(root: bool, program: &str, arguments: &str) -> String {
    let line = format!("{} {arguments}", find(program).display());
    if root { format!("runuser -u postgres -- sh -c \"cd / && {line}\"") } else { line }
}

fn as_server_user(root: bool, program: &str, arguments: &str) {
    let mut command = Command::new("sh");
    // The server inherits neither our terminal nor our pipes, or a caller that reads them would wait for it.
    command.arg("-c").arg(server_command(root, program, arguments)).stdin(Stdio::null());
    let folder = Folder::new();
    let said = std::fs::File::create(folder.0.join("said")).unwrap();
    command.stdout(said.try_clone().unwrap()).stderr(said);
    let status = command.status().unwrap();
    let said = std::fs::read_to_string(folder.0.join("said")).unwrap_or_default();
    assert!(status.success(), "{program} failed: {said}");
}

/// A program of PostgreSQL.
fn find(program: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(program))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    let in_path = output(Command::new("sh").arg("-c").arg(format!("command -v {program} || true")));
    let in_path = Some(in_path.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
    found.pop().or(in_path).unwrap_or_else(|| {
        panic!("{program} not found: install PostgreSQL (apt-get install postgresql) or set TEST_DATABASE_URL")
    })
}

fn output(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// Runs one contract on both databases: `contract!(name)` makes the tests `name::sqlite` and `name::postgres` of the
/// function `async fn name(db: Db)`.
macro_rules! contract {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let backend = thoathuan::store::Backend::Sqlite;
                super::$name(crate::support::db::Db::fresh(backend).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let backend = thoathuan::store::Backend::Postgres;
                super::$name(crate::support::db::Db::fresh(backend).await).await;
            }
        }
    )+};
}

pub(crate) use contract;
