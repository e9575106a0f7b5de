//! The upload of texts: one file per language.

use super::Page;
use super::form::{Buttons, Choice, Control, Field, FormMeta, area};
use crate::i18n::{L, Lang};
use askama::Template;

/// A text of the last revision in another language: a new file comes, or the person says what happens to it.
#[derive(Debug, Clone)]
pub struct OldText {
    /// Field of the form, `old_<language>`.
    pub name: String,
    /// Language in words.
    pub language: String,
    /// `keep`, `drop`, or nothing yet.
    pub chosen: String,
}

/// Label of the question what becomes of a text of the last revision.
pub fn old_label(l: L, language: &str) -> String {
    // "Bản tiếng Nhật …": within a Vietnamese sentence the language is written small.
    let language = if l.lang == Lang::Vi { language.to_lowercase() } else { language.to_owned() };
    l.ta("field-old-text", &[("language", language)])
}

/// Upload of a text revision.
#[derive(Debug, Clone, Template)]
#[template(path = "draft/upload.html")]
pub struct UploadPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form, multipart. Fields: `text_vi`, `text_en`, `text_other`, `text_other_lang`, `note`.
    pub form: FormMeta,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Number that this revision will have.
    pub next_revision: u32,
    /// Largest file, for example "10 MB".
    pub limit: String,
    /// What uploading does: opinions that become void.
    pub consequence: Option<String>,
    /// Languages of the other text.
    pub languages: Vec<Choice>,
    /// Texts of the last revision besides the Vietnamese one.
    pub old: Vec<OldText>,
    /// It is the first revision: there is nothing that changed.
    pub first: bool,
    /// Note typed so far.
    pub note: String,
    /// Buttons.
    pub buttons: Buttons,
}

impl UploadPage {
    /// A file in the language of that message key.
    pub fn file(&self, name: &str, key: &str) -> Field {
        let accept = ".docx,.pdf,.txt".to_owned();
        self.form.field(name, self.l.t(key), Control::File { accept })
    }

    /// Language of the other text.
    pub fn other_lang(&self) -> Field {
        let mut choices = vec![Choice::new("", self.l.t("choose"))];
        choices.extend(self.languages.iter().cloned());
        self.form.field("text_other_lang", self.l.t("field-text-other-lang"), Control::Select { choices }).optional()
    }

    /// What becomes of a text of the last revision.
    pub fn old(&self, text: &OldText) -> Field {
        let choice = |value: &str, key: &str| Choice::new(value, self.l.t(key)).on(text.chosen == value);
        let choices = vec![choice("keep", "old-text-keep"), choice("drop", "old-text-drop")];
        let label = old_label(self.l, &text.language);
        self.form
            .field(&text.name, label, Control::Radios { choices, inline: true })
            .hint(self.l.t("field-old-text-hint"))
    }

    /// What changed.
    pub fn note(&self) -> Field {
        let key = if self.first { "field-note-first" } else { "field-note-change" };
        let note = self.form.field("note", self.l.t(key), area(&self.note, 3)).hint(self.l.t("field-note-change-hint"));
        if self.first { note.optional() } else { note }
    }
}
