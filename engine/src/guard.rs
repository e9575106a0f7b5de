//! The facts that packs name as guards. Each is computed from the dossier alone (and who asks, and when), so that it
//! can be asked any number of times.

use crate::actor::Acting;
use crate::clock::is_late;
use crate::dossier::{Consultation, ConsultationStatus, Dossier, OpinionKind};
use crate::ids::{ConsultationId, OrgId};
use crate::pack::{Bodies, BodyKind, ChecklistEffect, Class, Guard, Pack, Track};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// What a guard may look at.
pub struct Facts<'a> {
    /// The rules.
    pub pack: &'a Pack,
    /// The track.
    pub track: &'a Track,
    /// The dossier.
    pub dossier: &'a Dossier,
    /// Who asks.
    pub acting: &'a Acting,
    /// The board row the command works on; a body may have two that count, in principle and under Art. 16.1.
    pub row: Option<ConsultationId>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Bodies whose written opinion is needed besides that of the one always asked: everyone named or ever asked. A request
/// that was taken back does not free the locality from asking again.
fn required(dossier: &Dossier) -> BTreeSet<OrgId> {
    let asked = dossier.board.iter().filter(|row| !row.in_principle).map(|row| row.body.org);
    dossier.details.bodies.iter().map(|body| body.org).chain(asked).collect()
}

/// Opinions given under Art. 16.1 on the current revision: an agreement in principle is none.
fn opinions(dossier: &Dossier) -> impl Iterator<Item = &Consultation> {
    dossier.current_rows().filter(|row| row.status == ConsultationStatus::Answered && !row.in_principle)
}

/// Whether an answer that counts on this track leaves a difference. Where MOFA alone is asked, its latest answer counts:
/// what it wrote later on the same text, under either article, replaces what it said in principle.
fn open_difference(facts: &Facts) -> bool {
    let answered = |row: &&Consultation| row.status == ConsultationStatus::Answered;
    match facts.track.bodies {
        Bodies::MofaOnly => {
            facts.dossier.current_rows().filter(|row| row.body.mofa).filter(answered).last().is_some_and(differs)
        }
        Bodies::MofaAndConcerned | Bodies::AgencyAndConcerned => {
            facts.dossier.current_rows().any(|row| !row.in_principle && differs(row))
        }
    }
}

fn all_opinions_in(facts: &Facts) -> bool {
    opinions(facts.dossier).any(|row| facts.track.bodies.leads(&row.body))
        && required(facts.dossier).iter().all(|org| opinions(facts.dossier).any(|row| row.body.org == *org))
}

/// Somebody asked does not agree to the conclusion (Law 70/2020 Art. 19.4), which a reply to his remarks does not change.
fn refused(dossier: &Dossier) -> bool {
    opinions(dossier).filter_map(|row| row.opinion.as_ref()).any(|opinion| opinion.kind == OpinionKind::Disagree)
}

/// The Prime Minister has consented in writing to the conclusion on the current revision.
fn pm_consents(dossier: &Dossier) -> bool {
    pm_opinion_in(dossier)
        && dossier.pm.as_ref().and_then(|pm| pm.opinion.as_ref()).is_some_and(|opinion| opinion.favourable)
}

/// The ground stated opens the track, for what is to be done and from the day on which the procedure began.
fn ground_stated(facts: &Facts) -> bool {
    let Dossier { started_on, details, .. } = facts.dossier;
    let ground = details.case.ground.as_ref().and_then(|id| facts.pack.ground(id));
    ground.is_some_and(|ground| ground.track == facts.track.id && ground.on(details.case.act, *started_on))
}

/// The Vietnamese party takes the track, from the day on which the procedure began.
fn party_of_track(facts: &Facts) -> bool {
    let Dossier { started_on, details, .. } = facts.dossier;
    let party = details.case.party.as_ref().and_then(|id| facts.pack.party(id));
    party.is_some_and(|party| party.track == facts.track.id && party.on(*started_on))
}

/// For each subject that is touched, a body of the kind it adds is named (Law 70/2020 Art. 25).
fn subject_bodies_named(facts: &Facts) -> bool {
    let details = &facts.dossier.details;
    let always = |kind: BodyKind| kind == BodyKind::ForeignAffairs && facts.track.bodies != Bodies::AgencyAndConcerned;
    let mut subjects = details.case.subjects.iter().map(|id| facts.pack.subject(id));
    subjects.all(|subject| {
        subject.is_some_and(|subject| {
            always(subject.body) || details.bodies.iter().any(|body| body.kind == Some(subject.body))
        })
    })
}

/// A row's opinion leaves a difference: it disagrees, or a remark was not accepted.
pub fn differs(row: &Consultation) -> bool {
    row.opinion.as_ref().is_some_and(|opinion| {
        opinion.kind == OpinionKind::Disagree
            || opinion.remarks.iter().any(|remark| !remark.reply.as_ref().is_some_and(|reply| reply.accepted))
    })
}

fn pm_opinion_in(dossier: &Dossier) -> bool {
    dossier.pm.as_ref().is_some_and(|pm| pm.opinion.is_some() && pm.revision == dossier.text_revision())
}

/// MOFA's answer to the last it was asked on the current revision; none while that waits, whatever it said before.
fn mofa_answer(dossier: &Dossier) -> Option<OpinionKind> {
    dossier
        .current_rows()
        .filter(|row| row.body.mofa)
        .last()
        .filter(|row| row.status == ConsultationStatus::Answered)
        .and_then(|row| row.opinion.as_ref())
        .map(|opinion| opinion.kind)
}

fn remarks_replied(dossier: &Dossier) -> bool {
    dossier
        .current_rows()
        .filter_map(|row| row.opinion.as_ref())
        .flat_map(|opinion| &opinion.remarks)
        .all(|remark| remark.reply.is_some())
}

/// Whether the row the command works on, if it is the actor's own, has one of these statuses. A command on no row is
/// judged on all rows of his body.
fn own_row_is(facts: &Facts, statuses: &[ConsultationStatus]) -> bool {
    let own = |row: &&Consultation| Some(row.body.org) == facts.acting.org && facts.row.is_none_or(|id| row.id == id);
    facts.dossier.current_rows().filter(own).any(|row| statuses.contains(&row.status))
}

/// Whether `guard` holds.
pub fn holds(guard: Guard, facts: &Facts) -> bool {
    let dossier = facts.dossier;
    match guard {
        Guard::NonBinding => dossier.class == Class::NonBinding,
        Guard::NoSensitiveField => {
            !dossier.details.fields.iter().any(|field| facts.pack.field(field).is_none_or(|field| field.sensitive))
        }
        Guard::NoExcludedContent => !facts.pack.checklist.iter().any(|item| {
            item.effect == ChecklistEffect::Excluded && dossier.details.checklist.get(&item.id) == Some(&true)
        }),
        Guard::DemandedContent => {
            let demanded = facts.pack.checklist.iter().filter(|item| item.effect == ChecklistEffect::Demanded);
            demanded.into_iter().all(|item| dossier.details.checklist.get(&item.id) == Some(&true))
        }
        Guard::ChecklistComplete => {
            facts.pack.checklist.iter().all(|item| dossier.details.checklist.contains_key(&item.id))
        }
        Guard::VietnameseText => {
            dossier.revisions.last().is_some_and(|revision| revision.texts.iter().any(|text| text.lang == "vi"))
        }
        // MOFA is added by the command itself; what must be named are the bodies concerned.
        Guard::BodiesNamed => facts.track.bodies == Bodies::MofaOnly || !dossier.details.bodies.is_empty(),
        Guard::NotTheDrafter => facts.acting.account.is_none_or(|account| !dossier.drafters.contains(&account)),
        Guard::TextCleared => {
            dossier.cleared.as_ref().is_some_and(|cleared| cleared.revision == dossier.text_revision())
        }
        Guard::Concludes => dossier.details.case.act.is_conclude(),
        Guard::ChangesDocument => dossier.details.case.act.changes(),
        Guard::EndsDocument => dossier.details.case.act.ends(),
        Guard::NotMandatory => !dossier.details.case.mandatory,
        Guard::GroundStated => ground_stated(facts),
        Guard::PartyOfTrack => party_of_track(facts),
        Guard::SeveralSignatories => !dossier.details.case.signatories.is_empty(),
        Guard::SubjectBodiesNamed => subject_bodies_named(facts),
        Guard::MofaAsked => dossier.current_rows().any(|row| row.body.mofa),
        Guard::LeadAsked => dossier.current_rows().any(|row| facts.track.bodies.leads(&row.body)),
        Guard::AllOpinionsIn => all_opinions_in(facts),
        Guard::NothingAwaited => !dossier.current_rows().any(Consultation::is_awaited),
        Guard::NoRefusal => !refused(dossier),
        Guard::RefusalStands => refused(dossier),
        Guard::RefusalOvercome => !refused(dossier) || pm_consents(dossier),
        Guard::NoOpenDifference => !open_difference(facts),
        Guard::OpenDifference => open_difference(facts),
        Guard::RemarksReplied => remarks_replied(dossier),
        Guard::PmOpinionIn => pm_opinion_in(dossier),
        Guard::DifferenceSettled => !open_difference(facts) || pm_opinion_in(dossier),
        Guard::AgreedInPrinciple => mofa_answer(dossier).is_some_and(|kind| kind != OpinionKind::Disagree),
        Guard::RefusedInPrinciple => mofa_answer(dossier) == Some(OpinionKind::Disagree),
        Guard::SignerNamed => dossier.decision.is_some(),
        Guard::DecidedTextUnchanged => dossier.decision.as_ref().is_some_and(|decision| {
            decision.revision == dossier.text_revision()
                && dossier.cleared.as_ref().is_some_and(|cleared| cleared.revision == decision.revision)
        }),
        Guard::OwnRequestOpen => own_row_is(facts, &[ConsultationStatus::Open, ConsultationStatus::Stopped]),
        Guard::OwnClockRunning => own_row_is(facts, &[ConsultationStatus::Open]),
        Guard::SomeClockStopped => dossier.current_rows().any(|row| row.status == ConsultationStatus::Stopped),
        Guard::ReportDone => dossier
            .duties
            .iter()
            .all(|duty| duty.fulfilled.is_some() || !facts.pack.duty(&duty.rule).is_some_and(|rule| rule.closes)),
        Guard::ClockRanOut => dossier.open_clocks().any(|clock| is_late(clock, facts.now)),
    }
}
