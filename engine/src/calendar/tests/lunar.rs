//! The lunar calendar against known dates.

use super::super::lunar::{hung_kings, new_year, solar};
use super::*;

/// Tết of 2016 to 2100 (month-day), as the Python package `lunar-vn` 1.4.0 computes it.
const TET: &str = "\
    02-08 01-28 02-16 02-05 01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 \
    02-02 01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24 02-12 02-01 01-22 02-10 \
    01-30 02-17 02-06 01-26 02-14 02-02 01-23 02-11 02-01 02-18 02-08 01-28 02-15 02-04 \
    01-24 02-12 02-02 01-21 02-09 01-29 02-17 02-05 01-26 02-14 02-03 01-23 02-11 01-31 \
    02-19 02-07 01-27 02-15 02-05 01-24 02-12 02-02 01-22 02-09 01-29 02-17 02-06 01-26 \
    02-14 02-03 01-24 02-10 01-30 02-18 02-07 01-27 02-15 02-05 01-25 02-12 02-01 01-21 \
    02-09";

/// Day 10 of month 3 in the same years, from the same package.
const HUNG_KINGS: &str = "\
    04-16 04-06 04-25 04-14 04-02 04-21 04-10 04-29 04-18 04-07 04-26 04-16 04-04 04-23 \
    04-12 04-01 04-19 04-09 04-28 04-17 04-06 04-24 04-13 04-03 04-20 04-10 04-29 04-19 \
    04-07 04-26 04-15 04-04 04-22 04-11 04-01 04-20 04-09 04-28 04-17 04-06 04-24 04-13 \
    04-02 04-21 04-10 03-31 04-19 04-08 04-26 04-15 04-04 04-23 04-11 04-01 04-20 04-09 \
    04-27 04-16 04-05 04-24 04-13 04-02 04-21 04-11 03-30 04-18 04-07 04-26 04-14 04-03 \
    04-22 04-12 04-01 04-20 04-09 04-28 04-16 04-05 04-24 04-13 04-02 04-21 04-11 04-29 \
    04-18";

#[test]
fn every_year_agrees_with_an_independent_program() {
    let years = 2016..=2100;
    assert_eq!((TET.split(' ').count(), HUNG_KINGS.split(' ').count()), (85, 85));
    for ((year, tet), hung) in years.zip(TET.split(' ')).zip(HUNG_KINGS.split(' ')) {
        assert_eq!(new_year(year).unwrap(), on(&format!("{year}-{tet}")));
        assert_eq!(hung_kings(year).unwrap(), on(&format!("{year}-{hung}")));
    }
}

#[test]
fn years_that_are_easily_wrong() {
    // 1985 and 2007 as celebrated in Vietnam, 2030 and 2033 as computed by `lunar-vn` 1.4.0. The Chinese calendar has
    // 20 Feb 1985, 18 Feb 2007 and 3 Feb 2030.
    for (year, tet) in [(1985, "1985-01-21"), (2007, "2007-02-17"), (2030, "2030-02-02"), (2033, "2033-01-31")] {
        assert_eq!(new_year(year).unwrap(), on(tet));
    }
    // 2033 has a leap eleventh month at its end, so that Tết 2034 comes late.
    assert_eq!(new_year(2034).unwrap(), on("2034-02-19"));
}

#[test]
fn months_of_one_year_follow_each_other() {
    for year in 1900..2200 {
        let firsts: Vec<NaiveDate> = (1..=12).map(|month| solar(1, month, year).unwrap()).collect();
        let next_year = if year < 2199 { vec![new_year(year + 1).unwrap()] } else { vec![] };
        let all: Vec<_> = firsts.iter().chain(&next_year).collect();
        for pair in all.windows(2) {
            // 29 or 30 days, or twice that with a leap month between.
            let days = (*pair[1] - *pair[0]).num_days();
            assert!(matches!(days, 29 | 30 | 58..=60), "{year}: {pair:?}");
        }
        let tet = firsts[0];
        assert!((20..=52).contains(&tet.ordinal()) && tet.year() == year, "{tet}");
    }
}

#[test]
fn outside_its_range_there_is_no_answer() {
    assert!(new_year(1899).is_none() && new_year(2200).is_none());
    assert!(solar(0, 1, 2026).is_none() && solar(31, 1, 2026).is_none());
    assert!(solar(1, 0, 2026).is_none() && solar(1, 13, 2026).is_none());
}
