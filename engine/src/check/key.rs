//! What tells one state from another, and what a dossier may forget on the way.
//!
//! The key holds everything that later decisions or invariants can depend on, without ids, times and texts; the bodies
//! concerned are sorted, since nothing distinguishes them. Left out, because no guard and no invariant looks at them:
//! who in a body has taken a request, days of receipt, the number of rounds, advice and notes. Papers are left out
//! because every command is tried both with and without those it needs.

use super::ghost::{Ghost, Given};
use super::world::World;
use crate::actor::Role;
use crate::dossier::{Body, ConsultationStatus, Dossier, Opinion, OpinionKind};
use crate::ids::AccountId;
use crate::pack::{Action, ChecklistEffect, Guard, Pack, Track};
use std::collections::BTreeSet;

/// States from which only moves without facts about text, opinions or people lead, and only into such states: there
/// the key need not hold what was signed or why it was withdrawn. Worked out from the pack's own graph.
pub(super) fn settled(track: &Track) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = track.states.iter().map(|state| state.id.clone()).collect();
    loop {
        let leaves = |state: &String| {
            track.transitions.iter().any(|transition| {
                let starts = transition.from.iter().any(|from| from == "*" || from == state);
                let harmless = matches!(
                    transition.action,
                    Action::Move
                        | Action::GiveBack
                        | Action::AttachPaper
                        | Action::RecordInForce
                        | Action::FulfilDuty
                        | Action::MarkOverdue
                        | Action::Remind
                ) && transition.to_track.is_none()
                    && transition
                        .guards
                        .iter()
                        .all(|guard| matches!(guard, Guard::ReportDone | Guard::ClockRanOut))
                    && transition.to.as_ref().is_none_or(|to| found.contains(to));
                starts && !harmless
            })
        };
        let kept: BTreeSet<String> = found.iter().filter(|state| !leaves(state)).cloned().collect();
        if kept.len() == found.len() {
            return kept;
        }
        found = kept;
    }
}

/// The key of a state.
pub(super) fn key(pack: &Pack, world: &World, dossier: &Dossier, ghost: &Ghost, settled: bool) -> Vec<u8> {
    let mut key = Vec::with_capacity(64);
    let track = pack.tracks.iter().position(|track| track.id == dossier.track);
    let state = track.and_then(|track| {
        let states = &pack.tracks.get(track)?.states;
        states.iter().position(|state| state.id == dossier.state)
    });
    key.extend([index(track), index(state), u8::from(ghost.signed.is_some())]);
    key.push(u8::from(dossier.in_force.is_some()));
    for duty in &dossier.duties {
        let rule = pack.duties.iter().position(|rule| rule.id == duty.rule);
        let noted = ghost.duties.iter().any(|known| known.0 == duty.id && known.2);
        key.extend([index(rule), u8::from(duty.fulfilled.is_some()) + 2 * u8::from(noted)]);
    }
    if settled {
        return key;
    }
    draft(&mut key, pack, dossier);
    people(&mut key, world, dossier, ghost);
    course(&mut key, world, dossier, ghost);
    bodies(&mut key, world, dossier, ghost);
    key
}

fn index(found: Option<usize>) -> u8 {
    found.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn draft(key: &mut Vec<u8>, pack: &Pack, dossier: &Dossier) {
    let details = &dossier.details;
    let revision = dossier.text_revision();
    let excluded = pack.checklist.iter().any(|item| {
        item.effect == ChecklistEffect::Excluded && details.checklist.get(&item.id).copied().unwrap_or(false)
    });
    let sensitive = details
        .fields
        .iter()
        .any(|field| pack.field(field).is_some_and(|field| field.sensitive));
    let vietnamese = dossier
        .revisions
        .last()
        .is_some_and(|last| last.texts.iter().any(|text| text.lang == "vi"));
    key.extend([
        b'd',
        dossier.class as u8,
        details.class as u8,
        u8::from(excluded),
        u8::from(details.checklist.len() == pack.checklist.len()),
        u8::from(sensitive),
        u8::from(dossier.reclassified == Some(revision)),
        u8::try_from(revision).unwrap_or(u8::MAX),
        u8::from(vietnamese),
    ]);
}

/// A person, where it matters who it was: someone who may still become a drafter.
fn who(world: &World, account: Option<AccountId>) -> u8 {
    let found = account.and_then(|account| world.index_of(account));
    match found {
        Some(at) if world.people[at].roles().any(|role| role == Role::Official) => index(Some(at)),
        _ => u8::MAX,
    }
}

/// Drafters who may do, or have done, something that a drafter must not do.
fn people(key: &mut Vec<u8>, world: &World, dossier: &Dossier, ghost: &Ghost) {
    let acted = |account: AccountId| {
        ghost.cleared.is_some_and(|(_, by)| by == Some(account))
            || ghost.decided.as_ref().is_some_and(|decided| decided.by == Some(account))
            || ghost
                .asked
                .iter()
                .any(|row| row.given.as_ref().is_some_and(|given| given.by == Some(account)))
    };
    key.push(b'p');
    for (at, person) in world.people.iter().enumerate() {
        let Some(account) = person.actor.account else { continue };
        let drafted = dossier.drafters.contains(&account) || ghost.drafters.contains(&account);
        if drafted && (person.roles().any(|role| role != Role::Official) || acted(account)) {
            key.extend([
                index(Some(at)),
                u8::from(dossier.drafters.contains(&account)) + 2 * u8::from(ghost.drafters.contains(&account)),
            ]);
        }
    }
}

fn age(revision: u32, current: u32) -> u8 {
    1 + u8::from(revision == current)
}

fn course(key: &mut Vec<u8>, world: &World, dossier: &Dossier, ghost: &Ghost) {
    let now = dossier.text_revision();
    key.push(b'c');
    let cleared = dossier.cleared.as_ref();
    key.extend([
        cleared.map_or(0, |cleared| age(cleared.revision, now)),
        cleared.map_or(0, |cleared| who(world, cleared.by)),
        ghost.cleared.map_or(0, |(revision, _)| age(revision, now)),
        ghost.cleared.map_or(0, |(_, by)| who(world, by)),
    ]);
    let pm = dossier.pm.as_ref();
    key.extend([
        pm.map_or(0, |pm| age(pm.revision, now)),
        pm.map_or(0, |pm| u8::from(pm.opinion.is_some())),
        ghost.pm.as_ref().map_or(0, |pm| age(pm.revision, now)),
        ghost
            .pm
            .as_ref()
            .map_or(0, |pm| u8::from(pm.opinion) + 2 * u8::from(pm.newer_difference)),
    ]);
    let decision = dossier.decision.as_ref();
    key.extend([
        decision.map_or(0, |decision| age(decision.revision, now)),
        decision.map_or(0, |decision| who(world, decision.by)),
        decision.map_or(0, |decision| u8::from(decision.responsible)),
        ghost.decided.as_ref().map_or(0, |decided| age(decided.revision, now)),
        ghost.decided.as_ref().map_or(0, |decided| who(world, decided.by)),
        ghost.decided.as_ref().map_or(0, |decided| u8::from(decided.responsible)),
    ]);
}

fn bodies(key: &mut Vec<u8>, world: &World, dossier: &Dossier, ghost: &Ghost) {
    key.push(b'b');
    key.extend(body(world, dossier, ghost, &world.mofa));
    let mut others: Vec<Vec<u8>> = world
        .others
        .iter()
        .map(|other| body(world, dossier, ghost, other))
        .collect();
    others.sort();
    for other in others {
        key.push(b'o');
        key.extend(other);
    }
}

fn body(world: &World, dossier: &Dossier, ghost: &Ghost, body: &Body) -> Vec<u8> {
    let mut key = vec![
        u8::from(dossier.details.bodies.iter().any(|named| named.org == body.org)),
        u8::from(ghost.ever_asked.contains(&body.org)),
        u8::from(dossier.board.iter().any(|row| row.body.org == body.org)),
    ];
    for row in dossier.current_rows().filter(|row| row.body.org == body.org) {
        key.extend([u8::from(row.in_principle), row.status as u8]);
        if let Some(opinion) = &row.opinion {
            key.extend(answer(opinion));
            key.push(who(world, opinion.by));
        }
    }
    for row in ghost.asked.iter().filter(|row| row.body.org == body.org) {
        key.push(u8::from(row.in_principle));
        if let Some(given) = &row.given {
            key.extend(given_key(given, dossier.text_revision()));
            key.push(who(world, given.by));
        }
    }
    key
}

fn opinion_code(kind: OpinionKind) -> u8 {
    10 + kind as u8
}

fn answer(opinion: &Opinion) -> Vec<u8> {
    let mut key = vec![opinion_code(opinion.kind)];
    key.extend(
        opinion
            .remarks
            .iter()
            .map(|remark| remark.reply.as_ref().map_or(0, |reply| 1 + u8::from(reply.accepted))),
    );
    key
}

fn given_key(given: &Given, now: u32) -> Vec<u8> {
    let mut key = vec![opinion_code(given.kind), age(given.revision, now)];
    key.extend(given.replies.iter().map(|reply| reply.map_or(0, |accepted| 1 + u8::from(accepted))));
    key
}

/// Takes from the dossier what the key does not hold, so that thousands of them are quick to copy: closed clocks, older
/// texts, papers, all but one of the requests to a body that no longer count.
pub(super) fn forget(dossier: &mut Dossier) {
    let revision = dossier.text_revision();
    dossier.clocks.retain(|clock| clock.closed_at.is_none());
    dossier.papers.clear();
    if dossier.revisions.len() > 1 {
        dossier.revisions.drain(..dossier.revisions.len() - 1);
    }
    let mut past = BTreeSet::new();
    dossier.board.retain_mut(|row| {
        let counts = row.text_revision == revision
            && !matches!(row.status, ConsultationStatus::Void | ConsultationStatus::Withdrawn);
        if row.status != ConsultationStatus::Stopped {
            row.supplements.clear();
        }
        counts || past.insert((row.body.org, row.in_principle))
    });
}
