//! What was stated, cleared, decided and signed.

use super::{OrgOut, instant, name};
use crate::app::read::View;
use chrono::NaiveDate;
use engine::dossier::Case;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the official states about the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DetailsOut {
    /// Document kind of the pack.
    pub kind: String,
    /// Need and expected benefit.
    pub purpose: String,
    /// Fields of cooperation.
    pub fields: Vec<String>,
    /// Answers to the content checklist.
    pub checklist: BTreeMap<String, bool>,
    /// Class that the official stated.
    pub class: String,
    /// Why it differs from the proposal.
    pub class_reason: Option<String>,
    /// Bodies concerned, besides MOFA.
    pub bodies: Vec<OrgOut>,
    /// Planned day of signing.
    pub planned_signing_on: Option<NaiveDate>,
    /// Clauses on duration, renewal, review and lapse.
    pub term: Option<String>,
    /// What sets it apart from the usual one, the conclusion of an agreement in the name of the locality itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseOut>,
    /// Set on sample data, whose course of the procedure is invented: the fixed name of its source.
    pub sample: Option<String>,
}

/// Clearance by the leader.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClearedOut {
    /// Revision cleared.
    pub revision: u32,
    /// By whom.
    pub by: Option<String>,
    /// When.
    pub at: String,
}

/// The decision, or the taking of responsibility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionOut {
    /// Revision decided on.
    pub revision: u32,
    /// `head` or `authorised`.
    pub sign_by: String,
    /// Name of the signer; none when it was erased.
    pub signer: Option<String>,
    /// Post of the signer.
    pub signer_title: String,
    /// Express taking of responsibility.
    pub responsible: bool,
    /// Number of the Prime Minister's letter on which it rests.
    pub pm_reference: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// When.
    pub at: String,
}

/// The Prime Minister's written opinion.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PmOpinionOut {
    /// Number and symbol of the letter.
    pub number: String,
    /// Its date.
    pub dated_on: NaiveDate,
    /// Who signed it; none when the name was erased.
    pub signer: Option<String>,
    /// Whether it favours conclusion.
    pub favourable: bool,
    /// Gist.
    pub gist: String,
}

/// The submission to the Prime Minister.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PmOut {
    /// Revision submitted.
    pub revision: u32,
    /// The points of difference.
    pub statement: String,
    /// When.
    pub submitted_at: String,
    /// His opinion.
    pub opinion: Option<PmOpinionOut>,
}

/// A foreign signatory.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignatoryOut {
    /// Name; none when it was erased.
    pub name: Option<String>,
    /// Title.
    pub title: String,
}

/// The signing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SigningOut {
    /// Revision signed.
    pub revision: u32,
    /// Day.
    pub signed_on: NaiveDate,
    /// Place.
    pub place: String,
    /// Vietnamese signatory; none when the name was erased.
    pub signer: Option<String>,
    /// Foreign signatories.
    pub foreign: Vec<SignatoryOut>,
    /// When it was recorded.
    pub at: String,
}

/// Entry into force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InForceOut {
    /// Day.
    pub on: NaiveDate,
    /// By the text, or as agreed.
    pub by: String,
}

/// What sets the dossier apart from the usual one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseOut {
    /// What is done with the document.
    pub act: String,
    /// The document that is changed or ended.
    pub document: Option<Uuid>,
    /// Whether the law obliges the locality to end it.
    pub mandatory: bool,
    /// Kind of Vietnamese party.
    pub party: Option<String>,
    /// The organisation that is this party.
    pub unit: Option<OrgOut>,
    /// Ground that opens another track.
    pub ground: Option<String>,
    /// Subjects touched.
    pub subjects: Vec<String>,
    /// Others that sign.
    pub signatories: Vec<OrgOut>,
}

impl CaseOut {
    fn of(case: &Case, view: &View) -> Self {
        let org = |id| OrgOut::new(id, &view.names);
        Self {
            act: case.act.as_str().to_owned(),
            document: case.document.map(|id| id.0),
            mandatory: case.mandatory,
            party: case.party.clone(),
            unit: case.unit.map(org),
            ground: case.ground.clone(),
            subjects: case.subjects.clone(),
            signatories: case.signatories.iter().copied().map(org).collect(),
        }
    }
}

impl DetailsOut {
    /// What a dossier states.
    pub fn of(view: &View) -> DetailsOut {
        let details = &view.dossier.details;
        DetailsOut {
            kind: details.kind.clone(),
            purpose: details.purpose.clone(),
            fields: details.fields.clone(),
            checklist: details.checklist.clone(),
            class: name(&details.class),
            class_reason: details.class_reason.clone(),
            bodies: details.bodies.iter().map(|body| OrgOut::new(body.org, &view.names)).collect(),
            case: (!details.case.is_usual()).then(|| CaseOut::of(&details.case, view)),
            planned_signing_on: details.planned_signing_on,
            term: details.term.clone(),
            sample: details.sample.clone(),
        }
    }
}

impl DecisionOut {
    /// That of a dossier.
    pub fn of(view: &View) -> Option<DecisionOut> {
        let decision = view.dossier.decision.as_ref()?;
        Some(DecisionOut {
            revision: decision.revision,
            sign_by: name(&decision.sign_by),
            signer: view.names.person(&decision.signer),
            signer_title: decision.signer_title.clone(),
            responsible: decision.responsible,
            pm_reference: decision.pm_reference.clone(),
            by: view.names.account(decision.by),
            at: instant(decision.at),
        })
    }
}

impl PmOut {
    /// That of a dossier.
    pub fn of(view: &View) -> Option<PmOut> {
        let pm = view.dossier.pm.as_ref()?;
        Some(PmOut {
            revision: pm.revision,
            statement: pm.statement.clone(),
            submitted_at: instant(pm.submitted_at),
            opinion: pm.opinion.as_ref().map(|opinion| PmOpinionOut {
                number: opinion.number.clone(),
                dated_on: opinion.dated_on,
                signer: view.names.person(&opinion.signer),
                favourable: opinion.favourable,
                gist: opinion.gist.clone(),
            }),
        })
    }
}

impl SigningOut {
    /// That of a dossier.
    pub fn of(view: &View) -> Option<SigningOut> {
        let signing = view.dossier.signing.as_ref()?;
        let signatory = |found: &engine::dossier::Signatory| SignatoryOut {
            name: view.names.person(&found.name),
            title: found.title.clone(),
        };
        Some(SigningOut {
            revision: signing.revision,
            signed_on: signing.signed_on,
            place: signing.place.clone(),
            signer: view.names.person(&signing.signer),
            foreign: signing.foreign.iter().map(signatory).collect(),
            at: instant(signing.at),
        })
    }
}
