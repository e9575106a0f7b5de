//! Who may see and who may act. Which role may give which command is the pack's to say; `tests/golden/policy-matrix.txt`
//! shows it as a table.

use crate::actor::{Acting, Actor, Holding, Role};
use crate::dossier::Dossier;
use crate::ids::ConsultationId;
use crate::pack::{Track, Transition};
use crate::refusal::{Code, Refusal};

/// Whether `actor` may read the dossier. Not allowed to see means: may not even know that it exists.
pub fn may_read(actor: &Actor, dossier: &Dossier) -> bool {
    actor.holdings.iter().any(|holding| reads(holding, dossier))
}

fn reads(holding: &Holding, dossier: &Dossier) -> bool {
    match holding.role {
        Role::Official | Role::Leader => holding.locality == Some(dossier.locality),
        Role::Reviewer => dossier.board.iter().any(|row| row.body.org == holding.org),
        Role::GovernmentOffice => dossier.pm.is_some(),
        Role::Inspector => true,
        Role::Administrator | Role::System => false,
    }
}

/// Under which post `actor` may do `transition`, as far as roles and organisations go. Facts about the dossier
/// (separation of duties among them) are guards.
///
/// # Errors
/// [`Code::NotVisible`] or [`Code::NotPermitted`].
pub fn acting(
    actor: &Actor,
    dossier: &Dossier,
    (track, transition): (&Track, &Transition),
    row: Option<ConsultationId>,
) -> Result<Acting, Refusal> {
    if actor.account.is_none() {
        return if transition.by.contains(&Role::System) {
            Ok(Acting { account: None, post: None, org: None, role: Role::System, deputy: false })
        } else {
            Err(Refusal::new(Code::NotPermitted).basis(&transition.basis))
        };
    }
    if !may_read(actor, dossier) {
        return Err(Refusal::new(Code::NotVisible));
    }
    actor
        .holdings
        .iter()
        .find(|holding| {
            transition.by.contains(&holding.role)
                && reads(holding, dossier)
                && owns_row(holding, dossier, row)
                && (transition.action.is_of_row() || leads(holding, dossier, track))
        })
        .map(|holding| Acting {
            account: actor.account,
            post: Some(holding.post),
            org: Some(holding.org),
            role: holding.role,
            deputy: holding.deputy,
        })
        .ok_or_else(|| Refusal::new(Code::NotPermitted).basis(&transition.basis))
}

/// What concerns the whole consultation a reviewer does only for the body that the track always asks: the agency of a
/// province asks further bodies or keeps the matter to itself, a ministry that was asked answers.
fn leads(holding: &Holding, dossier: &Dossier, track: &Track) -> bool {
    holding.role != Role::Reviewer
        || dossier.board.iter().any(|row| row.body.org == holding.org && track.bodies.leads(&row.body))
}

/// A reviewer acts on his own body's rows only; others act on any row of their dossier.
fn owns_row(holding: &Holding, dossier: &Dossier, row: Option<ConsultationId>) -> bool {
    match (holding.role, row) {
        (Role::Reviewer, Some(row)) => dossier.row(row).is_some_and(|row| row.body.org == holding.org),
        _ => true,
    }
}
