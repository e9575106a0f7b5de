//! Measures the service beside its limit; `docs/benchmarks.md` says how to read it.

#![allow(clippy::disallowed_methods, reason = "it measures time")]
#![allow(clippy::print_stdout, reason = "it reports")]

mod course;
mod drive;
mod floor;
mod http;
mod library;
mod limit;
mod postgres;
mod scale;
mod sqlite_floor;
mod system;

use clap::Parser;
use course::Client;
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
    /// Only be the limit of HTTP on this database.
    #[arg(long, hide = true)]
    limit: Option<String>,
    /// Only run the course without HTTP on this database.
    #[arg(long, hide = true)]
    library: Option<String>,
    /// Only these parts.
    #[arg(long, value_delimiter = ',', default_value = "postgres,sqlite,scale")]
    parts: Vec<String>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let threads = || tokio::runtime::Builder::new_multi_thread().enable_all().build();
    if let Some(url) = &args.limit {
        return threads()?.block_on(limit::serve(url));
    }
    if let Some(url) = &args.library {
        let clients = args.clients.first().copied().unwrap_or(1);
        return threads()?.block_on(library::serve(url, &args.folder, clients, args.seconds));
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(all(&args))
}

/// Name of the file that says whose a folder is.
const OURS: &str = "thoathuan-bench";

/// Makes the folder anew: one of an earlier run, or one that is not there or empty.
fn fresh(folder: &Path) -> Result<()> {
    let empty = std::fs::read_dir(folder).map_or(true, |mut files| files.next().is_none());
    if !empty && !folder.join(OURS).exists() {
        let why = format!("{} holds what no benchmark has written; name another --folder", folder.display());
        return Err(std::io::Error::other(why));
    }
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(OURS), "")
}

async fn all(args: &Args) -> Result<()> {
    fresh(&args.folder)?;
    let today = run(Command::new("date").env("TZ", "Asia/Ho_Chi_Minh").arg("+%d/%m/%Y"))?.trim().to_owned();
    if let Some(address) = &args.attach {
        for clients in &args.clients {
            let plan = Plan { clients: *clients, time: Duration::from_secs(args.seconds), rate: None };
            let run = drive(Client::many(address, *clients, &today).await?, None, plan).await?;
            report("attached", *clients, &run, None);
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
        let people = async || Client::many(&service.address, *clients, today).await;
        let run = drive(people().await?, Some(watched), plan).await?;
        let slow = Plan { rate: Some(200.0), ..plan };
        let paced = if *clients == 8 { Some(drive(people().await?, Some(watched), slow).await?) } else { None };
        let (memory, started) = (memory(service.pid()), service.started.as_secs_f64() * 1e3);
        drop(service);
        let library = library::measure(args, &server, "work", &url, &data, *clients)?;
        // Each run beside its floor, on a copy of the same database.
        let url = server.database("floor", Some("work"))?;
        let floor = floor::measure(&server, "floor", *clients, args.seconds)?;
        let plans = if *clients == 8 { vec![plan, slow] } else { vec![plan] };
        let limits = limit::measure(&server, "floor", &url, &plans).await?;
        report("floor", *clients, &floor, None);
        for (name, limit) in ["HTTP limit", "HTTP limit, 200/s"].into_iter().zip(&limits) {
            report(name, *clients, limit, Some(&floor));
        }
        report("service", *clients, &run, Some(&floor));
        report("without HTTP", *clients, &library, Some(&floor));
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
        let service = Service::start(&args.program, &data, None, 8698, false).await?;
        let plan = Plan { clients: *clients, time: Duration::from_secs(args.seconds), rate: None };
        let watched = Watched { service: service.pid(), database: None };
        let run = drive(Client::many(&service.address, *clients, today).await?, Some(watched), plan).await?;
        report("service", *clients, &run, None);
        let memory = memory(service.pid());
        let started = service.started;
        drop(service);
        let file = data.join("thoathuan.db");
        let library = library::run_alone(args, &format!("sqlite:{}", file.display()), &data, *clients)?;
        if *clients == 1 {
            let floor = sqlite_floor::measure(&file, args.seconds).await?;
            report("floor", 1, &floor, None);
            report("without HTTP", 1, &library, Some(&floor));
        } else {
            report("without HTTP", *clients, &library, None);
        }
        println!("  memory {:.1} MiB, started in {:.0} ms", memory, started.as_secs_f64() * 1e3);
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
