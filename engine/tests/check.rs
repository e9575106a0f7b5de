//! The proof holds on the shipped pack, and breaks, with the shortest path, on packs that are broken on purpose.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::actor::Role;
use engine::check::{Bound, Broken, CounterExample, Report, explore};
use engine::pack::{Action, Guard, Invariant, Pack, State, Transition};
use engine::text::Lang;
use support::{calendar, pack, track, transition, without};

const SMALL: Bound = Bound { other_bodies: 1, revisions: 1, thorough_up_to: 0, details_up_to: 0, stop_at_first: false };

/// Explores a broken pack up to its first fault.
fn run(pack: &Pack) -> Report {
    let bound = Bound { stop_at_first: true, ..SMALL };
    explore(pack, &calendar(), &bound)
}

/// The path that breaks `rule` on `track`: its commands, without the opening.
fn breaks(report: &Report, track: &str, rule: Invariant) -> (CounterExample, Vec<String>) {
    let found = report.violations.iter().find(|known| known.track == track && known.broken == Broken::Invariant(rule));
    let found = found.unwrap_or_else(|| panic!("{track} keeps {rule:?}\n{}", report.text(Lang::En)));
    let proof = report.proofs.iter().find(|proof| proof.track == track && proof.rule == rule);
    assert!(!proof.unwrap().proved);
    let commands = found.steps.iter().skip(1).map(|step| step.transition.clone()).collect();
    (found.clone(), commands)
}

#[test]
fn the_shipped_pack_holds() {
    let report = explore(&pack(), &calendar(), &SMALL);
    assert!(report.holds(), "{}", report.text(Lang::En));
    assert!(report.proofs.iter().all(|proof| proof.proved && !proof.citations.is_empty()));
    assert_eq!(report.proofs.len(), 16);
    assert!(report.states > 5_000, "{} states", report.states);
}

#[test]
fn revisions_and_everybody_without_further_bodies() {
    let bound = Bound { other_bodies: 0, revisions: 2, ..SMALL };
    let report = explore(&pack(), &calendar(), &bound);
    assert!(report.holds(), "{}", report.text(Lang::En));
}

#[test]
fn signing_without_all_opinions() {
    let mut pack = pack();
    for id in ["propose-decision", "decide", "record-signing"] {
        without(&mut pack, "standard", id, Guard::AllOpinionsIn);
    }
    // Moving on past an open request breaks that promise earlier; here the other one is looked for.
    let rules = &mut track(&mut pack, "standard").invariants;
    rules.retain(|rule| rule.rule != Invariant::OpenRequestCanBeAnswered);
    let (found, path) = breaks(&run(&pack), "standard", Invariant::SignedNeedsAllOpinions);
    assert_eq!(
        path,
        [
            "revise-text",
            "send-to-clearance",
            "clear",
            "request-opinions",
            "propose-decision",
            "decide",
            "record-signing"
        ]
    );
    assert!(found.citations.iter().any(|citation| citation.en.contains("Art. 16(1)")));
    assert_eq!(found.steps.last().unwrap().state, "reporting");
}

/// A move of the service itself, once a clock has run out.
fn silent(pack: &mut Pack, like: &str, action: Action, to: Option<&str>) {
    let mut silent = transition(pack, "standard", like).clone();
    silent.id = "silence".to_owned();
    silent.action = action;
    silent.to = to.map(str::to_owned);
    silent.by = vec![Role::System];
    silent.guards = vec![Guard::ClockRanOut];
    track(pack, "standard").transitions.push(silent);
}

#[test]
fn silence_that_moves() {
    let mut pack = pack();
    silent(&mut pack, "propose-decision", Action::Move, Some("decision"));
    let (found, path) = breaks(&run(&pack), "standard", Invariant::SilenceMovesNothing);
    assert_eq!(path.last().unwrap(), "silence");
    assert_eq!(path.len(), 5, "{path:?}");
    let last = found.steps.last().unwrap();
    assert!(last.late);
    assert_eq!(last.state, "decision");
}

#[test]
fn silence_that_answers() {
    let mut pack = pack();
    silent(&mut pack, "answer", Action::Answer, None);
    let (found, _) = breaks(&run(&pack), "standard", Invariant::SilenceMovesNothing);
    assert_eq!(found.steps.last().unwrap().transition, "silence");
}

#[test]
fn a_drafter_who_answers() {
    for (of, id) in [("standard", "answer"), ("fast", "answer")] {
        let mut pack = pack();
        without(&mut pack, of, id, Guard::NotTheDrafter);
        let (_, path) = breaks(&run(&pack), of, Invariant::DrafterStaysOut);
        assert_eq!(path.last().unwrap(), "answer");
        assert_eq!(path.len(), 5, "{path:?}");
    }
}

#[test]
fn a_drafter_who_clears_or_decides() {
    for (of, id, length) in
        [("standard", "clear", 3), ("standard", "decide", 8), ("fast", "clear", 3), ("fast", "take-responsibility", 6)]
    {
        let mut pack = pack();
        without(&mut pack, of, id, Guard::NotTheDrafter);
        let (_, path) = breaks(&run(&pack), of, Invariant::DrafterStaysOut);
        assert_eq!((path.last().unwrap().as_str(), path.len()), (id, length), "{path:?}");
    }
}

#[test]
fn another_revision_is_signed() {
    let mut pack = pack();
    for guard in [Guard::DecidedTextUnchanged, Guard::AllOpinionsIn, Guard::DifferenceSettled] {
        without(&mut pack, "standard", "record-signing", guard);
    }
    transition(&mut pack, "standard", "revise-text").from.push("signing".to_owned());
    let bound = Bound { revisions: 2, stop_at_first: true, ..SMALL };
    let report = explore(&pack, &calendar(), &bound);
    let (_, path) = breaks(&report, "standard", Invariant::SignedRevisionIsTheDecidedOne);
    assert_eq!(path[path.len() - 2..], ["revise-text", "record-signing"]);
    breaks(&report, "standard", Invariant::SignedNeedsAllOpinions);
}

#[test]
fn a_difference_is_passed_over() {
    let mut pack = pack();
    without(&mut pack, "standard", "decide", Guard::DifferenceSettled);
    without(&mut pack, "standard", "propose-decision", Guard::NoOpenDifference);
    let (found, path) = breaks(&run(&pack), "standard", Invariant::DecidedNeedsDifferenceSettled);
    assert_eq!(path.last().unwrap(), "decide");
    assert!(found.steps.iter().any(|step| step.data.en.contains("disagrees")));
    assert!(!path.contains(&"submit-to-pm".to_owned()));
}

#[test]
fn the_report_is_forgotten() {
    for of in ["standard", "fast"] {
        let mut pack = pack();
        transition(&mut pack, of, "record-signing").duties.retain(|duty| duty != "report-to-pm");
        let (_, path) = breaks(&run(&pack), of, Invariant::SignedOwesReport);
        assert_eq!(path.last().unwrap(), "record-signing");
    }
    let mut pack = pack();
    without(&mut pack, "standard", "close", Guard::ReportDone);
    let (_, path) = breaks(&run(&pack), "standard", Invariant::SignedOwesReport);
    assert_eq!(path[path.len() - 2..], ["record-signing", "close"]);
}

#[test]
fn signing_without_agreement_in_principle() {
    let mut pack = pack();
    for id in ["take-responsibility", "record-signing"] {
        without(&mut pack, "fast", id, Guard::AgreedInPrinciple);
    }
    let (_, path) = breaks(&run(&pack), "fast", Invariant::SignedNeedsAgreementInPrinciple);
    assert!(!path.contains(&"answer".to_owned()), "{path:?}");
}

#[test]
fn signing_without_a_responsible_signer() {
    let mut pack = pack();
    // `decide` does not ask for the express taking of responsibility.
    transition(&mut pack, "fast", "take-responsibility").action = Action::Decide;
    let (_, path) = breaks(&run(&pack), "fast", Invariant::SignedNeedsResponsibleSigner);
    assert_eq!(path.last().unwrap(), "record-signing");
}

#[test]
fn a_body_that_cannot_answer() {
    // As if one answer of the body settled all its requests: a fault that stood in the guard itself once.
    let mut pack = pack();
    transition(&mut pack, "standard", "answer").guards.push(Guard::SomeClockStopped);
    let (found, path) = breaks(&run(&pack), "standard", Invariant::OpenRequestCanBeAnswered);
    assert_eq!(path, ["revise-text", "send-to-clearance", "clear", "request-opinions"]);
    assert_eq!(found.steps.last().unwrap().state, "consultation");
    assert!(found.citations.iter().any(|citation| citation.en.contains("Art. 16(2)")));
}

/// Two states that lead to each other and nowhere else: no dead end for the linter, yet no end.
#[test]
fn a_trap() {
    let mut pack = pack();
    let standard = track(&mut pack, "standard");
    let state = |id: &str| State { id: id.to_owned(), is_final: false, ..standard.states[0].clone() };
    let (here, there) = (state("here"), state("there"));
    let back_and_forth = |id: &str, from: &str, to: &str| Transition {
        id: id.to_owned(),
        from: vec![from.to_owned()],
        to: Some(to.to_owned()),
        guards: Vec::new(),
        ..standard.transitions.iter().find(|known| known.id == "withdraw").unwrap().clone()
    };
    let moves = [
        back_and_forth("enter", "cleared", "here"),
        back_and_forth("forth", "here", "there"),
        back_and_forth("back", "there", "here"),
    ];
    standard.states.extend([here, there]);
    standard.transitions.extend(moves);
    assert!(engine::pack::lint::lint(&pack).is_empty());
    let (found, path) = breaks(&run(&pack), "standard", Invariant::EveryPathCanEnd);
    assert_eq!(path, ["revise-text", "send-to-clearance", "clear", "enter"]);
    assert_eq!(found.steps.last().unwrap().state, "here");
}

#[test]
fn a_state_that_does_not_exist_is_a_breakdown() {
    let mut pack = pack();
    transition(&mut pack, "standard", "clear").to = Some("nowhere".to_owned());
    let report = run(&pack);
    assert!(!report.holds());
    assert!(report.violations.iter().any(|known| matches!(known.broken, Broken::Fault(_))));
}

#[test]
fn a_counter_example_reads_well_in_both_languages() {
    let mut pack = pack();
    without(&mut pack, "standard", "answer", Guard::NotTheDrafter);
    let report = run(&pack);
    let en = report.text(Lang::En);
    assert!(en.contains("standard · BROKEN · The drafter never clears, decides or answers"), "{en}");
    assert!(
        en.contains(
            "an official who is also a leader and a reviewer of the Ministry of Foreign Affairs: Give the opinion"
        ),
        "{en}"
    );
    assert!(en.contains("→ Consultation [standard/consultation]"), "{en}");
    let vi = report.text(Lang::Vi);
    assert!(vi.contains("Người soạn thảo không duyệt, không quyết định và không cho ý kiến"), "{vi}");
    assert!(vi.contains("Cho ý kiến"), "{vi}");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["violations"][0]["broken"]["invariant"], "drafter-stays-out");
}
