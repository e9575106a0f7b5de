//! What `docs/api.md` says of problems is what there is.

use super::source::root;
use std::collections::BTreeSet;
use thoathuan::api::PROBLEMS;

#[test]
fn every_code_has_its_place_in_the_table() {
    let page = std::fs::read_to_string(root().join("docs/api.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.chars().nth(2).is_some_and(char::is_numeric));
    let told: BTreeSet<String> = rows.flat_map(|row| row.split('`').skip(1).step_by(2).map(str::to_owned)).collect();
    let missing: Vec<_> = PROBLEMS.iter().filter(|code| !told.contains(**code)).collect();
    assert!(missing.is_empty(), "docs/api.md does not tell of {missing:?}");
    // Names of headers and fields stand there too; whatever looks like a code is one.
    let words = ["errors", "guard", "Allow", "Retry-After", "Idempotency-Key", "seen"];
    let unknown: Vec<_> =
        told.iter().filter(|code| !PROBLEMS.contains(&code.as_str()) && !words.contains(&code.as_str())).collect();
    assert!(unknown.is_empty(), "docs/api.md tells of {unknown:?}, which no answer carries");
}
