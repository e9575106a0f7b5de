//! A new dossier, and the change of its details while it is a draft.

use super::act::{command, unknown};
use super::draft_case;
use super::draft_form::{self as form, Draft};
use super::frame;
use super::show::{Show, basis};
use super::{Answer, answer, sent};
use crate::app::act::{Asked, act_on};
use crate::app::choices;
use crate::app::read;
use crate::app::reading::Look;
use crate::app::{Error, open as opening};
use crate::web::Web;
use crate::web::cite;
use crate::web::posted::{Fields, Posted};
use crate::web::reader::{Reader, html};
use crate::web::views::draft::SecretPage;
use crate::web::views::form::FormError;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::pack::{Act, Action, Pack};
use engine::refusal::{Code, Refusal};

/// GET /dossiers/new
pub async fn blank(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let shown = async {
        // From the page of a document: what is to be done with it.
        let asked = cite::query(raw.as_deref());
        let draft = Draft::new(&web, &reader, &asked).await?;
        let values = draft_case::started(&web, reader.who(), &draft.pack, &draft.case).await?;
        let page = draft.page(&web, &reader, values, Vec::new(), None);
        Ok(html(&page).into_response())
    };
    answer(&web, &reader, shown.await)
}

/// POST /dossiers/new
pub async fn open(State(web): State<Web>, posted: Posted) -> Response {
    let outcome = begin(&web, &posted).await;
    sent(&web, &posted, outcome)
}

async fn begin(web: &Web, posted: &Posted) -> Answer {
    let (reader, typed) = (&posted.reader, &posted.fields);
    choices::drafting_for(reader.who())?;
    let secret = typed.get("secret") == "yes";
    if typed.unsent() && !secret {
        let draft = Draft::new(web, reader, typed).await?;
        return Ok(checked(web, reader, &draft, typed));
    }
    let act = Act::parse(&typed.raw("case_act")).unwrap_or_default();
    let input = input(&*choices::pack_today(&web.app, act)?, typed);
    let error = match opening::open(&web.app, reader.who(), input, posted.key().as_deref()).await {
        Ok(done) => return Ok(frame::done(&done.number, &done.command)),
        Err(error) => error,
    };
    let draft = Draft::new(web, reader, typed).await?;
    if matches!(&error, Error::Refused(refusal) if refusal.code == Code::Secret) {
        return Ok(stop(web, reader, &draft));
    }
    refused(web, reader, &draft, typed, error, None)
}

/// The form as input. The answer "yes" goes to the use case alone: nothing else that was typed is even looked at.
fn input(pack: &Pack, typed: &Fields) -> serde_json::Value {
    match typed.get("secret") {
        "yes" => serde_json::json!({ "secret": true }),
        _ => form::input(pack, typed),
    }
}

fn checked(web: &Web, reader: &Reader, draft: &Draft, typed: &Fields) -> Response {
    let values = form::values(&draft.pack, typed);
    let proposal = form::proposal(web, reader, draft, &values);
    html(&draft.page(web, reader, values, Vec::new(), Some(proposal))).into_response()
}

/// The form again with everything typed; `overtaken` is what happened meanwhile.
fn refused(
    web: &Web,
    reader: &Reader,
    draft: &Draft,
    typed: &Fields,
    error: Error,
    overtaken: Option<String>,
) -> Answer {
    let values = form::values(&draft.pack, typed);
    let place = |name: &str| form::place(reader.l, name);
    let Some(mut errors) = frame::errors(reader.l, &draft.pack, &error, place) else { return Err(error) };
    if let Some(what) = overtaken {
        errors = vec![FormError::new("", what)];
    }
    // Who is told that his class differs from the proposal sees the proposal and its reasons.
    let proposal = form::proposal(web, reader, draft, &values);
    let page = draft.page(web, reader, values, errors, Some(proposal));
    Ok(frame::again(web, reader, &error, &page))
}

fn stop(web: &Web, reader: &Reader, draft: &Draft) -> Response {
    let l = reader.l;
    let law = ["secrets-29-2018-5".to_owned(), "pol-secrecy".to_owned()];
    let page = reader.page(web, l.t("secret-title"));
    let page = SecretPage { l, page, basis: basis(l, &draft.pack, &law) };
    (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response()
}

/// GET /dossiers/{number}/details
pub async fn details(State(web): State<Web>, reader: Reader, Path(number): Path<String>) -> Response {
    let shown = async {
        let view = read::dossier(&web.app, reader.who(), &number, Look::Form).await?;
        let show = Show { app: &web.app, l: reader.l, view: &view };
        let Some(command) = view.available.iter().find(|command| command.action == Action::EditDetails) else {
            return Ok(frame::barred(&web, &reader, &show, &[Refusal::new(code(&show))]));
        };
        if !command.blocked.is_empty() {
            return Ok(frame::barred(&web, &reader, &show, &command.blocked));
        }
        let draft = Draft::of(&web, &reader, &show, &Fields::default()).await?;
        let values = form::known(&view.dossier.details);
        Ok(html(&draft.page(&web, &reader, values, Vec::new(), None)).into_response())
    };
    answer(&web, &reader, shown.await)
}

/// Why there is no form: the dossier is no draft any more, or it is not this reader's.
fn code(show: &Show) -> Code {
    let draft = show.track().is_some_and(|track| track.initial == show.dossier().state);
    if draft { Code::NotPermitted } else { Code::WrongState }
}

/// POST /dossiers/{number}/details
pub async fn edit(State(web): State<Web>, Path(number): Path<String>, posted: Posted) -> Response {
    let outcome = change(&web, &number, &posted).await;
    sent(&web, &posted, outcome)
}

async fn change(web: &Web, number: &str, posted: &Posted) -> Answer {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let who = reader.who();
    let view = match frame::read(web, who, number, typed).await {
        // Of what he may not see no track is known; the attempt is recorded under the action's own name.
        Err(Error::NotFound) => return Err(unknown(web, who, number, "edit-details").await),
        found => found?,
    };
    let command = command(&view, Action::EditDetails, "edit-details");
    if choices::drafting_for(who).is_err() {
        return Err(unknown(web, who, number, &command).await);
    }
    if typed.unsent() && typed.get("secret") != "yes" {
        let show = Show { app: &web.app, l: reader.l, view: &view };
        let draft = Draft::of(web, reader, &show, typed).await?;
        return Ok(checked(web, reader, &draft, typed));
    }
    let asked = Asked::new(command, frame::seen(typed), input(&view.pack, typed));
    let error = match act_on(&web.app, who, number, &asked, posted.key().as_deref(), Some(view.loaded())).await {
        Ok(done) => return Ok(frame::done(&done.number, &done.command)),
        Err(error) => error,
    };
    let view = read::dossier(&web.app, who, number, Look::Form).await?;
    let show = Show { app: &web.app, l: reader.l, view: &view };
    let draft = Draft::of(web, reader, &show, typed).await?;
    if matches!(&error, Error::Refused(refusal) if refusal.code == Code::Secret) {
        return Ok(stop(web, reader, &draft));
    }
    let overtaken = frame::moved(&show, &error, None).map(|moved| moved.what);
    refused(web, reader, &draft, typed, error, overtaken)
}
