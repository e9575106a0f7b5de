//! What stays behind when somebody leaves: it is said before and after, and handed over late as well.

use super::races::waiting;
use super::separation::{Desk, wrong};
use crate::support::browser::Browser;
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use serde_json::json;

contract!(what_stays_behind_is_said_and_handed_over_late, work_that_somebody_else_can_do_is_not_left_alone);

const ADMIN: &str = "admin@gov.example";
const OFFICIAL: &str = "official@hcm.example";

async fn what_stays_behind_is_said_and_handed_over_late(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let number = waiting(&site).await;
    site.at("2019-04-17T09:00:00");
    let desk = Desk::new(&site).await;
    let (post, held) = desk.held(OFFICIAL).await;
    let account = desk.account(OFFICIAL).await["id"].as_str().unwrap().to_owned();
    let admin = Browser::of(&site, ADMIN, thoathuan::app::demo::PASSWORD).await;
    let hand_over = format!("/admin/holdings/{held}/hand-over");
    // Before: by the end of the holding, and by closing the account.
    let link = format!("href=\"{hand_over}\"");
    let (end, close) = (format!("/admin/holdings/{held}/end"), format!("/admin/accounts/{account}/close"));
    let page = admin.get(&end).await.says(200, "không còn ai làm việc này: 1 hồ sơ không có người xử lý");
    page.says(200, "trong đó 1 hồ sơ chờ đích danh người này").says(200, &link);
    let page = admin.get(&close).await.says(200, "hồ sơ chờ đích danh: 1; hồ sơ không còn ai xử lý: 1");
    page.says(200, &link);
    let stays = desk.read(&format!("holdings/{held}/hand-over")).await;
    assert_eq!((&stays["drafts"], &stays["alone"]), (&json!([number]), &json!(1)), "{stays}");
    // After: the account's page says so, and the form has the one day that is right.
    let to = admin.fill(&end, &[("last_day", "15/04/2019")]).await.moved();
    admin.get(&to).await.says(200, "Còn 1 hồ sơ chờ đích danh người này").says(200, &link);
    admin.get(&hand_over).await.says(200, "value=\"16/04/2019\"");
    assert_eq!(desk.read(&format!("holdings/{held}/hand-over")).await["from"], "2019-04-16");
    let late = json!({ "email": "x@hcm.example", "from": "2019-04-17" });
    let answer = desk.send(&format!("holdings/{held}/hand-over"), late).await;
    assert_eq!(wrong(&answer), (422, "from", "not-held-then"), "{}", answer.json);
    assert!(answer.json.to_string().contains("16/04/2019"), "{}", answer.json);
    // Somebody was given the post without the work: he gets the work, and no second holding.
    desk.joined("moi@hcm.example", None).await;
    desk.hold(&post, json!({ "email": "moi@hcm.example", "from": "2019-04-16" })).await.ok();
    admin.fill(&hand_over, &[("email", "moi@hcm.example"), ("from", "16/04/2019")]).await.moved();
    assert!(!admin.get(&to).await.html.contains("chờ đích danh"));
    assert_eq!(desk.read(&format!("posts/{post}")).await["holdings"].as_array().unwrap().len(), 2);
    let (_, new) = desk.held("moi@hcm.example").await;
    assert_eq!(desk.read(&format!("holdings/{new}/hand-over")).await["drafts"], json!([number]));
    site.verify().await;
}

async fn work_that_somebody_else_can_do_is_not_left_alone(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    waiting(&site).await;
    site.at("2019-04-17T09:00:00");
    let desk = Desk::new(&site).await;
    let (_, reviewer) = desk.held("reviewer@mofa.example").await;
    let (_, deputy) = desk.held("deputy@mofa.example").await;
    let alone = async |held: &str| desk.read(&format!("holdings/{held}/hand-over")).await["alone"].clone();
    assert_eq!(alone(&reviewer).await, json!(null), "the other one can");
    let id = desk.account("deputy@mofa.example").await["id"].as_str().unwrap().to_owned();
    desk.send(&format!("accounts/{id}/close"), json!(null)).await.ok();
    assert_eq!(alone(&reviewer).await, json!(1), "whose account is closed can not");
    desk.send(&format!("accounts/{id}/reopen"), json!(null)).await.ok();
    desk.end(&deputy, "2019-04-30").await.ok();
    assert_eq!(alone(&reviewer).await, json!(null));
    desk.end(&deputy, "2019-04-16").await.ok();
    assert_eq!(alone(&reviewer).await, json!(1));
    // An administrator or inspector works on no dossier.
    let (_, inspector) = desk.held("inspector@gov.example").await;
    assert_eq!(alone(&inspector).await, json!(0));
    site.verify().await;
}
