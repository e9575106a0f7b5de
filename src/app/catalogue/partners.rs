//! Partners: found, shown, entered, changed, and their contacts confirmed.

use super::input::{ContactData, NameData, PartnerData};
use super::partner_rows::{row, stamped};
use super::{
    Change, Kept, Once, PARTNER, Rights, TRIES, acting, add_entry, alike, carry_out, facts, looked, print, rights,
    stream,
};
use crate::app::input::Invalid;
use crate::app::names::Hidden;
use crate::app::{App, Error, Who};
use crate::store::partners::{Contact, Partner, Whole};
use crate::store::{self, Batch, Head, fold};
use chrono::{Days, NaiveDate};
use engine::ids::PartnerId;
use engine::record::NameRef;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Days after which a contact has to be confirmed again: policy of the service.
pub const CONFIRM_AFTER: u64 = 365;

/// Partners of one name that were renamed since, before an id is taken that says nothing of the name.
const MOST_NAMESAKES: u32 = 8;

/// What is kept of a person, outside the record, where it can be erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// A contact with the person behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactView {
    /// Its id.
    pub id: Uuid,
    /// Post or unit.
    pub office: String,
    /// The person; none when erased.
    pub person: Option<Person>,
    /// When somebody made sure last that it still holds.
    pub confirmed_on: Option<NaiveDate>,
    /// That is too long ago.
    pub overdue: bool,
}

/// A partner with what the reader may see of it.
#[derive(Debug, Clone)]
pub struct View {
    /// The partner.
    pub whole: Whole,
    /// Contacts; empty for who may not see them.
    pub contacts: Vec<ContactView>,
    /// What the reader may do.
    pub rights: Rights,
    /// It stands in nothing but drafts: only what a draft says of it is shown, and who entered it is not.
    pub drafted: bool,
}

/// The partner `id`, within what `who` may know. One draft does not tell of another: of a partner that the reader knows by
/// his own draft alone he sees what his draft says, and it is changed by nobody until more is known of it.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn show(app: &App, who: &Who, id: Uuid) -> Result<View, Error> {
    let mut rights = rights(app, who).await?;
    let mut whole = known(app, who, id).await?;
    looked(app, who, PARTNER, id).await?;
    let drafted = !store::partners::openly_known(&app.store, &who.scope(), PartnerId(id)).await?;
    if drafted {
        rights.partners = false;
        whole.aliases.clear();
        whole.contacts.clear();
        whole.partner =
            Partner { name_local: None, note: String::new(), changed_at: None, changed_by: None, ..whole.partner };
    }
    let contacts = if rights.shared { contacts(app, &whole).await? } else { Vec::new() };
    Ok(View { whole, contacts, rights, drafted })
}

/// Nobody changes a partner that stands in nothing but drafts: it would tell one locality of another's.
async fn not_only_drafted(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    match store::partners::openly_known(&app.store, &who.scope(), PartnerId(id)).await? {
        true => Ok(()),
        false => Err(Error::Over("partner-in-drafts")),
    }
}

async fn known(app: &App, who: &Who, id: Uuid) -> Result<Whole, Error> {
    if !store::partners::may_know(&app.store, &who.scope(), PartnerId(id)).await? {
        return Err(Error::NotFound);
    }
    store::partners::whole(&app.store, PartnerId(id)).await?.ok_or(Error::NotFound)
}

async fn persons(app: &App, whole: &Whole) -> Result<BTreeMap<NameRef, Person>, Error> {
    let refs: Vec<NameRef> = whole.contacts.iter().map(|contact| NameRef(contact.person_ref.clone())).collect();
    let found = store::names::resolve(&app.store, &refs).await?;
    Ok(found.into_iter().filter_map(|(name, text)| Some((name, serde_json::from_str(&text).ok()?))).collect())
}

async fn contacts(app: &App, whole: &Whole) -> Result<Vec<ContactView>, Error> {
    let persons = persons(app, whole).await?;
    let today = app.today();
    let view = |row: &Contact| ContactView {
        id: row.id,
        office: row.office.clone(),
        person: persons.get(&NameRef(row.person_ref.clone())).cloned(),
        confirmed_on: row.confirmed_on,
        overdue: row.confirmed_on.is_none_or(|day| day + Days::new(CONFIRM_AFTER) < today),
    };
    Ok(whole.contacts.iter().map(view).collect())
}

/// Partners on file that may be the one that is being entered.
///
/// # Errors
/// [`Error`].
pub async fn resembling(app: &App, who: &Who, data: &PartnerData, but: Option<Uuid>) -> Result<Vec<Partner>, Error> {
    let mut names = vec![data.name.as_str()];
    names.extend(Some(data.name_local.as_str()).filter(|name| !name.is_empty()));
    names.extend(data.names.iter().map(|name| name.name.as_str()));
    alike::partners(app, who, &names, data.country.trim(), but).await
}

/// The partner called exactly so, whatever its capitals, among those that `who` may know.
///
/// # Errors
/// [`Error`].
pub async fn called(app: &App, who: &Who, name: &str) -> Result<Option<Partner>, Error> {
    let (wanted, mut after) = (fold(name.trim()), None);
    // A short name stands in many longer ones.
    loop {
        let page = store::partners::search(&app.store, &who.scope(), name, after, 200).await?;
        let found = page.items.into_iter().find(|row| row.search_text.lines().any(|line| line == wanted));
        if found.is_some() || page.next.is_none() {
            return Ok(found);
        }
        after = page.next;
    }
}

/// The names of those partners.
///
/// # Errors
/// [`Error`].
pub async fn names(app: &App, ids: impl IntoIterator<Item = Uuid>) -> Result<BTreeMap<Uuid, Partner>, Error> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    Ok(store::partners::by_ids(&app.store, &ids).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// What is typed, as it stands on file.
pub fn data(view: &View) -> PartnerData {
    let whole = &view.whole;
    let names = whole.aliases.iter();
    let contacts = view.contacts.iter().map(|contact| {
        let person = contact.person.clone().unwrap_or_default();
        ContactData {
            id: Some(contact.id),
            office: contact.office.clone(),
            name: person.name,
            address: person.address,
            phone: person.phone,
            email: person.email,
        }
    });
    PartnerData {
        name: whole.partner.name.clone(),
        name_local: whole.partner.name_local.clone().unwrap_or_default(),
        country: whole.partner.country.clone(),
        level: whole.partner.level.clone(),
        kind: whole.partner.kind.clone(),
        names: names
            .map(|row| NameData { name: row.alias.clone(), lang: row.lang.clone().unwrap_or_default() })
            .collect(),
        contacts: contacts.collect(),
        note: whole.partner.note.clone(),
        different: false,
    }
}

/// The id of a new partner, made from its name: of two who name it at once, in whichever locality, one enters it. The
/// commit of the other fails, and he finds it when he looks again. With whether it was entered just now.
pub(in crate::app) async fn new_id(app: &App, name: &str, country: &str) -> Result<(PartnerId, bool), Error> {
    // Blanks within a name are one blank, or it would be another name.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, country) = (plain(name), plain(country));
    for nth in 0..MOST_NAMESAKES {
        let said = format!("thoathuan-partner/1 {nth} {}\n{}", name.to_lowercase(), country.to_lowercase());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(said)[..16]);
        let id = PartnerId(uuid::Builder::from_random_bytes(bytes).into_uuid());
        match store::partners::by_id(&app.store, id).await? {
            None => return Ok((id, false)),
            Some(row) if store::partners::is_named(&row, &name, &country) => return Ok((id, true)),
            // One that was called so once and has another name today keeps its id.
            Some(_) => {}
        }
    }
    Ok((PartnerId(app.ids.uuid()), false))
}

/// Enters a partner.
///
/// # Errors
/// [`Error::Forbidden`], or [`Error::Invalid`] with each wrong field; `resembles` at `name` when one on file may be it.
pub async fn enter(app: &App, who: &Who, data: PartnerData, key: Option<&str>) -> Result<Kept, Error> {
    if !rights(app, who).await?.partners {
        return Err(Error::Forbidden);
    }
    let print = print("enter-partner", None, &data);
    if let Some(done) = earlier(app, who, key, &print).await? {
        return Ok(done);
    }
    for _ in 0..TRIES {
        let id = match new_id(app, &data.name, &data.country).await? {
            (id, false) if !data.different => id.0,
            // Who says that it is another than those on file enters another; nor is he told of one that stands in a draft.
            _ => app.ids.uuid(),
        };
        let (whole, made) = row(app, id, &data, None)?;
        unlike(app, who, &data, None).await?;
        let stream = stream(PARTNER, id);
        let change = Change { stream, id, act: "enter-partner", seen: None, key, print: print.clone(), locality: None };
        let done = carry_out(app, who, change, |batch, stamp| {
            let whole = stamped(whole.clone(), stamp);
            hide(batch, &made, app);
            let said = json!({ "partner": id, "now": facts::partner(&whole) });
            store::partners::insert(batch, whole);
            Ok(said)
        });
        match done.await {
            // Somebody entered it at the same moment: now it is on file.
            Err(Error::Changed) => {}
            done => return done,
        }
    }
    Err(Error::Busy)
}

/// What the same request did before.
pub(super) async fn earlier(app: &App, who: &Who, key: Option<&str>, print: &str) -> Result<Option<Kept>, Error> {
    let Some(key) = key else { return Ok(None) };
    let done = super::saved(app, who, key, print).await?;
    Ok(done.map(|done| Kept { id: done.number.parse().unwrap_or_default(), version: done.seq }))
}

async fn unlike(app: &App, who: &Who, data: &PartnerData, but: Option<Uuid>) -> Result<(), Error> {
    if data.different {
        return Ok(());
    }
    match resembling(app, who, data, but).await?.first() {
        None => Ok(()),
        Some(known) => Err(Invalid::field("name", "resembles").with("name", &known.name).with("id", known.id).into()),
    }
}

/// Changes a partner, of which the actor saw version `seen`.
///
/// # Errors
/// As [`enter`]; [`Error::Changed`] when it is another version by now.
pub async fn change(
    app: &App,
    who: &Who,
    id: Uuid,
    seen: u64,
    data: PartnerData,
    once: Once<'_>,
) -> Result<Kept, Error> {
    let rights = rights(app, who).await?;
    let before = known(app, who, id).await?;
    if !rights.partners {
        return Err(Error::Forbidden);
    }
    not_only_drafted(app, who, id).await?;
    let print = once.print("change-partner", (id, seen), &data);
    if let Some(done) = earlier(app, who, once.key, &print).await? {
        return Ok(done);
    }
    let persons = persons(app, &before).await?;
    let (whole, made) = row(app, id, &data, Some((&before, &persons)))?;
    let renamed = (&before.partner.name, &before.partner.country) != (&whole.partner.name, &whole.partner.country);
    if renamed {
        unlike(app, who, &data, Some(id)).await?;
    }
    let change = Change {
        stream: stream(PARTNER, id),
        id,
        act: "change-partner",
        seen: Some(seen),
        key: once.key,
        print,
        locality: None,
    };
    carry_out(app, who, change, |batch, stamp| {
        let whole = stamped(whole.clone(), stamp);
        hide(batch, &made, app);
        let said = json!({ "partner": id, "now": facts::partner(&whole) });
        // Whoever is struck off, or replaced, is kept nowhere any more.
        let stays = |name: &String| whole.contacts.iter().any(|contact| contact.person_ref == *name);
        let gone = before.contacts.iter().map(|contact| &contact.person_ref).filter(|name| !stays(name));
        let gone: Vec<String> = gone.cloned().collect();
        if !gone.is_empty() {
            store::names::erase_all(batch, &gone);
        }
        store::partners::update(batch, &before, whole)?;
        Ok(said)
    })
    .await
}

/// Notes that a contact still holds today.
///
/// # Errors
/// [`Error::NotFound`] for an unknown contact; [`Error::Changed`] when the partner is another version by now.
pub async fn confirm(
    app: &App,
    who: &Who,
    id: Uuid,
    contact: Uuid,
    seen: u64,
    key: Option<&str>,
) -> Result<Kept, Error> {
    let rights = rights(app, who).await?;
    let before = known(app, who, id).await?;
    if !rights.partners {
        return Err(Error::Forbidden);
    }
    not_only_drafted(app, who, id).await?;
    let print = print("confirm-contact", Some((id, seen)), &contact);
    if let Some(done) = earlier(app, who, key, &print).await? {
        return Ok(done);
    }
    let mut after = before.clone();
    let row = after.contacts.iter_mut().find(|row| row.id == contact).ok_or(Error::NotFound)?;
    row.confirmed_on = Some(app.today());
    let change = Change {
        stream: stream(PARTNER, id),
        id,
        act: "confirm-contact",
        seen: Some(seen),
        key,
        print,
        locality: None,
    };
    carry_out(app, who, change, |batch, stamp| {
        let after = stamped(after.clone(), stamp);
        let said = json!({ "partner": id, "contact": contact, "now": facts::partner(&after) });
        store::partners::update(batch, &before, after)?;
        Ok(said)
    })
    .await
}

/// Adds a new partner with its first entry to the batch, nothing asked.
pub(in crate::app) fn put(app: &App, batch: &mut Batch, who: &Who, id: Uuid, data: &PartnerData) -> Result<(), Error> {
    let (whole, made) = row(app, id, data, None)?;
    let by = who.by(&acting(who, None));
    add_entry(app, batch, &stream(PARTNER, id), &Head::empty(), by, "enter-partner", |batch, stamp| {
        let said = json!({ "partner": id, "now": facts::partner(&whole) });
        hide(batch, &made, app);
        store::partners::insert(batch, stamped(whole, stamp));
        Ok(said)
    })?;
    Ok(())
}

fn hide(batch: &mut Batch, made: &[Hidden], app: &App) {
    for hidden in made {
        store::names::insert(batch, &hidden.name_ref, &hidden.salt, &hidden.value, app.clock.now());
    }
}
