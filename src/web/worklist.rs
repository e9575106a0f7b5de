//! The work list and the reader's notices.

use super::cite::{self, name_of, pick};
use super::posted::{Fields, Posted};
use super::reader::html;
use super::views::Link;
use super::views::form::Choice;
use super::views::parts::{Due, Tab};
use super::views::worklist::{NoticeRow, NoticesPage, WorkFilter, WorkRow, WorklistPage};
use super::{Reader, Web};
use crate::app::Error;
use crate::app::lists::{self, Asked, Counts, Group, MOST, Wish};
use crate::app::notices::{self, Notice, Said};
use crate::i18n::L;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::actor::Role;
use engine::dossier::{ConsultationStatus, Rung};
use uuid::Uuid;

/// Notices beside the list.
const BESIDE: u64 = 5;

/// GET /
pub async fn show(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    // An administrator who holds no other post would find an empty list here.
    if reader.who().only_administers() && raw.is_none() {
        return Redirect::to("/admin").into_response();
    }
    match worklist(&web, &reader, &cite::query(raw.as_deref())).await {
        Ok(page) => html(&page).into_response(),
        Err(error) => reader.failed(&web, &error),
    }
}

fn group(tab: &str) -> (Group, &'static str) {
    match tab {
        "mine" => (Group::Mine, "mine"),
        "done" => (Group::Done, "done"),
        _ => (Group::Waiting, "waiting"),
    }
}

/// Up to a hundred, or "100+".
fn few(n: usize) -> String {
    if n > MOST { format!("{MOST}+") } else { n.to_string() }
}

fn lead(l: L, inspector: bool, counts: Counts) -> String {
    let Counts { waiting, overdue, soon } = counts;
    match (inspector, waiting) {
        (true, 0) => l.t("worklist-none-late"),
        (true, n) => l.ta("worklist-late", &[("n", few(n))]),
        (false, 0) => l.t("worklist-none-waiting"),
        (false, n) => {
            let mut text = l.ta("worklist-waiting", &[("n", few(n))]);
            for (key, n) in [("worklist-overdue", overdue), ("worklist-soon", soon)] {
                if n > 0 {
                    text.push(' ');
                    text.push_str(&l.ta(key, &[("n", few(n))]));
                }
            }
            text
        }
    }
}

async fn worklist(web: &Web, reader: &Reader, query: &Fields) -> Result<WorklistPage, Error> {
    let (l, who, app) = (reader.l, reader.who(), &*web.app);
    let (group, tab) = group(query.get("tab"));
    let phase = cite::PHASES.into_iter().find(|phase| name_of(phase) == query.get("phase"));
    let late = query.get("late") == "yes";
    let wish = Wish { group, text: query.some("q"), phase, late, after: query.some("after") };
    let (list, counts) = lists::counted(app, who, &wish).await?;
    let (newest, unread) = notices::newest(app, who, BESIDE).await?;
    let inspector = who.has(Role::Inspector);
    let filters =
        [("tab", tab), ("q", query.get("q")), ("phase", query.get("phase")), ("late", if late { "yes" } else { "" })];
    let names = if inspector {
        [("waiting", "tab-late"), ("mine", "tab-open"), ("done", "tab-done")]
    } else {
        [("waiting", "tab-waiting"), ("mine", "tab-mine"), ("done", "tab-done")]
    };
    let tabs = names
        .into_iter()
        .map(|(id, key)| Tab {
            text: l.t(key),
            href: cite::href("/", &[("tab", id)]),
            current: id == tab,
            count: (id == "waiting").then(|| few(counts.waiting)),
        })
        .collect();
    Ok(WorklistPage {
        l,
        page: reader.page(web, l.t("worklist-title")),
        failing_address: who.failing_address(),
        lead: lead(l, inspector, counts),
        tabs,
        filter: WorkFilter {
            q: query.raw("q"),
            phases: cite::PHASES
                .into_iter()
                .map(|known| {
                    let name = name_of(&known);
                    let words = l.t(&["phase-", &name].concat());
                    Choice::new(name, words).on(phase == Some(known))
                })
                .collect(),
            late,
            tab: tab.to_owned(),
        },
        filtered: wish.text.is_some() || phase.is_some() || late,
        rows: list.rows.into_iter().map(|found| row(web, reader, found)).collect(),
        pager: cite::pager(l, "/", &filters, query.get("after"), list.next),
        new_href: who.has(Role::Official).then(|| "/dossiers/new".to_owned()),
        notices: newest.into_iter().map(|notice| told(l, notice)).collect(),
        unread: u32::try_from(unread).unwrap_or(u32::MAX),
    })
}

fn row(web: &Web, reader: &Reader, row: lists::Row) -> WorkRow {
    let l = reader.l;
    let today = web.app.today();
    let title = row.title_en.as_deref().filter(|title| !title.is_empty()).unwrap_or(&row.title);
    let place = format!("/dossiers/{}", row.number);
    let due = row.due_on.map(|on| {
        let calendar = web.app.registry.calendar();
        let provisional = !calendar.is_settled(chrono::Datelike::year(&on));
        let tag = Some(cite::left(l, &web.app, row.budget, on));
        let href = row.clock.map(|clock| format!("{place}/clocks/{clock}"));
        Due { l, date: l.date(on), tag, href, provisional }
    });
    let taken = row.asked.as_ref().and_then(|asked| asked.taken_by.clone());
    let holder = pick(l, &row.holder_words);
    WorkRow {
        href: place.clone(),
        title: l.pick(&row.title, title).to_owned(),
        partner: row.partner.clone(),
        track: row.pack.track(&row.track).map_or_else(|| row.track.clone(), |track| pick(l, &track.title)),
        state: cite::state(l, &row.pack, &row.track, &row.state, row.phase),
        holder: taken.map_or_else(|| holder.clone(), |name| format!("{holder} – {name}")),
        due,
        stopped: row.stopped,
        waiting_days: row.since.filter(|_| row.open).map(|since| (today - since).num_days().max(0)),
        task: task(reader, &row, &place),
        number: row.number,
    }
}

/// What the reader can do with it now.
fn task(reader: &Reader, row: &lists::Row, place: &str) -> Option<Link> {
    let l = reader.l;
    if let Some(Asked { status, .. }) = &row.asked {
        let open = *status == ConsultationStatus::Open;
        return open.then(|| Link::new(l.t("task-review"), format!("{place}/review")));
    }
    if !row.open || !reader.who().has(row.holder) {
        return None;
    }
    let stopped = if row.stopped { "stopped".to_owned() } else { name_of(&row.phase) };
    let key = ["task-", row.holder.as_str(), "-", &stopped].concat();
    l.maybe(&key).map(|words| Link::new(words, place))
}

/// A notice in the reader's language.
fn told(l: L, notice: Notice) -> NoticeRow {
    let (subject, href) = match &notice.said {
        Some(Said::Done(done)) => {
            let values = [("number", done.about.number.clone()), ("done", pick(l, &done.done))];
            (l.ta("mail-subject-done", &values), done.about.path.clone())
        }
        Some(Said::Due { item, escalated }) => {
            let rung = match item.rung {
                Rung::Before(n) => l.ta("mail-before", &[("n", n)]),
                Rung::DueDay => l.t("mail-today"),
                Rung::Late(0) => l.t("mail-over"),
                Rung::Late(n) => l.ta("mail-late", &[("n", n)]),
            };
            let key = if *escalated { "notice-escalation" } else { "notice-reminder" };
            let values = [("number", item.about.number.clone()), ("task", pick(l, &item.task)), ("rung", rung)];
            (l.ta(key, &values), item.about.path.clone())
        }
        Some(Said::Unreachable(whose)) => {
            let said = match (&whose.name, &whose.address) {
                (Some(name), Some(address)) => {
                    l.ta("notice-unreachable", &[("name", name.clone()), ("address", address.clone())])
                }
                _ => l.t("notice-unreachable-erased"),
            };
            (said, "/notices".to_owned())
        }
        None => (l.t("notice-unreadable"), "/notices".to_owned()),
    };
    NoticeRow { id: notice.id.to_string(), at: l.datetime(notice.at), subject, href, unread: notice.unread }
}

/// GET /notices
pub async fn notices(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    match notices_page(&web, &reader, &cite::query(raw.as_deref())).await {
        Ok(page) => html(&page).into_response(),
        Err(error) => reader.failed(&web, &error),
    }
}

async fn notices_page(web: &Web, reader: &Reader, query: &Fields) -> Result<NoticesPage, Error> {
    let l = reader.l;
    let after = query.some("after");
    let (rows, next) = notices::notices(&web.app, reader.who(), after.as_deref(), 50).await?;
    Ok(NoticesPage {
        l,
        page: reader.page(web, l.t("notices-title")),
        rows: rows.into_iter().map(|notice| told(l, notice)).collect(),
        pager: cite::pager(l, "/notices", &[], query.get("after"), next),
        failing_address: reader.who().failing_address(),
    })
}

/// POST /notices/read: the one named, or `all`.
pub async fn read(State(web): State<Web>, posted: Posted) -> Response {
    let id = match posted.fields.get("id") {
        "all" => None,
        text => match text.parse::<Uuid>() {
            Ok(id) => Some(id),
            Err(_) => return posted.reader.error_page(&web, StatusCode::BAD_REQUEST),
        },
    };
    marked(&web, &posted, id).await
}

/// POST /notices/{id}/read
pub async fn read_one(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Response {
    match id.parse() {
        Ok(id) => marked(&web, &posted, Some(id)).await,
        Err(_) => posted.reader.error_page(&web, StatusCode::NOT_FOUND),
    }
}

async fn marked(web: &Web, posted: &Posted, id: Option<Uuid>) -> Response {
    match notices::mark_read(&web.app, posted.reader.who(), id).await {
        Ok(()) => Redirect::to("/notices").into_response(),
        Err(error) => posted.reader.failed(web, &error),
    }
}
