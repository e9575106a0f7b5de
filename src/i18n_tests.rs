//! The catalogues: same keys and values in both languages, every key used exists, every refusal has its words.

use super::*;
use chrono::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Message → its variables.
fn messages(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for file in std::fs::read_dir(root().join("locales").join(lang)).unwrap() {
        let mut key = String::new();
        for line in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            if let Some((name, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                key = name.to_owned();
                assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{lang}: {key} twice");
            }
            for part in line.split('$').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(part.len());
                found.get_mut(&key).unwrap().insert(part[..end].to_owned());
            }
        }
    }
    found
}

/// Messages without variables, Vietnamese and English.
pub(super) fn plain() -> BTreeMap<String, (String, String)> {
    let fixed = messages("vi").into_iter().filter(|(_, variables)| variables.is_empty());
    fixed.map(|(key, _)| (key.clone(), (L::VI.t(&key), L::EN.t(&key)))).collect()
}

#[test]
fn catalogues_agree() {
    let (vi, en) = (messages("vi"), messages("en"));
    for (key, variables) in &vi {
        assert_eq!(Some(variables), en.get(key), "{key}");
    }
    for key in en.keys() {
        assert!(vi.contains_key(key), "{key} is missing in Vietnamese");
    }
}

#[test]
fn every_message_renders() {
    for (key, variables) in messages("vi") {
        for l in [L::VI, L::EN] {
            let values: Vec<(&str, &str)> = variables.iter().map(|name| (name.as_str(), "3")).collect();
            let text = l.ta(&key, &values);
            assert!(!text.contains(['⟦', '{', '\u{2068}']), "{}: {key}: {text}", l.lang);
            assert!(!text.contains("  "), "{}: {key}: {text}", l.lang);
        }
    }
}

fn files(folder: &Path, ending: &str, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|known| known == ending) {
            found.push(path);
        }
    }
}

#[test]
fn every_key_used_exists() {
    let known = messages("vi");
    let mut sources = Vec::new();
    files(&root().join("templates"), "html", &mut sources);
    files(&root().join("src"), "rs", &mut sources);
    let mut missing = BTreeSet::new();
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        for call in [".t(\"", ".ta(\"", ".maybe(\""] {
            for part in text.split(call).skip(1) {
                let key = part.split('"').next().unwrap();
                if !known.contains_key(key) && !key.contains('{') && key != "no-such-message" {
                    missing.insert(format!("{key} in {}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_name_of_the_engine_has_words() {
    let known = messages("vi");
    let codes = std::fs::read_to_string(root().join("engine/src/refusal.rs")).unwrap();
    for line in codes.lines().filter(|line| line.trim_start().starts_with("Code::") && line.contains("=> \"")) {
        let code = line.split('"').nth(1).unwrap();
        assert!(known.contains_key(&format!("refusal-{code}")), "refusal-{code}");
    }
    for (file, kind, prefix) in
        [("pack/names.rs", "Guard", "guard"), ("pack/names.rs", "Action", "next"), ("event/mod.rs", "Event", "event")]
    {
        for name in variants(&root().join("engine/src").join(file), kind) {
            let timer = prefix == "next" && matches!(name.as_str(), "mark-overdue" | "remind");
            assert!(timer || known.contains_key(&format!("{prefix}-{name}")), "{prefix}-{name}");
        }
    }
}

/// Variants of a public enum in a source file, in kebab case.
fn variants(path: &Path, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let body = text.split(&format!("pub enum {name} {{")).nth(1).unwrap().split("\n}").next().unwrap();
    let of_enum = |line: &&str| line.starts_with("    ") && line.chars().nth(4).is_some_and(char::is_uppercase);
    let kebab = |line: &str| {
        let mut words = String::new();
        for letter in line.trim().chars().take_while(|c| c.is_alphanumeric()) {
            if letter.is_uppercase() && !words.is_empty() {
                words.push('-');
            }
            words.extend(letter.to_lowercase());
        }
        words
    };
    body.lines().filter(of_enum).map(kebab).collect()
}

#[test]
fn dates_are_written_as_officials_write_them() {
    let friday = NaiveDate::from_ymd_opt(2026, 1, 9).unwrap();
    assert_eq!(L::VI.date(friday), "Thứ Sáu, 09/01/2026");
    assert_eq!(L::EN.date(friday), "Friday, 09/01/2026");
    let at = Utc.with_ymd_and_hms(2026, 1, 8, 18, 5, 0).unwrap();
    assert_eq!(L::VI.datetime(at), "01:05 09/01/2026");
}

#[test]
fn days_are_counted_in_words() {
    assert_eq!(L::VI.remaining(3), "Còn 3 ngày");
    assert_eq!(L::VI.remaining(-2), "Quá 2 ngày");
    assert_eq!(L::EN.remaining(1), "1 day left");
    assert_eq!(L::EN.remaining(-2), "2 days over");
    assert_eq!(L::EN.remaining(0), "Due today");
}

#[test]
fn a_missing_message_is_visible() {
    assert_eq!(L::EN.t("no-such-message"), "⟦no-such-message⟧");
    assert_eq!(L::EN.maybe("no-such-message"), None);
    assert_eq!("en-GB".parse(), Ok(Lang::En));
    assert!("fr".parse::<Lang>().is_err());
}

#[test]
fn sizes_are_short() {
    assert_eq!(L::VI.size(1_234_567), "1,2 MB");
    assert_eq!(L::EN.size(84_213), "84.2 kB");
    assert_eq!(L::EN.size(12), "12 B");
}

#[test]
fn refusals_say_what_they_know() {
    let none: &[(&str, &str)] = &[];
    assert_eq!(L::EN.refusal("guard-failed", Some("pm-opinion-in"), none), L::EN.t("guard-pm-opinion-in"));
    assert_eq!(L::EN.refusal("step-changed", None, none), L::EN.t("refusal-step-changed"));
    assert!(L::EN.refusal("paper-missing", None, &[("paper", "Signed copy")]).contains("Signed copy"));
    assert_eq!(L::EN.refusal("paper-missing", None, none), L::EN.t("refusal-paper-missing"));
    assert_eq!(L::VI.invalid("required", &L::VI.field("remarks_2_text"), none), "Điền mục “Góp ý”.");
    assert!(L::VI.invalid("too-long", &L::VI.field("titles_vi"), &[("max", 300)]).contains("300"));
    assert!(L::EN.invalid("never-heard", &L::EN.field("nothing_known"), none).contains("what was sent"));
}

/// Whatever the service records by a name of its own is listed, so that the filter offers it, and has words.
#[test]
fn every_act_recorded_has_words() {
    let known = messages("vi");
    let acts = crate::app::record::ACTS;
    for act in acts {
        assert!(known.contains_key(&format!("act-{act}")), "act-{act}");
    }
    let mut sources = Vec::new();
    files(&root().join("src"), "rs", &mut sources);
    let mut found = BTreeSet::new();
    for path in sources.iter().filter(|path| !path.ends_with("i18n_tests.rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        for call in text.split("Line::new(").skip(1) {
            let act = call.split(')').next().unwrap().split('"').nth(1).unwrap_or_default();
            found.extend((!act.is_empty()).then(|| act.to_owned()));
        }
        // Names that are chosen before the line is made.
        for literal in text.split('"').skip(1).step_by(2) {
            let begins =
                ["read-", "export-", "mail-", "verify-", "sign-in-f"].iter().any(|start| literal.starts_with(start));
            let names = path.ends_with("reading.rs") || path.ends_with("deliver.rs") || path.ends_with("desk.rs");
            found.extend((begins && names).then(|| literal.to_owned()));
        }
    }
    assert!(found.len() > 15, "{found:?}");
    for act in found {
        assert!(acts.contains(&act.as_str()), "{act} is recorded and not in ACTS");
    }
}

/// The codes of checks in `src/app` have words.
#[test]
fn every_wrong_field_has_words() {
    let known = messages("vi");
    let mut sources = Vec::new();
    files(&root().join("src/app"), "rs", &mut sources);
    let mut missing = BTreeSet::new();
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        for (before, after) in [("code = \"", "\""), ("Invalid::field(", ")"), ("wrong(", ")")] {
            for part in text.split(before).skip(1) {
                let inside = part.split(after).next().unwrap();
                let code = inside.trim_end_matches('"').rsplit('"').next().unwrap();
                let is_code = code.contains('-') || code == "required" || code == "taken";
                if is_code && code.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                    let key = format!("invalid-{code}");
                    if !known.contains_key(&key) {
                        missing.insert(key);
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Source files of the program itself, without tests: path and text.
fn sources() -> Vec<(std::path::PathBuf, String)> {
    let mut found = Vec::new();
    for (folder, ending) in [("src", "rs"), ("templates", "html"), ("templates", "txt")] {
        files(&root().join(folder), ending, &mut found);
    }
    let is_test = |path: &std::path::PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.ends_with("tests.rs")
    };
    found.retain(|path| !is_test(path));
    found.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// A message with values that is shown without them reads as `⟦key⟧`. So its key stands in a call that gives values;
/// these few are chosen or looped over first.
#[test]
fn messages_with_values_get_them() {
    const CHOSEN: [&str; 7] = [
        "worklist-overdue",
        "worklist-soon",
        "notice-escalation",
        "notice-reminder",
        "mail-summary-items",
        "mail-summary-late",
        "mail-summary-escalations",
    ];
    let mut wrong = BTreeSet::new();
    let sources = sources();
    for (key, variables) in messages("vi") {
        if variables.is_empty() || CHOSEN.contains(&key.as_str()) {
            continue;
        }
        let quoted = format!("\"{key}\"");
        for (path, text) in &sources {
            for (at, _) in text.match_indices(&quoted) {
                let before = text[..at].trim_end();
                if !before.ends_with("ta(") && !before.ends_with("say(") {
                    wrong.insert(format!("{key} in {}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words in quotes, and names of types and variants in kebab case.
fn names_in(folder: &str, found: &mut BTreeSet<String>) {
    let mut paths = Vec::new();
    files(&root().join(folder), "rs", &mut paths);
    files(&root().join(folder), "toml", &mut paths);
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        found.extend(text.split('"').filter(|word| word.len() < 40).map(|word| word.replace('_', "-")));
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
            let mut kebab = String::new();
            for letter in word.chars() {
                if letter.is_uppercase() && !kebab.is_empty() {
                    kebab.push('-');
                }
                kebab.extend(letter.to_lowercase());
            }
            found.insert(kebab.replace('_', "-"));
        }
    }
}

/// A key is named in a page, or made of its family's prefix and a name that the program or the engine has.
#[test]
fn every_key_is_used() {
    const FAMILIES: [&str; 31] = [
        "partner-kind-",
        "document-kind-",
        "relation-status-",
        "relation-group-",
        "relation-origin-",
        "document-status-",
        "publication-",
        "activity-kind-",
        "act-",
        "do-",
        "class-",
        "detail-",
        "event-",
        "field-",
        "guard-",
        "invalid-",
        "kind-",
        "lang-",
        "level-",
        "mail-kind-",
        "next-",
        "opinion-",
        "body-kind-",
        "use-",
        "org-kind-",
        "phase-",
        "problem-",
        "refusal-",
        "role-",
        "sample-",
        "task-",
    ];
    let text: String = sources().into_iter().map(|(_, text)| text).collect();
    let mut names = BTreeSet::new();
    for folder in ["src/app", "src/http", "src/web", "src/api", "src/mail", "src/store", "engine/src", "workflows"] {
        names_in(folder, &mut names);
    }
    let mut dead = BTreeSet::new();
    for key in messages("vi").into_keys() {
        if text.contains(&format!("\"{key}\"")) {
            continue;
        }
        let status = key.strip_prefix("error-").map(|rest| rest.strip_suffix("-title").unwrap_or(rest));
        let used = match status {
            Some(status) => status.parse::<u16>().is_ok(),
            None => FAMILIES.iter().any(|family| {
                let Some(rest) = key.strip_prefix(family) else { return false };
                let made = [format!("\"{family}\""), format!("\"{family}{{")].iter().any(|made| text.contains(made));
                let rest = ["-with", "-full"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
                let known = match *family {
                    // Texts may come in any language; tasks are of a role in a phase.
                    "lang-" => rest.len() == 2,
                    "task-" => engine::actor::Role::ALL.iter().any(|role| rest.starts_with(role.as_str())),
                    // Fields of a group are named after both.
                    "field-" => {
                        let both = |(a, b): (&str, &str)| names.contains(a) && names.contains(b);
                        names.contains(rest) || rest.split_once('-').is_some_and(both)
                    }
                    _ => names.contains(rest),
                };
                made && known
            }),
        };
        if !used {
            dead.insert(key);
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
