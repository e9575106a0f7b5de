//! Packs and calendars as they are published: the list, a new pack from a file with what was found in it first, the
//! dossiers under a version, and the calendar year by year.

use super::cite::{self, pick};
use super::posted::Posted;
use super::reader::html;
use super::views::Link;
use super::views::form::{Control, FormError, FormMeta};
use super::views::parts::{Fact, Tag, Tone};
use super::views::rules::{
    CalendarDay, CalendarPage, CheckPage, Counter, PinnedPage, PublishedPage, PublishedRow, StepRow,
};
use super::{Reader, Web};
use crate::app::Error;
use crate::app::admin::rules::{self, CalendarRow, Checking, Findings, Place, Version};
use crate::app::search::USUAL;
use crate::http::words;
use crate::i18n::L;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, NaiveDate};
use engine::calendar::DayKind;
use engine::check::CounterExample;
use engine::ids::AccountId;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a page waits for an exploration; a longer one is asked for again.
const PATIENCE: Duration = Duration::from_secs(8);
/// Years of the calendar offered after this one.
const AHEAD: i32 = 4;

fn published(l: L, names: &BTreeMap<AccountId, String>, version: Version, today: NaiveDate) -> PublishedRow {
    let row = &version.row;
    let id = format!("{} v{}", row.id, row.version);
    let by = match row.published_by.map(AccountId) {
        Some(account) => names.get(&account).cloned().unwrap_or_else(|| l.t("name-erased")),
        None => l.t("act-by-operator"),
    };
    let mut states = Vec::new();
    let mut in_force = String::new();
    let mut title = id.clone();
    match &version.pack {
        Some(pack) => {
            title = l.ta("pack-title", &[("title", pick(l, &pack.title)), ("version", pack.version.to_string())]);
            in_force = super::packs::in_force(l, pack);
            states.push(if pack.in_force_on(today) {
                Tag::new(l.t("pack-current"), Tone::Green)
            } else {
                Tag::new(l.t("pack-lapsed"), Tone::Yellow)
            });
        }
        None => states.push(Tag::new(l.t("pack-unreadable"), Tone::Red)),
    }
    if version.used {
        states.push(Tag::new(l.t("pack-used"), Tone::Blue));
    }
    PublishedRow {
        link: Link::new(title, format!("/packs/{}/{}", row.id, row.version)),
        states,
        in_force,
        published: l.ta("published-at", &[("at", l.datetime(row.published_at)), ("who", by)]),
        sha256: row.hash.clone(),
        pinned: Some(Link::new(l.t("pinned-link"), format!("/admin/rules/{}/{}/dossiers", row.id, row.version))),
        id,
    }
}

fn calendar_row(l: L, calendar: CalendarRow) -> PublishedRow {
    let row = calendar.row;
    let id = format!("{} v{}", row.id, row.version);
    let used = calendar.used.then(|| Tag::new(l.t("calendar-used"), Tone::Blue));
    PublishedRow {
        link: Link::new(l.ta("rules-calendar-version", &[("version", row.version)]), "/calendar"),
        states: used.into_iter().collect(),
        in_force: String::new(),
        published: l.ta("published-at", &[("at", l.datetime(row.published_at)), ("who", l.t("act-by-operator"))]),
        sha256: row.hash,
        pinned: None,
        id,
    }
}

async fn page(web: &Web, reader: &Reader, errors: Vec<FormError>) -> Result<Response, Error> {
    let l = reader.l;
    let found = rules::list(&web.app, reader.who()).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = reader.page(web, l.t("rules-title"));
    page.has_errors = !errors.is_empty();
    let form = form(reader, "/admin/rules/check", errors, true);
    let today = web.app.today();
    let file = Control::File { accept: ".toml".to_owned() };
    let file = form.field("file", l.t("field-pack-file"), file).hint(l.t("field-pack-file-hint"));
    let names = &found.names;
    let packs = found.packs.into_iter().map(|version| published(l, names, version, today)).collect();
    let calendars = found.calendars.into_iter().map(|row| calendar_row(l, row)).collect();
    Ok((status, html(&PublishedPage { l, page, form, packs, calendars, file })).into_response())
}

fn form(reader: &Reader, url: &str, errors: Vec<FormError>, multipart: bool) -> FormMeta {
    FormMeta {
        l: reader.l,
        action_url: url.to_owned(),
        csrf: reader.session.csrf.clone(),
        multipart,
        errors,
        ..FormMeta::default()
    }
}

/// GET /admin/rules
pub async fn list(State(web): State<Web>, reader: Reader) -> Response {
    page(&web, &reader, Vec::new()).await.unwrap_or_else(|error| reader.failed(&web, &error))
}

/// POST /admin/rules/check: a file, or the text of one that is checked already.
pub async fn check(State(web): State<Web>, posted: Posted) -> Response {
    let reader = &posted.reader;
    let done = async {
        let (file, text) = text(&posted)?;
        let checking = rules::check(&web.app, reader.who(), &file, &text, PATIENCE).await?;
        Ok(checked(&web, reader, (&file, &text), &checking, Vec::new()))
    };
    refused(&web, reader, done.await).await
}

/// POST /admin/rules/publish
pub async fn publish(State(web): State<Web>, posted: Posted) -> Response {
    let reader = &posted.reader;
    let done = async {
        let (file, text) = text(&posted)?;
        match rules::publish(&web.app, reader.who(), &file, &text, PATIENCE).await {
            Ok(_) => Ok(Redirect::to("/admin/rules").into_response()),
            // What stands against it is shown with what was found.
            Err(error @ (Error::Invalid(_) | Error::Exploring)) => {
                let checking = rules::check(&web.app, reader.who(), &file, &text, PATIENCE).await?;
                let said = match &error {
                    Error::Invalid(invalid) => wrong(reader.l, invalid),
                    _ => Vec::new(),
                };
                Ok(checked(&web, reader, (&file, &text), &checking, said))
            }
            Err(error) => Err(error),
        }
    };
    refused(&web, reader, done.await).await
}

async fn refused(web: &Web, reader: &Reader, done: Result<Response, Error>) -> Response {
    let shown = match done {
        Err(Error::Invalid(invalid)) => page(web, reader, wrong(reader.l, &invalid)).await,
        other => other,
    };
    shown.unwrap_or_else(|error| reader.failed(web, &error))
}

fn wrong(l: L, invalid: &crate::app::input::Invalid) -> Vec<FormError> {
    let label = l.t("field-pack-file");
    let one = |error: &crate::app::input::FieldError| {
        // A form that shows no file field has the message alone.
        FormError::new(if error.field == "text" { "file" } else { "" }, words::field_error(l, error, Some(&label)))
    };
    invalid.0.iter().map(one).collect()
}

/// Name and text of the pack.
fn text(posted: &Posted) -> Result<(String, String), Error> {
    let wrong = |code| Error::from(crate::app::input::Invalid::field("text", code));
    if let Some(upload) = posted.files.iter().find(|file| file.field == "file") {
        if upload.bytes.len() > rules::LARGEST {
            return Err(wrong("file-too-large"));
        }
        let text = String::from_utf8(upload.bytes.clone()).map_err(|_| wrong("not-utf8"))?;
        return Ok((crate::app::input::tame(&upload.name).into_owned(), text));
    }
    let typed = posted.fields.raw("text");
    if typed.is_empty() {
        return Err(wrong("file-missing"));
    }
    // A browser sends the line ends of a field as CR LF; the hash is of the text as it was.
    Ok((posted.fields.raw("file_name"), typed.replace("\r\n", "\n")))
}

fn checked(
    web: &Web,
    reader: &Reader,
    (file, text): (&str, &str),
    checking: &Checking,
    errors: Vec<FormError>,
) -> Response {
    let l = reader.l;
    let back = Link::new(l.t("rules-title"), "/admin/rules");
    let mut page = reader.page_back(web, l.t("check-title"), back.clone());
    page.has_errors = !errors.is_empty();
    let running = matches!(checking, Checking::Running);
    let url = if running { "/admin/rules/check" } else { "/admin/rules/publish" };
    let errors = errors.into_iter().map(|error| FormError::new("", error.message)).collect::<Vec<_>>();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut form = form(reader, url, errors, true);
    form.hidden = vec![("file_name".to_owned(), file.to_owned()), ("text".to_owned(), text.to_owned())];
    let mut shown = CheckPage {
        l,
        page,
        form,
        name: file.to_owned(),
        running,
        verdict: None,
        barred: None,
        errors: Vec::new(),
        warnings: Vec::new(),
        explored: Vec::new(),
        proofs: Vec::new(),
        counters: Vec::new(),
        facts: Vec::new(),
        publish: None,
        cancel: Link::new(l.t("cancel"), "/admin/rules"),
    };
    if let Checking::Done(found, place) = checking {
        fill(web, l, &mut shown, found, *place);
        if shown.publish.is_none() {
            // There is nothing left to send.
            shown.form.hidden.clear();
        }
    }
    (status, html(&shown)).into_response()
}

fn fill(web: &Web, l: L, page: &mut CheckPage, found: &Findings, place: Place) {
    let holds = found.holds();
    let stands_in_the_way = matches!(place, Place::Taken | Place::Next(_));
    page.verdict = Some(match stands_in_the_way && found.errors.is_empty() {
        true => (false, l.t("check-barred")),
        false => (holds, l.t(if holds { "check-holds" } else { "check-broken" })),
    });
    page.errors.clone_from(&found.errors);
    let warning = |note: &engine::pack::Note| format!("{}: {}. {}", note.place, note.message, note.remedy);
    page.warnings = found.warnings.iter().map(warning).collect();
    if let Some(pack) = &found.pack {
        page.name = l.ta("pack-title", &[("title", pick(l, &pack.title)), ("version", pack.version.to_string())]);
        page.facts = vec![
            Fact::new(l.t("check-id"), format!("{} v{}", pack.id, pack.version)),
            Fact::new(l.t("check-in-force"), super::packs::in_force(l, pack)),
            Fact::new("SHA-256", found.sha256.clone()),
        ];
        if holds {
            page.facts.push(Fact::new(l.t("check-next"), what_next(web, l, pack)));
        }
        page.barred = match place {
            Place::Free => None,
            Place::Published => Some(l.t("check-published")),
            Place::Taken => Some(l.t("check-taken")),
            Place::Next(next) => Some(l.ta("check-version", &[("next", next)])),
        };
        page.publish =
            (holds && place == Place::Free).then(|| l.ta("check-publish", &[("version", pack.version.to_string())]));
    }
    let Some(report) = &found.report else { return };
    page.explored = vec![
        pick(l, &report.bound_text),
        l.ta("check-size", &[("states", report.states.to_string()), ("commands", report.commands.to_string())]),
    ];
    let proof = |proof: &engine::check::Proof| {
        let citations: Vec<String> = proof.citations.iter().map(|citation| pick(l, citation)).collect();
        format!("{}: {} ({})", proof.track, pick(l, &proof.text), citations.join("; "))
    };
    page.proofs = report.proofs.iter().filter(|proof| proof.proved).map(proof).collect();
    page.counters = report.violations.iter().map(|counter| counter_example(l, counter)).collect();
}

/// What the new version means for dossiers to come.
fn what_next(web: &Web, l: L, pack: &engine::pack::Pack) -> String {
    match &web.app.config.procedure.pack {
        crate::registry::PackPolicy::Fixed(id) if *id == pack.id => l.t("check-next-fixed"),
        crate::registry::PackPolicy::Fixed(_) => l.t("check-next-other"),
        crate::registry::PackPolicy::ByDate if pack.in_force_on(web.app.today()) => l.t("check-next-now"),
        crate::registry::PackPolicy::ByDate => l.t("check-next-later"),
    }
}

fn counter_example(l: L, counter: &CounterExample) -> Counter {
    let step = |step: &engine::check::Step| StepRow {
        no: step.no,
        what: match pick(l, &step.data) {
            data if data.is_empty() => pick(l, &step.title),
            data => format!("{} ({data})", pick(l, &step.title)),
        },
        who: pick(l, &step.who),
        state: pick(l, &step.state_title),
    };
    Counter {
        what: pick(l, &counter.text),
        track: counter.track.clone(),
        citations: counter.citations.iter().map(|citation| pick(l, citation)).collect(),
        steps: counter.steps.iter().map(step).collect(),
    }
}

/// GET /admin/rules/{id}/{version}/dossiers
pub async fn pinned(
    State(web): State<Web>,
    Path((id, version)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    reader: Reader,
) -> Response {
    let l = reader.l;
    let query = cite::query(raw.as_deref());
    let done = async {
        let version: u32 = version.parse().map_err(|_| Error::NotFound)?;
        let after = query.some("after");
        rules::pinned(&web.app, reader.who(), &id, version, after.as_deref(), USUAL).await
    };
    match done.await {
        Ok((numbers, next)) => {
            let path = format!("/admin/rules/{id}/{version}/dossiers");
            let back = Link::new(l.t("rules-title"), "/admin/rules");
            html(&PinnedPage {
                l,
                page: reader.page_back(&web, l.t("pinned-title"), back),
                name: format!("{id} v{version}"),
                numbers,
                pager: cite::pager(l, &path, &[], query.get("after"), next),
            })
            .into_response()
        }
        Err(error) => reader.failed(&web, &error),
    }
}

fn kind(l: L, kind: DayKind) -> Tag {
    let (key, tone) = match kind {
        DayKind::Holiday => ("day-holiday", Tone::Red),
        DayKind::Compensatory => ("day-compensatory", Tone::Red),
        DayKind::SwappedOff => ("day-swapped-off", Tone::Yellow),
        DayKind::SwappedWorking => ("day-swapped-working", Tone::Blue),
        DayKind::Exceptional => ("day-exceptional", Tone::Red),
        DayKind::Unsettled => ("day-unsettled", Tone::Yellow),
        DayKind::Working => ("day-working", Tone::Grey),
        DayKind::Weekend => ("day-weekend", Tone::Grey),
    };
    Tag::new(l.t(key), tone)
}

/// GET /calendar: the days of a year that differ from the plain week.
pub async fn calendar(State(web): State<Web>, RawQuery(raw): RawQuery, reader: Reader) -> Response {
    let l = reader.l;
    let calendar = web.app.registry.calendar();
    let now = web.app.today().year();
    let query = cite::query(raw.as_deref());
    let last = (2016..=2100).filter(|year| calendar.is_settled(*year)).max().unwrap_or(now).max(now) + AHEAD;
    let year = match query.some("year").map(|text| text.parse::<i32>()) {
        None => now.clamp(2016, last),
        Some(Ok(year)) if (2016..=2100).contains(&year) => year,
        Some(_) => return reader.error_page(&web, StatusCode::NOT_FOUND),
    };
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let all = first.into_iter().flat_map(|first| first.iter_days()).take_while(|date| date.year() == year);
    let days = all.filter_map(|date| calendar.day(date).ok());
    let days = days.filter(|day| !matches!(day.kind, DayKind::Working | DayKind::Weekend)).map(|day| {
        let row = calendar.rows().find(|row| row.date == day.date);
        let source = row.and_then(|row| row.source.as_ref()).map(|source| pick(l, source)).unwrap_or_default();
        CalendarDay {
            date: format!("{}, {}", l.weekday(day.date), l.short_date(day.date)),
            kind: kind(l, day.kind),
            name: row.map_or_else(|| pick(l, &day.reason), |row| pick(l, &row.name)),
            source: match day.dispatch {
                Some(dispatch) => format!("{dispatch}. {source}"),
                None => source,
            },
            provisional: day.provisional,
        }
    });
    let years = (2016..=last).map(|of| (of.to_string(), format!("/calendar?year={of}"), of == year));
    let page = CalendarPage {
        l,
        page: reader.page(&web, l.ta("calendar-title", &[("year", year.to_string())])),
        year,
        version: l.ta(
            "calendar-hash",
            &[("version", calendar.version().to_string()), ("sha256", calendar.hash().to_owned())],
        ),
        provisional: !calendar.is_settled(year),
        years: years.collect(),
        days: days.collect(),
    };
    html(&page).into_response()
}
