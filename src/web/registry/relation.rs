//! A relation's page and its form.

use super::edit::Kept;
use super::form::{Groups, back_to, closed, text};
use super::partner::{SHOWN, uuid};
use super::{Id, answer, frame, nothing, steps, words};
use crate::app::catalogue::input::{GROUPS, ORIGINS, STATUSES};
use crate::app::catalogue::rows::{ActivityFilter, DocumentFilter, Partner};
use crate::app::catalogue::{
    Kept as Done, Once, RELATION, activities, documents, may_keep_own, partners, relations, stream,
};
use crate::app::{App, Error, Who, input};
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
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// GET /relations/{id}
pub async fn show(State(web): State<Web>, reader: Reader, Id(id): Id) -> Response {
    let shown = async { Ok(html(&page(&web, &reader, id).await?).into_response()) };
    answer(&web, &reader, shown.await)
}

async fn page(web: &Web, reader: &Reader, id: Uuid) -> Result<RecordPage, Error> {
    let (l, app, who) = (reader.l, &*web.app, reader.who());
    let view = relations::show(app, who, id).await?;
    let row = &view.row;
    let names = partners::names(app, [row.partner_id]).await?;
    let orgs = app.org_names(&BTreeSet::from([OrgId(row.locality_id)])).await?;
    let partner = names.get(&row.partner_id).map(|partner| partner.name.clone()).unwrap_or_default();
    let title = words::title(l, &row.title_vi, &row.title_en);
    let back = Link::new(partner.clone(), format!("/partners/{}", row.partner_id));
    let steps = steps(web, l, &stream(RELATION, id), row.version).await?;
    let mut page = nothing(l, frame(web, reader, &title, back), "relation-caption", title, steps);
    page.tags = vec![words::relation_tag(l, &row.status)];
    page.uncertain.clone_from(&row.uncertain);
    let mut facts = vec![
        (Fact::typed(l.t("partner"), partner), Some(format!("/partners/{}", row.partner_id))),
        (Fact::typed(l.t("locality"), words::org(l, &orgs, row.locality_id)), None),
    ];
    words::fact(&mut facts, l.t("relation-since"), row.since.as_deref().map(words::shown).unwrap_or_default());
    let group = row.grp.as_deref().map(|group| words::name(l, "relation-group-", group));
    words::fact(&mut facts, l.t("relation-group"), group.unwrap_or_default());
    words::fact(&mut facts, l.t("relation-origin"), words::name(l, "relation-origin-", &row.origin));
    words::fact(&mut facts, l.t("registry-note"), row.note.clone());
    words::fact(&mut facts, l.t("registry-source"), row.source.clone().unwrap_or_default());
    page.facts = facts;
    let keeps = view.rights.keeps(Some(row.locality_id));
    page.edit = keeps.then(|| Link::new(l.t("registry-edit"), format!("/relations/{id}/edit")));
    page.sections = sections(web, reader, id, keeps.then_some(row.partner_id)).await?;
    Ok(page)
}

/// Documents and activities under it; `partner` for who may enter new ones.
async fn sections(web: &Web, reader: &Reader, id: Uuid, partner: Option<Uuid>) -> Result<Vec<Section>, Error> {
    let (l, app, who) = (reader.l, &*web.app, reader.who());
    let new = |key: &str, place: &str| {
        partner.map(|partner| Link::new(l.t(key), format!("{place}/new?partner={partner}&relation={id}")))
    };
    let all = |place: &str, next: &Option<String>| {
        next.as_ref().map(|_| Link::new(l.t("registry-all"), format!("{place}?relation={id}")))
    };
    let filter = DocumentFilter { relation: Some(id), ..DocumentFilter::default() };
    let found = documents::list(app, who, &filter, None, SHOWN).await?;
    let names = partners::names(app, found.parties.iter().filter_map(|party| party.partner_id)).await?;
    let (parties, orgs) = (&found.parties, &found.page.orgs);
    let documents = Section {
        id: "documents",
        title: l.t("documents-title"),
        rows: found.page.items.iter().map(|row| words::document_row(l, app, row, parties, &names, orgs)).collect(),
        empty: l.t("documents-none"),
        all: all("/documents", &found.page.next),
        new: new("document-new-link", "/documents"),
    };
    let filter = ActivityFilter { relation: Some(id), ..ActivityFilter::default() };
    let found = activities::list(app, who, &filter, None, SHOWN).await?;
    let activities = Section {
        id: "activities",
        title: l.t("activities-title"),
        rows: found.items.iter().map(|row| words::activity_row(l, row, &BTreeMap::new(), &found.orgs)).collect(),
        empty: l.t("activities-none"),
        all: all("/activities", &found.next),
        new: new("activity-new-link", "/activities"),
    };
    Ok(vec![documents, activities])
}

/// What the form offers.
pub struct Around {
    partner: Option<Partner>,
}

impl Around {
    async fn of(web: &Web, _: &Reader, data: &Value) -> Result<Self, Error> {
        let id = uuid(&text(data, &["partner"]));
        Ok(Self { partner: partners::names(&web.app, id).await?.into_values().next() })
    }
}

/// A relation as the forms keep it.
pub struct Kind;

impl Kept for Kind {
    const PLACE: &'static str = "/relations";
    const NEW: &'static str = "relation-new-title";
    const EDIT: &'static str = "relation-edit-title";
    type View = relations::View;
    type Around = Around;

    async fn may_enter(app: &App, who: &Who) -> Result<(), Error> {
        may_keep_own(app, who).await
    }

    async fn view(app: &App, who: &Who, id: Uuid) -> Result<Self::View, Error> {
        relations::show(app, who, id).await
    }

    fn may_change(view: &Self::View) -> Result<(), Error> {
        view.rights.must_keep(Some(view.row.locality_id))
    }

    fn version(view: &Self::View) -> i64 {
        view.row.version
    }

    fn name(l: L, view: &Self::View) -> String {
        words::title(l, &view.row.title_vi, &view.row.title_en)
    }

    fn stored(view: &Self::View) -> Value {
        json!(relations::data(&view.row))
    }

    fn begin(query: &Fields) -> Value {
        json!({ "partner": query.some("partner"), "status": "active", "origin": "unknown" })
    }

    fn typed(typed: &Fields, _: Option<&Value>) -> Value {
        json!({
            "partner": typed.some("partner").filter(|id| uuid(id).is_some()),
            "titles": { "vi": typed.raw("titles_vi"), "en": typed.raw("titles_en") },
            "group": typed.get("group"), "since": typed.get("since"), "status": typed.get("status"),
            "origin": typed.get("origin"), "note": typed.raw("note"), "source": typed.raw("source"),
            "uncertain": typed.raw("uncertain"),
        })
    }

    async fn around(web: &Web, reader: &Reader, _: Option<&Self::View>, data: &Value) -> Result<Around, Error> {
        Around::of(web, reader, data).await
    }

    fn back(l: L, around: &Around) -> Link {
        back_to(l, around.partner.as_ref())
    }

    fn unseen(_: Option<&Self::View>, data: &Value) -> Vec<(String, String)> {
        vec![("partner".to_owned(), text(data, &["partner"]))]
    }

    fn groups(l: L, _: &App, around: &Around, data: &Value, _: &Fields, meta: &FormMeta) -> Groups {
        let value = |name: &str| text(data, &[name]);
        let partner = around.partner.as_ref().map(|row| format!("{} ({})", row.name, words::country(l, row)));
        let lines = partner.into_iter().collect();
        let (vi, en) = (text(data, &["titles", "vi"]), text(data, &["titles", "en"]));
        vec![
            (
                l.t("relation-caption"),
                vec![
                    meta.field("partner", l.t("partner"), Control::Info { lines }),
                    meta.field("titles_vi", l.t("relation-title-vi"), line(vi)).hint(l.t("relation-title-hint")),
                    meta.field("titles_en", l.t("relation-title-en"), line(en)).optional(),
                    meta.field(
                        "status",
                        l.t("relation-status"),
                        closed(l, "relation-status-", &STATUSES, &value("status")),
                    ),
                    meta.field("since", l.t("relation-since"), line(words::shown(&value("since"))))
                        .hint(l.t("partial-date-hint"))
                        .optional(),
                    meta.field("group", l.t("relation-group"), closed(l, "relation-group-", &GROUPS, &value("group")))
                        .optional(),
                    meta.field(
                        "origin",
                        l.t("relation-origin"),
                        closed(l, "relation-origin-", &ORIGINS, &value("origin")),
                    ),
                ],
            ),
            (
                l.t("registry-more-facts"),
                vec![
                    meta.field("note", l.t("registry-note"), area(value("note"), 4)).optional(),
                    meta.field("source", l.t("registry-source"), line(value("source"))).optional(),
                    meta.field("uncertain", l.t("registry-uncertain-what"), area(value("uncertain"), 2)).optional(),
                ],
            ),
        ]
    }

    async fn enter(web: &Web, reader: &Reader, data: &Value, key: Option<&str>) -> Result<Done, Error> {
        relations::enter(&web.app, reader.who(), input::shape(data.clone())?, key).await
    }

    async fn change(
        web: &Web,
        reader: &Reader,
        (id, seen): (Uuid, u64),
        data: &Value,
        key: Option<&str>,
    ) -> Result<Done, Error> {
        relations::change(&web.app, reader.who(), id, seen, input::shape(data.clone())?, Once::whole(key)).await
    }
}
