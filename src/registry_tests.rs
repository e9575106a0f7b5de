//! The registry: what is compiled in is complete, and a folder overrides it.

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A fresh folder under the build's own temporary folder.
fn folder(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("thoathuan-registry-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(dir.join("calendars")).unwrap();
    dir
}

#[test]
fn every_shipped_file_is_compiled_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows");
    let names = |dir: &Path| -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".toml"))
            .collect();
        names.sort();
        names
    };
    let mut embedded: Vec<&str> = PACKS.iter().map(|(name, _)| *name).collect();
    embedded.sort_unstable();
    assert_eq!(names(&root), embedded);
    assert_eq!(names(&root.join("calendars")), ["vn.toml"]);
}

#[test]
fn what_is_compiled_in_loads_with_its_hash() {
    let registry = Registry::embedded().unwrap();
    let file = registry.pack("ordinance-33-2007", 1).unwrap();
    assert_eq!(file.pack.id, "ordinance-33-2007");
    assert_eq!(file.sha256, hex::encode(Sha256::digest(file.text.as_bytes())));
    assert_eq!(registry.calendar().id(), "vn");
    assert_eq!(registry.calendar_file(), "calendars/vn.toml");
    assert!(registry.pack("ordinance-33-2007", 9).is_none());
    assert_eq!(registry.packs().count(), PACKS.len());
}

#[test]
fn the_pack_is_chosen_by_the_day_or_by_name() {
    let registry = Registry::embedded().unwrap();
    let by_date =
        |on: &str| registry.for_start(date(on), &PackPolicy::ByDate, Act::Conclude).map(|file| file.pack.id.clone());
    assert_eq!(by_date("2019-04-15").unwrap(), "ordinance-33-2007");
    assert_eq!(by_date("2021-06-30").unwrap(), "ordinance-33-2007");
    let refusal = by_date("2007-06-30").unwrap_err();
    assert_eq!(refusal.code, Code::NoPackInForce);
    assert_eq!(refusal.args["date"], "2007-06-30");

    let fixed = PackPolicy::from("ordinance-33-2007".to_owned());
    assert_eq!(registry.for_start(date("2026-11-22"), &fixed, Act::Conclude).unwrap().pack.id, "ordinance-33-2007");
    registry.check_policy(&fixed).unwrap();

    let unknown = PackPolicy::from("ordinance".to_owned());
    assert_eq!(registry.for_start(date("2019-04-15"), &unknown, Act::Conclude).unwrap_err().args["pack"], "ordinance");
    let error = registry.check_policy(&unknown).unwrap_err().to_string();
    assert!(error.contains("ordinance-33-2007") && error.contains("by-date"), "{error}");
}

#[test]
fn what_was_signed_under_an_older_law_is_changed_under_the_law_of_the_day() {
    let registry = Registry::embedded().unwrap();
    let operators_own = PackPolicy::Fixed("ordinance-33-2007".to_owned());
    let taken = |on: &str, act: Act| registry.for_start(date(on), &operators_own, act).map(|file| file.pack.id.clone());
    assert_eq!(taken("2024-03-04", Act::Conclude).unwrap(), "ordinance-33-2007", "the operator's own pack");
    for act in Act::ALL.into_iter().filter(|act| !act.is_conclude()) {
        assert_eq!(taken("2021-07-01", act).unwrap(), "law-70-2020", "Art. 52(2)");
        assert!(taken("2021-06-30", act).is_err(), "no pack provides for it: not the Ordinance's, not yet the Law's");
    }
}

#[test]
fn a_folder_replaces_and_adds_versions() {
    let dir = folder("adds");
    let text = PACKS[0].1;
    std::fs::write(dir.join("same.toml"), format!("# changed\n{text}")).unwrap();
    std::fs::write(dir.join("next.toml"), text.replacen("\nversion = 1\n", "\nversion = 2\n", 1)).unwrap();
    std::fs::write(dir.join("notes.txt"), "not a pack").unwrap();
    std::fs::write(dir.join("calendars/vn.toml"), CALENDAR.1.replacen("\nversion = 1\n", "\nversion = 5\n", 1))
        .unwrap();

    let registry = Registry::with_dir(Some(&dir)).unwrap();
    assert!(registry.pack("ordinance-33-2007", 1).unwrap().text.starts_with("# changed"));
    assert_eq!(registry.newest("ordinance-33-2007").unwrap().pack.version, 2);
    assert_eq!(registry.for_start(date("2019-04-15"), &PackPolicy::ByDate, Act::Conclude).unwrap().pack.version, 2);
    assert_eq!(registry.calendar().version(), 5);

    std::fs::write(dir.join("twice.toml"), text).unwrap();
    let error = Registry::with_dir(Some(&dir)).unwrap_err();
    assert!(matches!(&error, RegistryError::Twice { .. }), "{error}");
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn errors_name_the_file() {
    let dir = folder("errors");
    std::fs::write(dir.join("broken.toml"), "format = 1\nid = 7\n").unwrap();
    let error = Registry::with_dir(Some(&dir)).unwrap_err().to_string();
    assert!(error.contains("broken.toml:2"), "{error}");
    std::fs::remove_file(dir.join("broken.toml")).unwrap();

    std::fs::write(dir.join("calendars/xx.toml"), CALENDAR.1.replacen("id = \"vn\"", "id = \"xx\"", 1)).unwrap();
    let error = Registry::with_dir(Some(&dir)).unwrap_err().to_string();
    assert!(error.contains("xx.toml") && error.contains("id = \"vn\""), "{error}");
    std::fs::remove_dir_all(&dir).unwrap();

    let error = Registry::with_dir(Some(&dir)).unwrap_err().to_string();
    assert!(error.contains("--packs"), "{error}");
}
