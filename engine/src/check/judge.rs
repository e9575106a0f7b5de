//! What must not be: broken invariants, buttons that disagree with refusals, breakdowns, states that cannot end. Only the
//! first of each kind on each track is kept; the search being breadth first, its path is a shortest one.

use super::ghost::Ghost;
use super::invariants::{Seen, broken};
use super::search::{Live, Mark, Move, Node, Search};
use super::world::seed;
use super::{Broken, CounterExample, print};
use crate::decide::{Available, Context, Decision, Rejected, available};
use crate::ids::{ConsultationId, DutyId};
use crate::pack::{Action, Invariant, InvariantRule, Track};
use crate::target::NONE;
use crate::text::Bilingual;
use std::collections::BTreeSet;

/// What a button stands for: a transition, and the row or duty it works on.
pub(super) type Target = (usize, Option<ConsultationId>, Option<DutyId>);

impl Search<'_> {
    /// Judges one accepted step by the invariants of the track on which it was done.
    pub(super) fn judge(&mut self, live: &Live, track: &Track, step: &Move, decision: &Decision, ghost: &Ghost) {
        let mut found: Vec<&InvariantRule> = Vec::new();
        {
            let seen = Seen {
                pack: self.pack,
                track,
                actor: &self.world.people[step.person].actor,
                events: &decision.events,
                ghost,
                before: &live.ghost,
                after: &decision.after,
            };
            found.extend(track.invariants.iter().filter(|rule| broken(rule, &seen)));
        }
        for rule in found {
            let counter = self.invariant(track, rule);
            let after = (&decision.after.track, &decision.after.state);
            self.record(counter, live.node, track, Some((step, after)));
        }
    }

    fn invariant(&self, track: &Track, rule: &InvariantRule) -> CounterExample {
        CounterExample {
            track: track.id.clone(),
            broken: Broken::Invariant(rule.rule),
            text: print::invariant(rule.rule),
            citations: print::citations(self.whole, &rule.basis),
            steps: Vec::new(),
        }
    }

    /// Notes a breakdown of the engine.
    pub(super) fn fault(&mut self, live: &Live, track: &Track, step: &Move, fault: &Rejected) {
        self.record_step(live, track, step, Broken::Fault(fault.to_string()));
    }

    fn record_step(&mut self, live: &Live, track: &Track, step: &Move, broken: Broken) {
        let counter = CounterExample {
            track: track.id.clone(),
            text: print::broken(&broken, &step.transition.title),
            broken,
            citations: Vec::new(),
            steps: Vec::new(),
        };
        let here = (&live.dossier.track, &live.dossier.state);
        self.record(counter, live.node, track, Some((step, here)));
    }

    fn record(
        &mut self,
        mut counter: CounterExample,
        node: u32,
        track: &Track,
        last: Option<(&Move, (&String, &String))>,
    ) {
        let known = &self.report.violations;
        if known.iter().any(|known| known.track == counter.track && known.broken == counter.broken) {
            return;
        }
        let mut path: Vec<Mark> = Vec::new();
        let mut places: Vec<(String, String)> = Vec::new();
        if let Some((step, (track_after, state))) = last {
            path.push(self.mark(track, step));
            places.push((track_after.clone(), state.clone()));
        }
        let mut at = Some(node);
        while let Some(found) = at.and_then(|at| self.nodes.get(at as usize)) {
            path.push(found.mark);
            places.push(self.names(found));
            at = found.parent;
        }
        path.reverse();
        places.reverse();
        counter.steps = print::steps(self, &path, &places);
        self.report.violations.push(counter);
    }

    fn names(&self, node: &Node) -> (String, String) {
        let track = self.whole.tracks.get(node.place.0);
        let state = track.and_then(|track| track.states.get(node.place.1));
        (
            track.map(|track| track.id.clone()).unwrap_or_default(),
            state.map(|state| state.id.clone()).unwrap_or_default(),
        )
    }

    /// A command listed and open must have been accepted at least once; one accepted must be listed and open.
    pub(super) fn compare_buttons(&mut self, live: &Live, track: &Track, person: usize, accepted: &BTreeSet<Target>) {
        let actor = &self.world.people[person].actor;
        if actor.account.is_none() {
            return;
        }
        let cx =
            Context { now: live.now, calendar: self.calendar, seed: seed(0), off: &self.switches[0], targets: &NONE };
        let Ok(listed) = available(self.pack, &live.dossier, actor, &cx) else {
            return;
        };
        let target = |entry: &Available| {
            let at = track.transitions.iter().position(|known| known.id == entry.transition);
            at.map(|at| (at, entry.consultation, entry.duty))
        };
        let open: BTreeSet<Target> =
            listed.iter().filter(|entry| entry.blocked.is_empty()).filter_map(target).collect();
        let differing: Vec<(Target, Broken)> = open
            .difference(accepted)
            .map(|target| (*target, Broken::ButtonRefused))
            .chain(accepted.difference(&open).map(|target| (*target, Broken::HiddenAccepted)))
            .collect();
        let words = Bilingual::new("", "");
        for ((at, ..), broken) in differing {
            if let Some(transition) = track.transitions.get(at) {
                let step = Move { person, at, transition, late: false, beyond: true, words: &words };
                self.record_step(live, track, &step, broken);
            }
        }
    }

    /// Every request that awaits its answer is answered by somebody of its body, judged on what `decide` accepted of
    /// each person in this state: a clock that runs out on a body that cannot answer blames the wrong one.
    pub(super) fn requests_can_be_answered(&mut self, live: &Live, track: &Track, accepted: &[BTreeSet<Target>]) {
        let rule = track.invariants.iter().find(|rule| rule.rule == Invariant::OpenRequestCanBeAnswered);
        let Some(rule) = rule else { return };
        let answers = |at: usize| track.transitions.get(at).is_some_and(|known| known.action == Action::Answer);
        let awaited = live.ghost.asked.iter().filter(|row| row.given.is_none() && row.revision == live.ghost.revision);
        let forgotten = awaited.into_iter().any(|row| {
            !self.world.people.iter().zip(accepted).any(|(person, accepted)| {
                person.actor.holdings.iter().any(|holding| holding.org == row.body.org)
                    && accepted.iter().any(|(at, on, _)| *on == Some(row.id) && answers(*at))
            })
        });
        if forgotten {
            let counter = self.invariant(track, rule);
            self.record(counter, live.node, track, None);
        }
    }

    /// Walks the edges back from every final state; a state not reached that way can never end.
    pub(super) fn every_path_can_end(&mut self) {
        let mut backward: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        for (child, parent) in std::mem::take(&mut self.edges) {
            backward[child as usize].push(parent);
        }
        let ends = |node: &Node| {
            let track = self.pack.tracks.get(node.place.0);
            let state = track.and_then(|track| track.states.get(node.place.1));
            state.is_some_and(|state| state.is_final)
        };
        let mut can: Vec<bool> = self.nodes.iter().map(ends).collect();
        let mut open: Vec<usize> = (0..can.len()).filter(|at| can[*at]).collect();
        while let Some(at) = open.pop() {
            for parent in &backward[at] {
                if !can[*parent as usize] {
                    can[*parent as usize] = true;
                    open.push(*parent as usize);
                }
            }
        }
        for (place, track) in self.pack.tracks.iter().enumerate() {
            let stuck = (0..can.len()).find(|at| !can[*at] && self.nodes[*at].place.0 == place);
            let rule = track.invariants.iter().find(|rule| rule.rule == Invariant::EveryPathCanEnd);
            if let (Some(stuck), Some(rule)) = (stuck, rule) {
                let counter = self.invariant(track, rule);
                self.record(counter, u32::try_from(stuck).unwrap_or(u32::MAX), track, None);
            }
        }
    }
}
