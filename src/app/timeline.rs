//! The newest entries of a dossier's own stream, with the names behind their commitments.

use super::record::content;
use super::{App, Error, Who, read};
use crate::store::dossiers::{self, Find};
use crate::store::record::dossier_stream;
use crate::store::{self};
use chrono::{DateTime, Utc};
use engine::event::Event;
use engine::ids::{OrgId, PostId};
use engine::record::{Entry, NameRef};
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};

/// One entry.
pub struct Told {
    /// When.
    pub at: DateTime<Utc>,
    /// Content; none when it cannot be read.
    pub entry: Option<Entry>,
}

/// Entries, newest first.
pub struct Timeline {
    /// The entries.
    pub entries: Vec<Told>,
    /// Names behind commitments; an erased name is missing.
    pub persons: BTreeMap<NameRef, String>,
    /// Organisations that acted, as they are called today.
    pub orgs: BTreeMap<OrgId, Bilingual>,
    /// Posts that acted, as they are called today.
    pub posts: BTreeMap<PostId, Bilingual>,
}

/// The last `limit` entries of the dossier `number`, within the reader's scope.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn timeline(app: &App, who: &Who, number: &str, limit: u64) -> Result<Timeline, Error> {
    let loaded = dossiers::load(&app.store, &who.scope(), Find::Number(number)).await?.ok_or(Error::NotFound)?;
    let after = loaded.head.seq.saturating_sub(limit);
    let stored = store::record::range(&app.store, &dossier_stream(loaded.dossier.id), after, limit).await?;
    let entries: Vec<Told> = stored.iter().rev().map(|stored| Told { at: stored.at, entry: content(stored) }).collect();
    let readable = || entries.iter().filter_map(|told| told.entry.as_ref());
    let events: Vec<Event> = readable().flat_map(|entry| entry.events.iter().cloned()).collect();
    let mut persons = read::persons_in(app, &events).await?;
    let actors: Vec<NameRef> = readable().flat_map(super::record::persons).collect();
    persons.extend(store::names::resolve(&app.store, &actors).await?);
    let orgs: BTreeSet<OrgId> = readable().filter_map(|entry| entry.by.acting.org).collect();
    let posts: BTreeSet<PostId> = readable().filter_map(|entry| entry.by.acting.post).collect();
    let (orgs, posts) = (app.org_names(&orgs).await?, read::post_titles(app, posts).await?);
    Ok(Timeline { entries, persons, orgs, posts })
}
