//! Conditional requests and links between pages: the same for every answer, so that no handler has to think of them.

use crate::app::Error;
use crate::http::error::Failed;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Larger answers than this are passed on as they are; only attachments come near.
const LARGEST: usize = 64 << 20;
/// How much of an answer's end may hold the place of the next page.
const TAIL: usize = 700;

/// The mark of an answer: equal bytes, equal mark.
pub fn etag(bytes: &[u8]) -> String {
    let mut mark = hex::encode(Sha256::digest(bytes));
    mark.truncate(32);
    format!("\"{mark}\"")
}

/// Whether one of the marks of `If-None-Match` or `If-Match` is `mark`; `*` is any.
pub fn names(header: &HeaderValue, mark: &str) -> bool {
    let Ok(text) = header.to_str() else { return false };
    text.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == mark)
}

/// Whether the caller gave a mark as `If-Match`.
pub fn is_held(headers: &HeaderMap) -> bool {
    headers.contains_key(header::IF_MATCH)
}

/// Whether what the caller read is still `now`, the answer that a GET of it has; without a mark from him it is.
///
/// # Errors
/// [`Failed::Changed`].
pub fn stands(headers: &HeaderMap, now: &impl Serialize) -> Result<(), Failed> {
    if !is_held(headers) {
        return Ok(());
    }
    let bytes = serde_json::to_vec(now).map_err(|error| Error::Fault(error.to_string()))?;
    let mark = etag(&bytes);
    if headers.get_all(header::IF_MATCH).iter().any(|header| names(header, &mark)) {
        return Ok(());
    }
    Err(Failed::Changed)
}

/// A change that another came before, between the comparison of [`stands`] and the write, is told as [`stands`] tells it to
/// who gave a mark.
pub fn overtaken(headers: &HeaderMap) -> impl Fn(Error) -> Failed {
    let held = is_held(headers);
    move |error| match error {
        Error::Changed if held => Failed::Changed,
        error => error.into(),
    }
}

/// Gives a successful GET its mark and, for a page of a list, the link to the next one; an answer that the caller has
/// already becomes 304.
pub async fn answer(asked: &HeaderMap, uri: &Uri, response: Response) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = match to_bytes(body, LARGEST).await {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::error!(%error, "an answer could not be read");
            parts.status = StatusCode::INTERNAL_SERVER_ERROR;
            return Response::from_parts(parts, Body::empty());
        }
    };
    let mark = etag(&bytes);
    if let Some(link) = next(&bytes).and_then(|place| linked(uri, place)) {
        parts.headers.insert(header::LINK, link);
    }
    let known = asked.get_all(header::IF_NONE_MATCH).iter().any(|header| names(header, &mark));
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        parts.headers.insert(header::ETAG, mark);
    }
    if known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The place of the next page, which stands last in every page of a list: `"next":"…"}`. Places are plain characters.
fn next(bytes: &Bytes) -> Option<&str> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    // A cut may fall into a character; what is looked for is ASCII at the end.
    let start = tail.iter().position(|byte| *byte == b'"').unwrap_or(tail.len());
    let text = std::str::from_utf8(tail.get(start..)?).ok()?;
    let inside = text.strip_suffix("\"}")?;
    let (_, place) = inside.rsplit_once("\"next\":\"")?;
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    (place.bytes().all(plain) && !place.is_empty()).then_some(place)
}

/// `</api/v1/…?after=…>; rel="next"` with the filters of this page.
fn linked(uri: &Uri, place: &str) -> Option<HeaderValue> {
    let asked: Vec<(String, String)> = serde_urlencoded::from_str(uri.query().unwrap_or_default()).ok()?;
    let mut kept: Vec<(&str, &str)> = asked
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| *name != "after")
        .collect();
    kept.push(("after", place));
    let query = serde_urlencoded::to_string(kept).ok()?;
    HeaderValue::from_str(&format!("<{}?{query}>; rel=\"next\"", uri.path())).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests: a failure is a panic")]
mod tests {
    use super::*;

    #[test]
    fn the_next_place_stands_last_and_nowhere_else() {
        let of = |text: &str| next(&Bytes::from(text.to_owned())).map(str::to_owned);
        assert_eq!(of(r#"{"items":[],"next":"2019_a-b"}"#), Some("2019_a-b".to_owned()));
        assert_eq!(of(r#"{"items":[],"next":null}"#), None);
        assert_eq!(of(r#"{"items":[{"next":"x"}],"more":1}"#), None);
        assert_eq!(of(r#"{"title":"say \"next\":\"x"}"#), None, "escaped in a text");
        assert_eq!(of(&format!("{{\"items\":[\"{}\"],\"next\":\"z\"}}", "ư".repeat(2_000))), Some("z".to_owned()));
        assert_eq!(of(""), None);
    }

    #[test]
    fn a_link_keeps_the_filters() {
        let uri: Uri = "/api/v1/dossiers?q=%C4%91%C3%A0&after=old&limit=2".parse().unwrap();
        let link = linked(&uri, "new/1").unwrap();
        assert_eq!(link, "</api/v1/dossiers?q=%C4%91%C3%A0&limit=2&after=new%2F1>; rel=\"next\"");
    }

    #[test]
    fn marks_are_compared_as_the_standard_says() {
        let header = |text: &'static str| HeaderValue::from_static(text);
        assert!(names(&header("\"a\", W/\"b\""), "\"b\"") && names(&header("*"), "\"x\""));
        assert!(!names(&header("\"a\""), "\"b\"") && !names(&header("a"), "\"a\""));
    }
}
