//! Each finding of the linter fires on the shipped pack with one thing broken; the shipped pack itself has none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::actor::Role;
use engine::pack::lint::lint;
use engine::pack::{Action, Guard, Invariant, Pack, PackError, Severity, parse};
use support::{TEXT, pack, track, transition};

#[test]
fn the_shipped_pack_has_no_finding() {
    assert_eq!(lint(&pack()), []);
}

type Break = fn(&mut Pack);

#[track_caller]
fn finds(severity: Severity, place: &str, message: &str, change: Break) {
    let mut pack = pack();
    change(&mut pack);
    let notes = lint(&pack);
    let found =
        notes.iter().find(|note| note.severity == severity && note.place == place && note.message.contains(message));
    assert!(found.is_some_and(|note| !note.remedy.is_empty()), "{place}: {message} is not among {notes:#?}");
}

const E: Severity = Severity::Error;
const W: Severity = Severity::Warning;

#[test]
fn header_and_texts() {
    finds(E, "format", "format 2", |pack| pack.format = 2);
    finds(E, "in-force-to", "before the first", |pack| {
        pack.in_force_to = "2007-06-30".parse().ok();
    });
    finds(E, "tracks", "no track", |pack| pack.tracks.clear());
    finds(E, "pack.ordinance-33-2007.signed-copy", "empty in `en`", |pack| {
        let paper = pack.papers.iter_mut().find(|paper| paper.id == "signed-copy").unwrap();
        paper.title.en = " ".to_owned();
    });
}

#[test]
fn ids() {
    finds(E, "provisions.ord-1", "stands twice", |pack| {
        pack.provisions.push(pack.provisions[0].clone());
    });
    finds(E, "fields.economy", "stands twice", |pack| pack.fields.push(pack.fields[0].clone()));
    finds(E, "tracks.fast.states.draft", "stands twice", |pack| {
        let fast = track(pack, "fast");
        fast.states.push(fast.states[0].clone());
    });
    finds(E, "tracks.fast.transitions.edit-details", "stands twice", |pack| {
        let fast = track(pack, "fast");
        fast.transitions.push(fast.transitions[0].clone());
    });
    for list in ["kinds", "checklist", "papers", "clocks", "duties", "tracks"] {
        let mut pack = pack();
        match list {
            "kinds" => pack.kinds.push(pack.kinds[0].clone()),
            "checklist" => pack.checklist.push(pack.checklist[0].clone()),
            "papers" => pack.papers.push(pack.papers[0].clone()),
            "clocks" => pack.clocks.push(pack.clocks[0].clone()),
            "duties" => pack.duties.push(pack.duties[0].clone()),
            _ => pack.tracks.push(pack.tracks[0].clone()),
        }
        assert!(lint(&pack).iter().any(|note| note.place.starts_with(list)), "{list}");
    }
    finds(E, "kinds.Điều ước", "plain id", |pack| pack.kinds[0].id = "Điều ước".to_owned());
}

#[test]
fn provisions() {
    finds(E, "provisions.pol-stops", "who set it", |pack| {
        let found = pack.provisions.iter_mut().find(|known| known.id == "pol-stops");
        found.unwrap().set_by = None;
    });
    finds(E, "provisions.ord-16-1", "who set it", |pack| {
        let somebody = pack.provisions.iter().find_map(|known| known.set_by.clone());
        let found = pack.provisions.iter_mut().find(|known| known.id == "ord-16-1");
        found.unwrap().set_by = somebody;
    });
    finds(W, "provisions.unheard-of", "nothing cites", |pack| {
        let mut fresh = pack.provisions[0].clone();
        fresh.id = "unheard-of".to_owned();
        fresh.rules.clear();
        pack.provisions.push(fresh);
    });
}

#[test]
fn everything_cites() {
    finds(E, "checklist.commits-money", "no provision", |pack| {
        let found = pack.checklist.iter_mut().find(|known| known.id == "commits-money");
        found.unwrap().basis.clear();
    });
    finds(E, "papers.signed-copy", "no provision", |pack| {
        let found = pack.papers.iter_mut().find(|known| known.id == "signed-copy");
        found.unwrap().basis.clear();
    });
    finds(E, "clocks.opinion", "no provision", |pack| {
        let found = pack.clocks.iter_mut().find(|known| known.id == "opinion");
        found.unwrap().basis.clear();
    });
    finds(E, "clocks.opinion", "no provision", |pack| {
        let found = pack.clocks.iter_mut().find(|known| known.id == "opinion");
        found.unwrap().reminders.as_mut().unwrap().basis.clear();
    });
    finds(E, "duties.report-to-pm", "no provision", |pack| {
        let found = pack.duties.iter_mut().find(|known| known.id == "report-to-pm");
        found.unwrap().basis.clear();
    });
    finds(E, "tracks.fast", "no provision", |pack| track(pack, "fast").basis.clear());
    finds(E, "tracks.fast.transitions.answer", "no provision", |pack| {
        transition(pack, "fast", "answer").basis.clear();
    });
    finds(E, "tracks.fast.invariants.every-path-can-end", "no provision", |pack| {
        let rules = &mut track(pack, "fast").invariants;
        let found = rules.iter_mut().find(|rule| rule.rule == Invariant::EveryPathCanEnd);
        found.unwrap().basis.clear();
    });
    finds(E, "tracks.fast.transitions.answer", "no provision \"ord-99\"", |pack| {
        transition(pack, "fast", "answer").basis.push("ord-99".to_owned());
    });
}

#[test]
fn names() {
    let answer = "tracks.standard.transitions.answer";
    finds(E, answer, "no state \"nowhere\"", |pack| {
        transition(pack, "standard", "answer").from = vec!["nowhere".to_owned()];
    });
    finds(E, answer, "no paper \"nothing\"", |pack| {
        transition(pack, "standard", "answer").papers = vec!["nothing".to_owned()];
    });
    finds(E, answer, "no duty \"nothing\"", |pack| {
        transition(pack, "standard", "answer").duties = vec!["nothing".to_owned()];
    });
    finds(E, "tracks.standard.transitions.clear", "no state \"nowhere\"", |pack| {
        transition(pack, "standard", "clear").to = Some("nowhere".to_owned());
    });
    finds(E, "tracks.standard.transitions.reclassify", "no track \"slow\"", |pack| {
        transition(pack, "standard", "reclassify").to_track = Some("slow".to_owned());
    });
    finds(E, "tracks.standard.transitions.reclassify", "no state of track \"fast\" \"nowhere\"", |pack| {
        transition(pack, "standard", "reclassify").to = Some("nowhere".to_owned())
    });
    finds(E, "tracks.standard.states.clearance", "no clock \"sundial\"", |pack| {
        track(pack, "standard").states[1].clock = Some("sundial".to_owned());
    });
    finds(E, "tracks.standard", "no clock \"sundial\"", |pack| {
        track(pack, "standard").consultation_clock = "sundial".to_owned();
    });
    finds(E, "tracks.standard", "no state \"nowhere\"", |pack| {
        track(pack, "standard").initial = "nowhere".to_owned();
    });
    finds(E, "duties.report-to-pm", "no clock \"sundial\"", |pack| {
        pack.duties[0].clock = Some("sundial".to_owned());
    });
    finds(E, "duties.report-to-pm", "no paper \"nothing\"", |pack| {
        pack.duties[0].evidence = Some("nothing".to_owned());
    });
}

#[test]
fn clocks() {
    finds(E, "clocks.opinion", "nobody is reminded", |pack| {
        let found = pack.clocks.iter_mut().find(|known| known.id == "opinion");
        found.unwrap().reminders = None;
    });
    finds(E, "clocks.opinion", "no number of days", |pack| {
        let found = pack.clocks.iter_mut().find(|known| known.id == "opinion");
        found.unwrap().budget = None;
    });
    finds(E, "clocks.opinion", "0 days", |pack| {
        let found = pack.clocks.iter_mut().find(|known| known.id == "opinion");
        found.unwrap().budget = Some(engine::calendar::Budget::Working(0));
    });
}

#[test]
fn the_graph() {
    finds(E, "tracks.fast.states.cleared", "nothing leads", |pack| {
        transition(pack, "fast", "clear").to = Some("draft".to_owned());
    });
    finds(E, "tracks.standard.states.pm-opinion", "dead end", |pack| {
        for transition in &mut track(pack, "standard").transitions {
            transition.from.retain(|from| from != "pm-opinion");
        }
    });
    finds(E, "tracks.standard.states.pm-opinion", "nobody may act", |pack| {
        for transition in &mut track(pack, "standard").transitions {
            if transition.from.iter().any(|from| from == "pm-opinion") {
                transition.by = vec![Role::System];
            }
        }
    });
    finds(E, "tracks.standard.transitions.withdraw", "which is final", |pack| {
        transition(pack, "standard", "withdraw").from.push("reported".to_owned());
    });
    finds(E, "tracks.standard.transitions.withdraw", "starts nowhere", |pack| {
        transition(pack, "standard", "withdraw").from.clear();
    });
    finds(E, "tracks.standard.transitions.withdraw", "needs `to`", |pack| {
        transition(pack, "standard", "withdraw").to = None;
    });
    finds(E, "tracks.standard.transitions.hand-over", "moves nothing", |pack| {
        transition(pack, "standard", "hand-over").to = Some("decision".to_owned());
    });
    finds(E, "tracks.standard.transitions.clear", "does not change the track", |pack| {
        transition(pack, "standard", "clear").to_track = Some("fast".to_owned());
    });
    finds(E, "tracks.standard.transitions.reclassify", "without `to`", |pack| {
        transition(pack, "standard", "reclassify").to = None;
    });
}

#[test]
fn who_may_what() {
    finds(E, "tracks.fast.transitions.answer", "nobody may", |pack| {
        transition(pack, "fast", "answer").by.clear();
    });
    finds(W, "tracks.fast.transitions.answer", "an inspector", |pack| {
        transition(pack, "fast", "answer").by.push(Role::Inspector);
    });
    for (of, id) in
        [("standard", "answer"), ("standard", "clear"), ("standard", "decide"), ("fast", "take-responsibility")]
    {
        let mut pack = pack();
        transition(&mut pack, of, id).guards.retain(|guard| *guard != Guard::NotTheDrafter);
        let notes = lint(&pack);
        assert!(notes.iter().any(|note| note.message.contains("whoever drafted")), "{id}");
    }
    finds(W, "tracks.fast.transitions.record-signing", "signed copy", |pack| {
        transition(pack, "fast", "record-signing").papers.clear();
    });
    finds(W, "tracks.fast", "`drafter-stays-out` is not declared", |pack| {
        track(pack, "fast").invariants.clear();
    });
}

/// Silence that consents is a warning here: the pack loads, and the exploration shows where it leads.
#[test]
fn a_pack_in_which_silence_moves_still_loads() {
    let silence: Break = |pack| {
        let mut silence = transition(pack, "standard", "mark-overdue").clone();
        silence.id = "silence".to_owned();
        silence.action = Action::Move;
        silence.from = vec!["consultation".to_owned()];
        silence.to = Some("decision".to_owned());
        track(pack, "standard").transitions.push(silence);
    };
    finds(W, "tracks.standard.transitions.silence", "more than mark", silence);
    let mut pack = pack();
    silence(&mut pack);
    assert!(lint(&pack).iter().all(|note| note.severity == W));
}

/// A clock at which the service never looks reminds nobody and is never late.
#[test]
fn the_service_looks_at_every_clock() {
    for (place, what) in [("clearance", "`remind`"), ("consultation", "`remind`"), ("reported", "`remind`")] {
        finds(E, &format!("tracks.standard.states.{place}"), what, |pack| {
            transition(pack, "standard", "remind").from = vec!["draft".to_owned()];
        });
    }
    finds(E, "tracks.fast.states.in-principle", "`mark-overdue`", |pack| {
        transition(pack, "fast", "mark-overdue").by = vec![Role::Official];
    });
    let mut pack = pack();
    transition(&mut pack, "standard", "remind").from = vec!["draft".to_owned()];
    let notes = lint(&pack);
    assert!(!notes.iter().any(|note| note.place.ends_with("states.draft") || note.place.ends_with("states.cleared")));
}

#[test]
fn an_error_names_file_line_and_remedy() {
    let broken = TEXT.replacen("basis = [\"pol-withdraw\"]", "basis = [\"pol-nothing\"]", 1);
    let Err(PackError::Rule { file, line, message, remedy }) = parse("p.toml", &broken) else {
        panic!("it loads");
    };
    assert_eq!(file, "p.toml");
    assert!(broken.lines().nth(line - 1).unwrap().contains("\"withdraw\""), "line {line}");
    assert!(message.contains("tracks.standard.transitions.withdraw"), "{message}");
    assert!(!remedy.is_empty());

    let broken = TEXT.replacen("action = \"withdraw\"", "", 1).replacen("action = \"clear\"", "action = \"klear\"", 1);
    let Err(PackError::Shape { line, message, .. }) = parse("p.toml", &broken) else {
        panic!("it loads");
    };
    assert!(broken.lines().nth(line - 1).unwrap().contains("klear"), "line {line}: {message}");
}
