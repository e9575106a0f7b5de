//! How the loops are doing, for `/metrics` and `doctor`.

use crate::app::Error;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// One loop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Runs so far.
    pub runs: u64,
    /// Failed ones among them.
    pub failures: u64,
    /// End of the last run.
    pub last_run_at: Option<DateTime<Utc>>,
    /// End of the last run that went well.
    pub last_ok_at: Option<DateTime<Utc>>,
    /// What the last run met, if it failed.
    pub last_error: Option<String>,
}

/// All loops by name.
#[derive(Debug, Default)]
pub struct Statuses(Mutex<BTreeMap<&'static str, Status>>);

impl Statuses {
    /// How they are doing now.
    pub fn now(&self) -> BTreeMap<&'static str, Status> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn ran(&self, name: &'static str, at: DateTime<Utc>, run: &Result<(), Error>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let status = all.entry(name).or_default();
        status.runs += 1;
        status.last_run_at = Some(at);
        match run {
            Ok(()) => {
                status.last_ok_at = Some(at);
                status.last_error = None;
            }
            Err(error) => {
                status.failures += 1;
                status.last_error = Some(error.to_string());
            }
        }
    }
}
