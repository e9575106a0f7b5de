//! Who administers: there is always somebody on whom one can rely, and he does nothing else. Every way round it is tried.

use super::races::waiting;
use crate::support::browser::{Browser, link_to};
use crate::support::db::{Db, contract};
use crate::support::site::{Answer, Person, Site};
use serde_json::{Value, json};

contract!(
    a_deputy_is_no_administrator_to_rely_on,
    a_temporary_holder_is_no_administrator_to_rely_on,
    the_last_administrator_hands_over_to_somebody_who_has_joined,
    who_administers_does_nothing_else,
    who_inspects_does_nothing_else,
    two_clicks_at_once_make_nobody_both,
);

const ADMIN: &str = "admin@gov.example";

/// Wrong field and what is wrong with it.
pub fn wrong(answer: &Answer) -> (u16, &str, &str) {
    let first = &answer.json["errors"][0];
    let said = |key: &str| first[key].as_str().unwrap_or_default();
    assert!(!first["message"].as_str().unwrap_or_default().contains('⟦'), "{}", answer.json);
    (answer.status.as_u16(), said("field"), said("code"))
}

/// The administrator at his desk.
pub struct Desk<'a> {
    pub site: &'a Site,
    pub admin: Person,
}

impl<'a> Desk<'a> {
    pub async fn new(site: &'a Site) -> Self {
        Self { site, admin: site.person(ADMIN).await }
    }

    pub async fn send(&self, path: &str, body: Value) -> Answer {
        self.admin.post(&format!("/api/v1/admin/{path}"), body).await
    }

    pub async fn read(&self, path: &str) -> Value {
        self.admin.get(&format!("/api/v1/admin/{path}")).await.ok()
    }

    async fn entered(&self, path: &str, body: Value) -> String {
        self.send(path, body).await.ok()["id"].as_str().unwrap().to_owned()
    }

    /// A new post of the organisation `code`.
    pub async fn post(&self, code: &str, title: &str, role: &str) -> String {
        let org = self.site.org(code).await;
        let post = json!({ "title_vi": title, "role": role, "valid_from": "2010-01-01" });
        self.entered(&format!("organisations/{org}/posts"), post).await
    }

    /// Somebody new, in a post if one is named, who has not set a password.
    pub async fn invited(&self, email: &str, post: Option<&str>) -> String {
        let person = json!({ "email": email, "name": "Người Mới", "post": post, "from": self.site.app.today() });
        self.entered("accounts", person).await
    }

    /// The same, who has.
    pub async fn joined(&self, email: &str, post: Option<&str>) -> String {
        let id = self.invited(email, post).await;
        let password = "mot mat khau dai";
        let link = link_to(self.site, email).await;
        let fields = [("password", password), ("password_again", password)];
        Browser::new(self.site).fill(&link, &fields).await.moved();
        id
    }

    pub async fn hold(&self, post: &str, holding: Value) -> Answer {
        self.send(&format!("posts/{post}/holdings"), holding).await
    }

    pub async fn end(&self, holding: &str, last_day: &str) -> Answer {
        self.send(&format!("holdings/{holding}/end"), json!({ "last_day": last_day })).await
    }

    pub async fn account(&self, email: &str) -> Value {
        let found = self.read(&format!("accounts?q={email}")).await;
        let id = found["items"][0]["id"].as_str().unwrap().to_owned();
        self.read(&format!("accounts/{id}")).await
    }

    /// The first post that somebody holds, and the holding.
    pub async fn held(&self, email: &str) -> (String, String) {
        let held = self.account(email).await["holdings"][0].clone();
        let text = |key: &str| held[key].as_str().unwrap().to_owned();
        (text("post"), text("id"))
    }

    /// No way by which the one administrator could go is open.
    async fn stays(&self) {
        let (post, holding) = self.held(ADMIN).await;
        let last = self.site.app.today();
        let ended = self.end(&holding, &last.to_string()).await;
        assert_eq!(wrong(&ended), (422, "last_day", "last-administrator"), "{}", ended.json);
        let own = self.account(ADMIN).await["id"].as_str().unwrap().to_owned();
        let closed = self.send(&format!("accounts/{own}/close"), Value::Null).await;
        assert_eq!(wrong(&closed), (422, "account", "last-administrator"), "{}", closed.json);
        let ended = self.send(&format!("posts/{post}/end"), json!({ "last_day": "2019-04-30" })).await;
        assert_eq!(wrong(&ended).0, 422, "{}", ended.json);
        let unit = self.site.org("VHHT").await;
        let ended = self.send(&format!("organisations/{unit}/end"), json!({ "last_day": "2019-04-30" })).await;
        assert_eq!(wrong(&ended).0, 422, "{}", ended.json);
    }
}

async fn a_deputy_is_no_administrator_to_rely_on(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (post, _) = desk.held(ADMIN).await;
    desk.joined("thay-mat@gov.example", None).await;
    let deputy =
        json!({ "email": "thay-mat@gov.example", "from": "2019-04-15", "to": "2019-12-31", "acts_for": ADMIN });
    desk.hold(&post, deputy).await.ok();
    desk.stays().await;
    site.verify().await;
}

async fn a_temporary_holder_is_no_administrator_to_rely_on(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (_, own) = desk.held(ADMIN).await;
    let second = desk.post("VHHT", "Quản trị viên tạm thời", "administrator").await;
    desk.joined("tam-thoi@gov.example", None).await;
    let short = json!({ "email": "tam-thoi@gov.example", "from": "2019-04-15", "to": "2019-12-31" });
    desk.hold(&second, short).await.ok();
    desk.stays().await;
    // Somebody for good, who begins later: until then there would be nobody.
    let third = desk.post("VHHT", "Quản trị viên kế nhiệm", "administrator").await;
    desk.joined("lau-dai@gov.example", None).await;
    let coming = desk.hold(&third, json!({ "email": "lau-dai@gov.example", "from": "2019-05-02" })).await.ok();
    desk.stays().await;
    let early = desk.end(&own, "2019-04-30").await;
    assert_eq!(wrong(&early), (422, "last_day", "last-administrator"), "{}", early.json);
    desk.end(&own, "2019-05-01").await.ok();
    // From then on it is he who may not go; nor may the first go earlier than he agreed to.
    let coming = coming["id"].as_str().unwrap();
    assert_eq!(wrong(&desk.end(coming, "2019-05-31").await), (422, "last_day", "last-administrator"));
    assert_eq!(wrong(&desk.end(&own, "2019-04-20").await), (422, "last_day", "last-administrator"));
    site.verify().await;
}

async fn the_last_administrator_hands_over_to_somebody_who_has_joined(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (_, own) = desk.held(ADMIN).await;
    desk.joined("admin@moi.example", None).await;
    site.at("2019-04-16T09:00:00");
    let path = format!("holdings/{own}/hand-over");
    let unknown = desk.send(&path, json!({ "email": "ai-do@gov.example", "name": "Chưa Đến" })).await;
    assert_eq!(wrong(&unknown), (422, "email", "last-administrator"), "{}", unknown.json);
    desk.send(&path, json!({ "email": "admin@moi.example" })).await.ok();
    assert_eq!(desk.admin.get("/api/v1/admin/accounts").await.status.as_u16(), 403);
    let next = site.person("admin@moi.example").await;
    next.get("/api/v1/admin/accounts").await.ok();
    site.verify().await;
}

async fn who_administers_does_nothing_else(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let number = waiting(&site).await;
    let (post, own) = desk.held(ADMIN).await;
    let second = desk.post("HCM-SNV", "Quản trị viên của Sở", "administrator").await;
    // Whoever has dossiers gets no administrator's post: not as its owner, not for a week, not as a deputy.
    for (email, to) in [("leader@hcm.example", None), ("official@hcm.example", Some("2019-04-22"))] {
        let answer = desk.hold(&second, json!({ "email": email, "from": "2019-04-15", "to": to })).await;
        assert_eq!(wrong(&answer), (422, "email", "not-both"), "{}", answer.json);
    }
    let inspector = json!({ "email": "inspector@gov.example", "from": "2019-04-15", "to": "2019-04-30",
                            "acts_for": ADMIN });
    assert_eq!(wrong(&desk.hold(&post, inspector).await), (422, "email", "not-both"));
    // Whoever administers gets no other: given by another administrator, too.
    desk.joined("admin@hai.example", Some(&second)).await;
    let other = Desk { site: &site, admin: site.person("admin@hai.example").await };
    let vice = desk.post("HCM", "Phó Chủ tịch", "leader").await;
    let answer = other.hold(&vice, json!({ "email": ADMIN, "from": "2019-04-15" })).await;
    assert_eq!(wrong(&answer), (422, "email", "not-both"), "{}", answer.json);
    let (chair, chairs) = desk.held("leader@hcm.example").await;
    let deputy = json!({ "email": "admin@hai.example", "from": "2019-04-15", "to": "2019-04-30",
                         "acts_for": "leader@hcm.example" });
    let answer = desk.hold(&chair, deputy).await;
    assert_eq!(wrong(&answer), (422, "email", "not-both"), "{}", answer.json);
    // Nor by a hand-over, in either direction.
    site.at("2019-04-16T09:00:00");
    let answer = desk.send(&format!("holdings/{own}/hand-over"), json!({ "email": "official@hcm.example" })).await;
    assert_eq!(wrong(&answer), (422, "email", "not-both"), "{}", answer.json);
    let answer = desk.send(&format!("holdings/{chairs}/hand-over"), json!({ "email": "admin@hai.example" })).await;
    assert_eq!(wrong(&answer), (422, "email", "not-both"), "{}", answer.json);
    // One after the other is no mixture; but the first may then not be drawn out into the second.
    desk.end(&chairs, "2019-04-30").await.ok();
    let third = desk.post("VHHT", "Quản trị viên thứ ba", "administrator").await;
    desk.hold(&third, json!({ "email": "leader@hcm.example", "from": "2019-05-01" })).await.ok();
    let answer = desk.end(&chairs, "2019-05-10").await;
    assert_eq!(wrong(&answer), (422, "last_day", "not-both"), "{}", answer.json);
    // While somebody is to hold a post, its role stays: nobody comes to both that way.
    let change = json!({ "title_vi": "Quản trị viên thứ ba", "role": "leader", "valid_from": "2010-01-01" });
    let answer = desk.send(&format!("posts/{third}/change"), change).await;
    assert_eq!(wrong(&answer), (422, "role", "still-held"), "{}", answer.json);
    // The page says so in words, and loses nothing typed.
    let page = Browser::of(&site, ADMIN, thoathuan::app::demo::PASSWORD).await;
    let fields = [("email", "official@hcm.example"), ("from", "16/04/2019")];
    let fourth = desk.post("VHHT", "Quản trị viên thứ tư", "administrator").await;
    let shown = page.fill(&format!("/admin/posts/{fourth}/hold"), &fields).await;
    shown.says(422, "không cùng một lúc làm việc khác").says(422, "official@hcm.example");
    for reader in [&desk.admin, &other.admin] {
        assert_eq!(reader.get(&format!("/api/v1/dossiers/{number}")).await.no().0, 404);
    }
    site.verify().await;
}

/// An inspector reads every province's dossiers, drafts too, and so takes part in none; whoever does gets no such reading.
async fn who_inspects_does_nothing_else(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let inspector = "inspector@gov.example";
    let own = desk.held(inspector).await;
    let vice = desk.post("HCM", "Phó Chủ tịch", "leader").await;
    let second = desk.post("TTCP", "Thanh tra viên", "inspector").await;
    for (post, email, to) in [
        (&vice, inspector, None),
        (&vice, inspector, Some("2019-04-22")),
        (&second, "leader@hcm.example", None),
        (&second, "reviewer@mofa.example", Some("2019-04-22")),
    ] {
        let answer = desk.hold(post, json!({ "email": email, "from": "2019-04-15", "to": to })).await;
        assert_eq!(wrong(&answer), (422, "email", "not-both"), "{email}: {}", answer.json);
    }
    for (post, owner, email) in [
        (&own.0, inspector, "leader@hcm.example"),
        (&desk.held("leader@hcm.example").await.0, "leader@hcm.example", inspector),
    ] {
        let deputy = json!({ "email": email, "from": "2019-04-15", "to": "2019-04-30", "acts_for": owner });
        let answer = desk.hold(post, deputy).await;
        assert_eq!(wrong(&answer), (422, "email", "not-both"), "{email}: {}", answer.json);
    }
    site.at("2019-04-16T09:00:00");
    for (held, email) in [(desk.held("official@hcm.example").await.1, inspector), (own.1, "official@hcm.example")] {
        let answer = desk.send(&format!("holdings/{held}/hand-over"), json!({ "email": email })).await;
        assert_eq!(wrong(&answer), (422, "email", "not-both"), "{email}: {}", answer.json);
    }
    // Nor does a post become an inspector's, or another one, under somebody's past.
    for (org, was, becomes) in [("HCM", "official", "inspector"), ("TTCP", "inspector", "leader")] {
        let id = desk.post(org, "Chức vụ trống", was).await;
        let change = json!({ "title_vi": "Chức vụ trống", "role": becomes, "valid_from": "2010-01-01" });
        let answer = desk.send(&format!("posts/{id}/change"), change).await;
        assert_eq!(wrong(&answer), (422, "role", "role-fixed"), "{was}: {}", answer.json);
    }
    // Two inspectors' posts are no mixture.
    desk.hold(&second, json!({ "email": inspector, "from": "2019-04-16" })).await.ok();
    site.verify().await;
}

async fn two_clicks_at_once_make_nobody_both(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    for n in 0..5 {
        let email = format!("moi-{n}@gov.example");
        desk.invited(&email, None).await;
        let administrator = desk.post("VHHT", "Quản trị viên", "administrator").await;
        let leader = desk.post("HCM", "Phó Chủ tịch", "leader").await;
        let holding = json!({ "email": email, "from": "2019-04-15" });
        let (one, two) = tokio::join!(desk.hold(&administrator, holding.clone()), desk.hold(&leader, holding.clone()));
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [201, 422], "{} {}", one.json, two.json);
    }
    site.verify().await;
}
