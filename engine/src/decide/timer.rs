//! What the service itself may do: remind, and mark a clock that ran out. Never more: silence is never consent.

use super::Rejected;
use super::work::Work;
use crate::clock::{self, Next};
use crate::command::Data;
use crate::dossier::Clock;
use crate::event::Event;
use crate::ids::ClockId;
use crate::notice;
use crate::refusal::{Code, Refusal};
use chrono::{DateTime, Utc};

fn nothing_due() -> Rejected {
    Refusal::new(Code::NothingDue).into()
}

/// The open clock and what is due on it now.
fn due_now(work: &Work, data: &Data) -> Result<(Clock, Next), Rejected> {
    let Data::Clock { clock } = data else {
        return Err(nothing_due());
    };
    let found = work.dossier.open_clocks().find(|known| known.id == *clock).ok_or_else(nothing_due)?.clone();
    match upcoming(work, &found)? {
        Some((at, next)) if at <= work.cx.now => Ok((found, next)),
        _ => Err(nothing_due()),
    }
}

fn upcoming(work: &Work, clock: &Clock) -> Result<Option<(DateTime<Utc>, Next)>, Rejected> {
    let (Some(rule), Some(due_on)) = (work.pack.clock(&clock.rule), clock.due_on) else {
        return Ok(None);
    };
    Ok(clock::next(
        rule.reminders.as_ref(),
        due_on,
        &clock.reminded,
        clock.ran_out_at.is_some(),
        clock.event_on,
        work.cx.calendar,
    )?)
}

/// When to look at the clock again, once it stands as `after`.
fn look_again(work: &Work, after: &Clock) -> Result<Option<DateTime<Utc>>, Rejected> {
    Ok(upcoming(work, after)?.map(|(at, _)| at))
}

pub(super) fn mark_overdue(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let (clock, Next::RanOut) = due_now(work, data)? else {
        return Err(nothing_due());
    };
    let mut after = clock.clone();
    after.ran_out_at = Some(work.cx.now);
    let next_at = look_again(work, &after)?;
    work.push(Event::ClockRanOut { clock: clock.id, next_at })
}

pub(super) fn remind(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let (clock, Next::Remind(rung)) = due_now(work, data)? else {
        return Err(nothing_due());
    };
    let mut after = clock.clone();
    after.reminded.push(rung);
    let next_at = look_again(work, &after)?;
    let id: ClockId = clock.id;
    work.push(Event::Reminded { clock: id, rung, next_at })?;
    let notices = notice::of_reminder(work.pack, &work.dossier, &clock, rung);
    work.notify(notices);
    Ok(())
}
