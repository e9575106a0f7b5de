//! Commands that only read: what they answer where there is nothing to read, and that they leave nothing behind.

use crate::support::db::{Db, Folder, contract};
use serde_json::Value;
use std::process::Command;
use thoathuan::store::Backend;

contract!(an_old_database_is_told_of_and_not_touched, what_reads_writes_nothing);

/// Exit code and answer of a command on the database at `url`.
fn run(url: &str, folder: &Folder, arguments: &[&str]) -> (i32, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thoathuan"));
    command.args(arguments).env("DATABASE_URL", url).env("THOATHUAN_DATA_DIR", &folder.0);
    let output = command.output().unwrap();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

async fn tables(db: &Db) -> Vec<String> {
    db.rows(match db.store.backend() {
        Backend::Sqlite => "SELECT name FROM sqlite_master",
        Backend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
    })
    .await
}

async fn an_old_database_is_told_of_and_not_touched(db: Db) {
    let fresh = Db::blank(db.store.backend()).await;
    let folder = Folder::new();
    let output = folder.0.join("record.json").display().to_string();
    for arguments in
        [vec!["audit", "verify", "--json"], vec!["audit", "export", "--first", "--output", &output, "--json"]]
    {
        let (code, answer) = run(&fresh.url, &folder, &arguments);
        assert_eq!((code, answer["error"]["code"].as_str()), (3, Some("migrations-pending")), "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains("thoathuan migrate"));
    }
    let (code, answer) = run(&fresh.url, &folder, &["doctor", "--json"]);
    assert_eq!(code, 1, "{answer}");
    assert!(answer.to_string().contains("thoathuan migrate"), "{answer}");
    assert_eq!(tables(&fresh).await, Vec::<String>::new());
    // Where there is no database none is made.
    if db.store.backend() == Backend::Sqlite {
        let path = folder.0.join("none").join("x.db");
        let (code, answer) = run(&format!("sqlite:{}", path.display()), &folder, &["audit", "verify", "--json"]);
        assert_eq!((code, answer["error"]["code"].as_str()), (3, Some("database")), "{answer}");
        assert!(!folder.0.join("none").exists());
    }
}

async fn what_reads_writes_nothing(db: Db) {
    let folder = Folder::new();
    assert_eq!(run(&db.url, &folder, &["audit", "verify", "--json"]).0, 0);
    let (code, answer) = run(&db.url, &folder, &["doctor", "--json"]);
    let said = answer.to_string();
    assert_eq!(code, i32::from(answer["ok"] == false), "{said}");
    for topic in ["mail: ", "clock: ", "record: 0 entries"] {
        assert!(said.contains(topic), "{topic} is missing in {said}");
    }
    assert_eq!(db.rows("SELECT id FROM pack").await, Vec::<String>::new(), "nothing was published");
    assert!(!folder.0.join("mail").exists(), "no folder was made");
}
