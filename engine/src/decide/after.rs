//! From the difference to the end: the Prime Minister's opinion, decision, signing, entry into force, duties.

use super::Rejected;
use super::work::Work;
use crate::calendar::local_date;
use crate::command::Data;
use crate::dossier::{Paper, PmOpinion};
use crate::event::Event;
use crate::pack::{Action, Transition};
use crate::refusal::{Code, Refusal};

fn bad_data() -> Rejected {
    Refusal::field(Code::InvalidData, "data").into()
}

fn required(text: &str, field: &str) -> Result<(), Rejected> {
    if text.trim().is_empty() { Err(Refusal::field(Code::InvalidData, field).into()) } else { Ok(()) }
}

/// A day of the procedure: not before it began, not in the future.
fn within_procedure(work: &Work, day: chrono::NaiveDate, field: &str) -> Result<(), Rejected> {
    if day < work.dossier.started_on || day > work.cx.today() {
        return Err(Refusal::field(Code::DateOutOfOrder, field)
            .with("from", work.dossier.started_on.to_string())
            .with("to", work.cx.today().to_string())
            .into());
    }
    Ok(())
}

pub(super) fn submit_to_pm(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let Data::Submission { statement } = data else {
        return Err(bad_data());
    };
    required(statement, "statement")?;
    let revision = work.dossier.text_revision();
    work.push(Event::SubmittedToPm { revision, statement: statement.clone() })?;
    work.move_on(transition, None)
}

pub(super) fn pm_opinion(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let Data::PmOpinion { number, dated_on, signer, favourable, gist } = data else {
        return Err(bad_data());
    };
    required(number, "number")?;
    required(gist, "gist")?;
    let submitted_on = work.dossier.pm.as_ref().map(|pm| local_date(pm.submitted_at));
    if submitted_on.is_some_and(|day| *dated_on < day) {
        return Err(Refusal::field(Code::DateOutOfOrder, "dated_on").into());
    }
    within_procedure(work, *dated_on, "dated_on")?;
    work.push(Event::PmOpinionRecorded {
        opinion: PmOpinion {
            number: number.clone(),
            dated_on: *dated_on,
            signer: signer.clone(),
            favourable: *favourable,
            gist: gist.clone(),
        },
    })?;
    work.move_on(transition, None)
}

pub(super) fn decided(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let Data::Decision { sign_by, signer, signer_title, responsible } = data else {
        return Err(bad_data());
    };
    required(signer_title, "signer_title")?;
    // The fast track rests on an express taking of responsibility.
    if transition.action == Action::TakeResponsibility && !*responsible {
        return Err(Refusal::field(Code::InvalidData, "responsible").basis(&transition.basis).into());
    }
    let revision = work.dossier.text_revision();
    // A decision after a difference cites the Prime Minister's opinion (Art. 16.4c).
    let pm_reference = work
        .dossier
        .pm
        .as_ref()
        .filter(|pm| pm.revision == revision)
        .and_then(|pm| pm.opinion.as_ref())
        .map(|opinion| opinion.number.clone());
    work.push(Event::Decided {
        revision,
        sign_by: *sign_by,
        signer: signer.clone(),
        signer_title: signer_title.clone(),
        responsible: *responsible,
        pm_reference,
    })?;
    work.move_on(transition, None)
}

pub(super) fn sign(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let Data::Signing { signed_on, place, foreign } = data else {
        return Err(bad_data());
    };
    required(place, "place")?;
    // An end may be declared by one side.
    if foreign.is_empty() && !work.dossier.details.case.act.ends() {
        return Err(Refusal::field(Code::InvalidData, "foreign").into());
    }
    let Some(decision) = work.dossier.decision.clone() else {
        return Err(Refusal::guard(crate::pack::Guard::SignerNamed).basis(&transition.basis).into());
    };
    within_procedure(work, *signed_on, "signed_on")?;
    let decided_on = local_date(decision.at);
    if *signed_on < decided_on {
        return Err(Refusal::field(Code::DateOutOfOrder, "signed_on").with("from", decided_on.to_string()).into());
    }
    work.push(Event::Signed {
        revision: work.dossier.text_revision(),
        signed_on: *signed_on,
        place: place.clone(),
        signer: decision.signer,
        foreign: foreign.clone(),
    })?;
    work.move_on(transition, None)
}

pub(super) fn in_force(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::InForce { on, by } = data else {
        return Err(bad_data());
    };
    required(by, "by")?;
    // A document may provide for a later day; never for one before it was signed.
    if work.dossier.signing.as_ref().is_none_or(|signing| *on < signing.signed_on) {
        return Err(Refusal::field(Code::DateOutOfOrder, "on").into());
    }
    work.push(Event::InForceRecorded { on: *on, by: by.clone() })
}

pub(super) fn fulfil(work: &mut Work, data: &Data, papers: &[Paper]) -> Result<(), Rejected> {
    let Data::Duty { duty, note } = data else {
        return Err(bad_data());
    };
    required(note, "note")?;
    let found = work
        .dossier
        .duties
        .iter()
        .find(|known| known.id == *duty && known.fulfilled.is_none())
        .cloned()
        .ok_or_else(|| Refusal::new(Code::NotFoundHere))?;
    let pack = work.pack;
    let rule = pack.duty(&found.rule);
    // One command fulfils every kind of duty; it rests on what the duty rests on.
    work.rest_on(rule.map(|rule| rule.basis.as_slice()).unwrap_or_default());
    if let Some(evidence) = rule.and_then(|rule| rule.evidence.as_ref())
        && !papers.iter().any(|paper| paper.paper == *evidence)
    {
        return Err(Refusal::field(Code::PaperMissing, evidence).with("paper", evidence.clone()).into());
    }
    work.push(Event::DutyFulfilled { duty: *duty, rule: found.rule.clone(), note: note.clone() })?;
    match found.clock {
        Some(clock) => work.push(Event::ClockClosed { clock }),
        None => Ok(()),
    }
}
