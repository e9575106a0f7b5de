//! The registry: partners, relations, documents and activities, which stay when a procedure is over.
//!
//! Each record has a stream of its own, `registry:<kind>:<id>`, whose entries hold the whole of it as it became. Its
//! version is the number of its last entry: who changes it says which version he saw, and comes too late when it has
//! moved. `audit verify` compares the last entry with the rows ([`facts`] says what of a row the record tells).
//!
//! (The registry of rule packs is [`crate::registry`].)

pub mod activities;
mod alike;
pub mod countries;
mod document_rows;
pub mod documents;
pub mod facts;
pub mod history;
pub mod input;
pub mod partial;
mod partner_rows;
pub mod partners;
pub mod relations;

use super::act::{Done, TRIES, claim, saved};
use super::record::{Line, chain};
use super::{App, Error, Who, raced};
use crate::store::{self, Batch, Head};
use chrono::{DateTime, Utc};
use engine::actor::{Acting, Holding, Role};
use engine::ids::OrgId;
use engine::record::{By, Kind};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) use partner_rows::derived as partner_derived;

/// Rows as they are stored, for pages and REST, which do not name the store.
pub mod rows {
    pub use crate::store::activities::{Activity, Filter as ActivityFilter};
    pub use crate::store::documents::{Document, Filter as DocumentFilter, Party};
    pub use crate::store::partners::Partner;
    pub use crate::store::relations::{Filter as RelationFilter, Relation};
}

/// Kinds of record, as their streams name them.
pub const PARTNER: &str = "partner";
/// See [`PARTNER`].
pub const RELATION: &str = "relation";
/// See [`PARTNER`].
pub const DOCUMENT: &str = "document";
/// See [`PARTNER`].
pub const ACTIVITY: &str = "activity";

/// Stream of a record of the registry.
pub fn stream(kind: &str, id: Uuid) -> String {
    format!("registry:{kind}:{id}")
}

/// What a reader may see and do in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Localities whose relations, documents and activities he keeps.
    pub localities: BTreeSet<Uuid>,
    /// Whether he keeps the partners' own data.
    pub partners: bool,
    /// Whether he sees relations, documents and activities of every locality, and contacts.
    pub shared: bool,
    /// Whether he reads documents that are not public, whosever they are.
    pub whole: bool,
}

impl Rights {
    /// Whether he keeps what belongs to `locality`.
    pub fn keeps(&self, locality: Option<Uuid>) -> bool {
        locality.is_some_and(|locality| self.localities.contains(&locality))
    }

    /// The person before his input: whether he keeps what belongs to `locality`.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn must_keep(&self, locality: Option<Uuid>) -> Result<(), Error> {
        if self.keeps(locality) { Ok(()) } else { Err(Error::Forbidden) }
    }
}

/// What `who` may see and do.
///
/// # Errors
/// [`Error::Forbidden`] for who has no business with content (administrators).
pub async fn rights(app: &App, who: &Who) -> Result<Rights, Error> {
    let held = &who.actor.holdings;
    let local = |held: &&Holding| matches!(held.role, Role::Official | Role::Leader);
    let localities: BTreeSet<Uuid> = held.iter().filter(local).filter_map(|held| Some(held.locality?.0)).collect();
    let reviews: BTreeSet<OrgId> =
        held.iter().filter(|held| held.role == Role::Reviewer).map(|held| held.org).collect();
    let mofa =
        !reviews.is_empty() && app.directory(OrgId(Uuid::nil())).await?.mofa.is_some_and(|id| reviews.contains(&id));
    if !held.iter().any(|held| !matches!(held.role, Role::Administrator | Role::System)) {
        return Err(Error::Forbidden);
    }
    Ok(Rights {
        partners: !localities.is_empty() || mofa,
        shared: !localities.is_empty() || mofa || who.has(Role::Inspector),
        whole: mofa || who.has(Role::Inspector),
        localities,
    })
}

/// The person before his input: whether `who` keeps partners at all.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn may_keep_partners(app: &App, who: &Who) -> Result<(), Error> {
    if rights(app, who).await?.partners { Ok(()) } else { Err(Error::Forbidden) }
}

/// The same for relations, documents and activities of a locality of his own.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn may_keep_own(app: &App, who: &Who) -> Result<(), Error> {
    if rights(app, who).await?.localities.is_empty() { Err(Error::Forbidden) } else { Ok(()) }
}

/// Under which of his posts `who` keeps the registry: that of `locality`, else the first that may.
pub(super) fn acting(who: &Who, locality: Option<Uuid>) -> Acting {
    let may = |held: &&Holding| matches!(held.role, Role::Official | Role::Leader | Role::Reviewer);
    let own = |held: &&Holding| locality.is_some() && held.locality.map(|org| org.0) == locality;
    let held = who.actor.holdings.iter().filter(may).find(own).or(who.actor.holdings.iter().find(may));
    match held {
        Some(held) => Acting {
            account: who.account,
            post: Some(held.post),
            org: Some(held.org),
            role: held.role,
            deputy: held.deputy,
        },
        None => who.acting(),
    }
}

/// Which version a row is, when it was changed last and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Number of its last entry.
    pub version: i64,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// By which account.
    pub by: Option<Uuid>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The record.
    pub id: Uuid,
    /// Its version now.
    pub version: u64,
}

/// One change of one record.
pub(super) struct Change<'a> {
    /// Its stream.
    pub stream: String,
    /// The record.
    pub id: Uuid,
    /// What is done.
    pub act: &'static str,
    /// Which version the actor saw; none for a new record.
    pub seen: Option<u64>,
    /// The key under which the same request has one effect.
    pub key: Option<&'a str>,
    /// What makes two requests the same.
    pub print: String,
    /// The locality concerned.
    pub locality: Option<Uuid>,
}

/// What makes two requests the same.
pub(super) fn print(act: &str, on: Option<(Uuid, u64)>, data: &impl Serialize) -> String {
    let text = serde_json::to_string(&(act, on, data)).unwrap_or_default();
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Under which key a change came, and what was sent of it where the rest was filled in: the same change sent twice stays
/// the same when somebody else changed the rest in between.
#[derive(Debug, Clone, Copy, Default)]
pub struct Once<'a> {
    /// The key.
    pub key: Option<&'a str>,
    /// What was sent; all of the data unless given.
    pub sent: Option<&'a Value>,
}

impl<'a> Once<'a> {
    /// Everything was sent.
    pub fn whole(key: Option<&'a str>) -> Self {
        Self { key, sent: None }
    }

    /// What makes two such changes the same.
    fn print(&self, act: &str, on: (Uuid, u64), data: &impl Serialize) -> String {
        match self.sent {
            Some(sent) => print(act, Some(on), sent),
            None => print(act, Some(on), data),
        }
    }
}

/// Adds the next entry of a stream to the batch; `rows` adds what is written with it, under the stamp that the entry gives,
/// and gives back what the entry says.
///
/// # Errors
/// [`Error`].
pub(super) fn add_entry(
    app: &App,
    batch: &mut Batch,
    stream: &str,
    head: &Head,
    by: By,
    act: &'static str,
    rows: impl FnOnce(&mut Batch, Stamp) -> Result<Value, Error>,
) -> Result<Head, Error> {
    let now = app.clock.now();
    let version = i64::try_from(head.seq.saturating_add(1)).unwrap_or(i64::MAX);
    let stamp = Stamp { version, at: Some(now), by: by.acting.account.map(|account| account.0) };
    let line = Line { subject: Some(rows(batch, stamp)?), ..Line::new(Kind::Administration, act) };
    let next = chain(stream, head, now, by, line)?;
    store::record::append(batch, app.ids.uuid(), &next.entry, &next.sealed)?;
    store::record::advance(batch, stream, head, &next.head)?;
    Ok(next.head)
}

/// Carries out a change: `rows` puts what is written into the batch and gives back what the entry says.
///
/// # Errors
/// [`Error::Changed`] when the record is no longer the version that was seen.
pub(super) async fn carry_out(
    app: &App,
    who: &Who,
    change: Change<'_>,
    rows: impl Fn(&mut Batch, Stamp) -> Result<Value, Error>,
) -> Result<Kept, Error> {
    for attempt in 0..TRIES {
        if let Some(key) = change.key
            && let Some(done) = saved(app, who, key, &change.print).await?
        {
            return Ok(Kept { id: done.number.parse().unwrap_or(change.id), version: done.seq });
        }
        let head = store::record::head(&app.store, &change.stream).await?;
        if head.seq != change.seen.unwrap_or(0) {
            // The same request may have come twice at once.
            return match partners::earlier(app, who, change.key, &change.print).await? {
                Some(done) => Ok(done),
                None => Err(Error::Changed),
            };
        }
        let by = who.by(&acting(who, change.locality));
        let mut batch = Batch::new();
        let next = add_entry(app, &mut batch, &change.stream, &head, by, change.act, &rows)?;
        if let Some(key) = change.key {
            let done = Done {
                number: change.id.to_string(),
                command: change.act.to_owned(),
                seq: next.seq,
                state: String::new(),
                track: String::new(),
            };
            claim(&mut batch, who, key, &change.print, &done, app.clock.now())?;
        }
        match app.store.commit(batch).await {
            Ok(()) => return Ok(Kept { id: change.id, version: next.seq }),
            Err(error) if raced(&error) => app.pause(attempt).await,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Busy)
}

/// An inspector's look at a record of the registry is recorded before it is shown.
///
/// # Errors
/// [`Error`].
pub(super) async fn looked(app: &App, who: &Who, kind: &str, id: Uuid) -> Result<(), Error> {
    super::reading::look(app, who, None, super::reading::Look::Registry, serde_json::json!({ kind: id })).await
}
