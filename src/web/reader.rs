//! Somebody signed in who looks at a page: session, language, and the frame around every page.

use super::Web;
use super::views::{Flash, Link, NavLink, Page, UserBar, error::ErrorPage};
use crate::app::session::{self, Session};
use crate::app::{Error, Who};
use crate::http::error::saying_when;
use crate::http::words;
use crate::i18n::{L, Lang};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use engine::actor::Role;
use engine::pack::Pack;
use engine::refusal::Code;
use std::sync::Arc;

/// Name of the session cookie. Not `__Host-…`: that needs TLS, and the embedded service runs on plain loopback.
pub const COOKIE: &str = "thoathuan_session";
/// Name of the language cookie.
pub const LANGUAGE: &str = "thoathuan_lang";

/// Somebody signed in.
#[derive(Clone)]
pub struct Reader {
    /// Session.
    pub session: Session,
    /// Words.
    pub l: L,
    /// Path and query of the request.
    pub path: String,
    /// Number of the request.
    pub request_id: Option<String>,
}

impl Reader {
    /// Puts together who asks and in which language.
    pub fn new(session: Session, headers: &HeaderMap, path: String) -> Self {
        let account = Lang::from(session.who.lang);
        let lang = cookie(headers, LANGUAGE).and_then(|tag| tag.parse().ok()).unwrap_or(account);
        Self { session, l: L { lang }, path, request_id: request_id(headers) }
    }

    /// The person.
    pub fn who(&self) -> &Arc<Who> {
        &self.session.who
    }

    /// The frame of a page with this title.
    pub fn page(&self, web: &Web, title: impl Into<String>) -> Page {
        let held = self.who().post(None);
        let pick = |text: &engine::text::Bilingual| self.l.pick(&text.vi, &text.en).to_owned();
        Page {
            title: title.into(),
            path: self.path.clone(),
            user: Some(UserBar {
                name: self.who().name.clone(),
                post: held.map(|held| pick(&held.post)).unwrap_or_default(),
                org: held.map(|held| pick(&held.org)).unwrap_or_default(),
            }),
            nav: self.nav(),
            csrf: self.session.csrf.clone(),
            demo: web.demo_bar(self.l),
            flash: None,
            back: None,
            has_errors: false,
        }
    }

    /// The same with a way back.
    pub fn page_back(&self, web: &Web, title: impl Into<String>, back: Link) -> Page {
        Page { back: Some(back), ..self.page(web, title) }
    }

    fn nav(&self) -> Vec<NavLink> {
        let who = self.who();
        let first = if who.only_administers() { ("nav-admin", "/admin") } else { ("nav-worklist", "/") };
        let mut nav = vec![first, ("nav-notices", "/notices")];
        if who.has(Role::Official) {
            nav.insert(1, ("nav-new", "/dossiers/new"));
        }
        let content = |role: &Role| !matches!(role, Role::Administrator | Role::System);
        if Role::ALL.iter().filter(|role| content(role)).any(|role| who.has(*role)) {
            nav.push(("nav-partners", "/partners"));
        }
        if who.has(Role::Inspector) {
            nav.push(("nav-record", "/record"));
        }
        if who.has(Role::Administrator) && !who.only_administers() {
            nav.push(("nav-admin", "/admin"));
        }
        nav.push(("nav-packs", "/packs"));
        let here = self.path.split('?').next().unwrap_or("/");
        nav.into_iter()
            .map(|(key, href)| NavLink {
                text: self.l.t(key),
                href: href.to_owned(),
                current: here == href,
                count: None,
            })
            .collect()
    }

    /// An error page in the reader's frame.
    pub fn error_page(&self, web: &Web, status: StatusCode) -> Response {
        let page = ErrorPage::of(self.l, self.page(web, ""), status.as_u16(), self.request_id.clone());
        (status, html(&page)).into_response()
    }

    /// What a use case answered, as a page.
    pub fn failed(&self, web: &Web, error: &Error) -> Response {
        let status = web.status_of(error, self.request_id.as_deref());
        let mut page = ErrorPage::of(self.l, self.page(web, ""), status.as_u16(), self.request_id.clone());
        match error {
            // The same page as for a dossier that does not exist.
            Error::Refused(refusal) if refusal.code == Code::NotVisible => {}
            Error::Refused(refusal) => {
                let known: Vec<_> = web.app.registry.packs().map(|file| Arc::clone(&file.pack)).collect();
                let packs: Vec<&Pack> = known.iter().map(|pack| &**pack).collect();
                let said = words::sentence(self.l, &packs, refusal, None);
                page = page.saying(words::title(self.l, refusal.code.as_str()), vec![said]);
            }
            Error::Invalid(invalid) => {
                page.details = invalid.0.iter().map(|error| words::field_error(self.l, error, None)).collect();
            }
            Error::Over(code) => {
                let words = |family: &str| self.l.t(&[family, code].concat());
                page = page.saying(words("problem-"), vec![words("detail-")]);
            }
            _ => {}
        }
        saying_when((status, html(&page)).into_response())
    }
}

impl FromRequestParts<Web> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        match session_of(web, &parts.headers).await {
            Ok(Some(session)) => Ok(Self::new(session, &parts.headers, path)),
            Ok(None) => Err(Redirect::to(&format!("/sign-in?next={}", encode(&path))).into_response()),
            Err(error) => Err(web.failed(&parts.headers, error)),
        }
    }
}

/// The live session that a request carries.
///
/// # Errors
/// [`Error`].
pub async fn session_of(web: &Web, headers: &HeaderMap) -> Result<Option<Session>, Error> {
    match cookie(headers, COOKIE) {
        Some(token) => session::resume(&web.app, &token).await,
        None => Ok(None),
    }
}

/// A cookie of the request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// Language of somebody not signed in: the cookie, then the browser's wish, then Vietnamese.
pub fn language(headers: &HeaderMap) -> L {
    let lang =
        cookie(headers, LANGUAGE).and_then(|tag| tag.parse().ok()).or_else(|| crate::http::actor::wished(headers));
    L { lang: lang.unwrap_or_default() }
}

/// Number of the request, set by the outermost layer.
pub fn request_id(headers: &HeaderMap) -> Option<String> {
    headers.get("x-request-id").and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Percent-encodes a query value.
pub fn encode(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).map(|pair| pair.trim_start_matches('=').to_owned()).unwrap_or_default()
}

/// A page as HTML. A template that cannot be filled is a fault; none of ours can fail.
pub fn html(page: &impl askama::Template) -> Html<String> {
    Html(page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a template could not be filled");
        String::new()
    }))
}

/// The confirmation shown after a redirect.
pub fn flash(title: String) -> Flash {
    Flash { title, ..Flash::default() }
}
