//! A person's own API tokens.

use super::posted::{Fields, Posted};
use super::reader::html;
use super::rules::choices;
use super::views::form::{Control, FormError, FormMeta, text};
use super::views::parts::{Tag, Tone};
use super::views::rules::{TokenRow, TokensPage};
use super::{Reader, Web};
use crate::app::Error;
use crate::app::input::Invalid;
use crate::app::tokens::{self, Issued, MOST_DAYS, NewToken, Scope, Token, USUAL_DAYS};
use crate::http::words;
use crate::i18n::L;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::actor::Role;

fn row(l: L, token: Token) -> TokenRow {
    let state = match (token.live, token.revoked_at) {
        (true, _) => Tag::new(l.t("token-live"), Tone::Green),
        (false, Some(_)) => Tag::new(l.t("token-revoked"), Tone::Grey),
        (false, None) => Tag::new(l.t("token-ended"), Tone::Grey),
    };
    let expires = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => l.ta("token-revoked-at", &[("at", l.datetime(at))]),
        (None, Some(at)) => l.ta("token-until", &[("at", l.datetime(at))]),
        (None, None) => l.t("token-endless"),
    };
    TokenRow {
        name: token.name,
        scope: scope_words(l, token.scope),
        created: l.ta("token-created", &[("at", l.datetime(token.created_at))]),
        expires,
        state,
        revoke: token.live.then(|| format!("/account/tokens/{}/revoke", token.id)),
    }
}

fn scope_words(l: L, scope: Scope) -> String {
    l.t(match scope {
        Scope::Read => "scope-read",
        Scope::Write => "scope-write",
        Scope::Admin => "scope-admin",
    })
}

fn scope_hint(l: L, scope: Scope) -> String {
    l.t(match scope {
        Scope::Read => "scope-read-hint",
        Scope::Write => "scope-write-hint",
        Scope::Admin => "scope-admin-hint",
    })
}

async fn page(
    web: &Web,
    reader: &Reader,
    typed: &Fields,
    errors: Vec<FormError>,
    issued: Option<Issued>,
) -> Result<Response, Error> {
    let l = reader.l;
    let rows = tokens::own(&web.app, reader.who()).await?;
    let mut page = reader.page(web, l.t("tokens-title"));
    page.has_errors = !errors.is_empty();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = FormMeta {
        l,
        action_url: "/account/tokens".to_owned(),
        csrf: reader.session.csrf.clone(),
        idempotency_key: web.app.ids.uuid().to_string(),
        errors,
        ..FormMeta::default()
    };
    let admin = reader.who().has(Role::Administrator);
    let scopes = Scope::ALL.into_iter().filter(|scope| admin || *scope != Scope::Admin);
    let scopes = scopes.map(|scope| (scope.as_str(), scope_words(l, scope), scope_hint(l, scope)));
    // The least is ticked: whoever needs more says so.
    let taken = typed.some("scope").unwrap_or_else(|| Scope::default().as_str().to_owned());
    let days = typed.some("days").unwrap_or_else(|| USUAL_DAYS.to_string());
    let fields = vec![
        form.field("name", l.t("field-token-name"), text(typed.raw("name"))).hint(l.t("field-token-name-hint")),
        form.field("scope", l.t("field-scope"), Control::Radios { choices: choices(scopes, &taken), inline: false }),
        form.field("days", l.t("field-token-days"), text(days))
            .hint(l.ta("field-token-days-hint", &[("max", MOST_DAYS)])),
    ];
    let issued = issued.map(|issued| {
        let until = l.ta("token-until", &[("at", l.datetime(issued.expires_at))]);
        (issued.token, format!("{until}."))
    });
    let rows = rows.into_iter().map(|token| row(l, token)).collect();
    Ok((status, html(&TokensPage { l, page, form, issued, fields, rows })).into_response())
}

/// GET /account/tokens
pub async fn show(State(web): State<Web>, reader: Reader) -> Response {
    let shown = page(&web, &reader, &Fields::default(), Vec::new(), None).await;
    shown.unwrap_or_else(|error| reader.failed(&web, &error))
}

/// POST /account/tokens. The answer shows the token this once, so it is no redirect; no cache keeps it.
pub async fn issue(State(web): State<Web>, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let l = reader.l;
    let done = async {
        let scope = Scope::parse(typed.get("scope")).ok_or_else(|| Invalid::field("scope", "choose-one"))?;
        let days = typed.number("days").ok_or_else(|| Invalid::field("days", "not-a-number"))?;
        let new = NewToken { name: typed.raw("name"), scope, days };
        tokens::issue(&web.app, reader.who(), &reader.who().email, &new, posted.key().as_deref()).await
    };
    let shown = match done.await {
        Ok(issued) => page(&web, reader, &Fields::default(), Vec::new(), Some(issued)).await,
        Err(Error::Invalid(invalid)) => {
            let label = |field: &str| match field {
                "scope" => l.t("field-scope"),
                "days" => l.t("field-token-days"),
                _ => l.t("field-token-name"),
            };
            let errors = invalid
                .0
                .iter()
                .map(|error| FormError::new(&error.field, words::field_error(l, error, Some(&label(&error.field)))));
            page(&web, reader, typed, errors.collect(), None).await
        }
        Err(Error::KeyReused) => {
            page(&web, reader, typed, vec![FormError::new("", l.t("invalid-key-reused"))], None).await
        }
        // The token is among those below; what was typed is done with.
        Err(Error::Over(code)) => {
            let said = FormError::new("", l.t(&["detail-", code].concat()));
            page(&web, reader, &Fields::default(), vec![said], None).await.map(|mut page| {
                *page.status_mut() = StatusCode::CONFLICT;
                page
            })
        }
        Err(error) => Err(error),
    };
    shown.unwrap_or_else(|error| reader.failed(&web, &error))
}

/// POST /account/tokens/{id}/revoke
pub async fn revoke(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Response {
    let Ok(id) = id.parse() else { return posted.reader.error_page(&web, StatusCode::NOT_FOUND) };
    match tokens::revoke(&web.app, posted.reader.who(), id).await {
        Ok(()) => Redirect::to("/account/tokens").into_response(),
        Err(error) => posted.reader.failed(&web, &error),
    }
}
