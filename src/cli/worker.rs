//! `worker`: the background work without pages.

use tokio_util::sync::CancellationToken;

use super::open::{self, Schema};
use super::{Cli, Exit, Failure};
use crate::clock::Clock;
use crate::http::server::{Limits, stop_signal};
use crate::jobs::Jobs;

/// Runs the loops until the process is asked to stop.
///
/// # Errors
/// A [`Failure`].
pub fn run(cli: &Cli) -> Result<Exit, Failure> {
    let loaded = open::settings(cli)?;
    let limits = Limits::new(&loaded.config.server);
    open::block_on(async {
        let app = open::app(cli, loaded.config, Clock::system(), false, Schema::Migrate).await?;
        let jobs = Jobs::start(&app, CancellationToken::new());
        tracing::info!("the background work runs");
        stop_signal().await.map_err(|error| Failure::broken("signals", error))?;
        if !jobs.stop(limits.drain).await {
            tracing::warn!("some runs did not end in time; the next process takes them up again");
        }
        Ok(Exit::Done)
    })
}
