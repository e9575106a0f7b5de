//! What lies outside dossiers and the record knows: accounts, organisations with their posts and who holds them, links,
//! and the names behind commitments; rules and tokens are in [`super::rules`].
//!
//! An act of administration tells in its entry of every row that it wrote, as the row is afterwards (`rows` in the
//! subject, see `app::admin::rows`). All rows of one organisation, and all of one account, are told of in one stream, so
//! that the last entry that tells of a row has the last word, and a row of which none tells stands out.

use super::{PAGE, Stop};
use crate::app::admin::rows;
use crate::app::record::content;
use crate::store::administered::{self, Account};
use crate::store::organisations::Post;
use crate::store::record::begun;
use crate::store::{self, Snapshot, StoreError};
use engine::ids::{AccountId, OrgId, PostId};
use engine::record::{Entry, Kind, NameRef, commit};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Acts that live rows must agree with, besides those that tell of rows.
const ACTS: [&str; 2] = ["enter-account", "enter-organisation"];

/// Whether live rows must agree with an entry.
pub fn concerns(entry: &Entry) -> bool {
    let tells = || entry.kind == Kind::Administration && !rows_in(entry).is_empty();
    ACTS.contains(&entry.act.as_str()) || super::rules::ACTS.contains(&entry.act.as_str()) || tells()
}

/// What is wrong with the rows that the entries `told` of one stream speak of.
///
/// # Errors
/// [`StoreError`].
pub async fn differs(conn: &Snapshot, stream: &str, told: &[Entry]) -> Result<Option<String>, StoreError> {
    if let Some(id) = stream.strip_prefix("admin:account:").and_then(|id| id.parse().ok()) {
        return account(conn, id, told).await;
    }
    if let Some(id) = stream.strip_prefix("admin:organisation:").and_then(|id| id.parse().ok()) {
        return organisation(conn, id, told).await;
    }
    super::rules::differs(conn, stream, told).await
}

fn text<'a>(subject: &'a Value, key: &str) -> Option<&'a str> {
    subject.get(key)?.as_str()
}

fn id_in(subject: &Value, key: &str) -> Option<Uuid> {
    text(subject, key)?.parse().ok()
}

fn differing(table: &str, column: &str) -> Option<String> {
    Some(format!("table {table}, column {column} differs from the record"))
}

fn untold(table: &str) -> Option<String> {
    Some(format!("table {table} has a row of which no entry tells"))
}

/// Rows that an entry tells of.
fn rows_in(entry: &Entry) -> &[Value] {
    let rows = entry.subject.as_ref().and_then(|subject| subject.get("rows")).and_then(Value::as_array);
    rows.map(Vec::as_slice).unwrap_or_default()
}

/// What an entry of the first versions, which told of no rows, says of an account: it came with one post.
fn first_form(entry: &Entry) -> Option<&Value> {
    (entry.act == "enter-account" && rows_in(entry).is_empty()).then_some(entry.subject.as_ref()?)
}

/// The rows of a stream as its last entries tell of them, by table and id.
fn fold(told: &[Entry]) -> BTreeMap<(String, Uuid), Value> {
    let mut rows = BTreeMap::new();
    let mut put = |row: Value| {
        let (Some(table), Some(id)) = (text(&row, "table"), id_in(&row, "id")) else { return };
        let key = (table.to_owned(), id);
        if row.get("taken_back").is_some() {
            rows.remove(&key);
        } else {
            rows.insert(key, row);
        }
    };
    for entry in told {
        if let Some(said) = first_form(entry) {
            put(json!({ "table": "account", "id": said.get("account"), "name_ref": said.get("name") }));
        } else if let (true, Some(said)) = (entry.act == "enter-organisation", &entry.subject)
            && rows_in(entry).is_empty()
        {
            put(json!({ "table": "organisation", "id": said.get("organisation"), "code": said.get("code"),
                        "kind": said.get("kind"), "name_vi": said.get("name") }));
        }
        rows_in(entry).iter().cloned().for_each(&mut put);
    }
    rows
}

/// The first column in which a live row is not as told. What the record never knew of it is not compared.
fn column_differs(live: &Value, told: &Value) -> Option<String> {
    let columns = told.as_object()?;
    let wrong = columns.iter().find(|(column, value)| live.get(*column).is_some_and(|live| live != *value));
    differing(text(told, "table").unwrap_or_default(), wrong?.0)
}

/// Compares the live rows of one stream with what it tells; `known` says of a row that no entry tells of whether an older
/// form of entry does.
struct Compared<'a> {
    told: &'a BTreeMap<(String, Uuid), Value>,
    seen: BTreeSet<(String, Uuid)>,
}

impl Compared<'_> {
    /// What is wrong with a live row; `Ok(false)` when no entry tells of it.
    fn row(&mut self, live: &Value) -> Result<bool, Option<String>> {
        let key = (text(live, "table").unwrap_or_default().to_owned(), id_in(live, "id").unwrap_or_default());
        let Some(told) = self.told.get(&key) else { return Ok(false) };
        self.seen.insert(key);
        match column_differs(live, told) {
            None => Ok(true),
            wrong => Err(wrong),
        }
    }

    /// A row that was told of and is not there.
    fn missing(&self) -> Option<String> {
        let (table, _) = self.told.keys().find(|key| !self.seen.contains(*key))?;
        Some(format!("table {table} lacks a row that the record gives"))
    }
}

/// An account with its links.
async fn account(conn: &Snapshot, id: Uuid, told: &[Entry]) -> Result<Option<String>, StoreError> {
    let wanted = fold(told);
    let Some(live) = administered::account(conn, id).await? else { return Ok(differing("account", "id")) };
    let mut compared = Compared { told: &wanted, seen: BTreeSet::new() };
    // A name or salt that does not give the commitment is named as such, with the names.
    let salt = store::names::salt(conn, &live.name_ref).await?;
    let salt = salt.filter(|salt| commit(salt, &live.name).0 == live.name_ref);
    match compared.row(&rows::account(&live, salt.as_ref())) {
        Ok(true) => {}
        Ok(false) => return Ok(untold("account")),
        Err(wrong) => return Ok(wrong),
    }
    for link in store::links::of_account(conn, AccountId(id)).await? {
        match compared.row(&rows::link(&link)) {
            Ok(true) => {}
            Ok(false) => return Ok(untold("access_link")),
            Err(wrong) => return Ok(wrong),
        }
    }
    // The post that came with the account in the first form of the entry is still held, or was once.
    if let Some(said) = told.first().and_then(first_form) {
        let held = store::holdings::of_account(conn, AccountId(id)).await?;
        let same = |held: &&store::holdings::Holding| {
            Some(held.post_id) == id_in(said, "post") && text(said, "from") == Some(held.from_on.to_string().as_str())
        };
        if !held.iter().any(|held| same(&held)) {
            return Ok(Some("table holding lacks a row that the record gives".to_owned()));
        }
    }
    Ok(compared.missing())
}

/// An organisation with its posts and who holds them.
async fn organisation(conn: &Snapshot, id: Uuid, told: &[Entry]) -> Result<Option<String>, StoreError> {
    let wanted = fold(told);
    let Some(live) = administered::organisation(conn, id).await? else { return Ok(differing("organisation", "id")) };
    let mut compared = Compared { told: &wanted, seen: BTreeSet::new() };
    match compared.row(&rows::organisation(&live)) {
        Ok(true) => {}
        Ok(false) => return Ok(untold("organisation")),
        Err(wrong) => return Ok(wrong),
    }
    let posts = store::organisations::posts(conn, OrgId(id)).await?;
    let ids: Vec<PostId> = posts.iter().map(|post| PostId(post.id)).collect();
    let mut holdings = Vec::new();
    for some in ids.chunks(500) {
        holdings.extend(store::holdings::of_posts(conn, some).await?);
    }
    for held in &holdings {
        match compared.row(&rows::holding(held)) {
            Ok(true) => {}
            Ok(false) if first_holding(conn, held).await? => {}
            Ok(false) => return Ok(untold("holding")),
            Err(wrong) => return Ok(wrong),
        }
    }
    for post in &posts {
        match compared.row(&rows::post(post)) {
            Ok(true) => {}
            Ok(false) => match first_post(conn, post, &holdings).await? {
                None => {}
                wrong => return Ok(wrong),
            },
            Err(wrong) => return Ok(wrong),
        }
    }
    Ok(compared.missing())
}

/// What the first entry of an account says, in the first form.
async fn first_entry(conn: &Snapshot, account: Uuid) -> Result<Option<Value>, StoreError> {
    let stored = store::record::range(conn, &format!("admin:account:{account}"), 0, 1).await?;
    Ok(stored.first().and_then(content).and_then(|entry| first_form(&entry).cloned()))
}

/// Whether a holding of which no entry of its organisation tells came with its account, in the first form of the entry.
async fn first_holding(conn: &Snapshot, held: &store::holdings::Holding) -> Result<bool, StoreError> {
    let Some(said) = first_entry(conn, held.account_id).await? else { return Ok(false) };
    Ok(id_in(&said, "post") == Some(held.post_id)
        && text(&said, "from") == Some(held.from_on.to_string().as_str())
        && held.to_on.is_none()
        && !held.deputy
        && held.acts_for_account.is_none())
}

/// What is wrong with a post of which no entry of its organisation tells: it must have come with an account.
async fn first_post(
    conn: &Snapshot,
    post: &Post,
    holdings: &[store::holdings::Holding],
) -> Result<Option<String>, StoreError> {
    for held in holdings.iter().filter(|held| held.post_id == post.id) {
        let Some(said) = first_entry(conn, held.account_id).await? else { continue };
        if id_in(&said, "post") == Some(post.id) {
            let same = text(&said, "role") == Some(post.role.as_str());
            return Ok(if same { None } else { differing("post", "role") });
        }
    }
    Ok(untold("post"))
}

/// Accounts, organisations, tokens and switches of which no entry tells.
pub async fn without_entries(conn: &Snapshot) -> Result<(), Stop> {
    let alone = |table: &str, what: String| Stop::bad(table, 0, format!("no entry tells of {what}"));
    let mut after = None;
    loop {
        let page = administered::accounts(conn, after, PAGE).await.map_err(|error| Stop::at("account", 0, error))?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let entered: Vec<String> = page.iter().map(|row| format!("admin:account:{}", row.id)).collect();
        let own: Vec<String> = page.iter().map(|row| format!("account:{}", row.id)).collect();
        let (entered_begun, own_begun) = (begun(conn, &entered).await?, begun(conn, &own).await?);
        for ((row, entered), own) in page.iter().zip(&entered).zip(&own) {
            if !entered_begun.contains(entered) {
                return Err(alone("account", format!("account {}", row.id)));
            }
            // With entries of its own they were compared at the end of its stream.
            if !own_begun.contains(own) && !administered::tokens(conn, row.id).await?.is_empty() {
                return Err(alone("api_token", format!("a token of account {}", row.id)));
            }
            called(conn, row).await?;
        }
    }
    let mut after = None;
    loop {
        let page = administered::organisations(conn, after, PAGE).await;
        let page = page.map_err(|error| Stop::at("organisation", 0, error))?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let streams: Vec<String> = page.iter().map(|row| format!("admin:organisation:{}", row.id)).collect();
        let begun = begun(conn, &streams).await?;
        if let Some((row, _)) = page.iter().zip(&streams).find(|(_, stream)| !begun.contains(*stream)) {
            return Err(alone("organisation", format!("organisation {}", row.id)));
        }
    }
    super::rules::without_entries(conn).await
}

/// An account is called by the name behind its commitment, as long as that was not erased.
async fn called(conn: &Snapshot, account: &Account) -> Result<(), Stop> {
    let name = administered::name(conn, &account.name_ref).await;
    let name = name.map_err(|error| Stop::at("personal_name", 0, error))?.and_then(|name| name.value);
    if name.is_some_and(|name| name != account.name) {
        let reason = format!("column name of account {} is not the name behind its commitment", account.id);
        return Err(Stop::bad("account", 0, reason));
    }
    Ok(())
}

/// Every name that was not erased gives its commitment.
pub async fn names(conn: &Snapshot) -> Result<(), Stop> {
    let mut after = String::new();
    loop {
        let page = administered::names(conn, &after, PAGE).await;
        let page = page.map_err(|error| Stop::at("personal_name", 0, error))?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.name_ref);
        for row in &page {
            let Some(name) = &row.value else { continue };
            let salt = row.salt.as_deref().and_then(|salt| <[u8; 32]>::try_from(salt).ok());
            if salt.is_none_or(|salt| commit(&salt, name) != NameRef(row.name_ref.clone())) {
                let reason = format!("the name and salt stored under {} do not give that commitment", row.name_ref);
                return Err(Stop::bad("personal_name", 0, reason));
            }
        }
    }
}
