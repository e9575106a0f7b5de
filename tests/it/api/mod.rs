//! The REST interface, through its router and layers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: a failure is a panic")]

mod administration;
mod commands;
mod conditional;
mod documents;
mod dossiers;
mod problems;
mod record;
mod tokens;
mod walk;

use serde_json::{Value, json};

/// The memorandum with Frankfurt in progress: waits for MOFA's agreement in principle.
pub const FRANKFURT: &str = "HCM-2019-0001";
/// The framework agreement with Kansai in progress: consultation.
pub const KANSAI: &str = "HCM-2019-0002";

/// Details of a non-binding draft; every question of the checklist answered "no".
pub fn details() -> Value {
    let pack = thoathuan::registry::Registry::embedded().unwrap();
    let pack = pack.newest("ordinance-33-2007").unwrap();
    let answers: serde_json::Map<String, Value> =
        pack.pack.checklist.iter().map(|item| (item.id.clone(), json!(false))).collect();
    json!({
        "secret": false,
        "partner": { "name": "Busan", "country": "KR", "level": "city" },
        "titles": { "vi": "Biên bản ghi nhớ với Busan", "en": "Memorandum with Busan" },
        "kind": "memorandum-of-understanding",
        "purpose": "Trao đổi kinh nghiệm quản lý cảng.",
        "fields": ["tourism"],
        "checklist": answers,
        "class": "non-binding",
        "bodies": [],
    })
}
