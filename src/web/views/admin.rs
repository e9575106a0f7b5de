//! Mail status, packs and their provisions register, about and help, and the demo's clock.

use super::form::{Control, Field, FormMeta};
use super::parts::{Banner, Basis, Pager, Tab, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// A mail in the outbox.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// When it was caused.
    pub at: String,
    /// Addressee.
    pub to: String,
    /// Kind of mail.
    pub kind: String,
    /// Queued, sent, failed, bounced, not needed.
    pub state: Tag,
    /// Attempts.
    pub attempts: u32,
    /// Next attempt.
    pub next_at: Option<String>,
    /// The last error in plain words.
    pub plainly: Option<String>,
    /// Last error of the relay.
    pub last_error: Option<String>,
    /// Where it is put back into the queue (POST), once it was given up, and the key of that request.
    pub retry: Option<(String, String)>,
}

/// Mail status.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/mail.html")]
pub struct MailPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// The states with their numbers.
    pub tabs: Vec<Tab>,
    /// Some were given up.
    pub failed: bool,
    /// Some came back.
    pub bounced: bool,
    /// How mail leaves: relay or folder.
    pub transport: String,
    /// Mails, newest first.
    pub rows: Vec<MailRow>,
    /// Further pages.
    pub pager: Pager,
}

/// A pack in the list.
#[derive(Debug, Clone)]
pub struct PackRow {
    /// Title and page.
    pub link: Link,
    /// Dates, in words.
    pub in_force: String,
    /// In force, lapsed, used for new dossiers.
    pub states: Vec<Tag>,
}

/// All packs.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/packs.html")]
pub struct PacksPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Packs.
    pub rows: Vec<PackRow>,
}

/// A provision.
#[derive(Debug, Clone)]
pub struct ProvisionRow {
    /// Id within the pack; also the anchor.
    pub id: String,
    /// Citation.
    pub citation: String,
    /// Restatement.
    pub text: String,
    /// Verified, partly, not, policy.
    pub mark: Tag,
    /// Where it was read.
    pub source: String,
    /// Who set it, for policy.
    pub set_by: Option<String>,
    /// What rests on it, by kind.
    pub used: Vec<(String, String)>,
}

/// A track of the pack.
#[derive(Debug, Clone)]
pub struct TrackRow {
    /// Title.
    pub title: String,
    /// Who qualifies.
    pub summary: String,
    /// On or off.
    pub state: Tag,
    /// Provisions.
    pub basis: Vec<Basis>,
}

/// One pack with its register.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/pack.html")]
pub struct PackPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Title.
    pub title: String,
    /// Id and version.
    pub id: String,
    /// Dates, in words.
    pub in_force: String,
    /// Banner.
    pub banner: Option<Banner>,
    /// SHA-256 of the published pack.
    pub sha256: String,
    /// Tracks.
    pub tracks: Vec<TrackRow>,
    /// The provisions register.
    pub provisions: Vec<ProvisionRow>,
}

/// About and help.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/about.html")]
pub struct AboutPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Version of the service.
    pub version: String,
    /// Demo data are loaded.
    pub demo: bool,
}

/// The demo's clock.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/clock.html")]
pub struct DemoClockPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form. Fields: `date`, `time`; `step` on the quick buttons.
    pub form: FormMeta,
    /// The demo's present time, with weekday.
    pub now: String,
    /// Date typed so far.
    pub date: String,
    /// Time typed so far.
    pub time: String,
    /// What the last move caused: reminders, overdue marks, mails.
    pub caused: Vec<String>,
}

impl DemoClockPage {
    /// Day to go to.
    pub fn date_field(&self) -> Field {
        self.form.field("date", self.l.t("field-clock-date"), Control::Date { value: self.date.clone() })
    }

    /// Time of that day.
    pub fn time_field(&self) -> Field {
        let control = Control::Text { value: self.time.clone(), kind: "text", autocomplete: "off" };
        self.form.field("time", self.l.t("field-clock-time"), control).hint(self.l.t("field-clock-time-hint"))
    }
}
