//! The shipped packs against the list of rules in `docs/law-coverage.md`.

use super::source::root;
use engine::pack::{Pack, ProvisionKind, Verified};
use std::collections::BTreeSet;
use thoathuan::registry::Registry;

/// Rules that the Ordinance's pack and the engine together carry.
const ORDINANCE: [&str; 17] = [
    "R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "C01", "C02",
    "S01",
];

/// The same of the pack of Law 70/2020.
const LAW: [&str; 15] =
    ["R01", "R15", "L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L09", "L10", "C01", "C02", "S01"];

fn packs() -> Vec<Pack> {
    let registry = Registry::embedded().unwrap();
    registry.packs().map(|file| (*file.pack).clone()).collect()
}

fn ordinance() -> Pack {
    packs().into_iter().find(|pack| pack.id == "ordinance-33-2007").unwrap()
}

#[test]
fn every_rule_is_carried_by_a_provision() {
    for pack in packs() {
        let rules = if pack.id == "law-70-2020" { LAW.as_slice() } else { ORDINANCE.as_slice() };
        let carried: BTreeSet<&str> = pack.provisions.iter().flat_map(|one| &one.rules).map(String::as_str).collect();
        let missing: Vec<_> = rules.iter().filter(|rule| !carried.contains(*rule)).collect();
        assert!(missing.is_empty(), "{}: no provision carries {missing:?}", pack.id);
    }
}

#[test]
fn every_rule_has_its_line_in_the_table() {
    let table = std::fs::read_to_string(root().join("docs/law-coverage.md")).unwrap();
    for rule in ORDINANCE.into_iter().chain(LAW).collect::<BTreeSet<_>>() {
        let lines = table.lines().filter(|line| line.starts_with(&format!("| {rule} |"))).count();
        assert_eq!(lines, 1, "docs/law-coverage.md has {lines} lines for {rule}");
    }
}

/// Everything in a pack that must rest on something, with the provisions it names.
fn based(pack: &Pack) -> Vec<(String, &[String])> {
    let mut all: Vec<(String, &[String])> = Vec::new();
    all.extend(pack.checklist.iter().map(|one| (format!("question {}", one.id), one.basis.as_slice())));
    all.extend(pack.papers.iter().map(|one| (format!("paper {}", one.id), one.basis.as_slice())));
    all.extend(pack.duties.iter().map(|one| (format!("duty {}", one.id), one.basis.as_slice())));
    for clock in &pack.clocks {
        all.push((format!("clock {}", clock.id), &clock.basis));
        all.extend(clock.reminders.iter().map(|one| (format!("cadence of {}", clock.id), one.basis.as_slice())));
    }
    for track in &pack.tracks {
        all.push((format!("track {}", track.id), &track.basis));
        all.extend(track.transitions.iter().map(|one| (format!("{}: {}", track.id, one.id), one.basis.as_slice())));
        all.extend(track.invariants.iter().map(|one| (format!("{}: {:?}", track.id, one.rule), one.basis.as_slice())));
    }
    all
}

#[test]
fn everything_rests_on_a_provision_that_exists() {
    for pack in packs() {
        for (what, basis) in based(&pack) {
            assert!(!basis.is_empty(), "{}: {what} rests on nothing", pack.id);
            for id in basis {
                assert!(pack.provision(id).is_some(), "{}: {what} rests on {id}, which does not exist", pack.id);
            }
        }
    }
}

#[test]
fn policy_says_who_set_it_and_law_does_not() {
    for pack in packs() {
        for provision in &pack.provisions {
            let policy = provision.kind == ProvisionKind::Policy;
            assert_eq!(policy, provision.set_by.is_some(), "{}: {}", pack.id, provision.id);
            assert!(!provision.source.trim().is_empty(), "{}: {} has no source", pack.id, provision.id);
        }
    }
}

/// Numbers that no article gives must not look like law.
#[test]
fn targets_that_no_article_gives_are_policy() {
    let pack = ordinance();
    for (clock, policy) in [
        ("clearance", "pol-clearance"),
        ("decision", "pol-decision"),
        ("signing", "pol-signing"),
        ("report", "pol-report-15"),
        ("in-principle", "pol-fast-3"),
    ] {
        assert_eq!(pack.clock(clock).unwrap().basis.first().map(String::as_str), Some(policy), "{clock}");
        assert_eq!(pack.provision(policy).unwrap().kind, ProvisionKind::Policy, "{policy}");
    }
    // What was not read in full must say so.
    for unread in
        ["ord-2-2", "ord-lang", "ord-16-5", "ord-3-effect", "ord-3-originals", "ord-3-copies", "ord-3-publication"]
    {
        assert_ne!(pack.provision(unread).unwrap().verified, Verified::Text, "{unread}");
    }
}

/// Names of the closed sets `sets`, from the schema that editors get.
fn names_of(sets: &[&str]) -> BTreeSet<String> {
    fn collect(value: &serde_json::Value, names: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(object) => {
                names.extend(object.get("const").and_then(|name| name.as_str()).map(str::to_owned));
                let list = object.get("enum").and_then(|list| list.as_array()).into_iter().flatten();
                names.extend(list.filter_map(|name| name.as_str()).map(str::to_owned));
                object.values().for_each(|value| collect(value, names));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| collect(value, names)),
            _ => {}
        }
    }
    let schema = engine::pack::schema();
    let mut names = BTreeSet::new();
    for set in sets {
        let before = names.len();
        collect(&schema["$defs"][*set], &mut names);
        assert!(names.len() > before, "the schema has no set {set}");
    }
    names
}

#[test]
fn the_format_is_described() {
    let described = |document: &str, names: BTreeSet<String>| {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let missing: Vec<_> = names.into_iter().filter(|name| !text.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "{document} does not describe {missing:?}");
    };
    described("docs/workflow-format.md", names_of(&["Action", "Guard", "Invariant", "Recipient"]));
    described("docs/api.md", names_of(&["Action"]));
}
