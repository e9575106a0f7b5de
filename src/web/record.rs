//! The record as inspectors read it, and a dossier's own record. That an inspector read it is itself recorded.

use super::cite::{self, name_of, pick};
use super::events::Words;
use super::posted::{Fields, Posted};
use super::reader::html;
use super::views::Link;
use super::views::form::Choice;
use super::views::parts::{Person, Tag, Tone};
use super::views::record::{Found, RecordFilter, RecordPage, RecordRow, Verification, Verified};
use super::{Reader, Web};
use crate::app::Error;
use crate::app::input::{FieldError, Invalid};
use crate::app::inspect::{self, Entries, Names, Row, Wish};
use crate::app::record::ACTS;
use crate::app::verify::desk;
use crate::http::words;
use crate::i18n::L;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use engine::actor::Role;
use engine::calendar::end_of_day;
use engine::pack::{Pack, Transition};
use engine::record::{Entry, Kind, NameRef};
use serde_json::json;
use std::collections::BTreeMap;

/// The kinds, in the order in which they are offered.
const KINDS: [Kind; 7] =
    [Kind::Command, Kind::Refusal, Kind::Read, Kind::Export, Kind::Session, Kind::Notice, Kind::Administration];

/// How long whoever asked for a verification waits for its end; well under the time that a request may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// GET /record
pub async fn show(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    answer(&web, &reader, None, raw.as_deref()).await
}

/// GET /dossiers/{number}/record
pub async fn of_dossier(
    State(web): State<Web>,
    Path(number): Path<String>,
    reader: Reader,
    RawQuery(raw): RawQuery,
) -> Response {
    answer(&web, &reader, Some(&number), raw.as_deref()).await
}

/// POST /record/verify
pub async fn verify(State(web): State<Web>, posted: Posted) -> Response {
    let reader = &posted.reader;
    match desk::start(&web.app, reader.who(), PATIENCE).await {
        Ok(()) => answer(&web, reader, None, None).await,
        Err(error) => reader.failed(&web, &error),
    }
}

/// How verification stands in this process: what runs, and what the last run gave.
fn verification(web: &Web, l: L) -> Verification {
    let standing = web.app.verifying.standing();
    Verification {
        running: standing.running.map(|begun| (l.datetime(begun.at), begun.by)),
        last: standing.last.map(|ended| Verified {
            at: l.datetime(ended.at),
            by: ended.begun.by,
            found: ended.report.map(|report| Found {
                ok: report.ok,
                entries: report.entries,
                first_bad: report.first_bad.map(|bad| (bad.dossier, bad.seq, bad.reason)),
            }),
        }),
    }
}

async fn answer(web: &Web, reader: &Reader, number: Option<&str>, raw: Option<&str>) -> Response {
    match page(web, reader, number, &cite::query(raw)).await {
        Ok(page) => html(&page).into_response(),
        Err(error) => reader.failed(web, &error),
    }
}

/// What the filter fields say, and what of them says nothing: a page tells it and restricts nothing by it, an export is
/// refused.
pub fn wish(query: &Fields, number: Option<&str>) -> (Wish, Result<(), Invalid>) {
    let (from, to) = (query.day("from"), query.day("to"));
    let kind = KINDS.into_iter().find(|kind| kind.as_str() == query.get("kind"));
    let mut wrong: Vec<FieldError> =
        [&from, &to].into_iter().filter_map(|day| day.clone().err()).flat_map(|no| no.0).collect();
    if kind.is_none() && query.some("kind").is_some() {
        wrong.extend(Invalid::field("kind", "choose-one").0);
    }
    let before = |day: chrono::NaiveDate| day.pred_opt().map(|day| end_of_day(day).to_utc());
    let wish = Wish {
        dossier: number.map(str::to_owned).or_else(|| query.some("dossier")),
        actor: query.some("actor"),
        act: query.some("act"),
        kind,
        from: from.ok().flatten().and_then(before),
        until: to.ok().flatten().map(|day| end_of_day(day).to_utc()),
        late: query.get("late") == "yes",
        after: query.some("after"),
        oldest_first: false,
    };
    (wish, if wrong.is_empty() { Ok(()) } else { Err(Invalid(wrong)) })
}

/// The filters as an entry tells of them: only what was filled.
pub fn told(query: &Fields, number: Option<&str>) -> serde_json::Value {
    let mut filled: BTreeMap<&str, &str> = ["dossier", "actor", "act", "kind", "from", "to", "late", "after"]
        .into_iter()
        .map(|name| (name, query.get(name)))
        .filter(|(_, value)| !value.is_empty() && value.len() <= 200)
        .collect();
    filled.extend(number.map(|number| ("dossier", number)));
    json!({ "filter": filled })
}

async fn page(web: &Web, reader: &Reader, number: Option<&str>, query: &Fields) -> Result<RecordPage, Error> {
    let (l, who, app) = (reader.l, reader.who(), &*web.app);
    let inspector = who.has(Role::Inspector);
    let (wish, checked) = wish(query, number);
    let error = checked.err().map(|wrong| filter_error(l, &wrong));
    // A filter that says nothing restricts nothing; rows shown below it would look like its answer.
    let rows = if error.is_some() { 0 } else { inspect::PAGE };
    let (about, found) = inspect::page(app, who, number, &wish, rows, told(query, number)).await?;
    let Entries { rows, names, next } = found;
    let url = number.map_or_else(|| "/record".to_owned(), |number| format!("/dossiers/{number}/record"));
    let fields = ["dossier", "actor", "act", "kind", "from", "to", "late"];
    let values: Vec<(&str, &str)> = fields
        .into_iter()
        .filter(|name| number.is_none() || *name != "dossier")
        .map(|name| (name, query.get(name)))
        .collect();
    let export = |ending: &str| cite::href(&format!("{url}/export.{ending}"), &values);
    let title = l.t(if number.is_some() { "record-of-dossier" } else { "record-title" });
    let frame = match &about {
        Some(about) => {
            reader.page_back(web, title, Link::new(about.number.clone(), format!("/dossiers/{}", about.number)))
        }
        None => reader.page(web, title),
    };
    let verifies = inspector && number.is_none();
    Ok(RecordPage {
        l,
        page: frame,
        filter: RecordFilter {
            dossier: query.raw("dossier"),
            actor: query.raw("actor"),
            acts: acts(web, l, wish.act.as_deref()),
            kinds: KINDS
                .into_iter()
                .map(|kind| Choice::new(kind.as_str(), kind_words(l, kind)).on(wish.kind == Some(kind)))
                .collect(),
            from: query.raw("from"),
            to: query.raw("to"),
            late: wish.late,
            error,
        },
        filtered: values.iter().any(|(_, value)| !value.is_empty()),
        verification: if verifies { verification(web, l) } else { Verification::default() },
        verify_url: verifies.then(|| "/record/verify".to_owned()),
        csv_href: export("csv"),
        jsonl_href: export("jsonl"),
        pager: cite::pager(l, &url, &values, query.get("after"), next),
        dossier: about.map(|about| (about.number, pick(l, &about.title))),
        filter_url: url,
        rows: rows.into_iter().map(|found| row(l, found, &names)).collect(),
    })
}

/// What is wrong with the filter, in words.
fn filter_error(l: L, wrong: &Invalid) -> String {
    let is_kind = |error: &&FieldError| error.field == "kind";
    let kind = wrong.0.iter().find(is_kind).map(|error| words::field_error(l, error, Some(&l.t("filter-kind"))));
    kind.unwrap_or_else(|| l.t("record-bad-date"))
}

fn acts(web: &Web, l: L, chosen: Option<&str>) -> Vec<Choice> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in web.app.registry.packs() {
        for transition in file.pack.tracks.iter().flat_map(|track| &track.transitions) {
            found.entry(transition.id.clone()).or_insert_with(|| pick(l, &transition.title));
        }
    }
    for act in ACTS {
        found.insert(act.to_owned(), l.t(&["act-", act].concat()));
    }
    let mut choices: Vec<Choice> = found
        .into_iter()
        .map(|(act, words)| {
            let on = chosen == Some(act.as_str());
            Choice::new(act, words).on(on)
        })
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

fn kind_words(l: L, kind: Kind) -> String {
    l.t(&["kind-", kind.as_str()].concat())
}

fn transition<'a>(pack: Option<&'a Pack>, act: &str) -> Option<&'a Transition> {
    pack?.tracks.iter().find_map(|track| track.transition(act))
}

/// What was done, in words: the pack's for acts on dossiers, else the catalogue's.
pub fn act_words(l: L, entry: &Entry, pack: Option<&Pack>) -> String {
    let found = transition(pack, &entry.act)
        .map(|found| pick(l, if entry.kind == Kind::Refusal { &found.title } else { &found.done }));
    found.or_else(|| l.maybe(&["act-", &entry.act].concat())).unwrap_or_else(|| entry.act.clone())
}

fn row(l: L, row: Row, names: &Names) -> RecordRow {
    let pack = row.about.as_ref().map(|about| &*about.pack);
    let base = RecordRow {
        id: format!("e-{}", row.id),
        at: l.datetime(row.at),
        who: Person { l, name: None, post: String::new(), org: String::new(), deputy_for: None },
        kind: Tag::new(l.t("record-unreadable"), Tone::Red),
        act: String::new(),
        act_code: String::new(),
        basis: Vec::new(),
        dossier: row.about.as_ref().map(|about| Link::new(about.number.clone(), format!("/dossiers/{}", about.number))),
        stream: row.stream.clone(),
        seq: u64::try_from(row.seq).unwrap_or_default(),
        late: row.late,
        events: Vec::new(),
        refusal: None,
        body: row.body.clone(),
        hash: row.hash.clone(),
        prev: String::new(),
    };
    let Some(entry) = &row.entry else { return base };
    let tone = match entry.kind {
        Kind::Command => Tone::Green,
        Kind::Refusal => Tone::Red,
        Kind::Read | Kind::Export => Tone::Blue,
        Kind::Session | Kind::Notice | Kind::Administration => Tone::Grey,
    };
    let words = Words { l, pack, names };
    let mut events: Vec<String> = entry.events.iter().map(|event| words.sentence(event)).collect();
    // What was read stands in the act and the dossier beside it.
    let subject = entry.subject.as_ref().filter(|_| !matches!(entry.kind, Kind::Read | Kind::Export));
    let between = ["from_name", "to_name"].map(|key| {
        let name = NameRef(entry.subject.as_ref()?.get(key)?.as_str()?.to_owned());
        Some(names.persons.get(&name).cloned().unwrap_or_else(|| l.t("name-erased")))
    });
    if let [Some(from), Some(to)] = between {
        events.insert(0, l.ta("handed-from-to", &[("from", from), ("to", to)]));
    }
    events.extend(subject.map(|subject| l.ta("record-subject", &[("text", subject.to_string())])));
    RecordRow {
        who: person(l, entry, row.name.clone(), names),
        kind: Tag::new(kind_words(l, entry.kind), tone),
        act: act_words(l, entry, pack),
        act_code: entry.act.clone(),
        basis: basis(l, entry, pack),
        events,
        refusal: entry.refusal.as_ref().map(|no| cite::refusal(l, no)),
        prev: entry.prev.clone(),
        ..base
    }
}

fn basis(l: L, entry: &Entry, pack: Option<&Pack>) -> Vec<super::views::parts::Basis> {
    let mut ids = entry.basis.clone();
    ids.extend(entry.refusal.iter().flat_map(|no| no.basis.iter().cloned()));
    ids.dedup();
    pack.map(|pack| cite::basis(l, pack, &ids)).unwrap_or_default()
}

/// Who acted, as he was then: names of posts and organisations stand in the entry itself.
fn person(l: L, entry: &Entry, name: Option<String>, names: &Names) -> Person {
    let by = &entry.by;
    let role = name_of(&by.acting.role);
    let now = by.acting.post.and_then(|post| names.posts.get(&post));
    let title = by.post_title.as_deref().map(|title| cite::recorded(l, title, now));
    let org = by.acting.org.and_then(|org| names.orgs.get(&org));
    let post = match (title, by.acting.role) {
        (Some(title), _) if by.acting.deputy && by.stands_for.is_none() => format!("{title} ({})", l.t("as-deputy")),
        (Some(title), _) => title,
        (None, Role::System) => l.t("role-system"),
        (None, _) => l.maybe(&["role-", &role].concat()).unwrap_or(role),
    };
    let name = match (name, by.name.is_some()) {
        (None, true) => Some(l.t("name-erased")),
        (name, _) => name,
    };
    let org = by.org_name.as_deref().map(|name| cite::recorded(l, name, org)).unwrap_or_default();
    let other = by.stands_for.as_ref().map(|other| names.persons.get(&other.name).cloned());
    Person { l, name, post, org, deputy_for: other.map(|name| name.unwrap_or_else(|| l.t("name-erased"))) }
}
