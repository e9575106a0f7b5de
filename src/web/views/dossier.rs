//! A dossier's page: where it stands, who holds it and why, what the reader may do, and everything that happened.

use super::parts::{Banner, Basis, Due, Fact, FileLink, Person, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// Place of a phase in the step bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Ahead,
}

/// A phase in the step bar.
#[derive(Debug, Clone)]
pub struct Step {
    /// Title.
    pub title: String,
    /// Place.
    pub progress: Progress,
    /// Who holds it here, or when it was done.
    pub note: Option<String>,
}

/// Who holds the dossier now, by when and why.
#[derive(Debug, Clone)]
pub struct HolderBox {
    /// Bodies or posts.
    pub who: Vec<String>,
    /// Why: what is waited for.
    pub why: String,
    /// By when.
    pub due: Option<Due>,
    /// The clock is stopped: why.
    pub stopped: Option<String>,
    /// Nothing more to do.
    pub closed: bool,
    /// By which provisions.
    pub basis: Vec<Basis>,
}

/// Something the reader may do now.
#[derive(Debug, Clone)]
pub struct ActionLink {
    /// Button.
    pub title: String,
    /// Its form.
    pub href: String,
    /// The next step of the procedure, shown first and as a button.
    pub main: bool,
}

/// Something the reader could do, but not now.
#[derive(Debug, Clone)]
pub struct BarredAction {
    /// What.
    pub title: String,
    /// Why not, and what helps.
    pub reason: String,
    /// By which provisions.
    pub basis: Vec<Basis>,
}

/// A clock.
#[derive(Debug, Clone)]
pub struct ClockRow {
    /// Title.
    pub title: String,
    /// Whose.
    pub whose: String,
    /// By which provisions.
    pub basis: Vec<Basis>,
    /// Length, for example "7 ngày làm việc"; none where no provision gives one.
    pub budget: Option<String>,
    /// Day of the event, which is not counted.
    pub event_on: String,
    /// The due date; none while stopped or without a budget.
    pub due: Option<Due>,
    /// Running, stopped, in time, late.
    pub state: Tag,
    /// It has ended.
    pub ended: bool,
    /// The date without stops, when there were stops.
    pub without_stops: Option<String>,
}

/// A remark with its reply.
#[derive(Debug, Clone)]
pub struct RemarkView {
    /// Clause; empty for the whole text.
    pub clause: String,
    /// The remark.
    pub text: String,
    /// "Tiếp thu" or "Giải trình", and the words.
    pub reply: Option<(Tag, String)>,
}

/// A request for supplements.
#[derive(Debug, Clone)]
pub struct SupplementView {
    /// What is needed.
    pub message: String,
    /// Papers of the list that are missing.
    pub missing: Vec<String>,
    /// When it was asked.
    pub asked_at: String,
    /// What was supplied, and when.
    pub reply: Option<(String, String)>,
}

/// One row of the consultation board.
#[derive(Debug, Clone)]
pub struct BoardRow {
    /// Anchor on the page.
    pub id: String,
    /// The body.
    pub body: String,
    /// "lần 2", for a second round.
    pub round: Option<String>,
    /// Text revision asked about.
    pub revision: u32,
    /// Agreement in principle is asked.
    pub in_principle: bool,
    /// When asked.
    pub requested_at: String,
    /// Day of receipt.
    pub received_on: String,
    /// Evidence when that day was corrected.
    pub receipt_evidence: Option<String>,
    /// Since when the dossier is complete, or that it is not, where the time runs from that.
    pub complete: Option<String>,
    /// Due date.
    pub due: Option<Due>,
    /// Waiting, stopped, answered, void, withdrawn.
    pub status: Tag,
    /// Agree, agree with remarks, disagree.
    pub opinion: Option<Tag>,
    /// It came late.
    pub late: bool,
    /// Who answered.
    pub by: Option<Person>,
    /// When.
    pub answered_at: Option<String>,
    /// Remarks.
    pub remarks: Vec<RemarkView>,
    /// Advice.
    pub advice: String,
    /// Requests for supplements.
    pub supplements: Vec<SupplementView>,
    /// The colleague who has taken it, while it waits.
    pub assigned: Option<String>,
    /// The date without stops, when there were stops.
    pub without_stops: Option<String>,
    /// What the reader may do with this row.
    pub actions: Vec<Link>,
}

impl BoardRow {
    /// There is more to show than the row.
    pub fn has_details(&self) -> bool {
        !self.remarks.is_empty() || !self.advice.is_empty() || !self.supplements.is_empty() || self.by.is_some()
    }
}

/// The consultation board.
#[derive(Debug, Clone)]
pub struct Board {
    /// Answers in on the current text.
    pub answered: u32,
    /// Asked on the current text.
    pub asked: u32,
    /// Rows that count now.
    pub rows: Vec<BoardRow>,
    /// Void and withdrawn rows.
    pub old_rows: Vec<BoardRow>,
}

/// A text revision.
#[derive(Debug, Clone)]
pub struct RevisionView {
    /// Number.
    pub no: u32,
    /// The one that counts.
    pub current: bool,
    /// What changed.
    pub note: String,
    /// Who.
    pub by: Person,
    /// When.
    pub at: String,
    /// Language and file.
    pub files: Vec<(String, FileLink)>,
    /// What it is: cleared, opinions in, decided, signed.
    pub marks: Vec<Tag>,
}

/// A paper, attached or missing.
#[derive(Debug, Clone)]
pub struct PaperRow {
    /// Title.
    pub title: String,
    /// Its files.
    pub files: Vec<FileLink>,
    /// For what it is needed, when it is missing.
    pub needed_for: Option<String>,
    /// By which provisions.
    pub basis: Vec<Basis>,
}

/// A duty.
#[derive(Debug, Clone)]
pub struct DutyRow {
    /// Title.
    pub title: String,
    /// What to do.
    pub instruction: String,
    /// Who owes it.
    pub owner: String,
    /// By when; none where no provision gives a date.
    pub due: Option<Due>,
    /// It is fulfilled.
    pub done: bool,
    /// Open, late, done.
    pub state: Tag,
    /// Evidence that closes it, or what was recorded.
    pub evidence: String,
    /// Its form.
    pub action: Option<Link>,
    /// By which provisions.
    pub basis: Vec<Basis>,
}

/// Facts under a heading: details, decision, Prime Minister's opinion, signing, entry into force.
#[derive(Debug, Clone)]
pub struct FactSection {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Shown at once, not only when asked for.
    pub open: bool,
    /// Facts.
    pub facts: Vec<Fact>,
}

/// A provision used.
#[derive(Debug, Clone)]
pub struct ProvisionUse {
    /// Citation with its mark.
    pub basis: Basis,
    /// Restatement.
    pub text: String,
}

/// An entry of the timeline.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// When.
    pub at: String,
    /// What.
    pub what: String,
    /// Who.
    pub who: Person,
    /// More, in the actors' own words.
    pub lines: Vec<String>,
    /// By which provisions.
    pub basis: Vec<Basis>,
    /// A refused attempt.
    pub refused: bool,
}

/// Steps of the timeline that are shown at once.
const TIMELINE_SHOWN: usize = 8;

/// The dossier's page.
#[derive(Debug, Clone, Template)]
#[template(path = "dossier/dossier.html")]
pub struct DossierPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Number.
    pub number: String,
    /// Title in the reader's language, or the Vietnamese one.
    pub title: String,
    /// Language tag, language and title of the others.
    pub other_titles: Vec<(String, String, String)>,
    /// Partner.
    pub partner: String,
    /// The partner's page.
    pub partner_href: String,
    /// The page of the signed document, once there is one.
    pub document_href: Option<String>,
    /// Locality and organisation that drafts.
    pub locality: String,
    /// Pack and version.
    pub pack: Link,
    /// Lapsed pack, sample data, switches.
    pub banners: Vec<Banner>,
    /// State.
    pub state: Tag,
    /// Track.
    pub track: String,
    /// Why this track, and what it departs from; policy is said to be policy.
    pub track_note: Option<String>,
    /// Class.
    pub class: Tag,
    /// Phases.
    pub steps: Vec<Step>,
    /// Who holds it.
    pub holder: HolderBox,
    /// Why the draft came back, and who sent it back when; none when it did not.
    pub returned: Option<TimelineEntry>,
    /// What the reader may do.
    pub actions: Vec<ActionLink>,
    /// What he may not do yet.
    pub barred: Vec<BarredAction>,
    /// The board, once bodies were asked.
    pub board: Option<Board>,
    /// Clocks.
    pub clocks: Vec<ClockRow>,
    /// Texts, newest first.
    pub revisions: Vec<RevisionView>,
    /// Papers.
    pub papers: Vec<PaperRow>,
    /// Duties.
    pub duties: Vec<DutyRow>,
    /// Facts.
    pub sections: Vec<FactSection>,
    /// Provisions used.
    pub provisions: Vec<ProvisionUse>,
    /// Timeline, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// The dossier's record, for those who may read it.
    pub record_href: Option<String>,
}

impl DossierPage {
    /// Clocks that ended.
    pub fn ended_clocks(&self) -> usize {
        self.clocks.iter().filter(|clock| clock.ended).count()
    }

    /// Duties fulfilled.
    pub fn done_duties(&self) -> usize {
        self.duties.iter().filter(|duty| duty.done).count()
    }
}
