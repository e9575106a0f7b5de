//! The service's own timers, run far past every limit: whatever they do, nothing may move.

use super::search::{Live, Move, Search};
use super::world::seed;
use crate::command::{Command, Data};
use crate::decide::{Context, decide};
use crate::pack::{Action, Track};
use crate::target::NONE;
use crate::text::Bilingual;
use std::collections::BTreeSet;

/// The longest run of timer events followed on one clock: overdue, the reminder for all that was missed, four late days.
const TIMER_RUN: usize = 6;

impl Search<'_> {
    /// Lets the service's own timers run on each clock long after it ran out, and judges every event.
    pub(super) fn run_timers(&mut self, live: &Live, track: &Track) {
        let system = self.world.people.iter().position(|person| person.actor.account.is_none());
        let Some(person) = system else { return };
        let mut rules = BTreeSet::new();
        let clocks: Vec<_> = live
            .dossier
            .open_clocks()
            .filter(|clock| rules.insert((clock.rule.clone(), clock.stops.len())))
            .map(|clock| clock.id)
            .collect();
        let words = Bilingual::new("", "");
        for clock in clocks {
            let mut dossier = live.dossier.clone();
            let mut now = live.now + self.world.silence;
            for _ in 0..TIMER_RUN {
                let timers = track.transitions.iter().enumerate();
                let timers = timers.filter(|(_, known)| matches!(known.action, Action::MarkOverdue | Action::Remind));
                let mut next = None;
                for (at, transition) in timers {
                    let command = Command {
                        transition: transition.id.clone(),
                        seen: None,
                        data: Data::Clock { clock },
                        papers: Vec::new(),
                    };
                    let cx =
                        Context { now, calendar: self.calendar, seed: seed(0), off: &self.switches[0], targets: &NONE };
                    self.report.commands += 1;
                    let actor = &self.world.people[person].actor;
                    if let Ok(decision) = decide(self.pack, &dossier, actor, &command, &cx) {
                        next = Some((at, transition, decision));
                        break;
                    }
                }
                let Some((at, transition, decision)) = next else { break };
                self.report.accepted += 1;
                let step = Move { person, at, transition, late: true, beyond: true, words: &words };
                self.judge(live, track, &step, &decision, &live.ghost);
                dossier = decision.after;
                // What was missed is made up for at once; after that, each late day in its turn.
                now = dossier.clock(clock).and_then(|clock| clock.next_at).map_or(now, |next_at| now.max(next_at));
            }
        }
    }
}
