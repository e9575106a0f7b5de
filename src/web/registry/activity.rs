//! An activity's page and its form.

use super::edit::Kept;
use super::form::{Groups, back_to, choose, closed, several, text, texts};
use super::partner::{SHOWN, uuid};
use super::{Id, answer, frame, nothing, steps, words};
use crate::app::catalogue::input::ACTIVITIES;
use crate::app::catalogue::rows::{DocumentFilter, Partner, RelationFilter};
use crate::app::catalogue::{
    ACTIVITY, Kept as Done, Once, activities, documents, may_keep_own, partners, relations, stream,
};
use crate::app::{App, Error, Who, input};
use crate::i18n::L;
use crate::web::posted::Fields;
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::form::{Control, FormMeta, area, text as line};
use crate::web::views::parts::Fact;
use crate::web::views::registry::RecordPage;
use crate::web::{Reader, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use engine::ids::OrgId;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// GET /activities/{id}
pub async fn show(State(web): State<Web>, reader: Reader, Id(id): Id) -> Response {
    let shown = async { Ok(html(&page(&web, &reader, id).await?).into_response()) };
    answer(&web, &reader, shown.await)
}

async fn page(web: &Web, reader: &Reader, id: Uuid) -> Result<RecordPage, Error> {
    let (l, app, who) = (reader.l, &*web.app, reader.who());
    let view = activities::show(app, who, id).await?;
    let row = &view.row;
    let names = partners::names(app, [row.partner_id]).await?;
    let orgs = app.org_names(&BTreeSet::from([OrgId(row.locality_id)])).await?;
    let partner = names.get(&row.partner_id).map(|partner| partner.name.clone()).unwrap_or_default();
    let title = words::title(l, &row.what_vi, &row.what_en);
    let back = Link::new(partner.clone(), format!("/partners/{}", row.partner_id));
    let steps = steps(web, l, &stream(ACTIVITY, id), row.version).await?;
    let mut page = nothing(l, frame(web, reader, &title, back), "activity-caption", title, steps);
    page.uncertain.clone_from(&row.uncertain);
    let mut facts = vec![
        (Fact::new(l.t("activity-kind"), words::name(l, "activity-kind-", &row.kind)), None),
        (Fact::typed(l.t("partner"), partner), Some(format!("/partners/{}", row.partner_id))),
        (Fact::typed(l.t("locality"), words::org(l, &orgs, row.locality_id)), None),
    ];
    if let Some(relation) = row.relation_id {
        let found = relations::show(app, who, relation).await?.row;
        let title = words::title(l, &found.title_vi, &found.title_en);
        facts.push((Fact::typed(l.t("relation-caption"), title), Some(format!("/relations/{relation}"))));
    }
    if let Some(document) = row.document_id {
        let found = documents::show(app, who, document).await?.row;
        let title = words::document_title(l, &found);
        facts.push((Fact::typed(l.t("document-caption"), title), Some(format!("/documents/{document}"))));
    }
    words::fact(&mut facts, l.t("activity-held"), activities::held(row).map(|day| day.shown()).unwrap_or_default());
    words::fact(&mut facts, l.t("activity-period"), row.period.clone());
    words::fact(&mut facts, l.t("activity-by"), row.by_name.clone());
    words::fact(&mut facts, l.t("registry-fields"), words::fields(l, app, &row.fields));
    words::fact(&mut facts, l.t("activity-result"), row.result.clone());
    words::fact(&mut facts, l.t("registry-source"), row.source.clone().unwrap_or_default());
    page.facts = facts;
    let keeps = view.rights.keeps(Some(row.locality_id));
    page.edit = keeps.then(|| Link::new(l.t("registry-edit"), format!("/activities/{id}/edit")));
    Ok(page)
}

/// What the form offers.
pub struct Around {
    partner: Option<Partner>,
    relations: Vec<(String, String)>,
    documents: Vec<(String, String)>,
}

impl Around {
    async fn of(web: &Web, reader: &Reader, data: &Value) -> Result<Self, Error> {
        let (l, app, who) = (reader.l, &*web.app, reader.who());
        let Some(id) = uuid(&text(data, &["partner"])) else {
            return Ok(Self { partner: None, relations: Vec::new(), documents: Vec::new() });
        };
        let own = crate::app::catalogue::rights(app, who).await?;
        let filter = RelationFilter { partner: Some(id), ..RelationFilter::default() };
        let relations = relations::list(app, who, &filter, None, SHOWN).await?.items.into_iter();
        let filter = DocumentFilter { partner: Some(id), ..DocumentFilter::default() };
        let documents = documents::list(app, who, &filter, None, SHOWN).await?.page.items;
        Ok(Self {
            partner: partners::names(app, [id]).await?.into_values().next(),
            relations: relations
                .filter(|row| own.keeps(Some(row.locality_id)))
                .map(|row| (row.id.to_string(), words::title(l, &row.title_vi, &row.title_en)))
                .collect(),
            documents: documents.iter().map(|row| (row.id.to_string(), words::document_title(l, row))).collect(),
        })
    }
}

/// An activity as the forms keep it.
pub struct Kind;

impl Kept for Kind {
    const PLACE: &'static str = "/activities";
    const NEW: &'static str = "activity-new-title";
    const EDIT: &'static str = "activity-edit-title";
    type View = activities::View;
    type Around = Around;

    async fn may_enter(app: &App, who: &Who) -> Result<(), Error> {
        may_keep_own(app, who).await
    }

    async fn view(app: &App, who: &Who, id: Uuid) -> Result<Self::View, Error> {
        activities::show(app, who, id).await
    }

    fn may_change(view: &Self::View) -> Result<(), Error> {
        view.rights.must_keep(Some(view.row.locality_id))
    }

    fn version(view: &Self::View) -> i64 {
        view.row.version
    }

    fn name(l: L, view: &Self::View) -> String {
        words::title(l, &view.row.what_vi, &view.row.what_en)
    }

    fn stored(view: &Self::View) -> Value {
        json!(activities::data(&view.row))
    }

    fn begin(query: &Fields) -> Value {
        let (partner, relation) = (query.some("partner"), query.some("relation"));
        json!({ "partner": partner, "relation": relation, "document": query.some("document") })
    }

    fn typed(typed: &Fields, _: Option<&Value>) -> Value {
        let id = |name: &str| typed.some(name).filter(|id| uuid(id).is_some());
        json!({
            "partner": id("partner"), "relation": id("relation"), "document": id("document"), "kind": typed.get("kind"),
            "what": { "vi": typed.raw("what_vi"), "en": typed.raw("what_en") }, "held_on": typed.get("held_on"),
            "period": typed.raw("period"), "by_name": typed.raw("by_name"), "result": typed.raw("result"),
            "fields": typed.all("fields"), "source": typed.raw("source"), "uncertain": typed.raw("uncertain"),
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

    fn groups(l: L, app: &App, around: &Around, data: &Value, _: &Fields, meta: &FormMeta) -> Groups {
        let value = |name: &str| text(data, &[name]);
        let partner = around.partner.as_ref().map(|row| format!("{} ({})", row.name, words::country(l, row)));
        let lines = partner.into_iter().collect();
        let (vi, en) = (text(data, &["what", "vi"]), text(data, &["what", "en"]));
        let fields =
            documents::known_fields(app).into_iter().map(|(id, name)| (id, l.pick(&name.vi, &name.en).to_owned()));
        vec![
            (
                l.t("activity-caption"),
                vec![
                    meta.field("partner", l.t("partner"), Control::Info { lines }),
                    meta.field("kind", l.t("activity-kind"), closed(l, "activity-kind-", &ACTIVITIES, &value("kind"))),
                    meta.field("what_vi", l.t("activity-what-vi"), line(vi)),
                    meta.field("what_en", l.t("activity-what-en"), line(en)).optional(),
                    meta.field("held_on", l.t("activity-held"), line(words::shown(&value("held_on"))))
                        .hint(l.t("partial-date-hint"))
                        .optional(),
                    meta.field("period", l.t("activity-period"), line(value("period"))).optional(),
                    meta.field("by_name", l.t("activity-by"), line(value("by_name"))).optional(),
                    meta.field("result", l.t("activity-result"), area(value("result"), 4)).optional(),
                ],
            ),
            (
                l.t("registry-belongs"),
                vec![
                    meta.field(
                        "relation",
                        l.t("relation-caption"),
                        choose(l, around.relations.clone(), &value("relation")),
                    )
                    .optional(),
                    meta.field(
                        "document",
                        l.t("document-caption"),
                        choose(l, around.documents.clone(), &value("document")),
                    )
                    .optional(),
                ],
            ),
            (
                l.t("registry-more-facts"),
                vec![
                    meta.field("fields", l.t("registry-fields"), several(fields, &texts(data, "fields"))).optional(),
                    meta.field("source", l.t("registry-source"), line(value("source"))).optional(),
                    meta.field("uncertain", l.t("registry-uncertain-what"), area(value("uncertain"), 2)).optional(),
                ],
            ),
        ]
    }

    async fn enter(web: &Web, reader: &Reader, data: &Value, key: Option<&str>) -> Result<Done, Error> {
        activities::enter(&web.app, reader.who(), input::shape(data.clone())?, key).await
    }

    async fn change(
        web: &Web,
        reader: &Reader,
        (id, seen): (Uuid, u64),
        data: &Value,
        key: Option<&str>,
    ) -> Result<Done, Error> {
        activities::change(&web.app, reader.who(), id, seen, input::shape(data.clone())?, Once::whole(key)).await
    }
}
