//! What lies outside dossiers and the record knows: accounts with their posts, organisations, and the names behind
//! commitments; rules and tokens are in [`super::rules`]. Whoever adds an act of administration says here what it makes of the rows.

use super::{PAGE, Stop};
use crate::store::administered::{self, Account};
use crate::store::record::begun;
use crate::store::{Snapshot, StoreError};
use engine::record::{Entry, NameRef, commit};
use serde_json::Value;
use uuid::Uuid;

/// Acts that live rows must agree with.
const ACTS: [&str; 2] = ["enter-account", "enter-organisation"];

/// Whether live rows must agree with an entry.
pub fn concerns(entry: &Entry) -> bool {
    ACTS.contains(&entry.act.as_str()) || super::rules::ACTS.contains(&entry.act.as_str())
}

/// What is wrong with the rows that the entries `told` of one stream speak of.
///
/// # Errors
/// [`StoreError`].
pub async fn differs(conn: &Snapshot, stream: &str, told: &[Entry]) -> Result<Option<String>, StoreError> {
    let of = |act: &'static str| told.iter().filter(move |entry| entry.act == act).filter_map(|e| e.subject.as_ref());
    for subject in of("enter-account") {
        if let Some(wrong) = account(conn, subject).await? {
            return Ok(Some(wrong));
        }
    }
    for subject in of("enter-organisation") {
        if let Some(wrong) = organisation(conn, subject).await? {
            return Ok(Some(wrong));
        }
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

/// The account, the one post it was entered with, and that it holds this post alone.
async fn account(conn: &Snapshot, said: &Value) -> Result<Option<String>, StoreError> {
    let Some(id) = id_in(said, "account") else { return Ok(differing("account", "id")) };
    let Some(live) = administered::account(conn, id).await? else { return Ok(differing("account", "id")) };
    if text(said, "name") != Some(live.name_ref.as_str()) {
        return Ok(differing("account", "name_ref"));
    }
    let post = id_in(said, "post");
    let holdings = administered::holdings(conn, id).await?;
    let [held] = holdings.as_slice() else {
        return Ok(Some(format!("table holding has {} rows where the record gives 1", holdings.len())));
    };
    let pairs = [
        ("post_id", Some(held.post_id) == post),
        ("from_on", Some(held.from_on.to_string().as_str()) == text(said, "from")),
        ("to_on", held.to_on.is_none()),
        ("deputy", !held.deputy),
        ("acts_for_account", held.acts_for_account.is_none()),
    ];
    if let Some((column, _)) = pairs.into_iter().find(|(_, same)| !same) {
        return Ok(differing("holding", column));
    }
    let live = administered::post(conn, held.post_id).await?;
    let Some(live) = live else { return Ok(differing("post", "id")) };
    if text(said, "role") != Some(live.role.as_str()) {
        return Ok(differing("post", "role"));
    }
    Ok(if id_in(said, "organisation") == Some(live.org_id) { None } else { differing("post", "org_id") })
}

async fn organisation(conn: &Snapshot, said: &Value) -> Result<Option<String>, StoreError> {
    let live = match id_in(said, "organisation") {
        Some(id) => administered::organisation(conn, id).await?,
        None => None,
    };
    let Some(live) = live else { return Ok(differing("organisation", "id")) };
    let pairs = [
        ("code", live.code.as_deref() == text(said, "code")),
        ("kind", Some(live.kind.as_str()) == text(said, "kind")),
        ("name_vi", Some(live.name_vi.as_str()) == text(said, "name")),
    ];
    Ok(pairs.into_iter().find(|(_, same)| !same).and_then(|(column, _)| differing("organisation", column)))
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
