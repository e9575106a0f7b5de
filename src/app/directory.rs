//! The organisations with which cases of a locality have to do: whom it may ask, who may be a party, who may sign beside it.

use crate::store::organisations::{MOFA, Organisation, is_askable};
use engine::dossier::Body;
use engine::ids::OrgId;
use engine::pack::{Bodies, BodyKind};

/// Organisations that a command may name.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// The Ministry of Foreign Affairs.
    pub mofa: Option<OrgId>,
    /// Bodies that may be asked, it among them.
    pub bodies: Vec<Body>,
    /// Organisations of the locality that may be a party instead of it.
    pub units: Vec<OrgId>,
    /// Other localities and ministries that may sign beside it.
    pub signatories: Vec<OrgId>,
}

impl Directory {
    /// Of the organisations around `locality`.
    pub(super) fn new(locality: OrgId, found: &[Organisation]) -> Self {
        let is_mofa = |org: &Organisation| org.kind == MOFA;
        let body = |org: &Organisation| Body {
            org: OrgId(org.id),
            mofa: is_mofa(org),
            kind: match is_mofa(org) {
                true => Some(BodyKind::ForeignAffairs),
                false => org.body_kind.as_deref().and_then(BodyKind::parse),
            },
        };
        let ids = |wanted: &dyn Fn(&Organisation) -> bool| {
            found.iter().filter(|org| wanted(org)).map(|org| OrgId(org.id)).collect()
        };
        Self {
            mofa: found.iter().find(|org| is_mofa(org)).map(|org| OrgId(org.id)),
            bodies: found.iter().filter(|org| is_askable(org, locality)).map(body).collect(),
            units: ids(&|org| org.locality_id == Some(locality.0) && org.id != locality.0),
            signatories: ids(&|org| org.id != locality.0 && matches!(org.kind.as_str(), "locality" | "ministry")),
        }
    }

    /// The one that is always asked where a track asks as `asks` says.
    pub fn lead(&self, asks: Bodies) -> Option<Body> {
        self.bodies.iter().find(|body| asks.leads(body)).copied()
    }

    /// The body of that id.
    pub fn body(&self, id: OrgId) -> Option<Body> {
        self.bodies.iter().find(|body| body.org == id).copied()
    }
}
