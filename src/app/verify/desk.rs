//! Verification beside the requests: one at a time in this process, whose last result is kept for whoever looks.

use super::{Report, verify};
use crate::app::{App, Error, Who, reading};
use chrono::{DateTime, Utc};
use engine::actor::Role;
use engine::record::Kind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A verification that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// A verification that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When it was begun, and by whom.
    pub begun: Begun,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// What it found; none when the record could not be read to its end.
    pub report: Option<Report>,
}

/// What runs, and what the last run gave. It is in this process' memory: another one knows of its own runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// What runs now.
    pub running: Option<Begun>,
    /// The last that ended.
    pub last: Option<Ended>,
}

/// The one place at which this process verifies.
#[derive(Debug, Default)]
pub struct Desk(Mutex<Standing>);

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.lock().clone()
    }
}

/// A run. However it ends, a cancelled request and a panic included, the place is free again.
struct Run {
    app: Arc<App>,
    begun: Begun,
    report: Option<Report>,
}

impl Run {
    /// The place, unless it is taken.
    fn begin(app: &Arc<App>, begun: Begun) -> Option<Self> {
        let mut standing = app.verifying.lock();
        if standing.running.is_some() {
            return None;
        }
        standing.running = Some(begun.clone());
        Some(Self { app: Arc::clone(app), begun, report: None })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let at = self.app.clock.now();
        let mut standing = self.app.verifying.lock();
        standing.running = None;
        standing.last = Some(Ended { begun: self.begun.clone(), at, report: self.report.take() });
    }
}

/// Begins a verification, unless one runs already, and waits for its end for at most `patience`; it runs on by itself. That
/// it was begun is recorded.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` is an inspector.
pub async fn start(app: &Arc<App>, who: &Who, patience: Duration) -> Result<(), Error> {
    if !who.has(Role::Inspector) {
        return Err(Error::Forbidden);
    }
    let begun = Begun { at: app.clock.now(), by: who.name.clone() };
    let Some(mut run) = Run::begin(app, begun) else { return Ok(()) };
    reading::note(app, who, None, Kind::Read, "verify-record", reading::nothing()).await?;
    let task = tokio::spawn(async move {
        match verify(&run.app).await {
            Ok(report) => drop(run.report.replace(report)),
            Err(error) => tracing::error!(%error, "the record could not be verified"),
        }
    });
    // Whoever asks sees a short record's result at once; a long one goes on without him.
    let _ = tokio::time::timeout(patience, task).await;
    Ok(())
}
