//! Consultation: requests, receipts, opinions, supplements, reclassification, replies.

use super::work::{Derived, Work};
use super::{Rejected, open::qualifying};
use crate::calendar::local_date;
use crate::clock::is_late;
use crate::command::Data;
use crate::dossier::{Consultation, ConsultationStatus, OpinionKind, Subject};
use crate::event::Event;
use crate::ids::{ConsultationId, OrgId};
use crate::pack::{Bodies, Guard, StartsOn, Transition};
use crate::refusal::{Code, Refusal};
use std::collections::BTreeSet;

fn bad_data() -> Rejected {
    Refusal::field(Code::InvalidData, "data").into()
}

fn wrong(field: &str) -> Rejected {
    Refusal::field(Code::InvalidData, field).into()
}

/// The row, if it is still awaited on the current text.
fn awaited(work: &Work, id: ConsultationId) -> Result<Consultation, Rejected> {
    let row = work.dossier.current_rows().find(|row| row.id == id).ok_or_else(|| Refusal::new(Code::NotFoundHere))?;
    if row.is_awaited() { Ok(row.clone()) } else { Err(Refusal::new(Code::StepChanged).into()) }
}

/// Asks the bodies that have no request on the current revision. The one that the track always asks is always on the board
/// (R06).
pub(super) fn request(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let Data::Request { bodies } = data else {
        return Err(bad_data());
    };
    let in_principle = work.track.bodies == Bodies::MofaOnly;
    if in_principle && bodies.iter().any(|body| !body.mofa) {
        return Err(wrong("bodies"));
    }
    // An agreement in principle does not stand for an opinion under Art. 16.1, so such a row does not count here.
    let on_board = |work: &Work, org: OrgId| {
        work.dossier.current_rows().any(|row| row.body.org == org && (in_principle || !row.in_principle))
    };
    let asks = work.track.bodies;
    let counts = |row: &&Consultation| in_principle || !row.in_principle;
    let lead_there = work.dossier.current_rows().filter(counts).any(|row| asks.leads(&row.body));
    if !lead_there && !bodies.iter().any(|body| asks.leads(body)) {
        let missing = if asks == Bodies::AgencyAndConcerned { Guard::LeadAsked } else { Guard::MofaAsked };
        return Err(Refusal::guard(missing).basis(&transition.basis).into());
    }
    let fresh: BTreeSet<_> = bodies.iter().filter(|body| !on_board(work, body.org)).copied().collect();
    if fresh.is_empty() {
        return Err(wrong("bodies"));
    }
    let today = work.cx.today();
    let rule = work.track.consultation_clock.clone();
    // The papers of the list came with the command: the dossier is complete on its face, until the body says otherwise (L02).
    let complete_on = work.pack.clock(&rule).is_some_and(|rule| rule.starts_on == StartsOn::Completeness);
    for body in fresh {
        let id = ConsultationId(work.id());
        let round = work.dossier.board.iter().filter(|row| row.body.org == body.org).count() as u32 + 1;
        // Sending inside the system records receipt; the body may correct it with evidence.
        let clock = work.start_clock(&rule, Subject::Consultation(id), today)?;
        let text_revision = work.dossier.text_revision();
        work.push(Event::OpinionRequested {
            consultation: id,
            body,
            round,
            text_revision,
            in_principle,
            received_on: today,
            complete_on: complete_on.then_some(today),
            clock,
        })?;
    }
    work.move_on(transition, None)
}

pub(super) fn correct_receipt(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::Receipt { consultation, received_on, evidence } = data else {
        return Err(bad_data());
    };
    let row = awaited(work, *consultation)?;
    if evidence.trim().is_empty() {
        return Err(wrong("evidence"));
    }
    let sent_on = local_date(row.requested_at);
    if *received_on < sent_on || *received_on > work.cx.today() {
        return Err(Refusal::field(Code::DateOutOfOrder, "received_on").with("sent_on", sent_on.to_string()).into());
    }
    work.push(Event::ReceiptCorrected {
        consultation: *consultation,
        received_on: *received_on,
        evidence: evidence.clone(),
    })?;
    // What has not come in cannot be complete; what is incomplete has no day to count from.
    match row.complete_on {
        Some(complete_on) if complete_on < *received_on => {
            work.push(Event::Completed { consultation: *consultation, complete_on: *received_on })?;
            work.move_clock(row.clock, *received_on)
        }
        Some(_) => Ok(()),
        None if counts_from_completeness(work, &row) => Ok(()),
        None => work.move_clock(row.clock, *received_on),
    }
}

/// Whether the row's clock counts from the day of the complete dossier.
fn counts_from_completeness(work: &Work, row: &Consultation) -> bool {
    let rule = work.dossier.clock(row.clock).and_then(|clock| work.pack.clock(&clock.rule));
    rule.is_some_and(|rule| rule.starts_on == StartsOn::Completeness)
}

/// The body says what the dossier lacks: its time has not begun, and begins on the day on which that is supplied.
pub(super) fn find_incomplete(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::Incomplete { consultation, missing, message } = data else {
        return Err(bad_data());
    };
    let row = awaited(work, *consultation)?;
    if row.status == ConsultationStatus::Stopped {
        return Err(Refusal::guard(Guard::OwnClockRunning).into());
    }
    // From its last day on the time has run: what is late stays late.
    let over = work.dossier.clock(row.clock).and_then(|clock| clock.due_on).is_some_and(|last| last <= work.cx.today());
    if over {
        return Err(Refusal::guard(Guard::OwnClockRunning).into());
    }
    if missing.is_empty() || missing.iter().any(|paper| work.pack.paper(paper).is_none()) {
        return Err(wrong("missing"));
    }
    if message.trim().is_empty() {
        return Err(wrong("message"));
    }
    let (consultation, missing, message) = (*consultation, missing.clone(), message.clone());
    work.push(Event::FoundIncomplete { consultation, missing, message: message.clone() })?;
    work.push(Event::ClockStopped { clock: row.clock, reason: message })
}

pub(super) fn answer(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let Data::Answer { consultation, kind, remarks, advice } = data else {
        return Err(bad_data());
    };
    let row = awaited(work, *consultation)?;
    let written = remarks.iter().filter(|remark| !remark.text.trim().is_empty()).count();
    if written != remarks.len() || (*kind == OpinionKind::AgreeWithRemarks && remarks.is_empty()) {
        return Err(wrong("remarks"));
    }
    if *kind == OpinionKind::Disagree && remarks.is_empty() && advice.trim().is_empty() {
        return Err(wrong("remarks"));
    }
    if *kind == OpinionKind::Agree && !remarks.is_empty() {
        return Err(Refusal::field(Code::InvalidData, "kind").with("remarks", "true").into());
    }
    let late = work.dossier.clock(row.clock).is_some_and(|clock| is_late(clock, work.cx.now));
    let mut remarks = remarks.clone();
    for remark in &mut remarks {
        remark.reply = None;
    }
    let text_revision = row.text_revision;
    let advice = advice.clone();
    work.push(Event::OpinionGiven { consultation: *consultation, text_revision, kind: *kind, remarks, advice, late })?;
    work.push(Event::ClockClosed { clock: row.clock })?;
    work.move_on(transition, None)
}

pub(super) fn request_supplements(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::Supplements { consultation, message } = data else {
        return Err(bad_data());
    };
    let row = awaited(work, *consultation)?;
    if row.status == ConsultationStatus::Stopped {
        return Err(Refusal::guard(Guard::OwnClockRunning).into());
    }
    if message.trim().is_empty() {
        return Err(wrong("message"));
    }
    work.push(Event::SupplementsRequested { consultation: *consultation, message: message.clone() })?;
    work.push(Event::ClockStopped { clock: row.clock, reason: message.clone() })
}

pub(super) fn supply_supplements(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::Supplements { consultation, message } = data else {
        return Err(bad_data());
    };
    let row = awaited(work, *consultation)?;
    if row.status != ConsultationStatus::Stopped {
        return Err(Refusal::guard(Guard::SomeClockStopped).into());
    }
    if message.trim().is_empty() {
        return Err(wrong("message"));
    }
    work.push(Event::SupplementsSupplied { consultation: *consultation, reply: message.clone() })?;
    let Some(clock) = work.dossier.clock(row.clock) else {
        return Ok(());
    };
    let mut running = clock.clone();
    if let Some(stop) = running.stops.last_mut() {
        stop.to = Some(work.cx.now);
    }
    let Derived { due_on, calendar, next_at, comes_again, in_time_again } = work.derive(&running)?;
    let clock = row.clock;
    work.push(Event::ClockResumed { clock, due_on, calendar, next_at, comes_again, in_time_again })?;
    if row.complete_on.is_some() || !counts_from_completeness(work, &row) {
        return Ok(());
    }
    // Only now is the dossier complete: the whole time begins.
    let complete_on = work.cx.today();
    work.push(Event::Completed { consultation: *consultation, complete_on })?;
    work.move_clock(row.clock, complete_on)
}

pub(super) fn hand_over(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::HandOver { consultation, to } = data else {
        return Err(bad_data());
    };
    let row = awaited(work, *consultation)?;
    if row.assigned == Some(*to) || work.dossier.drafters.contains(to) {
        return Err(wrong("to"));
    }
    work.push(Event::HandedOver { consultation: *consultation, to: *to })
}

/// MOFA changes the class. The dossier moves to the transition's track and keeps what was done; it stays where it is
/// when that track is off or the content does not qualify.
pub(super) fn reclassify(work: &mut Work, transition: &Transition, data: &Data) -> Result<(), Rejected> {
    let Data::Reclassify { consultation, class, reason } = data else {
        return Err(bad_data());
    };
    let row = awaited(work, *consultation)?;
    if !row.body.mofa {
        return Err(Refusal::new(Code::NotPermitted).basis(&transition.basis).into());
    }
    if reason.trim().is_empty() {
        return Err(wrong("reason"));
    }
    let from = work.dossier.class;
    if *class == from {
        return Err(wrong("class"));
    }
    work.push(Event::Reclassified { from, to: *class, reason: reason.clone() })?;
    let (Some(track), Some(to)) = (&transition.to_track, &transition.to) else {
        return Ok(());
    };
    // Asked of the track, not of the class: on the full track MOFA's transition names the lighter one, and a document
    // found to be binding there must stay.
    let takes_all = work.pack.tracks.first().is_some_and(|first| first.id == *track);
    let qualifies =
        || qualifying(work.pack, &work.dossier, &work.acting, work.cx).iter().any(|found| found.id == *track);
    if !takes_all && (work.cx.off.contains(track) || !qualifies()) {
        return Ok(());
    }
    // To the lighter track: MOFA's own request goes on as the question in principle. To the full track: an answer in
    // principle is no opinion under Art. 16.1, so everybody is asked afresh. Written opinions stay on the board.
    let in_principle = work.pack.track(track).is_some_and(|track| track.bodies == Bodies::MofaOnly);
    let keep = in_principle.then_some(row.id);
    work.withdraw_requests(keep)?;
    work.move_to(track, to, Some(reason.clone()))
}

pub(super) fn reply(work: &mut Work, data: &Data) -> Result<(), Rejected> {
    let Data::Replies { consultation, replies } = data else {
        return Err(bad_data());
    };
    let row = work
        .dossier
        .current_rows()
        .find(|row| row.id == *consultation)
        .ok_or_else(|| Refusal::new(Code::NotFoundHere))?;
    let remarks = row.opinion.as_ref().map_or(0, |opinion| opinion.remarks.len());
    if remarks == 0 || replies.len() != remarks || replies.iter().any(|reply| reply.text.trim().is_empty()) {
        return Err(wrong("replies"));
    }
    work.push(Event::RemarksReplied { consultation: *consultation, replies: replies.clone() })
}
