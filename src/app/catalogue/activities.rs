//! Activities: found, shown, entered and changed.

use super::input::{ACTIVITIES, ActivityData, BothData, Check};
use super::partial::{Partial, Precision, UNKNOWN};
use super::partners::earlier;
use super::relations::{day, own_locality, partner_of};
use super::{
    ACTIVITY, Change, Kept, Once, Rights, Stamp, acting, add_entry, carry_out, documents, facts, looked, print, rights,
    stream,
};
use crate::app::input::Invalid;
use crate::app::search::Page;
use crate::app::{App, Error, Who};
use crate::store::activities::{Activity, Filter};
use crate::store::{self, Batch, Head};
use engine::ids::OrgId;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An activity with what the reader may do.
#[derive(Debug, Clone)]
pub struct View {
    /// The activity.
    pub row: Activity,
    /// What the reader may do.
    pub rights: Rights,
}

/// The activity `id`.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Forbidden`] for who may not see activities.
pub async fn show(app: &App, who: &Who, id: Uuid) -> Result<View, Error> {
    let rights = rights(app, who).await?;
    if !rights.shared {
        return Err(Error::Forbidden);
    }
    let mut row = store::activities::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    hide(app, who, &rights, std::slice::from_mut(&mut row)).await?;
    looked(app, who, ACTIVITY, id).await?;
    Ok(View { row, rights })
}

/// Takes out which document an activity carries out, where `who` may not read that document.
async fn hide(app: &App, who: &Who, rights: &Rights, rows: &mut [Activity]) -> Result<(), Error> {
    let readable = documents::readable(app, who, rights, rows.iter().filter_map(|row| row.document_id)).await?;
    for row in rows {
        row.document_id = row.document_id.filter(|id| readable.contains(id));
    }
    Ok(())
}

/// Activities of every locality, newest first; none for who may not see them.
///
/// # Errors
/// [`Error`].
pub async fn list(
    app: &App,
    who: &Who,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Activity>, Error> {
    let after = documents::place(after)?;
    let rights = rights(app, who).await?;
    if !rights.shared {
        return Ok(Page { items: Vec::new(), next: None, orgs: BTreeMap::new() });
    }
    let mut page = store::activities::list(&app.store, filter, after, limit).await?;
    hide(app, who, &rights, &mut page.items).await?;
    let orgs = page.items.iter().map(|row| OrgId(row.locality_id)).collect();
    Ok(Page { orgs: app.org_names(&orgs).await?, next: page.next.map(documents::place_text), items: page.items })
}

/// What is typed, as it stands on file.
pub fn data(row: &Activity) -> ActivityData {
    ActivityData {
        partner: Some(row.partner_id),
        relation: row.relation_id,
        document: row.document_id,
        kind: row.kind.clone(),
        what: BothData { vi: row.what_vi.clone(), en: row.what_en.clone() },
        held_on: held(row).map(Partial::iso).unwrap_or_default(),
        period: row.period.clone(),
        by_name: row.by_name.clone(),
        result: row.result.clone(),
        fields: documents::fields(&row.fields),
        source: row.source.clone().unwrap_or_default(),
        uncertain: row.uncertain.clone().unwrap_or_default(),
    }
}

/// When it began, as far as that is known.
pub fn held(row: &Activity) -> Option<Partial> {
    row.held_on.map(|day| Partial::stored(day, &row.held_precision))
}

/// Enters an activity of the actor's own locality.
///
/// # Errors
/// [`Error::Forbidden`], or [`Error::Invalid`] with each wrong field.
pub async fn enter(app: &App, who: &Who, data: ActivityData, key: Option<&str>) -> Result<Kept, Error> {
    let locality = own_locality(app, who).await?;
    let print = print("enter-activity", None, &data);
    if let Some(done) = earlier(app, who, key, &print).await? {
        return Ok(done);
    }
    let partner = partner_of(app, who, data.partner).await?;
    fits(app, who, locality, partner, &data).await?;
    let id = app.ids.uuid();
    let row = row(app, id, locality, partner, &data)?;
    let stream = stream(ACTIVITY, id);
    let change = Change { stream, id, act: "enter-activity", seen: None, key, print, locality: Some(locality) };
    carry_out(app, who, change, |batch, stamp| {
        let row = stamped(row.clone(), stamp);
        let said = json!({ "activity": id, "now": facts::activity(&row) });
        store::activities::insert(batch, row);
        Ok(said)
    })
    .await
}

/// Changes an activity of the actor's own locality, of which he saw version `seen`.
///
/// # Errors
/// As [`enter`]; [`Error::Changed`] when it is another version by now.
pub async fn change(
    app: &App,
    who: &Who,
    id: Uuid,
    seen: u64,
    mut data: ActivityData,
    once: Once<'_>,
) -> Result<Kept, Error> {
    let rights = rights(app, who).await?;
    if !rights.shared {
        return Err(Error::Forbidden);
    }
    let print = once.print("change-activity", (id, seen), &data);
    if let Some(done) = earlier(app, who, once.key, &print).await? {
        return Ok(done);
    }
    let before = store::activities::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    if !rights.keeps(Some(before.locality_id)) {
        return Err(Error::Forbidden);
    }
    if data.partner.is_some_and(|partner| partner != before.partner_id) {
        return Err(Invalid::field("partner", "fixed").into());
    }
    fits(app, who, before.locality_id, before.partner_id, &data).await?;
    // What he was not shown he has not struck out.
    let shown = documents::readable(app, who, &rights, before.document_id).await?;
    data.document = data.document.or(before.document_id.filter(|id| !shown.contains(id)));
    let row = row(app, id, before.locality_id, before.partner_id, &data)?;
    let change = Change {
        stream: stream(ACTIVITY, id),
        id,
        act: "change-activity",
        seen: Some(seen),
        key: once.key,
        print,
        locality: Some(before.locality_id),
    };
    carry_out(app, who, change, |batch, stamp| {
        let row = stamped(row.clone(), stamp);
        let said = json!({ "activity": id, "now": facts::activity(&row) });
        store::activities::update(batch, row)?;
        Ok(said)
    })
    .await
}

/// The relation is this locality's with this partner, and the document is this partner's.
async fn fits(app: &App, who: &Who, locality: Uuid, partner: Uuid, data: &ActivityData) -> Result<(), Error> {
    if let Some(id) = data.relation {
        let found = store::relations::by_id(&app.store, id).await?;
        if !found.is_some_and(|row| row.locality_id == locality && row.partner_id == partner) {
            return Err(Invalid::field("relation", "no-such-relation").into());
        }
    }
    if let Some(id) = data.document {
        let found = store::documents::by_id(&app.store, id).await?;
        let own = |(_, parties): (_, Vec<store::documents::Party>)| {
            parties.iter().any(|party| party.partner_id == Some(partner))
        };
        let rights = rights(app, who).await?;
        if !found.is_some_and(own) || documents::readable(app, who, &rights, [id]).await?.is_empty() {
            return Err(Invalid::field("document", "no-such-document").into());
        }
    }
    Ok(())
}

pub(in crate::app) fn stamped(row: Activity, stamp: Stamp) -> Activity {
    Activity { version: stamp.version, changed_at: stamp.at, changed_by: stamp.by, ..row }
}

/// The row that `data` makes.
pub(in crate::app) fn row(
    app: &App,
    id: Uuid,
    locality: Uuid,
    partner: Uuid,
    data: &ActivityData,
) -> Result<Activity, Error> {
    let mut check = Check::default();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let kind = check.one_of("kind", &data.kind, &ACTIVITIES);
    let what_vi = check.needed("what_vi", &data.what.vi);
    let what_en = check.line("what_en", &data.what.en);
    let held = day(&mut check, "held_on", &data.held_on);
    let row = Activity {
        id,
        locality_id: locality,
        partner_id: partner,
        relation_id: data.relation,
        document_id: data.document,
        kind,
        what_vi,
        what_en,
        held_on: held.map(|day| day.first),
        held_precision: held.map_or(Precision::Day, |day| day.precision).as_str().to_owned(),
        sort_on: held.map_or(UNKNOWN, |day| day.first),
        period: check.line("period", &data.period),
        by_name: check.line("by_name", &data.by_name),
        result: check.text("result", &data.result),
        fields: documents::field_text(app, &mut check, &data.fields),
        source: some(check.line("source", &data.source)),
        uncertain: some(check.text("uncertain", &data.uncertain)),
        version: 0,
        changed_at: None,
        changed_by: None,
    };
    check.finish()?;
    Ok(row)
}

/// Adds a new activity with its first entry to the batch, nothing asked.
pub(in crate::app) fn put(app: &App, batch: &mut Batch, who: &Who, row: Activity) -> Result<(), Error> {
    let (id, by) = (row.id, who.by(&acting(who, Some(row.locality_id))));
    add_entry(app, batch, &stream(ACTIVITY, id), &Head::empty(), by, "enter-activity", |batch, stamp| {
        let said = json!({ "activity": id, "now": facts::activity(&row) });
        store::activities::insert(batch, stamped(row, stamp));
        Ok(said)
    })?;
    Ok(())
}
