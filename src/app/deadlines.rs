//! What is due now: each due clock goes through the one use case, then the reminders become mails.

use super::{App, Error, act, digest};
use crate::store;
use engine::ids::{ClockId, DossierId};
use std::collections::{BTreeMap, BTreeSet};

/// Shares of clocks read at once.
const SHARES: u64 = 8;

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

/// Records everything that is due, taking about `limit` clocks at a time into one commit, until nothing is due; then writes the
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
        let found = store::clocks::due(&app.store, app.clock.now(), after, limit.saturating_mul(SHARES)).await?;
        let Some(last) = found.last() else { return Ok(progress) };
        after = Some((last.next_at, last.clock));
        let due = found.iter().filter(|due| !failed.contains(&due.clock)).map(|due| (due.dossier, due.clock));
        for two in shares(due, limit).chunks(2) {
            // While the database writes what one share owes, the other is worked out.
            let (first, second) = tokio::join!(share(app, two.first()), share(app, two.get(1)));
            for (recorded, left) in [first, second] {
                ran.recorded += recorded;
                progress |= recorded > 0;
                failed.extend(left);
            }
        }
    }
}

/// Clocks of a dossier with its id.
type Due = (DossierId, ClockId);

/// Cuts what is due into shares of about `limit` clocks; all clocks of a dossier are in one.
fn shares(due: impl Iterator<Item = Due>, limit: u64) -> Vec<Vec<Due>> {
    let mut dossiers: BTreeMap<DossierId, Vec<Due>> = BTreeMap::new();
    for one in due {
        dossiers.entry(one.0).or_default().push(one);
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut shares: Vec<Vec<Due>> = Vec::new();
    for clocks in dossiers.into_values() {
        match shares.last_mut().filter(|share| share.len() < limit) {
            Some(share) => share.extend(clocks),
            None => shares.push(clocks),
        }
    }
    shares
}

/// Records what a share owes: how much it was, and the clocks that could not be dealt with.
async fn share(app: &App, due: Option<&Vec<Due>>) -> (u64, Vec<ClockId>) {
    let Some(due) = due else { return (0, Vec::new()) };
    match act::timers(app, due).await {
        Ok(recorded) => return (recorded, Vec::new()),
        Err(Error::Busy) => {}
        Err(error) => tracing::warn!(%error, "some clocks failed together"),
    }
    // One of them was changed meanwhile, or cannot be dealt with: each by itself, so that it holds up no other.
    let (mut recorded, mut failed) = (0, Vec::new());
    for one in due {
        match alone(app, *one).await {
            Ok(more) => recorded += more,
            Err(error) => {
                tracing::error!(dossier.id = %one.0, clock.id = %one.1, %error, "a clock failed");
                failed.push(one.1);
            }
        }
    }
    (recorded, failed)
}

async fn alone(app: &App, due: Due) -> Result<u64, Error> {
    for attempt in 0..act::TRIES {
        match act::timers(app, &[due]).await {
            Err(Error::Busy) => app.pause(attempt).await,
            other => return other,
        }
    }
    Err(Error::Busy)
}
