//! What the record says of a row: all of it that administration decides. Persons and addresses stand in it as commitments
//! only. Written here for entries and for verification alike, so that the two cannot differ.

use crate::store::accounts::Account;
use crate::store::holdings::Holding;
use crate::store::links::AccessLink;
use crate::store::organisations::{Organisation, Post};
use engine::record::{commit, instant};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// An organisation.
pub fn organisation(row: &Organisation) -> Value {
    let mut told = json!({
        "table": "organisation",
        "id": row.id,
        "kind": row.kind,
        "code": row.code,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "parent_id": row.parent_id,
        "second_parent_id": row.second_parent_id,
        "locality_id": row.locality_id,
        "successor_id": row.successor_id,
    });
    // Not told where there is none: entries from before there were kinds of bodies hold as they are.
    if let (Some(kind), Value::Object(told)) = (&row.body_kind, &mut told) {
        told.insert("body_kind".to_owned(), json!(kind));
    }
    told
}

/// A post.
pub fn post(row: &Post) -> Value {
    json!({
        "table": "post",
        "id": row.id,
        "org_id": row.org_id,
        "title_vi": row.title_vi,
        "title_en": row.title_en,
        "role": row.role,
        "above_id": row.above_id,
        "intake": row.intake,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    })
}

/// Who holds a post.
pub fn holding(row: &Holding) -> Value {
    json!({
        "table": "holding",
        "id": row.id,
        "account_id": row.account_id,
        "post_id": row.post_id,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "deputy": row.deputy,
        "acts_for_account": row.acts_for_account,
    })
}

/// A holding that is taken back before it began: there is no such row any more.
pub fn taken_back(row: &Holding) -> Value {
    json!({ "table": "holding", "id": row.id, "post_id": row.post_id, "taken_back": true })
}

/// An account. The address is committed to under the salt of the name, so that erasing the name hides it too; of the
/// password hash only its SHA-256 is told, so that a password set past the service is seen.
pub fn account(row: &Account, salt: Option<&[u8; 32]>) -> Value {
    let hash = |text: &String| hex::encode(Sha256::digest(text.as_bytes()));
    let mut told = json!({
        "table": "account",
        "id": row.id,
        "name_ref": row.name_ref,
        "lang": row.lang,
        "created_at": instant(row.created_at),
        "disabled_at": row.disabled_at.map(instant),
        "email_verified": row.email_verified,
        "password_hash": row.password_hash.as_ref().map(hash),
    });
    if let (Some(salt), Value::Object(columns)) = (salt, &mut told) {
        columns.insert("email".to_owned(), json!(commit(salt, &format!("e-mail:{}", row.email))));
    }
    told
}

/// A one-time link.
pub fn link(row: &AccessLink) -> Value {
    json!({
        "table": "access_link",
        "id": row.id,
        "account_id": row.account_id,
        "purpose": row.purpose,
        "hash": row.hash,
        "created_at": instant(row.created_at),
        "expires_at": instant(row.expires_at),
        "used_at": row.used_at.map(instant),
        "withdrawn_at": row.withdrawn_at.map(instant),
    })
}
