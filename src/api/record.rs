//! The record: of one dossier for those who may see it, of everything for inspectors.

use super::answers::Reads;
use super::dto::record::{EntryOut, RecordPage};
use super::extract::{At, Params};
use crate::app::input::day;
use crate::app::listing::{self, RecordFilter, RecordQuery};
use crate::app::{App, Error};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::calendar::end_of_day;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::IntoParams;

/// Which part of a dossier's record.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows of a page, 1 to 200; 50 unless given.
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// The record of a dossier, oldest first. An inspector also gets the readings of its texts and papers; his own reading
/// is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/dossiers/{number}/record",
    operation_id = "read_record_of_dossier",
    tag = "record",
    params(("number" = String, Path, description = "Number of the dossier"), PageQuery),
    responses((status = 200, description = "A page of entries", body = RecordPage), Reads)
)]
pub async fn of_dossier(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(number): At<String>,
    Params(query): Params<PageQuery>,
) -> Result<Json<RecordPage>, Failed> {
    let limit = listing::limit(query.limit)?;
    let (dossier, page) = listing::record_of(&app, &who, &number, query.after.as_deref(), limit).await?;
    let pack = app.pinned(&dossier.pack)?;
    let items = page.items.into_iter().map(|row| EntryOut::new(&app, Some(&pack), row)).collect();
    Ok(Json(RecordPage { items, next: page.next }))
}

/// Which entries. Everything left out does not restrict.
#[derive(Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WholeQuery {
    /// Number of the dossier concerned.
    dossier: Option<String>,
    /// E-mail address of whoever acted.
    actor: Option<String>,
    /// `command`, `refusal`, `read`, `export`, `session`, `notice` or `administration`.
    kind: Option<String>,
    /// Command, or what was done.
    act: Option<String>,
    /// Resting on this provision.
    basis: Option<String>,
    /// Only what tells of something late.
    late: Option<bool>,
    /// From this day in Viet Nam on.
    from: Option<String>,
    /// Up to and including this day.
    to: Option<String>,
    /// Rows of a page, 1 to 200; 50 unless given.
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// The whole record, newest first; for inspectors. The reading is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/record",
    operation_id = "read_record",
    tag = "record",
    params(WholeQuery),
    responses((status = 200, description = "A page of entries", body = RecordPage), Reads)
)]
pub async fn whole(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<WholeQuery>,
) -> Result<Json<RecordPage>, Failed> {
    let limit = listing::limit(query.limit)?;
    let typed = RecordQuery {
        dossier: query.dossier.as_deref(),
        actor: query.actor.as_deref(),
        kind: query.kind.as_deref(),
    };
    let filter = RecordFilter {
        act: query.act.clone(),
        basis: query.basis.clone(),
        late: query.late.unwrap_or_default(),
        from: instant("from", query.from.as_deref())?.map(begin),
        until: instant("to", query.to.as_deref())?.map(|day| end_of_day(day).to_utc()),
        ..listing::record_filter(&app, &who, &typed).await?
    };
    let asked = serde_json::to_value(&query).map_err(|error| Error::Fault(error.to_string()))?;
    let page = listing::record(&app, &who, &filter, &asked, query.after.as_deref(), limit).await?;
    let items = page.items.into_iter().map(|row| EntryOut::new(&app, None, row)).collect();
    Ok(Json(RecordPage { items, next: page.next }))
}

fn instant(field: &str, text: Option<&str>) -> Result<Option<NaiveDate>, Error> {
    text.filter(|text| !text.is_empty()).map(|text| Ok(day(field, text)?)).transpose()
}

fn begin(day: NaiveDate) -> DateTime<Utc> {
    (end_of_day(day) - TimeDelta::days(1)).to_utc()
}
