//! Fields of forms with their labels, hints and errors, and the hidden things every form carries.
//!
//! Conventions: the main button is `intent=send`; other buttons of the same form have their own `intent` and change
//! nothing (`check`, `more`). Rows of a repeat group are `<name>_<n>_<column>`, n from 1, with their number in
//! `<name>_rows`; names follow the nested shape of the API joined by `_` (`remarks_2_text`, `titles_vi`). Dates are one text field that takes `dd/mm/yyyy` and `yyyy-mm-dd`. Yes and no are `yes` and `no`.

use super::{Link, component};
use crate::i18n::L;
use askama::Template;

/// A wrong field, for the summary at the top and the line at the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormError {
    /// Name of the field; empty when the whole form is concerned.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl FormError {
    /// An error at `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// The box at the top of a refused form.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/error_summary.html")]
pub struct ErrorSummary<'a> {
    /// Words.
    pub l: L,
    /// Errors in the order of the fields.
    pub errors: &'a [FormError],
    /// Files that must be chosen again.
    pub lost_files: &'a [String],
}

/// Where a form goes and what it carries unseen.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/form_hidden.html")]
pub struct FormMeta {
    /// Words.
    pub l: L,
    /// Where it is posted.
    pub action_url: String,
    /// Token of the session.
    pub csrf: String,
    /// The same POST sent twice has one effect.
    pub idempotency_key: String,
    /// Text revision that the page shows.
    pub seen_text: Option<u32>,
    /// Step revision that the page shows.
    pub seen_step: Option<u32>,
    /// More hidden fields.
    pub hidden: Vec<(String, String)>,
    /// It carries files.
    pub multipart: bool,
    /// What was wrong with the last attempt.
    pub errors: Vec<FormError>,
    /// Files of the last attempt: a browser does not keep them.
    pub lost_files: Vec<String>,
}

impl FormMeta {
    /// The summary of errors; empty when there are none.
    pub fn summary(&self) -> ErrorSummary<'_> {
        ErrorSummary { l: self.l, errors: &self.errors, lost_files: &self.lost_files }
    }

    /// The message at `field`.
    pub fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.clone())
    }

    /// Encoding of the form.
    pub fn enctype(&self) -> &'static str {
        if self.multipart { "multipart/form-data" } else { "application/x-www-form-urlencoded" }
    }

    /// A field of this form, with its error.
    pub fn field(&self, name: &str, label: impl Into<String>, control: Control) -> Field {
        Field {
            l: self.l,
            name: name.to_owned(),
            label: label.into(),
            hint: None,
            error: self.error(name),
            optional: false,
            control,
        }
    }
}

/// A possible answer.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Sent value.
    pub value: String,
    /// Words.
    pub label: String,
    /// Explanation below.
    pub hint: Option<String>,
    /// Ticked now.
    pub checked: bool,
}

impl Choice {
    /// A choice that is not ticked.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// With an explanation.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Ticked if `on`.
    #[must_use]
    pub fn on(mut self, on: bool) -> Self {
        self.checked = on;
        self
    }
}

/// A column of a repeat group.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name of the column.
    pub name: String,
    /// Label.
    pub label: String,
    /// A text area instead of a line.
    pub long: bool,
}

/// A remark to be replied to.
#[derive(Debug, Clone)]
pub struct ReplyRow {
    /// Clause.
    pub clause: String,
    /// The remark.
    pub remark: String,
    /// `true` (accepted), `false` (explained) or empty.
    pub kind: String,
    /// Explanation typed so far.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What a field is made of.
#[derive(Debug, Clone)]
pub enum Control {
    /// One line.
    Text {
        /// Typed so far.
        value: String,
        /// HTML type: `text`, `email`, `password`, `search`.
        kind: &'static str,
        /// HTML autocomplete.
        autocomplete: &'static str,
    },
    /// Several lines.
    TextArea {
        /// Typed so far.
        value: String,
        /// Height.
        rows: u32,
    },
    /// A date.
    Date {
        /// Typed so far, as typed.
        value: String,
    },
    /// One of several.
    Radios {
        /// Answers.
        choices: Vec<Choice>,
        /// Side by side.
        inline: bool,
    },
    /// Any of several.
    Checkboxes {
        /// Answers.
        choices: Vec<Choice>,
    },
    /// One of many.
    Select {
        /// Answers.
        choices: Vec<Choice>,
    },
    /// A file.
    File {
        /// Allowed endings, for example `.docx,.pdf,.txt`.
        accept: String,
    },
    /// Rows of the same columns.
    Repeat {
        /// Columns.
        columns: Vec<Column>,
        /// Values typed so far, by row and column.
        rows: Vec<Vec<String>>,
        /// Words of the button that adds rows; none when fixed.
        more: Option<String>,
    },
    /// Remarks with a reply to each.
    Replies {
        /// The remarks.
        rows: Vec<ReplyRow>,
    },
    /// Something to read, not to fill in.
    Info {
        /// Lines.
        lines: Vec<String>,
    },
}

/// A field with its words.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    /// Words.
    pub l: L,
    /// Name and id.
    pub name: String,
    /// Label.
    pub label: String,
    /// Hint.
    pub hint: Option<String>,
    /// What is wrong.
    pub error: Option<String>,
    /// May stay empty; the label says so.
    pub optional: bool,
    /// What it is made of.
    pub control: Control,
}

impl Field {
    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// May stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Value of `aria-describedby`; empty when nothing describes it.
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() || matches!(self.control, Control::Date { .. }) {
            ids.push(format!("{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }

    /// The text typed in one cell of a repeat group.
    pub fn cell<'a>(&self, row: &'a [String], index: &usize) -> &'a str {
        row.get(*index).map_or("", String::as_str)
    }

    /// The id of choice `index` (from 1): the first has the field's own, so that links from the summary reach it.
    pub fn choice_id(&self, index: &usize) -> String {
        if *index == 1 { self.name.clone() } else { format!("{}-{index}", self.name) }
    }
}

/// A line of text.
pub fn text(value: impl Into<String>) -> Control {
    Control::Text { value: value.into(), kind: "text", autocomplete: "off" }
}

/// A text area.
pub fn area(value: impl Into<String>, rows: u32) -> Control {
    Control::TextArea { value: value.into(), rows }
}

/// Yes or no, with what was answered (`yes`, `no` or empty).
pub fn yes_no(l: L, value: &str) -> Control {
    let choices =
        vec![Choice::new("yes", l.t("yes")).on(value == "yes"), Choice::new("no", l.t("no")).on(value == "no")];
    Control::Radios { choices, inline: true }
}

/// Buttons at the end of a form.
#[derive(Debug, Clone)]
pub struct Buttons {
    /// Words of the main button.
    pub submit: String,
    /// The act cannot be taken back: the button looks so.
    pub grave: bool,
    /// Way out without doing anything.
    pub cancel: Link,
}

component!(ErrorSummary<'_>, FormMeta, Field);
