//! People leave in the middle of dossiers: their work goes to successors in one recorded act, nothing is orphaned, both
//! names stay. And deputies, who act for somebody else under both names.

use super::races::waiting;
use crate::support::browser::{Browser, id_of, link_to, mails_to};
use crate::support::db::{Db, contract};
use crate::support::site::{Site, frankfurt};
use serde_json::{Value, json};
use thoathuan::app::{deadlines, notify};

contract!(
    who_leaves_hands_his_work_over,
    a_hand_over_is_one_act_or_none,
    a_deputy_acts_under_both_names,
    a_post_has_one_owner,
);

const PASSWORD: &str = thoathuan::app::demo::PASSWORD;
const ADMIN: &str = "admin@gov.example";

/// The id of the account of that address, as the administrator's list links it.
async fn account(admin: &Browser, email: &str) -> String {
    let page = admin.get(&format!("/admin/accounts?q={email}")).await.says(200, email);
    let found = page.html.split("href=\"/admin/accounts/").find(|part| part.starts_with("01")).unwrap().to_owned();
    found.split('"').next().unwrap().to_owned()
}

/// The address of the hand-over of the post that a person holds.
async fn hand_over_of(admin: &Browser, email: &str) -> String {
    let id = account(admin, email).await;
    let page = admin.get(&format!("/admin/accounts/{id}")).await;
    let holding = page.html.split("/admin/holdings/").find(|part| part.contains("/hand-over\"")).unwrap();
    format!("/admin/holdings/{}/hand-over", holding.split('/').next().unwrap())
}

async fn joins(site: &Site, email: &str) -> Browser {
    let browser = Browser::new(site);
    let link = link_to(site, email).await;
    let fields = [("password", "mot mat khau moi"), ("password_again", "mot mat khau moi")];
    browser.fill(&link, &fields).await.moved();
    browser
}

/// Entries of an act, newest first.
async fn told(site: &Site, act: &str) -> Vec<Value> {
    let inspector = site.person("inspector@gov.example").await;
    let page = inspector.get(&format!("/api/v1/record?limit=200&act={act}")).await.ok();
    page["items"].as_array().unwrap().clone()
}

async fn who_leaves_hands_his_work_over(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    // One dossier waits for MOFA's answer, taken by its reviewer; another is still a draft; a third belongs to Đà Nẵng.
    let number = waiting(&site).await;
    let official = site.person("official@hcm.example").await;
    let draft = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok()["number"].as_str().unwrap().to_owned();
    let other = site.person("official@danang.example").await;
    let far = other.post("/api/v1/dossiers", frankfurt(&[])).await.ok()["number"].as_str().unwrap().to_owned();
    let deputy = site.person("deputy@mofa.example").await;
    deputy.act(&number, "hand-over", json!({ "to": "reviewer@mofa.example" })).await.ok();
    site.at("2019-04-16T08:00:00");
    let admin = Browser::of(&site, ADMIN, PASSWORD).await;
    // The official is followed by somebody new, who is invited in the same act.
    let path = hand_over_of(&admin, "official@hcm.example").await;
    let shown = admin.get(&path).await.says(200, &number).says(200, &draft);
    assert!(!shown.html.contains("Frankfurt") && !shown.html.contains(&far), "numbers only, and his alone");
    let unnamed = [("email", "ke-nhiem@hcm.example"), ("from", "16/04/2019")];
    admin.fill(&path, &unnamed).await.says(422, "Chưa có tài khoản nào dùng địa chỉ này");
    let tomorrow = [("email", "ke-nhiem@hcm.example"), ("name", "Võ Kế Nhiệm"), ("from", "17/04/2019")];
    admin.fill(&path, &tomorrow).await.says(422, "ở tương lai");
    let today = [("email", "ke-nhiem@hcm.example"), ("name", "Võ Kế Nhiệm"), ("from", "16/04/2019")];
    admin.fill(&path, &today).await.moved();
    // Another official of the same department, at its intake: what goes to the successor by name does not go to him.
    let dfa = site.org("HCM-SNV").await;
    let beside = [("email", "dong-su@hcm.example"), ("name", "Mai Đồng Sự"), ("from", "15/04/2019")];
    invite_colleague(&site, &admin, &dfa, "official", "yes", &beside).await;
    // MOFA's reviewer is followed by a colleague who has an account.
    let mofa = site.org("MOFA").await;
    let colleague = [("email", "dong-nghiep@mofa.example"), ("name", "Trương Đồng Nghiệp"), ("from", "15/04/2019")];
    invite_colleague(&site, &admin, &mofa, "reviewer", "no", &colleague).await;
    let path = hand_over_of(&admin, "reviewer@mofa.example").await;
    admin.get(&path).await.says(200, &number);
    admin.fill(&path, &[("email", "dong-nghiep@mofa.example"), ("from", "16/04/2019")]).await.moved();
    site.verify().await;
    assert!(notify::unheard(&site.app).await.unwrap().is_empty());

    // Who has left is out; who came sees the work, and does it.
    assert_eq!(official.get(&format!("/api/v1/dossiers/{number}")).await.no().0, 404);
    let successor = joins(&site, "ke-nhiem@hcm.example").await;
    successor.get(&format!("/dossiers/{draft}")).await.says(200, "Nguyễn Minh An").says(200, "Võ Kế Nhiệm");
    let mails = mails_to(&site, "dong-nghiep@mofa.example").await;
    assert!(mails.iter().any(|mail| mail.contains("nhận bàn giao") && mail.contains(": 1.")), "{mails:?}");

    // Reminders reach the successors by name, and nobody else.
    site.at("2019-04-18T08:00:00");
    deadlines::run_due(&site.app, 100).await.unwrap();
    let reminded = async |email: &str| {
        let mails = mails_to(&site, email).await;
        mails.iter().any(|mail| mail.contains("Nhắc việc") && mail.contains(&number))
    };
    assert!(reminded("dong-nghiep@mofa.example").await);
    assert!(!reminded("reviewer@mofa.example").await && !reminded("deputy@mofa.example").await);
    let colleague = site.person("dong-nghiep@mofa.example").await;
    colleague.act(&number, "answer", json!({ "kind": "agree" })).await.ok();
    let mails = mails_to(&site, "ke-nhiem@hcm.example").await;
    assert!(mails.iter().any(|mail| mail.contains(&number) && !mail.contains("/join/")), "{mails:?}");
    for mail in mails_to(&site, "dong-su@hcm.example").await {
        assert!(!mail.contains(&number), "{mail}");
    }
    let late = mails_to(&site, "official@hcm.example").await;
    assert!(!late.iter().any(|mail| mail.contains("Đồng ý") || mail.contains("18/04/2019")), "{late:?}");

    // Both names stay in the record: one act of administration for each, and an entry of each dossier.
    let acts = told(&site, "hand-over-post").await;
    let whole: Vec<&Value> = acts.iter().filter(|entry| entry["kind"] == "administration").collect();
    assert_eq!(whole.len(), 2);
    assert_eq!(whole[1]["subject"]["dossiers"], json!([number, draft]));
    assert_eq!(whole[0]["subject"]["dossiers"], json!([number]));
    assert_eq!(acts.iter().filter(|entry| entry["dossier"] == json!(number)).count(), 2);
    let inspector = site.person("inspector@gov.example").await;
    inspector.signs_in().await;
    let (_, history) = inspector.page(&format!("/dossiers/{number}")).await;
    for pair in ["Nguyễn Minh An → Võ Kế Nhiệm", "Vũ Hải Yến → Trương Đồng Nghiệp"] {
        assert!(history.contains(pair), "{pair}");
        assert!(inspector.page("/record?kind=administration").await.1.contains(pair), "{pair}");
    }
    // Who drafted stays the drafter; the successor is none.
    let row = site.db.rows(&format!("SELECT data FROM dossier WHERE number = '{number}'")).await;
    let data: Value = serde_json::from_str(&row[0]).unwrap();
    assert_eq!(data["drafters"].as_array().unwrap().len(), 1);
    assert_ne!(data["drafters"][0], data["caretaker"]);
    site.verify().await;
}

/// A colleague with an account and a post of his own.
async fn invite_colleague(
    site: &Site,
    admin: &Browser,
    org: &str,
    role: &str,
    intake: &str,
    person: &[(&'static str, &'static str)],
) {
    let fields =
        [("title_vi", "Chuyên viên thứ hai"), ("role", role), ("intake", intake), ("valid_from", "15/04/2019")];
    let post = id_of(&admin.fill(&format!("/admin/organisations/{org}/posts/new"), &fields).await.moved());
    admin.fill(&format!("/admin/accounts/new?post={post}"), person).await.moved();
    joins(site, person[0].1).await;
}

async fn a_hand_over_is_one_act_or_none(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let mut numbers = Vec::new();
    // More than one statement takes at once.
    for _ in 0..60 {
        let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
        numbers.push(opened["number"].as_str().unwrap().to_owned());
    }
    site.at("2019-04-16T08:00:00");
    let admin = Browser::of(&site, ADMIN, PASSWORD).await;
    let path = hand_over_of(&admin, "official@hcm.example").await;
    let fields = [("email", "ke-nhiem@hcm.example"), ("name", "Võ Kế Nhiệm"), ("from", "16/04/2019")];
    // While others work on the same dossiers, it is carried out as a whole, once.
    let leader = site.person("leader@hcm.example").await;
    let (moved, _) = tokio::join!(admin.fill(&path, &fields), async {
        for number in numbers.iter().take(10) {
            leader.act(number, "clear", json!({})).await;
        }
    });
    moved.moved();
    let kept = site.db.rows("SELECT count(*) FROM dossier WHERE data LIKE '%\"caretaker\":%'").await;
    assert_eq!(kept, ["60"]);
    let entries = site.db.rows("SELECT count(*) FROM audit_entry WHERE act = 'hand-over-post'").await;
    assert_eq!(entries, ["61"]);
    site.verify().await;
    // A second click finds the post in other hands.
    admin.get(&path).await.says(200, "");
    admin.fill(&path, &[("email", "leader@hcm.example"), ("from", "16/04/2019")]).await.says(422, "");
    assert_eq!(site.db.rows("SELECT count(*) FROM audit_entry WHERE act = 'hand-over-post'").await, ["61"]);
}

async fn a_deputy_acts_under_both_names(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let admin = Browser::of(&site, ADMIN, PASSWORD).await;
    let leader = account(&admin, "leader@hcm.example").await;
    let page = admin.get(&format!("/admin/accounts/{leader}")).await;
    let post = page.html.split("href=\"/admin/posts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let hold = format!("/admin/posts/{post}/hold");
    let acting = |email: &'static str, to: &'static str| {
        [("email", email), ("from", "15/04/2019"), ("to", to), ("acts_for", leader.as_str())]
    };
    // The official who drafts becomes the leader's deputy, and so does a colleague of another department.
    admin.fill(&hold, &acting("official@hcm.example", "30/04/2019")).await.moved();
    let org = site.org("HCM-SNV").await;
    let fields =
        [("title_vi", "Tổ trưởng thẩm định"), ("role", "reviewer"), ("intake", "no"), ("valid_from", "15/04/2019")];
    let second = id_of(&admin.fill(&format!("/admin/organisations/{org}/posts/new"), &fields).await.moved());
    let path = format!("/admin/accounts/new?post={second}");
    let fields = [("email", "pho@hcm.example"), ("name", "Lý Phó"), ("from", "15/04/2019")];
    admin.fill(&path, &fields).await.moved();
    joins(&site, "pho@hcm.example").await;
    // His own post lets him see nothing here: what he does is the deputy's.
    admin.fill(&hold, &acting("pho@hcm.example", "30/04/2019")).await.moved();
    site.at("2019-04-16T09:00:00");

    let official = site.person("official@hcm.example").await;
    let number = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok()["number"].as_str().unwrap().to_owned();
    official.text(&number, "Điều 1.", "Article 1.", "").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    // The drafter clears nothing of his own, whatever post he stands in for.
    let tried = official.act(&number, "clear", json!({})).await;
    assert_eq!(tried.no(), (409, "guard-failed"), "{}", tried.json);
    assert_eq!(tried.json["guard"], "not-the-drafter");
    let deputy = site.person("pho@hcm.example").await;
    deputy.act(&number, "clear", json!({})).await.ok();
    let inspector = site.person("inspector@gov.example").await;
    let record = inspector.get(&format!("/api/v1/dossiers/{number}/record")).await.ok();
    let cleared = record["items"].as_array().unwrap().iter().rfind(|entry| entry["act"] == "clear").unwrap().clone();
    let by = &cleared["by"];
    assert_eq!((&by["name"], &by["for_name"]), (&json!("Lý Phó"), &json!("Trần Quốc Bảo")), "{by}");
    assert_eq!(by["deputy"], true);
    assert!(!cleared["body"].as_str().unwrap().contains("Bảo"), "commitments only");
    inspector.signs_in().await;
    for path in [format!("/dossiers/{number}"), format!("/dossiers/{number}/record"), "/record".to_owned()] {
        let (_, page) = inspector.page(&path).await;
        assert!(page.contains("thay mặt Trần Quốc Bảo"), "{path}");
    }
    let (_, csv) = inspector.page(&format!("/dossiers/{number}/record/export.csv")).await;
    assert!(csv.lines().any(|line| line.contains("Lý Phó") && line.contains("Trần Quốc Bảo")), "{csv}");
    site.verify().await;
    // After the last day he is no deputy any more.
    site.at("2019-05-02T09:00:00");
    assert_eq!(deputy.get(&format!("/api/v1/dossiers/{number}")).await.no().0, 404);
}

async fn a_post_has_one_owner(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let admin = Browser::of(&site, ADMIN, PASSWORD).await;
    let leader = account(&admin, "leader@hcm.example").await;
    let page = admin.get(&format!("/admin/accounts/{leader}")).await;
    let post = page.html.split("href=\"/admin/posts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let hold = format!("/admin/posts/{post}/hold");
    let fields = [("email", "official@hcm.example"), ("from", "15/04/2019")];
    admin.fill(&hold, &fields).await.says(422, "Chỉ có thể thêm người thay mặt");
    // No deputy of somebody who does not own the post, or longer than he does, or of himself.
    let of = |for_whom: &str| {
        [
            ("email", "official@hcm.example".to_owned()),
            ("from", "15/04/2019".to_owned()),
            ("to", "31/05/2019".to_owned()),
            ("acts_for", for_whom.to_owned()),
        ]
    };
    let send = async |fields: [(&'static str, String); 4]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        admin.fill(&hold, &fields).await
    };
    let stranger = account(&admin, "leader@danang.example").await;
    send(of(&stranger)).await.says(422, "không giữ chức vụ");
    let holding = page.html.split("/admin/holdings/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let end = format!("/admin/holdings/{holding}/end");
    // Two administrators' clicks at once: one gives a deputy, the other ends the owner. Either order leaves no deputy alone.
    let (deputy, ended) = tokio::join!(send(of(&leader)), admin.fill(&end, &[("last_day", "30/04/2019")]));
    ended.moved();
    let open = site.db.rows("SELECT count(*) FROM holding WHERE deputy AND to_on > '2019-04-30'").await;
    assert_eq!(open, ["0"], "{}", deputy.status);
    site.verify().await;
    // A post that is held does not end, and its role stays.
    site.at("2019-04-16T09:00:00");
    let admin = Browser::of(&site, ADMIN, PASSWORD).await;
    admin.fill(&format!("/admin/posts/{post}/end"), &[("last_day", "16/04/2019")]).await.says(422, "còn người giữ");
    let fields = [("title_vi", "Chủ tịch"), ("role", "inspector"), ("intake", "yes"), ("valid_from", "01/07/2007")];
    admin.fill(&format!("/admin/posts/{post}/change"), &fields).await.says(422, "còn người giữ");
    site.verify().await;
}
