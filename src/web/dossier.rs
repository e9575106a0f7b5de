//! The pages of a dossier: its own page, the forms of every act on it, drafting, texts, files, and why a date is a date.

mod act;
mod board;
mod data;
mod draft;
mod draft_case;
mod draft_form;
mod facts;
mod fields;
mod frame;
mod parts;
mod review;
mod show;
mod target;
mod timeline;
mod upload;
mod view;

use super::posted::Posted;
use super::reader::{Reader, html};
use super::views::Link;
use super::{Web, session};
use crate::app::admin::targets;
use crate::app::reading::Look;
use crate::app::{Error, read, seen, timeline as told};
use crate::http::download::disposition;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::header::{HeaderMap, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use engine::actor::Role;
use engine::dossier::File;
use engine::ids::{AttachmentId, ClockId};
use serde::Deserialize;
use show::Show;
use uuid::Uuid;

/// Entries shown in the timeline; the record has them all.
const TIMELINE: u64 = 200;

/// All pages of dossiers.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/dossiers/{number}/text", get(upload::show).post(upload::send))
        .route("/dossiers/{number}/act/{transition}", get(act::show).post(act::send))
        .route("/dossiers/new", get(draft::blank).post(draft::open))
        .route("/dossiers/{number}", get(page))
        .route("/dossiers/{number}/details", get(draft::details).post(draft::edit))
        .route("/dossiers/{number}/review", get(review::show).post(review::send))
        .route("/dossiers/{number}/clocks/{clock}", get(clock))
        .route("/dossiers/{number}/files/{id}", get(file))
}

/// What a page answers: itself, or what a use case said.
type Answer = Result<Response, Error>;

/// An answer as a response.
fn answer(web: &Web, reader: &Reader, answer: Answer) -> Response {
    answer.unwrap_or_else(|error| reader.failed(web, &error))
}

/// An answer to a form. When the service or its database failed, the page holds everything that was typed.
fn sent(web: &Web, posted: &Posted, answer: Answer) -> Response {
    answer.unwrap_or_else(|error| match error {
        Error::Busy | Error::Exploring | Error::Away(_) | Error::Store(_) | Error::Fault(_) => {
            let status = web.status_of(&error, posted.reader.request_id.as_deref());
            session::interrupted(web, posted, status)
        }
        error => posted.reader.failed(web, &error),
    })
}

/// Query of the dossier's page.
#[derive(Debug, Deserialize)]
struct Done {
    done: Option<String>,
}

/// GET /dossiers/{number}
async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(number): Path<String>,
    Query(query): Query<Done>,
) -> Response {
    let shown = async {
        let view = read::dossier(&web.app, reader.who(), &number, Look::Dossier).await?;
        let told = told::timeline(&web.app, reader.who(), &number, TIMELINE).await?;
        let show = Show { app: &web.app, l: reader.l, view: &view };
        let back = Link::new(reader.l.t("worklist-title"), "/");
        let mut page = reader.page_back(&web, show.page_title(), back);
        page.flash = query.done.as_deref().and_then(|done| show.flash(done));
        let inspects = reader.who().has(Role::Inspector);
        Ok(html(&show.page(page, &told, inspects)).into_response())
    };
    answer(&web, &reader, shown.await)
}

/// GET /dossiers/{number}/clocks/{clock}
async fn clock(State(web): State<Web>, reader: Reader, Path((number, id)): Path<(String, String)>) -> Response {
    let shown = async {
        let view = read::dossier(&web.app, reader.who(), &number, Look::Clock).await?;
        let show = Show { app: &web.app, l: reader.l, view: &view };
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        let clock = view.dossier.clock(ClockId(id)).ok_or(Error::NotFound)?;
        let back = Link::new(show.page_title(), show.href("#clocks"));
        let page = reader.page_back(&web, reader.l.t("deadline-title"), back);
        let target = match clock.target {
            Some(target) => targets::act(&web.app, target.id).await?.map(|set| super::rules::said(reader.l, &set)),
            None => None,
        };
        let page = board::deadline(&show, page, clock, target).ok_or(Error::NotFound)?;
        Ok(html(&page).into_response())
    };
    answer(&web, &reader, shown.await)
}

/// GET /dossiers/{number}/files/{id}: the bytes as they were uploaded; the reading is recorded.
async fn file(State(web): State<Web>, reader: Reader, Path((number, id)): Path<(String, String)>) -> Response {
    let shown = async {
        let id = AttachmentId(id.parse().map_err(|_| Error::NotFound)?);
        let (found, bytes) = seen::attachment(&web.app, reader.who(), &number, id).await?;
        Ok((headers(&found.file), bytes).into_response())
    };
    answer(&web, &reader, shown.await)
}

/// A download is saved, never shown inside our pages.
fn headers(file: &File) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let plain = file.media_type == "text/plain";
    let kind = if plain { "text/plain; charset=utf-8" } else { file.media_type.as_str() };
    let unknown = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap_or(unknown));
    let bare = HeaderValue::from_static("attachment");
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition(&file.name)).unwrap_or(bare));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers
}

#[cfg(test)]
mod tests;
