//! `serve` and `worker`.

use super::compose::{self, Demo};
use super::{Cli, Exit, Failure, ServeArgs};
use crate::app::{App, demo, refreshing};
use crate::http::health::{Health, Metrics};
use crate::http::layers::{LayerConfig, layers};
use crate::http::server::{Limits, serve as accept, stop_signal};
use crate::jobs::Jobs;
use crate::{api, store, web};
use axum::Router;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How often room is made among the counters.
const TIDY: Duration = Duration::from_secs(5);
/// How long the loops may take to end what they are doing.
const PATIENCE: Duration = Duration::from_secs(15);

const DEMO_LOOPBACK: &str = "the demo's password is known to everybody; it listens on loopback only";

/// Serves until it is told to stop.
///
/// # Errors
/// [`Failure`].
pub fn serve(cli: &Cli, args: &ServeArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut config = compose::settings(cli)?;
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    let listen = config.server.listen;
    // Nor does a demo go public by being started without --demo.
    if !listen.ip().is_loopback() && (args.demo || demo::folder::is_demo(&config.data.dir)) {
        return Err(Failure::usage("demo-loopback", format!("{DEMO_LOOPBACK}, not on {listen}")));
    }
    compose::runtime()?.block_on(async {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|error| Failure::broken("listen", format!("cannot listen on {listen}: {error}")))?;
        let bound = listener.local_addr()?;
        // With port 0 the address people use is known only now.
        if config.server.listen.port() == 0 {
            config.server.listen = bound;
        }
        let with_jobs = config.jobs.enabled && !args.no_jobs;
        let app = compose::app(cli, config, args.demo.then_some(Demo { now: args.now })).await?;
        if args.demo {
            enter_demo(&app).await?;
        } else if !bound.ip().is_loopback()
            && demo::is_demo(&app).await.map_err(|error| Failure::broken("demo", error))?
        {
            return Err(Failure::usage("demo-loopback", format!("{DEMO_LOOPBACK}, not on {bound}")));
        }
        let stop = CancellationToken::new();
        let router = router(&app, &stop)?;
        tokio::spawn(refreshing(Arc::clone(&app), stop.clone()));
        let jobs = with_jobs.then(|| Jobs::start(&app, stop.clone()));
        greet(&app, args.demo, out)?;
        let signal = stop.clone();
        tokio::spawn(async move {
            if stop_signal().await.is_ok() {
                signal.cancel();
            }
        });
        accept(listener, router, Limits::new(&app.config.server), stop).await;
        if let Some(jobs) = jobs
            && !jobs.stop(PATIENCE).await
        {
            tracing::warn!("a background run was cut off; the next process takes it up");
        }
        Ok(Exit::Done)
    })
}

/// Does the background work only.
///
/// # Errors
/// [`Failure`].
pub fn worker(cli: &Cli) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = compose::app(cli, config, None).await?;
        let stop = CancellationToken::new();
        tokio::spawn(refreshing(Arc::clone(&app), stop.clone()));
        let jobs = Jobs::start(&app, stop);
        stop_signal().await?;
        jobs.stop(PATIENCE).await;
        Ok(Exit::Done)
    })
}

/// Pages, REST and health behind their layers.
///
/// # Errors
/// [`Failure`].
pub fn router(app: &Arc<App>, stop: &CancellationToken) -> Result<Router, Failure> {
    let metrics = Metrics::install().map_err(|error| Failure::broken("metrics", error))?;
    let (counters, until) = (metrics.clone(), stop.clone());
    tokio::spawn(async move {
        while until.run_until_cancelled(tokio::time::sleep(TIDY)).await.is_some() {
            counters.tidy();
        }
    });
    let (database, schema) = (Arc::clone(app), Arc::clone(app));
    let health = Health::new(metrics, stop.clone())
        .check("database", move || {
            let app = Arc::clone(&database);
            async move { app.store.ping().await.map_err(|error| error.to_string()) }
        })
        .check("migrations", move || {
            let app = Arc::clone(&schema);
            async move {
                match store::pending(&app.store).await {
                    Ok(pending) if pending.is_empty() => Ok(()),
                    Ok(pending) => Err(format!("{} pending", pending.len())),
                    Err(error) => Err(error.to_string()),
                }
            }
        });
    let mut config = LayerConfig::new(&app.config, app.ids.clone());
    config.uploads = web::UPLOADS.iter().chain(&api::UPLOADS).copied().collect();
    config.page = web::failure_page(Arc::clone(app));
    let router =
        Router::new().merge(web::router(Arc::clone(app))).merge(api::router(Arc::clone(app))).merge(health.routes());
    layers(router, config).map_err(|error| Failure::usage("server.base_url", error))
}

async fn enter_demo(app: &Arc<App>) -> Result<(), Failure> {
    let broken = |error: crate::app::Error| Failure::broken("demo", error);
    if demo::is_foreign(app).await.map_err(broken)? {
        return Err(Failure::usage("not-a-demo", "this database holds accounts that are not a demo's"));
    }
    demo::load(app).await.map_err(broken)?;
    demo::fill(app, |what| tracing::info!("{what}")).await.map_err(broken)
}

fn greet(app: &App, is_demo: bool, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "thoathuan listens on {}", app.config.base_url())?;
    if is_demo {
        writeln!(out, "Demo accounts, password {}:", demo::PASSWORD)?;
        for user in demo::USERS {
            writeln!(out, "  {:<26} {}", user.email, user.post.1)?;
        }
    }
    out.flush()?;
    Ok(())
}
