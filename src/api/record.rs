//! The record: of one dossier for those who may see it, of everything for inspectors.

use super::answers::Reads;
use super::dto::record::{EntryOut, RecordPage};
use super::extract::{At, Params};
use crate::app::input::{Invalid, day};
use crate::app::inspect::{self, Wish};
use crate::app::{App, Error, reading, search};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::calendar::end_of_day;
use engine::record::Kind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::IntoParams;

/// Which part of a dossier's record.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<u64>,
    /// `next` of the page before.
    pub(super) after: Option<String>,
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
    let limit = search::limit(query.limit)?;
    // Each page that an inspector reads is an entry too: his walk ends where the record ended when it began.
    let (began, after) = match query.after.as_deref().filter(|after| !after.is_empty()) {
        None => (app.clock.now().timestamp_millis(), None),
        Some(mark) => begun(mark).ok_or_else(|| search::mark("after"))?,
    };
    let until = DateTime::from_timestamp_millis(began.saturating_add(1)).ok_or_else(|| search::mark("after"))?;
    let wish = Wish { dossier: Some(number.clone()), until: Some(until), after, oldest_first: true, ..Wish::default() };
    let (_, page) = inspect::page(&app, &who, Some(&number), &wish, limit, reading::nothing()).await?;
    Ok(Json(RecordPage { next: page.next.as_ref().map(|next| format!("{began}.{next}")), items: EntryOut::all(page) }))
}

/// When a walk through the record began, and where it stands.
fn begun(mark: &str) -> Option<(i64, Option<String>)> {
    let (began, after) = mark.split_once('.')?;
    Some((began.parse().ok()?, Some(after.to_owned())))
}

/// Which entries. Everything left out does not restrict.
#[derive(Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WholeQuery {
    /// Number of the dossier concerned.
    dossier: Option<String>,
    /// E-mail address of whoever acted, or a part of it or of the name.
    actor: Option<String>,
    /// `command`, `refusal`, `read`, `export`, `session`, `notice` or `administration`.
    kind: Option<String>,
    /// Command, or what was done.
    act: Option<String>,
    /// Only what tells of something late.
    late: Option<bool>,
    /// From this day in Viet Nam on.
    from: Option<String>,
    /// Up to and including this day.
    to: Option<String>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
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
    let limit = search::limit(query.limit)?;
    let wish = Wish {
        dossier: query.dossier.clone(),
        actor: query.actor.clone(),
        act: query.act.clone(),
        kind: query.kind.as_deref().map(kind).transpose()?,
        late: query.late.unwrap_or_default(),
        from: instant("from", query.from.as_deref())?.map(begin),
        until: instant("to", query.to.as_deref())?.map(|day| end_of_day(day).to_utc()),
        after: query.after.clone(),
        oldest_first: false,
    };
    let asked = serde_json::to_value(&query).map_err(|error| Error::Fault(error.to_string()))?;
    let (_, page) = inspect::page(&app, &who, None, &wish, limit, json!({ "query": asked })).await?;
    Ok(Json(RecordPage { next: page.next.clone(), items: EntryOut::all(page) }))
}

fn kind(name: &str) -> Result<Kind, Error> {
    serde_json::from_value(Value::String(name.to_owned())).map_err(|_| Invalid::field("kind", "choose-one").into())
}

fn instant(field: &str, text: Option<&str>) -> Result<Option<NaiveDate>, Error> {
    text.filter(|text| !text.is_empty()).map(|text| Ok(day(field, text)?)).transpose()
}

fn begin(day: NaiveDate) -> DateTime<Utc> {
    (end_of_day(day) - TimeDelta::days(1)).to_utc()
}
