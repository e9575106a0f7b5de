//! The caller, what waits for him, and whom he may name.

use super::answers::Reads;
use super::dossiers::phase;
use super::dto::lists::{Bodies, BodyOut, Me, PartnerPage, WorkPage};
use super::extract::Params;
use crate::app::input::Invalid;
use crate::app::lists::{self, Group, Wish};
use crate::app::{App, search};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// The caller with his posts of today.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "who_am_i",
    tag = "directory",
    responses((status = 200, description = "The caller", body = Me), Reads)
)]
pub async fn me(ApiActor(who): ApiActor) -> Json<Me> {
    Json(Me::from(&*who))
}

/// Which part of the work list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorklistQuery {
    /// `waiting` (for the caller), `mine` (his locality's, his body's) or `done`; `waiting` unless given.
    group: Option<String>,
    /// Words in number, title or partner.
    q: Option<String>,
    /// `draft`, `consultation`, `decision`, `signing`, `reporting` or `closed`.
    phase: Option<String>,
    /// Only overdue.
    late: Option<bool>,
    /// `next` of the page before.
    after: Option<String>,
}

/// The work list: dossiers that the caller's posts hold and requests to his bodies, nearest due day first, 25 a page.
#[utoipa::path(
    get,
    path = "/api/v1/worklist",
    operation_id = "read_worklist",
    tag = "directory",
    params(WorklistQuery),
    responses((status = 200, description = "What waits", body = WorkPage), Reads)
)]
pub async fn worklist(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<WorklistQuery>,
) -> Result<Json<WorkPage>, Failed> {
    let group = match query.group.as_deref().unwrap_or("waiting") {
        "waiting" => Group::Waiting,
        "mine" => Group::Mine,
        "done" => Group::Done,
        _ => return Err(Invalid::field("group", "choose-one").into()),
    };
    let after = query.after.filter(|after| !after.is_empty());
    if after.as_deref().is_some_and(|after| !lists::is_place(after)) {
        return Err(search::mark("after").into());
    }
    let wish = Wish {
        group,
        text: query.q,
        phase: query.phase.as_deref().map(phase).transpose()?,
        late: query.late.unwrap_or_default(),
        after,
    };
    Ok(Json(WorkPage::new(lists::list(&app, &who, &wish).await?, app.today())))
}

/// Bodies that the caller's locality may ask, MOFA first.
#[utoipa::path(
    get,
    path = "/api/v1/bodies",
    operation_id = "list_bodies",
    tag = "directory",
    responses((status = 200, description = "The bodies", body = Bodies), Reads)
)]
pub async fn bodies(State(app): State<Arc<App>>, ApiActor(who): ApiActor) -> Result<Json<Bodies>, Failed> {
    let items = search::bodies(&app, &who).await?.into_iter().map(BodyOut::from).collect();
    Ok(Json(Bodies { items }))
}

/// Which partners.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartnerQuery {
    /// Words in the names, whatever their marks.
    q: Option<String>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Foreign partners on file, by name.
#[utoipa::path(
    get,
    path = "/api/v1/partners",
    operation_id = "list_partners",
    tag = "directory",
    params(PartnerQuery),
    responses((status = 200, description = "A page of partners", body = PartnerPage), Reads)
)]
pub async fn partners(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<PartnerQuery>,
) -> Result<Json<PartnerPage>, Failed> {
    let limit = search::limit(query.limit)?;
    let page =
        search::partners(&app, &who, query.q.as_deref().unwrap_or_default(), query.after.as_deref(), limit).await?;
    Ok(Json(page.into()))
}
