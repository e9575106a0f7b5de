//! The one-time link: a person sets his password and is signed in.

use super::Web;
use super::posted::read;
use super::reader::{COOKIE, html, language, request_id};
use super::views::error::ErrorPage;
use super::views::form::{FormError, FormMeta};
use super::views::session::JoinPage;
use super::views::{Link, Page};
use crate::app::admin::links::{self, Invited};
use crate::app::{Error, session};
use crate::http::{ClientAddress, words};
use crate::i18n::L;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

/// Nothing of such a page may be kept or told to another site: its address is a secret.
const SECRET: [(header::HeaderName, &str); 2] =
    [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];

/// GET /join/{token}
pub async fn show(State(web): State<Web>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    match links::look(&web.app, &token).await {
        Ok(Some(invited)) => (SECRET, html(&page(&web, &headers, &token, &invited, Vec::new()))).into_response(),
        Ok(None) => gone(&web, &headers),
        Err(error) => web.failed(&headers, error),
    }
}

/// POST /join/{token}
pub async fn send(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    let headers = request.headers().clone();
    let client = request.extensions().get::<ClientAddress>().map(|client| client.0.to_string());
    let fields = match read(&web, request, &headers, 0).await {
        Ok((fields, _)) => fields,
        Err(response) => return response,
    };
    let password = fields.raw("password");
    match links::redeem(&web.app, &token, &password, &fields.raw("password_again")).await {
        Ok(email) => match session::sign_in(&web.app, &email, &password, client).await {
            Ok((token, _)) => {
                let cookie = [(header::SET_COOKIE, web.session_cookie(COOKIE, &token))];
                (AppendHeaders(cookie), SECRET, Redirect::to("/")).into_response()
            }
            // The password is set all the same.
            Err(_) => Redirect::to("/sign-in").into_response(),
        },
        Err(Error::NotFound) => gone(&web, &headers),
        Err(Error::Invalid(invalid)) => match links::look(&web.app, &token).await {
            Ok(Some(invited)) => {
                let l = speaks(&headers, &invited);
                let errors = invalid.0.iter().map(|wrong| {
                    let again = wrong.field == "password_again";
                    let label = l.t(if again { "field-password-again" } else { "field-new-password" });
                    FormError::new(wrong.field.clone(), words::field_error(l, wrong, Some(&label)))
                });
                let page = page(&web, &headers, &token, &invited, errors.collect());
                (StatusCode::UNPROCESSABLE_ENTITY, SECRET, html(&page)).into_response()
            }
            Ok(None) => gone(&web, &headers),
            Err(error) => web.failed(&headers, error),
        },
        Err(error) => web.failed(&headers, error),
    }
}

/// The language chosen in the browser, else that of the person.
fn speaks(headers: &HeaderMap, invited: &Invited) -> L {
    match super::reader::cookie(headers, super::reader::LANGUAGE) {
        Some(_) => language(headers),
        None => L { lang: invited.lang.into() },
    }
}

fn page(web: &Web, headers: &HeaderMap, token: &str, invited: &Invited, errors: Vec<FormError>) -> JoinPage {
    let l = speaks(headers, invited);
    let title = l.t(if invited.first { "join-title" } else { "join-title-again" });
    let path = format!("/join/{token}");
    JoinPage {
        l,
        page: Page {
            title,
            path: path.clone(),
            demo: web.demo_bar(l),
            has_errors: !errors.is_empty(),
            ..Page::default()
        },
        lead: match invited.first {
            true => l.ta("join-lead", &[("name", invited.name.as_str())]),
            false => l.ta("join-lead-again", &[("name", invited.name.as_str())]),
        },
        form: FormMeta { l, action_url: path, errors, ..FormMeta::default() },
        email: invited.email.clone(),
    }
}

/// The link was used, withdrawn or replaced, has run out, or never was: the same page for all.
fn gone(web: &Web, headers: &HeaderMap) -> Response {
    let l = language(headers);
    let frame = Page { demo: web.demo_bar(l), ..Page::default() };
    let page = ErrorPage::of(l, frame, 404, request_id(headers));
    let mut page = page.saying(l.t("join-gone-title"), vec![l.t("join-gone")]);
    page.links = vec![Link::new(l.t("sign-in-title"), "/sign-in")];
    (StatusCode::NOT_FOUND, SECRET, html(&page)).into_response()
}
