//! The form of one act on a dossier: clearance, requests, replies, decision, signing, duties. Its fields are a list, so
//! that a new act of a pack needs no new template. MOFA's and other bodies' opinion has its own page ([`super::review`]).

use super::Page;
use super::form::{Buttons, Field, FormMeta};
use super::parts::{Basis, Fact};
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
    /// Fields.
    pub fields: Vec<Field>,
    /// What follows.
    pub consequence: Consequence,
    /// Buttons.
    pub buttons: Buttons,
}
