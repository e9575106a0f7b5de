//! What lists and the record show of a pack: citations with their marks; and small helpers of list pages.

use super::posted::Fields;
use super::views::parts::{Basis, Mark, Pager, Tag, Tone};
use crate::app::App;
use crate::i18n::L;
use chrono::NaiveDate;
use engine::calendar::Budget;
use engine::pack::{Pack, Phase, Provision, ProvisionKind, Verified};
use engine::refusal::Refusal;
use engine::text::Bilingual;

/// The text in the reader's language.
pub fn pick(l: L, text: &Bilingual) -> String {
    l.pick(&text.vi, &text.en).to_owned()
}

/// Law or policy, and how sure we are.
pub fn mark(l: L, provision: &Provision) -> Mark {
    match (provision.kind, provision.verified) {
        (ProvisionKind::Policy, _) => Mark::Policy(provision.set_by.as_ref().map(|by| pick(l, by)).unwrap_or_default()),
        (ProvisionKind::Law, Verified::Text) => Mark::Text,
        (ProvisionKind::Law, Verified::Partly) => Mark::Partly,
        (ProvisionKind::Law, Verified::No) => Mark::No,
    }
}

/// Provisions of `pack` by their ids; an id that it lacks is shown as it is, as not verified.
pub fn basis(l: L, pack: &Pack, ids: &[String]) -> Vec<Basis> {
    let one = |id: &String| {
        let found = pack.provision(id);
        Basis {
            l,
            citation: found.map_or_else(|| id.clone(), |provision| pick(l, &provision.citation)),
            href: format!("/packs/{}/{}#{id}", pack.id, pack.version),
            mark: found.map_or(Mark::No, |provision| mark(l, provision)),
        }
    };
    ids.iter().map(one).collect()
}

/// A refusal in words: the fact that does not hold, or the code.
pub fn refusal(l: L, refusal: &Refusal) -> String {
    let guard = refusal.guard.map(|guard| name_of(&guard));
    let found = guard.and_then(|guard| l.maybe(&["guard-", &guard].concat()));
    let code = refusal.code.as_str();
    found.or_else(|| l.maybe(&["refusal-", code].concat())).unwrap_or_else(|| code.to_owned())
}

/// The fixed name of an engine value that is written as a plain string.
pub fn name_of<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Time left until a due day, or over it: in working days where the limit is counted in them.
pub fn left(l: L, app: &App, budget: Option<Budget>, due_on: NaiveDate) -> Tag {
    let today = app.today();
    let days = (due_on - today).num_days();
    let working = matches!(budget, Some(Budget::Working(_)));
    let counted = app.registry.calendar().working_days_between(today.min(due_on), today.max(due_on));
    // Over since a rest day: no working day has passed yet, and it is over all the same.
    match counted.ok().filter(|n| working && *n > 0) {
        Some(n) => Tag::remaining(l, days.signum() * i64::from(n), true),
        None => Tag::remaining(l, days, false),
    }
}

/// The phases, in their order.
pub const PHASES: [Phase; 6] =
    [Phase::Draft, Phase::Consultation, Phase::Decision, Phase::Signing, Phase::Reporting, Phase::Closed];

/// A state in the colour of its phase.
pub fn state(l: L, pack: &Pack, track: &str, state: &str, phase: Phase) -> Tag {
    let tone = match phase {
        Phase::Draft => Tone::Grey,
        Phase::Consultation | Phase::Reporting => Tone::Blue,
        Phase::Decision | Phase::Signing => Tone::Yellow,
        Phase::Closed => Tone::Green,
    };
    let found = pack.track(track).and_then(|track| track.state(state));
    Tag::new(found.map_or_else(|| state.to_owned(), |found| pick(l, &found.title)), tone)
}

/// The query of a page as fields; what cannot be read is left out.
pub fn query(raw: Option<&str>) -> Fields {
    Fields(serde_urlencoded::from_str(raw.unwrap_or_default()).unwrap_or_default())
}

/// A path with the values that are not empty.
pub fn href(path: &str, values: &[(&str, &str)]) -> String {
    let filled: Vec<&(&str, &str)> = values.iter().filter(|(_, value)| !value.is_empty()).collect();
    match serde_urlencoded::to_string(filled) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// Links to the first and the next page of a list with these filters.
pub fn pager(l: L, path: &str, values: &[(&str, &str)], after: &str, next: Option<String>) -> Pager {
    let with = |place: &str| {
        let mut values = values.to_vec();
        values.push(("after", place));
        href(path, &values)
    };
    Pager { l, first: (!after.is_empty()).then(|| href(path, values)), next: next.map(|place| with(&place)) }
}

/// A name as the entry has it. It is recorded in Vietnamese; while that is still the name, an English reader gets the
/// English one.
pub fn recorded(l: L, name: &str, now: Option<&Bilingual>) -> String {
    match now.filter(|now| now.vi == name && !now.en.is_empty()) {
        Some(now) => l.pick(name, &now.en).to_owned(),
        None => name.to_owned(),
    }
}
