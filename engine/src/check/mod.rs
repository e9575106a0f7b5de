//! The proof that a pack holds its invariants.
//!
//! [`explore`] starts from every opening and gives every command of every transition, by every kind of person, in time
//! and after all clocks have run out, to the real [`crate::decide::decide`], breadth first, until no new state appears.
//! Each step is judged by the invariants of its track on a log of its own (`ghost`), without asking the guards that
//! allowed it. The first path that breaks an invariant is a shortest one.
//!
//! Here: what is asked for and what comes out. Not here: people and bodies (`world`), commands (`variants`), what tells
//! states apart (`key`), the search itself (`search`), wording (`print`).

mod content;
mod ghost;
mod invariants;
mod judge;
mod key;
mod live;
mod print;
mod rows;
mod search;
mod timers;
mod variants;
mod world;

pub(crate) use print::invariant;

use crate::calendar::{Budget, Calendar};
use crate::pack::{Invariant, Pack};
use crate::text::Bilingual;
use serde::Serialize;

/// How far the exploration goes. Within it, it is exhaustive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// Bodies concerned besides the Ministry of Foreign Affairs: every number from 0 to this (at most 3).
    pub other_bodies: u8,
    /// Text revisions of a dossier.
    pub revisions: u8,
    /// Up to this many other bodies everybody tries everything at any time: people without any power, commands that do
    /// not start in the state, each step once more after all clocks have run out, a run of timers on every clock, and
    /// drafters who do and who do not hold other posts. Beyond it the drafter is the one who also holds a leader's and a
    /// reviewer's post, and people try the commands of the present state.
    pub thorough_up_to: u8,
    /// Up to this many other bodies, an edit may also change fields and bodies, tick excluded content and leave a
    /// question unanswered, and texts may lack Vietnamese; beyond it, an edit changes the class only.
    pub details_up_to: u8,
    /// Stop at the first fault instead of looking for one of each kind.
    pub stop_at_first: bool,
}

impl Default for Bound {
    fn default() -> Self {
        Self { other_bodies: 3, revisions: 2, thorough_up_to: 1, details_up_to: 1, stop_at_first: false }
    }
}

/// What an exploration found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Pack and version.
    pub pack: String,
    /// The bound.
    pub bound: Bound,
    /// The bound in words.
    pub bound_text: Bilingual,
    /// Distinct states.
    pub states: usize,
    /// Commands given to the engine.
    pub commands: u64,
    /// Commands that it accepted.
    pub accepted: u64,
    /// Every invariant of every track.
    pub proofs: Vec<Proof>,
    /// What does not hold, each with a shortest path.
    pub violations: Vec<CounterExample>,
}

impl Report {
    /// Whether everything was proved.
    pub fn holds(&self) -> bool {
        self.violations.is_empty()
    }

    /// Adds what a part found; of two paths to the same fault the shorter one stays.
    fn add(&mut self, part: Report) {
        self.states += part.states;
        self.commands += part.commands;
        self.accepted += part.accepted;
        for counter in part.violations {
            let known =
                self.violations.iter_mut().find(|known| known.track == counter.track && known.broken == counter.broken);
            match known {
                Some(known) if counter.steps.len() < known.steps.len() => *known = counter,
                Some(_) => {}
                None => self.violations.push(counter),
            }
        }
    }
}

/// One invariant of one track.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    /// Track.
    pub track: String,
    /// Invariant.
    pub rule: Invariant,
    /// The invariant in words.
    pub text: Bilingual,
    /// Citations of the provisions on which it rests.
    pub citations: Vec<Bilingual>,
    /// It holds in every state within the bound.
    pub proved: bool,
}

/// What a counter-example shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// An invariant does not hold.
    Invariant(Invariant),
    /// `available` shows a command that `decide` always refuses.
    ButtonRefused,
    /// `decide` accepts a command that `available` does not show, or shows as blocked.
    HiddenAccepted,
    /// The engine breaks down: the pack names something it does not have.
    Fault(String),
}

/// A shortest path to something that must not be.
#[derive(Debug, Clone, Serialize)]
pub struct CounterExample {
    /// Track on which it happens.
    pub track: String,
    /// What is broken.
    pub broken: Broken,
    /// In words.
    pub text: Bilingual,
    /// Citations.
    pub citations: Vec<Bilingual>,
    /// The way there.
    pub steps: Vec<Step>,
}

/// One step of a counter-example.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// 1, 2, 3 …
    pub no: usize,
    /// Who acts.
    pub who: Bilingual,
    /// Transition; `open` for the opening.
    pub transition: String,
    /// Its title.
    pub title: Bilingual,
    /// The data that matter, in words; may be empty.
    pub data: Bilingual,
    /// After every running clock had run out.
    pub late: bool,
    /// Track afterwards.
    pub track: String,
    /// State afterwards.
    pub state: String,
    /// Title of that state.
    pub state_title: Bilingual,
}

/// Explores `pack` within `bound`.
pub fn explore(pack: &Pack, calendar: &Calendar, bound: &Bound) -> Report {
    let bound = Bound { other_bodies: bound.other_bodies.min(3), ..*bound };
    let mut report = Report {
        pack: format!("{} v{}", pack.id, pack.version),
        bound,
        bound_text: print::bound(&bound),
        states: 0,
        commands: 0,
        accepted: 0,
        proofs: Vec::new(),
        violations: Vec::new(),
    };
    let lean = lean(pack);
    let parts = (0..=bound.other_bodies).flat_map(|bodies| {
        let part = |thorough, details| search::Part { bodies, thorough, details };
        // With edits of the bodies named, a world of n bodies holds all smaller ones.
        let detailed = bodies == bound.details_up_to;
        std::iter::once(part(bodies <= bound.thorough_up_to, false)).chain(detailed.then_some(part(false, true)))
    });
    // The parts know nothing of one another; what they find is put together in their order.
    let found: Vec<Report> = std::thread::scope(|scope| {
        let running: Vec<_> = parts
            .map(|part| {
                let (lean, mut own) = (&lean, report.clone());
                scope.spawn(move || {
                    search::run((pack, lean), calendar, &bound, part, &mut own);
                    own
                })
            })
            .collect();
        // A part that panicked has proved nothing: the panic goes on.
        let join = |part: std::thread::ScopedJoinHandle<'_, Report>| {
            part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        running.into_iter().map(join).collect()
    });
    for part in found {
        report.add(part);
    }
    print::proofs(pack, &mut report);
    report
}

/// The pack without what no decision depends on, so that decisions are quick: one checklist question of each effect,
/// clocks of one working day (what counts is whether they have run out), no recipients, no citations of moves.
fn lean(pack: &Pack) -> Pack {
    let mut lean = pack.clone();
    let mut effects = Vec::new();
    lean.checklist.retain(|item| {
        let fresh = !effects.contains(&item.effect);
        effects.push(item.effect);
        fresh
    });
    for clock in &mut lean.clocks {
        clock.budget = clock.budget.map(|_| Budget::Working(1));
    }
    for transition in lean.tracks.iter_mut().flat_map(|track| &mut track.transitions) {
        transition.tells.clear();
        transition.basis.clear();
    }
    lean
}
