//! What is due now: each due clock goes through the one use case, then the reminders become mails.

use super::{App, Error, act, digest};
use crate::store::{self, clocks::Due};
use engine::ids::ClockId;
use std::collections::BTreeSet;

/// More rounds than clocks can need: reminders missed in ten years of absence are some thousands.
const MOST_STEPS: u32 = 10_000;

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

/// Records everything that is due, reading `limit` clocks at a time, until nothing is due; then writes the digests.
/// Several processes may do so at the same time: each reminder is recorded by one of them, and no digest is written
/// before every reminder that was due is recorded.
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
        let due = store::clocks::due(&app.store, app.clock.now(), after, limit).await?;
        let Some(last) = due.last() else { return Ok(progress) };
        after = Some((last.next_at, last.clock));
        for due in due.iter().filter(|due| !failed.contains(&due.clock)).collect::<Vec<_>>() {
            match all_of(app, due).await {
                Ok(recorded) => {
                    ran.recorded += recorded;
                    progress |= recorded > 0;
                }
                Err(error) => {
                    tracing::error!(dossier.id = %due.dossier, clock.id = %due.clock, %error, "a clock failed");
                    failed.insert(due.clock);
                }
            }
        }
    }
}

/// Everything that one clock owes: after a pause it may be several reminders.
async fn all_of(app: &App, due: &Due) -> Result<u64, Error> {
    let mut recorded = 0;
    for _ in 0..MOST_STEPS {
        if !act::timer(app, due.dossier, due.clock).await? {
            break;
        }
        recorded += 1;
    }
    Ok(recorded)
}
