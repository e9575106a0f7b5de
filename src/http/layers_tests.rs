//! The layers as a client sees them.

use axum::body::to_bytes;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::super::health::{Health, Metrics};
use super::*;
use crate::clock::Clock;
use crate::config::{Environment, load};

fn config(base_url: &str) -> LayerConfig {
    let environment: Environment = [("THOATHUAN_BASE_URL".to_owned(), base_url.to_owned())].into_iter().collect();
    let settings = load(None, &environment).unwrap().config;
    let clock = Clock::fixed("2019-04-15T02:00:00Z".parse().unwrap());
    let mut config = LayerConfig::new(&settings, Ids::sequential(clock, 1));
    config.timeout = Duration::from_millis(200);
    config.body_bytes = 1000;
    config.upload_bytes = 5000;
    config.uploads = vec!["/dossiers/{number}/texts"];
    config
}

fn app(config: LayerConfig) -> Router {
    let health = Health::new(Metrics::install().unwrap(), CancellationToken::new());
    let router = Router::new()
        .route("/fine", get(async || "fine").post(async |body: String| body.len().to_string()))
        .route("/own", get(async || ([(header::CACHE_CONTROL, "public, max-age=60")], "own")))
        .route("/panic", get(async || -> &'static str { panic!("secret detail") }))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(60)).await))
        .route("/number/{n}", get(async |Path(n): Path<u32>| n.to_string()))
        .route("/form", post(async |Form(form): Form<Vec<(String, String)>>| form.len().to_string()))
        .route("/dossiers/{number}/texts", post(async |body: String| body.len().to_string()))
        .route("/raw", post(async |body: Body| to_bytes(body, usize::MAX).await.map_or(0, |all| all.len()).to_string()))
        .route("/teapot", get(async || StatusCode::IM_A_TEAPOT))
        .merge(health.routes());
    layers(router, config).unwrap()
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn send(config: LayerConfig, request: axum::http::request::Builder, body: impl Into<Body>) -> Answer {
    let response = app(config).oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, text }
}

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("host", "localhost:8080")
}

async fn fetch(path: &str) -> Answer {
    send(config(""), request("GET", path), Body::empty()).await
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_an_id() {
    for path in ["/fine", "/nowhere", "/panic", "/healthz"] {
        let headers = fetch(path).await.headers;
        assert_eq!(headers["content-security-policy"], POLICY, "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "same-origin");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(!headers["x-request-id"].is_empty());
        assert!(!headers.contains_key("strict-transport-security"));
    }
    assert_eq!(fetch("/own").await.headers["cache-control"], "public, max-age=60");
    let https = send(config("https://thoathuan.example"), request("GET", "/fine"), Body::empty()).await;
    assert_eq!(https.headers["strict-transport-security"], "max-age=31536000");
}

#[tokio::test]
async fn request_ids_come_from_a_trusted_proxy_only_and_only_if_harmless() {
    let id = async |trusted_proxy, given: &str| {
        let config = LayerConfig { trusted_proxy, ..config("") };
        let answer = send(config, request("GET", "/fine").header("x-request-id", given), Body::empty()).await;
        answer.headers["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(id(true, "proxy-0123456789").await, "proxy-0123456789");
    assert_ne!(id(false, "proxy-0123456789").await, "proxy-0123456789");
    assert_ne!(id(true, "two words\tand more").await, "two words\tand more");
    assert_ne!(id(true, "short").await, "short");
}

#[tokio::test]
async fn the_clients_address_is_the_proxys_word_only_if_trusted() {
    let mut request =
        request("GET", "/fine").header("x-forwarded-for", "198.51.100.9, 203.0.113.7").body(Body::empty()).unwrap();
    assert_eq!(client_address(&request, false), None);
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
    assert_eq!(client_address(&request, false), Some(IpAddr::from([127, 0, 0, 1])));
    assert_eq!(client_address(&request, true), Some(IpAddr::from([203, 0, 113, 7])));
}

#[tokio::test]
async fn a_panic_is_a_readable_500_without_its_detail() {
    let page = fetch("/panic").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.text.contains("Lỗi ở phía hệ thống") && page.text.contains("The fault is ours"));
    assert!(page.text.contains(page.headers["x-request-id"].to_str().unwrap()));
    assert!(!page.text.contains("secret detail"));
}

#[tokio::test]
async fn what_takes_too_long_is_told_so() {
    let page = fetch("/slow").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text.contains("in time"));
}

#[tokio::test]
async fn bare_errors_become_pages_for_people_and_problems_for_programs() {
    for (path, status) in [("/nowhere", 404), ("/number/abc", 400), ("/number/%ff", 400)] {
        let page = fetch(path).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
        let program = send(config(""), request("GET", path).header("accept", "application/json"), Body::empty()).await;
        assert_eq!(program.headers["content-type"], "application/problem+json");
        let problem: Value = serde_json::from_str(&program.text).unwrap();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], program.headers["x-request-id"].to_str().unwrap());
    }
    // Like every problem: documented, and in the language that the request asks for.
    for (lang, title) in [("en-GB", "Not found"), ("vi", "Không tìm thấy"), ("fr", "Không tìm thấy")] {
        let asked = request("GET", "/api/v1/nowhere").header("accept-language", lang);
        let program = send(config(""), asked, Body::empty()).await;
        let problem: Value = serde_json::from_str(&program.text).unwrap();
        assert_eq!((&problem["code"], &problem["title"]), (&json!("not-found"), &json!(title)), "{lang}");
        assert_eq!(
            (&problem["type"], &problem["instance"]),
            (&json!("/api/docs#problem-not-found"), &json!("/api/v1/nowhere"))
        );
    }
    let slow = send(config(""), request("GET", "/slow").header("accept", "application/json"), Body::empty()).await;
    assert_eq!(serde_json::from_str::<Value>(&slow.text).unwrap()["code"], "too-slow");
    assert!(!slow.headers.contains_key("retry-after"));
    let page = send(config(""), request("DELETE", "/fine"), Body::empty()).await;
    assert_eq!((page.status.as_u16(), &page.headers["allow"]), (405, &HeaderValue::from_static("GET,HEAD,POST")));
    // A status that only its handler could explain stays as it is.
    assert_eq!(fetch("/teapot").await.text, "");
}

#[tokio::test]
async fn the_service_can_bring_its_own_page() {
    let page: FailurePage =
        Arc::new(|failure| (failure.status, format!("own {}", failure.fault.code())).into_response());
    let answer = send(LayerConfig { page, ..config("") }, request("GET", "/nowhere"), Body::empty()).await;
    assert_eq!(answer.text, "own not-found");
}

#[tokio::test]
async fn forms_from_other_sites_are_refused_readably() {
    let post = |headers: &[(&str, &str)]| {
        let request =
            headers.iter().fold(request("POST", "/fine"), |request, (name, value)| request.header(*name, *value));
        send(config("https://thoathuan.example"), request, "text")
    };
    for refused in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        let page = post(refused).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{refused:?}");
        assert!(page.text.contains("trang web khác") && page.text.contains("another site"));
    }
    for allowed in [
        &[][..],
        &[("sec-fetch-site", "same-origin")],
        &[("origin", "http://localhost:8080")],
        &[("origin", "https://thoathuan.example")],
    ] {
        assert_eq!(post(allowed).await.status, StatusCode::OK, "{allowed:?}");
    }
}

#[tokio::test]
async fn bodies_are_bounded_by_route_with_and_without_a_stated_length() {
    let post = async |path: &str, size: usize, stated: bool| {
        let request = request("POST", path);
        let body = Body::from("x".repeat(size));
        let (request, body) = match stated {
            true => (request.header("content-length", size), body),
            false => (request, body),
        };
        send(config(""), request, body).await.status.as_u16()
    };
    for stated in [true, false] {
        assert_eq!(post("/fine", 1000, stated).await, 200);
        assert_eq!(post("/fine", 1001, stated).await, 413);
        assert_eq!(post("/dossiers/1/texts", 5000, stated).await, 200);
        assert_eq!(post("/dossiers/1/texts", 5001, stated).await, 413);
    }
    let raw = send(config(""), request("POST", "/raw"), "x".repeat(1001)).await;
    assert_eq!(raw.text, "0", "a handler that reads the bare body is bounded too");
    let page = send(config(""), request("POST", "/fine").header("content-length", 9999), "x".repeat(9999)).await;
    assert!(page.text.contains("over the limit"));
}

#[tokio::test]
async fn requests_are_counted_by_route_pattern_and_status() {
    fetch("/number/41").await;
    fetch("/number/42").await;
    let strange = send(config(""), request("BREW", "/fine"), Body::empty()).await;
    assert_eq!(strange.status, StatusCode::METHOD_NOT_ALLOWED);
    let text = fetch("/metrics").await.text;
    assert!(text.contains("# HELP thoathuan_http_requests_total"), "{text}");
    assert!(text.contains(r#"route="/number/{n}",status="200"} "#), "{text}");
    assert!(text.contains("thoathuan_http_request_duration_seconds_bucket"), "{text}");
    assert!(text.contains(r#"method="other""#) && !text.contains("BREW") && !text.contains("/number/41"), "{text}");
}

#[tokio::test]
async fn readiness_follows_its_checks_and_the_stop() {
    let stop = CancellationToken::new();
    let ready = async |outcome: Result<(), String>| {
        let health = Health::new(Metrics::install().unwrap(), stop.clone()).check("database", move || {
            let outcome = outcome.clone();
            async move { outcome }
        });
        let app = layers(health.routes(), config("")).unwrap();
        let response = app.oneshot(request("GET", "/readyz").body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 9999).await.unwrap();
        (status, serde_json::from_slice::<Value>(&body).unwrap())
    };
    assert_eq!(ready(Ok(())).await, (200, json!({ "ready": true, "checks": { "database": "ok" } })));
    let failed = json!({ "ready": false, "checks": { "database": "failed" } });
    assert_eq!(ready(Err("password of the database".to_owned())).await, (503, failed));
    stop.cancel();
    assert_eq!(ready(Ok(())).await.0, 503);
    assert_eq!(fetch("/healthz").await.text, r#"{"status":"ok"}"#);
}
