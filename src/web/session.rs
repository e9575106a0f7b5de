//! Signing in and out, the language, and forms whose session ended while they were being filled in.

use super::posted::{Fields, Posted, read};
use super::reader::{COOKIE, LANGUAGE, html, language, session_of};
use super::views::Page;
use super::views::form::{FormError, FormMeta};
use super::views::session::{ResumePage, SignInPage};
use super::{Reader, Web};
use crate::app::files::Upload;
use crate::app::{Error, demo, session};
use crate::http::ClientAddress;
use crate::http::error::saying_when;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// Largest kept form, in bytes as text of a hidden field.
const KEPT_LIMIT: usize = 600_000;

/// Query of the sign-in page.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    /// Where to go afterwards.
    next: Option<String>,
}

/// A path on this site, or the work list: never another site. Browsers drop tabs and line ends from an address and read
/// `\\` as `/`, so that only plain characters are taken; everything else of a path of ours is percent-encoded.
fn local(path: Option<&str>) -> String {
    let plain = |path: &&str| path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let ours = |path: &&str| path.starts_with('/') && !path.starts_with("//");
    path.filter(plain).filter(ours).unwrap_or("/").to_owned()
}

fn sign_in_page(web: &Web, headers: &HeaderMap, hidden: Vec<(String, String)>, email: &str) -> SignInPage {
    let l = language(headers);
    let page =
        Page { title: l.t("sign-in-title"), path: "/sign-in".to_owned(), demo: web.demo_bar(l), ..Page::default() };
    let keeps_form = hidden.iter().any(|(name, _)| name == "kept_body");
    let demo_accounts = if web.app.demo {
        demo::USERS.iter().map(|user| (user.email.to_owned(), l.pick(user.post.0, user.post.1).to_owned())).collect()
    } else {
        Vec::new()
    };
    SignInPage {
        l,
        page,
        form: FormMeta { l, action_url: "/sign-in".to_owned(), hidden, ..FormMeta::default() },
        email: email.to_owned(),
        keeps_form,
        demo_accounts,
        demo_password: web.app.demo.then(|| demo::PASSWORD.to_owned()),
    }
}

/// GET /sign-in
pub async fn show(State(web): State<Web>, headers: HeaderMap, Query(query): Query<Next>) -> Response {
    match session_of(&web, &headers).await {
        Ok(Some(_)) => return Redirect::to(&local(query.next.as_deref())).into_response(),
        Ok(None) => {}
        Err(error) => return web.failed(&headers, error),
    }
    let hidden = vec![("next".to_owned(), local(query.next.as_deref()))];
    html(&sign_in_page(&web, &headers, hidden, "")).into_response()
}

/// POST /sign-in
pub async fn sign_in(State(web): State<Web>, request: Request) -> Response {
    let headers = request.headers().clone();
    let client = request.extensions().get::<ClientAddress>().map(|client| client.0.to_string());
    let fields = match read(&web, request, &headers, 0).await {
        Ok((fields, _)) => fields,
        Err(response) => return response,
    };
    let email = fields.raw("email");
    match session::sign_in(&web.app, &email, &fields.raw("password"), client).await {
        Ok((token, session)) => {
            let cookie = [(header::SET_COOKIE, web.session_cookie(COOKIE, &token))];
            if fields.get("kept_body").is_empty() {
                let to = local(Some(fields.get("next")));
                return (AppendHeaders(cookie), Redirect::to(&to)).into_response();
            }
            let reader = Reader::new(session, &headers, "/sign-in".to_owned());
            (AppendHeaders(cookie), resume(&web, &reader, &fields)).into_response()
        }
        Err(error) => {
            let hidden = ["next", "kept_path", "kept_body", "kept_files"]
                .into_iter()
                .filter_map(|name| Some((name.to_owned(), fields.some(name)?)))
                .collect();
            let mut page = sign_in_page(&web, &headers, hidden, &email);
            let l = page.l;
            let (status, said) = match &error {
                Error::TooMany => {
                    let minutes = session::FAILURES_COUNT.num_minutes();
                    (StatusCode::TOO_MANY_REQUESTS, l.ta("sign-in-too-many", &[("n", minutes)]))
                }
                Error::Unauthenticated => (StatusCode::UNAUTHORIZED, l.t("sign-in-wrong")),
                _ => return web.failed(&headers, error),
            };
            page.page.has_errors = true;
            page.form.errors = vec![FormError::new("email", said)];
            saying_when((status, html(&page)).into_response())
        }
    }
}

/// POST /sign-out
pub async fn sign_out(State(web): State<Web>, posted: Posted) -> Response {
    if let Err(error) = session::sign_out(&web.app, &posted.reader.session).await {
        return posted.reader.failed(&web, &error);
    }
    let gone = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    (AppendHeaders([(header::SET_COOKIE, gone)]), Redirect::to("/sign-in")).into_response()
}

/// Query of the language switch.
#[derive(Debug, Deserialize)]
pub struct Switch {
    to: String,
    back: Option<String>,
}

/// GET /language: keeps the choice in a cookie; it changes nothing else.
pub async fn switch_language(Query(query): Query<Switch>) -> Response {
    let lang = if query.to == "en" { "en" } else { "vi" };
    let cookie = format!("{LANGUAGE}={lang}; Path=/; Max-Age=31536000; SameSite=Lax");
    (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&local(query.back.as_deref()))).into_response()
}

/// A form came without a session: the sign-in page, with everything typed kept in it.
pub fn keep_form(web: &Web, headers: &HeaderMap, path: &str, fields: &Fields, files: &[Upload]) -> Response {
    let kept: Vec<&(String, String)> = fields.0.iter().filter(|(name, _)| name != "csrf").collect();
    let body = serde_json::to_vec(&kept).map(|json| URL_SAFE_NO_PAD.encode(json)).unwrap_or_default();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let hidden = if body.len() <= KEPT_LIMIT {
        vec![
            ("kept_path".to_owned(), local(Some(path))),
            ("kept_body".to_owned(), body),
            ("kept_files".to_owned(), names.join("\n")),
        ]
    } else {
        vec![("next".to_owned(), local(Some(path)))]
    };
    (StatusCode::UNAUTHORIZED, html(&sign_in_page(web, headers, hidden, ""))).into_response()
}

/// A form came with the token of another session: what was typed, and the way back to the form.
pub fn other_session(web: &Web, reader: &Reader, path: &str, fields: &Fields, files: &[Upload]) -> Response {
    let lost = files.iter().map(|file| file.name.clone()).collect();
    let lead = reader.l.t("resume-lead");
    (StatusCode::FORBIDDEN, html(&resume_page(web, reader, path, fields.0.clone(), lost, lead))).into_response()
}

/// The service failed while it worked on a form: what was typed, and the way back to the form.
pub fn interrupted(web: &Web, posted: &Posted, status: StatusCode) -> Response {
    let reader = &posted.reader;
    let lost = posted.file_names();
    let lead = reader.l.t("resume-lead-failed");
    let mut page = resume_page(web, reader, &reader.path, posted.fields.0.clone(), lost, lead);
    page.request_id = reader.request_id.clone();
    (status, html(&page)).into_response()
}

/// After signing in: what was typed, and the way back to the form.
fn resume(web: &Web, reader: &Reader, fields: &Fields) -> Response {
    let kept = URL_SAFE_NO_PAD.decode(fields.get("kept_body")).ok();
    let kept = kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
    let lost = fields.get("kept_files").lines().filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let lead = reader.l.t("resume-lead");
    html(&resume_page(web, reader, fields.get("kept_path"), kept, lost, lead)).into_response()
}

/// Everything typed travels on as hidden fields to the form's own page, which shows it again with nothing sent.
fn resume_page(
    web: &Web,
    reader: &Reader,
    path: &str,
    kept: Vec<(String, String)>,
    lost: Vec<String>,
    lead: String,
) -> ResumePage {
    let l = reader.l;
    let path = local(Some(path));
    let key = kept.iter().find(|(name, _)| name == "idempotency_key").map(|(_, key)| key.clone());
    let ours = ["csrf", "intent", "idempotency_key"];
    let hidden: Vec<_> = kept.into_iter().filter(|(name, _)| !ours.contains(&name.as_str())).collect();
    // Choices are codes; what a person wrote has words.
    let written = hidden.iter().filter(|(_, value)| value.trim().contains(char::is_whitespace));
    let fields = written.map(|(name, value)| (label(reader, name), value.clone())).collect();
    let page = reader.page(web, l.t("resume-title"));
    let form = FormMeta {
        l,
        action_url: path.clone(),
        csrf: reader.session.csrf.clone(),
        idempotency_key: key.unwrap_or_else(|| web.app.ids.uuid().to_string()),
        hidden,
        ..FormMeta::default()
    };
    ResumePage { l, page, lead, form, fields, lost_files: lost, request_id: None, restart_href: path }
}

/// Words for a field: those of its own, of its repeat group, or its name.
fn label(reader: &Reader, name: &str) -> String {
    let key = format!("field-{}", name.replace('_', "-"));
    let mut parts = name.split('_');
    let group = match (parts.next(), parts.next(), parts.next()) {
        (Some(group), Some(n), Some(column)) if n.parse::<u32>().is_ok() => {
            Some((format!("field-{group}-{column}"), n))
        }
        _ => None,
    };
    match group {
        Some((key, n)) if reader.l.maybe(&key).is_some() => format!("{} ({n})", reader.l.t(&key)),
        _ if reader.l.maybe(&key).is_some() => reader.l.t(&key),
        _ => name.to_owned(),
    }
}
