//! Files of a dossier, and how its due days were counted.

use super::answers::Reads;
use super::dto::clock::ClockExplained;
use super::extract::At;
use crate::app::admin::targets;
use crate::app::reading::Look;
use crate::app::{App, Error, read, seen};
use crate::http::actor::ApiActor;
use crate::http::download::disposition;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use engine::ids::{AttachmentId, ClockId};
use std::sync::Arc;
use uuid::Uuid;

/// A text or paper. The reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{number}/attachments/{id}",
    operation_id = "read_attachment",
    tag = "files",
    params(
        ("number" = String, Path, description = "Number of the dossier"),
        ("id" = Uuid, Path, description = "Id of the file")
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>),
        Reads
    )
)]
pub async fn attachment(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At((number, id)): At<(String, Uuid)>,
) -> Result<([(HeaderName, String); 2], Vec<u8>), Failed> {
    let (found, bytes) = seen::attachment(&app, &who, &number, AttachmentId(id)).await?;
    let headers =
        [(header::CONTENT_TYPE, found.file.media_type), (header::CONTENT_DISPOSITION, disposition(&found.file.name))];
    Ok((headers, bytes))
}

/// A clock with each day counted or skipped, and why. An inspector's reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{number}/clocks/{id}",
    operation_id = "explain_clock",
    tag = "files",
    params(
        ("number" = String, Path, description = "Number of the dossier"),
        ("id" = Uuid, Path, description = "Id of the clock")
    ),
    responses((status = 200, description = "The clock and its days", body = ClockExplained), Reads)
)]
pub async fn clock(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At((number, id)): At<(String, Uuid)>,
) -> Result<Json<ClockExplained>, Failed> {
    let view = read::dossier(&app, &who, &number, Look::Clock).await?;
    let clock = view.dossier.clock(ClockId(id)).ok_or(Error::NotFound)?;
    let target = match clock.target {
        Some(target) => targets::act(&app, target.id).await?,
        None => None,
    };
    Ok(Json(ClockExplained::new(&app, &view, clock, target)?))
}
