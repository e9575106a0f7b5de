//! What a mail is about. No addresses of files, no texts: only numbers, titles that may be shown, dates and links.
//!
//! [`Done`] and [`Item`] are also kept with the notice in the application (`notice.params`), as JSON.

use crate::i18n::Lang;
use chrono::{DateTime, NaiveDate, Utc};
use engine::dossier::Rung;
use engine::text::Bilingual;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One mail, before it has words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailView {
    /// Something happened on a dossier.
    Done(Done),
    /// The reminders of one person, gathered.
    Digest(Digest),
}

impl MailView {
    /// The kind's fixed name, as it stands in the outbox.
    pub fn kind(&self) -> &'static str {
        match self {
            MailView::Done(_) => "done",
            MailView::Digest(_) => "digest",
        }
    }
}

/// Which dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its number.
    pub number: String,
    /// Its Vietnamese title; none when restricted, then the mail only links to it.
    pub title: Option<String>,
    /// Where it is shown, from the root of the service: `/dossiers/…`.
    pub path: String,
}

/// Something happened on a dossier that concerns the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which dossier.
    pub about: About,
    /// What was done, as a sentence without a full stop.
    pub done: Bilingual,
    /// Who holds it now.
    pub holder: Option<Bilingual>,
    /// By when.
    pub due: Option<Due>,
}

/// A due date and why it is that date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day.
    pub on: NaiveDate,
    /// The provision; none when it has none to show.
    pub basis: Option<Bilingual>,
    /// Set by policy, in no act.
    pub policy: bool,
    /// Rests on a calendar year that is not yet published.
    pub provisional: bool,
    /// Where the date is explained day by day.
    pub why_path: Option<String>,
}

/// The reminders of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// What he has to do himself.
    pub items: Vec<Item>,
    /// What others below him have not done.
    pub escalations: Vec<Item>,
    /// How many more there are, of which nothing is told here.
    pub beyond: u64,
}

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Which dossier.
    pub about: About,
    /// What is to be done.
    pub task: Bilingual,
    /// Who has to do it; shown for escalations.
    pub holder: Option<Bilingual>,
    /// How it stands on the day of writing, in the steps of the cadence.
    pub rung: Rung,
    /// By when.
    pub due: Due,
}

/// To whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// Name of the person.
    pub name: &'a str,
    /// Address.
    pub email: &'a str,
    /// Language.
    pub lang: Lang,
}

/// What the mail needs besides its content. Given, so that the same input always gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Sender: an address, or `Name <address>`.
    pub from: String,
    /// Address of the service as its users see it: `https://thoathuan.example`. From the settings, never from a request.
    pub base_url: String,
    /// Domain of the Message-ID.
    pub domain: String,
    /// Id of the message.
    pub message_id: Uuid,
    /// Date of the message.
    pub at: DateTime<Utc>,
}
