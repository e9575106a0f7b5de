//! Rows and names of the registry in the reader's language.

use crate::app::App;
use crate::app::catalogue::rows::{Activity, Document, Partner, Party, Relation};
use crate::app::catalogue::{activities, countries, documents};
use crate::i18n::L;
use crate::registry::PackFile;
use crate::web::views::parts::{Fact, Tag, Tone};
use crate::web::views::registry::Row;
use engine::ids::OrgId;
use engine::pack::Act;
use engine::text::Bilingual;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// A country in the reader's language, or as entered.
pub fn country(l: L, partner: &Partner) -> String {
    let known = partner.country_code.as_deref().and_then(countries::coded);
    known.map_or_else(|| partner.country.clone(), |country| l.pick(country.vi, country.en).to_owned())
}

/// A name of a closed set; what is not in it stands as it is.
pub fn name(l: L, family: &str, name: &str) -> String {
    l.maybe(&[family, name].concat()).unwrap_or_else(|| name.to_owned())
}

/// A kind of document.
pub fn document_kind(l: L, app: &App, kind: &str) -> String {
    let title = documents::kinds(app).into_iter().find(|(id, _)| id == kind).and_then(|(_, title)| title);
    title.map_or_else(|| name(l, "document-kind-", kind), |title| l.pick(&title.vi, &title.en).to_owned())
}

/// What is done with a document, as the rules call it.
pub fn act(l: L, app: &App, act: Act) -> String {
    let titled = |file: &Arc<PackFile>| Some(file.pack.acts.iter().find(|rule| rule.id == act)?.title.clone());
    let title = app.registry.packs().filter_map(|file| titled(&file)).last();
    title.map_or_else(|| act.as_str().to_owned(), |title| l.pick(&title.vi, &title.en).to_owned())
}

/// Fields of cooperation in a sentence.
pub fn fields(l: L, app: &App, stored: &str) -> String {
    let known: BTreeMap<String, Bilingual> = documents::known_fields(app).into_iter().collect();
    let one = |id: String| known.get(&id).map_or(id.clone(), |title| l.pick(&title.vi, &title.en).to_owned());
    documents::fields(stored).into_iter().map(one).collect::<Vec<_>>().join("; ")
}

/// An organisation by its name of today.
pub fn org(l: L, names: &BTreeMap<OrgId, Bilingual>, id: Uuid) -> String {
    names.get(&OrgId(id)).map(|name| l.pick(&name.vi, &name.en).to_owned()).unwrap_or_default()
}

/// A relation's state.
pub fn relation_tag(l: L, status: &str) -> Tag {
    let tone = match status {
        "active" => Tone::Green,
        "dormant" => Tone::Yellow,
        "established" => Tone::Blue,
        _ => Tone::Grey,
    };
    Tag::new(name(l, "relation-status-", status), tone)
}

/// A document's state.
pub fn document_tag(l: L, status: &str) -> Tag {
    let tone = match status {
        "in-force" => Tone::Green,
        "signed" => Tone::Blue,
        _ => Tone::Grey,
    };
    Tag::new(name(l, "document-status-", status), tone)
}

/// A mark on what is uncertain.
pub fn uncertain(l: L, what: Option<&String>) -> Option<Tag> {
    what.map(|_| Tag::new(l.t("registry-uncertain-tag"), Tone::Yellow))
}

/// A title in the reader's language, or the Vietnamese one.
pub fn title(l: L, vi: &str, en: &str) -> String {
    l.pick(vi, if en.is_empty() { vi } else { en }).to_owned()
}

/// A document's title in the reader's language, or the Vietnamese one.
pub fn document_title(l: L, row: &Document) -> String {
    let titles = documents::titles(row);
    let find = |lang: &str| titles.iter().find(|title| title.lang == lang).map(|title| title.text.clone());
    find(&l.lang.to_string()).or_else(|| find("vi")).unwrap_or_default()
}

/// A partner in a list.
pub fn partner_row(l: L, row: &Partner) -> Row {
    Row {
        title: row.name.clone(),
        href: format!("/partners/{}", row.id),
        meta: vec![country(l, row), name(l, "partner-kind-", &row.kind), name(l, "level-", &row.level)],
        tags: Vec::new(),
    }
}

/// A relation in a list.
pub fn relation_row(
    l: L,
    row: &Relation,
    partners: &BTreeMap<Uuid, Partner>,
    orgs: &BTreeMap<OrgId, Bilingual>,
) -> Row {
    let mut meta = vec![org(l, orgs, row.locality_id)];
    meta.extend(partners.get(&row.partner_id).map(|partner| partner.name.clone()));
    meta.extend(row.since.as_deref().map(|since| l.ta("relation-since-n", &[("since", shown(since))])));
    Row {
        title: title(l, &row.title_vi, &row.title_en),
        href: format!("/relations/{}", row.id),
        meta,
        tags: [Some(relation_tag(l, &row.status)), uncertain(l, row.uncertain.as_ref())]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// `2019-04-15` as officials write it; what is none stands as it is.
pub fn shown(day: &str) -> String {
    let read = crate::app::catalogue::partial::Partial::read("since", day);
    read.map_or_else(|_| day.to_owned(), crate::app::catalogue::partial::Partial::shown)
}

/// A document in a list.
pub fn document_row(
    l: L,
    app: &App,
    row: &Document,
    parties: &[Party],
    partners: &BTreeMap<Uuid, Partner>,
    orgs: &BTreeMap<OrgId, Bilingual>,
) -> Row {
    let mut meta = vec![document_kind(l, app, &row.kind)];
    meta.extend(documents::signed(row).map(|day| l.ta("document-signed-n", &[("on", day.shown())])));
    for party in parties.iter().filter(|party| party.document_id == row.id) {
        meta.push(party_name(l, party, partners, orgs));
    }
    Row {
        title: document_title(l, row),
        href: format!("/documents/{}", row.id),
        meta,
        tags: [Some(document_tag(l, &row.status)), uncertain(l, row.uncertain.as_ref())]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// A party by its name.
pub fn party_name(
    l: L,
    party: &Party,
    partners: &BTreeMap<Uuid, Partner>,
    orgs: &BTreeMap<OrgId, Bilingual>,
) -> String {
    let partner = party.partner_id.and_then(|id| partners.get(&id)).map(|partner| partner.name.clone());
    let named = party.org_id.map(|id| org(l, orgs, id)).or(partner).or_else(|| party.name.clone());
    named.unwrap_or_default()
}

/// An activity in a list.
pub fn activity_row(
    l: L,
    row: &Activity,
    partners: &BTreeMap<Uuid, Partner>,
    orgs: &BTreeMap<OrgId, Bilingual>,
) -> Row {
    let mut meta = vec![org(l, orgs, row.locality_id)];
    meta.extend(partners.get(&row.partner_id).map(|partner| partner.name.clone()));
    meta.extend(activities::held(row).map(|day| day.shown()));
    meta.extend(Some(row.period.clone()).filter(|period| !period.is_empty()));
    let kind = Tag::new(name(l, "activity-kind-", &row.kind), Tone::Blue);
    Row {
        title: title(l, &row.what_vi, &row.what_en),
        href: format!("/activities/{}", row.id),
        meta,
        tags: [Some(kind), uncertain(l, row.uncertain.as_ref())].into_iter().flatten().collect(),
    }
}

/// A dossier in a list.
pub fn dossier_row(l: L, row: &crate::app::search::Summary, app: &App) -> Row {
    let found = app.registry.pack(&row.pack.0, row.pack.1);
    let state = match found {
        Some(file) => crate::web::cite::state(l, &file.pack, &row.track, &row.state, row.phase),
        None => Tag::new(row.state.clone(), Tone::Grey),
    };
    Row {
        title: title(l, &row.title, row.title_en.as_deref().unwrap_or_default()),
        href: format!("/dossiers/{}", row.number),
        meta: vec![row.number.clone()],
        tags: vec![state],
    }
}

/// A fact, unless it is empty.
pub fn fact(found: &mut Vec<(Fact, Option<String>)>, label: String, value: impl Into<String>) {
    let value = value.into();
    if !value.is_empty() {
        found.push((Fact::typed(label, value), None));
    }
}
