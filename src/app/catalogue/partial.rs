//! A day of which perhaps only the year or the month is known.

use crate::app::input::Invalid;
use chrono::{Datelike, NaiveDate};

/// The day by which rows without one are ordered: before all others.
pub const UNKNOWN: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// Earliest and latest year that is taken.
const YEARS: std::ops::RangeInclusive<i32> = 1945..=2100;

/// A day, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partial {
    /// Its first day.
    pub first: NaiveDate,
    /// How much is known.
    pub precision: Precision,
}

/// How much of a day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// The year.
    Year,
    /// Year and month.
    Month,
    /// All of it.
    Day,
}

impl Precision {
    /// Its fixed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

impl Partial {
    /// Reads `2019`, `04/2019`, `15/04/2019`, `2019-04` or `2019-04-15`.
    ///
    /// # Errors
    /// [`Invalid`] naming the field, also for years before 1945 and after 2100.
    pub fn read(field: &str, text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::field(field, "bad-partial-date");
        let parts: Vec<&str> = text.trim().split(['/', '-']).collect();
        if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) || part.len() > 4) {
            return Err(wrong());
        }
        let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let first_is_year = parts.first().is_some_and(|part| part.len() == 4);
        let (year, month, day, precision) = match (numbers.as_slice(), first_is_year) {
            ([year], true) => (*year, 1, 1, Precision::Year),
            ([year, month], true) | ([month, year], false) => (*year, *month, 1, Precision::Month),
            ([year, month, day], true) | ([day, month, year], false) => (*year, *month, *day, Precision::Day),
            _ => return Err(wrong()),
        };
        let year = i32::try_from(year).map_err(|_| wrong())?;
        let first = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(wrong)?;
        if YEARS.contains(&year) { Ok(Self { first, precision }) } else { Err(wrong()) }
    }

    /// The same from what is stored.
    pub fn stored(first: NaiveDate, precision: &str) -> Self {
        let precision = match precision {
            "year" => Precision::Year,
            "month" => Precision::Month,
            _ => Precision::Day,
        };
        Self { first, precision }
    }

    /// `2019`, `2019-04` or `2019-04-15`.
    pub fn iso(self) -> String {
        match self.precision {
            Precision::Year => format!("{:04}", self.first.year()),
            Precision::Month => format!("{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => self.first.to_string(),
        }
    }

    /// `2019`, `04/2019` or `15/04/2019`.
    pub fn shown(self) -> String {
        match self.precision {
            Precision::Year => format!("{:04}", self.first.year()),
            Precision::Month => self.first.format("%m/%Y").to_string(),
            Precision::Day => self.first.format("%d/%m/%Y").to_string(),
        }
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        let (year, month) = (self.first.year(), self.first.month());
        let next = match self.precision {
            Precision::Day => return self.first,
            Precision::Month if month < 12 => NaiveDate::from_ymd_opt(year, month + 1, 1),
            Precision::Month | Precision::Year => NaiveDate::from_ymd_opt(year + 1, 1, 1),
        };
        next.and_then(|day| day.pred_opt()).unwrap_or(self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_kept_and_no_more() {
        for (typed, iso, shown, last) in [
            ("2019", "2019", "2019", "2019-12-31"),
            ("04/2019", "2019-04", "04/2019", "2019-04-30"),
            ("2019-12", "2019-12", "12/2019", "2019-12-31"),
            ("15/4/2019", "2019-04-15", "15/04/2019", "2019-04-15"),
            ("2019-04-15", "2019-04-15", "15/04/2019", "2019-04-15"),
        ] {
            let read = Partial::read("since", typed).unwrap();
            assert_eq!((read.iso().as_str(), read.shown().as_str()), (iso, shown), "{typed}");
            assert_eq!(read.last().to_string(), last, "{typed}");
            assert_eq!(Partial::stored(read.first, read.precision.as_str()), read);
            assert_eq!(Partial::read("since", iso).unwrap(), read);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for typed in ["", "abc", "31/02/2019", "13/2019", "19", "1944", "2101", "2019-04-15-01", "20190415", "1/1/1/1"]
        {
            assert!(Partial::read("since", typed).is_err(), "{typed}");
        }
    }
}
