//! Breadth-first search over all states, with parents for the counter-examples and edges for "every path can end".

use super::content::Content;
use super::ghost::Ghost;
use super::judge::Target;
use super::key::{forget, key};
use super::live;
use super::variants::{Scope, Try, variants};
use super::world::{World, seed};
use super::{Bound, Report};
use crate::actor::Role;
use crate::calendar::Calendar;
use crate::decide::{Context, Decision, Opening, Rejected, decide, open};
use crate::dossier::Dossier;
use crate::ids::DossierId;
use crate::pack::{Guard, Pack, Track, Transition};
use crate::target::NONE;
use crate::text::Bilingual;
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// A state with what is needed to go on from it.
pub(super) struct Live {
    pub(super) node: u32,
    pub(super) dossier: Dossier,
    pub(super) ghost: Ghost,
    pub(super) now: DateTime<Utc>,
}

/// How a state was reached first.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) parent: Option<u32>,
    pub(super) mark: Mark,
    /// Track and state, by their place in the pack.
    pub(super) place: (usize, usize),
}

/// One step in short.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) person: usize,
    /// Track and transition, by their place in the pack; none for the opening.
    pub(super) transition: Option<(usize, usize)>,
    pub(super) words: u32,
    pub(super) late: bool,
}

/// One command to carry out and where it came from.
pub(super) struct Move<'a> {
    pub(super) person: usize,
    /// Place of the transition in its track.
    pub(super) at: usize,
    pub(super) transition: &'a Transition,
    pub(super) late: bool,
    pub(super) beyond: bool,
    pub(super) words: &'a Bilingual,
}

pub(super) struct Search<'a> {
    /// The pack as it was given, for words and citations.
    pub(super) whole: &'a Pack,
    /// The pack without what no decision depends on.
    pub(super) pack: &'a Pack,
    pub(super) calendar: &'a Calendar,
    pub(super) world: World,
    bound: Bound,
    /// Everybody tries everything, whenever.
    thorough: bool,
    /// Edits change more than the class.
    details: bool,
    live: live::Live,
    /// Tracks off: none, and all that have a switch.
    pub(super) switches: [BTreeSet<String>; 2],
    known: HashMap<Vec<u8>, u32>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<(u32, u32)>,
    queue: VecDeque<Live>,
    pub(super) words: Vec<Bilingual>,
    word_ids: HashMap<String, u32>,
    seeds: u64,
    pub(super) report: &'a mut Report,
}

/// Which part of the bound one search covers.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) bodies: u8,
    pub(super) thorough: bool,
    pub(super) details: bool,
}

/// Explores one part and adds what was found to `report`.
pub(super) fn run(packs: (&Pack, &Pack), calendar: &Calendar, bound: &Bound, part: Part, report: &mut Report) {
    let (whole, pack) = packs;
    let off = pack.tracks.iter().filter(|track| track.switchable);
    let mut search = Search {
        whole,
        pack,
        calendar,
        world: World::new(pack, part.bodies),
        bound: *bound,
        thorough: part.thorough,
        details: part.details,
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
        if bound.stop_at_first && !search.report.holds() {
            search.report.states += search.nodes.len();
            return;
        }
    }
    search.every_path_can_end();
    search.report.states += search.nodes.len();
}

impl<'a> Search<'a> {
    pub(super) fn seed(&mut self) -> uuid::Uuid {
        self.seeds += 1;
        seed(self.seeds)
    }

    pub(super) fn word(&mut self, words: &Bilingual) -> u32 {
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
        let openers: &[usize] = if self.thorough { &[World::DRAFTER, World::DUAL] } else { &[World::DUAL] };
        for person in openers.iter().copied() {
            for content in self.world.contents.clone() {
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
        let opening =
            Opening { id: DossierId(self.seed()), number: "n".to_owned(), org: self.world.department, details };
        let cx = Context { now: self.world.start, calendar: self.calendar, seed: self.seed(), off, targets: &NONE };
        self.report.commands += 1;
        let Ok(decision) = open(self.pack, &self.world.people[person].actor, &opening, &cx) else {
            return;
        };
        self.report.accepted += 1;
        let said = content.describe(self.whole);
        let words = self.word(&Bilingual::new(
            format!("{}; {size} cơ quan khác được nêu tên", said.vi),
            format!("{}; {size} other bodies named", said.en),
        ));
        let mut ghost = Ghost::default();
        for event in &decision.events {
            ghost.note(event, decision.acting.account);
        }
        let mark = |_: &mut Self| Mark { person, transition: None, words, late: false };
        self.enter(None, mark, decision.after, ghost, self.world.start);
    }

    /// Adds a state unless it is known, and the edge to it.
    fn enter(
        &mut self,
        parent: Option<u32>,
        mark: impl FnOnce(&mut Self) -> Mark,
        mut dossier: Dossier,
        ghost: Ghost,
        now: DateTime<Utc>,
    ) {
        let place = place(self.pack, &dossier.track, &dossier.state);
        let key = key(self.pack, &self.world, &self.live, place, &dossier, &ghost);
        if let Some(known) = self.known.get(&key) {
            self.edges.extend(parent.map(|parent| (*known, parent)));
            return;
        }
        let node = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.known.insert(key, node);
        let mark = mark(self);
        self.nodes.push(Node { parent, mark, place });
        self.edges.extend(parent.map(|parent| (node, parent)));
        forget(&mut dossier);
        self.queue.push_back(Live { node, dossier, ghost, now });
    }

    fn expand(&mut self, live: &Live) {
        let pack = self.pack;
        let Some(track) = pack.track(&live.dossier.track) else {
            return;
        };
        let mut accepted: Vec<BTreeSet<Target>> = vec![BTreeSet::new(); self.world.people.len()];
        for (at, transition) in track.transitions.iter().enumerate() {
            let starts = transition.from.iter().any(|from| from == "*" || *from == live.dossier.state);
            if !starts && !self.thorough {
                continue;
            }
            let timed = transition.by.contains(&Role::System) || transition.guards.contains(&Guard::ClockRanOut);
            for late in [false, true] {
                if late && !(starts && (self.thorough || timed)) {
                    continue;
                }
                let now = if late { live.now + self.world.silence } else { live.now };
                let scope = Scope {
                    pack,
                    world: &self.world,
                    revisions: self.bound.revisions,
                    details: self.details,
                    thorough: self.thorough,
                };
                let tries = variants(&scope, transition, &live.dossier, now);
                for (person, accepted) in accepted.iter_mut().enumerate() {
                    let found = &self.world.people[person];
                    if found.only_thorough && !self.thorough {
                        continue;
                    }
                    let may = starts && found.roles().any(|role| transition.by.contains(&role));
                    // For people and states that cannot do it whatever the data, one variant stands for all.
                    let count = if may { tries.len() } else { 1 };
                    for found in tries.iter().take(count) {
                        let step = Move { person, at, transition, late, beyond: found.beyond, words: &found.words };
                        if self.attempt(live, track, &step, found, now) && !late {
                            accepted.insert((at, found.row, found.duty));
                        }
                    }
                }
            }
        }
        self.requests_can_be_answered(live, track, &accepted);
        for (person, accepted) in accepted.iter().enumerate() {
            if self.thorough || !self.world.people[person].only_thorough {
                self.compare_buttons(live, track, person, accepted);
            }
        }
        if self.thorough {
            self.run_timers(live, track);
        }
    }

    /// Gives one command to the engine, with tracks on and off where that matters. Whether it was accepted at all.
    fn attempt(&mut self, live: &Live, track: &Track, step: &Move, found: &Try, now: DateTime<Utc>) -> bool {
        let mut any = false;
        let switches = if found.switches { 2 } else { 1 };
        for off in 0..switches {
            let seed = self.seed();
            let cx = Context { now, calendar: self.calendar, seed, off: &self.switches[off], targets: &NONE };
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

    pub(super) fn mark(&mut self, track: &Track, step: &Move) -> Mark {
        let track = self.pack.tracks.iter().position(|known| known.id == track.id);
        Mark {
            person: step.person,
            transition: track.map(|track| (track, step.at)),
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
            let mark = |search: &mut Self| search.mark(track, step);
            self.enter(Some(live.node), mark, decision.after, ghost, now);
        }
    }
}

/// Track and state by their place in the pack; the engine enters no other.
fn place(pack: &Pack, track: &str, state: &str) -> (usize, usize) {
    let at = pack.tracks.iter().position(|known| known.id == track).unwrap_or(usize::MAX);
    let states = pack.tracks.get(at).map_or(&[][..], |track| &track.states);
    let state = states.iter().position(|known| known.id == state);
    (at, state.unwrap_or(usize::MAX))
}
