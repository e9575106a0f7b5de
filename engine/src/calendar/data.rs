//! The table of published days: its TOML form, and the checks that keep a wrong row out.
//!
//! What the days mean for a deadline does not belong here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{CalendarError, DayKind, FIRST_YEAR, Inner, LAST_YEAR, is_weekend};
use crate::text::Bilingual;

/// One day that differs from the plain week, with where it is known from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayRow {
    /// The local date, written as a text `"YYYY-MM-DD"`.
    #[schemars(with = "String")]
    pub date: NaiveDate,
    /// What kind of day it is.
    pub kind: DayKind,
    /// What the day is for, put after "nghỉ" and "day off for": `Quốc khánh`, `National Day`.
    pub name: Bilingual,
    /// The other half of a swap of working days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub swap_with: Option<NaiveDate>,
    /// Number of the official document, for example `12729/VPCP-KGVX`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatch: Option<String>,
    /// Where the row was taken from, in short. May be missing only while `verified` is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Bilingual>,
    /// Whether the day is fixed by law itself or was seen in the document or a second publication of it.
    #[serde(default)]
    pub verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    version: Spanned<u32>,
    #[serde(default)]
    settled: Vec<Spanned<i32>>,
    #[serde(default)]
    days: Vec<Spanned<DayRow>>,
}

/// What is written again after a change; read by [`parse`].
#[derive(Serialize)]
struct Written<'a> {
    id: &'a str,
    version: u32,
    settled: Vec<i32>,
    days: Vec<&'a DayRow>,
}

/// What is wrong, and what to do about it.
struct Fault(String, &'static str);

/// Reads and checks the text of a calendar.
pub(super) fn parse(text: &str) -> Result<Inner, CalendarError> {
    let at = |start: usize, Fault(message, remedy): Fault| CalendarError::Parse {
        line: line(text, start),
        message,
        remedy: remedy.into(),
    };
    let file: File = toml::from_str(text).map_err(|error| {
        let fault = Fault(error.message().into(), "compare the line with the comment at the head of calendars/vn.toml");
        at(error.span().map_or(0, |span| span.start), fault)
    })?;
    if file.id.get_ref().trim().is_empty() {
        return Err(at(
            file.id.span().start,
            Fault("the id is empty".into(), "give the calendar a short name, e.g. \"vn\""),
        ));
    }
    if *file.version.get_ref() == 0 {
        return Err(at(file.version.span().start, Fault("the version is 0".into(), "number versions from 1")));
    }
    let mut settled = BTreeSet::new();
    for year in &file.settled {
        let fault = if !in_range(*year.get_ref()) {
            Fault(format!("the year {} is outside 2016 to 2100", year.get_ref()), "remove the year")
        } else if !settled.insert(*year.get_ref()) {
            Fault(format!("the year {} stands twice", year.get_ref()), "keep it once")
        } else {
            continue;
        };
        return Err(at(year.span().start, fault));
    }
    let mut days = BTreeMap::new();
    for row in file.days {
        let start = row.span().start;
        let row = row.into_inner();
        check(&row).map_err(|fault| at(start, fault))?;
        if days.contains_key(&row.date) {
            return Err(at(start, twice(row.date)));
        }
        days.insert(row.date, row);
    }
    Ok(Inner {
        id: file.id.into_inner(),
        version: file.version.into_inner(),
        hash: hex::encode(Sha256::digest(text.as_bytes())),
        text: text.to_owned(),
        settled: settled.into_iter().collect(),
        days,
    })
}

/// The table `old` with the rows of `extra` added or put in the place of those of the same date.
pub(super) fn with_days(old: &Inner, extra: Vec<DayRow>, version: u32) -> Result<Inner, CalendarError> {
    let mut added = BTreeMap::new();
    for row in extra {
        let date = row.date;
        let at = |Fault(message, remedy): Fault| CalendarError::Row { date, message, remedy: remedy.into() };
        check(&row).map_err(at)?;
        if added.insert(date, row).is_some() {
            return Err(at(twice(date)));
        }
    }
    let days: Vec<&DayRow> =
        old.days.values().filter(|row| !added.contains_key(&row.date)).chain(added.values()).collect();
    write(Written { id: &old.id, version, settled: old.settled.clone(), days })
}

/// The table `old` with `years` marked as published in full.
pub(super) fn with_settled(old: &Inner, years: &[i32], version: u32) -> Result<Inner, CalendarError> {
    if let Some(year) = years.iter().find(|year| !in_range(**year)) {
        let date = NaiveDate::from_ymd_opt(*year, 1, 1);
        return Err(CalendarError::OutOfRange { date: date.unwrap_or(NaiveDate::MAX) });
    }
    let settled: BTreeSet<i32> = old.settled.iter().chain(years).copied().collect();
    let days = old.days.values().collect();
    write(Written { id: &old.id, version, settled: settled.into_iter().collect(), days })
}

fn write(mut written: Written<'_>) -> Result<Inner, CalendarError> {
    written.days.sort_by_key(|row| row.date);
    let text = toml::to_string(&written).map_err(|error| CalendarError::Parse {
        line: 1,
        message: error.to_string(),
        remedy: "report this as a fault of the program, with the rows entered".into(),
    })?;
    parse(&text)
}

/// Checks what one row says against itself.
fn check(row: &DayRow) -> Result<(), Fault> {
    use DayKind::{Compensatory, SwappedOff, SwappedWorking, Weekend, Working};
    let weekend = is_weekend(row.date);
    let day = row.date.format("%Y-%m-%d (%A)");
    if !in_range(row.date.year()) {
        return Err(Fault(format!("{day} is outside 2016 to 2100"), "correct the date or remove the row"));
    }
    if matches!(row.kind, Working | Compensatory | SwappedOff) && weekend {
        let remedy = "correct the date, or use kind = \"holiday\" for a holiday on a weekend";
        return Err(Fault(format!("{day} is a weekly day off already"), remedy));
    }
    if matches!(row.kind, Weekend | SwappedWorking) && !weekend {
        let remedy = "correct the date, or use kind = \"working\" to withdraw a day off";
        return Err(Fault(format!("{day} is not a Saturday or Sunday"), remedy));
    }
    if row.name.vi.trim().is_empty() || row.name.en.trim().is_empty() {
        return Err(Fault(format!("{day} has no name in both languages"), "fill name.vi and name.en"));
    }
    if row.swap_with.is_some() && !matches!(row.kind, SwappedOff | SwappedWorking) {
        return Err(Fault(
            format!("{day} is no swapped day but has swap_with"),
            "remove swap_with or correct the kind",
        ));
    }
    if row.swap_with == Some(row.date) {
        return Err(Fault(format!("{day} is swapped with itself"), "write the other day of the swap into swap_with"));
    }
    if row.dispatch.as_deref().is_some_and(|number| number.trim().is_empty()) {
        return Err(Fault(format!("the document number of {day} is empty"), "write the number or remove `dispatch`"));
    }
    let named = |source: &Bilingual| !source.vi.trim().is_empty() && !source.en.trim().is_empty();
    if row.verified && !row.source.as_ref().is_some_and(named) {
        let remedy = "name the source in both languages or set verified = false";
        return Err(Fault(format!("{day} is verified but names no source"), remedy));
    }
    Ok(())
}

fn twice(date: NaiveDate) -> Fault {
    Fault(format!("{date} stands twice"), "keep one row for the day; a holiday on a swapped day keeps the kind holiday")
}

fn in_range(year: i32) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&year)
}

/// The line (from 1) of the byte `at` of `text`.
fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}
