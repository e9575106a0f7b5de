//! What the service itself may do: remind, and mark a clock that ran out. Never more: silence is never consent.

use super::Rejected;
use super::work::Work;
use crate::clock;
use crate::command::Data;
use crate::dossier::Clock;
use crate::event::Event;
use crate::notice;
use crate::refusal::{Code, Refusal};
use chrono::{DateTime, Utc};

fn nothing_due() -> Rejected {
    Refusal::new(Code::NothingDue).into()
}

/// The open clock that the command names.
fn named(work: &Work, data: &Data) -> Result<Clock, Rejected> {
    let Data::Clock { clock } = data else {
        return Err(nothing_due());
    };
    work.dossier.open_clocks().find(|known| known.id == *clock).cloned().ok_or_else(nothing_due)
}

/// When to look at the clock again, once it stands as `after`.
fn look_again(work: &Work, after: &Clock) -> Result<Option<DateTime<Utc>>, Rejected> {
    Ok(work.next(after)?.map(|(at, _)| at))
}

pub(super) fn mark_overdue(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let clock = named(work, data)?;
    if clock.ran_out_at.is_some() || !clock::is_late(&clock, work.cx.now) {
        return Err(nothing_due());
    }
    let mut after = clock.clone();
    after.ran_out_at = Some(work.cx.now);
    let next_at = look_again(work, &after)?;
    work.push(Event::ClockRanOut { clock: clock.id, next_at })
}

pub(super) fn remind(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let clock = named(work, data)?;
    let rule = work.pack.clock(&clock.rule);
    let (Some(cadence), Some(due_on)) = (rule.and_then(|rule| rule.reminders.as_ref()), clock.due_on) else {
        return Err(nothing_due());
    };
    let (now, calendar) = (work.cx.now, work.cx.calendar);
    let mut passed = clock::rungs_due(cadence, due_on, &clock.reminded, clock.event_on, now, calendar)?;
    let rung = passed.pop().ok_or_else(nothing_due)?;
    let mut after = clock.clone();
    after.reminded.extend(passed.iter().chain([&rung]));
    let next_at = look_again(work, &after)?;
    let notices = notice::of_reminder(work.pack, &work.dossier, &clock, rung, &passed);
    work.push(Event::Reminded { clock: clock.id, rung, next_at, passed })?;
    work.notify(notices);
    Ok(())
}
