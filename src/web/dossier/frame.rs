//! What the forms on a dossier share: the hidden fields, what was seen, errors at their fields, and overtaken pages.

use super::show::{Show, opinion};
use crate::app::input::FieldError;
use crate::app::read::{self, View};
use crate::app::reading::Look;
use crate::app::{Error, Who};
use crate::http::words;
use crate::i18n::L;
use crate::web::Web;
use crate::web::posted::Fields;
use crate::web::reader::{Reader, html};
use crate::web::views::Link;
use crate::web::views::action::Moved;
use crate::web::views::error::ErrorPage;
use crate::web::views::form::{FormError, FormMeta};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::command::Seen;
use engine::dossier::Consultation;
use engine::pack::Pack;
use engine::refusal::{Code, Refusal};

/// The hidden part of a form. The key is fresh, unless the person is still at work on the same form.
pub fn meta(web: &Web, reader: &Reader, action_url: String, seen: Option<Seen>, typed: &Fields) -> FormMeta {
    let kept = typed.some("idempotency_key").filter(|_| typed.unsent());
    FormMeta {
        l: reader.l,
        action_url,
        csrf: reader.session.csrf.clone(),
        idempotency_key: kept.unwrap_or_else(|| web.app.ids.uuid().to_string()),
        seen_text: seen.map(|seen| seen.text_revision),
        seen_step: seen.map(|seen| seen.step_revision),
        ..FormMeta::default()
    }
}

/// The dossier of a form that came in: with everything to show where the form only comes back, else just enough to act.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn read(web: &Web, who: &Who, number: &str, typed: &Fields) -> Result<View, Error> {
    match typed.unsent() {
        true => read::dossier(&web.app, who, number, Look::Form).await,
        false => read::sent(&web.app, who, number).await,
    }
}

/// What the page of a form has shown: while the person still works on it, what it showed at first; else what there is
/// now.
pub fn seen_on(show: &Show, row: Option<&Consultation>, typed: &Fields) -> Seen {
    if let (true, Some(seen)) = (typed.unsent(), seen(typed)) {
        return seen;
    }
    let dossier = show.dossier();
    Seen { text_revision: dossier.text_revision(), step_revision: row.map_or(dossier.step, |row| row.step) }
}

/// What the person had before his eyes. A form without it is taken for an old page.
pub fn seen(fields: &Fields) -> Option<Seen> {
    Some(Seen {
        text_revision: fields.number("seen_text_revision").unwrap_or(u32::MAX),
        step_revision: fields.number("seen_step_revision").unwrap_or(u32::MAX),
    })
}

/// After success: the dossier's page, which says what was done.
pub fn done(number: &str, command: &str) -> Response {
    let encode = crate::web::reader::encode;
    Redirect::to(&format!("/dossiers/{}?done={}", encode(number), encode(command))).into_response()
}

/// Where a field of the input stands on the form, and its label.
pub struct Place {
    /// Field of the form.
    pub field: String,
    /// Label.
    pub label: String,
}

/// What a use case answered as errors at fields; none when it is not the form's to show.
pub fn errors(l: L, pack: &Pack, error: &Error, place: impl Fn(&str) -> Place) -> Option<Vec<FormError>> {
    match error {
        Error::Invalid(invalid) => Some(wrong(l, &invalid.0, place)),
        Error::Refused(refusal) => {
            let at = refusal.field.as_deref().map(&place);
            let label = at.as_ref().map(|at| at.label.as_str());
            let message = words::sentence(l, &[pack], refusal, label);
            Some(vec![FormError::new(at.map(|at| at.field).unwrap_or_default(), message)])
        }
        Error::KeyReused => Some(vec![FormError::new("", l.t("invalid-key-reused"))]),
        _ => None,
    }
}

/// Wrong fields at their places.
pub fn wrong(l: L, wrong: &[FieldError], place: impl Fn(&str) -> Place) -> Vec<FormError> {
    let found = wrong.iter().map(|error| {
        let at = place(&error.field);
        FormError::new(at.field, words::field_error(l, error, Some(&at.label)))
    });
    found.collect()
}

/// The notice of a page that was overtaken; none for other answers.
pub fn moved(show: &Show, error: &Error, row: Option<&Consultation>) -> Option<Moved> {
    let Error::Refused(refusal) = error else { return None };
    let l = show.l;
    let said = l.t(&["refusal-", refusal.code.as_str()].concat());
    let what = match refusal.code {
        Code::TextChanged => {
            let newest = show.dossier().revisions.last()?;
            let who = show.view.names.account(newest.by).unwrap_or_default();
            let at = l.datetime(newest.at);
            let no = newest.no.to_string();
            let news = l.ta("moved-text", &[("n", no), ("who", who), ("at", at), ("note", newest.note.clone())]);
            format!("{said} {news}")
        }
        Code::StepChanged | Code::WrongState => {
            let news = l.ta("moved-state", &[("state", show.state(&show.dossier().state))]);
            format!("{said} {news}")
        }
        Code::AlreadyAnswered => match row.and_then(|row| row.opinion.as_ref()) {
            Some(given) => {
                let who = show.view.names.account(given.by).unwrap_or_else(|| l.t("name-erased"));
                let answer = opinion(l, given.kind).text;
                l.ta("refusal-already-answered-full", &[("who", who), ("at", l.datetime(given.at)), ("answer", answer)])
            }
            None => said,
        },
        _ => return None,
    };
    Some(Moved { what, href: show.href("") })
}

/// A page for somebody who may not do this now: why, and the way back to the dossier.
pub fn barred(web: &Web, reader: &Reader, show: &Show, refusals: &[Refusal]) -> Response {
    let mut refusals = refusals.to_vec();
    if refusals.is_empty() {
        refusals.push(Refusal::new(Code::NotPermitted));
    }
    for refusal in refusals.iter_mut().filter(|refusal| refusal.code == Code::WrongState) {
        refusal.args.entry("state".to_owned()).or_insert_with(|| show.dossier().state.clone());
    }
    let first = refusals[0].clone();
    let status = web.status_of(&Error::from(first.clone()), reader.request_id.as_deref());
    let all = refusals.iter().map(|refusal| words::sentence(reader.l, &[show.pack()], refusal, None)).collect();
    let mut page = ErrorPage::of(reader.l, reader.page(web, ""), status.as_u16(), reader.request_id.clone())
        .saying(words::title(reader.l, first.code.as_str()), all);
    page.links.insert(0, Link::new(show.page_title(), show.href("")));
    (status, html(&page)).into_response()
}

/// Status of a form that comes back, and the page.
pub fn again(web: &Web, reader: &Reader, error: &Error, page: &impl askama::Template) -> Response {
    let status: StatusCode = web.status_of(error, reader.request_id.as_deref());
    (status, html(page)).into_response()
}
