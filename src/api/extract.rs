//! What comes in: JSON bodies, query parameters, multipart parts, the idempotency key. All failures become problems.

use super::dto::SeenJson;
use crate::app::files::Upload;
use crate::app::input::Invalid;
use crate::http::error::{self, Failed};
use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Longest idempotency key.
const KEY: usize = 100;
/// Most parts of a multipart body.
const PARTS: usize = 60;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let (parts, body) = request.into_parts();
        let read = Bytes::from_request(Request::from_parts(parts.clone(), body), state);
        let bytes = read.await.map_err(|rejection| error::from_bytes(&rejection))?;
        // U+0000 stands in no name and no text; PostgreSQL cannot even compare it.
        if holds_nul(&bytes) {
            return Err(Failed::Unreadable("a string holds the character U+0000".to_owned()));
        }
        let request = Request::from_parts(parts, axum::body::Body::from(bytes));
        let Json(value) = Json::from_request(request, state).await.map_err(error::from_json)?;
        Ok(Self(value))
    }
}

/// Whether a string of the JSON text holds the escape of U+0000 (an unescaped one is no JSON).
fn holds_nul(json: &[u8]) -> bool {
    let escapes = json.windows(6).enumerate().filter(|(_, six)| *six == b"\\u0000");
    // After an odd number of backslashes this one is itself escaped: text about an escape.
    escapes.map(|(at, _)| json[..at].iter().rev().take_while(|b| **b == b'\\').count()).any(|before| before % 2 == 0)
}

/// Query parameters.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let found = Query::from_request_parts(parts, state).await.map_err(|rejection| error::from_query(&rejection))?;
        Ok(Self(found.0))
    }
}

/// Parts of the address.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let found = Path::from_request_parts(parts, state).await.map_err(|rejection| error::from_path(&rejection))?;
        Ok(Self(found.0))
    }
}

/// The header `Idempotency-Key`.
pub struct Key(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(Self(None));
        };
        let key = value.to_str().ok().map(str::trim);
        match key.filter(|key| (1..=KEY).contains(&key.len())) {
            Some(key) => Ok(Self(Some(key.to_owned()))),
            None => Err(Invalid::field("Idempotency-Key", "bad-key").into()),
        }
    }
}

/// A multipart body: texts and files.
#[derive(Debug, Default)]
pub struct Form {
    texts: Vec<(String, String)>,
    /// Files.
    pub files: Vec<Upload>,
}

impl Form {
    /// Takes the text `name` out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.texts.iter().position(|(known, _)| known == name)?;
        Some(self.texts.swap_remove(at).1)
    }

    /// Takes the part `name` out and reads it as JSON.
    ///
    /// # Errors
    /// [`Failed`] when it is not JSON or not of that shape.
    pub fn json<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Failed> {
        let Some(text) = self.take(name) else { return Ok(None) };
        match serde_json::from_str(&text) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_data() => Err(Invalid::shape(&error.to_string()).into()),
            Err(error) => Err(Failed::Unreadable(format!("{name}: {error}"))),
        }
    }

    /// What the caller saw.
    ///
    /// # Errors
    /// [`Failed`] when it is missing or not of that shape.
    pub fn seen(&mut self) -> Result<SeenJson, Failed> {
        self.json("seen")?.ok_or_else(|| Invalid::field("seen", "required").into())
    }

    /// Refuses parts that nobody took: a mistyped name must not be lost silently.
    ///
    /// # Errors
    /// [`Failed`] naming the first one.
    pub fn finish(&self) -> Result<(), Failed> {
        match self.texts.first() {
            None => Ok(()),
            Some((name, _)) => Err(unknown_part(name)),
        }
    }
}

/// A part that this address does not take.
pub fn unknown_part(name: &str) -> Failed {
    Invalid::shape(&format!("unknown part `{name}`")).into()
}

/// Whether the body is multipart.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        if !is_multipart(request.headers()) {
            return Err(Failed::WrongType);
        }
        let multipart = Multipart::from_request(request, state).await;
        let mut multipart = multipart.map_err(|error| Failed::Unreadable(error.body_text()))?;
        let mut form = Self::default();
        while let Some(part) = multipart.next_field().await.map_err(|error| broken(&error))? {
            if form.texts.len() + form.files.len() == PARTS {
                return Err(Failed::TooLarge);
            }
            let field = part.name().unwrap_or_default().to_owned();
            // Only texts and papers are files; curl gives a file name to `-F 'data=@data.json'` too.
            let is_file = field.starts_with("text.") || field.starts_with("paper.");
            let name = part.file_name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|error| broken(&error))?.to_vec();
            if is_file {
                form.files.push(Upload { field, name, bytes });
            } else {
                let text = String::from_utf8(bytes).map_err(|_| Failed::Unreadable(format!("{field} is not UTF-8")))?;
                form.texts.push((field, text));
            }
        }
        Ok(form)
    }
}

fn broken(error: &MultipartError) -> Failed {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failed::TooLarge,
        _ => Failed::Unreadable(error.body_text()),
    }
}

/// A body of command data that was left out.
pub fn or_null(data: Option<Value>) -> Value {
    data.unwrap_or(Value::Null)
}
