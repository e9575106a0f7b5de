//! Clocks of a dossier: the due instant and when to remind.
//!
//! A clock stores its event day and its stops; the due day is derived by [`crate::calendar::due`]. This file adds what
//! follows from a due day: the reminder cadence and the instant at which the service must look again.

use crate::calendar::{self, Calendar, CalendarError, Due, end_of_day, zone};
use crate::dossier::{Clock, Rung};
use crate::pack::{Cadence, ClockRule};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};

/// Hour (local) at which reminders of a day are due.
pub const REMINDER_HOUR: u32 = 8;

/// The due instant of `clock` under `rule`, derived anew; `None` for a rule without a number of days.
///
/// # Errors
/// [`CalendarError`] outside 2016-2100.
pub fn due(rule: &ClockRule, clock: &Clock, calendar: &Calendar) -> Result<Option<Due>, CalendarError> {
    rule.budget.map(|budget| calendar::due(budget, clock.event_on, &clock.stops, calendar)).transpose()
}

/// The due day that would hold had the clock never been stopped (stops are policy, in no act).
///
/// # Errors
/// [`CalendarError`] outside 2016-2100.
pub fn due_without_stops(
    rule: &ClockRule,
    clock: &Clock,
    calendar: &Calendar,
) -> Result<Option<NaiveDate>, CalendarError> {
    let Some(budget) = rule.budget else { return Ok(None) };
    Ok(match calendar::due(budget, clock.event_on, &[], calendar)? {
        Due::At(explanation) => Some(explanation.due_on),
        Due::Stopped { .. } => None,
    })
}

/// First instant after the last day, exclusive: late is `now >= lapse`.
pub fn lapse(due_on: NaiveDate) -> DateTime<Utc> {
    end_of_day(due_on).with_timezone(&Utc)
}

/// Whether `clock` has run out at `now`.
pub fn is_late(clock: &Clock, now: DateTime<Utc>) -> bool {
    clock.due_on.is_some_and(|due_on| now >= lapse(due_on))
}

/// The instant on `day` at which reminders are due.
pub fn reminder_at(day: NaiveDate) -> DateTime<Utc> {
    let eight = NaiveTime::from_hms_opt(REMINDER_HOUR, 0, 0).unwrap_or(NaiveTime::MIN);
    match zone().from_local_datetime(&day.and_time(eight)) {
        chrono::LocalResult::Single(at) => at.with_timezone(&Utc),
        // A fixed offset has neither gaps nor folds.
        _ => Utc.from_utc_datetime(&day.and_time(eight)),
    }
}

/// What the service has to do about a clock next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Record this reminder.
    Remind(Rung),
    /// Mark the clock as run out.
    RanOut,
}

/// The first thing not yet done, and when. Missed reminders are not skipped: each stands in the record; the mails of
/// one person are gathered into one digest.
///
/// # Errors
/// [`CalendarError`] outside 2016-2100.
pub fn next(
    cadence: Option<&Cadence>,
    due_on: NaiveDate,
    reminded: &[Rung],
    ran_out: bool,
    started_on: NaiveDate,
    calendar: &Calendar,
) -> Result<Option<(DateTime<Utc>, Next)>, CalendarError> {
    let lapse_at = lapse(due_on);
    let Some(cadence) = cadence else {
        return Ok((!ran_out).then_some((lapse_at, Next::RanOut)));
    };
    let mut best: Option<(DateTime<Utc>, Next)> = (!ran_out).then_some((lapse_at, Next::RanOut));
    let mut offer = |at: DateTime<Utc>, rung: Rung| {
        if !reminded.contains(&rung) && best.is_none_or(|(known, _)| at < known) {
            best = Some((at, Next::Remind(rung)));
        }
    };
    for before in &cadence.before {
        let day = calendar.working_days_before(due_on, *before)?;
        // A short clock has no room for an early reminder: none on or before the day of the event.
        if day > started_on {
            offer(reminder_at(day), Rung::Before(*before));
        }
    }
    if cadence.on_due_day {
        offer(reminder_at(due_on), Rung::DueDay);
    }
    if cadence.each_day_late {
        let done = reminded
            .iter()
            .filter_map(|rung| match rung {
                Rung::Late(n) => Some(*n),
                _ => None,
            })
            .max()
            .unwrap_or(0);
        let mut day = due_on;
        for _ in 0..=done {
            day = calendar.next_working(day)?;
        }
        offer(reminder_at(day), Rung::Late(done + 1));
    }
    Ok(best)
}
