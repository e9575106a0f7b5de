//! Breadth-first search over all states, with parents for the counter-examples and edges for "every path can end".

use super::ghost::Ghost;
use super::invariants::{Seen, broken};
use super::key::{forget, key};
use super::live;
use super::variants::{Scope, Try, variants};
use super::world::{Content, Person, World, seed};
use super::{Bound, Broken, CounterExample, Report, print};
use crate::actor::Role;
use crate::calendar::Calendar;
use crate::decide::{Available, Context, Decision, Opening, Rejected, available, decide, open};
use crate::dossier::Dossier;
use crate::ids::{ConsultationId, DossierId, DutyId};
use crate::pack::{Action, Guard, Invariant, InvariantRule, Pack, Track, Transition};
use crate::text::Bilingual;
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// A state with what is needed to go on from it.
struct Live {
    node: u32,
    dossier: Dossier,
    ghost: Ghost,
    now: DateTime<Utc>,
}

/// How a state was reached first.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) parent: Option<u32>,
    pub(super) mark: Mark,
    pub(super) track: String,
    pub(super) state: String,
}

/// One step in short.
#[derive(Clone)]
pub(super) struct Mark {
    pub(super) person: usize,
    /// Track and transition; none for the opening.
    pub(super) transition: Option<(String, String)>,
    pub(super) words: u32,
    pub(super) late: bool,
}

/// One command to carry out and where it came from.
struct Move<'a> {
    person: usize,
    transition: &'a Transition,
    late: bool,
    beyond: bool,
    words: &'a Bilingual,
}

type Target = (usize, Option<ConsultationId>, Option<DutyId>);

/// The longest run of timer events followed on one clock: early reminder, due day, overdue, two late days.
const TIMER_RUN: usize = 6;

pub(super) struct Search<'a> {
    pub(super) pack: &'a Pack,
    calendar: &'a Calendar,
    pub(super) world: World,
    bound: Bound,
    details: bool,
    live: live::Live,
    /// Tracks off: none, and all that have a switch.
    switches: [BTreeSet<String>; 2],
    known: HashMap<Vec<u8>, u32>,
    pub(super) nodes: Vec<Node>,
    edges: Vec<(u32, u32)>,
    queue: VecDeque<Live>,
    pub(super) words: Vec<Bilingual>,
    word_ids: HashMap<String, u32>,
    seeds: u64,
    report: &'a mut Report,
}

/// Explores with exactly `bodies` further bodies and adds what was found to `report`.
pub(super) fn run(pack: &Pack, calendar: &Calendar, bound: &Bound, bodies: u8, report: &mut Report) {
    let off = pack.tracks.iter().filter(|track| track.switchable);
    let mut search = Search {
        pack,
        calendar,
        world: World::new(pack, bodies),
        bound: *bound,
        details: bodies <= bound.details_up_to,
        live: live::Live::of(pack),
        switches: [BTreeSet::new(), off.map(|track| track.id.clone()).collect()],
        known: HashMap::new(),
        nodes: Vec::new(),
        edges: Vec::new(),
        queue: VecDeque::new(),
        words: Vec::new(),
        word_ids: HashMap::new(),
        seeds: 0,
        report,
    };
    search.open_all();
    while let Some(live) = search.queue.pop_front() {
        search.expand(&live);
    }
    search.every_path_can_end();
    search.report.states += search.nodes.len();
}

impl Search<'_> {
    fn seed(&mut self) -> uuid::Uuid {
        self.seeds += 1;
        seed(self.seeds)
    }

    fn word(&mut self, words: &Bilingual) -> u32 {
        if let Some(known) = self.word_ids.get(&words.en) {
            return *known;
        }
        let id = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(words.clone());
        self.word_ids.insert(words.en.clone(), id);
        id
    }

    fn open_all(&mut self) {
        let all = self.world.others.len();
        let sizes = if self.details { 0..=all } else { all..=all };
        let openers: &[usize] = if self.details {
            &[World::DRAFTER, World::DUAL]
        } else {
            &[World::DUAL]
        };
        for person in openers.iter().copied() {
            for content in Content::ALL {
                if !self.details && !content.plain() {
                    continue;
                }
                for size in sizes.clone() {
                    for off in self.switches.clone() {
                        self.open_one(person, content, size, &off);
                    }
                }
            }
        }
    }

    fn open_one(&mut self, person: usize, content: Content, size: usize, off: &BTreeSet<String>) {
        let Some(details) = self.world.details(self.pack, content, size) else {
            return;
        };
        let opening = Opening {
            id: DossierId(self.seed()),
            number: "n".to_owned(),
            org: self.world.department,
            details,
        };
        let cx = Context {
            now: self.world.start,
            calendar: self.calendar,
            seed: self.seed(),
            off,
        };
        self.report.commands += 1;
        let Ok(decision) = open(self.pack, &self.world.people[person].actor, &opening, &cx) else {
            return;
        };
        self.report.accepted += 1;
        let said = content.describe();
        let words = self.word(&Bilingual::new(
            format!("{}; {size} cơ quan khác được nêu tên", said.vi),
            format!("{}; {size} other bodies named", said.en),
        ));
        let mut ghost = Ghost::default();
        for event in &decision.events {
            ghost.note(event, decision.acting.account);
        }
        let mark = Mark {
            person,
            transition: None,
            words,
            late: false,
        };
        self.enter(None, mark, decision.after, ghost, self.world.start);
    }

    /// Adds a state unless it is known, and the edge to it.
    fn enter(&mut self, parent: Option<u32>, mark: Mark, mut dossier: Dossier, ghost: Ghost, now: DateTime<Utc>) {
        let key = key(self.pack, &self.world, &self.live, &dossier, &ghost);
        if let Some(known) = self.known.get(&key) {
            self.edges.extend(parent.map(|parent| (*known, parent)));
            return;
        }
        let node = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.known.insert(key, node);
        self.nodes.push(Node {
            parent,
            mark,
            track: dossier.track.clone(),
            state: dossier.state.clone(),
        });
        self.edges.extend(parent.map(|parent| (node, parent)));
        forget(&mut dossier);
        self.queue.push_back(Live {
            node,
            dossier,
            ghost,
            now,
        });
    }

    fn expand(&mut self, live: &Live) {
        let pack = self.pack;
        let Some(track) = pack.track(&live.dossier.track) else { return };
        for person in 0..self.world.people.len() {
            if !self.details && self.world.people[person].only_with_details {
                continue;
            }
            let mut accepted: BTreeSet<Target> = BTreeSet::new();
            let roles: Vec<Role> = self.world.people[person].roles().collect();
            for (at, transition) in track.transitions.iter().enumerate() {
                let starts = transition
                    .from
                    .iter()
                    .any(|from| from == "*" || *from == live.dossier.state);
                let may = transition.by.iter().any(|role| roles.contains(role));
                if !starts && !self.details {
                    continue;
                }
                let timed = transition.by.contains(&Role::System) || transition.guards.contains(&Guard::ClockRanOut);
                for late in [false, true] {
                    if late && !(starts && (self.details || timed)) {
                        continue;
                    }
                    let now = if late { live.now + self.world.silence } else { live.now };
                    let scope = Scope {
                        pack,
                        world: &self.world,
                        revisions: self.bound.revisions,
                        details: self.details,
                    };
                    let tries = variants(&scope, transition, &live.dossier, now, !(starts && may));
                    for found in &tries {
                        let step = Move {
                            person,
                            transition,
                            late,
                            beyond: found.beyond,
                            words: &found.words,
                        };
                        if self.attempt(live, track, &step, found, now) && !late {
                            accepted.insert((at, found.row, found.duty));
                        }
                    }
                }
            }
            self.compare_buttons(live, track, person, &accepted);
        }
        self.run_timers(live, track);
    }

    /// Gives one command to the engine, with tracks on and off where that matters. Whether it was accepted at all.
    fn attempt(&mut self, live: &Live, track: &Track, step: &Move, found: &Try, now: DateTime<Utc>) -> bool {
        let mut any = false;
        let switches = if found.switches { 2 } else { 1 };
        for off in 0..switches {
            let seed = self.seed();
            let cx = Context {
                now,
                calendar: self.calendar,
                seed,
                off: &self.switches[off],
            };
            self.report.commands += 1;
            let actor = &self.world.people[step.person].actor;
            match decide(self.pack, &live.dossier, actor, &found.command, &cx) {
                Ok(decision) => {
                    any = true;
                    self.report.accepted += 1;
                    self.follow(live, track, step, decision, now);
                }
                Err(Rejected::Refused(_)) => {}
                Err(fault) => self.fault(live, track, step, &fault),
            }
        }
        any
    }

    fn mark(&mut self, track: &Track, step: &Move) -> Mark {
        Mark {
            person: step.person,
            transition: Some((track.id.clone(), step.transition.id.clone())),
            words: self.word(step.words),
            late: step.late,
        }
    }

    fn follow(&mut self, live: &Live, track: &Track, step: &Move, decision: Decision, now: DateTime<Utc>) {
        let mut ghost = live.ghost.clone();
        for event in &decision.events {
            ghost.note(event, decision.acting.account);
        }
        self.judge(live, track, step, &decision, &ghost);
        if !step.beyond {
            let mark = self.mark(track, step);
            self.enter(Some(live.node), mark, decision.after, ghost, now);
        }
    }

    fn judge(&mut self, live: &Live, track: &Track, step: &Move, decision: &Decision, ghost: &Ghost) {
        let pack = self.pack;
        let actor = self.world.people[step.person].actor.clone();
        let seen = Seen {
            pack,
            track,
            actor: &actor,
            events: &decision.events,
            ghost,
            before: &live.ghost,
            after: &decision.after,
        };
        for rule in &track.invariants {
            if broken(rule, &seen) && !self.has(&track.id, &Broken::Invariant(rule.rule)) {
                let last = Some((step, decision.after.track.as_str(), decision.after.state.as_str()));
                self.violation(live.node, track, rule, last);
            }
        }
    }

    fn has(&self, track: &str, broken: &Broken) -> bool {
        self.report
            .violations
            .iter()
            .any(|known| known.track == track && known.broken == *broken)
    }

    fn violation(&mut self, node: u32, track: &Track, rule: &InvariantRule, last: Option<(&Move, &str, &str)>) {
        let counter = CounterExample {
            track: track.id.clone(),
            broken: Broken::Invariant(rule.rule),
            text: print::invariant(rule.rule),
            citations: print::citations(self.pack, &rule.basis),
            steps: Vec::new(),
        };
        self.record(counter, node, track, last);
    }

    fn record(&mut self, mut counter: CounterExample, node: u32, track: &Track, last: Option<(&Move, &str, &str)>) {
        let mut path: Vec<Node> = Vec::new();
        if let Some((step, to_track, state)) = last {
            path.push(Node {
                parent: Some(node),
                mark: self.mark(track, step),
                track: to_track.to_owned(),
                state: state.to_owned(),
            });
        }
        let mut at = Some(node);
        while let Some(found) = at.and_then(|at| self.nodes.get(at as usize)) {
            path.push(found.clone());
            at = found.parent;
        }
        path.reverse();
        counter.steps = print::steps(self, &path);
        self.report.violations.push(counter);
    }

    fn fault(&mut self, live: &Live, track: &Track, step: &Move, fault: &Rejected) {
        let broken = Broken::Fault(fault.to_string());
        if !self.has(&track.id, &broken) {
            let counter = CounterExample {
                track: track.id.clone(),
                text: print::broken(&broken, &step.transition.title),
                broken,
                citations: Vec::new(),
                steps: Vec::new(),
            };
            let state = live.dossier.state.clone();
            self.record(counter, live.node, track, Some((step, &live.dossier.track, &state)));
        }
    }

    /// A command listed and open must have been accepted at least once; one accepted must be listed and open.
    fn compare_buttons(&mut self, live: &Live, track: &Track, person: usize, accepted: &BTreeSet<Target>) {
        let found: &Person = &self.world.people[person];
        if found.actor.account.is_none() {
            return;
        }
        let cx = Context {
            now: live.now,
            calendar: self.calendar,
            seed: seed(0),
            off: &self.switches[0],
        };
        let Ok(listed) = available(self.pack, &live.dossier, &found.actor, &cx) else {
            return;
        };
        let target = |entry: &Available| {
            let at = track.transitions.iter().position(|known| known.id == entry.transition);
            at.map(|at| (at, entry.consultation, entry.duty))
        };
        let open: BTreeSet<Target> = listed
            .iter()
            .filter(|entry| entry.blocked.is_empty())
            .filter_map(target)
            .collect();
        let differing: Vec<(Target, Broken)> = open
            .difference(accepted)
            .map(|target| (*target, Broken::ButtonRefused))
            .chain(accepted.difference(&open).map(|target| (*target, Broken::HiddenAccepted)))
            .collect();
        for ((at, ..), broken) in differing {
            if let Some(transition) = track.transitions.get(at)
                && !self.has(&track.id, &broken)
            {
                let counter = CounterExample {
                    track: track.id.clone(),
                    text: print::broken(&broken, &transition.title),
                    broken,
                    citations: Vec::new(),
                    steps: Vec::new(),
                };
                let words = Bilingual::new("", "");
                let step = Move {
                    person,
                    transition,
                    late: false,
                    beyond: true,
                    words: &words,
                };
                let state = live.dossier.state.clone();
                self.record(counter, live.node, track, Some((&step, &track.id, &state)));
            }
        }
    }

    /// Lets the service's own timers run on each clock long after it ran out, and judges every event.
    fn run_timers(&mut self, live: &Live, track: &Track) {
        let now = live.now + self.world.silence;
        let Some(system) = self.world.people.iter().position(|person| person.actor.account.is_none()) else {
            return;
        };
        let mut rules = BTreeSet::new();
        let clocks: Vec<_> = live
            .dossier
            .open_clocks()
            .filter(|clock| rules.insert((clock.rule.clone(), clock.stops.len())))
            .map(|clock| clock.id)
            .collect();
        for clock in clocks {
            let mut dossier = live.dossier.clone();
            'run: for _ in 0..TIMER_RUN {
                for transition in track
                    .transitions
                    .iter()
                    .filter(|known| matches!(known.action, Action::MarkOverdue | Action::Remind))
                {
                    let command = crate::command::Command {
                        transition: transition.id.clone(),
                        seen: None,
                        data: crate::command::Data::Clock { clock },
                        papers: Vec::new(),
                    };
                    let seed = self.seed();
                    let cx = Context {
                        now,
                        calendar: self.calendar,
                        seed,
                        off: &self.switches[0],
                    };
                    self.report.commands += 1;
                    let actor = &self.world.people[system].actor;
                    if let Ok(decision) = decide(self.pack, &dossier, actor, &command, &cx) {
                        self.report.accepted += 1;
                        let words = Bilingual::new("", "");
                        let step = Move {
                            person: system,
                            transition,
                            late: true,
                            beyond: true,
                            words: &words,
                        };
                        self.judge(live, track, &step, &decision, &live.ghost);
                        dossier = decision.after;
                        continue 'run;
                    }
                }
                break;
            }
        }
    }

    /// Walks the edges back from every final state; a state not reached that way can never end.
    fn every_path_can_end(&mut self) {
        let mut backward: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        for (child, parent) in std::mem::take(&mut self.edges) {
            backward[child as usize].push(parent);
        }
        let ends = |node: &Node| {
            self.pack
                .track(&node.track)
                .and_then(|track| track.state(&node.state))
                .is_some_and(|state| state.is_final)
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
        for track in &self.pack.tracks {
            let stuck = (0..can.len()).find(|at| !can[*at] && self.nodes[*at].track == track.id);
            let rule = track
                .invariants
                .iter()
                .find(|rule| rule.rule == Invariant::EveryPathCanEnd);
            if let (Some(stuck), Some(rule)) = (stuck, rule)
                && !self.has(&track.id, &Broken::Invariant(rule.rule))
            {
                self.violation(u32::try_from(stuck).unwrap_or(u32::MAX), track, rule, None);
            }
        }
    }
}
