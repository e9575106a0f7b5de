//! Mail status, about, and the demo's clock.

mod accounts;
mod confirmed;
mod frame;
mod hand_over;
mod kept;
mod landing;
mod organisations;
mod posts;
pub mod routes;

use super::cite;
use super::posted::{Fields, Posted};
use super::reader::{flash, html};
use super::views::admin::{AboutPage, DemoClockPage, MailPage, MailRow};
use super::views::form::{FormError, FormMeta};
use super::views::parts::{Tab, Tag, Tone};
use super::{Reader, Web};
use crate::app::Error;
use crate::app::admin::ledger::Once;
use crate::app::demo::time::{Caused, advance};
use crate::app::mails::{self, Mail, Standing};
use crate::app::search::USUAL;
use crate::i18n::L;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Days, FixedOffset, NaiveTime, Utc};
use engine::calendar::local_date;

/// Most days of one move of the demo's clock.
const MOST_DAYS: i64 = 200;

/// GET /admin/mail
pub async fn mail(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    match mail_page(&web, &reader, &cite::query(raw.as_deref())).await {
        Ok(page) => html(&page).into_response(),
        Err(error) => reader.failed(&web, &error),
    }
}

async fn mail_page(web: &Web, reader: &Reader, query: &Fields) -> Result<MailPage, Error> {
    let l = reader.l;
    let (state, after) = (query.some("state"), query.some("after"));
    let found = mails::outbox(&web.app, reader.who(), state.as_deref(), after.as_deref(), USUAL).await?;
    let mut page = reader.page(web, l.t("mail-title"));
    page.flash = query.number("done").map(|n| flash(l.ta("mail-retried", &[("n", n)])));
    Ok(MailPage {
        l,
        page,
        tabs: tabs(l, state.as_deref().unwrap_or_default(), &found.standing),
        failed: found.standing.failed > 0,
        bounced: found.standing.bounced > 0,
        transport: l.t(if found.relay { "mail-transport-smtp" } else { "mail-transport-folder" }),
        rows: found.rows.into_iter().map(|mail| mail_row(web, l, mail)).collect(),
        pager: cite::pager(l, "/admin/mail", &[("state", query.get("state"))], query.get("after"), found.next),
    })
}

/// How many, up to a bound: "hơn 1.000" above it.
fn few(l: L, n: u64) -> String {
    if n >= mails::MOST { l.t("mail-many") } else { n.to_string() }
}

/// The states to choose from, each with its number.
fn tabs(l: L, now: &str, standing: &Standing) -> Vec<Tab> {
    let all = [
        ("", "mail-all", None),
        ("queued", "mail-queued", Some(standing.queued)),
        ("sent", "mail-sent", Some(standing.sent)),
        ("failed", "mail-failed", Some(standing.failed)),
        ("bounced", "mail-bounced", Some(standing.bounced)),
        ("superseded", "mail-superseded", Some(standing.superseded)),
    ];
    let tab = |(state, key, n): (&str, &str, Option<u64>)| Tab {
        text: l.t(key),
        href: cite::href("/admin/mail", &[("state", state)]),
        current: state == now,
        count: n.map(|n| few(l, n)),
    };
    all.into_iter().map(tab).collect()
}

/// What a mail system said, in plain words where they are known; its own words stand beside.
fn plainly(l: L, said: &str) -> Option<String> {
    let lower = said.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let key = match () {
        () if has(&["no longer useful", "no-longer-useful"]) => "mail-why-useless",
        () if has(&["account is closed", "account-closed"]) => "mail-why-closed",
        () if has(&["post-left"]) => "mail-why-left",
        () if has(&["address-changed"]) => "mail-why-moved",
        () if has(&["link-ended"]) => "mail-why-link",
        () if has(&["5.1.1", "unknown user", "user unknown", "no such user", "mailbox unavailable"]) => {
            "mail-why-unknown"
        }
        () if has(&["5.2.2", "mailbox full", "quota"]) => "mail-why-full",
        () if has(&["5.7.", "spam", "policy", "blocked", "authentication"]) => "mail-why-refused",
        () if has(&["connect", "timed out", "timeout", "refused", "network", "dns", "resolve"]) => "mail-why-away",
        () if has(&["tls", "certificate"]) => "mail-why-tls",
        () => return None,
    };
    Some(l.t(key))
}

/// A kind of mail.
fn kind(l: L, kind: &str) -> String {
    l.maybe(&["mail-kind-", kind].concat()).unwrap_or_else(|| kind.to_owned())
}

fn mail_row(web: &Web, l: L, mail: Mail) -> MailRow {
    let (key, tone) = match mail.state.as_str() {
        "sent" => ("mail-sent", Tone::Green),
        "failed" => ("mail-failed", Tone::Red),
        "bounced" => ("mail-bounced", Tone::Red),
        "superseded" => ("mail-superseded", Tone::Grey),
        _ => ("mail-queued", Tone::Blue),
    };
    MailRow {
        at: l.datetime(mail.at),
        to: if mail.to.is_empty() { l.t("name-erased") } else { mail.to.clone() },
        kind: kind(l, &mail.kind),
        state: Tag::new(l.t(key), tone),
        attempts: mail.attempts,
        // What the service itself says stands in plain words.
        last_error: mail.last_error.clone().filter(|_| mail.state != "superseded"),
        next_at: (mail.state == "queued").then(|| l.datetime(mail.next_at)),
        plainly: mail.last_error.as_deref().and_then(|said| plainly(l, said)),
        retry: mail.may_go_again().then(|| (format!("/admin/mail/{}/retry", mail.id), web.app.ids.uuid().to_string())),
    }
}

/// POST /admin/mail/retry: every mail that was given up.
pub async fn retry_all(State(web): State<Web>, posted: Posted) -> Response {
    match mails::retry_all(&web.app, posted.reader.who()).await {
        Ok(n) => Redirect::to(&format!("/admin/mail?done={n}")).into_response(),
        Err(error) => posted.reader.failed(&web, &error),
    }
}

/// POST /admin/mail/{id}/retry
pub async fn retry(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Response {
    let Ok(id) = id.parse() else { return posted.reader.error_page(&web, StatusCode::NOT_FOUND) };
    let reader = &posted.reader;
    match mails::retry(&web.app, reader.who(), id, posted.key().as_deref()).await {
        Ok(()) => Redirect::to("/admin/mail?done=1").into_response(),
        // The list as it stands now, and why nothing was done.
        Err(error @ Error::Over(code)) => match mail_page(&web, reader, &Fields::default()).await {
            Ok(mut page) => {
                let mut said = flash(reader.l.t(&["detail-", code].concat()));
                said.warning = true;
                page.page.flash = Some(said);
                (web.status_of(&error, reader.request_id.as_deref()), html(&page)).into_response()
            }
            Err(error) => reader.failed(&web, &error),
        },
        Err(error) => reader.failed(&web, &error),
    }
}

/// GET /about
pub async fn about(State(web): State<Web>, reader: Reader) -> Response {
    let l = reader.l;
    let page = AboutPage {
        l,
        page: reader.page(&web, l.t("about-title")),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demo: web.app.demo,
    };
    html(&page).into_response()
}

fn clock_page(web: &Web, reader: &Reader, fields: &Fields, errors: Vec<FormError>, caused: Vec<String>) -> Response {
    let l = reader.l;
    let now = web.app.clock.now();
    let mut page = reader.page(web, l.t("clock-title"));
    page.has_errors = !errors.is_empty();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = FormMeta {
        l,
        action_url: "/demo/clock".to_owned(),
        csrf: reader.session.csrf.clone(),
        idempotency_key: web.app.ids.uuid().to_string(),
        errors,
        ..FormMeta::default()
    };
    let time = fields.some("time").unwrap_or_else(|| "09:00".to_owned());
    let now = format!("{} ({})", l.datetime(now), l.weekday(local_date(now)));
    let page = DemoClockPage { l, page, form, now, date: fields.raw("date"), time, caused };
    (status, html(&page)).into_response()
}

/// GET /demo/clock
pub async fn clock(State(web): State<Web>, reader: Reader) -> Response {
    if !web.app.demo {
        return reader.error_page(&web, StatusCode::NOT_FOUND);
    }
    clock_page(&web, &reader, &Fields::default(), Vec::new(), Vec::new())
}

/// POST /demo/clock: forward only.
pub async fn move_clock(State(web): State<Web>, posted: Posted) -> Response {
    let reader = &posted.reader;
    if !web.app.demo {
        return reader.error_page(&web, StatusCode::NOT_FOUND);
    }
    let asked: Vec<&str> = ["step", "date", "time"].map(|name| posted.fields.get(name)).to_vec();
    let key = posted.key();
    let once = Once::new(key.as_deref(), "move-clock", &asked);
    let again = || clock_page(&web, reader, &Fields::default(), Vec::new(), vec![reader.l.t("clock-moved-already")]);
    match once.saved(&web.app, reader.who()).await {
        Ok(None) => {}
        Ok(Some(_)) => return again(),
        Err(Error::KeyReused) => {
            let said = FormError::new("", reader.l.t("invalid-key-reused"));
            return clock_page(&web, reader, &posted.fields, vec![said], Vec::new());
        }
        Err(error) => return reader.failed(&web, &error),
    }
    let target = match target(&web, reader.l, &posted.fields) {
        Ok(target) => target,
        Err(wrong) => return clock_page(&web, reader, &posted.fields, vec![wrong], Vec::new()),
    };
    match advance(&web.app, reader.who(), target, &once).await {
        Ok(None) => again(),
        Ok(Some(caused)) => clock_page(&web, reader, &Fields::default(), Vec::new(), lines(reader.l, &caused)),
        Err(error) => reader.failed(&web, &error),
    }
}

/// The instant wished: a quick step, or date and time as typed.
fn target(web: &Web, l: L, fields: &Fields) -> Result<DateTime<Utc>, FormError> {
    let now = web.app.clock.now();
    let far = || FormError::new("date", l.t("error-clock-date"));
    let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    let today = local_date(now);
    let calendar = web.app.registry.calendar();
    let target = match fields.get("step") {
        "week" => now + chrono::TimeDelta::days(7),
        "next-working-day" => {
            let tomorrow = today.checked_add_days(Days::new(1)).ok_or_else(far)?;
            let mut day = tomorrow;
            while !calendar.is_working(day).map_err(|_| far())? {
                day = day.checked_add_days(Days::new(1)).ok_or_else(far)?;
            }
            instant(day.and_time(nine)).ok_or_else(far)?
        }
        _ => {
            let day = fields.day("date").ok().flatten().ok_or_else(far)?;
            calendar.day(day).map_err(|_| far())?;
            // Every reminder on the way is recorded at its own instant: a move must end while the page waits.
            if (day - today).num_days() > MOST_DAYS {
                return Err(FormError::new("date", l.ta("error-clock-far", &[("n", MOST_DAYS)])));
            }
            let text = fields.some("time").unwrap_or_else(|| "09:00".to_owned());
            let wrong = |_| FormError::new("time", l.t("error-clock-time"));
            let time = NaiveTime::parse_from_str(&text, "%H:%M").map_err(wrong)?;
            instant(day.and_time(time)).ok_or_else(far)?
        }
    };
    if target <= now {
        return Err(FormError::new("date", l.t("error-clock-back")));
    }
    Ok(target)
}

/// The instant of a wall clock in Viet Nam.
fn instant(local: chrono::NaiveDateTime) -> Option<DateTime<Utc>> {
    let zone = FixedOffset::east_opt(7 * 3600)?;
    local.and_local_timezone(zone).single().map(|at| at.with_timezone(&Utc))
}

fn lines(l: L, caused: &Caused) -> Vec<String> {
    let mut lines = vec![l.ta("clock-recorded", &[("n", caused.recorded)])];
    let mails = u64::try_from(caused.mails.len()).unwrap_or(u64::MAX);
    lines.push(l.ta("clock-mails", &[("n", mails)]));
    let line = |mail: &Mail| {
        l.ta("clock-mail", &[("at", l.datetime(mail.at)), ("to", mail.to.clone()), ("subject", kind(l, &mail.kind))])
    };
    lines.extend(caused.mails.iter().map(line));
    lines
}
