//! Sessions, keys, failed sign-ins and mails that have served their time.

use super::Jobs;
use crate::app::{App, sweep};
use std::sync::Arc;
use std::time::Duration;

pub(super) fn start(jobs: &Jobs, app: &Arc<App>) {
    let every = Duration::from_secs(app.config.jobs.sweep_seconds);
    jobs.every("sweep", every, app, None, |app, _| async move { sweep::sweep(&app).await.map(drop) });
}
