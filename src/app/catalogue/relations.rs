//! Relations: found, shown, entered and changed.

use super::input::{BothData, Check, GROUPS, ORIGINS, RelationData, STATUSES};
use super::partial::Partial;
use super::partners::earlier;
use super::{
    Change, Kept, Once, RELATION, Rights, Stamp, acting, add_entry, carry_out, facts, looked, print, rights, stream,
};
use crate::app::input::Invalid;
use crate::app::search::{Page, mark};
use crate::app::{App, Error, Who};
use crate::store::relations::{Filter, Relation};
use crate::store::{self, Batch, Head};
use engine::ids::{OrgId, PartnerId};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A relation with what the reader may do.
#[derive(Debug, Clone)]
pub struct View {
    /// The relation.
    pub row: Relation,
    /// What the reader may do.
    pub rights: Rights,
}

/// The relation `id`.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Forbidden`] for who may not see relations.
pub async fn show(app: &App, who: &Who, id: Uuid) -> Result<View, Error> {
    let rights = rights(app, who).await?;
    if !rights.shared {
        return Err(Error::Forbidden);
    }
    let row = store::relations::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    looked(app, who, RELATION, id).await?;
    Ok(View { row, rights })
}

/// Relations of every locality, in the order in which they were entered; none for who may not see them.
///
/// # Errors
/// [`Error`].
pub async fn list(
    app: &App,
    who: &Who,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Relation>, Error> {
    let after = after.filter(|after| !after.is_empty());
    let after = after.map(|after| after.parse::<Uuid>().map_err(|_| mark("after"))).transpose()?;
    if !rights(app, who).await?.shared {
        return Ok(Page { items: Vec::new(), next: None, orgs: BTreeMap::new() });
    }
    let page = store::relations::list(&app.store, filter, after, limit).await?;
    let orgs = page.items.iter().map(|row| OrgId(row.locality_id)).collect();
    Ok(Page { orgs: app.org_names(&orgs).await?, next: page.next.map(|next| next.to_string()), items: page.items })
}

/// What is typed, as it stands on file.
pub fn data(row: &Relation) -> RelationData {
    RelationData {
        partner: Some(row.partner_id),
        titles: BothData { vi: row.title_vi.clone(), en: row.title_en.clone() },
        group: row.grp.clone().unwrap_or_default(),
        since: row.since.clone().unwrap_or_default(),
        status: row.status.clone(),
        origin: row.origin.clone(),
        note: row.note.clone(),
        source: row.source.clone().unwrap_or_default(),
        uncertain: row.uncertain.clone().unwrap_or_default(),
    }
}

/// The locality for which `who` keeps the registry.
///
/// # Errors
/// [`Error::Forbidden`] for who keeps none.
pub(super) async fn own_locality(app: &App, who: &Who) -> Result<Uuid, Error> {
    rights(app, who).await?.localities.first().copied().ok_or(Error::Forbidden)
}

/// The partner named, if `who` may know of it.
pub(super) async fn partner_of(app: &App, who: &Who, partner: Option<Uuid>) -> Result<Uuid, Error> {
    let Some(id) = partner else { return Err(Invalid::field("partner", "required").into()) };
    match store::partners::may_know(&app.store, &who.scope(), PartnerId(id)).await? {
        true => Ok(id),
        false => Err(Invalid::field("partner", "no-such-partner").into()),
    }
}

/// Enters a relation of the actor's own locality.
///
/// # Errors
/// [`Error::Forbidden`], or [`Error::Invalid`] with each wrong field.
pub async fn enter(app: &App, who: &Who, data: RelationData, key: Option<&str>) -> Result<Kept, Error> {
    let locality = own_locality(app, who).await?;
    let print = print("enter-relation", None, &data);
    if let Some(done) = earlier(app, who, key, &print).await? {
        return Ok(done);
    }
    let partner = partner_of(app, who, data.partner).await?;
    let id = app.ids.uuid();
    let row = row(id, locality, partner, &data)?;
    let stream = stream(RELATION, id);
    let change = Change { stream, id, act: "enter-relation", seen: None, key, print, locality: Some(locality) };
    carry_out(app, who, change, |batch, stamp| {
        let row = stamped(row.clone(), stamp);
        let said = json!({ "relation": id, "now": facts::relation(&row) });
        store::relations::insert(batch, row);
        Ok(said)
    })
    .await
}

/// Changes a relation of the actor's own locality, of which he saw version `seen`.
///
/// # Errors
/// As [`enter`]; [`Error::Changed`] when it is another version by now.
pub async fn change(
    app: &App,
    who: &Who,
    id: Uuid,
    seen: u64,
    data: RelationData,
    once: Once<'_>,
) -> Result<Kept, Error> {
    let rights = rights(app, who).await?;
    if !rights.shared {
        return Err(Error::Forbidden);
    }
    let print = once.print("change-relation", (id, seen), &data);
    if let Some(done) = earlier(app, who, once.key, &print).await? {
        return Ok(done);
    }
    let before = store::relations::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    if !rights.keeps(Some(before.locality_id)) {
        return Err(Error::Forbidden);
    }
    if data.partner.is_some_and(|partner| partner != before.partner_id) {
        return Err(Invalid::field("partner", "fixed").into());
    }
    let row = row(id, before.locality_id, before.partner_id, &data)?;
    let change = Change {
        stream: stream(RELATION, id),
        id,
        act: "change-relation",
        seen: Some(seen),
        key: once.key,
        print,
        locality: Some(before.locality_id),
    };
    carry_out(app, who, change, |batch, stamp| {
        let row = stamped(row.clone(), stamp);
        let said = json!({ "relation": id, "now": facts::relation(&row) });
        store::relations::update(batch, row)?;
        Ok(said)
    })
    .await
}

pub(in crate::app) fn stamped(row: Relation, stamp: Stamp) -> Relation {
    Relation { version: stamp.version, changed_at: stamp.at, changed_by: stamp.by, ..row }
}

/// The row that `data` makes.
pub(in crate::app) fn row(id: Uuid, locality: Uuid, partner: Uuid, data: &RelationData) -> Result<Relation, Error> {
    let mut check = Check::default();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let title_vi = check.needed("titles_vi", &data.titles.vi);
    let title_en = check.line("titles_en", &data.titles.en);
    let group = match data.group.as_str() {
        "" => None,
        group => Some(check.one_of("group", group, &GROUPS)),
    };
    let since = day(&mut check, "since", &data.since).map(Partial::iso);
    let row = Relation {
        id,
        partner_id: partner,
        locality_id: locality,
        title_vi,
        title_en,
        grp: group,
        since,
        status: check.one_of("status", &data.status, &STATUSES),
        origin: check.one_of("origin", &data.origin, &ORIGINS),
        note: check.text("note", &data.note),
        source: some(check.line("source", &data.source)),
        uncertain: some(check.text("uncertain", &data.uncertain)),
        version: 0,
        changed_at: None,
        changed_by: None,
    };
    check.finish()?;
    Ok(row)
}

/// A day of which perhaps only the year is known; none for an empty field.
pub(super) fn day(check: &mut Check, field: &str, text: &str) -> Option<Partial> {
    if text.trim().is_empty() {
        return None;
    }
    Partial::read(field, text).map_err(|invalid| check.add(invalid)).ok()
}

/// Adds a new relation with its first entry to the batch, nothing asked.
pub(in crate::app) fn put(app: &App, batch: &mut Batch, who: &Who, row: Relation) -> Result<(), Error> {
    let (id, by) = (row.id, who.by(&acting(who, Some(row.locality_id))));
    add_entry(app, batch, &stream(RELATION, id), &Head::empty(), by, "enter-relation", |batch, stamp| {
        let said = json!({ "relation": id, "now": facts::relation(&row) });
        store::relations::insert(batch, stamped(row, stamp));
        Ok(said)
    })?;
    Ok(())
}
