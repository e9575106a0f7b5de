//! A small town: people, bodies, and a driver that gives commands as a page would and checks what every accepted
//! command must keep: its events fold into the dossier it returns, and they read back from JSON as they were.

use chrono::{DateTime, Duration, Utc};
use engine::actor::Actor;
use engine::calendar::Calendar;
use engine::command::{Command, Data, Seen};
use engine::decide::{Context, Decision, Opening, Rejected, available, decide, open};
use engine::dossier::*;
use engine::event::{Event, apply};
use engine::ids::*;
use engine::pack::{Class, Pack};
use engine::refusal::Refusal;
use engine::target::{NONE, Targets};
use std::collections::BTreeSet;

pub use super::people::*;

pub struct Town {
    pub pack: Pack,
    pub calendar: Calendar,
    pub off: BTreeSet<String>,
    pub targets: Targets,
    pub now: DateTime<Utc>,
    pub dossier: Dossier,
    pub log: Vec<(DateTime<Utc>, engine::actor::Acting, Event)>,
    seeds: u128,
}

impl Town {
    /// A dossier of `class`, opened on Monday 4 March 2019 at 09:00.
    pub fn new(class: Class) -> Self {
        Self::with(class, &[])
    }

    pub fn with(class: Class, off: &[&str]) -> Self {
        let pack = super::pack();
        let details = details(&pack, class);
        Self::opened(details, off).unwrap()
    }

    pub fn opened(details: Details, off: &[&str]) -> Result<Self, Refusal> {
        Self::under(super::pack(), details, off, "2019-03-04T09:00:00")
    }

    /// A dossier under another pack, opened at that local time.
    pub fn under(pack: Pack, details: Details, off: &[&str], now: &str) -> Result<Self, Refusal> {
        let calendar = super::calendar();
        let off: BTreeSet<String> = off.iter().map(|track| (*track).to_owned()).collect();
        let now = at(now);
        let opening = Opening { id: DossierId(uuid(1)), number: "HCM-2019-0001".to_owned(), org: org(CITY), details };
        let cx = Context { now, calendar: &calendar, seed: uuid(1 << 64), off: &off, targets: &NONE };
        let decision = match open(&pack, &official(), &opening, &cx) {
            Ok(decision) => decision,
            Err(Rejected::Refused(refusal)) => return Err(refusal),
            Err(other) => panic!("{other}"),
        };
        let folded = fold(None, &decision, now);
        assert_eq!(folded.as_ref(), Some(&decision.after));
        let log = decision.events.iter().map(|event| (now, decision.acting, event.clone())).collect();
        Ok(Self { pack, calendar, off, targets: Targets::default(), now, dossier: decision.after, log, seeds: 1 })
    }

    pub fn state(&self) -> String {
        format!("{}/{}", self.dossier.track, self.dossier.state)
    }

    pub fn seen(&self, data: &Data) -> Seen {
        let row = data.consultation().and_then(|row| self.dossier.row(row));
        Seen {
            text_revision: self.dossier.text_revision(),
            step_revision: row.map_or(self.dossier.step, |row| row.step),
        }
    }

    pub fn command(&self, transition: &str, data: Data, papers: &[&str]) -> Command {
        Command {
            transition: transition.to_owned(),
            seen: Some(self.seen(&data)),
            data,
            papers: papers.iter().map(|paper| Paper { paper: (*paper).to_owned(), file: file() }).collect(),
        }
    }

    pub fn give(&mut self, actor: &Actor, command: &Command) -> Result<Decision, Refusal> {
        self.seeds += 1;
        let cx = Context {
            now: self.now,
            calendar: &self.calendar,
            seed: uuid((1 << 64) + (self.seeds << 16)),
            off: &self.off,
            targets: &self.targets,
        };
        match decide(&self.pack, &self.dossier, actor, command, &cx) {
            Ok(decision) => {
                let folded = fold(Some(self.dossier.clone()), &decision, self.now);
                assert_eq!(folded.as_ref(), Some(&decision.after), "{}", command.transition);
                let kept = decision.events.iter().map(|event| (self.now, decision.acting, event.clone()));
                self.log.extend(kept);
                self.dossier = decision.after.clone();
                Ok(decision)
            }
            Err(Rejected::Refused(refusal)) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    #[track_caller]
    pub fn ok(&mut self, actor: &Actor, transition: &str, data: Data) -> Decision {
        self.ok_with(actor, transition, data, &[])
    }

    #[track_caller]
    pub fn ok_with(&mut self, actor: &Actor, transition: &str, data: Data, papers: &[&str]) -> Decision {
        let command = self.command(transition, data, papers);
        match self.give(actor, &command) {
            Ok(decision) => decision,
            Err(refusal) => panic!("{transition} in {} is refused: {refusal:?}", self.state()),
        }
    }

    #[track_caller]
    pub fn no(&mut self, actor: &Actor, transition: &str, data: Data) -> Refusal {
        self.no_with(actor, transition, data, &[])
    }

    #[track_caller]
    pub fn no_with(&mut self, actor: &Actor, transition: &str, data: Data, papers: &[&str]) -> Refusal {
        let command = self.command(transition, data, papers);
        let before = self.dossier.clone();
        match self.give(actor, &command) {
            Ok(_) => panic!("{transition} in {} is accepted", self.state()),
            Err(refusal) => {
                assert_eq!(before, self.dossier);
                refusal
            }
        }
    }

    pub fn row(&self, of: u128) -> &Consultation {
        let rows = self.dossier.current_rows().filter(|row| row.body.org == org(of));
        rows.last().unwrap()
    }

    pub fn clock_of(&self, of: u128) -> &Clock {
        self.dossier.clock(self.row(of).clock).unwrap()
    }

    pub fn answer(&self, of: u128, kind: OpinionKind, remarks: &[&str]) -> Data {
        Data::Answer {
            consultation: self.row(of).id,
            kind,
            remarks: remarks
                .iter()
                .map(|text| Remark { clause: "Điều 3".to_owned(), text: (*text).to_owned(), reply: None })
                .collect(),
            advice: "ý kiến".to_owned(),
        }
    }

    pub fn days(&mut self, days: i64) {
        self.now += Duration::days(days);
    }

    /// Draft to cleared.
    pub fn cleared(&mut self) {
        if self.dossier.text_revision() == 0 {
            self.ok(&official(), "revise-text", text());
        }
        self.ok(&official(), "send-to-clearance", Data::Note(None));
        self.ok(&leader(), "clear", Data::Note(None));
    }

    /// Draft to consultation of MOFA and two ministries.
    pub fn asked(&mut self) {
        self.cleared();
        let bodies = vec![body(MOFA), body(MOIT), body(MPI)];
        self.ok(&official(), "request-opinions", Data::Request { bodies });
    }

    /// On the fast track: draft to MOFA asked.
    pub fn asked_in_principle(&mut self) {
        self.cleared();
        let bodies = vec![body(MOFA)];
        self.ok(&official(), "request-agreement", Data::Request { bodies });
    }

    pub fn all_agree(&mut self) {
        for (who, of) in [(mofa(), MOFA), (moit(), MOIT), (mpi(), MPI)] {
            let data = self.answer(of, OpinionKind::Agree, &[]);
            self.ok(&who, "answer", data);
        }
    }

    pub fn signing(&self) -> Data {
        Data::Signing {
            signed_on: engine::calendar::local_date(self.now),
            place: "Thành phố Hồ Chí Minh".to_owned(),
            foreign: vec![Signatory { name: name("Peter Feldmann"), title: "Oberbürgermeister".to_owned() }],
        }
    }

    pub fn duty(&self, rule: &str) -> Data {
        let duty = self.dossier.duties.iter().find(|duty| duty.rule == rule).unwrap();
        Data::Duty { duty: duty.id, note: "Công văn số 1".to_owned() }
    }

    pub fn buttons(&self, actor: &Actor) -> Vec<(String, bool)> {
        let cx =
            Context { now: self.now, calendar: &self.calendar, seed: uuid(0), off: &self.off, targets: &self.targets };
        let found = available(&self.pack, &self.dossier, actor, &cx).unwrap();
        found.into_iter().map(|entry| (entry.transition, entry.blocked.is_empty())).collect()
    }
}

/// Folds a decision's events, read back from JSON, into what was before.
pub fn fold(mut dossier: Option<Dossier>, decision: &Decision, at: DateTime<Utc>) -> Option<Dossier> {
    for event in &decision.events {
        let json = serde_json::to_string(event).unwrap();
        let back: Event = serde_json::from_str(&json).unwrap();
        assert_eq!(back, *event);
        apply(&mut dossier, &back, at, &decision.acting).unwrap();
    }
    dossier
}
