//! Dossiers: one statement loads a dossier with all its parts, one batch saves what changed.

mod beside;
mod board;
mod columns;
mod list;
mod rows;
mod succession;

pub use beside::{Awaited, OpenClock, beside};
pub use board::{AttachmentOf, Waiting, WaitingFilter, attachment, waiting, waiting_places};
pub use columns::{DossierHead, Live, Replayed, Untold, fill, heads, live, next, number};
pub use list::{Cursor, Filter, Summary, by_ids, list, places, summary};
pub use rows::{Facts, last_day, open, refuse, save};
pub use succession::{Pointing, pointing_at};

use super::{Batch, Conn, Head, Scope, StoreError, stored_small};
use engine::dossier::Dossier;
use engine::ids::{DossierId, OrgId};
use entity::dossier_number;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Which dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find<'a> {
    /// By its number.
    Number(&'a str),
    /// By its id.
    Id(DossierId),
}

/// A dossier as it stands, with the head of its record stream; [`save`] compares the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The dossier.
    pub dossier: Dossier,
    /// The last entry of its stream.
    pub head: Head,
    /// The document that its signing produced.
    pub document: Option<Uuid>,
}

/// The dossier, if `scope` sees it.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn load(conn: &impl Conn, scope: &Scope, find: Find<'_>) -> Result<Option<Loaded>, StoreError> {
    let mut select = whole(find);
    if let Some(seen) = scope.condition() {
        select.cond_where(seen);
    }
    one(conn, &select).await
}

/// The dossier, whoever asks. Only for the timers, for verification, and for recording that an outsider was refused.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn load_unscoped(conn: &impl Conn, find: Find<'_>) -> Result<Option<Loaded>, StoreError> {
    one(conn, &whole(find)).await
}

/// The dossiers of these ids, whoever asks, in no order. Only for the timers.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn load_many(conn: &impl Conn, ids: &[DossierId]) -> Result<Vec<Loaded>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = parts_of();
    select.and_where(Expr::col(("dossier", "id")).is_in(ids.iter().map(|id| id.0)));
    conn.raw().query_all(&select).await?.iter().map(loaded).collect()
}

/// Where the dossier numbers of a locality stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Code of the locality, with which its numbers begin.
    pub code: Option<String>,
    /// The last number of the year; 0 before the first.
    pub last: u32,
}

/// The counter of a locality in a year; none when there is no such organisation.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn counter(conn: &impl Conn, locality: OrgId, year: i32) -> Result<Option<Counter>, StoreError> {
    let (own, same) = (Expr::col(("dossier_number", "locality_id")), ("organisation", "id"));
    let mut select = Query::select();
    select
        .column(("organisation", "code"))
        .column(("dossier_number", "last"))
        .from("organisation")
        .left_join("dossier_number", own.equals(same).and(Expr::col(("dossier_number", "year")).eq(year)))
        .and_where(Expr::col(same).eq(locality.0));
    let Some(row) = conn.raw().query_one(&select).await? else { return Ok(None) };
    let last: Option<i32> = row.try_get_by_index(1)?;
    let last = u32::try_from(last.unwrap_or_default());
    let last = last.map_err(|_| StoreError::corrupt("dossier_number", "last", locality))?;
    Ok(Some(Counter { code: row.try_get_by_index(0)?, last }))
}

/// Takes the number after `last` in the batch, by compare-and-set: of two that take the same, the second fails with
/// [`StoreError::Conflict`] or [`StoreError::Duplicate`], so that numbers have no gaps and none comes twice.
///
/// # Errors
/// [`StoreError::Corrupt`] when the number is out of range.
pub fn take_number(batch: &mut Batch, locality: OrgId, year: i32, last: u32) -> Result<u32, StoreError> {
    let next = last.saturating_add(1);
    if last == 0 {
        numbered(batch, locality, year, next)?;
        return Ok(next);
    }
    let mut update = Query::update();
    update
        .table("dossier_number")
        .value("last", stored_small(next, "dossier_number", "last")?)
        .and_where(Expr::col("locality_id").eq(locality.0))
        .and_where(Expr::col("year").eq(year))
        .and_where(Expr::col("last").eq(stored_small(last, "dossier_number", "last")?));
    batch.must(update);
    Ok(next)
}

/// Adds the counter of a locality in a year, standing at `last`, to the batch: the numbers up to it are taken.
///
/// # Errors
/// [`StoreError::Corrupt`] when the number is out of range.
pub fn numbered(batch: &mut Batch, locality: OrgId, year: i32, last: u32) -> Result<(), StoreError> {
    let last = stored_small(last, "dossier_number", "last")?;
    batch.add(dossier_number::Model { locality_id: locality.0, year, last });
    Ok(())
}

/// The dossier's row and, in columns of their own, the JSON texts of its parts, joined by commas. Texts are taken as
/// they are: neither database parses them.
fn whole(find: Find<'_>) -> SelectStatement {
    let mut select = parts_of();
    match find {
        Find::Number(number) => select.and_where(Expr::col(("dossier", "number")).eq(number)),
        Find::Id(id) => select.and_where(Expr::col(("dossier", "id")).eq(id.0)),
    };
    select
}

fn parts_of() -> SelectStatement {
    let mut select = Query::select();
    select.from("dossier").columns([
        ("dossier", "id"),
        ("dossier", "data"),
        ("dossier", "seq"),
        ("dossier", "head"),
        ("dossier", "document_id"),
    ]);
    for (table, order, condition) in [
        ("text_revision", "no", ""),
        ("attachment", "pos", " AND paper IS NOT NULL"),
        ("consultation", "pos", ""),
        ("clock", "pos", ""),
        ("duty", "pos", ""),
    ] {
        select.expr(Expr::cust(format!(
            "(SELECT string_agg(data, ',' ORDER BY {order}) FROM {table} WHERE dossier_id = dossier.id{condition})"
        )));
    }
    select
}

async fn one(conn: &impl Conn, select: &SelectStatement) -> Result<Option<Loaded>, StoreError> {
    conn.raw().query_one(select).await?.map(|row| loaded(&row)).transpose()
}

fn loaded(row: &QueryResult) -> Result<Loaded, StoreError> {
    let id: Uuid = row.try_get_by_index(0)?;
    let data: String = row.try_get_by_index(1)?;
    let seq: i64 = row.try_get_by_index(2)?;
    let mut dossier: Dossier = serde_json::from_str(&data).map_err(|_| StoreError::corrupt("dossier", "data", id))?;
    dossier.revisions = parts(row, 5, "text_revision", id)?;
    dossier.papers = parts(row, 6, "attachment", id)?;
    dossier.board = parts(row, 7, "consultation", id)?;
    dossier.clocks = parts(row, 8, "clock", id)?;
    dossier.duties = parts(row, 9, "duty", id)?;
    let seq = u64::try_from(seq).map_err(|_| StoreError::corrupt("dossier", "seq", id))?;
    Ok(Loaded { dossier, head: Head { seq, hash: row.try_get_by_index(3)? }, document: row.try_get_by_index(4)? })
}

fn parts<T: DeserializeOwned>(
    row: &QueryResult,
    index: usize,
    table: &'static str,
    id: Uuid,
) -> Result<Vec<T>, StoreError> {
    let Some(joined) = row.try_get_by_index::<Option<String>>(index)? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&format!("[{joined}]")).map_err(|_| StoreError::corrupt(table, "data", id))
}
