//! The work list: what waits for the reader, what is his body's, what is done; and his notices.

use super::form::Choice;
use super::parts::{Due, Pager, Tab, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// One dossier in the list.
#[derive(Debug, Clone)]
pub struct WorkRow {
    /// Number.
    pub number: String,
    /// Its page.
    pub href: String,
    /// Title in the reader's language, or the Vietnamese one.
    pub title: String,
    /// Partner.
    pub partner: String,
    /// Track.
    pub track: String,
    /// State.
    pub state: Tag,
    /// Who holds it now.
    pub holder: String,
    /// Nearest deadline.
    pub due: Option<Due>,
    /// Its clock is stopped.
    pub stopped: bool,
    /// Days since it came to the present holder.
    pub waiting_days: Option<i64>,
    /// What the reader can do with it, for example "Cho ý kiến".
    pub task: Option<Link>,
}

/// One notice.
#[derive(Debug, Clone)]
pub struct NoticeRow {
    /// Id, for "mark as read".
    pub id: String,
    /// When.
    pub at: String,
    /// Subject.
    pub subject: String,
    /// Where it leads.
    pub href: String,
    /// Not read yet.
    pub unread: bool,
}

/// Filters of the list, as typed.
#[derive(Debug, Clone, Default)]
pub struct WorkFilter {
    /// Words in number, title or partner.
    pub q: String,
    /// States or phases.
    pub phases: Vec<Choice>,
    /// Only overdue.
    pub late: bool,
    /// The present tab, sent along.
    pub tab: String,
}

/// The work list.
#[derive(Debug, Clone, Template)]
#[template(path = "worklist/worklist.html")]
pub struct WorklistPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// The reader's own address, while mail to it does not arrive.
    pub failing_address: Option<String>,
    /// How much waits, is overdue, is due soon: one sentence.
    pub lead: String,
    /// Waiting for me, mine or my body's, done.
    pub tabs: Vec<Tab>,
    /// Filters.
    pub filter: WorkFilter,
    /// Whether a filter is set.
    pub filtered: bool,
    /// Dossiers, by due date.
    pub rows: Vec<WorkRow>,
    /// Further pages.
    pub pager: Pager,
    /// Where officials begin a dossier; none for other readers.
    pub new_href: Option<String>,
    /// Newest notices.
    pub notices: Vec<NoticeRow>,
    /// How many are unread in all.
    pub unread: u32,
}

/// All notices of the reader.
#[derive(Debug, Clone, Template)]
#[template(path = "worklist/notices.html")]
pub struct NoticesPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Notices, newest first.
    pub rows: Vec<NoticeRow>,
    /// Further pages.
    pub pager: Pager,
    /// Mail to the reader's address fails; the address.
    pub failing_address: Option<String>,
}
