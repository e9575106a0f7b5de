//! Targets: whose length may be set, for which clocks a setting counts, and that a running clock keeps its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::calendar::Budget;
use engine::command::Data;
use engine::dossier::Subject;
use engine::event::Event;
use engine::pack::Class;
use engine::target::{Setting, Target, Targets, may_be_set};
use support::town::*;

fn setting(clock: &str, from: &str, budget: Budget, n: u128) -> Setting {
    Setting {
        pack: "ordinance-33-2007".to_owned(),
        clock: clock.to_owned(),
        effective_on: on(from),
        target: Target { id: uuid(n), budget },
    }
}

#[test]
fn only_lengths_of_policy_may_be_set() {
    let pack = support::pack();
    let may: Vec<&str> =
        pack.clocks.iter().filter(|rule| may_be_set(&pack, rule)).map(|rule| rule.id.as_str()).collect();
    assert_eq!(may, ["clearance", "in-principle", "decision", "signing", "report"]);
    // What the law sets stays what it is, whatever stands in a table.
    let rule = pack.clock("opinion").unwrap();
    let targets = Targets(vec![setting("opinion", "2019-01-01", Budget::Working(2), 1)]);
    assert_eq!(targets.of(&pack, rule, on("2019-03-04")), None);
    assert_eq!(targets.budget(&pack, rule, on("2019-03-04")), Some(Budget::Working(7)));
}

#[test]
fn the_latest_setting_in_effect_on_the_day_of_the_event_counts() {
    let pack = support::pack();
    let rule = pack.clock("clearance").unwrap();
    let targets = Targets(vec![
        setting("clearance", "2019-03-01", Budget::Working(4), 1),
        setting("clearance", "2019-05-01", Budget::Working(8), 2),
        // Set later for an earlier day, and twice for the same day.
        setting("clearance", "2019-04-01", Budget::Working(5), 3),
        setting("clearance", "2019-04-01", Budget::Working(6), 4),
        setting("decision", "2019-01-01", Budget::Working(9), 5),
        Setting { pack: "another".to_owned(), ..setting("clearance", "2019-01-01", Budget::Working(1), 6) },
    ]);
    for (day, wanted) in [
        ("2019-02-28", 3),
        ("2019-03-01", 4),
        ("2019-03-31", 4),
        ("2019-04-01", 6),
        ("2019-04-30", 6),
        ("2020-01-01", 8),
    ] {
        assert_eq!(targets.budget(&pack, rule, on(day)), Some(Budget::Working(wanted)), "{day}");
    }
}

#[test]
fn a_clock_begins_with_the_target_and_keeps_it() {
    let mut town = Town::new(Class::Binding);
    town.targets = Targets(vec![setting("clearance", "2019-03-04", Budget::Working(5), 7)]);
    town.ok(&official(), "revise-text", text());
    let decision = town.ok(&official(), "send-to-clearance", Data::Note(None));
    let started = decision.events.iter().find_map(|event| match event {
        Event::ClockStarted { rule, target, due_on, .. } if rule == "clearance" => Some((*target, *due_on)),
        _ => None,
    });
    let target = Target { id: uuid(7), budget: Budget::Working(5) };
    // Monday 4 March is not counted: five working days end on Monday 11 March.
    assert_eq!(started, Some((Some(target), Some(on("2019-03-11")))));
    // It is set anew while the clock runs: the clock goes on as it was, and a later one begins with the new length.
    town.targets.0.push(setting("clearance", "2019-03-05", Budget::Working(1), 8));
    let clock = town.dossier.open_clocks().next().unwrap().clone();
    assert_eq!((clock.target, clock.due_on), (Some(target), Some(on("2019-03-11"))));
    let rule = town.pack.clock("clearance").unwrap();
    assert_eq!(engine::clock::due_without_stops(rule, &clock, &town.calendar).unwrap(), Some(on("2019-03-11")));
    town.now = at("2019-03-05T09:00:00");
    town.ok(&leader(), "return-draft", reason());
    town.ok(&official(), "send-to-clearance", Data::Note(None));
    let clock = town.dossier.open_clocks().next().unwrap();
    assert_eq!((clock.target.map(|target| target.id), clock.due_on), (Some(uuid(8)), Some(on("2019-03-06"))));
    assert!(matches!(clock.subject, Subject::State(_)));
}

/// An event written before there were targets reads as one without, and one without is written as it always was.
#[test]
fn events_without_a_target_are_the_same_bytes_as_ever() {
    let mut town = Town::new(Class::Binding);
    town.ok(&official(), "revise-text", text());
    let decision = town.ok(&official(), "send-to-clearance", Data::Note(None));
    let started = decision.events.iter().find(|event| matches!(event, Event::ClockStarted { .. })).unwrap();
    let json = serde_json::to_string(started).unwrap();
    assert!(!json.contains("target"), "{json}");
    assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), *started);
}
