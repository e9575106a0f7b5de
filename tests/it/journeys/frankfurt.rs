//! Case (a): Ho Chi Minh City – Frankfurt am Main 2019, memorandum, non-binding, fast track; and once more with the
//! fast track switched off. Known facts: memorandum of May 2019, yearly renewal, lapse after two years without
//! programmes. The course of the procedure is invented.

use crate::support::db::{Db, contract};
use crate::support::site::{Site, frankfurt};
use serde_json::{Value, json};
use thoathuan::store::documents::{self, Filter};

contract!(
    fast_track_from_draft_to_reported,
    the_same_with_the_fast_track_off,
    a_refusal_goes_the_full_way_and_is_answered_there
);

const VI: &str = "BẢN GHI NHỚ. Điều 1. Hai bên tăng cường trao đổi.";
const EN: &str = "MEMORANDUM. Article 1. The two sides intend to exchange.";

async fn fast_track_from_draft_to_reported(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let leader = site.person("leader@hcm.example").await;
    let mofa = site.person("reviewer@mofa.example").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await;
    assert_eq!(opened.status.as_u16(), 201, "{}", opened.json);
    let number = opened.json["number"].as_str().unwrap().to_owned();
    assert_eq!(number, "HCM-2019-0001");
    assert_eq!(opened.json["track"], "fast");

    // Not before there is a text.
    let early = official.act(&number, "send-to-clearance", json!({})).await;
    assert_eq!(early.no(), (409, "guard-failed"));
    assert_eq!(early.json["guard"], "vietnamese-text");
    official.text(&number, VI, EN, "Bản đầu").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    // The drafter never clears his own draft, and MOFA does not know of it yet.
    assert_eq!(official.act(&number, "clear", json!({})).await.no().0, 403);
    assert_eq!(mofa.get(&format!("/api/v1/dossiers/{number}")).await.status.as_u16(), 404);
    site.at("2019-04-16T10:00:00");
    leader.act(&number, "clear", json!({})).await.ok();
    official.act(&number, "request-agreement", json!({})).await.ok();

    let asked = mofa.dossier(&number).await;
    assert_eq!(asked["state"], "in-principle");
    assert_eq!(asked["board"].as_array().unwrap().len(), 1, "MOFA alone");
    // Three working days after Tuesday 16 April: Friday 19 April.
    assert_eq!(clock(&asked, "in-principle")["due_on"], "2019-04-19");
    assert_eq!(asked["holder"]["role"], "reviewer");

    site.at("2019-04-18T15:00:00");
    let remark = json!([{ "clause": "Điều 5", "text": "Nêu rõ cơ quan đầu mối." }]);
    mofa.act(&number, "answer", json!({ "kind": "agree-with-remarks", "remarks": remark })).await.ok();
    // A remark without a reply bars the taking of responsibility.
    let responsible = json!({ "sign_by": "head", "signer": "Trần Quốc Bảo", "signer_title": "Chủ tịch",
                              "responsible": true });
    let barred = leader.act(&number, "take-responsibility", responsible.clone()).await;
    assert_eq!(barred.json["guard"], "remarks-replied");
    let reply = json!({ "replies": [{ "accepted": true, "text": "Đã nêu Sở Ngoại vụ là đầu mối." }] });
    official.act(&number, "reply-to-remarks", reply).await.ok();
    // Express taking of responsibility is required.
    let mut silent = responsible.clone();
    silent["responsible"] = json!(false);
    assert_eq!(leader.act(&number, "take-responsibility", silent).await.no(), (422, "invalid-data"));
    leader.act(&number, "take-responsibility", responsible).await.ok();

    // Signing needs the signed copy, a day not before the decision and not in the future.
    site.at("2019-05-06T16:00:00");
    let mut signing = json!({ "signed_on": "06/05/2019", "place": "Frankfurt am Main",
                              "foreign": [{ "name": "Erika Mustermann", "title": "Oberbürgermeisterin" }] });
    assert_eq!(official.act(&number, "record-signing", signing.clone()).await.no(), (422, "paper-missing"));
    for wrong in ["2019-04-14", "2019-05-07", "2019-02-30"] {
        signing["signed_on"] = json!(wrong);
        let refused = official.act_paper(&number, "record-signing", signing.clone(), "signed-copy", VI).await;
        assert_eq!(refused.status.as_u16(), 422, "{wrong}: {}", refused.json);
    }
    signing["signed_on"] = json!("06/05/2019");
    official.act_paper(&number, "record-signing", signing, "signed-copy", VI).await.ok();

    let signed = official.dossier(&number).await;
    assert_eq!(signed["state"], "reporting");
    // 15 days after 6 May is 21 May, a working Tuesday.
    assert_eq!(clock(&signed, "report")["due_on"], "2019-05-21");
    assert_eq!(official.act(&number, "close", json!({})).await.json["guard"], "report-done");
    for (rule, paper) in [("report-to-pm", "report-letter"), ("copy-to-mofa-and-ministries", "copies-letter")] {
        let duty = duty(&official.dossier(&number).await, rule);
        let data = json!({ "duty": duty, "note": "Số 1234/UBND-NgV ngày 10/5/2019" });
        assert_eq!(official.act(&number, "fulfil-duty", data.clone()).await.no(), (422, "paper-missing"));
        official.act_paper(&number, "fulfil-duty", data, paper, "Báo cáo").await.ok();
    }
    let document = || async {
        let filter = Filter { organisation: site.org("HCM").await.parse().ok(), ..Filter::default() };
        let found = documents::list(&site.app.store, &filter, None, 10).await.unwrap();
        found.items.iter().map(|document| (document.status.clone(), document.in_force_on)).collect::<Vec<_>>()
    };
    assert_eq!(document().await, [("signed".to_owned(), None)]);
    official.act(&number, "record-in-force", json!({ "on": "2019-05-06", "by": "Điều 5" })).await.ok();
    assert_eq!(document().await, [("in-force".to_owned(), "2019-05-06".parse().ok())]);
    official.act(&number, "close", json!({})).await.ok();
    let end = official.dossier(&number).await;
    assert_eq!(end["state"], "reported");
    assert_eq!(end["signing"]["signer"], "Trần Quốc Bảo");
    site.verify().await;
}

async fn the_same_with_the_fast_track_off(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    site.fast_track_off().await;
    let official = site.person("official@hcm.example").await;
    let leader = site.person("leader@hcm.example").await;
    let mpi = site.org("MPI").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[mpi])).await.ok();
    let number = opened["number"].as_str().unwrap().to_owned();
    assert_eq!(opened["track"], "standard");
    // While off, the screen still says what it would save: 7 instead of 3 working days.
    assert_eq!(opened["would_qualify"][0]["track"], "fast");
    assert_eq!(opened["would_qualify"][0]["working_days_saved"], 4);
    official.text(&number, VI, EN, "Bản đầu").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    site.at("2019-04-16T10:00:00");
    leader.act(&number, "clear", json!({})).await.ok();
    official.act(&number, "request-opinions", json!({})).await.ok();
    let asked = official.dossier(&number).await;
    assert_eq!(asked["board"].as_array().unwrap().len(), 2, "MOFA and the ministry concerned");
    // Seven working days after 16 April 2019: 17, 18, 19, 22, 23, 24, 25 April.
    assert_eq!(clock(&asked, "opinion")["due_on"], "2019-04-25");
    site.verify().await;
}

pub fn clock(dossier: &Value, rule: &str) -> Value {
    let clocks = dossier["clocks"].as_array().unwrap();
    clocks.iter().find(|clock| clock["rule"] == rule).unwrap_or_else(|| panic!("no clock {rule}: {clocks:?}")).clone()
}

/// MOFA refuses in principle and is asked again on the same text: its second answer finds the request that waits,
/// though the command names none, and once nothing waits it must say which it means.
async fn a_refusal_goes_the_full_way_and_is_answered_there(db: Db) {
    let site = Site::new(db, "2019-04-16T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let leader = site.person("leader@hcm.example").await;
    let mofa = site.person("reviewer@mofa.example").await;
    let mpi = site.org("MPI").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[mpi])).await.ok();
    let number = opened["number"].as_str().unwrap().to_owned();
    official.text(&number, VI, EN, "Bản đầu").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    leader.act(&number, "clear", json!({})).await.ok();
    official.act(&number, "request-agreement", json!({})).await.ok();
    mofa.act(&number, "answer", json!({ "kind": "disagree", "advice": "Cần hỏi các bộ." })).await.ok();
    official.act(&number, "take-standard-track", json!({ "reason": "Theo ý kiến Bộ Ngoại giao" })).await.ok();
    official.act(&number, "request-opinions", json!({})).await.ok();
    assert!(mofa.open_commands(&number).await.contains(&"answer".to_owned()));
    let seen = mofa.seen(&number, "answer").await;
    mofa.act_seen(&number, "answer", seen.clone(), json!({ "kind": "agree" })).await.ok();
    let again = mofa.act_seen(&number, "answer", seen, json!({ "kind": "agree" })).await;
    assert_eq!(again.no().0, 422, "{}", again.json);
    let board = official.dossier(&number).await["board"].clone();
    let answered = board.as_array().unwrap().iter().filter(|row| row["status"] == "answered").count();
    assert_eq!(answered, 2);
    site.verify().await;
}

pub fn duty(dossier: &Value, rule: &str) -> Value {
    let duties = dossier["duties"].as_array().unwrap();
    duties.iter().find(|duty| duty["rule"] == rule).unwrap_or_else(|| panic!("no duty {rule}"))["id"].clone()
}
