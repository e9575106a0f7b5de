//! `docs/workflow-format.md` names every key of the pack format and every member of its closed sets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

use serde_json::Value;
use std::collections::BTreeSet;

const DOC: &str = include_str!("../../docs/workflow-format.md");

/// Names in a schema: keys of objects, members of enumerations.
fn names(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                found.extend(properties.keys().cloned());
            }
            if let Some(Value::Array(members)) = map.get("enum") {
                found.extend(members.iter().filter_map(|member| member.as_str().map(str::to_owned)));
            }
            found.extend(map.get("const").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|inner| names(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| names(inner, found)),
        _ => {}
    }
}

#[test]
fn every_name_is_explained() {
    let mut found = BTreeSet::new();
    names(&engine::pack::schema(), &mut found);
    // Keys of bilingual texts and of budgets stand in examples.
    assert!(found.len() > 120, "{} names", found.len());
    for member in ["take-responsibility", "clock-ran-out", "every-path-can-end", "bodies-open", "mofa-only", "partly"] {
        assert!(found.contains(member), "the schema lost {member}");
    }
    let said: BTreeSet<&str> =
        DOC.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')).collect();
    let missing: Vec<_> = found.iter().filter(|name| !said.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "docs/workflow-format.md does not name {missing:?}");
}
