//! Case (b): the three-year economic framework agreement with Kansai of 2016, binding, standard track. Known facts:
//! signed on 7 September 2016 for three years. The course of the procedure is invented.

use super::frankfurt::{clock, duty};
use crate::support::db::{Db, contract};
use crate::support::site::{Person, Site, kansai};
use serde_json::{Value, json};

contract!(standard_track_with_a_difference_settled_by_the_prime_minister);

const VI: &str = "THỎA THUẬN KHUNG. Điều 1. Công nghiệp hỗ trợ.";
const EN: &str = "FRAMEWORK AGREEMENT. Article 1. Supporting industries.";

async fn standard_track_with_a_difference_settled_by_the_prime_minister(db: Db) {
    let site = Site::new(db, "2016-07-04T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let leader = site.person("leader@hcm.example").await;
    let [mofa, mpi, moit, office, inspector, stranger] = people(&site).await;
    let bodies = [site.org("MPI").await, site.org("MOIT").await];
    let opened = official.post("/api/v1/dossiers", kansai(&bodies)).await.ok();
    let number = opened["number"].as_str().unwrap().to_owned();
    assert_eq!(opened["track"], "standard");
    official.text(&number, VI, EN, "Bản đầu").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    site.at("2016-07-05T09:00:00");
    leader.act(&number, "clear", json!({})).await.ok();
    official.act(&number, "request-opinions", json!({})).await.ok();
    let asked = official.dossier(&number).await;
    assert_eq!(asked["board"].as_array().unwrap().len(), 3);
    // Seven working days after Tuesday 5 July 2016: 6, 7, 8, 11, 12, 13, 14 July.
    assert_eq!(clock(&asked, "opinion")["due_on"], "2016-07-14");

    // MOIT asks for supplements: its clock stops, the others run.
    site.at("2016-07-07T09:00:00");
    moit.act(&number, "request-supplements", json!({ "message": "Dự kiến kinh phí?" })).await.ok();
    let stopped = moit.dossier(&number).await;
    assert_eq!(row(&stopped, "Bộ Công Thương")["status"], "stopped");
    assert_eq!(row(&stopped, "Bộ Ngoại giao")["status"], "open");
    mofa.act(&number, "answer", json!({ "kind": "agree" })).await.ok();
    // Not all opinions are in, so nobody can go on.
    let early = official.act(&number, "propose-decision", json!({})).await;
    assert_eq!((early.no(), &early.json["guard"]), ((409, "guard-failed"), &json!("all-opinions-in")));
    site.at("2016-07-11T09:00:00");
    official.act(&number, "supply-supplements", json!({ "message": "Đính kèm dự toán." })).await.ok();
    // Stopped from Thursday 7 to Monday 11 July: 8 and 11 July are not counted, so two working days later.
    let resumed = official.dossier(&number).await;
    let id = row(&resumed, "Bộ Công Thương")["consultation"].clone();
    let moit_clock = resumed["clocks"].as_array().unwrap().iter().find(|clock| clock["due_on"] == "2016-07-18");
    assert!(moit_clock.is_some(), "{id} {}", resumed["clocks"]);
    assert_eq!(moit_clock.unwrap()["without_stops"], "2016-07-14");
    moit.act(&number, "answer", json!({ "kind": "agree", "advice": "Nhất trí." })).await.ok();
    let no = json!({ "kind": "disagree", "remarks": [{ "clause": "Điều 3", "text": "Chưa cân đối được kinh phí." }] });
    mpi.act(&number, "answer", no).await.ok();

    let reply = json!({ "replies": [{ "accepted": false, "text": "Thành phố tự bảo đảm kinh phí." }] });
    official.act(&number, "reply-to-remarks", reply).await.ok();
    assert_eq!(official.act(&number, "propose-decision", json!({})).await.json["guard"], "no-open-difference");
    assert_eq!(office.get(&format!("/api/v1/dossiers/{number}")).await.status.as_u16(), 404);
    official.act(&number, "submit-to-pm", json!({ "statement": "Khác nhau về kinh phí tại Điều 3." })).await.ok();
    let submitted = office.dossier(&number).await;
    assert_eq!(submitted["state"], "pm-opinion");
    // Seven working days after 11 July: 12, 13, 14, 15, 18, 19, 20 July.
    assert_eq!(clock(&submitted, "pm-opinion")["due_on"], "2016-07-20");
    // The leader cannot decide before the opinion is recorded.
    let decision = json!({ "sign_by": "authorised", "signer": "Phan Văn Thành", "signer_title": "Phó Chủ tịch" });
    assert_eq!(leader.act(&number, "decide", decision.clone()).await.no(), (409, "wrong-state"));
    site.at("2016-07-19T09:00:00");
    let opinion = json!({ "number": "5678/VPCP-QHQT", "dated_on": "18/07/2016", "signer": "Lý Hoài Nam",
                          "favourable": true, "gist": "Đồng ý chủ trương; Thành phố tự cân đối kinh phí." });
    assert_eq!(office.act(&number, "record-pm-opinion", opinion.clone()).await.no(), (422, "paper-missing"));
    office.act_paper(&number, "record-pm-opinion", opinion, "pm-opinion-letter", "Công văn").await.ok();
    leader.act(&number, "decide", decision).await.ok();
    let decided = official.dossier(&number).await;
    assert_eq!(decided["decision"]["pm_reference"], "5678/VPCP-QHQT", "the decision cites the opinion (Art. 16.4c)");

    site.at("2016-09-07T17:00:00");
    let signing = json!({ "signed_on": "2016-09-07", "place": "Osaka",
                          "foreign": [{ "name": "Sato Ichiro", "title": "Director-General" }] });
    official.act_paper(&number, "record-signing", signing, "signed-copy", VI).await.ok();
    let report = duty(&official.dossier(&number).await, "report-to-pm");
    let done = json!({ "duty": report, "note": "Số 99/BC-UBND" });
    official.act_paper(&number, "fulfil-duty", done, "report-letter", "Báo cáo").await.ok();
    official.act(&number, "close", json!({})).await.ok();
    assert_eq!(official.dossier(&number).await["state"], "reported");

    inspector_reads_everything(&inspector, &number).await;
    inspector_changes_nothing(&site, &inspector, &number).await;
    // Another province does not even learn that it exists; the attempt is on the record.
    assert_eq!(stranger.get(&format!("/api/v1/dossiers/{number}")).await.status.as_u16(), 404);
    let seen = json!({ "text_revision": 1, "step_revision": 1 });
    assert_eq!(stranger.act_seen(&number, "withdraw", seen, json!({ "reason": "x" })).await.status.as_u16(), 404);
    let refusals = entries(&inspector, &number).await.into_iter().filter(|entry| entry["kind"] == "refusal");
    assert!(refusals.into_iter().any(|entry| entry["refusal"]["code"] == "not-visible"));
    site.verify().await;
}

async fn people(site: &Site) -> [Person; 6] {
    [
        site.person("reviewer@mofa.example").await,
        site.person("reviewer@mpi.example").await,
        site.person("reviewer@moit.example").await,
        site.person("office@gov.example").await,
        site.person("inspector@gov.example").await,
        site.person("official@danang.example").await,
    ]
}

fn row(dossier: &Value, body: &str) -> Value {
    let board = dossier["board"].as_array().unwrap();
    board.iter().find(|row| row["body"]["name"]["vi"] == body).unwrap_or_else(|| panic!("{body}: {board:?}")).clone()
}

async fn entries(inspector: &Person, number: &str) -> Vec<Value> {
    let page = inspector.get(&format!("/api/v1/dossiers/{number}/record?limit=200")).await.ok();
    page["items"].as_array().unwrap().clone()
}

/// Every step with actor, article and time.
async fn inspector_reads_everything(inspector: &Person, number: &str) {
    let found = entries(inspector, number).await;
    let steps: Vec<&str> =
        found.iter().filter(|entry| entry["kind"] == "command").map(|entry| entry["act"].as_str().unwrap()).collect();
    for step in [
        "open",
        "revise-text",
        "send-to-clearance",
        "clear",
        "request-opinions",
        "request-supplements",
        "answer",
        "supply-supplements",
        "reply-to-remarks",
        "submit-to-pm",
        "record-pm-opinion",
        "decide",
        "record-signing",
        "fulfil-duty",
        "close",
    ] {
        assert!(steps.contains(&step), "{step} is missing in {steps:?}");
    }
    for entry in found.iter().filter(|entry| entry["kind"] == "command") {
        assert!(entry["by"]["name"].is_string(), "{entry}");
        assert!(entry["by"]["org"].is_string(), "{entry}");
        assert!(!entry["basis"].as_array().unwrap().is_empty(), "{entry}");
        assert!(entry["at"].is_string(), "{entry}");
    }
    // His reading is on the record.
    let all = inspector.get("/api/v1/record?kind=read&limit=50").await.ok();
    let reads = all["items"].as_array().unwrap();
    assert!(reads.iter().any(|entry| entry["act"] == "read-record"), "{reads:?}");
}

/// Every transition of the track, with nothing typed and with everything typed rightly: the person is judged first, and
/// each attempt is a refusal on the record.
async fn inspector_changes_nothing(site: &Site, inspector: &Person, number: &str) {
    assert!(inspector.open_commands(number).await.is_empty());
    let before = inspector.dossier(number).await;
    let seen = json!({ "text_revision": before["text_revision"], "step_revision": before["step_revision"] });
    let pack = site.app.registry.newest("ordinance-33-2007").unwrap().pack.clone();
    let refused = "SELECT act FROM audit_entry WHERE kind = 'refusal' AND stream LIKE 'dossier:%' ORDER BY seq";
    let mut told = site.db.rows(refused).await;
    let mut actions = std::collections::BTreeSet::new();
    for transition in &pack.track("standard").unwrap().transitions {
        let action = serde_json::to_value(transition.action).unwrap();
        let action = action.as_str().unwrap();
        for data in [json!({}), well_formed(action, &before)] {
            let answer = inspector.act_seen(number, &transition.id, seen.clone(), data.clone()).await;
            assert_eq!(answer.no(), (403, "not-permitted"), "{} with {data}: {}", transition.id, answer.json);
            told.push(transition.id.clone());
            assert_eq!(site.db.rows(refused).await, told, "{} with {data}", transition.id);
        }
        actions.insert(action.to_owned());
    }
    assert!(actions.len() > 15, "{actions:?}");
    assert_eq!(inspector.dossier(number).await, before);
}

/// What the action takes, as its own people would send it.
fn well_formed(action: &str, dossier: &Value) -> Value {
    let row = dossier["board"][0]["consultation"].clone();
    let duty = duty(dossier, "report-to-pm");
    match action {
        "give-back" => json!({ "reason": "x" }),
        "edit-details" => kansai(&[]),
        "revise-text" => json!({ "note": "x" }),
        "correct-receipt" => json!({ "consultation": row, "received_on": "2016-07-05", "evidence": "x" }),
        "answer" => json!({ "consultation": row, "kind": "agree" }),
        "request-supplements" | "supply-supplements" => json!({ "consultation": row, "message": "x" }),
        "hand-over" => json!({ "consultation": row, "to": "deputy@mofa.example" }),
        "reclassify" => json!({ "consultation": row, "class": "binding", "reason": "x" }),
        "reply-to-remarks" => json!({ "consultation": row, "replies": [{ "accepted": true, "text": "x" }] }),
        "submit-to-pm" => json!({ "statement": "x" }),
        "record-pm-opinion" => json!({ "number": "1", "dated_on": "2016-07-18", "signer": "A", "favourable": true,
                                       "gist": "x" }),
        "decide" | "take-responsibility" => json!({ "sign_by": "head", "signer": "A", "signer_title": "B",
                                                    "responsible": true }),
        "record-signing" => json!({ "signed_on": "2016-09-07", "place": "x", "foreign": [] }),
        "record-in-force" => json!({ "on": "2016-09-07", "by": "Điều 5" }),
        "fulfil-duty" => json!({ "duty": duty, "note": "x" }),
        "mark-overdue" | "remind" => json!({ "clock": dossier["clocks"][0]["id"] }),
        _ => json!({}),
    }
}
