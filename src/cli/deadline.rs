//! `deadline explain`: a limit counted day by day, with the reason of each day in both languages.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate};
use engine::calendar::{Budget, Calendar, Due, Explanation, due};
use serde::Serialize;

use super::{Exit, ExplainArgs, Failure};
use crate::registry::Registry;

/// The JSON answer.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    due_on: NaiveDate,
    due_at: DateTime<FixedOffset>,
    #[serde(skip_serializing_if = "is_false")]
    provisional: bool,
    days: Vec<AnswerDay<'a>>,
}

#[derive(Debug, Serialize)]
struct AnswerDay<'a> {
    date: NaiveDate,
    counted: bool,
    reason: &'a str,
    reason_vi: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    provisional: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Counts the limit by the calendar of the program, or that of `packs`.
///
/// # Errors
/// A [`Failure`] of usage for a date outside the calendar or a limit of 0 days.
pub fn explain(args: &ExplainArgs, packs: Option<&Path>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let registry = Registry::with_dir(packs)?;
    let budget = match (args.working_days, args.days) {
        (Some(days), _) => Budget::Working(days),
        (None, Some(days)) => Budget::Calendar(days),
        (None, None) => return Err(Failure::usage("limit", "give --working-days N or --days N")),
    };
    let explanation = count(budget, args.from, registry.calendar())?;
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &answer(&explanation))?;
        writeln!(out)?;
    } else {
        table(budget, args.from, &explanation, out)?;
    }
    Ok(Exit::Done)
}

fn count(budget: Budget, from: NaiveDate, calendar: &Calendar) -> Result<Explanation, Failure> {
    match due(budget, from, &[], calendar) {
        Ok(Due::At(explanation)) => Ok(explanation),
        Ok(Due::Stopped { .. }) => Err(Failure::broken("deadline", "a limit without stops cannot be stopped")),
        Err(error) => Err(Failure::usage(error.code(), error)),
    }
}

fn answer(explanation: &Explanation) -> Answer<'_> {
    let days = explanation.days.iter().map(|day| AnswerDay {
        date: day.date,
        counted: day.counted,
        reason: &day.reason.en,
        reason_vi: &day.reason.vi,
        provisional: day.provisional,
    });
    Answer {
        due_on: explanation.due_on,
        due_at: explanation.due_at,
        provisional: explanation.provisional,
        days: days.collect(),
    }
}

fn table(budget: Budget, from: NaiveDate, explanation: &Explanation, out: &mut dyn Write) -> std::io::Result<()> {
    let local = |date: NaiveDate| date.format("%d/%m/%Y").to_string();
    let (vi, en) = match budget {
        Budget::Working(_) => ("ngày làm việc", "working"),
        Budget::Calendar(_) => ("ngày theo lịch", "calendar"),
    };
    let n = budget.days();
    let plural = if n == 1 { "day" } else { "days" };
    writeln!(out, "Thời hạn {n} {vi} sau ngày {} (không tính ngày này)", local(from))?;
    writeln!(out, "Limit of {n} {en} {plural} after {from} (that day is not counted)")?;
    writeln!(out)?;
    let mut counted = 0;
    for day in &explanation.days {
        counted += u32::from(day.counted);
        let number = if day.counted { counted.to_string() } else { "–".to_owned() };
        let (vi, en) = if day.provisional { (" (tạm tính)", " (provisional)") } else { ("", "") };
        writeln!(out, "{}  {number:>4}  {}{vi}", local(day.date), day.reason.vi)?;
        writeln!(out, "{:16}  {}{en}", "", day.reason.en)?;
    }
    writeln!(out)?;
    let (vi, en) = if explanation.provisional { (" (tạm tính)", " (provisional)") } else { ("", "") };
    writeln!(out, "Hết hạn: 24:00 ngày {}, giờ Việt Nam{vi}", local(explanation.due_on))?;
    writeln!(out, "Due: end of {} (24:00), Viet Nam time{en}", explanation.due_on)
}
