//! Days, deputies, links and addresses: what an administrator may enter, and what he may not.

use super::races::waiting;
use super::separation::{Desk, wrong};
use crate::support::browser::{Browser, link_to, mails_to};
use crate::support::db::{Db, contract};
use crate::support::site::{Site, frankfurt};
use serde_json::{Value, json};

contract!(
    a_hand_over_begins_after_what_the_leaver_did,
    a_deputyship_has_days_to_come_and_an_end,
    a_deputy_belongs_to_the_house,
    a_deputyship_falls_with_the_deputys_own_post,
    a_deputyship_in_which_work_was_done_is_not_cut,
    who_would_have_begun_later_leaves_no_days,
    closing_an_account_destroys_its_links,
    a_new_password_ends_what_the_old_one_gave,
    a_first_holding_begins_with_its_post,
    a_closed_account_is_not_changed,
    a_code_is_one_whatever_its_letters,
    several_posts_may_be_at_the_intake,
    an_address_is_changed_without_a_trace_in_clear,
    an_address_is_one_and_can_take_mail,
);

const ADMIN: &str = "admin@gov.example";
const LEADER: &str = "leader@hcm.example";

async fn a_hand_over_begins_after_what_the_leaver_did(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    waiting(&site).await;
    let (post, held) = desk.held("official@hcm.example").await;
    site.at("2019-04-17T09:00:00");
    let path = format!("holdings/{held}/hand-over");
    let to = |from: &str| json!({ "email": "ke-nhiem@hcm.example", "name": "Võ Kế Nhiệm", "from": from });
    for from in ["2018-01-01", "2019-04-14"] {
        let answer = desk.send(&path, to(from)).await;
        assert_eq!(wrong(&answer), (422, "from", "acted-later"), "{from}: {}", answer.json);
        assert!(answer.json.to_string().contains("15/04/2019"), "{}", answer.json);
    }
    // Since then he did nothing: the sixteenth is as true as today.
    desk.send(&path, to("2019-04-16")).await.ok();
    let holdings = desk.read(&format!("posts/{post}")).await["holdings"].clone();
    assert_eq!((&holdings[0]["to"], &holdings[1]["from"]), (&json!("2019-04-15"), &json!("2019-04-16")));
    site.verify().await;
}

/// A deputy of the leader of Ho Chi Minh City.
fn deputy(email: &str, from: &str, to: Option<&str>) -> Value {
    json!({ "email": email, "from": from, "to": to, "acts_for": LEADER })
}

async fn a_deputyship_has_days_to_come_and_an_end(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (post, _) = desk.held(LEADER).await;
    let official = "official@hcm.example";
    for (from, to, expected) in [
        ("2018-01-01", Some("2018-02-01"), ("from", "in-the-past")),
        ("2019-04-14", Some("2019-04-30"), ("from", "in-the-past")),
        ("2019-04-15", None, ("to", "deputy-without-end")),
        ("2019-04-15", Some("2020-04-16"), ("to", "deputy-too-long")),
        ("2019-04-15", Some("2019-04-14"), ("to", "date-order")),
    ] {
        let answer = desk.hold(&post, deputy(official, from, to)).await;
        assert_eq!(wrong(&answer), (422, expected.0, expected.1), "{from} {to:?}: {}", answer.json);
    }
    let given = desk.hold(&post, deputy(official, "2019-04-15", Some("2020-04-15"))).await.ok();
    // Nor is it drawn out beyond the year, or ended before it began.
    let id = given["id"].as_str().unwrap();
    desk.end(id, "2019-05-15").await.ok();
    assert_eq!(wrong(&desk.end(id, "2020-05-01").await), (422, "last_day", "deputy-too-long"));
    assert_eq!(wrong(&desk.end(id, "2019-04-14").await), (422, "last_day", "date-order"));
    let page = Browser::of(&site, ADMIN, thoathuan::app::demo::PASSWORD).await;
    let leader = desk.account(LEADER).await["id"].as_str().unwrap().to_owned();
    let fields = [("email", official), ("from", "01/06/2019"), ("acts_for", leader.as_str())];
    page.fill(&format!("/admin/posts/{post}/hold"), &fields).await.says(422, "phải có ngày cuối cùng");
    site.verify().await;
}

async fn a_deputy_belongs_to_the_house(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (chair, _) = desk.held(LEADER).await;
    desk.joined("khong-chuc-vu@hcm.example", None).await;
    for email in
        ["official@danang.example", "reviewer@mpi.example", "reviewer@moit.example", "khong-chuc-vu@hcm.example"]
    {
        let answer = desk.hold(&chair, deputy(email, "2019-04-15", Some("2019-04-30"))).await;
        assert_eq!(wrong(&answer), (422, "email", "not-of-the-house"), "{email}: {}", answer.json);
    }
    // A ministry has no province: its own people only.
    let (reviewer, _) = desk.held("reviewer@mofa.example").await;
    let of = |email: &str| {
        json!({ "email": email, "from": "2019-04-15", "to": "2019-04-30",
                                   "acts_for": "reviewer@mofa.example" })
    };
    let answer = desk.hold(&reviewer, of("reviewer@moit.example")).await;
    assert_eq!(wrong(&answer), (422, "email", "not-of-the-house"), "{}", answer.json);
    desk.hold(&reviewer, of("deputy@mofa.example")).await.ok();
    // An official of a department of the same city; and only as long as he is one.
    desk.hold(&chair, deputy("official@hcm.example", "2019-04-15", Some("2019-04-30"))).await.ok();
    let short = desk.post("HCM-SNV", "Chuyên viên biệt phái", "official").await;
    desk.joined("biet-phai@hcm.example", None).await;
    let own = json!({ "email": "biet-phai@hcm.example", "from": "2019-04-15", "to": "2019-05-31" });
    desk.hold(&short, own).await.ok();
    let longer = desk.hold(&chair, deputy("biet-phai@hcm.example", "2019-05-01", Some("2019-06-01"))).await;
    assert_eq!(wrong(&longer), (422, "email", "not-of-the-house"), "{}", longer.json);
    desk.hold(&chair, deputy("biet-phai@hcm.example", "2019-05-01", Some("2019-05-31"))).await.ok();
    site.verify().await;
}

async fn a_deputyship_falls_with_the_deputys_own_post(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (chair, _) = desk.held(LEADER).await;
    let (_, own) = desk.held("official@hcm.example").await;
    desk.hold(&chair, deputy("official@hcm.example", "2019-04-15", Some("2019-12-31"))).await.ok();
    desk.end(&own, "2019-05-31").await.ok();
    let held = desk.read(&format!("posts/{chair}")).await["holdings"].clone();
    assert_eq!((&held[1]["deputy"], &held[1]["to"]), (&json!(true), &json!("2019-05-31")), "{held}");
    site.verify().await;
}

/// The record would else show somebody acting for the leader on a day on which he stood in for nobody.
async fn a_deputyship_in_which_work_was_done_is_not_cut(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (chair, _) = desk.held(LEADER).await;
    let short = desk.post("HCM-SNV", "Chuyên viên biệt phái", "official").await;
    let email = "biet-phai@hcm.example";
    desk.joined(email, None).await;
    let own = json!({ "email": email, "from": "2019-04-15" });
    let own = desk.hold(&short, own).await.ok()["id"].as_str().unwrap().to_owned();
    desk.hold(&chair, deputy(email, "2019-04-15", Some("2019-12-31"))).await.ok();
    let official = site.person("official@hcm.example").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    let number = opened["number"].as_str().unwrap().to_owned();
    official.text(&number, "Điều 1.", "Article 1.", "").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    site.at("2019-04-18T09:00:00");
    site.person(email).await.act(&number, "clear", json!({})).await.ok();
    // In his own post he did nothing since the fifteenth.
    for day in ["2019-04-15", "2019-04-16"] {
        let answer = desk.end(&own, day).await;
        assert_eq!(wrong(&answer), (422, "last_day", "work-recorded"), "{day}: {}", answer.json);
        assert!(answer.json.to_string().contains("18/04/2019"), "{}", answer.json);
    }
    desk.end(&own, "2019-04-18").await.ok();
    let held = desk.read(&format!("posts/{chair}")).await["holdings"].clone();
    assert_eq!((&held[1]["deputy"], &held[1]["to"]), (&json!(true), &json!("2019-04-18")), "{held}");
    site.verify().await;
}

async fn who_would_have_begun_later_leaves_no_days(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (chair, own) = desk.held(LEADER).await;
    let now = desk.hold(&chair, deputy("official@hcm.example", "2019-04-15", Some("2019-04-30"))).await.ok();
    let second = desk.post("HCM", "Phó Chủ tịch", "leader").await;
    desk.joined("pho@hcm.example", Some(&second)).await;
    let later = desk.hold(&chair, deputy("pho@hcm.example", "2019-06-01", Some("2019-06-30"))).await.ok();
    desk.end(&own, "2019-04-20").await.ok();
    let backwards = site.db.rows("SELECT count(*) FROM holding WHERE to_on < from_on").await;
    assert_eq!(backwards, ["0"]);
    let held = desk.read(&format!("posts/{chair}")).await["holdings"].clone();
    let ids: Vec<&Value> = held.as_array().unwrap().iter().map(|held| &held["id"]).collect();
    assert!(ids.contains(&&now["id"]) && !ids.contains(&&later["id"]), "{held}");
    site.verify().await;
    // Taken back is taken back: whoever puts the row in again past the service is found out.
    let put = format!(
        "INSERT INTO holding (id, account_id, post_id, from_on, to_on, deputy, acts_for_account) \
         SELECT {}, account_id, post_id, '2019-06-01', '2019-06-30', deputy, acts_for_account FROM holding WHERE deputy",
        if site.db.url.starts_with("postgres") {
            format!("'{}'::uuid", later["id"].as_str().unwrap())
        } else {
            format!("x'{}'", later["id"].as_str().unwrap().replace('-', ""))
        }
    );
    assert_eq!(site.db.sql(&put).await.unwrap(), 1);
    let report = thoathuan::app::verify::verify(&site.app).await.unwrap();
    assert!(report.first_bad.is_some_and(|bad| bad.reason.contains("holding")));
}

async fn closing_an_account_destroys_its_links(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let invited = desk.invited("moi@hcm.example", None).await;
    let known = desk.account("reviewer@mpi.example").await["id"].as_str().unwrap().to_owned();
    desk.send(&format!("accounts/{known}/send-link"), Value::Null).await.ok();
    for (id, email) in [(&invited, "moi@hcm.example"), (&known, "reviewer@mpi.example")] {
        let link = link_to(&site, email).await;
        let browser = Browser::new(&site);
        browser.get(&link).await.says(200, email);
        desk.send(&format!("accounts/{id}/close"), Value::Null).await.ok();
        let open = "SELECT count(*) FROM access_link WHERE used_at IS NULL AND withdrawn_at IS NULL \
                    AND account_id IN (SELECT id FROM account WHERE disabled_at IS NOT NULL)";
        assert_eq!(site.db.rows(open).await, ["0"], "{email}");
        site.verify().await;
        desk.send(&format!("accounts/{id}/reopen"), Value::Null).await.ok();
        browser.get(&link).await.says(404, "");
    }
    site.verify().await;
}

/// Who resets a password because somebody else may have had it expects that nothing of that remains.
async fn a_new_password_ends_what_the_old_one_gave(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let email = "official@hcm.example";
    let official = site.person(email).await;
    let id = desk.account(email).await["id"].as_str().unwrap().to_owned();
    official.get("/api/v1/dossiers").await.ok();
    desk.send(&format!("accounts/{id}/send-link"), Value::Null).await.ok();
    let link = link_to(&site, email).await;
    assert!(mails_to(&site, email).await.last().unwrap().contains("mã truy cập"), "the mail says what else ends");
    let name = desk.account(email).await["name"].as_str().unwrap().to_owned();
    let browser = Browser::new(&site);
    // What everybody knows of him is no password, however it is written.
    for own in [email.to_owned(), email.to_uppercase(), name.clone(), name.replace(' ', "").to_lowercase()] {
        let fields = [("password", own.as_str()), ("password_again", own.as_str())];
        browser.fill(&link, &fields).await.says(422, "không được là địa chỉ thư hay tên của chính anh/chị");
    }
    official.get("/api/v1/dossiers").await.ok();
    let fields = [("password", "mot mat khau dai"), ("password_again", "mot mat khau dai")];
    browser.fill(&link, &fields).await.moved();
    assert_eq!(official.get("/api/v1/dossiers").await.status.as_u16(), 401);
    site.verify().await;
}

/// An invitation may be entered late, but not into days on which the post was not there, or was somebody else's: what he did
/// in it stays his.
async fn a_first_holding_begins_with_its_post(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    waiting(&site).await;
    let (post, held) = desk.held("official@hcm.example").await;
    site.at("2019-04-18T09:00:00");
    desk.end(&held, "2019-04-16").await.ok();
    let invited =
        |post: &str, from: &str| json!({ "email": "moi@hcm.example", "name": "Người Mới", "post": post, "from": from });
    // The fifteenth has work of the former official, the sixteenth was his last day.
    for from in ["2015-01-01", "2019-04-15", "2019-04-16"] {
        let answer = desk.send("accounts", invited(&post, from)).await;
        assert_eq!(wrong(&answer), (422, "email", "post-held"), "{from}: {}", answer.json);
    }
    let empty = desk.post("HCM-SNV", "Chuyên viên mới", "official").await;
    let answer = desk.send("accounts", invited(&empty, "2009-12-31")).await;
    assert_eq!(wrong(&answer), (422, "from", "not-valid-then"), "{}", answer.json);
    assert!(answer.json.to_string().contains("01/01/2010 – …"), "{}", answer.json);
    // Nor does a post begin before its organisation.
    let early = json!({ "title_vi": "Chuyên viên", "role": "official", "valid_from": "1990-01-01" });
    let unit = site.org("HCM-SNV").await;
    let answer = desk.send(&format!("organisations/{unit}/posts"), early).await;
    assert_eq!(wrong(&answer), (422, "valid_from", "not-valid-then"), "{}", answer.json);
    desk.send("accounts", invited(&post, "2019-04-17")).await.ok();
    site.verify().await;
}

async fn a_closed_account_is_not_changed(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let id = desk.account("official@hcm.example").await["id"].as_str().unwrap().to_owned();
    let change = json!({ "name": "Tên Khác", "lang": "vi" });
    desk.send(&format!("accounts/{id}/close"), Value::Null).await.ok();
    let answer = desk.send(&format!("accounts/{id}/change"), change.clone()).await;
    assert_eq!(wrong(&answer), (422, "account", "account-closed"), "{}", answer.json);
    let answer = desk.send(&format!("accounts/{id}/send-link"), Value::Null).await;
    assert_eq!(wrong(&answer), (422, "account", "account-closed"), "{}", answer.json);
    desk.send(&format!("accounts/{id}/erase-name"), Value::Null).await.ok();
    for change in [change, json!({ "name": "Tên Khác", "lang": "en", "email": "khac@hcm.example" })] {
        let answer = desk.send(&format!("accounts/{id}/change"), change).await;
        assert_eq!(wrong(&answer), (422, "account", "erased"), "{}", answer.json);
    }
    let kept = desk.read(&format!("accounts/{id}")).await;
    assert_eq!((&kept["name"], &kept["lang"]), (&Value::Null, &json!("vi")), "{kept}");
    site.verify().await;
}

async fn a_code_is_one_whatever_its_letters(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let org = |code: &str, parent: &str| {
        json!({ "kind": "department", "code": code, "name_vi": "Sở Tài chính", "valid_from": "2019-04-01",
                "parent": parent })
    };
    let answer = desk.send("organisations", org("hcm-snv", "HCM")).await;
    assert_eq!(wrong(&answer), (422, "code", "taken"), "{}", answer.json);
    let entered = desk.send("organisations", org("hcm-Stc", "hcm")).await.ok();
    let id = entered["id"].as_str().unwrap();
    let kept = desk.read(&format!("organisations/{id}")).await["organisation"].clone();
    assert_eq!((&kept["code"], &kept["parent"]), (&json!("HCM-STC"), &json!("HCM")), "{kept}");
    let other = site.org("DNG-SNV").await;
    let answer = desk.send(&format!("organisations/{other}/change"), org("Hcm-sTC", "DNG")).await;
    assert_eq!(wrong(&answer), (422, "code", "taken"), "{}", answer.json);
    site.verify().await;
}

async fn several_posts_may_be_at_the_intake(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let mofa = site.org("MOFA").await;
    let post =
        json!({ "title_vi": "Chuyên viên trực", "role": "reviewer", "intake": true, "valid_from": "2019-04-01" });
    let post = desk.send(&format!("organisations/{mofa}/posts"), post).await.ok();
    desk.joined("truc@mofa.example", post["id"].as_str()).await;
    let number = waiting(&site).await;
    // What nobody has taken reaches each of them; the first to take it has it.
    for email in ["reviewer@mofa.example", "truc@mofa.example"] {
        let mails = mails_to(&site, email).await;
        assert!(mails.iter().any(|mail| mail.contains(&number)), "{email}");
    }
}

async fn an_address_is_changed_without_a_trace_in_clear(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let page = Browser::of(&site, ADMIN, thoathuan::app::demo::PASSWORD).await;
    let id = desk.account("official@hcm.example").await["id"].as_str().unwrap().to_owned();
    let path = format!("/admin/accounts/{id}/change");
    page.get(&path).await.says(200, "value=\"official@hcm.example\"");
    let fields = [("name", "Nguyễn Minh An"), ("email", "An.NM@HCM.example"), ("lang", "vi")];
    desk.send(&format!("accounts/{id}/send-link"), Value::Null).await.ok();
    let link = link_to(&site, "official@hcm.example").await;
    page.fill(&path, &fields).await.moved();
    site.verify().await;
    // The link lies in another mailbox now: it counts no more. And the old mailbox learns of it.
    let browser = Browser::new(&site);
    browser.get(&link).await.says(404, "");
    let mails = mails_to(&site, "official@hcm.example").await;
    assert!(mails.last().unwrap().contains("đã được đổi"), "{mails:?}");
    let sign_in = |email: &'static str| [("email", email), ("password", thoathuan::app::demo::PASSWORD)];
    browser.fill("/sign-in", &sign_in("official@hcm.example")).await.says(401, "");
    browser.fill("/sign-in", &sign_in("an.nm@hcm.example")).await.moved();
    // Somebody who has not come yet gets his invitation at the new address.
    let invited = desk.invited("moi@hcm.example", None).await;
    let link = link_to(&site, "moi@hcm.example").await;
    let change = json!({ "name": "Người Mới", "lang": "vi", "email": "moi-2@hcm.example" });
    desk.send(&format!("accounts/{invited}/change"), change).await.ok();
    browser.get(&link).await.says(404, "");
    let link = link_to(&site, "moi-2@hcm.example").await;
    Browser::new(&site).get(&link).await.says(200, "moi-2@hcm.example");
    // Without an address in the request the address stays.
    desk.send(&format!("accounts/{id}/change"), json!({ "name": "Nguyễn Minh Anh", "lang": "en" })).await.ok();
    assert_eq!(desk.read(&format!("accounts/{id}")).await["email"], "an.nm@hcm.example");
    site.verify().await;
    let bodies = site.db.rows("SELECT body FROM audit_entry").await.join("\n");
    for address in ["official@hcm.example", "an.nm@hcm.example", "moi-2@hcm.example"] {
        assert!(!bodies.contains(address), "{address}");
    }
    // An address changed past the service is found out.
    let changed = "UPDATE account SET email = 'ke-gian@hcm.example' WHERE email = 'an.nm@hcm.example'";
    assert_eq!(site.db.sql(changed).await.unwrap(), 1);
    let report = thoathuan::app::verify::verify(&site.app).await.unwrap();
    assert!(report.first_bad.is_some_and(|bad| bad.reason.contains("email")));
}

async fn an_address_is_one_and_can_take_mail(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let id = desk.account("official@hcm.example").await["id"].as_str().unwrap().to_owned();
    let path = format!("accounts/{id}/change");
    let change = |email: &str| json!({ "name": "Nguyễn Minh An", "lang": "vi", "email": email });
    let answer = desk.send(&path, change("LEADER@hcm.example")).await;
    assert_eq!(wrong(&answer), (422, "email", "taken"), "{}", answer.json);
    for bad in ["a@b@hcm.example", "a b@hcm.example", "a@-hcm.example", "a@hcm..example", "<a@hcm.example>", "a@", ""] {
        let answer = desk.send(&path, change(bad)).await;
        let code = if bad.is_empty() { "required" } else { "bad-email" };
        assert_eq!(wrong(&answer), (422, "email", code), "{bad}: {}", answer.json);
        let invited = desk.send("accounts", json!({ "email": bad, "name": "Người Mới" })).await;
        assert_eq!(wrong(&invited), (422, "email", code), "{bad}: {}", invited.json);
    }
    // Two at once want one address: one has it.
    let other = desk.account(LEADER).await["id"].as_str().unwrap().to_owned();
    let leader = json!({ "name": "Trần Quốc Bảo", "lang": "vi", "email": "chung@hcm.example" });
    let other = format!("accounts/{other}/change");
    let (one, two) = tokio::join!(desk.send(&path, change("chung@hcm.example")), desk.send(&other, leader));
    let mut both = [one.status.as_u16(), two.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [204, 422], "{} {}", one.json, two.json);
    site.verify().await;
}
