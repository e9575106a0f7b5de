//! The adviser on a text that somebody pasted.

use super::Page;
use super::form::{Field, FormMeta};
use super::parts::Tag;
use crate::i18n::L;
use askama::Template;

/// One clause.
#[derive(Debug, Clone)]
pub struct ClauseRow {
    /// Its text in parts, each with what its words say; nothing for words that were not found.
    pub parts: Vec<(String, &'static str)>,
    /// What it comes to.
    pub label: Tag,
    /// Why, in a sentence.
    pub why: String,
}

/// A rule that found something.
#[derive(Debug, Clone)]
pub struct RuleRow {
    /// What its phrases say, as the name of a style.
    pub says: &'static str,
    /// The same in words.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Where that comes from.
    pub source: String,
}

/// What the adviser says.
#[derive(Debug, Clone)]
pub struct AdviceView {
    /// The class that the clauses propose.
    pub class: Tag,
    /// How many clauses came to what.
    pub counted: String,
    /// The clauses.
    pub clauses: Vec<ClauseRow>,
    /// The rules that found something.
    pub rules: Vec<RuleRow>,
    /// Version of the rules.
    pub version: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "adviser/adviser.html")]
pub struct AdviserPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form.
    pub form: FormMeta,
    /// Language and text.
    pub fields: Vec<Field>,
    /// After "read".
    pub advice: Option<AdviceView>,
}
