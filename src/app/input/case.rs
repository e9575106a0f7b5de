//! What sets a dossier apart from the usual one, as typed.

use super::shapes::LINE;
use super::{Checked, Invalid};
use crate::app::Directory;
use engine::dossier::Case;
use engine::ids::{DocumentId, OrgId};
use engine::pack::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What a dossier does, and with which document: fixed once it is opened.
pub type Origin = (Act, Option<DocumentId>);

/// What sets a dossier apart from the usual one, the conclusion of an agreement in the name of the locality itself. Which of
/// it there is depends on the rules: `GET /api/v1/packs/{id}/{version}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaseIn {
    /// `conclude` (unless given), `amend`, `extend`, `terminate`, `withdraw` or `suspend`. Fixed once the dossier is opened.
    #[validate(length(max = LINE))]
    pub act: Option<String>,
    /// The document of the locality that is changed or ended. Fixed once the dossier is opened.
    pub document: Option<Uuid>,
    /// Whether the law obliges the locality to end it.
    pub mandatory: bool,
    /// Kind of Vietnamese party of the rules; none for the locality itself.
    #[validate(length(max = LINE))]
    pub party: Option<String>,
    /// The organisation that is this party.
    pub unit: Option<Uuid>,
    /// Ground of the rules that opens another track.
    #[validate(length(max = LINE))]
    pub ground: Option<String>,
    /// Subjects of the rules that are touched.
    #[validate(length(max = 40))]
    pub subjects: Vec<String>,
    /// Other localities and ministries that sign; this locality leads them.
    #[validate(length(max = 20))]
    pub signatories: Vec<Uuid>,
}

fn filled(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

impl CaseIn {
    /// What is to be done; concluding, unless given.
    ///
    /// # Errors
    /// [`Invalid`] for an unknown name.
    pub fn act(&self) -> Checked<Act> {
        filled(&self.act)
            .map_or(Some(Act::default()), |act| Act::parse(&act))
            .ok_or_else(|| Invalid::field("case_act", "choose-one"))
    }

    /// What the dossier was opened for stays; it need not be given again.
    ///
    /// # Errors
    /// [`Invalid`] for something else.
    pub fn still(&self, before: &Case) -> Checked<Origin> {
        if filled(&self.act).is_some() && self.act()? != before.act {
            return Err(Invalid::field("case_act", "fixed"));
        }
        if self.document.is_some_and(|id| before.document != Some(DocumentId(id))) {
            return Err(Invalid::field("case_document", "fixed"));
        }
        Ok((before.act, before.document))
    }

    /// As the engine takes it; whether the rules know it is the engine's to say.
    pub(super) fn checked(&self, origin: Checked<Origin>, directory: &Directory) -> Checked<Case> {
        let (act, document) = origin?;
        let unit = self.unit.map(OrgId);
        if unit.is_some_and(|unit| !directory.units.contains(&unit)) {
            return Err(Invalid::field("case_unit", "choose-one"));
        }
        let mut signatories: Vec<OrgId> = self.signatories.iter().map(|id| OrgId(*id)).collect();
        signatories.sort();
        signatories.dedup();
        if signatories.iter().any(|org| !directory.signatories.contains(org)) {
            return Err(Invalid::field("case_signatories", "choose-one"));
        }
        let mut subjects = self.subjects.clone();
        subjects.sort();
        subjects.dedup();
        let (party, ground) = (filled(&self.party), filled(&self.ground));
        Ok(Case { act, document, mandatory: self.mandatory, party, unit, ground, subjects, signatories })
    }
}
