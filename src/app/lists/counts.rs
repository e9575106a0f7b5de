//! How much waits, of the first hundred.

use super::MOST;
use crate::app::App;
use crate::store::dossiers::{self, Cursor};

/// How much waits, each up to [`MOST`] + 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waits.
    pub waiting: usize,
    /// Of these, overdue.
    pub overdue: usize,
    /// Of these, due today or within two working days.
    pub soon: usize,
}

/// One more than is counted: then it is "more than".
pub fn most() -> u64 {
    u64::try_from(MOST).unwrap_or(u64::MAX).saturating_add(1)
}

impl Counts {
    /// What these places of a list come to, in their order.
    pub(super) fn of(app: &App, mut places: Vec<Cursor>) -> Self {
        places.truncate(MOST + 1);
        let today = app.today();
        let calendar = app.registry.calendar();
        let mut counts = Counts { waiting: places.len(), ..Counts::default() };
        counts.overdue = places.iter().filter(|place| place.sort_on < today).count();
        // The first that is further away ends it.
        let ahead =
            places.iter().map(|place| place.sort_on).filter(|due| *due >= today && *due != dossiers::last_day());
        counts.soon =
            ahead.take_while(|due| calendar.working_days_between(today, *due).is_ok_and(|days| days <= 2)).count();
        counts
    }
}
