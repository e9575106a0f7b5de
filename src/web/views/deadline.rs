//! Why a date is the date: each day counted or not, and the reason.

use super::Page;
use super::parts::{Basis, Due, Tag};
use crate::i18n::L;
use askama::Template;

/// One day.
#[derive(Debug, Clone)]
pub struct DayRow {
    /// "Thứ Sáu, 09/01/2026".
    pub date: String,
    /// It is one of the counted days: its number.
    pub number: Option<u32>,
    /// Why it counts, or not: "ngày làm việc", "Thứ Bảy", holiday and dispatch, stop.
    pub reason: String,
    /// From a calendar that is not published yet.
    pub provisional: bool,
    /// The last one.
    pub due: bool,
}

/// A stop of the clock.
#[derive(Debug, Clone)]
pub struct StopRow {
    /// From.
    pub from: String,
    /// To; none while it lasts.
    pub to: Option<String>,
    /// Why.
    pub reason: String,
}

/// The explanation.
#[derive(Debug, Clone, Template)]
#[template(path = "dossier/deadline.html")]
pub struct DeadlinePage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Number of the dossier.
    pub number: String,
    /// Its title.
    pub dossier_title: String,
    /// What is due.
    pub title: String,
    /// Whose.
    pub whose: String,
    /// State of the clock.
    pub state: Tag,
    /// With stops: the date that counts.
    pub due: Option<Due>,
    /// "24:00, hết ngày" in words: when the last day ends.
    pub due_end: Option<String>,
    /// Without stops.
    pub without_stops: Option<String>,
    /// Length in words.
    pub budget: Option<String>,
    /// The operator's target by which it runs: what, on which basis, why, when and by whom.
    pub target: Option<String>,
    /// Event in words.
    pub event: String,
    /// Its day, not counted.
    pub event_on: String,
    /// Stops.
    pub stops: Vec<StopRow>,
    /// Each day from the day after the event.
    pub days: Vec<DayRow>,
    /// Provisions.
    pub basis: Vec<Basis>,
    /// Version of the calendar in words.
    pub calendar: String,
}
