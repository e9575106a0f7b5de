//! Dossiers: one statement loads a dossier with all its parts, one batch saves what changed.

mod beside;
mod board;
mod columns;
mod list;
mod rows;
mod succession;

pub use beside::{Awaited, OpenClock, awaited, open_clocks};
pub use board::{AttachmentOf, Waiting, WaitingFilter, attachment, waiting};
pub use columns::{DossierHead, Replayed, differs, heads, number};
pub use list::{Cursor, Filter, Summary, by_ids, list, summary};
pub use rows::{Facts, open, refuse, save};
pub use succession::{Pointing, pointing_at};

use super::{Conn, Head, Scope, StoreError, WriteTx};
use engine::dossier::Dossier;
use engine::ids::{DossierId, OrgId};
use entity::dossier_number;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryResult, QueryTrait};
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
    /// The document it acts on.
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

/// The next dossier number of a locality in a year, counted from 1. The counter's row stays locked until `tx` ends, so
/// that numbers have no gaps.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn next_number(tx: &WriteTx, locality: OrgId, year: i32) -> Result<u32, StoreError> {
    let row = dossier_number::ActiveModel { locality_id: Set(locality.0), year: Set(year), last: Set(1) };
    let mut insert = dossier_number::Entity::insert(row).into_query();
    insert.on_conflict(
        OnConflict::columns([dossier_number::Column::LocalityId, dossier_number::Column::Year])
            .value(dossier_number::Column::Last, Expr::col(("dossier_number", "last")).add(1))
            .to_owned(),
    );
    insert.returning(Query::returning().column(dossier_number::Column::Last));
    let row = tx.raw().query_one(&insert).await?.ok_or(StoreError::Conflict)?;
    let last: i32 = row.try_get_by_index(0)?;
    u32::try_from(last).map_err(|_| StoreError::corrupt("dossier_number", "last", locality))
}

/// The dossier's row and, in columns of their own, the JSON texts of its parts, joined by commas. Texts are taken as
/// they are: neither database parses them.
fn whole(find: Find<'_>) -> SelectStatement {
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
    match find {
        Find::Number(number) => select.and_where(Expr::col(("dossier", "number")).eq(number)),
        Find::Id(id) => select.and_where(Expr::col(("dossier", "id")).eq(id.0)),
    };
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
