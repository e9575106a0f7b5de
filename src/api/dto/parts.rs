//! Parts of a dossier: commands, board, duties, texts, papers, and what was decided and signed.

use super::{CitedOut, FileOut, OrgOut, SeenJson, Text, cited, instant, name};
use crate::app::App;
use crate::app::read::View;
use crate::http::words;
use crate::i18n::L;
use chrono::NaiveDate;
use engine::clock::is_late;
use engine::decide::Available;
use engine::dossier::{Consultation, Duty, Revision};
use engine::pack::Transition;
use engine::refusal::Refusal;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a command is not open yet.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BlockedOut {
    /// Stable code.
    pub code: String,
    /// The fact that does not hold.
    pub guard: Option<String>,
    /// The same in the reader's language, and what to do.
    pub message: String,
    /// Provisions.
    pub basis: Vec<CitedOut>,
}

/// A command that is the caller's in the present state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AvailableOut {
    /// What to send as `command`.
    pub command: String,
    /// Title.
    pub title: Text,
    /// What it does; fixes the shape of `data`.
    pub action: String,
    /// Board row it would work on: send it in `data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consultation: Option<Uuid>,
    /// Duty it would fulfil: send it in `data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Uuid>,
    /// What to send back as `seen`.
    pub seen: SeenJson,
    /// Papers that must come with it.
    pub papers: Vec<String>,
    /// In which role the caller would act.
    pub role: String,
    /// Why not yet; empty when it is open.
    pub blocked: Vec<BlockedOut>,
}

impl AvailableOut {
    /// A command, in words.
    pub async fn new(app: &App, l: L, view: &View, found: &Available) -> Self {
        let transition: Option<&Transition> =
            view.pack.track(&view.dossier.track).and_then(|track| track.transition(&found.transition));
        let mut blocked = Vec::new();
        for refusal in &found.blocked {
            blocked.push(self::blocked(app, l, view, refusal).await);
        }
        Self {
            command: found.transition.clone(),
            title: transition
                .map(|known| Text::from(&known.title))
                .unwrap_or(Text { vi: found.transition.clone(), en: found.transition.clone() }),
            action: name(&found.action),
            consultation: found.consultation.map(|id| id.0),
            duty: found.duty.map(|id| id.0),
            seen: found.seen.into(),
            papers: found.papers.clone(),
            role: found.role.as_str().to_owned(),
            blocked,
        }
    }
}

async fn blocked(app: &App, l: L, view: &View, refusal: &Refusal) -> BlockedOut {
    BlockedOut {
        code: refusal.code.as_str().to_owned(),
        guard: refusal.guard.map(words::guard_name),
        message: words::refusal(l, app, Some(&view.pack), refusal).await.detail,
        basis: cited(&view.pack, &refusal.basis),
    }
}

/// The locality's reply to a remark.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplyOut {
    /// Accepted; otherwise explained.
    pub accepted: bool,
    /// Explanation.
    pub text: String,
}

/// A remark of a body.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RemarkOut {
    /// Clause; empty for the whole text.
    pub clause: String,
    /// The remark.
    pub text: String,
    /// The reply.
    pub reply: Option<ReplyOut>,
}

/// A request for supplements.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SupplementOut {
    /// What the body needs.
    pub message: String,
    /// Papers of the list that are missing, where the dossier was found incomplete.
    pub missing: Vec<String>,
    /// When it asked.
    pub asked_at: String,
    /// What the locality answered.
    pub reply: Option<String>,
    /// When.
    pub supplied_at: Option<String>,
}

/// One row of the consultation board.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowOut {
    /// The request's id.
    pub consultation: Uuid,
    /// The body asked.
    pub body: OrgOut,
    /// Whether it is the Ministry of Foreign Affairs.
    pub mofa: bool,
    /// 1 for the first request to this body, then 2 …
    pub round: u32,
    /// Text revision asked about.
    pub text_revision: u32,
    /// Whether agreement in principle was asked (fast track).
    pub in_principle: bool,
    /// When it was sent.
    pub requested_at: String,
    /// Day of receipt, from which the body's time runs.
    pub received_on: NaiveDate,
    /// Evidence for a corrected day of receipt.
    pub receipt_evidence: Option<String>,
    /// Since when the dossier is complete, where the body's time runs from that; null while it is not.
    pub complete_on: Option<NaiveDate>,
    /// Its clock.
    pub clock: Uuid,
    /// Last day; none while stopped.
    pub due_on: Option<NaiveDate>,
    /// `open`, `stopped`, `answered`, `void` or `withdrawn`.
    pub status: String,
    /// Answered late, or late now.
    pub late: bool,
    /// `agree`, `agree-with-remarks` or `disagree`.
    pub opinion: Option<String>,
    /// Remarks.
    pub remarks: Vec<RemarkOut>,
    /// Advice beside the opinion.
    pub advice: String,
    /// When it was answered.
    pub answered_at: Option<String>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// Requests for supplements.
    pub supplements: Vec<SupplementOut>,
    /// Step of this row: what to send as `seen.step_revision` for acts on it.
    pub step_revision: u32,
    /// The colleague who has taken it.
    pub assigned: Option<String>,
}

impl RowOut {
    /// A row, in words.
    pub fn new(app: &App, view: &View, row: &Consultation) -> Self {
        let clock = view.dossier.clock(row.clock);
        let opinion = row.opinion.as_ref();
        let late_now = clock.is_some_and(|clock| clock.closed_at.is_none() && is_late(clock, app.clock.now()));
        let remarks = opinion.map(|opinion| opinion.remarks.as_slice()).unwrap_or_default();
        Self {
            consultation: row.id.0,
            body: OrgOut::new(row.body.org, &view.names),
            mofa: row.body.mofa,
            round: row.round,
            text_revision: row.text_revision,
            in_principle: row.in_principle,
            requested_at: instant(row.requested_at),
            received_on: row.received_on,
            receipt_evidence: row.receipt_evidence.clone(),
            complete_on: row.complete_on,
            clock: row.clock.0,
            due_on: clock.and_then(|clock| clock.due_on),
            status: name(&row.status),
            late: opinion.map_or(late_now, |opinion| opinion.late),
            opinion: opinion.map(|opinion| name(&opinion.kind)),
            remarks: remarks
                .iter()
                .map(|remark| RemarkOut {
                    clause: remark.clause.clone(),
                    text: remark.text.clone(),
                    reply: remark
                        .reply
                        .as_ref()
                        .map(|reply| ReplyOut { accepted: reply.accepted, text: reply.text.clone() }),
                })
                .collect(),
            advice: opinion.map(|opinion| opinion.advice.clone()).unwrap_or_default(),
            answered_at: opinion.map(|opinion| instant(opinion.at)),
            answered_by: opinion.and_then(|opinion| view.names.account(opinion.by)),
            supplements: row
                .supplements
                .iter()
                .map(|asked| SupplementOut {
                    message: asked.message.clone(),
                    missing: asked.missing.clone(),
                    asked_at: instant(asked.asked_at),
                    reply: asked.reply.clone(),
                    supplied_at: asked.supplied_at.map(instant),
                })
                .collect(),
            step_revision: row.step,
            assigned: view.names.account(row.assigned),
        }
    }
}

/// How a duty was fulfilled.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FulfilledOut {
    /// What was done.
    pub note: String,
    /// When.
    pub at: String,
    /// By whom.
    pub by: Option<String>,
}

/// A duty after signing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyOut {
    /// Id.
    pub id: Uuid,
    /// Duty rule of the pack.
    pub rule: String,
    /// Title.
    pub title: Text,
    /// What the owner has to do.
    pub instruction: Text,
    /// Its clock.
    pub clock: Option<Uuid>,
    /// Last day, where a provision gives one.
    pub due_on: Option<NaiveDate>,
    /// Whether it is late.
    pub late: bool,
    /// Paper that must come with its fulfilment.
    pub evidence: Option<String>,
    /// Whether the procedure cannot be closed before it is fulfilled.
    pub closes: bool,
    /// When it was opened.
    pub opened_at: String,
    /// How it was fulfilled.
    pub fulfilled: Option<FulfilledOut>,
    /// Provisions.
    pub basis: Vec<CitedOut>,
}

impl DutyOut {
    /// A duty, in words; none when its rule is not in its pack.
    pub fn new(app: &App, view: &View, duty: &Duty) -> Option<Self> {
        let rule = view.pack.duty(&duty.rule)?;
        let clock = duty.clock.and_then(|id| view.dossier.clock(id));
        Some(Self {
            id: duty.id.0,
            rule: duty.rule.clone(),
            title: (&rule.title).into(),
            instruction: (&rule.instruction).into(),
            clock: duty.clock.map(|id| id.0),
            due_on: clock.and_then(|clock| clock.due_on),
            late: clock.is_some_and(|clock| is_late(clock, clock.closed_at.unwrap_or_else(|| app.clock.now()))),
            evidence: rule.evidence.clone(),
            closes: rule.closes,
            opened_at: instant(duty.opened_at),
            fulfilled: duty.fulfilled.as_ref().map(|done| FulfilledOut {
                note: done.note.clone(),
                at: instant(done.at),
                by: view.names.account(done.by),
            }),
            basis: cited(&view.pack, &rule.basis),
        })
    }
}

/// One language version of a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionOut {
    /// BCP 47 language tag.
    pub lang: String,
    /// The file.
    pub file: FileOut,
}

/// One revision of the text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevisionOut {
    /// 1, 2, 3 …
    pub revision: u32,
    /// What changed.
    pub note: String,
    /// When.
    pub at: String,
    /// By whom.
    pub by: Option<String>,
    /// Language versions.
    pub versions: Vec<VersionOut>,
}

impl RevisionOut {
    /// A revision.
    pub fn new(view: &View, revision: &Revision) -> Self {
        let number = &view.dossier.number;
        let version = |text: &engine::dossier::TextFile| VersionOut {
            lang: text.lang.clone(),
            file: FileOut::new(&text.file, number),
        };
        Self {
            revision: revision.no,
            note: revision.note.clone(),
            at: instant(revision.at),
            by: view.names.account(revision.by),
            versions: revision.texts.iter().map(version).collect(),
        }
    }
}

/// A paper of the dossier.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperOut {
    /// Paper rule of the pack.
    pub paper: String,
    /// Title.
    pub title: Option<Text>,
    /// The file.
    pub file: FileOut,
    /// Text revision for which it was attached; it does not serve a newer one.
    pub text_revision: u32,
}
