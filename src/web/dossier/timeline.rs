//! The timeline: the dossier's own entries in words.

use super::show::{Show, class, opinion};
use crate::app::timeline::{Timeline, Told};
use crate::http::words;
use crate::web::cite;
use crate::web::views::dossier::TimelineEntry;
use crate::web::views::parts::Person;
use chrono::{DateTime, Utc};
use engine::event::Event;
use engine::ids::{ClockId, ConsultationId};
use engine::record::{Entry, Kind, NameRef};

/// Entries, newest first.
pub fn entries(show: &Show, told: &Timeline) -> Vec<TimelineEntry> {
    told.entries
        .iter()
        .map(|line| line.entry.as_ref().map_or_else(|| unreadable(show, line), |entry| one(show, told, entry)))
        .collect()
}

/// An entry whose bytes are none: it keeps its place.
fn unreadable(show: &Show, line: &Told) -> TimelineEntry {
    let l = show.l;
    TimelineEntry {
        at: l.datetime(line.at),
        what: l.t("record-unreadable"),
        who: Person { l, name: None, post: String::new(), org: String::new(), deputy_for: None },
        lines: Vec::new(),
        basis: Vec::new(),
        refused: false,
    }
}

/// The step that sent the dossier back to its first state, with its reason; none when it is not there, or came otherwise.
pub fn returned(show: &Show, told: &Timeline) -> Option<TimelineEntry> {
    let first = show.track().is_some_and(|track| track.initial == show.dossier().state);
    let moves = |entry: &&Entry| entry.events.iter().any(|event| matches!(event, Event::Moved { .. }));
    let last = told.entries.iter().filter(|_| first).filter_map(|line| line.entry.as_ref()).find(moves)?;
    let reasoned = |event: &Event| matches!(event, Event::Moved { reason: Some(_), .. });
    last.events.iter().any(reasoned).then(|| one(show, told, last))
}

fn one(show: &Show, told: &Timeline, entry: &Entry) -> TimelineEntry {
    let l = show.l;
    let refused = entry.kind == Kind::Refusal;
    let found = show.pack().tracks.iter().find_map(|track| track.transition(&entry.act));
    let what = match found {
        Some(found) if refused => show.pick(&found.title),
        Some(found) => show.pick(&found.done),
        None if entry.act == "open" => l.t("timeline-opened"),
        None => l.maybe(&["act-", &entry.act].concat()).unwrap_or_else(|| entry.act.clone()),
    };
    let mut lines: Vec<String> = between(show, told, entry).into_iter().collect();
    lines.extend(entry.events.iter().filter_map(|event| line(show, told, event)));
    if let Some(refusal) = &entry.refusal {
        lines.push(words::sentence(l, &[show.pack()], refusal, None));
    }
    let at = entry.at.parse::<DateTime<Utc>>().map_or_else(|_| entry.at.clone(), |at| l.datetime(at));
    TimelineEntry { at, what, who: person(show, told, entry), lines, basis: show.basis(&entry.basis), refused }
}

fn person(show: &Show, told: &Timeline, entry: &Entry) -> Person {
    let l = show.l;
    let by = &entry.by;
    let name = by.name.as_ref().map(|name| named(show, told, name));
    let role = l.t(&["role-", by.acting.role.as_str()].concat());
    let post = by.acting.post.and_then(|id| told.posts.get(&id));
    let org = by.acting.org.and_then(|id| told.orgs.get(&id));
    let title = by.post_title.as_deref().map_or(role, |title| cite::recorded(l, title, post));
    Person {
        l,
        name,
        post: if by.acting.deputy && by.stands_for.is_none() {
            format!("{title} ({})", l.t("as-deputy"))
        } else {
            title
        },
        org: by.org_name.as_deref().map(|name| cite::recorded(l, name, org)).unwrap_or_default(),
        deputy_for: by.stands_for.as_ref().map(|other| named(show, told, &other.name)),
    }
}

fn named(show: &Show, told: &Timeline, name: &NameRef) -> String {
    told.persons.get(name).cloned().unwrap_or_else(|| show.l.t("name-erased"))
}

/// Between whom a post changed hands: both names as they were.
fn between(show: &Show, told: &Timeline, entry: &Entry) -> Option<String> {
    let name = |key: &str| {
        let name = entry.subject.as_ref()?.get(key)?.as_str()?;
        Some(named(show, told, &NameRef(name.to_owned())))
    };
    Some(show.l.ta("handed-from-to", &[("from", name("from_name")?), ("to", name("to_name")?)]))
}

fn body(show: &Show, id: ConsultationId) -> String {
    show.dossier().row(id).map(|row| show.org(row.body.org)).unwrap_or_default()
}

fn clock(show: &Show, id: ClockId) -> Option<String> {
    let clock = show.dossier().clock(id)?;
    Some(format!("{} – {}", show.clock_title(clock), show.whose(clock)))
}

fn said(show: &Show, id: ConsultationId, words: &str) -> String {
    format!("{}: {words}", body(show, id))
}

fn line(show: &Show, told: &Timeline, event: &Event) -> Option<String> {
    let l = show.l;
    let name = |name| told.persons.get(name).cloned().unwrap_or_else(|| l.t("name-erased"));
    let duty = |id| {
        let duty = show.dossier().duties.iter().find(|duty| duty.id == id)?;
        show.pack().duty(&duty.rule).map(|rule| show.pick(&rule.title))
    };
    Some(match event {
        Event::TextRevised { revision, note, .. } => format!("{}: {note}", l.ta("revision-n", &[("n", revision)])),
        Event::PaperAttached { paper, .. } => format!("{}: {}", show.paper(&paper.paper), paper.file.name),
        Event::Moved { reason: Some(reason), .. } => reason.clone(),
        Event::OpinionRequested { body, .. } => show.org(body.org),
        Event::ReceiptCorrected { consultation, received_on, evidence } => {
            said(show, *consultation, &format!("{}; {evidence}", l.date(*received_on)))
        }
        Event::OpinionGiven { consultation, kind, remarks, .. } => {
            let mut text = opinion(l, *kind).text;
            if !remarks.is_empty() {
                text = format!("{text}; {}", l.ta("remarks-n", &[("n", remarks.len())]));
            }
            said(show, *consultation, &text)
        }
        Event::SupplementsRequested { consultation, message } => said(show, *consultation, message),
        Event::SupplementsSupplied { consultation, reply } => said(show, *consultation, reply),
        Event::HandedOver { consultation, to } => {
            said(show, *consultation, &show.view.names.account(Some(*to)).unwrap_or_default())
        }
        Event::DraftHandedOver { to } => {
            let name = show.view.names.account(Some(*to)).unwrap_or_else(|| l.t("name-erased"));
            l.ta("event-draft-handed-over", &[("name", name)])
        }
        Event::OpinionVoided { consultation } => said(show, *consultation, &l.t("status-void")),
        Event::RequestWithdrawn { consultation } => said(show, *consultation, &l.t("status-withdrawn")),
        Event::Reclassified { from, to, reason } => format!("{} → {}: {reason}", class(l, *from), class(l, *to)),
        Event::RemarksReplied { consultation, replies } => {
            said(show, *consultation, &l.ta("replies-n", &[("n", replies.len())]))
        }
        Event::SubmittedToPm { statement, .. } => statement.clone(),
        Event::PmOpinionRecorded { opinion } => {
            format!(
                "{}, {}, {}: {}",
                opinion.number,
                l.short_date(opinion.dated_on),
                name(&opinion.signer),
                opinion.gist
            )
        }
        Event::Decided { signer, signer_title, .. } => {
            format!("{}: {}, {signer_title}", l.t("field-sign-by"), name(signer))
        }
        Event::Signed { signed_on, place, signer, .. } => {
            format!("{}, {place}: {}", l.date(*signed_on), name(signer))
        }
        Event::InForceRecorded { on, by } => format!("{}: {by}", l.date(*on)),
        Event::DutyOpened { rule, .. } => show.pack().duty(rule).map(|rule| show.pick(&rule.title))?,
        Event::DutyFulfilled { duty: id, note, .. } => format!("{}: {note}", duty(*id).unwrap_or_default()),
        Event::ClockRanOut { clock: id, .. } | Event::Reminded { clock: id, .. } => clock(show, *id)?,
        _ => return None,
    })
}
