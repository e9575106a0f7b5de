//! Which version of a row somebody saw who now changes it: what two administrators type at once is not lost without a word.
//! These rows have no version of their own; a mark of what they say serves as one.

use super::rows;
use crate::app::Error;
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

/// Whether it still is what was seen; nobody has to say what he saw.
///
/// # Errors
/// [`Error::Changed`].
pub(super) fn still(seen: Option<&str>, now: &str) -> Result<(), Error> {
    if seen.is_none_or(|seen| seen == now) { Ok(()) } else { Err(Error::Changed) }
}
