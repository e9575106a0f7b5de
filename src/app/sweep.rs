//! Taking away what has served its time. Nothing of the record, no notice and no mail that waits is ever swept.

use super::{App, Error};
use crate::store::outbox::{BOUNCED, FAILED, SENT, SUPERSEDED};
use crate::store::{self, outbox};
use chrono::TimeDelta;

/// How long idempotency keys and failed sign-ins are kept.
const KEEP: TimeDelta = TimeDelta::days(3);
/// How long mails are kept that were handed over or that nobody needed any more. They name people; what they told stands in
/// the notices and the record.
const KEEP_MAILS: TimeDelta = TimeDelta::days(90);
/// How long mails are kept that did not arrive, so that an administrator can still send them again.
const KEEP_LOST_MAILS: TimeDelta = TimeDelta::days(365);

/// Rows taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that ended, keys, failed sign-ins.
    pub requests: u64,
    /// Mails.
    pub mails: u64,
}

/// Deletes sessions that ended, and keys, failed sign-ins and mails after their keeping.
///
/// # Errors
/// [`Error`].
pub async fn sweep(app: &App) -> Result<Swept, Error> {
    let now = app.clock.now();
    let gone = store::sweep::sweep(&app.store, now, now - KEEP).await?;
    let mut swept = Swept { requests: gone.sessions + gone.keys + gone.failures, mails: 0 };
    let keeping = [(SENT, KEEP_MAILS), (SUPERSEDED, KEEP_MAILS), (FAILED, KEEP_LOST_MAILS), (BOUNCED, KEEP_LOST_MAILS)];
    for (state, keep) in keeping {
        swept.mails += outbox::sweep(&app.store, state, now - keep).await?;
    }
    Ok(swept)
}
