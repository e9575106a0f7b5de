//! Clocks of a dossier: the due instant and when to remind.
//!
//! A clock stores its event day and its stops; the due day is derived by [`crate::calendar::due`]. This file adds what
//! follows from a due day: the reminder cadence and the instant at which the service must look again.

use crate::calendar::{self, Budget, Calendar, CalendarError, Due, end_of_day, zone};
use crate::dossier::{Clock, Rung};
use crate::pack::{Cadence, ClockRule};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use std::cmp::Ordering;

/// Hour (local) at which reminders of a day are due.
pub const REMINDER_HOUR: u32 = 8;

/// How long `clock` runs: the target it was started with, else its rule's length.
pub fn budget(rule: &ClockRule, clock: &Clock) -> Option<Budget> {
    clock.target.map(|target| target.budget).or(rule.budget)
}

/// The due instant of `clock` under `rule`, derived anew; `None` for a rule without a number of days.
///
/// # Errors
/// [`CalendarError`] outside 2016-2100.
pub fn due(rule: &ClockRule, clock: &Clock, calendar: &Calendar) -> Result<Option<Due>, CalendarError> {
    budget(rule, clock).map(|budget| calendar::due(budget, clock.event_on, &clock.stops, calendar)).transpose()
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
    let Some(budget) = budget(rule, clock) else { return Ok(None) };
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

/// The first thing not yet done, and when.
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
    let mark = (!ran_out).then(|| (lapse(due_on), Next::RanOut));
    let rungs = match cadence {
        Some(cadence) => open_rungs(cadence, due_on, reminded, started_on, DateTime::<Utc>::MIN_UTC, calendar)?,
        None => Vec::new(),
    };
    let rung = rungs.first().map(|(at, rung)| (*at, Next::Remind(*rung)));
    // What happens at the same instant is marked first.
    Ok(mark.into_iter().chain(rung).min_by_key(|(at, _)| *at))
}

/// The reminders whose instant has come by `now` and that are not recorded, in time order. Of several only the last is
/// told: after a pause of the service, or on a clock that was short from its start, the earlier ones have passed.
///
/// # Errors
/// [`CalendarError`] outside 2016-2100.
pub fn rungs_due(
    cadence: &Cadence,
    due_on: NaiveDate,
    reminded: &[Rung],
    started_on: NaiveDate,
    now: DateTime<Utc>,
    calendar: &Calendar,
) -> Result<Vec<Rung>, CalendarError> {
    let open = open_rungs(cadence, due_on, reminded, started_on, now, calendar)?;
    Ok(open.into_iter().filter(|(at, _)| *at <= now).map(|(_, rung)| rung).collect())
}

/// Recorded reminders that come again because the due day moved: those whose instant now lies after `now`.
///
/// # Errors
/// [`CalendarError`] outside 2016-2100.
pub fn rungs_ahead(
    due_on: NaiveDate,
    reminded: &[Rung],
    now: DateTime<Utc>,
    calendar: &Calendar,
) -> Result<Vec<Rung>, CalendarError> {
    let mut ahead = Vec::new();
    for rung in reminded {
        if reminder_at(day_of(*rung, due_on, calendar)?) > now {
            ahead.push(*rung);
        }
    }
    Ok(ahead)
}

/// How the due day stands on `today`, in the steps of the cadence: what a message says, whenever it is written. On a
/// rest day right after the due day no working day has been lost yet: `Late(0)`.
///
/// # Errors
/// [`CalendarError`] outside 2016-2100.
pub fn standing(due_on: NaiveDate, today: NaiveDate, calendar: &Calendar) -> Result<Rung, CalendarError> {
    Ok(match today.cmp(&due_on) {
        Ordering::Less => Rung::Before(calendar.working_days_between(today, due_on)?),
        Ordering::Equal => Rung::DueDay,
        Ordering::Greater => Rung::Late(calendar.working_days_between(due_on, today)?),
    })
}

/// The day of a reminder.
fn day_of(rung: Rung, due_on: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
    match rung {
        Rung::Before(n) => calendar.working_days_before(due_on, n),
        Rung::DueDay => Ok(due_on),
        Rung::Late(n) => (0..n).try_fold(due_on, |day, _| calendar.next_working(day)),
    }
}

/// Reminders not recorded, with their instants, in time order. Late days have no end: they go up to the first that lies
/// after `until`.
fn open_rungs(
    cadence: &Cadence,
    due_on: NaiveDate,
    reminded: &[Rung],
    started_on: NaiveDate,
    until: DateTime<Utc>,
    calendar: &Calendar,
) -> Result<Vec<(DateTime<Utc>, Rung)>, CalendarError> {
    let mut open: Vec<(DateTime<Utc>, Rung)> = Vec::new();
    for before in &cadence.before {
        let day = day_of(Rung::Before(*before), due_on, calendar)?;
        // A short clock has no room for an early reminder: none on or before the day of the event.
        if day > started_on {
            open.push((reminder_at(day), Rung::Before(*before)));
        }
    }
    if cadence.on_due_day {
        open.push((reminder_at(due_on), Rung::DueDay));
    }
    open.retain(|(_, rung)| !reminded.contains(rung));
    if cadence.each_day_late {
        let late = |rung: &Rung| if let Rung::Late(n) = rung { Some(*n) } else { None };
        let done = reminded.iter().filter_map(late).max().unwrap_or(0);
        let mut day = day_of(Rung::Late(done), due_on, calendar)?;
        for n in done.saturating_add(1).. {
            day = calendar.next_working(day)?;
            let at = reminder_at(day);
            open.push((at, Rung::Late(n)));
            if at > until {
                break;
            }
        }
    }
    open.sort_by_key(|(at, _)| *at);
    Ok(open)
}
