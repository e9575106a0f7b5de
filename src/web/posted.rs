//! A posted form: its fields, its files, and who posted it.
//!
//! A session that ended in the middle of a form loses nothing: the fields go into the sign-in page and come back
//! afterwards ([`super::session`]). The form token is checked here, before any handler runs.

use super::reader::{Reader, session_of};
use super::{Web, session};
use crate::app::files::Upload;
use crate::app::input::{Invalid, day};
use axum::body::to_bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Longest key of a form.
const KEY: usize = 100;

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Fields in the order in which they came; a name may come several times.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// First value of `name`, trimmed; empty when it did not come.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The value as it was typed.
    pub fn raw(&self, name: &str) -> String {
        self.0.iter().find(|(known, _)| known == name).map_or(String::new(), |(_, value)| value.clone())
    }

    /// All values of `name`.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// A value, or nothing when it is empty.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// A number that a hidden field carries.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name).parse().ok()
    }

    /// Rows of a repeat group `<name>_<n>_<column>`, in their order, empty ones included.
    pub fn rows(&self, name: &str, columns: &[&str]) -> Vec<Vec<String>> {
        let prefix = format!("{name}_");
        let numbers: BTreeSet<u32> = self
            .0
            .iter()
            .filter_map(|(known, _)| known.strip_prefix(&prefix)?.split('_').next()?.parse().ok())
            .filter(|n| *n <= 200)
            .collect();
        let cell = |n: u32, column: &str| self.raw(&format!("{name}_{n}_{column}"));
        numbers.into_iter().map(|n| columns.iter().map(|column| cell(n, column)).collect()).collect()
    }

    /// Which button was pressed: `send` unless it says otherwise.
    pub fn intent(&self) -> &str {
        match self.get("intent") {
            "" => "send",
            other => other,
        }
    }

    /// Whether another button than the main one was pressed: the form comes back as it is, nothing is done.
    pub fn unsent(&self) -> bool {
        self.intent() != "send"
    }

    /// A day, if the field is filled.
    ///
    /// # Errors
    /// [`Invalid`] naming the field.
    pub fn day(&self, name: &str) -> Result<Option<chrono::NaiveDate>, Invalid> {
        self.some(name).map(|text| day(name, &text)).transpose()
    }
}

/// A posted form of somebody signed in.
pub struct Posted {
    /// Who.
    pub reader: Reader,
    /// Fields.
    pub fields: Fields,
    /// Files that were chosen.
    pub files: Vec<Upload>,
}

impl Posted {
    /// Names of the files: a browser does not keep them when the form comes back.
    pub fn file_names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }

    /// The key that makes a double click one effect. Every form of ours carries one; what comes without it, or with one that
    /// is none, counts as the same form for as long as everything in it is the same.
    pub fn key(&self) -> Option<String> {
        let carried = self.fields.some("idempotency_key").filter(|key| key.len() <= KEY);
        Some(carried.unwrap_or_else(|| {
            let fields: Vec<_> = self.fields.0.iter().filter(|(name, _)| name != "idempotency_key").collect();
            let files: Vec<_> = self.files.iter().map(|file| (&file.field, &file.name, digest(&file.bytes))).collect();
            let said = serde_json::json!([self.reader.path, fields, files]).to_string();
            format!("form:{}", digest(said.as_bytes()))
        }))
    }
}

impl FromRequest<Web> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Response> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let headers = request.headers().clone();
        let session = session_of(web, &headers).await.map_err(|error| web.failed(&headers, error))?;
        // Bytes of files are for somebody signed in; of others only the names are kept.
        let most = if session.is_some() { web.app.config.server.max_upload_bytes() } else { 0 };
        let (fields, files) = read(web, request, &headers, most).await?;
        let Some(session) = session else {
            return Err(session::keep_form(web, &headers, &path, &fields, &files));
        };
        let reader = Reader::new(session, &headers, path);
        // The token of another session: he has signed in again, perhaps in another tab. A page of another site does not
        // come this far (`http::layers`), and here it would still take a person's click on what he sees.
        if fields.get("csrf") != reader.session.csrf {
            return Err(session::other_session(web, &reader, &reader.path, &fields, &files));
        }
        Ok(Self { reader, fields, files })
    }
}

/// Reads a form body, urlencoded or multipart. A file of more than `most` bytes is read to its end, so that the form can
/// be answered, but cut off just above: what uses it sees that it is too large.
pub async fn read(
    web: &Web,
    request: Request,
    headers: &HeaderMap,
    most: usize,
) -> Result<(Fields, Vec<Upload>), Response> {
    let (fields, files) = read_parts(web, request, headers, most).await?;
    // U+0000 stands in no name and no text; PostgreSQL cannot even compare it.
    if fields.0.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(web.status_page(headers, StatusCode::BAD_REQUEST));
    }
    Ok((fields, files))
}

async fn read_parts(
    web: &Web,
    request: Request,
    headers: &HeaderMap,
    most: usize,
) -> Result<(Fields, Vec<Upload>), Response> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if kind.starts_with("multipart/form-data") {
        let multipart = Multipart::from_request(request, &())
            .await
            .map_err(|_| web.status_page(headers, StatusCode::BAD_REQUEST))?;
        return parts(web, multipart, headers, most).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(web.status_page(headers, StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let limit = web.app.config.server.max_body_kb * 1024;
    let body = to_bytes(request.into_body(), limit)
        .await
        .map_err(|_| web.status_page(headers, StatusCode::PAYLOAD_TOO_LARGE))?;
    if std::str::from_utf8(&body).is_err() {
        return Err(web.status_page(headers, StatusCode::BAD_REQUEST));
    }
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_bytes(&body).map_err(|_| web.status_page(headers, StatusCode::BAD_REQUEST))?;
    Ok((Fields(fields), Vec::new()))
}

async fn parts(
    web: &Web,
    mut multipart: Multipart,
    headers: &HeaderMap,
    most: usize,
) -> Result<(Fields, Vec<Upload>), Response> {
    let bad = |error: axum::extract::multipart::MultipartError| {
        let status = error.status();
        web.status_page(headers, if status.is_server_error() { StatusCode::BAD_REQUEST } else { status })
    };
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let text_limit = web.app.config.server.max_body_kb * 1024;
    let mut text_bytes = 0;
    while let Some(mut part) = multipart.next_field().await.map_err(bad)? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            // A file field that was left empty comes without a name.
            Some(name) => {
                let mut bytes = Vec::new();
                while let Some(chunk) = part.chunk().await.map_err(bad)? {
                    if bytes.len() <= most {
                        bytes.extend_from_slice(&chunk);
                    }
                }
                if !name.is_empty() || !bytes.is_empty() {
                    files.push(Upload { field, name, bytes });
                }
            }
            None => {
                let text = part.text().await.map_err(bad)?;
                text_bytes += field.len() + text.len();
                if text_bytes > text_limit {
                    return Err(web.status_page(headers, StatusCode::PAYLOAD_TOO_LARGE));
                }
                fields.push((field, text));
            }
        }
    }
    Ok((Fields(fields), files))
}
