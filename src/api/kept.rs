//! The registry: signed documents and activities; see [`super::registry`].

use super::answers::{Reads, Writes};
use super::dto::changes::{ActivityChange, DocumentChange};
use super::dto::registry::{ActivityOut, ActivityPage, DocumentFull, DocumentPage, KeptOut};
use super::extract::{At, Body, Key, Params};
use super::registry::{Created, behind, created, merged};
use crate::app::catalogue::input::{ActivityData, DocumentData};
use crate::app::catalogue::rows::{ActivityFilter, DocumentFilter};
use crate::app::catalogue::{Once, activities as of_activities, documents as of_documents};
use crate::app::{App, input, search};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use engine::ids::OrgId;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which documents. Everything left out does not restrict.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    /// Of this locality.
    locality: Option<Uuid>,
    /// With this partner as a party.
    partner: Option<Uuid>,
    /// Under this relation.
    relation: Option<Uuid>,
    /// With this organisation as a party.
    organisation: Option<Uuid>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Signed documents, newest first: of every locality, or those of dossiers that the caller was asked about. Those that are not
/// public are there for their keeper and parties, for MOFA and for inspectors only.
#[utoipa::path(
    get,
    path = "/api/v1/documents",
    operation_id = "list_documents",
    tag = "registry",
    params(DocumentQuery),
    responses((status = 200, description = "A page of documents", body = DocumentPage), Reads)
)]
pub async fn documents(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<DocumentQuery>,
) -> Result<Json<DocumentPage>, Failed> {
    let limit = search::limit(query.limit)?;
    let filter = DocumentFilter {
        locality: query.locality,
        partner: query.partner,
        relation: query.relation,
        organisation: query.organisation,
        ..DocumentFilter::default()
    };
    let after = query.after.as_deref();
    let found = of_documents::list(&app, &who, &filter, after, limit).await?;
    let partners = found.parties.iter().filter_map(|party| party.partner_id);
    let behind = behind(&app, partners, found.page.orgs).await?;
    let items = found.page.items.into_iter().map(|row| DocumentFull::new(row, &found.parties, &behind)).collect();
    Ok(Json(DocumentPage { items, next: found.page.next }))
}

/// A signed document with its parties and dossiers. An inspector's reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/documents/{id}",
    operation_id = "read_document",
    tag = "registry",
    params(("id" = Uuid, Path, description = "Id of the document")),
    responses((status = 200, description = "The document", body = DocumentFull), Reads)
)]
pub async fn document(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<DocumentFull>, Failed> {
    let view = of_documents::show(&app, &who, id).await?;
    let orgs: BTreeSet<OrgId> =
        view.parties.iter().filter_map(|party| party.org_id).chain(view.row.locality_id).map(OrgId).collect();
    let orgs = app.org_names(&orgs).await?;
    let behind = behind(&app, view.parties.iter().filter_map(|party| party.partner_id), orgs).await?;
    let filter = search::Filter { document: Some(id), ..search::Filter::default() };
    let dossiers = search::dossiers(&app, &who, &filter, None, search::MOST).await?;
    let numbers = dossiers.items.into_iter().map(|row| row.number).collect();
    Ok(Json(DocumentFull { dossiers: Some(numbers), ..DocumentFull::new(view.row, &view.parties, &behind) }))
}

/// Enters a document that the caller's own locality signed before the system.
#[utoipa::path(
    post,
    path = "/api/v1/documents",
    operation_id = "enter_document",
    tag = "registry",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body(content = DocumentData),
    responses(
        (status = 201, description = "Entered", body = KeptOut, headers(("Location" = String, description = "Its address"))),
        Writes
    )
)]
pub async fn enter_document(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Key(key): Key,
    Body(data): Body<Value>,
) -> Result<Created, Failed> {
    crate::app::catalogue::may_keep_own(&app, &who).await?;
    let kept = of_documents::enter(&app, &who, input::shape(data)?, key.as_deref()).await?;
    Ok(created("documents", kept))
}

/// Changes a document of the caller's own locality.
#[utoipa::path(
    patch,
    path = "/api/v1/documents/{id}",
    operation_id = "change_document",
    tag = "registry",
    params(
        ("id" = Uuid, Path, description = "Id of the document"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")
    ),
    request_body(content = DocumentChange),
    responses((status = 200, description = "Changed", body = KeptOut), Writes)
)]
pub async fn change_document(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(asked): Body<Value>,
) -> Result<Json<KeptOut>, Failed> {
    let view = of_documents::show(&app, &who, id).await?;
    view.rights.must_keep(view.row.locality_id)?;
    let asked: DocumentChange = input::shape(asked)?;
    let data = merged(&of_documents::data(&view.row, &view.parties), asked.change.clone())?;
    let once = Once { key: key.as_deref(), sent: Some(&asked.change) };
    Ok(Json(of_documents::change(&app, &who, id, asked.seen, data, once).await?.into()))
}

/// Which activities. Everything left out does not restrict.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// Of this locality.
    locality: Option<Uuid>,
    /// With this partner.
    partner: Option<Uuid>,
    /// Under this relation.
    relation: Option<Uuid>,
    /// Carrying out this document.
    document: Option<Uuid>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Activities of every locality, newest first; none for who may not see them.
#[utoipa::path(
    get,
    path = "/api/v1/activities",
    operation_id = "list_activities",
    tag = "registry",
    params(ActivityQuery),
    responses((status = 200, description = "A page of activities", body = ActivityPage), Reads)
)]
pub async fn activities(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<ActivityQuery>,
) -> Result<Json<ActivityPage>, Failed> {
    let limit = search::limit(query.limit)?;
    let filter = ActivityFilter {
        locality: query.locality,
        partner: query.partner,
        relation: query.relation,
        document: query.document,
    };
    let after = query.after.as_deref();
    let page = of_activities::list(&app, &who, &filter, after, limit).await?;
    let behind = behind(&app, page.items.iter().map(|row| row.partner_id), page.orgs).await?;
    let items = page.items.into_iter().map(|row| ActivityOut::new(row, &behind)).collect();
    Ok(Json(ActivityPage { items, next: page.next }))
}

/// An activity. An inspector's reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/activities/{id}",
    operation_id = "read_activity",
    tag = "registry",
    params(("id" = Uuid, Path, description = "Id of the activity")),
    responses((status = 200, description = "The activity", body = ActivityOut), Reads)
)]
pub async fn activity(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<ActivityOut>, Failed> {
    let view = of_activities::show(&app, &who, id).await?;
    let orgs = app.org_names(&BTreeSet::from([OrgId(view.row.locality_id)])).await?;
    let behind = behind(&app, [view.row.partner_id], orgs).await?;
    Ok(Json(ActivityOut::new(view.row, &behind)))
}

/// Enters an activity of the caller's own locality.
#[utoipa::path(
    post,
    path = "/api/v1/activities",
    operation_id = "enter_activity",
    tag = "registry",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body(content = ActivityData),
    responses(
        (status = 201, description = "Entered", body = KeptOut, headers(("Location" = String, description = "Its address"))),
        Writes
    )
)]
pub async fn enter_activity(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Key(key): Key,
    Body(data): Body<Value>,
) -> Result<Created, Failed> {
    crate::app::catalogue::may_keep_own(&app, &who).await?;
    let kept = of_activities::enter(&app, &who, input::shape(data)?, key.as_deref()).await?;
    Ok(created("activities", kept))
}

/// Changes an activity of the caller's own locality.
#[utoipa::path(
    patch,
    path = "/api/v1/activities/{id}",
    operation_id = "change_activity",
    tag = "registry",
    params(
        ("id" = Uuid, Path, description = "Id of the activity"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")
    ),
    request_body(content = ActivityChange),
    responses((status = 200, description = "Changed", body = KeptOut), Writes)
)]
pub async fn change_activity(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(asked): Body<Value>,
) -> Result<Json<KeptOut>, Failed> {
    let view = of_activities::show(&app, &who, id).await?;
    view.rights.must_keep(Some(view.row.locality_id))?;
    let asked: ActivityChange = input::shape(asked)?;
    let data = merged(&of_activities::data(&view.row), asked.change.clone())?;
    let once = Once { key: key.as_deref(), sent: Some(&asked.change) };
    Ok(Json(of_activities::change(&app, &who, id, asked.seen, data, once).await?.into()))
}
