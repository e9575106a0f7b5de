//! What an administrator does with the rules, through pages and REST: switches, targets, packs; and mails that came back.

use super::races::waiting;
use crate::support::db::{Db, contract};
use crate::support::site::{Person, Site, frankfurt};
use engine::check::Bound;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use thoathuan::app::admin::rules;
use thoathuan::app::tokens::{self, NewToken, Scope};
use thoathuan::app::verify::verify;
use thoathuan::app::{Error, Who, mails};

contract!(
    a_switch_takes_effect_by_itself_on_its_day,
    a_target_counts_for_clocks_that_begin_later,
    a_pack_is_checked_then_published_and_known_everywhere,
    a_mail_that_came_back_is_told,
    rows_changed_past_the_service_are_named,
);

const PACK: &str = "ordinance-33-2007";

async fn admin(site: &Site) -> Person {
    let admin = site.person("admin@gov.example").await;
    admin.signs_in().await;
    admin
}

fn grounds(from: &str) -> Vec<(&str, &str)> {
    vec![
        ("intent", "send"),
        ("basis_vi", "Quyết định số 12/QĐ-BNG ngày 02/05/2019"),
        ("basis_en", "Decision 12/QĐ-BNG of 2 May 2019"),
        ("reason", "Thí điểm quy trình đầy đủ trong quý II"),
        ("effective_on", from),
    ]
}

async fn track(site: &Site) -> String {
    let official = site.person("official@hcm.example").await;
    let dossier = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    dossier["track"].as_str().unwrap().to_owned()
}

async fn a_switch_takes_effect_by_itself_on_its_day(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let admin = admin(&site).await;
    let (status, page) = admin.page("/admin/switches").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Quy trình nhanh") || page.contains("nhanh"), "{page}");
    let form = format!("/admin/switches/{PACK}/fast");
    // Nothing typed is lost, and every wrong field is named.
    let (status, page) = admin.send(&form, &form, &[("intent", "send"), ("reason", "Chưa có căn cứ")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Chưa có căn cứ") && page.contains("href=\"#basis_vi\"") && page.contains("#effective_on"));
    let (status, page) = admin.send(&form, &form, &grounds("14/04/2019")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "yesterday");
    assert!(page.contains("hôm nay hoặc một ngày sau đó"), "{page}");
    let (status, _) = admin.send(&form, &form, &grounds("17/04/2019")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = admin.page("/admin/switches").await;
    assert!(page.contains("Tắt từ 17/04/2019") && page.contains("Sắp tới"), "{page}");
    assert_eq!(track(&site).await, "fast", "it still is on");
    let (other, url) = site.another().await;
    site.at("2019-04-16T23:59:59");
    assert_eq!(track(&site).await, "fast");
    // At midnight of that day, with nobody doing anything, in every process.
    site.at("2019-04-17T00:00:00");
    assert_eq!(track(&site).await, "standard");
    assert!(other.in_use().off(PACK).contains("fast"));
    assert!(other.in_use().off("another-pack").is_empty(), "switches go by pack and track");
    let official = site.person("official@hcm.example").await;
    let dossier = official.on(&url).post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    assert_eq!(dossier["would_qualify"][0]["track"], "fast");
    assert_eq!(dossier["would_qualify"][0]["working_days_saved"], 4);
    // Through REST it goes on again; a second time is refused, the same request has one effect.
    let body = json!({ "enabled": true, "basis": { "vi": "QĐ 20/QĐ-BNG", "en": "" }, "reason": "Hết thí điểm",
                       "effective_on": "2019-04-17" });
    let path = format!("/api/v1/admin/switches/{PACK}/fast");
    admin.post_key(&path, body.clone(), Some("k1")).await.ok();
    admin.post_key(&path, body.clone(), Some("k1")).await.ok();
    assert_eq!(admin.post_key(&path, body, Some("k2")).await.no(), (422, "invalid"));
    let all = admin.get("/api/v1/admin/switches").await.ok();
    let fast = all["items"].as_array().unwrap().iter().find(|item| item["track"] == "fast").unwrap().clone();
    assert_eq!((&fast["enabled"], fast["history"].as_array().unwrap().len()), (&json!(true), 2));
    assert_eq!(fast["history"][0]["basis"]["en"], "QĐ 20/QĐ-BNG", "the Vietnamese basis where there is no English one");
    assert_eq!(track(&site).await, "fast");
    // Nobody else may look or touch.
    assert_eq!(official.get("/api/v1/admin/switches").await.status, StatusCode::FORBIDDEN);
    official.signs_in().await;
    assert_eq!(official.page("/admin/switches").await.0, StatusCode::FORBIDDEN);
    admin.signs_in().await;
    assert_eq!(admin.page("/admin/switches/ordinance-33-2007/standard").await.0, StatusCode::NOT_FOUND);
    site.verify().await;
}

async fn clearance(site: &Site) -> (String, Value) {
    let official = site.person("official@hcm.example").await;
    let number = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok()["number"].as_str().unwrap().to_owned();
    official.text(&number, "Dự thảo", "Draft", "lần đầu").await.ok();
    let done = official.act(&number, "send-to-clearance", json!({})).await.ok();
    let clock = done["dossier"]["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == "clearance");
    (number, clock.unwrap().clone())
}

async fn a_target_counts_for_clocks_that_begin_later(db: Db) {
    let site = Site::new(db, "2019-04-16T09:00:00").await;
    let admin = admin(&site).await;
    let (first, before) = clearance(&site).await;
    assert_eq!(before["due_on"], "2019-04-19", "three working days");
    // The law's clocks are shown and cannot be set.
    let (_, page) = admin.page("/admin/targets").await;
    assert!(page.contains("Do luật quy định, không thay đổi được"), "{page}");
    assert!(!page.contains("/admin/targets/ordinance-33-2007/opinion"));
    let refused = admin.page("/admin/targets/ordinance-33-2007/opinion").await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.1.contains("do luật quy định"), "{}", refused.1);
    let law = json!({ "days": 3, "basis": { "vi": "x", "en": "x" }, "reason": "x", "effective_on": "2019-04-16" });
    let answer = admin.post(&format!("/api/v1/admin/targets/{PACK}/opinion"), law).await;
    assert_eq!((answer.no(), &answer.json["errors"][0]["code"]), ((422, "invalid"), &json!("set-by-law")));
    let form = format!("/admin/targets/{PACK}/clearance");
    for days in ["0", "251", "ba"] {
        let mut typed = grounds("16/04/2019");
        typed.push(("days", days));
        let (status, page) = admin.send(&form, &form, &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
        assert!(page.contains("href=\"#days\"") && page.contains("Thí điểm"), "{page}");
    }
    let mut typed = grounds("17/04/2019");
    typed.push(("days", "1"));
    assert_eq!(admin.send(&form, &form, &typed).await.0, StatusCode::SEE_OTHER);
    let (_, same_day) = clearance(&site).await;
    assert_eq!(same_day["due_on"], "2019-04-19", "its day has not come");
    site.at("2019-04-17T09:00:00");
    let (second, after) = clearance(&site).await;
    assert_eq!(after["due_on"], "2019-04-18", "one working day");
    // The running clock kept its own length, and both say by which they run.
    let official = site.person("official@hcm.example").await;
    let kept = official.get(before["href"].as_str().unwrap()).await.ok();
    assert_eq!(
        (&kept["clock"]["due_on"], &kept["days_allowed"], &kept["target"]),
        (&json!("2019-04-19"), &json!(3), &Value::Null)
    );
    let set = official.get(after["href"].as_str().unwrap()).await.ok();
    assert_eq!(
        (&set["days_allowed"], &set["target"]["basis"]["vi"]),
        (&json!(1), &json!("Quyết định số 12/QĐ-BNG ngày 02/05/2019"))
    );
    official.signs_in().await;
    let id = after["id"].as_str().unwrap();
    let (_, page) = official.page(&format!("/dossiers/{second}/clocks/{id}")).await;
    for said in ["Mục tiêu đang áp dụng", "Quyết định số 12/QĐ-BNG", "Thí điểm quy trình đầy đủ", "1 ngày làm việc"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    // Timers go by it: at the end of 18 April the second is late, the first is not.
    site.at("2019-04-19T00:00:00");
    thoathuan::app::deadlines::run_due(&site.app, 100).await.unwrap();
    let late = |dossier: &Value| dossier["clocks"].as_array().unwrap().iter().any(|clock| clock["late"] == true);
    assert!(late(&official.dossier(&second).await) && !late(&official.dossier(&first).await));
    site.verify().await;
}

fn next_version(to: u32) -> String {
    let text = include_str!("../../../workflows/ordinance-33-2007.v1.toml");
    text.replacen("version = 1", &format!("version = {to}"), 1)
}

async fn a_pack_is_checked_then_published_and_known_everywhere(db: Db) {
    let site = Site::new(db, "2019-04-16T09:00:00").await;
    let (other, url) = site.another().await;
    let admin = admin(&site).await;
    let old = waiting(&site).await;
    let patience = Duration::from_secs(300);
    let system = Who::system();
    // Broken in the text: every error with its line; nothing is explored or published.
    let broken = next_version(2).replace("basis = [\"pol-clearance\"]", "basis = [\"pol-nothing\"]");
    let answer = admin.post("/api/v1/admin/packs/check", json!({ "text": broken })).await.ok();
    assert_eq!((&answer["holds"], &answer["report"]), (&json!(false), &Value::Null));
    let error = answer["errors"][0].as_str().unwrap();
    assert!(error.contains("pack.toml:") && error.contains("pol-nothing"), "{error}");
    assert_eq!(admin.post("/api/v1/admin/packs", json!({ "text": broken })).await.no(), (422, "invalid"));
    // Broken in its rules: the shortest way to what must not be.
    let lax = next_version(2)
        .replace("guards = [\"not-the-drafter\"]", "guards = []")
        .replace("guards = [\"not-the-drafter\", ", "guards = [");
    assert_ne!(lax, next_version(2));
    let bound = Bound { other_bodies: 0, revisions: 1, thorough_up_to: 0, details_up_to: 0, stop_at_first: true };
    let checked = rules::check_within(&site.app, &system, "lax.toml", &lax, &bound, patience).await.unwrap();
    let rules::Checking::Done(found, _) = checked else { panic!("not explored") };
    assert!(!found.holds() && !found.report.as_ref().unwrap().violations[0].steps.is_empty());
    let refused = rules::publish(&site.app, &system, "lax.toml", &lax, patience).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    // A version out of its order, and one that is published with another text.
    let skips = next_version(3);
    let refused = rules::publish(&site.app, &system, "p.toml", &skips, patience).await;
    assert!(matches!(&refused, Err(Error::Invalid(wrong)) if wrong.0[0].code == "version-not-next"), "{refused:?}");
    let other_text = format!("# another text\n{}", next_version(1));
    let refused = rules::publish(&site.app, &system, "p.toml", &other_text, patience).await;
    assert!(matches!(&refused, Err(Error::Invalid(wrong)) if wrong.0[0].code == "version-taken"), "{refused:?}");
    // A whole one; through the page, in two steps.
    let good = next_version(2);
    rules::check_within(&site.app, &system, "p.toml", &good, &bound, patience).await.unwrap();
    let (_, page) = admin.page("/admin/rules").await;
    let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = |text: String| {
        let part = reqwest::multipart::Part::bytes(text.into_bytes()).file_name("ordinance.v2.toml");
        reqwest::multipart::Form::new().text("csrf", token.clone()).part("file", part)
    };
    let (status, page) = admin.upload("/admin/rules/check", form(good.clone())).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("mọi bất biến đều đúng") && page.contains("Công bố phiên bản 2"), "{page}");
    assert!(site.app.registry.pack(PACK, 2).is_none(), "nothing is published before it is confirmed");
    let (status, page) = admin.upload("/admin/rules/publish", form(good.clone())).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(rules::publish(&site.app, &system, "p.toml", &good, patience).await.is_ok(), "the same again is done");
    // New dossiers take it at once, old ones keep theirs; another process learns of it without a new start.
    let official = site.person("official@hcm.example").await;
    let new = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    assert_eq!(new["pack"]["version"], 2);
    assert_eq!(official.dossier(&old).await["pack"]["version"], 1);
    assert!(other.registry.pack(PACK, 2).is_none());
    other.read_rules().await.unwrap();
    let there = official.on(&url).post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    assert_eq!(there["pack"]["version"], 2);
    // What is pinned to which: numbers, and nothing else.
    let pinned = admin.get(&format!("/api/v1/admin/packs/{PACK}/2/dossiers?limit=1")).await.ok();
    assert_eq!(pinned["items"], json!([new["number"]]));
    let next = pinned["next"].as_str().unwrap();
    let rest = admin.get(&format!("/api/v1/admin/packs/{PACK}/2/dossiers?after={next}")).await.ok();
    assert_eq!((&rest["items"], &rest["next"]), (&json!([there["number"]]), &Value::Null));
    let (_, page) = admin.page(&format!("/admin/rules/{PACK}/1/dossiers")).await;
    assert!(page.contains(&old) && !page.contains("Bản ghi nhớ"), "{page}");
    assert_eq!(admin.get(&format!("/api/v1/admin/packs/{PACK}/9/dossiers")).await.no(), (404, "not-found"));
    assert_eq!(official.get(&format!("/api/v1/admin/packs/{PACK}/2/dossiers")).await.status, StatusCode::FORBIDDEN);
    site.verify().await;
}

async fn a_mail_that_came_back_is_told(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let number = waiting(&site).await;
    thoathuan::app::deliver::deliver(&site.app, "test", 100).await.unwrap();
    let admin = admin(&site).await;
    let sent = admin.get("/api/v1/admin/mails?state=sent").await.ok();
    let mail = sent["items"].as_array().unwrap().iter().find(|mail| mail["to"] == "reviewer@mofa.example");
    let mail = mail.unwrap_or_else(|| panic!("{number}: {sent}")).clone();
    let what = format!("<{}@localhost>", mail["id"].as_str().unwrap());
    let told = json!({ "what": what, "reason": "550 5.1.1 user unknown" });
    assert_eq!(
        admin.post("/api/v1/admin/mails/bounces", json!({ "what": "nothing", "reason": "x" })).await.no().0,
        422
    );
    let nobody = json!({ "what": "nobody@mofa.example", "reason": "x" });
    assert_eq!(admin.post("/api/v1/admin/mails/bounces", nobody).await.no(), (404, "not-found"));
    admin.post("/api/v1/admin/mails/bounces", told.clone()).await.ok();
    admin.post("/api/v1/admin/mails/bounces", told).await.ok();
    let bounced = admin.get("/api/v1/admin/mails?state=bounced").await.ok();
    assert_eq!(bounced["items"].as_array().unwrap().len(), 1);
    assert_eq!(bounced["counts"]["bounced"], 1);
    // Its owner sees a banner; whoever is above him gets a notice, once.
    let reviewer = site.person("reviewer@mofa.example").await;
    reviewer.signs_in().await;
    let (_, page) = reviewer.page("/notices").await;
    assert!(page.contains("<code>reviewer@mofa.example"), "{page}");
    let (_, page) = reviewer.page("/").await;
    assert!(page.contains("<code>reviewer@mofa.example"), "on the first page too: {page}");
    let above = site.person("deputy@mofa.example").await;
    let notices = above.get("/api/v1/notices").await.ok();
    let told = notices["items"].as_array().unwrap().iter().filter(|notice| notice["kind"] == "unreachable");
    let told: Vec<&Value> = told.collect();
    assert_eq!(told.len(), 1, "{notices}");
    above.signs_in().await;
    let (_, page) = above.page("/").await;
    assert!(page.contains("Vũ Hải Yến") && page.contains("(reviewer@mofa.example)"), "who it is: {page}");
    assert!(!page.contains("<code>deputy@mofa.example"), "his own address is no matter: {page}");
    // Another mail goes out: that proves nothing as long as the one that came back was not sent again.
    site.at("2019-04-16T09:00:00");
    waiting(&site).await;
    thoathuan::app::deliver::deliver(&site.app, "test", 100).await.unwrap();
    reviewer.signs_in().await;
    admin.signs_in().await;
    assert!(reviewer.page("/notices").await.1.contains("<code>reviewer@mofa.example"));
    let (_, page) = admin.page("/admin/mail?state=bounced").await;
    assert!(page.contains("không có địa chỉ này") && page.contains("5.1.1"), "{page}");
    let id = mail["id"].as_str().unwrap();
    admin.post(&format!("/api/v1/admin/mails/{id}/retry"), json!({})).await.ok();
    thoathuan::app::deliver::deliver(&site.app, "test", 100).await.unwrap();
    assert!(!reviewer.page("/notices").await.1.contains("<code>reviewer@mofa.example"), "it arrived");
    let (_, page) = reviewer.page("/").await;
    assert!(!page.contains("<code>reviewer@mofa.example"), "{page}");
    // Where nobody holds the post above, the colleagues are told.
    let gone = json!({ "what": "deputy@mofa.example", "reason": "550 mailbox unavailable" });
    admin.post("/api/v1/admin/mails/bounces", gone).await.ok();
    let notices = reviewer.get("/api/v1/notices").await.ok();
    let told = notices["items"].as_array().unwrap().iter().filter(|notice| notice["kind"] == "unreachable");
    assert_eq!(told.count(), 1, "{notices}");
    let odd = admin.get("/api/v1/admin/mails?state=zzz").await;
    assert_eq!(odd.no(), (422, "invalid"));
    assert_eq!(reviewer.get("/api/v1/admin/mails").await.status, StatusCode::FORBIDDEN);
    let forbidden =
        mails::outbox(&site.app, &Who::new(account(&site, &reviewer.email).await, vec![]), None, None, 5).await;
    assert!(matches!(forbidden, Err(Error::Forbidden)));
    site.verify().await;
}

async fn account(site: &Site, email: &str) -> thoathuan::store::accounts::Account {
    thoathuan::store::accounts::by_email(&site.app.store, email).await.unwrap().unwrap()
}

/// Statement, the one that undoes it, and a part of what is said.
const CHANGES: [[&str; 3]; 12] = [
    ["UPDATE target SET days = 90", "UPDATE target SET days = 4", "table target differs"],
    [
        "UPDATE target SET reason = 'x' || reason",
        "UPDATE target SET reason = substr(reason, 2)",
        "table target differs",
    ],
    [
        "UPDATE target SET effective_on = '2018-01-01'",
        "UPDATE target SET effective_on = '2019-04-15'",
        "table target differs",
    ],
    ["UPDATE target SET clock = 'decision'", "UPDATE target SET clock = 'clearance'", "table target differs"],
    ["UPDATE track_switch SET enabled = true", "UPDATE track_switch SET enabled = false", "table track_switch differs"],
    [
        "UPDATE track_switch SET basis_en = basis_en || 'x'",
        "UPDATE track_switch SET basis_en = substr(basis_en, 1, length(basis_en) - 1)",
        "table track_switch differs",
    ],
    [
        "UPDATE api_token SET scope = 'admin' WHERE name = 'narrow'",
        "UPDATE api_token SET scope = 'read' WHERE name = 'narrow'",
        "table api_token differs",
    ],
    [
        "UPDATE api_token SET expires_at = NULL WHERE name = 'narrow'",
        "UPDATE api_token SET expires_at = (SELECT k.expires_at FROM kept_token k) WHERE name = 'narrow'",
        "table api_token differs",
    ],
    [
        "UPDATE api_token SET revoked_at = NULL WHERE name = 'narrow'",
        "UPDATE api_token SET revoked_at = (SELECT k.revoked_at FROM kept_token k) WHERE name = 'narrow'",
        "table api_token differs",
    ],
    [
        "UPDATE api_token SET hash = 'x' || hash WHERE name = 'narrow'",
        "UPDATE api_token SET hash = substr(hash, 2) WHERE name = 'narrow'",
        "table api_token differs",
    ],
    [
        "UPDATE pack SET text = text || 'x'",
        "UPDATE pack SET text = substr(text, 1, length(text) - 1)",
        "does not give its SHA-256",
    ],
    ["track_like_target", "DELETE FROM target WHERE clock = 'decision'", "no entry tells of"],
];

async fn rows_changed_past_the_service_are_named(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let admin = admin(&site).await;
    site.fast_track_off().await;
    let body = json!({ "days": 4, "basis": { "vi": "QĐ 1", "en": "" }, "reason": "thử", "effective_on": "2019-04-15" });
    admin.post(&format!("/api/v1/admin/targets/{PACK}/clearance"), body).await.ok();
    let new = NewToken { name: "narrow".to_owned(), scope: Scope::Read, days: 10 };
    let issued = tokens::issue(&site.app, &Who::system(), "admin@gov.example", &new, None).await.unwrap();
    let id = issued.id;
    admin.post(&format!("/api/v1/tokens/{id}/revoke"), json!({})).await.ok();
    site.verify().await;
    for statement in site.db.without_guards() {
        site.db.sql(&statement).await.unwrap();
    }
    site.db
        .sql("CREATE TABLE kept_token AS SELECT expires_at, revoked_at FROM api_token WHERE name = 'narrow'")
        .await
        .unwrap();
    for [change, undo, said] in CHANGES {
        let change = match change.contains("track_like_target") {
            // An id of its own that both databases can make: that of the switch.
            true => {
                "INSERT INTO target (id, pack_id, clock, days_kind, days, basis_vi, basis_en, reason, effective_on, at) \
                     SELECT id, pack_id, 'decision', 'working', 1, basis_vi, basis_en, reason, effective_on, at FROM track_switch"
            }
            false => change,
        };
        site.db.sql(change).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
        let report = verify(&site.app).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
        let bad = report.first_bad.unwrap_or_else(|| panic!("not seen: {change}"));
        assert!(bad.reason.contains(said), "{change}: {bad:?}");
        site.db.sql(undo).await.unwrap_or_else(|error| panic!("{undo}: {error:?}"));
        assert_eq!(verify(&site.app).await.unwrap().first_bad, None, "{undo}");
    }
}
