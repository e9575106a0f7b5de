//! A whole service on a free port with the demo's organisations and people, and persons who speak HTTP to it.
//!
//! The clock stands still until a test moves it; mails stay in memory.

use super::db::Db;
use chrono::{DateTime, FixedOffset, Utc};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use thoathuan::app::admin::{Grounds, switches};
use thoathuan::app::{App, Parts, demo};
use thoathuan::cli::serve::router;
use thoathuan::clock::{Clock, Ids};
use thoathuan::config::{Environment, load};
use thoathuan::http::server::{Limits, serve};
use thoathuan::mail::Transport;
use thoathuan::mail::transport::Kept;
use thoathuan::registry::Registry;
use thoathuan::store::{Options, Store, Watch};
use tokio_util::sync::CancellationToken;

/// A running service.
pub struct Site {
    pub db: Db,
    pub app: Arc<App>,
    pub clock: Clock,
    pub url: String,
    pub mails: Arc<Mutex<Vec<Kept>>>,
    stop: CancellationToken,
}

/// Somebody with an API token and a browser session.
pub struct Person {
    pub email: String,
    pub token: String,
    pub http: Client,
    pub url: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub json: Value,
}

/// An instant written in Viet Nam's time.
pub fn time(text: &str) -> DateTime<Utc> {
    format!("{text}+07:00").parse::<DateTime<FixedOffset>>().unwrap().to_utc()
}

/// The rules of most tests, whatever the day.
const ORDINANCE: &str = "ordinance-33-2007";

async fn start(
    store: Store,
    clock: &Clock,
    mails: &Arc<Mutex<Vec<Kept>>>,
    seed: u64,
    (demo, pack): (bool, &str),
) -> (Arc<App>, String, CancellationToken) {
    let environment: Environment = [("THOATHUAN_PACK".to_owned(), pack.to_owned())].into_iter().collect();
    let parts = Parts {
        store,
        clock: clock.clone(),
        ids: Ids::sequential(clock.clone(), seed),
        registry: Registry::embedded().unwrap(),
        config: load(None, &environment).unwrap().config,
        transport: Transport::Memory(Arc::clone(mails)),
        demo,
    };
    let app = App::open(parts).await.unwrap();
    let stop = CancellationToken::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let pages = router(&app, &stop).unwrap();
    let limits = Limits::new(&app.config.server);
    tokio::spawn(serve(listener, pages, limits, stop.clone()));
    (app, url, stop)
}

impl Site {
    /// A service at `now` with people and no dossier.
    pub async fn new(db: Db, now: &str) -> Self {
        let clock = Clock::fixed(time(now));
        let mails: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let (app, url, stop) = start(db.again().await, &clock, &mails, 1, (false, ORDINANCE)).await;
        demo::enter_people(&app).await.unwrap();
        Self { db, app, clock, url, mails, stop }
    }

    /// The same under the law in force on the day on which something is begun.
    pub async fn by_date(db: Db, now: &str) -> Self {
        let clock = Clock::fixed(time(now));
        let mails: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let (app, url, stop) = start(db.again().await, &clock, &mails, 1, (false, "by-date")).await;
        demo::enter_people(&app).await.unwrap();
        Self { db, app, clock, url, mails, stop }
    }

    /// The same as a demo, whose clock its people move.
    pub async fn demo(db: Db, now: &str) -> Self {
        let clock = Clock::fixed(time(now));
        let mails: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let (app, url, stop) = start(db.again().await, &clock, &mails, 1, (true, ORDINANCE)).await;
        demo::enter_people(&app).await.unwrap();
        Self { db, app, clock, url, mails, stop }
    }

    /// A service at `now` with nobody in it, whose statements are watched.
    pub async fn watched(db: Db, now: &str, watch: Watch) -> Self {
        let clock = Clock::fixed(time(now));
        let mails: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let options = Options { watch: Some(watch), ..Options::default() };
        let store = Store::connect(&db.url, &options).await.unwrap();
        let (app, url, stop) = start(store, &clock, &mails, 1, (false, ORDINANCE)).await;
        Self { db, app, clock, url, mails, stop }
    }

    /// A second process on the same database.
    pub async fn another(&self) -> (Arc<App>, String) {
        let (app, url, _) = start(self.db.again().await, &self.clock, &self.mails, 2, (false, ORDINANCE)).await;
        (app, url)
    }

    /// The clock shows `now` (Viet Nam's time).
    pub fn at(&self, now: &str) {
        self.clock.set(time(now));
    }

    pub async fn person(&self, email: &str) -> Person {
        let token = super::token(&self.app, email).await;
        let http = Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Person { email: email.to_owned(), token, http, url: self.url.clone() }
    }

    /// Switches the fast track off, as an operator does: with basis and reason.
    pub async fn fast_track_off(&self) {
        let grounds = Grounds {
            basis: engine::text::Bilingual::new("Điều 16 khoản 1", "Art. 16(1)"),
            reason: "Thử nghiệm quy trình đầy đủ".to_owned(),
            effective_on: Some(self.app.today()),
            key: None,
            seen: None,
        };
        let system = thoathuan::app::Who::system();
        switches::switch(&self.app, &system, "ordinance-33-2007", "fast", false, &grounds).await.unwrap();
    }

    pub async fn org(&self, code: &str) -> String {
        let found = thoathuan::store::organisations::by_code(&self.app.store, code).await.unwrap().unwrap();
        found.id.to_string()
    }

    /// The record holds and the live tables agree with it.
    pub async fn verify(&self) -> u64 {
        let report = thoathuan::app::verify::verify(&self.app).await.unwrap();
        assert_eq!(report.first_bad, None);
        report.entries
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn answer(response: reqwest::Response) -> Answer {
    let status = response.status();
    let text = response.text().await.unwrap();
    Answer { status, json: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

impl Answer {
    /// The JSON of a success.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.json);
        self.json
    }

    /// The problem's code, with its status.
    pub fn no(&self) -> (u16, &str) {
        (self.status.as_u16(), self.json["code"].as_str().unwrap_or_default())
    }
}

impl Person {
    /// The same person on another process.
    pub fn on(&self, url: &str) -> Self {
        Self { email: self.email.clone(), token: self.token.clone(), http: self.http.clone(), url: url.to_owned() }
    }

    /// The same person with another token.
    pub fn bearing(self, token: String) -> Self {
        Self { token, ..self }
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_key(path, body, None).await
    }

    pub async fn post_key(&self, path: &str, body: Value, key: Option<&str>) -> Answer {
        let mut request = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(&body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        answer(request.send().await.unwrap()).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.patch_key(path, body, None).await
    }

    pub async fn patch_key(&self, path: &str, body: Value, key: Option<&str>) -> Answer {
        let mut request = self.http.patch(format!("{}{path}", self.url)).bearer_auth(&self.token).json(&body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        answer(request.send().await.unwrap()).await
    }

    pub async fn dossier(&self, number: &str) -> Value {
        self.get(&format!("/api/v1/dossiers/{number}")).await.ok()
    }

    /// Signs in with a browser's session, for [`Person::page`] and [`Person::send`].
    pub async fn signs_in(&self) {
        self.signs_in_by(demo::PASSWORD).await;
    }

    /// The same with another password.
    pub async fn signs_in_by(&self, password: &str) {
        let fields = [("email", self.email.as_str()), ("password", password)];
        let answer = self.http.post(format!("{}/sign-in", self.url)).form(&fields).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }

    /// A page, as the browser gets it.
    pub async fn page(&self, path: &str) -> (StatusCode, String) {
        let response = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// A form of the page `from`, sent with its token.
    pub async fn send(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let (_, page) = self.page(from).await;
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        // What the form was opened on, where it says so and the test does not.
        let seen = page.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let seen = seen.filter(|_| !fields.iter().any(|(name, _)| *name == "seen")).map(|seen| ("seen", seen));
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", token)]).chain(seen).collect();
        let response = self.http.post(format!("{}{path}", self.url)).form(&fields).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// A form with files, sent from a browser.
    pub async fn upload(&self, path: &str, form: Form) -> (StatusCode, String) {
        let response = self.http.post(format!("{}{path}", self.url)).multipart(form).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// What this person may do now.
    pub async fn open_commands(&self, number: &str) -> Vec<String> {
        let dossier = self.dossier(number).await;
        let open = |item: &&Value| item["blocked"].as_array().is_some_and(Vec::is_empty);
        let available = dossier["available"].as_array().unwrap().clone();
        available.iter().filter(open).map(|item| item["command"].as_str().unwrap().to_owned()).collect()
    }

    /// What to send as seen for `command`: what the page would carry.
    pub async fn seen(&self, number: &str, command: &str) -> Value {
        let dossier = self.dossier(number).await;
        let available = dossier["available"].as_array().unwrap();
        let found = available.iter().find(|item| item["command"] == command);
        found.map_or_else(
            || json!({ "text_revision": dossier["text_revision"], "step_revision": dossier["step_revision"] }),
            |item| item["seen"].clone(),
        )
    }

    /// Gives a command with what the page shows now.
    pub async fn act(&self, number: &str, command: &str, data: Value) -> Answer {
        let seen = self.seen(number, command).await;
        self.act_seen(number, command, seen, data).await
    }

    pub async fn act_seen(&self, number: &str, command: &str, seen: Value, data: Value) -> Answer {
        let body = json!({ "command": command, "seen": seen, "data": data });
        self.post(&format!("/api/v1/dossiers/{number}/commands"), body).await
    }

    /// Gives a command with a paper.
    pub async fn act_paper(&self, number: &str, command: &str, data: Value, paper: &str, text: &str) -> Answer {
        self.act_papers(number, command, data, &[(paper, text)]).await
    }

    /// Gives a command with papers.
    pub async fn act_papers(&self, number: &str, command: &str, data: Value, papers: &[(&str, &str)]) -> Answer {
        let seen = self.seen(number, command).await;
        let mut form = Form::new()
            .text("command", command.to_owned())
            .text("seen", seen.to_string())
            .text("data", data.to_string());
        for (paper, text) in papers {
            let part = Part::bytes(text.as_bytes().to_vec()).file_name(format!("{paper}.txt"));
            form = form.part(format!("paper.{paper}"), part);
        }
        let path = format!("{}/api/v1/dossiers/{number}/commands", self.url);
        answer(self.http.post(path).bearer_auth(&self.token).multipart(form).send().await.unwrap()).await
    }

    /// Uploads a text in Vietnamese and English.
    pub async fn text(&self, number: &str, vi: &str, en: &str, note: &str) -> Answer {
        let seen = self.seen(number, "revise-text").await;
        let file = |text: &str, name: &str| Part::bytes(text.as_bytes().to_vec()).file_name(name.to_owned());
        let form = Form::new()
            .text("note", note.to_owned())
            .text("seen", seen.to_string())
            .part("text.vi", file(vi, "du-thao.txt"))
            .part("text.en", file(en, "draft.txt"));
        let path = format!("{}/api/v1/dossiers/{number}/texts", self.url);
        answer(self.http.post(path).bearer_auth(&self.token).multipart(form).send().await.unwrap()).await
    }
}

/// Details of case (a): Frankfurt am Main 2019, non-binding.
pub fn frankfurt(bodies: &[String]) -> Value {
    json!({
        "secret": false,
        "partner": { "name": "Frankfurt am Main", "country": "Đức", "level": "city" },
        "titles": { "vi": "Bản ghi nhớ về hợp tác giữa Thành phố Hồ Chí Minh và Thành phố Frankfurt am Main",
                    "en": "Memorandum on cooperation between Ho Chi Minh City and Frankfurt am Main" },
        "kind": "memorandum-of-cooperation",
        "purpose": "Thúc đẩy trao đổi kinh tế, công nghệ thông tin, du lịch và môi trường.",
        "fields": ["economy", "information-technology", "tourism", "environment-climate"],
        "checklist": checklist(&["term-duration", "term-automatic-renewal", "term-lapse", "term-in-force-on-signing"]),
        "class": "non-binding",
        "bodies": bodies,
        "term": "Tự gia hạn từng năm; hết hiệu lực sau hai năm liên tiếp không có chương trình hợp tác."
    })
}

/// Details of case (b): Kansai 2016, binding.
pub fn kansai(bodies: &[String]) -> Value {
    json!({
        "secret": false,
        "partner": { "name": "METI-Kansai", "country": "Nhật Bản", "level": "agency" },
        "titles": { "vi": "Thỏa thuận khung về hợp tác kinh tế giữa Thành phố Hồ Chí Minh và METI-Kansai",
                    "en": "Framework agreement on economic cooperation" },
        "kind": "framework-agreement",
        "purpose": "Phát triển công nghiệp hỗ trợ, kết nối doanh nghiệp.",
        "fields": ["supporting-industries", "trade", "investment", "human-resources"],
        "checklist": checklist(&["commits-money", "commits-named-duties", "term-duration"]),
        "class": "binding",
        "bodies": bodies,
        "term": "Ba năm kể từ ngày ký."
    })
}

/// All questions of the pack: "yes" to these.
pub fn checklist(yes: &[&str]) -> Value {
    checklist_of("ordinance-33-2007", yes)
}

/// All questions of the pack `id`: "yes" to these.
pub fn checklist_of(id: &str, yes: &[&str]) -> Value {
    let registry = Registry::embedded().unwrap();
    let pack = &registry.newest(id).unwrap().pack;
    let answers = pack.checklist.iter().map(|item| (item.id.clone(), Value::Bool(yes.contains(&item.id.as_str()))));
    Value::Object(answers.collect())
}
