//! Reading the whole record for verification: rows as they come, so that whoever checks them decodes them.

use super::{Entry, dossier_of, tells_of_lateness};
use crate::store::raw::{Raw, Readable, is_json, rows};
use crate::store::{Conn, StoreError};
use chrono::{DateTime, SubsecRound, Utc};
use entity::{audit_entry, stream_head};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

/// An entry as it was read; nothing of it was looked at.
#[derive(Debug)]
pub struct Row(Raw);

/// What an entry's columns hold.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the columns are documented in entity::audit_entry")]
pub struct Told<'a> {
    pub stream: &'a str,
    pub seq: i64,
    pub dossier_id: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub kind: &'a str,
    pub act: &'a str,
    pub account_id: Option<Uuid>,
    pub post_id: Option<Uuid>,
    pub org_id: Option<Uuid>,
    pub role: &'a str,
    pub basis: &'a str,
    pub late: bool,
    pub body: &'a str,
    pub hash: &'a str,
}

impl Row {
    /// Its stream; empty when that cannot be read.
    pub fn stream(&self) -> &str {
        self.0.get(0).unwrap_or_default()
    }

    /// Its place, unless that cannot be read.
    pub fn place(&self) -> Option<(&str, i64)> {
        Some((self.0.get(0)?, self.0.get(1)?))
    }

    /// Its columns.
    ///
    /// # Errors
    /// The first column that cannot be read.
    pub fn read(&self) -> Result<Told<'_>, &'static str> {
        // Columns stand in the order of the entity's fields.
        self.get::<Uuid>(2, "id")?;
        Ok(Told {
            stream: self.get(0, "stream")?,
            seq: self.get(1, "seq")?,
            dossier_id: self.get(3, "dossier_id")?,
            at: self.get(4, "at")?,
            kind: self.get(5, "kind")?,
            act: self.get(6, "act")?,
            account_id: self.get(7, "account_id")?,
            post_id: self.get(8, "post_id")?,
            org_id: self.get(9, "org_id")?,
            role: self.get(10, "role")?,
            basis: self.get(11, "basis")?,
            late: self.get(12, "late")?,
            body: self.get(13, "body")?,
            hash: self.get(14, "hash")?,
        })
    }

    fn get<'r, T: Readable<'r>>(&'r self, at: usize, column: &'static str) -> Result<T, &'static str> {
        self.0.get(at).ok_or(column)
    }
}

impl Told<'_> {
    /// The first query column that does not say what the stored body says; `entry` is the body as the engine read it, and
    /// `at` its instant.
    pub fn differs(&self, entry: &Entry, at: DateTime<Utc>) -> Option<&'static str> {
        let by = &entry.by.acting;
        let pairs = [
            ("stream", entry.stream == self.stream),
            ("seq", i64::try_from(entry.seq) == Ok(self.seq)),
            ("dossier_id", dossier_of(entry) == self.dossier_id),
            ("at", at.trunc_subsecs(3) == self.at),
            ("kind", entry.kind.as_str() == self.kind),
            ("act", entry.act == self.act),
            ("account_id", by.account.map(|account| account.0) == self.account_id),
            ("post_id", by.post.map(|post| post.0) == self.post_id),
            ("org_id", by.org.map(|org| org.0) == self.org_id),
            ("role", by.role.as_str() == self.role),
            ("basis", is_json(&entry.basis, self.basis)),
            ("late", entry.events.iter().any(tells_of_lateness) == self.late),
        ];
        pairs.into_iter().find(|(_, same)| !same).map(|(column, _)| column)
    }
}

/// All entries, stream by stream in order, `limit` after the place `after`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn scan(conn: &impl Conn, after: Option<(&str, i64)>, limit: u64) -> Result<Vec<Row>, StoreError> {
    let mut find = audit_entry::Entity::find();
    if let Some((stream, seq)) = after {
        let place = Expr::tuple([Expr::col("stream"), Expr::col("seq")]);
        find = find.filter(place.gt(Expr::tuple([Expr::val(stream), Expr::val(seq)])));
    }
    let find = find.order_by_asc(audit_entry::Column::Stream).order_by_asc(audit_entry::Column::Seq);
    Ok(rows(conn, &find.limit(limit).into_query()).await?.into_iter().map(Row).collect())
}

/// The head of a stream that is not a dossier's, as it was read.
#[derive(Debug)]
pub struct HeadRow(Raw);

impl HeadRow {
    /// Its stream; empty when that cannot be read.
    pub fn stream(&self) -> &str {
        self.0.get(0).unwrap_or_default()
    }

    /// Number and link of the last entry.
    ///
    /// # Errors
    /// The column that cannot be read.
    pub fn read(&self) -> Result<(i64, &str), &'static str> {
        Ok((self.0.get(1).ok_or("seq")?, self.0.get(2).ok_or("head")?))
    }
}

/// Heads of streams that are not dossiers', in order: those after `after`, up to and with `last` if that is given, `limit`
/// at most.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn heads_between(
    conn: &impl Conn,
    after: Option<&str>,
    last: Option<&str>,
    limit: Option<u64>,
) -> Result<Vec<HeadRow>, StoreError> {
    let mut find = stream_head::Entity::find().order_by_asc(stream_head::Column::Stream).limit(limit);
    if let Some(after) = after {
        find = find.filter(stream_head::Column::Stream.gt(after));
    }
    if let Some(last) = last {
        find = find.filter(stream_head::Column::Stream.lte(last));
    }
    Ok(rows(conn, &find.into_query()).await?.into_iter().map(HeadRow).collect())
}
