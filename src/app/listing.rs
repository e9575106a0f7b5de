//! Lists within the reader's scope, all by key: dossiers, what waits, the record, bodies, partners.

use super::input::{FieldError, Invalid};
use super::recorded::{self, Looked};
use super::{App, Error, Who};
use crate::store::{self, record::Stored};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use engine::actor::Role;
use engine::dossier::Dossier;
use engine::ids::{AccountId, OrgId};
use engine::record::{Entry, Kind, NameRef};
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

pub use crate::store::dossiers::{Filter, Summary, Waiting, WaitingFilter};
pub use crate::store::partners::Partner;
pub use crate::store::record::Filter as RecordFilter;

/// Most rows of a page.
pub const MOST: u64 = 200;
/// Rows of a page that does not say how many.
pub const USUAL: u64 = 50;

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins, as text to give back; none on the last.
    pub next: Option<String>,
    /// Names of the organisations mentioned.
    pub orgs: BTreeMap<OrgId, Bilingual>,
}

/// A wrong page mark.
fn mark(field: &str) -> Error {
    Invalid::field(field, "bad-page-mark").into()
}

fn cursor<C: FromStr>(field: &str, text: Option<&str>) -> Result<Option<C>, Error> {
    text.filter(|text| !text.is_empty()).map(|text| text.parse().map_err(|_| mark(field))).transpose()
}

/// The number of rows asked for.
///
/// # Errors
/// [`Error::Invalid`] outside 1 to [`MOST`].
pub fn limit(asked: Option<u64>) -> Result<u64, Error> {
    match asked.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(out_of_range("limit", &format!("1–{MOST}"))),
    }
}

fn out_of_range(field: &str, range: &str) -> Error {
    let mut invalid = Invalid::field(field, "out-of-range");
    if let Some(FieldError { args, .. }) = invalid.0.first_mut() {
        args.insert("range".to_owned(), range.to_owned());
    }
    invalid.into()
}

/// Dossiers, nearest due day first.
///
/// # Errors
/// [`Error`].
pub async fn dossiers(
    app: &App,
    who: &Who,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Summary>, Error> {
    let after = cursor("after", after)?;
    let page = store::dossiers::list(&app.store, &who.scope(), filter, after, limit).await?;
    let orgs = page.items.iter().map(|row| row.locality).collect();
    Ok(Page { orgs: app.org_names(&orgs).await?, next: page.next.map(|next| next.to_string()), items: page.items })
}

/// The role in which a reader works on dossiers, for the list of what he holds.
pub fn works_as(who: &Who) -> Option<Role> {
    [Role::Official, Role::Leader, Role::GovernmentOffice].into_iter().find(|role| who.has(*role))
}

/// Dossiers that wait for the reader himself: those that his role holds.
///
/// # Errors
/// [`Error`].
pub async fn held(app: &App, who: &Who, after: Option<&str>, limit: u64) -> Result<Page<Summary>, Error> {
    let Some(role) = works_as(who) else {
        return Ok(Page { items: Vec::new(), next: None, orgs: BTreeMap::new() });
    };
    let filter = Filter { holder: Some(role), closed: Some(false), ..Filter::default() };
    dossiers(app, who, &filter, after, limit).await
}

/// Requests that wait for the reader's bodies, nearest due day first.
///
/// # Errors
/// [`Error`].
pub async fn requests(app: &App, who: &Who, after: Option<&str>, limit: u64) -> Result<Page<Waiting>, Error> {
    let after = cursor("after", after)?;
    let bodies = who.actor.holdings.iter().filter(|held| held.role == Role::Reviewer).map(|held| held.org).collect();
    let filter = WaitingFilter { bodies, unanswered: true, ..WaitingFilter::default() };
    if filter.bodies.is_empty() {
        return Ok(Page { items: Vec::new(), next: None, orgs: BTreeMap::new() });
    }
    let page = store::dossiers::waiting(&app.store, &filter, after, limit).await?;
    let orgs = page.items.iter().flat_map(|row| [row.locality, row.body]).collect();
    Ok(Page { orgs: app.org_names(&orgs).await?, next: page.next.map(|next| next.to_string()), items: page.items })
}

/// An entry of the record with the names it needs.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Content.
    pub entry: Entry,
    /// Number of the dossier concerned is not in the entry; its id is.
    pub dossier: Option<uuid::Uuid>,
    /// It tells of something late.
    pub late: bool,
    /// Stored bytes.
    pub body: String,
    /// Link.
    pub hash: String,
    /// Who acted; missing when the name was erased.
    pub name: Option<String>,
    /// Persons named in its events.
    pub persons: BTreeMap<NameRef, String>,
}

async fn recorded(app: &App, rows: Vec<Stored>) -> Result<Vec<Recorded>, Error> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let unreadable = |error| Error::Fault(format!("entry {} of {} cannot be read: {error}", row.seq, row.stream));
        let entry: Entry = serde_json::from_str(&row.body).map_err(unreadable)?;
        let persons = super::read::persons_in(app, &entry.events).await?;
        let Stored { dossier_id, late, body, hash, .. } = row;
        found.push(Recorded { entry, dossier: dossier_id, late, body, hash, name: None, persons });
    }
    let refs: BTreeSet<NameRef> = found.iter().filter_map(|row| row.entry.by.name.clone()).collect();
    let names = store::names::resolve(&app.store, &refs.into_iter().collect::<Vec<_>>()).await?;
    for row in &mut found {
        row.name = row.entry.by.name.as_ref().and_then(|name| names.get(name)).cloned();
    }
    Ok(found)
}

/// The record of one dossier, oldest first: the dossier's own stream; for an inspector, whose reading is recorded, with
/// everybody's reading of its texts and papers beside it.
///
/// # Errors
/// [`Error::NotFound`] when he may not see the dossier.
pub async fn record_of(
    app: &App,
    who: &Who,
    number: &str,
    after: Option<&str>,
    limit: u64,
) -> Result<(Dossier, Page<Recorded>), Error> {
    let dossier = recorded::seen(app, who, number).await?;
    let (rows, next) = if who.has(Role::Inspector) {
        // Each page read is an entry too: a walk ends where the record ended when it began.
        let (began, after) = match after.filter(|after| !after.is_empty()) {
            None => (app.clock.now().timestamp_millis(), None),
            Some(text) => {
                let (began, after) = text.split_once('.').ok_or_else(|| mark("after"))?;
                (began.parse().map_err(|_| mark("after"))?, cursor("after", Some(after))?)
            }
        };
        let until = DateTime::from_timestamp_millis(began.saturating_add(1)).ok_or_else(|| mark("after"))?;
        let filter = RecordFilter {
            dossier: Some(dossier.id),
            until: Some(until),
            oldest_first: true,
            ..RecordFilter::default()
        };
        let page = store::record::list(&app.store, &who.scope(), &filter, after, limit).await?;
        (page.items, page.next.map(|next| format!("{began}.{next}")))
    } else {
        let after: u64 = cursor("after", after)?.unwrap_or(0);
        let after = if i64::try_from(after).is_ok() { after } else { return Err(mark("after")) };
        let stream = store::record::dossier_stream(dossier.id);
        let mut rows = store::record::range(&app.store, &stream, after, limit + 1).await?;
        let more = rows.len() as u64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|last| last.seq.to_string());
        (rows, next)
    };
    recorded::dossier(app, who, &dossier, Looked::Record).await?;
    Ok((dossier, Page { items: recorded(app, rows).await?, next, orgs: BTreeMap::new() }))
}

/// The whole record, newest first; only for inspectors, whose reading is recorded.
///
/// # Errors
/// [`Error::Forbidden`] for everybody else.
pub async fn record(
    app: &App,
    who: &Who,
    filter: &RecordFilter,
    query: &serde_json::Value,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Recorded>, Error> {
    if !who.has(Role::Inspector) {
        return Err(Error::Forbidden);
    }
    let after = cursor("after", after)?;
    let page = store::record::list(&app.store, &who.scope(), filter, after, limit).await?;
    recorded::record(app, who, query).await?;
    let next = page.next.map(|next| next.to_string());
    Ok(Page { items: recorded(app, page.items).await?, next, orgs: BTreeMap::new() })
}

/// Turns what an inspector typed into a filter of the record.
#[derive(Debug, Clone, Default)]
pub struct RecordQuery<'a> {
    /// Number of a dossier.
    pub dossier: Option<&'a str>,
    /// E-mail address of whoever acted.
    pub actor: Option<&'a str>,
    /// Fixed name of a kind.
    pub kind: Option<&'a str>,
}

/// The ids behind what was typed.
///
/// # Errors
/// [`Error::Invalid`] naming what does not exist, [`Error::Forbidden`] unless the reader is an inspector.
pub async fn record_filter(app: &App, who: &Who, typed: &RecordQuery<'_>) -> Result<RecordFilter, Error> {
    if !who.has(Role::Inspector) {
        return Err(Error::Forbidden);
    }
    let mut filter = RecordFilter::default();
    if let Some(number) = typed.dossier {
        filter.dossier = Some(recorded::seen(app, who, number).await?.id);
    }
    if let Some(email) = typed.actor {
        let found = store::accounts::by_email(&app.store, &super::session::address(email)).await?;
        let account = found.ok_or_else(|| Invalid::field("actor", "no-such-account"))?;
        filter.account = Some(AccountId(account.id));
    }
    if let Some(name) = typed.kind {
        let kind: Result<Kind, _> = serde_json::from_value(serde_json::Value::String(name.to_owned()));
        filter.kind = Some(kind.map_err(|_| Invalid::field("kind", "choose-one"))?);
    }
    Ok(filter)
}

/// A body that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskableBody {
    /// Its id.
    pub id: OrgId,
    /// Its short code.
    pub code: Option<String>,
    /// Its name.
    pub name: Bilingual,
    /// Kind of organisation.
    pub kind: String,
    /// Whether it is MOFA, which is always asked.
    pub mofa: bool,
}

/// Bodies that the reader's locality may ask today, MOFA first; for readers without a locality those that any may ask.
///
/// # Errors
/// [`Error`].
pub async fn bodies(app: &App, who: &Who) -> Result<Vec<AskableBody>, Error> {
    let locality = who.actor.holdings.iter().find_map(|held| held.locality).unwrap_or(OrgId(uuid::Uuid::nil()));
    let found = store::organisations::askable(&app.store, locality, app.today()).await?;
    let body = |org: store::organisations::Organisation| AskableBody {
        id: OrgId(org.id),
        mofa: org.kind == store::organisations::MOFA,
        code: org.code,
        name: Bilingual::new(org.name_vi, org.name_en),
        kind: org.kind,
    };
    Ok(found.into_iter().map(body).collect())
}

/// Partners whose names hold all words of `text`.
///
/// # Errors
/// [`Error`].
pub async fn partners(app: &App, text: &str, after: Option<&str>, limit: u64) -> Result<Page<Partner>, Error> {
    let after = match after.filter(|after| !after.is_empty()) {
        None => None,
        Some(text) => {
            let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| mark("after"))?;
            Some(serde_json::from_slice(&bytes).map_err(|_| mark("after"))?)
        }
    };
    let page = store::partners::search(&app.store, text, after, limit).await?;
    let next = page.next.and_then(|next| serde_json::to_vec(&next).ok()).map(|next| URL_SAFE_NO_PAD.encode(next));
    Ok(Page { items: page.items, next, orgs: BTreeMap::new() })
}
