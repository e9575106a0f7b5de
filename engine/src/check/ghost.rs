//! The ghost log: what happened, kept beside the dossier and read from the events alone. The invariants are judged on
//! it, so that a guard that forgets something cannot also hide it from the proof.

use crate::dossier::{Body, Case, Details, OpinionKind, Reply};
use crate::event::Event;
use crate::ids::{AccountId, ConsultationId, DutyId, OrgId};
use crate::record::NameRef;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// One request that still counts.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) id: ConsultationId,
    pub(super) body: Body,
    pub(super) revision: u32,
    pub(super) in_principle: bool,
    pub(super) given: Option<Given>,
}

/// One written opinion.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) revision: u32,
    pub(super) kind: OpinionKind,
    /// Per remark: not replied, explained, accepted.
    pub(super) replies: Vec<Option<bool>>,
    pub(super) by: Option<AccountId>,
}

impl Given {
    /// It disagrees, or a remark was not accepted (Art. 16.4: "differing opinions").
    pub(super) fn differs(&self) -> bool {
        self.kind == OpinionKind::Disagree || self.replies.iter().any(|reply| *reply != Some(true))
    }
}

/// Where the Prime Minister's path stands.
#[derive(Debug, Clone)]
pub(super) struct Submitted {
    pub(super) revision: u32,
    pub(super) opinion: bool,
    /// The opinion consents to the conclusion.
    pub(super) consents: bool,
    /// A difference arose that he was not told of.
    pub(super) newer_difference: bool,
}

/// The decision.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) revision: u32,
    pub(super) by: Option<AccountId>,
    pub(super) signer: NameRef,
    pub(super) responsible: bool,
}

/// The ghost log of one path.
#[derive(Debug, Clone, Default)]
pub(super) struct Ghost {
    pub(super) revision: u32,
    pub(super) drafters: BTreeSet<AccountId>,
    pub(super) named: BTreeSet<OrgId>,
    pub(super) ever_asked: BTreeSet<OrgId>,
    pub(super) asked: Vec<Asked>,
    pub(super) cleared: Option<(u32, Option<AccountId>)>,
    pub(super) pm: Option<Submitted>,
    pub(super) decided: Option<Decided>,
    pub(super) signed: Option<(u32, NameRef)>,
    pub(super) duties: Vec<(DutyId, String, bool)>,
    /// The case as it is stated, and the day on which the procedure began.
    pub(super) case: Option<(Case, NaiveDate)>,
}

impl Ghost {
    /// Notes `event`, done by `by`.
    pub(super) fn note(&mut self, event: &Event, by: Option<AccountId>) {
        match event {
            Event::Opened { details, started_on, .. } => {
                self.states(details, by);
                self.case = Some((details.case.clone(), *started_on));
            }
            Event::DetailsEdited { details } => {
                self.states(details, by);
                if let Some((case, _)) = &mut self.case {
                    *case = details.case.clone();
                }
            }
            Event::TextRevised { revision, .. } => {
                self.drafters.extend(by);
                self.revision = *revision;
            }
            Event::Cleared { revision } => self.cleared = Some((*revision, by)),
            Event::OpinionRequested { consultation, body, text_revision, in_principle, .. } => {
                if !in_principle {
                    self.ever_asked.insert(body.org);
                }
                self.asked.push(Asked {
                    id: *consultation,
                    body: *body,
                    revision: *text_revision,
                    in_principle: *in_principle,
                    given: None,
                });
            }
            Event::OpinionGiven { consultation, text_revision, kind, remarks, .. } => {
                let given = Given { revision: *text_revision, kind: *kind, replies: vec![None; remarks.len()], by };
                self.difference_arises(given.kind == OpinionKind::Disagree || !remarks.is_empty());
                if let Some(row) = self.asked.iter_mut().find(|row| row.id == *consultation) {
                    row.given = Some(given);
                }
            }
            Event::RemarksReplied { consultation, replies } => self.replied(*consultation, replies),
            Event::OpinionVoided { consultation } | Event::RequestWithdrawn { consultation } => {
                self.asked.retain(|row| row.id != *consultation);
            }
            Event::SubmittedToPm { revision, .. } => {
                self.pm =
                    Some(Submitted { revision: *revision, opinion: false, consents: false, newer_difference: false });
            }
            Event::PmOpinionRecorded { opinion } => {
                if let Some(pm) = &mut self.pm {
                    pm.opinion = true;
                    pm.consents = opinion.favourable;
                }
            }
            Event::Decided { revision, signer, responsible, .. } => {
                self.decided =
                    Some(Decided { revision: *revision, by, signer: signer.clone(), responsible: *responsible });
            }
            Event::Signed { revision, signer, .. } => self.signed = Some((*revision, signer.clone())),
            Event::DutyOpened { duty, rule, .. } => self.duties.push((*duty, rule.clone(), false)),
            Event::DutyFulfilled { duty, .. } => {
                for known in self.duties.iter_mut().filter(|known| known.0 == *duty) {
                    known.2 = true;
                }
            }
            _ => {}
        }
    }

    fn states(&mut self, details: &Details, by: Option<AccountId>) {
        self.drafters.extend(by);
        self.named = details.bodies.iter().map(|body| body.org).collect();
    }

    fn replied(&mut self, consultation: ConsultationId, replies: &[Reply]) {
        let row = self.asked.iter_mut().find(|row| row.id == consultation);
        let Some(given) = row.and_then(|row| row.given.as_mut()) else {
            return;
        };
        let before = given.differs();
        for (known, reply) in given.replies.iter_mut().zip(replies) {
            *known = Some(reply.accepted);
        }
        let arises = !before && given.differs();
        self.difference_arises(arises);
    }

    fn difference_arises(&mut self, arises: bool) {
        if let Some(pm) = &mut self.pm {
            pm.newer_difference |= arises;
        }
    }

    /// Opinions given on `revision`; those in principle only where the track counts them.
    pub(super) fn opinions(&self, revision: u32, in_principle: bool) -> impl Iterator<Item = (&Asked, &Given)> {
        self.asked
            .iter()
            .filter(move |row| in_principle || !row.in_principle)
            .filter_map(|row| row.given.as_ref().map(|given| (row, given)))
            .filter(move |(_, given)| given.revision == revision)
    }

    /// The Prime Minister's written opinion on `revision` is in and knew of every difference.
    pub(super) fn pm_settles(&self, revision: u32) -> bool {
        self.pm.as_ref().is_some_and(|pm| pm.opinion && pm.revision == revision && !pm.newer_difference)
    }

    /// The Prime Minister consents in writing to the conclusion of `revision`, and knew of every difference.
    pub(super) fn pm_consents(&self, revision: u32) -> bool {
        self.pm_settles(revision) && self.pm.as_ref().is_some_and(|pm| pm.consents)
    }
}
