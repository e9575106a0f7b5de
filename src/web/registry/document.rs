//! A document's page and its form.

use super::document_data::{prepared, title, typed_data};
use super::edit::Kept;
use super::form::{Groups, back_to, choose, closed, several, text, texts};
use super::partner::{SHOWN, once, uuid};
use super::{Id, answer, frame, nothing, steps, words};
use crate::app::catalogue::input::{DOCUMENT_STATUSES, PUBLICATION};
use crate::app::catalogue::rows::{ActivityFilter, Document, DocumentFilter, Partner, RelationFilter};
use crate::app::catalogue::{
    DOCUMENT, Kept as Done, Once, activities, documents, may_keep_own, partners, relations, stream,
};
use crate::app::search;
use crate::app::{App, Error, Who, choices};
use crate::i18n::L;
use crate::web::posted::Fields;
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::form::{Control, FormMeta, area, text as line};
use crate::web::views::parts::Fact;
use crate::web::views::registry::{RecordPage, Section};
use crate::web::{Reader, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use engine::ids::OrgId;
use engine::pack::Act;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// GET /documents/{id}
pub async fn show(State(web): State<Web>, reader: Reader, Id(id): Id) -> Response {
    let shown = async { Ok(html(&page(&web, &reader, id).await?).into_response()) };
    answer(&web, &reader, shown.await)
}

async fn page(web: &Web, reader: &Reader, id: Uuid) -> Result<RecordPage, Error> {
    let (l, app, who) = (reader.l, &*web.app, reader.who());
    let view = documents::show(app, who, id).await?;
    let row = &view.row;
    let names = partners::names(app, view.parties.iter().filter_map(|party| party.partner_id)).await?;
    let orgs: BTreeSet<OrgId> =
        view.parties.iter().filter_map(|party| party.org_id).chain(row.locality_id).map(OrgId).collect();
    let orgs = app.org_names(&orgs).await?;
    let title = words::document_title(l, row);
    let back = Link::new(l.t("documents-title"), "/documents");
    let steps = steps(web, l, &stream(DOCUMENT, id), row.version).await?;
    let mut page = nothing(l, frame(web, reader, &title, back), "document-caption", title.clone(), steps);
    page.other_titles = documents::titles(row)
        .into_iter()
        .filter(|other| other.text != title)
        .map(|other| (other.lang.clone(), words::name(l, "lang-", &other.lang), other.text))
        .collect();
    page.tags = vec![words::document_tag(l, &row.status)];
    page.uncertain.clone_from(&row.uncertain);
    page.afterwards = row.created_by_dossier.is_none().then(|| l.t("document-afterwards"));
    let mut facts = vec![(Fact::new(l.t("document-kind"), words::document_kind(l, app, &row.kind)), None)];
    for party in &view.parties {
        let key = if party.side == documents::FOREIGN { "document-foreign" } else { "document-local" };
        let href = party.partner_id.map(|id| format!("/partners/{id}"));
        facts.push((Fact::typed(l.t(key), words::party_name(l, party, &names, &orgs)), href));
    }
    if let (Some(relation), true) = (row.relation_id, view.rights.shared) {
        let found = relations::show(app, who, relation).await?.row;
        let title = words::title(l, &found.title_vi, &found.title_en);
        facts.push((Fact::typed(l.t("relation-caption"), title), Some(format!("/relations/{relation}"))));
    }
    if let (Some(act), Some(changes)) = (row.act.as_deref().and_then(Act::parse), row.changes_id) {
        let label = words::act(l, app, act);
        match documents::named(app, who, changes).await? {
            Some(other) => {
                let title = words::document_title(l, &other);
                facts.push((Fact::typed(label, title), Some(format!("/documents/{changes}"))));
            }
            None => facts.push((Fact::new(label, l.t("document-not-shown")), None)),
        }
    }
    let signed = documents::signed(row).map_or_else(|| l.t("registry-unknown-day"), |day| day.shown());
    words::fact(&mut facts, l.t("document-signed"), signed);
    words::fact(&mut facts, l.t("document-place"), row.place.clone().unwrap_or_default());
    words::fact(&mut facts, l.t("document-in-force"), row.in_force_on.map(|day| l.short_date(day)).unwrap_or_default());
    words::fact(&mut facts, l.t("document-ended"), row.ended_on.map(|day| l.short_date(day)).unwrap_or_default());
    words::fact(&mut facts, l.t("document-term"), row.term.clone().unwrap_or_default());
    words::fact(&mut facts, l.t("document-publication"), words::name(l, "publication-", &row.publication));
    words::fact(&mut facts, l.t("registry-fields"), words::fields(l, app, &row.fields));
    words::fact(&mut facts, l.t("registry-note"), row.note.clone());
    words::fact(&mut facts, l.t("registry-source"), row.source.clone().unwrap_or_default());
    page.facts = facts;
    let keeps = view.rights.keeps(row.locality_id);
    page.edit = keeps.then(|| Link::new(l.t("registry-edit"), format!("/documents/{id}/edit")));
    page.acts = acts(l, app, who, row);
    page.sections = sections(web, reader, &view, keeps).await?;
    Ok(page)
}

/// What its keeper can begin with it, by the rules of the day.
fn acts(l: L, app: &App, who: &Who, row: &Document) -> Vec<Link> {
    let keeps = choices::drafting_for(who).is_ok_and(|locality| row.locality_id == Some(locality.0));
    if !keeps || !matches!(row.status.as_str(), "signed" | "in-force" | "suspended") {
        return Vec::new();
    }
    let possible = Act::ALL.into_iter().filter(|act| !act.is_conclude());
    let possible = possible.filter(|act| choices::pack_today(app, *act).is_ok());
    let href = |act: Act| format!("/dossiers/new?case_act={}&case_document={}", act.as_str(), row.id);
    possible.map(|act| Link::new(words::act(l, app, act), href(act))).collect()
}

async fn sections(web: &Web, reader: &Reader, view: &documents::View, keeps: bool) -> Result<Vec<Section>, Error> {
    let (l, app, who, id) = (reader.l, &*web.app, reader.who(), view.row.id);
    let filter = search::Filter { document: Some(id), ..search::Filter::default() };
    let found = search::dossiers(app, who, &filter, None, SHOWN).await?;
    let mut sections = vec![Section {
        id: "dossiers",
        title: l.t("document-dossiers"),
        rows: found.items.iter().map(|row| words::dossier_row(l, row, app)).collect(),
        empty: l.t("document-dossiers-none"),
        all: None,
        new: None,
    }];
    let filter = DocumentFilter { changes: Some(id), ..DocumentFilter::default() };
    let (found, none) = (documents::list(app, who, &filter, None, SHOWN).await?, BTreeMap::new());
    if !found.page.items.is_empty() {
        sections.push(Section {
            id: "changes",
            title: l.t("document-changes"),
            rows: found
                .page
                .items
                .iter()
                .map(|row| words::document_row(l, app, row, &[], &none, &BTreeMap::new()))
                .collect(),
            empty: String::new(),
            all: None,
            new: None,
        });
    }
    if view.rights.shared {
        let filter = ActivityFilter { document: Some(id), ..ActivityFilter::default() };
        let found = activities::list(app, who, &filter, None, SHOWN).await?;
        let partner = view.parties.iter().find_map(|party| party.partner_id).filter(|_| keeps);
        sections.push(Section {
            id: "activities",
            title: l.t("activities-title"),
            rows: found.items.iter().map(|row| words::activity_row(l, row, &BTreeMap::new(), &found.orgs)).collect(),
            empty: l.t("activities-none"),
            all: None,
            new: partner.map(|partner| {
                Link::new(l.t("activity-new-link"), format!("/activities/new?partner={partner}&document={id}"))
            }),
        });
    }
    Ok(sections)
}

/// What the form offers.
pub struct Around {
    partner: Option<Partner>,
    foreign: Vec<Partner>,
    relations: Vec<(String, String)>,
    /// What the procedure fixed is not offered.
    fixed: bool,
}

impl Around {
    async fn of(web: &Web, reader: &Reader, data: &Value) -> Result<Self, Error> {
        let (l, app, who) = (reader.l, &*web.app, reader.who());
        let ids = once(texts(data, "foreign").iter().filter_map(|id| uuid(id)));
        let mut names = partners::names(app, ids.iter().copied()).await?;
        let own = crate::app::catalogue::rights(app, who).await?;
        let mut found = Vec::new();
        for id in &ids {
            let filter = RelationFilter { partner: Some(*id), ..RelationFilter::default() };
            found.extend(relations::list(app, who, &filter, None, SHOWN).await?.items);
        }
        let foreign: Vec<Partner> = ids.iter().filter_map(|id| names.remove(id)).collect();
        Ok(Self {
            partner: foreign.first().cloned(),
            foreign,
            relations: found
                .into_iter()
                .filter(|row| own.keeps(Some(row.locality_id)))
                .map(|row| (row.id.to_string(), words::title(l, &row.title_vi, &row.title_en)))
                .collect(),
            fixed: false,
        })
    }
}

fn fixed_fields(
    l: L,
    app: &App,
    around: &Around,
    data: &Value,
    meta: &FormMeta,
) -> Vec<crate::web::views::form::Field> {
    let value = |name: &str| text(data, &[name]);
    let kinds = documents::kinds(app).into_iter().map(|(id, _)| (id.clone(), words::document_kind(l, app, &id)));
    let lines = around.foreign.iter().map(|row| format!("{} ({})", row.name, words::country(l, row))).collect();
    let other = title(data, |lang| !matches!(lang, "vi" | "en"));
    vec![
        meta.field("foreign", l.t("document-foreign"), Control::Info { lines }),
        meta.field("foreign_names", l.t("document-foreign-names"), area(texts(data, "foreign_names").join("\n"), 2))
            .hint(l.t("document-foreign-hint"))
            .optional(),
        meta.field("local_names", l.t("document-local-names"), area(texts(data, "local_names").join("\n"), 2))
            .hint(l.t("document-local-hint"))
            .optional(),
        meta.field("kind", l.t("document-kind"), choose(l, kinds, &value("kind"))),
        meta.field("titles_vi", l.t("field-titles-vi"), line(title(data, |lang| lang == "vi").1)),
        meta.field("titles_en", l.t("field-titles-en"), line(title(data, |lang| lang == "en").1)).optional(),
        meta.field("titles_other_lang", l.t("document-other-lang"), line(other.0))
            .hint(l.t("document-lang-hint"))
            .optional(),
        meta.field("titles_other", l.t("field-titles-other"), line(other.1)).optional(),
        meta.field("signed_on", l.t("document-signed"), line(words::shown(&value("signed_on"))))
            .hint(l.t("partial-date-hint"))
            .optional(),
        meta.field("place", l.t("document-place"), line(value("place"))).optional(),
        meta.field(
            "in_force_on",
            l.t("document-in-force"),
            Control::Date { value: words::shown(&value("in_force_on")) },
        )
        .optional(),
    ]
}

/// A document as the forms keep it.
pub struct Kind;

impl Kept for Kind {
    const PLACE: &'static str = "/documents";
    const NEW: &'static str = "document-new-title";
    const EDIT: &'static str = "document-edit-title";
    type View = documents::View;
    type Around = Around;

    async fn may_enter(app: &App, who: &Who) -> Result<(), Error> {
        may_keep_own(app, who).await
    }

    async fn view(app: &App, who: &Who, id: Uuid) -> Result<Self::View, Error> {
        documents::show(app, who, id).await
    }

    fn may_change(view: &Self::View) -> Result<(), Error> {
        view.rights.must_keep(view.row.locality_id)
    }

    fn version(view: &Self::View) -> i64 {
        view.row.version
    }

    fn name(l: L, view: &Self::View) -> String {
        words::document_title(l, &view.row)
    }

    fn stored(view: &Self::View) -> Value {
        json!(documents::data(&view.row, &view.parties))
    }

    fn begin(query: &Fields) -> Value {
        json!({ "foreign": query.some("partner").into_iter().collect::<Vec<_>>(), "relation": query.some("relation"),
                "publication": "undecided", "status": "signed" })
    }

    fn typed(typed: &Fields, known: Option<&Value>) -> Value {
        typed_data(typed, known)
    }

    async fn around(web: &Web, reader: &Reader, view: Option<&Self::View>, data: &Value) -> Result<Around, Error> {
        let fixed = view.is_some_and(|view| view.row.created_by_dossier.is_some());
        Ok(Around { fixed, ..Around::of(web, reader, data).await? })
    }

    fn back(l: L, around: &Around) -> Link {
        back_to(l, around.partner.as_ref())
    }

    /// Parties that are on file; and of a document signed before the system that the form holds all of it.
    fn unseen(view: Option<&Self::View>, data: &Value) -> Vec<(String, String)> {
        let of = |name: &'static str| texts(data, name).into_iter().map(move |id| (name.to_owned(), id));
        let whole = view.is_some_and(|view| view.row.created_by_dossier.is_none());
        let whole = whole.then(|| ("whole".to_owned(), "yes".to_owned()));
        of("foreign").chain(of("local")).chain(whole).collect()
    }

    fn groups(l: L, app: &App, around: &Around, data: &Value, _: &Fields, meta: &FormMeta) -> Groups {
        let value = |name: &str| text(data, &[name]);
        let fields =
            documents::known_fields(app).into_iter().map(|(id, name)| (id, l.pick(&name.vi, &name.en).to_owned()));
        let loose = vec![
            meta.field("relation", l.t("relation-caption"), choose(l, around.relations.clone(), &value("relation")))
                .optional(),
            meta.field(
                "status",
                l.t("document-status"),
                closed(l, "document-status-", &DOCUMENT_STATUSES, &value("status")),
            ),
            meta.field(
                "publication",
                l.t("document-publication"),
                closed(l, "publication-", &PUBLICATION, &value("publication")),
            )
            .hint(l.t("document-publication-hint")),
            meta.field("term", l.t("document-term"), area(value("term"), 3)).optional(),
            meta.field("fields", l.t("registry-fields"), several(fields, &texts(data, "fields"))).optional(),
        ];
        let source =
            meta.field("source", l.t("registry-source"), line(value("source"))).hint(l.t("document-source-hint"));
        let more = vec![
            if around.fixed { source.optional() } else { source },
            meta.field("note", l.t("registry-note"), area(value("note"), 4)).optional(),
            meta.field("uncertain", l.t("registry-uncertain-what"), area(value("uncertain"), 2)).optional(),
        ];
        let mut groups = Vec::new();
        if !around.fixed {
            groups.push((l.t("document-caption"), fixed_fields(l, app, around, data, meta)));
        }
        groups.push((l.t("registry-belongs"), loose));
        groups.push((l.t("registry-more-facts"), more));
        groups
    }

    async fn enter(web: &Web, reader: &Reader, data: &Value, key: Option<&str>) -> Result<Done, Error> {
        documents::enter(&web.app, reader.who(), prepared(web, reader, data).await?, key).await
    }

    async fn change(
        web: &Web,
        reader: &Reader,
        (id, seen): (Uuid, u64),
        data: &Value,
        key: Option<&str>,
    ) -> Result<Done, Error> {
        documents::change(&web.app, reader.who(), id, seen, prepared(web, reader, data).await?, Once::whole(key)).await
    }
}
