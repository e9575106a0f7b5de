//! Laws that hold for all limits, and a slow second implementation.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn day_in(years: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(*years.start(), 1, 1).unwrap();
    let last = NaiveDate::from_ymd_opt(*years.end(), 12, 31).unwrap();
    (0..=(last - first).num_days()).prop_map(move |days| first + Duration::days(days))
}

fn budget() -> impl Strategy<Value = Budget> {
    prop_oneof![(1..40u32).prop_map(Budget::Working), (1..60u32).prop_map(Budget::Calendar)]
}

/// An event in the years that are published and a few that are not.
fn event() -> impl Strategy<Value = NaiveDate> {
    day_in(2016..=2035)
}

/// Stops near the event, as hours after its noon and hours of length.
fn stops(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((-200..1200i64, 0..600i64), count)
}

fn closed(event: NaiveDate, spans: &[(i64, i64)]) -> Vec<Stop> {
    let stop = |(from, length): &(i64, i64)| {
        let from = noon(event) + Duration::hours(*from);
        Stop { from, to: Some(from + Duration::hours(*length)), reason: "x".into() }
    };
    spans.iter().map(stop).collect()
}

fn ends(budget: Budget, event: NaiveDate, stops: &[Stop], calendar: &Calendar) -> Explanation {
    at(due(budget, event, stops, calendar).unwrap())
}

/// The same question answered the long way: the set of all lost days, then lists.
fn slowly(budget: Budget, event: NaiveDate, stops: &[Stop], calendar: &Calendar) -> NaiveDate {
    let mut lost = BTreeSet::new();
    for stop in stops {
        let mut moment = stop.from;
        while local_date(moment) < local_date(stop.to.unwrap()) {
            moment += Duration::days(1);
            lost.insert(local_date(moment));
        }
    }
    let running: Vec<NaiveDate> = event.iter_days().skip(1).take(400).filter(|day| !lost.contains(day)).collect();
    let working: Vec<NaiveDate> = running.iter().copied().filter(|day| calendar.is_working(*day).unwrap()).collect();
    match budget {
        Budget::Working(days) => working[days as usize - 1],
        Budget::Calendar(days) => {
            let last = running[days as usize - 1];
            *working.iter().find(|day| **day >= last).unwrap()
        }
    }
}

proptest! {
    #[test]
    fn a_slow_implementation_agrees(budget in budget(), event in event(), spans in stops(0..5)) {
        let stops = closed(event, &spans);
        prop_assert_eq!(ends(budget, event, &stops, &VN).due_on, slowly(budget, event, &stops, &VN));
    }

    #[test]
    fn the_account_is_complete(budget in budget(), event in event(), spans in stops(0..4)) {
        let explanation = ends(budget, event, &closed(event, &spans), &VN);
        let days = &explanation.days;
        prop_assert_eq!(days.iter().filter(|day| day.counted).count(), budget.days() as usize);
        let expected: Vec<NaiveDate> = event.iter_days().skip(1).take(days.len()).collect();
        prop_assert_eq!(days.iter().map(|day| day.date).collect::<Vec<_>>(), expected);
        prop_assert_eq!(days.last().unwrap().date, explanation.due_on);
        prop_assert!(VN.is_working(explanation.due_on).unwrap());
        prop_assert_eq!(explanation.moved, !days.last().unwrap().counted);
        prop_assert_eq!(local_date(explanation.due_at.to_utc()), explanation.due_on.succ_opt().unwrap());
        if matches!(budget, Budget::Working(_)) && spans.is_empty() {
            prop_assert_eq!(VN.working_days_between(event, explanation.due_on).unwrap(), budget.days());
        }
    }

    #[test]
    fn stop_and_resume_on_one_day_changes_nothing(budget in budget(), event in event(), after in 0..40i64) {
        let moment = noon(event + Duration::days(after));
        let stop = Stop { from: moment, to: Some(moment + Duration::hours(3)), reason: "x".into() };
        prop_assert_eq!(ends(budget, event, &[stop], &VN), ends(budget, event, &[], &VN));
    }

    #[test]
    fn overlapping_stops_count_once(budget in budget(), event in event(), from in -100..600i64, a in 1..300i64, b in 0..300i64, c in 1..300i64) {
        // One stop of a + b + c hours, and two that overlap for b hours; also given twice and in the other order.
        let whole = closed(event, &[(from, a + b + c)]);
        let parts = closed(event, &[(from + a, b + c), (from, a + b), (from, a + b)]);
        let (whole, parts) = (ends(budget, event, &whole, &VN), ends(budget, event, &parts, &VN));
        prop_assert_eq!(whole.due_on, parts.due_on);
        let counted = |explanation: &Explanation| explanation.days.iter().map(|day| day.counted).collect::<Vec<_>>();
        prop_assert_eq!(counted(&whole), counted(&parts));
    }

    #[test]
    fn an_open_stop_splits_the_budget(budget in budget(), event in event(), after in -5..60i64) {
        let began = event + Duration::days(after);
        let open = Stop { from: noon(began), to: None, reason: "x".into() };
        let running = ends(budget, event, &[], &VN);
        match due(budget, event, &[open], &VN).unwrap() {
            Due::At(explanation) => {
                prop_assert!(began >= running.due_on);
                prop_assert_eq!(explanation, running);
            }
            Due::Stopped { since, counted, left, days } => {
                prop_assert!(began < running.due_on);
                prop_assert_eq!((since, counted + left), (began, budget.days()));
                prop_assert_eq!(&days[..], &running.days[..days.len()]);
                prop_assert_eq!(days.len() as i64, after.max(0));
            }
        }
    }

    #[test]
    fn a_stop_never_brings_a_deadline_forward(budget in budget(), event in event(), spans in stops(1..4)) {
        let stopped = ends(budget, event, &closed(event, &spans), &VN);
        prop_assert!(stopped.due_on >= ends(budget, event, &[], &VN).due_on);
    }

    #[test]
    fn a_longer_budget_is_never_due_earlier(days in 1..50u32, event in event()) {
        prop_assert!(ends(Budget::Working(days), event, &[], &VN).due_on < ends(Budget::Working(days + 1), event, &[], &VN).due_on);
        prop_assert!(ends(Budget::Calendar(days), event, &[], &VN).due_on <= ends(Budget::Calendar(days + 1), event, &[], &VN).due_on);
    }
}

proptest! {
    // Each case writes and reads a whole calendar.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_new_day_off_never_brings_a_deadline_forward(budget in budget(), event in event(), after in prop::collection::btree_set(0..50i64, 1..4)) {
        let before = ends(budget, event, &[], &VN).due_on;
        let rows = after.iter().map(|days| row(event + Duration::days(*days), DayKind::Holiday)).collect();
        let calendar = VN.with_days(rows, 2).unwrap();
        prop_assert!(ends(budget, event, &[], &calendar).due_on >= before);
        prop_assert_eq!(ends(budget, event, &[], &calendar).due_on, slowly(budget, event, &[], &calendar));
    }

    #[test]
    fn a_new_working_saturday_never_pushes_a_deadline_back(budget in budget(), event in event(), week in 0..6i64) {
        let saturday = event.week(Weekday::Mon).first_day() + Duration::days(5 + 7 * week);
        let before = ends(budget, event, &[], &VN).due_on;
        let calendar = VN.with_days(vec![row(saturday, DayKind::SwappedWorking)], 2).unwrap();
        prop_assert!(calendar.is_working(saturday).unwrap());
        prop_assert!(ends(budget, event, &[], &calendar).due_on <= before);
    }

    #[test]
    fn reminders_count_back_what_limits_count_on(event in day_in(2017..=2099), days in 1..40u32) {
        let due_on = ends(Budget::Working(days), event, &[], &VN).due_on;
        let back = VN.working_days_before(due_on, days).unwrap();
        prop_assert!(back <= event && VN.is_working(back).unwrap());
        prop_assert_eq!(VN.working_days_between(back, due_on).unwrap(), days);
    }
}
