//! The registry: partners and relations; documents and activities are in [`super::kept`]. A change says in `seen` which version its sender read; when
//! it is another one by now, the answer is 409 `changed-meanwhile` and nothing is changed.

use super::answers::{Reads, Writes};
use super::dto::changes::{PartnerChange, RelationChange, SeenVersion};
use super::dto::registry::{Behind, KeptOut, PartnerFull, RelationOut, RelationPage};
use super::extract::{At, Body, Key, Params};
use crate::app::catalogue::input::{PartnerData, RelationData};
use crate::app::catalogue::rows::RelationFilter;
use crate::app::catalogue::{Kept, Once, partners, relations as of_relations};
use crate::app::{App, Error, input, search};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use engine::ids::OrgId;
use engine::text::Bilingual;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Something new, with its address.
pub(super) type Created = (StatusCode, [(HeaderName, String); 1], Json<KeptOut>);

pub(super) fn created(kind: &str, kept: Kept) -> Created {
    (StatusCode::CREATED, [(header::LOCATION, format!("/api/v1/{kind}/{}", kept.id))], Json(kept.into()))
}

/// The data as they stand with the fields that a change names replaced.
pub(super) fn merged<T: Serialize + DeserializeOwned>(known: &T, change: Value) -> Result<T, Error> {
    let mut data = serde_json::to_value(known).map_err(|error| Error::Fault(error.to_string()))?;
    let change: serde_json::Map<String, Value> = input::shape(change)?;
    if let Value::Object(data) = &mut data {
        data.extend(change);
    }
    Ok(input::shape(data)?)
}

pub(super) async fn behind(
    app: &App,
    partners: impl IntoIterator<Item = Uuid>,
    orgs: BTreeMap<OrgId, Bilingual>,
) -> Result<Behind, Error> {
    Ok(Behind { partners: partners::names(app, partners).await?, orgs })
}

/// A partner with its names and contacts. An inspector's reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/partners/{id}",
    operation_id = "read_partner",
    tag = "registry",
    params(("id" = Uuid, Path, description = "Id of the partner")),
    responses((status = 200, description = "The partner", body = PartnerFull), Reads)
)]
pub async fn partner(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<PartnerFull>, Failed> {
    Ok(Json(partners::show(&app, &who, id).await?.into()))
}

/// Enters a partner. One that resembles another on file is refused (`resembles`) unless `different` says that it is not.
#[utoipa::path(
    post,
    path = "/api/v1/partners",
    operation_id = "enter_partner",
    tag = "registry",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body(content = PartnerData),
    responses(
        (status = 201, description = "Entered", body = KeptOut, headers(("Location" = String, description = "Its address"))),
        Writes
    )
)]
pub async fn enter_partner(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Key(key): Key,
    Body(data): Body<Value>,
) -> Result<Created, Failed> {
    crate::app::catalogue::may_keep_partners(&app, &who).await?;
    let kept = partners::enter(&app, &who, input::shape(data)?, key.as_deref()).await?;
    Ok(created("partners", kept))
}

/// Changes a partner.
#[utoipa::path(
    patch,
    path = "/api/v1/partners/{id}",
    operation_id = "change_partner",
    tag = "registry",
    params(
        ("id" = Uuid, Path, description = "Id of the partner"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")
    ),
    request_body(content = PartnerChange),
    responses((status = 200, description = "Changed", body = KeptOut), Writes)
)]
pub async fn change_partner(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(asked): Body<Value>,
) -> Result<Json<KeptOut>, Failed> {
    let known = partners::data(&partners::show(&app, &who, id).await?);
    crate::app::catalogue::may_keep_partners(&app, &who).await?;
    let asked: PartnerChange = input::shape(asked)?;
    let data = merged(&known, asked.change.clone())?;
    let once = Once { key: key.as_deref(), sent: Some(&asked.change) };
    Ok(Json(partners::change(&app, &who, id, asked.seen, data, once).await?.into()))
}

/// Confirms that a contact of a partner still holds today.
#[utoipa::path(
    post,
    path = "/api/v1/partners/{id}/contacts/{contact}/confirmation",
    operation_id = "confirm_contact",
    tag = "registry",
    params(
        ("id" = Uuid, Path, description = "Id of the partner"),
        ("contact" = Uuid, Path, description = "Id of the contact"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")
    ),
    request_body(content = SeenVersion),
    responses((status = 200, description = "Confirmed", body = KeptOut), Writes)
)]
pub async fn confirm_contact(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At((id, contact)): At<(Uuid, Uuid)>,
    Key(key): Key,
    Body(asked): Body<Value>,
) -> Result<Json<KeptOut>, Failed> {
    partners::show(&app, &who, id).await?;
    crate::app::catalogue::may_keep_partners(&app, &who).await?;
    let asked: SeenVersion = input::shape(asked)?;
    Ok(Json(partners::confirm(&app, &who, id, contact, asked.seen, key.as_deref()).await?.into()))
}

/// Which relations. Everything left out does not restrict.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RelationQuery {
    /// Of this locality.
    locality: Option<Uuid>,
    /// With this partner.
    partner: Option<Uuid>,
    /// Where it stands.
    status: Option<String>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Relations of every locality, in the order in which they were entered; none for who may not see them.
#[utoipa::path(
    get,
    path = "/api/v1/relations",
    operation_id = "list_relations",
    tag = "registry",
    params(RelationQuery),
    responses((status = 200, description = "A page of relations", body = RelationPage), Reads)
)]
pub async fn relations(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<RelationQuery>,
) -> Result<Json<RelationPage>, Failed> {
    let limit = search::limit(query.limit)?;
    let filter = RelationFilter { locality: query.locality, partner: query.partner, status: query.status };
    let after = query.after.as_deref();
    let page = of_relations::list(&app, &who, &filter, after, limit).await?;
    let behind = behind(&app, page.items.iter().map(|row| row.partner_id), page.orgs).await?;
    let items = page.items.into_iter().map(|row| RelationOut::new(row, &behind)).collect();
    Ok(Json(RelationPage { items, next: page.next }))
}

/// A relation. An inspector's reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/relations/{id}",
    operation_id = "read_relation",
    tag = "registry",
    params(("id" = Uuid, Path, description = "Id of the relation")),
    responses((status = 200, description = "The relation", body = RelationOut), Reads)
)]
pub async fn relation(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<RelationOut>, Failed> {
    let view = of_relations::show(&app, &who, id).await?;
    let orgs = app.org_names(&BTreeSet::from([OrgId(view.row.locality_id)])).await?;
    let behind = behind(&app, [view.row.partner_id], orgs).await?;
    Ok(Json(RelationOut::new(view.row, &behind)))
}

/// Enters a relation of the caller's own locality.
#[utoipa::path(
    post,
    path = "/api/v1/relations",
    operation_id = "enter_relation",
    tag = "registry",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body(content = RelationData),
    responses(
        (status = 201, description = "Entered", body = KeptOut, headers(("Location" = String, description = "Its address"))),
        Writes
    )
)]
pub async fn enter_relation(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Key(key): Key,
    Body(data): Body<Value>,
) -> Result<Created, Failed> {
    crate::app::catalogue::may_keep_own(&app, &who).await?;
    let kept = of_relations::enter(&app, &who, input::shape(data)?, key.as_deref()).await?;
    Ok(created("relations", kept))
}

/// Changes a relation of the caller's own locality.
#[utoipa::path(
    patch,
    path = "/api/v1/relations/{id}",
    operation_id = "change_relation",
    tag = "registry",
    params(
        ("id" = Uuid, Path, description = "Id of the relation"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")
    ),
    request_body(content = RelationChange),
    responses((status = 200, description = "Changed", body = KeptOut), Writes)
)]
pub async fn change_relation(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(asked): Body<Value>,
) -> Result<Json<KeptOut>, Failed> {
    let view = of_relations::show(&app, &who, id).await?;
    view.rights.must_keep(Some(view.row.locality_id))?;
    let asked: RelationChange = input::shape(asked)?;
    let data = merged(&of_relations::data(&view.row), asked.change.clone())?;
    let once = Once { key: key.as_deref(), sent: Some(&asked.change) };
    Ok(Json(of_relations::change(&app, &who, id, asked.seen, data, once).await?.into()))
}
