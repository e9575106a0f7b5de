//! Deadlines counted day by day, the verification of the record, and the export of one dossier's record.

use super::answers::{Reads, Writes};
use super::dto::clock::DayOut;
use super::dto::instant;
use super::extract::{At, Key, Params};
use crate::app::input::{Invalid, day};
use crate::app::verify::desk;
use crate::app::{App, Error, export as exports};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use engine::actor::Role;
use engine::calendar::{Budget, Due, due};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// Longest limit that is explained, in days.
const LONGEST: u32 = 2_000;
/// How long a request waits for a verification.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which limit.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeadlineQuery {
    /// Day of the event, which is not counted itself: `YYYY-MM-DD`.
    #[param(format = Date)]
    from: String,
    /// A limit in working days. Give this or `days`.
    #[param(minimum = 1, maximum = 2000)]
    working_days: Option<u32>,
    /// A limit in calendar days.
    #[param(minimum = 1, maximum = 2000)]
    days: Option<u32>,
}

/// A limit, day by day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeadlineOut {
    /// Last day.
    due_on: NaiveDate,
    /// First instant that is too late.
    due_at: String,
    /// Whether the date rests on a day that an official document may still change.
    provisional: bool,
    /// Whether a limit in calendar days ended on a rest day and was moved.
    moved: bool,
    /// Version of the calendar.
    calendar: u32,
    /// Every day from the one after the event up to the last.
    days: Vec<DayOut>,
}

/// Counts a limit by the working calendar of state bodies, with the reason of each day.
#[utoipa::path(
    get,
    path = "/api/v1/deadline",
    operation_id = "explain_deadline",
    tag = "rules",
    params(DeadlineQuery),
    responses((status = 200, description = "The limit", body = DeadlineOut), Reads)
)]
pub async fn deadline(
    State(app): State<Arc<App>>,
    Params(query): Params<DeadlineQuery>,
) -> Result<Json<DeadlineOut>, Failed> {
    let from = day("from", &query.from)?;
    let (field, budget) = match (query.working_days, query.days) {
        (Some(days), None) => ("working_days", Budget::Working(days)),
        (None, Some(days)) => ("days", Budget::Calendar(days)),
        _ => return Err(Invalid::field("working_days", "choose-one").into()),
    };
    if !(1..=LONGEST).contains(&budget.days()) {
        return Err(Invalid::field(field, "out-of-range").with("range", format!("1–{LONGEST}")).into());
    }
    let calendar = app.registry.calendar();
    // Nothing but a day outside the calendar can stand against it.
    let Ok(Due::At(found)) = due(budget, from, &[], calendar) else {
        return Err(Invalid::field("from", "outside-calendar").into());
    };
    Ok(Json(DeadlineOut {
        due_on: found.due_on,
        due_at: found.due_at.to_rfc3339(),
        provisional: found.provisional,
        moved: found.moved,
        calendar: calendar.version(),
        days: found.days.iter().map(DayOut::from).collect(),
    }))
}

/// A verification that has ended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VerifiedOut {
    /// When it was begun.
    begun_at: String,
    /// By whom.
    by: String,
    /// When it ended.
    ended_at: String,
    /// Whether everything holds; none when the record could not be read to its end.
    ok: Option<bool>,
    /// Entries read.
    entries: Option<u64>,
    /// The first thing that does not hold.
    first_bad: Option<FirstBadOut>,
}

/// The first thing that does not hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FirstBadOut {
    /// Number of the dossier, or the stream, or the table.
    dossier: String,
    /// Entry; 0 for what no entry tells of.
    seq: u64,
    /// What does not hold.
    reason: String,
}

/// How the verification of the record stands, in the process that answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VerificationOut {
    /// When the one that runs was begun.
    running_since: Option<String>,
    /// The last that ended.
    last: Option<VerifiedOut>,
}

fn standing(app: &App) -> VerificationOut {
    let standing = app.verifying.standing();
    VerificationOut {
        running_since: standing.running.map(|begun| instant(begun.at)),
        last: standing.last.map(|ended| VerifiedOut {
            begun_at: instant(ended.begun.at),
            by: ended.begun.by,
            ended_at: instant(ended.at),
            ok: ended.report.as_ref().map(|report| report.ok),
            entries: ended.report.as_ref().map(|report| report.entries),
            first_bad: ended.report.and_then(|report| report.first_bad).map(|bad| FirstBadOut {
                dossier: bad.dossier,
                seq: bad.seq,
                reason: bad.reason,
            }),
        }),
    }
}

/// How the verification of the record stands; for inspectors.
#[utoipa::path(
    get,
    path = "/api/v1/verification",
    operation_id = "read_verification",
    tag = "record",
    responses((status = 200, description = "How it stands", body = VerificationOut), Reads)
)]
pub async fn verification(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
) -> Result<Json<VerificationOut>, Failed> {
    if !who.has(Role::Inspector) {
        return Err(Error::Forbidden.into());
    }
    Ok(Json(standing(&app)))
}

/// Begins a verification of the whole record, unless one runs, and waits some seconds for its end; for inspectors. That
/// it was begun is recorded.
#[utoipa::path(
    post,
    path = "/api/v1/verification",
    operation_id = "begin_verification",
    tag = "record",
    params(("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: one runs at a time")),
    responses((status = 200, description = "How it stands", body = VerificationOut), Writes)
)]
pub async fn verify(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    _key: Key,
) -> Result<Json<VerificationOut>, Failed> {
    desk::start(&app, &who, PATIENCE).await?;
    Ok(Json(standing(&app)))
}

/// The record of one dossier as one document, canonical bytes verbatim; for inspectors. The export is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{number}/export",
    operation_id = "export_dossier",
    tag = "record",
    params(("number" = String, Path, description = "Number of the dossier")),
    responses((status = 200, description = "The document", body = Value), Reads)
)]
pub async fn export(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(number): At<String>,
) -> Result<Json<Value>, Failed> {
    if !who.has(Role::Inspector) {
        return Err(Error::Forbidden.into());
    }
    let found = exports::dossier(&app, Some(&number)).await?;
    exports::note_of(&app, &who, &found).await?;
    Ok(Json(found))
}
