//! Signed documents: found, shown, entered when they were signed before the system, and changed. Documents that a
//! dossier produced come from [`crate::app::act`]; what the procedure fixed of them is changed by a procedure only.

pub(in crate::app) use super::document_rows::row;
use super::document_rows::{fixed, loose};
use super::input::{Check, DocumentData, MORE_KINDS, TitleData};
use super::partial::Partial;
use super::partners::earlier;
use super::relations::own_locality;
use super::{
    Change, DOCUMENT, Kept, Once, Rights, Stamp, acting, add_entry, carry_out, facts, looked, print, rights, stream,
};
use crate::app::input::Invalid;
use crate::app::search::{Page, mark};
use crate::app::{App, Error, Who};
use crate::store::documents::{Document, Filter, Party};
use crate::store::{self, Batch, Head};
use chrono::NaiveDate;
use engine::ids::{OrgId, PartnerId};
use engine::text::Bilingual;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The side of Vietnamese parties.
pub const VIETNAM: &str = "vietnam";
/// The side of foreign parties.
pub const FOREIGN: &str = "foreign";

/// A document with its parties and what the reader may do.
#[derive(Debug, Clone)]
pub struct View {
    /// The document.
    pub row: Document,
    /// Its parties.
    pub parties: Vec<Party>,
    /// What the reader may do.
    pub rights: Rights,
}

/// The document `id`.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none that he may read ([`readable`]).
pub async fn show(app: &App, who: &Who, id: Uuid) -> Result<View, Error> {
    let rights = rights(app, who).await?;
    let (row, parties) = store::documents::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    if !readable(app, who, &rights, [id]).await?.contains(&id) {
        return Err(Error::NotFound);
    }
    looked(app, who, DOCUMENT, id).await?;
    Ok(View { row, parties, rights })
}

/// The document `id`, named on another page; none when there is none that he may read.
///
/// # Errors
/// [`Error`].
pub async fn named(app: &App, who: &Who, id: Uuid) -> Result<Option<Document>, Error> {
    let rights = rights(app, who).await?;
    if !readable(app, who, &rights, [id]).await?.contains(&id) {
        return Ok(None);
    }
    Ok(store::documents::by_id(&app.store, id).await?.map(|(row, _)| row))
}

/// Who asks: everybody who shares the registry reads every signed document, but one that is not public only as its keeper or
/// party, as MOFA or as inspector; other bodies read those of the dossiers that they were asked about.
fn asked_by(who: &Who, rights: &Rights, filter: Filter) -> Filter {
    let own = || who.orgs().into_iter().map(|org| org.0).chain(rights.localities.iter().copied()).collect();
    Filter { seen: (!rights.shared).then(|| who.scope()), own: (rights.shared && !rights.whole).then(own), ..filter }
}

/// Which of those documents `who` may read.
///
/// # Errors
/// [`Error`].
pub(super) async fn readable(
    app: &App,
    who: &Who,
    rights: &Rights,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>, Error> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    Ok(store::documents::readable(&app.store, &ids, &asked_by(who, rights, Filter::default())).await?)
}

/// A page of documents with their parties.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The documents.
    pub page: Page<Document>,
    /// Their parties.
    pub parties: Vec<Party>,
}

/// Documents that `who` may read, newest first.
///
/// # Errors
/// [`Error`].
pub async fn list(app: &App, who: &Who, filter: &Filter, after: Option<&str>, limit: u64) -> Result<Listed, Error> {
    let after = place(after)?;
    let filter = asked_by(who, &rights(app, who).await?, filter.clone());
    let page = store::documents::list(&app.store, &filter, after, limit).await?;
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let parties = store::documents::parties(&app.store, &ids).await?;
    let orgs: BTreeSet<OrgId> = parties
        .iter()
        .filter_map(|party| party.org_id)
        .chain(page.items.iter().filter_map(|row| row.locality_id))
        .map(OrgId)
        .collect();
    let page = Page { orgs: app.org_names(&orgs).await?, next: page.next.map(place_text), items: page.items };
    Ok(Listed { page, parties })
}

/// A page mark of lists by day.
pub(super) fn place(after: Option<&str>) -> Result<Option<(NaiveDate, Uuid)>, Error> {
    let Some(after) = after.filter(|after| !after.is_empty()) else { return Ok(None) };
    let read = |text: &str| {
        let (day, id) = text.split_once('.')?;
        Some((store::day(day)?, id.parse().ok()?))
    };
    read(after).map(Some).ok_or_else(|| mark("after"))
}

/// The same as text.
pub(super) fn place_text((day, id): (NaiveDate, Uuid)) -> String {
    format!("{day}.{id}")
}

/// When it was signed, as far as that is known.
pub fn signed(row: &Document) -> Option<Partial> {
    row.signed_on.map(|day| Partial::stored(day, &row.signed_precision))
}

/// Its titles by language.
pub fn titles(row: &Document) -> Vec<TitleData> {
    serde_json::from_str(&row.titles).unwrap_or_default()
}

/// A list of fields as stored.
pub fn fields(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Kinds of document with their titles: those of the newest rule packs, and the registry's own, which the catalogues name.
pub fn kinds(app: &App) -> Vec<(String, Option<Bilingual>)> {
    let mut found: Vec<(String, Option<Bilingual>)> = Vec::new();
    for file in app.registry.packs() {
        for kind in &file.pack.kinds {
            match found.iter_mut().find(|(id, _)| *id == kind.id) {
                Some(known) => known.1 = Some(kind.title.clone()),
                None => found.push((kind.id.clone(), Some(kind.title.clone()))),
            }
        }
    }
    found.extend(MORE_KINDS.map(|kind| (kind.to_owned(), None)));
    found
}

/// Fields of cooperation with their titles.
pub fn known_fields(app: &App) -> Vec<(String, Bilingual)> {
    let mut found: Vec<(String, Bilingual)> = Vec::new();
    for file in app.registry.packs() {
        for field in &file.pack.fields {
            match found.iter_mut().find(|(id, _)| *id == field.id) {
                Some(known) => known.1 = field.title.clone(),
                None => found.push((field.id.clone(), field.title.clone())),
            }
        }
    }
    found
}

pub(super) fn field_text(app: &App, check: &mut Check, typed: &[String]) -> String {
    check.rows("fields", typed, 40);
    let known: BTreeSet<String> = known_fields(app).into_iter().map(|(id, _)| id).collect();
    if !typed.iter().all(|field| known.contains(field)) {
        check.add(Invalid::field("fields", "choose-one"));
    }
    let once: BTreeSet<&String> = typed.iter().collect();
    serde_json::to_string(&once).unwrap_or_default()
}

/// What is typed, as it stands on file.
pub fn data(row: &Document, parties: &[Party]) -> DocumentData {
    DocumentData {
        relation: row.relation_id,
        kind: row.kind.clone(),
        titles: titles(row),
        foreign: parties.iter().filter_map(|party| party.partner_id).collect(),
        local: parties.iter().filter_map(|party| party.org_id).collect(),
        local_names: parties.iter().filter_map(|party| party.name.clone()).collect(),
        signed_on: signed(row).map(Partial::iso).unwrap_or_default(),
        place: row.place.clone().unwrap_or_default(),
        in_force_on: row.in_force_on.map(|day| day.to_string()).unwrap_or_default(),
        term: row.term.clone().unwrap_or_default(),
        publication: row.publication.clone(),
        status: row.status.clone(),
        fields: fields(&row.fields),
        note: row.note.clone(),
        source: row.source.clone().unwrap_or_default(),
        uncertain: row.uncertain.clone().unwrap_or_default(),
    }
}

/// Enters a document signed before the system, of the actor's own locality.
///
/// # Errors
/// [`Error::Forbidden`], or [`Error::Invalid`] with each wrong field.
pub async fn enter(app: &App, who: &Who, data: DocumentData, key: Option<&str>) -> Result<Kept, Error> {
    let locality = own_locality(app, who).await?;
    let print = print("enter-document", None, &data);
    if let Some(done) = earlier(app, who, key, &print).await? {
        return Ok(done);
    }
    let id = app.ids.uuid();
    let (row, parties) = row(app, id, locality, &data)?;
    fits(app, who, None, &row, &parties).await?;
    let stream = stream(DOCUMENT, id);
    let change = Change { stream, id, act: "enter-document", seen: None, key, print, locality: Some(locality) };
    carry_out(app, who, change, |batch, stamp| {
        let row = stamped(row.clone(), stamp);
        let said = json!({ "document": id, "now": facts::document(&row, &parties) });
        store::documents::insert(batch, row, parties.clone());
        Ok(said)
    })
    .await
}

/// Changes a document of the actor's own locality, of which he saw version `seen`.
///
/// # Errors
/// As [`enter`]; [`Error::Changed`] when it is another version by now.
pub async fn change(
    app: &App,
    who: &Who,
    id: Uuid,
    seen: u64,
    data: DocumentData,
    once: Once<'_>,
) -> Result<Kept, Error> {
    let rights = rights(app, who).await?;
    if !rights.shared {
        return Err(Error::Forbidden);
    }
    let print = once.print("change-document", (id, seen), &data);
    if let Some(done) = earlier(app, who, once.key, &print).await? {
        return Ok(done);
    }
    let (before, were) = store::documents::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    if !readable(app, who, &rights, [id]).await?.contains(&id) {
        return Err(Error::NotFound);
    }
    let locality = before.locality_id.filter(|_| rights.keeps(before.locality_id)).ok_or(Error::Forbidden)?;
    if before.created_by_dossier.is_some() {
        fixed(&self::data(&before, &were), &data)?;
    }
    let (row, parties) = match before.created_by_dossier {
        None => {
            let (typed, parties) = row(app, id, locality, &data)?;
            // What procedures made of it since is theirs.
            let ended_on = before.ended_on;
            (Document { act: before.act.clone(), changes_id: before.changes_id, ended_on, ..typed }, parties)
        }
        Some(_) => (loose(app, &before, &data)?, were.clone()),
    };
    fits(app, who, Some(&before), &row, &parties).await?;
    let change = Change {
        stream: stream(DOCUMENT, id),
        id,
        act: "change-document",
        seen: Some(seen),
        key: once.key,
        print,
        locality: Some(locality),
    };
    carry_out(app, who, change, |batch, stamp| {
        let row = stamped(row.clone(), stamp);
        let said = json!({ "document": id, "now": facts::document(&row, &parties) });
        store::documents::update(batch, row)?;
        store::documents::update_parties(batch, &were, parties.clone())?;
        Ok(said)
    })
    .await
}

/// It is signed by now, the relation is this locality's with one of the partners, and the parties are on file.
async fn fits(app: &App, who: &Who, before: Option<&Document>, row: &Document, parties: &[Party]) -> Result<(), Error> {
    // What the sample data say is told as it was, wherever the demo's clock stands.
    let typed = before.is_none_or(|before| before.signed_on != row.signed_on);
    if typed && row.signed_on.is_some_and(|day| day > app.today()) {
        return Err(Invalid::field("signed_on", "after-today").into());
    }
    if let Some(id) = row.relation_id {
        let found = store::relations::by_id(&app.store, id).await?;
        let own = |relation: store::relations::Relation| {
            Some(relation.locality_id) == row.locality_id
                && parties.iter().any(|party| party.partner_id == Some(relation.partner_id))
        };
        if !found.is_some_and(own) {
            return Err(Invalid::field("relation", "no-such-relation").into());
        }
    }
    let scope = who.scope();
    for id in parties.iter().filter_map(|party| party.partner_id) {
        if !store::partners::may_know(&app.store, &scope, PartnerId(id)).await? {
            return Err(Invalid::field("foreign", "no-such-partner").into());
        }
    }
    let orgs: Vec<OrgId> = parties.iter().filter_map(|party| party.org_id.map(OrgId)).collect();
    if store::organisations::by_ids(&app.store, &orgs).await?.len() != orgs.len() {
        return Err(Invalid::field("local", "no-such-organisation").into());
    }
    Ok(())
}

pub(in crate::app) fn stamped(row: Document, stamp: Stamp) -> Document {
    Document { version: stamp.version, changed_at: stamp.at, changed_by: stamp.by, ..row }
}

/// Adds a new document with its first entry to the batch, nothing asked.
pub(in crate::app) fn put(
    app: &App,
    batch: &mut Batch,
    who: &Who,
    row: Document,
    parties: Vec<Party>,
) -> Result<(), Error> {
    let (id, by) = (row.id, who.by(&acting(who, row.locality_id)));
    add_entry(app, batch, &stream(DOCUMENT, id), &Head::empty(), by, "enter-document", |batch, stamp| {
        let said = json!({ "document": id, "now": facts::document(&row, &parties) });
        store::documents::insert(batch, stamped(row, stamp), parties);
        Ok(said)
    })?;
    Ok(())
}
