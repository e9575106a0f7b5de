//! Clocks, and the account of their days.

use super::{CitedOut, Text, cited, instant};
use crate::app::admin::targets;
use crate::app::read::{self, View};
use crate::app::{App, Error};
use chrono::NaiveDate;
use engine::calendar::{Budget, CountedDay, Due};
use engine::clock::is_late;
use engine::dossier::{Clock, Subject};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockOut {
    /// Id.
    pub id: Uuid,
    /// Clock rule of the pack.
    pub rule: String,
    /// Title.
    pub title: Text,
    /// Board row that it measures.
    pub consultation: Option<Uuid>,
    /// Duty that it measures.
    pub duty: Option<Uuid>,
    /// Day of the start event, which is not counted.
    pub event_on: NaiveDate,
    /// Last day; none while stopped or where the provision gives no number of days.
    pub due_on: Option<NaiveDate>,
    /// First instant that is too late: 24:00 of the last day in Viet Nam.
    pub due_at: Option<String>,
    /// Whether it has run out, or had when it ended.
    pub late: bool,
    /// Whether it is stopped.
    pub stopped: bool,
    /// Last day had it never been stopped: stops are policy, in no act.
    pub without_stops: Option<NaiveDate>,
    /// Whether an official document may still move the date.
    pub provisional: bool,
    /// When it ended.
    pub closed_at: Option<String>,
    /// Provisions.
    pub basis: Vec<CitedOut>,
    /// Where each day is explained.
    pub href: String,
}

impl ClockOut {
    /// A clock of a dossier.
    ///
    /// # Errors
    /// [`Error`] when its rule is not in its pack.
    pub fn new(app: &App, view: &View, clock: &Clock) -> Result<Self, Error> {
        let seen = read::clock(app, &view.pack, clock)?;
        let (due_on, due_at, provisional, stopped) = match &seen.due {
            Some(Due::At(found)) => (Some(found.due_on), Some(found.due_at.to_rfc3339()), found.provisional, false),
            Some(Due::Stopped { .. }) => (None, None, false, true),
            None => (None, None, false, false),
        };
        Ok(Self {
            id: clock.id.0,
            rule: clock.rule.clone(),
            title: (&seen.rule.title).into(),
            consultation: match clock.subject {
                Subject::Consultation(id) => Some(id.0),
                _ => None,
            },
            duty: match clock.subject {
                Subject::Duty(id) => Some(id.0),
                _ => None,
            },
            event_on: clock.event_on,
            due_on,
            due_at,
            late: is_late(clock, clock.closed_at.unwrap_or_else(|| app.clock.now())),
            stopped: stopped && clock.closed_at.is_none(),
            without_stops: seen.without_stops,
            provisional,
            closed_at: clock.closed_at.map(instant),
            basis: cited(&view.pack, &seen.rule.basis),
            href: format!("/api/v1/dossiers/{}/clocks/{}", view.dossier.number, clock.id),
        })
    }
}

/// One day of an explanation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayOut {
    /// Date in Viet Nam.
    pub date: NaiveDate,
    /// Whether it uses up a day.
    pub counted: bool,
    /// Why.
    pub reason: Text,
    /// Whether an official document may still change what kind of day it is.
    pub provisional: bool,
}

impl From<&CountedDay> for DayOut {
    fn from(day: &CountedDay) -> Self {
        Self { date: day.date, counted: day.counted, reason: (&day.reason).into(), provisional: day.provisional }
    }
}

/// A time during which a clock stood still.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StopOut {
    /// From.
    pub from: String,
    /// To; none while it stands still.
    pub to: Option<String>,
    /// Why.
    pub reason: String,
}

/// The act that set the length of a clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetSet {
    /// Id of the act.
    pub id: Uuid,
    /// Number of days.
    pub days: i32,
    /// `working` or `calendar`.
    #[schema(pattern = "^(working|calendar)$")]
    pub days_kind: String,
    /// Legal basis.
    pub basis: Text,
    /// Reason.
    pub reason: String,
    /// First day of an event for which it counts.
    pub effective_on: NaiveDate,
    /// When it was set.
    pub set_at: String,
    /// By whom; none for the command line.
    pub by: Option<String>,
}

impl From<targets::Set> for TargetSet {
    fn from(set: targets::Set) -> Self {
        let act = set.act;
        Self {
            id: act.id,
            days: act.days,
            days_kind: act.days_kind,
            basis: Text { vi: act.basis_vi, en: act.basis_en },
            reason: act.reason,
            effective_on: act.effective_on,
            set_at: instant(act.at),
            by: set.by,
        }
    }
}

/// A clock with each day counted or skipped, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockExplained {
    /// The clock.
    pub clock: ClockOut,
    /// Number of days; none where the provision gives none.
    pub days_allowed: Option<u32>,
    /// `working` or `calendar`.
    pub days_kind: Option<String>,
    /// The operator's target by which it runs; none while it has its pack's own length.
    pub target: Option<TargetSet>,
    /// Stops.
    pub stops: Vec<StopOut>,
    /// Every day from the one after the event up to the last day, or up to the stop.
    pub days: Vec<DayOut>,
    /// Days used up when the clock was stopped, if it is.
    pub counted: Option<u32>,
    /// Days left then.
    pub left: Option<u32>,
    /// Whether a limit in calendar days ended on a rest day and was moved.
    pub moved: bool,
    /// Version of the working calendar.
    pub calendar: u32,
}

impl ClockExplained {
    /// Explains a clock of a dossier.
    ///
    /// # Errors
    /// [`Error`] when its rule is not in its pack.
    pub fn new(app: &App, view: &View, clock: &Clock, target: Option<targets::Set>) -> Result<Self, Error> {
        let seen = read::clock(app, &view.pack, clock)?;
        let (days, counted, left, moved) = match &seen.due {
            Some(Due::At(found)) => (found.days.as_slice(), None, None, found.moved),
            Some(Due::Stopped { counted, left, days, .. }) => (days.as_slice(), Some(*counted), Some(*left), false),
            None => (&[][..], None, None, false),
        };
        let budget = engine::clock::budget(seen.rule, clock);
        let stop = |stop: &engine::calendar::Stop| StopOut {
            from: instant(stop.from),
            to: stop.to.map(instant),
            reason: stop.reason.clone(),
        };
        Ok(Self {
            days_allowed: budget.map(Budget::days),
            days_kind: budget.map(|budget| match budget {
                Budget::Working(_) => "working".to_owned(),
                Budget::Calendar(_) => "calendar".to_owned(),
            }),
            target: target.map(TargetSet::from),
            stops: clock.stops.iter().map(stop).collect(),
            days: days.iter().map(DayOut::from).collect(),
            counted,
            left,
            moved,
            calendar: app.registry.calendar().version(),
            clock: ClockOut::new(app, view, clock)?,
        })
    }
}
