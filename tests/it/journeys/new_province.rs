//! A new province set up from nothing through the pages: organisations, posts, invitations, the first dossier.

use super::odd_input::typed;
use crate::support::browser::{Browser, id_of, link_to, mails_to};
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use serde_json::Value;

contract!(
    a_province_is_set_up_through_the_pages,
    a_link_counts_once_and_for_seven_days,
    only_administrators_administer,
    an_administrator_sees_no_dossier,
    the_last_administrator_stays,
    a_closed_account_is_out_at_once,
    a_name_is_corrected_and_erased_without_breaking_a_proof,
);

const PASSWORD: &str = thoathuan::app::demo::PASSWORD;
const ADMIN: &str = "admin@gov.example";

async fn site(db: Db) -> (Site, Browser) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let admin = Browser::of(&site, ADMIN, PASSWORD).await;
    (site, admin)
}

/// Enters an organisation on its page; its id.
async fn organisation(admin: &Browser, code: &str, kind: &str, name: &str, parents: [&str; 2]) -> String {
    let fields = [
        ("kind", kind),
        ("code", code),
        ("name_vi", name),
        ("valid_from", "01/04/2019"),
        ("parent", parents[0]),
        ("second_parent", parents[1]),
    ];
    id_of(&admin.fill("/admin/organisations/new", &fields).await.moved())
}

/// Enters a post on its page; its id.
async fn post(admin: &Browser, org: &str, title: &str, role: &str, above: &str) -> String {
    let fields =
        [("title_vi", title), ("role", role), ("above", above), ("intake", "yes"), ("valid_from", "01/04/2019")];
    id_of(&admin.fill(&format!("/admin/organisations/{org}/posts/new"), &fields).await.moved())
}

/// Invites a person into a post; the id of the account.
async fn invited(admin: &Browser, post: &str, email: &str, name: &str) -> String {
    let path = format!("/admin/accounts/new?post={post}");
    let fields = [("email", email), ("name", name), ("lang", "vi"), ("from", "15/04/2019")];
    id_of(&admin.fill(&path, &fields).await.moved())
}

/// The person follows the link in the mail and sets the password; his browser is signed in.
async fn joins(site: &Site, email: &str, password: &str) -> Browser {
    let browser = Browser::new(site);
    let link = link_to(site, email).await;
    let to = browser.fill(&link, &[("password", password), ("password_again", password)]).await.moved();
    assert_eq!(to, "/");
    browser
}

async fn a_province_is_set_up_through_the_pages(db: Db) {
    let (site, admin) = site(db).await;
    // The administrator begins where there is something for him to do.
    assert_eq!(admin.get("/").await.moved(), "/admin");
    admin.get("/admin").await.says(200, "Cơ quan và chức vụ").says(200, "href=\"/admin/accounts\"");
    let hue = organisation(&admin, "HUE", "locality", "Ủy ban nhân dân thành phố Huế", ["", ""]).await;
    let dfa = organisation(&admin, "HUE-SNV", "department", "Sở Ngoại vụ Huế", ["HUE", "MOFA"]).await;
    let page = admin.get(&format!("/admin/organisations/{dfa}")).await.says(200, "Ủy ban nhân dân thành phố Huế");
    page.says(200, "Bộ Ngoại giao");
    admin.get("/admin/organisations?q=so+ngoai+vu&kind=department").await.says(200, &dfa);
    let chair = post(&admin, &hue, "Chủ tịch", "leader", "").await;
    let officer = post(&admin, &dfa, "Chuyên viên", "official", &chair).await;
    invited(&admin, &chair, "chu-tich@hue.example", "Hồ Văn Bình").await;
    let account = invited(&admin, &officer, "chuyen-vien@hue.example", "Tôn Nữ Diệu").await;
    admin.get(&format!("/admin/accounts/{account}")).await.says(200, "Đã mời").says(200, "Sở Ngoại vụ Huế");
    // No password yet: no way in.
    let early = Browser::new(&site);
    let fields = [("email", "chuyen-vien@hue.example"), ("password", "matkhau-cua-toi")];
    early.fill("/sign-in", &fields).await.says(401, "không đúng");
    let official = joins(&site, "chuyen-vien@hue.example", "matkhau-cua-toi").await;
    let leader = joins(&site, "chu-tich@hue.example", "mat khau rat dai").await;
    official.get("/").await.says(200, "Tôn Nữ Diệu").says(200, "Sở Ngoại vụ Huế");
    // The first dossier, and its clearance by the leader of the same province.
    let fields = typed();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let to = official.fill("/dossiers/new", &fields).await.moved();
    let number = to.split('/').nth(2).unwrap().split('?').next().unwrap().to_owned();
    assert!(number.starts_with("HUE-2019-"), "{to}");
    official.upload(&number, "Điều 1.").await.moved();
    official.fill(&format!("/dossiers/{number}/act/send-to-clearance"), &[]).await.moved();
    let told = mails_to(&site, "chu-tich@hue.example").await;
    assert!(told.last().unwrap().contains(&number), "{told:?}");
    leader.fill(&format!("/dossiers/{number}/act/clear"), &[]).await.moved();
    // Nobody of another province sees it.
    let other = Browser::of(&site, "official@hcm.example", PASSWORD).await;
    other.get(&format!("/dossiers/{number}")).await.says(404, "");
    site.verify().await;
    assert!(thoathuan::app::notify::unheard(&site.app).await.unwrap().is_empty());
    // Neither the token nor the names stand anywhere in the record, and the mail with the link is emptied once it is out.
    let bodies = site.db.rows("SELECT body FROM audit_entry").await.join("\n");
    for secret in ["Hồ Văn Bình", "chu-tich@hue.example", "/join/"] {
        assert!(!bodies.contains(secret), "{secret}");
    }
    let sent = |more: &str| format!("SELECT count(*) FROM outbox WHERE kind = 'link' AND state = 'sent'{more}");
    assert_eq!(site.db.rows(&sent("")).await, ["2"]);
    assert_eq!(site.db.rows(&sent(" AND length(mime) > 0")).await, ["0"]);
}

async fn a_link_counts_once_and_for_seven_days(db: Db) {
    let (site, admin) = site(db).await;
    let fields = [("email", "moi@hcm.example"), ("name", "Người Mới"), ("lang", "en")];
    let account = id_of(&admin.fill("/admin/accounts/new", &fields).await.moved());
    let first = link_to(&site, "moi@hcm.example").await;
    let browser = Browser::new(&site);
    browser.get(&first).await.says(200, "moi@hcm.example").says(200, "Set your password");
    let weak = browser.fill(&first, &[("password", "short"), ("password_again", "short")]).await;
    weak.says(422, "at least eight characters");
    browser
        .fill(&first, &[("password", "long enough"), ("password_again", "long enouhg")])
        .await
        .says(422, "not the same");
    // A newer one takes its place.
    admin.fill(&format!("/admin/accounts/{account}/send-link"), &[]).await.moved();
    let second = link_to(&site, "moi@hcm.example").await;
    assert_ne!(first, second);
    browser.get(&first).await.says(404, "");
    // Withdrawn, it counts no more either.
    admin.fill(&format!("/admin/accounts/{account}/withdraw-link"), &[]).await.moved();
    browser.get(&second).await.says(404, "");
    admin.fill(&format!("/admin/accounts/{account}/send-link"), &[]).await.moved();
    let third = link_to(&site, "moi@hcm.example").await;
    site.at("2019-04-22T08:59:59");
    browser.get(&third).await.says(200, "");
    site.at("2019-04-22T09:00:00");
    browser.get(&third).await.says(404, "");
    let admin = Browser::of(&site, ADMIN, PASSWORD).await;
    admin.fill(&format!("/admin/accounts/{account}/send-link"), &[]).await.moved();
    let browser = joins(&site, "moi@hcm.example", "long enough").await;
    let fourth = link_to(&site, "moi@hcm.example").await;
    browser.get(&fourth).await.says(404, "");
    // A forgotten password goes the same way; whoever was signed in with the old one is out.
    assert_eq!(browser.get("/").await.status.as_u16(), 200);
    admin.fill(&format!("/admin/accounts/{account}/send-link"), &[]).await.moved();
    joins(&site, "moi@hcm.example", "another one").await;
    assert!(browser.get("/").await.moved().starts_with("/sign-in"));
    site.verify().await;
}

async fn only_administrators_administer(db: Db) {
    let (site, admin) = site(db).await;
    let org = site.org("HCM-SNV").await;
    let account = admin.get("/admin/accounts?q=leader@hcm.example").await.html;
    let account = account.split("href=\"/admin/accounts/").find(|part| part.starts_with("01")).unwrap();
    let account = account.split('"').next().unwrap();
    let pages = [
        "/admin".to_owned(),
        "/admin/organisations".to_owned(),
        "/admin/organisations/new".to_owned(),
        format!("/admin/organisations/{org}"),
        format!("/admin/organisations/{org}/change"),
        format!("/admin/organisations/{org}/posts/new"),
        "/admin/accounts".to_owned(),
        "/admin/accounts/new".to_owned(),
        format!("/admin/accounts/{account}"),
        format!("/admin/accounts/{account}/close"),
    ];
    for email in ["official@hcm.example", "leader@hcm.example", "reviewer@mofa.example", "inspector@gov.example"] {
        let browser = Browser::of(&site, email, PASSWORD).await;
        for path in &pages {
            assert_eq!(browser.get(path).await.status.as_u16(), 403, "{email} {path}");
        }
        let person = site.person(email).await;
        for path in ["organisations", "accounts"] {
            assert_eq!(person.get(&format!("/api/v1/admin/{path}")).await.no(), (403, "token-scope"), "{email} {path}");
        }
    }
    for path in &pages {
        assert_eq!(admin.get(path).await.status.as_u16(), 200, "{path}");
    }
    for path in ["/admin/accounts/nobody", "/admin/organisations/x", "/admin/accounts/x/close"] {
        assert_eq!(admin.get(path).await.status.as_u16(), 404, "{path}");
    }
}

async fn an_administrator_sees_no_dossier(db: Db) {
    let (site, admin) = site(db).await;
    let number = super::races::waiting(&site).await;
    let dossier = site.person("official@hcm.example").await.dossier(&number).await;
    let clock = dossier["clocks"][0]["id"].as_str().unwrap().to_owned();
    let file = dossier["texts"][0]["versions"][0]["file"]["id"].as_str().unwrap().to_owned();
    for path in [
        format!("/dossiers/{number}"),
        format!("/dossiers/{number}/details"),
        format!("/dossiers/{number}/text"),
        format!("/dossiers/{number}/review"),
        format!("/dossiers/{number}/act/withdraw"),
        format!("/dossiers/{number}/clocks/{clock}"),
        format!("/dossiers/{number}/files/{file}"),
        format!("/dossiers/{number}/record"),
        format!("/dossiers/{number}/record/export.csv"),
        format!("/dossiers/{number}/record/export.jsonl"),
        "/record".to_owned(),
        "/record/export.csv".to_owned(),
        "/record/export.jsonl".to_owned(),
        "/dossiers/new".to_owned(),
    ] {
        let page = admin.get(&path).await;
        assert!([403, 404].contains(&page.status.as_u16()), "{path}: {}", page.status);
        assert!(!page.html.contains("Frankfurt"), "{path}");
    }
    let person = site.person(ADMIN).await;
    for path in [
        format!("/api/v1/dossiers/{number}"),
        format!("/api/v1/dossiers/{number}/record"),
        format!("/api/v1/dossiers/{number}/clocks/{clock}"),
        format!("/api/v1/dossiers/{number}/attachments/{file}"),
        "/api/v1/record".to_owned(),
    ] {
        let answer = person.get(&path).await;
        assert!([403, 404].contains(&answer.no().0), "{path}: {}", answer.json);
    }
    assert_eq!(person.get("/api/v1/dossiers").await.ok()["items"], Value::Array(Vec::new()));
    let seen = serde_json::json!({ "text_revision": 1, "step_revision": 1 });
    let tried = person.act_seen(&number, "withdraw", seen, serde_json::json!({ "reason": "x" })).await;
    assert_eq!(tried.no().0, 404, "{}", tried.json);
    // The attempt is an entry of the dossier.
    let inspector = site.person("inspector@gov.example").await;
    let refused = inspector.get(&format!("/api/v1/record?dossier={number}&kind=refusal")).await.ok();
    assert_eq!(refused["items"][0]["by"]["role"], "administrator", "{refused}");
}

async fn the_last_administrator_stays(db: Db) {
    let (site, admin) = site(db).await;
    let me = admin.get("/admin/accounts?q=admin@gov").await.html;
    let me =
        me.split("href=\"/admin/accounts/").find(|part| part.starts_with("01")).unwrap().split('"').next().unwrap();
    admin.fill(&format!("/admin/accounts/{me}/close"), &[]).await.says(422, "người quản trị cuối cùng");
    let own = admin.get(&format!("/admin/accounts/{me}")).await.html;
    let holding = own.split("/admin/holdings/").nth(1).unwrap().split('/').next().unwrap();
    let end = format!("/admin/holdings/{holding}/end");
    admin.fill(&end, &[("last_day", "15/04/2019")]).await.says(422, "người quản trị cuối cùng");
    // He gives himself no post with another role.
    let hcm = site.org("HCM").await;
    let leader = post(&admin, &hcm, "Phó Chủ tịch", "leader", "").await;
    let hold = format!("/admin/posts/{leader}/hold");
    admin.fill(&hold, &[("email", ADMIN), ("from", "15/04/2019")]).await.says(422, "không tự giao cho mình");
    // A second administrator who has not come yet is none.
    let unit = site.org("VHHT").await;
    let second = post(&admin, &unit, "Quản trị viên thứ hai", "administrator", "").await;
    invited(&admin, &second, "quan-tri-2@gov.example", "Người Thứ Hai").await;
    admin.fill(&end, &[("last_day", "15/04/2019")]).await.says(422, "người quản trị cuối cùng");
    let other = joins(&site, "quan-tri-2@gov.example", "mat khau thu hai").await;
    // With him the first may leave; and then he may give the first what the first could not give himself.
    admin.fill(&end, &[("last_day", "14/04/2019")]).await.moved();
    other.fill(&hold, &[("email", ADMIN), ("from", "15/04/2019")]).await.moved();
    assert_eq!(admin.get("/admin").await.status.as_u16(), 403);
    site.verify().await;
}

async fn a_closed_account_is_out_at_once(db: Db) {
    let (site, admin) = site(db).await;
    let (_, second) = site.another().await;
    let reviewer = Browser::of(&site, "reviewer@mpi.example", PASSWORD).await;
    let token = site.person("reviewer@mpi.example").await;
    let elsewhere = token.on(&second);
    assert_eq!(reviewer.get("/").await.status.as_u16(), 200);
    token.get("/api/v1/me").await.ok();
    let found = admin.get("/admin/accounts?q=reviewer@mpi").await.html;
    let id = found.split("href=\"/admin/accounts/").find(|part| part.starts_with("01")).unwrap();
    let id = id.split('"').next().unwrap();
    admin.fill(&format!("/admin/accounts/{id}/close"), &[]).await.moved();
    assert!(reviewer.get("/").await.moved().starts_with("/sign-in"));
    assert_eq!(token.get("/api/v1/me").await.no(), (401, "unauthenticated"));
    site.clock.advance(std::time::Duration::from_secs(3));
    assert_eq!(elsewhere.get("/api/v1/me").await.no(), (401, "unauthenticated"));
    let again = Browser::new(&site);
    again.fill("/sign-in", &[("email", "reviewer@mpi.example"), ("password", PASSWORD)]).await.says(401, "");
    // Reopened, he signs in again; the token stays dead.
    admin.fill(&format!("/admin/accounts/{id}/reopen"), &[]).await.moved();
    let reviewer = Browser::of(&site, "reviewer@mpi.example", PASSWORD).await;
    assert_eq!(reviewer.get("/").await.status.as_u16(), 200);
    assert_eq!(token.get("/api/v1/me").await.no(), (401, "unauthenticated"));
    // His sessions are ended, all of them.
    admin.fill(&format!("/admin/accounts/{id}/end-sessions"), &[]).await.moved();
    assert!(reviewer.get("/").await.moved().starts_with("/sign-in"));
    site.verify().await;
}

async fn a_name_is_corrected_and_erased_without_breaking_a_proof(db: Db) {
    let (site, admin) = site(db).await;
    let number = super::races::waiting(&site).await;
    let found = admin.get("/admin/accounts?q=official@hcm").await.html;
    let id = found.split("href=\"/admin/accounts/").find(|part| part.starts_with("01")).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let page = format!("/admin/accounts/{id}");
    let changed = [("name", "Nguyễn Minh Anh"), ("email", "official@hcm.example"), ("lang", "vi")];
    admin.fill(&format!("{page}/change"), &changed).await.moved();
    site.verify().await;
    let inspector = site.person("inspector@gov.example").await;
    let record = inspector.get(&format!("/api/v1/dossiers/{number}/record")).await.ok();
    assert_eq!(record["items"][0]["by"]["name"], "Nguyễn Minh An", "as he was called then");
    admin.fill(&format!("{page}/erase"), &[]).await.says(422, "Đóng tài khoản trước");
    admin.fill(&format!("{page}/close"), &[]).await.moved();
    admin.fill(&format!("{page}/erase"), &[]).await.moved();
    site.verify().await;
    let record = inspector.get(&format!("/api/v1/dossiers/{number}/record")).await.ok();
    assert_eq!(record["items"][0]["by"]["name"], Value::Null);
    let all = site.db.rows("SELECT value FROM personal_name WHERE value LIKE 'Nguyễn Minh%'").await;
    assert!(all.is_empty(), "{all:?}");
    let kept = site.db.rows("SELECT email FROM account WHERE email = 'official@hcm.example'").await;
    assert!(kept.is_empty());
    admin.get(&page).await.says(200, "(tên đã xóa)");
    inspector.signs_in().await;
    let (_, history) = inspector.page(&format!("/dossiers/{number}")).await;
    assert!(history.contains("(tên đã xóa)") && !history.contains("Nguyễn Minh An"));
}
