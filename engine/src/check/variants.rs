//! The commands that are tried: for each transition every kind of data that can make a difference.

use super::rows::{Answers, of_row};
use super::world::{World, foreign, name, paper, text};
use crate::calendar::local_date;
use crate::command::{Command, Data, Seen};
use crate::dossier::{Body, ConsultationStatus, Dossier, SignBy};
use crate::ids::{ClockId, ConsultationId, DutyId};
use crate::pack::{Action, Pack, Transition};
use crate::text::Bilingual;
use chrono::{DateTime, Utc};

/// One command to try.
pub(super) struct Try {
    /// Row and duty it works on: what a button stands for.
    pub(super) row: Option<ConsultationId>,
    pub(super) duty: Option<DutyId>,
    pub(super) command: Command,
    /// The data in words.
    pub(super) words: Bilingual,
    /// The outcome may depend on which tracks are switched off.
    pub(super) switches: bool,
    /// Its outcome is judged, but leads beyond the bound.
    pub(super) beyond: bool,
}

/// What the variants depend on besides the dossier.
pub(super) struct Scope<'a> {
    pub(super) pack: &'a Pack,
    pub(super) world: &'a World,
    pub(super) revisions: u8,
    /// Fields, excluded content, unanswered questions and bodies change by edits as well.
    pub(super) details: bool,
    /// Every kind of answer of every body.
    pub(super) thorough: bool,
}

pub(super) fn words(vi: &str, en: &str) -> Bilingual {
    Bilingual::new(vi, en)
}

struct Maker<'a> {
    transition: &'a Transition,
    dossier: &'a Dossier,
    tries: Vec<Try>,
}

impl Maker<'_> {
    fn add(&mut self, data: Data, words: Bilingual) -> &mut Try {
        let row = data.consultation();
        let step = row.and_then(|row| self.dossier.row(row)).map_or(self.dossier.step, |row| row.step);
        let duty = match &data {
            Data::Duty { duty, .. } => Some(*duty),
            _ => None,
        };
        let command = Command {
            transition: self.transition.id.clone(),
            seen: Some(Seen { text_revision: self.dossier.text_revision(), step_revision: step }),
            data,
            papers: self.transition.papers.iter().map(|rule| paper(rule)).collect(),
        };
        self.tries.push(Try { row, duty, command, words, switches: false, beyond: false });
        let last = self.tries.len() - 1;
        &mut self.tries[last]
    }
}

/// Every variant of `transition` on `dossier`; the first may stand for all.
pub(super) fn variants(scope: &Scope, transition: &Transition, dossier: &Dossier, now: DateTime<Utc>) -> Vec<Try> {
    let mut make = Maker { transition, dossier, tries: Vec::new() };
    match transition.action {
        Action::Move | Action::Clear => drop(make.add(Data::Note(None), words("", ""))),
        Action::GiveBack => drop(make.add(Data::Reason("r".to_owned()), words("", ""))),
        Action::EditDetails => edits(&mut make, scope),
        Action::ReviseText => texts(&mut make, scope),
        Action::AttachPaper => {
            make.add(Data::Paper, words("", "")).command.papers = vec![paper(first_paper(scope.pack))];
        }
        Action::RequestOpinions => requests(&mut make, scope),
        Action::SubmitToPm => {
            let statement = "s".to_owned();
            make.add(Data::Submission { statement }, words("", ""));
        }
        Action::RecordPmOpinion => pm_opinions(&mut make, now),
        Action::Decide | Action::TakeResponsibility => decisions(&mut make),
        Action::RecordSigning => {
            let data = Data::Signing { signed_on: local_date(now), place: "p".to_owned(), foreign: foreign() };
            make.add(data, words("", ""));
        }
        Action::RecordInForce => {
            let data = Data::InForce { on: local_date(now), by: "b".to_owned() };
            make.add(data, words("", ""));
        }
        Action::FulfilDuty => duties(&mut make, scope.pack),
        Action::MarkOverdue | Action::Remind => {
            let clocks: Vec<ClockId> = dossier.open_clocks().map(|clock| clock.id).collect();
            for clock in clocks {
                make.add(Data::Clock { clock }, words("", ""));
            }
        }
        _ => rows(&mut make, scope, now),
    }
    if !transition.papers.is_empty()
        && let Some(first) = make.tries.first()
    {
        // Once more without the papers: refused, unless the dossier has them.
        let data = first.command.data.clone();
        make.add(data, words("không kèm giấy tờ", "without its papers")).command.papers.clear();
    }
    make.tries
}

/// A paper that the pack knows.
fn first_paper(pack: &Pack) -> &str {
    pack.papers.first().map_or("", |paper| paper.id.as_str())
}

fn edits(make: &mut Maker, scope: &Scope) {
    let named = make.dossier.details.bodies.len();
    for content in scope.world.contents.iter().copied() {
        // From one procedure to quite another leads the part on details; here each is opened for itself.
        let same = content.plain() && content.case(scope.pack) == make.dossier.details.case;
        if !scope.details && !same {
            continue;
        }
        let sizes = if scope.details { 0..=scope.world.others.len() } else { named..=named };
        for size in sizes {
            if let Some(details) = scope.world.details(scope.pack, content, size) {
                let said = content.describe(scope.pack);
                let said = Bilingual::new(
                    format!("{}; {size} cơ quan khác được nêu tên", said.vi),
                    format!("{}; {size} other bodies named", said.en),
                );
                make.add(Data::Details(Box::new(details)), said).switches = true;
            }
        }
    }
}

fn texts(make: &mut Maker, scope: &Scope) {
    let beyond = make.dossier.text_revision() >= u32::from(scope.revisions);
    let texts = |lang: &str| Data::Text { texts: vec![text(lang)], note: String::new() };
    make.add(texts("vi"), words("bằng tiếng Việt", "in Vietnamese")).beyond = beyond;
    if scope.details {
        make.add(texts("en"), words("không có tiếng Việt", "without a Vietnamese text")).beyond = beyond;
    }
}

/// What a body is called in a counter-example.
fn name_of(world: &World, body: &Body) -> Bilingual {
    match world.others.iter().position(|other| other.org == body.org) {
        Some(at) => Bilingual::new(format!("cơ quan {}", at + 1), format!("body {}", at + 1)),
        None if body.mofa => words("Bộ Ngoại giao", "the Ministry of Foreign Affairs"),
        None => words("cơ quan đối ngoại cấp tỉnh", "the external-relations agency"),
    }
}

fn requests(make: &mut Maker, scope: &Scope) {
    let world = scope.world;
    let lead = world.lead(scope.pack.track(&make.dossier.track));
    let unasked: Vec<Body> = world
        .others
        .iter()
        .filter(|other| !make.dossier.current_rows().any(|row| row.body.org == other.org && !row.in_principle))
        .copied()
        .collect();
    for count in 0..=unasked.len() {
        let some = &unasked[..count];
        let with_lead: Vec<Body> = std::iter::once(lead).chain(some.iter().copied()).collect();
        let said = name_of(world, &lead);
        make.add(
            Data::Request { bodies: with_lead },
            Bilingual::new(
                format!("{} và {count} cơ quan khác", said.vi),
                format!("{} and {count} other bodies", said.en),
            ),
        );
        let bodies = some.to_vec();
        make.add(
            Data::Request { bodies },
            Bilingual::new(format!("{count} cơ quan khác"), format!("{count} other bodies")),
        );
    }
    let bodies = vec![world.extra];
    make.add(Data::Request { bodies }, words("một cơ quan nữa", "one body more")).beyond = true;
}

fn rows(make: &mut Maker, scope: &Scope, now: DateTime<Utc>) {
    let world = scope.world;
    // Rows that count, and one that no longer does.
    let past = make
        .dossier
        .board
        .iter()
        .find(|row| matches!(row.status, ConsultationStatus::Void | ConsultationStatus::Withdrawn));
    let rows: Vec<(ConsultationId, Body, usize)> = make
        .dossier
        .current_rows()
        .chain(past)
        .map(|row| {
            let remarks = row.opinion.as_ref().map_or(0, |opinion| opinion.remarks.len());
            (row.id, row.body, remarks)
        })
        .collect();
    for (row, body, remarks) in rows {
        let of = name_of(world, &body);
        let leads = body.org == world.lead(scope.pack.track(&make.dossier.track)).org;
        let in_principle = make.dossier.row(row).is_some_and(|row| row.in_principle);
        let answers = match (scope.thorough, leads, in_principle) {
            (true, ..) => Answers::All,
            (_, true, true) => Answers::WithoutRemarks,
            (_, true, false) => Answers::All,
            (_, false, _) => Answers::Three,
        };
        for (data, said) in of_row(make.transition.action, row, answers, remarks, now, first_paper(scope.pack)) {
            let both = Bilingual::new(format!("{}: {}", of.vi, said.vi), format!("{}: {}", of.en, said.en));
            make.add(data, both).switches = make.transition.action == Action::Reclassify;
        }
    }
}

fn pm_opinions(make: &mut Maker, now: DateTime<Utc>) {
    for favourable in [true, false] {
        let data = Data::PmOpinion {
            number: "1".to_owned(),
            dated_on: local_date(now),
            signer: name(),
            favourable,
            gist: "g".to_owned(),
        };
        let said = if favourable {
            words("đồng ý việc ký kết", "in favour of concluding")
        } else {
            words("không đồng ý việc ký kết", "against concluding")
        };
        make.add(data, said);
    }
}

fn decisions(make: &mut Maker) {
    for (sign_by, responsible) in
        [(SignBy::Head, true), (SignBy::Authorised, true), (SignBy::Head, false), (SignBy::Authorised, false)]
    {
        let data = Data::Decision { sign_by, signer: name(), signer_title: "t".to_owned(), responsible };
        let said = match (sign_by, responsible) {
            (SignBy::Head, true) => words("người đứng đầu ký, nhận trách nhiệm", "the head signs, responsible"),
            (SignBy::Authorised, true) => words("ủy quyền ký, nhận trách nhiệm", "another signs, responsible"),
            (SignBy::Head, false) => words("người đứng đầu ký", "the head signs"),
            (SignBy::Authorised, false) => words("ủy quyền ký", "another signs"),
        };
        make.add(data, said);
    }
}

fn duties(make: &mut Maker, pack: &Pack) {
    let duties: Vec<(DutyId, String)> = make.dossier.duties.iter().map(|duty| (duty.id, duty.rule.clone())).collect();
    for (duty, rule) in duties {
        let data = Data::Duty { duty, note: "n".to_owned() };
        let evidence = pack.duty(&rule).and_then(|rule| rule.evidence.clone());
        let said = Bilingual::new(rule.clone(), rule);
        make.add(data.clone(), said.clone()).command.papers.extend(evidence.as_deref().map(paper));
        if evidence.is_some() {
            make.add(data, said);
        }
    }
}
