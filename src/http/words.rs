//! Refusals and wrong fields in the reader's language: what is wrong and what to do. The sentences are in `locales`.

use crate::app::input::FieldError;
use crate::app::{App, read};
use crate::i18n::L;
use chrono::{DateTime, NaiveDate, Utc};
use engine::ids::AccountId;
use engine::pack::{Guard, Pack};
use engine::refusal::{Code, Refusal};
use engine::text::Bilingual;
use std::collections::BTreeSet;

/// A "no" in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it is, the same for every case of its code.
    pub title: String,
    /// What is wrong here, and what to do.
    pub detail: String,
}

/// What a problem of this code is called.
pub fn title(l: L, code: &str) -> String {
    l.t(&["problem-", code].concat())
}

/// Words for a refusal. `pack` gives states and papers their titles; without it the newest pack that has them does.
pub async fn refusal(l: L, app: &App, pack: Option<&Pack>, refusal: &Refusal) -> Words {
    let title = title(l, refusal.code.as_str());
    let known: Vec<_> = app.registry.packs().map(|file| file.pack.clone()).collect();
    let packs = pack.map_or_else(|| known.iter().map(|pack| &**pack).collect(), |pack| vec![pack]);
    let detail = match refusal.code {
        Code::AlreadyAnswered => already_answered(l, app, refusal).await,
        _ => None,
    };
    Words { title, detail: detail.unwrap_or_else(|| sentence(l, &packs, refusal, None)) }
}

/// A refusal in a sentence. States and papers get their titles from the last of `packs` that has them; `label` is what
/// the form calls the refusal's field, else the field's usual name is taken.
pub fn sentence(l: L, packs: &[&Pack], refusal: &Refusal, label: Option<&str>) -> String {
    let arg = |name: &str| refusal.args.get(name).map(String::as_str);
    let title = |found: &dyn Fn(&Pack) -> Option<Bilingual>| {
        packs.iter().rev().find_map(|pack| found(pack)).map(|text| l.pick(&text.vi, &text.en).to_owned())
    };
    let day = |name: &str| arg(name).and_then(|text| text.parse::<NaiveDate>().ok()).map(|day| l.short_date(day));
    let special = match refusal.code {
        Code::DateOutOfOrder => match (day("sent_on"), day("from"), day("to")) {
            (Some(from), _, _) => Some(l.ta("refusal-date-receipt", &[("from", from)])),
            (_, Some(from), None) => Some(l.ta("refusal-date-from", &[("from", from)])),
            _ => None,
        },
        Code::InvalidData => invalid_data(l, refusal, label),
        _ => None,
    };
    if let Some(special) = special {
        return special;
    }
    // Values in words; a sentence that needs one that is missing is not taken.
    let mut values: Vec<(&str, String)> = Vec::new();
    for name in refusal.args.keys() {
        let value = match name.as_str() {
            "state" => arg("state").and_then(|state| title(&|pack| state_title(pack, state))),
            "paper" => arg("paper").and_then(|id| title(&|pack| pack.paper(id).map(|found| found.title.clone()))),
            "date" | "from" | "to" => day(name),
            _ => arg(name).map(str::to_owned),
        };
        values.extend(value.map(|value| (name.as_str(), value)));
    }
    let guard = refusal.guard.map(guard_name);
    l.refusal(refusal.code.as_str(), guard.as_deref(), &values)
}

/// The guard's fixed name.
pub fn guard_name(guard: Guard) -> String {
    match serde_json::to_value(guard) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

async fn already_answered(l: L, app: &App, refusal: &Refusal) -> Option<String> {
    let account = AccountId(refusal.args.get("account")?.parse().ok()?);
    let answer = l.maybe(&["opinion-", refusal.args.get("opinion")?].concat())?;
    let at: DateTime<Utc> = refusal.args.get("at")?.parse().ok()?;
    // Without the name the plain sentence is as true.
    let who = read::account_names(app, &BTreeSet::from([account])).await.ok()?.remove(&account)?;
    Some(l.ta("refusal-already-answered-full", &[("who", who), ("answer", answer), ("at", l.datetime(at))]))
}

fn invalid_data(l: L, refusal: &Refusal, label: Option<&str>) -> Option<String> {
    let name = refusal.field.as_deref()?;
    if refusal.args.contains_key("reclassified") {
        return Some(l.t("invalid-reclassified"));
    }
    if refusal.args.contains_key("remarks") {
        return Some(l.t("invalid-agree-with-remark"));
    }
    match name {
        "data" => None,
        "responsible" => Some(l.t("refusal-responsible")),
        "text_vi" => Some(l.t("refusal-text-vi")),
        "class_reason" => Some(l.t("error-class-reason")),
        "remarks" => Some(l.t("error-remark-needed")),
        _ => Some(l.ta("invalid-field", &[("field", label.map_or_else(|| field(l, name), str::to_owned))])),
    }
}

fn state_title(pack: &Pack, id: &str) -> Option<Bilingual> {
    pack.tracks.iter().find_map(|track| track.state(id)).map(|state| state.title.clone())
}

/// What a field is called on the screens; its own name where it has no words. Rows of a group get their number.
pub fn field(l: L, name: &str) -> String {
    let mut number = None;
    let mut words: Vec<&str> = Vec::new();
    for part in name.split(['_', '.', '-']) {
        match part.parse::<u32>() {
            Ok(n) => number = Some(n),
            Err(_) => words.push(part),
        }
    }
    let key = words.join("-");
    // Any paper that has no words of its own is "Paper".
    let paper = || key.starts_with("paper-").then(|| l.t("field-paper"));
    let known = l.maybe(&["field-", &key].concat()).or_else(paper);
    let Some(label) = known else { return name.to_owned() };
    match number {
        Some(n) => l.ta("field-numbered", &[("field", label), ("n", n.to_string())]),
        None => label,
    }
}

/// Words for a wrong field; `label` is what the form calls it, else its usual name is taken.
pub fn field_error(l: L, error: &FieldError, label: Option<&str>) -> String {
    let label = label.map_or_else(|| field(l, &error.field), str::to_owned);
    let values: Vec<(&str, &str)> = error.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    l.invalid(&error.code, &label, &values)
}
