//! Two administrators at one thing: the second hears of the first, loses nothing that he typed, and undoes nothing.

use super::separation::Desk;
use crate::support::browser::Browser;
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use reqwest::StatusCode;
use serde_json::{Value, json};

contract!(
    the_second_of_two_forms_is_compared_with_the_first,
    the_second_of_two_acts_on_a_rule_looks_again,
    a_mark_that_no_longer_counts_changes_nothing,
);

const ADMIN: &str = "admin@gov.example";

/// Two administrators at their browsers.
async fn two(site: &Site) -> (Browser, Browser) {
    let desk = Desk::new(site).await;
    let post = desk.post("VHHT", "Quản trị viên thứ hai", "administrator").await;
    desk.joined("admin@hai.example", Some(&post)).await;
    let second = Browser::of(site, "admin@hai.example", "mot mat khau dai").await;
    (Browser::of(site, ADMIN, thoathuan::app::demo::PASSWORD).await, second)
}

/// Fields with one of them typed anew.
fn with<'a>(fields: &[(&'a str, &'a str)], (name, value): (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(known, old)| (*known, if *known == name { value } else { *old })).collect()
}

async fn the_second_of_two_forms_is_compared_with_the_first(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let (first, second) = two(&site).await;
    let desk = Desk::new(&site).await;
    let unit = site.org("HCM-SNV").await;
    let post = desk.post("HCM-SNV", "Chuyên viên", "official").await;
    let account = desk.invited("moi@hcm.example", None).await;
    let organisation = [
        ("kind", "department"),
        ("code", "HCM-SNV"),
        ("name_vi", "Sở Ngoại vụ Thành phố Hồ Chí Minh"),
        ("name_en", "Department of External Relations"),
        ("valid_from", "01/07/2007"),
        ("parent", "HCM"),
        ("second_parent", ""),
        ("body_kind", ""),
    ];
    let of_post = [
        ("title_vi", "Chuyên viên"),
        ("title_en", "Chuyên viên"),
        ("role", "official"),
        ("above", ""),
        ("intake", "no"),
        ("valid_from", "01/01/2010"),
    ];
    let of_account = [("name", "Người Mới"), ("email", "moi@hcm.example"), ("lang", "vi")];
    for (page, fields, his, mine) in [
        (format!("organisations/{unit}"), &organisation[..], ("name_en", "HCMC DER"), ("name_vi", "Sở Ngoại vụ TP")),
        (format!("posts/{post}"), &of_post[..], ("title_en", "Desk officer"), ("title_vi", "Chuyên viên chính")),
        (format!("accounts/{account}"), &of_account[..], ("email", "khac@hcm.example"), ("name", "Người Khác")),
    ] {
        let path = format!("/admin/{page}/change");
        // Both have the same form before them; the fields that the test types are those that stand there.
        second.fill(&path, fields).await.moved();
        let (one, two) = (first.get(&path).await, second.get(&path).await);
        first.send_as(&one, &path, &with(fields, his)).await.moved();
        // A double click is no change of somebody else.
        first.send_as(&one, &path, &with(fields, his)).await.moved();
        let shown = second.send_as(&two, &path, &with(fields, mine)).await;
        let shown = shown.says(409, "Người khác vừa sửa").says(409, his.1).says(409, mine.1);
        assert!(!desk.read(&page).await.to_string().contains(mine.1), "{path}: nothing was saved");
        // An error that is his own does not hide it.
        let wrong = second.send_as(&two, &path, &with(&with(fields, mine), (mine.0, ""))).await;
        wrong.says(409, "Người khác vừa sửa");
        second.send_as(&shown, &path, &with(&with(fields, mine), his)).await.moved();
        let kept = desk.read(&page).await.to_string();
        assert!(kept.contains(his.1) && kept.contains(mine.1), "{path}: {kept}");
        // A form without what it was opened on, an old page, is compared too.
        let csrf = one.html.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut old: Vec<(String, String)> = vec![("csrf".to_owned(), csrf)];
        old.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        first.post(&path, &old).await.says(409, "Người khác vừa sửa");
    }
    site.verify().await;
}

async fn the_second_of_two_acts_on_a_rule_looks_again(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let (first, second) = two(&site).await;
    let desk = Desk::new(&site).await;
    let grounds = [("effective_on", "15/04/2019"), ("basis_vi", "Quyết định 1/QĐ"), ("reason", "Lý do riêng")];
    let path = "/admin/switches/ordinance-33-2007/fast";
    let (one, two) = (first.get(path).await, second.get(path).await);
    first.send_as(&one, path, &grounds).await.moved();
    first.send_as(&one, path, &grounds).await.moved();
    // Both wanted it off: the second click does not turn it on.
    let shown = second.send_as(&two, path, &grounds).await;
    let shown = shown.says(409, "người khác đã thay đổi quy định này").says(409, "Lý do riêng");
    let fast = |list: &Value| {
        let tracks = list["items"].as_array().unwrap();
        tracks.iter().find(|track| track["track"] == "fast").unwrap().clone()
    };
    let list = desk.read("switches").await;
    assert_eq!(fast(&list)["enabled"], false, "{list}");
    // Having seen it he may.
    second.send_as(&shown, path, &grounds).await.moved();
    assert_eq!(fast(&desk.read("switches").await)["enabled"], true);

    let path = "/admin/targets/ordinance-33-2007/clearance";
    let days = |n: &'static str| [&[("days", n)], &grounds[..]].concat();
    let (one, two) = (first.get(path).await, second.get(path).await);
    first.send_as(&one, path, &days("4")).await.moved();
    let shown = second.send_as(&two, path, &days("7")).await;
    let shown = shown.says(409, "người khác đã thay đổi quy định này").says(409, "value=\"7\"");
    let acts = site.db.rows("SELECT count(*) FROM target WHERE days = 4").await;
    assert_eq!(acts, ["1"]);
    assert_eq!(site.db.rows("SELECT count(*) FROM target").await, ["1"]);
    second.send_as(&shown, path, &days("7")).await.moved();
    // Two at the same instant: one of them looks again.
    let (one, two) = (first.get(path).await, second.get(path).await);
    let (five, six) = (days("5"), days("6"));
    let (one, two) = tokio::join!(first.send_as(&one, path, &five), second.send_as(&two, path, &six));
    let mut both = [one.status.as_u16(), two.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
    site.verify().await;
}

async fn a_mark_that_no_longer_counts_changes_nothing(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let switch = |reason: &str| json!({ "enabled": reason == "B", "basis": { "vi": "Quyết định" }, "reason": reason, "effective_on": "2019-04-15" });
    let target = |reason: &str| json!({ "days": 4, "basis": { "vi": "Quyết định" }, "reason": reason, "effective_on": "2019-04-15" });
    for (read, write, body) in [
        ("switches".to_owned(), "switches/ordinance-33-2007/fast".to_owned(), &switch as &dyn Fn(&str) -> Value),
        ("targets".to_owned(), "targets/ordinance-33-2007/clearance".to_owned(), &target),
    ] {
        let url = |path: &str| format!("{}/api/v1/admin/{path}", site.url);
        let got = desk.admin.http.get(url(&read)).bearer_auth(&desk.admin.token).send().await.unwrap();
        let mark = got.headers()["etag"].to_str().unwrap().to_owned();
        let send = async |name: &str| {
            let request = desk.admin.http.post(url(&write)).bearer_auth(&desk.admin.token).json(&body(name));
            let answer = request.header("If-Match", &mark).send().await.unwrap();
            (answer.status(), answer.text().await.unwrap())
        };
        let (status, text) = send("A").await;
        assert!(status.is_success(), "{write}: {text}");
        let (status, text) = send("B").await;
        assert_eq!(status, StatusCode::PRECONDITION_FAILED, "{write}: {text}");
        assert!(text.contains("precondition-failed"), "{text}");
    }
    site.verify().await;
}
