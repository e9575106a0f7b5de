//! Mails that did not arrive: which of them an administrator may send again, to whom they then go, and how little of a
//! dossier he learns from their list. And forms that come twice.

use super::races::waiting;
use crate::support::browser::{Browser, link_to};
use crate::support::db::{Db, contract};
use crate::support::site::{Person, Site};
use reqwest::StatusCode;
use serde_json::{Value, json};
use thoathuan::app::deliver::deliver;
use thoathuan::app::demo;

contract!(
    a_link_that_came_back_is_not_sent_empty,
    a_mail_that_nobody_needs_is_never_sent,
    who_left_the_post_gets_nothing_of_it,
    a_mail_that_was_sent_is_not_sent_again,
    the_list_of_mails_tells_nothing_of_dossiers,
    a_form_sent_twice_has_one_effect,
    the_demo_clock_moves_once_a_click,
    a_mail_to_a_former_address_says_nothing_of_the_new_one,
);

const NOW: &str = "2019-04-15T09:00:00";
const ADMIN: &str = "admin@gov.example";

/// The relay refused every mail that waits.
async fn refused(site: &Site) {
    let done = "UPDATE outbox SET state = 'failed', last_error = '550 5.2.2 mailbox full' WHERE state = 'queued'";
    assert!(site.db.sql(done).await.unwrap() > 0);
}

async fn hand_over(site: &Site) {
    while deliver(&site.app, "test", 100).await.unwrap().claimed() > 0 {}
}

/// How many mails went to `email`.
fn got(site: &Site, email: &str) -> usize {
    site.mails.lock().unwrap().iter().filter(|mail| mail.to == email).count()
}

/// Mails of a state, as the administrator's list has them.
async fn listed(admin: &Person, state: &str) -> Vec<Value> {
    let page = admin.get(&format!("/api/v1/admin/mails?limit=200&state={state}")).await.ok();
    page["items"].as_array().unwrap().clone()
}

async fn a_mail_that_nobody_needs_is_never_sent(db: Db) {
    let site = Site::new(db, NOW).await;
    waiting(&site).await;
    refused(&site).await;
    let admin = site.person(ADMIN).await;
    let failed = listed(&admin, "failed").await;
    assert!(failed.len() >= 3, "{failed:?}");
    // A fortnight later nobody needs to hear that something was done. What was already set aside stays so.
    site.at("2019-04-30T09:00:00");
    let admin = site.person(ADMIN).await;
    let first = failed[0]["id"].as_str().unwrap();
    for _ in 0..2 {
        let answer = admin.post(&format!("/api/v1/admin/mails/{first}/retry"), json!({})).await;
        assert_eq!(answer.no(), (409, "mail-not-needed"), "{}", answer.json);
    }
    assert_eq!(admin.post("/api/v1/admin/mails/retry", json!({})).await.ok(), json!({ "mails": 0 }));
    hand_over(&site).await;
    assert_eq!(site.mails.lock().unwrap().len(), 0);
    let aside = listed(&admin, "superseded").await;
    assert_eq!(aside.len(), failed.len(), "a state of its own");
    assert!(aside.iter().all(|mail| mail["last_error"] == "no-longer-useful"), "{aside:?}");
    let counts = admin.get("/api/v1/admin/mails").await.ok()["counts"].clone();
    assert_eq!((&counts["failed"], &counts["superseded"]), (&json!(0), &json!(failed.len())), "{counts}");
    // The page says why, in words, and offers nothing.
    let browser = Browser::of(&site, ADMIN, demo::PASSWORD).await;
    let page = browser.get("/admin/mail?state=superseded").await.says(200, "quá thời gian còn có ích");
    assert!(!page.html.contains("/retry\""), "{}", page.html);
    // Neither does a sender that finds one in the queue: its time runs out there as well.
    assert_eq!(admin.post(&format!("/api/v1/admin/mails/{first}/retry"), json!({})).await.no().0, 409);
    site.verify().await;
}

async fn who_left_the_post_gets_nothing_of_it(db: Db) {
    let site = Site::new(db, NOW).await;
    waiting(&site).await;
    refused(&site).await;
    let admin = site.person(ADMIN).await;
    let mine = async |admin: &Person| -> Vec<Value> {
        let mut failed = listed(admin, "failed").await;
        failed.retain(|mail| mail["to"] == "reviewer@mofa.example" && mail["kind"] == "done");
        failed
    };
    assert!(!mine(&admin).await.is_empty());
    // The reviewer hands his post over. He stays in the service, in another post of the same body.
    let found = admin.get("/api/v1/admin/accounts?q=reviewer%40mofa.example").await.ok();
    let account = found["items"][0]["id"].as_str().unwrap().to_owned();
    let shown = admin.get(&format!("/api/v1/admin/accounts/{account}")).await.ok();
    let holding = shown["holdings"][0]["id"].as_str().unwrap();
    let org = site.org("MOFA").await;
    let post =
        json!({ "title_vi": "Chuyên viên Vụ khác", "role": "reviewer", "intake": false, "valid_from": "2019-04-01" });
    let post = admin.post(&format!("/api/v1/admin/organisations/{org}/posts"), post).await.json;
    let post = post["id"].as_str().unwrap();
    let taken = json!({ "email": "reviewer@mofa.example", "from": "2019-04-15" });
    let answer = admin.post(&format!("/api/v1/admin/posts/{post}/holdings"), taken).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    site.at("2019-04-16T09:00:00");
    let admin = site.person(ADMIN).await;
    let successor = json!({ "email": "ke-nhiem@mofa.example", "name": "Trịnh Kế Nhiệm", "from": "2019-04-16" });
    let answer = admin.post(&format!("/api/v1/admin/holdings/{holding}/hand-over"), successor).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    // One click, and all of them; and what was in the queue when he left.
    let failed = mine(&admin).await;
    let one = failed[0]["id"].as_str().unwrap();
    let answer = admin.post(&format!("/api/v1/admin/mails/{one}/retry"), json!({})).await;
    assert_eq!(answer.no(), (409, "mail-not-needed"), "{}", answer.json);
    let again = admin.post("/api/v1/admin/mails/retry", json!({})).await.ok();
    assert!(again["mails"].as_u64().unwrap() > 0, "the others get theirs");
    let state = "UPDATE outbox SET state = 'queued' WHERE to_addr = 'reviewer@mofa.example' AND kind = 'done'";
    assert!(site.db.sql(state).await.unwrap() > 0);
    hand_over(&site).await;
    assert_eq!(got(&site, "reviewer@mofa.example"), 0, "he reads the dossier no more");
    assert!(
        got(&site, "leader@hcm.example") + got(&site, "deputy@mofa.example") + got(&site, "official@hcm.example") > 0
    );
    let aside = listed(&admin, "superseded").await;
    assert!(aside.iter().all(|mail| mail["last_error"] == "post-left"), "{aside:?}");
    site.verify().await;
}

async fn a_mail_that_was_sent_is_not_sent_again(db: Db) {
    let site = Site::new(db, NOW).await;
    waiting(&site).await;
    refused(&site).await;
    let admin = site.person(ADMIN).await;
    let failed = listed(&admin, "failed").await;
    let id = failed[0]["id"].as_str().unwrap();
    let to = failed[0]["to"].as_str().unwrap();
    let path = format!("/api/v1/admin/mails/{id}/retry");
    let browser = Browser::of(&site, ADMIN, demo::PASSWORD).await;
    let form = format!("/admin/mail/{id}/retry");
    // The page was open while another administrator sent it.
    let old = browser.get("/admin/mail?state=failed").await;
    admin.post_key(&path, json!({}), Some("again-1")).await.ok();
    assert_eq!(admin.post(&path, json!({})).await.ok(), json!({ "mails": 1 }), "it waits: nothing to do");
    hand_over(&site).await;
    assert_eq!(got(&site, to), 1);
    let answer = admin.post(&path, json!({})).await;
    assert_eq!(answer.no(), (409, "mail-sent-already"), "{}", answer.json);
    admin.post_key(&path, json!({}), Some("again-1")).await.ok();
    let said = browser.send_as(&old, &form, &[]).await.says(409, "đã được gửi đi");
    assert!(said.html.contains("Tình trạng thư điện tử"), "on the list itself: {}", said.html);
    hand_over(&site).await;
    assert_eq!(got(&site, to), 1);
    let unknown = uuid::Uuid::from_u128(7);
    assert_eq!(admin.post(&format!("/api/v1/admin/mails/{unknown}/retry"), json!({})).await.no().0, 404);
    site.verify().await;
}

async fn the_list_of_mails_tells_nothing_of_dossiers(db: Db) {
    let site = Site::new(db, NOW).await;
    let number = waiting(&site).await;
    hand_over(&site).await;
    let subjects = site.db.rows("SELECT subject FROM outbox WHERE kind = 'done'").await;
    assert!(subjects.iter().any(|subject| subject.contains(&number)), "{subjects:?}");
    let admin = site.person(ADMIN).await;
    let page = admin.get("/api/v1/admin/mails").await.ok();
    assert!(
        page["items"].as_array().unwrap().iter().all(|mail| mail.get("subject").is_none() && mail["kind"] == "done")
    );
    let browser = Browser::of(&site, ADMIN, demo::PASSWORD).await;
    let shown = browser.get("/admin/mail").await.says(200, "Thông báo về hồ sơ");
    for text in [page.to_string(), shown.html] {
        assert!(!text.contains(&number) && !text.contains("Frankfurt"), "{text}");
    }
}

async fn a_form_sent_twice_has_one_effect(db: Db) {
    let site = Site::new(db, NOW).await;
    let admin = site.person(ADMIN).await;
    admin.signs_in().await;
    let form = "/admin/targets/ordinance-33-2007/clearance";
    let fields = |key: &'static str| {
        [
            ("days", "4"),
            ("effective_on", "15/04/2019"),
            ("basis_vi", "QĐ 12/QĐ-UBND"),
            ("basis_en", ""),
            ("reason", "Rút ngắn."),
            // Acts known when the form was opened: the same form, sent again.
            ("seen", if key.is_empty() { "0" } else { "1" }),
            ("idempotency_key", key),
        ]
    };
    for key in ["", "", "một khóa", "một khóa"] {
        let (status, page) = admin.send(form, form, &fields(key)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }
    assert_eq!(site.db.rows("SELECT count(*) FROM target").await, ["2"], "one without a key, one with");
    // A form without any key at all.
    let (_, page) = admin.send(form, form, &fields("")[..6]).await;
    assert_eq!(site.db.rows("SELECT count(*) FROM target").await, ["2"], "{page}");
    // The same key with other content is said to be that, at the form.
    let mut other = fields("một khóa");
    other[0] = ("days", "6");
    let (status, page) = admin.send(form, form, &other).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("nội dung khác") && page.contains("value=\"6\""), "{page}");

    // Tokens: one, shown once; the second click says so, also when both come at once.
    let official = site.person("official@hcm.example").await;
    official.signs_in().await;
    let form = "/account/tokens";
    let token = |key: &'static str| [("name", "Tổng hợp"), ("scope", "read"), ("days", "10"), ("idempotency_key", key)];
    for (n, key) in ["khóa", ""].into_iter().enumerate() {
        let fields = token(key);
        let (one, other) = tokio::join!(official.send(form, form, &fields), official.send(form, form, &fields));
        let mut statuses = [one.0.as_u16(), other.0.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.1, other.1);
        let (late, first) = if one.0 == StatusCode::OK { (&other.1, &one.1) } else { (&one.1, &other.1) };
        assert!(first.contains("class=\"token\"") && !late.contains("class=\"token\""));
        assert!(late.contains("thu hồi mã ấy"), "{late}");
        let rows = site.db.rows("SELECT count(*) FROM api_token WHERE name = 'Tổng hợp'").await;
        assert_eq!(rows, [(n + 1).to_string()]);
    }
    site.verify().await;
}

async fn the_demo_clock_moves_once_a_click(db: Db) {
    let site = Site::demo(db, NOW).await;
    let official = site.person("official@hcm.example").await;
    official.signs_in().await;
    let form = "/demo/clock";
    let week = [("step", "week"), ("idempotency_key", "một tuần")];
    let (status, page) = official.send(form, form, &week).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let there = site.clock.now();
    assert_eq!((there - crate::support::site::time(NOW)).num_days(), 7);
    let (_, page) = official.send(form, form, &week).await;
    assert!(page.contains("không chuyển thêm"), "{page}");
    let (one, other) = tokio::join!(
        official.send(form, form, &[("step", "week"), ("idempotency_key", "")]),
        official.send(form, form, &[("step", "week"), ("idempotency_key", "")])
    );
    assert!(one.0.is_success() && other.0.is_success());
    assert_eq!((site.clock.now() - there).num_days(), 7, "one week, not two");
}

/// The bytes of a link go once it is handed over: if it comes back, a new link is what helps.
async fn a_link_that_came_back_is_not_sent_empty(db: Db) {
    let site = Site::new(db, NOW).await;
    let admin = site.person(ADMIN).await;
    let email = "moi@hcm.example";
    let new = json!({ "email": email, "name": "Người Mới" });
    let account = admin.post("/api/v1/admin/accounts", new).await.ok()["id"].as_str().unwrap().to_owned();
    let first = link_to(&site, email).await;
    assert_eq!(got(&site, email), 1);
    let id = site.db.rows("SELECT message_id FROM outbox WHERE kind = 'link'").await.remove(0);
    let told = json!({ "what": id, "reason": "452 4.2.2 mailbox full" });
    admin.post("/api/v1/admin/mails/bounces", told).await.ok();
    let state = "SELECT state FROM outbox WHERE kind = 'link'";
    let mails = admin.get("/api/v1/admin/mails?state=bounced").await.ok();
    let id = mails["items"][0]["id"].as_str().unwrap().to_owned();
    let again = admin.post(&format!("/api/v1/admin/mails/{id}/retry"), Value::Null).await;
    assert_eq!(again.no(), (409, "mail-link-gone"), "{}", again.json);
    hand_over(&site).await;
    assert_eq!((got(&site, email), site.db.rows(state).await), (1, vec!["bounced".to_owned()]), "it stays what it is");
    let failing = "SELECT count(*) FROM account WHERE email_failing_since IS NOT NULL";
    assert_eq!(site.db.rows(failing).await, ["1"]);
    admin.post(&format!("/api/v1/admin/accounts/{account}/send-link"), Value::Null).await.ok();
    assert_ne!(link_to(&site, email).await, first);
}

/// What comes back from an address that somebody has no more is no reason to doubt the one he has; and a mail of which the
/// mail system tells twice is one.
async fn a_mail_to_a_former_address_says_nothing_of_the_new_one(db: Db) {
    let site = Site::new(db, NOW).await;
    waiting(&site).await;
    hand_over(&site).await;
    let admin = site.person(ADMIN).await;
    let reviewer = "reviewer@mofa.example";
    let sent = format!("SELECT message_id FROM outbox WHERE to_addr = '{reviewer}' AND state = 'sent'");
    let mail = site.db.rows(&sent).await.remove(0);
    let found = admin.get("/api/v1/admin/accounts?q=reviewer%40mofa").await.ok()["items"][0].clone();
    let account = format!("/api/v1/admin/accounts/{}", found["id"].as_str().unwrap());
    let moved = json!({ "name": found["name"], "lang": "vi", "email": "moi@mofa.example" });
    admin.post(&format!("{account}/change"), moved).await.ok();
    let bounce = json!({ "what": mail, "reason": "550 5.1.1 no such user" });
    let failing = "SELECT count(*) FROM account WHERE email_failing_since IS NOT NULL";
    for _ in 0..2 {
        admin.post("/api/v1/admin/mails/bounces", bounce.clone()).await.ok();
        assert_eq!(site.db.rows(failing).await, ["0"], "the new address was never tried");
    }
    let noted = "SELECT count(*) FROM audit_entry WHERE act = 'mail-bounced'";
    assert_eq!(site.db.rows(noted).await, ["1"]);
    assert_eq!(site.db.rows("SELECT count(*) FROM notice WHERE kind = 'unreachable'").await, ["0"]);
    // The old address is told of the new one; that mail may come back as well, and belongs to nobody.
    hand_over(&site).await;
    let told = site.db.rows("SELECT message_id FROM outbox WHERE kind = 'old-address'").await.remove(0);
    admin.post("/api/v1/admin/mails/bounces", json!({ "what": told, "reason": "550 5.1.1 no such user" })).await.ok();
    assert_eq!(listed(&admin, "bounced").await.len(), 2);
    assert_eq!(site.db.rows(failing).await, ["0"]);
    site.verify().await;
}
