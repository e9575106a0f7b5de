//! What somebody saw when he began to change something: what two administrators type at once is not lost without a word.
//! These rows have no version of their own; a mark of what they say serves as one. A form carries it, a program sends it as
//! `seen`; who changes what is no longer so hears of it ([`Error::Changed`]) instead of undoing another's change.

use super::rows;
use crate::app::Error;
use crate::store::accounts::Account;
use crate::store::organisations::{Organisation, Post};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Characters of a mark: enough that no change meets the mark before it.
const LENGTH: usize = 16;

fn mark(said: &Value) -> String {
    let mut mark = hex::encode(Sha256::digest(said.to_string()));
    mark.truncate(LENGTH);
    mark
}

/// Of an organisation.
pub fn organisation(row: &Organisation) -> String {
    mark(&rows::organisation(row))
}

/// Of a post.
pub fn post(row: &Post) -> String {
    mark(&rows::post(row))
}

/// Of what an administrator changes of an account.
pub fn account(name: &str, lang: &str, email: &str) -> String {
    mark(&json!([name, lang, email]))
}

pub(super) fn account_row(row: &Account) -> String {
    account(&row.name, &row.lang, &row.email)
}

/// Of a track or clock: how many acts there are on it. None is ever taken back.
pub fn acts(known: usize) -> String {
    known.to_string()
}

/// Whether something is no longer as it was seen. Whoever says nothing of what he saw changes it as it is.
pub(super) fn is_stale(seen: Option<&str>, now: &str) -> bool {
    seen.is_some_and(|seen| seen != now)
}

/// What was asked for, if it was asked for on what stands there now; else that it has changed, before anything that would
/// be wrong with it.
///
/// # Errors
/// [`Error::Changed`]; those of `checked`.
pub(super) fn judged<T>(is_stale: bool, checked: Result<T, Error>) -> Result<T, Error> {
    match checked {
        Err(Error::Invalid(_)) if is_stale => Err(Error::Changed),
        other => other,
    }
}
