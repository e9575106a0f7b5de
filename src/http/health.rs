//! Is the process alive, can it serve, how is it doing: `/healthz`, `/readyz`, `/metrics`.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// Counter of answered requests by method, route pattern and status.
pub const REQUESTS: &str = "thoathuan_http_requests_total";
/// Histogram of the seconds to an answer by method and route pattern.
pub const REQUEST_SECONDS: &str = "thoathuan_http_request_duration_seconds";

/// A check answers within this time or has failed.
const CHECK_TIME: Duration = Duration::from_secs(3);

const BUCKETS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The outcome of a check: nothing, or why it failed (for the log, not for the answer).
pub type CheckOutcome = Result<(), String>;
type Check = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = CheckOutcome> + Send>> + Send + Sync>;

/// What `/readyz` asks and `/metrics` shows.
#[derive(Clone)]
pub struct Health {
    checks: Vec<(&'static str, Check)>,
    stopping: CancellationToken,
    metrics: Metrics,
}

impl Health {
    /// No checks yet. `stopping` is the token on which the server stops: from then on it is not ready.
    pub fn new(metrics: Metrics, stopping: CancellationToken) -> Self {
        Self { checks: Vec::new(), stopping, metrics }
    }

    /// Adds a check, for example `database` or `migrations`.
    #[must_use]
    pub fn check<F>(mut self, name: &'static str, check: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = CheckOutcome> + Send + 'static,
    {
        self.checks.push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    /// The three routes. They need no sign-in and tell nothing about content.
    pub fn routes(self) -> Router {
        Router::new()
            .route("/healthz", get(async || Json(json!({ "status": "ok" }))))
            .route("/readyz", get(ready))
            .route("/metrics", get(show_metrics))
            .with_state(self)
    }
}

async fn ready(State(health): State<Health>) -> Response {
    let mut checks = BTreeMap::new();
    if health.stopping.is_cancelled() {
        checks.insert("server", "stopping");
    }
    for (name, check) in &health.checks {
        let outcome = match tokio::time::timeout(CHECK_TIME, check()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!("no answer in {} s", CHECK_TIME.as_secs())),
        };
        if let Err(reason) = &outcome {
            tracing::warn!(check = name, reason, "not ready");
        }
        checks.insert(name, if outcome.is_ok() { "ok" } else { "failed" });
    }
    let ready = checks.values().all(|outcome| *outcome == "ok");
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "checks": checks }))).into_response()
}

async fn show_metrics(State(health): State<Health>) -> Response {
    let text = health.metrics.0.render();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// The process's counters.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts counting in this process, or gives what was started before.
    ///
    /// # Errors
    /// If something else in the process counts already.
    pub fn install() -> Result<Self, String> {
        static INSTALLED: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
        INSTALLED.get_or_init(|| start().map_err(|error| error.to_string())).clone().map(Self)
    }

    /// Makes room: call it every few seconds, or observations pile up when nobody reads `/metrics`.
    pub fn tidy(&self) {
        self.0.run_upkeep();
    }
}

fn start() -> Result<PrometheusHandle, metrics_exporter_prometheus::BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(REQUEST_SECONDS.to_owned()), BUCKETS)?
        .install_recorder()?;
    metrics::describe_counter!(REQUESTS, "Answered HTTP requests by method, route pattern and status");
    metrics::describe_histogram!(REQUEST_SECONDS, metrics::Unit::Seconds, "Seconds from request to answer");
    Ok(handle)
}
