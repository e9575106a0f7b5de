//! The dependency rules of `docs/architecture.md`, read off the source. An exception stands here with its reason.

use super::source::{Source, files, root, rust};
use std::collections::BTreeSet;

fn holds(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Names under `[section]` of a manifest.
fn dependencies(manifest: &str, section: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(manifest)).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let found = table.get(section).and_then(toml::Value::as_table);
    found.map(|found| found.keys().cloned().collect()).unwrap_or_default()
}

/// Rule 1.
#[test]
fn the_engine_is_pure() {
    let mut faults = Vec::new();
    let impure = ["axum", "getrandom", "hyper", "lettre", "rand", "reqwest", "sea-orm", "sqlx", "tokio", "tracing"];
    for name in dependencies("engine/Cargo.toml", "dependencies") {
        if impure.contains(&name.as_str()) || name.starts_with("thoathuan") {
            faults.push(format!("engine/Cargo.toml depends on {name}"));
        }
    }
    let words = [
        "async fn",
        "async move",
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "new_v4",
        "now_v7",
    ];
    for file in rust("engine/src") {
        for word in words.iter().filter(|word| file.has_word(word)) {
            // The exploration runs its parts beside one another and puts them together in their order.
            if (file.path.as_str(), *word) != ("engine/src/check/mod.rs", "std::thread") {
                faults.push(format!("{} says {word}", file.path));
            }
        }
    }
    holds(&faults);
}

/// Rule 2.
#[test]
fn only_the_store_speaks_to_the_database() {
    let mut faults = Vec::new();
    for file in rust("src").into_iter().filter(|file| !file.path.starts_with("src/store/")) {
        for word in ["entity::", "migration::", "sea_orm", "sqlx::"].iter().filter(|word| file.has_word(word)) {
            faults.push(format!("{} says {word}", file.path));
        }
    }
    assert_eq!(dependencies("entity/Cargo.toml", "dependencies"), BTreeSet::from(["sea-orm".to_owned()]));
    assert_eq!(dependencies("migration/Cargo.toml", "dependencies"), BTreeSet::from(["sea-orm-migration".to_owned()]));
    holds(&faults);
}

/// Rule 3.
#[test]
fn only_use_cases_write() {
    let mut faults = Vec::new();
    for file in rust("src") {
        if file.path.starts_with("src/app/") || file.path.starts_with("src/store/") {
            continue;
        }
        for word in [".write_tx(", ".commit("].iter().filter(|word| file.has_word(word)) {
            faults.push(format!("{} says {word}", file.path));
        }
    }
    holds(&faults);
}

/// Rule 4. `clippy.toml` forbids the real clock, ids, randomness and environment; each exception is an `expect`.
#[test]
fn the_real_clock_is_read_in_one_place() {
    let bans = std::fs::read_to_string(root().join("clippy.toml")).unwrap();
    for path in ["chrono::Utc::now", "uuid::Uuid::now_v7", "rand::rng", "std::env::var", "TransactionTrait::begin"] {
        assert!(bans.contains(path), "clippy.toml no longer forbids {path}");
    }
    let lint = "clippy::disallowed_methods";
    let allowed: Vec<String> = ["src", "engine/src", "entity/src", "migration/src"]
        .into_iter()
        .flat_map(rust)
        .filter(|file| file.has_word(lint))
        .map(|file| file.path)
        .collect();
    assert_eq!(allowed, ["src/clock.rs"], "only the clock may read the real time, and chance");
}

/// Which of the outer files name the store, and why they may.
const NAME_THE_STORE: [(&str, &str); 4] = [
    ("src/cli/compose.rs", "puts the parts of the application together"),
    ("src/cli/serve.rs", "readiness asks the database itself, past the use cases"),
    ("src/cli/upkeep.rs", "migrates without an application"),
    ("src/web/dossier/tests.rs", "unit tests of pages on a real database"),
];

/// Rule 5.
#[test]
fn the_outer_layers_name_use_cases_and_not_the_store() {
    let (mut faults, mut used) = (Vec::new(), BTreeSet::new());
    for file in ["src/web", "src/api", "src/http", "src/jobs", "src/cli"].into_iter().flat_map(rust) {
        let named =
            file.named_after("crate::").contains("store") || file.has_word("store::") || file.has_word(".store");
        if !named {
            continue;
        }
        match NAME_THE_STORE.iter().find(|(path, _)| *path == file.path) {
            Some((path, _)) => {
                used.insert(*path);
            }
            None => faults.push(format!("{} names the store", file.path)),
        }
    }
    for (path, _) in NAME_THE_STORE.iter().filter(|(path, _)| !used.contains(path)) {
        faults.push(format!("{path} no longer names the store: strike it from the list"));
    }
    holds(&faults);
}

/// Rule 6. Who may not name whom; `cli` puts everything together and may name all.
#[test]
fn layers_look_inwards() {
    let outer = ["api", "cli", "http", "jobs", "web"];
    let rules: [(&str, &[&str]); 10] = [
        ("src/web", &["api", "cli", "jobs"]),
        ("src/api", &["cli", "jobs", "web"]),
        ("src/http", &["api", "cli", "jobs", "web"]),
        ("src/jobs", &["api", "cli", "http", "web"]),
        ("src/app", &outer),
        ("src/store", &["api", "app", "cli", "config", "http", "i18n", "jobs", "mail", "registry", "web"]),
        ("src/mail", &["api", "app", "cli", "config", "http", "jobs", "registry", "store", "web"]),
        ("src/registry.rs", &["api", "app", "cli", "config", "http", "jobs", "mail", "store", "web"]),
        ("src/clock.rs", &["api", "app", "cli", "config", "http", "jobs", "mail", "registry", "store", "web"]),
        ("src/i18n.rs", &["api", "app", "cli", "config", "http", "jobs", "mail", "registry", "store", "web"]),
    ];
    let all = rust("src");
    let mut faults = Vec::new();
    for (place, forbidden) in rules {
        let folder = format!("{place}/");
        for file in all.iter().filter(|file| file.path == place || file.path.starts_with(&folder)) {
            for name in file.named_after("crate::").iter().filter(|name| forbidden.contains(&name.as_str())) {
                faults.push(format!("{} names crate::{name}", file.path));
            }
        }
    }
    holds(&faults);
}

/// Rule 7. Files of the store share these and no other; the parts of `dossiers` are one family.
#[test]
fn files_of_the_store_do_not_call_one_another() {
    const SHARED: [&str; 5] = ["ask", "batch", "error", "raw", "scope"];
    let all = rust("src/store");
    let name_of = |file: &Source| file.path["src/store/".len()..].trim_end_matches(".rs").replace("/mod", "");
    let siblings: BTreeSet<String> = all
        .iter()
        .map(|file| name_of(file).split('/').next().unwrap_or_default().to_owned())
        .filter(|name| name != "mod" && !SHARED.contains(&name.as_str()))
        .collect();
    let mut faults = Vec::new();
    for file in &all {
        let name = name_of(file);
        if name == "mod" || SHARED.contains(&name.as_str()) {
            continue;
        }
        let mut named = file.named_after("crate::store::");
        // `super` is the store itself, but for the parts of a family.
        named.extend(file.named_after(if name.contains('/') { "super::super::" } else { "super::" }));
        for other in named.iter().filter(|other| siblings.contains(*other)) {
            if name.split('/').next() != Some(other.as_str()) {
                faults.push(format!("{} names {other}", file.path));
            }
        }
    }
    holds(&faults);
}

#[test]
fn files_are_short() {
    let mut faults = Vec::new();
    for file in ["src", "engine", "entity", "migration", "tests"].into_iter().flat_map(rust) {
        let lines = file.text.lines().count();
        if lines > 400 {
            faults.push(format!("{} has {lines} lines; 400 are allowed", file.path));
        }
    }
    holds(&faults);
}

/// The words are put together here, so that this file does not hold them itself.
#[test]
fn nothing_tells_of_the_machine_it_was_written_on() {
    let words = [
        ["/wo", "rk/"],
        ["/tm", "p/w/"],
        ["/tm", "p/t/"],
        ["/roo", "t/"],
        ["/hom", "e/"],
        [".cargo/re", "gistry"],
        ["index.crat", "es.io"],
        ["static.crat", "es.io"],
        ["npm", "js.org"],
        ["py", "pi.org"],
        ["product", ".md"],
        ["styles", ".md"],
        ["requirements", ".md"],
    ];
    let mut faults = Vec::new();
    for file in files("") {
        for word in words.iter().map(|parts| parts.concat()) {
            if file.text.contains(&word) {
                faults.push(format!("{} says {word}", file.path));
            }
        }
        if file.path == "Cargo.lock" {
            // The registry that every client knows by default, and no mirror of it.
            let index = ["source = \"registry+https://github.com/rust-lang/crat", "es.io-index\""].concat();
            let other = file.text.lines().filter(|line| line.starts_with("source = ") && *line != index);
            faults.extend(other.map(|line| format!("Cargo.lock: {line}")));
        }
    }
    holds(&faults);
}

/// What documents and comments name exists: prose drifts.
#[test]
fn documents_name_files_that_exist() {
    const FOLDERS: [&str; 12] = [
        "config/",
        "docs/",
        "engine/",
        "entity/",
        "locales/",
        "migration/",
        "src/",
        "static/",
        "templates/",
        "tests/",
        "workflows/",
        ".ci/",
    ];
    let mut faults = Vec::new();
    for file in files("") {
        let named: Vec<&str> = if file.path.ends_with(".md") {
            file.text.split('`').skip(1).step_by(2).collect()
        } else if file.path.ends_with(".rs") {
            let comments = file.text.lines().filter(|line| line.trim_start().starts_with("//"));
            comments
                .flat_map(|line| line.split('`').skip(1).step_by(2).chain(line.split(['`', ' ', ',', '(', ')'])))
                .collect()
        } else {
            continue;
        };
        for name in named {
            let path = name.split([' ', ':', '#']).next().unwrap_or_default().trim_end_matches(['/', '.']);
            let ours = FOLDERS.iter().any(|folder| path.starts_with(folder));
            let pattern = path.contains(['*', '<', '…', '{', '[']);
            // An ADR may be named by its number.
            let adr = path.strip_prefix("docs/adr/").filter(|rest| rest.len() == 4);
            let exists = match adr {
                Some(number) => files("docs/adr").iter().any(|adr| adr.path.contains(&format!("/{number}-"))),
                None => root().join(path).exists(),
            };
            if ours && !pattern && !exists {
                faults.push(format!("{} names {path}, which does not exist", file.path));
            }
        }
    }
    holds(&faults);
}
