//! The form by which a rule is changed, a track switched or a target set: grounds, what was wrong, what somebody else was
//! faster with.

use super::posted::{Fields, Posted};
use super::reader::html;
use super::views::Link;
use super::views::form::{Control, FormError, FormMeta, area, text};
use super::views::parts::Fact;
use super::views::rules::ChangePage;
use super::{Reader, Web};
use crate::app::Error;
use crate::app::admin::{Grounds, seen};
use crate::app::input::Invalid;
use crate::http::words;
use crate::i18n::L;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::text::Bilingual;

/// What every form about the rules says besides its change.
pub(super) fn grounds(posted: &Posted) -> Result<Grounds, Error> {
    let typed = &posted.fields;
    Ok(Grounds {
        basis: Bilingual::new(typed.raw("basis_vi"), typed.raw("basis_en")),
        reason: typed.raw("reason"),
        effective_on: typed.day("effective_on")?,
        key: posted.key(),
        seen: typed.some("seen").or_else(|| Some(String::new())),
    })
}

/// The label of a field of these forms.
fn label(l: L, field: &str) -> String {
    let key = match field {
        "basis_vi" => "field-basis-vi",
        "basis_en" => "field-basis-en",
        "effective_on" => "field-effective-on",
        "days" => "field-days",
        "enabled" => "field-enabled",
        _ => "field-reason",
    };
    l.t(key)
}

fn wrong(l: L, invalid: &Invalid) -> Vec<FormError> {
    let one = |error: &crate::app::input::FieldError| {
        FormError::new(&error.field, words::field_error(l, error, Some(&label(l, &error.field))))
    };
    invalid.0.iter().map(one).collect()
}

/// A form about the rules as it was sent.
#[derive(Default)]
pub(super) struct Sent {
    pub typed: Fields,
    pub errors: Vec<FormError>,
    pub status: StatusCode,
}

impl Sent {
    fn again(typed: &Fields, errors: Vec<FormError>) -> Self {
        Self { typed: typed.clone(), errors, status: StatusCode::UNPROCESSABLE_ENTITY }
    }
}

/// What a form shows again after an error that is the form's to show: on what stands there now, if somebody was faster.
pub(super) fn again(l: L, typed: &Fields, error: &Error) -> Option<Sent> {
    match error {
        // Set by law: there is no such form.
        Error::Invalid(invalid) if invalid.0.iter().any(|error| error.field == "clock") => None,
        Error::Invalid(invalid) => Some(Sent::again(typed, wrong(l, invalid))),
        Error::KeyReused => Some(Sent::again(typed, vec![FormError::new("", l.t("invalid-key-reused"))])),
        Error::Changed => {
            let typed = Fields(typed.0.iter().filter(|(name, _)| name != "seen").cloned().collect());
            let errors = vec![FormError::new("", l.t("acts-changed"))];
            Some(Sent { typed, errors, status: StatusCode::CONFLICT })
        }
        _ => None,
    }
}

pub(super) struct Change {
    pub url: String,
    pub caption: String,
    pub title: String,
    pub facts: Vec<Fact>,
    pub consequence: Vec<String>,
    pub submit: String,
    pub cancel: Link,
    pub days: Option<String>,
    /// Acts known when the form was opened.
    pub seen: usize,
}

pub(super) fn change(web: &Web, reader: &Reader, sent: &Sent, change: Change) -> Response {
    let l = reader.l;
    let typed = &sent.typed;
    let mut page = reader.page_back(web, change.title.clone(), change.cancel.clone());
    page.has_errors = !sent.errors.is_empty();
    let form = FormMeta {
        l,
        action_url: change.url,
        csrf: reader.session.csrf.clone(),
        idempotency_key: web.app.ids.uuid().to_string(),
        errors: sent.errors.clone(),
        hidden: vec![("seen".to_owned(), typed.some("seen").unwrap_or_else(|| seen::acts(change.seen)))],
        ..FormMeta::default()
    };
    let today = l.short_date(web.app.today());
    let day = typed.0.iter().any(|(name, _)| name == "effective_on");
    let day = if day { typed.raw("effective_on") } else { today };
    let mut fields = Vec::new();
    if let Some(now) = change.days {
        let typed_days = typed.some("days").unwrap_or(now);
        fields.push(form.field("days", label(l, "days"), text(typed_days)).hint(l.t("field-days-hint")));
    }
    fields.extend([
        form.field("effective_on", label(l, "effective_on"), Control::Date { value: day })
            .hint(l.t("field-effective-on-hint")),
        form.field("basis_vi", label(l, "basis_vi"), text(typed.raw("basis_vi"))).hint(l.t("field-basis-vi-hint")),
        form.field("basis_en", label(l, "basis_en"), text(typed.raw("basis_en"))).optional(),
        form.field("reason", label(l, "reason"), area(typed.raw("reason"), 4)),
    ]);
    let page = ChangePage {
        l,
        page,
        form,
        caption: change.caption,
        title: change.title,
        facts: change.facts,
        consequence: change.consequence,
        fields,
        submit: change.submit,
        cancel: change.cancel,
    };
    (sent.status, html(&page)).into_response()
}
