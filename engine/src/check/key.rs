//! What tells one state from another, and what a dossier may forget on the way.
//!
//! The key holds everything that later decisions or invariants can depend on, without ids, times and texts; the bodies
//! concerned are sorted, since nothing distinguishes them. Left out, because no guard and no invariant looks at them:
//! who in a body has taken a request, days of receipt, the number of rounds, advice and notes. Papers are left out
//! because every command is tried both with and without those it needs.

use super::ghost::{Asked, Ghost};
use super::live::{Live, States};
use super::world::World;
use crate::actor::{Acting, Role};
use crate::dossier::{Body, Consultation, ConsultationStatus, Dossier, OpinionKind};
use crate::guard::{Facts, holds};
use crate::ids::AccountId;
use crate::pack::{ChecklistEffect, Guard, Pack};
use std::collections::BTreeSet;

/// The key of a state.
pub(super) fn key(
    pack: &Pack,
    world: &World,
    live: &Live,
    place: (usize, usize),
    dossier: &Dossier,
    ghost: &Ghost,
) -> Vec<u8> {
    let mut key = Vec::with_capacity(64);
    key.extend([index(Some(place.0)), index(Some(place.1)), u8::from(ghost.signed.is_some())]);
    key.push(u8::from(dossier.in_force.is_some()));
    for duty in &dossier.duties {
        let rule = pack.duties.iter().position(|rule| rule.id == duty.rule);
        let noted = ghost.duties.iter().any(|known| known.0 == duty.id && known.2);
        key.extend([index(rule), u8::from(duty.fulfilled.is_some()) + 2 * u8::from(noted)]);
    }
    let matters = |states: &States| states.contains(&place);
    if !matters(&live.course) {
        return key;
    }
    draft(&mut key, pack, dossier);
    people(&mut key, world, dossier, ghost);
    let now = dossier.text_revision();
    key.push(b'c');
    if matters(&live.cleared) {
        clearance(&mut key, dossier, ghost, now);
    }
    if matters(&live.clearer) {
        key.extend([
            who(world, dossier.cleared.as_ref().and_then(|cleared| cleared.by)),
            who(world, ghost.cleared.and_then(|(_, by)| by)),
        ]);
    }
    if matters(&live.decision) {
        decision(&mut key, dossier, ghost, now);
    }
    if matters(&live.decider) {
        key.extend([
            who(world, dossier.decision.as_ref().and_then(|decision| decision.by)),
            who(world, ghost.decided.as_ref().and_then(|decided| decided.by)),
        ]);
    }
    submission(&mut key, dossier, ghost, now, (matters(&live.old_pm), live.consent));
    bodies(&mut key, world, dossier, ghost);
    guards(&mut key, pack, world, live, dossier);
    key
}

/// What the guards themselves say, so that two states on which they differ are never taken for one, whatever else the
/// key leaves out. It tells states apart and proves nothing.
fn guards(key: &mut Vec<u8>, pack: &Pack, world: &World, live: &Live, dossier: &Dossier) {
    let Some(track) = pack.track(&dossier.track) else {
        return;
    };
    let acting = Acting {
        account: world.people[World::DUAL].actor.account,
        post: None,
        org: Some(world.lead(Some(track)).org),
        role: Role::Reviewer,
        deputy: false,
    };
    let facts = Facts { pack, track, dossier, acting: &acting, row: None, now: world.start };
    let mut bits: u64 = 0;
    for guard in FACTS.into_iter().filter(|guard| live.guards.contains(guard)) {
        bits = (bits << 1) | u64::from(holds(guard, &facts));
    }
    key.push(b'g');
    key.extend(bits.to_le_bytes());
}

/// Every guard but the one on time.
const FACTS: [Guard; 37] = [
    Guard::NonBinding,
    Guard::NoSensitiveField,
    Guard::NoExcludedContent,
    Guard::DemandedContent,
    Guard::VietnameseText,
    Guard::ChecklistComplete,
    Guard::BodiesNamed,
    Guard::NotTheDrafter,
    Guard::TextCleared,
    Guard::Concludes,
    Guard::ChangesDocument,
    Guard::EndsDocument,
    Guard::NotMandatory,
    Guard::GroundStated,
    Guard::PartyOfTrack,
    Guard::SeveralSignatories,
    Guard::SubjectBodiesNamed,
    Guard::MofaAsked,
    Guard::LeadAsked,
    Guard::AllOpinionsIn,
    Guard::NothingAwaited,
    Guard::NoRefusal,
    Guard::RefusalStands,
    Guard::RefusalOvercome,
    Guard::NoOpenDifference,
    Guard::OpenDifference,
    Guard::RemarksReplied,
    Guard::PmOpinionIn,
    Guard::DifferenceSettled,
    Guard::AgreedInPrinciple,
    Guard::RefusedInPrinciple,
    Guard::SignerNamed,
    Guard::DecidedTextUnchanged,
    Guard::OwnRequestOpen,
    Guard::OwnClockRunning,
    Guard::SomeClockStopped,
    Guard::ReportDone,
];

fn index(found: Option<usize>) -> u8 {
    found.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn draft(key: &mut Vec<u8>, pack: &Pack, dossier: &Dossier) {
    let details = &dossier.details;
    let revision = dossier.text_revision();
    let excluded = pack.checklist.iter().any(|item| {
        item.effect == ChecklistEffect::Excluded && details.checklist.get(&item.id).copied().unwrap_or(false)
    });
    let sensitive = details.fields.iter().any(|field| pack.field(field).is_some_and(|field| field.sensitive));
    let vietnamese = dossier.revisions.last().is_some_and(|last| last.texts.iter().any(|text| text.lang == "vi"));
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
    let case = &details.case;
    let place = |found: Option<usize>| found.map_or(0, |at| 1 + index(Some(at)) % u8::MAX);
    key.extend([
        case.act as u8 + 8 * u8::from(case.mandatory),
        place(case.ground.as_ref().and_then(|id| pack.grounds.iter().position(|ground| ground.id == *id))),
        place(case.party.as_ref().and_then(|id| pack.parties.iter().position(|party| party.id == *id))),
        u8::try_from(case.subjects.len()).unwrap_or(u8::MAX),
        u8::from(case.signatories.is_empty()),
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
            || ghost.asked.iter().any(|row| row.given.as_ref().is_some_and(|given| given.by == Some(account)))
    };
    key.push(b'p');
    for (at, person) in world.people.iter().enumerate() {
        let Some(account) = person.actor.account else { continue };
        let official = person.roles().any(|role| role == Role::Official);
        let answered = |by: Option<AccountId>| by == Some(account);
        let rows = dossier.current_rows().filter_map(|row| row.opinion.as_ref());
        let noted = ghost.asked.iter().filter_map(|row| row.given.as_ref());
        let mark = 4 * u8::from(rows.map(|opinion| opinion.by).any(answered))
            + 8 * u8::from(noted.map(|given| given.by).any(answered));
        if official && mark > 0 {
            key.extend([index(Some(at)), mark]);
        }
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

fn clearance(key: &mut Vec<u8>, dossier: &Dossier, ghost: &Ghost, now: u32) {
    key.extend([
        dossier.cleared.as_ref().map_or(0, |cleared| age(cleared.revision, now)),
        ghost.cleared.map_or(0, |(revision, _)| age(revision, now)),
    ]);
}

fn decision(key: &mut Vec<u8>, dossier: &Dossier, ghost: &Ghost, now: u32) {
    let decision = dossier.decision.as_ref();
    let noted = ghost.decided.as_ref();
    key.extend([
        decision.map_or(0, |decision| age(decision.revision, now)),
        decision.map_or(0, |decision| u8::from(decision.responsible)),
        noted.map_or(0, |decided| age(decided.revision, now)),
        noted.map_or(0, |decided| u8::from(decided.responsible)),
    ]);
}

fn submission(key: &mut Vec<u8>, dossier: &Dossier, ghost: &Ghost, now: u32, (old, consent): (bool, bool)) {
    let pm = dossier.pm.as_ref().filter(|pm| old || pm.revision == now);
    let noted = ghost.pm.as_ref().filter(|pm| old || pm.revision == now);
    key.extend([
        pm.map_or(0, |pm| age(pm.revision, now)),
        pm.map_or(0, |pm| pm.opinion.as_ref().map_or(0, |opinion| 1 + u8::from(consent && opinion.favourable))),
        noted.map_or(0, |pm| age(pm.revision, now)),
        noted.map_or(0, |pm| {
            u8::from(pm.opinion) + 2 * u8::from(pm.newer_difference) + 4 * u8::from(consent && pm.consents)
        }),
    ]);
}

fn bodies(key: &mut Vec<u8>, world: &World, dossier: &Dossier, ghost: &Ghost) {
    key.push(b'b');
    for lead in std::iter::once(&world.mofa).chain(&world.agency) {
        key.extend(body(dossier, ghost, lead));
    }
    let mut others: Vec<Vec<u8>> = world.others.iter().map(|other| body(dossier, ghost, other)).collect();
    others.sort();
    for other in others {
        key.push(b'o');
        key.extend(other);
    }
}

fn body(dossier: &Dossier, ghost: &Ghost, body: &Body) -> Vec<u8> {
    let mut key = vec![
        u8::from(dossier.details.bodies.iter().any(|named| named.org == body.org)),
        u8::from(ghost.ever_asked.contains(&body.org)),
        u8::from(dossier.board.iter().any(|row| row.body.org == body.org)),
    ];
    let now = dossier.text_revision();
    let rows: Vec<&Consultation> = dossier.current_rows().filter(|row| row.body.org == body.org).collect();
    for (at, row) in rows.iter().enumerate() {
        let later = rows[at + 1..].iter().any(|row| row.opinion.is_some());
        let remarks = row.opinion.as_ref().map(|opinion| opinion.remarks.len());
        if row.in_principle && replaced(remarks, later) {
            continue;
        }
        key.extend([b'r', u8::from(row.in_principle), row.status as u8]);
        if let Some(opinion) = &row.opinion {
            let replies = opinion.remarks.iter();
            let replies = replies.map(|remark| remark.reply.as_ref().map(|reply| reply.accepted));
            key.extend([opinion.kind as u8, open_point(opinion.kind, replies)]);
        }
    }
    let asked: Vec<&Asked> = ghost.asked.iter().filter(|row| row.body.org == body.org).collect();
    for (at, row) in asked.iter().enumerate() {
        let later = asked[at + 1..].iter().any(|row| row.given.is_some());
        let remarks = row.given.as_ref().map(|given| given.replies.len());
        if row.in_principle && replaced(remarks, later) {
            continue;
        }
        key.extend([b'a', u8::from(row.in_principle)]);
        if let Some(given) = &row.given {
            let point = open_point(given.kind, given.replies.iter().copied());
            key.extend([given.kind as u8, age(given.revision, now), point]);
        }
    }
    key
}

/// An answer in principle that a later answer of the same body on the same text has replaced: nothing reads it any
/// more, unless it has remarks, which are to be replied to. Both go together when the text changes; neither is withdrawn.
fn replaced(remarks: Option<usize>, answered_later: bool) -> bool {
    remarks == Some(0) && answered_later
}

/// How the remarks of an opinion stand. Once every remark on a disagreement has its reply, it makes no difference which.
fn open_point(kind: OpinionKind, replies: impl Iterator<Item = Option<bool>>) -> u8 {
    let worst = replies.map(|reply| match reply {
        Some(true) => 1,
        Some(false) => 2,
        None => 3,
    });
    match (kind, worst.max().unwrap_or(0)) {
        (OpinionKind::Disagree, 1 | 2) => 0,
        (_, worst) => worst,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A guard that is added and forgotten here would let the exploration take two states for one.
    #[test]
    fn every_guard_tells_states_apart() {
        let schema = crate::pack::schema();
        let members = &schema["$defs"]["Guard"]["oneOf"];
        let all: BTreeSet<&str> =
            members.as_array().unwrap().iter().filter_map(|member| member["const"].as_str()).collect();
        let here: BTreeSet<String> = FACTS
            .iter()
            .chain(&[Guard::ClockRanOut])
            .map(|guard| serde_json::to_value(guard).unwrap().as_str().unwrap().to_owned())
            .collect();
        assert_eq!(here.iter().map(String::as_str).collect::<BTreeSet<_>>(), all);
    }
}
