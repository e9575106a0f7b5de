//! Rows as the database sent them, read by place and borrowed where they are text. Verification reads every row of the
//! largest tables once and only compares most of what it reads: what need not be owned is not copied, and rows may be
//! read by one thread and looked at by another.

use super::{Conn, StoreError};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::sqlx::{Decode, Postgres, Row, Sqlite, Type};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashMap;
use std::ops::Range;
use uuid::Uuid;

/// A row.
#[derive(Debug)]
pub struct Raw(QueryResult);

/// What a column of both databases can be read as.
pub(super) trait Readable<'r>:
    Decode<'r, Postgres> + Type<Postgres> + Decode<'r, Sqlite> + Type<Sqlite>
{
}
impl<'r, T: Decode<'r, Postgres> + Type<Postgres> + Decode<'r, Sqlite> + Type<Sqlite>> Readable<'r> for T {}

impl Raw {
    /// The value of column number `at`; none when it is none of that column's.
    pub(super) fn get<'r, T: Readable<'r>>(&'r self, at: usize) -> Option<T> {
        if let Some(row) = self.0.try_as_pg_row() {
            // Its columns have one type each; SQLite's values each have their own.
            return row.try_get_unchecked(at).ok();
        }
        self.0.try_as_sqlite_row()?.try_get(at).ok()
    }
}

/// The rows that `select` finds.
pub(super) async fn rows(conn: &impl Conn, select: &SelectStatement) -> Result<Vec<Raw>, StoreError> {
    Ok(conn.raw().query_all(select).await?.into_iter().map(Raw).collect())
}

/// Ids of the rows of a table, in their order, `limit` behind `after`.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn ids(
    conn: &impl Conn,
    table: &'static str,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Uuid>, StoreError> {
    let mut select = Query::select();
    select.from(table).column("id").order_by("id", Order::Asc).limit(limit);
    if let Some(after) = after {
        select.and_where(Expr::col("id").gt(after));
    }
    let unreadable = || StoreError::Unreadable("id".to_owned());
    rows(conn, &select).await?.iter().map(|row| row.get(0).ok_or_else(unreadable)).collect()
}

/// Rows of one table that belong to several records, those of one record together.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    rows: Vec<Raw>,
    places: HashMap<Uuid, Range<usize>>,
    /// Whether there is a row of which it cannot be read to whom it belongs.
    pub(super) stray: bool,
}

impl Grouped {
    /// `rows` in the order of the ids in column number `at`.
    pub(super) fn new(rows: Vec<Raw>, at: usize) -> Self {
        let (mut places, mut stray) = (HashMap::<Uuid, Range<usize>>::new(), false);
        for (place, row) in rows.iter().enumerate() {
            match row.get::<Uuid>(at) {
                Some(id) => places.entry(id).or_insert(place..place).end = place + 1,
                None => stray = true,
            }
        }
        Self { rows, places, stray }
    }

    /// Those of one record.
    pub(super) fn of(&self, id: Uuid) -> &[Raw] {
        self.places.get(&id).and_then(|places| self.rows.get(places.clone())).unwrap_or_default()
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Raw] {
        &self.rows
    }
}

/// A value that a column may hold.
pub(super) trait Same {
    /// Whether column number `at` holds it; none when the column cannot be read.
    fn same(&self, row: &Raw, at: usize) -> Option<bool>;
}

impl Same for String {
    fn same(&self, row: &Raw, at: usize) -> Option<bool> {
        Some(row.get::<&str>(at)? == self)
    }
}

impl Same for Option<String> {
    fn same(&self, row: &Raw, at: usize) -> Option<bool> {
        Some(row.get::<Option<&str>>(at)? == self.as_deref())
    }
}

macro_rules! same {
    ($($type:ty)+) => {$(
        impl Same for $type {
            fn same(&self, row: &Raw, at: usize) -> Option<bool> {
                Some(row.get::<$type>(at)? == *self)
            }
        }
        impl Same for Option<$type> {
            fn same(&self, row: &Raw, at: usize) -> Option<bool> {
                Some(row.get::<Option<$type>>(at)? == *self)
            }
        }
    )+};
}
same!(bool i32 i64 Uuid DateTime<Utc> NaiveDate);

/// A row of a table as it should be.
pub(super) trait Wanted {
    /// The table.
    const TABLE: &'static str;
    /// Its columns, in the order in which its entity selects them.
    const COLUMNS: &'static [&'static str];
    /// What is wrong with `row`, which holds those columns first.
    fn wrong(&self, row: &Raw) -> Option<String>;
}

/// Says how the rows of tables are compared: column by column, in their order.
macro_rules! wanted {
    ($($table:ident: $($column:ident)+;)+) => {$(
        impl $crate::store::raw::Wanted for entity::$table::Model {
            const TABLE: &'static str = stringify!($table);
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];
            fn wrong(&self, row: &$crate::store::raw::Raw) -> Option<String> {
                let mut at = 0;
                $(
                    let same = $crate::store::raw::Same::same(&self.$column, row, at);
                    if same != Some(true) {
                        return Some($crate::store::raw::said(stringify!($table), stringify!($column), same.is_some()));
                    }
                    at += 1;
                )+
                let _ = at;
                None
            }
        }
    )+};
}
pub(super) use wanted;

/// That a column is wrong.
pub(super) fn said(table: &str, column: &str, read: bool) -> String {
    let wrong = if read { "differs from the record" } else { "cannot be read" };
    format!("table {table}, column {column} {wrong}")
}

/// What is wrong with `live` rows of a table, of which there should be `count`, each as `wanted` says in turn: their
/// number, or the first column.
pub(super) fn difference<W: Wanted>(
    live: &[Raw],
    count: usize,
    wanted: impl Iterator<Item = Result<W, StoreError>>,
) -> Result<Option<String>, StoreError> {
    if live.len() != count {
        return Ok(Some(format!("table {} has {} rows where the record gives {count}", W::TABLE, live.len())));
    }
    for (live, wanted) in live.iter().zip(wanted) {
        if let Some(wrong) = wanted?.wrong(live) {
            return Ok(Some(wrong));
        }
    }
    Ok(None)
}

/// Whether `text` is what is written for `value`, without writing it anywhere.
pub(super) fn is_json<T: serde::Serialize>(value: &T, text: &str) -> bool {
    let mut rest = Rest(text.as_bytes());
    serde_json::to_writer(&mut rest, value).is_ok() && rest.0.is_empty()
}

/// The part of a text that was not met yet.
struct Rest<'a>(&'a [u8]);

impl std::io::Write for Rest<'_> {
    fn write(&mut self, written: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.strip_prefix(written).ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(written.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A day that came in with a request; none where it is no day that both databases hold.
pub fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day: &NaiveDate| HELD.contains(&day.year()))
}

/// The same of an instant, in milliseconds.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = text.parse().ok().and_then(DateTime::from_timestamp_millis);
    at.filter(|at| HELD.contains(&at.year()))
}

/// Years that both databases hold, as text and as days.
const HELD: std::ops::RangeInclusive<i32> = 1..=9999;
