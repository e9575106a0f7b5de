//! The shipped table, the reading of tables, and computed years against published ones.

use std::collections::BTreeSet;

use super::*;

fn fault(text: &str) -> (usize, String) {
    match Calendar::parse(text).unwrap_err() {
        CalendarError::Parse { line, message, remedy } => {
            assert!(!remedy.is_empty());
            (line, message)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_shipped_table() {
    assert_eq!((VN.id(), VN.version(), VN.hash().len()), ("vn", 1, 64));
    assert!((2016..=2026).all(|year| VN.is_settled(year)) && !VN.is_settled(2027));
    assert_eq!(VN.rows().count(), 160);
    let open: Vec<_> = VN.rows().filter(|row| !row.verified).map(|row| row.date).collect();
    assert_eq!(open, [on("2026-11-24")]);
    for row in VN.rows() {
        let Some(other) = row.swap_with else { continue };
        let other = VN.rows().find(|candidate| candidate.date == other).unwrap();
        assert_eq!(other.swap_with, Some(row.date));
        assert_ne!(other.kind, row.kind);
    }
}

/// Weekdays off and weekends worked, written by hand: 2016 to 2018 as in `holidays` 0.109, 2019 to 2026 as in the legal
/// study of the project.
#[test]
fn days_off_on_weekdays() {
    let listed = "\
        2016: 01-01 02-08 02-09 02-10 02-11 02-12 04-18 05-02 05-03 09-02
        2017: 01-02 01-26 01-27 01-30 01-31 02-01 04-06 05-01 05-02 09-04
        2018: 01-01 02-14 02-15 02-16 02-19 02-20 04-25 04-30 05-01 09-03 12-31
        2019: 01-01 02-04 02-05 02-06 02-07 02-08 04-15 04-29 04-30 05-01 09-02
        2020: 01-01 01-23 01-24 01-27 01-28 01-29 04-02 04-30 05-01 09-02
        2021: 01-01 02-10 02-11 02-12 02-15 02-16 04-21 04-30 05-03 09-02 09-03
        2022: 01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02
        2023: 01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04
        2024: 01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03
        2025: 01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02
        2026: 01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02";
    for line in listed.lines() {
        let (year, days) = line.trim().split_once(": ").unwrap();
        let off: Vec<String> = days_of(year.parse().unwrap())
            .filter(|day| !is_weekend(*day) && !VN.is_working(*day).unwrap())
            .map(|day| day.format("%m-%d").to_string())
            .collect();
        assert_eq!(off.join(" "), days, "{year}");
    }
    let worked: Vec<String> = (2016..=2026)
        .flat_map(days_of)
        .filter(|day| is_weekend(*day) && VN.is_working(*day).unwrap())
        .map(|day| day.to_string())
        .collect();
    assert_eq!(worked, ["2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]);
}

fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(move |day| day.year() == year)
}

#[test]
fn the_rules_reproduce_the_published_years_except_swaps() {
    let swaps: BTreeSet<NaiveDate> = VN.rows().filter(|row| row.swap_with.is_some()).map(|row| row.date).collect();
    for day in (2016..=2026).flat_map(days_of).filter(|day| !swaps.contains(day)) {
        let (computed, published) = (provisional::day(day), VN.day(day).unwrap());
        assert_eq!((computed.kind, computed.working), (published.kind, published.working), "{day}");
    }
}

#[test]
fn later_years_are_provisional_until_entered() {
    for day in (2027..=2100).flat_map(days_of) {
        let day = VN.day(day).unwrap();
        assert!(day.provisional && day.dispatch.is_none() && !day.reason.vi.is_empty());
    }
    let tet = on("2027-02-08");
    assert!(!VN.is_working(tet).unwrap());
    // The document chose other days: the computed day is withdrawn, another one entered.
    let entered = VN.with_days(vec![row(tet, DayKind::Working), row(on("2027-02-12"), DayKind::Holiday)], 2).unwrap();
    assert!(entered.is_working(tet).unwrap() && !entered.is_working(on("2027-02-12")).unwrap());
    assert!(!entered.day(tet).unwrap().provisional && entered.day(on("2027-02-11")).unwrap().provisional);
    let settled = entered.with_settled(&[2027], 3).unwrap();
    assert_eq!(settled.version(), 3);
    let plain = settled.day(on("2027-02-09")).unwrap();
    assert!(plain.working && !plain.provisional);
    assert_eq!(VN.with_settled(&[2101], 2).unwrap_err().code(), "calendar.out_of_range");
}

#[test]
fn a_changed_calendar_can_be_read_again() {
    let changed = VN.with_days(vec![row(on("2026-12-24"), DayKind::Exceptional)], 7).unwrap();
    let again = Calendar::parse(changed.text()).unwrap();
    assert_eq!((again.hash(), again.version()), (changed.hash(), 7));
    assert_ne!(again.hash(), VN.hash());
    assert!(again.rows().eq(changed.rows()));
    assert_eq!(again.rows().count(), VN.rows().count() + 1);
    assert!(VN.is_working(on("2026-12-24")).unwrap() && !again.is_working(on("2026-12-24")).unwrap());
}

#[test]
fn faults_name_the_line_and_the_remedy() {
    const HEAD: &str = "id = \"x\"\nversion = 1\ndays = [\n";
    let with = |rows: &str| fault(&format!("{HEAD}{rows}\n]"));
    let name = "name = { vi = \"a\", en = \"b\" }";
    assert_eq!(fault("id = \"x\"\nversion = \"one\"").0, 2);
    assert_eq!(fault("id = \"x\"\nversion = 0"), (2, "the version is 0".into()));
    assert_eq!(fault("id = \"\"\nversion = 1"), (1, "the id is empty".into()));
    assert_eq!(fault("id = \"x\"\nversion = 1\nyears = 3").0, 3);
    assert_eq!(fault("id = \"x\"\nversion = 1\nsettled = [2016,\n2015]").0, 4);
    assert_eq!(fault("id = \"x\"\nversion = 1\nsettled = [2016,\n2016]").0, 4);
    let one = format!("{{ date = \"2026-01-01\", kind = \"holiday\", {name} }},");
    assert_eq!(with(&format!("{one}\n{one}")), (5, "2026-01-01 stands twice".into()));
    for (row, message) in [
        ("date = \"2026-02-30\", kind = \"holiday\"", ""),
        ("date = \"2026-02-27\", kind = \"vacation\"", "unknown variant"),
        ("date = \"2015-02-27\", kind = \"holiday\"", "outside 2016 to 2100"),
        ("date = \"2026-01-10\", kind = \"swapped-off\"", "a weekly day off already"),
        ("date = \"2026-01-09\", kind = \"swapped-working\"", "not a Saturday or Sunday"),
        ("date = \"2026-01-09\", kind = \"holiday\", swap_with = \"2026-01-10\"", "no swapped day"),
        ("date = \"2026-01-09\", kind = \"swapped-off\", swap_with = \"2026-01-09\"", "swapped with itself"),
        ("date = \"2026-01-09\", kind = \"holiday\", dispatch = \" \"", "document number"),
        ("date = \"2026-01-09\", kind = \"holiday\", verified = true", "names no source"),
        (
            "date = \"2026-01-09\", kind = \"holiday\", source = { vi = \"a\", en = \" \" }, verified = true",
            "names no source",
        ),
    ] {
        let (line, text) = with(&format!("\n{{ {row}, {name} }},"));
        assert_eq!(line, 5, "{row}: {text}");
        assert!(text.contains(message), "{row}: {text}");
    }
    let (line, text) = with("{ date = \"2026-01-09\", kind = \"holiday\", name = { vi = \"a\", en = \" \" } }");
    assert_eq!((line, text.as_str()), (4, "2026-01-09 (Friday) has no name in both languages"));

    let given = |rows| VN.with_days(rows, 2).unwrap_err();
    let twice = given(vec![row(on("2026-12-24"), DayKind::Holiday), row(on("2026-12-24"), DayKind::Working)]);
    assert_eq!(twice.code(), "calendar.row");
    let wrong = given(vec![row(on("2026-12-24"), DayKind::SwappedWorking)]).to_string();
    assert!(wrong.starts_with("2026-12-24: ") && wrong.contains("to withdraw a day off"), "{wrong}");
    assert!(matches!(VN.with_days(vec![], 0), Err(CalendarError::Parse { .. })));
}

#[test]
fn a_row_without_a_second_source_says_so() {
    let mut unsure = row(on("2026-12-24"), DayKind::Holiday);
    unsure.verified = false;
    let day = VN.with_days(vec![unsure], 2).unwrap().day(on("2026-12-24")).unwrap();
    assert!(day.reason.vi.ends_with("chưa đối chiếu với văn bản gốc"), "{}", day.reason.vi);
}

#[test]
fn whether_a_day_is_worked_agrees_with_the_account_of_it() {
    let (first, last) = (NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1), NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31));
    let mut off = 0;
    for day in first.unwrap().iter_days().take_while(|day| *day <= last.unwrap()) {
        assert_eq!(VN.is_working(day).unwrap(), VN.day(day).unwrap().working, "{day}");
        off += u32::from(!VN.is_working(day).unwrap());
    }
    assert!(off > 85 * 104, "weekends and holidays: {off}");
    assert!(VN.is_working(first.unwrap().pred_opt().unwrap()).is_err());
    assert!(VN.is_working(last.unwrap().succ_opt().unwrap()).is_err());
}
