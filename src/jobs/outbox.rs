//! Mails on their way out.

use super::Jobs;
use crate::app::{App, deliver};
use std::sync::Arc;
use std::time::Duration;

/// Mails handed over at the same time: as many as the relay's connections.
const AT_ONCE: u64 = 10;

pub(super) fn start(jobs: &Jobs, app: &Arc<App>) {
    let every = Duration::from_secs(app.config.jobs.mail_seconds);
    let owner = app.ids.uuid().to_string();
    jobs.every("outbox", every, app, Some(|app| &app.wake.outbox), move |app, stop| {
        let owner = owner.clone();
        async move {
            while !stop.is_cancelled() && deliver::deliver(&app, &owner, AT_ONCE).await?.claimed() == AT_ONCE {}
            Ok(())
        }
    });
}
