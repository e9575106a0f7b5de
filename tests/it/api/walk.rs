//! The walk of `docs/api.md`, line by line as it stands there, against the demo in a process of its own.

use super::details;
use crate::support::db::Folder;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_thoathuan");

/// The lines of code of the section, in their order. An answer that says no ends the walk.
fn script(address: &str) -> String {
    let page = include_str!("../../../docs/api.md");
    let section = page.split("\n## ").find(|section| section.starts_with("A walk with curl")).unwrap();
    let lines: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    assert!(lines.len() > 20, "{lines:?}");
    let lines = lines.join("\n");
    assert!(lines.contains("curl -sS") && lines.contains("127.0.0.1:8080"), "{lines}");
    let lines = lines.replace("curl -sS", "curl -sS --fail-with-body").replace("127.0.0.1:8080", address);
    format!("set -euo pipefail\nthoathuan() {{ '{PROGRAM}' \"$@\"; }}\n{lines}\necho \"opened $N\"\n")
}

fn files(folder: &Folder) {
    let path = |name: &str| folder.0.join(name);
    std::fs::write(path("letter.pdf"), "%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n").unwrap();
    std::fs::write(path("draft.json"), details().to_string()).unwrap();
    for name in ["du-thao.docx", "draft.docx"] {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(path(name)).unwrap());
        for part in ["[Content_Types].xml", "_rels/.rels", "word/document.xml"] {
            zip.start_file(
                part,
                zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
            )
            .unwrap();
            zip.write_all(b"<?xml version=\"1.0\"?><x/>").unwrap();
        }
        zip.finish().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documented_walk_works_as_it_stands() {
    let folder = Folder::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let with = |program: &str| {
        let mut command = Command::new(program);
        command.env("THOATHUAN_DATA_DIR", folder.0.join("data")).env("THOATHUAN_LOG_FILTER", "error");
        command.env_remove("DATABASE_URL").current_dir(&folder.0);
        command
    };
    let mut serve = with(PROGRAM);
    let now = ["--now", "2019-04-15T09:00:00+07:00"];
    serve.args(["serve", "--demo", "--listen", &address]).args(now).stdout(Stdio::null()).stderr(Stdio::null());
    let mut service = serve.spawn().unwrap();
    let ready = format!("http://{address}/readyz");
    let mut tries = 0;
    while !reqwest::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
        tries += 1;
        assert!(tries < 1200, "the service did not become ready");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    files(&folder);
    let done = with("bash").arg("-c").arg(script(&address)).output();
    service.kill().unwrap();
    service.wait().unwrap();
    let done = done.unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}\n{wrong}");
    assert_eq!(wrong, "");
    let has = |wanted: &str| assert!(said.contains(wanted), "{wanted} is missing in {said}");
    has("\"command\":\"answer\"");
    has("\"command\":\"attach-paper\"");
    has("\tanswer\t");
    has("\n304\n");
    has("rel=\"next\"");
    has("\"command\":\"revise-text\"");
    has("opened HCM-2019-");
}
