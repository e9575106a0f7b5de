//! What a use case answered → status, and for programs problem details (RFC 9457). The only place that knows status
//! codes.
//!
//! A handler of the REST interface gives [`Failed`] back with `?`; [`explain`] writes it down in the caller's language.
//! Pages ask [`status_of`] alone.

use super::words;
use crate::app::input::Invalid;
use crate::app::session::FAILURES_COUNT;
use crate::app::{App, Error};
use crate::i18n::L;
use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::pack::Pack;
use engine::refusal::{Code, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::Arc;
use utoipa::ToSchema;

/// Seconds after which a busy service is asked again.
const BUSY_AGAIN: i64 = 1;

/// The status of `error`. A fault is logged here, once, with the number of its request.
pub fn status_of(error: &Error, request_id: Option<&str>) -> StatusCode {
    match error {
        Error::Refused(refusal) => refused(refusal.code),
        Error::Invalid(_) | Error::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Changed | Error::Over(_) => StatusCode::CONFLICT,
        Error::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy | Error::Exploring => StatusCode::SERVICE_UNAVAILABLE,
        Error::Away(_) => {
            tracing::error!(request.id = request_id, error = %error, cause = causes(error), "the database is away");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Error::Store(_) | Error::Fault(_) => {
            tracing::error!(request.id = request_id, error = %error, cause = causes(error), "a request failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// The chain of causes in one line.
fn causes(error: &Error) -> String {
    let mut chain = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        chain.push(cause.to_string());
        next = cause.source();
    }
    chain.join(": ")
}

/// The status of a refusal: what may not be known of, what is another's, what is wrong in itself, and what does not fit
/// the dossier as it stands.
pub fn refused(code: Code) -> StatusCode {
    match code {
        Code::NotVisible => StatusCode::NOT_FOUND,
        Code::NotPermitted => StatusCode::FORBIDDEN,
        Code::Secret
        | Code::ExcludedContent
        | Code::InvalidData
        | Code::PaperMissing
        | Code::DateOutOfOrder
        | Code::DateOutsideCalendar
        | Code::NoPackInForce => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

/// Why a request of the REST interface was not carried out.
#[derive(Debug)]
pub enum Failed {
    /// A use case said so. With the number of the dossier, where there is one, for the titles of its rules.
    App(Error, Option<String>),
    /// The body or an address part cannot be read.
    Unreadable(String),
    /// The body is too large.
    TooLarge,
    /// The body is of another type.
    WrongType,
    /// The token may not do this; it would need that scope.
    Scope(&'static str),
    /// What was to be changed is not as the caller saw it.
    Changed,
}

impl Failed {
    /// The same on the dossier `number`.
    pub fn on(number: &str) -> impl Fn(Error) -> Self {
        move |error| Self::App(error, Some(number.to_owned()))
    }
}

impl<E: Into<Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::App(error.into(), None)
    }
}

/// Turns what the JSON reader says into a failure: syntax, type and unknown fields, size, content type.
pub fn from_json(rejection: JsonRejection) -> Failed {
    match rejection {
        JsonRejection::JsonDataError(error) => {
            let message = error.source().map_or_else(|| error.body_text(), |cause| cause.to_string());
            Error::from(Invalid::shape(&message)).into()
        }
        JsonRejection::JsonSyntaxError(error) => {
            Failed::Unreadable(error.source().map_or_else(|| error.body_text(), |cause| cause.to_string()))
        }
        JsonRejection::MissingJsonContentType(_) => Failed::WrongType,
        JsonRejection::BytesRejection(error) => from_bytes(&error),
        other => Failed::Unreadable(other.body_text()),
    }
}

/// A body that could not be read.
pub fn from_bytes(rejection: &BytesRejection) -> Failed {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Failed::TooLarge
    } else {
        Failed::Unreadable(rejection.body_text())
    }
}

/// An unknown or ill-typed query parameter.
pub fn from_query(rejection: &QueryRejection) -> Failed {
    let message = rejection.source().map_or_else(|| rejection.body_text(), |cause| cause.to_string());
    Error::from(Invalid::shape(&message)).into()
}

/// An address part of the wrong type names nothing that exists.
pub fn from_path(_: &PathRejection) -> Failed {
    Error::NotFound.into()
}

/// Only carries the failure; [`explain`] makes it readable.
impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// A provision with its citation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BasisOut {
    /// Fixed name within the pack.
    pub id: String,
    /// Citation in the reader's language; the fixed name where the pack is not known.
    pub citation: String,
}

/// A wrong field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Field, with `_` between the parts of nested ones: `remarks_2_text`.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// What the reader of JSON or of the query said, for programmers: in English, with names of types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parser: Option<String>,
}

/// Problem details (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Where this kind of problem is explained.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is, the same for every case of its code.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What is wrong here and what to do, in the reader's language.
    pub detail: String,
    /// Stable code: one of the engine's refusals, or of the interface itself.
    pub code: String,
    /// Path of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Number of the request, as it stands in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Wrong fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The fact that does not hold, for `guard-failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
    /// The values behind `detail`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// Provisions on which the "no" rests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<BasisOut>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"thoathuan\""));
        }
        saying_when(response)
    }
}

/// The answer with the seconds after which it makes sense to ask again, where its status means that.
pub fn saying_when(mut response: Response) -> Response {
    let seconds = match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => BUSY_AGAIN,
        StatusCode::TOO_MANY_REQUESTS => FAILURES_COUNT.num_seconds(),
        _ => return response,
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// What [`explain`] needs to know of the request.
pub struct Asking<'a> {
    /// Words.
    pub l: L,
    /// Path.
    pub path: &'a str,
    /// Number.
    pub request_id: Option<&'a str>,
    /// Rules of the dossier concerned.
    pub pack: Option<&'a Pack>,
    /// Fields are parameters of the address, which no form has: they are called by their own names.
    pub plain_names: bool,
}

/// Writes down why a request was not carried out.
pub async fn explain(app: &App, failed: &Failed, asking: &Asking<'_>) -> Problem {
    let plain = |status, code: &str| problem(asking, status, code, asking.l.t(&["detail-", code].concat()));
    match failed {
        Failed::App(error, _) => explain_error(app, error, asking).await,
        Failed::Unreadable(detail) => {
            let detail = asking.l.ta("detail-unreadable", &[("detail", detail)]);
            problem(asking, StatusCode::BAD_REQUEST, "unreadable", detail)
        }
        Failed::TooLarge => plain(StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
        Failed::WrongType => plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong-type"),
        Failed::Scope(needed) => {
            let detail = asking.l.ta("detail-token-scope", &[("scope", needed)]);
            problem(asking, StatusCode::FORBIDDEN, "token-scope", detail)
        }
        Failed::Changed => plain(StatusCode::PRECONDITION_FAILED, "precondition-failed"),
    }
}

async fn explain_error(app: &App, error: &Error, asking: &Asking<'_>) -> Problem {
    let status = status_of(error, asking.request_id);
    let plain = |code: &str| problem(asking, status, code, asking.l.t(&["detail-", code].concat()));
    match error {
        // The same answer as for a dossier that does not exist.
        Error::Refused(refusal) if refusal.code == Code::NotVisible => plain("not-found"),
        Error::Refused(refusal) => explain_refusal(app, refusal, status, asking).await,
        Error::Invalid(invalid) => Problem { errors: fields(asking, invalid), ..plain("invalid") },
        Error::NotFound => plain("not-found"),
        Error::Unauthenticated => plain("unauthenticated"),
        Error::Forbidden => plain("forbidden"),
        Error::Changed => plain("changed-meanwhile"),
        Error::Over(code) => plain(code),
        Error::TooMany => plain("too-many-requests"),
        Error::KeyReused => plain("idempotency-key-reused"),
        Error::Busy | Error::Away(_) => plain("busy"),
        Error::Exploring => plain("still-exploring"),
        Error::Store(_) | Error::Fault(_) => plain("internal"),
    }
}

async fn explain_refusal(app: &App, refusal: &Refusal, status: StatusCode, asking: &Asking<'_>) -> Problem {
    let words = words::refusal(asking.l, app, asking.pack, refusal).await;
    let field = |name: &String| FieldProblem {
        field: name.clone(),
        code: refusal.code.as_str().to_owned(),
        message: words.detail.clone(),
        parser: None,
    };
    Problem {
        title: words.title,
        errors: refusal.field.iter().map(field).collect(),
        guard: refusal.guard.map(words::guard_name),
        args: refusal.args.clone(),
        basis: basis(app, asking.l, asking.pack, &refusal.basis),
        ..problem(asking, status, refusal.code.as_str(), words.detail)
    }
}

pub(super) fn problem(asking: &Asking<'_>, status: StatusCode, code: &str, detail: String) -> Problem {
    Problem {
        kind: format!("/api/docs#problem-{code}"),
        title: words::title(asking.l, code),
        status: status.as_u16(),
        detail,
        code: code.to_owned(),
        instance: Some(asking.path.to_owned()),
        request_id: asking.request_id.map(str::to_owned),
        errors: Vec::new(),
        guard: None,
        args: BTreeMap::new(),
        basis: Vec::new(),
    }
}

fn fields(asking: &Asking<'_>, invalid: &Invalid) -> Vec<FieldProblem> {
    // In commands `kind` is of a document or of an opinion.
    // Organisations, too, have a kind; and no form of a dossier has these fields. Those of the registry are called otherwise
    // on each of its forms.
    let administers = asking.path.starts_with("/api/v1/admin/");
    let registry = ["partners", "relations", "documents", "activities"]
        .iter()
        .any(|kind| asking.path.strip_prefix("/api/v1/").is_some_and(|rest| rest.starts_with(kind)));
    let plain = |name: &str| {
        asking.plain_names || administers || registry || (name == "kind" && asking.path.ends_with("/commands"))
    };
    let one = |error: &crate::app::input::FieldError| FieldProblem {
        field: error.field.clone(),
        code: error.code.clone(),
        message: words::field_error(asking.l, error, plain(&error.field).then_some(error.field.as_str())),
        parser: error.args.get("detail").filter(|_| error.code == "bad-shape").cloned(),
    };
    invalid.0.iter().map(one).collect()
}

/// Citations in the reader's language.
pub fn basis(app: &App, l: L, pack: Option<&Pack>, ids: &[String]) -> Vec<BasisOut> {
    let find = |id: &str| match pack {
        Some(pack) => pack.provision(id).cloned(),
        None => app.registry.packs().find_map(|file| file.pack.provision(id).cloned()),
    };
    let cite = |id: &String| {
        let citation = find(id).map(|found| l.pick(&found.citation.vi, &found.citation.en).to_owned());
        BasisOut { id: id.clone(), citation: citation.unwrap_or_else(|| id.clone()) }
    };
    ids.iter().map(cite).collect()
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
