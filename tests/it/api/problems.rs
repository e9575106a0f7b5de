use super::{FRANKFURT, details};
use crate::support::app::TestApp;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

#[tokio::test]
async fn without_a_valid_token_nothing_is_told() {
    let app = TestApp::sqlite().await;
    let stranger = app.stranger();
    for path in ["/api/v1/me", "/api/v1/dossiers", "/api/v1/dossiers/HCM-2019-0001", "/api/v1/packs", "/api/v1/record"]
    {
        let answer = stranger.get(path).await.problem(401, "unauthenticated");
        assert!(answer.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    }
    let wrong = stranger.with_token("wrong");
    wrong.get("/api/v1/me").await.problem(401, "unauthenticated");
    stranger.post_json("/api/v1/dossiers", &json!({})).await.problem(401, "unauthenticated");
    stranger.get("/api/v1/nothing").await.problem(404, "not-found");
}

#[tokio::test]
async fn broken_bodies_are_explained() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let path = format!("/api/v1/dossiers/{FRANKFURT}/commands");
    let raw = |kind: Option<&'static str>, body: &'static str| {
        let (official, path) = (official.clone(), path.clone());
        async move {
            let mut request = Request::post(path);
            if let Some(kind) = kind {
                request = request.header(header::CONTENT_TYPE, kind);
            }
            official.send(request.body(Body::from(body)).unwrap()).await
        }
    };
    let json = Some("application/json");
    raw(json, "{").await.problem(400, "unreadable");
    raw(json, "{\"command\": 3}").await.problem(422, "invalid");
    raw(None, "{}").await.problem(415, "wrong-type");
    raw(Some("text/plain"), "{}").await.problem(415, "wrong-type");
    raw(Some("multipart/form-data"), "{}").await.problem(400, "unreadable");
    let unseen = raw(json, "{\"command\": \"take-back\"}").await.problem(422, "invalid").json;
    assert_eq!((&unseen["errors"][0]["field"], &unseen["errors"][0]["code"]), (&json!("seen"), &json!("required")));
    let unknown = raw(json, "{\"command\": \"take-back\", \"force\": true}").await.problem(422, "invalid").json;
    assert_eq!(unknown["errors"][0]["field"], "force");
    let large = format!("{{\"command\": \"{}\"}}", "x".repeat(3_000_000));
    official.post_json(&path, &serde_json::from_str(&large).unwrap()).await.problem(413, "too-large");
    official.send(Request::delete(&path).body(Body::empty()).unwrap()).await.problem(405, "wrong-method");
    let seen = raw(json, "{\"command\": \"take-back\", \"seen\": {\"text_revision\": -1, \"step_revision\": 0}}");
    let seen = seen.await.problem(422, "invalid").json;
    assert_eq!(seen["errors"][0]["field"], "seen_text_revision", "{seen}");
}

#[tokio::test]
async fn every_wrong_field_is_named_in_the_readers_language() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let mut draft = details();
    draft["titles"]["vi"] = json!("x".repeat(301));
    draft["purpose"] = json!("");
    draft["kind"] = json!("");
    let answer = official.post_json("/api/v1/dossiers", &draft).await.problem(422, "invalid").json;
    let errors = answer["errors"].as_array().unwrap();
    let pair = |error: &'_ serde_json::Value| {
        format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap())
    };
    let codes: Vec<String> = errors.iter().map(pair).collect();
    assert_eq!(codes, ["titles_vi too-long", "kind choose-one", "purpose required"], "in the order of the form");
    assert_eq!(errors[2]["message"], "Fill in “Need and expected benefit”.");
    assert!(errors[0]["message"].as_str().unwrap().contains("300"));
    let vietnamese = official.speaking("vi-VN,vi;q=0.9");
    let answer = vietnamese.post_json("/api/v1/dossiers", &draft).await.problem(422, "invalid").json;
    assert!(answer["errors"][2]["message"].as_str().unwrap().starts_with("Điền"), "{answer}");

    for (field, value, code) in [
        ("planned_signing_on", json!("31/02/2019"), "bad-date"),
        ("purpose", json!("đoạn \u{202e}đảo"), "control-characters"),
        ("surprise", json!(1), "bad-shape"),
        ("bodies", json!(["00000000-0000-0000-0000-000000000001"]), "no-such-body"),
    ] {
        let mut draft = details();
        draft[field] = value;
        let answer = official.post_json("/api/v1/dossiers", &draft).await.problem(422, "invalid").json;
        let error = &answer["errors"][0];
        assert_eq!((error["field"].as_str(), error["code"].as_str()), (Some(field), Some(code)), "{answer}");
    }
    let mut draft = details();
    draft["planned_signing_on"] = json!("2019-04-01");
    official.post_json("/api/v1/dossiers", &draft).await.problem(422, "date-out-of-order");
    let mut draft = details();
    draft["class"] = json!("binding");
    official.post_json("/api/v1/dossiers", &draft).await.problem(422, "invalid-data");
    let all = official.get("/api/v1/dossiers?q=busan").await.is(200).json;
    assert_eq!(all["items"], json!([]));
}

#[tokio::test]
async fn parameters_are_checked() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    for query in ["limit=0", "limit=201", "limit=x", "after=nowhere", "phase=dinner", "colour=red", "late=maybe"] {
        let answer = official.get(&format!("/api/v1/dossiers?{query}")).await.problem(422, "invalid").json;
        assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
    }
    // Parameters are called by their own names: forms have a `to` that means something else.
    let limit = official.get("/api/v1/dossiers?limit=-1").await.problem(422, "invalid").json;
    assert_eq!(limit["errors"][0]["field"], "limit", "{limit}");
    let inspector = app.user("inspector@gov.example").await;
    let to = inspector.get("/api/v1/record?to=99999-01-01").await.problem(422, "invalid").json;
    assert!(to["errors"][0]["message"].as_str().unwrap().starts_with("“to” is not a real date"), "{to}");
    official.get("/api/v1/partners?after=!").await.problem(422, "invalid");
    official.get("/api/v1/worklist?group=x").await.problem(422, "invalid");
    official.get(&format!("/api/v1/dossiers/{FRANKFURT}/record?after=x")).await.problem(422, "invalid");
    official.get(&format!("/api/v1/dossiers/{FRANKFURT}/clocks/no-uuid")).await.problem(404, "not-found");
    let nobody = "00000000-0000-0000-0000-000000000000";
    official.get(&format!("/api/v1/dossiers/{FRANKFURT}/clocks/{nobody}")).await.problem(404, "not-found");
}
