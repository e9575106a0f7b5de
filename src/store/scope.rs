//! What an actor may see. It enters every reading statement on dossiers; there is no second place that filters.

use engine::ids::OrgId;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SimpleExpr};
use uuid::Uuid;

/// What an actor may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Everything (inspectors).
    pub all: bool,
    /// Dossiers of these localities.
    pub localities: Vec<Uuid>,
    /// Dossiers on which one of these organisations was asked.
    pub bodies: Vec<Uuid>,
    /// Dossiers submitted to the Prime Minister.
    pub government_office: bool,
}

impl Scope {
    /// Everything.
    pub fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Dossiers of one locality.
    pub fn locality(org: OrgId) -> Self {
        Self { localities: vec![org.0], ..Self::default() }
    }

    /// Dossiers on which `org` was asked.
    pub fn body(org: OrgId) -> Self {
        Self { bodies: vec![org.0], ..Self::default() }
    }

    /// Condition on a statement that reads table `dossier`; none when everything is seen.
    pub(super) fn condition(&self) -> Option<Cond> {
        if self.all {
            return None;
        }
        let mut seen = Cond::any();
        if self.localities.is_empty() && self.bodies.is_empty() && !self.government_office {
            seen = seen.add(Expr::cust("1 = 0"));
        }
        if !self.localities.is_empty() {
            seen = seen.add(Expr::col(("dossier", "locality_id")).is_in(self.localities.iter().copied()));
        }
        if !self.bodies.is_empty() {
            seen = seen.add(self.asked());
        }
        if self.government_office {
            seen = seen.add(Expr::col(("dossier", "pm_submitted")).eq(true));
        }
        Some(seen)
    }

    fn asked(&self) -> SimpleExpr {
        let mut rows = Query::select();
        rows.expr(Expr::cust("1"))
            .from("consultation")
            .and_where(Expr::col(("consultation", "dossier_id")).equals(("dossier", "id")))
            .and_where(Expr::col(("consultation", "body_id")).is_in(self.bodies.iter().copied()));
        Expr::exists(rows)
    }
}
