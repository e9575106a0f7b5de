//! Reminders, overdue marks and digests.

use super::Jobs;
use crate::app::{App, deadlines};
use std::sync::Arc;
use std::time::Duration;

/// Clocks read at a time.
const PAGE: u64 = 200;

pub(super) fn start(jobs: &Jobs, app: &Arc<App>) {
    let every = Duration::from_secs(app.config.jobs.clock_seconds);
    jobs.every("deadlines", every, app, Some(|app| &app.wake.deadlines), |app, _| async move {
        deadlines::run_due(&app, PAGE).await.map(drop)
    });
}
