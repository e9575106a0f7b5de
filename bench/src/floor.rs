//! The limit: one stored procedure that writes the rows of an average transition, driven by pgbench.

use crate::drive::Run;
use crate::postgres::Server;
use crate::system::run;
use std::io::{Error, Result};

/// The procedure and its pgbench script.
const PROCEDURE: &str = include_str!("floor.sql");
const SCRIPT: &str = "\\set n random(1, :dossiers)\n\\set s random(0, 7)\nSELECT floor_transition(:n, :s);\n";

/// Runs the floor in `database`, a copy of one in which the service has run.
///
/// # Errors
/// The server's own.
pub fn measure(server: &Server, database: &str, clients: usize, seconds: u64) -> Result<Run> {
    server.sql(database, PROCEDURE)?;
    let dossiers = server.sql(database, "SELECT max(n) FROM floor_dossier")?;
    let script = std::env::temp_dir().join(format!("thoathuan-floor-{}.sql", std::process::id()));
    std::fs::write(&script, SCRIPT)?;
    run(std::process::Command::new("chmod").arg("644").arg(&script))?;
    let before = server.counts(database)?;
    let mine = crate::system::cpu(std::process::id());
    let report = server.pgbench(database, &script, clients, seconds, &dossiers)?;
    std::thread::sleep(std::time::Duration::from_millis(1200));
    let counted = server.counts(database)? - before;
    std::fs::remove_file(&script)?;
    let rate = report.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
    let rate = rate.ok_or_else(|| Error::other(format!("pgbench said {report}")))?;
    let mut latencies = server.latencies()?;
    latencies.sort_unstable();
    let transitions = latencies.len() as u64;
    Ok(Run {
        transitions,
        seconds: transitions as f64 / rate,
        latencies,
        // pgbench is our child: its time is counted when it has ended.
        client: crate::system::cpu(std::process::id()) - mine,
        database: counted,
        ..Run::default()
    })
}
