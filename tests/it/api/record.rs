use super::{FRANKFURT, KANSAI};
use crate::support::app::{TestApp, on_both};
use serde_json::{Value, json};

on_both!(the_inspector_reads_everything_and_changes_nothing);

async fn the_inspector_reads_everything_and_changes_nothing(app: TestApp) {
    let inspector = app.user("inspector@gov.example").await;
    let path = format!("/api/v1/dossiers/{KANSAI}/record");
    let mut entries: Vec<Value> = Vec::new();
    let mut after = String::new();
    loop {
        let page = inspector.get(&format!("{path}?limit=3{after}")).await.is(200).json;
        entries.extend(page["items"].as_array().unwrap().clone());
        app.advance(std::time::Duration::from_millis(5));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
        assert!(entries.len() < 200, "a walk through the record does not end");
    }
    let own: Vec<&Value> =
        entries.iter().filter(|entry| entry["stream"].as_str().unwrap().starts_with("dossier:")).collect();
    for (n, entry) in own.iter().enumerate() {
        assert_eq!(entry["seq"], json!(n + 1));
        assert_eq!(engine::record::link(entry["body"].as_str().unwrap()), entry["hash"].as_str().unwrap());
    }
    let opened = own[0];
    assert_eq!((&opened["act"], &opened["by"]["name"]), (&json!("open"), &json!("Nguyễn Minh An")));
    assert_eq!(opened["by"]["org"], "Sở Ngoại vụ Thành phố Hồ Chí Minh");
    assert!(opened["basis"][0]["citation"]["en"].as_str().is_some_and(|text| !text.is_empty()));
    assert!(own.iter().any(|entry| entry["title"]["vi"].is_string()));

    inspector.dossier(KANSAI).await;
    let readings = inspector.get("/api/v1/record?kind=read&actor=inspector@gov.example").await.is(200).json;
    let acts: Vec<&str> = readings["items"].as_array().unwrap().iter().map(|e| e["act"].as_str().unwrap()).collect();
    assert_eq!(acts[0], "read-dossier", "{acts:?}");
    assert!(acts.contains(&"read-record"));
    assert_eq!(readings["items"][0]["dossier"], KANSAI);

    let body = json!({ "command": "take-back", "seen": { "text_revision": 1, "step_revision": 1 }, "data": { "reason": "x" } });
    let commands = format!("/api/v1/dossiers/{KANSAI}/commands");
    inspector.post_json(&commands, &body).await.problem(403, "not-permitted");
    inspector.post_json("/api/v1/dossiers", &super::details()).await.problem(403, "forbidden");
    let refused = inspector.get(&format!("/api/v1/record?kind=refusal&dossier={KANSAI}")).await.is(200).json;
    assert_eq!(refused["items"][0]["refusal"]["code"], "not-permitted");
    assert_eq!(refused["items"][0]["by"]["role"], "inspector");
    inspector.get("/api/v1/record?kind=dinner").await.problem(422, "invalid");
    assert_eq!(inspector.get("/api/v1/record?from=2030-01-01").await.is(200).json["items"], json!([]));
}

/// Who read what is the inspectors' business: others see the dossier's own stream alone.
#[tokio::test]
async fn readers_see_the_dossiers_own_stream() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let href = official.dossier(FRANKFURT).await["texts"][0]["versions"][0]["file"]["href"].clone();
    official.get(href.as_str().unwrap()).await.is(200);
    let path = format!("/api/v1/dossiers/{FRANKFURT}/record?limit=200");
    let own = official.get(&path).await.is(200).json;
    assert!(own["items"].as_array().unwrap().iter().all(|entry| entry["kind"] != "read"));
    let inspector = app.user("inspector@gov.example").await;
    let all = inspector.get(&path).await.is(200).json;
    let read = all["items"].as_array().unwrap().iter().find(|entry| entry["act"] == "read-attachment").unwrap();
    assert_eq!(read["by"]["name"], "Nguyễn Minh An");
}
