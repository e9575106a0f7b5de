//! The record as it is read: its entries within the reader's scope, with the names that their words need.

use super::reading::{self, Look};
use super::record::content;
use super::{App, Error, Who};
use crate::store::dossiers::Summary;
use crate::store::record::{Cursor, Filter, Stored};
use crate::store::{self, Scope};
use chrono::{DateTime, Utc};
use engine::actor::Role;
use engine::dossier::PackRef;
use engine::event::Event;
use engine::ids::{AccountId, DossierId, OrgId, PostId};
use engine::pack::Pack;
use engine::record::{Entry, Kind, NameRef};
use engine::text::Bilingual;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Entries of a page.
pub const PAGE: u64 = 50;
/// Entries of an export read at a time.
const EXPORTED: u64 = 1_000;
/// Most accounts that a name in the filter may stand for.
const MOST_ACCOUNTS: usize = 200;

/// Which entries. Everything left out does not restrict.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Number of a dossier.
    pub dossier: Option<String>,
    /// Address, or a part of name or address.
    pub actor: Option<String>,
    /// Act.
    pub act: Option<String>,
    /// Kind.
    pub kind: Option<Kind>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Only what tells of something late.
    pub late: bool,
    /// Where the page begins.
    pub after: Option<String>,
    /// Oldest first.
    pub oldest_first: bool,
}

/// The dossier of an entry.
#[derive(Debug, Clone)]
pub struct About {
    /// Number.
    pub number: String,
    /// Title; the Vietnamese one where there is no English one.
    pub title: Bilingual,
    /// Its rules.
    pub pack: Arc<Pack>,
}

/// One entry with what its words need.
#[derive(Debug, Clone)]
pub struct Row {
    /// Id.
    pub id: uuid::Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Stream.
    pub stream: String,
    /// Number in it.
    pub seq: i64,
    /// Stored bytes.
    pub body: String,
    /// Link.
    pub hash: String,
    /// It tells of something late.
    pub late: bool,
    /// Content; none when the bytes cannot be read as an entry.
    pub entry: Option<Entry>,
    /// The person; none for the service itself, or when the name was erased.
    pub name: Option<String>,
    /// For whom he stood in, as a deputy; none also when that name was erased.
    pub deputy_for: Option<String>,
    /// Its dossier.
    pub about: Option<About>,
}

/// Names behind ids and commitments in events.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Persons with accounts.
    pub accounts: BTreeMap<AccountId, String>,
    /// Persons named.
    pub persons: BTreeMap<NameRef, String>,
    /// Organisations.
    pub orgs: BTreeMap<OrgId, Bilingual>,
    /// Posts that acted, as they are called today.
    pub posts: BTreeMap<PostId, Bilingual>,
}

/// A page of the record.
pub struct Entries {
    /// Entries.
    pub rows: Vec<Row>,
    /// Names for their events.
    pub names: Names,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The dossier that a record page is about, within the reader's scope.
async fn about(app: &App, who: &Who, number: &str) -> Result<(DossierId, About), Error> {
    let find = store::dossiers::Find::Number(number);
    let loaded = store::dossiers::load(&app.store, &who.scope(), find).await?.ok_or(Error::NotFound)?;
    let summary = store::dossiers::summary(&app.store, &who.scope(), loaded.dossier.id).await?;
    let summary = summary.ok_or(Error::NotFound)?;
    Ok((summary.id, about_of(app, summary)?))
}

fn about_of(app: &App, summary: Summary) -> Result<About, Error> {
    let pack = app.pinned(&PackRef { id: summary.pack.0, version: summary.pack.1 })?;
    let title = Bilingual::new(&summary.title, summary.title_en.as_ref().unwrap_or(&summary.title));
    Ok(About { number: summary.number, title, pack })
}

/// The store's filter of a wish; none when nothing can match. Inspectors see every stream, everybody else only the
/// dossier's own: who read what is the inspectors' business.
async fn filter(app: &App, who: &Who, wish: &Wish, accounts: Option<Vec<AccountId>>) -> Result<Option<Filter>, Error> {
    let inspector = who.has(Role::Inspector);
    let mut filter = Filter {
        kind: wish.kind,
        act: wish.act.clone(),
        late: wish.late,
        from: wish.from,
        until: wish.until,
        oldest_first: wish.oldest_first,
        accounts,
        ..Filter::default()
    };
    match &wish.dossier {
        Some(number) => match about(app, who, number).await {
            Ok((id, _)) => {
                filter.stream = (!inspector).then(|| store::record::dossier_stream(id));
                filter.dossier = Some(id);
            }
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        },
        None if inspector => {}
        None => return Err(Error::Forbidden),
    }
    Ok(Some(filter))
}

/// The accounts of the person looked for; none when nobody is. It reads every account, so it is asked once.
async fn looked_for(app: &App, wish: &Wish) -> Result<Option<Vec<AccountId>>, Error> {
    match &wish.actor {
        Some(actor) => Ok(Some(store::accounts::called(&app.store, actor, MOST_ACCOUNTS).await?)),
        None => Ok(None),
    }
}

/// Whose record a page is: that of the dossier `number`, or the whole one, which is the inspectors'.
async fn whose(app: &App, who: &Who, number: Option<&str>) -> Result<Option<(DossierId, About)>, Error> {
    match number {
        Some(number) => Ok(Some(about(app, who, number).await?)),
        None if who.has(Role::Inspector) => Ok(None),
        None => Err(Error::Forbidden),
    }
}

/// A page of the record of the dossier `number`, or of the whole record. An inspector's look is recorded with `subject`,
/// after the page was read and before it is shown: it stands on no page of its own walk.
///
/// # Errors
/// [`Error::NotFound`] for a dossier that he may not know of, [`Error::Forbidden`] for the whole record of somebody who is
/// no inspector.
pub async fn page(
    app: &App,
    who: &Who,
    number: Option<&str>,
    wish: &Wish,
    limit: u64,
    subject: Value,
) -> Result<(Option<About>, Entries), Error> {
    let whose = whose(app, who, number).await?;
    let accounts = looked_for(app, wish).await?;
    let subject = nameless(accounts.as_deref(), subject);
    let entries = entries(app, who, wish, accounts, limit).await?;
    reading::look(app, who, whose.as_ref().map(|(id, _)| *id), Look::Record, subject).await?;
    Ok((whose.map(|(_, about)| about), entries))
}

/// What the entry of a look or an export says of its filter: of the person looked for the accounts found. The name or
/// address that was typed would stand in the record for good.
fn nameless(accounts: Option<&[AccountId]>, mut subject: Value) -> Value {
    let Some(found) = accounts else { return subject };
    for part in ["filter", "query"] {
        if let Some(typed) = subject.get_mut(part).and_then(|part| part.get_mut("actor")) {
            *typed = found.iter().map(ToString::to_string).collect();
        }
    }
    subject
}

/// An export under way: pages in the order of time, read when they are asked for.
pub struct Export {
    app: Arc<App>,
    who: Arc<Who>,
    wish: Wish,
    accounts: Option<Vec<AccountId>>,
    ended: bool,
}

/// Begins an export of the record of the dossier `number`, or of the whole record, and records it: one entry, whoever
/// exports. It ends with what there is now.
///
/// # Errors
/// As for [`page`].
pub async fn export(
    app: &Arc<App>,
    who: &Arc<Who>,
    number: Option<&str>,
    wish: Wish,
    act: &'static str,
    subject: Value,
) -> Result<Export, Error> {
    let whose = whose(app, who, number).await?;
    let accounts = looked_for(app, &wish).await?;
    let subject = nameless(accounts.as_deref(), subject);
    reading::note(app, who, whose.map(|(id, _)| id), Kind::Export, act, subject).await?;
    let now = app.clock.now() + chrono::TimeDelta::milliseconds(1);
    let until = Some(wish.until.map_or(now, |until| until.min(now)));
    let wish = Wish { until, after: None, oldest_first: true, ..wish };
    Ok(Export { app: Arc::clone(app), who: Arc::clone(who), wish, accounts, ended: false })
}

impl Export {
    /// The next entries; none at the end.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn next(&mut self) -> Result<Option<Vec<Row>>, Error> {
        if self.ended {
            return Ok(None);
        }
        let found = entries(&self.app, &self.who, &self.wish, self.accounts.clone(), EXPORTED).await?;
        // A place that does not move: an instant was written past the service in a form that sorts elsewhere.
        self.ended = found.next.is_none() || found.next == self.wish.after;
        self.wish.after = found.next;
        Ok(Some(found.rows))
    }
}

/// Entries by time, newest first unless wished otherwise.
async fn entries(
    app: &App,
    who: &Who,
    wish: &Wish,
    accounts: Option<Vec<AccountId>>,
    limit: u64,
) -> Result<Entries, Error> {
    let Some(filter) = filter(app, who, wish, accounts).await? else {
        return Ok(Entries { rows: Vec::new(), names: Names::default(), next: None });
    };
    let after = wish.after.as_deref().filter(|place| !place.is_empty());
    let after: Option<Cursor> =
        after.map(|place| place.parse().map_err(|_| super::search::mark("after"))).transpose()?;
    let page = store::record::list(&app.store, &who.scope(), &filter, after, limit).await?;
    let next = page.next.map(|place| place.to_string());
    let (rows, names) = dressed(app, page.items).await?;
    Ok(Entries { rows, names, next })
}

async fn dressed(app: &App, stored: Vec<Stored>) -> Result<(Vec<Row>, Names), Error> {
    let ids: BTreeSet<DossierId> = stored.iter().filter_map(|row| row.dossier_id.map(DossierId)).collect();
    let ids: Vec<DossierId> = ids.into_iter().collect();
    // The entries are within the reader's scope already.
    let mut known = BTreeMap::new();
    for summary in store::dossiers::by_ids(&app.store, &Scope::all(), &ids).await? {
        known.insert(summary.id, about_of(app, summary)?);
    }
    let entries: Vec<Option<Entry>> = stored.iter().map(content).collect();
    let mut accounts: BTreeSet<AccountId> = stored.iter().filter_map(|row| row.account_id.map(AccountId)).collect();
    let (mut orgs, mut events) = (BTreeSet::new(), Vec::new());
    for event in entries.iter().flatten().flat_map(|entry| &entry.events) {
        match event {
            Event::HandedOver { to, .. } | Event::DraftHandedOver { to } => accounts.extend([*to]),
            Event::OpinionRequested { body, .. } => orgs.extend([body.org]),
            Event::PmOpinionRecorded { .. } | Event::Decided { .. } | Event::Signed { .. } => {
                events.push(event.clone())
            }
            _ => {}
        }
    }
    let acting = || entries.iter().flatten().map(|entry| entry.by.acting);
    orgs.extend(acting().filter_map(|acting| acting.org));
    let posts: BTreeSet<PostId> = acting().filter_map(|acting| acting.post).collect();
    let by: Vec<NameRef> = entries.iter().flatten().flat_map(super::record::persons).collect();
    let mut persons = super::read::persons_in(app, &events).await?;
    persons.extend(store::names::resolve(&app.store, &by).await?);
    let names = Names {
        accounts: super::read::account_names(app, &accounts).await?,
        persons,
        orgs: app.org_names(&orgs).await?,
        posts: super::read::post_titles(app, posts).await?,
    };
    let row = |(row, entry): (Stored, Option<Entry>)| Row {
        id: row.id,
        at: row.at,
        name: entry.as_ref().and_then(|entry| names.persons.get(entry.by.name.as_ref()?).cloned()),
        deputy_for: entry.as_ref().and_then(|entry| {
            let other = entry.by.stands_for.as_ref()?;
            names.persons.get(&other.name).cloned()
        }),
        about: row.dossier_id.and_then(|id| known.get(&DossierId(id)).cloned()),
        stream: row.stream,
        seq: row.seq,
        body: row.body,
        hash: row.hash,
        late: row.late,
        entry,
    };
    let rows = stored.into_iter().zip(entries).map(row).collect();
    Ok((rows, names))
}
