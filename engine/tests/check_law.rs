//! The Law's pack holds its invariants, and each of them breaks when its guard is taken away.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::check::{Bound, Broken, explore};
use engine::pack::{Guard, Invariant, Pack};
use engine::text::Lang;
use support::{calendar, law, track, without};

/// One body besides, one text: enough for each of these to show.
const SMALL: Bound = Bound { other_bodies: 1, revisions: 1, thorough_up_to: 0, details_up_to: 0, stop_at_first: false };

/// The last command of the shortest path that breaks `rule` on `track`.
fn broken_by(pack: &Pack, of: &str, rule: Invariant, bound: &Bound) -> String {
    let report = explore(pack, &calendar(), bound);
    let found = report.violations.iter().find(|known| known.track == of && known.broken == Broken::Invariant(rule));
    let found = found.unwrap_or_else(|| panic!("{of} keeps {rule:?}\n{}", report.text(Lang::En)));
    assert!(!found.citations.is_empty());
    found.steps.last().unwrap().transition.clone()
}

#[test]
fn the_law_holds() {
    let report = explore(&law(), &calendar(), &SMALL);
    assert!(report.holds(), "{}", report.text(Lang::En));
    assert_eq!(report.proofs.iter().filter(|proof| proof.proved && !proof.citations.is_empty()).count(), 48);
}

#[test]
fn a_refusal_overcome_without_consent() {
    for of in ["standard", "simplified"] {
        let mut pack = law();
        for id in ["decide", "record-signing"] {
            without(&mut pack, of, id, Guard::RefusalOvercome);
        }
        assert_eq!(broken_by(&pack, of, Invariant::RefusalNeedsConsent, &SMALL), "decide");
    }
    let mut pack = law();
    for id in ["propose-decision", "decide", "record-signing"] {
        without(&mut pack, "attached-unit", id, Guard::NoRefusal);
    }
    assert_eq!(broken_by(&pack, "attached-unit", Invariant::RefusalNeedsConsent, &SMALL), "decide");
}

#[test]
fn a_track_without_its_ground() {
    for (of, guard) in [
        ("simplified", Guard::GroundStated),
        ("technical", Guard::GroundStated),
        ("attached-unit", Guard::PartyOfTrack),
        ("border-commune", Guard::PartyOfTrack),
    ] {
        let mut pack = law();
        track(&mut pack, of).qualifies.clear();
        for transition in &mut track(&mut pack, of).transitions {
            transition.guards.retain(|known| *known != guard);
        }
        let last = broken_by(&pack, of, Invariant::TrackHasItsGround, &SMALL);
        assert_eq!(last, "record-signing", "{of}");
    }
}

#[test]
fn a_technical_change_that_passes_over_who_was_asked() {
    let mut pack = law();
    for id in ["propose-decision", "decide", "record-signing"] {
        without(&mut pack, "technical", id, Guard::NothingAwaited);
    }
    let rules = &mut track(&mut pack, "technical").invariants;
    rules.retain(|rule| rule.rule != Invariant::OpenRequestCanBeAnswered);
    assert_eq!(broken_by(&pack, "technical", Invariant::AskedBodiesAnswer, &SMALL), "record-signing");
}

#[test]
fn a_subject_whose_ministry_is_not_asked() {
    let mut pack = law();
    for transition in &mut track(&mut pack, "standard").transitions {
        transition.guards.retain(|known| *known != Guard::SubjectBodiesNamed);
    }
    let bound = Bound { details_up_to: 1, ..SMALL };
    assert_eq!(broken_by(&pack, "standard", Invariant::SubjectBodiesAsked, &bound), "record-signing");
}

#[test]
fn an_agency_that_is_not_heard() {
    let mut pack = law();
    for id in ["propose-decision", "decide", "record-signing", "resume-consultation"] {
        without(&mut pack, "attached-unit", id, Guard::AllOpinionsIn);
    }
    let rules = &mut track(&mut pack, "attached-unit").invariants;
    rules.retain(|rule| rule.rule != Invariant::OpenRequestCanBeAnswered);
    assert_eq!(broken_by(&pack, "attached-unit", Invariant::SignedNeedsAllOpinions, &SMALL), "record-signing");
}
