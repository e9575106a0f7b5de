//! What the record knows of rules and tokens, against the live rows: switches, targets, published packs, API tokens.

use super::Stop;
use crate::app::tokens::fingerprint;
use crate::store::administered::{self, Pack, Switch, Target, Token};
use crate::store::record::begun;
use crate::store::{Snapshot, StoreError};
use engine::record::{Entry, instant};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Acts that live rows must agree with.
pub const ACTS: [&str; 5] = ["issue-token", "revoke-token", "switch-track", "set-target", "publish-pack"];

fn text<'a>(subject: &'a Value, key: &str) -> Option<&'a str> {
    subject.get(key)?.as_str()
}

fn id_in(subject: &Value, key: &str) -> Option<Uuid> {
    text(subject, key)?.parse().ok()
}

/// What is wrong with the rows that the entries `told` of one stream speak of.
///
/// # Errors
/// [`StoreError`].
pub async fn differs(conn: &Snapshot, stream: &str, told: &[Entry]) -> Result<Option<String>, StoreError> {
    let of = |act: &'static str| told.iter().filter(move |entry| entry.act == act).collect::<Vec<&Entry>>();
    if let Some(id) = stream.strip_prefix("account:").and_then(|id| id.parse().ok()) {
        return tokens(conn, id, told).await;
    }
    if let Some(track) = stream.strip_prefix("admin:track:") {
        let live = administered::switches(conn).await?;
        let live: Vec<&Switch> = live.iter().filter(|row| format!("{}:{}", row.pack_id, row.track) == track).collect();
        // By its id: two acts at once may stand in the chain in another order than their instants.
        let wanted = of("switch-track");
        let told = |row: &&Switch| wanted.iter().any(|entry| switched(row, entry));
        if live.len() != wanted.len() || !live.iter().all(told) {
            return Ok(Some("table track_switch differs from the acts of switching".to_owned()));
        }
    }
    if let Some(clock) = stream.strip_prefix("admin:target:") {
        let live = administered::targets(conn).await?;
        let live: Vec<&Target> = live.iter().filter(|row| format!("{}:{}", row.pack_id, row.clock) == clock).collect();
        let wanted = of("set-target");
        let told = |row: &&Target| wanted.iter().any(|entry| set(row, entry));
        if live.len() != wanted.len() || !live.iter().all(told) {
            return Ok(Some("table target differs from the acts of setting".to_owned()));
        }
    }
    if let Some(pack) = stream.strip_prefix("admin:pack:") {
        let live = administered::packs(conn).await?;
        for entry in of("publish-pack") {
            let version = entry.subject.as_ref().and_then(|said| said.get("version")).and_then(Value::as_i64);
            let row = live.iter().find(|row| row.id == pack && Some(i64::from(row.version)) == version);
            if !row.is_some_and(|row| published(row, entry)) {
                return Ok(Some("table pack differs from what was published".to_owned()));
            }
        }
    }
    Ok(None)
}

/// Every token of an account was issued, as it stands, and revoked when it says so.
async fn tokens(conn: &Snapshot, account: Uuid, told: &[Entry]) -> Result<Option<String>, StoreError> {
    let mut wanted: BTreeMap<Uuid, (&Value, Option<&str>)> = BTreeMap::new();
    for entry in told {
        let Some(said) = &entry.subject else { continue };
        // An account that is closed loses all its tokens in one act.
        let all = said.get("tokens").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let ids = all.iter().filter_map(|id| id.as_str()?.parse().ok()).chain(id_in(said, "token"));
        for id in ids {
            match entry.act.as_str() {
                "issue-token" => drop(wanted.insert(id, (said, None))),
                "revoke-token" => {
                    if let Some(known) = wanted.get_mut(&id) {
                        known.1 = text(said, "revoked_at");
                    }
                }
                _ => {}
            }
        }
    }
    let live = administered::tokens(conn, account).await?;
    let same = |row: &Token| wanted.get(&row.id).is_some_and(|(said, revoked)| issued(row, said, *revoked));
    let fine = live.len() == wanted.len() && live.iter().all(same);
    Ok((!fine).then(|| "table api_token differs from the tokens that were issued".to_owned()))
}

fn issued(row: &Token, said: &Value, revoked_at: Option<&str>) -> bool {
    // Tokens issued before tokens had scopes and ends say nothing of them; they were for everything but administration.
    let fingerprinted = text(said, "fingerprint").is_none_or(|known| known == fingerprint(&row.hash));
    fingerprinted
        && text(said, "name") == Some(row.name.as_str())
        && text(said, "scope").unwrap_or("write") == row.scope
        && text(said, "expires_at").map(str::to_owned) == row.expires_at.map(instant)
        && revoked_at.map(str::to_owned) == row.revoked_at.map(instant)
}

fn switched(row: &Switch, entry: &Entry) -> bool {
    let Some(said) = &entry.subject else { return false };
    let basis = said.get("basis").unwrap_or(&Value::Null);
    id_in(said, "switch") == Some(row.id)
        && said.get("enabled").and_then(Value::as_bool) == Some(row.enabled)
        && text(basis, "vi") == Some(row.basis_vi.as_str())
        && text(basis, "en") == Some(row.basis_en.as_str())
        && text(said, "reason") == Some(row.reason.as_str())
        && text(said, "effective_on") == Some(row.effective_on.to_string().as_str())
        && text(said, "switched_at") == Some(instant(row.at).as_str())
        && entry.by.acting.account.map(|account| account.0) == row.account_id
}

fn set(row: &Target, entry: &Entry) -> bool {
    let Some(said) = &entry.subject else { return false };
    let basis = said.get("basis").unwrap_or(&Value::Null);
    id_in(said, "target") == Some(row.id)
        && text(said, "days_kind") == Some(row.days_kind.as_str())
        && said.get("days").and_then(Value::as_i64) == Some(i64::from(row.days))
        && text(basis, "vi") == Some(row.basis_vi.as_str())
        && text(basis, "en") == Some(row.basis_en.as_str())
        && text(said, "reason") == Some(row.reason.as_str())
        && text(said, "effective_on") == Some(row.effective_on.to_string().as_str())
        && text(said, "set_at") == Some(instant(row.at).as_str())
        && entry.by.acting.account.map(|account| account.0) == row.account_id
}

fn published(row: &Pack, entry: &Entry) -> bool {
    let Some(said) = &entry.subject else { return false };
    text(said, "sha256") == Some(row.hash.as_str())
        && text(said, "published_at") == Some(instant(row.published_at).as_str())
        && entry.by.acting.account.map(|account| account.0) == row.published_by
}

/// Switches and targets of which no entry tells, and packs whose text is not the published one.
pub async fn without_entries(conn: &Snapshot) -> Result<(), Stop> {
    let alone = |table: &str, what: String| Stop::bad(table, 0, format!("no entry tells of {what}"));
    let switches = administered::switches(conn).await.map_err(|error| Stop::at("track_switch", 0, error))?;
    let streams: Vec<String> =
        switches.iter().map(|row| format!("admin:track:{}:{}", row.pack_id, row.track)).collect();
    let known = begun(conn, &streams).await?;
    if let Some((row, _)) = switches.iter().zip(&streams).find(|(_, stream)| !known.contains(*stream)) {
        return Err(alone("track_switch", format!("a switch of {} of {}", row.track, row.pack_id)));
    }
    let targets = administered::targets(conn).await.map_err(|error| Stop::at("target", 0, error))?;
    let streams: Vec<String> =
        targets.iter().map(|row| format!("admin:target:{}:{}", row.pack_id, row.clock)).collect();
    let known = begun(conn, &streams).await?;
    if let Some((row, _)) = targets.iter().zip(&streams).find(|(_, stream)| !known.contains(*stream)) {
        return Err(alone("target", format!("a target of {} of {}", row.clock, row.pack_id)));
    }
    let packs = administered::packs(conn).await.map_err(|error| Stop::at("pack", 0, error))?;
    for row in &packs {
        let name = format!("{} version {}", row.id, row.version);
        if hex::encode(Sha256::digest(&row.text)) != row.hash {
            return Err(Stop::bad("pack", 0, format!("the text of {name} does not give its SHA-256")));
        }
        // What a person published has its entry; what the program brought along has none and names nobody.
        let stream = [format!("admin:pack:{}", row.id)];
        if row.published_by.is_some() && begun(conn, &stream).await?.is_empty() {
            return Err(alone("pack", format!("{name}, which somebody published")));
        }
    }
    Ok(())
}
