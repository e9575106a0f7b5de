//! Clocks that stood still.

use super::*;

fn with(stops: &[Stop]) -> Due {
    due(Budget::Working(7), on("2026-03-02"), stops, &VN).unwrap()
}

#[test]
fn the_day_of_the_stop_counts_and_the_days_up_to_the_resumption_do_not() {
    assert_eq!(at(with(&[])).due_on, on("2026-03-11"));
    // Stopped on Thursday 5, resumed on Monday 9: Friday 6 and Monday 9 are lost.
    let explanation = at(with(&[stop("2026-03-05", Some("2026-03-09"))]));
    assert_eq!(explanation.due_on, on("2026-03-13"));
    let counted = |date: &str| explanation.days.iter().find(|day| day.date == on(date)).unwrap().counted;
    assert!(counted("2026-03-05") && !counted("2026-03-06") && !counted("2026-03-09") && counted("2026-03-10"));
    let lost = &explanation.days.iter().find(|day| day.date == on("2026-03-06")).unwrap().reason;
    assert_eq!(
        lost.vi,
        "Thứ Sáu, ngày làm việc; thời hạn tạm dừng từ sau ngày 05/03/2026 đến hết ngày 09/03/2026 (chờ bổ sung hồ sơ); không \
         tính"
    );
}

#[test]
fn local_days_decide() {
    // 23:30 and 00:30 in Vietnam: one local day apart, although the same day in UTC.
    let from: DateTime<Utc> = "2026-03-05T16:30:00Z".parse().unwrap();
    let night = Stop { from, to: Some(from + Duration::hours(1)), reason: String::new() };
    assert_eq!(at(with(&[night])).due_on, on("2026-03-12"));
    let day = Stop { from: from - Duration::hours(2), to: Some(from), reason: String::new() };
    assert_eq!(at(with(&[day])).due_on, on("2026-03-11"));
}

#[test]
fn an_open_stop_leaves_the_date_unknown() {
    let Due::Stopped { since, counted, left, days } = with(&[stop("2026-03-05", None)]) else { panic!() };
    assert_eq!((since, counted, left), (on("2026-03-05"), 3, 4));
    assert_eq!(days.last().unwrap().date, since);
    // Stopped before the event, twice.
    let early = with(&[stop("2026-03-04", None), stop("2026-02-27", None)]);
    assert_eq!(early, Due::Stopped { since: on("2026-02-27"), counted: 0, left: 7, days: vec![] });
    // Stopped on the last day or later: the limit had its days.
    assert_eq!(at(with(&[stop("2026-03-11", None)])).due_on, on("2026-03-11"));
    assert!(matches!(with(&[stop("2026-03-10", None)]), Due::Stopped { left: 1, .. }));
}

#[test]
fn a_stop_while_the_end_is_moving_to_a_working_day() {
    // 5 days from Monday 2 March end on Saturday 7 March.
    let calendar_days = |stops: &[Stop]| due(Budget::Calendar(5), on("2026-03-02"), stops, &VN).unwrap();
    assert_eq!(at(calendar_days(&[])).due_on, on("2026-03-09"));
    assert_eq!(at(calendar_days(&[stop("2026-03-07", Some("2026-03-10"))])).due_on, on("2026-03-11"));
    assert!(matches!(calendar_days(&[stop("2026-03-08", None)]), Due::Stopped { counted: 5, left: 0, .. }));
}

#[test]
fn a_stop_that_ends_before_it_begins_is_refused() {
    let error = due(Budget::Working(7), on("2026-03-02"), &[stop("2026-03-05", Some("2026-03-04"))], &VN).unwrap_err();
    assert_eq!(error.code(), "calendar.stop_order");
}
