//! The rows that what is typed about a partner makes.

use super::input::{Check, PARTNER_KINDS, PartnerData, level};
use super::partners::Person;
use super::{Stamp, countries};
use crate::app::input::Invalid;
use crate::app::names::Hidden;
use crate::app::{App, Error};
use crate::store::fold;
use crate::store::partners::{Alias, Contact, Partner, Whole};
use engine::record::{NameRef, commit};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use validator::ValidateEmail;

/// Longest folded name by which lists are ordered: an index of PostgreSQL takes no long values.
const SORT_NAME: usize = 200;

/// With its stamp.
pub(super) fn stamped(mut whole: Whole, stamp: Stamp) -> Whole {
    whole.partner.version = stamp.version;
    whole.partner.changed_at = stamp.at;
    whole.partner.changed_by = stamp.by;
    whole
}

/// What a partner is searched by: its names and those of its country, folded, a line each.
pub fn search_text(partner: &Partner, aliases: &[Alias]) -> String {
    let own = [Some(partner.name.as_str()), partner.name_local.as_deref()].into_iter().flatten();
    let mut lines: Vec<String> = own.chain(aliases.iter().map(|alias| alias.alias.as_str())).map(fold).collect();
    lines.push(fold(&partner.country));
    let country = partner.country_code.as_deref().and_then(countries::coded);
    lines.extend(country.into_iter().flat_map(countries::names).map(fold));
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    lines.join("\n")
}

/// Fills in what follows from the rest: what is searched and ordered by, and the country's code.
pub fn derived(whole: &mut Whole) {
    let partner = &mut whole.partner;
    partner.country_code = countries::named(&partner.country).map(|country| country.code.to_owned());
    partner.sort_name = fold(&partner.name).chars().take(SORT_NAME).collect();
    partner.search_text = search_text(partner, &whole.aliases);
}

/// The row that `data` makes, and the persons to hide behind their commitments.
pub(super) fn row(
    app: &App,
    id: Uuid,
    data: &PartnerData,
    before: Option<(&Whole, &BTreeMap<NameRef, Person>)>,
) -> Result<(Whole, Vec<Hidden>), Error> {
    let mut check = Check::default();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let now = app.clock.now();
    let partner = Partner {
        id,
        name: check.needed("name", &data.name),
        name_local: some(check.line("name_local", &data.name_local)),
        country: check.needed("country", &data.country),
        level: level(&mut check, &data.level),
        kind: check.one_of("kind", &data.kind, &PARTNER_KINDS),
        search_text: String::new(),
        created_at: before.map_or(now, |(before, _)| before.partner.created_at),
        sort_name: String::new(),
        country_code: None,
        note: String::new(),
        version: 0,
        changed_at: None,
        changed_by: None,
    };
    check.few("names", &data.names);
    let mut aliases: Vec<Alias> = Vec::new();
    for (n, typed) in data.names.iter().enumerate() {
        let alias = check.line(&format!("names_{}_name", n + 1), &typed.name);
        let lang = match typed.lang.trim() {
            "" => None,
            tag => some(check.lang(&format!("names_{}_lang", n + 1), tag)),
        };
        if !alias.is_empty() && !aliases.iter().any(|known| known.alias == alias) {
            aliases.push(Alias { partner_id: id, alias, lang });
        }
    }
    aliases.sort_by(|a, b| a.alias.cmp(&b.alias));
    let (contacts, made) = contact_rows(app, id, data, before, &mut check);
    let note = check.text("note", &data.note);
    check.finish()?;
    let mut whole = Whole { partner: Partner { note, ..partner }, aliases, contacts };
    derived(&mut whole);
    Ok((whole, made))
}

fn contact_rows(
    app: &App,
    id: Uuid,
    data: &PartnerData,
    before: Option<(&Whole, &BTreeMap<NameRef, Person>)>,
    check: &mut Check,
) -> (Vec<Contact>, Vec<Hidden>) {
    check.few("contacts", &data.contacts);
    let (mut rows, mut made): (Vec<Contact>, Vec<Hidden>) = (Vec::new(), Vec::new());
    for (n, typed) in data.contacts.iter().enumerate() {
        let mut line = |column: &str, text: &str| check.line(&format!("contacts_{}_{column}", n + 1), text);
        let office = line("office", &typed.office);
        let person = Person {
            name: line("name", &typed.name),
            address: line("address", &typed.address),
            phone: line("phone", &typed.phone),
            email: line("email", &typed.email),
        };
        if !person.email.is_empty() && !person.email.validate_email() {
            check.add(Invalid::field(&format!("contacts_{}_email", n + 1), "bad-email"));
        }
        let known = typed.id.and_then(|id| before?.0.contacts.iter().find(|row| row.id == id));
        // Of a person whose name was erased nothing else is left.
        let erased = known.is_some_and(|row| {
            before.is_some_and(|(_, persons)| !persons.contains_key(&NameRef(row.person_ref.clone())))
        });
        if person == Person::default() && !erased {
            check.add(Invalid::field(&format!("contacts_{}_name", n + 1), "contact-empty"));
        }
        if typed.id.is_some() && known.is_none() || rows.iter().any(|row| Some(row.id) == typed.id) {
            check.add(Invalid::field("contacts", "no-such-contact"));
            continue;
        }
        let pos = i32::try_from(rows.len()).unwrap_or(i32::MAX);
        // Who is the same as before keeps his commitment and the day on which he was confirmed.
        let same = known.filter(|row| {
            let was = before.and_then(|(_, persons)| persons.get(&NameRef(row.person_ref.clone())));
            was == Some(&person) || (was.is_none() && person == Person::default())
        });
        if let Some(row) = same {
            rows.push(Contact { pos, office, ..row.clone() });
            continue;
        }
        let value = serde_json::to_string(&person).unwrap_or_default();
        let salt = app.ids.salt();
        let name_ref = commit(&salt, &value);
        made.push(Hidden { name_ref: name_ref.clone(), salt, value });
        rows.push(Contact {
            id: known.map_or_else(|| app.ids.uuid(), |row| row.id),
            partner_id: id,
            pos,
            office,
            person_ref: name_ref.0,
            confirmed_on: Some(app.today()),
        });
    }
    (rows, made)
}
