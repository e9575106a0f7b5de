//! What the record tells of the registry, compared with its rows: each record's last entry holds the whole of it as it
//! became, whoever wrote it: a person, a dossier's signing, or an import.

use super::{PAGE, Stop};
use crate::app::catalogue::partial::UNKNOWN;
use crate::app::catalogue::{ACTIVITY, DOCUMENT, PARTNER, RELATION, Stamp, facts, partner_derived, stream};
use crate::store::activities::Activity;
use crate::store::documents::{Document, Party};
use crate::store::partners::Whole;
use crate::store::record::begun;
use crate::store::relations::Relation;
use crate::store::{self, Snapshot, StoreError};
use chrono::NaiveDate;
use engine::record::{Entry, instant};
use serde_json::Value;
use std::collections::HashMap;
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

/// Whether this is the stream of a record of the registry.
pub fn is_of(stream: &str) -> bool {
    stream.starts_with("registry:")
}

/// Whether an entry tells of a record of the registry. Only the last one of a stream has to be kept.
pub fn concerns(entry: &Entry) -> bool {
    is_of(&entry.stream) && ACTS.contains(&entry.act.as_str())
}

/// Rows read by one statement.
const AT_ONCE: usize = 500;

/// A row as it is now.
struct Live {
    /// What an entry would tell of it.
    says: Value,
    stamp: Stamp,
    /// The first column that does not follow from the others as it should.
    astray: Option<&'static str>,
}

/// A row with what belongs to it, as it was read.
enum Found {
    Partner(Whole),
    Relation(Relation),
    Document(Document, Vec<Party>),
    Activity(Activity),
}

/// Rows of which some streams tell.
#[derive(Default)]
pub struct Rows {
    live: HashMap<Uuid, Found>,
    /// Streams whose row cannot be read, with the reason.
    unread: HashMap<String, String>,
}

/// Reads the rows of which `streams` tell, in few statements, by their ids; streams of other things are passed over.
///
/// # Errors
/// [`StoreError`].
pub async fn read(conn: &Snapshot, streams: &[&str]) -> Result<Rows, StoreError> {
    let mut rows = Rows::default();
    match live(conn, streams).await {
        Ok(live) => rows.live = live,
        // One that cannot be read takes the others' answer away: each for itself, so that it is named.
        Err(StoreError::Unreadable(_) | StoreError::Corrupt { .. }) => {
            for stream in streams {
                match live(conn, std::slice::from_ref(stream)).await {
                    Ok(live) => rows.live.extend(live),
                    Err(error @ (StoreError::Unreadable(_) | StoreError::Corrupt { .. })) => {
                        rows.unread.insert((*stream).to_owned(), error.to_string());
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Err(error) => return Err(error),
    }
    Ok(rows)
}

async fn live(conn: &Snapshot, streams: &[&str]) -> Result<HashMap<Uuid, Found>, StoreError> {
    let mut live = HashMap::new();
    let places: Vec<(&str, Uuid)> = streams.iter().filter_map(|stream| place(stream)).collect();
    for kind in [PARTNER, RELATION, DOCUMENT, ACTIVITY] {
        let ids: Vec<Uuid> = places.iter().filter(|place| place.0 == kind).map(|place| place.1).collect();
        for some in ids.chunks(AT_ONCE) {
            live.extend(rows(conn, kind, some).await?);
        }
    }
    Ok(live)
}

/// Kind and id in the name of a stream.
fn place(stream: &str) -> Option<(&str, Uuid)> {
    let (kind, id) = stream.strip_prefix("registry:")?.split_once(':')?;
    Some((kind, id.parse().ok()?))
}

impl Rows {
    /// What is wrong with the row of which `stream` tells; `last` is its last entry.
    pub fn differs(&self, stream: &str, last: Option<&Entry>) -> Option<String> {
        if let Some(reason) = self.unread.get(stream) {
            return Some(reason.clone());
        }
        if is_of(stream) { differs(&self.live, stream, last) } else { None }
    }
}

fn differs(live: &HashMap<Uuid, Found>, stream: &str, last: Option<&Entry>) -> Option<String> {
    let Some((kind, id)) = place(stream) else {
        return Some("the stream names no record of the registry".to_owned());
    };
    let Some(last) = last else { return Some("no entry tells what the record is".to_owned()) };
    let Some(Live { says, stamp, astray }) = live.get(&id).map(Found::live) else {
        return Some(format!("table {kind} lacks the row {id} of which the record tells"));
    };
    let said = last.subject.as_ref();
    let now = said.and_then(|said| said.get("now")).unwrap_or(&Value::Null);
    if said.and_then(|said| said.get(kind)?.as_str()) != Some(id.to_string().as_str()) {
        return Some(format!("the last entry tells of another {kind}"));
    }
    if let Some(column) = difference(now, &says) {
        return Some(format!("table {kind}, {column} differs from the record"));
    }
    let account = last.by.acting.account.map(|account| account.0);
    let pairs = [
        ("version", i64::try_from(last.seq) == Ok(stamp.version)),
        ("changed_at", stamp.at.map(instant).as_deref() == Some(last.at.as_str())),
        ("changed_by", stamp.by == account),
    ];
    if let Some((column, _)) = pairs.into_iter().find(|(_, same)| !same) {
        return Some(format!("table {kind}, column {column} differs from the record"));
    }
    astray.map(|column| format!("table {kind}, column {column} does not follow from the rest"))
}

/// The first part that is not as it was told.
fn difference(told: &Value, live: &Value) -> Option<String> {
    let (Value::Object(told), Value::Object(live)) = (told, live) else { return Some("every column".to_owned()) };
    let part = live.iter().find(|(part, value)| told.get(*part) != Some(*value)).map(|(part, _)| part);
    let part = part.or_else(|| told.keys().find(|part| !live.contains_key(*part)));
    part.map(|part| format!("column {part}"))
}

/// The rows of those ids.
async fn rows(conn: &Snapshot, kind: &str, ids: &[Uuid]) -> Result<Vec<(Uuid, Found)>, StoreError> {
    Ok(match kind {
        PARTNER => {
            let all = store::partners::wholes(conn, ids).await?;
            all.into_iter().map(|whole| (whole.partner.id, Found::Partner(whole))).collect()
        }
        RELATION => {
            let all = store::relations::by_ids(conn, ids).await?;
            all.into_iter().map(|row| (row.id, Found::Relation(row))).collect()
        }
        DOCUMENT => {
            let all = store::documents::by_ids(conn, ids).await?;
            all.into_iter().map(|(row, parties)| (row.id, Found::Document(row, parties))).collect()
        }
        _ => {
            let all = store::activities::by_ids(conn, ids).await?;
            all.into_iter().map(|row| (row.id, Found::Activity(row))).collect()
        }
    })
}

impl Found {
    /// The row as an entry would tell of it.
    fn live(&self) -> Live {
        macro_rules! one {
            ($row:expr, $says:expr, $astray:expr) => {{
                let row = $row;
                let stamp = Stamp { version: row.version, at: row.changed_at, by: row.changed_by };
                Live { says: $says, stamp, astray: $astray }
            }};
        }
        let unsorted = |sort: NaiveDate, day: Option<NaiveDate>| (sort != day.unwrap_or(UNKNOWN)).then_some("sort_on");
        match self {
            Self::Partner(whole) => one!(&whole.partner, facts::partner(whole), partner_astray(whole)),
            Self::Relation(row) => one!(row, facts::relation(row), None),
            Self::Document(row, parties) => {
                one!(row, facts::document(row, parties), unsorted(row.sort_on, row.signed_on))
            }
            Self::Activity(row) => one!(row, facts::activity(row), unsorted(row.sort_on, row.held_on)),
        }
    }
}

/// The first column of a partner that does not follow from the others as it should.
fn partner_astray(live: &Whole) -> Option<&'static str> {
    let mut made = live.clone();
    partner_derived(&mut made);
    let (live, made) = (&live.partner, &made.partner);
    let pairs = [
        ("search_text", live.search_text == made.search_text),
        ("sort_name", live.sort_name == made.sort_name),
        ("country_code", live.country_code == made.country_code),
    ];
    pairs.into_iter().find(|(_, same)| !same).map(|(column, _)| column)
}

/// Rows of the registry of which no entry tells.
pub async fn without_entries(conn: &Snapshot) -> Result<(), Stop> {
    for kind in [PARTNER, RELATION, DOCUMENT, ACTIVITY] {
        let mut after = None;
        loop {
            let page = store::ids(conn, kind, after, PAGE).await.map_err(|error| Stop::at(kind, 0, error))?;
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
