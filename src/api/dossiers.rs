//! Dossiers: list, read, open.

use super::Speaks;
use super::answers::{Reads, Writes};
use super::dto::dossier::DossierOut;
use super::dto::lists::DossierPage;
use super::extract::{At, Body, Key, Params};
use crate::app::input::{DetailsIn, Invalid};
use crate::app::reading::Look;
use crate::app::search::{self, Filter};
use crate::app::{App, Error, Who, open as opening, read};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use crate::i18n::L;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use engine::pack::Phase;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::IntoParams;

/// What to list. Everything left out does not restrict.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// State.
    state: Option<String>,
    /// `draft`, `consultation`, `decision`, `signing`, `reporting` or `closed`.
    phase: Option<String>,
    /// Track.
    track: Option<String>,
    /// Words in number or titles, whatever their tones.
    q: Option<String>,
    /// Only those with an open clock that has run out.
    late: Option<bool>,
    /// Only those that the caller opened.
    mine: Option<bool>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Dossiers that the caller may see, nearest due day first.
#[utoipa::path(
    get,
    path = "/api/v1/dossiers",
    operation_id = "list_dossiers",
    tag = "dossiers",
    params(ListQuery),
    responses((status = 200, description = "A page of dossiers", body = DossierPage), Reads)
)]
pub async fn list(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<ListQuery>,
) -> Result<Json<DossierPage>, Failed> {
    let limit = search::limit(query.limit)?;
    known(&app, &query)?;
    let filter = Filter {
        state: query.state,
        phase: query.phase.as_deref().map(phase).transpose()?,
        track: query.track,
        text: query.q,
        late_on: query.late.unwrap_or_default().then(|| app.today()),
        drafter: if query.mine.unwrap_or_default() { who.account } else { None },
        ..Filter::default()
    };
    let page = search::dossiers(&app, &who, &filter, query.after.as_deref(), limit).await?;
    Ok(Json(DossierPage::new(page, app.today())))
}

/// States and tracks are those of some pack: an unknown one would look like an empty list.
fn known(app: &App, query: &ListQuery) -> Result<(), Error> {
    let packs: Vec<_> = app.registry.packs().collect();
    let tracks = || packs.iter().flat_map(|file| &file.pack.tracks);
    let mut wrong = Vec::new();
    if query.track.as_ref().is_some_and(|id| !tracks().any(|track| track.id == *id)) {
        wrong.extend(Invalid::field("track", "choose-one").0);
    }
    if query.state.as_ref().is_some_and(|id| tracks().all(|track| track.state(id).is_none())) {
        wrong.extend(Invalid::field("state", "choose-one").0);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Invalid(wrong).into()) }
}

/// A phase by its fixed name.
pub fn phase(name: &str) -> Result<Phase, Error> {
    serde_json::from_value(Value::String(name.to_owned())).map_err(|_| Invalid::field("phase", "choose-one").into())
}

/// One dossier with everything that the caller may do with it now. An inspector's reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{number}",
    operation_id = "read_dossier",
    tag = "dossiers",
    params(("number" = String, Path, description = "Number of the dossier")),
    responses((status = 200, description = "The dossier", body = DossierOut), Reads)
)]
pub async fn show(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Speaks(l): Speaks,
    At(number): At<String>,
) -> Result<Json<DossierOut>, Failed> {
    let view = read::dossier(&app, &who, &number, Look::Dossier).await?;
    Ok(Json(DossierOut::new(&app, l, &view).await?))
}

/// Opens a dossier. A "yes" to the secrecy question stores nothing but the fact that it was given.
#[utoipa::path(
    post,
    path = "/api/v1/dossiers",
    operation_id = "open_dossier",
    tag = "dossiers",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body(content = DetailsIn, description = "What the official states about the draft"),
    responses(
        (
            status = 201,
            description = "The new dossier",
            body = DossierOut,
            headers(("Location" = String, description = "Its address"))
        ),
        Writes
    )
)]
pub async fn open(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Speaks(l): Speaks,
    Key(key): Key,
    Body(details): Body<Value>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<DossierOut>), Failed> {
    let done = opening::open(&app, &who, details, key.as_deref()).await?;
    let location = format!("/api/v1/dossiers/{}", done.number);
    let dossier = after(&app, &who, l, &done.number).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(dossier)))
}

/// The dossier after a command.
pub async fn after(app: &App, who: &Who, l: L, number: &str) -> Result<DossierOut, Failed> {
    let view = read::dossier(app, who, number, Look::Dossier).await?;
    Ok(DossierOut::new(app, l, &view).await?)
}
