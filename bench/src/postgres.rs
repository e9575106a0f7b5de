//! A PostgreSQL server of our own, as Debian sets it up but for its memory, and what it counts.

use crate::system::{cpu_of_family, run};
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The server.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    owner: Option<String>,
}

/// What the server had counted at one moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Statements that clients sent.
    pub statements: f64,
    /// Transactions that were committed, reading ones included.
    pub commits: f64,
    /// Rows written.
    pub rows: f64,
    /// Bytes of the write-ahead log.
    pub wal: f64,
    /// Processor seconds.
    pub cpu: f64,
}

impl std::ops::Sub for Counts {
    type Output = Self;
    fn sub(self, before: Self) -> Self {
        Self {
            statements: self.statements - before.statements,
            commits: self.commits - before.commits,
            rows: self.rows - before.rows,
            wal: self.wal - before.wal,
            cpu: self.cpu - before.cpu,
        }
    }
}

impl Server {
    /// Makes a cluster in `folder` and starts it. As root it runs as the user `postgres`, which it demands.
    ///
    /// # Errors
    /// When PostgreSQL's programs are not found or do not start.
    pub fn start(folder: &Path, port: u16) -> Result<Self> {
        let programs = programs()?;
        let is_root = run(Command::new("id").arg("-u"))?.trim() == "0";
        let owner = is_root.then(|| "postgres".to_owned());
        std::fs::create_dir_all(folder)?;
        if let Some(owner) = &owner {
            run(Command::new("chown").arg(owner).arg(folder))?;
        }
        let server = Self { programs, folder: folder.to_owned(), port, owner };
        let data = folder.join("data");
        server.own("initdb", &["-D", &text(&data), "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"])?;
        let settings = format!(
            "port={port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{}'\nshared_buffers=2GB\n\
             max_wal_size=8GB\ncheckpoint_timeout=15min\nmax_connections=100\n\
             shared_preload_libraries='pg_stat_statements'\n",
            folder.display()
        );
        let file = data.join("postgresql.conf");
        let shipped = std::fs::read_to_string(&file)?;
        std::fs::write(&file, shipped + &settings)?;
        server.own("pg_ctl", &["-D", &text(&data), "-l", &text(&folder.join("log")), "-w", "start"])?;
        server.sql("postgres", "CREATE EXTENSION pg_stat_statements")?;
        Ok(server)
    }

    fn own(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let program = self.programs.join(program);
        match &self.owner {
            None => run(Command::new(program).args(arguments)),
            Some(owner) => run(Command::new("setpriv")
                .args([&format!("--reuid={owner}"), &format!("--regid={owner}"), "--clear-groups"])
                .arg(program)
                .args(arguments)),
        }
    }

    /// What `sql` answers, one line a row.
    ///
    /// # Errors
    /// The server's own.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String> {
        let port = self.port.to_string();
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-h", "127.0.0.1", "-p", &port, "-U", "bench", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        Ok(run(psql.arg(database))?.trim().to_owned())
    }

    /// A new database with its address.
    ///
    /// # Errors
    /// The server's own.
    pub fn database(&self, name: &str, template: Option<&str>) -> Result<String> {
        let how = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
        self.sql("postgres", &format!("DROP DATABASE IF EXISTS {name}"))?;
        self.sql("postgres", &format!("CREATE DATABASE {name}{how}"))?;
        Ok(format!("postgres://bench@127.0.0.1:{}/{name}", self.port))
    }

    /// Runs pgbench with `script` and gives its report.
    ///
    /// # Errors
    /// Its own.
    pub fn pgbench(
        &self,
        database: &str,
        script: &Path,
        clients: usize,
        seconds: u64,
        dossiers: &str,
    ) -> Result<String> {
        let (port, clients) = (self.port.to_string(), clients.to_string());
        run(Command::new(self.programs.join("pgbench"))
            .args(["-h", "127.0.0.1", "-p", &port, "-U", "bench", "-n", "-M", "prepared", "-c", &clients, "-j", "1"])
            .args(["-T", &seconds.to_string(), "-D", &format!("dossiers={dossiers}"), "-l"])
            .arg("--log-prefix")
            .arg(self.folder.join("pgbench"))
            .arg("-f")
            .arg(script)
            .arg(database))
    }

    /// Latencies of the last pgbench run in microseconds, which are taken away.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub fn latencies(&self) -> Result<Vec<u32>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("pgbench.")) {
                let log = std::fs::read_to_string(&path)?;
                found.extend(log.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<u32>().ok()));
                std::fs::remove_file(path)?;
            }
        }
        Ok(found)
    }

    /// Everything counted so far in `database`.
    ///
    /// # Errors
    /// The server's own.
    pub fn counts(&self, database: &str) -> Result<Counts> {
        let sql = format!(
            "SELECT coalesce((SELECT sum(calls) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid \
             WHERE d.datname = '{database}' AND toplevel), 0), \
             (SELECT xact_commit FROM pg_stat_database WHERE datname = '{database}'), \
             (SELECT tup_inserted + tup_updated + tup_deleted FROM pg_stat_database WHERE datname = '{database}'), \
             pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
        );
        let answer = self.sql("postgres", &sql)?;
        let numbers: Vec<f64> = answer.split('|').filter_map(|number| number.parse().ok()).collect();
        let [statements, commits, rows, wal] = numbers.as_slice() else {
            return Err(Error::other(format!("counts: {answer}")));
        };
        Ok(Counts { statements: *statements, commits: *commits, rows: *rows, wal: *wal, cpu: self.cpu() })
    }

    /// Processor seconds of the server and all its processes.
    pub fn cpu(&self) -> f64 {
        self.pid().map(cpu_of_family).unwrap_or_default()
    }

    fn pid(&self) -> Option<u32> {
        let text = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        text.lines().next()?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = text(&self.folder.join("data"));
        let _ = self.own("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Folder of PostgreSQL's programs: the newest under `/usr/lib/postgresql`, else that of `PATH`.
fn programs() -> Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    found.retain(|folder| folder.join("initdb").exists() && folder.join("pgbench").exists());
    found.sort();
    if let Some(newest) = found.pop() {
        return Ok(newest);
    }
    let where_is = run(Command::new("sh").args(["-c", "dirname \"$(command -v initdb)\""]))?;
    let folder = PathBuf::from(where_is.trim());
    if folder.join("pgbench").exists() {
        Ok(folder)
    } else {
        Err(Error::other("PostgreSQL with pgbench was not found"))
    }
}
