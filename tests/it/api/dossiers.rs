use super::{FRANKFURT, KANSAI, details};
use crate::support::app::{TestApp, on_both};
use serde_json::json;

on_both!(reads_lists_and_opens);

/// A sign of life of every reading route, and a new dossier.
async fn reads_lists_and_opens(app: TestApp) {
    let official = app.user("official@hcm.example").await;
    let me = official.get("/api/v1/me").await.is(200).json;
    assert_eq!((&me["email"], &me["posts"][0]["role"]), (&json!("official@hcm.example"), &json!("official")));

    let dossier = official.dossier(FRANKFURT).await;
    assert_eq!(dossier["track"], "fast");
    assert_eq!(dossier["state"], "in-principle");
    assert_eq!(dossier["pack"], json!({ "id": "ordinance-33-2007", "version": 1 }));
    assert_eq!(dossier["holder"]["role"], "reviewer");
    assert_eq!(dossier["holder"]["words"]["en"], "Ministry of Foreign Affairs");
    assert_eq!(dossier["text_revision"], 1);
    assert_eq!(dossier["board"][0]["mofa"], true);
    assert_eq!(dossier["board"][0]["status"], "open");
    assert!(dossier["available"].as_array().unwrap().iter().any(|found| found["command"] == "take-back"));
    let clock = dossier["clocks"].as_array().unwrap().iter().find(|clock| clock["consultation"].is_string()).unwrap();
    assert!(clock["due_at"].as_str().unwrap().ends_with("T00:00:00+07:00"), "{clock}");
    assert!(!clock["basis"].as_array().unwrap().is_empty());

    let explained = official.get(clock["href"].as_str().unwrap()).await.is(200).json;
    let days = explained["days"].as_array().unwrap();
    assert_eq!(days.iter().filter(|day| day["counted"] == true).count(), 3);
    assert_eq!(days.last().unwrap()["date"], clock["due_on"]);

    let file = &dossier["texts"][0]["versions"][0]["file"];
    let read = official.get(file["href"].as_str().unwrap()).await.is(200);
    assert_eq!(read.bytes.len() as u64, file["size"].as_u64().unwrap());
    assert!(read.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    // Another dossier's address does not open it.
    let elsewhere = file["href"].as_str().unwrap().replace(FRANKFURT, KANSAI);
    official.get(&elsewhere).await.problem(404, "not-found");

    let created = official.post_json("/api/v1/dossiers", &details()).await.is(201);
    let number = created.json["number"].as_str().unwrap().to_owned();
    assert_eq!(created.headers["location"], format!("/api/v1/dossiers/{number}"));
    assert_eq!(created.json["state"], "draft");
    assert_eq!(created.json["track"], "fast");
    assert_eq!(created.json["partner"]["name"], "Busan");

    let first = official.get("/api/v1/dossiers?limit=2").await.is(200).json;
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = official.get(&format!("/api/v1/dossiers?limit=2&after={next}")).await.is(200).json;
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(second["next"], json!(null));
    let numbers = |query: &str| {
        let (official, path) = (official.clone(), format!("/api/v1/dossiers?{query}"));
        async move {
            let found = official.get(&path).await.is(200).json;
            let items = found["items"].as_array().unwrap().clone();
            let mut numbers: Vec<String> = items.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect();
            numbers.sort();
            numbers
        }
    };
    assert_eq!(numbers("q=busan").await, [number.as_str()]);
    assert_eq!(numbers("state=in-principle&track=fast").await, [FRANKFURT]);
    assert_eq!(numbers("phase=draft&mine=true").await, [number.as_str()]);
    assert!(numbers("late=true").await.is_empty());

    let work = official.get("/api/v1/worklist").await.is(200).json;
    assert!(work["items"].as_array().unwrap().iter().any(|row| row["number"] == number.as_str()), "{work}");
    let reviewer = app.user("reviewer@mofa.example").await;
    let work = reviewer.get("/api/v1/worklist").await.is(200).json;
    assert!(work["items"].as_array().unwrap().iter().any(|row| row["number"] == FRANKFURT && row["request"] == "open"));

    let bodies = official.get("/api/v1/bodies").await.is(200).json;
    assert_eq!(bodies["items"][0]["code"], "MOFA");
    let partners = official.get("/api/v1/partners?q=frankfurt&limit=1").await.is(200).json;
    assert_eq!(partners["items"][0]["name"], "Frankfurt am Main");
    let packs = official.get("/api/v1/packs").await.is(200).json;
    assert!(packs["items"].as_array().unwrap().iter().any(|pack| pack["id"] == "ordinance-33-2007"));
    let pack = official.get("/api/v1/packs/ordinance-33-2007/1").await.is(200).json;
    assert!(pack["rules"]["provisions"].as_array().unwrap().len() > 10);
    official.get("/api/v1/packs/ordinance-33-2007/99").await.problem(404, "not-found");
    official.get("/api/v1/packs/ordinance-33-2007/x").await.problem(404, "not-found");
}

#[tokio::test]
async fn another_province_sees_nothing_and_learns_nothing() {
    let app = TestApp::sqlite().await;
    let other = app.user("official@danang.example").await;
    let hidden = other.get(&format!("/api/v1/dossiers/{FRANKFURT}")).await.problem(404, "not-found").json;
    let absent = other.get("/api/v1/dossiers/HCM-2019-9999").await.problem(404, "not-found").json;
    for key in ["type", "title", "detail", "code"] {
        assert_eq!(hidden[key], absent[key]);
    }
    other.get(&format!("/api/v1/dossiers/{FRANKFURT}/record")).await.problem(404, "not-found");
    assert_eq!(other.get("/api/v1/dossiers").await.is(200).json["items"], json!([]));
    let admin = app.user("admin@gov.example").await;
    admin.get(&format!("/api/v1/dossiers/{FRANKFURT}")).await.problem(404, "not-found");
    admin.get("/api/v1/record").await.problem(403, "forbidden");
    admin.post_json("/api/v1/dossiers", &details()).await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_draft_of_secrets_is_not_stored() {
    let app = TestApp::sqlite().await;
    let official = app.user("official@hcm.example").await;
    let mut draft = details();
    draft["secret"] = json!(true);
    let answer = official.post_json("/api/v1/dossiers", &draft).await.problem(422, "secret").json;
    assert_eq!(answer["basis"][0]["id"], "secrets-29-2018-5");
    let all = official.get("/api/v1/dossiers?q=busan").await.is(200).json;
    assert_eq!(all["items"], json!([]));
    let inspector = app.user("inspector@gov.example").await;
    let refused = inspector.get("/api/v1/record?kind=refusal&act=open").await.is(200).json;
    assert_eq!(refused["items"].as_array().unwrap().len(), 1);
    assert!(!refused["items"][0]["body"].as_str().unwrap().contains("Busan"));
}
