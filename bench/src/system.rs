//! What the system tells of processes: their processor time, their memory. Linux only.

use std::io::{Error, Result};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Clock ticks a second of `/proc/PID/stat` on Linux.
const TICKS: f64 = 100.0;

/// Processor seconds used by a process and its ended children.
pub fn cpu(pid: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name may hold blanks; the numbers begin behind its parenthesis.
    let fields: Vec<&str> = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (11..=14).map(ticks).sum::<f64>() / TICKS
}

/// Processor seconds used by a process and all that descend from it.
pub fn cpu_of_family(pid: u32) -> f64 {
    cpu(pid) + children(pid).into_iter().map(cpu_of_family).sum::<f64>()
}

fn children(pid: u32) -> Vec<u32> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    text.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// Memory of a process in MiB, its share of what it has in common with others (PSS).
pub fn memory(pid: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// What else the machine does: load average of the last minute.
pub fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or_default()
}

/// Runs a command to its end.
///
/// # Errors
/// What it wrote to standard error.
pub fn run(command: &mut Command) -> Result<String> {
    let done = command.stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    if !done.status.success() {
        return Err(Error::other(format!("{:?}: {said}", command.get_program())));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// The service under measurement.
pub struct Service {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// From its start to its first answer.
    pub started: Duration,
}

impl Service {
    /// Starts `program` on the database and waits for its first answer.
    ///
    /// # Errors
    /// When it does not answer within a minute.
    pub async fn start(program: &Path, data: &Path, database: Option<&str>, port: u16, jobs: bool) -> Result<Self> {
        let address = format!("127.0.0.1:{port}");
        let mut command = environment(program, data, database);
        command.args(["serve", "--listen", &address]).stdout(Stdio::null()).stderr(Stdio::null());
        if !jobs {
            command.arg("--no-jobs");
        }
        let began = Instant::now();
        let child = command.spawn()?;
        loop {
            if let Ok(mut connection) = crate::http::Connection::open(&address).await
                && connection.send("/sign-in", "", crate::http::Body::None).await.is_ok_and(|a| a.status == 200)
            {
                return Ok(Self { child, address, started: began.elapsed() });
            }
            if began.elapsed() > Duration::from_secs(60) {
                return Err(Error::other("the service does not answer"));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with the settings of a measurement.
pub fn environment(program: &Path, data: &Path, database: Option<&str>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("THOATHUAN_DATA_DIR", data).env("THOATHUAN_PACK", "ordinance-33-2007");
    if let Some(database) = database {
        command.env("DATABASE_URL", database);
    }
    command
}
