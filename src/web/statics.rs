//! Style sheets and the script, compiled in.

use super::Web;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

const STYLE: &str = include_str!("../../static/style.css");
const PARTS: &str = include_str!("../../static/parts.css");
const SCRIPT: &str = include_str!("../../static/app.js");

/// The files; their addresses carry the version, so browsers may keep them.
pub fn router() -> Router<Web> {
    Router::new()
        .route("/static/style.css", get(|| async { file("text/css; charset=utf-8", STYLE) }))
        .route("/static/parts.css", get(|| async { file("text/css; charset=utf-8", PARTS) }))
        .route("/static/app.js", get(|| async { file("text/javascript; charset=utf-8", SCRIPT) }))
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=86400")], text)
}
