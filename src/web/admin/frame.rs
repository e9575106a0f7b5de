//! What the pages of administration share: the form of an act, what was just done, words for days and people.

use crate::app::Error;
use crate::app::admin::view::Post;
use crate::app::record::ACTS;
use crate::http::words;
use crate::i18n::L;
use crate::web::Web;
use crate::web::cite;
use crate::web::posted::Fields;
use crate::web::reader::{Reader, flash, html};
use crate::web::registry::compare::Compared;
use crate::web::views::form::{Buttons, Choice, Control, Field, FormError, FormMeta, text, yes_no};
use crate::web::views::parts::{Fact, Tag, Tone};
use crate::web::views::people::FormPage;
use crate::web::views::{Link, Page};
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use uuid::Uuid;

/// The form of one act, before it is a page.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub title: String,
    pub caption: Option<String>,
    pub lead: Option<String>,
    pub warning: Option<String>,
    /// What is better done instead.
    pub instead: Option<Link>,
    pub facts: Vec<Fact>,
    pub fields: Vec<Field>,
    pub url: String,
    pub submit: String,
    pub second: Option<(String, String)>,
    pub grave: bool,
    pub hidden: Vec<(String, String)>,
    pub compared: Option<Compared>,
    pub back: (String, String),
}

impl Sheet {
    /// The page; with what was wrong when it was sent. What is not the form's to show gets its own page.
    pub fn answer(mut self, web: &Web, reader: &Reader, typed: &Fields, error: Option<&Error>) -> Response {
        let l = reader.l;
        let errors = match error {
            None => Vec::new(),
            Some(Error::Invalid(invalid)) => invalid
                .0
                .iter()
                .map(|wrong| {
                    let field = self.fields.iter().find(|field| field.name == wrong.field);
                    let message = words::field_error(l, wrong, field.map(|field| field.label.as_str()));
                    FormError::new(field.map(|field| field.name.clone()).unwrap_or_default(), message)
                })
                .collect(),
            Some(Error::Changed) => vec![FormError::new("", l.t("registry-changed"))],
            Some(Error::KeyReused) => vec![FormError::new("", l.t("invalid-key-reused"))],
            Some(error) => return reader.failed(web, error),
        };
        for field in &mut self.fields {
            let found = errors.iter().find(|error| error.field == field.name);
            field.error = found.map(|error| error.message.clone());
        }
        let status = error.map_or(StatusCode::OK, |error| web.status_of(error, reader.request_id.as_deref()));
        let kept = typed.some("idempotency_key").filter(|_| typed.unsent());
        let page = FormPage {
            l,
            page: Page {
                has_errors: !errors.is_empty(),
                ..reader.page_back(web, self.title.clone(), Link::new(self.back.0, &self.back.1))
            },
            form: FormMeta {
                l,
                action_url: self.url,
                csrf: reader.session.csrf.clone(),
                idempotency_key: kept.unwrap_or_else(|| web.app.ids.uuid().to_string()),
                errors,
                hidden: self.hidden,
                ..FormMeta::default()
            },
            caption: self.caption,
            title: self.title,
            lead: self.lead,
            warning: self.warning,
            instead: self.instead,
            compared: self.compared,
            facts: self.facts,
            fields: self.fields,
            second: self.second,
            buttons: Buttons { submit: self.submit, grave: self.grave, cancel: Link::new(l.t("cancel"), self.back.1) },
        };
        (status, html(&page)).into_response()
    }
}

/// A field without an error yet.
pub fn field(l: L, name: &str, label: String, control: Control) -> Field {
    FormMeta { l, ..FormMeta::default() }.field(name, label, control)
}

/// A line.
pub fn line(l: L, name: &str, label: String, typed: &Fields) -> Field {
    field(l, name, label, text(typed.raw(name)))
}

/// A day.
pub fn day(l: L, name: &str, label: String, typed: &Fields) -> Field {
    field(l, name, label, Control::Date { value: typed.raw(name) })
}

/// One of many, with "choose" first.
pub fn select(l: L, name: &str, label: String, mut choices: Vec<Choice>, typed: &Fields) -> Field {
    choices.insert(0, Choice::new("", l.t("people-choose")));
    for choice in &mut choices {
        choice.checked = choice.value == typed.get(name);
    }
    field(l, name, label, Control::Select { choices })
}

/// Yes or no.
pub fn whether(l: L, name: &str, label: String, typed: &Fields) -> Field {
    field(l, name, label, yes_no(l, typed.get(name)))
}

/// The languages of screens and mails.
pub fn languages(l: L, typed: &Fields) -> Field {
    let lang = if typed.get("lang") == "en" { "en" } else { "vi" };
    let one = |tag: &str, words: String| Choice::new(tag, words).on(tag == lang);
    let choices = vec![one("vi", l.t("lang-vi")), one("en", l.t("lang-en"))];
    field(l, "lang", l.t("field-lang"), Control::Radios { choices, inline: true })
}

/// Fields as a form has them when it is opened.
pub fn filled(values: &[(&str, String)]) -> Fields {
    Fields(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

/// After success: the page of the thing, which says what was done.
pub fn done(path: &str, act: &str) -> Response {
    Redirect::to(&cite::href(path, &[("done", act)])).into_response()
}

/// The frame of a page with what was just done, if its address says so.
pub fn page(web: &Web, reader: &Reader, title: &str, query: &Fields, back: Link) -> Page {
    let act = ACTS.into_iter().find(|act| *act == query.get("done"));
    let words = act.map(|act| reader.l.t(&["act-", act].concat()));
    Page { flash: words.map(flash), ..reader.page_back(web, title, back) }
}

/// A kind of organisation in words.
pub fn kind(l: L, kind: &str) -> String {
    l.maybe(&["org-kind-", kind].concat()).unwrap_or_else(|| kind.to_owned())
}

/// What a body is asked for, in words.
pub fn body_kind(l: L, kind: &str) -> String {
    l.maybe(&["body-kind-", kind].concat()).unwrap_or_else(|| kind.to_owned())
}

/// A role in words.
pub fn role(l: L, role: &str) -> String {
    l.maybe(&["role-", role].concat()).unwrap_or_else(|| role.to_owned())
}

/// Days from and to, in words.
pub fn span(l: L, from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => l.ta("people-span", &[("from", l.short_date(from)), ("to", l.short_date(to))]),
        None => l.ta("people-from", &[("from", l.short_date(from))]),
    }
}

/// Whether something dated holds today, will, or did.
pub fn when(l: L, from: NaiveDate, to: Option<NaiveDate>, today: NaiveDate) -> Option<Tag> {
    if to.is_some_and(|to| to < today) {
        return Some(Tag::new(l.t("people-past"), Tone::Grey));
    }
    (from > today).then(|| Tag::new(l.t("people-future"), Tone::Blue))
}

/// A person's name, or that it was erased.
pub fn name(l: L, name: &str) -> String {
    if name.is_empty() { l.t("name-erased") } else { name.to_owned() }
}

/// For whom a deputy stands in.
pub fn deputy(l: L, held: &Post) -> Option<String> {
    let other = held.stands_for.as_ref()?;
    Some(l.ta("people-deputy-for", &[("name", name(l, other))]))
}

/// A form as it is opened or comes back.
pub fn show(web: &Web, reader: &Reader, found: Result<(Sheet, Fields), Error>, wrong: Option<Error>) -> Response {
    match (found, wrong) {
        (Ok((sheet, typed)), wrong) => sheet.answer(web, reader, &typed, wrong.as_ref()),
        // What was done decides, not what can still be shown.
        (Err(_), Some(error)) | (Err(error), None) => reader.failed(web, &error),
    }
}

/// The id in the address; what is none names nothing that exists.
pub struct Id(pub Uuid);

impl FromRequestParts<Web> for Id {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let path = Path::<String>::from_request_parts(parts, web).await.ok();
        let id = path.and_then(|Path(id)| id.parse().ok());
        id.map(Self).ok_or_else(|| web.status_page(&parts.headers, StatusCode::NOT_FOUND))
    }
}
