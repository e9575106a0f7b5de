//! Organisations and posts.

use super::once;
use crate::api::answers::{Reads, Writes};
use crate::api::dto::admin::*;
use crate::api::extract::{At, Body, Key, Params};
use crate::app::App;
use crate::app::admin::holdings::{self, HoldingIn};
use crate::app::admin::organisations::{self, EndIn, OrganisationIn};
use crate::app::admin::posts::{self, LastDayIn, PostIn};
use crate::app::admin::{KINDS, list as lists, view};
use crate::app::input::Invalid;
use crate::app::search;
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganisationQuery {
    /// Kind.
    kind: Option<String>,
    /// Words in code or name, whatever their tones.
    q: Option<String>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Organisations, past ones included, by Vietnamese name. Organisations that they name are given by their codes.
#[utoipa::path(
    get,
    path = "/api/v1/admin/organisations",
    operation_id = "admin_list_organisations",
    tag = "administration",
    params(OrganisationQuery),
    responses((status = 200, description = "A page", body = AdminOrganisationPage), Reads)
)]
pub async fn list(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<OrganisationQuery>,
) -> Result<Json<AdminOrganisationPage>, Failed> {
    let limit = search::limit(query.limit)?;
    if query.kind.as_deref().is_some_and(|kind| !KINDS.contains(&kind)) {
        return Err(Invalid::field("kind", "choose-one").into());
    }
    let (kind, text, after) = (query.kind.as_deref(), query.q.as_deref().unwrap_or_default(), query.after.as_deref());
    let page = lists::organisations(&app, &who, kind, text, after, limit).await?;
    let codes = view::codes(&app, &who, &page.items).await?;
    Ok(Json(AdminOrganisationPage::new(page, &codes)))
}

/// Enters an organisation. Codes are kept in capitals; others are named by their codes.
#[utoipa::path(
    post,
    path = "/api/v1/admin/organisations",
    operation_id = "admin_enter_organisation",
    tag = "administration",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = OrganisationIn,
    responses((status = 201, description = "Entered", body = Entered), Writes)
)]
pub async fn enter(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Key(key): Key,
    Body(input): Body<OrganisationIn>,
) -> Result<(StatusCode, Json<Entered>), Failed> {
    let id = organisations::enter(&app, &who, key.as_deref(), &input).await?;
    Ok((StatusCode::CREATED, Json(Entered { id })))
}

/// One organisation with its posts and who holds them.
#[utoipa::path(
    get,
    path = "/api/v1/admin/organisations/{id}",
    operation_id = "admin_read_organisation",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id")),
    responses((status = 200, description = "As it stands", body = AdminOrganisationOut), Reads)
)]
pub async fn show(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<AdminOrganisationOut>, Failed> {
    Ok(Json(view::organisation(&app, &who, id).await?.into()))
}

/// Changes what was entered of an organisation: every field is given anew.
#[utoipa::path(
    post,
    path = "/api/v1/admin/organisations/{id}/change",
    operation_id = "admin_change_organisation",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = OrganisationIn,
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn change(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<OrganisationIn>,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_change_organisation", &(id, &input)), async |who| {
        organisations::change(&app, who, id, &input).await
    })
    .await
}

/// Ends an organisation on a day; its posts and the units below must have ended.
#[utoipa::path(
    post,
    path = "/api/v1/admin/organisations/{id}/end",
    operation_id = "admin_end_organisation",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = EndIn,
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn end(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<EndIn>,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_end_organisation", &(id, &input)), async |who| {
        organisations::end(&app, who, id, &input).await
    })
    .await
}

/// Enters a post of an organisation.
#[utoipa::path(
    post,
    path = "/api/v1/admin/organisations/{id}/posts",
    operation_id = "admin_enter_post",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = PostIn,
    responses((status = 201, description = "Entered", body = Entered), Writes)
)]
pub async fn enter_post(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<PostIn>,
) -> Result<(StatusCode, Json<Entered>), Failed> {
    let id = posts::enter(&app, &who, key.as_deref(), id, &input).await?;
    Ok((StatusCode::CREATED, Json(Entered { id })))
}

/// One post with who holds it: past, now and future.
#[utoipa::path(
    get,
    path = "/api/v1/admin/posts/{id}",
    operation_id = "admin_read_post",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id")),
    responses((status = 200, description = "As it stands", body = AdminPost), Reads)
)]
pub async fn post(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<AdminPost>, Failed> {
    Ok(Json(view::post(&app, &who, id).await?.into()))
}

/// Changes a post: every field is given anew. Its role stays while somebody holds it.
#[utoipa::path(
    post,
    path = "/api/v1/admin/posts/{id}/change",
    operation_id = "admin_change_post",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = PostIn,
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn change_post(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<PostIn>,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_change_post", &(id, &input)), async |who| posts::change(&app, who, id, &input).await)
        .await
}

/// Ends a post on a day; nobody may hold it after that.
#[utoipa::path(
    post,
    path = "/api/v1/admin/posts/{id}/end",
    operation_id = "admin_end_post",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = LastDayIn,
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn end_post(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<LastDayIn>,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_end_post", &(id, &input)), async |who| posts::end(&app, who, id, &input).await).await
}

/// Gives a post to a person from a day, as its owner or as deputy of its owner.
#[utoipa::path(
    post,
    path = "/api/v1/admin/posts/{id}/holdings",
    operation_id = "admin_take_post",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = HoldingIn,
    responses((status = 201, description = "Entered", body = Entered), Writes)
)]
pub async fn take(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<HoldingIn>,
) -> Result<(StatusCode, Json<Entered>), Failed> {
    let id = holdings::take(&app, &who, key.as_deref(), id, &input).await?;
    Ok((StatusCode::CREATED, Json(Entered { id })))
}

/// Ends a holding on a day; deputies of the person end as well. What then waits for nobody is told by its `hand-over`,
/// before and after.
#[utoipa::path(
    post,
    path = "/api/v1/admin/holdings/{id}/end",
    operation_id = "admin_end_holding",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = LastDayIn,
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn end_holding(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<LastDayIn>,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_end_holding", &(id, &input)), async |who| holdings::end(&app, who, id, &input).await)
        .await
}
