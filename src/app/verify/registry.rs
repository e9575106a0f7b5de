//! What the record tells of the registry, compared with its rows: each record's last entry holds the whole of it as it
//! became, whoever wrote it: a person, a dossier's signing, or an import.

use super::{PAGE, Stop};
use crate::app::catalogue::{ACTIVITY, DOCUMENT, PARTNER, RELATION, Stamp, facts, partner_derived, stream};
use crate::store::record::begun;
use crate::store::{self, Snapshot, StoreError};
use engine::ids::PartnerId;
use engine::record::{Entry, instant};
use serde_json::Value;
use uuid::Uuid;

/// Acts that rows of the registry must agree with.
const ACTS: [&str; 9] = [
    "enter-partner",
    "change-partner",
    "confirm-contact",
    "enter-relation",
    "change-relation",
    "enter-document",
    "change-document",
    "enter-activity",
    "change-activity",
];

/// Whether an entry tells of a record of the registry. Only the last one of a stream has to be kept.
pub fn concerns(entry: &Entry) -> bool {
    entry.stream.starts_with("registry:") && ACTS.contains(&entry.act.as_str())
}

/// What is wrong with the row of which `stream` tells; `last` is its last entry.
///
/// # Errors
/// [`StoreError`].
pub async fn differs(conn: &Snapshot, stream: &str, last: Option<&Entry>) -> Result<Option<String>, StoreError> {
    let Some(place) = stream.strip_prefix("registry:") else { return Ok(None) };
    let Some((kind, id)) = place.split_once(':').and_then(|(kind, id)| Some((kind, id.parse::<Uuid>().ok()?))) else {
        return Ok(Some("the stream names no record of the registry".to_owned()));
    };
    let Some(last) = last else { return Ok(Some("no entry tells what the record is".to_owned())) };
    let Some((live, stamp)) = live(conn, kind, id).await? else {
        return Ok(Some(format!("table {kind} lacks the row {id} of which the record tells")));
    };
    let said = last.subject.as_ref();
    let now = said.and_then(|said| said.get("now")).unwrap_or(&Value::Null);
    if said.and_then(|said| said.get(kind)?.as_str()) != Some(id.to_string().as_str()) {
        return Ok(Some(format!("the last entry tells of another {kind}")));
    }
    if let Some(column) = difference(now, &live) {
        return Ok(Some(format!("table {kind}, {column} differs from the record")));
    }
    let account = last.by.acting.account.map(|account| account.0);
    let pairs = [
        ("version", i64::try_from(last.seq) == Ok(stamp.version)),
        ("changed_at", stamp.at.map(instant).as_deref() == Some(last.at.as_str())),
        ("changed_by", stamp.by == account),
    ];
    if let Some((column, _)) = pairs.into_iter().find(|(_, same)| !same) {
        return Ok(Some(format!("table {kind}, column {column} differs from the record")));
    }
    derived(conn, kind, id).await
}

/// The first part that is not as it was told.
fn difference(told: &Value, live: &Value) -> Option<String> {
    let (Value::Object(told), Value::Object(live)) = (told, live) else { return Some("every column".to_owned()) };
    let part = live.iter().find(|(part, value)| told.get(*part) != Some(*value)).map(|(part, _)| part);
    let part = part.or_else(|| told.keys().find(|part| !live.contains_key(*part)));
    part.map(|part| format!("column {part}"))
}

/// What a row says now, and its stamp.
async fn live(conn: &Snapshot, kind: &str, id: Uuid) -> Result<Option<(Value, Stamp)>, StoreError> {
    Ok(match kind {
        PARTNER => store::partners::whole(conn, PartnerId(id)).await?.map(|whole| {
            let row = &whole.partner;
            (facts::partner(&whole), Stamp { version: row.version, at: row.changed_at, by: row.changed_by })
        }),
        RELATION => store::relations::by_id(conn, id)
            .await?
            .map(|row| (facts::relation(&row), Stamp { version: row.version, at: row.changed_at, by: row.changed_by })),
        DOCUMENT => store::documents::by_id(conn, id).await?.map(|(row, parties)| {
            let stamp = Stamp { version: row.version, at: row.changed_at, by: row.changed_by };
            (facts::document(&row, &parties), stamp)
        }),
        ACTIVITY => store::activities::by_id(conn, id)
            .await?
            .map(|row| (facts::activity(&row), Stamp { version: row.version, at: row.changed_at, by: row.changed_by })),
        _ => None,
    })
}

/// What follows from the rest does follow from it.
async fn derived(conn: &Snapshot, kind: &str, id: Uuid) -> Result<Option<String>, StoreError> {
    let wrong = |column: &str| Some(format!("table {kind}, column {column} does not follow from the rest"));
    match kind {
        PARTNER => {
            let Some(live) = store::partners::whole(conn, PartnerId(id)).await? else { return Ok(None) };
            let mut made = live.clone();
            partner_derived(&mut made);
            let (live, made) = (live.partner, made.partner);
            let pairs = [
                ("search_text", live.search_text == made.search_text),
                ("sort_name", live.sort_name == made.sort_name),
                ("country_code", live.country_code == made.country_code),
            ];
            Ok(pairs.into_iter().find(|(_, same)| !same).and_then(|(column, _)| wrong(column)))
        }
        DOCUMENT => {
            let Some((row, _)) = store::documents::by_id(conn, id).await? else { return Ok(None) };
            let day = row.signed_on.unwrap_or(crate::app::catalogue::partial::UNKNOWN);
            Ok(if row.sort_on == day { None } else { wrong("sort_on") })
        }
        ACTIVITY => {
            let Some(row) = store::activities::by_id(conn, id).await? else { return Ok(None) };
            let day = row.held_on.unwrap_or(crate::app::catalogue::partial::UNKNOWN);
            Ok(if row.sort_on == day { None } else { wrong("sort_on") })
        }
        _ => Ok(None),
    }
}

/// Rows of the registry of which no entry tells.
pub async fn without_entries(conn: &Snapshot) -> Result<(), Stop> {
    for kind in [PARTNER, RELATION, DOCUMENT, ACTIVITY] {
        let mut after = None;
        loop {
            let page = ids(conn, kind, after).await.map_err(|error| Stop::at(kind, 0, error))?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            let streams: Vec<String> = page.iter().map(|id| stream(kind, *id)).collect();
            let begun = begun(conn, &streams).await?;
            if let Some((id, _)) = page.iter().zip(&streams).find(|(_, stream)| !begun.contains(*stream)) {
                return Err(Stop::bad(kind, 0, format!("no entry tells of {kind} {id}")));
            }
        }
    }
    Ok(())
}

async fn ids(conn: &Snapshot, kind: &str, after: Option<Uuid>) -> Result<Vec<Uuid>, StoreError> {
    Ok(match kind {
        PARTNER => store::partners::scan(conn, after, PAGE).await?.into_iter().map(|row| row.id).collect(),
        RELATION => {
            let filter = store::relations::Filter::default();
            let page = store::relations::list(conn, &filter, after, PAGE).await?;
            page.items.into_iter().map(|row| row.id).collect()
        }
        DOCUMENT => store::documents::scan(conn, after, PAGE).await?.into_iter().map(|row| row.id).collect(),
        _ => store::activities::scan(conn, after, PAGE).await?.into_iter().map(|row| row.id).collect(),
    })
}
