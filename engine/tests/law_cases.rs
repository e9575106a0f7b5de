//! Which case takes which way under Law 70/2020 and Decree 64/2021: changes and ends of a document, units of a province,
//! several signatories. Names of tests begin with the rule that they prove.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::command::Data;
use engine::dossier::{Case, OpinionKind, Rung};
use engine::ids::DocumentId;
use engine::pack::{Act, Class, Guard};
use engine::refusal::Code;
use support::statute::*;
use support::town::*;

#[test]
fn l07_a_change_is_notified_within_fifteen_days_of_its_effect() {
    let mut town = opened(stated(on_document(Act::Extend)), "2024-03-04T09:00:00").unwrap();
    assert_eq!(town.state(), "standard/draft", "the same procedure, Art. 33");
    signed(&mut town, &["proposal"]);
    assert!(duties(&town).contains(&"notice-of-change") && !duties(&town).contains(&"report-to-pm"));
    assert_eq!(due(&town, "notice-of-change"), None, "the day of effect is not known yet");
    let effect = |day: &str| Data::InForce { on: on(day), by: "Điều 2".to_owned() };
    town.ok(&official(), "record-in-force", effect("2024-04-01"));
    assert_eq!(due(&town, "notice-of-change"), Some(on("2024-04-16")), "fifteen days from 1 April");
    town.ok(&official(), "record-in-force", effect("2024-04-02"));
    assert_eq!(due(&town, "notice-of-change"), Some(on("2024-04-17")), "corrected");
    assert_eq!(town.dossier.duties.iter().filter(|duty| duty.rule == "notice-of-change").count(), 1);
    let notice = town.duty("notice-of-change");
    town.ok_with(&official(), "fulfil-duty", notice, &["notice-letter"]);
    town.ok(&official(), "record-in-force", effect("2024-04-03"));
    assert_eq!(town.dossier.duties.iter().filter(|duty| duty.rule == "notice-of-change").count(), 1, "done is done");
}

#[test]
fn l07_an_end_demanded_by_a_breach_cannot_be_declined() {
    let mut town =
        opened(stated(Case { mandatory: true, ..on_document(Act::Terminate) }), "2024-03-04T09:00:00").unwrap();
    asks(&mut town, &[MOFA, MOIT], &["proposal"]);
    answers(&mut town, &mofa(), MOFA, OpinionKind::Agree);
    answers(&mut town, &moit(), MOIT, OpinionKind::Agree);
    assert_eq!(town.no(&official(), "withdraw", reason()).guard, Some(Guard::NotMandatory));
    town.ok(&official(), "propose-decision", Data::Note(None));
    assert_eq!(town.no(&leader(), "decide-not-to-conclude", reason()).guard, Some(Guard::NotMandatory), "Art. 34");
    town.ok(&leader(), "decide", decision());
    // One side may end it.
    let Data::Signing { signed_on, place, .. } = town.signing() else { unreachable!() };
    let alone = Data::Signing { signed_on, place, foreign: vec![] };
    town.ok_with(&official(), "record-signing", alone, &["signed-copy"]);
    assert!(duties(&town).contains(&"notice-of-end"));
}

#[test]
fn l07_technical_changes_need_no_consultation() {
    let case = Case { ground: Some("technical".to_owned()), ..on_document(Act::Amend) };
    let mut town = opened(stated(case.clone()), "2024-03-04T09:00:00").unwrap();
    assert_eq!(town.state(), "technical/draft");
    town.cleared();
    town.ok(&official(), "propose-decision-directly", Data::Note(None));
    town.ok(&leader(), "decide", decision());
    let mut town = opened(stated(case), "2024-03-04T09:00:00").unwrap();
    asks(&mut town, &[MOFA, MOIT], &[]);
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2024-03-07")), "three working days, Art. 41");
    answers(&mut town, &mofa(), MOFA, OpinionKind::Agree);
    let no = town.no(&official(), "propose-decision", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::NothingAwaited), "who was asked is heard");
    // Nothing technical about a new agreement.
    let no = opened(stated(on_ground("technical")), "2024-03-04T09:00:00").err().unwrap();
    assert_eq!(no.field.as_deref(), Some("case_ground"));
}

#[test]
fn l07_a_change_of_name_alone_is_free_for_its_years() {
    let case = Case { ground: Some("party-name-only".to_owned()), ..on_document(Act::Amend) };
    for (day, open) in [("2025-06-30", false), ("2025-07-01", true), ("2027-02-28", true), ("2027-03-01", false)] {
        let found = opened(stated(case.clone()), &format!("{day}T09:00:00"));
        assert_eq!(found.is_ok(), open, "{day}: Decree 177/2025 Art. 10(2)");
    }
}

#[test]
fn l09_a_department_asks_the_agency_and_the_chairperson_decides() {
    let mut details = stated(of_unit("department"));
    details.checklist.insert("states-not-binding".to_owned(), false);
    let mut town = opened(details.clone(), "2024-03-04T09:00:00").unwrap();
    assert_eq!(town.state(), "attached-unit/draft");
    town.ok(&official(), "revise-text", text());
    let no = town.no(&official(), "send-to-clearance", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::DemandedContent), "Decree 64/2021 Art. 3(3)");
    details.checklist.insert("states-not-binding".to_owned(), true);
    town.ok(&official(), "edit-details", Data::Details(Box::new(details)));
    town.cleared();
    let no =
        town.no_with(&official(), "request-opinions", Data::Request { bodies: vec![body(MOIT)] }, &["unit-proposal"]);
    assert_eq!(no.guard, Some(Guard::LeadAsked), "the external-relations agency is always asked");
    let bodies = vec![body(AGENCY), body(MOIT)];
    town.ok_with(&official(), "request-opinions", Data::Request { bodies }, &["unit-proposal"]);
    assert_eq!(town.clock_of(AGENCY).due_on, Some(on("2024-03-13")), "seven working days, Art. 5(2)");
    answers(&mut town, &agency(), AGENCY, OpinionKind::Agree);
    answers(&mut town, &moit(), MOIT, OpinionKind::Agree);
    town.ok_with(&official(), "propose-decision", Data::Note(None), &["unit-submission"]);
    let clock = town.dossier.open_clocks().find(|clock| clock.rule == "unit-decision").unwrap();
    assert_eq!(clock.due_on, Some(on("2024-03-11")), "five working days, Art. 5(4)");
    let no = town.no(&leader(), "decide", decision());
    assert_eq!(no.field.as_deref(), Some("unit-decision"), "in writing, Art. 10");
    town.ok_with(&leader(), "decide", decision(), &["unit-decision"]);
    let signing = town.signing();
    town.ok_with(&official(), "record-signing", signing, &["signed-copy"]);
    assert_eq!(due(&town, "unit-report"), Some(on("2024-03-19")), "fifteen days, Art. 5(6)");
}

#[test]
fn l09_a_ministry_that_refuses_a_units_agreement_ends_it() {
    let mut details = stated(Case { subjects: vec!["defence".to_owned()], ..of_unit("department") });
    details.bodies.push(body(DEFENCE));
    let mut town = opened(details, "2024-03-04T09:00:00").unwrap();
    asks(&mut town, &[AGENCY, MOIT, DEFENCE], &["unit-proposal"]);
    answers(&mut town, &agency(), AGENCY, OpinionKind::Agree);
    answers(&mut town, &moit(), MOIT, OpinionKind::Agree);
    let refuses = town.answer(DEFENCE, OpinionKind::Disagree, &["Khu vực quân sự"]);
    town.ok(&defence(), "answer", refuses);
    let row = town.row(DEFENCE).id;
    let replies = vec![engine::dossier::Reply { accepted: true, text: "Tiếp thu.".to_owned() }];
    town.ok(&official(), "reply-to-remarks", Data::Replies { consultation: row, replies });
    let no = town.no_with(&official(), "propose-decision", Data::Note(None), &["unit-submission"]);
    assert_eq!(no.guard, Some(Guard::NoRefusal), "Art. 9: only after their written agreement");
    assert!(!town.pack.track("attached-unit").unwrap().states.iter().any(|state| state.id == "pm-opinion"));
}

#[test]
fn l09_districts_until_june_2025_and_border_communes_since() {
    for (party, day, track) in [
        ("district", "2025-06-30", Some("attached-unit/draft")),
        ("district", "2025-07-01", None),
        ("border-commune", "2025-06-30", None),
        ("border-commune", "2025-07-01", Some("border-commune/draft")),
    ] {
        let found = opened(stated(of_unit(party)), &format!("{day}T09:00:00"));
        assert_eq!(found.as_ref().ok().map(Town::state).as_deref(), track, "{party} on {day}");
        if let Err(no) = found {
            assert_eq!(no.field.as_deref(), Some("case_party"));
        }
    }
}

#[test]
fn l09_the_agency_answers_for_a_commune_or_asks_the_province() {
    let day = "2025-08-04T09:00:00";
    let mut town = opened(stated(of_unit("border-commune")), day).unwrap();
    asks(&mut town, &[AGENCY], &["unit-proposal"]);
    assert_eq!(town.state(), "border-commune/agency");
    let clock = town.dossier.open_clocks().find(|clock| clock.rule == "agency-consults").unwrap();
    assert_eq!(clock.due_on, Some(on("2025-08-07")), "three working days, Art. 7");
    let bodies = vec![body(MOIT)];
    town.ok(&agency(), "ask-provincial-bodies", Data::Request { bodies });
    assert_eq!(town.state(), "border-commune/consultation");
    assert_eq!(town.clock_of(MOIT).due_on, Some(on("2025-08-13")), "they answer in seven");
    let mut town = opened(stated(of_unit("border-commune")), day).unwrap();
    asks(&mut town, &[AGENCY], &["unit-proposal"]);
    let at_once = town.answer(AGENCY, OpinionKind::Agree, &[]);
    town.ok(&agency(), "answer-at-once", at_once);
    assert_eq!(town.state(), "border-commune/consultation");
    assert!(!town.dossier.open_clocks().any(|clock| clock.rule == "agency-consults"));
}

#[test]
fn l10_several_signatories_name_their_lead_in_writing() {
    let mut town =
        opened(stated(Case { signatories: vec![org(20)], ..Case::default() }), "2024-03-04T09:00:00").unwrap();
    town.cleared();
    let ask = || Data::Request { bodies: vec![body(MOFA), body(MOIT)] };
    let no = town.no_with(&official(), "request-opinions", ask(), &["proposal"]);
    assert_eq!((no.code, no.field.as_deref()), (Code::PaperMissing, Some("lead-designation")), "Art. 24");
    town.ok_with(&official(), "request-opinions", ask(), &["proposal", "lead-designation"]);
    assert!(town.dossier.clocks.iter().all(|clock| clock.reminded == Vec::<Rung>::new()));
}

#[test]
fn r01_a_document_is_changed_where_there_is_one() {
    for (case, field) in [
        (Case { act: Act::Amend, ..Case::default() }, "case_document"),
        (Case { document: Some(DocumentId(uuid(7))), ..Case::default() }, "case_document"),
        (Case { mandatory: true, ..on_document(Act::Amend) }, "case_mandatory"),
        (Case { party: Some("department".to_owned()), ..Case::default() }, "case_unit"),
        (Case { subjects: vec!["defence".to_owned(); 2], ..Case::default() }, "case_subjects"),
        (Case { signatories: vec![org(20); 2], ..Case::default() }, "case_signatories"),
    ] {
        let no = opened(stated(case.clone()), "2024-03-04T09:00:00").err().unwrap();
        assert_eq!((no.code, no.field.as_deref()), (Code::InvalidData, Some(field)), "{case:?}");
    }
    // The Ordinance's pack concludes only: what is signed is changed under the Law (Art. 52(2)).
    let mut details = details(&support::pack(), Class::Binding);
    details.case = on_document(Act::Amend);
    assert_eq!(Town::opened(details, &[]).err().unwrap().field.as_deref(), Some("case_act"));
}
