//! A decision in the making: events are folded as they are added, so that later steps see the earlier ones.

use super::{Context, Decision, Rejected};
use crate::actor::Acting;
use crate::calendar::{CalendarError, Due};
use crate::clock::{self, Next};
use crate::dossier::{Clock, Dossier, Rung, Subject};
use crate::event::Event;
use crate::guard::{Facts, holds};
use crate::ids::{ClockId, ConsultationId, DutyId};
use crate::notice::{self, Address, Notice, Touched};
use crate::pack::{DutyRule, Pack, Phase, StartsOn, Track, Transition};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub(super) struct Work<'a> {
    pub(super) pack: &'a Pack,
    pub(super) track: &'a Track,
    pub(super) dossier: Dossier,
    pub(super) acting: Acting,
    pub(super) cx: &'a Context<'a>,
    events: Vec<Event>,
    notices: Vec<Notice>,
    touched: Touched,
    basis: Option<Vec<String>>,
    ids: u128,
}

/// What is derived of a clock when an event about it is recorded.
pub(super) struct Derived {
    pub(super) due_on: Option<NaiveDate>,
    pub(super) calendar: u32,
    pub(super) next_at: Option<DateTime<Utc>>,
    /// Reminders recorded under another due day that lie ahead under this one.
    pub(super) comes_again: Vec<Rung>,
    /// The clock is marked as run out, and has not under this due day.
    pub(super) in_time_again: bool,
}

impl<'a> Work<'a> {
    pub(super) fn new(pack: &'a Pack, track: &'a Track, dossier: Dossier, acting: Acting, cx: &'a Context<'a>) -> Self {
        Self {
            pack,
            track,
            dossier,
            acting,
            cx,
            events: Vec::new(),
            notices: Vec::new(),
            touched: Touched::default(),
            basis: None,
            ids: 0,
        }
    }

    /// A new id, counted up from the seed. Seeds are time-ordered ids with 62 random low bits, so runs of a few dozen
    /// do not meet.
    pub(super) fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.cx.seed.as_u128().wrapping_add(self.ids))
    }

    pub(super) fn push(&mut self, event: Event) -> Result<(), Rejected> {
        // A fault ends the whole decision, so nobody sees a dossier folded half.
        self.dossier.fold(&event, self.cx.now, &self.acting)?;
        match &event {
            Event::OpinionRequested { consultation, .. } => self.touched.asked.push(*consultation),
            Event::RequestWithdrawn { consultation } | Event::OpinionVoided { consultation } => {
                let unanswered = self.dossier.row(*consultation).is_some_and(|row| row.opinion.is_none());
                self.touched.taken_back.extend(unanswered.then_some(*consultation));
            }
            _ => {}
        }
        self.events.push(event);
        Ok(())
    }

    /// The decision rests on these provisions instead of the transition's.
    pub(super) fn rest_on(&mut self, basis: &[String]) {
        if !basis.is_empty() {
            self.basis = Some(basis.to_vec());
        }
    }

    pub(super) fn notify(&mut self, notices: Vec<Notice>) {
        self.notices.extend(notices);
    }

    /// The decision without a transition: an opening.
    pub(super) fn into_decision(self, basis: Vec<String>) -> Decision {
        Decision { acting: self.acting, basis, events: self.events, notices: self.notices, after: self.dossier }
    }

    pub(super) fn finish(mut self, transition: &Transition, row: Option<ConsultationId>) -> Decision {
        self.touched.row = row;
        let told = notice::of_transition(transition, &self.dossier, &self.touched);
        self.notices.extend(told);
        // Nobody is told of what he did himself.
        if let Some(me) = self.acting.account {
            self.notices.retain(|notice| {
                !matches!(&notice.to, Address::Reviewer { account: to, .. } | Address::Drafter { account: to, .. }
                    if *to == me)
            });
        }
        Decision {
            acting: self.acting,
            basis: self.basis.unwrap_or_else(|| transition.basis.clone()),
            events: self.events,
            notices: self.notices,
            after: self.dossier,
        }
    }

    /// Moves along `transition`, if it names a state: closes the clock of the old state, opens that of the new one.
    pub(super) fn move_on(&mut self, transition: &Transition, reason: Option<String>) -> Result<(), Rejected> {
        let Some(to) = &transition.to else { return Ok(()) };
        let track = transition.to_track.clone().unwrap_or_else(|| self.dossier.track.clone());
        self.move_to(&track, to, reason)
    }

    /// Moves to a state of a track.
    pub(super) fn move_to(&mut self, track: &str, to: &str, reason: Option<String>) -> Result<(), Rejected> {
        let pack = self.pack;
        let broken = |part: String| Rejected::BrokenPin { pack: pack.id.clone(), part };
        let target = pack.track(track).ok_or_else(|| broken(format!("track {track}")))?;
        let state = target.state(to).ok_or_else(|| broken(format!("state {to}")))?;
        self.close_clocks(|subject| matches!(subject, Subject::State(_)))?;
        if matches!(state.phase, Phase::Draft | Phase::Closed) {
            // Nothing is awaited of the bodies any more; answers given stay on the board.
            self.withdraw_requests(None)?;
        }
        self.track = target;
        let from = self.dossier.state.clone();
        self.push(Event::Moved { track: track.to_owned(), from, to: to.to_owned(), reason })?;
        if let Some(rule) = &state.clock {
            let today = self.cx.today();
            self.start_clock(rule, Subject::State(to.to_owned()), today)?;
        }
        Ok(())
    }

    /// Takes back the requests that are not answered, but for `keep`.
    pub(super) fn withdraw_requests(&mut self, keep: Option<ConsultationId>) -> Result<(), Rejected> {
        let awaited: Vec<(ConsultationId, ClockId)> = self
            .dossier
            .board
            .iter()
            .filter(|row| row.is_awaited() && Some(row.id) != keep)
            .map(|row| (row.id, row.clock))
            .collect();
        for (consultation, clock) in awaited {
            self.push(Event::ClockClosed { clock })?;
            self.push(Event::RequestWithdrawn { consultation })?;
        }
        Ok(())
    }

    pub(super) fn close_clocks(&mut self, which: impl Fn(&Subject) -> bool) -> Result<(), Rejected> {
        let open: Vec<ClockId> =
            self.dossier.open_clocks().filter(|clock| which(&clock.subject)).map(|clock| clock.id).collect();
        for clock in open {
            self.push(Event::ClockClosed { clock })?;
        }
        Ok(())
    }

    pub(super) fn start_clock(
        &mut self,
        rule: &str,
        subject: Subject,
        event_on: NaiveDate,
    ) -> Result<ClockId, Rejected> {
        let id = ClockId(self.id());
        let target = self.pack.clock(rule).and_then(|rule| self.cx.targets.of(self.pack, rule, event_on));
        let fresh = Clock {
            id,
            rule: rule.to_owned(),
            subject: subject.clone(),
            event_on,
            target,
            stops: Vec::new(),
            due_on: None,
            calendar: self.cx.calendar.version(),
            next_at: None,
            reminded: Vec::new(),
            ran_out_at: None,
            closed_at: None,
        };
        let Derived { due_on, calendar, next_at, .. } = self.derive(&fresh)?;
        let rule = rule.to_owned();
        self.push(Event::ClockStarted { clock: id, rule, subject, event_on, due_on, calendar, next_at, target })?;
        Ok(id)
    }

    /// Derives due day and next look of `clock` as it stands, and what it has recorded that no longer holds.
    pub(super) fn derive(&self, clock: &Clock) -> Result<Derived, CalendarError> {
        let (calendar, now) = (self.cx.calendar, self.cx.now);
        let mut derived = Derived {
            due_on: None,
            calendar: calendar.version(),
            next_at: None,
            comes_again: Vec::new(),
            in_time_again: false,
        };
        let Some(rule) = self.pack.clock(&clock.rule) else {
            return Ok(derived);
        };
        let Some(Due::At(explanation)) = clock::due(rule, clock, calendar)? else {
            return Ok(derived);
        };
        let due_on = explanation.due_on;
        derived.due_on = Some(due_on);
        derived.comes_again = clock::rungs_ahead(due_on, &clock.reminded, now, calendar)?;
        derived.in_time_again = clock.ran_out_at.is_some() && now < clock::lapse(due_on);
        let mut after = clock.clone();
        after.due_on = Some(due_on);
        after.begin_again(&derived.comes_again, derived.in_time_again);
        derived.next_at = self.next(&after)?.map(|(at, _)| at);
        Ok(derived)
    }

    /// What the service has to do about `clock` next, and when.
    pub(super) fn next(&self, clock: &Clock) -> Result<Option<(DateTime<Utc>, Next)>, CalendarError> {
        let (Some(rule), Some(due_on)) = (self.pack.clock(&clock.rule), clock.due_on) else {
            return Ok(None);
        };
        let ran_out = clock.ran_out_at.is_some();
        let cadence = rule.reminders.as_ref();
        clock::next(cadence, due_on, &clock.reminded, ran_out, clock.event_on, self.cx.calendar)
    }

    /// Opens the duties of `transition` that this dossier has. Each is opened once; where its day has moved, its clock does.
    pub(super) fn open_duties(&mut self, transition: &Transition) -> Result<(), Rejected> {
        for rule in &transition.duties {
            let pack = self.pack;
            let Some(found) = pack.duty(rule) else {
                return Err(Rejected::BrokenPin { pack: pack.id.clone(), part: format!("duty {rule}") });
            };
            let facts = Facts {
                pack,
                track: self.track,
                dossier: &self.dossier,
                acting: &self.acting,
                row: None,
                now: self.cx.now,
            };
            if found.when.is_none_or(|when| holds(when, &facts)) {
                self.open_duty(found)?;
            }
        }
        Ok(())
    }

    fn open_duty(&mut self, rule: &DutyRule) -> Result<(), Rejected> {
        let timed = rule.clock.as_deref().and_then(|clock| self.duty_begins(clock).map(|day| (clock, day)));
        let Some(known) = self.dossier.duties.iter().find(|known| known.rule == rule.id).cloned() else {
            let duty = DutyId(self.id());
            let clock = timed.map(|(clock, day)| self.start_clock(clock, Subject::Duty(duty), day)).transpose()?;
            return self.push(Event::DutyOpened { duty, rule: rule.id.clone(), clock });
        };
        match (timed, known.clock) {
            _ if known.fulfilled.is_some() => Ok(()),
            (None, _) => Ok(()),
            (Some((_, day)), Some(clock)) => self.move_clock(clock, day),
            (Some((clock, day)), None) => {
                let clock = self.start_clock(clock, Subject::Duty(known.id), day)?;
                self.push(Event::DutyTimed { duty: known.id, clock })
            }
        }
    }

    /// The day from which a duty's clock counts; none while that is not known.
    fn duty_begins(&self, clock: &str) -> Option<NaiveDate> {
        match self.pack.clock(clock)?.starts_on {
            StartsOn::Signing => self.dossier.signing.as_ref().map(|signing| signing.signed_on),
            StartsOn::Effect => self.dossier.in_force.as_ref().map(|in_force| in_force.on),
            StartsOn::Receipt | StartsOn::Completeness | StartsOn::Entry => Some(self.cx.today()),
        }
    }

    /// Lets a clock count from another day.
    pub(super) fn move_clock(&mut self, clock: ClockId, event_on: NaiveDate) -> Result<(), Rejected> {
        let Some(known) = self.dossier.clock(clock) else { return Ok(()) };
        let mut moved = known.clone();
        moved.event_on = event_on;
        if moved == *known {
            return Ok(());
        }
        let Derived { due_on, calendar, next_at, comes_again, in_time_again } = self.derive(&moved)?;
        self.push(Event::ClockMoved { clock, event_on, due_on, calendar, next_at, comes_again, in_time_again })
    }
}
