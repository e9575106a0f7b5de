//! The form of one act on a dossier: clearance, requests, replies, decision, signing, duties. Its fields are a list, so
//! that a new act of a pack needs no new template. MOFA's and other bodies' opinion has its own page ([`super::review`]).

use super::Page;
use super::dossier::RemarkView;
use super::form::{Buttons, Field, FormMeta};
use super::parts::{Basis, Fact, FileLink, Tag};
use crate::i18n::L;
use askama::Template;

/// What follows from an act.
#[derive(Debug, Clone, Default)]
pub struct Consequence {
    /// What happens when the button is pressed.
    pub next: String,
    /// Who has the dossier then.
    pub holder: Option<String>,
    /// By when.
    pub by_when: Option<String>,
    /// It cannot be taken back.
    pub grave: Option<String>,
    /// By which provisions.
    pub basis: Vec<Basis>,
}

/// The dossier or the text moved on while the page was open; what was typed is kept.
#[derive(Debug, Clone)]
pub struct Moved {
    /// What changed, and who did it when.
    pub what: String,
    /// Where to look.
    pub href: String,
}

/// A body's answer in short.
#[derive(Debug, Clone)]
pub struct OpinionBrief {
    /// The body.
    pub body: String,
    /// Its answer.
    pub opinion: Tag,
    /// Its remarks with the replies.
    pub remarks: Vec<RemarkView>,
    /// Its advice.
    pub advice: String,
}

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "dossier/action.html")]
pub struct ActionPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form.
    pub form: FormMeta,
    /// Number.
    pub number: String,
    /// Title of the dossier.
    pub dossier_title: String,
    /// Title of the act.
    pub title: String,
    /// What the act is for, in a sentence or two.
    pub lead: Option<String>,
    /// Set when the first attempt was overtaken.
    pub moved: Option<Moved>,
    /// Facts to have before one's eyes.
    pub facts: Vec<Fact>,
    /// The current text, where the act is about it: its heading, then language and file of each version.
    pub text: Option<(String, Vec<(String, FileLink)>)>,
    /// Answers of the bodies, where the act rests on them.
    pub opinions: Vec<OpinionBrief>,
    /// Fields.
    pub fields: Vec<Field>,
    /// What follows.
    pub consequence: Consequence,
    /// Buttons.
    pub buttons: Buttons,
}
