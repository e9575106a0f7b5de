//! What the forms of the registry share: a form is made of data in the shape that REST takes, and gives such data back.

use crate::app::Error;
use crate::app::catalogue::rows::Partner;
use crate::http::words;
use crate::i18n::L;
use crate::web::posted::Fields;
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::form::{Buttons, Choice, Control, Field, FormError, FormMeta};
use crate::web::views::registry::{Compared, FormPage, Row};
use crate::web::{Reader, Web};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::BTreeMap;

/// Fields under their headings.
pub type Groups = Vec<(String, Vec<Field>)>;

/// A form and where it goes.
pub struct Form<'a> {
    /// Title, as a key.
    pub title: &'static str,
    /// Where it is posted.
    pub url: String,
    /// The way back.
    pub back: Link,
    /// Version that the form shows; none for a new record.
    pub seen: Option<u64>,
    /// More that it carries unseen.
    pub hidden: Vec<(String, String)>,
    /// What somebody else changed meanwhile.
    pub compared: Option<Compared>,
    /// Its fields.
    pub groups: &'a (dyn Fn(&FormMeta) -> Groups + Sync),
}

impl Form<'_> {
    /// The page of the form; after a refusal with what was wrong.
    fn page(
        &self,
        web: &Web,
        reader: &Reader,
        typed: &Fields,
        refused: Option<&Error>,
        alike: Vec<Row>,
    ) -> Result<Response, ()> {
        let l = reader.l;
        let mut meta = FormMeta {
            l,
            action_url: self.url.clone(),
            csrf: reader.session.csrf.clone(),
            idempotency_key: typed
                .some("idempotency_key")
                .filter(|_| typed.unsent())
                .unwrap_or_else(|| web.app.ids.uuid().to_string()),
            hidden: self.hidden.clone(),
            ..FormMeta::default()
        };
        meta.hidden.extend(self.seen.map(|seen| ("seen".to_owned(), seen.to_string())));
        let mut status = StatusCode::OK;
        if let Some(error) = refused {
            let labels = labels(&(self.groups)(&meta));
            meta.errors = errors(l, error, &labels).ok_or(())?;
            status = web.status_of(error, reader.request_id.as_deref());
        }
        let mut page = reader.page_back(web, l.t(self.title), self.back.clone());
        page.has_errors = !meta.errors.is_empty();
        let groups = (self.groups)(&meta);
        let cancel = Link::new(l.t("cancel"), self.back.href.clone());
        let buttons = Buttons { submit: l.t("registry-save"), grave: false, cancel };
        let lead = l.t("registry-form-lead");
        let compared = self.compared.clone();
        let page = FormPage { l, page, lead, form: meta, compared, alike, groups, buttons };
        Ok((status, html(&page)).into_response())
    }

    /// The form again with what was wrong, or the page of a breakdown.
    pub fn again(
        &self,
        web: &Web,
        reader: &Reader,
        typed: &Fields,
        error: Error,
        alike: Vec<Row>,
    ) -> Result<Response, Error> {
        self.page(web, reader, typed, Some(&error), alike).map_err(|()| error)
    }

    /// The form as it was typed, or as it stands on file.
    pub fn blank(&self, web: &Web, reader: &Reader, typed: &Fields) -> Result<Response, Error> {
        self.page(web, reader, typed, None, Vec::new()).map_err(|()| Error::NotFound)
    }
}

/// What each field is called, cells of repeat groups included.
fn labels(groups: &Groups) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for field in groups.iter().flat_map(|(_, fields)| fields) {
        found.insert(field.name.clone(), field.label.clone());
        if let Control::Repeat { columns, rows, .. } = &field.control {
            for column in columns {
                for n in 1..=rows.len() {
                    found.insert(format!("{}_{n}_{}", field.name, column.name), column.label.clone());
                }
            }
        }
    }
    found
}

fn errors(l: L, error: &Error, labels: &BTreeMap<String, String>) -> Option<Vec<FormError>> {
    match error {
        Error::Invalid(invalid) => {
            let one = |wrong: &crate::app::input::FieldError| {
                let label = labels.get(&wrong.field);
                let message = words::field_error(l, wrong, Some(label.unwrap_or(&wrong.field)));
                FormError::new(label.map(|_| wrong.field.clone()).unwrap_or_default(), message)
            };
            Some(invalid.0.iter().map(one).collect())
        }
        Error::Changed => Some(vec![FormError::new("", l.t("registry-changed"))]),
        Error::KeyReused => Some(vec![FormError::new("", l.t("invalid-key-reused"))]),
        _ => None,
    }
}

/// A text in the data, by the names on the way to it.
pub fn text(data: &Value, path: &[&str]) -> String {
    let found = path.iter().try_fold(data, |value, name| value.get(*name));
    found.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Texts of a list in the data.
pub fn texts(data: &Value, name: &str) -> Vec<String> {
    let list = data.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Rows of a list in the data, column by column, with one empty row to fill in; after "more" with another.
pub fn rows(data: &Value, name: &str, columns: &[&str], typed: &Fields) -> Vec<Vec<String>> {
    let list = data.get(name).and_then(Value::as_array);
    let row = |value: &Value| columns.iter().map(|column| text(value, &[column])).collect::<Vec<_>>();
    let mut rows: Vec<Vec<String>> = list.into_iter().flatten().map(row).collect();
    let full = rows.last().is_none_or(|row| row.iter().any(|cell| !cell.is_empty()));
    if full || typed.intent() == "more" {
        rows.push(columns.iter().map(|_| String::new()).collect());
    }
    rows
}

/// Choices with "choose" before them.
pub fn choose(l: L, known: impl IntoIterator<Item = (String, String)>, value: &str) -> Control {
    let first = Choice::new("", l.t("choose")).on(value.is_empty());
    let choices = known.into_iter().map(|(id, words)| {
        let on = id == value;
        Choice::new(id, words).on(on)
    });
    Control::Select { choices: std::iter::once(first).chain(choices).collect() }
}

/// Choices of a closed set with words `<family><name>`.
pub fn closed(l: L, family: &str, known: &[&str], value: &str) -> Control {
    choose(l, known.iter().map(|name| ((*name).to_owned(), super::words::name(l, family, name))), value)
}

/// Any of several.
pub fn several(known: impl IntoIterator<Item = (String, String)>, chosen: &[String]) -> Control {
    let choices = known.into_iter().map(|(id, words)| {
        let on = chosen.contains(&id);
        Choice::new(id, words).on(on)
    });
    Control::Checkboxes { choices: choices.collect() }
}

/// The way back from the form of something new with a partner: the partner's page.
pub fn back_to(l: L, partner: Option<&Partner>) -> Link {
    partner.map_or_else(
        || Link::new(l.t("partners-title"), "/partners"),
        |row| Link::new(row.name.clone(), format!("/partners/{}", row.id)),
    )
}

/// The version that the form showed. A form without it is taken for an old page.
pub fn seen(typed: &Fields) -> u64 {
    typed.get("seen").parse().unwrap_or(u64::MAX)
}
