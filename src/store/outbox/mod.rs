//! Finished mails on their way out.
//!
//! A mail is written in the transaction that caused it. A sender claims it for a while; whoever dies with a claim gives
//! it back by letting it run out. A mail may go out twice in that case, with the same Message-ID; it is never lost.

mod list;

pub use list::{Line, Standing, list, standing};

use super::{Batch, Conn, Store, StoreError};
use chrono::{DateTime, Utc};
use engine::ids::{AccountId, PostId};
use entity::outbox;
use sea_orm::sea_query::{CaseStatement, Cond, Expr, ExprTrait, LockBehavior, LockType, OnConflict, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Insert, IntoActiveModel, Iterable};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

/// One mail.
pub type Mail = outbox::Model;

/// Kind of a mail that carries a one-time link.
pub const LINK: &str = "link";

/// State of a mail that waits.
pub const QUEUED: &str = "queued";
/// State of a mail that was handed over.
pub const SENT: &str = "sent";
/// State of a mail that was given up.
pub const FAILED: &str = "failed";
/// State of a mail that was handed over and came back.
pub const BOUNCED: &str = "bounced";
/// State of a mail that nobody needs any more. It is final: no such mail is ever sent.
pub const SUPERSEDED: &str = "superseded";
/// Every state.
pub const STATES: [&str; 5] = [QUEUED, SENT, FAILED, BOUNCED, SUPERSEDED];

/// Mails taken away by one statement: others write meanwhile.
const SWEPT_AT_ONCE: u64 = 500;

/// A mail as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Its id.
    pub id: Uuid,
    /// The same occasion and recipient give the same key; a second mail with it is not written.
    pub dedup_key: String,
    /// To whom.
    pub account: Option<Uuid>,
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// The finished message.
    pub mime: Vec<u8>,
    /// Its Message-ID.
    pub message_id: String,
    /// Kind.
    pub kind: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// From when it is not worth sending.
    pub useless_after: Option<DateTime<Utc>>,
    /// The posts for which its reader is told; who no longer holds one of them does not get it. None for a mail to the
    /// person himself.
    pub posts: Vec<PostId>,
}

/// The posts for which a mail was written.
pub fn posts(mail: &Mail) -> Vec<PostId> {
    let ids = mail.posts.as_deref().unwrap_or_default().split(',');
    ids.filter_map(|id| id.parse().ok()).map(PostId).collect()
}

/// Adds a mail to the batch, unless its occasion was mailed already.
pub fn enqueue(batch: &mut Batch, mail: NewMail) {
    let posts: Vec<String> = mail.posts.iter().map(|post| post.0.to_string()).collect();
    let row = outbox::Model {
        id: mail.id,
        dedup_key: mail.dedup_key,
        account_id: mail.account,
        to_addr: mail.to,
        subject: mail.subject,
        mime: mail.mime,
        message_id: mail.message_id,
        kind: mail.kind,
        created_at: mail.at,
        next_try_at: mail.at,
        attempts: 0,
        lease_until: None,
        lease_owner: None,
        state: QUEUED.to_owned(),
        sent_at: None,
        last_error: None,
        useless_after: mail.useless_after,
        posts: Some(posts.join(",")).filter(|posts| !posts.is_empty()),
    };
    let mut insert = Insert::one(row.into_active_model()).into_query();
    insert.on_conflict(OnConflict::column(outbox::Column::DedupKey).do_nothing().to_owned());
    batch.insert(insert);
}

/// Takes up to `limit` mails that are due for `owner` until `lease_until`. Processes that ask at the same time get
/// different mails: PostgreSQL skips rows that another one is taking, SQLite lets one writer in at a time.
///
/// # Errors
/// [`StoreError::Busy`], [`StoreError::Db`].
pub async fn claim(
    store: &Store,
    owner: &str,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Mail>, StoreError> {
    let free = Cond::any().add(Expr::col("lease_until").is_null()).add(Expr::col("lease_until").lte(now));
    let mut due = Query::select();
    due.column("id")
        .from("outbox")
        .and_where(Expr::cust("state = 'queued'"))
        .and_where(Expr::col("next_try_at").lte(now))
        .cond_where(free)
        .order_by("next_try_at", Order::Asc)
        .order_by("id", Order::Asc)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let mut take = Query::update();
    take.table("outbox")
        .value("lease_owner", owner)
        .value("lease_until", lease_until)
        .value("attempts", Expr::col("attempts").add(1))
        .and_where(Expr::col("id").in_subquery(due))
        // By their names: a connection that was open while a column was added would count those of `*` wrongly.
        .returning(Query::returning().columns(outbox::Column::iter()));
    let rows = store.raw().query_all(&take).await?;
    let mails: Result<Vec<_>, _> = rows.iter().map(|row| Mail::from_query_result(row, "")).collect();
    let mut mails = mails?;
    mails.sort_by_key(|mail| (mail.next_try_at, mail.id));
    Ok(mails)
}

/// Notes that a mail was handed over. [`StoreError::Conflict`] at commit when the claim was lost meanwhile. Of a mail
/// that carried a one-time link the bytes go: nobody may take the link from here.
pub fn mark_sent(batch: &mut Batch, id: Uuid, owner: &str, at: DateTime<Utc>) {
    let mut update = held(id, owner);
    let bytes = CaseStatement::new().case(Expr::col("kind").eq(LINK), Expr::val(Vec::<u8>::new()));
    update.value("mime", bytes.finally(Expr::col("mime")));
    update.value("state", SENT).value("sent_at", at).value("last_error", Option::<String>::None);
    batch.must(update);
}

/// Puts a mail back until `next_try_at`.
pub fn retry_at(batch: &mut Batch, id: Uuid, owner: &str, next_try_at: DateTime<Utc>, error: &str) {
    let mut update = held(id, owner);
    update.value("next_try_at", next_try_at).value("last_error", error);
    batch.must(update);
}

/// Gives a mail up.
pub fn mark_failed(batch: &mut Batch, id: Uuid, owner: &str, error: &str) {
    let mut update = held(id, owner);
    update.value("state", FAILED).value("last_error", error);
    batch.must(update);
}

/// Notes that nobody needs a claimed mail any more; `why` as a fixed word.
pub fn mark_superseded(batch: &mut Batch, id: Uuid, owner: &str, why: &str) {
    let mut update = held(id, owner);
    update.value("state", SUPERSEDED).value("last_error", why);
    batch.must(update);
}

/// The same of one that was given up or came back. [`StoreError::Conflict`] at commit when it is neither any more.
pub fn supersede(batch: &mut Batch, id: Uuid, why: &str) {
    let mut update = Query::update();
    update
        .table("outbox")
        .value("state", SUPERSEDED)
        .value("last_error", why)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("state").is_in([FAILED, BOUNCED]));
    batch.must(update);
}

/// Takes away what the mails to an account say, and where they went. Those that wait are never sent; who was just sending
/// one finds his claim lost.
pub fn erase(batch: &mut Batch, account: AccountId) {
    let mut update = Query::update();
    let state = CaseStatement::new().case(Expr::col("state").eq(SENT), Expr::val(SENT));
    update
        .table("outbox")
        .value("state", state.finally(Expr::val(SUPERSEDED)))
        .value("to_addr", "")
        .value("subject", "")
        .value("mime", Vec::<u8>::new())
        .value("last_error", Option::<String>::None)
        .value("lease_owner", Option::<String>::None)
        .value("lease_until", Option::<DateTime<Utc>>::None)
        // A letter to an address that he left names no account; its occasion does.
        .cond_where(Cond::any().add(Expr::col("account_id").eq(account.0)).add(
            Expr::col("account_id").is_null().and(Expr::col("dedup_key").like(format!("letter:%:{}", account.0))),
        ));
    batch.update(update);
}

/// An update of a mail that `owner` has claimed; it ends the claim.
fn held(id: Uuid, owner: &str) -> sea_orm::sea_query::UpdateStatement {
    let mut update = Query::update();
    update
        .table("outbox")
        .value("lease_owner", Option::<String>::None)
        .value("lease_until", Option::<DateTime<Utc>>::None)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("lease_owner").eq(owner))
        .and_where(Expr::cust("state = 'queued'"));
    update
}

/// The mail of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: Uuid) -> Result<Option<Mail>, StoreError> {
    Ok(outbox::Entity::find_by_id(id).one(conn.raw()).await?)
}

/// Mails that were given up, newest first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn failed(conn: &impl Conn, limit: u64) -> Result<Vec<Mail>, StoreError> {
    let find = outbox::Entity::find().filter(Expr::cust("state = 'failed'"));
    let find = find.order_by_desc(outbox::Column::CreatedAt).order_by_desc(outbox::Column::Id);
    Ok(find.limit(limit).all(conn.raw()).await?)
}

/// Marks a mail that was handed over as come back. [`StoreError::Conflict`] at commit when it was not handed over.
pub fn mark_bounced(batch: &mut Batch, id: Uuid, said: &str) {
    let mut update = Query::update();
    update
        .table("outbox")
        .value("state", BOUNCED)
        .value("last_error", said)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::cust("state = 'sent'"));
    batch.must(update);
}

/// The last mail handed over to an account at this address.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn last_sent(conn: &impl Conn, account: Uuid, to: &str) -> Result<Option<Mail>, StoreError> {
    let find =
        outbox::Entity::find().filter(outbox::Column::AccountId.eq(account)).filter(outbox::Column::ToAddr.eq(to));
    let find = find.filter(outbox::Column::State.eq(SENT)).order_by_desc(outbox::Column::CreatedAt);
    Ok(find.limit(1).one(conn.raw()).await?)
}

/// Whether a mail to the account at this address, written since `since`, came back and was not sent again.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn has_bounced(
    conn: &impl Conn,
    (account, to): (Uuid, &str),
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut select = Query::select();
    select
        .expr(Expr::cust("1"))
        .from("outbox")
        .and_where(Expr::col("account_id").eq(account))
        .and_where(Expr::col("to_addr").eq(to))
        .and_where(Expr::col("created_at").gte(since))
        .and_where(Expr::col("state").eq(BOUNCED))
        .limit(1);
    Ok(conn.raw().query_one(&select).await?.is_some())
}

/// Puts a mail that was given up, or that came back, into the queue again: the time for which it is tried begins `now`.
/// That for which it is of use does not. [`StoreError::Conflict`] at commit when it is not given up any more.
pub fn requeue(batch: &mut Batch, id: Uuid, now: DateTime<Utc>) {
    let mut update = Query::update();
    update
        .table("outbox")
        .value("state", QUEUED)
        .value("attempts", 0)
        .value("created_at", now)
        .value("next_try_at", now)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("state").is_in([FAILED, BOUNCED]));
    batch.must(update);
}

/// Takes away mails of a state that were written before `from`. How many.
///
/// # Errors
/// [`StoreError::Busy`], [`StoreError::Db`].
pub async fn sweep(store: &Store, state: &str, from: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut all = 0;
    loop {
        let mut old = Query::select();
        old.column("id").from("outbox").and_where(Expr::col("state").eq(state));
        old.and_where(Expr::col("created_at").lt(from)).order_by("created_at", Order::Asc).limit(SWEPT_AT_ONCE);
        let mut delete = Query::delete();
        // Asked again: one of them may have been put back into the queue meanwhile.
        delete.from_table("outbox").and_where(Expr::col("id").in_subquery(old));
        delete.and_where(Expr::col("state").eq(state)).and_where(Expr::col("created_at").lt(from));
        let gone = store.raw().execute(&delete).await?.rows_affected();
        all += gone;
        if gone < SWEPT_AT_ONCE {
            return Ok(all);
        }
    }
}
