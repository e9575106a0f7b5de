//! Tokens: what each scope may do, how they end, and that a page issues them once.

use crate::support::db::{Db, contract};
use crate::support::site::{Person, Site};
use reqwest::StatusCode;
use serde_json::json;
use thoathuan::app::admin::account_acts;
use thoathuan::app::tokens::{self, NewToken, Scope};
use thoathuan::app::{Error, Who};

contract!(
    a_token_does_what_its_scope_says_until_it_ends,
    a_person_issues_and_revokes_his_own,
    there_are_twenty_at_most_however_many_ask_at_once,
    closing_leaves_no_token_that_was_just_issued,
);

async fn with(site: &Site, email: &str, scope: Scope, days: u32) -> Person {
    let new = NewToken { name: format!("{} {days}", scope.as_str()), scope, days };
    let issued = tokens::issue(&site.app, &Who::system(), email, &new, None).await.unwrap();
    site.person(email).await.bearing(issued.token)
}

async fn a_token_does_what_its_scope_says_until_it_ends(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let read = with(&site, "official@hcm.example", Scope::Read, 30).await;
    read.get("/api/v1/dossiers").await.ok();
    let refused = read.post("/api/v1/dossiers", json!({})).await;
    assert_eq!(refused.no(), (403, "token-scope"));
    assert_eq!(read.post("/api/v1/notices/read", json!({})).await.no(), (403, "token-scope"));
    let write = with(&site, "official@hcm.example", Scope::Write, 90).await;
    write.post("/api/v1/notices/read", json!({})).await.ok();
    assert_eq!(write.get("/api/v1/admin/switches").await.no(), (403, "token-scope"));
    // An administrator's token of a lesser scope does not administer; nobody else gets one that does.
    let narrow = with(&site, "admin@gov.example", Scope::Write, 1).await;
    assert_eq!(narrow.get("/api/v1/admin/switches").await.no(), (403, "token-scope"));
    with(&site, "admin@gov.example", Scope::Admin, 1).await.get("/api/v1/admin/switches").await.ok();
    let greedy = NewToken { name: "x".to_owned(), scope: Scope::Admin, days: 1 };
    let refused = tokens::issue(&site.app, &Who::system(), "official@hcm.example", &greedy, None).await;
    assert!(matches!(&refused, Err(Error::Invalid(wrong)) if wrong.0[0].code == "not-an-administrator"));
    for days in [0, 367] {
        let new = NewToken { name: "x".to_owned(), scope: Scope::Read, days };
        assert!(tokens::issue(&site.app, &Who::system(), "official@hcm.example", &new, None).await.is_err(), "{days}");
    }
    // It ends by itself, to the second.
    site.at("2019-05-15T08:59:59");
    read.get("/api/v1/me").await.ok();
    site.at("2019-05-15T09:00:00");
    assert_eq!(read.get("/api/v1/me").await.no(), (401, "unauthenticated"));
    write.get("/api/v1/me").await.ok();
    site.verify().await;
}

async fn a_person_issues_and_revokes_his_own(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    official.signs_in().await;
    let (status, page) = official.page("/account/tokens").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("value=\"read\" checked") && !page.contains("value=\"admin\""),
        "the least is ticked: {page}"
    );
    let form = "/account/tokens";
    let (status, page) = official.send(form, form, &[("name", ""), ("scope", "write"), ("days", "400")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#name\"") && page.contains("value=\"write\" checked"), "{page}");
    let fields = [("name", "Chương trình tổng hợp"), ("scope", "write"), ("days", "10")];
    let (status, page) = official.send(form, form, &fields).await;
    assert_eq!(status, StatusCode::OK);
    let token = page.split("class=\"token\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let (_, page) = official.page(form).await;
    assert!(!page.contains(&token), "it is shown once");
    assert!(page.contains("Chương trình tổng hợp") && page.contains("hết hạn lúc"), "{page}");
    let program = site.person("official@hcm.example").await.bearing(token);
    let all = program.get("/api/v1/tokens").await.ok();
    let mine = all["items"].as_array().unwrap().iter().find(|token| token["name"] == "Chương trình tổng hợp").unwrap();
    assert_eq!((&mine["scope"], &mine["live"]), (&json!("write"), &json!(true)));
    let id = mine["id"].as_str().unwrap().to_owned();
    // Nobody revokes another's, and a token cannot make another one.
    let leader = site.person("leader@hcm.example").await;
    assert_eq!(leader.post(&format!("/api/v1/tokens/{id}/revoke"), json!({})).await.no(), (404, "not-found"));
    assert_eq!(program.post("/api/v1/tokens", json!({})).await.no(), (405, "wrong-method"));
    let (status, _) = official.send(form, &format!("/account/tokens/{id}/revoke"), &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(program.get("/api/v1/me").await.no(), (401, "unauthenticated"), "at once");
    let (_, page) = official.page(form).await;
    assert!(page.contains("Đã thu hồi"), "{page}");
    site.verify().await;
}

async fn there_are_twenty_at_most_however_many_ask_at_once(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let issue = async |n: u32| {
        let new = NewToken { name: format!("máy {n}"), scope: Scope::Read, days: 30 };
        tokens::issue(&site.app, &Who::system(), "leader@hcm.example", &new, None).await
    };
    for n in 0..18 {
        issue(n).await.unwrap();
    }
    let asked = tokio::join!(issue(18), issue(19), issue(20), issue(21), issue(22));
    let asked = [asked.0, asked.1, asked.2, asked.3, asked.4];
    assert_eq!(asked.iter().filter(|answer| answer.is_ok()).count(), 2, "{asked:?}");
    for refused in asked.iter().filter_map(|answer| answer.as_ref().err()) {
        assert!(matches!(refused, Error::Invalid(wrong) if wrong.0[0].code == "too-many-tokens"), "{refused:?}");
    }
    site.verify().await;
}

async fn closing_leaves_no_token_that_was_just_issued(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let system = Who::system();
    let account = thoathuan::store::accounts::by_email(&site.app.store, "leader@hcm.example").await.unwrap().unwrap();
    for n in 0..8 {
        let new = NewToken { name: format!("máy {n}"), scope: Scope::Read, days: 30 };
        let (_, closed) = tokio::join!(
            tokens::issue(&site.app, &system, "leader@hcm.example", &new, None),
            account_acts::close(&site.app, &system, account.id),
        );
        closed.unwrap();
        let live = "SELECT count(*) FROM api_token WHERE revoked_at IS NULL AND account_id IN \
                    (SELECT id FROM account WHERE disabled_at IS NOT NULL)";
        assert_eq!(site.db.rows(live).await, ["0"], "round {n}");
        account_acts::reopen(&site.app, &system, account.id).await.unwrap();
    }
    site.verify().await;
}
