//! The demo's clock: moved forward by hand, stopping at each instant at which the service has something to do.

use super::folder;
use crate::app::admin::ledger::Once;
use crate::app::{App, Error, Who, deadlines, mails};
use crate::store::{self, Batch, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Most stops of one move; clocks that cannot be dealt with must not hold it up for ever.
const MOST_STOPS: u32 = 5_000;
/// Most mails shown after a move.
const MOST_SHOWN: u64 = 100;
/// Clocks looked at in one statement.
const AT_A_TIME: u64 = 100;

/// Does everything that is due at the present time of the clock.
async fn catch_up(app: &App) -> Result<u64, Error> {
    Ok(deadlines::run_due(app, AT_A_TIME).await?.recorded)
}

/// What a move caused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caused {
    /// Reminders and marks recorded.
    pub recorded: u64,
    /// Mails written, oldest first.
    pub mails: Vec<mails::Mail>,
}

/// Moves the clock to `target`. Each reminder on the way is recorded at its own instant, so that the mails of the
/// cadence come out one by one; sessions live on. The same request twice moves it once: none is what the second causes.
///
/// # Errors
/// [`Error::Forbidden`] outside the demo and for a move back.
pub async fn advance(app: &App, who: &Who, target: DateTime<Utc>, once: &Once) -> Result<Option<Caused>, Error> {
    let before = app.clock.now();
    if !app.demo || target <= before {
        return Err(Error::Forbidden);
    }
    let session = &app.config.session;
    let (idle, whole) = (session.idle(), session.absolute());
    let later = |by: std::time::Duration| target + TimeDelta::from_std(by).unwrap_or_default();
    let mut batch = Batch::new();
    store::sessions::prolong(&mut batch, before, later(idle), later(whole));
    once.keep(app, who, &mut batch, Uuid::nil());
    match app.store.commit(batch).await {
        Err(StoreError::Duplicate) => return Ok(None),
        done => done?,
    }
    let (mut recorded, mut last) = (0, None);
    for _ in 0..MOST_STOPS {
        let Some(due) = store::clocks::due(&app.store, target, None, 1).await?.into_iter().next() else { break };
        if last == Some((due.clock, due.next_at)) {
            // It could not be dealt with; the loop of the service will say why.
            break;
        }
        last = Some((due.clock, due.next_at));
        if due.next_at > app.clock.now() {
            app.clock.set(due.next_at);
        }
        recorded += catch_up(app).await?;
    }
    if target > app.clock.now() {
        app.clock.set(target);
    }
    recorded += catch_up(app).await?;
    // Commands typed beside it go by the same time.
    let dir = &app.config.data.dir;
    if folder::is_demo(dir) {
        folder::mark(dir, &app.clock).map_err(|error| Error::Fault(error.to_string()))?;
    }
    app.sessions.clear();
    app.read_rules().await?;
    app.wake.outbox.notify_one();
    Ok(Some(Caused { recorded, mails: mails::since(app, before, MOST_SHOWN).await? }))
}
