//! The consultation board and the clocks.

use super::show::{Show, budget, opinion};
use crate::web::views::Link;
use crate::web::views::Page;
use crate::web::views::deadline::{DayRow, DeadlinePage, StopRow};
use crate::web::views::dossier::{Board, BoardRow, ClockRow, RemarkView, SupplementView};
use crate::web::views::parts::{Due, Tag, Tone};
use engine::calendar;
use engine::dossier::{Clock, Consultation, ConsultationStatus, Remark, Supplement};
use engine::pack::StartsOn;

/// Where a row stands, in words.
pub fn status(show: &Show, status: ConsultationStatus) -> Tag {
    let l = show.l;
    match status {
        ConsultationStatus::Open => Tag::new(l.t("status-open"), Tone::Blue),
        ConsultationStatus::Stopped => Tag::new(l.t("status-stopped"), Tone::Yellow),
        ConsultationStatus::Answered => Tag::new(l.t("status-answered"), Tone::Green),
        ConsultationStatus::Void => Tag::new(l.t("status-void"), Tone::Grey),
        ConsultationStatus::Withdrawn => Tag::new(l.t("status-withdrawn"), Tone::Grey),
    }
}

/// The board, once bodies were asked.
pub fn board(show: &Show) -> Option<Board> {
    let dossier = show.dossier();
    if dossier.board.is_empty() {
        return None;
    }
    let now: Vec<&Consultation> = dossier.current_rows().collect();
    let old = dossier.board.iter().filter(|row| !now.iter().any(|current| current.id == row.id));
    let answered = now.iter().filter(|row| row.status == ConsultationStatus::Answered).count();
    Some(Board {
        answered: u32::try_from(answered).unwrap_or(u32::MAX),
        asked: u32::try_from(now.len()).unwrap_or(u32::MAX),
        rows: now.iter().map(|row| board_row(show, row)).collect(),
        old_rows: old.map(|row| board_row(show, row)).collect(),
    })
}

/// A remark with its reply.
pub fn remark(show: &Show, remark: &Remark) -> RemarkView {
    let reply = remark.reply.as_ref().map(|reply| {
        let tag = match reply.accepted {
            true => Tag::new(show.l.t("reply-accepted"), Tone::Green),
            false => Tag::new(show.l.t("reply-explained"), Tone::Yellow),
        };
        (tag, reply.text.clone())
    });
    RemarkView { clause: remark.clause.clone(), text: remark.text.clone(), reply }
}

/// What a body asked for, and what it got.
pub fn supplements(show: &Show, row: &Consultation) -> Vec<SupplementView> {
    let l = show.l;
    let one = |asked: &Supplement| SupplementView {
        message: asked.message.clone(),
        missing: asked.missing.iter().map(|paper| show.paper(paper)).collect(),
        asked_at: l.datetime(asked.asked_at),
        reply: asked.reply.clone().map(|reply| (reply, asked.supplied_at.map(|at| l.datetime(at)).unwrap_or_default())),
    };
    row.supplements.iter().map(one).collect()
}

/// Where the time runs from the complete dossier: since when it is that, or that it is not.
fn complete(show: &Show, row: &Consultation) -> Option<String> {
    let rule = show.dossier().clock(row.clock).and_then(|clock| show.pack().clock(&clock.rule))?;
    let counts = rule.starts_on == StartsOn::Completeness;
    counts.then(|| match row.complete_on {
        Some(day) => show.l.ta("complete-on", &[("day", show.l.date(day))]),
        None => show.l.t("not-complete"),
    })
}

fn board_row(show: &Show, row: &Consultation) -> BoardRow {
    let l = show.l;
    let given = row.opinion.as_ref();
    let gone = matches!(row.status, ConsultationStatus::Void | ConsultationStatus::Withdrawn);
    let mine =
        show.view.available.iter().filter(|command| command.blocked.is_empty() && command.consultation == Some(row.id));
    let clock = show.dossier().clock(row.clock).filter(|_| !gone);
    BoardRow {
        id: format!("row-{}", row.id),
        body: show.org(row.body.org),
        round: (row.round > 1).then(|| l.ta("round-n", &[("n", row.round)])),
        revision: row.text_revision,
        in_principle: row.in_principle,
        requested_at: l.datetime(row.requested_at),
        received_on: l.date(row.received_on),
        receipt_evidence: row.receipt_evidence.clone(),
        complete: complete(show, row),
        due: clock.and_then(|clock| show.due(clock)),
        status: status(show, row.status),
        opinion: given.map(|given| opinion(l, given.kind)),
        late: given.is_some_and(|given| given.late),
        by: given.map(|given| show.person(given.by, row.body.org)),
        answered_at: given.map(|given| l.datetime(given.at)),
        remarks: given.map(|given| given.remarks.iter().map(|one| remark(show, one)).collect()).unwrap_or_default(),
        advice: given.map(|given| given.advice.clone()).unwrap_or_default(),
        supplements: supplements(show, row),
        assigned: row.assigned.filter(|_| given.is_none() && !gone).and_then(|who| show.view.names.account(Some(who))),
        without_stops: clock.filter(|clock| !clock.stops.is_empty()).and_then(|clock| without_stops(show, clock)),
        actions: mine
            .filter_map(|command| {
                let found = show.transition(&command.transition)?;
                Some(Link::new(show.pick(&found.title), show.form_href(command)))
            })
            .collect(),
    }
}

/// Clocks, running ones first, else in the order in which they started.
pub fn clocks(show: &Show) -> Vec<ClockRow> {
    let mut clocks: Vec<&Clock> = show.dossier().clocks.iter().collect();
    clocks.sort_by_key(|clock| clock.closed_at.is_some());
    clocks.into_iter().map(|clock| clock_row(show, clock)).collect()
}

fn clock_row(show: &Show, clock: &Clock) -> ClockRow {
    let rule = show.pack().clock(&clock.rule);
    let stops = !clock.stops.is_empty();
    ClockRow {
        title: show.clock_title(clock),
        whose: show.whose(clock),
        basis: show.basis(&rule.map(|rule| rule.basis.clone()).unwrap_or_default()),
        budget: rule.and_then(|rule| engine::clock::budget(rule, clock)).map(|length| budget(show.l, length)),
        event_on: show.l.date(clock.event_on),
        // How it ended stands once, as its state.
        due: show.due(clock).map(|due| Due { tag: due.tag.filter(|_| clock.closed_at.is_none()), ..due }),
        state: show.clock_state(clock),
        ended: clock.closed_at.is_some(),
        without_stops: without_stops(show, clock).filter(|_| stops),
    }
}

/// The date that the clock would have had without its stops.
pub fn without_stops(show: &Show, clock: &Clock) -> Option<String> {
    show.clock(clock)?.without_stops.map(|day| show.l.date(day))
}

/// Why a date is the date.
pub fn deadline(show: &Show, page: Page, clock: &Clock, target: Option<String>) -> Option<DeadlinePage> {
    let l = show.l;
    let view = show.clock(clock)?;
    let (days, due_on) = match &view.due {
        Some(calendar::Due::At(found)) => (found.days.as_slice(), Some(found.due_on)),
        Some(calendar::Due::Stopped { days, .. }) => (days.as_slice(), None),
        None => (&[][..], None),
    };
    let mut counted = 0;
    let days = days
        .iter()
        .map(|day| {
            counted += u32::from(day.counted);
            DayRow {
                date: l.date(day.date),
                number: day.counted.then_some(counted),
                reason: show.pick(&day.reason),
                provisional: day.provisional,
                due: Some(day.date) == due_on,
            }
        })
        .collect();
    let event = match view.rule.starts_on {
        StartsOn::Receipt => l.t("event-receipt"),
        StartsOn::Completeness => l.t("event-completeness"),
        StartsOn::Entry => l.t("event-entry"),
        StartsOn::Signing => l.t("event-signing"),
        StartsOn::Effect => l.t("event-effect"),
    };
    let stops = clock.stops.iter().map(|stop| StopRow {
        from: l.datetime(stop.from),
        to: stop.to.map(|to| l.datetime(to)),
        reason: stop.reason.clone(),
    });
    Some(DeadlinePage {
        l,
        page,
        number: show.dossier().number.clone(),
        dossier_title: show.title(),
        title: show.clock_title(clock),
        whose: show.whose(clock),
        state: show.clock_state(clock),
        due: show.due(clock).map(|due| Due { href: None, tag: due.tag.filter(|_| clock.closed_at.is_none()), ..due }),
        due_end: due_on.map(|_| l.t("deadline-due-end")),
        without_stops: without_stops(show, clock).filter(|_| !clock.stops.is_empty()),
        budget: engine::clock::budget(view.rule, clock).map(|length| budget(l, length)),
        target,
        event,
        event_on: l.date(clock.event_on),
        stops: stops.collect(),
        days,
        basis: show.basis(&view.rule.basis),
        calendar: l.ta("calendar-version", &[("n", show.app.registry.calendar().version())]),
    })
}
