//! Which parts of a dossier can still matter in a state. Worked out from the pack's own graph, guard names and actions:
//! a decision that must be taken anew before anything reads it again need not tell two states apart.

use crate::pack::{Action, Guard, Pack, Transition};
use std::collections::BTreeSet;

/// States, by the places of track and state in the pack.
pub(super) type States = BTreeSet<(usize, usize)>;

/// What matters where.
pub(super) struct Live {
    /// Who decided what, until it is decided anew.
    pub(super) decision: States,
    /// That the decision was taken by somebody who may become a drafter.
    pub(super) decider: States,
    /// Clearance, until it is cleared anew.
    pub(super) cleared: States,
    /// That it was cleared by somebody who may become a drafter.
    pub(super) clearer: States,
    /// A submission to the Prime Minister on an older text.
    pub(super) old_pm: States,
    /// Anything about text, opinions and people.
    pub(super) course: States,
    /// Guards that the pack names.
    pub(super) guards: BTreeSet<Guard>,
    /// Whether it matters what the Prime Minister's opinion says, besides that there is one.
    pub(super) consent: bool,
}

fn starts(transition: &Transition, state: &str) -> bool {
    transition.from.iter().any(|from| from == "*" || from == state)
}

/// Where a transition can lead from `state` of the track at `at`.
fn targets(pack: &Pack, here: (usize, usize), transition: &Transition) -> States {
    let mut found = States::new();
    let named = |at: usize, state: &str| {
        let track = pack.tracks.get(at)?;
        Some((at, track.states.iter().position(|known| known.id == state)?))
    };
    if transition.action == Action::EditDetails {
        // A draft whose content changed may begin on any other track.
        let tracks = pack.tracks.iter().enumerate();
        found.extend(tracks.filter_map(|(at, track)| named(at, &track.initial)));
        found.insert(here);
    }
    match (&transition.to, &transition.to_track) {
        (Some(to), Some(track)) => {
            let other = pack.tracks.iter().position(|known| known.id == *track);
            found.extend(other.and_then(|other| named(other, to)));
            // A reclassification may leave the dossier where it is.
            found.insert(here);
        }
        (Some(to), None) => found.extend(named(here.0, to)),
        (None, _) => found.extend([here]),
    }
    found
}

/// States from which a step that `reads` can be reached without one that `kills`, or that lie in `also`.
fn before(
    pack: &Pack,
    reads: &dyn Fn(&Transition) -> bool,
    kills: &dyn Fn(&Transition) -> bool,
    also: &Also,
) -> States {
    let mut found = States::new();
    loop {
        let mut grown = found.clone();
        for (at, track) in pack.tracks.iter().enumerate() {
            for (nth, state) in track.states.iter().enumerate() {
                let here = (at, nth);
                let matters =
                    track.transitions.iter().filter(|transition| starts(transition, &state.id)).any(|transition| {
                        let next = targets(pack, here, transition);
                        reads(transition)
                            || (!kills(transition) && next.iter().any(|to| found.contains(to)))
                            || also.as_ref().is_some_and(|(step, states)| {
                                step(transition) && !kills(transition) && next.iter().any(|to| states.contains(to))
                            })
                    });
                if matters {
                    grown.insert(here);
                }
            }
        }
        if grown.len() == found.len() {
            return found;
        }
        found = grown;
    }
}

/// A step that makes the states after it matter.
type Also<'a> = Option<(&'a dyn Fn(&Transition) -> bool, &'a States)>;

impl Live {
    pub(super) fn of(pack: &Pack) -> Self {
        let guarded = |transition: &Transition, names: &[Guard]| transition.guards.iter().any(|g| names.contains(g));
        let signs = |transition: &Transition| transition.action == Action::RecordSigning;
        let decides =
            |transition: &Transition| matches!(transition.action, Action::Decide | Action::TakeResponsibility);
        let clears = |transition: &Transition| transition.action == Action::Clear;
        let drafts = |transition: &Transition| matches!(transition.action, Action::EditDetails | Action::ReviseText);
        let reads_decision =
            |t: &Transition| signs(t) || guarded(t, &[Guard::SignerNamed, Guard::DecidedTextUnchanged]);
        let reads_clearance =
            |t: &Transition| signs(t) || guarded(t, &[Guard::TextCleared, Guard::DecidedTextUnchanged]);
        let nothing = |_: &Transition| false;
        let named: BTreeSet<Guard> = named(pack);
        let decision = before(pack, &reads_decision, &decides, &None);
        let cleared = before(pack, &reads_clearance, &clears, &None);
        let to_signing_undecided = before(pack, &signs, &decides, &None);
        let to_signing_uncleared = before(pack, &signs, &clears, &None);
        Self {
            decider: before(pack, &nothing, &decides, &Some((&drafts, &to_signing_undecided))),
            clearer: before(pack, &nothing, &clears, &Some((&drafts, &to_signing_uncleared))),
            decision,
            cleared,
            old_pm: before(pack, &|t| t.action == Action::RecordPmOpinion, &|t| t.action == Action::SubmitToPm, &None),
            course: before(pack, &|t| !harmless(t), &nothing, &None),
            consent: named.contains(&Guard::RefusalOvercome),
            guards: named,
        }
    }
}

/// Every guard that the pack names.
fn named(pack: &Pack) -> BTreeSet<Guard> {
    let tracks = pack.tracks.iter().flat_map(|track| {
        track.qualifies.iter().chain(track.transitions.iter().flat_map(|transition| &transition.guards))
    });
    let papers = pack.papers.iter().filter_map(|paper| paper.when.as_ref());
    let duties = pack.duties.iter().filter_map(|duty| duty.when.as_ref());
    tracks.chain(papers).chain(duties).copied().collect()
}

/// A move that neither reads nor changes text, opinions or people.
fn harmless(transition: &Transition) -> bool {
    matches!(
        transition.action,
        Action::Move
            | Action::GiveBack
            | Action::AttachPaper
            | Action::RecordInForce
            | Action::FulfilDuty
            | Action::MarkOverdue
            | Action::Remind
    ) && transition.to_track.is_none()
        && transition.guards.iter().all(|guard| matches!(guard, Guard::ReportDone | Guard::ClockRanOut))
}
