//! Switches of tracks and targets of clocks: how they stand, and the forms that change them.

use super::cite::{basis, pick};
use super::posted::Posted;
use super::reader::html;
use super::rules_form::{Change, Sent, again, change, grounds};
use super::views::Link;
use super::views::form::Choice;
use super::views::parts::{Fact, Tag, Tone};
use super::views::rules::{ActRow, ActsPage, RuleRow};
use super::{Reader, Web};
use crate::app::admin::{Switch, Target, switches, targets};
use crate::app::input::Invalid;
use crate::app::{Error, Who};
use crate::i18n::L;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use engine::calendar::Budget;
use engine::ids::AccountId;
use engine::text::Bilingual;
use std::collections::BTreeMap;
use uuid::Uuid;

type Names = BTreeMap<AccountId, String>;

fn by(l: L, names: &Names, account: Option<Uuid>) -> String {
    match account.map(AccountId) {
        Some(account) => names.get(&account).cloned().unwrap_or_else(|| l.t("name-erased")),
        None => l.t("act-by-operator"),
    }
}

fn switch_row(l: L, names: &Names, act: &Switch) -> ActRow {
    let date = [("date", l.short_date(act.effective_on))];
    ActRow {
        what: if act.enabled { l.ta("switch-on-from", &date) } else { l.ta("switch-off-from", &date) },
        basis: l.pick(&act.basis_vi, &act.basis_en).to_owned(),
        reason: act.reason.clone(),
        at: l.datetime(act.at),
        by: by(l, names, act.account_id),
    }
}

fn target_row(l: L, names: &Names, act: &Target) -> ActRow {
    let values = [("n", act.days.to_string()), ("date", l.short_date(act.effective_on))];
    let working = act.days_kind == "working";
    ActRow {
        what: if working { l.ta("target-working-from", &values) } else { l.ta("target-calendar-from", &values) },
        basis: l.pick(&act.basis_vi, &act.basis_en).to_owned(),
        reason: act.reason.clone(),
        at: l.datetime(act.at),
        by: by(l, names, act.account_id),
    }
}

/// The act behind a target in a sentence: what, on which basis, why, when and by whom.
pub fn said(l: L, set: &targets::Set) -> String {
    let by = set.by.clone().unwrap_or_else(|| l.t("act-by-operator"));
    let row = target_row(l, &Names::new(), &set.act);
    let values = [("what", row.what), ("basis", row.basis), ("reason", row.reason), ("at", row.at), ("who", by)];
    l.ta("deadline-target-text", &values)
}

/// A length in words.
pub fn days(l: L, budget: Budget) -> String {
    match budget {
        Budget::Working(n) => l.ta("working-days-n", &[("n", n)]),
        Budget::Calendar(n) => l.ta("calendar-days-n", &[("n", n)]),
    }
}

/// Rows under the titles of their packs, in order.
fn grouped(l: L, rows: impl Iterator<Item = (Bilingual, RuleRow)>) -> Vec<(String, Vec<RuleRow>)> {
    let mut groups: Vec<(String, Vec<RuleRow>)> = Vec::new();
    for (pack, row) in rows {
        let title = pick(l, &pack);
        match groups.last_mut() {
            Some((known, rows)) if *known == title => rows.push(row),
            _ => groups.push((title, vec![row])),
        }
    }
    groups
}

/// GET /admin/switches
pub async fn switches(State(web): State<Web>, reader: Reader) -> Response {
    let l = reader.l;
    let found = match switches::list(&web.app, reader.who()).await {
        Ok(found) => found,
        Err(error) => return reader.failed(&web, &error),
    };
    let names = &found.names;
    let rows = found.tracks.iter().map(|track| {
        // What is still to come is turned over, not what holds today.
        let last = track.ahead.last().or(track.since.as_ref()).is_none_or(|act| act.enabled);
        let change = if last { "switch-turn-off" } else { "switch-turn-on" };
        let row = RuleRow {
            title: pick(l, &track.title),
            summary: pick(l, &track.summary),
            basis: Vec::new(),
            state: on_off(l, track.enabled),
            since: track.since.as_ref().map(|act| switch_row(l, names, act)),
            ahead: track.ahead.iter().map(|act| switch_row(l, names, act)).collect(),
            history: track.history.iter().map(|act| switch_row(l, names, act)).collect(),
            change: Some(Link::new(l.t(change), format!("/admin/switches/{}/{}", track.pack, track.track))),
        };
        (track.pack_title.clone(), row)
    });
    let groups = grouped(l, rows);
    let lead = vec![l.t("switches-lead"), l.t("switches-note")];
    let title = l.t("switches-title");
    html(&ActsPage { l, page: frame(&web, &reader, &title), title, lead, groups }).into_response()
}

/// On or off, in words and colour.
pub fn on_off(l: L, enabled: bool) -> Tag {
    if enabled { Tag::new(l.t("track-on"), Tone::Green) } else { Tag::new(l.t("track-off"), Tone::Yellow) }
}

fn frame(web: &Web, reader: &Reader, title: &str) -> super::views::Page {
    reader.page_back(web, title, Link::new(reader.l.t("rules-title"), "/admin/rules"))
}

/// GET /admin/targets
pub async fn targets(State(web): State<Web>, reader: Reader) -> Response {
    let l = reader.l;
    let found = match targets::list(&web.app, reader.who()).await {
        Ok(found) => found,
        Err(error) => return reader.failed(&web, &error),
    };
    let names = &found.names;
    let rows = found.clocks.iter().map(|clock| {
        let file = web.app.registry.pack(&clock.pack, clock.version);
        let cited = clock.provision.as_ref().map(|provision| vec![provision.id.clone()]).unwrap_or_default();
        let row = RuleRow {
            title: pick(l, &clock.title),
            summary: l.t(if clock.settable { "target-policy" } else { "target-law" }),
            basis: file.map(|file| basis(l, &file.pack, &cited)).unwrap_or_default(),
            state: Tag::new(days(l, clock.today), if clock.settable { Tone::Grey } else { Tone::Blue }),
            since: clock.since.as_ref().map(|act| target_row(l, names, act)),
            ahead: clock.ahead.iter().map(|act| target_row(l, names, act)).collect(),
            history: clock.history.iter().map(|act| target_row(l, names, act)).collect(),
            change: clock
                .settable
                .then(|| Link::new(l.t("target-change"), format!("/admin/targets/{}/{}", clock.pack, clock.clock))),
        };
        (clock.pack_title.clone(), row)
    });
    let groups = grouped(l, rows);
    let lead = vec![l.t("targets-lead"), l.t("targets-note")];
    let title = l.t("targets-title");
    html(&ActsPage { l, page: frame(&web, &reader, &title), title, lead, groups }).into_response()
}

async fn switch_form(web: &Web, reader: &Reader, (pack, track): (&str, &str), sent: &Sent) -> Result<Response, Error> {
    let l = reader.l;
    let found = switches::list(&web.app, reader.who()).await?;
    let of = |known: &&switches::Track| known.pack == pack && known.track == track;
    let known = found.tracks.iter().find(of).ok_or(Error::NotFound)?;
    // The last act known decides what is left to do, one whose day is still to come included.
    let last = known.ahead.last().or(known.since.as_ref()).is_none_or(|act| act.enabled);
    let mut facts = vec![Fact::new(l.t("col-state"), l.t(if known.enabled { "track-on" } else { "track-off" }))];
    facts.extend(known.since.iter().chain(&known.ahead).map(|act| {
        let row = switch_row(l, &found.names, act);
        Fact::typed(row.what, row.basis)
    }));
    let named = [("track", pick(l, &known.title))];
    let made = Change {
        url: format!("/admin/switches/{pack}/{track}"),
        caption: pick(l, &known.pack_title),
        title: if last { l.ta("switch-off-title", &named) } else { l.ta("switch-on-title", &named) },
        facts,
        consequence: vec![l.t(if last { "switch-off-means" } else { "switch-on-means" }), l.t("switch-stays")],
        submit: l.t(if last { "switch-turn-off" } else { "switch-turn-on" }),
        cancel: Link::new(l.t("switches-title"), "/admin/switches"),
        days: None,
        seen: known.history.len(),
    };
    Ok(change(web, reader, sent, made))
}

/// GET /admin/switches/{pack}/{track}
pub async fn switch_show(
    State(web): State<Web>,
    Path((pack, track)): Path<(String, String)>,
    reader: Reader,
) -> Response {
    let shown = switch_form(&web, &reader, (&pack, &track), &Sent::default()).await;
    shown.unwrap_or_else(|error| reader.failed(&web, &error))
}

/// POST /admin/switches/{pack}/{track}
pub async fn switch_send(
    State(web): State<Web>,
    Path((pack, track)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let reader = &posted.reader;
    match switch_now(&web, reader.who(), &pack, &track, &posted).await {
        Ok(()) => Redirect::to("/admin/switches").into_response(),
        Err(error) => {
            let Some(sent) = again(reader.l, &posted.fields, &error) else { return reader.failed(&web, &error) };
            let shown = switch_form(&web, reader, (&pack, &track), &sent).await;
            shown.unwrap_or_else(|error| reader.failed(&web, &error))
        }
    }
}

async fn switch_now(web: &Web, who: &Who, pack: &str, track: &str, posted: &Posted) -> Result<(), Error> {
    let found = switches::list(&web.app, who).await?;
    let known = found.tracks.iter().find(|known| known.pack == pack && known.track == track).ok_or(Error::NotFound)?;
    let grounds = grounds(posted)?;
    let id = grounds.id(&web.app, who);
    // The page turned the last known state over; so does the form, and a form sent twice finds its own act.
    let sent = known.history.iter().find(|act| act.id == id).map(|act| act.enabled);
    let last = known.ahead.last().or(known.since.as_ref()).is_none_or(|act| act.enabled);
    switches::switch(&web.app, who, pack, track, sent.unwrap_or(!last), &grounds).await.map(drop)
}

async fn target_form(web: &Web, reader: &Reader, (pack, clock): (&str, &str), sent: &Sent) -> Result<Response, Error> {
    let l = reader.l;
    let found = targets::list(&web.app, reader.who()).await?;
    let of = |known: &&targets::Clock| known.pack == pack && known.clock == clock;
    let known = found.clocks.iter().find(of).ok_or(Error::NotFound)?;
    if !known.settable {
        return Err(Invalid::field("clock", "set-by-law").into());
    }
    let mut facts = vec![
        Fact::new(l.t("target-today"), days(l, known.today)),
        Fact::new(l.t("target-published"), days(l, known.published)),
    ];
    if let Some(set_by) = known.provision.as_ref().and_then(|provision| provision.set_by.as_ref()) {
        facts.push(Fact::new(l.t("target-set-by"), pick(l, set_by)));
    }
    facts.extend(known.since.iter().chain(&known.ahead).map(|act| {
        let row = target_row(l, &found.names, act);
        Fact::typed(row.what, row.basis)
    }));
    let made = Change {
        url: format!("/admin/targets/{pack}/{clock}"),
        caption: pick(l, &known.pack_title),
        title: pick(l, &known.title),
        facts,
        consequence: vec![l.t("target-means"), l.t("target-stays")],
        submit: l.t("target-button"),
        cancel: Link::new(l.t("targets-title"), "/admin/targets"),
        days: Some(known.today.days().to_string()),
        seen: known.history.len(),
    };
    Ok(change(web, reader, sent, made))
}

/// GET /admin/targets/{pack}/{clock}
pub async fn target_show(
    State(web): State<Web>,
    Path((pack, clock)): Path<(String, String)>,
    reader: Reader,
) -> Response {
    let shown = target_form(&web, &reader, (&pack, &clock), &Sent::default()).await;
    shown.unwrap_or_else(|error| reader.failed(&web, &error))
}

/// POST /admin/targets/{pack}/{clock}
pub async fn target_send(
    State(web): State<Web>,
    Path((pack, clock)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let reader = &posted.reader;
    let done = async {
        let days = posted.fields.number("days").ok_or_else(|| Invalid::field("days", "not-a-number"))?;
        targets::set(&web.app, reader.who(), &pack, &clock, days, &grounds(&posted)?).await
    };
    match done.await {
        Ok(_) => Redirect::to("/admin/targets").into_response(),
        Err(error) => {
            let Some(sent) = again(reader.l, &posted.fields, &error) else { return reader.failed(&web, &error) };
            let shown = target_form(&web, reader, (&pack, &clock), &sent).await;
            shown.unwrap_or_else(|error| reader.failed(&web, &error))
        }
    }
}

/// Answers as choices, one of them taken.
pub fn choices<'a>(answers: impl Iterator<Item = (&'a str, String, String)>, taken: &str) -> Vec<Choice> {
    answers.map(|(value, label, hint)| Choice::new(value, label).hint(hint).on(value == taken)).collect()
}
