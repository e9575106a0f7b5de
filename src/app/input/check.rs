//! Wrong fields as values, and the hygiene of text: one Unicode form, no control or direction-changing characters.

use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

/// One wrong field. `code` is a key of the catalogues (`invalid-<code>`).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Field as the form and the API name it.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// Values for the message.
    pub args: BTreeMap<String, String>,
}

/// Input whose shape is wrong. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} wrong field(s), first {}", .0.len(), .0.first().map_or("", |error| error.field.as_str()))]
pub struct Invalid(pub Vec<FieldError>);

/// Result of a check.
pub type Checked<T> = Result<T, Invalid>;

impl Invalid {
    /// One wrong field.
    pub fn field(field: &str, code: &str) -> Self {
        Self(vec![FieldError { field: field.to_owned(), code: code.to_owned(), args: BTreeMap::new() }])
    }

    /// The same with what its sentence names: a bound, a day, a number.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        for error in &mut self.0 {
            error.args.insert(name.to_owned(), value.to_string());
        }
        self
    }

    /// The JSON does not have the shape: unknown field, wrong type.
    pub fn shape(message: &str) -> Self {
        let (path, detail) = place(message);
        // Other words in such quotes are values.
        let named = ["field `", "part `"].iter().find_map(|before| detail.split(before).nth(1)?.split('`').next());
        let field = match (path.as_str(), named) {
            ("", None) => "data".to_owned(),
            ("", Some(name)) => name.to_owned(),
            (path, Some(name)) if path != name && !path.ends_with(&format!("_{name}")) => format!("{path}_{name}"),
            (path, _) => path.to_owned(),
        };
        let args = BTreeMap::from([("detail".to_owned(), detail.to_owned())]);
        Self(vec![FieldError { field, code: "bad-shape".to_owned(), args }])
    }

    /// What `validator` found, with nested fields as `remarks_2_text`.
    pub fn from_validator(errors: &ValidationErrors) -> Self {
        let mut found = Vec::new();
        collect("", errors, &mut found);
        found.sort_by(|a, b| a.field.cmp(&b.field));
        Self(found)
    }
}

/// Splits `seen.text_revision: invalid value …` into the field as errors name it, `seen_text_revision`, and the rest.
fn place(message: &str) -> (String, &str) {
    let Some((head, rest)) = message.split_once(": ") else { return (String::new(), message) };
    let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']');
    if head.is_empty() || !head.chars().all(is_path) {
        return (String::new(), message);
    }
    let parts = head.split(['.', '[', ']']).filter(|part| !part.is_empty());
    // Rows are counted from one.
    let parts = parts.map(|part| part.parse::<u32>().map_or_else(|_| part.to_owned(), |n| (n + 1).to_string()));
    (parts.collect::<Vec<_>>().join("_"), rest)
}

fn collect(prefix: &str, errors: &ValidationErrors, found: &mut Vec<FieldError>) {
    for (name, kind) in errors.errors() {
        let name = if prefix.is_empty() { name.to_string() } else { format!("{prefix}_{name}") };
        match kind {
            ValidationErrorsKind::Field(errors) => {
                for error in errors {
                    let args = error
                        .params
                        .iter()
                        .filter(|(key, _)| *key != "value")
                        .map(|(key, value)| (key.to_string(), value.to_string()))
                        .collect();
                    found.push(FieldError { field: name.clone(), code: code(error).to_owned(), args });
                }
            }
            ValidationErrorsKind::Struct(inner) => collect(&name, inner, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(&format!("{name}_{}", index + 1), inner, found);
                }
            }
        }
    }
}

/// `validator` says "length" for too little and too much, of text and of lists.
fn code(error: &ValidationError) -> &str {
    if error.code != "length" {
        return &error.code;
    }
    match error.params.get("value") {
        Some(Value::String(text)) if text.is_empty() => "required",
        Some(Value::Array(items)) if items.is_empty() => "required",
        Some(Value::Array(_)) => "too-many",
        _ => "too-long",
    }
}

/// Characters that hide or reorder what a person reads: bidirectional controls, zero-width characters, line separators,
/// private and unassigned-looking fillers, blank letters, tags.
fn deceptive(c: char) -> bool {
    matches!(c,
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
        | '\u{061C}' | '\u{00AD}' | '\u{E000}'..='\u{F8FF}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
        | '\u{2800}' | '\u{3164}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn clean(field: &str, text: &str, allowed: fn(char) -> bool) -> Checked<String> {
    let text: String = text.replace("\r\n", "\n").nfc().collect();
    let text = text.trim();
    if text.chars().any(|c| (c.is_control() && !allowed(c)) || deceptive(c)) {
        return Err(Invalid::field(field, "control-characters"));
    }
    Ok(text.to_owned())
}

/// A name, title or number: one line, NFC, no control, bidirectional or invisible characters.
///
/// # Errors
/// [`Invalid`] naming the field.
pub fn one_line(field: &str, text: &str) -> Checked<String> {
    clean(field, text, |_| false)
}

/// Text of several lines under the same rule.
///
/// # Errors
/// [`Invalid`] naming the field.
pub fn paragraph(field: &str, text: &str) -> Checked<String> {
    clean(field, text, |c| matches!(c, '\n' | '\t'))
}

/// Removes what [`one_line`] would refuse; for values of others that must be shown, such as uploaded file names.
pub fn tame(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c.is_control() || deceptive(c)) {
        Cow::Owned(text.chars().filter(|c| !c.is_control() && !deceptive(*c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}
