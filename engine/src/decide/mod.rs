//! The decision: pure and complete. What comes out leaves the shell no choices.
//!
//! [`decide`] answers one command, [`available`] asks the same checks for every command at once, so that a button and
//! a refusal can never disagree. The work of each action is in the files beside this one.

mod after;
mod available;
mod consult;
mod draft;
mod open;
mod succeed;
mod timer;
mod work;

pub use available::{Available, available};
pub use open::{Opening, open, proposed_class, qualifying};
pub use succeed::{Succession, succeed};

use crate::actor::{Acting, Actor};
use crate::calendar::{Calendar, CalendarError, local_date};
use crate::command::{Command, Seen};
use crate::dossier::{ConsultationStatus, Dossier, Paper};
use crate::event::{Event, FoldError};
use crate::guard::{Facts, holds};
use crate::ids::ConsultationId;
use crate::notice::Notice;
use crate::pack::{Action, Bodies, Guard, Pack, Track, Transition};
use crate::policy;
use crate::refusal::{Code, Refusal};
use crate::target::Targets;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;
use uuid::Uuid;
use work::Work;

/// What a decision may know besides the dossier: all of it is given.
pub struct Context<'a> {
    /// Now, cut to milliseconds.
    pub now: DateTime<Utc>,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// One fresh id; the ids of new parts are counted up from it.
    pub seed: Uuid,
    /// Tracks that the operator has switched off.
    pub off: &'a BTreeSet<String>,
    /// Lengths that the operator set for clocks that no act gives one.
    pub targets: &'a Targets,
}

impl Context<'_> {
    /// Today in the calendar's zone.
    pub fn today(&self) -> NaiveDate {
        local_date(self.now)
    }
}

/// A "yes": everything the shell has to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Under which post the act was done.
    pub acting: Acting,
    /// Provisions on which it rests.
    pub basis: Vec<String>,
    /// What has happened.
    pub events: Vec<Event>,
    /// Who must be told.
    pub notices: Vec<Notice>,
    /// The dossier afterwards: the fold of `events`.
    pub after: Dossier,
}

/// A "no", or a breakdown.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Rejected {
    /// A refusal: a value with a code.
    #[error("refused: {}", .0.code.as_str())]
    Refused(Refusal),
    /// The events do not fit the dossier: a fault of ours.
    #[error(transparent)]
    Fault(#[from] FoldError),
    /// The dossier names a track or state that its pack does not have: a fault of ours.
    #[error("pack {pack} has no {part}")]
    BrokenPin {
        /// Pack.
        pack: String,
        /// What it lacks.
        part: String,
    },
}

impl From<Refusal> for Rejected {
    fn from(refusal: Refusal) -> Self {
        Rejected::Refused(refusal)
    }
}

impl From<CalendarError> for Rejected {
    fn from(error: CalendarError) -> Self {
        Rejected::Refused(Refusal::new(Code::DateOutsideCalendar).with("detail", error.to_string()))
    }
}

/// The track a dossier is on.
///
/// # Errors
/// [`Rejected::BrokenPin`].
pub fn track_of<'a>(pack: &'a Pack, dossier: &Dossier) -> Result<&'a Track, Rejected> {
    pack.track(&dossier.track).ok_or_else(|| Rejected::BrokenPin {
        pack: format!("{} v{}", pack.id, pack.version),
        part: format!("track {}", dossier.track),
    })
}

/// A command that is the actor's to give, as far as the person goes.
#[derive(Debug)]
pub struct Admitted<'a> {
    /// The dossier's track.
    pub track: &'a Track,
    /// The command.
    pub transition: &'a Transition,
    /// Under which post.
    pub acting: Acting,
}

/// The checks that need none of the command's data, the first of [`decide`]: may he know of the dossier, does the
/// command exist, is it his. The shell asks them before it reads what was typed, so that nobody is sent to mend the
/// fields of a form that is not his, and before it takes files.
///
/// # Errors
/// [`Rejected`].
pub fn admit<'a>(
    pack: &'a Pack,
    dossier: &Dossier,
    actor: &Actor,
    command: &str,
    row: Option<ConsultationId>,
) -> Result<Admitted<'a>, Rejected> {
    let track = track_of(pack, dossier)?;
    if actor.account.is_some() && !policy::may_read(actor, dossier) {
        return Err(Refusal::new(Code::NotVisible).into());
    }
    let Some(transition) = track.transition(command) else {
        return Err(Refusal::new(Code::UnknownCommand).with("command", command).into());
    };
    let acting = policy::acting(actor, dossier, (track, transition), row)?;
    Ok(Admitted { track, transition, acting })
}

/// Decides `command` of `actor` on `dossier` under `pack`.
///
/// The order of the checks is the order in which a person should hear about them: may he know of it, does the command
/// exist, has somebody been faster, has the text changed, is it its turn, do the facts hold, are the papers there.
///
/// # Errors
/// [`Rejected`].
pub fn decide(
    pack: &Pack,
    dossier: &Dossier,
    actor: &Actor,
    command: &Command,
    cx: &Context,
) -> Result<Decision, Rejected> {
    let row = command.data.consultation();
    let Admitted { track, transition, acting } = admit(pack, dossier, actor, &command.transition, row)?;
    if !command.data.fits(transition.action) {
        return Err(Refusal::field(Code::InvalidData, "data").into());
    }
    check_seen(dossier, transition, command.seen, row)?;
    let facts = Facts { pack, track, dossier, acting: &acting, row, now: cx.now };
    if let Some(guard) = failed_guards(transition, &facts).next() {
        return Err(Refusal::guard(guard).basis(&transition.basis).into());
    }
    if let Some(refusal) = barred(track, dossier, transition, &acting) {
        return Err(refusal.into());
    }
    if let Some(paper) = missing_papers(transition, &facts, &command.papers).next() {
        return Err(Refusal::field(Code::PaperMissing, paper).with("paper", paper).basis(&transition.basis).into());
    }
    let mut work = Work::new(pack, track, dossier.clone(), acting, cx);
    for paper in &command.papers {
        work.push(Event::PaperAttached { paper: paper.clone(), text_revision: dossier.text_revision() })?;
    }
    act(&mut work, transition, command)?;
    work.open_duties(transition)?;
    Ok(work.finish(transition, row))
}

fn act(work: &mut Work, transition: &Transition, command: &Command) -> Result<(), Rejected> {
    let data = &command.data;
    match transition.action {
        Action::Move | Action::GiveBack => work.move_on(transition, draft::reason(data)?),
        Action::EditDetails => draft::edit(work, data),
        Action::ReviseText => draft::revise(work, data),
        Action::AttachPaper => draft::papers_given(&command.papers),
        Action::Clear => draft::clear(work, transition, data),
        Action::RequestOpinions => consult::request(work, transition, data),
        Action::CorrectReceipt => consult::correct_receipt(work, data),
        Action::FindIncomplete => consult::find_incomplete(work, data),
        Action::Answer => consult::answer(work, transition, data),
        Action::RequestSupplements => consult::request_supplements(work, data),
        Action::SupplySupplements => consult::supply_supplements(work, data),
        Action::HandOver => consult::hand_over(work, data),
        Action::Reclassify => consult::reclassify(work, transition, data),
        Action::ReplyToRemarks => consult::reply(work, data),
        Action::SubmitToPm => after::submit_to_pm(work, transition, data),
        Action::RecordPmOpinion => after::pm_opinion(work, transition, data),
        Action::Decide | Action::TakeResponsibility => after::decided(work, transition, data),
        Action::RecordSigning => after::sign(work, transition, data),
        Action::RecordInForce => after::in_force(work, data),
        Action::FulfilDuty => after::fulfil(work, data, &command.papers),
        Action::MarkOverdue => timer::mark_overdue(work, data),
        Action::Remind => timer::remind(work, data),
    }
}

/// Whether `transition` starts from the dossier's state; `*` stands for every state.
fn starts_here(transition: &Transition, dossier: &Dossier) -> bool {
    transition.from.iter().any(|state| state == "*" || *state == dossier.state)
}

fn check_seen(
    dossier: &Dossier,
    transition: &Transition,
    seen: Option<Seen>,
    row: Option<ConsultationId>,
) -> Result<(), Refusal> {
    let row = match row {
        Some(id) => Some(dossier.row(id).ok_or_else(|| Refusal::new(Code::NotFoundHere))?),
        None => None,
    };
    if transition.action == Action::Answer
        && let Some(row) = row
        && row.status == ConsultationStatus::Answered
        && let Some(opinion) = &row.opinion
    {
        let by = opinion.by.map(|account| account.to_string()).unwrap_or_default();
        return Err(Refusal::new(Code::AlreadyAnswered)
            .with("account", by)
            .with("opinion", opinion_name(opinion.kind))
            .with("at", crate::record::instant(opinion.at)));
    }
    if let Some(seen) = seen
        && seen.text_revision != dossier.text_revision()
    {
        return Err(Refusal::new(Code::TextChanged)
            .with("seen", seen.text_revision.to_string())
            .with("current", dossier.text_revision().to_string()));
    }
    if !starts_here(transition, dossier) {
        return Err(Refusal::new(Code::WrongState).with("state", dossier.state.clone()).basis(&transition.basis));
    }
    if let Some(seen) = seen
        && seen.step_revision != row.map_or(dossier.step, |row| row.step)
    {
        return Err(Refusal::new(Code::StepChanged));
    }
    Ok(())
}

/// Fixed name of an opinion, for messages.
fn opinion_name(kind: crate::dossier::OpinionKind) -> &'static str {
    match kind {
        crate::dossier::OpinionKind::Agree => "agree",
        crate::dossier::OpinionKind::AgreeWithRemarks => "agree-with-remarks",
        crate::dossier::OpinionKind::Disagree => "disagree",
    }
}

fn failed_guards<'a>(transition: &'a Transition, facts: &'a Facts<'a>) -> impl Iterator<Item = Guard> + 'a {
    transition.guards.iter().copied().filter(move |guard| !holds(*guard, facts))
}

/// What bars an action by its own nature, whatever guards the pack gives it.
fn barred(track: &Track, dossier: &Dossier, transition: &Transition, acting: &Acting) -> Option<Refusal> {
    match transition.action {
        // Who has answered on this text would answer his own draft. A new text is open to him: it voids the answer.
        Action::EditDetails => dossier
            .current_rows()
            .filter_map(|row| row.opinion.as_ref())
            .any(|opinion| opinion.by.is_some() && opinion.by == acting.account)
            .then(|| Refusal::guard(Guard::NotTheDrafter).basis(&transition.basis)),
        // MOFA is the only one asked, and has been: there is nobody left to ask on this text.
        Action::RequestOpinions if track.bodies == Bodies::MofaOnly => dossier
            .current_rows()
            .any(|row| row.body.mofa)
            .then(|| Refusal::field(Code::InvalidData, "bodies").basis(&transition.basis)),
        _ => None,
    }
}

/// Papers the transition requires of this dossier that are neither on it, for the current text, nor in `given`.
/// The papers of `transition` that the case needs; one that is only needed under a condition is left out where that does not
/// hold.
pub fn papers<'a>(transition: &'a Transition, facts: &'a Facts<'a>) -> impl Iterator<Item = &'a String> {
    let asked = |paper: &str| facts.pack.paper(paper).and_then(|rule| rule.when).is_none_or(|when| holds(when, facts));
    transition.papers.iter().filter(move |paper| asked(paper))
}

fn missing_papers<'a>(
    transition: &'a Transition,
    facts: &'a Facts<'a>,
    given: &'a [Paper],
) -> impl Iterator<Item = &'a String> {
    papers(transition, facts)
        .filter(move |paper| !facts.dossier.has_paper(paper) && !given.iter().any(|known| known.paper == **paper))
}
