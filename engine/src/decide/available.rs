//! What an actor can do now, and what keeps him from the rest: the same checks as [`super::decide`].

use super::{Context, Rejected, barred, failed_guards, missing_papers, starts_here, track_of};
use crate::actor::{Actor, Role};
use crate::command::Seen;
use crate::dossier::{Consultation, ConsultationStatus, Dossier};
use crate::guard::Facts;
use crate::ids::{ConsultationId, DutyId};
use crate::pack::{Action, Pack, Transition};
use crate::policy;
use crate::refusal::Refusal;

/// One command an actor could give.
#[derive(Debug, Clone, PartialEq)]
pub struct Available {
    /// Transition.
    pub transition: String,
    /// Its action.
    pub action: Action,
    /// The board row it would work on.
    pub consultation: Option<ConsultationId>,
    /// The duty it would fulfil.
    pub duty: Option<DutyId>,
    /// What to send back as seen.
    pub seen: Seen,
    /// Why not yet; empty when the command is open.
    pub blocked: Vec<Refusal>,
    /// Papers that must come with the command.
    pub papers: Vec<String>,
    /// In which role he would act.
    pub role: Role,
}

/// Every command that is `actor`'s in the present state. Commands of others are left out; his own that a fact still
/// bars are there with the reason.
///
/// # Errors
/// [`Rejected::BrokenPin`].
pub fn available(pack: &Pack, dossier: &Dossier, actor: &Actor, cx: &Context) -> Result<Vec<Available>, Rejected> {
    let track = track_of(pack, dossier)?;
    let mut found = Vec::new();
    for transition in track.transitions.iter().filter(|transition| starts_here(transition, dossier)) {
        for (row, duty) in targets(transition, dossier, actor) {
            let Ok(acting) = policy::acting(actor, dossier, (track, transition), row.map(|row| row.id)) else {
                continue;
            };
            if acting.account.is_none() {
                continue;
            }
            let facts = Facts { pack, track, dossier, acting: &acting, row: row.map(|row| row.id), now: cx.now };
            let blocked = failed_guards(transition, &facts)
                .map(|guard| Refusal::guard(guard).basis(&transition.basis))
                .chain(barred(track, dossier, transition, &acting))
                .collect();
            found.push(entry(transition, &facts, row, duty, blocked));
        }
    }
    Ok(found)
}

fn entry(
    transition: &Transition,
    facts: &Facts,
    row: Option<&Consultation>,
    duty: Option<DutyId>,
    blocked: Vec<Refusal>,
) -> Available {
    let dossier = facts.dossier;
    Available {
        transition: transition.id.clone(),
        action: transition.action,
        consultation: row.map(|row| row.id),
        duty,
        seen: Seen { text_revision: dossier.text_revision(), step_revision: row.map_or(dossier.step, |row| row.step) },
        blocked,
        papers: missing_papers(transition, facts, &[]).cloned().collect(),
        role: facts.acting.role,
    }
}

/// The rows or duties a transition could work on; one empty target for a transition that needs none.
fn targets<'a>(
    transition: &Transition,
    dossier: &'a Dossier,
    actor: &Actor,
) -> Vec<(Option<&'a Consultation>, Option<DutyId>)> {
    let rows = |keep: &dyn Fn(&Consultation) -> bool| {
        dossier.current_rows().filter(|row| keep(row)).map(|row| (Some(row), None)).collect()
    };
    let own = |row: &Consultation| {
        actor.holdings.iter().any(|holding| holding.role == Role::Reviewer && holding.org == row.body.org)
    };
    match transition.action {
        Action::Answer | Action::HandOver | Action::CorrectReceipt => rows(&|row| row.is_awaited() && own(row)),
        Action::RequestSupplements | Action::FindIncomplete => {
            rows(&|row| row.status == ConsultationStatus::Open && own(row))
        }
        Action::Reclassify => rows(&|row| row.is_awaited() && own(row) && row.body.mofa),
        Action::SupplySupplements => rows(&|row| row.status == ConsultationStatus::Stopped),
        Action::ReplyToRemarks => rows(&|row| row.opinion.as_ref().is_some_and(|opinion| !opinion.remarks.is_empty())),
        Action::FulfilDuty => {
            dossier.duties.iter().filter(|duty| duty.fulfilled.is_none()).map(|duty| (None, Some(duty.id))).collect()
        }
        _ => vec![(None, None)],
    }
}
