//! What administrators do with the rules: switches, targets, packs and calendars; and a person's own API tokens.

use super::form::{Field, FormMeta};
use super::parts::{Basis, Fact, Pager, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// An act on a track or clock.
#[derive(Debug, Clone, Default)]
pub struct ActRow {
    /// What it did: "Tắt từ 01/06/2019".
    pub what: String,
    /// Legal basis.
    pub basis: String,
    /// Reason.
    pub reason: String,
    /// When it was done.
    pub at: String,
    /// By whom, in words.
    pub by: String,
}

/// A track or a clock, and how it stands.
#[derive(Debug, Clone)]
pub struct RuleRow {
    /// Title.
    pub title: String,
    /// Who qualifies, or which provision gives the length.
    pub summary: String,
    /// The provision itself, for clocks.
    pub basis: Vec<Basis>,
    /// On or off, or the number of days.
    pub state: Tag,
    /// What counts today and since when; none while the pack's own rule holds.
    pub since: Option<ActRow>,
    /// What will count from a later day.
    pub ahead: Vec<ActRow>,
    /// Acts before, newest first.
    pub history: Vec<ActRow>,
    /// Where it is changed; none where it cannot be.
    pub change: Option<Link>,
}

/// Switches, or targets.
#[derive(Debug, Clone, Template)]
#[template(path = "rules/acts.html")]
pub struct ActsPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Title.
    pub title: String,
    /// What this page is about.
    pub lead: Vec<String>,
    /// Tracks or clocks by pack.
    pub groups: Vec<(String, Vec<RuleRow>)>,
}

/// A change of a switch or a target.
#[derive(Debug, Clone, Template)]
#[template(path = "rules/change.html")]
pub struct ChangePage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form.
    pub form: FormMeta,
    /// What is changed.
    pub caption: String,
    /// Title.
    pub title: String,
    /// How it stands.
    pub facts: Vec<Fact>,
    /// What a change does and does not do.
    pub consequence: Vec<String>,
    /// Fields.
    pub fields: Vec<Field>,
    /// Words of the button.
    pub submit: String,
    /// Way out.
    pub cancel: Link,
}

/// A published pack or calendar.
#[derive(Debug, Clone)]
pub struct PublishedRow {
    /// Title and page.
    pub link: Link,
    /// Id and version.
    pub id: String,
    /// In force, in use.
    pub states: Vec<Tag>,
    /// Dates, in words.
    pub in_force: String,
    /// When and by whom it was published.
    pub published: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// The dossiers under it.
    pub pinned: Option<Link>,
}

/// What is published.
#[derive(Debug, Clone, Template)]
#[template(path = "rules/published.html")]
pub struct PublishedPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form that takes a file.
    pub form: FormMeta,
    /// Packs.
    pub packs: Vec<PublishedRow>,
    /// Calendars.
    pub calendars: Vec<PublishedRow>,
    /// The file.
    pub file: Field,
}

/// One step of a counter-example.
#[derive(Debug, Clone)]
pub struct StepRow {
    /// Number.
    pub no: usize,
    /// What was done.
    pub what: String,
    /// By whom.
    pub who: String,
    /// State afterwards.
    pub state: String,
}

/// What must not be, and the shortest way there.
#[derive(Debug, Clone)]
pub struct Counter {
    /// What is broken.
    pub what: String,
    /// Track.
    pub track: String,
    /// Citations.
    pub citations: Vec<String>,
    /// The way.
    pub steps: Vec<StepRow>,
}

/// What was found in a pack before it is published.
#[derive(Debug, Clone, Template)]
#[template(path = "rules/check.html")]
pub struct CheckPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form; carries the text.
    pub form: FormMeta,
    /// Title and version of the pack, or the file's name.
    pub name: String,
    /// It is still explored.
    pub running: bool,
    /// What is said first: it holds, or not.
    pub verdict: Option<(bool, String)>,
    /// Why it cannot be published although it holds.
    pub barred: Option<String>,
    /// Errors with file and line.
    pub errors: Vec<String>,
    /// Warnings.
    pub warnings: Vec<String>,
    /// Bound and size of the exploration, in words.
    pub explored: Vec<String>,
    /// Invariants proved, with their citations.
    pub proofs: Vec<String>,
    /// What does not hold.
    pub counters: Vec<Counter>,
    /// Dates, hash, what it means for new dossiers.
    pub facts: Vec<Fact>,
    /// Words of the button; none when it cannot be published.
    pub publish: Option<String>,
    /// Way out.
    pub cancel: Link,
}

/// Numbers of the dossiers under a version.
#[derive(Debug, Clone, Template)]
#[template(path = "rules/pinned.html")]
pub struct PinnedPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Title and version of the pack.
    pub name: String,
    /// Numbers.
    pub numbers: Vec<String>,
    /// Further pages.
    pub pager: Pager,
}

/// A day that differs from the plain week.
#[derive(Debug, Clone)]
pub struct CalendarDay {
    /// "Thứ Năm, 02/01/2020".
    pub date: String,
    /// Holiday, swapped working day …
    pub kind: Tag,
    /// What it is for.
    pub name: String,
    /// Official document and source.
    pub source: String,
    /// An official document may still change it.
    pub provisional: bool,
}

/// A year of the calendar.
#[derive(Debug, Clone, Template)]
#[template(path = "rules/calendar.html")]
pub struct CalendarPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// The year.
    pub year: i32,
    /// Version and hash, in words.
    pub version: String,
    /// No official document of the whole year is entered.
    pub provisional: bool,
    /// Years to choose from: words, address, shown now.
    pub years: Vec<(String, String, bool)>,
    /// Days.
    pub days: Vec<CalendarDay>,
}

/// A token.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// Name.
    pub name: String,
    /// What it may do.
    pub scope: String,
    /// Issued.
    pub created: String,
    /// Ends.
    pub expires: String,
    /// Live, ended, revoked.
    pub state: Tag,
    /// Where it is revoked (POST), while it lives.
    pub revoke: Option<String>,
}

/// A person's own tokens.
#[derive(Debug, Clone, Template)]
#[template(path = "rules/tokens.html")]
pub struct TokensPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form.
    pub form: FormMeta,
    /// A token just issued: itself, and until when it lives.
    pub issued: Option<(String, String)>,
    /// Fields.
    pub fields: Vec<Field>,
    /// Tokens, newest first.
    pub rows: Vec<TokenRow>,
}
