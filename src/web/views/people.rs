//! Administration of people and organisations: the landing page, lists, one organisation, post or account, and the form
//! that every act of it has. A new act needs fields, no template.

use super::form::{Buttons, Choice, Field, FormMeta};
use super::parts::{Fact, Pager, Tag};
use super::registry::Compared;
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// A section of the landing page.
#[derive(Debug, Clone)]
pub struct Section {
    /// Title and page.
    pub link: Link,
    /// What is done there.
    pub what: String,
}

/// Where the administrator begins.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/landing.html")]
pub struct LandingPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Sections.
    pub sections: Vec<Section>,
}

/// An organisation, post or account in a list.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// Name and page.
    pub link: Link,
    /// Code, address, role: what is smaller below.
    pub meta: Vec<String>,
    /// How it stands.
    pub state: Option<Tag>,
}

/// Organisations or accounts.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/people.html")]
pub struct ListPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// What the list is for.
    pub lead: String,
    /// Where a new one is entered.
    pub new: Link,
    /// Path of the list.
    pub url: String,
    /// Words typed into the filter.
    pub q: String,
    /// Label of the words.
    pub q_label: String,
    /// Name, label and answers of the other filter.
    pub choice: (String, String, Vec<Choice>),
    /// A filter is set.
    pub filtered: bool,
    /// Rows.
    pub rows: Vec<ListRow>,
    /// Further pages.
    pub pager: Pager,
}

/// A small form with nothing but a button.
#[derive(Debug, Clone)]
pub struct PlainButton {
    /// Where it is posted.
    pub url: String,
    /// Words.
    pub text: String,
    /// What it is about, for screen readers.
    pub about: String,
}

/// A line of a section of one organisation, post or account.
#[derive(Debug, Clone)]
pub struct Line {
    /// What.
    pub title: String,
    /// Where it leads.
    pub href: Option<String>,
    /// More of it.
    pub meta: Vec<String>,
    /// How it stands.
    pub state: Option<Tag>,
    /// What can be done with it.
    pub acts: Vec<Link>,
    /// What is done at once.
    pub button: Option<PlainButton>,
}

/// A section of one organisation, post or account.
#[derive(Debug, Clone)]
pub struct Part {
    /// Anchor.
    pub id: String,
    /// Title.
    pub title: String,
    /// Said when there is nothing.
    pub empty: String,
    /// Lines.
    pub lines: Vec<Line>,
    /// What can be done in it.
    pub acts: Vec<Link>,
}

/// One organisation, post or account.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/person.html")]
pub struct OnePage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// What kind of thing.
    pub caption: String,
    /// Name.
    pub title: String,
    /// How it stands.
    pub state: Option<Tag>,
    /// Needs attention.
    pub warning: Option<String>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// What can be done with it.
    pub acts: Vec<Link>,
    /// Sections.
    pub parts: Vec<Part>,
}

/// A form of one act.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/form.html")]
pub struct FormPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form.
    pub form: FormMeta,
    /// What it is about.
    pub caption: Option<String>,
    /// Title of the act.
    pub title: String,
    /// What the act does.
    pub lead: Option<String>,
    /// What to think of first.
    pub warning: Option<String>,
    /// What is better done instead.
    pub instead: Option<Link>,
    /// What somebody else changed meanwhile.
    pub compared: Option<Compared>,
    /// Facts to have before one's eyes.
    pub facts: Vec<Fact>,
    /// Fields.
    pub fields: Vec<Field>,
    /// Another button, which changes nothing: its intent and words.
    pub second: Option<(String, String)>,
    /// Buttons.
    pub buttons: Buttons,
}
