//! Posts, and who holds them: one post, and the forms to enter, change, end, give and leave it.

use super::frame::{self, Id, Sheet, day, done, line, select, whether};
use super::kept::{Kept, SEEN};
use crate::app::Error;
use crate::app::admin::behind::Behind;
use crate::app::admin::holdings::{self, HoldingIn};
use crate::app::admin::list::Organisation;
use crate::app::admin::posts::{self as acts, LastDayIn, PostIn};
use crate::app::admin::view::{self, Post, PostRow, PostView};
use crate::app::admin::{ROLES, behind, roles_of, seen};
use crate::i18n::L;
use crate::web::cite::{self, pick};
use crate::web::posted::{Fields, Posted};
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::form::{Choice, Field};
use crate::web::views::parts::Fact;
use crate::web::views::people::{Line, OnePage, Part};
use crate::web::{Reader, Web};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::text::Bilingual;
use uuid::Uuid;

fn title(l: L, view: &PostView) -> String {
    l.pick(&view.post.title_vi, &view.post.title_en).to_owned()
}

/// GET /admin/posts/{id}
pub async fn show(State(web): State<Web>, Id(id): Id, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let (l, query) = (reader.l, cite::query(raw.as_deref()));
    let view = match view::post(&web.app, reader.who(), id).await {
        Ok(view) => view,
        Err(error) => return reader.failed(&web, &error),
    };
    let (post, today) = (&view.post, web.app.today());
    let org = l.pick(&view.org.name_vi, &view.org.name_en).to_owned();
    let mut facts = vec![
        Fact::typed(l.t("field-org"), org.clone()),
        Fact::typed(l.t("field-title-vi"), &post.title_vi),
        Fact::typed(l.t("field-title-en"), &post.title_en),
        Fact::new(l.t("field-role"), frame::role(l, &post.role)),
        Fact::new(l.t("field-intake"), l.t(if post.intake { "yes" } else { "no" })),
        Fact::new(l.t("people-days"), frame::span(l, post.valid_from, post.valid_to)),
    ];
    facts.extend(view.above.as_ref().map(|above| Fact::typed(l.t("field-above"), pick(l, above))));
    let at = |rest: &str| format!("/admin/posts/{id}/{rest}");
    let back = Link::new(org, format!("/admin/organisations/{}", view.org.id));
    let page = OnePage {
        l,
        page: frame::page(&web, &reader, &title(l, &view), &query, back),
        caption: l.t("posts-one"),
        title: title(l, &view),
        state: frame::when(l, post.valid_from, post.valid_to, today),
        warning: (!view.held.iter().any(|held| held.is_on(today))).then(|| l.t("posts-nobody")),
        facts,
        acts: vec![Link::new(l.t("do-change-post"), at("change")), Link::new(l.t("do-end-post"), at("end"))],
        parts: vec![Part {
            id: "held".to_owned(),
            title: l.t("posts-holders"),
            empty: l.t("people-nobody"),
            lines: view.held.iter().rev().map(|held| holder(l, held, today)).collect(),
            acts: vec![
                Link::new(l.t("do-take-post"), at("hold")),
                Link::new(l.t("posts-invite"), format!("/admin/accounts/new?post={id}")),
            ],
        }],
    };
    html(&page).into_response()
}

fn holder(l: L, held: &Post, today: NaiveDate) -> Line {
    let row = &held.holding;
    let mut meta: Vec<String> = frame::deputy(l, held).into_iter().collect();
    meta.push(frame::span(l, row.from_on, row.to_on));
    Line {
        title: frame::name(l, &held.holder),
        href: Some(format!("/admin/accounts/{}", row.account_id)),
        meta,
        state: frame::when(l, row.from_on, row.to_on, today),
        acts: links(l, held, today),
        button: None,
    }
}

/// What can be done with a holding that has not ended.
pub fn links(l: L, held: &Post, today: NaiveDate) -> Vec<Link> {
    let row = &held.holding;
    if row.to_on.is_some_and(|to| to < today) {
        return Vec::new();
    }
    let end = Link::new(l.t("do-end-holding"), format!("/admin/holdings/{}/end", row.id));
    hands_over(l, held, today).into_iter().chain([end]).collect()
}

/// The hand-over of a holding that somebody has today.
fn hands_over(l: L, held: &Post, today: NaiveDate) -> Option<Link> {
    let may = !held.holding.deputy && held.is_on(today) && held.holding.from_on < today;
    may.then(|| hand_over_link(l, held))
}

/// Where the work of a holding is handed over.
pub fn hand_over_link(l: L, held: &Post) -> Link {
    Link::new(l.t("do-hand-over-post"), format!("/admin/holdings/{}/hand-over", held.holding.id))
}

/// What is said before somebody leaves a post.
fn left(l: L, stays: Behind) -> Option<String> {
    match stays.alone {
        // What waits for him by name is among it.
        Some(n) if n > 0 => Some(l.ta("holdings-end-alone", &[("n", few(l, n)), ("named", stays.by_name.to_string())])),
        _ => (stays.by_name > 0).then(|| l.ta("holdings-end-work", &[("n", stays.by_name)])),
    }
}

/// A number up to the bound that is looked at.
pub fn few(l: L, n: usize) -> String {
    if u64::try_from(n).is_ok_and(|n| n < behind::MOST) { n.to_string() } else { l.t("mail-many") }
}

fn input(typed: &Fields) -> PostIn {
    PostIn {
        title_vi: typed.raw("title_vi"),
        title_en: typed.raw("title_en"),
        role: typed.get("role").to_owned(),
        above: typed.get("above").parse().ok(),
        intake: typed.get("intake") == "yes",
        valid_from: typed.raw("valid_from"),
        seen: Some(typed.raw(SEEN)),
    }
}

/// What the form of a post offers.
struct Around {
    roles: Vec<Choice>,
    above: Vec<Choice>,
}

/// The roles of the organisation's kind, with the one that the post has, and the posts that may stand above it.
async fn around(web: &Web, reader: &Reader, org: &Organisation, post: Option<&PostRow>) -> Result<Around, Error> {
    let l = reader.l;
    let above = view::posts_above(&web.app, reader.who(), org.id).await?;
    let above =
        above.into_iter().filter(|(known, _)| Some(known.id) != post.map(|post| post.id)).map(|(known, org)| {
            let title = l.pick(&known.title_vi, &known.title_en).to_owned();
            Choice::new(known.id.to_string(), format!("{title} – {}", pick(l, &org)))
        });
    let kind = roles_of(&org.kind);
    let roles = ROLES.into_iter().map(Role::as_str).zip(ROLES);
    let roles = roles.filter(|(name, role)| kind.contains(role) || post.is_some_and(|post| post.role == *name));
    let roles = roles.map(|(name, _)| Choice::new(name, frame::role(l, name)));
    Ok(Around { roles: roles.collect(), above: above.collect() })
}

fn fields(l: L, around: &Around, typed: &Fields) -> Vec<Field> {
    let (roles, above) = (around.roles.clone(), around.above.clone());
    vec![
        line(l, "title_vi", l.t("field-title-vi"), typed),
        line(l, "title_en", l.t("field-title-en"), typed).optional(),
        select(l, "role", l.t("field-role"), roles, typed).hint(l.t("field-role-hint")),
        select(l, "above", l.t("field-above"), above, typed).hint(l.t("field-above-hint")).optional(),
        whether(l, "intake", l.t("field-intake"), typed).hint(l.t("field-intake-hint")),
        day(l, "valid_from", l.t("field-valid-from"), typed),
    ]
}

async fn new_sheet(web: &Web, reader: &Reader, org: Uuid, typed: Option<&Fields>) -> Result<(Sheet, Fields), Error> {
    let view = view::organisation(&web.app, reader.who(), org).await?;
    let l = reader.l;
    let typed = typed.cloned().unwrap_or_else(|| {
        frame::filled(&[("valid_from", l.short_date(web.app.today())), ("intake", "yes".to_owned())])
    });
    let name = pick(l, &Bilingual::new(&view.org.name_vi, &view.org.name_en));
    let sheet = Sheet {
        title: l.t("do-enter-post"),
        caption: Some(name.clone()),
        fields: fields(l, &around(web, reader, &view.org, None).await?, &typed),
        url: format!("/admin/organisations/{org}/posts/new"),
        submit: l.t("people-save"),
        back: (name, format!("/admin/organisations/{org}")),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

/// GET /admin/organisations/{id}/posts/new
pub async fn new(State(web): State<Web>, Id(org): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, new_sheet(&web, &reader, org, None).await, None)
}

/// POST /admin/organisations/{id}/posts/new
pub async fn enter(State(web): State<Web>, Id(org): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let mut wrong = None;
    if !typed.unsent() {
        match acts::enter(&web.app, reader.who(), posted.key().as_deref(), org, &input(typed)).await {
            Ok(id) => return done(&format!("/admin/posts/{id}"), "enter-post"),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, new_sheet(&web, reader, org, Some(typed)).await, wrong)
}

async fn sheet(
    web: &Web,
    reader: &Reader,
    id: Uuid,
    act: &str,
    typed: Option<&Fields>,
) -> Result<(Sheet, Fields), Error> {
    let view = view::post(&web.app, reader.who(), id).await?;
    let (l, today) = (reader.l, reader.l.short_date(web.app.today()));
    let typed = typed.cloned().unwrap_or_else(|| match act {
        "end" => frame::filled(&[("last_day", today)]),
        _ => frame::filled(&[("from", today)]),
    });
    let (key, lead, fields) = match act {
        "end" => ("do-end-post", Some("posts-end-lead"), vec![day(l, "last_day", l.t("field-last-day"), &typed)]),
        _ => ("do-take-post", Some("posts-hold-lead"), holding_fields(l, &view, &typed)),
    };
    let sheet = Sheet {
        title: l.t(key),
        caption: Some(format!("{} – {}", title(l, &view), l.pick(&view.org.name_vi, &view.org.name_en))),
        lead: lead.map(|key| l.t(key)),
        fields,
        url: format!("/admin/posts/{id}/{act}"),
        submit: l.t(if act == "end" { "do-end-post" } else { "people-save" }),
        grave: act == "end",
        back: (title(l, &view), format!("/admin/posts/{id}")),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

async fn change_sheet(
    web: &Web,
    reader: &Reader,
    id: Uuid,
    typed: Option<&Fields>,
    is_overtaken: bool,
) -> Result<(Sheet, Fields), Error> {
    let view = view::post(&web.app, reader.who(), id).await?;
    let (l, post) = (reader.l, &view.post);
    let now = frame::filled(&[
        ("title_vi", post.title_vi.clone()),
        ("title_en", post.title_en.clone()),
        ("role", post.role.clone()),
        ("above", post.above_id.map(|id| id.to_string()).unwrap_or_default()),
        ("intake", if post.intake { "yes" } else { "no" }.to_owned()),
        ("valid_from", l.short_date(post.valid_from)),
    ]);
    let around = around(web, reader, &view.org, Some(post)).await?;
    let (mark, place) = (seen::post(post), format!("/admin/posts/{id}"));
    let Kept { typed, hidden, compared } = match typed {
        Some(typed) if is_overtaken => {
            Kept::overtaken(l, (now, mark), typed, place, |values| fields(l, &around, values))
        }
        typed => Kept::opened(now, mark, typed),
    };
    let sheet = Sheet {
        title: l.t("do-change-post"),
        caption: Some(format!("{} – {}", title(l, &view), l.pick(&view.org.name_vi, &view.org.name_en))),
        fields: fields(l, &around, &typed),
        hidden,
        compared,
        url: format!("/admin/posts/{id}/change"),
        submit: l.t("people-save"),
        back: (title(l, &view), format!("/admin/posts/{id}")),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

fn holding_fields(l: L, view: &PostView, typed: &Fields) -> Vec<Field> {
    let owners = view.held.iter().filter(|held| !held.holding.deputy).map(|held| {
        let days = frame::span(l, held.holding.from_on, held.holding.to_on);
        Choice::new(held.holding.account_id.to_string(), format!("{} ({days})", frame::name(l, &held.holder)))
    });
    vec![
        line(l, "email", l.t("field-holder-email"), typed).hint(l.t("field-holder-email-hint")),
        day(l, "from", l.t("field-first-day"), typed),
        day(l, "to", l.t("field-last-day"), typed).hint(l.t("field-last-day-hint")).optional(),
        select(l, "acts_for", l.t("field-acts-for"), owners.collect(), typed)
            .hint(l.t("field-acts-for-hint"))
            .optional(),
    ]
}

/// GET /admin/posts/{id}/change
pub async fn change_form(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, change_sheet(&web, &reader, id, None, false).await, None)
}

/// POST /admin/posts/{id}/change
pub async fn change(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let mut wrong = None;
    if !typed.unsent() {
        match acts::change(&web.app, reader.who(), id, &input(typed)).await {
            Ok(()) => return done(&format!("/admin/posts/{id}"), "change-post"),
            Err(error) => wrong = Some(error),
        }
    }
    let is_overtaken = matches!(wrong, Some(Error::Changed));
    frame::show(&web, reader, change_sheet(&web, reader, id, Some(typed), is_overtaken).await, wrong)
}

/// GET /admin/posts/{id}/end
pub async fn end_form(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, sheet(&web, &reader, id, "end", None).await, None)
}

/// POST /admin/posts/{id}/end
pub async fn end(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let mut wrong = None;
    if !typed.unsent() {
        let input = LastDayIn { last_day: typed.raw("last_day") };
        match acts::end(&web.app, reader.who(), id, &input).await {
            Ok(()) => return done(&format!("/admin/posts/{id}"), "end-post"),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, sheet(&web, reader, id, "end", Some(typed)).await, wrong)
}

/// GET /admin/posts/{id}/hold
pub async fn hold_form(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, sheet(&web, &reader, id, "hold", None).await, None)
}

/// POST /admin/posts/{id}/hold
pub async fn hold(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let mut wrong = None;
    if !typed.unsent() {
        let input = HoldingIn {
            email: typed.raw("email"),
            from: typed.raw("from"),
            to: typed.some("to"),
            acts_for: typed.some("acts_for"),
        };
        match holdings::take(&web.app, reader.who(), posted.key().as_deref(), id, &input).await {
            Ok(_) => return done(&format!("/admin/posts/{id}"), "take-post"),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, sheet(&web, reader, id, "hold", Some(typed)).await, wrong)
}

async fn leave_sheet(web: &Web, reader: &Reader, id: Uuid, typed: Option<&Fields>) -> Result<(Sheet, Fields), Error> {
    let held = view::holding(&web.app, reader.who(), id).await?;
    let stays = behind::of_holding(&web.app, reader.who(), id, web.app.today()).await?;
    let l = reader.l;
    let typed = typed.cloned().unwrap_or_else(|| frame::filled(&[("last_day", l.short_date(web.app.today()))]));
    let name = frame::name(l, &held.holder);
    let sheet = Sheet {
        title: l.t("do-end-holding"),
        caption: Some(format!("{name} – {} – {}", pick(l, &held.title), pick(l, &held.org_name))),
        lead: Some(l.t("holdings-end-lead")),
        warning: left(l, stays),
        instead: hands_over(l, &held, web.app.today()).filter(|_| !stays.is_empty()),
        fields: vec![day(l, "last_day", l.t("field-last-day"), &typed)],
        url: format!("/admin/holdings/{id}/end"),
        submit: l.t("do-end-holding"),
        grave: true,
        back: (name, format!("/admin/accounts/{}", held.holding.account_id)),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

/// GET /admin/holdings/{id}/end
pub async fn leave_form(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, leave_sheet(&web, &reader, id, None).await, None)
}

/// POST /admin/holdings/{id}/end
pub async fn leave(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let sheet = leave_sheet(&web, reader, id, Some(typed)).await;
    let mut wrong = None;
    if let (false, Ok((found, _))) = (typed.unsent(), &sheet) {
        let input = LastDayIn { last_day: typed.raw("last_day") };
        match holdings::end(&web.app, reader.who(), id, &input).await {
            Ok(()) => return done(&found.back.1, "end-holding"),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, sheet, wrong)
}
