//! The whole service in one process: every page and the REST interface with their layers, on a database of its own, with
//! the demo's people and cases, a clock that stands still, and mails in memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: a failure is a panic")]

use super::db::{Db, Template};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use thoathuan::app::{App, Parts, deadlines, deliver, demo};
use thoathuan::clock::{Clock, Ids};
use thoathuan::config::{Environment, load};
use thoathuan::http::layers::{LayerConfig, layers};
use thoathuan::mail::Transport;
use thoathuan::mail::transport::Kept;
use thoathuan::registry::Registry;
use thoathuan::store::{Backend, Store};
use thoathuan::{api, web};
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// When tests begin: Monday, in the morning.
pub const START: &str = "2019-04-15T09:00:00+07:00";

static SQLITE: OnceCell<Template> = OnceCell::const_new();
static POSTGRES: OnceCell<Template> = OnceCell::const_new();

/// The service.
pub struct TestApp {
    /// Use cases.
    pub app: Arc<App>,
    /// Every route with its layers.
    pub router: Router,
    /// The time; moves only when it is moved.
    pub clock: Clock,
    /// Mails handed over so far.
    pub mails: Arc<Mutex<Vec<Kept>>>,
    /// The database, for looking past the service; it goes away with this.
    #[allow(dead_code, reason = "for tests that tamper with the tables")]
    pub db: Db,
}

impl TestApp {
    /// On SQLite.
    pub async fn sqlite() -> Self {
        Self::on(Backend::Sqlite).await
    }

    /// On PostgreSQL.
    pub async fn postgres() -> Self {
        Self::on(Backend::Postgres).await
    }

    /// On that database. The demo is entered once in a test process and then copied.
    pub async fn on(backend: Backend) -> Self {
        let template = match backend {
            Backend::Sqlite => &SQLITE,
            Backend::Postgres => &POSTGRES,
        };
        let db = Db::copy_of(backend, template, |store| async move {
            let (app, ..) = open(store, Clock::fixed(start()), 1).await;
            demo::load(&app).await.unwrap();
            Arc::into_inner(app).unwrap().store.close().await.unwrap();
        })
        .await;
        let clock = Clock::fixed(start());
        let (app, mails) = open(db.again().await, clock.clone(), 2).await;
        let mut config = LayerConfig::new(&app.config, app.ids.clone());
        config.uploads = web::UPLOADS.iter().chain(&api::UPLOADS).copied().collect();
        config.page = web::failure_page(Arc::clone(&app));
        let routes = web::router(Arc::clone(&app)).merge(api::router(Arc::clone(&app)));
        let router = layers(routes, config).unwrap();
        Self { app, router, clock, mails, db }
    }

    /// A client with a token of the demo account `email`, answered in English.
    pub async fn user(&self, email: &str) -> Client {
        let token = super::token(&self.app, email).await;
        Client { router: self.router.clone(), token: Some(token), lang: "en".to_owned() }
    }

    /// A client without a token.
    pub fn stranger(&self) -> Client {
        Client { router: self.router.clone(), token: None, lang: "en".to_owned() }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Does what the background loops would do now: reminders and digests, then every mail.
    pub async fn drain(&self) {
        deadlines::run_due(&self.app, 100).await.unwrap();
        while deliver::deliver(&self.app, "test", 100).await.unwrap().claimed() > 0 {}
    }
}

fn start() -> chrono::DateTime<chrono::Utc> {
    START.parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().to_utc()
}

async fn open(store: Store, clock: Clock, seed: u64) -> (Arc<App>, Arc<Mutex<Vec<Kept>>>) {
    let mails: Arc<Mutex<Vec<Kept>>> = Arc::default();
    let none: Environment = std::iter::empty::<(String, String)>().collect();
    let parts = Parts {
        store,
        ids: Ids::sequential(clock.clone(), seed),
        clock,
        registry: Registry::embedded().unwrap(),
        config: load(None, &none).unwrap().config,
        transport: Transport::Memory(Arc::clone(&mails)),
        demo: true,
    };
    (App::open(parts).await.unwrap(), mails)
}

/// One part of a multipart body.
pub enum Part<'a> {
    /// A text.
    Text(&'a str, &'a str),
    /// A file: part, name, content.
    File(&'a str, &'a str, &'a [u8]),
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as JSON; null when it is none.
    pub json: Value,
    /// Body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The same, if it has that status; else the test fails and shows it.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        let body = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status.as_u16(), status, "{}", body.chars().take(2_000).collect::<String>());
        self
    }

    /// The same, if it is a problem of that status and code.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        let found = self.is(status);
        assert_eq!(found.json["code"], code, "{}", found.json);
        assert_eq!(found.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(found.json["status"], status);
        assert!(!found.json["detail"].as_str().unwrap().contains('⟦'), "{}", found.json);
        assert!(found.json["title"].as_str().is_some_and(|title| !title.contains('⟦')), "{}", found.json);
        found
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Client {
    router: Router,
    token: Option<String>,
    lang: String,
}

impl Client {
    /// The same with another `Accept-Language`.
    pub fn speaking(&self, lang: &str) -> Self {
        Self { lang: lang.to_owned(), ..self.clone() }
    }

    /// The same with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// Sends a request as it is, with token and language added.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        if let Some(token) = &self.token {
            headers.insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        }
        headers.entry(header::ACCEPT_LANGUAGE).or_insert(self.lang.parse().unwrap());
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, json, bytes }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// POST of JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send(json_request(path, body).body(Body::from(body.to_string())).unwrap()).await
    }

    /// POST of JSON with an idempotency key.
    pub async fn post_json_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = json_request(path, body).header("idempotency-key", key);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// POST of multipart.
    pub async fn post_multipart(&self, path: &str, parts: &[Part<'_>]) -> Answer {
        const BOUNDARY: &str = "----thoathuan-test-boundary";
        let mut body = Vec::new();
        for part in parts {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; ").into_bytes());
            match part {
                Part::Text(name, text) => body.extend(format!("name=\"{name}\"\r\n\r\n{text}").into_bytes()),
                Part::File(name, file, bytes) => {
                    body.extend(format!("name=\"{name}\"; filename=\"{file}\"\r\n\r\n").into_bytes());
                    body.extend_from_slice(bytes);
                }
            }
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).header(header::CONTENT_LENGTH, body.len());
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A dossier through the REST interface.
    pub async fn dossier(&self, number: &str) -> Value {
        self.get(&format!("/api/v1/dossiers/{number}")).await.is(200).json
    }

    /// What the dossier offers under `command`; the test fails when it does not.
    pub async fn available(&self, number: &str, command: &str) -> Value {
        let dossier = self.dossier(number).await;
        let found = dossier["available"].as_array().unwrap().iter().find(|found| found["command"] == command);
        found.unwrap_or_else(|| panic!("{command} is not offered: {}", dossier["available"])).clone()
    }

    /// A command with what the dossier shows now as seen.
    pub async fn command(&self, number: &str, command: &str, data: Value) -> Answer {
        let seen = self.available(number, command).await["seen"].clone();
        let body = json!({ "command": command, "seen": seen, "data": data });
        self.post_json(&format!("/api/v1/dossiers/{number}/commands"), &body).await
    }

    /// A command with papers, each with its rule's name.
    pub async fn command_with(&self, number: &str, command: &str, data: Value, papers: &[&str]) -> Answer {
        let seen = self.available(number, command).await["seen"].to_string();
        let data = data.to_string();
        let names: Vec<String> = papers.iter().map(|paper| format!("paper.{paper}")).collect();
        let mut parts = vec![Part::Text("command", command), Part::Text("seen", &seen), Part::Text("data", &data)];
        parts.extend(names.iter().map(|name| Part::File(name, "scan.pdf", b"%PDF-1.7 scan")));
        self.post_multipart(&format!("/api/v1/dossiers/{number}/commands"), &parts).await
    }
}

fn json_request(path: &str, _: &Value) -> axum::http::request::Builder {
    Request::builder().method(Method::POST).uri(path).header(header::CONTENT_TYPE, "application/json")
}

/// Runs one story on both databases: `on_both!(name)` makes the tests `name::sqlite` and `name::postgres` of the function
/// `async fn name(app: TestApp)`.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::$name(crate::support::app::TestApp::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                super::$name(crate::support::app::TestApp::postgres().await).await;
            }
        }
    )+};
}

pub(crate) use on_both;
