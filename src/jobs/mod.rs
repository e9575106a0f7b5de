//! Background loops: when something runs, not what it does.
//!
//! What belongs here: intervals, wake-ups, shutdown, how the last run went. What does not: any work (`app`) or statement
//! (`store`). Every loop finds its work by looking at the tables, so a lost wake-up costs an interval and nothing else,
//! and several processes may run the same loops. A failing run is logged here, once, and tried again after a growing
//! pause; a run that panics counts as failing.

mod deadlines;
mod outbox;
mod status;
mod sweep;

pub use status::{Status, Statuses};

use crate::app::{App, Error};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The longest pause after failures, unless the interval itself is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// The running loops.
#[derive(Debug)]
pub struct Jobs {
    stop: CancellationToken,
    loops: TaskTracker,
    statuses: Arc<Statuses>,
}

impl Jobs {
    /// Starts all loops. They stop when `stop` is cancelled, or by [`Jobs::stop`].
    pub fn start(app: &Arc<App>, stop: CancellationToken) -> Self {
        let jobs = Self { stop, loops: TaskTracker::new(), statuses: Arc::default() };
        deadlines::start(&jobs, app);
        outbox::start(&jobs, app);
        sweep::start(&jobs, app);
        jobs.loops.close();
        jobs
    }

    /// How the loops are doing.
    pub fn statuses(&self) -> Arc<Statuses> {
        Arc::clone(&self.statuses)
    }

    /// Asks the loops to stop and waits until the runs in progress have ended, at most `patience`. Whatever is cut off
    /// by the end of the process is taken up again by the next one.
    pub async fn stop(self, patience: Duration) -> bool {
        self.stop.cancel();
        tokio::time::timeout(patience, self.loops.wait()).await.is_ok()
    }

    /// Runs `work` in a loop of its own: at once, then every `every`, or when woken.
    fn every<W, F>(&self, name: &'static str, every: Duration, app: &Arc<App>, wake: Wake, work: W)
    where
        W: Fn(Arc<App>, CancellationToken) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let (app, stop, statuses) = (Arc::clone(app), self.stop.clone(), self.statuses());
        self.loops.spawn(async move {
            let mut failures = 0;
            loop {
                // A task of its own, so that a panic ends this run and not the loop.
                let run = tokio::spawn(work(Arc::clone(&app), stop.clone())).await;
                let run = run.unwrap_or_else(|error| Err(Error::Fault(format!("the run broke down: {error}"))));
                failures = if run.is_ok() { 0 } else { failures + 1 };
                if let Err(error) = &run {
                    tracing::error!(job = name, failures, %error, "a background run failed");
                }
                statuses.ran(name, app.clock.now(), &run);
                let hint = wake.map(|wake| wake(&app));
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(pause(every, failures)) => {}
                    () = woken(hint), if failures == 0 => {}
                }
            }
        });
    }
}

/// Which hint of the application wakes a loop.
type Wake = Option<fn(&App) -> &Notify>;

async fn woken(hint: Option<&Notify>) {
    match hint {
        Some(hint) => hint.notified().await,
        None => std::future::pending().await,
    }
}

/// The interval; doubled with each failure, up to a limit.
fn pause(every: Duration, failures: u32) -> Duration {
    let longest = LONGEST_PAUSE.max(every);
    every.saturating_mul(1 << failures.min(16)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let five = Duration::from_secs(5);
        let pauses: Vec<u64> = (0..9).map(|failures| pause(five, failures).as_secs()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(pause(Duration::from_secs(600), 3), Duration::from_secs(600));
        assert_eq!(pause(five, u32::MAX), LONGEST_PAUSE);
    }
}
