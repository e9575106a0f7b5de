//! From the fields of an act's form to the JSON shape of its data.

use super::act::Task;
use crate::app::input::{FieldError, Invalid};
use crate::web::posted::Fields;
use engine::pack::Action;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A wrong field.
pub fn wrong(field: &str, code: &str) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), args: BTreeMap::new() }
}

/// Rows of a repeat group that are not empty.
pub fn filled(typed: &Fields, name: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let rows = typed.rows(name, columns).into_iter();
    rows.filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect()
}

/// The data that `task` takes.
///
/// # Errors
/// [`Invalid`] for a choice that was not made.
pub fn data(task: &Task<'_>, typed: &Fields) -> Result<Value, Invalid> {
    let row = task.row.map(|row| row.id);
    let raw = |name: &str| typed.raw(name);
    Ok(match task.transition.action {
        Action::Move | Action::Clear => json!({ "note": typed.some("note") }),
        Action::GiveBack => json!({ "reason": raw("reason") }),
        Action::RequestOpinions => json!({ "bodies": bodies(task, typed) }),
        Action::CorrectReceipt => {
            json!({ "consultation": row, "received_on": raw("received_on"), "evidence": raw("evidence") })
        }
        Action::FindIncomplete => {
            json!({ "consultation": row, "missing": typed.all("missing"), "message": raw("message") })
        }
        Action::RequestSupplements | Action::SupplySupplements => {
            json!({ "consultation": row, "message": raw("message") })
        }
        Action::HandOver => json!({ "consultation": row, "to": raw("to") }),
        Action::Reclassify => json!({ "consultation": row, "class": raw("class"), "reason": raw("reason") }),
        Action::ReplyToRemarks => json!({ "consultation": row, "replies": replies(typed)? }),
        Action::SubmitToPm => json!({ "statement": raw("statement") }),
        Action::RecordPmOpinion => json!({
            "number": raw("number"),
            "dated_on": raw("dated_on"),
            "signer": raw("signer"),
            "favourable": yes_no(typed, "favourable")?,
            "gist": raw("gist"),
        }),
        Action::Decide | Action::TakeResponsibility => json!({
            "sign_by": raw("sign_by"),
            "signer": raw("signer"),
            "signer_title": raw("signer_title"),
            "responsible": typed.get("responsible") == "yes",
        }),
        Action::RecordSigning => {
            let foreign = filled(typed, "foreign", &["name", "title"]);
            let foreign: Vec<Value> =
                foreign.iter().map(|row| json!({ "name": row.first(), "title": row.get(1) })).collect();
            json!({ "signed_on": raw("signed_on"), "place": raw("place"), "foreign": foreign })
        }
        Action::RecordInForce => json!({ "on": raw("on"), "by": raw("by") }),
        Action::FulfilDuty => json!({ "duty": task.duty.map(|duty| duty.id), "note": raw("note") }),
        // Drafting and answering have forms of their own; timers have none.
        _ => json!({}),
    })
}

/// The one that the track always asks, unless it is on the board, and the bodies ticked.
fn bodies(task: &Task<'_>, typed: &Fields) -> Vec<String> {
    let always = task.bodies.always.iter().map(|(id, _)| id.to_string());
    always.chain(typed.all("bodies")).collect()
}

fn yes_no(typed: &Fields, name: &str) -> Result<bool, Invalid> {
    match typed.get(name) {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Invalid::field(name, "choose-one")),
    }
}

fn replies(typed: &Fields) -> Result<Vec<Value>, Invalid> {
    let mut replies = Vec::new();
    let mut missing = Vec::new();
    for (n, row) in typed.rows("replies", &["accepted", "text"]).iter().enumerate() {
        let kind = row.first().map(String::as_str).unwrap_or_default();
        let text = row.get(1).cloned().unwrap_or_default();
        if !matches!(kind, "true" | "false") || text.trim().is_empty() {
            missing.push(wrong(&format!("replies_{}_accepted", n + 1), "reply"));
        }
        replies.push(json!({ "accepted": kind == "true", "text": text }));
    }
    if missing.is_empty() { Ok(replies) } else { Err(Invalid(missing)) }
}
