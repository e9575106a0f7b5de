//! The layers round every route, from the outside in: request id, log and metrics; security headers; readable failures;
//! panics; time and size limits; protection against cross-site requests.

use std::any::Any;
use std::future::poll_fn;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response as HttpResponse, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{RequestExt, Router};
use hyper::body::Body as _;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{ConfigError as OriginError, CsrfLayer};
use tracing::Instrument;

use super::health::{REQUEST_SECONDS, REQUESTS};
use super::{ClientAddress, Failure, FailurePage, Fault, RequestId, plain_page, problem};
use crate::clock::Ids;
use crate::config::Config;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// Files of the largest size that one form may carry: the language versions of a text, and one to spare, so that a file
/// that is a little too large is answered at its field.
const FILES: usize = 4;

/// What an upload form may carry besides its files.
const FORM_BYTES: usize = 1024 * 1024;

/// What the layers need to know.
#[derive(Clone)]
pub struct LayerConfig {
    /// Where request ids come from.
    pub ids: Ids,
    /// How people reach the service; forms from there are our own.
    pub base_url: String,
    /// Whether to take request ids and client addresses from the proxy.
    pub trusted_proxy: bool,
    /// Time for an answer.
    pub timeout: Duration,
    /// Time for an answer on an upload route.
    pub upload_timeout: Duration,
    /// Largest body in bytes.
    pub body_bytes: usize,
    /// Largest body in bytes on an upload route.
    pub upload_bytes: usize,
    /// Route patterns that take uploads, as they stand in the router: `/dossiers/{number}/texts`.
    pub uploads: Vec<&'static str>,
    /// Renders failures for people.
    pub page: FailurePage,
}

impl LayerConfig {
    /// As the settings say, with the plain page and no upload route.
    pub fn new(config: &Config, ids: Ids) -> Self {
        let server = &config.server;
        Self {
            ids,
            base_url: config.base_url(),
            trusted_proxy: server.trusted_proxy,
            timeout: Duration::from_secs(server.request_timeout_seconds),
            upload_timeout: Duration::from_secs(server.upload_timeout_seconds),
            body_bytes: server.max_body_kb * 1024,
            upload_bytes: FILES * server.max_upload_bytes() + FORM_BYTES,
            uploads: Vec::new(),
            page: Arc::new(plain_page),
        }
    }
}

/// Puts the layers round `router`. Call it last: routes and fallbacks added later are not covered.
///
/// # Errors
/// If `base_url` is not an origin, which the settings' own check prevents.
pub fn layers(router: Router, config: LayerConfig) -> Result<Router, OriginError> {
    let csrf = CsrfLayer::new()
        .add_trusted_origin(&config.base_url)?
        .with_rejection_response(|_| -> HttpResponse<Body> { Fault::CrossSite.into_response() });
    let config = Arc::new(config);
    Ok(router
        .layer(csrf)
        .layer(from_fn_with_state(Arc::clone(&config), limits))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&config), dress))
        .layer(from_fn_with_state(Arc::clone(&config), secure))
        .layer(from_fn_with_state(config, observe)))
}

/// Gives the request its id, logs and counts it. The log names the route, never the path, which may hold a secret link.
async fn observe(State(config): State<Arc<LayerConfig>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers(), &config);
    let method = method_name(request.method());
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    if let Some(address) = client_address(&request, config.trusted_proxy) {
        request.extensions_mut().insert(ClientAddress(address));
    }
    // Handlers find the id in either place; what the client had put there is gone.
    request.headers_mut().remove(REQUEST_ID);
    if let Ok(value) = HeaderValue::try_from(&id) {
        request.headers_mut().insert(REQUEST_ID, value);
    }
    request.extensions_mut().insert(RequestId(id.as_str().into()));

    let span = tracing::info_span!("http.request", http.method = method, http.route = route, request.id = id);
    let mut response = next.run(request).instrument(span.clone()).await;

    let status = response.status();
    let seconds = started.elapsed().as_secs_f64();
    span.in_scope(|| {
        tracing::info!(http.status = status.as_u16(), latency_ms = (seconds * 1000.0).round(), "answered")
    });
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.as_u16().to_string())
        .increment(1);
    metrics::histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(seconds);
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The proxy's id if it is one that can safely be logged, else a new one.
fn request_id(headers: &HeaderMap, config: &LayerConfig) -> String {
    let safe = |id: &&str| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    match given.filter(|_| config.trusted_proxy).filter(safe) {
        Some(id) => id.to_owned(),
        None => config.ids.uuid().to_string(),
    }
}

/// A closed set: the name goes into labels of metrics, and anybody can invent methods.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The peer, or with a trusted proxy the last address in `X-Forwarded-For`: the one that the proxy itself saw.
fn client_address(request: &Request, trusted_proxy: bool) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = request.headers().get_all(FORWARDED_FOR).iter().next_back();
    let last = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    if trusted_proxy { last.or(peer) } else { peer }
}

/// Sets the security headers that a handler has not set itself.
async fn secure(State(config): State<Arc<LayerConfig>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let mut default = |name: HeaderName, value: &'static str| {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::CONTENT_SECURITY_POLICY, POLICY);
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: it makes browsers send `Origin: null` with our own forms.
    default(header::REFERRER_POLICY, "same-origin");
    default(header::CACHE_CONTROL, "no-store");
    if config.base_url.starts_with("https://") {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// Replaces the answer of a layer that gave up, and bare error texts of extractors, by one that can be read.
async fn dress(State(config): State<Arc<LayerConfig>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let for_program = path.starts_with("/api/") || accepts.starts_with("application/json");
    let own_words = matches!(path.as_str(), "/healthz" | "/readyz" | "/metrics");
    let mut headers = HeaderMap::new();
    for name in [header::COOKIE, header::ACCEPT_LANGUAGE] {
        for value in request.headers().get_all(&name) {
            headers.append(name.clone(), value.clone());
        }
    }
    let id = request.extensions().get::<RequestId>().cloned();

    let response = next.run(request).await;
    let status = response.status();
    let fault = match response.extensions().get::<Fault>() {
        Some(fault) => Some(*fault),
        None if is_bare(&response) && !own_words => Fault::of(status),
        None => None,
    };
    let Some(fault) = fault else { return response };
    let request_id = id.map(|id| id.0.to_string()).unwrap_or_default();
    let failure = Failure { fault, status, request_id, for_program, path, headers };
    let mut dressed = if for_program { problem(&failure) } else { (config.page)(&failure) };
    // `Allow` and the like stay.
    for (name, value) in response.headers() {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            dressed.headers_mut().entry(name).or_insert(value.clone());
        }
    }
    dressed
}

/// Without a body of its own, or with the plain text of an extractor.
fn is_bare(response: &Response) -> bool {
    let content = response.headers().get(header::CONTENT_TYPE);
    content.is_none_or(|content| content.as_bytes().starts_with(b"text/plain"))
}

/// What a panic said goes into the log, where the request's id stands beside it, and not into the answer.
fn panicked(panic: Box<dyn Any + Send + 'static>) -> HttpResponse<Body> {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("(no text)"), "a handler panicked");
    Fault::Internal.into_response()
}

/// Bounds the time of the answer and the size of the body, by route.
async fn limits(State(config): State<Arc<LayerConfig>>, mut request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let is_upload = route.is_some_and(|route| config.uploads.contains(&route));
    let (timeout, bytes) = match is_upload {
        true => (config.upload_timeout, config.upload_bytes),
        false => (config.timeout, config.body_bytes),
    };
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let answer = async {
        // U+0000 stands in no name and no text; PostgreSQL cannot even compare it.
        if request.uri().path_and_query().is_some_and(|path| path.as_str().contains("%00")) {
            return Fault::Unreadable.into_response();
        }
        if length.is_some_and(|length| length > bytes as u64) {
            discard(request.into_body(), 4 * config.upload_bytes).await;
            return Fault::TooLarge.into_response();
        }
        DefaultBodyLimit::max(bytes).apply(&mut request);
        next.run(request.with_limited_body()).await
    };
    match tokio::time::timeout(timeout, answer).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("not answered in time");
            Fault::TooSlow.into_response()
        }
    }
}

/// Reads a body that is too large to its end, up to a bound, without keeping it: a browser shows our answer only when it
/// has been allowed to send everything.
async fn discard(mut body: Body, bound: usize) {
    let mut left = bound;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let size = frame.data_ref().map_or(0, |data| data.len());
        let Some(rest) = left.checked_sub(size) else { return };
        left = rest;
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
