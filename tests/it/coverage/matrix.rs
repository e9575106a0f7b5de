//! Who may do what, as a table that can be read and compared: `tests/golden/policy-matrix.txt`.

use super::source::root;
use engine::actor::Role;
use std::fmt::Write;
use thoathuan::registry::Registry;

const ROLES: [Role; 7] = [
    Role::Official,
    Role::Leader,
    Role::Reviewer,
    Role::GovernmentOffice,
    Role::Inspector,
    Role::Administrator,
    Role::System,
];

fn matrix() -> String {
    let mut out =
        String::from("Who may do what, by the role of a post. x: under the conditions named at the end of the line.\n");
    for file in Registry::embedded().unwrap().packs() {
        for track in &file.pack.tracks {
            write!(out, "\n{:<24}", format!("{} v{}: {}", file.pack.id, file.pack.version, track.id)).unwrap();
            out.push('\n');
            write!(out, "{:<24}", "").unwrap();
            for role in ROLES {
                write!(out, " {}", role.as_str()).unwrap();
            }
            out.push('\n');
            for transition in &track.transitions {
                write!(out, "{:<24}", transition.id).unwrap();
                for role in ROLES {
                    let mark = if transition.by.contains(&role) { "x" } else { "." };
                    write!(out, " {mark:<width$}", width = role.as_str().len()).unwrap();
                }
                let guards = transition.guards.iter().map(|guard| serde_json::to_value(guard).unwrap());
                let guards: Vec<String> = guards.map(|name| name.as_str().unwrap().to_owned()).collect();
                out.truncate(out.trim_end().len());
                if !guards.is_empty() {
                    write!(out, "  {}", guards.join(", ")).unwrap();
                }
                out.push('\n');
            }
        }
    }
    out
}

/// After an intended change: `WRITE_GOLDEN=1 cargo test --test it matrix`, and read the difference.
#[test]
fn who_may_do_what_is_as_it_was_read() {
    let path = root().join("tests/golden/policy-matrix.txt");
    let now = matrix();
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let read = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(now == read, "{} is not what the packs say now:\n{now}", path.display());
}

/// Inspectors and administrators change nothing; timers move nothing.
#[test]
fn those_who_only_look_change_nothing() {
    for file in Registry::embedded().unwrap().packs() {
        for transition in file.pack.tracks.iter().flat_map(|track| &track.transitions) {
            let by = |role| transition.by.contains(&role);
            assert!(!by(Role::Inspector) && !by(Role::Administrator), "{}", transition.id);
            assert!(!by(Role::System) || transition.to.is_none(), "{}", transition.id);
        }
    }
}
