//! What administrators do with the rules: switches, targets, packs. The token must have the scope `admin`.

use super::answers::{Reads, Writes};
use super::conditional::{is_held, overtaken, stands};
use super::dto::published::{FindingsOut, NumbersPage, PublishedOut};
use super::dto::rules::*;
use super::extract::{At, Body, Key, Params};
use crate::app::admin::rules::{self, Checking};
use crate::app::admin::{Grounds, seen as marks, switches, targets};
use crate::app::input::{Invalid, day};
use crate::app::{App, Error, search};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use engine::text::Bilingual;
use std::sync::Arc;
use std::time::Duration;

/// How long a request waits for an exploration.
const PATIENCE: Duration = Duration::from_secs(20);

fn grounds(given: GroundsIn, key: Option<String>) -> Result<Grounds, Error> {
    Ok(Grounds {
        basis: Bilingual::new(given.basis.vi, given.basis.en),
        reason: given.reason,
        effective_on: Some(day("effective_on", &given.effective_on)?),
        key,
        seen: None,
    })
}

/// Every track that may be switched: whether it is on, since when, what is to come, and every change.
#[utoipa::path(
    get,
    path = "/api/v1/admin/switches",
    operation_id = "list_switches",
    tag = "administration",
    responses((status = 200, description = "The tracks", body = SwitchesOut), Reads)
)]
pub async fn list_switches(State(app): State<Arc<App>>, ApiActor(who): ApiActor) -> Result<Json<SwitchesOut>, Failed> {
    Ok(Json(SwitchesOut::new(switches::list(&app, &who).await?)))
}

/// Switches a track on or off from a day on: today or later. Dossiers under way stay on their track.
#[utoipa::path(
    post,
    path = "/api/v1/admin/switches/{pack}/{track}",
    operation_id = "switch_track",
    tag = "administration",
    params(
        ("pack" = String, Path, description = "Id of the pack"),
        ("track" = String, Path, description = "Track"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the list as it was read: 412 when it has changed")
    ),
    request_body = SwitchIn,
    responses((status = 200, description = "The act", body = SwitchAct), Writes)
)]
pub async fn switch(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At((pack, track)): At<(String, String)>,
    Key(key): Key,
    headers: HeaderMap,
    Body(given): Body<SwitchIn>,
) -> Result<Json<SwitchAct>, Failed> {
    crate::app::admin::allowed(&who)?;
    let enabled = given.enabled;
    let mut grounds = grounds(given.grounds(), key)?;
    if is_held(&headers) {
        let list = switches::list(&app, &who).await?;
        let known = list.tracks.iter().find(|known| known.pack == pack && known.track == track);
        grounds.seen = known.map(|known| marks::acts(known.history.len()));
        stands(&headers, &SwitchesOut::new(list))?;
    }
    let done = switches::switch(&app, &who, &pack, &track, enabled, &grounds).await.map_err(overtaken(&headers))?;
    Ok(Json(SwitchAct::new(done, Some(who.name.clone()))))
}

/// Every clock with a number of days: of policy, which may be set, and of law, which may not.
#[utoipa::path(
    get,
    path = "/api/v1/admin/targets",
    operation_id = "list_targets",
    tag = "administration",
    responses((status = 200, description = "The clocks", body = TargetsOut), Reads)
)]
pub async fn list_targets(State(app): State<Arc<App>>, ApiActor(who): ApiActor) -> Result<Json<TargetsOut>, Failed> {
    Ok(Json(TargetsOut::new(targets::list(&app, &who).await?)))
}

/// Sets the length of a clock that no act of law gives, for clocks that begin on or after a day. Running clocks keep
/// theirs. A length that the law sets is refused: `set-by-law`.
#[utoipa::path(
    post,
    path = "/api/v1/admin/targets/{pack}/{clock}",
    operation_id = "set_target",
    tag = "administration",
    params(
        ("pack" = String, Path, description = "Id of the pack"),
        ("clock" = String, Path, description = "Clock rule"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the list as it was read: 412 when it has changed")
    ),
    request_body = TargetIn,
    responses((status = 200, description = "The act", body = TargetAct), Writes)
)]
pub async fn set_target(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At((pack, clock)): At<(String, String)>,
    Key(key): Key,
    headers: HeaderMap,
    Body(given): Body<TargetIn>,
) -> Result<Json<TargetAct>, Failed> {
    crate::app::admin::allowed(&who)?;
    let days = given.days;
    let mut grounds = grounds(given.grounds(), key)?;
    if is_held(&headers) {
        let list = targets::list(&app, &who).await?;
        let known = list.clocks.iter().find(|known| known.pack == pack && known.clock == clock);
        grounds.seen = known.map(|known| marks::acts(known.history.len()));
        stands(&headers, &TargetsOut::new(list))?;
    }
    let done = targets::set(&app, &who, &pack, &clock, days, &grounds).await.map_err(overtaken(&headers))?;
    Ok(Json(TargetAct::new(done, Some(who.name.clone()))))
}

/// Packs and calendars as they are published, newest version first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/packs",
    operation_id = "list_published",
    tag = "administration",
    responses((status = 200, description = "What is published", body = PublishedOut), Reads)
)]
pub async fn published(State(app): State<Arc<App>>, ApiActor(who): ApiActor) -> Result<Json<PublishedOut>, Failed> {
    Ok(Json(PublishedOut::new(rules::list(&app, &who).await?)))
}

/// Reads, lints and explores a pack; nothing is published. While that still runs the answer is 503: ask again.
#[utoipa::path(
    post,
    path = "/api/v1/admin/packs/check",
    operation_id = "check_pack",
    tag = "administration",
    params(("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: a check changes nothing")),
    request_body = PackIn,
    responses((status = 200, description = "What was found", body = FindingsOut), Writes)
)]
pub async fn check(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    _key: Key,
    Body(given): Body<PackIn>,
) -> Result<Json<FindingsOut>, Failed> {
    match rules::check(&app, &who, FILE, &given.text, PATIENCE).await? {
        Checking::Done(found, place) => Ok(Json(FindingsOut::new(&found, place)?)),
        Checking::Running => Err(Error::Exploring.into()),
    }
}

/// Name of a text that came without a file.
const FILE: &str = "pack.toml";

/// Publishes a pack, if it holds and is the next version; recorded. The same text again changes nothing. While it is
/// still explored the answer is 503: send it again.
#[utoipa::path(
    post,
    path = "/api/v1/admin/packs",
    operation_id = "publish_pack",
    tag = "administration",
    params(("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: a version is published once")),
    request_body = PackIn,
    responses((status = 201, description = "What was published", body = FindingsOut), Writes)
)]
pub async fn publish(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    _key: Key,
    Body(given): Body<PackIn>,
) -> Result<(StatusCode, Json<FindingsOut>), Failed> {
    let found = rules::publish(&app, &who, FILE, &given.text, PATIENCE).await?;
    Ok((StatusCode::CREATED, Json(FindingsOut::new(&found, rules::Place::Published)?)))
}

/// Numbers of the dossiers under a version of a pack, in order; nothing else is told of them.
#[utoipa::path(
    get,
    path = "/api/v1/admin/packs/{id}/{version}/dossiers",
    operation_id = "list_pinned",
    tag = "administration",
    params(
        ("id" = String, Path, description = "Id of the pack"),
        ("version" = u32, Path, description = "Version"),
        super::record::PageQuery
    ),
    responses((status = 200, description = "A page of numbers", body = NumbersPage), Reads)
)]
pub async fn pinned(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At((id, version)): At<(String, u32)>,
    Params(query): Params<super::record::PageQuery>,
) -> Result<Json<NumbersPage>, Failed> {
    let limit = search::limit(query.limit)?;
    let (items, next) = rules::pinned(&app, &who, &id, version, query.after.as_deref(), limit).await?;
    Ok(Json(NumbersPage { items, next }))
}

/// A field that must be one of a few words.
pub fn one_of<'a>(field: &str, given: &'a str, known: &[&str]) -> Result<&'a str, Error> {
    if known.contains(&given) { Ok(given) } else { Err(Invalid::field(field, "choose-one").into()) }
}
