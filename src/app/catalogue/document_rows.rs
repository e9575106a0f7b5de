//! The rows that what is typed about a document makes.

use super::documents::{FOREIGN, VIETNAM, field_text, kinds};
use super::input::{Check, DOCUMENT_STATUSES, DocumentData, PUBLICATION, TitleData};
use super::partial::{Precision, UNKNOWN};
use super::relations::day;
use crate::app::input::Invalid;
use crate::app::{App, Error};
use crate::store::documents::{Document, Party};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the procedure fixed stays as it is.
pub(super) fn fixed(before: &DocumentData, data: &DocumentData) -> Result<(), Invalid> {
    let same = [
        ("kind", before.kind == data.kind),
        ("titles", before.titles == data.titles),
        ("foreign", before.foreign == data.foreign),
        ("local", before.local == data.local && before.local_names == data.local_names),
        ("signed_on", before.signed_on == data.signed_on),
        ("place", before.place == data.place),
        ("in_force_on", before.in_force_on == data.in_force_on),
    ];
    match same.into_iter().find(|(_, same)| !same) {
        Some((field, _)) => Err(Invalid::field(field, "fixed-by-procedure")),
        None => Ok(()),
    }
}

/// What may be changed of a document that a dossier produced.
pub(super) fn loose(app: &App, before: &Document, data: &DocumentData) -> Result<Document, Error> {
    let mut check = Check::default();
    let row = loosely(app, &mut check, before.clone(), data);
    check.finish()?;
    Ok(row)
}

fn loosely(app: &App, check: &mut Check, row: Document, data: &DocumentData) -> Document {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Document {
        relation_id: data.relation,
        term: some(check.text("term", &data.term)),
        publication: check.one_of("publication", &data.publication, &PUBLICATION),
        status: check.one_of("status", &data.status, &DOCUMENT_STATUSES),
        fields: field_text(app, check, &data.fields),
        note: check.text("note", &data.note),
        source: some(check.line("source", &data.source)),
        uncertain: some(check.text("uncertain", &data.uncertain)),
        ..row
    }
}

/// The rows that `data` makes for a document signed before the system.
pub(in crate::app) fn row(
    app: &App,
    id: Uuid,
    locality: Uuid,
    data: &DocumentData,
) -> Result<(Document, Vec<Party>), Error> {
    let mut check = Check::default();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let known: Vec<String> = kinds(app).into_iter().map(|(id, _)| id).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let kind = check.one_of("kind", &data.kind, &known);
    let titles = checked_titles(&mut check, &data.titles);
    let parties = checked_parties(&mut check, id, locality, data);
    let signed = day(&mut check, "signed_on", &data.signed_on);
    let in_force = day(&mut check, "in_force_on", &data.in_force_on);
    if in_force.is_some_and(|day| day.precision != Precision::Day) {
        check.add(Invalid::field("in_force_on", "bad-date"));
    }
    // Of a day of which only the year or the month is known, the first: what may be true is taken.
    if signed.zip(in_force).is_some_and(|(signed, in_force)| in_force.first < signed.first) {
        check.add(Invalid::field("in_force_on", "before-signing"));
    }
    if data.source.trim().is_empty() {
        check.add(Invalid::field("source", "required"));
    }
    let row = Document {
        id,
        relation_id: None,
        kind,
        signed_on: signed.map(|day| day.first),
        place: some(check.line("place", &data.place)),
        in_force_on: in_force.map(|day| day.first),
        term: None,
        publication: String::new(),
        act: None,
        changes_id: None,
        ended_on: None,
        status: String::new(),
        titles,
        created_by_dossier: None,
        locality_id: Some(locality),
        signed_precision: signed.map_or(Precision::Day, |day| day.precision).as_str().to_owned(),
        sort_on: signed.map_or(UNKNOWN, |day| day.first),
        fields: String::new(),
        note: String::new(),
        source: None,
        uncertain: None,
        version: 0,
        changed_at: None,
        changed_by: None,
    };
    let row = loosely(app, &mut check, row, data);
    check.finish()?;
    Ok((row, parties))
}

fn checked_titles(check: &mut Check, typed: &[TitleData]) -> String {
    check.few("titles", typed);
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    for (n, title) in typed.iter().enumerate() {
        let text = check.line(&format!("titles_{}_text", n + 1), &title.text);
        if text.is_empty() {
            continue;
        }
        let lang = check.lang(&format!("titles_{}_lang", n + 1), &title.lang);
        titles.insert(lang, text);
    }
    if !titles.contains_key("vi") {
        check.add(Invalid::field("titles_vi", "required"));
    }
    // Vietnamese first, as on the screens.
    let first = titles.remove_entry("vi");
    let rows: Vec<TitleData> = first.into_iter().chain(titles).map(|(lang, text)| TitleData { lang, text }).collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

fn checked_parties(check: &mut Check, id: Uuid, locality: Uuid, data: &DocumentData) -> Vec<Party> {
    check.few("foreign", &data.foreign);
    check.few("local", &data.local);
    check.few("local_names", &data.local_names);
    if data.foreign.is_empty() {
        check.add(Invalid::field("foreign", "required"));
    }
    let names: Vec<String> = data
        .local_names
        .iter()
        .enumerate()
        .map(|(n, name)| check.line(&format!("local_names_{}", n + 1), name))
        .filter(|name| !name.is_empty())
        .collect();
    let mut orgs: Vec<Uuid> = Vec::new();
    for org in &data.local {
        if !orgs.contains(org) {
            orgs.push(*org);
        }
    }
    if orgs.is_empty() && names.is_empty() {
        orgs.push(locality);
    }
    let mut partners: Vec<Uuid> = Vec::new();
    for partner in &data.foreign {
        if !partners.contains(partner) {
            partners.push(*partner);
        }
    }
    let empty = |side: &str| Party {
        document_id: id,
        pos: 0,
        org_id: None,
        partner_id: None,
        side: side.to_owned(),
        name: None,
    };
    let local = orgs.into_iter().map(|org| Party { org_id: Some(org), ..empty(VIETNAM) });
    let named = names.into_iter().map(|name| Party { name: Some(name), ..empty(VIETNAM) });
    let foreign = partners.into_iter().map(|partner| Party { partner_id: Some(partner), ..empty(FOREIGN) });
    local.chain(named).chain(foreign).zip(1..).map(|(party, pos)| Party { pos, ..party }).collect()
}
