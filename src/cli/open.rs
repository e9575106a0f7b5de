//! From the command line to the open service: settings, log, database, packs, mail. Next to `migrate` and `doctor`, which
//! use it, the only place of the command line that names the store.

use std::path::PathBuf;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{Cli, Failure};
use crate::app::{App, Error, Parts};
use crate::clock::{Clock, Ids};
use crate::config::{Config, Environment, Loaded, load};
use crate::http::health::{Health, Metrics};
use crate::mail::transport::{PER_MESSAGE, Transport};
use crate::registry::Registry;
use crate::store::{self, Store, StoreError};
use crate::telemetry;

/// Loads the settings and starts the log.
///
/// # Errors
/// A [`Failure`] of usage naming file or variable, key and remedy.
pub fn settings(cli: &Cli) -> Result<Loaded, Failure> {
    let loaded = load(cli.config.as_deref(), &Environment::of_process()?)?;
    telemetry::init(&loaded.config.log).map_err(|error| Failure::usage("log", error))?;
    for warning in loaded.config.warnings() {
        tracing::warn!("{warning}");
    }
    Ok(loaded)
}

/// Runs `work` on a runtime of its own.
///
/// # Errors
/// What `work` answers, or that the system gives no threads.
pub fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Runtime::new()
        .map_err(|error| Failure::broken("runtime", error))?
        .block_on(work)
}

/// The packs and the calendar, with the one that the settings ask for among them.
///
/// # Errors
/// A [`Failure`] naming the file or the setting.
pub fn registry(cli: &Cli, config: &Config) -> Result<Registry, Failure> {
    let registry = Registry::with_dir(cli.packs.as_deref())?;
    registry.check_policy(&config.procedure.pack)?;
    Ok(registry)
}

/// Opens the database as it is.
///
/// # Errors
/// A [`Failure`] when it cannot be reached or would not keep what it acknowledges.
pub async fn database(config: &Config) -> Result<Store, Failure> {
    let blobs: PathBuf = config.data.dir.join("blobs");
    let options = store::Options {
        pool: config.database.max_connections,
        blobs: Some(blobs),
        ..store::Options::default()
    };
    Store::connect(config.database_url().expose(), &options)
        .await
        .map_err(|error| database_failure(&error))
}

/// Where mails go.
///
/// # Errors
/// A [`Failure`] of usage naming the setting.
pub fn transport(config: &Config) -> Result<Transport, Failure> {
    match config.mail.smtp_url.expose() {
        "" => Ok(Transport::Directory(config.data.mail_dir())),
        url => Transport::smtp(url, PER_MESSAGE)
            .map_err(|error| Failure::usage("config", format!("mail.smtp_url: {error}"))),
    }
}

/// What a command does when the database is not in its newest form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Brings it there: long-running processes, any number of which may start at once.
    Migrate,
    /// Stops and says how to.
    Require,
}

/// Opens the service.
///
/// # Errors
/// A [`Failure`].
pub async fn app(cli: &Cli, config: Config, clock: Clock, is_demo: bool, schema: Schema) -> Result<Arc<App>, Failure> {
    let registry = registry(cli, &config)?;
    let transport = transport(&config)?;
    let store = database(&config).await?;
    match schema {
        Schema::Migrate => store::migrate(&store).await.map_err(|error| database_failure(&error))?,
        Schema::Require => {
            let pending = store::pending(&store).await.map_err(|error| database_failure(&error))?;
            if !pending.is_empty() {
                let message = format!(
                    "{} migrations are pending; run `thoathuan migrate` first",
                    pending.len()
                );
                return Err(Failure::broken("migrations", message));
            }
        }
    }
    let ids = Ids::random(clock.clone());
    let parts = Parts {
        store,
        clock,
        ids,
        registry,
        config,
        transport,
        demo: is_demo,
    };
    Ok(App::open(parts).await?)
}

/// Opens the service for one command with the settings as they are and the real time.
///
/// # Errors
/// A [`Failure`].
pub async fn for_command(cli: &Cli) -> Result<Arc<App>, Failure> {
    let loaded = settings(cli)?;
    app(cli, loaded.config, Clock::system(), false, Schema::Require).await
}

/// The health of the open service: the database answers, nothing is pending.
pub fn health(app: &Arc<App>, metrics: Metrics, stopping: CancellationToken) -> Health {
    let (first, second) = (Arc::clone(app), Arc::clone(app));
    Health::new(metrics, stopping)
        .check("database", move || {
            let app = Arc::clone(&first);
            async move { app.store.ping().await.map_err(|error| error.to_string()) }
        })
        .check("migrations", move || {
            let app = Arc::clone(&second);
            async move {
                match store::pending(&app.store).await {
                    Ok(pending) if pending.is_empty() => Ok(()),
                    Ok(pending) => Err(format!("pending: {}", pending.join(", "))),
                    Err(error) => Err(error.to_string()),
                }
            }
        })
}

pub(super) fn database_failure(error: &StoreError) -> Failure {
    match error {
        StoreError::Address(_) => Failure::usage("config", format!("database.url: {error}")),
        _ => Failure::broken(
            "database",
            format!("the database: {error}; `thoathuan doctor` looks closer"),
        ),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Invalid(invalid) => {
                let fields: Vec<String> = invalid
                    .0
                    .iter()
                    .map(|wrong| format!("{}: {}", wrong.field, wrong.code))
                    .collect();
                Self::usage("invalid", fields.join("; "))
            }
            Error::NotFound => Self::usage("not-found", "there is no such thing; check the address or number"),
            Error::Refused(refusal) => Self::usage(refusal.code.as_str(), &error),
            Error::Store(error) => database_failure(error),
            _ => Self::broken("failed", &error),
        }
    }
}
