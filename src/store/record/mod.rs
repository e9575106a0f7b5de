//! The record's rows: appended, listed; never changed. [`scan`] reads all of them in order.
//!
//! The body is stored verbatim; every other column but `id` is derived from it here and re-checked by
//! [`Told::differs`].

mod scan;

pub use scan::{HeadRow, Row, Told, heads_between, scan};

use super::{Batch, Conn, Head, Page, Scope, StoreError, ask, instant, stored};
use chrono::{DateTime, SubsecRound, Utc};
use engine::event::Event;
use engine::ids::{AccountId, DossierId, PostId};
use engine::record::{Entry, Kind, Sealed};
use entity::{audit_entry, stream_head};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    QueryTrait,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// One stored entry.
pub type Stored = audit_entry::Model;

/// Stream of a dossier. Its head is kept with the dossier, see [`super::dossiers`].
pub fn dossier_stream(id: DossierId) -> String {
    format!("dossier:{id}")
}

/// Stream of an account: sign-ins, reads, refusals outside any dossier.
pub fn account_stream(id: AccountId) -> String {
    format!("account:{id}")
}

/// Adds a sealed entry to the batch. It does not move the head of the stream: [`super::dossiers::save`] or
/// [`advance`] does, in the same batch.
///
/// # Errors
/// [`StoreError::Corrupt`] when the entry's own instant or number cannot be read.
pub fn append(batch: &mut Batch, id: Uuid, entry: &Entry, sealed: &Sealed) -> Result<(), StoreError> {
    batch.add(row(id, entry, sealed)?);
    Ok(())
}

/// The dossier concerned: that of the stream, or the one whose id stands in the subject under `dossier`. The column says
/// no more than the body.
fn dossier_of(entry: &Entry) -> Option<Uuid> {
    let named = entry.subject.as_ref().and_then(|subject| subject.get("dossier")?.as_str());
    entry.stream.strip_prefix("dossier:").or(named)?.parse().ok()
}

fn row(id: Uuid, entry: &Entry, sealed: &Sealed) -> Result<Stored, StoreError> {
    let at = DateTime::parse_from_rfc3339(&entry.at).map_err(|_| StoreError::corrupt("audit_entry", "at", id))?;
    let by = &entry.by.acting;
    Ok(Stored {
        stream: entry.stream.clone(),
        seq: stored(entry.seq, "audit_entry", "seq")?,
        id,
        dossier_id: dossier_of(entry),
        at: at.with_timezone(&Utc).trunc_subsecs(3),
        kind: entry.kind.as_str().to_owned(),
        act: entry.act.clone(),
        account_id: by.account.map(|account| account.0),
        post_id: by.post.map(|post| post.0),
        org_id: by.org.map(|org| org.0),
        role: by.role.as_str().to_owned(),
        basis: serde_json::to_string(&entry.basis).map_err(|_| StoreError::corrupt("audit_entry", "basis", id))?,
        late: entry.events.iter().any(tells_of_lateness),
        body: sealed.body.clone(),
        hash: sealed.hash.clone(),
    })
}

fn tells_of_lateness(event: &Event) -> bool {
    matches!(event, Event::OpinionGiven { late: true, .. } | Event::ClockRanOut { .. })
}

/// The head of a stream that is not a dossier's.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn head(conn: &impl Conn, stream: &str) -> Result<Head, StoreError> {
    let row = stream_head::Entity::find_by_id(stream).one(conn.raw()).await?;
    row.map_or_else(|| Ok(Head::empty()), |row| Ok(head_in(row)?.1))
}

/// Moves the head of a stream that is not a dossier's, by compare-and-set.
///
/// # Errors
/// [`StoreError::Corrupt`] when a number is out of range.
pub fn advance(batch: &mut Batch, stream: &str, before: &Head, after: &Head) -> Result<(), StoreError> {
    let seq = stored(after.seq, "stream_head", "seq")?;
    if before.seq == 0 {
        batch.add(stream_head::Model { stream: stream.to_owned(), seq, head: after.hash.clone() });
        return Ok(());
    }
    let mut update = Query::update();
    update
        .table("stream_head")
        .value("seq", seq)
        .value("head", after.hash.as_str())
        .and_where(Expr::col("stream").eq(stream))
        .and_where(Expr::col("seq").eq(stored(before.seq, "stream_head", "seq")?))
        .and_where(Expr::col("head").eq(before.hash.as_str()));
    batch.must(update);
    Ok(())
}

fn head_in(row: stream_head::Model) -> Result<(String, Head), StoreError> {
    let seq = u64::try_from(row.seq).map_err(|_| StoreError::corrupt("stream_head", "seq", &row.stream))?;
    Ok((row.stream, Head { seq, hash: row.head }))
}

/// Which of `streams` have a first entry.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn begun(conn: &impl Conn, streams: &[String]) -> Result<BTreeSet<String>, StoreError> {
    let find = audit_entry::Entity::find().select_only().column(audit_entry::Column::Stream);
    let find = find.filter(audit_entry::Column::Stream.is_in(streams)).filter(audit_entry::Column::Seq.eq(1));
    Ok(find.into_tuple::<String>().all(conn.raw()).await?.into_iter().collect())
}

/// Entries of one stream in order, `limit` after number `after`. One with an unreadable value comes with an empty body.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn range(conn: &impl Conn, stream: &str, after: u64, limit: u64) -> Result<Vec<Stored>, StoreError> {
    let find = audit_entry::Entity::find()
        .filter(audit_entry::Column::Stream.eq(stream))
        .filter(audit_entry::Column::Seq.gt(stored(after, "audit_entry", "seq")?))
        .order_by_asc(audit_entry::Column::Seq)
        .limit(limit);
    Ok(conn.raw().query_all(&find.into_query()).await?.iter().map(shown).collect())
}

/// When an account last did something in a post that the record tells of.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn last_of(conn: &impl Conn, account: AccountId, post: PostId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let find = audit_entry::Entity::find().select_only().column(audit_entry::Column::At);
    let find = find.filter(audit_entry::Column::AccountId.eq(account.0)).filter(audit_entry::Column::PostId.eq(post.0));
    Ok(find.order_by_desc(audit_entry::Column::At).into_tuple().one(conn.raw()).await?)
}

/// An entry for a page. One value that cannot be read must not take the others' page away: such an entry keeps its
/// place and has no body, so that it is shown as what cannot be read.
fn shown(row: &QueryResult) -> Stored {
    Stored::from_query_result(row, "").unwrap_or_else(|_| Stored {
        stream: row.try_get("", "stream").unwrap_or_default(),
        seq: row.try_get("", "seq").unwrap_or_default(),
        id: row.try_get("", "id").unwrap_or_default(),
        dossier_id: row.try_get("", "dossier_id").unwrap_or_default(),
        // Where it lies when it is sorted: what is no instant comes after every instant.
        at: row.try_get("", "at").unwrap_or_else(|_| last_instant()),
        kind: row.try_get("", "kind").unwrap_or_default(),
        act: row.try_get("", "act").unwrap_or_default(),
        account_id: None,
        post_id: None,
        org_id: None,
        role: String::new(),
        basis: String::new(),
        late: false,
        body: String::new(),
        hash: row.try_get("", "hash").unwrap_or_default(),
    })
}

fn last_instant() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default()
}

/// Which entries to list. Everything left out does not restrict.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The dossier concerned.
    pub dossier: Option<DossierId>,
    /// One of these acted; nobody when the list is empty.
    pub accounts: Option<Vec<AccountId>>,
    /// Only this stream.
    pub stream: Option<String>,
    /// Kind.
    pub kind: Option<Kind>,
    /// Command, or what was read.
    pub act: Option<String>,
    /// Only what tells of something late.
    pub late: bool,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Oldest first; newest first otherwise.
    pub oldest_first: bool,
}

/// Where a page of entries begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Instant of the last entry.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.at.timestamp_millis(), self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let (at, id) = text.split_once('_').ok_or(StoreError::NotFound)?;
        let at = instant(at).ok_or(StoreError::NotFound)?;
        Ok(Self { at, id: id.parse().map_err(|_| StoreError::NotFound)? })
    }
}

/// Entries by time. With a scope that does not see everything, only those of dossiers it sees.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn list(
    conn: &impl Conn,
    scope: &Scope,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Page<Stored, Cursor>, StoreError> {
    let col = |name: &'static str| Expr::col(("audit_entry", name));
    let mut select = Query::select();
    select.from("audit_entry").columns(COLUMNS.map(|column| ("audit_entry", column)));
    if let Some(seen) = scope.condition() {
        select
            .inner_join("dossier", Expr::col(("dossier", "id")).equals(("audit_entry", "dossier_id")))
            .cond_where(seen);
    }
    if let Some(dossier) = filter.dossier {
        select.and_where(col("dossier_id").eq(dossier.0));
    }
    if let Some(accounts) = &filter.accounts {
        select.and_where(col("account_id").is_in(accounts.iter().map(|account| account.0)));
    }
    if let Some(stream) = &filter.stream {
        select.and_where(col("stream").eq(stream));
    }
    if let Some(kind) = filter.kind {
        select.and_where(col("kind").eq(kind.as_str()));
    }
    if let Some(act) = &filter.act {
        select.and_where(col("act").eq(act));
    }
    if filter.late {
        select.and_where(Expr::cust("audit_entry.late"));
    }
    if let Some(from) = filter.from {
        select.and_where(col("at").gte(from));
    }
    if let Some(until) = filter.until {
        select.and_where(col("at").lt(until));
    }
    let order = if filter.oldest_first { Order::Asc } else { Order::Desc };
    if let Some(after) = after {
        let place = Expr::tuple([col("at"), col("id")]);
        let mark = Expr::tuple([Expr::val(after.at), Expr::val(after.id)]);
        select.and_where(if filter.oldest_first { place.gt(mark) } else { place.lt(mark) });
    }
    select.order_by(("audit_entry", "at"), order.clone()).order_by(("audit_entry", "id"), order);
    let rows = ask::first(conn, &select, limit.saturating_add(1)).await?;
    Ok(Page::cut(rows.iter().map(shown).collect(), limit, |last| Cursor { at: last.at, id: last.id }))
}

const COLUMNS: [&str; 15] = [
    "stream",
    "seq",
    "id",
    "dossier_id",
    "at",
    "kind",
    "act",
    "account_id",
    "post_id",
    "org_id",
    "role",
    "basis",
    "late",
    "body",
    "hash",
];
