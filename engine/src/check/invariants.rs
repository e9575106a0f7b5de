//! The invariants, judged on the ghost log and on raw data. No guard is called here.

use super::ghost::{Ghost, Given};
use crate::actor::Actor;
use crate::dossier::{Dossier, OpinionKind};
use crate::event::Event;
use crate::ids::AccountId;
use crate::pack::{Bodies, Invariant, InvariantRule, Pack, Track};

/// One step as the judge sees it.
pub(super) struct Seen<'a> {
    pub(super) pack: &'a Pack,
    /// Track on which the step was done.
    pub(super) track: &'a Track,
    pub(super) actor: &'a Actor,
    pub(super) events: &'a [Event],
    /// The log up to and with this step.
    pub(super) ghost: &'a Ghost,
    /// The log before this step.
    pub(super) before: &'a Ghost,
    pub(super) after: &'a Dossier,
}

/// Whether the step breaks `rule`. [`Invariant::OpenRequestCanBeAnswered`] is judged over all that is accepted in a
/// state, [`Invariant::EveryPathCanEnd`] over the whole graph.
pub(super) fn broken(rule: &InvariantRule, seen: &Seen) -> bool {
    let signed = seen.events.iter().find_map(|event| match event {
        Event::Signed { revision, signer, .. } => Some((*revision, signer)),
        _ => None,
    });
    match rule.rule {
        Invariant::SignedNeedsAllOpinions => signed.is_some_and(|(revision, _)| !all_opinions(seen, revision)),
        Invariant::DecidedNeedsDifferenceSettled => decided(seen.events).is_some_and(|revision| {
            let differs = match seen.track.bodies {
                Bodies::MofaOnly => mofa_last(seen.ghost, revision).is_some_and(Given::differs),
                Bodies::MofaAndConcerned | Bodies::AgencyAndConcerned => {
                    seen.ghost.opinions(revision, false).any(|(_, given)| given.differs())
                }
            };
            differs && !seen.ghost.pm_settles(revision)
        }),
        Invariant::RefusalNeedsConsent => decided(seen.events)
            .is_some_and(|revision| refused(seen.ghost, revision) && !seen.ghost.pm_consents(revision)),
        Invariant::SubjectBodiesAsked => signed.is_some_and(|(revision, _)| subject_forgotten(seen, revision)),
        Invariant::TrackHasItsGround => signed.is_some() && !opened_by_its_ground(seen),
        Invariant::AskedBodiesAnswer => signed.is_some_and(|(revision, _)| {
            seen.ghost.asked.iter().any(|row| row.revision == revision && row.given.is_none())
        }),
        Invariant::SignedNeedsAgreementInPrinciple => signed.is_some_and(|(revision, _)| {
            mofa_last(seen.ghost, revision).is_none_or(|given| given.kind == OpinionKind::Disagree)
        }),
        Invariant::SignedNeedsResponsibleSigner => signed.is_some_and(|(_, signer)| {
            seen.ghost
                .decided
                .as_ref()
                .is_none_or(|decided| !decided.responsible || decided.signer != *signer || signer.0.is_empty())
        }),
        Invariant::SignedRevisionIsTheDecidedOne => {
            signed.is_some_and(|(revision, _)| !one_revision(seen.ghost, revision))
        }
        Invariant::DrafterStaysOut => drafter_acts(seen) || signed.is_some_and(|(revision, _)| tainted(seen, revision)),
        Invariant::SignedOwesReport => report_forgotten(rule, seen),
        Invariant::SilenceMovesNothing => {
            seen.actor.account.is_none()
                && !seen.events.iter().all(|event| matches!(event, Event::ClockRanOut { .. } | Event::Reminded { .. }))
        }
        Invariant::OpenRequestCanBeAnswered | Invariant::EveryPathCanEnd => false,
    }
}

/// MOFA's latest answer on `revision`, in principle or not.
fn mofa_last(ghost: &Ghost, revision: u32) -> Option<&Given> {
    ghost.opinions(revision, true).filter(|(row, _)| row.body.mofa).last().map(|(_, given)| given)
}

fn decided(events: &[Event]) -> Option<u32> {
    events.iter().find_map(|event| match event {
        Event::Decided { revision, .. } => Some(*revision),
        _ => None,
    })
}

/// The body that the track always asks, every body named and every body ever asked has given its opinion on `revision`.
fn all_opinions(seen: &Seen, revision: u32) -> bool {
    let ghost = seen.ghost;
    let given = |of: &dyn Fn(&crate::dossier::Body) -> bool| {
        ghost.opinions(revision, false).any(|(row, _)| row.revision == revision && of(&row.body))
    };
    given(&|body| seen.track.bodies.leads(body))
        && ghost.named.union(&ghost.ever_asked).all(|org| given(&|body| body.org == *org))
}

/// Somebody asked on `revision` does not agree.
fn refused(ghost: &Ghost, revision: u32) -> bool {
    ghost.opinions(revision, false).any(|(_, given)| given.kind == OpinionKind::Disagree)
}

/// A subject that is touched adds a body, and no such body has given its opinion on `revision`.
fn subject_forgotten(seen: &Seen, revision: u32) -> bool {
    let Some((case, _)) = &seen.ghost.case else { return true };
    case.subjects.iter().any(|id| {
        let kind = seen.pack.subjects.iter().find(|subject| subject.id == *id).map(|subject| subject.body);
        !seen.ghost.opinions(revision, false).any(|(row, _)| kind.is_some() && row.body.kind == kind)
    })
}

/// The ground or the party as they are stated open this track, by the pack's own lists and dates.
fn opened_by_its_ground(seen: &Seen) -> bool {
    let Some((case, begun)) = &seen.ghost.case else { return false };
    let during = |from: Option<chrono::NaiveDate>, to: Option<chrono::NaiveDate>| {
        from.is_none_or(|from| *begun >= from) && to.is_none_or(|to| *begun <= to)
    };
    let grounds = seen.pack.grounds.iter().filter(|ground| ground.track == seen.track.id);
    let parties = seen.pack.parties.iter().filter(|party| party.track == seen.track.id);
    grounds.filter(|ground| during(ground.from, ground.to)).any(|ground| case.ground.as_ref() == Some(&ground.id))
        || parties.filter(|party| during(party.from, party.to)).any(|party| case.party.as_ref() == Some(&party.id))
}

/// The revision signed is the present one, the one cleared and the one decided on, and every opinion that counts is
/// on it.
fn one_revision(ghost: &Ghost, revision: u32) -> bool {
    ghost.revision == revision
        && ghost.cleared.is_some_and(|(cleared, _)| cleared == revision)
        && ghost.decided.as_ref().is_some_and(|decided| decided.revision == revision)
        && ghost.asked.iter().all(|row| row.given.as_ref().is_none_or(|given| given.revision == revision))
}

/// This step clears, decides or answers, and its actor has drafted.
fn drafter_acts(seen: &Seen) -> bool {
    let acts = seen
        .events
        .iter()
        .any(|event| matches!(event, Event::Cleared { .. } | Event::Decided { .. } | Event::OpinionGiven { .. }));
    acts && drafted(seen.before, seen.actor.account)
}

fn drafted(ghost: &Ghost, account: Option<AccountId>) -> bool {
    account.is_some_and(|account| ghost.drafters.contains(&account))
}

/// What is signed rests on an act of somebody who has drafted, before or after that act.
fn tainted(seen: &Seen, revision: u32) -> bool {
    let ghost = seen.ghost;
    ghost.cleared.is_some_and(|(_, by)| drafted(ghost, by))
        || ghost.decided.as_ref().is_some_and(|decided| drafted(ghost, decided.by))
        || ghost.opinions(revision, true).any(|(_, given)| drafted(ghost, given.by))
}

/// After signing, a duty that cites a provision of the invariant is owed, and no final state is entered before it is
/// fulfilled.
fn report_forgotten(rule: &InvariantRule, seen: &Seen) -> bool {
    if seen.ghost.signed.is_none() {
        return false;
    }
    let is_report = |name: &str| {
        seen.pack.duty(name).is_some_and(|duty| duty.basis.iter().any(|provision| rule.basis.contains(provision)))
    };
    let owed = seen.ghost.duties.iter().any(|(_, name, _)| is_report(name));
    let open = |(_, name, fulfilled): &(_, String, bool)| is_report(name) && !fulfilled;
    let signs = seen.events.iter().any(|event| matches!(event, Event::Signed { .. }));
    let ended = seen
        .pack
        .track(&seen.after.track)
        .and_then(|track| track.state(&seen.after.state))
        .is_some_and(|state| state.is_final);
    !owed || (signs && !seen.ghost.duties.iter().any(open)) || (ended && seen.ghost.duties.iter().any(open))
}
