//! Organisations: list, one, and the forms to enter, change and end it.

use super::frame::{self, Id, Sheet, day, done, line, select};
use super::kept::{Kept, SEEN};
use crate::app::Error;
use crate::app::admin::organisations::{self as acts, EndIn, OrganisationIn};
use crate::app::admin::view::{self, OrganisationView};
use crate::app::admin::{KINDS, allowed, list, seen};
use crate::i18n::L;
use crate::web::cite::{self, pick};
use crate::web::posted::{Fields, Posted};
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::form::{Choice, Field};
use crate::web::views::parts::Fact;
use crate::web::views::people::{Line, ListPage, ListRow, OnePage, Part};
use crate::web::{Reader, Web};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use engine::pack::BodyKind;
use engine::text::Bilingual;
use uuid::Uuid;

const LIST: &str = "/admin/organisations";

/// GET /admin/organisations
pub async fn index(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let (l, query) = (reader.l, cite::query(raw.as_deref()));
    let kind = KINDS.into_iter().find(|kind| *kind == query.get("kind"));
    let after = query.some("after");
    let found = list::organisations(&web.app, reader.who(), kind, query.get("q"), after.as_deref(), 50).await;
    let found = match found {
        Ok(found) => found,
        Err(error) => return reader.failed(&web, &error),
    };
    let today = web.app.today();
    let row = |org: list::Organisation| ListRow {
        link: Link::new(l.pick(&org.name_vi, &org.name_en), format!("{LIST}/{}", org.id)),
        meta: vec![format!("{} · {}", org.code.as_deref().unwrap_or("–"), frame::kind(l, &org.kind))],
        state: frame::when(l, org.valid_from, org.valid_to, today),
    };
    let values = [("q", query.get("q")), ("kind", kind.unwrap_or_default())];
    let page = ListPage {
        l,
        page: reader.page_back(&web, l.t("organisations-title"), Link::new(l.t("admin-title"), "/admin")),
        lead: l.t("organisations-lead"),
        new: Link::new(l.t("organisations-new"), format!("{LIST}/new")),
        url: LIST.to_owned(),
        q: query.raw("q"),
        q_label: l.t("organisations-words"),
        choice: ("kind".to_owned(), l.t("field-org-kind"), kinds(l, kind.unwrap_or_default())),
        filtered: values.iter().any(|(_, value)| !value.is_empty()),
        pager: cite::pager(l, LIST, &values, query.get("after"), found.next),
        rows: found.items.into_iter().map(row).collect(),
    };
    html(&page).into_response()
}

fn kinds(l: L, chosen: &str) -> Vec<Choice> {
    KINDS.into_iter().map(|kind| Choice::new(kind, frame::kind(l, kind)).on(kind == chosen)).collect()
}

/// What a body may be asked for. That of the Ministry of Foreign Affairs is not chosen: it has that kind of organisation.
fn body_kinds(l: L) -> Vec<Choice> {
    let chosen = BodyKind::ALL.into_iter().filter(|kind| *kind != BodyKind::ForeignAffairs);
    chosen.map(|kind| Choice::new(kind.as_str(), frame::body_kind(l, kind.as_str()))).collect()
}

/// GET /admin/organisations/{id}
pub async fn show(State(web): State<Web>, Id(id): Id, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let (l, query) = (reader.l, cite::query(raw.as_deref()));
    let view = match view::organisation(&web.app, reader.who(), id).await {
        Ok(view) => view,
        Err(error) => return reader.failed(&web, &error),
    };
    let (org, today) = (&view.org, web.app.today());
    let title = l.pick(&org.name_vi, &org.name_en).to_owned();
    let mut facts = vec![
        Fact::new(l.t("field-code"), org.code.clone().unwrap_or_default()),
        Fact::typed(l.t("field-name-vi"), &org.name_vi),
        Fact::typed(l.t("field-name-en"), &org.name_en),
        Fact::new(l.t("people-days"), frame::span(l, org.valid_from, org.valid_to)),
    ];
    facts.extend(org.body_kind.as_deref().map(|kind| Fact::new(l.t("field-body-kind"), frame::body_kind(l, kind))));
    for (key, other) in [
        ("field-parent", org.parent_id),
        ("field-second-parent", org.second_parent_id),
        ("field-successor", org.successor_id),
    ] {
        let other = other.and_then(|id| view.others.get(&id));
        facts.extend(other.map(|other| Fact::typed(l.t(key), l.pick(&other.name_vi, &other.name_en))));
    }
    let at = |rest: &str| format!("{LIST}/{id}/{rest}");
    let page = OnePage {
        l,
        page: frame::page(&web, &reader, &title, &query, Link::new(l.t("organisations-title"), LIST)),
        caption: frame::kind(l, &org.kind),
        title,
        state: frame::when(l, org.valid_from, org.valid_to, today),
        warning: None,
        facts,
        acts: vec![
            Link::new(l.t("do-change-organisation"), at("change")),
            Link::new(l.t("do-end-organisation"), at("end")),
        ],
        parts: vec![posts(l, &view, today, at("posts/new")), below(l, &view, today)],
    };
    html(&page).into_response()
}

fn posts(l: L, view: &OrganisationView, today: chrono::NaiveDate, new: String) -> Part {
    let lines = view.posts.iter().map(|post| {
        let now = view.held.iter().filter(|held| held.holding.post_id == post.id && held.is_on(today));
        let mut meta = vec![frame::role(l, &post.role)];
        let holders: Vec<String> = now
            .map(|held| match frame::deputy(l, held) {
                Some(deputy) => format!("{} ({deputy})", frame::name(l, &held.holder)),
                None => frame::name(l, &held.holder),
            })
            .collect();
        meta.push(if holders.is_empty() {
            l.t("people-nobody")
        } else {
            format!("{}: {}", l.t("posts-holders"), holders.join("; "))
        });
        Line {
            title: l.pick(&post.title_vi, &post.title_en).to_owned(),
            href: Some(format!("/admin/posts/{}", post.id)),
            meta,
            state: frame::when(l, post.valid_from, post.valid_to, today),
            acts: Vec::new(),
            button: None,
        }
    });
    Part {
        id: "posts".to_owned(),
        title: l.t("posts-title"),
        empty: l.t("posts-none"),
        lines: lines.collect(),
        acts: vec![Link::new(l.t("do-enter-post"), new)],
    }
}

fn below(l: L, view: &OrganisationView, today: chrono::NaiveDate) -> Part {
    let lines = view.below.iter().map(|org| Line {
        title: l.pick(&org.name_vi, &org.name_en).to_owned(),
        href: Some(format!("{LIST}/{}", org.id)),
        meta: vec![frame::kind(l, &org.kind)],
        state: frame::when(l, org.valid_from, org.valid_to, today),
        acts: Vec::new(),
        button: None,
    });
    Part {
        id: "below".to_owned(),
        title: l.t("organisations-below"),
        empty: l.t("organisations-below-none"),
        lines: lines.collect(),
        acts: Vec::new(),
    }
}

fn input(typed: &Fields) -> OrganisationIn {
    OrganisationIn {
        kind: typed.get("kind").to_owned(),
        code: typed.raw("code"),
        name_vi: typed.raw("name_vi"),
        name_en: typed.raw("name_en"),
        valid_from: typed.raw("valid_from"),
        parent: typed.some("parent"),
        second_parent: typed.some("second_parent"),
        body_kind: typed.some("body_kind"),
        seen: Some(typed.raw(SEEN)),
    }
}

fn fields(l: L, typed: &Fields) -> Vec<Field> {
    vec![
        select(l, "kind", l.t("field-org-kind"), kinds(l, ""), typed),
        line(l, "code", l.t("field-code"), typed).hint(l.t("field-code-hint")),
        line(l, "name_vi", l.t("field-name-vi"), typed),
        line(l, "name_en", l.t("field-name-en"), typed).optional(),
        day(l, "valid_from", l.t("field-valid-from"), typed),
        line(l, "parent", l.t("field-parent"), typed).hint(l.t("field-parent-hint")).optional(),
        line(l, "second_parent", l.t("field-second-parent"), typed).hint(l.t("field-second-parent-hint")).optional(),
        select(l, "body_kind", l.t("field-body-kind"), body_kinds(l), typed)
            .hint(l.t("field-body-kind-hint"))
            .optional(),
    ]
}

fn new_sheet(l: L, typed: &Fields) -> Sheet {
    Sheet {
        title: l.t("organisations-new"),
        fields: fields(l, typed),
        url: format!("{LIST}/new"),
        submit: l.t("people-save"),
        back: (l.t("organisations-title"), LIST.to_owned()),
        ..Sheet::default()
    }
}

/// GET /admin/organisations/new
pub async fn new(State(web): State<Web>, reader: Reader) -> Response {
    if let Err(error) = allowed(reader.who()) {
        return reader.failed(&web, &error);
    }
    let typed = frame::filled(&[("valid_from", reader.l.short_date(web.app.today()))]);
    new_sheet(reader.l, &typed).answer(&web, &reader, &typed, None)
}

/// POST /admin/organisations/new
pub async fn enter(State(web): State<Web>, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    if typed.unsent() {
        return new_sheet(reader.l, typed).answer(&web, reader, typed, None);
    }
    match acts::enter(&web.app, reader.who(), posted.key().as_deref(), &input(typed)).await {
        Ok(id) => done(&format!("{LIST}/{id}"), "enter-organisation"),
        Err(error) => new_sheet(reader.l, typed).answer(&web, reader, typed, Some(&error)),
    }
}

async fn change_sheet(
    web: &Web,
    reader: &Reader,
    id: Uuid,
    typed: Option<&Fields>,
    is_overtaken: bool,
) -> Result<(Sheet, Fields), Error> {
    let view = view::organisation(&web.app, reader.who(), id).await?;
    let (l, org) = (reader.l, &view.org);
    let code = |id: Option<Uuid>| id.and_then(|id| view.others.get(&id)?.code.clone()).unwrap_or_default();
    let now = frame::filled(&[
        ("kind", org.kind.clone()),
        ("code", org.code.clone().unwrap_or_default()),
        ("name_vi", org.name_vi.clone()),
        ("name_en", org.name_en.clone()),
        ("valid_from", l.short_date(org.valid_from)),
        ("parent", code(org.parent_id)),
        ("second_parent", code(org.second_parent_id)),
        ("body_kind", org.body_kind.clone().unwrap_or_default()),
    ]);
    let place = format!("{LIST}/{id}");
    let Kept { typed, hidden, compared } = match typed {
        Some(typed) if is_overtaken => {
            Kept::overtaken(l, (now, seen::organisation(org)), typed, place, |values| fields(l, values))
        }
        typed => Kept::opened(now, seen::organisation(org), typed),
    };
    let name = pick(l, &Bilingual::new(&org.name_vi, &org.name_en));
    let sheet = Sheet {
        title: l.t("do-change-organisation"),
        caption: Some(name.clone()),
        fields: fields(l, &typed),
        url: format!("{LIST}/{id}/change"),
        submit: l.t("people-save"),
        hidden,
        compared,
        back: (name, format!("{LIST}/{id}")),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

async fn end_sheet(web: &Web, reader: &Reader, id: Uuid, typed: Option<&Fields>) -> Result<(Sheet, Fields), Error> {
    let view = view::organisation(&web.app, reader.who(), id).await?;
    let (l, org) = (reader.l, &view.org);
    let typed = typed.cloned().unwrap_or_else(|| frame::filled(&[("last_day", l.short_date(web.app.today()))]));
    let name = pick(l, &Bilingual::new(&org.name_vi, &org.name_en));
    let sheet = Sheet {
        title: l.t("do-end-organisation"),
        caption: Some(name.clone()),
        lead: Some(l.t("organisations-end-lead")),
        fields: vec![
            day(l, "last_day", l.t("field-last-day"), &typed),
            line(l, "successor", l.t("field-successor"), &typed).hint(l.t("field-parent-hint")).optional(),
        ],
        url: format!("{LIST}/{id}/end"),
        submit: l.t("do-end-organisation"),
        grave: true,
        back: (name, format!("{LIST}/{id}")),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

/// GET /admin/organisations/{id}/change
pub async fn change_form(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, change_sheet(&web, &reader, id, None, false).await, None)
}

/// POST /admin/organisations/{id}/change
pub async fn change(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let mut wrong = None;
    if !typed.unsent() {
        match acts::change(&web.app, reader.who(), id, &input(typed)).await {
            Ok(()) => return done(&format!("{LIST}/{id}"), "change-organisation"),
            Err(error) => wrong = Some(error),
        }
    }
    let is_overtaken = matches!(wrong, Some(Error::Changed));
    frame::show(&web, reader, change_sheet(&web, reader, id, Some(typed), is_overtaken).await, wrong)
}

/// GET /admin/organisations/{id}/end
pub async fn end_form(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, end_sheet(&web, &reader, id, None).await, None)
}

/// POST /admin/organisations/{id}/end
pub async fn end(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let mut wrong = None;
    if !typed.unsent() {
        let input = EndIn { last_day: typed.raw("last_day"), successor: typed.some("successor") };
        match acts::end(&web.app, reader.who(), id, &input).await {
            Ok(()) => return done(&format!("{LIST}/{id}"), "end-organisation"),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, end_sheet(&web, reader, id, Some(typed)).await, wrong)
}
