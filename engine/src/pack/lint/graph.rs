//! The graph of a track: where its transitions lead, which states are reached, who can go on from them.

use super::{Notes, name, unknown};
use crate::actor::Role;
use crate::pack::{Action, Pack, Phase, State, Track, Transition};
use std::collections::BTreeSet;

/// Whether an action moves the dossier.
enum Moves {
    Always,
    Optional,
    Never,
}

fn moves(action: Action) -> Moves {
    match action {
        Action::Move
        | Action::GiveBack
        | Action::Clear
        | Action::SubmitToPm
        | Action::RecordPmOpinion
        | Action::Decide
        | Action::TakeResponsibility
        | Action::RecordSigning => Moves::Always,
        Action::RequestOpinions | Action::Reclassify | Action::Answer => Moves::Optional,
        Action::EditDetails
        | Action::ReviseText
        | Action::AttachPaper
        | Action::CorrectReceipt
        | Action::FindIncomplete
        | Action::RequestSupplements
        | Action::SupplySupplements
        | Action::HandOver
        | Action::ReplyToRemarks
        | Action::RecordInForce
        | Action::FulfilDuty
        | Action::MarkOverdue
        | Action::Remind => Moves::Never,
    }
}

/// Checks the graph of `track`.
pub(super) fn check(pack: &Pack, track: &Track, notes: &mut Notes) {
    for transition in &track.transitions {
        ends(pack, track, transition, notes);
    }
    let reached = reached(pack, track);
    let duties = track.transitions.iter().flat_map(|transition| &transition.duties);
    let timed_duties = duties.filter_map(|duty| pack.duty(duty)).any(|duty| duty.clock.is_some());
    for state in &track.states {
        let place = format!("tracks.{}.states.{}", track.id, state.id);
        if !reached.contains(state.id.as_str()) {
            notes.error(&place, "nothing leads to this state", "Let a transition lead to it, or remove it");
        }
        let out: Vec<&Transition> =
            track.transitions.iter().filter(|transition| starts(transition, &state.id)).collect();
        if may_tick(state, timed_duties) {
            timers(&place, &out, notes);
        }
        let mut leaving = out.iter().filter(|transition| leaves(transition, track, &state.id));
        if state.is_final {
            if let Some(transition) = leaving.next() {
                notes.error(
                    &format!("tracks.{}.transitions.{}", track.id, transition.id),
                    format!("it leaves \"{}\", which is final", state.id),
                    "Take the state out of `from`, or let the state not be final",
                );
            }
            continue;
        }
        if leaving.next().is_none() {
            notes.error(
                &place,
                "a dead end: nothing leads out of this state",
                "Add a transition, or mark it `is-final = true`",
            );
        }
        if out.iter().all(|transition| transition.by.iter().all(|role| *role == Role::System)) {
            notes.error(&place, "nobody may act here", "Let a person do one of its transitions");
        }
    }
}

fn starts(transition: &Transition, state: &str) -> bool {
    transition.from.iter().any(|from| from == "*" || from == state)
}

/// Whether a clock may run in `state`: its own, that of a request to a body, or that of a duty after signing.
fn may_tick(state: &State, timed_duties: bool) -> bool {
    state.clock.is_some()
        || match state.phase {
            // Entering a draft or closed state takes back what is not answered.
            Phase::Draft => false,
            Phase::Closed => timed_duties,
            _ => true,
        }
}

/// The service marks and reminds wherever a clock runs; a clock that nobody looks at is no time limit.
fn timers(place: &str, out: &[&Transition], notes: &mut Notes) {
    for action in [Action::MarkOverdue, Action::Remind] {
        if !out.iter().any(|transition| transition.action == action && transition.by.contains(&Role::System)) {
            notes.error(
                place,
                format!("a clock may run here, and the service has no `{}`", name(&action)),
                "Let a transition with that action, by `system`, start in every state, `from = [\"*\"]`",
            );
        }
    }
}

fn leaves(transition: &Transition, track: &Track, state: &str) -> bool {
    let other_track = transition.to_track.as_ref().is_some_and(|to| *to != track.id);
    transition.to.as_ref().is_some_and(|to| other_track || to != state)
}

/// Names of states and tracks, and whether the action fits `to`.
fn ends(pack: &Pack, track: &Track, transition: &Transition, notes: &mut Notes) {
    let place = format!("tracks.{}.transitions.{}", track.id, transition.id);
    if transition.from.is_empty() {
        notes.error(&place, "it starts nowhere", "Name at least one state in `from`, or `*` for all");
    }
    for from in transition.from.iter().filter(|from| *from != "*") {
        if track.state(from).is_none() {
            unknown(&place, "state", from, notes);
        }
    }
    let action = name(&transition.action);
    match (moves(transition.action), &transition.to) {
        (Moves::Always, None) => notes.error(&place, format!("`{action}` needs `to`"), "Say which state it leads to"),
        (Moves::Never, Some(_)) => notes.error(
            &place,
            format!("`{action}` moves nothing, `to` would be ignored"),
            "Leave `to` out, or use another action",
        ),
        _ => {}
    }
    let Some(to_track) = &transition.to_track else {
        if let Some(to) = transition.to.iter().find(|to| track.state(to).is_none()) {
            unknown(&place, "state", to, notes);
        }
        return;
    };
    if !matches!(transition.action, Action::Move | Action::GiveBack | Action::Reclassify) {
        notes.error(&place, format!("`{action}` does not change the track"), "Leave `to-track` out");
    }
    match (pack.track(to_track), &transition.to) {
        (None, _) => unknown(&place, "track", to_track, notes),
        (Some(_), None) => notes.error(&place, "`to-track` without `to`", "Say which state of that track it leads to"),
        (Some(other), Some(to)) if other.state(to).is_none() => {
            unknown(&place, &format!("state of track \"{to_track}\""), to, notes);
        }
        _ => {}
    }
}

/// States that the initial state or a change of track can lead to.
fn reached<'a>(pack: &'a Pack, track: &'a Track) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([track.initial.as_str()]);
    let arrivals = pack.tracks.iter().flat_map(|other| &other.transitions);
    reached.extend(
        arrivals
            .filter(|transition| transition.to_track.as_ref() == Some(&track.id))
            .filter_map(|transition| transition.to.as_deref()),
    );
    loop {
        let next: Vec<&str> = track
            .transitions
            .iter()
            .filter(|transition| transition.to_track.is_none())
            .filter(|transition| reached.iter().any(|state| starts(transition, state)))
            .filter_map(|transition| transition.to.as_deref())
            .filter(|to| !reached.contains(to))
            .collect();
        if next.is_empty() {
            return reached;
        }
        reached.extend(next);
    }
}
