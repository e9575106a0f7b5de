//! Accounts, who holds which post on a day, and who is to be told.

use super::{Batch, Conn, StoreError, ask};
use chrono::{DateTime, NaiveDate, Utc};
use engine::actor::{Holding, Role};
use engine::ids::{AccountId, OrgId, PostId};
use engine::record::NameRef;
use entity::account;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// A person's account.
pub type Account = account::Model;

/// The account of that id.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_id(conn: &impl Conn, id: AccountId) -> Result<Option<Account>, StoreError> {
    Ok(account::Entity::find_by_id(id.0).one(conn.raw()).await?)
}

/// The account of that address (lower case, NFC).
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_email(conn: &impl Conn, email: &str) -> Result<Option<Account>, StoreError> {
    Ok(account::Entity::find().filter(account::Column::Email.eq(email)).one(conn.raw()).await?)
}

/// Accounts in the order of their addresses, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn list(conn: &impl Conn, after: &str, limit: u64) -> Result<Vec<Account>, StoreError> {
    let find = account::Entity::find().filter(account::Column::Email.gt(after)).order_by_asc(account::Column::Email);
    Ok(find.limit(limit).all(conn.raw()).await?)
}

/// The accounts of these ids, in no order.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn by_ids(conn: &impl Conn, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let find = account::Entity::find().filter(ask::among(
        conn,
        account::Column::Id.into_simple_expr(),
        ids.iter().map(|id| id.0),
    ));
    Ok(find.all(conn.raw()).await?)
}

/// Adds a new account to the batch.
pub fn insert(batch: &mut Batch, account: Account) {
    batch.add(account);
}

/// Writes an account that exists. Whether mails reach it stays as it is: senders note that at any time.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update(batch: &mut Batch, account: Account) -> Result<(), StoreError> {
    batch.rewrite_but(account, "email_failing_since")
}

/// The same, with whether mails reach it: its address is another, or its owner has just read one.
///
/// # Errors
/// [`StoreError::Db`].
pub fn update_reached(batch: &mut Batch, account: Account) -> Result<(), StoreError> {
    batch.rewrite(Account { email_failing_since: None, ..account })
}

/// Notes since when mails to an account fail, or that they no longer do.
pub fn set_email_failing(batch: &mut Batch, id: AccountId, since: Option<DateTime<Utc>>) {
    let mut update = Query::update();
    update.table("account").value("email_failing_since", since).and_where(Expr::col("id").eq(id.0));
    batch.update(update);
}

/// A post that somebody holds, with the names of post and organisation as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The engine's view.
    pub holding: Holding,
    /// Vietnamese title of the post.
    pub title_vi: String,
    /// English title of the post.
    pub title_en: String,
    /// Vietnamese name of the organisation.
    pub org_vi: String,
    /// English name of the organisation.
    pub org_en: String,
    /// Kind of the organisation.
    pub org_kind: String,
    /// The post above.
    pub above: Option<PostId>,
    /// For whom, as a deputy.
    pub acts_for: Option<Owner>,
}

/// Who owns a post that a deputy holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The account.
    pub account: AccountId,
    /// Commitment to the name.
    pub name_ref: NameRef,
    /// Name.
    pub name: String,
}

#[derive(FromQueryResult)]
struct SeatRow {
    post_id: Uuid,
    org_id: Uuid,
    locality_id: Option<Uuid>,
    role: String,
    deputy: bool,
    title_vi: String,
    title_en: String,
    name_vi: String,
    name_en: String,
    kind: String,
    above_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    owner_ref: Option<String>,
    owner_name: Option<String>,
}

impl SeatRow {
    /// For whom the deputy acts.
    fn owner(&mut self) -> Option<Owner> {
        let (account, name_ref) = (AccountId(self.owner_id?), NameRef(self.owner_ref.take()?));
        Some(Owner { account, name_ref, name: self.owner_name.take().unwrap_or_default() })
    }
}

/// The posts that an account holds on `day`.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn seats(conn: &impl Conn, account: AccountId, day: NaiveDate) -> Result<Vec<Seat>, StoreError> {
    let mut select = seated(day);
    select
        .join_as(
            sea_orm::JoinType::LeftJoin,
            "account",
            "owner",
            Expr::col(("owner", "id")).equals(("holding", "acts_for_account")),
        )
        .expr_as(Expr::col(("owner", "id")), "owner_id")
        .expr_as(Expr::col(("owner", "name_ref")), "owner_ref")
        .expr_as(Expr::col(("owner", "name")), "owner_name")
        .columns(["post_id", "deputy"].map(|column| ("holding", column)))
        .columns(["org_id", "role", "title_vi", "title_en", "above_id"].map(|column| ("post", column)))
        .columns(["locality_id", "name_vi", "name_en", "kind"].map(|column| ("organisation", column)))
        .and_where(Expr::col(("holding", "account_id")).eq(account.0))
        .order_by(("holding", "from_on"), sea_orm::Order::Asc)
        .order_by(("holding", "id"), sea_orm::Order::Asc);
    let rows = conn.raw().query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let mut row = SeatRow::from_query_result(row, "")?;
            Ok(Seat {
                acts_for: row.owner(),
                holding: Holding {
                    post: PostId(row.post_id),
                    org: OrgId(row.org_id),
                    locality: row.locality_id.map(OrgId),
                    role: role(&row.role, row.post_id)?,
                    deputy: row.deputy,
                },
                title_vi: row.title_vi,
                title_en: row.title_en,
                org_vi: row.name_vi,
                org_en: row.name_en,
                org_kind: row.kind,
                above: row.above_id.map(PostId),
            })
        })
        .collect()
}

fn role(name: &str, post: Uuid) -> Result<Role, StoreError> {
    Role::parse(name).ok_or_else(|| StoreError::corrupt("post", "role", post))
}

/// Holdings, posts and organisations that are all valid on `day`.
fn seated(day: NaiveDate) -> SelectStatement {
    let valid = |table: &'static str, from: &'static str, to: &'static str| {
        let end = Expr::col((table, to));
        Cond::all().add(Expr::col((table, from)).lte(day)).add(Cond::any().add(end.clone().is_null()).add(end.gte(day)))
    };
    let mut select = Query::select();
    select
        .from("holding")
        .inner_join("post", Expr::col(("post", "id")).equals(("holding", "post_id")))
        .inner_join("organisation", Expr::col(("organisation", "id")).equals(("post", "org_id")))
        .cond_where(valid("holding", "from_on", "to_on"))
        .cond_where(valid("post", "valid_from", "valid_to"))
        .cond_where(valid("organisation", "valid_from", "valid_to"));
    select
}

/// To whom something is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Holders of posts of that role in that organisation.
    Role {
        /// The organisation.
        org: OrgId,
        /// The role.
        role: Role,
    },
    /// Holders of posts of that role in any organisation of a locality.
    Locality {
        /// The locality.
        locality: OrgId,
        /// The role.
        role: Role,
    },
    /// Holders of a post.
    Post(PostId),
    /// Holders of posts of that role anywhere.
    Anywhere(Role),
}

/// Somebody to be told, through a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The account.
    pub account: AccountId,
    /// Through which post.
    pub post: PostId,
    /// Of which organisation.
    pub org: OrgId,
    /// In which role.
    pub role: Role,
    /// As recorded deputy.
    pub deputy: bool,
    /// The post above.
    pub above: Option<PostId>,
    /// Address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language.
    pub lang: String,
    /// Whether the address was confirmed.
    pub email_verified: bool,
    /// Since when mails fail.
    pub email_failing_since: Option<DateTime<Utc>>,
    /// Whether the post receives what is addressed to the organisation.
    pub intake: bool,
    /// The locality of the organisation.
    pub locality: Option<OrgId>,
}

#[derive(FromQueryResult)]
struct RecipientRow {
    account_id: Uuid,
    post_id: Uuid,
    org_id: Uuid,
    role: String,
    deputy: bool,
    above_id: Option<Uuid>,
    email: String,
    name: String,
    lang: String,
    email_verified: bool,
    email_failing_since: Option<DateTime<Utc>>,
    intake: bool,
    locality_id: Option<Uuid>,
    nth: i32,
}

/// Whom each of `targets` means on `day`, in their order and a fixed order within: one row per account and post. Closed
/// accounts are left out.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn recipients(
    conn: &impl Conn,
    targets: &[Target],
    day: NaiveDate,
) -> Result<Vec<Vec<Recipient>>, StoreError> {
    // One branch for each target, so that each finds its rows by an index of its own.
    let mut branches = (0_i32..).zip(targets).map(|(nth, target)| {
        let mut select = seated(day);
        select
            .inner_join("account", Expr::col(("account", "id")).equals(("holding", "account_id")))
            .columns(["account_id", "post_id", "deputy"].map(|column| ("holding", column)))
            .columns(["org_id", "role", "above_id", "intake"].map(|column| ("post", column)))
            .column(("organisation", "locality_id"))
            .columns(
                ["email", "name", "lang", "email_verified", "email_failing_since"].map(|column| ("account", column)),
            )
            .and_where(Expr::col(("account", "disabled_at")).is_null())
            .expr_as(Expr::cust(nth.to_string()), "nth")
            .cond_where(condition(*target));
        select
    });
    let Some(mut select) = branches.next() else { return Ok(Vec::new()) };
    for branch in branches {
        select.union(UnionType::All, branch);
    }
    let mut found: Vec<Vec<Recipient>> = vec![Vec::new(); targets.len()];
    for row in conn.raw().query_all(&select).await? {
        let row = RecipientRow::from_query_result(&row, "")?;
        if let Some(people) = usize::try_from(row.nth).ok().and_then(|nth| found.get_mut(nth)) {
            people.push(Recipient {
                account: AccountId(row.account_id),
                post: PostId(row.post_id),
                org: OrgId(row.org_id),
                role: role(&row.role, row.post_id)?,
                deputy: row.deputy,
                above: row.above_id.map(PostId),
                email: row.email,
                name: row.name,
                lang: row.lang,
                email_verified: row.email_verified,
                email_failing_since: row.email_failing_since,
                intake: row.intake,
                locality: row.locality_id.map(OrgId),
            });
        }
    }
    for people in &mut found {
        people.sort_by(|one, other| (&one.email, one.post).cmp(&(&other.email, other.post)));
    }
    Ok(found)
}

fn condition(target: Target) -> Cond {
    let post = |column: &'static str| Expr::col(("post", column));
    match target {
        Target::Role { org, role } => Cond::all().add(post("org_id").eq(org.0)).add(post("role").eq(role.as_str())),
        Target::Locality { locality, role } => Cond::all()
            .add(Expr::col(("organisation", "locality_id")).eq(locality.0))
            .add(post("role").eq(role.as_str())),
        Target::Post(id) => Cond::all().add(post("id").eq(id.0)),
        Target::Anywhere(role) => Cond::all().add(post("role").eq(role.as_str())),
    }
}

/// Accounts whose name or address is `text` or holds it, whatever its tones and case; up to `most`. Reads all accounts
/// in order: there are some thousands, and only the inspector's filter asks.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn called(conn: &impl Conn, text: &str, most: usize) -> Result<Vec<AccountId>, StoreError> {
    let wanted = super::fold(text);
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = list(conn, &after, 1_000).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after.clone_from(&last.email);
        let holds =
            |account: &&Account| super::fold(&account.name).contains(&wanted) || account.email.contains(&wanted);
        found.extend(page.iter().filter(holds).map(|account| AccountId(account.id)));
        if found.len() >= most {
            found.truncate(most);
            return Ok(found);
        }
    }
}
