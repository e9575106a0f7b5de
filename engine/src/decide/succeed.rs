//! A post changes hands: what of one dossier points at the person who leaves now points at his successor.

use super::work::Work;
use super::{Context, Decision, Rejected, track_of};
use crate::actor::Acting;
use crate::dossier::Dossier;
use crate::event::Event;
use crate::guard::Facts;
use crate::ids::{AccountId, ConsultationId, OrgId};
use crate::pack::{Guard, Pack};
use crate::refusal::Refusal;

/// Who takes whose place, in which organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succession {
    /// Who leaves.
    pub from: AccountId,
    /// Who takes the post.
    pub to: AccountId,
    /// The organisation of the post.
    pub org: OrgId,
}

/// Hands over what one dossier has for the person who leaves: requests that he took, and the drafter's place. Nothing is
/// rewritten: who drafted and who answered stay so. `None` when nothing of the dossier points at him.
///
/// # Errors
/// [`Rejected::Refused`] when the successor drafted what he would have to answer; [`Rejected`] when the pin is broken.
pub fn succeed(
    pack: &Pack,
    dossier: &Dossier,
    acting: Acting,
    post: &Succession,
    cx: &Context<'_>,
) -> Result<Option<Decision>, Rejected> {
    let taken: Vec<ConsultationId> = dossier
        .board
        .iter()
        .filter(|row| row.is_awaited() && row.assigned == Some(post.from) && row.body.org == post.org)
        .map(|row| row.id)
        .collect();
    let kept = dossier.org == post.org && dossier.kept_by() == Some(post.from);
    if taken.is_empty() && !kept {
        return Ok(None);
    }
    let track = track_of(pack, dossier)?;
    let successor = Acting { account: Some(post.to), ..acting };
    let facts = Facts { pack, track, dossier, acting: &successor, row: None, now: cx.now };
    if !taken.is_empty() && !crate::guard::holds(Guard::NotTheDrafter, &facts) {
        return Err(Refusal::guard(Guard::NotTheDrafter).with("number", dossier.number.clone()).into());
    }
    let mut work = Work::new(pack, track, dossier.clone(), acting, cx);
    for consultation in taken {
        work.push(Event::HandedOver { consultation, to: post.to })?;
    }
    if kept {
        work.push(Event::DraftHandedOver { to: post.to })?;
    }
    Ok(Some(work.into_decision(Vec::new())))
}
