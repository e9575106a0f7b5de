//! Who has left can be forgotten: after his name is erased, and what was mailed is swept, nothing here names him.

use super::races::waiting;
use super::separation::Desk;
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use serde_json::{Value, json};
use thoathuan::app::deliver::deliver;
use thoathuan::app::sweep::sweep;

contract!(nothing_names_who_was_erased, an_old_mail_goes_and_one_that_waits_stays, a_mail_being_sent_is_let_go);

const NAME: &str = "Vũ Hải Yến";
const ADDRESS: &str = "reviewer@mofa.example";

/// A reviewer to whom mails do not arrive, and of whom others were told.
async fn bounced(site: &Site) -> (Desk<'_>, String) {
    waiting(site).await;
    let reviewer = site.person(ADDRESS).await;
    reviewer.signs_in().await;
    reviewer.page("/").await;
    let desk = Desk::new(site).await;
    deliver(&site.app, "test", 100).await.unwrap();
    desk.send("mails/bounces", json!({ "what": ADDRESS, "reason": "550 reviewer@mofa.example unknown" })).await.ok();
    let id = desk.account(ADDRESS).await["id"].as_str().unwrap().to_owned();
    (desk, id)
}

/// Mails that greet him. Their text is encoded: the words are found as a mail writes them.
async fn named(db: &Db) -> usize {
    db.traces_count("outbox", "mime", "i Y=E1=BA=BFn").await
}

async fn nothing_names_who_was_erased(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let (desk, id) = bounced(&site).await;
    let above = site.person("deputy@mofa.example").await;
    above.signs_in().await;
    assert!(above.page("/notices").await.1.contains(NAME));
    assert_eq!(site.db.traces_of(NAME).await, ["account.name", "personal_name.value"], "in clear in one place each");
    assert!(site.db.traces_of(ADDRESS).await.len() > 2);
    // He also had another address before; a letter told him there that it changed.
    let moved = json!({ "name": NAME, "lang": "vi", "email": "khac@mofa.example" });
    desk.send(&format!("accounts/{id}/change"), moved).await.ok();
    assert!(named(&site.db).await >= 2, "his mails greet him, at both addresses");
    desk.send(&format!("accounts/{id}/close"), Value::Null).await.ok();
    desk.send(&format!("accounts/{id}/erase-name"), Value::Null).await.ok();
    assert_eq!(site.db.traces_of(NAME).await, Vec::<String>::new());
    assert_eq!(named(&site.db).await, 0);
    for address in [ADDRESS, "khac@mofa.example"] {
        assert_eq!(site.db.traces_of(address).await, Vec::<String>::new(), "{address}");
    }
    // Those who were told see that somebody was meant, and the mails say no more than that they were.
    let (_, page) = above.page("/notices").await;
    assert!(page.contains("đã được xóa") && !page.contains(NAME), "{page}");
    let notices = above.get("/api/v1/notices").await.ok();
    let told = notices["items"].as_array().unwrap().iter().find(|notice| notice["kind"] == "unreachable");
    assert_eq!(told.unwrap()["said"], json!({ "name": null, "address": null }));
    let his = "SELECT state FROM outbox WHERE to_addr = '' AND subject = '' AND length(mime) = 0";
    assert!(!site.db.rows(his).await.is_empty());
    let admin = site.person("admin@gov.example").await;
    admin.signs_in().await;
    assert!(admin.page("/admin/mail").await.1.contains("tên đã xóa"), "{}", admin.page("/admin/mail").await.1);
    site.verify().await;
}

async fn an_old_mail_goes_and_one_that_waits_stays(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    waiting(&site).await;
    deliver(&site.app, "test", 100).await.unwrap();
    site.at("2019-04-16T09:00:00");
    waiting(&site).await;
    let states = async |site: &Site| site.db.rows("SELECT DISTINCT state FROM outbox ORDER BY state").await;
    assert_eq!(states(&site).await, ["queued", "sent"]);
    let lost = "UPDATE outbox SET state = 'failed' WHERE id = (SELECT min(id) FROM outbox WHERE state = 'sent')";
    if site.db.sql(lost).await.is_err() {
        // PostgreSQL has no least of ids.
        let lost = lost.replace("min(id)", "id").replace("'sent')", "'sent' LIMIT 1)");
        site.db.sql(&lost).await.unwrap();
    }
    site.at("2019-07-14T08:00:00");
    assert_eq!(sweep(&site.app).await.unwrap().mails, 0, "not yet ninety days");
    site.at("2019-07-14T10:00:00");
    assert!(sweep(&site.app).await.unwrap().mails > 0);
    assert_eq!(states(&site).await, ["failed", "queued"]);
    site.at("2020-04-15T10:00:00");
    assert_eq!(sweep(&site.app).await.unwrap().mails, 1, "the one that did not arrive");
    assert_eq!(states(&site).await, ["queued"]);
    site.verify().await;
}

async fn a_mail_being_sent_is_let_go(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    waiting(&site).await;
    let desk = Desk::new(&site).await;
    let id = desk.account(ADDRESS).await["id"].as_str().unwrap().to_owned();
    let claim =
        "UPDATE outbox SET lease_owner = 'other', lease_until = next_try_at WHERE to_addr = 'reviewer@mofa.example'";
    assert!(site.db.sql(claim).await.unwrap() > 0);
    desk.send(&format!("accounts/{id}/close"), Value::Null).await.ok();
    desk.send(&format!("accounts/{id}/erase-name"), Value::Null).await.ok();
    let kept = "SELECT DISTINCT state FROM outbox WHERE to_addr = ''";
    assert_eq!(site.db.rows(kept).await, ["superseded"]);
    assert_eq!(site.db.rows("SELECT count(*) FROM outbox WHERE lease_owner = 'other'").await, ["0"]);
    site.verify().await;
}
