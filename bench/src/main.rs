//! Measures the service beside its limit; `docs/benchmarks.md` says how to read it.

#![allow(clippy::disallowed_methods, reason = "it measures time")]
#![allow(clippy::print_stdout, reason = "it reports")]

mod course;
mod drive;
mod floor;
mod http;
mod postgres;
mod scale;
mod system;

use clap::Parser;
use drive::{Plan, Run, Watched, drive};
use postgres::Server;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use system::{Service, environment, load, memory, run};

/// Password of the accounts that `generate` makes.
const PASSWORD: &str = "thoathuan-load";

/// Measures thoathuan beside its limit.
#[derive(Debug, Parser)]
struct Args {
    /// The program under measurement.
    #[arg(long, default_value = "target/release/thoathuan")]
    program: PathBuf,
    /// Folder for databases and files while it runs.
    #[arg(long)]
    folder: PathBuf,
    /// Seconds of each run.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Dossiers that are there beforehand.
    #[arg(long, default_value_t = 10_000)]
    dossiers: u64,
    /// Clients at once.
    #[arg(long, value_delimiter = ',', default_value = "1,8,32")]
    clients: Vec<usize>,
    /// Sizes at which pages, the sweep and verification are measured.
    #[arg(long, value_delimiter = ',', default_value = "100000")]
    sizes: Vec<u64>,
    /// Only drive a service that listens there, for a profiler beside it.
    #[arg(long)]
    attach: Option<String>,
    /// Only these parts.
    #[arg(long, value_delimiter = ',', default_value = "postgres,sqlite,scale")]
    parts: Vec<String>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(all(&args))
}

async fn all(args: &Args) -> Result<()> {
    let _ = std::fs::remove_dir_all(&args.folder);
    std::fs::create_dir_all(&args.folder)?;
    let today = run(Command::new("date").env("TZ", "Asia/Ho_Chi_Minh").arg("+%d/%m/%Y"))?.trim().to_owned();
    if let Some(address) = &args.attach {
        for clients in &args.clients {
            let plan = Plan { clients: *clients, time: Duration::from_secs(args.seconds), rate: None };
            report("attached", *clients, &drive(address, None, plan, &today).await?, None);
        }
        return Ok(());
    }
    let wants = |part: &str| args.parts.iter().any(|wanted| wanted == part);
    if wants("postgres") {
        postgres(args, &today).await?;
    }
    if wants("sqlite") {
        sqlite(args, &today).await?;
    }
    if wants("scale") {
        scaled(args).await?;
    }
    Ok(())
}

fn generate(args: &Args, data: &Path, database: Option<&str>, dossiers: u64, overdue: u64) -> Result<()> {
    let mut command = environment(&args.program, data, database);
    command.args(["generate", "--dossiers", &dossiers.to_string(), "--overdue", &overdue.to_string()]);
    run(&mut command).map(drop)
}

/// A fifth of the dossiers are overdue, as in a service that stood still for a while.
async fn scaled(args: &Args) -> Result<()> {
    let server = Server::start(&args.folder.join("scale"), 5598)?;
    let data = args.folder.join("scale-data");
    for size in &args.sizes {
        let name = format!("load_{size}");
        let url = server.database(&name, None)?;
        let began = Instant::now();
        generate(args, &data, Some(&url), *size, *size / 5)?;
        println!("{size} dossiers, made in {:.0} s", began.elapsed().as_secs_f64());
        scale::pages(args, &server, &name, &url, &data).await?;
        scale::verify(args, &server, &name, &url, &data)?;
        scale::sweep(args, &server, &name, &data).await?;
    }
    Ok(())
}

async fn postgres(args: &Args, today: &str) -> Result<()> {
    let server = Server::start(&args.folder.join("postgres"), 5599)?;
    let url = server.database("load", None)?;
    let data = args.folder.join("data");
    generate(args, &data, Some(&url), args.dossiers, 0)?;
    println!("PostgreSQL, {} dossiers beforehand", args.dossiers);
    for clients in &args.clients {
        let url = server.database("work", Some("load"))?;
        let service = Service::start(&args.program, &data, Some(&url), 8699, false).await?;
        let watched = Watched { service: service.pid(), database: Some((&server, "work")) };
        let time = Duration::from_secs(args.seconds);
        let plan = Plan { clients: *clients, time, rate: None };
        let run = drive(&service.address, Some(watched), plan, today).await?;
        let paced = match *clients {
            8 => Some(drive(&service.address, Some(watched), Plan { rate: Some(200.0), ..plan }, today).await?),
            _ => None,
        };
        let (memory, started) = (memory(service.pid()), service.started.as_secs_f64() * 1e3);
        drop(service);
        // Each run beside its floor, on a copy of the same database.
        server.database("floor", Some("work"))?;
        let floor = floor::measure(&server, "floor", *clients, args.seconds)?;
        report("floor", *clients, &floor, None);
        report("service", *clients, &run, Some(&floor));
        println!("  memory {memory:.1} MiB, started in {started:.0} ms");
        if let Some(paced) = &paced {
            report("service at 200/s", *clients, paced, None);
        }
        for (step, latencies) in &run.by_step {
            println!("    {step:20} {:6} p50 {:6.2} ms", latencies.len(), drive::quantile(latencies, 0.5));
        }
    }
    Ok(())
}

async fn sqlite(args: &Args, today: &str) -> Result<()> {
    let data = args.folder.join("sqlite");
    generate(args, &data, None, args.dossiers, 0)?;
    println!("SQLite, {} dossiers beforehand", args.dossiers);
    for clients in &args.clients {
        let service = Service::start(&args.program, &data, None, 8698, true).await?;
        let plan = Plan { clients: *clients, time: Duration::from_secs(args.seconds), rate: None };
        let run =
            drive(&service.address, Some(Watched { service: service.pid(), database: None }), plan, today).await?;
        report("service", *clients, &run, None);
        println!("  memory {:.1} MiB, started in {:.0} ms", memory(service.pid()), service.started.as_secs_f64() * 1e3);
    }
    Ok(())
}

fn report(name: &str, clients: usize, run: &Run, floor: Option<&Run>) {
    println!(
        "{name:18} {clients:3} clients {:8.1}/s  p50 {:6.2} p95 {:6.2} p99 {:6.2} ms  CPU {:.3} ms (client {:.3}, service \
         {:.3}, database {:.3})  statements {:.2} commits {:.2} rows {:.2} WAL {:.0} B  load {:.1}",
        run.rate(),
        run.quantile(0.5),
        run.quantile(0.95),
        run.quantile(0.99),
        run.cpu(),
        run.each(run.client) * 1e3,
        run.each(run.service) * 1e3,
        run.each(run.database.cpu) * 1e3,
        run.each(run.database.statements),
        run.each(run.database.commits),
        run.each(run.database.rows),
        run.each(run.database.wal),
        load(),
    );
    if let Some(floor) = floor {
        println!(
            "  to the floor: rate {:.2}, CPU {:.2} (floor / service)",
            run.rate() / floor.rate(),
            floor.cpu() / run.cpu()
        );
    }
}
