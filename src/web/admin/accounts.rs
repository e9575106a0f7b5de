//! Accounts: list, one, the invitation, and what is done to an account.

use super::frame::{self, Id, Sheet, day, done, languages, line};
use super::kept::{Kept, SEEN};
use super::posts::{hand_over_link, links};
use crate::app::Error;
use crate::app::admin::account_acts::{self as acts, AccountIn};
use crate::app::admin::accounts::{InviteIn, invite};
use crate::app::admin::list::{self, Standing};
use crate::app::admin::view::{self, AccountView, Post};
use crate::app::admin::{allowed, behind, seen};
use crate::i18n::L;
use crate::web::cite::{self, pick};
use crate::web::posted::{Fields, Posted};
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::form::{Choice, Control, Field};
use crate::web::views::parts::{Fact, Tag, Tone};
use crate::web::views::people::{Line, ListPage, ListRow, OnePage, Part, PlainButton};
use crate::web::{Reader, Web};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

const LIST: &str = "/admin/accounts";

fn standing(l: L, standing: Standing) -> Tag {
    match standing {
        Standing::Invited => Tag::new(l.t("account-invited"), Tone::Yellow),
        Standing::Active => Tag::new(l.t("account-active"), Tone::Green),
        Standing::Closed => Tag::new(l.t("account-closed"), Tone::Grey),
    }
}

fn post_words(l: L, held: &Post) -> String {
    let words = format!("{}, {}", pick(l, &held.title), pick(l, &held.org_name));
    match frame::deputy(l, held) {
        Some(deputy) => format!("{words} ({deputy})"),
        None => words,
    }
}

/// GET /admin/accounts
pub async fn index(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let (l, query) = (reader.l, cite::query(raw.as_deref()));
    let chosen = Standing::ALL.into_iter().find(|standing| standing.as_str() == query.get("state"));
    let after = query.some("after");
    let found = match list::accounts(&web.app, reader.who(), chosen, query.get("q"), after.as_deref(), 50).await {
        Ok(found) => found,
        Err(error) => return reader.failed(&web, &error),
    };
    let row = |found: list::Person| {
        let mut meta = vec![found.account.email.clone()];
        meta.extend(found.posts.iter().map(|held| post_words(l, held)));
        ListRow {
            link: Link::new(frame::name(l, &found.account.name), format!("{LIST}/{}", found.account.id)),
            meta,
            state: Some(standing(l, Standing::of(&found.account))),
        }
    };
    let values = [("q", query.get("q")), ("state", query.get("state"))];
    let states =
        Standing::ALL.into_iter().map(|one| Choice::new(one.as_str(), standing(l, one).text).on(chosen == Some(one)));
    let page = ListPage {
        l,
        page: reader.page_back(&web, l.t("accounts-title"), Link::new(l.t("admin-title"), "/admin")),
        lead: l.t("accounts-lead"),
        new: Link::new(l.t("do-invite-account"), format!("{LIST}/new")),
        url: LIST.to_owned(),
        q: query.raw("q"),
        q_label: l.t("accounts-words"),
        choice: ("state".to_owned(), l.t("accounts-state"), states.collect()),
        filtered: values.iter().any(|(_, value)| !value.is_empty()),
        pager: cite::pager(l, LIST, &values, query.get("after"), found.next),
        rows: found.items.into_iter().map(row).collect(),
    };
    html(&page).into_response()
}

/// GET /admin/accounts/{id}
pub async fn show(State(web): State<Web>, Id(id): Id, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let (l, query) = (reader.l, cite::query(raw.as_deref()));
    let view = match view::account(&web.app, reader.who(), id).await {
        Ok(view) => view,
        Err(error) => return reader.failed(&web, &error),
    };
    let left = match behind::of_ended(&web.app, reader.who(), &view.held).await {
        Ok(left) => left,
        Err(error) => return reader.failed(&web, &error),
    };
    let today = web.app.today();
    let title = frame::name(l, &view.name);
    let page = OnePage {
        l,
        page: frame::page(&web, &reader, &title, &query, Link::new(l.t("accounts-title"), LIST)),
        caption: l.t("accounts-one"),
        title,
        state: Some(standing(l, view.standing)),
        warning: warning(l, &view, &left, today),
        facts: facts(l, &view),
        acts: own_acts(l, &view),
        parts: parts(l, &view, &left, today),
    };
    html(&page).into_response()
}

/// Holdings that have ended, with the number of dossiers that still wait for the person by name.
type Left = BTreeMap<Uuid, usize>;

fn warning(l: L, view: &AccountView, left: &Left, today: NaiveDate) -> Option<String> {
    let holds = view.held.iter().any(|held| held.is_on(today));
    match view.standing {
        Standing::Closed if holds => Some(l.t("account-closed-holds")),
        _ if !left.is_empty() => Some(l.ta("account-left-work", &[("n", left.values().sum::<usize>())])),
        Standing::Invited if !view.link.is_some_and(|link| link.counts) => Some(l.t("account-no-link")),
        _ if view.email_failing_since.is_some() => Some(l.t("account-mail-fails")),
        _ => None,
    }
}

fn facts(l: L, view: &AccountView) -> Vec<Fact> {
    let mut facts = vec![
        Fact::typed(l.t("field-email"), if view.erased { l.t("name-erased") } else { view.email.clone() }),
        Fact::new(l.t("field-lang"), l.t(if view.lang == "en" { "lang-en" } else { "lang-vi" })),
    ];
    let said = view.link.map(|link| match (link.used_at, link.counts) {
        (Some(at), _) => l.ta("link-used", &[("at", l.datetime(at))]),
        (None, true) => l.ta("link-counts", &[("at", l.datetime(link.expires_at))]),
        (None, false) => l.t("link-gone"),
    });
    facts.extend(said.map(|said| Fact::new(l.t("link-label"), said)));
    facts
}

fn own_acts(l: L, view: &AccountView) -> Vec<Link> {
    let at = |key: &str, rest: &str| Link::new(l.t(key), format!("{LIST}/{}/{rest}", view.id));
    let mut acts = Vec::new();
    match view.standing {
        Standing::Closed if view.erased => {}
        Standing::Closed => acts.extend([at("do-reopen-account", "reopen"), at("do-erase-name", "erase")]),
        open => {
            acts.push(at("do-change-account", "change"));
            acts.push(at(
                if open == Standing::Invited { "account-invite-again" } else { "account-reset" },
                "send-link",
            ));
            if view.link.is_some_and(|link| link.counts) {
                acts.push(at("do-withdraw-link", "withdraw-link"));
            }
            acts.push(at("do-close-account", "close"));
        }
    }
    acts
}

fn parts(l: L, view: &AccountView, left: &Left, today: NaiveDate) -> Vec<Part> {
    let held = |held: &Post, title: String, href: String, meta: Vec<String>| Line {
        title,
        href: Some(href),
        meta: meta.into_iter().chain([frame::span(l, held.holding.from_on, held.holding.to_on)]).collect(),
        state: frame::when(l, held.holding.from_on, held.holding.to_on, today),
        acts: if left.contains_key(&held.holding.id) { vec![hand_over_link(l, held)] } else { links(l, held, today) },
        button: None,
    };
    let part = |id: &str, title: String, empty: String, lines: Vec<Line>, acts: Vec<Link>| Part {
        id: id.to_owned(),
        title,
        empty,
        lines,
        acts,
    };
    let posts = view.held.iter().rev().map(|one| {
        let meta = [Some(frame::role(l, &one.role)), frame::deputy(l, one)].into_iter().flatten().collect();
        let words = format!("{}, {}", pick(l, &one.title), pick(l, &one.org_name));
        held(one, words, format!("/admin/posts/{}", one.holding.post_id), meta)
    });
    let deputies = view.deputies.iter().rev().map(|one| {
        let meta = vec![format!("{}, {}", pick(l, &one.title), pick(l, &one.org_name))];
        held(one, frame::name(l, &one.holder), format!("{LIST}/{}", one.holding.account_id), meta)
    });
    let plain = |title: String, meta: Vec<String>| Line {
        title,
        href: None,
        meta,
        state: None,
        acts: Vec::new(),
        button: None,
    };
    let sessions = view.sessions.iter().map(|session| {
        let from = session.ip.clone().unwrap_or_else(|| l.t("sessions-somewhere"));
        plain(l.datetime(session.at), vec![from, l.ta("sessions-until", &[("at", l.datetime(session.expires_at))])])
    });
    let tokens = view.tokens.iter().map(|token| {
        let since = l.ta("tokens-since", &[("at", l.datetime(token.at))]);
        let until = token.expires_at.map(|at| l.ta("tokens-until", &[("at", l.datetime(at))]));
        Line {
            state: token.revoked_at.map(|_| Tag::new(l.t("tokens-revoked"), Tone::Grey)),
            button: token.revoked_at.is_none().then(|| PlainButton {
                url: format!("{LIST}/{}/tokens/{}/revoke", view.id, token.id),
                text: l.t("do-revoke-token"),
                about: token.name.clone(),
            }),
            ..plain(token.name.clone(), [Some(since), until].into_iter().flatten().collect())
        }
    });
    let end = (!view.sessions.is_empty())
        .then(|| Link::new(l.t("do-end-sessions"), format!("{LIST}/{}/end-sessions", view.id)));
    vec![
        part(
            "posts",
            l.t("accounts-posts"),
            l.t("accounts-posts-none"),
            posts.collect(),
            vec![Link::new(l.t("accounts-give-post"), "/admin/organisations")],
        ),
        part("deputies", l.t("accounts-deputies"), l.t("accounts-deputies-none"), deputies.collect(), Vec::new()),
        part(
            "sessions",
            l.t("accounts-sessions"),
            l.t("accounts-sessions-none"),
            sessions.collect(),
            end.into_iter().collect(),
        ),
        part("tokens", l.t("accounts-tokens"), l.t("accounts-tokens-none"), tokens.collect(), Vec::new()),
    ]
}

async fn new_sheet(web: &Web, reader: &Reader, typed: Fields) -> Result<(Sheet, Fields), Error> {
    allowed(reader.who())?;
    let l = reader.l;
    let post = match typed.get("post").parse() {
        Ok(id) => Some(view::post(&web.app, reader.who(), id).await?),
        Err(_) => None,
    };
    let mut fields = vec![
        frame::field(
            l,
            "email",
            l.t("field-email"),
            Control::Text { value: typed.raw("email"), kind: "email", autocomplete: "off" },
        )
        .hint(l.t("field-email-hint")),
        line(l, "name", l.t("field-person-name"), &typed).hint(l.t("field-person-name-hint")),
        languages(l, &typed),
    ];
    let mut sheet = Sheet {
        title: l.t("do-invite-account"),
        lead: Some(l.t("accounts-invite-lead")),
        url: format!("{LIST}/new"),
        submit: l.t("accounts-invite-send"),
        back: (l.t("accounts-title"), LIST.to_owned()),
        ..Sheet::default()
    };
    match post {
        Some(view) => {
            let title = l.pick(&view.post.title_vi, &view.post.title_en).to_owned();
            let org = l.pick(&view.org.name_vi, &view.org.name_en);
            sheet.facts = vec![Fact::typed(l.t("field-post"), format!("{title}, {org}"))];
            fields.push(day(l, "from", l.t("field-first-day"), &typed));
            sheet.url = format!("{LIST}/new?post={}", view.post.id);
            sheet.back = (title, format!("/admin/posts/{}", view.post.id));
        }
        None => sheet.warning = Some(l.t("accounts-invite-no-post")),
    }
    sheet.fields = fields;
    Ok((sheet, typed))
}

/// GET /admin/accounts/new
pub async fn new(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let mut typed = cite::query(raw.as_deref());
    typed.0.push(("from".to_owned(), reader.l.short_date(web.app.today())));
    frame::show(&web, &reader, new_sheet(&web, &reader, typed).await, None)
}

/// POST /admin/accounts/new
pub async fn send_invitation(State(web): State<Web>, RawQuery(raw): RawQuery, posted: Posted) -> Response {
    let reader = &posted.reader;
    let mut typed = posted.fields.clone();
    typed.0.extend(cite::query(raw.as_deref()).0.into_iter().filter(|(name, _)| name == "post"));
    let mut wrong = None;
    if !typed.unsent() {
        let input = InviteIn {
            email: typed.raw("email"),
            name: typed.raw("name"),
            lang: typed.get("lang").to_owned(),
            post: typed.get("post").parse().ok(),
            from: typed.some("from"),
        };
        match invite(&web.app, reader.who(), posted.key().as_deref(), &input).await {
            Ok(id) => return done(&format!("{LIST}/{id}"), "invite-account"),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, new_sheet(&web, reader, typed).await, wrong)
}

fn change_fields(l: L, typed: &Fields) -> Vec<Field> {
    let email = Control::Text { value: typed.raw("email"), kind: "email", autocomplete: "off" };
    vec![
        line(l, "name", l.t("field-person-name"), typed),
        frame::field(l, "email", l.t("field-email"), email).hint(l.t("field-email-change-hint")),
        languages(l, typed),
    ]
}

async fn change_sheet(
    web: &Web,
    reader: &Reader,
    id: Uuid,
    typed: Option<&Fields>,
    is_overtaken: bool,
) -> Result<(Sheet, Fields), Error> {
    let view = view::account(&web.app, reader.who(), id).await?;
    let l = reader.l;
    let now = frame::filled(&[("name", view.name.clone()), ("email", view.email.clone()), ("lang", view.lang.clone())]);
    let (mark, place) = (seen::account(&view.name, &view.lang, &view.email), format!("{LIST}/{id}"));
    let Kept { typed, hidden, compared } = match typed {
        Some(typed) if is_overtaken => Kept::overtaken(l, (now, mark), typed, place, |values| change_fields(l, values)),
        typed => Kept::opened(now, mark, typed),
    };
    let sheet = Sheet {
        title: l.t("do-change-account"),
        lead: Some(l.t("accounts-change-lead")),
        fields: change_fields(l, &typed),
        hidden,
        compared,
        url: format!("{LIST}/{id}/change"),
        submit: l.t("people-save"),
        back: (frame::name(l, &view.name), format!("{LIST}/{id}")),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

/// GET /admin/accounts/{id}/change
pub async fn change_form(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, change_sheet(&web, &reader, id, None, false).await, None)
}

/// POST /admin/accounts/{id}/change
pub async fn change(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let mut wrong = None;
    if !typed.unsent() {
        let input = AccountIn {
            name: typed.raw("name"),
            lang: typed.get("lang").to_owned(),
            email: Some(typed.raw("email")),
            seen: Some(typed.raw(SEEN)),
        };
        match acts::change(&web.app, reader.who(), id, &input).await {
            Ok(()) => return done(&format!("{LIST}/{id}"), "change-account"),
            Err(error) => wrong = Some(error),
        }
    }
    let is_overtaken = matches!(wrong, Some(Error::Changed));
    frame::show(&web, reader, change_sheet(&web, reader, id, Some(typed), is_overtaken).await, wrong)
}
