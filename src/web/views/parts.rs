//! Small pieces that many pages show: state tags, due dates, citations, persons, files, page links.

use super::{Link, component};
use crate::i18n::L;
use askama::Template;
use chrono::NaiveDate;

/// Colour of a tag. Its words always say the same, so the colour is never the only sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Neutral.
    #[default]
    Grey,
    /// Under way.
    Blue,
    /// Done, in time, in force.
    Green,
    /// Needs attention soon; not verified.
    Yellow,
    /// Late, refused, failed.
    Red,
}

impl Tone {
    /// CSS class.
    pub fn class(&self) -> &'static str {
        match self {
            Tone::Grey => "tag--grey",
            Tone::Blue => "tag--blue",
            Tone::Green => "tag--green",
            Tone::Yellow => "tag--yellow",
            Tone::Red => "tag--red",
        }
    }
}

/// A short state in words.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<strong class="tag {{ tone.class() }}">{{ text }}</strong>"#, ext = "html")]
pub struct Tag {
    /// Words.
    pub text: String,
    /// Colour.
    pub tone: Tone,
}

impl Tag {
    /// A tag.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    /// "Còn n ngày" or "Còn n ngày làm việc", and its colour.
    pub fn remaining(l: L, days: i64, working: bool) -> Self {
        let tone = match days {
            ..0 => Tone::Red,
            0..=2 => Tone::Yellow,
            _ => Tone::Green,
        };
        Self::new(if working { l.remaining_working(days) } else { l.remaining(days) }, tone)
    }
}

/// A due date with the time left and the way to its explanation.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/due.html")]
pub struct Due {
    /// Words.
    pub l: L,
    /// "Thứ Sáu, 09/01/2026".
    pub date: String,
    /// Time left or over, or "in time", "late", "stopped".
    pub tag: Option<Tag>,
    /// Page that explains the date day by day.
    pub href: Option<String>,
    /// The calendar of that time is not published yet.
    pub provisional: bool,
}

impl Due {
    /// A running deadline: working days left, negative when over.
    pub fn running(l: L, on: NaiveDate, days: i64, href: impl Into<String>) -> Self {
        let tag = Some(Tag::remaining(l, days, true));
        Self { l, date: l.date(on), tag, href: Some(href.into()), provisional: false }
    }
}

/// Whether a citation is law and how sure we are of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The provision's own text was read.
    Text,
    /// In part, or its number is not certain.
    Partly,
    /// Not verified.
    No,
    /// Policy, and who set it.
    Policy(String),
}

/// A provision that something rests on.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/basis.html")]
pub struct Basis {
    /// Words.
    pub l: L,
    /// For example "Pháp lệnh 33/2007, Điều 16(2)".
    pub citation: String,
    /// Its entry in the provisions register.
    pub href: String,
    /// Law or policy, verified or not.
    pub mark: Mark,
}

/// Who acted, as he was then.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/person.html")]
pub struct Person {
    /// Words.
    pub l: L,
    /// Name; none for the service itself or when erased.
    pub name: Option<String>,
    /// Post.
    pub post: String,
    /// Organisation.
    pub org: String,
    /// For whom he stood in.
    pub deputy_for: Option<String>,
}

/// A stored file.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/file.html")]
pub struct FileLink {
    /// Words.
    pub l: L,
    /// File name.
    pub name: String,
    /// Download.
    pub href: String,
    /// "1,2 MB".
    pub size: String,
    /// "DOCX".
    pub format: String,
    /// SHA-256, hex, whole.
    pub sha256: String,
}

impl FileLink {
    /// The first digits of the hash.
    pub fn short_hash(&self) -> &str {
        self.sha256.get(..12).unwrap_or(&self.sha256)
    }
}

/// One line of a summary list.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What.
    pub label: String,
    /// The fact.
    pub value: String,
    /// The value is user text or a name: isolate its direction.
    pub isolate: bool,
}

impl Fact {
    /// A fact in our words.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), isolate: false }
    }

    /// A fact in somebody's own words.
    pub fn typed(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { isolate: true, ..Self::new(label, value) }
    }
}

/// Links between keyset pages.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/pager.html")]
pub struct Pager {
    /// Words.
    pub l: L,
    /// Back to the first page, when this is not it.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

/// A tab as a link.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Words.
    pub text: String,
    /// Target.
    pub href: String,
    /// The present one.
    pub current: bool,
    /// How many, or "more than a hundred".
    pub count: Option<String>,
}

/// A banner at the head of a dossier: a lapsed pack, sample data.
#[derive(Debug, Clone)]
pub struct Banner {
    /// What it says.
    pub text: String,
    /// Where more is said.
    pub link: Option<Link>,
}

component!(Tag, Due, Basis, Person, FileLink, Pager);
