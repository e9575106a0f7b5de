//! Cases under Law 70/2020 and Decree 64/2021, for the tests of its rules.

use super::law;
use super::town::*;
use engine::command::Data;
use engine::dossier::{Case, Details, OpinionKind};
use engine::ids::DocumentId;
use engine::pack::{Act, ChecklistEffect, Class};
use engine::refusal::Refusal;

/// What an official states under the Law: every clause is there that a unit's agreement needs.
pub fn stated(case: Case) -> Details {
    let pack = law();
    let demanded =
        |id: &str| pack.checklist.iter().any(|item| item.id == id && item.effect == ChecklistEffect::Demanded);
    let mut details = Details { bodies: vec![body(MOIT)], case, ..details(&pack, Class::NonBinding) };
    for (id, yes) in &mut details.checklist {
        *yes = demanded(id);
    }
    details
}

pub fn opened(details: Details, now: &str) -> Result<Town, Refusal> {
    Town::under(law(), details, &[], now)
}

pub fn usual() -> Town {
    opened(stated(Case::default()), "2024-03-04T09:00:00").unwrap()
}

/// A case on a document that there is.
pub fn on_document(act: Act) -> Case {
    Case { act, document: Some(DocumentId(uuid(77))), ..Case::default() }
}

pub fn of_unit(party: &str) -> Case {
    Case { party: Some(party.to_owned()), unit: Some(org(30)), ..Case::default() }
}

pub fn on_ground(ground: &str) -> Case {
    Case { ground: Some(ground.to_owned()), ..Case::default() }
}

pub fn asks(town: &mut Town, bodies: &[u128], papers: &[&str]) {
    town.cleared();
    let bodies = bodies.iter().map(|of| body(*of)).collect();
    town.ok_with(&official(), "request-opinions", Data::Request { bodies }, papers);
}

pub fn answers(town: &mut Town, who: &engine::actor::Actor, of: u128, kind: OpinionKind) {
    let data = town.answer(of, kind, &[]);
    town.ok(who, "answer", data);
}

pub fn incomplete(town: &Town, of: u128) -> Data {
    let missing = vec!["proposal".to_owned()];
    Data::Incomplete { consultation: town.row(of).id, missing, message: "Thiếu phần tác động.".to_owned() }
}

pub fn pm(dated_on: &str, favourable: bool) -> Data {
    Data::PmOpinion {
        number: "123/VPCP-QHQT".to_owned(),
        dated_on: on(dated_on),
        signer: name("Trần Văn B"),
        favourable,
        gist: "ý kiến".to_owned(),
    }
}

/// To the signing, everybody agreeing.
pub fn signed(town: &mut Town, papers: &[&str]) {
    asks(town, &[MOFA, MOIT], papers);
    answers(town, &mofa(), MOFA, OpinionKind::Agree);
    answers(town, &moit(), MOIT, OpinionKind::Agree);
    town.ok(&official(), "propose-decision", Data::Note(None));
    town.ok(&leader(), "decide", decision());
    let signing = town.signing();
    town.ok_with(&official(), "record-signing", signing, &["signed-copy"]);
}

pub fn duties(town: &Town) -> Vec<&str> {
    town.dossier.duties.iter().map(|duty| duty.rule.as_str()).collect()
}

pub fn due(town: &Town, rule: &str) -> Option<chrono::NaiveDate> {
    let duty = town.dossier.duties.iter().find(|duty| duty.rule == rule).unwrap();
    duty.clock.and_then(|clock| town.dossier.clock(clock)).and_then(|clock| clock.due_on)
}
