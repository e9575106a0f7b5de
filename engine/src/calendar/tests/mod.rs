//! Tests of the working calendar. What they share stands here.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::*;

mod data;
mod lunar;
mod properties;
mod stops;
mod vectors;

/// The calendar shipped with the product.
static VN: LazyLock<Calendar> = LazyLock::new(|| Calendar::parse(VN_TEXT).unwrap());
const VN_TEXT: &str = include_str!("../../../../workflows/calendars/vn.toml");

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Noon of the local date, in UTC.
fn noon(date: NaiveDate) -> DateTime<Utc> {
    end_of_day(date).to_utc() - Duration::hours(12)
}

fn stop(from: &str, to: Option<&str>) -> Stop {
    Stop { from: noon(on(from)), to: to.map(|to| noon(on(to))), reason: "chờ bổ sung hồ sơ".into() }
}

fn row(date: NaiveDate, kind: DayKind) -> DayRow {
    DayRow {
        date,
        kind,
        name: Bilingual::new("thử nghiệm", "a test"),
        swap_with: None,
        dispatch: Some("1/VPCP-KGVX".into()),
        source: Some(Bilingual::new("thử", "test")),
        verified: true,
    }
}

/// The shipped calendar without the rows whose line contains one of `dates`: the answer before a document was entered.
fn without(dates: &[&str]) -> Calendar {
    let dropped = |line: &str| dates.iter().any(|date| line.contains(&format!("{{ date = \"{date}\"")));
    let kept: Vec<&str> = VN_TEXT.lines().filter(|line| !dropped(line)).collect();
    assert_eq!(kept.len() + dates.len(), VN_TEXT.lines().count());
    Calendar::parse(&kept.join("\n")).unwrap()
}

fn at(due: Due) -> Explanation {
    match due {
        Due::At(explanation) => explanation,
        Due::Stopped { .. } => panic!("stopped: {due:?}"),
    }
}

fn explain(budget: Budget, event: &str, calendar: &Calendar) -> Explanation {
    at(due(budget, on(event), &[], calendar).unwrap())
}

fn seven(event: &str, calendar: &Calendar) -> String {
    explain(Budget::Working(7), event, calendar).due_on.to_string()
}
