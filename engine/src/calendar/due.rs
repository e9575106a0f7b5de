//! From a budget, an event and the stops of a clock to the due date, day by day with the reason of each.
//!
//! The day of the event is not counted; the limit ends at 24:00 of its last day. A budget of working days counts the days
//! on which state bodies work. A budget of calendar days counts every day, and if the last one is a rest day the limit
//! ends on the next working day. Days on which the clock stood still are not counted; overlapping stops count once.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sentences::{Why, explain};
use super::{Calendar, CalendarError, end_of_day, local_date, next};
use crate::text::Bilingual;

/// How long a limit is. In TOML `{ working = 7 }` or `{ calendar = 15 }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// Working days.
    Working(u32),
    /// Calendar days.
    Calendar(u32),
}

impl Budget {
    /// The number of days, of whichever sort.
    pub fn days(self) -> u32 {
        match self {
            Self::Working(days) | Self::Calendar(days) => days,
        }
    }
}

/// A time during which a clock stood still. The local days after that of `from` up to that of `to` are not counted: the
/// day of the stop still belongs to the body, and the count goes on with the day after the resumption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// When the clock was stopped.
    #[schemars(with = "String")]
    pub from: DateTime<Utc>,
    /// When it was started again; `None` while it is stopped.
    #[schemars(with = "Option<String>")]
    pub to: Option<DateTime<Utc>>,
    /// Why, as entered by the person who stopped it.
    pub reason: String,
}

/// One day of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CountedDay {
    /// The local date.
    #[schemars(with = "String")]
    pub date: NaiveDate,
    /// Whether it uses up a day of the budget.
    pub counted: bool,
    /// Why, a complete plain sentence without a full stop.
    pub reason: Bilingual,
    /// Whether an official document may still change what kind of day it is.
    pub provisional: bool,
}

/// A due date with the account of every day up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// The last day of the limit (local date).
    #[schemars(with = "String")]
    pub due_on: NaiveDate,
    /// The first moment that is too late: 00:00+07:00 of the day after `due_on`.
    #[schemars(with = "String")]
    pub due_at: DateTime<FixedOffset>,
    /// Every day from the one after the event up to `due_on`.
    pub days: Vec<CountedDay>,
    /// Whether the date rests on a day that an official document may still change.
    pub provisional: bool,
    /// Whether a limit in calendar days ended on a rest day and was moved to the next working day.
    pub moved: bool,
}

/// What [`due()`] finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Due {
    /// The limit ends on a known day.
    At(Explanation),
    /// The clock stands still, so the due date is not known until it is started again.
    Stopped {
        /// The local date on which the stop that is still open began (the earliest, if there are several).
        #[schemars(with = "String")]
        since: NaiveDate,
        /// Days of the budget used up to and including `since`.
        counted: u32,
        /// Days of the budget left. 0 only if a limit in calendar days was just waiting for the next working day.
        left: u32,
        /// Every day from the one after the event up to `since`.
        days: Vec<CountedDay>,
    },
}

/// A stop in local dates.
pub(super) struct Span<'a> {
    pub(super) from: NaiveDate,
    pub(super) to: Option<NaiveDate>,
    pub(super) reason: &'a str,
}

impl Span<'_> {
    fn covers(&self, date: NaiveDate) -> bool {
        self.from < date && self.to.is_none_or(|to| date <= to)
    }
}

/// When a limit of `budget` days ends that began with an event on the local date `event_on`.
///
/// # Errors
/// [`CalendarError::ZeroBudget`] for a budget of 0 days, [`CalendarError::StopOrder`] for a stop that ends before it
/// begins, [`CalendarError::OutOfRange`] if the event or the count leaves 2016 to 2100.
pub fn due(budget: Budget, event_on: NaiveDate, stops: &[Stop], calendar: &Calendar) -> Result<Due, CalendarError> {
    let total = budget.days();
    if total == 0 {
        return Err(CalendarError::ZeroBudget);
    }
    let spans = stops.iter().map(span).collect::<Result<Vec<_>, _>>()?;
    let open = spans.iter().filter(|span| span.to.is_none()).map(|span| span.from).min();

    let mut date = calendar.day(event_on)?.date;
    let (mut used, mut moved, mut provisional) = (0, false, false);
    let mut days = Vec::new();
    loop {
        if let Some(since) = open.filter(|since| *since <= date) {
            return Ok(Due::Stopped { since, counted: used, left: total - used, days });
        }
        date = next(date)?;
        let day = calendar.day(date)?;
        let why = match spans.iter().find(|span| span.covers(date)) {
            Some(span) => Why::Stopped(span),
            None if used == total && day.working => Why::MovedTo,
            None if used == total => Why::StillResting,
            None if day.working || matches!(budget, Budget::Calendar(_)) => Why::Counted { nth: used + 1, budget },
            None => Why::Rest,
        };
        let counted = matches!(why, Why::Counted { .. });
        used += u32::from(counted);
        let moves = counted && used == total && !day.working;
        let last = matches!(why, Why::MovedTo) || counted && used == total && day.working;
        moved |= moves;
        // Within a limit in calendar days only the end asks what kind of day it is.
        let matters = match budget {
            Budget::Working(_) => !matches!(why, Why::Stopped(_)),
            Budget::Calendar(_) => used == total && !matches!(why, Why::Stopped(_)),
        };
        provisional |= day.provisional && matters;
        let reason = explain(&day, &why, days.is_empty(), last, moves);
        days.push(CountedDay { date, counted, reason, provisional: day.provisional });
        if last {
            return Ok(Due::At(Explanation { due_on: date, due_at: end_of_day(date), days, provisional, moved }));
        }
    }
}

fn span(stop: &Stop) -> Result<Span<'_>, CalendarError> {
    match stop.to {
        Some(to) if to < stop.from => Err(CalendarError::StopOrder { from: stop.from, to }),
        to => Ok(Span { from: local_date(stop.from), to: to.map(local_date), reason: &stop.reason }),
    }
}
