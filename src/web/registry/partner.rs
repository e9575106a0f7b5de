//! A partner's page, its form, and the confirmation of a contact.

use super::edit::Kept;
use super::form::{Groups, back_to, closed, rows, seen, text};
use super::{Id, Two, answer, done, frame, nothing, steps, words};
use crate::app::catalogue::input::{PARTNER_KINDS, PartnerData};
use crate::app::catalogue::rows::{ActivityFilter, DocumentFilter, RelationFilter};
use crate::app::catalogue::{
    Kept as Done, Once, PARTNER, activities, documents, may_keep_partners, partners, relations, stream,
};
use crate::app::choices::LEVELS;
use crate::app::{App, Error, Who, input, search};
use crate::i18n::L;
use crate::web::posted::{Fields, Posted};
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::form::{Column, Control, FormMeta, area, text as line};
use crate::web::views::parts::{Tag, Tone};
use crate::web::views::registry::{ContactRow, RecordPage, Row, Section};
use crate::web::{Reader, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Records of a kind shown on a page.
pub const SHOWN: u64 = 50;
/// Columns of contacts, the hidden id first.
const CONTACT: [&str; 6] = ["id", "office", "name", "address", "phone", "email"];

/// GET /partners/{id}
pub async fn show(State(web): State<Web>, reader: Reader, Id(id): Id) -> Response {
    let shown = async { Ok(html(&page(&web, &reader, id).await?).into_response()) };
    answer(&web, &reader, shown.await)
}

async fn page(web: &Web, reader: &Reader, id: Uuid) -> Result<RecordPage, Error> {
    let (l, app, who) = (reader.l, &*web.app, reader.who());
    let view = partners::show(app, who, id).await?;
    let row = &view.whole.partner;
    let back = Link::new(l.t("partners-title"), "/partners");
    let steps = if view.drafted { Vec::new() } else { steps(web, l, &stream(PARTNER, id), row.version).await? };
    let mut page = nothing(l, frame(web, reader, &row.name, back), "partner-caption", row.name.clone(), steps);
    let mut facts = Vec::new();
    words::fact(&mut facts, l.t("partner-name-local"), row.name_local.clone().unwrap_or_default());
    words::fact(&mut facts, l.t("partner-country"), words::country(l, row));
    words::fact(&mut facts, l.t("partner-level"), words::name(l, "level-", &row.level));
    words::fact(&mut facts, l.t("partner-kind"), words::name(l, "partner-kind-", &row.kind));
    let aliases: Vec<String> = view
        .whole
        .aliases
        .iter()
        .map(|alias| match &alias.lang {
            Some(lang) => format!("{} ({})", alias.alias, words::name(l, "lang-", lang)),
            None => alias.alias.clone(),
        })
        .collect();
    words::fact(&mut facts, l.t("partner-names"), aliases.join("; "));
    words::fact(&mut facts, l.t("registry-note"), row.note.clone());
    page.facts = facts;
    page.version = row.version.to_string();
    page.afterwards = view.drafted.then(|| l.t("partner-drafted"));
    if view.rights.partners {
        page.edit = Some(Link::new(l.t("registry-edit"), format!("/partners/{id}/edit")));
    }
    if view.rights.shared {
        page.contacts = Some(view.contacts.iter().map(|found| contact(l, id, found, view.rights.partners)).collect());
    }
    page.sections = sections(web, reader, id, &view).await?;
    Ok(page)
}

fn contact(l: L, partner: Uuid, found: &partners::ContactView, may: bool) -> ContactRow {
    let lines = match &found.person {
        Some(person) => [&person.name, &person.address, &person.phone, &person.email]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect(),
        None => vec![l.t("name-erased")],
    };
    let day = found.confirmed_on.map(|day| l.short_date(day));
    let words = match (&day, found.overdue) {
        (None, _) => l.t("contact-never"),
        (Some(day), true) => l.ta("contact-overdue", &[("on", day)]),
        (Some(day), false) => l.ta("contact-confirmed", &[("on", day)]),
    };
    ContactRow {
        id: found.id.to_string(),
        office: if found.office.is_empty() { l.t("contact-no-office") } else { found.office.clone() },
        lines,
        confirmed: Tag::new(words, if found.overdue { Tone::Yellow } else { Tone::Green }),
        confirm: may.then(|| format!("/partners/{partner}/contacts/{}/confirm", found.id)),
    }
}

async fn sections(web: &Web, reader: &Reader, id: Uuid, view: &partners::View) -> Result<Vec<Section>, Error> {
    let (l, app, who) = (reader.l, &*web.app, reader.who());
    let keeps = !view.rights.localities.is_empty();
    let new = |key: &str, place: &str| keeps.then(|| Link::new(l.t(key), format!("{place}/new?partner={id}")));
    let all = |place: &str, next: &Option<String>| {
        next.as_ref().map(|_| Link::new(l.t("registry-all"), format!("{place}?partner={id}")))
    };
    let mut sections = Vec::new();
    if view.rights.shared {
        let filter = RelationFilter { partner: Some(id), ..RelationFilter::default() };
        let found = relations::list(app, who, &filter, None, SHOWN).await?;
        sections.push(Section {
            id: "relations",
            title: l.t("relations-title"),
            rows: found.items.iter().map(|row| words::relation_row(l, row, &BTreeMap::new(), &found.orgs)).collect(),
            empty: l.t("relations-none"),
            all: all("/relations", &found.next),
            new: new("relation-new-link", "/relations"),
        });
    }
    let filter = DocumentFilter { partner: Some(id), ..DocumentFilter::default() };
    let found = documents::list(app, who, &filter, None, SHOWN).await?;
    let names = partners::names(app, found.parties.iter().filter_map(|party| party.partner_id)).await?;
    let (parties, orgs) = (&found.parties, &found.page.orgs);
    sections.push(Section {
        id: "documents",
        title: l.t("documents-title"),
        rows: found.page.items.iter().map(|row| words::document_row(l, app, row, parties, &names, orgs)).collect(),
        empty: l.t("documents-none"),
        all: all("/documents", &found.page.next),
        new: new("document-new-link", "/documents"),
    });
    let filter = search::Filter { partner: Some(engine::ids::PartnerId(id)), ..search::Filter::default() };
    let found = search::dossiers(app, who, &filter, None, SHOWN).await?;
    sections.push(Section {
        id: "dossiers",
        title: l.t("partner-dossiers"),
        rows: found.items.iter().map(|row| words::dossier_row(l, row, app)).collect(),
        empty: l.t("partner-dossiers-none"),
        all: None,
        new: None,
    });
    if view.rights.shared {
        let filter = ActivityFilter { partner: Some(id), ..ActivityFilter::default() };
        let found = activities::list(app, who, &filter, None, SHOWN).await?;
        sections.push(Section {
            id: "activities",
            title: l.t("activities-title"),
            rows: found.items.iter().map(|row| words::activity_row(l, row, &BTreeMap::new(), &found.orgs)).collect(),
            empty: l.t("activities-none"),
            all: all("/activities", &found.next),
            new: new("activity-new-link", "/activities"),
        });
    }
    Ok(sections)
}

/// What was typed, in the shape that REST takes.
fn typed_data(typed: &Fields) -> Value {
    let list = |name: &str, columns: &[&str]| -> Vec<Value> {
        let row = |cells: Vec<String>| {
            let cell = |(column, text): (&&str, String)| match *column {
                "id" if text.is_empty() => ("id".to_owned(), Value::Null),
                column => (column.to_owned(), json!(text)),
            };
            Value::Object(columns.iter().zip(cells).map(cell).collect())
        };
        // A row without a word is one to fill in, or one that was struck out.
        let said = |cells: &Vec<String>| {
            columns.iter().zip(cells).any(|(column, cell)| *column != "id" && !cell.trim().is_empty())
        };
        typed.rows(name, columns).into_iter().filter(said).map(row).collect()
    };
    json!({
        "name": typed.raw("name"), "name_local": typed.raw("name_local"), "country": typed.raw("country"),
        "level": typed.get("level"), "kind": typed.get("kind"), "names": list("names", &["name", "lang"]),
        "contacts": list("contacts", &CONTACT), "note": typed.raw("note"), "different": typed.get("different") == "yes",
    })
}

/// The ids of contacts, unseen, row by row.
fn ids(data: &Value) -> Vec<(String, String)> {
    let contacts = data.get("contacts").and_then(Value::as_array);
    let id = |(n, contact): (usize, &Value)| {
        let id = text(contact, &["id"]);
        (!id.is_empty()).then(|| (format!("contacts_{}_id", n + 1), id))
    };
    contacts.into_iter().flatten().enumerate().filter_map(id).collect()
}

/// A partner as the forms keep it.
pub struct Kind;

impl Kept for Kind {
    const PLACE: &'static str = "/partners";
    const NEW: &'static str = "partner-new-title";
    const EDIT: &'static str = "partner-edit-title";
    type View = partners::View;
    type Around = ();

    async fn may_enter(app: &App, who: &Who) -> Result<(), Error> {
        may_keep_partners(app, who).await
    }

    async fn view(app: &App, who: &Who, id: Uuid) -> Result<Self::View, Error> {
        partners::show(app, who, id).await
    }

    fn may_change(view: &Self::View) -> Result<(), Error> {
        match (view.drafted, view.rights.partners) {
            (true, _) => Err(Error::Over("partner-in-drafts")),
            (false, true) => Ok(()),
            (false, false) => Err(Error::Forbidden),
        }
    }

    fn version(view: &Self::View) -> i64 {
        view.whole.partner.version
    }

    fn name(_: L, view: &Self::View) -> String {
        view.whole.partner.name.clone()
    }

    fn stored(view: &Self::View) -> Value {
        json!(partners::data(view))
    }

    fn begin(_: &Fields) -> Value {
        json!({ "level": "city", "kind": "locality" })
    }

    fn typed(typed: &Fields, _: Option<&Value>) -> Value {
        typed_data(typed)
    }

    async fn around(_: &Web, _: &Reader, _: Option<&Self::View>, _: &Value) -> Result<(), Error> {
        Ok(())
    }

    fn back(l: L, (): &()) -> Link {
        back_to(l, None)
    }

    fn unseen(_: Option<&Self::View>, data: &Value) -> Vec<(String, String)> {
        ids(data)
    }

    fn groups(l: L, _: &App, (): &(), data: &Value, typed: &Fields, meta: &FormMeta) -> Groups {
        let value = |name: &str| text(data, &[name]);
        let column = |name: &str, key: &str| Column { name: name.to_owned(), label: l.t(key), long: false };
        let names = Control::Repeat {
            columns: vec![column("name", "partner-names-name"), column("lang", "partner-names-lang")],
            rows: rows(data, "names", &["name", "lang"], typed),
            more: Some(l.t("registry-more")),
        };
        let contacts = Control::Repeat {
            columns: vec![
                column("office", "contact-office"),
                column("name", "contact-name"),
                column("address", "contact-address"),
                column("phone", "contact-phone"),
                column("email", "contact-email"),
            ],
            rows: rows(data, "contacts", &CONTACT[1..], typed),
            more: Some(l.t("registry-more")),
        };
        vec![
            (
                l.t("partner-caption"),
                vec![
                    meta.field("name", l.t("partner-name"), line(value("name"))).hint(l.t("partner-name-hint")),
                    meta.field("name_local", l.t("partner-name-local"), line(value("name_local"))).optional(),
                    meta.field("country", l.t("partner-country"), line(value("country"))),
                    meta.field("level", l.t("partner-level"), closed(l, "level-", &LEVELS, &value("level"))),
                    meta.field("kind", l.t("partner-kind"), closed(l, "partner-kind-", &PARTNER_KINDS, &value("kind"))),
                ],
            ),
            (
                l.t("partner-names"),
                vec![
                    meta.field("names", l.t("partner-names-legend"), names).hint(l.t("partner-names-hint")).optional(),
                ],
            ),
            (
                l.t("contacts-title"),
                vec![meta.field("contacts", l.t("contacts-legend"), contacts).hint(l.t("contacts-hint")).optional()],
            ),
            (
                l.t("registry-more-facts"),
                vec![meta.field("note", l.t("registry-note"), area(value("note"), 4)).optional()],
            ),
        ]
    }

    async fn enter(web: &Web, reader: &Reader, data: &Value, key: Option<&str>) -> Result<Done, Error> {
        partners::enter(&web.app, reader.who(), input::shape(data.clone())?, key).await
    }

    async fn change(
        web: &Web,
        reader: &Reader,
        (id, seen): (Uuid, u64),
        data: &Value,
        key: Option<&str>,
    ) -> Result<Done, Error> {
        partners::change(&web.app, reader.who(), id, seen, input::shape(data.clone())?, Once::whole(key)).await
    }

    async fn alike(web: &Web, reader: &Reader, error: &Error, data: &Value, but: Option<Uuid>) -> Vec<Row> {
        let resembles =
            matches!(error, Error::Invalid(invalid) if invalid.0.iter().any(|wrong| wrong.code == "resembles"));
        let Ok(data) = input::shape::<PartnerData>(data.clone()) else { return Vec::new() };
        if !resembles {
            return Vec::new();
        }
        let found = partners::resembling(&web.app, reader.who(), &data, but).await.unwrap_or_default();
        found.iter().map(|row| words::partner_row(reader.l, row)).collect()
    }
}

/// POST /partners/{id}/contacts/{contact}/confirm
pub async fn confirm(State(web): State<Web>, Two(id, contact): Two, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    match partners::confirm(&web.app, reader.who(), id, contact, seen(typed), posted.key().as_deref()).await {
        Ok(_) => done(&format!("/partners/{id}")),
        // An old page: the newest one shows what was changed.
        Err(Error::Changed) => match page(&web, reader, id).await {
            Ok(mut page) => {
                let mut flash = crate::web::reader::flash(reader.l.t("registry-changed"));
                flash.warning = true;
                page.page.flash = Some(flash);
                (StatusCode::CONFLICT, html(&page)).into_response()
            }
            Err(error) => reader.failed(&web, &error),
        },
        Err(error) => reader.failed(&web, &error),
    }
}

/// Ids in a query or a form; what is none is left out.
pub fn uuid(text: &str) -> Option<Uuid> {
    text.parse().ok()
}

/// Those ids once, in order.
pub fn once(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}
