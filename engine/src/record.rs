//! The record: canonical bytes of an entry, commitments for names, the chain of a stream.
//!
//! An entry's bytes are RFC 8785 JSON and are stored verbatim; nothing is ever re-serialised to verify it. The link is
//! the RFC 6962 leaf hash, SHA-256(0x00 ‖ bytes), so that the same value will serve a Merkle tree over all entries.

use crate::actor::{Acting, Role};
use crate::event::Event;
use crate::ids::{AccountId, OrgId, PostId};
use crate::refusal::Refusal;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Format tag of every entry written by this version.
pub const FORMAT: &str = "thoathuan-entry/1";

/// `prev` of the first entry of a stream.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Largest entry, in bytes (the limit of C2SP tlog-tiles entry bundles); larger things enter by their SHA-256.
pub const MAX_BYTES: usize = 65_535;

/// A person's name in the record: SHA-256 of a salt and the name. Erasing salt and name keeps every proof whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameRef(pub String);

/// Commits to `name` under `salt` (32 random bytes, given by the shell).
pub fn commit(salt: &[u8; 32], name: &str) -> NameRef {
    let mut hash = Sha256::new();
    hash.update(b"thoathuan-name/1\0");
    hash.update(salt);
    hash.update(name.nfc().collect::<String>().as_bytes());
    NameRef(hex::encode(hash.finalize()))
}

/// What kind of thing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A command on a dossier, with its events.
    Command,
    /// A refused attempt.
    Refusal,
    /// A text or attachment was read.
    Read,
    /// The record or a dossier was exported.
    Export,
    /// Sign-in, failed sign-in, sign-out.
    Session,
    /// A notice was handed over to the mail relay, or given up.
    Notice,
    /// An act of administration.
    Administration,
}

impl Kind {
    /// The kind's fixed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Command => "command",
            Kind::Refusal => "refusal",
            Kind::Read => "read",
            Kind::Export => "export",
            Kind::Session => "session",
            Kind::Notice => "notice",
            Kind::Administration => "administration",
        }
    }
}

/// The content of one entry. Names, posts and organisations are as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// [`FORMAT`].
    pub format: String,
    /// Stream, for example `dossier:<id>`.
    pub stream: String,
    /// 1, 2, 3 … within the stream, without gaps.
    pub seq: u64,
    /// Link of the entry before, or [`GENESIS`].
    pub prev: String,
    /// RFC 3339, UTC, milliseconds.
    pub at: String,
    /// Kind.
    pub kind: Kind,
    /// Command, or what was read.
    pub act: String,
    /// Who.
    pub by: By,
    /// Provisions on which it rests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
    /// Facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// What it concerned, for reads, exports, sessions, notices and administration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<serde_json::Value>,
}

/// Who acted, as he was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Flat")]
pub struct By {
    /// Account, post, organisation, role.
    #[serde(flatten)]
    pub acting: Acting,
    /// Commitment to the person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<NameRef>,
    /// Title of the post then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_title: Option<String>,
    /// Name of the organisation then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_name: Option<String>,
    /// For whom he stood in, as recorded deputy.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub stands_for: Option<StandsFor>,
}

/// [`By`] with the fields of [`Acting`] among its own. Reading a flattened field keeps every value until it is known to
/// whom it belongs; verification reads very many.
#[derive(Deserialize)]
struct Flat {
    account: Option<AccountId>,
    post: Option<PostId>,
    org: Option<OrgId>,
    role: Role,
    deputy: bool,
    name: Option<NameRef>,
    post_title: Option<String>,
    org_name: Option<String>,
    #[serde(rename = "for")]
    stands_for: Option<StandsFor>,
}

impl From<Flat> for By {
    fn from(flat: Flat) -> Self {
        let Flat { account, post, org, role, deputy, name, post_title, org_name, stands_for } = flat;
        Self { acting: Acting { account, post, org, role, deputy }, name, post_title, org_name, stands_for }
    }
}

/// The person for whom a deputy acted, as he was called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandsFor {
    /// The account.
    pub account: AccountId,
    /// Commitment to the person's name.
    pub name: NameRef,
}

/// An entry's stored bytes and their link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Canonical bytes.
    pub body: String,
    /// Link, hex.
    pub hash: String,
}

/// Why an entry could not be sealed or does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It cannot be written canonically.
    #[error("the entry cannot be written canonically: {0}")]
    Canonical(String),
    /// It is larger than [`MAX_BYTES`].
    #[error("the entry has {0} bytes; {MAX_BYTES} are allowed")]
    TooLarge(usize),
    /// The stored bytes do not give the stored link.
    #[error("the stored bytes do not give the stored hash")]
    HashMismatch,
    /// The bytes are not an entry.
    #[error("the stored bytes are not an entry: {0}")]
    Unreadable(String),
    /// The bytes belong to another place of the stream.
    #[error("the entry says {said}, its place is {place}")]
    Misplaced {
        /// What the bytes say.
        said: String,
        /// Where they lie.
        place: String,
    },
    /// The entry before is not the one this entry was chained to.
    #[error("the entry is not chained to the one before it")]
    BrokenLink,
    /// A query column differs from the bytes.
    #[error("column {0} differs from the stored bytes")]
    ColumnDiffers(&'static str),
}

/// The form of an instant in an entry.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Link of `body`: SHA-256(0x00 ‖ body), hex (RFC 6962 section 2.1, leaf).
pub fn link(body: &str) -> String {
    hex::encode(leaf(body))
}

fn leaf(body: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(body.as_bytes());
    hash.finalize().into()
}

/// Whether `hash` is the link of `body`, without making a text of it: verification asks it of every entry.
fn links(body: &str, hash: &str) -> bool {
    let mut text = [0; 64];
    hex::encode_to_slice(leaf(body), &mut text).is_ok() && text == hash.as_bytes()
}

/// Canonical bytes and link of `entry`.
///
/// # Errors
/// [`RecordError::Canonical`] or [`RecordError::TooLarge`].
pub fn seal(entry: &Entry) -> Result<Sealed, RecordError> {
    let body = serde_json_canonicalizer::to_string(entry).map_err(|error| RecordError::Canonical(error.to_string()))?;
    if body.len() > MAX_BYTES {
        return Err(RecordError::TooLarge(body.len()));
    }
    let hash = link(&body);
    Ok(Sealed { body, hash })
}

/// Checks one stored entry at its place and returns its content.
///
/// # Errors
/// The first [`RecordError`] that holds.
pub fn check(stream: &str, seq: u64, prev: &str, body: &str, hash: &str) -> Result<Entry, RecordError> {
    if !links(body, hash) {
        return Err(RecordError::HashMismatch);
    }
    let entry: Entry = serde_json::from_str(body).map_err(|error| RecordError::Unreadable(error.to_string()))?;
    if entry.stream != stream || entry.seq != seq {
        return Err(RecordError::Misplaced {
            said: format!("{} {}", entry.stream, entry.seq),
            place: format!("{stream} {seq}"),
        });
    }
    if entry.prev != prev {
        return Err(RecordError::BrokenLink);
    }
    Ok(entry)
}
