//! The registry: one shape for its lists, one for its records, one for its forms.

use super::form::{Buttons, Field, FormMeta};
use super::parts::{Fact, Pager, Person, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// One record in a list.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its title; a link to its page.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What more is known: kind, day, parties.
    pub meta: Vec<String>,
    /// Where it stands.
    pub tags: Vec<Tag>,
}

/// A list of records by key.
#[derive(Debug, Clone, Template)]
#[template(path = "registry/list.html")]
pub struct ListPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// What the list holds.
    pub lead: String,
    /// Where it is searched; none for lists that are not.
    pub search: Option<String>,
    /// Words searched for, as typed.
    pub q: String,
    /// The registry's lists.
    pub tabs: Vec<super::parts::Tab>,
    /// Where a new record is entered.
    pub new: Option<Link>,
    /// Records.
    pub rows: Vec<Row>,
    /// What is said of an empty list.
    pub empty: String,
    /// Further pages.
    pub pager: Pager,
}

/// A person to speak to.
#[derive(Debug, Clone)]
pub struct ContactRow {
    /// Id, for its form.
    pub id: String,
    /// Post or unit.
    pub office: String,
    /// Name, address, telephone, e-mail address, as far as there are any.
    pub lines: Vec<String>,
    /// When somebody made sure last that it still holds.
    pub confirmed: Tag,
    /// Where that is confirmed for today; none for who may not.
    pub confirm: Option<String>,
}

/// Records that belong to the one shown.
#[derive(Debug, Clone)]
pub struct Section {
    /// Id of its heading.
    pub id: &'static str,
    /// Heading.
    pub title: String,
    /// Records.
    pub rows: Vec<Row>,
    /// What is said when there are none.
    pub empty: String,
    /// All of them, when not all are shown.
    pub all: Option<Link>,
    /// Where a new one is entered.
    pub new: Option<Link>,
}

/// One change.
#[derive(Debug, Clone)]
pub struct StepRow {
    /// When.
    pub at: String,
    /// What.
    pub what: String,
    /// Who, as he was then.
    pub who: Person,
}

/// A record.
#[derive(Debug, Clone, Template)]
#[template(path = "registry/record.html")]
pub struct RecordPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// What kind of record.
    pub caption: String,
    /// Title.
    pub title: String,
    /// Titles in other languages: tag, language, title.
    pub other_titles: Vec<(String, String, String)>,
    /// Where it stands.
    pub tags: Vec<Tag>,
    /// What is uncertain about it.
    pub uncertain: Option<String>,
    /// That it was entered afterwards, from a source.
    pub afterwards: Option<String>,
    /// Where it is changed; none for who may not.
    pub edit: Option<Link>,
    /// What can be begun with it.
    pub acts: Vec<Link>,
    /// Facts, with the record they lead to.
    pub facts: Vec<(Fact, Option<String>)>,
    /// Persons to speak to; none for records that have none, and for who may not see them.
    pub contacts: Option<Vec<ContactRow>>,
    /// The version shown, for the forms of contacts.
    pub version: String,
    /// Records that belong to it.
    pub sections: Vec<Section>,
    /// Who changed it, and when.
    pub steps: Vec<StepRow>,
}

/// A field that somebody else changed meanwhile.
#[derive(Debug, Clone)]
pub struct ComparedRow {
    /// What the field is called.
    pub label: String,
    /// As it stands on file now.
    pub now: String,
    /// As it was typed here; none where nothing was typed.
    pub mine: Option<String>,
}

/// What somebody else changed meanwhile, beside what was typed.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Words.
    pub l: L,
    /// The fields concerned.
    pub rows: Vec<ComparedRow>,
    /// The record's page, which says who changed it and when.
    pub href: String,
}

/// A form of the registry.
#[derive(Debug, Clone, Template)]
#[template(path = "registry/form.html")]
pub struct FormPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// What it is for.
    pub lead: String,
    /// Where it goes.
    pub form: FormMeta,
    /// What somebody else changed meanwhile.
    pub compared: Option<Compared>,
    /// Records on file that may be the one that is being entered.
    pub alike: Vec<Row>,
    /// Fields, under their headings.
    pub groups: Vec<(String, Vec<Field>)>,
    /// Buttons.
    pub buttons: Buttons,
}
