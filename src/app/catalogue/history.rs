//! Who changed a record of the registry, and when.

use crate::app::record::content;
use crate::app::{App, Error, read};
use crate::store;
use chrono::{DateTime, Utc};
use engine::ids::{OrgId, PostId};
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};

/// Changes shown.
const MOST: u64 = 20;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// What, as the record names it.
    pub act: String,
    /// Name; none for the service itself or when erased.
    pub name: Option<String>,
    /// Post, as it is called today.
    pub post: Option<Bilingual>,
    /// Organisation, as it is called today.
    pub org: Option<Bilingual>,
}

/// The last changes of the record with that stream, newest first.
///
/// # Errors
/// [`Error`].
pub async fn steps(app: &App, stream: &str, version: i64) -> Result<Vec<Step>, Error> {
    let last = u64::try_from(version).unwrap_or_default();
    let stored = store::record::range(&app.store, stream, last.saturating_sub(MOST), MOST).await?;
    let told: Vec<_> = stored.iter().rev().filter_map(|row| Some((row.at, content(row)?))).collect();
    let persons: Vec<_> = told.iter().filter_map(|(_, entry)| entry.by.name.clone()).collect();
    let persons = store::names::resolve(&app.store, &persons).await?;
    let orgs: BTreeSet<OrgId> = told.iter().filter_map(|(_, entry)| entry.by.acting.org).collect();
    let posts: BTreeSet<PostId> = told.iter().filter_map(|(_, entry)| entry.by.acting.post).collect();
    let orgs: BTreeMap<OrgId, Bilingual> = app.org_names(&orgs).await?;
    let posts = read::post_titles(app, posts).await?;
    let step = |(at, entry): (DateTime<Utc>, engine::record::Entry)| Step {
        at,
        name: entry.by.name.as_ref().and_then(|name| persons.get(name).cloned()),
        post: entry.by.acting.post.and_then(|post| posts.get(&post).cloned()),
        org: entry.by.acting.org.and_then(|org| orgs.get(&org).cloned()),
        act: entry.act,
    };
    Ok(told.into_iter().map(step).collect())
}
