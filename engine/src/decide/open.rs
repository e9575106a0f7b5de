//! Opening a dossier, and which track its content qualifies for.

use super::{Context, Decision, Rejected, draft::check_details, work::Work};
use crate::actor::{Acting, Actor, Role};
use crate::dossier::{Details, Dossier, PackRef};
use crate::event::{Event, apply};
use crate::guard::{Facts, holds};
use crate::ids::{DossierId, OrgId};
use crate::pack::{ChecklistEffect, Class, Guard, Pack, Track};
use crate::refusal::{Code, Refusal};

/// A new dossier.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Its id.
    pub id: DossierId,
    /// Its number, drawn by the service in the same transaction.
    pub number: String,
    /// The organisation that drafts; one of the actor's.
    pub org: OrgId,
    /// What the official states.
    pub details: Details,
}

/// The class that the checklist proposes: binding as soon as one answer commits. The title does not count.
pub fn proposed_class(pack: &Pack, details: &Details) -> Class {
    let commits = pack
        .checklist
        .iter()
        .any(|item| item.effect == ChecklistEffect::Binding && details.checklist.get(&item.id) == Some(&true));
    if commits { Class::Binding } else { Class::NonBinding }
}

/// Opens a dossier.
///
/// # Errors
/// [`Rejected`]: not an official of the organisation, secret, excluded content, a wrong field.
pub fn open(pack: &Pack, actor: &Actor, opening: &Opening, cx: &Context) -> Result<Decision, Rejected> {
    let holding = actor
        .holdings
        .iter()
        .find(|holding| holding.role == Role::Official && holding.org == opening.org && holding.locality.is_some())
        .ok_or_else(|| Refusal::new(Code::NotPermitted))?;
    let acting = Acting {
        account: actor.account,
        post: Some(holding.post),
        org: Some(holding.org),
        role: holding.role,
        deputy: holding.deputy,
    };
    // A national body is never a party here (R02): a locality is required above.
    let locality = holding.locality.unwrap_or(holding.org);
    let today = cx.today();
    check_details(pack, &opening.details, today)?;
    if opening.details.planned_signing_on.is_some_and(|day| day < today) {
        return Err(Refusal::field(Code::DateOutOfOrder, "planned_signing_on").into());
    }
    let Some(first) = pack.tracks.first() else {
        return Err(Rejected::BrokenPin { pack: pack.id.clone(), part: "track".to_owned() });
    };
    let opened = |track: &Track| Event::Opened {
        id: opening.id,
        number: opening.number.clone(),
        pack: PackRef { id: pack.id.clone(), version: pack.version },
        track: track.id.clone(),
        state: track.initial.clone(),
        locality,
        org: holding.org,
        started_on: today,
        details: Box::new(opening.details.clone()),
    };
    let fold = |event: &Event| -> Result<Dossier, Rejected> {
        let mut folded = None;
        apply(&mut folded, event, cx.now, &acting)?;
        folded.ok_or(Rejected::Fault(crate::event::FoldError::NotOpened))
    };
    let mut event = opened(first);
    let mut dossier = fold(&event)?;
    let facts = Facts { pack, track: first, dossier: &dossier, acting: &acting, row: None, now: cx.now };
    if !holds(Guard::NoExcludedContent, &facts) {
        return Err(Refusal::field(Code::ExcludedContent, "checklist").into());
    }
    let settled = settle_track(pack, &dossier, cx, &acting);
    let track = pack.track(&settled).unwrap_or(first);
    if track.id != first.id {
        event = opened(track);
        dossier = fold(&event)?;
    }
    let basis = track.basis.clone();
    let mut work = Work::new(pack, track, dossier, acting, cx);
    if let Some(clock) = track.state(&track.initial).and_then(|state| state.clock.clone()) {
        work.start_clock(&clock, crate::dossier::Subject::State(track.initial.clone()), today)?;
    }
    let mut decision = work.into_decision(basis);
    decision.events.insert(0, event);
    Ok(decision)
}

/// Tracks other than the first for which the content qualifies, switched on or not: while one is off, the screen
/// still says what it would save.
pub fn qualifying<'a>(pack: &'a Pack, dossier: &Dossier, acting: &Acting, cx: &Context) -> Vec<&'a Track> {
    pack.tracks
        .iter()
        .skip(1)
        .filter(|track| {
            let facts = Facts { pack, track, dossier, acting, row: None, now: cx.now };
            track.qualifies.iter().all(|guard| holds(*guard, &facts))
        })
        .collect()
}

/// The track a draft takes: the first for which it qualifies and that is on, else the one that takes all.
pub(super) fn settle_track(pack: &Pack, dossier: &Dossier, cx: &Context, acting: &Acting) -> String {
    qualifying(pack, dossier, acting, cx)
        .into_iter()
        .find(|track| !cx.off.contains(&track.id))
        .or(pack.tracks.first())
        .map(|track| track.id.clone())
        .unwrap_or_default()
}
