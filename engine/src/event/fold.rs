//! The fold: how each event changes a dossier. Nothing else does.

use super::Event;
use crate::actor::Acting;
use crate::calendar::{Stop, local_date};
use crate::dossier::*;
use crate::ids::{ClockId, ConsultationId, DutyId};
use chrono::{DateTime, Utc};

/// Why a record could not be folded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The first event must open the dossier.
    #[error("the first event does not open the dossier")]
    NotOpened,
    /// An event names a part that does not exist.
    #[error("event {event} names a {part} that does not exist")]
    Missing {
        /// The event's fixed name.
        event: &'static str,
        /// What is missing.
        part: &'static str,
    },
}

/// Folds `event` into `dossier`; `None` becomes a dossier by [`Event::Opened`].
///
/// # Errors
/// [`FoldError`] when the event does not fit: the record and the code disagree.
pub fn apply(dossier: &mut Option<Dossier>, event: &Event, at: DateTime<Utc>, by: &Acting) -> Result<(), FoldError> {
    if let Event::Opened { id, number, pack, track, state, locality, org, started_on, details } = event {
        *dossier = Some(Dossier {
            id: *id,
            number: number.clone(),
            pack: pack.clone(),
            track: track.clone(),
            state: state.clone(),
            class: details.class,
            reclassified: None,
            locality: *locality,
            org: *org,
            started_on: *started_on,
            drafters: by.account.into_iter().collect(),
            caretaker: None,
            step: 1,
            details: (**details).clone(),
            revisions: Vec::new(),
            papers: Vec::new(),
            cleared: None,
            board: Vec::new(),
            pm: None,
            decision: None,
            signing: None,
            in_force: None,
            clocks: Vec::new(),
            duties: Vec::new(),
        });
        return Ok(());
    }
    let dossier = dossier.as_mut().ok_or(FoldError::NotOpened)?;
    dossier.fold(event, at, by)
}

impl Dossier {
    fn drafted_by(&mut self, by: &Acting) {
        if let Some(account) = by.account
            && !self.drafters.contains(&account)
        {
            self.drafters.push(account);
        }
    }

    pub(crate) fn fold(&mut self, event: &Event, at: DateTime<Utc>, by: &Acting) -> Result<(), FoldError> {
        match event {
            Event::Opened { .. } => {}
            Event::DetailsEdited { details } => {
                self.class = details.class;
                self.details = (**details).clone();
                self.drafted_by(by);
                self.step += 1;
            }
            Event::TextRevised { revision, texts, note } => {
                self.revisions.push(Revision {
                    no: *revision,
                    texts: texts.clone(),
                    note: note.clone(),
                    by: by.account,
                    at,
                });
                self.drafted_by(by);
                self.step += 1;
            }
            Event::PaperAttached { paper, text_revision } => {
                let Paper { paper, file } = paper.clone();
                self.papers.push(AttachedPaper { paper, file, text_revision: *text_revision });
            }
            Event::Cleared { revision } => {
                self.cleared = Some(Clearance { revision: *revision, by: by.account, at });
                self.step += 1;
            }
            Event::Moved { track, to, .. } => {
                self.track = track.clone();
                self.state = to.clone();
                self.step += 1;
            }
            Event::OpinionRequested {
                consultation,
                body,
                round,
                text_revision,
                in_principle,
                received_on,
                complete_on,
                clock,
            } => {
                self.board.push(Consultation {
                    id: *consultation,
                    body: *body,
                    round: *round,
                    text_revision: *text_revision,
                    in_principle: *in_principle,
                    requested_at: at,
                    received_on: *received_on,
                    complete_on: *complete_on,
                    receipt_evidence: None,
                    clock: *clock,
                    status: ConsultationStatus::Open,
                    step: 1,
                    assigned: None,
                    supplements: Vec::new(),
                    opinion: None,
                });
            }
            Event::ReceiptCorrected { consultation, received_on, evidence } => {
                let row = self.row_mut(*consultation, "receipt-corrected")?;
                row.received_on = *received_on;
                row.receipt_evidence = Some(evidence.clone());
            }
            Event::OpinionGiven { consultation, kind, remarks, advice, late, .. } => {
                let row = self.row_mut(*consultation, "opinion-given")?;
                row.status = ConsultationStatus::Answered;
                row.opinion = Some(Opinion {
                    kind: *kind,
                    remarks: remarks.clone(),
                    advice: advice.clone(),
                    by: by.account,
                    post: by.post,
                    at,
                    late: *late,
                });
            }
            Event::SupplementsRequested { consultation, message } => {
                self.row_mut(*consultation, "supplements-requested")?.wait_for(message, &[], at);
            }
            Event::FoundIncomplete { consultation, missing, message } => {
                let row = self.row_mut(*consultation, "found-incomplete")?;
                row.complete_on = None;
                row.wait_for(message, missing, at);
            }
            Event::Completed { consultation, complete_on } => {
                self.row_mut(*consultation, "completed")?.complete_on = Some(*complete_on);
            }
            Event::SupplementsSupplied { consultation, reply } => {
                let row = self.row_mut(*consultation, "supplements-supplied")?;
                row.status = ConsultationStatus::Open;
                if let Some(last) = row.supplements.last_mut() {
                    last.reply = Some(reply.clone());
                    last.supplied_at = Some(at);
                }
            }
            Event::HandedOver { consultation, to } => self.row_mut(*consultation, "handed-over")?.assigned = Some(*to),
            Event::DraftHandedOver { to } => {
                self.caretaker = Some(*to);
                self.step += 1;
            }
            Event::OpinionVoided { consultation } => {
                self.row_mut(*consultation, "opinion-voided")?.status = ConsultationStatus::Void;
            }
            Event::RequestWithdrawn { consultation } => {
                self.row_mut(*consultation, "request-withdrawn")?.status = ConsultationStatus::Withdrawn;
            }
            Event::Reclassified { to, .. } => {
                self.class = *to;
                self.reclassified = Some(self.text_revision());
                self.step += 1;
            }
            Event::RemarksReplied { consultation, replies } => {
                let row = self.row_mut(*consultation, "remarks-replied")?;
                if let Some(opinion) = row.opinion.as_mut() {
                    for (remark, reply) in opinion.remarks.iter_mut().zip(replies) {
                        remark.reply = Some(reply.clone());
                    }
                }
            }
            Event::SubmittedToPm { revision, statement } => {
                self.pm = Some(PmSubmission {
                    revision: *revision,
                    statement: statement.clone(),
                    submitted_at: at,
                    opinion: None,
                });
                self.step += 1;
            }
            Event::PmOpinionRecorded { opinion } => {
                let pm = self.pm.as_mut().ok_or(missing("pm-opinion-recorded", "submission"))?;
                pm.opinion = Some(opinion.clone());
                self.step += 1;
            }
            Event::Decided { revision, sign_by, signer, signer_title, responsible, pm_reference } => {
                self.decision = Some(DecisionTaken {
                    revision: *revision,
                    sign_by: *sign_by,
                    signer: signer.clone(),
                    signer_title: signer_title.clone(),
                    responsible: *responsible,
                    pm_reference: pm_reference.clone(),
                    by: by.account,
                    at,
                });
                self.step += 1;
            }
            Event::Signed { revision, signed_on, place, signer, foreign } => {
                self.signing = Some(Signing {
                    revision: *revision,
                    signed_on: *signed_on,
                    place: place.clone(),
                    signer: signer.clone(),
                    foreign: foreign.clone(),
                    at,
                });
                self.step += 1;
            }
            Event::InForceRecorded { on, by } => {
                self.in_force = Some(InForce { on: *on, by: by.clone() });
                self.step += 1;
            }
            Event::DutyOpened { duty, rule, clock } => {
                let rule = rule.clone();
                self.duties.push(Duty { id: *duty, rule, clock: *clock, opened_at: at, fulfilled: None });
            }
            Event::DutyTimed { duty, clock } => self.duty_mut(*duty, "duty-timed")?.clock = Some(*clock),
            Event::DutyFulfilled { duty, note, .. } => {
                let duty = self.duty_mut(*duty, "duty-fulfilled")?;
                duty.fulfilled = Some(Fulfilment { note: note.clone(), at, by: by.account });
                self.step += 1;
            }
            _ => self.fold_clock(event, at)?,
        }
        Ok(())
    }

    fn fold_clock(&mut self, event: &Event, at: DateTime<Utc>) -> Result<(), FoldError> {
        match event {
            Event::ClockStarted { clock, rule, subject, event_on, due_on, calendar, next_at, target } => {
                self.clocks.push(Clock {
                    id: *clock,
                    rule: rule.clone(),
                    subject: subject.clone(),
                    event_on: *event_on,
                    target: *target,
                    stops: Vec::new(),
                    due_on: *due_on,
                    calendar: *calendar,
                    next_at: *next_at,
                    reminded: Vec::new(),
                    ran_out_at: None,
                    closed_at: None,
                });
            }
            Event::ClockStopped { clock, reason } => {
                let clock = self.clock_mut(*clock)?;
                clock.stops.push(Stop { from: at, to: None, reason: reason.clone() });
                // On or after its last day nothing is left to stop: what is late stays late.
                if clock.due_on.is_none_or(|due_on| local_date(at) < due_on) {
                    clock.due_on = None;
                    clock.next_at = None;
                }
            }
            Event::ClockResumed { clock, due_on, calendar, next_at, comes_again, in_time_again } => {
                let clock = self.clock_mut(*clock)?;
                if let Some(stop) = clock.stops.last_mut() {
                    stop.to = Some(at);
                }
                (clock.due_on, clock.calendar, clock.next_at) = (*due_on, *calendar, *next_at);
                clock.begin_again(comes_again, *in_time_again);
            }
            Event::ClockMoved { clock, event_on, due_on, calendar, next_at, comes_again, in_time_again } => {
                let clock = self.clock_mut(*clock)?;
                clock.event_on = *event_on;
                (clock.due_on, clock.calendar, clock.next_at) = (*due_on, *calendar, *next_at);
                clock.begin_again(comes_again, *in_time_again);
            }
            Event::ClockClosed { clock } => {
                let clock = self.clock_mut(*clock)?;
                clock.closed_at = Some(at);
                clock.next_at = None;
            }
            Event::ClockRanOut { clock, next_at } => {
                let clock = self.clock_mut(*clock)?;
                clock.ran_out_at = Some(at);
                clock.next_at = *next_at;
            }
            Event::Reminded { clock, rung, next_at, passed } => {
                let clock = self.clock_mut(*clock)?;
                clock.reminded.extend(passed);
                clock.reminded.push(*rung);
                clock.next_at = *next_at;
            }
            _ => {}
        }
        Ok(())
    }

    /// The row, with its step raised: every change of a row is one that its reviewer's page must have seen.
    fn row_mut(&mut self, id: ConsultationId, event: &'static str) -> Result<&mut Consultation, FoldError> {
        let row = self.board.iter_mut().find(|row| row.id == id).ok_or(missing(event, "consultation"))?;
        row.step += 1;
        Ok(row)
    }

    fn duty_mut(&mut self, id: DutyId, event: &'static str) -> Result<&mut Duty, FoldError> {
        self.duties.iter_mut().find(|known| known.id == id).ok_or(missing(event, "duty"))
    }

    fn clock_mut(&mut self, id: ClockId) -> Result<&mut Clock, FoldError> {
        self.clocks.iter_mut().find(|clock| clock.id == id).ok_or(missing("clock event", "clock"))
    }
}

fn missing(event: &'static str, part: &'static str) -> FoldError {
    FoldError::Missing { event, part }
}
