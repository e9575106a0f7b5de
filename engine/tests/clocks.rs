//! Clocks of a dossier: stops, corrections, lateness, and the exact cadence over a silent ministry.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use chrono::{DateTime, Utc};
use engine::actor::Actor;
use engine::calendar::local_date;
use engine::command::{Command, Data};
use engine::dossier::{OpinionKind, Rung};
use engine::event::Event;
use engine::notice::{Address, What};
use engine::pack::Class;
use engine::refusal::Code;
use support::town::*;

fn supplements(town: &Town) -> Data {
    Data::Supplements { consultation: town.row(MOFA).id, message: "bản dịch".to_owned() }
}

#[test]
fn supplements_stop_the_clock_and_it_runs_on() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2019-03-13")));
    town.now = at("2019-03-06T10:00:00");
    let data = supplements(&town);
    town.ok(&mofa(), "request-supplements", data);
    assert_eq!(town.clock_of(MOFA).due_on, None);
    assert_eq!(town.clock_of(MOFA).next_at, None);
    assert_eq!(town.clock_of(MOIT).due_on, Some(on("2019-03-13")), "only its own clock");
    let again = supplements(&town);
    assert!(town.give(&mofa(), &town.command("request-supplements", again, &[])).is_err());
    town.now = at("2019-03-12T10:00:00");
    let data = supplements(&town);
    town.ok(&official(), "supply-supplements", data);
    // Stopped on 7, 8, 11 and 12 March: four working days later than 13 March.
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2019-03-19")));
    let rule = town.pack.clock("opinion").unwrap();
    let bare = engine::clock::due_without_stops(rule, town.clock_of(MOFA), &town.calendar).unwrap();
    assert_eq!(bare, Some(on("2019-03-13")), "shown beside: no act knows stops");
}

#[test]
fn a_stopped_body_may_still_answer() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    let data = supplements(&town);
    town.ok(&mofa(), "request-supplements", data);
    let data = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", data);
    let data = supplements(&town);
    assert!(town.give(&official(), &town.command("supply-supplements", data, &[])).is_err());
}

/// Found by random games: a request for supplements after the last day made the answer look timely.
#[test]
fn a_stop_after_the_last_day_heals_nothing() {
    for (stopped, late) in
        [("2019-03-12T10:00:00", false), ("2019-03-13T10:00:00", true), ("2019-03-15T10:00:00", true)]
    {
        let mut town = Town::new(Class::Binding);
        town.asked();
        town.now = at(stopped);
        let data = supplements(&town);
        town.ok(&mofa(), "request-supplements", data);
        assert_eq!(town.clock_of(MOFA).due_on.is_some(), late, "{stopped}");
        town.now = at("2019-03-18T10:00:00");
        let data = town.answer(MOFA, OpinionKind::Agree, &[]);
        town.ok(&mofa(), "answer", data);
        assert_eq!(town.row(MOFA).opinion.as_ref().unwrap().late, late, "{stopped}");
    }
}

#[test]
fn a_body_corrects_its_day_of_receipt() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    town.now = at("2019-03-07T10:00:00");
    let correct = |day: &str, evidence: &str| Data::Receipt {
        consultation: town.row(MOFA).id,
        received_on: on(day),
        evidence: evidence.to_owned(),
    };
    let (good, bare) = (correct("2019-03-06", "Sổ công văn đến số 12"), correct("2019-03-06", " "));
    let (early, future) = (correct("2019-03-01", "Sổ"), correct("2019-03-08", "Sổ"));
    assert_eq!(town.no(&mofa(), "correct-receipt", bare).field.as_deref(), Some("evidence"));
    for wrong in [early, future] {
        assert_eq!(town.no(&mofa(), "correct-receipt", wrong).code, Code::DateOutOfOrder);
    }
    town.ok(&mofa(), "correct-receipt", good);
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2019-03-15")));
    assert_eq!(town.clock_of(MOIT).due_on, Some(on("2019-03-13")));
}

#[test]
fn a_late_answer_is_accepted_as_late() {
    for (now, late) in [("2019-03-13T23:59:59", false), ("2019-03-14T00:00:00", true)] {
        let mut town = Town::new(Class::Binding);
        town.asked();
        town.now = at(now);
        let data = town.answer(MOFA, OpinionKind::Agree, &[]);
        town.ok(&mofa(), "answer", data);
        assert_eq!(town.row(MOFA).opinion.as_ref().unwrap().late, late, "{now}");
    }
}

/// The timer as the service runs it: looks at the clock when it said it should be looked at.
fn tick(town: &mut Town) -> Option<(DateTime<Utc>, Vec<Event>, Vec<engine::notice::Notice>)> {
    let clock = town.clock_of(MOFA).clone();
    town.now = clock.next_at?;
    for transition in ["remind", "mark-overdue"] {
        let command = Command {
            transition: transition.to_owned(),
            seen: None,
            data: Data::Clock { clock: clock.id },
            papers: Vec::new(),
        };
        match town.give(&Actor::system(), &command) {
            Ok(done) => return Some((town.now, done.events, done.notices)),
            Err(refusal) => assert_eq!(refusal.code, Code::NothingDue),
        }
    }
    panic!("nothing is due at {}", town.now);
}

#[test]
fn the_cadence_over_a_silent_ministry() {
    let mut town = Town::new(Class::Binding);
    town.cleared();
    let bodies = vec![body(MOFA)];
    town.ok(&official(), "request-opinions", Data::Request { bodies });
    let before = (town.dossier.state.clone(), town.dossier.step, town.row(MOFA).status);
    let mut seen = Vec::new();
    for _ in 0..7 {
        let (at, events, notices) = tick(&mut town).unwrap();
        let [event] = events.as_slice() else { panic!("{events:?}") };
        let what = match event {
            Event::Reminded { rung, .. } => format!("{rung:?}"),
            Event::ClockRanOut { .. } => "ran out".to_owned(),
            other => panic!("a timer may not: {other:?}"),
        };
        let told: Vec<String> = notices
            .iter()
            .map(|notice| match (&notice.what, &notice.to) {
                (What::Reminder(_), Address::Intake(to)) if *to == org(MOFA) => "holder".to_owned(),
                (What::Escalation(_), Address::Above(_)) => "above".to_owned(),
                other => panic!("{other:?}"),
            })
            .collect();
        let local = at.with_timezone(&engine::calendar::zone()).format("%Y-%m-%d %H:%M").to_string();
        seen.push((local, what, told.join("+")));
        assert_eq!(before, (town.dossier.state.clone(), town.dossier.step, town.row(MOFA).status));
    }
    let expected = [
        ("2019-03-11 08:00", "Before(2)", "holder"),
        ("2019-03-13 08:00", "DueDay", "holder"),
        ("2019-03-14 00:00", "ran out", ""),
        ("2019-03-14 08:00", "Late(1)", "holder"),
        ("2019-03-15 08:00", "Late(2)", "holder+above"),
        ("2019-03-18 08:00", "Late(3)", "holder"),
        ("2019-03-19 08:00", "Late(4)", "holder"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(at, what, told)| ((*at).to_owned(), (*what).to_owned(), (*told).to_owned())).collect();
    assert_eq!(seen, expected);
}

/// Everything that is due at once, as after a pause of the service.
fn catch_up(town: &mut Town) -> Vec<(String, Vec<engine::notice::Notice>)> {
    let mut done = Vec::new();
    let clock = town.row(MOFA).clock;
    while town.clock_of(MOFA).next_at.is_some_and(|at| at <= town.now) {
        let before = done.len();
        for transition in ["mark-overdue", "remind"] {
            let mut command = town.command(transition, Data::Clock { clock }, &[]);
            command.seen = None;
            if let Ok(found) = town.give(&Actor::system(), &command) {
                done.push((transition.to_owned(), found.notices));
            }
        }
        assert!(done.len() > before, "nothing is due at {}", town.now);
    }
    done
}

#[test]
fn of_several_reminders_that_passed_only_the_last_is_told() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    town.now = at("2019-03-13T08:01:00");
    let done = catch_up(&mut town);
    let [(command, notices)] = done.as_slice() else { panic!("{done:?}") };
    assert_eq!(command, "remind");
    assert_eq!(notices.iter().map(|notice| &notice.what).collect::<Vec<_>>(), [&What::Reminder(Rung::DueDay)]);
    assert_eq!(town.clock_of(MOFA).reminded, [Rung::Before(2), Rung::DueDay]);
    assert_eq!(town.clock_of(MOFA).next_at, Some(at("2019-03-14T00:00:00")));
    // The post above is told once, though its own day passed as well.
    town.now = at("2019-03-18T09:00:00");
    let done = catch_up(&mut town);
    assert_eq!(done.iter().map(|(command, _)| command.as_str()).collect::<Vec<_>>(), ["mark-overdue", "remind"]);
    let told: Vec<_> = done[1].1.iter().map(|notice| notice.what.clone()).collect();
    assert_eq!(told, [What::Reminder(Rung::Late(3)), What::Escalation(Rung::Late(3))]);
    town.now = at("2019-03-19T08:00:00");
    let done = catch_up(&mut town);
    assert_eq!(done[0].1.iter().map(|notice| &notice.what).collect::<Vec<_>>(), [&What::Reminder(Rung::Late(4))]);
}

#[test]
fn a_receipt_corrected_after_the_last_day_begins_the_cadence_anew() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    for day in ["2019-03-11T08:00:00", "2019-03-13T08:00:00", "2019-03-14T08:00:00"] {
        town.now = at(day);
        catch_up(&mut town);
    }
    assert!(town.clock_of(MOFA).ran_out_at.is_some());
    assert_eq!(town.clock_of(MOFA).reminded, [Rung::Before(2), Rung::DueDay, Rung::Late(1)]);
    town.now = at("2019-03-14T10:00:00");
    let (consultation, evidence) = (town.row(MOFA).id, "Sổ công văn đến số 12".to_owned());
    let data = Data::Receipt { consultation, received_on: on("2019-03-12"), evidence };
    town.ok(&mofa(), "correct-receipt", data);
    let clock = town.clock_of(MOFA);
    assert_eq!((clock.due_on, clock.ran_out_at), (Some(on("2019-03-21")), None));
    assert_eq!(clock.reminded, []);
    let mut seen = Vec::new();
    while let Some((at, events, _)) = tick(&mut town) {
        seen.push((at, events.len()));
        if town.clock_of(MOFA).ran_out_at.is_some() {
            break;
        }
    }
    let days = ["2019-03-19T08:00:00", "2019-03-21T08:00:00", "2019-03-22T00:00:00"];
    assert_eq!(seen, days.map(|day| (at(day), 1)));
}

/// A correction that leaves the due day in the past takes nothing back.
#[test]
fn a_receipt_corrected_by_a_day_does_not_hide_lateness() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    town.now = at("2019-03-18T09:00:00");
    catch_up(&mut town);
    let marked = town.clock_of(MOFA).ran_out_at;
    let (consultation, evidence) = (town.row(MOFA).id, "Sổ".to_owned());
    let data = Data::Receipt { consultation, received_on: on("2019-03-05"), evidence };
    town.ok(&mofa(), "correct-receipt", data);
    let clock = town.clock_of(MOFA);
    assert_eq!((clock.due_on, clock.ran_out_at), (Some(on("2019-03-14")), marked));
    assert_eq!(clock.reminded, [Rung::Before(2), Rung::DueDay, Rung::Late(1), Rung::Late(2)], "the third lies ahead");
}

#[test]
fn a_clock_that_runs_again_reminds_again() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    town.now = at("2019-03-11T08:00:00");
    catch_up(&mut town);
    let data = supplements(&town);
    town.ok(&mofa(), "request-supplements", data);
    town.now = at("2019-03-15T17:00:00");
    let data = supplements(&town);
    town.ok(&official(), "supply-supplements", data);
    // Two of seven working days are left, 18 and 19 March: the early reminder falls on the 15th and has been given.
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2019-03-19")));
    assert_eq!(town.clock_of(MOFA).reminded, [Rung::Before(2)]);
    // Two more days of waiting: it comes once more.
    let data = supplements(&town);
    town.ok(&mofa(), "request-supplements", data);
    town.now = at("2019-03-18T07:00:00");
    let data = supplements(&town);
    town.ok(&official(), "supply-supplements", data);
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2019-03-20")));
    assert_eq!(town.clock_of(MOFA).reminded, []);
    assert_eq!(town.clock_of(MOFA).next_at, Some(at("2019-03-18T08:00:00")));
}

/// Events written before these facts were kept still fold as they did.
#[test]
fn older_events_read_as_they_were() {
    let clock = "00000000-0000-0000-0000-000000000001";
    for text in [
        format!(r#"{{"event":"reminded","clock":"{clock}","rung":"due-day","next-at":null}}"#),
        format!(r#"{{"event":"clock-resumed","clock":"{clock}","due-on":null,"calendar":1,"next-at":null}}"#),
        format!(
            r#"{{"event":"clock-moved","clock":"{clock}","event-on":"2019-03-04","due-on":null,"calendar":1,"next-at":null}}"#
        ),
    ] {
        let event: Event = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), serde_json::from_str::<serde_json::Value>(&text).unwrap());
    }
}

#[test]
fn how_a_due_day_stands() {
    let calendar = support::calendar();
    // 13 to 15 April 2019: a weekend and the day off for Hùng Kings.
    for (today, due, standing) in [
        ("2019-04-11", "2019-04-16", Rung::Before(2)),
        ("2019-04-15", "2019-04-16", Rung::Before(1)),
        ("2019-04-16", "2019-04-16", Rung::DueDay),
        ("2019-04-13", "2019-04-12", Rung::Late(0)),
        ("2019-04-15", "2019-04-12", Rung::Late(0)),
        ("2019-04-17", "2019-04-12", Rung::Late(2)),
    ] {
        let found = engine::clock::standing(on(due), on(today), &calendar).unwrap();
        assert_eq!(found, standing, "{today}, due {due}");
    }
}

#[test]
fn a_timer_that_comes_early_or_twice_does_nothing() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    let remind = |town: &Town| Command {
        transition: "remind".to_owned(),
        seen: None,
        data: Data::Clock { clock: town.clock_of(MOFA).id },
        papers: Vec::new(),
    };
    let command = remind(&town);
    town.now = at("2019-03-11T07:59:59");
    assert_eq!(town.give(&Actor::system(), &command).unwrap_err().code, Code::NothingDue);
    town.now = at("2019-03-11T08:00:00");
    town.give(&Actor::system(), &command).unwrap();
    assert_eq!(town.clock_of(MOFA).reminded, [Rung::Before(2)]);
    assert_eq!(town.give(&Actor::system(), &command).unwrap_err().code, Code::NothingDue);
    // Answered in the meantime: the clock is closed.
    let data = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", data);
    town.now = at("2019-03-20T08:00:00");
    assert_eq!(town.give(&Actor::system(), &command).unwrap_err().code, Code::NothingDue);
}

#[test]
fn a_short_clock_has_no_room_for_an_early_reminder() {
    let mut town = Town::new(Class::NonBinding);
    town.cleared();
    town.now = at("2019-03-04T15:00:00");
    let bodies = vec![body(MOFA)];
    town.ok(&official(), "request-agreement", Data::Request { bodies });
    let clock = town.clock_of(MOFA);
    assert_eq!(clock.due_on, Some(on("2019-03-07")));
    let next = clock.next_at.unwrap();
    assert_eq!(local_date(next), on("2019-03-05"), "two working days before, after the day of the event");
}

#[test]
fn withdrawing_closes_every_clock() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    assert_eq!(town.dossier.open_clocks().count(), 3);
    town.ok(&official(), "withdraw", reason());
    assert_eq!(town.dossier.open_clocks().count(), 0);
}
