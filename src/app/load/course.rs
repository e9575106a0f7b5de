//! The course of one dossier: opened, taken as far as the dice say, and written as rows with its record.

use super::people::Cast;
use super::{Dice, Order};
use crate::app::record::{Line, chain};
use crate::app::{App, Error, Who, document};
use crate::store::dossiers::Replayed;
use crate::store::record::dossier_stream;
use crate::store::{self, Batch, Head};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use engine::command::{Command, Data, Seen};
use engine::decide::{Context, Decision, Opening, decide, open};
use engine::dossier::{Body, Case, Details, Dossier, File, OpinionKind, Paper, SignBy, Signatory, TextFile, Title};
use engine::ids::{AttachmentId, DossierId};
use engine::pack::{Class, Pack};
use engine::record::Kind;
use engine::target::NONE;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The province of dossier `n` and its number there.
pub fn place(cast: &Cast, n: u64) -> (usize, u32) {
    let provinces = cast.localities.len().max(1) as u64;
    let place = usize::try_from(n % provinces).unwrap_or_default();
    (place, u32::try_from(n / provinces + 1).unwrap_or(u32::MAX))
}

/// How far a dossier has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Draft,
    Clearance,
    Cleared,
    Asked,
    Decision,
    Signing,
    Signed,
    Closed,
}

/// Of a thousand dossiers a year: most are done, some are on their way.
fn reach(dice: &mut Dice) -> Reach {
    match dice.roll(1000) {
        0..40 => Reach::Draft,
        40..60 => Reach::Clearance,
        60..70 => Reach::Cleared,
        70..150 => Reach::Asked,
        150..170 => Reach::Decision,
        170..200 => Reach::Signing,
        200..250 => Reach::Signed,
        _ => Reach::Closed,
    }
}

/// The rows of one dossier.
#[derive(Default)]
pub struct Rows {
    /// The document that it led to; to be written before the dossier, which refers to it.
    pub document: Batch,
    /// All others.
    pub dossier: Batch,
    /// Entries of its record among them.
    pub entries: u64,
}

/// A dossier in the making.
struct Maker<'a> {
    app: &'a App,
    cast: &'a Cast,
    pack: &'a Pack,
    rows: Rows,
    dice: Dice,
    now: DateTime<Utc>,
    dossier: Dossier,
    head: Head,
    papers_at: Vec<DateTime<Utc>>,
    document: Option<Uuid>,
}

/// The rows of dossier `n`.
pub fn dossier(app: &App, cast: &Cast, order: Order, n: u64) -> Result<Rows, Error> {
    let mut dice = Dice::new(order.seed, n);
    let overdue = n >= order.dossiers.saturating_sub(order.overdue);
    let reach = if overdue { Reach::Asked } else { reach(&mut dice) };
    let (place, number) = place(cast, n);
    let locality = cast.localities.get(place).ok_or_else(|| Error::Fault("no such province".to_owned()))?;
    let end = app.clock.now();
    let days = match (overdue, reach) {
        // Three or seven working days ran out some days ago.
        (true, _) => 16 + dice.roll(4),
        (false, Reach::Closed) => 40 + dice.roll(325),
        (false, Reach::Signed) => 12,
        // Nothing is due yet.
        _ => 3,
    };
    let minutes = i64::try_from(days * 24 * 60 + dice.roll(400)).unwrap_or_default();
    let now = end - TimeDelta::minutes(minutes);
    let pack = &app
        .registry
        .for_start(engine::calendar::local_date(now), &crate::app::demo::rules(), engine::pack::Act::Conclude)?
        .pack;
    let fast = dice.roll(10) < 6;
    let number = format!("{}-{}-{number:04}", locality.code, app.today().year());
    let opening = Opening {
        id: DossierId(app.ids.uuid()),
        number,
        org: locality.department,
        details: details(cast, pack, &mut dice, fast),
    };
    let off = BTreeSet::new();
    let calendar = app.registry.calendar();
    let cx = Context { now, calendar, seed: app.ids.uuid(), off: &off, targets: &NONE };
    let decision = open(pack, &locality.official.actor, &opening, &cx)?;
    let mut maker = Maker {
        app,
        cast,
        pack,
        rows: Rows::default(),
        dice,
        now,
        dossier: decision.after.clone(),
        head: Head::empty(),
        papers_at: Vec::new(),
        document: None,
    };
    maker.enter(&locality.official, "open", decision)?;
    maker.run(&locality.official, &locality.leader, fast, reach)?;
    maker.finish()
}

fn details(cast: &Cast, pack: &Pack, dice: &mut Dice, fast: bool) -> Details {
    let partner = dice.roll(cast.partners.len() as u64);
    let title = |lang: &str, text: String| Title { lang: lang.to_owned(), text };
    let names = ["kinh tế", "du lịch", "giáo dục", "khoa học", "môi trường", "thương mại", "văn hóa"];
    let about = names.get(usize::try_from(dice.roll(7)).unwrap_or_default()).copied().unwrap_or("kinh tế");
    let kind = pack.kinds.iter().find(|kind| (kind.usual_class == Class::NonBinding) == fast);
    let field = pack.fields.iter().filter(|field| !field.sensitive).nth(usize::try_from(dice.roll(4)).unwrap_or(0));
    let binding = |id: &str| !fast && pack.checklist.iter().find(|item| is_binding(item)).is_some_and(|it| it.id == id);
    Details {
        partner: cast
            .partners
            .get(usize::try_from(partner).unwrap_or_default())
            .copied()
            .unwrap_or(engine::ids::PartnerId(Uuid::nil())),
        titles: vec![
            title("vi", format!("Bản ghi nhớ hợp tác về {about} với Thành phố mẫu {:03}", partner + 1)),
            title("en", format!("Memorandum of cooperation with Sample City {:03}", partner + 1)),
        ],
        kind: kind.map(|kind| kind.id.clone()).unwrap_or_default(),
        purpose: format!("Thúc đẩy hợp tác về {about} giữa hai địa phương."),
        fields: field.map(|field| field.id.clone()).into_iter().collect(),
        checklist: pack.checklist.iter().map(|item| (item.id.clone(), binding(&item.id))).collect(),
        class: if fast { Class::NonBinding } else { Class::Binding },
        class_reason: None,
        bodies: if fast { Vec::new() } else { cast.bodies.get(1).map(|(body, _)| *body).into_iter().collect() },
        case: Case::default(),
        planned_signing_on: None,
        term: Some("Ba năm kể từ ngày ký.".to_owned()),
        not_secret: true,
        sample: Some("load".to_owned()),
    }
}

fn is_binding(item: &engine::pack::ChecklistItem) -> bool {
    item.effect == engine::pack::ChecklistEffect::Binding
}

impl Maker<'_> {
    /// Some hours later.
    fn later(&mut self) {
        let minutes = i64::try_from(30 + self.dice.roll(300)).unwrap_or(30);
        self.now += TimeDelta::minutes(minutes);
    }

    fn act(&mut self, who: &Who, transition: &str, data: Data, papers: Vec<Paper>) -> Result<(), Error> {
        self.later();
        let off = BTreeSet::new();
        let (app, seed) = (self.app, self.app.ids.uuid());
        let cx = Context { now: self.now, calendar: app.registry.calendar(), seed, off: &off, targets: &NONE };
        let row = data.consultation().and_then(|id| self.dossier.row(id));
        let step_revision = row.map_or(self.dossier.step, |row| row.step);
        let seen = Some(Seen { text_revision: self.dossier.text_revision(), step_revision });
        self.papers_at.extend(papers.iter().map(|_| self.now));
        let command = Command { transition: transition.to_owned(), seen, data, papers };
        let decision = decide(self.pack, &self.dossier, &who.actor, &command, &cx)?;
        self.enter(who, transition, decision)
    }

    /// Chains the entry of a decision.
    fn enter(&mut self, who: &Who, act: &str, decision: Decision) -> Result<(), Error> {
        let stream = dossier_stream(decision.after.id);
        let by = who.by(&decision.acting);
        let documents = &mut self.rows.document;
        let made = document::of_signing(self.app, documents, &decision.after, &decision.events, by.clone())?;
        self.document = made.or(self.document);
        let line = Line { basis: decision.basis, events: decision.events, ..Line::new(Kind::Command, act) };
        let next = chain(&stream, &self.head, self.now, by, line)?;
        store::record::append(&mut self.rows.dossier, self.app.ids.uuid(), &next.entry, &next.sealed)?;
        self.head = next.head;
        self.dossier = decision.after;
        Ok(())
    }

    fn copy(&self, n: usize) -> Option<File> {
        let file = self.cast.files.get(n)?;
        Some(File { id: AttachmentId(self.app.ids.uuid()), ..file.clone() })
    }

    fn paper(&self, rule: &str) -> Vec<Paper> {
        self.copy(2).map(|file| Paper { paper: rule.to_owned(), file }).into_iter().collect()
    }

    fn run(&mut self, official: &Who, leader: &Who, fast: bool, reach: Reach) -> Result<(), Error> {
        if self.dice.roll(4) == 0 && reach == Reach::Draft {
            return Ok(());
        }
        let texts = [("vi", 0), ("en", 1)];
        let texts =
            texts.into_iter().filter_map(|(lang, n)| Some(TextFile { lang: lang.to_owned(), file: self.copy(n)? }));
        let text = Data::Text { texts: texts.collect(), note: "Bản đầu tiên".to_owned() };
        self.act(official, "revise-text", text, Vec::new())?;
        if reach == Reach::Draft {
            return Ok(());
        }
        self.act(official, "send-to-clearance", Data::Note(None), Vec::new())?;
        if reach == Reach::Clearance {
            return Ok(());
        }
        self.act(leader, "clear", Data::Note(None), Vec::new())?;
        if reach == Reach::Cleared {
            return Ok(());
        }
        self.consult(official, fast, reach)?;
        if reach == Reach::Asked {
            return Ok(());
        }
        self.conclude(official, leader, fast, reach)
    }

    fn consult(&mut self, official: &Who, fast: bool, reach: Reach) -> Result<(), Error> {
        let asked: Vec<Body> = self.cast.bodies.iter().take(if fast { 1 } else { 2 }).map(|(body, _)| *body).collect();
        let request = if fast { "request-agreement" } else { "request-opinions" };
        self.act(official, request, Data::Request { bodies: asked }, Vec::new())?;
        if reach == Reach::Asked {
            return Ok(());
        }
        let cast = self.cast;
        let rows: Vec<_> = self.dossier.board.iter().map(|row| (row.id, row.body.org)).collect();
        for (row, org) in rows {
            let Some((_, reviewer)) = cast.bodies.iter().find(|(body, _)| body.org == org) else { continue };
            let answer = Data::Answer {
                consultation: row,
                kind: OpinionKind::Agree,
                remarks: Vec::new(),
                advice: "Nhất trí với nội dung dự thảo.".to_owned(),
            };
            self.act(reviewer, "answer", answer, Vec::new())?;
        }
        Ok(())
    }

    fn conclude(&mut self, official: &Who, leader: &Who, fast: bool, reach: Reach) -> Result<(), Error> {
        if !fast {
            self.act(official, "propose-decision", Data::Note(None), Vec::new())?;
        }
        if reach == Reach::Decision {
            return Ok(());
        }
        let [signer, foreign] = self.cast.signers.clone();
        let decision = Data::Decision {
            sign_by: SignBy::Head,
            signer,
            signer_title: "Chủ tịch Ủy ban nhân dân".to_owned(),
            responsible: fast,
        };
        self.act(leader, if fast { "take-responsibility" } else { "decide" }, decision, Vec::new())?;
        if reach == Reach::Signing {
            return Ok(());
        }
        self.now += TimeDelta::days(1);
        let signing = Data::Signing {
            signed_on: engine::calendar::local_date(self.now),
            place: "Thành phố mẫu".to_owned(),
            foreign: vec![Signatory { name: foreign, title: "Thị trưởng".to_owned() }],
        };
        let copy = self.paper("signed-copy");
        self.act(official, "record-signing", signing, copy)?;
        if reach == Reach::Signed {
            return Ok(());
        }
        let duties: Vec<_> = self.dossier.duties.iter().map(|duty| (duty.id, duty.rule.clone())).collect();
        for (duty, rule) in duties {
            let evidence = self.pack.duty(&rule).and_then(|rule| rule.evidence.clone());
            let papers = evidence.map(|paper| self.paper(&paper)).unwrap_or_default();
            let done = Data::Duty { duty, note: "Số 12/BC-UBND".to_owned() };
            self.act(official, "fulfil-duty", done, papers)?;
        }
        self.act(official, "close", Data::Note(None), Vec::new())
    }

    fn finish(mut self) -> Result<Rows, Error> {
        let mut facts = self.app.facts(self.pack, &self.dossier, self.now)?;
        facts.document = self.document;
        let replayed = Replayed { dossier: &self.dossier, facts, head: &self.head, papers_at: &self.papers_at };
        store::dossiers::fill(&mut self.rows.dossier, &replayed)?;
        self.rows.entries = self.head.seq;
        Ok(self.rows)
    }
}
