//! Pages of the registry: lists, records, forms. What may be seen and done is decided by the use cases.

mod activity;
pub mod compare;
mod document;
mod document_data;
mod edit;
mod form;
mod list;
mod partner;
mod relation;
pub mod words;

use super::views::parts::Person;
use super::views::registry::{RecordPage, StepRow};
use super::views::{Link, Page};
use super::{Reader, Web};
use crate::app::Error;
use crate::app::catalogue::history;
use crate::i18n::L;
use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use edit::{blank, change, edit, enter};
use uuid::Uuid;

/// The routes.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/partners", get(list::partners))
        .route("/partners/new", get(blank::<partner::Kind>).post(enter::<partner::Kind>))
        .route("/partners/{id}", get(partner::show))
        .route("/partners/{id}/edit", get(edit::<partner::Kind>).post(change::<partner::Kind>))
        .route("/partners/{id}/contacts/{contact}/confirm", post(partner::confirm))
        .route("/relations", get(list::relations))
        .route("/relations/new", get(blank::<relation::Kind>).post(enter::<relation::Kind>))
        .route("/relations/{id}", get(relation::show))
        .route("/relations/{id}/edit", get(edit::<relation::Kind>).post(change::<relation::Kind>))
        .route("/documents", get(list::documents))
        .route("/documents/new", get(blank::<document::Kind>).post(enter::<document::Kind>))
        .route("/documents/{id}", get(document::show))
        .route("/documents/{id}/edit", get(edit::<document::Kind>).post(change::<document::Kind>))
        .route("/activities", get(list::activities))
        .route("/activities/new", get(blank::<activity::Kind>).post(enter::<activity::Kind>))
        .route("/activities/{id}", get(activity::show))
        .route("/activities/{id}/edit", get(edit::<activity::Kind>).post(change::<activity::Kind>))
}

/// A page, or the page of what went wrong.
fn answer(web: &Web, reader: &Reader, outcome: Result<Response, Error>) -> Response {
    outcome.unwrap_or_else(|error| reader.failed(web, &error))
}

/// After success: the record's page, which says so.
fn done(place: &str) -> Response {
    Redirect::to(&format!("{place}?done=yes")).into_response()
}

/// The frame of a record's page; after a change it says that it was saved.
fn frame(web: &Web, reader: &Reader, title: &str, back: Link) -> Page {
    let mut page = reader.page_back(web, title, back);
    if reader.path.ends_with("?done=yes") {
        page.flash = Some(super::reader::flash(reader.l.t("registry-saved")));
    }
    page
}

fn nothing(l: L, page: Page, caption: &str, title: String, steps: Vec<StepRow>) -> RecordPage {
    RecordPage {
        l,
        page,
        caption: l.t(caption),
        title,
        other_titles: Vec::new(),
        acts: Vec::new(),
        tags: Vec::new(),
        uncertain: None,
        afterwards: None,
        edit: None,
        facts: Vec::new(),
        contacts: None,
        version: String::new(),
        sections: Vec::new(),
        steps,
    }
}

/// Who changed the record, and when.
async fn steps(web: &Web, l: L, stream: &str, version: i64) -> Result<Vec<StepRow>, Error> {
    let pick = |text: Option<&engine::text::Bilingual>| {
        text.map(|text| l.pick(&text.vi, &text.en).to_owned()).unwrap_or_default()
    };
    let found = history::steps(&web.app, stream, version).await?;
    let row = |step: history::Step| StepRow {
        at: l.datetime(step.at),
        what: l.maybe(&["act-", &step.act].concat()).unwrap_or_else(|| step.act.clone()),
        who: Person {
            l,
            post: if step.post.is_some() { pick(step.post.as_ref()) } else { l.t("registry-by-system") },
            org: pick(step.org.as_ref()),
            name: step.name,
            deputy_for: None,
        },
    };
    Ok(found.into_iter().map(row).collect())
}

/// The id of a record in the address; what is none names nothing that exists.
struct Id(Uuid);

/// The ids of a record and of a part of it.
struct Two(Uuid, Uuid);

async fn ids<T: serde::de::DeserializeOwned + Send>(parts: &mut Parts, web: &Web) -> Result<T, Response> {
    match Path::<T>::from_request_parts(parts, web).await {
        Ok(Path(found)) => Ok(found),
        Err(_) => {
            let reader = Reader::from_request_parts(parts, web).await?;
            Err(reader.error_page(web, StatusCode::NOT_FOUND))
        }
    }
}

impl FromRequestParts<Web> for Id {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        Ok(Self(ids(parts, web).await?))
    }
}

impl FromRequestParts<Web> for Two {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let (one, other) = ids(parts, web).await?;
        Ok(Self(one, other))
    }
}
