//! What people and programs send that nobody expects: forms of a session that ended, U+0000, refused files, double
//! partners, texts left out.

use crate::support::db::{Db, contract};
use crate::support::site::{Person, Site, frankfurt};
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

contract!(
    a_form_survives_the_end_of_its_session,
    a_form_of_another_session_comes_back,
    the_character_nul_is_no_fault_of_ours,
    a_refused_file_leaves_nothing,
    a_partner_does_not_give_away_a_draft,
    a_text_is_kept_or_left_out_but_never_lost
);

const PASSWORD: &str = thoathuan::app::demo::PASSWORD;

/// A page in the browser of that person.
struct Page {
    status: StatusCode,
    html: String,
    to: String,
}

impl Page {
    /// The hidden fields of the form posted to a path that begins with `action`.
    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let start = format!("action=\"{action}");
        let form =
            self.html.split("<form ").find(|form| form.contains(&start)).unwrap_or_else(|| panic!("{}", self.html));
        let form = form.split("</form>").next().unwrap();
        let value = |tag: &str, key: &str| {
            tag.split(&format!("{key}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned()).unwrap()
        };
        let inputs = form.split("<input type=\"hidden\" ").skip(1);
        inputs
            .map(|tag| (value(tag, "name"), value(tag, "value").replace("&#38;", "&").replace("&#34;", "\"")))
            .collect()
    }
}

async fn send(site: &Site, person: &Person, path: &str, fields: &[(String, String)]) -> Page {
    let answer = person.http.post(format!("{}{path}", site.url)).form(fields).send().await.unwrap();
    let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    Page { status: answer.status(), to, html: answer.text().await.unwrap() }
}

async fn open(site: &Site, person: &Person, path: &str) -> Page {
    let answer = person.http.get(format!("{}{path}", site.url)).send().await.unwrap();
    Page { status: answer.status(), to: String::new(), html: answer.text().await.unwrap() }
}

fn signing_in(person: &Person, mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields.push(("email".to_owned(), person.email.clone()));
    fields.push(("password".to_owned(), PASSWORD.to_owned()));
    fields
}

/// Everything an official types into a new dossier, as a browser sends it.
pub fn typed() -> Vec<(String, String)> {
    let details = frankfurt(&[]);
    let mut fields: Vec<(String, String)> = [
        ("secret", "no"),
        ("partner", "new"),
        ("partner_name", "Frankfurt am Main"),
        ("partner_country", "Đức"),
        ("partner_level", "city"),
        ("titles_vi", details["titles"]["vi"].as_str().unwrap()),
        ("kind", "memorandum-of-cooperation"),
        ("purpose", "Thúc đẩy trao đổi kinh tế & du lịch."),
        ("fields", "economy"),
        ("fields", "tourism"),
        ("class", "non-binding"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    for (item, yes) in details["checklist"].as_object().unwrap() {
        let answer = if yes.as_bool().unwrap() { "yes" } else { "no" };
        fields.push((format!("checklist_{item}"), answer.to_owned()));
    }
    fields
}

async fn dossiers(person: &Person) -> usize {
    person.get("/api/v1/dossiers").await.ok()["items"].as_array().unwrap().len()
}

async fn a_form_survives_the_end_of_its_session(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let mut form = typed();
    form.push(("idempotency_key".to_owned(), "the-form-1".to_owned()));
    form.push(("csrf".to_owned(), "of-a-session-that-ended".to_owned()));
    let ended = send(&site, &official, "/dossiers/new", &form).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    // A wrong password does not lose it either.
    let mut wrong = signing_in(&official, ended.hidden("/sign-in"));
    wrong.last_mut().unwrap().1 = "not the password".to_owned();
    let again = send(&site, &official, "/sign-in", &wrong).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    let resumed = send(&site, &official, "/sign-in", &signing_in(&official, again.hidden("/sign-in"))).await;
    assert!(resumed.status.is_success() && resumed.html.contains("Thúc đẩy trao đổi kinh tế"), "{}", resumed.html);
    let mut back = resumed.hidden("/dossiers/new");
    let keys = back.iter().filter(|(name, _)| name == "idempotency_key").map(|(_, key)| key.as_str());
    assert_eq!(keys.collect::<Vec<_>>(), ["the-form-1"], "one key, that of the form");
    back.push(("intent".to_owned(), "resume".to_owned()));
    let shown = send(&site, &official, "/dossiers/new", &back).await;
    assert!(shown.status.is_success(), "{}", shown.html);
    assert!(shown.html.contains("Frankfurt am Main") && shown.html.contains("<textarea"), "{}", shown.html);
    assert_eq!(dossiers(&official).await, 0, "nothing is done before the person sends it");
    // Sent five times at once, as by an impatient hand.
    let mut fields = typed();
    fields.extend(shown.hidden("/dossiers/new"));
    let mut posts = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let (url, http, fields) = (format!("{}/dossiers/new", site.url), official.http.clone(), fields.clone());
        posts.spawn(async move { http.post(url).form(&fields).send().await.unwrap().status() });
    }
    assert!(posts.join_all().await.iter().all(|status| *status == StatusCode::SEE_OTHER));
    assert_eq!(dossiers(&official).await, 1);
}

async fn a_form_of_another_session_comes_back(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    send(&site, &official, "/sign-in", &signing_in(&official, Vec::new())).await;
    let mut form = typed();
    form.push(("csrf".to_owned(), "of-the-session-before".to_owned()));
    let page = send(&site, &official, "/dossiers/new", &form).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.html.contains("Thúc đẩy trao đổi kinh tế"), "{}", page.html);
    assert!(page.hidden("/dossiers/new").iter().any(|(name, value)| name == "class" && value == "non-binding"));
    assert_eq!(dossiers(&official).await, 0);
    // An address of another site is never gone to, however it is dressed up.
    for next in
        ["//evil.example", "/\t/evil.example", "/\\evil.example", "https://evil.example", "/%0a/\u{1}x", "/\u{0}"]
    {
        let mut fields = signing_in(&official, Vec::new());
        fields.push(("next".to_owned(), next.to_owned()));
        let page = send(&site, &official, "/sign-in", &fields).await;
        assert!(page.to == "/" || page.status == StatusCode::BAD_REQUEST, "{next:?} leads to {:?}", page.to);
    }
    let back = open(&site, &official, "/language?to=en&back=/%09/evil.example").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
}

async fn the_character_nul_is_no_fault_of_ours(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    let number = opened["number"].as_str().unwrap();
    for path in ["/dossiers/a%00b", "/dossiers?q=a%00b", "/partners?q=%00", "/record?act=a%00b", "/record?dossier=a%00"]
    {
        let answer = official.get(&format!("/api/v1{path}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {}", answer.json);
    }
    let seen = json!({ "text_revision": 0, "step_revision": 1 });
    let command = official.act_seen(number, "a\0b", seen.clone(), json!({})).await;
    assert_eq!(command.status, StatusCode::BAD_REQUEST, "{}", command.json);
    // Text about the escape is text.
    let aside = official.act_seen(number, "withdraw", seen.clone(), json!({ "reason": "viết \\u0000 trong mã" })).await;
    aside.ok();
    let fields = [("email", "a\0b@hcm.example"), ("password", "x")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(send(&site, &official, "/sign-in", &fields).await.status, StatusCode::BAD_REQUEST);
    // A command of no form is refused under a name that can be read, and recorded so.
    let odd = official.act_seen(number, "clear\u{202e}\r\nX: y", seen, json!({})).await;
    assert_eq!(odd.no(), (409, "unknown-command"), "{}", odd.json);
    let inspector = site.person("inspector@gov.example").await;
    let record = inspector.get(&format!("/api/v1/record?dossier={number}")).await.ok().to_string();
    assert!(record.contains("unknown-command") && !record.contains("X: y"), "{record}");
    site.verify().await;
}

/// How many files are stored, by their sizes: what an administrator of the database would count.
async fn blobs(site: &Site) -> u64 {
    site.db.sql("UPDATE blob SET size = size").await.unwrap()
}

async fn a_refused_file_leaves_nothing(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let inspector = site.person("inspector@gov.example").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    let number = opened["number"].as_str().unwrap();
    official.text(number, "Điều 1.", "Article 1.", "").await.ok();
    let before = blobs(&site).await;
    let tried = inspector.text(number, "Của thanh tra", "The inspector's", "").await;
    assert_eq!(tried.no(), (403, "not-permitted"));
    let tried = inspector.act_paper(number, "attach-paper", json!({}), "other", "Của thanh tra").await;
    assert_eq!(tried.no(), (403, "not-permitted"));
    // By the right person at the wrong time.
    let signing =
        json!({ "signed_on": "2019-04-15", "place": "Frankfurt", "foreign": [{ "name": "P. F.", "title": "OB" }] });
    let early = official.act_paper(number, "record-signing", signing, "signed-copy", "Bản ký").await;
    assert_eq!(early.no(), (409, "wrong-state"), "{}", early.json);
    assert_eq!(blobs(&site).await, before);
    let record = inspector.get(&format!("/api/v1/record?dossier={number}&kind=refusal")).await.ok();
    assert_eq!(record["items"].as_array().unwrap().len(), 3, "{record}");
}

async fn a_partner_does_not_give_away_a_draft(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let (hcm, danang) = (site.person("official@hcm.example").await, site.person("official@danang.example").await);
    let names = async |person: &Person| -> Vec<String> {
        let page = person.get("/api/v1/partners").await.ok();
        page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    let opened = hcm.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    assert_eq!(names(&hcm).await, ["Frankfurt am Main"]);
    assert!(names(&danang).await.is_empty(), "a draft of another province");
    // The same partner in other capitals is no second one.
    let mut details = frankfurt(&[]);
    details["partner"] = json!({ "name": "FRANKFURT  am main", "country": "đức", "level": "city" });
    hcm.post("/api/v1/dossiers", details.clone()).await.ok();
    assert_eq!(names(&hcm).await.len(), 1);
    // Marks make another name: both are towns.
    for (town, known) in [("Münster", 2), ("Munster", 3)] {
        details["partner"]["name"] = json!(town);
        hcm.post("/api/v1/dossiers", details.clone()).await.ok();
        assert_eq!(names(&hcm).await.len(), known, "{town}");
    }
    let number = opened["number"].as_str().unwrap();
    hcm.text(number, "Điều 1.", "Article 1.", "").await.ok();
    hcm.act(number, "send-to-clearance", json!({})).await.ok();
    site.person("leader@hcm.example").await.act(number, "clear", json!({})).await.ok();
    hcm.act(number, "request-agreement", json!({})).await.ok();
    assert_eq!(names(&danang).await, ["Frankfurt am Main"], "it has left the draft");
    details["partner"] = json!({ "name": "Ville X", "country": "Pháp", "level": "zz" });
    details["titles"]["vi"] = json!("\u{3164}");
    details["planned_signing_on"] = json!("2101-01-01");
    let wrong = hcm.post("/api/v1/dossiers", details).await;
    assert_eq!(wrong.no(), (422, "invalid"));
    let fields: Vec<&Value> = wrong.json["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["partner_level", "titles_vi", "planned_signing_on"], "all at once, in the order of the form");
}

async fn a_text_is_kept_or_left_out_but_never_lost(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    let number = opened["number"].as_str().unwrap();
    official.text(number, "Điều 1.", "Article 1.", "").await.ok();
    send(&site, &official, "/sign-in", &signing_in(&official, Vec::new())).await;
    let page = open(&site, &official, &format!("/dossiers/{number}/text")).await;
    let upload = async |choice: Option<&str>| -> Page {
        let mut form = Form::new();
        for (name, value) in page.hidden(&format!("/dossiers/{number}/text")) {
            let value = if name == "idempotency_key" { format!("{value}{choice:?}") } else { value };
            form = form.text(name, value);
        }
        form =
            form.text("note", "Sửa Điều 1").part("text_vi", Part::bytes("Điều 1 mới.".as_bytes()).file_name("a.txt"));
        if let Some(choice) = choice {
            form = form.text("old_en", choice.to_owned());
        }
        let request = official.http.post(format!("{}/dossiers/{number}/text", site.url)).multipart(form);
        let answer = request.send().await.unwrap();
        Page { status: answer.status(), to: String::new(), html: answer.text().await.unwrap() }
    };
    let silent = upload(None).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", silent.html);
    assert!(silent.html.contains("href=\"#old_en\""), "{}", silent.html);
    let kept = upload(Some("keep")).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    let revisions = official.dossier(number).await["texts"].clone();
    let of = |n: usize| -> Vec<(String, String)> {
        let versions = revisions[n]["versions"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        versions.iter().map(|version| (text(&version["lang"]), text(&version["file"]["sha256"]))).collect()
    };
    assert_eq!(of(0)[1], of(1)[1], "the English text stayed");
    assert_ne!(of(0)[0], of(1)[0]);
    site.verify().await;
}
