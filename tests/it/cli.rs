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

#[test]
fn a_database_that_does_not_answer_is_named_without_its_password() {
    let folder = Folder::new("database");
    let (code, said) = fails(&folder, "postgres://official:hidden@127.0.0.1:9/thoathuan", "migrate");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("127.0.0.1:9/thoathuan") && said.contains("DATABASE_URL"), "{said}");
    assert!(!said.contains("hidden") && !said.contains("Db("), "{said}");
}
