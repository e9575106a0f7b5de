//! What comes in from a form, the API or the command line, as one set of shapes: parsed, checked for shape, and turned
//! into the engine's [`Data`]. Shape is checked here and nowhere else; meaning is the engine's.
//!
//! HTML forms and REST bodies meet in the same JSON, so that both surfaces take and refuse the same things.

mod case;
mod check;
mod dossier;
mod shapes;

pub use case::{CaseIn, Origin};
pub use check::{Checked, FieldError, Invalid, one_line, paragraph, tame};
pub use dossier::{DetailsIn, PartnerIn, TitlesIn, language_tag};
pub use shapes::*;

use crate::app::Directory;
use crate::app::names::Names;
use chrono::NaiveDate;
use engine::command::Data;
use engine::dossier::{Body, ConsultationStatus, Dossier, OpinionKind, Remark, Reply, SignBy, Signatory, TextFile};
use engine::ids::{AccountId, AttachmentId, ClockId, ConsultationId, DutyId, OrgId};
use engine::pack::{Act, Action, Bodies, Class};
use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;

/// What an action's data need besides the input itself; all of it is the service's knowledge.
pub struct Surroundings<'a> {
    /// The dossier.
    pub dossier: &'a Dossier,
    /// Organisations through which the actor acts.
    pub orgs: &'a [OrgId],
    /// Organisations that it may name.
    pub directory: &'a Directory,
    /// Whom the dossier's track asks.
    pub asks: Bodies,
    /// Files of a new text, stored already.
    pub texts: Vec<TextFile>,
    /// The colleague named in a hand-over, looked up: a reviewer of the same body.
    pub colleague: Option<AccountId>,
    /// The partner named in the details, looked up or new, or what is wrong with it.
    pub partner: Option<Checked<engine::ids::PartnerId>>,
}

/// Parses `value` as `T`.
///
/// # Errors
/// [`Invalid`] when a field is unknown or of the wrong type.
pub fn shape<T: DeserializeOwned>(value: Value) -> Result<T, Invalid> {
    let value = if value.is_null() { Value::Object(serde_json::Map::new()) } else { value };
    serde_json::from_value(value).map_err(|error| Invalid::shape(&error.to_string()))
}

/// Parses `value` as `T` and checks its fields.
///
/// # Errors
/// [`Invalid`] with each wrong field.
pub fn read<T: DeserializeOwned + Validate>(value: Value) -> Result<T, Invalid> {
    let parsed: T = shape(value)?;
    parsed.validate().map_err(|errors| Invalid::from_validator(&errors))?;
    Ok(parsed)
}

/// Turns the JSON `value` of a command into the data of `action`.
///
/// # Errors
/// [`Invalid`] with each wrong field.
pub fn data(action: Action, value: Value, around: &Surroundings, names: &mut Names<'_>) -> Result<Data, Invalid> {
    Ok(match action {
        Action::Move | Action::Clear => {
            let input: NoteIn = read(value)?;
            Data::Note(input.note.map(|note| paragraph("note", &note)).transpose()?.filter(|note| !note.is_empty()))
        }
        Action::GiveBack => Data::Reason(paragraph("reason", &read::<ReasonIn>(value)?.reason)?),
        Action::EditDetails => {
            let input: DetailsIn = shape(value)?;
            let partner = around.partner.clone().unwrap_or(Ok(around.dossier.details.partner));
            let origin = input.case.still(&around.dossier.details.case);
            Data::Details(Box::new(input.details(partner, origin, around.directory)?))
        }
        Action::ReviseText => {
            let note = read::<TextIn>(value)?.note;
            Data::Text { texts: around.texts.clone(), note: paragraph("note", &note)? }
        }
        Action::AttachPaper => Data::Paper,
        Action::RequestOpinions => request(read(value)?, around)?,
        Action::CorrectReceipt => {
            let input: ReceiptIn = read(value)?;
            Data::Receipt {
                consultation: row(input.consultation, action, around)?,
                received_on: day("received_on", &input.received_on)?,
                evidence: paragraph("evidence", &input.evidence)?,
            }
        }
        Action::FindIncomplete => {
            let input: IncompleteIn = read(value)?;
            Data::Incomplete {
                consultation: row(input.consultation, action, around)?,
                missing: input.missing,
                message: paragraph("message", &input.message)?,
            }
        }
        Action::Answer => answer(read(value)?, around)?,
        Action::RequestSupplements | Action::SupplySupplements => {
            let input: SupplementsIn = read(value)?;
            Data::Supplements {
                consultation: row(input.consultation, action, around)?,
                message: paragraph("message", &input.message)?,
            }
        }
        Action::HandOver => {
            let input: HandOverIn = read(value)?;
            let to = around.colleague.ok_or_else(|| Invalid::field("to", "no-such-colleague"))?;
            Data::HandOver { consultation: row(input.consultation, action, around)?, to }
        }
        Action::Reclassify => {
            let input: ReclassifyIn = read(value)?;
            Data::Reclassify {
                consultation: row(input.consultation, action, around)?,
                class: class("class", &input.class)?,
                reason: paragraph("reason", &input.reason)?,
            }
        }
        Action::ReplyToRemarks => replies(read(value)?, around)?,
        Action::SubmitToPm => {
            Data::Submission { statement: paragraph("statement", &read::<SubmissionIn>(value)?.statement)? }
        }
        Action::RecordPmOpinion => {
            let input: PmOpinionIn = read(value)?;
            Data::PmOpinion {
                number: one_line("number", &input.number)?,
                dated_on: day("dated_on", &input.dated_on)?,
                signer: names.commit("signer", &input.signer)?,
                favourable: input.favourable,
                gist: paragraph("gist", &input.gist)?,
            }
        }
        Action::Decide | Action::TakeResponsibility => {
            let input: DecisionIn = read(value)?;
            let sign_by = match input.sign_by.as_str() {
                "head" => SignBy::Head,
                "authorised" => SignBy::Authorised,
                _ => return Err(Invalid::field("sign_by", "choose-one")),
            };
            Data::Decision {
                sign_by,
                signer: names.commit("signer", &input.signer)?,
                signer_title: one_line("signer_title", &input.signer_title)?,
                responsible: input.responsible,
            }
        }
        Action::RecordSigning => signing(read(value)?, around.dossier.details.case.act, names)?,
        Action::RecordInForce => {
            let input: InForceIn = read(value)?;
            Data::InForce { on: day("on", &input.on)?, by: paragraph("by", &input.by)? }
        }
        Action::FulfilDuty => {
            let input: DutyIn = read(value)?;
            let duty = match input.duty {
                Some(duty) => DutyId(duty),
                None => only(around.dossier.duties.iter().filter(|duty| duty.fulfilled.is_none()).map(|duty| duty.id))
                    .ok_or_else(|| Invalid::field("duty", "required"))?,
            };
            Data::Duty { duty, note: paragraph("note", &input.note)? }
        }
        Action::MarkOverdue | Action::Remind => Data::Clock { clock: ClockId(read::<ClockIn>(value)?.clock) },
    })
}

/// Language versions of the last revision that a new one keeps, as `data.keep` names them, each under an id of its own.
///
/// # Errors
/// [`Invalid`] for a language that the last revision does not have.
pub fn kept(dossier: &Dossier, data: &Value, id: impl Fn() -> AttachmentId) -> Result<Vec<TextFile>, Invalid> {
    let named = data.get("keep").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let last = dossier.revisions.last().map(|revision| revision.texts.as_slice()).unwrap_or_default();
    let one = |lang: &str| match last.iter().find(|text| text.lang == lang) {
        Some(text) => {
            Ok(TextFile { lang: text.lang.clone(), file: engine::dossier::File { id: id(), ..text.file.clone() } })
        }
        None => Err(Invalid::field("keep", "choose-one")),
    };
    named.map(one).collect()
}

/// Reads `dd/mm/yyyy` or `yyyy-mm-dd`.
///
/// # Errors
/// [`Invalid`] naming the field.
pub fn day(field: &str, text: &str) -> Result<NaiveDate, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::field(field, "required"));
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"))
        .ok()
        // Four plain digits of the year: `%Y` alone would also take 20190 and +2019, which no form means.
        .filter(|day| (1900..=2100).contains(&chrono::Datelike::year(day)) && !text.starts_with('+'))
        .ok_or_else(|| Invalid::field(field, "bad-date"))
}

fn class(field: &str, text: &str) -> Result<Class, Invalid> {
    match text {
        "binding" => Ok(Class::Binding),
        "non-binding" => Ok(Class::NonBinding),
        _ => Err(Invalid::field(field, "choose-one")),
    }
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// The row named, or the only one that the action could mean.
fn row(given: Option<uuid::Uuid>, action: Action, around: &Surroundings) -> Result<ConsultationId, Invalid> {
    if let Some(id) = given {
        return Ok(ConsultationId(id));
    }
    let fits = |row: &&engine::dossier::Consultation| match action {
        Action::SupplySupplements => row.status == ConsultationStatus::Stopped,
        Action::ReplyToRemarks => row.opinion.as_ref().is_some_and(|opinion| !opinion.remarks.is_empty()),
        _ => around.orgs.contains(&row.body.org),
    };
    let meant: Vec<_> = around.dossier.current_rows().filter(fits).collect();
    // A body may have answered in principle and be asked again: what waits is meant. One that has answered all hears so.
    let found = only(meant.iter().filter(|row| row.is_awaited())).or_else(|| only(meant.iter()));
    let code = if meant.is_empty() { "none-open" } else { "required" };
    found.map(|row| row.id).ok_or_else(|| Invalid::field("consultation", code))
}

fn request(input: RequestIn, around: &Surroundings) -> Result<Data, Invalid> {
    let (asks, directory) = (around.asks, around.directory);
    let none = if asks == Bodies::AgencyAndConcerned { "no-agency" } else { "no-mofa" };
    let lead = directory.lead(asks).ok_or_else(|| Invalid::field("bodies", none))?.org;
    let orgs: Vec<OrgId> = match input.bodies {
        Some(bodies) => bodies.into_iter().map(OrgId).collect(),
        None if asks == Bodies::MofaOnly => vec![lead],
        None => std::iter::once(lead).chain(around.dossier.details.bodies.iter().map(|body| body.org)).collect(),
    };
    let found: Option<Vec<Body>> = orgs.into_iter().map(|org| directory.body(org)).collect();
    let mut bodies = found.ok_or_else(|| Invalid::field("bodies", "no-such-body"))?;
    bodies.sort_by_key(|body| (!asks.leads(body), body.org));
    bodies.dedup();
    Ok(Data::Request { bodies })
}

fn answer(input: AnswerIn, around: &Surroundings) -> Result<Data, Invalid> {
    let kind = match input.kind.as_str() {
        "agree" => OpinionKind::Agree,
        "agree-with-remarks" => OpinionKind::AgreeWithRemarks,
        "disagree" => OpinionKind::Disagree,
        _ => return Err(Invalid::field("kind", "choose-one")),
    };
    let mut remarks = Vec::new();
    for (n, remark) in input.remarks.iter().enumerate() {
        let clause = one_line(&format!("remarks_{}_clause", n + 1), &remark.clause)?;
        let text = paragraph(&format!("remarks_{}_text", n + 1), &remark.text)?;
        remarks.push(Remark { clause, text, reply: None });
    }
    Ok(Data::Answer {
        consultation: row(input.consultation, Action::Answer, around)?,
        kind,
        remarks,
        advice: paragraph("advice", &input.advice)?,
    })
}

fn replies(input: RepliesIn, around: &Surroundings) -> Result<Data, Invalid> {
    let mut replies = Vec::new();
    for (n, reply) in input.replies.iter().enumerate() {
        let text = paragraph(&format!("replies_{}_text", n + 1), &reply.text)?;
        replies.push(Reply { accepted: reply.accepted, text });
    }
    Ok(Data::Replies { consultation: row(input.consultation, Action::ReplyToRemarks, around)?, replies })
}

fn signing(input: SigningIn, act: Act, names: &mut Names<'_>) -> Result<Data, Invalid> {
    if input.foreign.is_empty() && !act.ends() {
        return Err(Invalid::field("foreign", "required"));
    }
    let mut foreign = Vec::new();
    for (n, signatory) in input.foreign.iter().enumerate() {
        let name = names.commit(&format!("foreign_{}_name", n + 1), &signatory.name)?;
        let title = one_line(&format!("foreign_{}_title", n + 1), &signatory.title)?;
        foreign.push(Signatory { name, title });
    }
    Ok(Data::Signing {
        signed_on: day("signed_on", &input.signed_on)?,
        place: one_line("place", &input.place)?,
        foreign,
    })
}
