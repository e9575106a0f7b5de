//! The form in which a body gives its opinion.

use super::act::unknown;
use super::frame::{self, Place};
use super::show::{Show, class, language, opinion};
use super::{Answer, answer, board, data, sent};
use crate::app::act::{Asked, act_on};
use crate::app::read::{self, View};
use crate::app::reading::Look;
use crate::app::{Error, Who};
use crate::web::Web;
use crate::web::posted::{Fields, Posted};
use crate::web::reader::{Reader, html};
use crate::web::views::Link;
use crate::web::views::action::{Consequence, Moved};
use crate::web::views::form::{Buttons, FormError, FormMeta};
use crate::web::views::parts::{Tag, Tone};
use crate::web::views::review::{OtherOpinion, ReviewPage, ReviewRevision, ReviewValues};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use engine::actor::Role;
use engine::dossier::{Consultation, ConsultationStatus, Revision};
use engine::ids::ConsultationId;
use engine::pack::{Action, Bodies, Transition};
use engine::refusal::{Code, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// Rows added by "more rows".
const MORE: usize = 5;

/// Query of the page.
#[derive(Debug, Deserialize)]
pub struct Row {
    consultation: Option<String>,
}

fn id(text: &str) -> Option<ConsultationId> {
    text.parse::<Uuid>().ok().map(ConsultationId)
}

/// The row of the reader's own body: the one named, else the one awaited, else the newest.
fn own<'a>(view: &'a View, who: &Who, named: Option<ConsultationId>) -> Option<&'a Consultation> {
    let mine = |row: &&Consultation| {
        let holdings = who.actor.holdings.iter();
        holdings.clone().any(|holding| holding.role == Role::Reviewer && holding.org == row.body.org)
    };
    let awaited = |row: &&Consultation| mine(row) && row.is_awaited();
    let board = &view.dossier.board;
    let given = named.and_then(|id| board.iter().filter(mine).find(|row| row.id == id));
    given.or_else(|| view.dossier.current_rows().find(awaited)).or_else(|| board.iter().rfind(mine))
}

fn transition(view: &View) -> Option<&Transition> {
    let track = view.pack.track(&view.dossier.track)?;
    track.transitions.iter().find(|found| found.action == Action::Answer)
}

/// GET /dossiers/{number}/review
pub async fn show(
    State(web): State<Web>,
    reader: Reader,
    Path(number): Path<String>,
    Query(query): Query<Row>,
) -> Response {
    let shown = async {
        let view = read::dossier(&web.app, reader.who(), &number, Look::Form).await?;
        let show = Show { app: &web.app, l: reader.l, view: &view };
        let named = query.consultation.as_deref().and_then(id);
        let Some(row) = own(&view, reader.who(), named) else {
            return Ok(frame::barred(&web, &reader, &show, &[Refusal::new(Code::NotPermitted)]));
        };
        let commands = view.available.iter();
        let command = commands.filter(|one| one.action == Action::Answer).find(|one| one.consultation == Some(row.id));
        match command {
            Some(command) if command.blocked.is_empty() => {
                let page = page(&web, &reader, &show, row, &Fields::default(), Vec::new(), None);
                Ok(html(&page).into_response())
            }
            Some(command) => Ok(frame::barred(&web, &reader, &show, &command.blocked)),
            None => {
                let answered = row.status == ConsultationStatus::Answered;
                let code = if answered { Code::AlreadyAnswered } else { Code::WrongState };
                Ok(frame::barred(&web, &reader, &show, &[Refusal::new(code)]))
            }
        }
    };
    answer(&web, &reader, shown.await)
}

/// POST /dossiers/{number}/review
pub async fn send(State(web): State<Web>, Path(number): Path<String>, posted: Posted) -> Response {
    let outcome = attempt(&web, &number, &posted).await;
    sent(&web, &posted, outcome)
}

async fn attempt(web: &Web, number: &str, posted: &Posted) -> Answer {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let who = reader.who();
    let named = id(typed.get("consultation"));
    let view = match frame::read(web, who, number, typed).await {
        Err(Error::NotFound) => return Err(unknown(web, who, number, "answer").await),
        found => found?,
    };
    let Some(row) = own(&view, who, named) else { return Err(unknown(web, who, number, "answer").await) };
    let show = Show { app: &web.app, l: reader.l, view: &view };
    if typed.unsent() {
        return Ok(html(&page(web, reader, &show, row, typed, Vec::new(), None)).into_response());
    }
    let command = transition(&view).map_or_else(|| "answer".to_owned(), |found| found.id.clone());
    let asked = Asked::new(command, frame::seen(typed), input(row, typed));
    let error = match act_on(&web.app, who, number, &asked, posted.key().as_deref(), Some(view.loaded())).await {
        Ok(done) => return Ok(frame::done(&done.number, &done.command)),
        Err(error) => error,
    };
    let view = read::dossier(&web.app, who, number, Look::Form).await?;
    let show = Show { app: &web.app, l: reader.l, view: &view };
    let before = row.id;
    // After a change of text the body may have been asked again: then the answer goes to the new request.
    let row = own(&view, who, Some(before)).filter(|row| row.status != ConsultationStatus::Void);
    let Some(row) = row.or_else(|| own(&view, who, None)) else { return Err(error) };
    let moved = frame::moved(&show, &error, Some(row));
    let Some(errors) = frame::errors(reader.l, &view.pack, &error, |name| place(&show, typed, name)) else {
        return Err(error);
    };
    let errors = if moved.is_some() { Vec::new() } else { errors };
    Ok(frame::again(web, reader, &error, &page(web, reader, &show, row, typed, errors, moved)))
}

/// Numbers of the rows that hold a remark, as the form numbers them.
fn numbers(typed: &Fields) -> Vec<usize> {
    let rows = typed.rows("remarks", &["clause", "text"]);
    let filled = rows.iter().enumerate().filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    filled.map(|(n, _)| n + 1).collect()
}

fn place(show: &Show, typed: &Fields, name: &str) -> Place {
    let l = show.l;
    let at = |field: &str, label: String| Place { field: field.to_owned(), label };
    match name.split('_').collect::<Vec<_>>().as_slice() {
        ["kind"] => at("kind", l.t("field-answer")),
        ["advice"] => at("advice", l.t("field-advice")),
        ["remarks"] => at("remarks", l.t("field-remarks")),
        ["remarks", n, column] => {
            let given = n.parse::<usize>().ok().and_then(|n| numbers(typed).get(n.saturating_sub(1)).copied());
            let label = l.t(if *column == "clause" { "field-remarks-clause" } else { "field-remarks-text" });
            at("remarks", format!("{label} ({})", given.unwrap_or(1)))
        }
        _ => at("", name.to_owned()),
    }
}

fn input(row: &Consultation, typed: &Fields) -> Value {
    let remarks = data::filled(typed, "remarks", &["clause", "text"]);
    let remarks: Vec<Value> = remarks.iter().map(|row| json!({ "clause": row.first(), "text": row.get(1) })).collect();
    json!({
        "consultation": row.id,
        "kind": typed.raw("kind"),
        "remarks": remarks,
        "advice": typed.raw("advice"),
    })
}

fn values(typed: &Fields) -> ReviewValues {
    let rows = typed.rows("remarks", &["clause", "text"]);
    let mut remarks: Vec<(String, String)> = rows
        .into_iter()
        .map(|row| (row.first().cloned().unwrap_or_default(), row.get(1).cloned().unwrap_or_default()))
        .collect();
    if typed.unsent() {
        remarks.resize(remarks.len() + MORE, <_>::default());
    }
    ReviewValues { answer: typed.raw("kind"), remarks, advice: typed.raw("advice") }
}

fn revision(show: &Show, revision: &Revision) -> ReviewRevision {
    let texts = revision.texts.iter();
    ReviewRevision {
        no: revision.no,
        note: revision.note.clone(),
        at: show.l.datetime(revision.at),
        files: texts.map(|text| (language(show.l, &text.lang), show.file(&text.file))).collect(),
    }
}

fn other(show: &Show, row: &Consultation) -> OtherOpinion {
    let given = row.opinion.as_ref();
    let remarks = given.map_or(0, |given| given.remarks.len());
    OtherOpinion {
        body: show.org(row.body.org),
        opinion: given.map_or_else(|| board::status(show, row.status), |given| opinion(show.l, given.kind)),
        at: given.map(|given| show.l.datetime(given.at)),
        href: (remarks > 0).then(|| show.href(&format!("#row-{}", row.id))),
        remarks: u32::try_from(remarks).unwrap_or(u32::MAX),
    }
}

fn page(
    web: &Web,
    reader: &Reader,
    show: &Show,
    row: &Consultation,
    typed: &Fields,
    errors: Vec<FormError>,
    moved: Option<Moved>,
) -> ReviewPage {
    let (l, dossier) = (show.l, show.dossier());
    let mut page = reader.page_back(web, l.t("review-title"), Link::new(show.page_title(), show.href("")));
    page.has_errors = !errors.is_empty();
    let form = FormMeta {
        hidden: vec![("consultation".to_owned(), row.id.to_string())],
        errors,
        ..frame::meta(web, reader, show.href("/review"), Some(frame::seen_on(show, Some(row), typed)), typed)
    };
    let others = dossier.current_rows().filter(|one| one.id != row.id);
    let instead = show.view.available.iter().filter(|command| {
        command.blocked.is_empty() && command.consultation == Some(row.id) && command.action != Action::Answer
    });
    let found = transition(show.view);
    let clock = dossier.clock(row.clock);
    // After a reclassification the fast track asks the same row for its agreement in principle.
    let mofa_only = show.track().is_some_and(|track| track.bodies == Bodies::MofaOnly);
    let in_principle = row.in_principle || mofa_only;
    let question = if in_principle { "review-question-in-principle" } else { "review-question-opinion" };
    ReviewPage {
        l,
        page,
        form,
        number: dossier.number.clone(),
        title: show.title(),
        partner: show.view.partner.0.clone(),
        asked_by: format!("{} – {}", show.org(dossier.locality), show.org(dossier.org)),
        body: show.org(row.body.org),
        in_principle,
        question: l.t(question),
        received_on: l.date(row.received_on),
        due: clock.and_then(|clock| show.due(clock)),
        stopped: row.status == ConsultationStatus::Stopped,
        without_stops: clock
            .filter(|clock| !clock.stops.is_empty())
            .and_then(|clock| board::without_stops(show, clock)),
        supplements: board::supplements(show, row),
        supplement_files: dossier
            .papers
            .iter()
            .filter(|paper| paper.paper == "supplement" && !row.supplements.is_empty())
            .map(|paper| show.file(&paper.file))
            .collect(),
        class: Tag::new(class(l, dossier.class), Tone::Grey),
        track: show.track().map(|track| show.pick(&track.title)).unwrap_or_default(),
        purpose: dossier.details.purpose.clone(),
        revisions: dossier.revisions.iter().rev().map(|one| revision(show, one)).collect(),
        others: others.map(|row| other(show, row)).collect(),
        moved,
        values: values(typed),
        consequence: Consequence {
            next: l.t("next-answer"),
            holder: Some(show.org(dossier.org)),
            by_when: None,
            grave: None,
            basis: show.basis(&found.map(|found| found.basis.clone()).unwrap_or_default()),
        },
        other_actions: instead
            .filter_map(|command| {
                let found = show.transition(&command.transition)?;
                Some(Link::new(show.pick(&found.title), show.form_href(command)))
            })
            .collect(),
        dossier_href: show.href(""),
        buttons: Buttons {
            submit: l.t("review-submit"),
            grave: false,
            cancel: Link::new(l.t("cancel"), show.href("")),
        },
    }
}
