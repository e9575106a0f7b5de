//! The caller, what waits for him, and whom he may name.

use super::answers::Reads;
use super::dto::lists::{Bodies, BodyOut, DossierPage, Me, PartnerPage, RequestPage, WorklistOut};
use super::extract::Params;
use crate::app::{App, listing};
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
    /// Rows of each page, 1 to 200; 50 unless given.
    limit: Option<u64>,
    /// `requests.next` of the page before.
    requests_after: Option<String>,
    /// `dossiers.next` of the page before.
    dossiers_after: Option<String>,
}

/// What waits for the caller: requests to his bodies, and dossiers that his role holds; nearest due day first.
#[utoipa::path(
    get,
    path = "/api/v1/worklist",
    operation_id = "read_worklist",
    tag = "directory",
    params(WorklistQuery),
    responses((status = 200, description = "What waits", body = WorklistOut), Reads)
)]
pub async fn worklist(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<WorklistQuery>,
) -> Result<Json<WorklistOut>, Failed> {
    let limit = listing::limit(query.limit)?;
    let today = app.today();
    let requests = listing::requests(&app, &who, query.requests_after.as_deref(), limit).await?;
    let dossiers = listing::held(&app, &who, query.dossiers_after.as_deref(), limit).await?;
    Ok(Json(WorklistOut {
        requests: RequestPage::new(requests, &who, today),
        dossiers: DossierPage::new(dossiers, today),
    }))
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
    let items = listing::bodies(&app, &who).await?.into_iter().map(BodyOut::from).collect();
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
    Params(query): Params<PartnerQuery>,
) -> Result<Json<PartnerPage>, Failed> {
    let limit = listing::limit(query.limit)?;
    let page = listing::partners(&app, query.q.as_deref().unwrap_or_default(), query.after.as_deref(), limit).await?;
    Ok(Json(page.into()))
}
