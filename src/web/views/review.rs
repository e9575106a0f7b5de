//! The form in which a body gives its opinion: the question beside the text, what changed, what others said.

use super::action::{Consequence, Moved};
use super::dossier::SupplementView;
use super::form::{Buttons, Choice, Column, Control, Field, FormMeta, area};
use super::parts::{Due, FileLink, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// A text revision in the reviewer's list.
#[derive(Debug, Clone)]
pub struct ReviewRevision {
    /// Number.
    pub no: u32,
    /// What changed.
    pub note: String,
    /// When.
    pub at: String,
    /// Language and file; older revisions may list theirs too.
    pub files: Vec<(String, FileLink)>,
}

/// What another body said.
#[derive(Debug, Clone)]
pub struct OtherOpinion {
    /// The body.
    pub body: String,
    /// Its answer or where it stands.
    pub opinion: Tag,
    /// When.
    pub at: Option<String>,
    /// Remarks on the page of the dossier.
    pub href: Option<String>,
    /// How many.
    pub remarks: u32,
}

/// The answer typed so far. Fields: `kind`, `remarks_<n>_clause`, `remarks_<n>_text`, `advice`.
#[derive(Debug, Clone, Default)]
pub struct ReviewValues {
    /// `agree`, `agree-with-remarks`, `disagree` or empty.
    pub answer: String,
    /// Clause and text of each remark; at least five rows are shown.
    pub remarks: Vec<(String, String)>,
    /// Advice.
    pub advice: String,
}

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "dossier/review.html")]
pub struct ReviewPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form. Seen revisions are those of the text and of this body's row.
    pub form: FormMeta,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Partner.
    pub partner: String,
    /// Who asks.
    pub asked_by: String,
    /// The body for which the reader answers.
    pub body: String,
    /// Agreement in principle is asked (fast track).
    pub in_principle: bool,
    /// The question, in the pack's words.
    pub question: String,
    /// Day of receipt.
    pub received_on: String,
    /// By when.
    pub due: Option<Due>,
    /// The clock is stopped.
    pub stopped: bool,
    /// The date without the stops so far.
    pub without_stops: Option<String>,
    /// What this body asked for, and what it got.
    pub supplements: Vec<SupplementView>,
    /// Files that came as supplements.
    pub supplement_files: Vec<FileLink>,
    /// Class and track.
    pub class: Tag,
    /// Track.
    pub track: String,
    /// Need and benefit.
    pub purpose: String,
    /// Texts, newest first; the first is the one asked about.
    pub revisions: Vec<ReviewRevision>,
    /// Other bodies.
    pub others: Vec<OtherOpinion>,
    /// The text changed after the page was opened.
    pub moved: Option<Moved>,
    /// Typed so far.
    pub values: ReviewValues,
    /// What follows.
    pub consequence: Consequence,
    /// Supplements, reclassify, hand over, correct receipt.
    pub other_actions: Vec<Link>,
    /// The whole dossier.
    pub dossier_href: String,
    /// Buttons.
    pub buttons: Buttons,
}

impl ReviewPage {
    /// The answer.
    pub fn answer(&self) -> Field {
        let on = |value: &str| self.values.answer == value;
        let choices = vec![
            Choice::new("agree", self.l.t("answer-agree")).on(on("agree")),
            Choice::new("agree-with-remarks", self.l.t("answer-agree-with-remarks"))
                .hint(self.l.t("answer-agree-with-remarks-hint"))
                .on(on("agree-with-remarks")),
            Choice::new("disagree", self.l.t("answer-disagree"))
                .hint(self.l.t("answer-disagree-hint"))
                .on(on("disagree")),
        ];
        let key = if self.in_principle { "field-answer-in-principle" } else { "field-answer" };
        self.form.field("kind", self.l.t(key), Control::Radios { choices, inline: false })
    }

    /// Remarks per clause.
    pub fn remarks(&self) -> Field {
        let mut rows: Vec<Vec<String>> =
            self.values.remarks.iter().map(|(clause, text)| vec![clause.clone(), text.clone()]).collect();
        while rows.len() < 5 {
            rows.push(vec![String::new(), String::new()]);
        }
        let columns = vec![
            Column { name: "clause".to_owned(), label: self.l.t("field-remarks-clause"), long: false },
            Column { name: "text".to_owned(), label: self.l.t("field-remarks-text"), long: true },
        ];
        let control = Control::Repeat { columns, rows, more: Some(self.l.t("remarks-more")) };
        self.form.field("remarks", self.l.t("field-remarks"), control).hint(self.l.t("field-remarks-hint"))
    }

    /// Advice.
    pub fn advice(&self) -> Field {
        let field = self.form.field("advice", self.l.t("field-advice"), area(&self.values.advice, 3));
        field.hint(self.l.t("field-advice-hint")).optional()
    }
}
