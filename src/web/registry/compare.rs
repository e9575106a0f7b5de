//! Two people at one record: what the other one changed, beside what was typed here.

use super::form::Groups;
use crate::i18n::L;
use crate::web::views::form::{Choice, Control};
pub use crate::web::views::registry::Compared;
use crate::web::views::registry::ComparedRow;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What was typed, on what stands on file now: where nothing was typed since `base`, the other's change stays.
pub fn merged(base: &Value, now: &Value, typed: &Value) -> Value {
    if let (Value::Object(base), Value::Object(now), Value::Object(typed)) = (base, now, typed) {
        let none = Value::Null;
        let of = |data: &Map<String, Value>, key: &String| data.get(key).unwrap_or(&none).clone();
        let keys = typed.keys().chain(now.keys().filter(|key| !typed.contains_key(*key)));
        let one = |key: &String| (key.clone(), merged(&of(base, key), &of(now, key), &of(typed, key)));
        return Value::Object(keys.map(one).collect());
    }
    if same(base, typed) { now.clone() } else { typed.clone() }
}

/// Whether two values say the same: a form sends a day as it is written here, blanks at the ends, and nothing as an empty
/// text.
fn same(one: &Value, other: &Value) -> bool {
    plain(one) == plain(other)
}

fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => match super::words::shown(text.trim()).replace("\r\n", "\n") {
            text if text.is_empty() => Value::Null,
            text => Value::String(text),
        },
        Value::Array(rows) => match rows.iter().map(plain).filter(|row| !row.is_null()).collect::<Vec<_>>() {
            rows if rows.is_empty() => Value::Null,
            rows => Value::Array(rows),
        },
        Value::Object(parts) => {
            let parts = parts.iter().map(|(key, part)| (key.clone(), plain(part))).filter(|(_, part)| !part.is_null());
            match parts.collect::<Map<_, _>>() {
                parts if parts.is_empty() => Value::Null,
                parts => Value::Object(parts),
            }
        }
        Value::Bool(false) => Value::Null,
        other => other.clone(),
    }
}

/// The fields that the other one changed: as they were, as they are now, as they were typed here.
pub fn rows(l: L, [base, now, typed]: [&Groups; 3]) -> Vec<ComparedRow> {
    let by_name = |groups: &Groups| -> BTreeMap<String, String> {
        let fields = groups.iter().flat_map(|(_, fields)| fields);
        fields.map(|field| (field.name.clone(), text(&field.control))).collect()
    };
    let (base, typed) = (by_name(base), by_name(typed));
    let fields = now.iter().flat_map(|(_, fields)| fields);
    let row = |field: &crate::web::views::form::Field| {
        let now = text(&field.control);
        let was = base.get(&field.name).cloned().unwrap_or_default();
        let mine = typed.get(&field.name).cloned().unwrap_or_default();
        let empty = |text: String| if text.is_empty() { l.t("compare-empty") } else { text };
        (now != was).then(|| ComparedRow {
            label: field.label.clone(),
            mine: (mine != was).then(|| empty(mine)),
            now: empty(now),
        })
    };
    fields.filter_map(row).collect()
}

/// What stands in a field, in words.
fn text(control: &Control) -> String {
    let chosen = |choices: &[Choice]| {
        let chosen = choices.iter().filter(|choice| choice.checked && !choice.value.is_empty());
        chosen.map(|choice| choice.label.clone()).collect::<Vec<_>>().join("; ")
    };
    match control {
        Control::Text { value, .. } | Control::TextArea { value, .. } | Control::Date { value } => {
            value.trim().replace("\r\n", "\n")
        }
        Control::Radios { choices, .. } | Control::Checkboxes { choices } | Control::Select { choices } => {
            chosen(choices)
        }
        Control::Info { lines } => lines.join("\n"),
        Control::Repeat { rows, .. } => {
            let said = |row: &Vec<String>| -> String {
                row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(", ")
            };
            rows.iter().map(said).filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_typed_stays_and_what_was_not_follows_the_other() {
        let base =
            json!({ "titles": { "vi": "A", "en": "" }, "since": "2019-04-15", "note": "", "fields": [], "x": null });
        let now =
            json!({ "titles": { "vi": "B", "en": "" }, "since": "2019-04-16", "note": "mới", "fields": ["y"], "x": 1 });
        let typed =
            json!({ "titles": { "vi": "A", "en": "Mine" }, "since": "15/04/2019", "note": "của tôi", "fields": [] });
        let both = json!({ "titles": { "vi": "B", "en": "Mine" }, "since": "2019-04-16", "note": "của tôi",
                           "fields": ["y"], "x": 1 });
        assert_eq!(merged(&base, &now, &typed), both);
        assert_eq!(merged(&base, &now, &base), now, "nothing typed");
        let emptied = merged(&json!({ "note": "A" }), &json!({ "note": "B" }), &json!({ "note": "" }));
        assert_eq!(emptied, json!({ "note": "" }), "to strike out is to type");
    }
}
