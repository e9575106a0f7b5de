//! What the pages and the REST interface share: the server, the layers round every route, health, and the answer to a
//! request that no handler could answer. Knows neither of the two.

pub mod actor;
pub mod download;
pub mod error;
pub mod health;
pub mod layers;
pub mod server;
pub mod words;

use std::net::IpAddr;
use std::sync::Arc;

use crate::i18n::L;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a request got no answer of its own. A response that carries one in its extensions is replaced by a readable one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A form sent from another site.
    CrossSite,
    /// The request cannot be read.
    Unreadable,
    /// There is nothing here.
    NotFound,
    /// The address does not take this method.
    WrongMethod,
    /// The body is larger than the route takes.
    TooLarge,
    /// The body is of another type than the route takes.
    WrongType,
    /// It was not answered in time.
    TooSlow,
    /// A fault of ours.
    Internal,
}

impl Fault {
    /// The fault behind a bare error status; none for statuses that only a handler can explain.
    pub fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::NOT_FOUND => Some(Self::NotFound),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::WrongMethod),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Self::WrongType),
            StatusCode::REQUEST_TIMEOUT => Some(Self::TooSlow),
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => Some(Self::Unreadable),
            status if status.is_server_error() => Some(Self::Internal),
            _ => None,
        }
    }

    /// The status of a fault that arose in a layer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            // Not 408: some browsers send a form again by themselves when they see it.
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The fault's fixed name, for the API and for message catalogues.
    pub fn code(self) -> &'static str {
        match self {
            Self::CrossSite => "cross-site",
            Self::Unreadable => "unreadable",
            Self::NotFound => "not-found",
            Self::WrongMethod => "wrong-method",
            Self::TooLarge => "too-large",
            Self::WrongType => "wrong-type",
            Self::TooSlow => "too-slow",
            Self::Internal => "internal",
        }
    }

    /// What happened and what to do.
    pub fn detail(self, l: L) -> String {
        match self {
            // The layers do not know what could not be read.
            Self::Unreadable => l.t("detail-unreadable-plain"),
            _ => l.t(&["detail-", self.code()].concat()),
        }
    }
}

/// The answer of a layer that gives up; the outer layers dress it.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// All that is known when a fault is turned into an answer.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What went wrong.
    pub fault: Fault,
    /// Status of the answer.
    pub status: StatusCode,
    /// The request's id, which stands in the log.
    pub request_id: String,
    /// Whether the caller is a program: problem+json instead of a page.
    pub for_program: bool,
    /// Path of the request.
    pub path: String,
    /// Those headers of the request from which a page takes the language: `Cookie` and `Accept-Language`.
    pub headers: HeaderMap,
}

/// Renders a failure for people. The service gives its own page; [`plain_page`] is the last resort.
pub type FailurePage = Arc<dyn Fn(&Failure) -> Response + Send + Sync>;

/// A page in both languages that needs nothing but itself.
pub fn plain_page(failure: &Failure) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{status} – Thỏa thuận</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/static/style.css\"></head>\
         <body><main id=\"main\"><h1>{status}</h1><p>{vi}</p><p lang=\"en\">{en}</p><p><code>{id}</code></p>\
         <p><a href=\"/\">Thỏa thuận</a></p></main></body></html>\n",
        status = failure.status.as_u16(),
        vi = failure.fault.detail(L::VI),
        en = failure.fault.detail(L::EN),
        id = failure.request_id,
    );
    (failure.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// Problem details in the language that the request asks for: whose account it is, no layer knows.
fn problem(failure: &Failure) -> Response {
    let asking = error::Asking {
        l: actor::speaks(&failure.headers, None),
        path: &failure.path,
        request_id: Some(&failure.request_id),
        pack: None,
        plain_names: true,
    };
    let fault = failure.fault;
    let mut response = error::problem(&asking, failure.status, fault.code(), fault.detail(asking.l)).into_response();
    if fault == Fault::TooSlow {
        // It may be at work still: nothing is won by asking again at once.
        response.headers_mut().remove(header::RETRY_AFTER);
    }
    response
}

/// The id of a request, in its extensions; also the response's header `x-request-id` and the log field `request.id`.
#[derive(Debug, Clone)]
pub struct RequestId(pub Arc<str>);

/// The address the request came from, in its extensions: with a trusted proxy the one that it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);
