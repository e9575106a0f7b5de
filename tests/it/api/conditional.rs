//! Marks of answers, links between pages, what a filter may say, and what is there besides dossiers.

use crate::support::app::TestApp;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

#[tokio::test]
async fn an_answer_that_has_not_changed_is_not_sent_again() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let paths =
        ["/api/v1/dossiers/HCM-2019-0001", "/api/v1/dossiers", "/api/v1/packs", "/api/v1/partners", "/api/v1/me"];
    for path in paths {
        let first = official.get(path).await.is(200);
        let mark = first.headers[header::ETAG].to_str().unwrap().to_owned();
        let again = |mark: String| {
            let request = Request::get(path).header(header::IF_NONE_MATCH, mark).body(Body::empty()).unwrap();
            official.send(request)
        };
        let same = again(mark.clone()).await.is(304);
        assert!(same.bytes.is_empty(), "{path}");
        assert_eq!(same.headers[header::ETAG], mark.as_str());
        again("\"another\"".to_owned()).await.is(200);
        again(format!("\"another\", W/{mark}")).await.is(304);
    }
    // Another reader's answer has another mark: titles and commands are his.
    let leader = app.user("leader@hcm.example").await;
    let path = "/api/v1/dossiers/HCM-2019-0001";
    let (mine, his) = (official.get(path).await.is(200), leader.get(path).await.is(200));
    assert_ne!(mine.headers[header::ETAG], his.headers[header::ETAG]);
}

#[tokio::test]
async fn a_command_on_what_has_changed_is_412() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let opened = official.post_json("/api/v1/dossiers", &super::details()).await.is(201);
    let number = opened.json["number"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/dossiers/{number}");
    let read = official.get(&path).await.is(200);
    let mark = read.headers[header::ETAG].to_str().unwrap().to_owned();
    let withdraw = |mark: String| {
        let seen = json!({ "text_revision": 0, "step_revision": read.json["step_revision"] });
        let body = json!({ "command": "withdraw", "seen": seen, "data": { "reason": "thử" } });
        let request = Request::post(format!("{path}/commands"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_MATCH, mark);
        official.send(request.body(Body::from(body.to_string())).unwrap())
    };
    withdraw("\"stale\"".to_owned()).await.problem(412, "precondition-failed");
    withdraw(mark.clone()).await.is(200);
    withdraw(mark).await.problem(412, "precondition-failed");
}

#[tokio::test]
async fn pages_are_linked_and_filters_are_checked() {
    let app = TestApp::sqlite().await;
    let inspector = app.user("inspector@gov.example").await;
    let first = inspector.get("/api/v1/dossiers?limit=1&late=false").await.is(200);
    let link = first.headers[header::LINK].to_str().unwrap().to_owned();
    let next = link.strip_prefix('<').unwrap().split('>').next().unwrap();
    assert!(link.ends_with("; rel=\"next\"") && next.contains("limit=1") && next.contains("late=false"), "{link}");
    let second = inspector.get(next).await.is(200);
    assert_ne!(first.json["items"][0]["number"], second.json["items"][0]["number"]);
    assert!(first.json["items"][0]["title_en"].is_string());
    let all = inspector.get("/api/v1/dossiers?limit=200").await.is(200);
    assert!(!all.headers.contains_key(header::LINK), "the last page");
    for (path, field) in [
        ("/api/v1/dossiers?state=zzz", "state"),
        ("/api/v1/dossiers?track=zz", "track"),
        ("/api/v1/record?after=garbled", "after"),
        ("/api/v1/notices?after=garbled", "after"),
        ("/api/v1/deadline?from=2019-04-15&working_days=0", "working_days"),
        ("/api/v1/deadline?from=2015-04-15&days=3", "from"),
        ("/api/v1/deadline?from=2019-04-15&days=3&working_days=3", "working_days"),
    ] {
        let wrong = inspector.get(path).await.problem(422, "invalid");
        assert_eq!(wrong.json["errors"][0]["field"], field, "{path}");
    }
    inspector.get("/api/v1/dossiers?state=draft&track=fast").await.is(200);
    let due = inspector.get("/api/v1/deadline?from=2025-12-29&working_days=7").await.is(200).json;
    assert_eq!((&due["due_on"], &due["due_at"]), (&json!("2026-01-09"), &json!("2026-01-10T00:00:00+07:00")));
}

#[tokio::test]
async fn inspectors_verify_and_export() {
    let app = TestApp::sqlite().await;
    let inspector = app.user("inspector@gov.example").await;
    let official = app.user("official@hcm.example").await;
    official.get("/api/v1/verification").await.problem(403, "forbidden");
    official.get("/api/v1/dossiers/HCM-2019-0001/export").await.problem(403, "forbidden");
    inspector.get("/api/v1/dossiers/HCM-2019-9999/export").await.problem(404, "not-found");
    let export = inspector.get("/api/v1/dossiers/HCM-2019-0001/export").await.is(200).json;
    assert_eq!(
        (&export["format"], &export["dossier"]["number"]),
        (&json!("thoathuan-export/1"), &json!("HCM-2019-0001"))
    );
    let told = inspector.get("/api/v1/record?act=export-dossier").await.is(200).json;
    assert_eq!(told["items"].as_array().unwrap().len(), 1, "taking it away is on the record");
    let done = inspector.post_json("/api/v1/verification", &json!({})).await.is(200).json;
    assert_eq!(done["last"]["ok"], true, "{done}");
    assert_eq!(inspector.get("/api/v1/verification").await.is(200).json["last"]["entries"], done["last"]["entries"]);
}
