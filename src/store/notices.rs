//! Notices in the application. They are the record of what somebody was told; mail is the courtesy copy.

use super::{Batch, Conn, Page, StoreError, WriteTx, ask};
use chrono::{DateTime, Utc};
use engine::ids::{AccountId, DossierId};
use entity::notice;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

/// One notice.
pub type Notice = notice::Model;

/// Where a page of notices begins: after the instant and id of the last one.
pub type Cursor = (DateTime<Utc>, Uuid);

/// Adds a notice to the batch.
pub fn insert(batch: &mut Batch, notice: Notice) {
    batch.add(notice);
}

/// Notices of an account, newest first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn list(
    conn: &impl Conn,
    account: AccountId,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Page<Notice, Cursor>, StoreError> {
    let mut find = notice::Entity::find().filter(notice::Column::AccountId.eq(account.0));
    if let Some((at, id)) = after {
        let place = Expr::tuple([Expr::col("created_at"), Expr::col("id")]);
        find = find.filter(place.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let find = find.order_by_desc(notice::Column::CreatedAt).order_by_desc(notice::Column::Id);
    let rows = ask::models(conn, find, limit.saturating_add(1)).await?;
    Ok(Page::cut(rows, limit, |last| (last.created_at, last.id)))
}

/// The newest notices of an account, and how many are unread, up to `most`: what a page shows beside its list, in one
/// statement.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn newest(
    conn: &impl Conn,
    account: AccountId,
    limit: u64,
    most: u64,
) -> Result<(Vec<Notice>, u64), StoreError> {
    let value = match conn.raw().get_database_backend() {
        DbBackend::Postgres => "$1",
        _ => "?",
    };
    let unread = format!(
        "(SELECT count(*) FROM (SELECT 1 FROM notice n WHERE n.account_id = {value} AND n.read_at IS NULL LIMIT {most}) AS few)"
    );
    let find = notice::Entity::find().filter(notice::Column::AccountId.eq(account.0));
    let find = find.order_by_desc(notice::Column::CreatedAt).order_by_desc(notice::Column::Id);
    let mut select = find.into_query();
    select.expr_as(Expr::cust_with_values(unread, [account.0]), "unread");
    let rows = ask::first(conn, &select, limit).await?;
    let unread = rows.first().map(|row| row.try_get::<i64>("", "unread")).transpose()?.unwrap_or_default();
    let notices: Result<Vec<_>, _> = rows.iter().map(|row| Notice::from_query_result(row, "")).collect();
    Ok((notices?, u64::try_from(unread).unwrap_or_default()))
}

/// Marks a notice of an account as read.
pub fn mark_read(batch: &mut Batch, account: AccountId, id: Uuid, at: DateTime<Utc>) {
    let mut update = Query::update();
    update
        .table("notice")
        .value("read_at", at)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("account_id").eq(account.0))
        .and_where(Expr::col("read_at").is_null());
    batch.update(update);
}

/// Accounts with notices that wait for a digest and were written before `until`, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn waiting_accounts(
    conn: &impl Conn,
    until: DateTime<Utc>,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<AccountId>, StoreError> {
    let mut select = Query::select();
    select
        .distinct()
        .column("account_id")
        .from("notice")
        .and_where(Expr::cust("digest"))
        .and_where(Expr::col("mail_id").is_null())
        .and_where(Expr::col("created_at").lt(until))
        .order_by("account_id", sea_orm::Order::Asc)
        .limit(limit);
    if let Some(after) = after {
        select.and_where(Expr::col("account_id").gt(after.0));
    }
    let rows = conn.raw().query_all(&select).await?;
    rows.iter().map(|row| Ok(AccountId(row.try_get_by_index(0)?))).collect()
}

/// Notices of one account that wait for a digest, oldest first; of more than `most` the newest, and how many others there
/// are. Those given are locked until `tx` ends, so that two processes do not mail the same notice twice.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn unmailed(
    tx: &WriteTx,
    account: AccountId,
    until: DateTime<Utc>,
    most: u64,
) -> Result<(Vec<Notice>, u64), StoreError> {
    let find = notice::Entity::find().filter(waits(account, until));
    let newest = find.clone().order_by_desc(notice::Column::CreatedAt).order_by_desc(notice::Column::Id);
    let mut notices = newest.limit(most).lock(LockType::Update).all(tx.raw()).await?;
    notices.reverse();
    let found = u64::try_from(notices.len()).unwrap_or(u64::MAX);
    let all = if found < most { found } else { find.count(tx.raw()).await? };
    Ok((notices, all.saturating_sub(found)))
}

/// That a notice of `account`, written before `until`, waits for a digest.
fn waits(account: AccountId, until: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Expr::col("account_id").eq(account.0))
        .add(Expr::cust("digest"))
        .add(Expr::col("mail_id").is_null())
        .add(Expr::col("created_at").lt(until))
}

/// Notices of these dossiers that still wait for a digest go to somebody else: he took the place of the person whom they
/// were meant for.
pub fn hand_over(batch: &mut Batch, from: AccountId, to: AccountId, dossiers: &[DossierId]) {
    let mut update = Query::update();
    update
        .table("notice")
        .value("account_id", to.0)
        .and_where(Expr::col("account_id").eq(from.0))
        .and_where(Expr::col("dossier_id").is_in(dossiers.iter().map(|id| id.0)))
        .and_where(Expr::cust("digest"))
        .and_where(Expr::col("mail_id").is_null());
    batch.update(update);
}

/// Notes which mail carried everything that waited for a digest of the account.
pub fn mark_mailed(batch: &mut Batch, account: AccountId, until: DateTime<Utc>, mail: Uuid) {
    let mut update = Query::update();
    update.table("notice").value("mail_id", mail).cond_where(waits(account, until));
    batch.update(update);
}

/// How many notices of an account are unread, up to `most`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn unread(conn: &impl Conn, account: AccountId, most: u64) -> Result<u64, StoreError> {
    let mut unread = Query::select();
    unread.expr(Expr::cust("1")).from("notice").and_where(Expr::col("account_id").eq(account.0));
    ask::count(conn, unread.and_where(Expr::col("read_at").is_null()), most).await
}

/// Marks all notices of an account as read.
pub fn mark_all_read(batch: &mut Batch, account: AccountId, at: DateTime<Utc>) {
    let mut update = Query::update();
    update
        .table("notice")
        .value("read_at", at)
        .and_where(Expr::col("account_id").eq(account.0))
        .and_where(Expr::col("read_at").is_null());
    batch.update(update);
}
