//! What much of everything costs: pages, the reminder sweep, verification.

use crate::course::Person;
use crate::drive::quantile;
use crate::http::Connection;
use crate::postgres::Server;
use crate::system::{Service, cpu, environment, run};
use crate::{Args, PASSWORD};
use std::io::Result;
use std::path::Path;
use std::time::{Duration, Instant};

/// Pages that are opened over and over, by whom.
const PAGES: [(&str, &str, &str); 5] = [
    ("work list of an official", "official@t01.example", "/"),
    ("work list of MOFA", "reviewer@mofa.example", "/"),
    ("work list of the inspector", "inspector@gov.example", "/"),
    ("a dossier", "official@t01.example", "/dossiers/{}"),
    ("the record", "inspector@gov.example", "/record"),
];

/// Opens each page for some seconds and tells the times of the service.
///
/// # Errors
/// The first page that does not open.
pub async fn pages(args: &Args, server: &Server, database: &str, url: &str, data: &Path) -> Result<()> {
    let number = "SELECT number FROM dossier WHERE state = 'reported' AND number LIKE 'T01-%' LIMIT 1";
    let number = server.sql(database, number)?;
    let service = Service::start(&args.program, data, Some(url), 8697, false).await?;
    for (name, email, path) in PAGES {
        let mut connection = Connection::open(&service.address).await?;
        let person = Person::sign_in(&mut connection, email, PASSWORD).await?;
        let path = path.replace("{}", &number);
        for _ in 0..20 {
            person.get(&mut connection, &path).await?;
        }
        let (mut times, began) = (Vec::new(), Instant::now());
        let before = (cpu(service.pid()), server.counts(database)?);
        while began.elapsed() < Duration::from_secs(args.seconds.div_ceil(2)) {
            let start = Instant::now();
            let answer = person.get(&mut connection, &path).await?;
            if answer.status != 200 {
                return Err(std::io::Error::other(format!("{path}: {}", answer.status)));
            }
            times.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
        let own = cpu(service.pid()) - before.0;
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let counted = server.counts(database)? - before.1;
        times.sort_unstable();
        let each = |total: f64| total / times.len() as f64;
        println!(
            "  {name:28} p50 {:6.2} p95 {:6.2} p99 {:6.2} ms  CPU {:.2} ms (service {:.2}, database {:.2})  statements {:.1}",
            quantile(&times, 0.5),
            quantile(&times, 0.95),
            quantile(&times, 0.99),
            each(own + counted.cpu) * 1e3,
            each(own) * 1e3,
            each(counted.cpu) * 1e3,
            each(counted.statements),
        );
    }
    Ok(())
}

/// Lets a worker remind of everything that is due, beside the same rows written by SQL alone.
///
/// # Errors
/// The server's own.
pub async fn sweep(args: &Args, server: &Server, template: &str, data: &Path) -> Result<()> {
    // Until nothing is due any more and the digests of it are written.
    let left = "SELECT (EXISTS (SELECT 1 FROM clock WHERE next_at <= now()) \
                OR EXISTS (SELECT 1 FROM notice WHERE digest AND mail_id IS NULL))::int";
    server.database("sweep_floor", Some(template))?;
    server.sql("sweep_floor", include_str!("sweep.sql"))?;
    let before = server.cpu();
    let began = Instant::now();
    server.sql("sweep_floor", include_str!("sweep_run.sql"))?;
    let floor = (began.elapsed().as_secs_f64(), server.cpu() - before);
    let due = server.sql("sweep_floor", "SELECT count(*) FROM floor_due")?;
    let url = server.database("sweep", Some(template))?;
    let before = server.cpu();
    let began = Instant::now();
    let mut worker = environment(&args.program, data, Some(&url));
    let mut worker =
        worker.arg("worker").stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn()?;
    while server.sql("sweep", left)? != "0" {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (time, own, database) = (began.elapsed().as_secs_f64(), cpu(worker.id()), server.cpu() - before);
    worker.kill()?;
    worker.wait()?;
    println!(
        "sweep of {due} overdue clocks: {time:.1} s, CPU {:.1} s (service {own:.1}, database {database:.1}); the same rows by \
         SQL alone: {:.1} s, CPU {:.1} s; ratio {:.1}, CPU {:.1}",
        own + database,
        floor.0,
        floor.1,
        time / floor.0,
        (own + database) / floor.1,
    );
    Ok(())
}

/// Verifies the whole record, beside copying its entries out in the same order: to nowhere in the server itself, and to a
/// client, as verification has to bring them out too.
///
/// # Errors
/// When it does not hold.
pub fn verify(args: &Args, server: &Server, database: &str, url: &str, data: &Path) -> Result<()> {
    let entries = server.sql(database, "SELECT count(*) FROM audit_entry")?;
    let timed = |sql: &str| {
        let began = Instant::now();
        server.sql(database, sql).map(|_| began.elapsed().as_secs_f64())
    };
    let within = timed("COPY (SELECT * FROM audit_entry ORDER BY stream, seq) TO '/dev/null'")?;
    let out = timed("\\copy (SELECT * FROM audit_entry ORDER BY stream, seq) TO '/dev/null'")?;
    let began = Instant::now();
    let said = run(environment(&args.program, data, Some(url)).args(["audit", "verify", "--json"]))?;
    let time = began.elapsed().as_secs_f64();
    println!(
        "verification of {entries} entries: {time:.1} s; COPY out to a client: {out:.1} s, ratio {:.1}; COPY within the \
         server: {within:.1} s, ratio {:.1}  {}",
        time / out,
        time / within,
        said.trim()
    );
    Ok(())
}
