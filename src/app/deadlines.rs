//! What is due now: each due clock goes through the one use case, then the reminders become mails.

use super::{App, Error, act, digest};
use crate::store;
use engine::ids::{ClockId, DossierId};
use std::collections::BTreeSet;

/// What one run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Reminders and marks recorded.
    pub recorded: u64,
    /// Digests written.
    pub mails: u64,
    /// Clocks that could not be dealt with; they are tried again in the next run.
    pub failed: u64,
}

/// Records everything that is due, taking `limit` clocks at a time into one commit, until nothing is due; then writes the
/// digests. Several processes may do so at the same time: each reminder is recorded by one of them, and no digest is
/// written before every reminder that was due is recorded.
///
/// # Errors
/// [`Error`] of the database. A clock that fails is logged and does not hold up others.
pub async fn run_due(app: &App, limit: u64) -> Result<Ran, Error> {
    let mut ran = Ran::default();
    let mut failed = BTreeSet::new();
    while round(app, limit, &mut ran, &mut failed).await? {}
    ran.failed = u64::try_from(failed.len()).unwrap_or(u64::MAX);
    ran.mails = digest::digest(app).await?;
    Ok(ran)
}

/// Looks once at every clock that is due. Whether anything was recorded.
async fn round(app: &App, limit: u64, ran: &mut Ran, failed: &mut BTreeSet<ClockId>) -> Result<bool, Error> {
    let (mut after, mut progress) = (None, false);
    loop {
        let found = store::clocks::due(&app.store, app.clock.now(), after, limit).await?;
        let Some(last) = found.last() else { return Ok(progress) };
        after = Some((last.next_at, last.clock));
        let due: Vec<(DossierId, ClockId)> =
            found.iter().filter(|due| !failed.contains(&due.clock)).map(|due| (due.dossier, due.clock)).collect();
        if let Ok(recorded) = act::timers(app, &due).await {
            ran.recorded += recorded;
            progress |= recorded > 0;
            continue;
        }
        // One of them was changed meanwhile, or cannot be dealt with: each by itself, so that it holds up no other.
        for one in due {
            match alone(app, one).await {
                Ok(recorded) => {
                    ran.recorded += recorded;
                    progress |= recorded > 0;
                }
                Err(error) => {
                    tracing::error!(dossier.id = %one.0, clock.id = %one.1, %error, "a clock failed");
                    failed.insert(one.1);
                }
            }
        }
    }
}

async fn alone(app: &App, due: (DossierId, ClockId)) -> Result<u64, Error> {
    for attempt in 0..act::TRIES {
        match act::timers(app, &[due]).await {
            Err(Error::Busy) => app.pause(attempt).await,
            other => return other,
        }
    }
    Err(Error::Busy)
}
