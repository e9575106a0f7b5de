//! Actions on a draft: details, text, papers, clearance.

use super::work::Work;
use super::{Rejected, open::settle_track};
use crate::command::Data;
use crate::dossier::{Case, Consultation, ConsultationStatus, Details, Paper};
use crate::event::Event;
use crate::pack::{Bodies, Pack, Transition};
use crate::refusal::{Code, Refusal};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The reason of a give-back, or the note of a move.
pub(super) fn reason(data: &Data) -> Result<Option<String>, Rejected> {
    match data {
        Data::Reason(reason) if reason.trim().is_empty() => Err(Refusal::field(Code::InvalidData, "reason").into()),
        Data::Reason(reason) => Ok(Some(reason.clone())),
        Data::Note(note) => Ok(note.clone()),
        _ => Err(Refusal::field(Code::InvalidData, "data").into()),
    }
}

/// What is wrong with `details` under `pack`, whoever enters them.
pub(super) fn check_details(pack: &Pack, details: &Details, started_on: NaiveDate) -> Result<(), Refusal> {
    if !details.not_secret {
        return Err(Refusal::new(Code::Secret));
    }
    let wrong = |field: &str| Err(Refusal::field(Code::InvalidData, field));
    if !details.titles.iter().any(|title| title.lang == "vi" && !title.text.trim().is_empty()) {
        return wrong("titles_vi");
    }
    if pack.kind(&details.kind).is_none() {
        return wrong("kind");
    }
    if details.fields.is_empty() || details.fields.iter().any(|field| pack.field(field).is_none()) {
        return wrong("fields");
    }
    if details.checklist.keys().any(|item| !pack.checklist.iter().any(|known| known.id == *item)) {
        return wrong("checklist");
    }
    if details.bodies.iter().collect::<BTreeSet<_>>().len() != details.bodies.len() {
        return wrong("bodies");
    }
    let proposed = super::open::proposed_class(pack, details);
    let reason_given = details.class_reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    if details.class != proposed && !reason_given {
        return wrong("class_reason");
    }
    check_case(pack, &details.case, started_on)
}

/// What is wrong with the case, for a procedure begun on `started_on`.
fn check_case(pack: &Pack, case: &Case, started_on: NaiveDate) -> Result<(), Refusal> {
    let wrong = |field: &str| Err(Refusal::field(Code::InvalidData, &format!("case_{field}")));
    let twice = |ids: BTreeSet<String>, all: usize| ids.len() != all;
    if !pack.provides_for(case.act) {
        return wrong("act");
    }
    if case.act.is_conclude() == case.document.is_some() {
        return wrong("document");
    }
    if case.mandatory && !case.act.ends() {
        return wrong("mandatory");
    }
    if case.party.as_ref().is_some_and(|id| !pack.party(id).is_some_and(|party| party.on(started_on))) {
        return wrong("party");
    }
    if case.party.is_some() != case.unit.is_some() {
        return wrong("unit");
    }
    if case.ground.as_ref().is_some_and(|id| !pack.ground(id).is_some_and(|ground| ground.on(case.act, started_on))) {
        return wrong("ground");
    }
    let known = case.subjects.iter().all(|id| pack.subject(id).is_some());
    if !known || twice(case.subjects.iter().cloned().collect(), case.subjects.len()) {
        return wrong("subjects");
    }
    if twice(case.signatories.iter().map(ToString::to_string).collect(), case.signatories.len()) {
        return wrong("signatories");
    }
    Ok(())
}

pub(super) fn edit(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::Details(details) = data else {
        return Err(Refusal::field(Code::InvalidData, "data").into());
    };
    check_details(work.pack, details, work.dossier.started_on)?;
    if details.planned_signing_on.is_some_and(|day| day < work.dossier.started_on) {
        return Err(Refusal::field(Code::DateOutOfOrder, "planned_signing_on").into());
    }
    // MOFA's word on the class stands until the text changes.
    if work.dossier.reclassified == Some(work.dossier.text_revision()) && details.class != work.dossier.class {
        return Err(Refusal::field(Code::InvalidData, "class").with("reclassified", "true").into());
    }
    // The label of sample data cannot be edited away.
    let mut details = details.clone();
    details.sample = work.dossier.details.sample.clone();
    work.push(Event::DetailsEdited { details })?;
    let track = settle_track(work.pack, &work.dossier, work.cx, &work.acting);
    if track != work.dossier.track {
        let to = work.pack.track(&track);
        let initial = to.map(|track| track.initial.clone()).unwrap_or_default();
        // What was answered to a province about its own agreement is no answer about its department's, and the reverse.
        let asks_others = |bodies: Bodies| bodies == Bodies::AgencyAndConcerned;
        if to.is_some_and(|to| asks_others(to.bodies) != asks_others(work.track.bodies)) {
            void_all(work)?;
        }
        work.move_to(&track, &initial, None)?;
    }
    Ok(())
}

/// A new revision voids the requests and opinions on the older text (policy): only a revision with its opinions in
/// may be signed.
pub(super) fn revise(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::Text { texts, note } = data else {
        return Err(Refusal::field(Code::InvalidData, "data").into());
    };
    if texts.is_empty() {
        return Err(Refusal::field(Code::InvalidData, "text_vi").into());
    }
    let langs: BTreeSet<&str> = texts.iter().map(|text| text.lang.as_str()).collect();
    if langs.len() != texts.len() {
        return Err(Refusal::field(Code::InvalidData, "texts").into());
    }
    void_all(work)?;
    let revision = work.dossier.text_revision() + 1;
    work.push(Event::TextRevised { revision, texts: texts.clone(), note: note.clone() })
}

/// Requests and opinions on the board count no longer.
fn void_all(work: &mut Work) -> Result<(), Rejected> {
    let old: Vec<Consultation> = work
        .dossier
        .board
        .iter()
        .filter(|row| !matches!(row.status, ConsultationStatus::Void | ConsultationStatus::Withdrawn))
        .cloned()
        .collect();
    old.iter().try_for_each(|row| void(work, row))
}

fn void(work: &mut Work, row: &Consultation) -> Result<(), Rejected> {
    if work.dossier.clock(row.clock).is_some_and(|clock| clock.closed_at.is_none()) {
        work.push(Event::ClockClosed { clock: row.clock })?;
    }
    work.push(Event::OpinionVoided { consultation: row.id })
}

pub(super) fn papers_given(papers: &[Paper]) -> Result<(), Rejected> {
    if papers.is_empty() {
        return Err(Refusal::field(Code::PaperMissing, "file").into());
    }
    Ok(())
}

pub(super) fn clear(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let note = reason(data)?;
    let revision = work.dossier.text_revision();
    work.push(Event::Cleared { revision })?;
    work.move_on(transition, note)
}
