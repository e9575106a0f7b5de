//! HTML pages. A handler is a screen: it takes what came, calls a use case, fills a view. No SQL, no rules.
//!
//! [`router`] lists every page. [`reader`] says who looks, [`posted`] what was sent, [`views`] what is shown.

mod admin;
mod adviser;
mod cite;
mod dossier;
mod events;
mod export;
mod join;
mod lists_routes;
mod packs;
pub mod posted;
mod publish;
pub mod reader;
mod record;
mod registry;
mod rules;
mod rules_form;
mod session;
mod statics;
mod tokens;
pub mod views;
mod worklist;

pub use reader::Reader;

use crate::app::{App, Error};
use crate::http::error::saying_when;
use crate::http::{FailurePage, Fault, words};
use crate::i18n::L;
use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use views::error::ErrorPage;
use views::{DemoBar, Page};

/// What every handler is given.
#[derive(Clone)]
pub struct Web {
    /// Use cases.
    pub app: Arc<App>,
}

impl FromRef<Web> for Arc<App> {
    fn from_ref(web: &Web) -> Self {
        Arc::clone(&web.app)
    }
}

/// Routes that take files, for the layer that limits bodies.
pub const UPLOADS: &[&str] =
    &["/dossiers/{number}/text", "/dossiers/{number}/act/{transition}", "/admin/rules/check", "/admin/rules/publish"];

/// Error pages for requests that no handler could answer.
pub fn failure_page(app: Arc<App>) -> FailurePage {
    let web = Web { app };
    Arc::new(move |failure| {
        let mut headers = failure.headers.clone();
        if let Ok(id) = failure.request_id.parse() {
            headers.insert("x-request-id", id);
        }
        match failure.fault {
            Fault::CrossSite | Fault::TooSlow => {
                let l = reader::language(&headers);
                let said = vec![failure.fault.detail(l)];
                let page = web.error_page(&headers, failure.status);
                let page = page.saying(words::title(l, failure.fault.code()), said);
                (failure.status, reader::html(&page)).into_response()
            }
            _ => web.status_page(&headers, failure.status),
        }
    })
}

/// All pages.
pub fn router(app: Arc<App>) -> Router {
    let dossiers = dossier::routes();
    let web = Web { app };
    Router::new()
        .route("/sign-in", get(session::show).post(session::sign_in))
        .route("/sign-out", post(session::sign_out))
        .route("/language", get(session::switch_language))
        .merge(lists_routes::routes())
        .merge(admin::routes::routes())
        .merge(statics::router())
        .merge(registry::routes())
        .merge(adviser::routes())
        .merge(dossiers)
        .fallback(nothing)
        .with_state(web)
}

/// An address that leads nowhere: for somebody signed in with his navigation. What is a program's is answered as such.
async fn nothing(State(web): State<Web>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    if path.starts_with("/api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match reader::session_of(&web, request.headers()).await {
        Ok(Some(session)) => Reader::new(session, request.headers(), path).error_page(&web, StatusCode::NOT_FOUND),
        _ => web.status_page(request.headers(), StatusCode::NOT_FOUND),
    }
}

impl Web {
    /// The demo's clock, for the frame.
    pub fn demo_bar(&self, l: L) -> Option<DemoBar> {
        let now = l.datetime(self.app.clock.now());
        self.app.demo.then(|| DemoBar { now, href: "/demo/clock".to_owned() })
    }

    /// A cookie that scripts cannot read and other sites cannot send along with forms.
    pub fn session_cookie(&self, name: &str, token: &str) -> String {
        let hours = self.app.config.session.absolute_hours;
        let secure = if self.app.config.base_url().starts_with("https://") { "; Secure" } else { "" };
        format!("{name}={token}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}", hours * 3600)
    }

    /// Status of what a use case answered; faults are logged here, once.
    pub fn status_of(&self, error: &Error, request_id: Option<&str>) -> StatusCode {
        crate::http::error::status_of(error, request_id)
    }

    /// An error page for somebody not signed in.
    pub fn status_page(&self, headers: &HeaderMap, status: StatusCode) -> Response {
        (status, reader::html(&self.error_page(headers, status))).into_response()
    }

    fn error_page(&self, headers: &HeaderMap, status: StatusCode) -> ErrorPage {
        let l = reader::language(headers);
        let frame = Page { demo: self.demo_bar(l), ..Page::default() };
        ErrorPage::of(l, frame, status.as_u16(), reader::request_id(headers))
    }

    /// What a use case answered, for somebody not signed in.
    pub fn failed(&self, headers: &HeaderMap, error: Error) -> Response {
        let status = self.status_of(&error, reader::request_id(headers).as_deref());
        saying_when(self.status_page(headers, status))
    }
}
