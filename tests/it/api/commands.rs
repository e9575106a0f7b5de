use super::{FRANKFURT, details};
use crate::support::app::{Client, Part, TestApp, on_both};
use serde_json::{Value, json};

on_both!(fast_track_from_draft_to_report, one_effect_of_many_requests);

/// Uploads a first text.
async fn add_text(official: &Client, number: &str) -> Value {
    let seen = official.available(number, "revise-text").await["seen"].to_string();
    let parts = [
        Part::Text("note", "Bản đầu"),
        Part::Text("seen", &seen),
        Part::File("text.vi", "du-thao.txt", "Điều 1. Mục đích".as_bytes()),
        Part::File("text.en", "draft.txt", b"Article 1. Purpose"),
    ];
    official.post_multipart(&format!("/api/v1/dossiers/{number}/texts"), &parts).await.is(200).json
}

/// The whole fast track through the interface alone, with papers and duties.
async fn fast_track_from_draft_to_report(app: TestApp) {
    let (official, leader) = (app.user("official@hcm.example").await, app.user("leader@hcm.example").await);
    let mofa = app.user("reviewer@mofa.example").await;
    let created = official.post_json("/api/v1/dossiers", &details()).await.is(201).json;
    let number = created["number"].as_str().unwrap();

    let blocked = official.available(number, "send-to-clearance").await;
    assert_eq!(blocked["blocked"][0]["guard"], "vietnamese-text", "{blocked}");
    let refused = official.command(number, "send-to-clearance", json!({})).await.problem(409, "guard-failed").json;
    assert_eq!(refused["guard"], "vietnamese-text");
    assert_eq!(refused["detail"], blocked["blocked"][0]["message"]);

    let done = add_text(&official, number).await;
    assert_eq!(done["dossier"]["text_revision"], 1);
    assert_eq!(done["dossier"]["texts"][0]["versions"].as_array().unwrap().len(), 2);
    official.command(number, "send-to-clearance", json!({ "note": "Kính trình" })).await.is(200);
    // The drafter is no leader: his to see, not his to do.
    let body = json!({ "command": "clear", "seen": { "text_revision": 1, "step_revision": 1 }, "data": {} });
    official.post_json(&format!("/api/v1/dossiers/{number}/commands"), &body).await.problem(403, "not-permitted");
    leader.command(number, "clear", json!({})).await.is(200);
    official.command(number, "request-agreement", json!({})).await.is(200);

    let answer =
        json!({ "kind": "agree-with-remarks", "remarks": [{ "clause": "Điều 1", "text": "Nêu rõ mục đích" }] });
    mofa.command(number, "answer", answer).await.is(200);
    let row = official.dossier(number).await["board"][0].clone();
    assert_eq!((&row["opinion"], &row["late"]), (&json!("agree-with-remarks"), &json!(false)));
    let replies = json!({ "replies": [{ "accepted": true, "text": "Đã tiếp thu" }] });
    official.command(number, "reply-to-remarks", replies).await.is(200);

    let decision = |responsible: bool| json!({ "sign_by": "head", "signer": "Trần Quốc Bảo", "signer_title": "Chủ tịch", "responsible": responsible });
    let refused =
        leader.command(number, "take-responsibility", decision(false)).await.problem(422, "invalid-data").json;
    assert_eq!(refused["errors"][0]["field"], "responsible");
    leader.command(number, "take-responsibility", decision(true)).await.is(200);

    let signing = json!({
        "signed_on": "15/04/2019",
        "place": "Busan",
        "foreign": [{ "name": "Oh Keo-don", "title": "Mayor" }],
    });
    let missing = official.command(number, "record-signing", signing.clone()).await.problem(422, "paper-missing").json;
    assert!(missing["detail"].as_str().unwrap().contains("igned"), "{missing}");
    let done = official.command_with(number, "record-signing", signing, &["signed-copy"]).await.is(200).json;
    assert_eq!(done["state"], "reporting");
    let signed = &done["dossier"]["signing"];
    assert_eq!((&signed["signer"], &signed["foreign"][0]["name"]), (&json!("Trần Quốc Bảo"), &json!("Oh Keo-don")));
    let duty = done["dossier"]["duties"].as_array().unwrap().iter().find(|duty| duty["closes"] == true).unwrap();
    let paper = duty["evidence"].as_str().unwrap();
    let data = json!({ "duty": duty["id"], "note": "Báo cáo số 12/BC-UBND ngày 15/04/2019" });
    official.command_with(number, "fulfil-duty", data, &[paper]).await.is(200);
    assert!(done["seq"].as_u64().unwrap() > 5);
    app.drain().await;
    assert!(!app.mails.lock().unwrap().is_empty());
}

/// The same key twenty times at once: one effect. The same key with something else: refused.
async fn one_effect_of_many_requests(app: TestApp) {
    let official = app.user("official@hcm.example").await;
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let official = official.clone();
        running.spawn(async move { official.post_json_once("/api/v1/dossiers", "key-1", &details()).await });
    }
    let mut numbers = Vec::new();
    while let Some(answer) = running.join_next().await {
        numbers.push(answer.unwrap().is(201).json["number"].as_str().unwrap().to_owned());
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    let number = &numbers[0];
    let found = official.get("/api/v1/dossiers?q=busan").await.is(200).json;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let mut other = details();
    other["purpose"] = json!("Something else");
    official.post_json_once("/api/v1/dossiers", "key-1", &other).await.problem(422, "idempotency-key-reused");

    let seen = official.available(number, "withdraw").await["seen"].clone();
    let body = json!({ "command": "withdraw", "seen": seen, "data": { "reason": "Đối tác rút" } });
    let path = format!("/api/v1/dossiers/{number}/commands");
    let first = official.post_json_once(&path, "key-2", &body).await.is(200).json;
    let second = official.post_json_once(&path, "key-2", &body).await.is(200).json;
    assert_eq!((&first["seq"], &first["state"]), (&second["seq"], &second["state"]));
    official.post_json_once(&path, &"k".repeat(101), &body).await.problem(422, "invalid");
}

#[tokio::test]
async fn who_comes_second_is_told_who_was_first() {
    let app = TestApp::sqlite().await;
    let (one, two) = (app.user("reviewer@mofa.example").await, app.user("deputy@mofa.example").await);
    let offered = two.available(FRANKFURT, "answer").await;
    one.command(FRANKFURT, "answer", json!({ "kind": "agree" })).await.is(200);
    let data =
        json!({ "kind": "disagree", "consultation": offered["consultation"], "remarks": [{ "text": "Chưa rõ" }] });
    let body = json!({ "command": "answer", "seen": offered["seen"], "data": data });
    let path = format!("/api/v1/dossiers/{FRANKFURT}/commands");
    let refused = two.post_json(&path, &body).await.problem(409, "already-answered").json;
    let detail = refused["detail"].as_str().unwrap();
    assert!(
        detail.contains("Vũ Hải Yến") && detail.contains("Agrees") && detail.contains("09:00 15/04/2019"),
        "{detail}"
    );
    let refused = two.speaking("vi").post_json(&path, &body).await.problem(409, "already-answered").json;
    assert!(refused["detail"].as_str().unwrap().contains("đã trả lời"), "{refused}");
}

#[tokio::test]
async fn a_stale_view_and_a_wrong_step_change_nothing() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let number = official.post_json("/api/v1/dossiers", &details()).await.is(201).json["number"].clone();
    let number = number.as_str().unwrap();
    let path = format!("/api/v1/dossiers/{number}/commands");
    let old = official.available(number, "send-to-clearance").await["seen"].clone();
    add_text(&official, number).await;
    let send = |seen: Value| json!({ "command": "send-to-clearance", "seen": seen, "data": {} });
    let stale = official.post_json(&path, &send(old)).await.problem(409, "text-changed").json;
    assert_eq!((&stale["args"]["seen"], &stale["args"]["current"]), (&json!("0"), &json!("1")));
    let step = json!({ "text_revision": 1, "step_revision": 99 });
    official.post_json(&path, &send(step.clone())).await.problem(409, "step-changed");
    let wrong = json!({ "command": "record-signing", "seen": step, "data": {
        "signed_on": "2019-04-15", "place": "x", "foreign": [{ "name": "y" }] } });
    let refused = official.post_json(&path, &wrong).await.problem(409, "wrong-state").json;
    assert!(refused["detail"].as_str().unwrap().contains("Draft"), "{refused}");
    assert!(!refused["basis"].as_array().unwrap().is_empty());
    let unknown = json!({ "command": "fly", "seen": { "text_revision": 1, "step_revision": 1 } });
    official.post_json(&path, &unknown).await.problem(409, "unknown-command");
    assert_eq!(official.dossier(number).await["state"], "draft");
    let record = official.get(&format!("/api/v1/dossiers/{number}/record")).await.is(200).json;
    let refused = record["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "refusal");
    assert_eq!(refused.count(), 4);
}

#[tokio::test]
async fn files_are_checked_by_content_and_by_name() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let number = official.post_json("/api/v1/dossiers", &details()).await.is(201).json["number"].clone();
    let number = number.as_str().unwrap();
    let path = format!("/api/v1/dossiers/{number}/texts");
    let seen = official.available(number, "revise-text").await["seen"].to_string();
    let send = |part: Part<'static>| {
        let (official, path, seen) = (official.clone(), path.clone(), seen.clone());
        async move { official.post_multipart(&path, &[Part::Text("seen", &seen), part]).await }
    };
    let wrong = send(Part::File("text.vi", "a.pdf", b"\x89PNG\r\n\x1a\n0000")).await.problem(422, "invalid").json;
    assert_eq!((&wrong["errors"][0]["field"], &wrong["errors"][0]["code"]), (&json!("text.vi"), &json!("file-type")));
    assert!(wrong["errors"][0]["message"].as_str().unwrap().contains("Vietnamese text"), "{wrong}");
    send(Part::File("text.vi", "a.txt", b"")).await.problem(422, "invalid");
    send(Part::File("text.vi/..", "a.txt", b"x")).await.problem(422, "invalid");
    send(Part::File("paper.other", "a.txt", b"x")).await.problem(422, "invalid");
    send(Part::Text("notes", "mistyped")).await.problem(422, "invalid");
    send(Part::Text("note", "no file")).await.problem(422, "invalid-data");
    official.post_multipart(&path, &[Part::File("text.vi", "a.txt", b"x")]).await.problem(422, "invalid");
    official.post_json(&path, &json!({})).await.problem(415, "wrong-type");
    assert_eq!(official.dossier(number).await["text_revision"], 0);
    let body = json!({ "command": "attach-paper", "seen": { "text_revision": 0, "step_revision": 1 }, "data": {} });
    official.post_json(&format!("/api/v1/dossiers/{number}/commands"), &body).await.problem(422, "paper-missing");
    official.command_with(number, "attach-paper", json!({}), &["no-such-paper"]).await.problem(422, "invalid");
    let done = official.command_with(number, "attach-paper", json!({}), &["other"]).await.is(200).json;
    assert_eq!(done["dossier"]["papers"][0]["file"]["media_type"], "application/pdf");
    // Files of somebody who may not know of the dossier are not stored.
    let stranger = app.user("official@danang.example").await;
    let parts = [Part::Text("seen", &seen), Part::File("text.vi", "a.txt", b"foreign")];
    stranger.post_multipart(&path, &parts).await.problem(404, "not-found");
}
