//! Putting the application together from settings and arguments: the only place that knows all parts.

use super::{Cli, Failure, outcome};
use crate::app::demo::folder;
use crate::app::{App, Parts};
use crate::clock::{Clock, Ids};
use crate::config::{Config, Environment, load};
use crate::mail::Transport;
use crate::registry::{PackPolicy, Registry};
use crate::store::{self, Options, Store, StoreError};
use crate::telemetry;
use chrono::{DateTime, FixedOffset, Utc};
use std::sync::Arc;
use std::time::Duration;

/// How long one mail may take.
const PER_MESSAGE: Duration = Duration::from_secs(30);

/// How the demo is to be run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demo {
    /// Where its clock starts.
    pub now: Option<DateTime<FixedOffset>>,
}

/// The settings of this process.
///
/// # Errors
/// [`Failure`] naming the setting.
pub fn settings(cli: &Cli) -> Result<Config, Failure> {
    let environment = Environment::of_process()?;
    Ok(load(cli.config.as_deref(), &environment)?.config)
}

/// A runtime for one command.
///
/// # Errors
/// [`Failure`] when the system gives no threads.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::broken("runtime", format!("cannot start: {error}")))
}

/// Opens the store as the settings say.
///
/// # Errors
/// [`Failure`].
pub async fn store(config: &Config) -> Result<Store, Failure> {
    connect(config, true).await
}

/// Opens the database, which is made where it is missing if `create`.
async fn connect(config: &Config, create: bool) -> Result<Store, Failure> {
    let options = Options {
        pool: config.database.max_connections,
        create,
        blobs: Some(config.data.dir.join("files")),
        ..Options::default()
    };
    let url = config.database_url();
    Store::connect(url.expose(), &options).await.map_err(|error| unopened(url.expose(), &error))
}

/// What is wrong with the database, and what to do; without the password in its address.
fn unopened(url: &str, error: &StoreError) -> Failure {
    let why = outcome::chain(error);
    let place = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = place.rsplit_once('@').map_or(place, |(_, host)| host).split('?').next().unwrap_or_default();
    let message = if let Some(file) = url.strip_prefix("sqlite:") {
        format!(
            "the database file {file} cannot be opened ({why}); if there is none yet, `thoathuan migrate` makes it; else see \
             that its folder (data.dir, THOATHUAN_DATA_DIR) is on a local disk, has room and may be written by this user"
        )
    } else {
        format!(
            "the database at {place} cannot be opened ({why}); see that PostgreSQL runs there and takes connections from \
             this machine, and that DATABASE_URL names the right user, password and database"
        )
    };
    match error {
        StoreError::Address(_) => Failure::usage("database", why),
        StoreError::Unsafe { .. } => Failure::broken("database", why),
        _ => Failure::broken("database", message),
    }
}

/// Opens everything; brings the database to the newest form first.
///
/// # Errors
/// [`Failure`].
pub async fn app(cli: &Cli, mut config: Config, demo: Option<Demo>) -> Result<Arc<App>, Failure> {
    telemetry::init(&config.log).map_err(|error| Failure::usage("log", error))?;
    let registry = Registry::with_dir(cli.packs.as_deref())?;
    if demo.is_some() && config.procedure.pack == PackPolicy::ByDate {
        // The demo shows the Ordinance, whatever the day; its pages say that it has lapsed.
        config.procedure.pack = crate::app::demo::rules();
    }
    registry.check_policy(&config.procedure.pack)?;
    let dir = &config.data.dir;
    let clock = match demo.and_then(|demo| demo.now) {
        Some(now) => Clock::system_at(now.with_timezone(&Utc)),
        None => folder::clock(dir),
    };
    if demo.is_some() {
        let broken = |error: std::io::Error| Failure::broken("data", format!("{}: {error}", dir.display()));
        if folder::is_taken(dir).map_err(broken)? {
            return Err(Failure::usage(
                "not-a-demo",
                format!(
                    "{} holds data that are not a demo's; give the demo a folder of its own with THOATHUAN_DATA_DIR",
                    dir.display()
                ),
            ));
        }
        folder::mark(dir, &clock).map_err(broken)?;
    }
    let store = store(&config).await?;
    store::migrate(&store).await.map_err(|error| {
        let why = outcome::chain(&error);
        Failure::broken(
            "migration",
            format!("the database cannot be brought up to date: {why}; nothing else was started, run `migrate` again"),
        )
    })?;
    let parts = parts(store, clock, registry, config, demo.is_some())?;
    App::open(parts).await.map_err(|error| Failure::broken("start", outcome::chain(&error)))
}

/// Opens everything for a command that reads: nothing is made, migrated or published. The names of pending migrations
/// instead, when there are some.
///
/// # Errors
/// [`Failure`].
pub async fn reader(cli: &Cli, config: Config) -> Result<Result<Arc<App>, Vec<String>>, Failure> {
    telemetry::init(&config.log).map_err(|error| Failure::usage("log", error))?;
    let registry = Registry::with_dir(cli.packs.as_deref())?;
    let store = connect(&config, false).await?;
    let pending = store::pending(&store).await;
    let pending = pending.map_err(|error| Failure::broken("database", outcome::chain(&error)))?;
    if !pending.is_empty() {
        return Ok(Err(pending));
    }
    let clock = folder::clock(&config.data.dir);
    let parts = parts(store, clock, registry, config, false)?;
    App::open_to_read(parts).await.map(Ok).map_err(|error| Failure::broken("start", outcome::chain(&error)))
}

/// The same; while migrations are pending the command goes no further.
///
/// # Errors
/// [`Failure`].
pub async fn to_read(cli: &Cli, config: Config) -> Result<Arc<App>, Failure> {
    let app = reader(cli, config).await?;
    app.map_err(|pending| Failure::broken("migrations-pending", outdated(&pending)))
}

/// Why a command that only reads does not go on.
pub fn outdated(pending: &[String]) -> String {
    format!("{} migration(s) pending ({}): run `thoathuan migrate`", pending.len(), pending.join(", "))
}

fn parts(store: Store, clock: Clock, registry: Registry, config: Config, demo: bool) -> Result<Parts, Failure> {
    let transport = if config.mail.smtp_url.is_empty() {
        Transport::Directory(config.data.mail_dir())
    } else {
        Transport::smtp(config.mail.smtp_url.expose(), PER_MESSAGE)
            .map_err(|error| Failure::usage("mail.smtp_url", error))?
    };
    let ids = Ids::random(clock.clone());
    Ok(Parts { store, clock, ids, registry, config, transport, demo })
}
