//! The Vietnamese lunar calendar, as far as holidays need it: from a lunar day and month to the solar date.
//!
//! The rules are the ones Hồ Ngọc Đức published: a month begins on the day (in Vietnam, UTC+7) of the astronomical new
//! moon; the month that contains the winter solstice is the eleventh; between two eleventh months with thirteen moons
//! the first month without a principal term is a leap month. New moons are the truncated series of Meeus (exact to a
//! few minutes in our range), the sun's longitude its low-precision formula. Nothing about days off belongs here.
//!
//! A Chinese calendar is no substitute: it is computed at UTC+8 and in some years (1985, 2007, 2030) begins the year on
//! another day.

use chrono::{Datelike, Days, NaiveDate};

/// Days between two new moons, on average.
const SYNODIC_MONTH: f64 = 29.530_588_68;
/// Julian date of the new moon that the count starts from (1 January 1900).
const FIRST_NEW_MOON: f64 = 2_415_020.759_33;
/// Julian date of the epoch J2000.0.
const J2000: f64 = 2_451_545.0;
/// Days in a Julian century.
const CENTURY: f64 = 36_525.0;
/// UTC+7 as a fraction of a day.
const ZONE: f64 = 7.0 / 24.0;
/// Julian day number of the day before 1 January of the year 1.
const COMMON_ERA: i64 = 1_721_425;

/// First day of the lunar new year (Tết: day 1 of month 1) that falls in the solar year `year`.
///
/// `None` for years outside 1900 to 2199, for which the formulas are not meant.
pub fn new_year(year: i32) -> Option<NaiveDate> {
    solar(1, 1, year)
}

/// The Hùng Kings' commemoration: day 10 of month 3 of the lunar year that begins in `year`. `None` as in [`new_year`].
pub fn hung_kings(year: i32) -> Option<NaiveDate> {
    solar(10, 3, year)
}

/// The solar date of day `day` of the (not leap) month `month` in the lunar year that begins in `year`.
///
/// `None` if the day is not 1 to 30, the month not 1 to 12, or the year outside 1900 to 2199. Day 30 of a month that
/// has 29 days gives the first day of the next month.
pub fn solar(day: u32, month: u32, year: i32) -> Option<NaiveDate> {
    if !(1..=30).contains(&day) || !(1..=12).contains(&month) || !(1900..2200).contains(&year) {
        return None;
    }
    // Months 11 and 12 follow the solstice of this year, the others that of the year before.
    let base = if month >= 11 { year } else { year - 1 };
    let eleventh = eleventh_month(base)?;
    let following = eleventh_month(base + 1)?;
    let mut offset = i64::from((month + 1) % 12);
    if following - eleventh > 365 && offset >= leap_offset(eleventh) {
        offset += 1;
    }
    let first = new_moon_day(moon_number(eleventh) + offset);
    date(first)?.checked_add_days(Days::new(u64::from(day) - 1))
}

/// First day (as a Julian day number) of the eleventh lunar month of `year`: the one with the winter solstice.
fn eleventh_month(year: i32) -> Option<i64> {
    let last_day = day_number(NaiveDate::from_ymd_opt(year, 12, 31)?);
    let moon = moon_number(last_day);
    let start = new_moon_day(moon);
    // Past the solstice already (longitude 270°, the ninth of twelve arcs): the month before has it.
    Some(if solar_arc(start) >= 9 { new_moon_day(moon - 1) } else { start })
}

/// How many months after the eleventh month (which begins on `eleventh`) the leap month comes, in a year that has one.
fn leap_offset(eleventh: i64) -> i64 {
    let moon = moon_number(eleventh);
    let arc = |offset: i64| solar_arc(new_moon_day(moon + offset));
    // A month without a principal term begins in the same arc as the next one.
    (1..14).find(|offset| arc(*offset) == arc(offset + 1)).unwrap_or(14)
}

/// Which of the twelve arcs of 30° of its yearly way the sun is in, at the beginning (0:00, UTC+7) of the day `day`.
fn solar_arc(day: i64) -> i64 {
    let t = (day as f64 - 0.5 - ZONE - J2000) / CENTURY;
    let anomaly = (357.52910 + 35_999.050_30 * t - 0.000_155_9 * t * t - 0.000_000_48 * t * t * t).to_radians();
    let mean_longitude = 280.46645 + 36_000.769_83 * t + 0.000_303_2 * t * t;
    let centre = (1.914600 - 0.004817 * t - 0.000014 * t * t) * anomaly.sin()
        + (0.019993 - 0.000101 * t) * (2.0 * anomaly).sin()
        + 0.000290 * (3.0 * anomaly).sin();
    floor((mean_longitude + centre).rem_euclid(360.0) / 30.0)
}

/// The day in Vietnam (UTC+7, as a Julian day number) on which new moon number `k` after the first falls.
fn new_moon_day(k: i64) -> i64 {
    floor(new_moon(k as f64) + 0.5 + ZONE)
}

/// The moment (Julian date, UT) of new moon number `k` after the one of 1 January 1900.
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let sin = |degrees: f64| degrees.to_radians().sin();
    let mean = FIRST_NEW_MOON + SYNODIC_MONTH * k + 0.0001178 * t2 - 0.000000155 * t3
        + 0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t2);
    let sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
    let moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
    let latitude = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;
    let correction = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2.0 * sun) - 0.4068 * sin(moon)
        + 0.0161 * sin(2.0 * moon)
        - 0.0004 * sin(3.0 * moon)
        + 0.0104 * sin(2.0 * latitude)
        - 0.0051 * sin(sun + moon)
        - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2.0 * latitude + sun)
        - 0.0004 * sin(2.0 * latitude - sun)
        - 0.0006 * sin(2.0 * latitude + moon)
        + 0.0010 * sin(2.0 * latitude - moon)
        + 0.0005 * sin(2.0 * moon + sun);
    // Dynamical time to universal time, for years after 800.
    let delta_t = -0.000278 + 0.000265 * t + 0.000262 * t2;
    mean + correction - delta_t
}

/// Number of the new moon that begins the month containing the day `day`.
fn moon_number(day: i64) -> i64 {
    // The mean moon is at most a day from the true one.
    let guess = floor((day as f64 - FIRST_NEW_MOON) / SYNODIC_MONTH) + 1;
    (guess - 2..=guess).rev().find(|k| new_moon_day(*k) <= day).unwrap_or(guess - 2)
}

fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) + COMMON_ERA
}

fn date(day_number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day_number - COMMON_ERA).ok()?)
}

fn floor(x: f64) -> i64 {
    x.floor() as i64
}
