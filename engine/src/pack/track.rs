//! A track: states and the transitions between them.

use super::{Action, BodyKind, Guard, InvariantRule, Recipient};
use crate::actor::Role;
use crate::dossier::Body;
use crate::text::Bilingual;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which bodies a track asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bodies {
    /// MOFA and each body concerned with the cooperation.
    MofaAndConcerned,
    /// MOFA alone.
    MofaOnly,
    /// The province's external-relations agency and each body concerned (Decree 64/2021).
    AgencyAndConcerned,
}

impl Bodies {
    /// Whether `body` is the one that is always asked.
    pub fn leads(self, body: &Body) -> bool {
        match self {
            Bodies::MofaAndConcerned | Bodies::MofaOnly => body.mofa,
            Bodies::AgencyAndConcerned => body.kind == Some(BodyKind::ExternalRelations),
        }
    }
}

/// One procedure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Track {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// One paragraph: who qualifies and what it departs from.
    pub summary: Bilingual,
    /// Provisions.
    pub basis: Vec<String>,
    /// Whether an operator may switch it off.
    #[serde(default)]
    pub switchable: bool,
    /// Facts a draft must have to take this track.
    #[serde(default)]
    pub qualifies: Vec<Guard>,
    /// Which bodies are asked.
    pub bodies: Bodies,
    /// Clock of each body asked.
    pub consultation_clock: String,
    /// State in which a draft begins.
    pub initial: String,
    /// States.
    pub states: Vec<State>,
    /// Moves.
    pub transitions: Vec<Transition>,
    /// What `workflow check` must prove of this track.
    pub invariants: Vec<InvariantRule>,
}

/// Where a state lies in the procedure; drives the step bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Local drafting and clearance.
    Draft,
    /// Consultation, the Prime Minister's opinion included.
    Consultation,
    /// Decision.
    Decision,
    /// Signing.
    Signing,
    /// Report and other duties after signing.
    Reporting,
    /// Nothing more to do here.
    Closed,
}

/// A state of a dossier.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct State {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// Phase.
    pub phase: Phase,
    /// Who holds the dossier here; consulted bodies hold it while an opinion is out.
    pub holder: Role,
    /// Who holds it once no answer is awaited; for states in which bodies are asked.
    pub after_answers: Option<Role>,
    /// Clock that runs from entering to leaving.
    pub clock: Option<String>,
    /// No transition leaves it.
    #[serde(default)]
    pub is_final: bool,
}

/// One allowed move.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Transition {
    /// Fixed name; the command of the API.
    pub id: String,
    /// Button text.
    pub title: Bilingual,
    /// The same in the past, for timeline and mails.
    pub done: Bilingual,
    /// What the move does besides changing the state.
    pub action: Action,
    /// From which states.
    pub from: Vec<String>,
    /// To which state; none keeps the state.
    pub to: Option<String>,
    /// To which track, for a reclassification.
    pub to_track: Option<String>,
    /// Who may.
    pub by: Vec<Role>,
    /// Facts that must hold.
    #[serde(default)]
    pub guards: Vec<Guard>,
    /// Papers that must be attached on the current text revision.
    #[serde(default)]
    pub papers: Vec<String>,
    /// Duties that this opens.
    #[serde(default)]
    pub duties: Vec<String>,
    /// Who is told.
    #[serde(default)]
    pub tells: Vec<Recipient>,
    /// Provisions.
    pub basis: Vec<String>,
}

impl Track {
    /// The state of that name.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The first transition that does `action`. Ids are the pack's to choose; what the program looks for is the action.
    pub fn doing(&self, action: Action) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.action == action)
    }

    /// The transition of that name.
    pub fn transition(&self, id: &str) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.id == id)
    }
}
