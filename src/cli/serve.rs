//! `serve`: pages, REST and, unless another process does it, the background work.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::open::{self, Schema};
use super::{Cli, Exit, Failure, ServeArgs};
use crate::app::{App, demo};
use crate::clock::Clock;
use crate::config::{Config, Loaded, Source};
use crate::http::health::Metrics;
use crate::http::layers::{LayerConfig, layers};
use crate::http::server::{self, Limits};
use crate::jobs::Jobs;
use crate::registry::PackPolicy;

/// Marks a data folder as a demo's.
const DEMO_MARK: &str = "DEMO";
/// The rules of the demo, unless the settings say otherwise.
const DEMO_PACK: &str = "ordinance-33-2007";
/// How often room is made among the counters.
const TIDY: Duration = Duration::from_secs(5);

/// Serves until the process is asked to stop.
///
/// # Errors
/// A [`Failure`].
pub fn run(cli: &Cli, args: &ServeArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = settings(open::settings(cli)?, args);
    guard(&config, args.demo)?;
    open::block_on(serve(cli, args, config, out))
}

/// The settings with the arguments over them.
fn settings(loaded: Loaded, args: &ServeArgs) -> Config {
    let Loaded { mut config, sources } = loaded;
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    if args.demo && sources.get("procedure.pack") == Some(&Source::Default) {
        config.procedure.pack = PackPolicy::Fixed(DEMO_PACK.to_owned());
    }
    config
}

/// Keeps the demo, whose passwords everybody knows, away from networks and from real data.
fn guard(config: &Config, is_demo: bool) -> Result<(), Failure> {
    let mark = config.data.dir.join(DEMO_MARK);
    let local = config.server.listen.ip().is_loopback();
    if !local && (is_demo || mark.exists()) {
        let message = format!(
            "a demo listens on loopback only, and {} is not; leave out --listen or write 127.0.0.1:PORT",
            config.server.listen
        );
        return Err(Failure::usage("demo-not-loopback", message));
    }
    if is_demo && !mark.exists() {
        if config.data.dir.join("thoathuan.db").exists() {
            return Err(not_a_demo(&config.data.dir));
        }
        let made = std::fs::create_dir_all(&config.data.dir).and_then(|()| std::fs::write(&mark, "Invented data.\n"));
        made.map_err(|error| Failure::broken("data-folder", format!("{}: {error}", mark.display())))?;
    }
    Ok(())
}

fn not_a_demo(place: &Path) -> Failure {
    let message = format!(
        "{} holds data that are not a demo's; set THOATHUAN_DATA_DIR to another folder",
        place.display()
    );
    Failure::usage("not-a-demo", message)
}

async fn serve(cli: &Cli, args: &ServeArgs, config: Config, out: &mut dyn Write) -> Result<Exit, Failure> {
    let limits = Limits::new(&config.server);
    let wants_jobs = config.jobs.enabled && !args.no_jobs;
    // First, so that a port in use is reported before anything is written.
    let listener = listen(config.server.listen).await?;
    let clock = args
        .now
        .map_or_else(Clock::system, |now| Clock::system_at(now.to_utc()));
    let app = open::app(cli, config, clock, args.demo, Schema::Migrate).await?;
    if args.demo {
        if demo::is_foreign(&app).await? {
            return Err(not_a_demo(&app.config.data.dir));
        }
        demo::load(&app).await?;
    }
    let stop = CancellationToken::new();
    let router = router(&app, &stop)?;
    let jobs = wants_jobs.then(|| Jobs::start(&app, CancellationToken::new()));
    stop_on_signal(stop.clone());
    greet(&app, &listener, out)?;
    server::serve(listener, router, limits, stop).await;
    if let Some(jobs) = jobs
        && !jobs.stop(limits.drain).await
    {
        tracing::warn!("some background runs did not end in time; the next process takes them up again");
    }
    Ok(Exit::Done)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::broken(
            "listen",
            format!("cannot listen on {address}: {error}; choose another with --listen"),
        )
    })
}

/// All routes with the layers round them.
fn router(app: &Arc<App>, stop: &CancellationToken) -> Result<Router, Failure> {
    let metrics = Metrics::install().map_err(|error| Failure::broken("metrics", error))?;
    let health = open::health(app, metrics.clone(), stop.clone());
    let until = stop.clone();
    tokio::spawn(async move {
        while until.run_until_cancelled(tokio::time::sleep(TIDY)).await.is_some() {
            metrics.tidy();
        }
    });
    let config = LayerConfig::new(&app.config, app.ids.clone());
    layers(health.routes(), config).map_err(|error| Failure::usage("config", format!("server.base_url: {error}")))
}

fn stop_on_signal(stop: CancellationToken) {
    tokio::spawn(async move {
        match server::stop_signal().await {
            Ok(()) => stop.cancel(),
            Err(error) => tracing::error!(%error, "cannot listen for signals; only a kill will stop the service"),
        }
    });
}

/// Says where the service is, and in the demo who may sign in.
fn greet(app: &App, listener: &TcpListener, out: &mut dyn Write) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    let config = &app.config;
    let url = if config.server.base_url.is_empty() {
        format!("http://{address}")
    } else {
        config.base_url()
    };
    writeln!(out, "thoathuan: {url}")?;
    if app.demo {
        writeln!(
            out,
            "\nBản trình diễn: người và diễn biến là hư cấu. Demo: people and the course of events are invented."
        )?;
        writeln!(out, "Mật khẩu / password: {}", demo::PASSWORD)?;
        for user in demo::USERS {
            writeln!(out, "  {}", user.email)?;
        }
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Environment, load};

    fn config(dir: &Path, listen: &str) -> Config {
        let pairs = [
            ("THOATHUAN_DATA_DIR", dir.to_str().unwrap()),
            ("THOATHUAN_LISTEN", listen),
        ];
        let environment: Environment = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        load(None, &environment).unwrap().config
    }

    #[test]
    fn a_demo_stays_on_loopback_and_away_from_real_data() {
        let dir = std::env::temp_dir().join(format!("thoathuan-serve-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        let (local, open) = (config(&dir, "127.0.0.1:1"), config(&dir, "0.0.0.0:1"));

        guard(&open, false).unwrap();
        assert_eq!(guard(&open, true).unwrap_err().code, "demo-not-loopback");
        assert!(!dir.exists(), "a refused demo writes nothing");

        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("thoathuan.db"), "real").unwrap();
        assert_eq!(guard(&local, true).unwrap_err().code, "not-a-demo");
        guard(&local, false).unwrap();

        std::fs::remove_file(dir.join("thoathuan.db")).unwrap();
        guard(&local, true).unwrap();
        std::fs::write(dir.join("thoathuan.db"), "demo").unwrap();
        guard(&local, true).unwrap();
        // Nor does it go public by being started without --demo.
        assert_eq!(guard(&open, false).unwrap_err().code, "demo-not-loopback");
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn the_demo_runs_the_ordinance_unless_told_otherwise() {
        let args = |demo| ServeArgs {
            demo,
            listen: Some(([127, 0, 0, 1], 9).into()),
            no_jobs: false,
            now: None,
        };
        let load = |pairs: &[(&str, &str)]| {
            load(
                None,
                &pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            )
            .unwrap()
        };
        assert_eq!(
            settings(load(&[]), &args(true)).procedure.pack,
            PackPolicy::Fixed(DEMO_PACK.to_owned())
        );
        assert_eq!(settings(load(&[]), &args(false)).procedure.pack, PackPolicy::ByDate);
        let chosen = settings(load(&[("THOATHUAN_PACK", "by-date")]), &args(true));
        assert_eq!(chosen.procedure.pack, PackPolicy::ByDate);
        assert_eq!(chosen.server.listen.port(), 9);
    }
}
