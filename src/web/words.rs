//! Refusals and wrong fields in the reader's language.

use crate::app::input::FieldError;
use crate::i18n::L;
use engine::pack::{Guard, Pack};
use engine::refusal::{Code, Refusal};

/// Why a fact bars something, and what helps.
pub fn guard(l: L, guard: Guard) -> String {
    let name = serde_json::to_value(guard).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    l.t(&["guard-", &name].concat())
}

/// A refusal in words. `label` names its field, where it has one.
pub fn refusal(l: L, refusal: &Refusal, pack: Option<&Pack>, label: Option<&str>) -> String {
    if let Some(failed) = refusal.guard {
        return guard(l, failed);
    }
    match (refusal.code, refusal.field.as_deref()) {
        (Code::PaperMissing, Some(paper)) => match pack.and_then(|pack| pack.paper(paper)) {
            Some(rule) => l.ta("refusal-paper-missing-with", &[("paper", l.pick(&rule.title.vi, &rule.title.en))]),
            None => l.t("refusal-paper-missing"),
        },
        (Code::InvalidData, Some("class_reason")) => l.t("error-class-reason"),
        (Code::InvalidData, Some("responsible")) => l.t("error-responsible"),
        (Code::InvalidData, Some("class")) if refusal.args.contains_key("reclassified") => l.t("invalid-reclassified"),
        (Code::InvalidData, Some("remarks")) => l.t("error-remark-needed"),
        (Code::InvalidData, Some(field)) if field != "data" => {
            l.ta("invalid-check", &[("field", label.unwrap_or(field))])
        }
        (code, _) => l.t(&["refusal-", code.as_str()].concat()),
    }
}

/// A wrong field in words.
pub fn invalid(l: L, error: &FieldError, label: &str) -> String {
    let key = ["invalid-", &error.code].concat();
    let mut args: Vec<(&str, &str)> = error.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    args.push(("field", label));
    let found = l.ta(&key, &args);
    if found.starts_with('⟦') { l.ta("invalid-check", &[("field", label)]) } else { found }
}
