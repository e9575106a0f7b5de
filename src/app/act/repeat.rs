//! The same request again: it is answered with what came of it the first time.

use super::super::files::Upload;
use super::super::who::Who;
use super::super::{App, Error};
use super::{Asked, Done};
use crate::store::{self, Batch};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Keeps what came of a request, in the batch that did it: the same key is answered with it from then on.
pub fn claim(
    batch: &mut Batch,
    who: &Who,
    key: &str,
    fingerprint: &str,
    done: &Done,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(account) = who.account else { return Ok(()) };
    let outcome = serde_json::to_string(done).map_err(|error| Error::Fault(error.to_string()))?;
    let kept = store::idempotency::Done { request_hash: fingerprint.to_owned(), outcome, at };
    store::idempotency::claim(batch, account, key, kept);
    Ok(())
}

/// The outcome of an earlier request with the same key.
pub async fn saved(app: &App, who: &Who, key: &str, fingerprint: &str) -> Result<Option<Done>, Error> {
    let Some(account) = who.account else { return Ok(None) };
    let Some(saved) = store::idempotency::load(&app.store, account, key).await? else { return Ok(None) };
    if saved.request_hash != fingerprint {
        return Err(Error::KeyReused);
    }
    serde_json::from_str(&saved.outcome).map(Some).map_err(|error| Error::Fault(error.to_string()))
}

/// What makes two requests the same: dossier, command, data and the content of files.
pub fn fingerprint(number: &str, asked: &Asked) -> String {
    let files = |files: &[(String, Upload)]| -> Vec<(String, String)> {
        files.iter().map(|(name, upload)| (name.clone(), store::blobs::digest(&upload.bytes))).collect()
    };
    let parts =
        serde_json::json!([number, asked.command, asked.data, asked.seen, files(&asked.texts), files(&asked.papers)]);
    hex::encode(Sha256::digest(parts.to_string().as_bytes()))
}
