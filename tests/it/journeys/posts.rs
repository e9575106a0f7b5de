//! Posts and what was done in them: who may stand above, what a post may become, and how far back it may end.

use super::separation::{Desk, wrong};
use crate::support::browser::{Browser, Page};
use crate::support::db::{Db, contract};
use crate::support::site::{Site, frankfurt};
use serde_json::{Value, json};

contract!(
    nobody_above_is_told_what_he_may_not_read,
    an_administrators_post_stays_one,
    a_staffed_unit_stays_in_its_province,
    a_post_ends_with_its_organisation,
    a_role_belongs_to_its_kind_of_organisation,
    a_holding_ends_after_what_was_done_in_it,
    a_closed_account_is_judged_before_what_was_typed,
    a_form_filled_from_old_data_says_so,
);

const ADMIN: &str = "admin@gov.example";
const LEADER: &str = "leader@hcm.example";
const OFFICIAL: &str = "official@hcm.example";

fn post(role: &str, above: &str) -> Value {
    json!({ "title_vi": "Chuyên viên", "role": role, "above": above, "valid_from": "2007-07-01" })
}

async fn nobody_above_is_told_what_he_may_not_read(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (own, _) = desk.held(OFFICIAL).await;
    let (administrators, _) = desk.held(ADMIN).await;
    let (far, _) = desk.held("leader@danang.example").await;
    let (chair, _) = desk.held(LEADER).await;
    let dfa = site.org("HCM-SNV").await;
    let here = desk.post("HCM-SNV", "Quản trị viên của Sở", "administrator").await;
    let paths = [format!("posts/{own}/change"), format!("organisations/{dfa}/posts")];
    for (above, code) in [(&administrators, "above-administers"), (&here, "above-administers"), (&far, "not-above")] {
        for path in &paths {
            let answer = desk.send(path, post("official", above)).await;
            assert_eq!(wrong(&answer), (422, "above", code), "{path}: {}", answer.json);
        }
    }
    // Of the organisation above it is right, and among administrators too.
    desk.send(&paths[0], post("official", &chair)).await.ok();
    desk.send(&paths[1], post("administrator", &here)).await.ok();
    site.verify().await;
}

async fn an_administrators_post_stays_one(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    for (was, becomes) in [("official", "administrator"), ("administrator", "inspector")] {
        let id = desk.post("HCM-SNV", "Chức vụ trống", was).await;
        let change = json!({ "title_vi": "Chức vụ trống", "role": becomes, "valid_from": "2010-01-01" });
        let answer = desk.send(&format!("posts/{id}/change"), change).await;
        assert_eq!(wrong(&answer), (422, "role", "role-fixed"), "{was}: {}", answer.json);
    }
    let id = desk.post("HCM-SNV", "Chức vụ trống", "official").await;
    let change = json!({ "title_vi": "Chức vụ trống", "role": "reviewer", "valid_from": "2010-01-01" });
    desk.send(&format!("posts/{id}/change"), change).await.ok();
    site.verify().await;
}

/// An organisation's province is not dated: a unit that was moved would take its people's rights and their past along.
async fn a_staffed_unit_stays_in_its_province(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let official = site.person(OFFICIAL).await;
    let number = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok()["number"].as_str().unwrap().to_owned();
    let unit = site.org("HCM-SNV").await;
    let path = format!("organisations/{unit}/change");
    let moved = |above: &str| {
        json!({ "kind": "department", "code": "HCM-SNV", "name_vi": "Sở Ngoại vụ", "name_en": "Department of Foreign Affairs",
                "valid_from": "2007-07-01", "parent": above })
    };
    for above in ["DNG", "MOFA"] {
        let answer = desk.send(&path, moved(above)).await;
        assert_eq!(wrong(&answer), (422, "parent", "posts-exist"), "{above}: {}", answer.json);
    }
    let stranger = site.person("official@danang.example").await;
    assert_eq!(stranger.get(&format!("/api/v1/dossiers/{number}")).await.no().0, 404);
    official.get(&format!("/api/v1/dossiers/{number}")).await.ok();
    // An empty one goes where it belongs, and a staffed one may change what decides no rights.
    let body = json!({ "kind": "department", "code": "HCM-X", "name_vi": "Phòng mới", "valid_from": "2019-01-01", "parent": "HCM" });
    let empty = desk.send("organisations", body.clone()).await.ok()["id"].as_str().unwrap().to_owned();
    let mut body = body;
    body["parent"] = json!("DNG");
    desk.send(&format!("organisations/{empty}/change"), body).await.ok();
    desk.send(&path, moved("HCM")).await.ok();
    site.verify().await;
}

async fn a_post_ends_with_its_organisation(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let body = json!({ "kind": "department", "code": "HCM-X", "name_vi": "Ban tạm thời", "valid_from": "2019-01-01", "parent": "HCM" });
    let unit = desk.send("organisations", body).await.ok()["id"].as_str().unwrap().to_owned();
    desk.send(&format!("organisations/{unit}/end"), json!({ "last_day": "2019-06-30" })).await.ok();
    let post = json!({ "title_vi": "Thư ký", "role": "official", "valid_from": "2019-04-01" });
    let post = desk.send(&format!("organisations/{unit}/posts"), post).await.ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.read(&format!("posts/{post}")).await["valid_to"], "2019-06-30");
    let later = desk.send(&format!("posts/{post}/end"), json!({ "last_day": "2019-07-01" })).await;
    assert_eq!(wrong(&later), (422, "last_day", "not-valid-then"), "{}", later.json);
    assert!(later.json.to_string().contains("30/06/2019"), "the remedy is named: {}", later.json);
    let id = desk.joined("thuky@hcm.example", Some(&post)).await;
    let held = desk.read(&format!("accounts/{id}")).await;
    assert_eq!(held["holdings"][0]["to"], "2019-06-30", "{held}");
    site.verify().await;
}

async fn a_role_belongs_to_its_kind_of_organisation(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let post = |role: &str| json!({ "title_vi": "Chức vụ", "role": role, "valid_from": "2010-01-01" });
    for (org, role) in [
        ("HCM", "inspector"),
        ("HCM", "reviewer"),
        ("HCM-SNV", "leader"),
        ("HCM-SNV", "government-office"),
        ("MOFA", "leader"),
        ("MOFA", "official"),
        ("MPI", "inspector"),
        ("VPCP", "inspector"),
        ("TTCP", "reviewer"),
        ("VHHT", "inspector"),
    ] {
        let unit = site.org(org).await;
        let answer = desk.send(&format!("organisations/{unit}/posts"), post(role)).await;
        assert_eq!(wrong(&answer), (422, "role", "role-not-here"), "{org} {role}: {}", answer.json);
    }
    for (org, role) in [("HCM", "official"), ("HCM-SNV", "reviewer"), ("MOFA", "administrator"), ("VHHT", "official")] {
        desk.post(org, "Chức vụ", role).await;
    }
    // Not by a change either, and the form offers what fits.
    let id = desk.post("HCM-SNV", "Chức vụ", "official").await;
    let answer = desk.send(&format!("posts/{id}/change"), post("leader")).await;
    assert_eq!(wrong(&answer), (422, "role", "role-not-here"), "{}", answer.json);
    let page = Browser::of(&site, "admin@gov.example", thoathuan::app::demo::PASSWORD).await;
    let form = page.get(&format!("/admin/organisations/{}/posts/new", site.org("HCM").await)).await;
    assert!(form.html.contains("value=\"leader\"") && !form.html.contains("value=\"inspector\""));
    site.verify().await;
}

async fn a_holding_ends_after_what_was_done_in_it(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (chair, leaders) = desk.held(LEADER).await;
    let (_, own) = desk.held(OFFICIAL).await;
    let beside = desk.post("HCM-SNV", "Phó Giám đốc Sở", "official").await;
    desk.joined("pho@hcm.example", Some(&beside)).await;
    let deputy = json!({ "email": "pho@hcm.example", "from": "2019-04-15", "to": "2019-04-30", "acts_for": LEADER });
    desk.hold(&chair, deputy).await.ok();
    site.at("2019-04-16T09:00:00");
    let official = site.person(OFFICIAL).await;
    let number = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok()["number"].as_str().unwrap().to_owned();
    official.text(&number, "Điều 1.", "Article 1.", "").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    site.person("pho@hcm.example").await.act(&number, "clear", json!({})).await.ok();
    site.at("2019-04-18T09:00:00");
    // Ended on a day long past and given to somebody else, it would be the hand-over that is refused.
    for last in ["2018-01-01", "2019-04-14"] {
        let answer = desk.end(&own, last).await;
        assert_eq!(wrong(&answer), (422, "last_day", "work-recorded"), "{last}: {}", answer.json);
        assert!(answer.json.to_string().contains("16/04/2019"), "{}", answer.json);
    }
    // The leader did nothing himself; his deputy did, in his post.
    let answer = desk.end(&leaders, "2019-04-14").await;
    assert_eq!(wrong(&answer), (422, "last_day", "work-recorded"), "{}", answer.json);
    let successor = json!({ "email": "moi@hcm.example", "name": "Lê Kế Nhiệm", "from": "2019-04-15" });
    let answer = desk.send(&format!("holdings/{leaders}/hand-over"), successor).await;
    assert_eq!(wrong(&answer), (422, "from", "work-recorded"), "{}", answer.json);
    desk.end(&own, "2019-04-15").await.ok();
    desk.end(&leaders, "2019-04-15").await.ok();
    site.verify().await;
}

async fn a_closed_account_is_judged_before_what_was_typed(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let id = desk.account(OFFICIAL).await["id"].as_str().unwrap().to_owned();
    let empty = json!({ "name": "", "lang": "xx", "email": "" });
    let path = format!("accounts/{id}/change");
    desk.send(&format!("accounts/{id}/close"), Value::Null).await.ok();
    assert_eq!(wrong(&desk.send(&path, empty.clone()).await), (422, "account", "account-closed"));
    desk.send(&format!("accounts/{id}/erase-name"), Value::Null).await.ok();
    assert_eq!(wrong(&desk.send(&path, empty).await), (422, "account", "erased"));
    site.verify().await;
}

/// Two administrators open the same form: the second is told, and loses nothing that he typed.
async fn a_form_filled_from_old_data_says_so(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let unit = site.org("HCM-SNV").await;
    let (post, _) = desk.held(OFFICIAL).await;
    let account = desk.account(OFFICIAL).await["id"].as_str().unwrap().to_owned();
    let browser = Browser::of(&site, ADMIN, thoathuan::app::demo::PASSWORD).await;
    for (kind, id, field, own, others) in [
        ("organisations", &unit, "name_vi", "Sở Ngoại vụ của tôi", "Sở Ngoại vụ của người khác"),
        ("posts", &post, "title_vi", "Chuyên viên của tôi", "Chuyên viên của người khác"),
        ("accounts", &account, "name", "Tên Của Tôi", "Tên Của Người Khác"),
    ] {
        let (page, path) = (format!("/admin/{kind}/{id}/change"), format!("{kind}/{id}"));
        let before = desk.read(&path).await;
        let mark = before["mark"].as_str().unwrap().to_owned();
        let visible = |name: &str| -> Vec<(String, String)> {
            let mut body = rest(kind, &before);
            body[field] = json!(name);
            body.as_object().unwrap().iter().map(|(key, value)| (key.clone(), typed(value))).collect()
        };
        let send = async |shown: &Page, name: &str| {
            let fields = visible(name);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            browser.send_as(shown, &page, &fields).await
        };
        let (first, second) = (browser.get(&page).await, browser.get(&page).await);
        send(&first, others).await.moved();
        let told = send(&second, own).await.says(409, "Người khác vừa sửa").says(409, own).says(409, others);
        let now = desk.read(&path).await;
        assert_ne!(now["mark"], mark.as_str());
        assert!(now.to_string().contains(others), "{now}");
        // By REST as well; who does not say what he saw is not asked.
        let mut body = rest(kind, &before);
        body["seen"] = json!(mark);
        let answer = desk.send(&format!("{path}/change"), body.clone()).await;
        assert_eq!(answer.no(), (409, "changed-meanwhile"), "{kind}: {}", answer.json);
        // Told, he sends it again: now it is his.
        send(&told, own).await.moved();
        let now = desk.read(&path).await;
        assert!(now.to_string().contains(own), "{now}");
        body["seen"] = now["mark"].clone();
        desk.send(&format!("{path}/change"), body).await.ok();
    }
    site.verify().await;
}

/// The body that changes a thing to what it was.
fn rest(kind: &str, before: &Value) -> Value {
    match kind {
        "organisations" => {
            let org = &before["organisation"];
            json!({ "kind": org["kind"], "code": org["code"], "name_vi": org["name"]["vi"], "name_en": org["name"]["en"],
                    "valid_from": org["valid_from"], "parent": org["parent"], "second_parent": org["second_parent"] })
        }
        "posts" => {
            json!({ "title_vi": before["title"]["vi"], "title_en": before["title"]["en"], "role": before["role"],
                           "above": before["above"], "intake": before["intake"], "valid_from": before["valid_from"] })
        }
        _ => json!({ "name": before["name"], "lang": before["lang"], "email": before["email"] }),
    }
}

/// A value as it is typed into a form.
fn typed(value: &Value) -> String {
    match value {
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    }
}
