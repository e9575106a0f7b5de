//! Years whose days are not published yet: what the law and the usual practice make of them.
//!
//! Rules: the plain week; 1 January, 30 April, 1 May, 2 September and day 10 of the third lunar month; Tết and the second
//! day of National Day (from 2021) as below; a holiday on a weekend is compensated on the next working day. Swaps cannot
//! be computed. Everything here is provisional. Published rows are not looked at here; they come first.
//!
//! *Tết* has five days which the Prime Minister chooses. In each of 2016 to 2026 the choice for state bodies is the same
//! as: the eve and the first four days when the new year begins on a Monday or Tuesday, else the last two days of the
//! old year and the first three. *National Day*: the second day is 1 September when the 2nd is a Tuesday, Wednesday,
//! Friday or Saturday, else the 3rd; so it was in 2021 to 2026. A test holds both against the published years.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::{Day, DayKind, FIRST_YEAR, LAST_YEAR, is_weekend, lunar, sentences};
use crate::text::Bilingual;

/// An occasion for days off: its names after "nghỉ" and "day off for".
type Name = (&'static str, &'static str);

const NEW_YEAR: Name = ("Tết Dương lịch", "New Year's Day");
const TET: Name = ("Tết Nguyên đán", "Lunar New Year (Tết)");
const HUNG_KINGS: Name = ("Giỗ Tổ Hùng Vương", "the Hùng Kings' Commemoration Day");
const VICTORY: Name = ("ngày Chiến thắng", "Victory Day");
const LABOUR: Name = ("ngày Quốc tế lao động", "International Labour Day");
const NATIONAL: Name = ("Quốc khánh", "National Day");
const CULTURE: Name = ("Ngày Văn hóa Việt Nam", "Vietnamese Culture Day");

/// The rules of all years at once. It depends on nothing but this file, so it is made one time.
static TABLE: LazyLock<BTreeMap<NaiveDate, (DayKind, Name)>> =
    LazyLock::new(|| (FIRST_YEAR..=LAST_YEAR).flat_map(|year| year_table(year).unwrap_or_default()).collect());

/// What the rules make of `date`, marked as provisional.
pub(super) fn day(date: NaiveDate) -> Day {
    match TABLE.get(&date) {
        Some((kind, (vi, en))) => sentences::computed(date, *kind, &Bilingual::new(*vi, *en)),
        None => sentences::plain(date, true),
    }
}

/// The kind of `date` by the rules, where they make it differ from the plain week.
pub(super) fn kind(date: NaiveDate) -> Option<DayKind> {
    TABLE.get(&date).map(|(kind, _)| *kind)
}

/// The days of `year` that differ from the plain week; `None` outside the years the lunar calendar covers.
fn year_table(year: i32) -> Option<BTreeMap<NaiveDate, (DayKind, Name)>> {
    let fixed = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let mut holidays = BTreeMap::from([
        (fixed(1, 1)?, NEW_YEAR),
        (lunar::hung_kings(year)?, HUNG_KINGS),
        (fixed(4, 30)?, VICTORY),
        (fixed(5, 1)?, LABOUR),
        (fixed(9, 2)?, NATIONAL),
    ]);
    if year >= 2021 {
        holidays.insert(second_national_day(fixed(9, 2)?)?, NATIONAL);
    }
    holidays.extend(tet(lunar::new_year(year)?)?.map(|day| (day, TET)));

    let mut table: BTreeMap<_, _> = holidays.iter().map(|(day, name)| (*day, (DayKind::Holiday, *name))).collect();
    for (holiday, name) in holidays.iter().filter(|(day, _)| is_weekend(**day)) {
        let mut free = holiday.succ_opt()?;
        while is_weekend(free) || table.contains_key(&free) {
            free = free.succ_opt()?;
        }
        table.insert(free, (DayKind::Compensatory, *name));
    }
    if year >= 2026 {
        table.entry(fixed(11, 24)?).or_insert((DayKind::Unsettled, CULTURE));
    }
    Some(table)
}

/// The five days of Tết for state bodies, by the practice of 2016 to 2026, when the lunar year begins on `first`.
fn tet(first: NaiveDate) -> Option<impl Iterator<Item = NaiveDate>> {
    let before = if matches!(first.weekday(), Weekday::Mon | Weekday::Tue) { 1 } else { 2 };
    Some(first.checked_sub_days(Days::new(before))?.iter_days().take(5))
}

/// The day joined to National Day (`second_of_september`), by the practice of 2021 to 2026.
fn second_national_day(second_of_september: NaiveDate) -> Option<NaiveDate> {
    match second_of_september.weekday() {
        Weekday::Tue | Weekday::Wed | Weekday::Fri | Weekday::Sat => second_of_september.pred_opt(),
        Weekday::Mon | Weekday::Thu | Weekday::Sun => second_of_september.succ_opt(),
    }
}
