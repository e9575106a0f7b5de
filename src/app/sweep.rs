//! Taking away what has served its time.

use super::{App, Error};
use crate::store;
use chrono::TimeDelta;

pub use crate::store::sweep::Swept;

/// How long idempotency keys and failed sign-ins are kept.
const KEEP: TimeDelta = TimeDelta::days(3);

/// Deletes sessions that ended, and keys and failed sign-ins after their keeping.
///
/// # Errors
/// [`Error`].
pub async fn sweep(app: &App) -> Result<Swept, Error> {
    let now = app.clock.now();
    Ok(store::sweep::sweep(&app.store, now, now - KEEP).await?)
}
