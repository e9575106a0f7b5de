//! The program itself, as an operator runs it: what its failures say.

use std::path::PathBuf;
use std::process::Command;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("thoathuan-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Exit code and what stands on standard error, without the log.
fn fails(folder: &Folder, database: &str, line: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thoathuan"));
    command.args(line.split_whitespace()).current_dir(&folder.0).env("THOATHUAN_DATA_DIR", folder.0.join("data"));
    if database.is_empty() {
        command.env_remove("DATABASE_URL");
    } else {
        command.env("DATABASE_URL", database);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let own: Vec<&str> = said.lines().filter(|line| line.starts_with("thoathuan: ")).collect();
    (output.status.code(), own.join("\n"))
}

#[test]
fn failures_say_what_is_wrong_and_what_to_do() {
    let folder = Folder::new("words");
    for (line, expected) in [
        ("user add notmail --name A --organisation hcm --role official", ["“EMAIL” is not an e-mail address", "name@"]),
        (
            "user add a@b.example --name A --organisation hcm --role official",
            ["“--organisation”", "--organisation-kind"],
        ),
        ("user token nobody@b.example", ["nobody@b.example", "user add"]),
        ("audit export --dossier HCM-2019-9 --output x.json", ["HCM-2019-9", "--first"]),
        ("audit export --first --output x.json", ["no dossier yet", "New dossier"]),
    ] {
        let (code, said) = fails(&folder, "", line);
        assert_eq!(code, Some(2), "{line}: {said}");
        assert!(expected.iter().all(|word| said.contains(word)), "{line}: {said}");
    }
}

/// A command that only tells makes no database and brings none up to date: that is for whoever runs the service.
#[test]
fn a_command_that_reads_makes_nothing() {
    let folder = Folder::new("reads");
    for line in ["org list", "post list HUE", "user list", "rules show", "doctor", "audit verify"] {
        let (code, said) = fails(&folder, "", line);
        assert_eq!(code, Some(3), "{line}: {said}");
        assert!(said.contains("thoathuan migrate"), "{line}: {said}");
    }
    assert!(!folder.0.join("data").exists(), "nothing was made");
}

#[test]
fn a_database_that_does_not_answer_is_named_without_its_password() {
    let folder = Folder::new("database");
    let (code, said) = fails(&folder, "postgres://official:hidden@127.0.0.1:9/thoathuan", "migrate");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("127.0.0.1:9/thoathuan") && said.contains("DATABASE_URL"), "{said}");
    assert!(!said.contains("hidden") && !said.contains("Db("), "{said}");
}

/// What a command prints, as JSON.
fn json_of(folder: &Folder, words: &[&str]) -> serde_json::Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thoathuan"));
    command.args(words).current_dir(&folder.0).env("THOATHUAN_DATA_DIR", folder.0.join("data"));
    let output = command.env_remove("DATABASE_URL").output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn an_office_is_set_up_and_handed_over_by_commands() {
    let folder = Folder::new("office");
    let run = |words: &[&str]| json_of(&folder, words);
    run(&["org", "add", "HUE", "--kind", "locality", "--name", "Huế", "--from", "2010-01-01", "--json"]);
    let dfa = ["org", "add", "HUE-SNV", "--kind", "department", "--name", "Sở Ngoại vụ", "--parent", "HUE"];
    run(&[&dfa[..], &["--from", "2010-01-01", "--json"]].concat());
    run(&["org", "change", "HUE-SNV", "--name-en", "Department of External Relations", "--json"]);
    let listed = run(&["org", "list", "--kind", "department", "--json"]);
    assert_eq!(listed["items"][0]["name_en"], "Department of External Relations", "{listed}");
    let add = ["post", "add", "--organisation", "HUE-SNV", "--title", "Chuyên viên", "--role", "official", "--intake"];
    let post = run(&[&add[..], &["--from", "2010-01-01", "--json"]].concat())["id"].as_str().unwrap().to_owned();
    let invite =
        ["user", "invite", "a@hue.example", "--name", "Lê A", "--post", &post, "--from", "2015-01-01", "--json"];
    run(&invite);
    // Whoever has not joined has no token: it would open more than his invitation does.
    let (code, said) = fails(&folder, "", "user token a@hue.example");
    assert!(code == Some(2) && said.contains("has not joined yet"), "{said}");
    let moved = run(&["user", "hand-over", "a@hue.example", "--to", "b@hue.example", "--name", "Lê B", "--json"]);
    assert_eq!((&moved["requests"], &moved["drafts"]), (&serde_json::json!([]), &serde_json::json!([])));
    let held = run(&["post", "list", "HUE-SNV", "--json"])["items"][0]["held_by"].clone();
    assert_eq!((held.as_array().unwrap().len(), &held[0]["name"]), (1, &serde_json::json!("Lê B")), "{held}");
    run(&["user", "close", "a@hue.example", "--json"]);
    let (code, said) = fails(&folder, "", "user token a@hue.example");
    assert!(code == Some(2) && said.contains("is closed"), "{said}");
    let people = run(&["user", "list", "--search", "le", "--json"]);
    let states: Vec<&str> =
        people["items"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["closed", "invited"], "{people}");
    let report = run(&["audit", "verify", "--json"]);
    assert_eq!(report["ok"], true, "{report}");
    // Whoever has left can still be followed: what waits for him goes to the holder since.
    run(&["user", "hand-over", "a@hue.example", "--to", "b@hue.example", "--json"]);
    for (line, expected) in [
        ("org end NOBODY --last-day 2030-01-01", "org list"),
        ("org end HUE-SNV --last-day 2030-01-01", "“--last-day”"),
        ("user end a@hue.example --last-day 2030-01-01", "holds no such post"),
        (
            "post add --organisation HUE-SNV --title X --role leader --from 2010-01-01",
            "belongs to the province or city itself",
        ),
    ] {
        let (code, said) = fails(&folder, "", line);
        assert!(code == Some(2) && said.contains(expected), "{line}: {said}");
    }
}
