//! The working calendar of Vietnamese state bodies and the arithmetic of deadlines.
//!
//! Here: what kind of day a date is and why ([`Calendar`]), the published table ([`data`]), computed later years
//! (`provisional`, `lunar`), and counting a limit day by day ([`due()`]). Not here: which limits exist (packs), when a
//! clock starts or stops (the engine), reading files.
//!
//! Dates are Vietnamese local dates. A day lasts from 00:00 to 24:00 in the zone of [`zone`].

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, Utc, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Bilingual;

pub mod data;
mod due;
pub mod lunar;
mod provisional;
mod sentences;
#[cfg(test)]
mod tests;

pub use data::DayRow;
pub use due::{Budget, CountedDay, Due, Explanation, Stop, due};

/// The first year a calendar answers for.
pub const FIRST_YEAR: i32 = 2016;
/// The last year a calendar answers for.
pub const LAST_YEAR: i32 = 2100;

/// Why a calendar could not be read or could not answer. Every message says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The date lies outside 2016 to 2100.
    #[error(
        "{date} is outside the working calendar (1 January 2016 to 31 December 2100): correct the date, or count this \
         deadline by hand and enter the result with its reason"
    )]
    OutOfRange {
        /// The date asked for, or reached while counting.
        date: NaiveDate,
    },
    /// The text of a calendar is not right.
    #[error("calendar, line {line}: {message}; {remedy}")]
    Parse {
        /// Line of the text, from 1.
        line: usize,
        /// What is wrong.
        message: String,
        /// What to do about it.
        remedy: String,
    },
    /// A row given to [`Calendar::with_days`] is not right.
    #[error("{date}: {message}; {remedy}")]
    Row {
        /// The day of the row.
        date: NaiveDate,
        /// What is wrong.
        message: String,
        /// What to do about it.
        remedy: String,
    },
    /// A limit of no days was asked for.
    #[error("a limit of 0 days has no due date: enter at least 1 day, or a fixed date instead of a limit")]
    ZeroBudget,
    /// A stop ends before it begins.
    #[error("a stop of the clock ends ({to}) before it begins ({from}): correct the two moments")]
    StopOrder {
        /// When the stop began.
        from: DateTime<Utc>,
        /// When it ended.
        to: DateTime<Utc>,
    },
}

impl CalendarError {
    /// The stable name of the error, for answers of the API and for tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "calendar.out_of_range",
            Self::Parse { .. } => "calendar.parse",
            Self::Row { .. } => "calendar.row",
            Self::ZeroBudget => "calendar.zero_budget",
            Self::StopOrder { .. } => "calendar.stop_order",
        }
    }
}

/// What kind of day a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// An ordinary Monday to Friday. As a row: an announced or computed day off is withdrawn.
    Working,
    /// A Saturday or Sunday. As a row: an announced working weekend day is withdrawn.
    Weekend,
    /// A public holiday, also when it falls on a weekend.
    Holiday,
    /// A day off because a holiday fell on a weekend.
    Compensatory,
    /// A day off in exchange for a [`DayKind::SwappedWorking`] day.
    SwappedOff,
    /// A weekend day on which state bodies work.
    SwappedWorking,
    /// A day off of its own, by a decision for this one time.
    Exceptional,
    /// A day that may become a holiday but has not: a working day (or weekend) with a note.
    Unsettled,
}

/// What a date is and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Day {
    /// The local date.
    #[schemars(with = "String")]
    pub date: NaiveDate,
    /// What kind of day it is.
    pub kind: DayKind,
    /// Whether state bodies work.
    pub working: bool,
    /// The reason, a complete plain sentence without a full stop.
    pub reason: Bilingual,
    /// Whether an official document may still change it: a year not yet published, or an unsettled day.
    pub provisional: bool,
    /// Number of the official document, where one is known.
    pub dispatch: Option<String>,
}

/// One version of the working calendar. Immutable; a clone shares the data.
#[derive(Debug, Clone)]
pub struct Calendar {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    id: String,
    version: u32,
    hash: String,
    text: String,
    settled: Vec<i32>,
    days: BTreeMap<NaiveDate, DayRow>,
}

impl Calendar {
    /// Reads a calendar from the text of a file like `workflows/calendars/vn.toml`.
    ///
    /// # Errors
    /// [`CalendarError::Parse`] names the line and what to do.
    pub fn parse(toml_text: &str) -> Result<Self, CalendarError> {
        Ok(Self { inner: Arc::new(data::parse(toml_text)?) })
    }

    /// The calendar's name, for example `vn`.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// The version written in the text.
    pub fn version(&self) -> u32 {
        self.inner.version
    }

    /// SHA-256 of [`Calendar::text`], in lower-case hexadecimal.
    pub fn hash(&self) -> &str {
        &self.inner.hash
    }

    /// The text this calendar was read from; [`Calendar::parse`] of it gives the same calendar.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The rows of the table, by date.
    pub fn rows(&self) -> impl Iterator<Item = &DayRow> {
        self.inner.days.values()
    }

    /// Whether the days of `year` have been published in full, so that nothing in it is computed.
    pub fn is_settled(&self, year: i32) -> bool {
        self.inner.settled.contains(&year)
    }

    /// What `date` is and why.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] before 2016 or after 2100.
    pub fn day(&self, date: NaiveDate) -> Result<Day, CalendarError> {
        let year = in_range(date)?;
        if let Some(row) = self.inner.days.get(&date) {
            return Ok(sentences::entered(row));
        }
        if self.is_settled(year) {
            return Ok(sentences::plain(date, false));
        }
        Ok(provisional::day(date))
    }

    /// Whether state bodies work on `date`.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] before 2016 or after 2100.
    pub fn is_working(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        // The same as `day` without its sentences: counting years of days must stay cheap.
        let year = in_range(date)?;
        let kind = match self.inner.days.get(&date) {
            Some(row) => Some(row.kind),
            None if self.is_settled(year) => None,
            None => provisional::kind(date),
        };
        Ok(kind.map_or_else(|| !is_weekend(date), |kind| works(date, kind)))
    }

    /// The first working day strictly after `date`.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if the search leaves 2016 to 2100.
    pub fn next_working(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        let mut day = next(date)?;
        while !self.is_working(day)? {
            day = next(day)?;
        }
        Ok(day)
    }

    /// The date `n` working days before `date`, which itself is not counted; `date` for `n` = 0. For reminders.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if `date` or the search leaves 2016 to 2100.
    pub fn working_days_before(&self, date: NaiveDate, n: u32) -> Result<NaiveDate, CalendarError> {
        let mut day = self.day(date)?.date;
        let mut left = n;
        while left > 0 {
            day = day.pred_opt().ok_or(CalendarError::OutOfRange { date: day })?;
            left -= u32::from(self.is_working(day)?);
        }
        Ok(day)
    }

    /// How many working days lie after `from` up to and including `to`; 0 if `to` is not after `from`.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if either date is outside 2016 to 2100.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, CalendarError> {
        let (mut day, last) = (self.day(from)?.date, self.day(to)?.date);
        let mut count = 0;
        while day < last {
            day = next(day)?;
            count += u32::from(self.is_working(day)?);
        }
        Ok(count)
    }

    /// A new calendar in which the rows of `extra` are added or replace those of the same date: a newly entered
    /// document, or a question "what if". The years stay as settled as they were.
    ///
    /// # Errors
    /// [`CalendarError::Row`] names the row that is not right and what to do; [`CalendarError::Parse`] for version 0.
    pub fn with_days(&self, extra: Vec<DayRow>, version: u32) -> Result<Self, CalendarError> {
        Ok(Self { inner: Arc::new(data::with_days(&self.inner, extra, version)?) })
    }

    /// A new calendar in which `years` count as published in full: what has no row is then the plain week, no longer
    /// computed or provisional.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] (with 1 January of the year) for a year outside 2016 to 2100.
    pub fn with_settled(&self, years: &[i32], version: u32) -> Result<Self, CalendarError> {
        Ok(Self { inner: Arc::new(data::with_settled(&self.inner, years, version)?) })
    }
}

fn in_range(date: NaiveDate) -> Result<i32, CalendarError> {
    let year = date.year();
    if (FIRST_YEAR..=LAST_YEAR).contains(&year) { Ok(year) } else { Err(CalendarError::OutOfRange { date }) }
}

/// Whether state bodies work on a day of that kind.
fn works(date: NaiveDate, kind: DayKind) -> bool {
    match kind {
        DayKind::Working | DayKind::SwappedWorking => true,
        DayKind::Unsettled => !is_weekend(date),
        DayKind::Weekend | DayKind::Holiday | DayKind::Compensatory | DayKind::SwappedOff | DayKind::Exceptional => {
            false
        }
    }
}

/// Evaluated by the compiler, so the impossible arm cannot be reached at run time.
const ZONE: FixedOffset = match FixedOffset::east_opt(7 * 3600) {
    Some(zone) => zone,
    None => unreachable!(),
};

/// The zone of all local dates: UTC+7 (Asia/Ho_Chi_Minh), which has had no summer time since 1975.
pub const fn zone() -> FixedOffset {
    ZONE
}

/// The local date at the moment `at`.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone()).date_naive()
}

/// The end (24:00) of the local day `date`, which no longer belongs to it: 00:00+07:00 of the next day.
///
/// For the last day chrono can hold it is the beginning of that day.
pub fn end_of_day(date: NaiveDate) -> DateTime<FixedOffset> {
    let midnight = date.succ_opt().unwrap_or(date).and_time(NaiveTime::MIN);
    DateTime::from_naive_utc_and_offset(midnight - zone(), zone())
}

fn next(date: NaiveDate) -> Result<NaiveDate, CalendarError> {
    date.succ_opt().ok_or(CalendarError::OutOfRange { date })
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}
