//! The procedure from draft to report: both tracks, the Prime Minister's path, ways back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::command::Data;
use engine::dossier::{ConsultationStatus, OpinionKind, Reply};
use engine::event::Event;
use engine::pack::{Class, Guard};
use engine::refusal::Code;
use support::town::*;

fn pm_opinion(dated_on: &str) -> Data {
    Data::PmOpinion {
        number: "123/VPCP-QHQT".to_owned(),
        dated_on: on(dated_on),
        signer: name("Trần Văn B"),
        favourable: true,
        gist: "đồng ý".to_owned(),
    }
}

#[test]
fn standard_from_draft_to_reported() {
    let mut town = Town::new(Class::Binding);
    assert_eq!(town.state(), "standard/draft");
    town.asked();
    assert_eq!(town.state(), "standard/consultation");
    // Parallel: each its own clock from its own receipt, seven working days (Art. 16.2).
    for of in [MOFA, MOIT, MPI] {
        assert_eq!(town.clock_of(of).due_on, Some(on("2019-03-13")));
        assert!(!town.row(of).in_principle);
    }
    town.all_agree();
    town.ok(&official(), "propose-decision", Data::Note(None));
    town.ok(&leader(), "decide", decision());
    let done = town.ok_with(&official(), "record-signing", town.signing(), &["signed-copy"]);
    assert!(done.basis.contains(&"ord-16-3".to_owned()));
    assert_eq!(town.state(), "standard/reporting");
    assert_eq!(town.dossier.duties.len(), 5);
    // Fifteen calendar days from signing on 4 March end on 19 March, a working day.
    let report = town.dossier.duties.iter().find(|duty| duty.rule == "report-to-pm").unwrap();
    let clock = town.dossier.clock(report.clock.unwrap()).unwrap();
    assert_eq!(clock.due_on, Some(on("2019-03-19")));
    let no = town.no(&official(), "close", Data::Note(None));
    assert_eq!((no.code, no.guard), (Code::GuardFailed, Some(Guard::ReportDone)));
    town.ok_with(&official(), "fulfil-duty", town.duty("report-to-pm"), &["report-letter"]);
    town.ok(&official(), "close", Data::Note(None));
    assert_eq!(town.state(), "standard/reported");
    // Duties that do not hold up the end can still be fulfilled.
    let published = town.ok(&official(), "fulfil-duty", town.duty("publication"));
    // It rests on what the duty rests on, not on the article of the report.
    assert_eq!(published.basis, town.pack.duty("publication").unwrap().basis);
    let in_force = Data::InForce { on: on("2019-04-01"), by: "Điều 9".to_owned() };
    town.ok(&official(), "record-in-force", in_force);
}

#[test]
fn fast_from_draft_to_reported() {
    let mut town = Town::new(Class::NonBinding);
    assert_eq!(town.state(), "fast/draft");
    town.asked_in_principle();
    assert!(town.row(MOFA).in_principle);
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2019-03-07")));
    let agrees = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", agrees);
    let mut lukewarm = decision();
    if let Data::Decision { responsible, .. } = &mut lukewarm {
        *responsible = false;
    }
    let no = town.no(&leader(), "take-responsibility", lukewarm);
    assert_eq!((no.code, no.field.as_deref()), (Code::InvalidData, Some("responsible")));
    town.ok(&leader(), "take-responsibility", decision());
    town.ok_with(&leader(), "record-signing", town.signing(), &["signed-copy"]);
    town.ok_with(&official(), "fulfil-duty", town.duty("report-to-pm"), &["report-letter"]);
    let no = town.no(&official(), "close", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::ReportDone), "the copies are owed as well");
    town.ok_with(&official(), "fulfil-duty", town.duty("copy-to-mofa-and-ministries"), &["copies-letter"]);
    town.ok(&official(), "close", Data::Note(None));
    assert_eq!(town.state(), "fast/reported");
}

#[test]
fn a_difference_goes_to_the_prime_minister() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    for (who, of) in [(mofa(), MOFA), (mpi(), MPI)] {
        let data = town.answer(of, OpinionKind::Agree, &[]);
        town.ok(&who, "answer", data);
    }
    let data = town.answer(MOIT, OpinionKind::AgreeWithRemarks, &["bỏ Điều 3"]);
    town.ok(&moit(), "answer", data);
    let no = town.no(&official(), "propose-decision", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::RemarksReplied));
    let replies = |town: &Town, accepted| Data::Replies {
        consultation: town.row(MOIT).id,
        replies: vec![Reply { accepted, text: "giải trình".to_owned() }],
    };
    let explained = replies(&town, false);
    town.ok(&official(), "reply-to-remarks", explained);
    // A remark not accepted is a difference (Art. 16.4).
    let no = town.no(&official(), "propose-decision", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::NoOpenDifference));
    let statement = Data::Submission { statement: "giữ Điều 3".to_owned() };
    town.ok(&official(), "submit-to-pm", statement);
    assert_eq!(town.state(), "standard/pm-opinion");
    let opinion = pm_opinion("2019-03-04");
    let no = town.no(&government(), "record-pm-opinion", opinion);
    assert_eq!((no.code, no.field.as_deref()), (Code::PaperMissing, Some("pm-opinion-letter")));
    let early = pm_opinion("2019-03-01");
    let no = town.no_with(&government(), "record-pm-opinion", early, &["pm-opinion-letter"]);
    assert_eq!(no.code, Code::DateOutOfOrder);
    town.days(2);
    let opinion = pm_opinion("2019-03-05");
    town.ok_with(&government(), "record-pm-opinion", opinion, &["pm-opinion-letter"]);
    town.ok(&leader(), "decide", decision());
    let decided = town.dossier.decision.as_ref().unwrap();
    assert_eq!(decided.pm_reference.as_deref(), Some("123/VPCP-QHQT"), "Art. 16.4c");
}

/// What a person types is on the record.
#[test]
fn the_note_of_a_clearance_is_kept() {
    let mut town = Town::new(Class::Binding);
    town.ok(&official(), "revise-text", text());
    town.ok(&official(), "send-to-clearance", Data::Note(None));
    let cleared = town.ok(&leader(), "clear", Data::Note(Some("Đồng ý.".to_owned())));
    let said = |event: &Event| matches!(event, Event::Moved { reason: Some(reason), .. } if reason == "Đồng ý.");
    assert!(cleared.events.iter().any(said), "{:?}", cleared.events);
}

/// A letter on an older text is no opinion on the new one.
#[test]
fn a_letter_serves_the_text_it_was_written_on() {
    let mut town = Town::new(Class::Binding);
    let to_pm = |town: &mut Town| {
        let disagrees = town.answer(MOFA, OpinionKind::Disagree, &[]);
        town.ok(&mofa(), "answer", disagrees);
        for (who, of) in [(moit(), MOIT), (mpi(), MPI)] {
            let data = town.answer(of, OpinionKind::Agree, &[]);
            town.ok(&who, "answer", data);
        }
        town.ok(&official(), "submit-to-pm", Data::Submission { statement: "khác nhau".to_owned() });
    };
    town.asked();
    to_pm(&mut town);
    town.ok_with(&official(), "attach-paper", Data::Paper, &["pm-opinion-letter"]);
    town.ok(&official(), "take-back", reason());
    town.ok(&official(), "revise-text", text());
    town.asked();
    to_pm(&mut town);
    let no = town.no(&government(), "record-pm-opinion", pm_opinion("2019-03-04"));
    assert_eq!((no.code, no.field.as_deref()), (Code::PaperMissing, Some("pm-opinion-letter")));
    town.ok_with(&government(), "record-pm-opinion", pm_opinion("2019-03-04"), &["pm-opinion-letter"]);
}

/// The pack's graph alone leads every difference to the Prime Minister; the facts must be right all the same.
#[test]
fn the_facts_of_a_difference() {
    let facts = |town: &Town, guard| {
        let acting = engine::actor::Acting {
            account: None,
            post: None,
            org: None,
            role: engine::actor::Role::System,
            deputy: false,
        };
        let facts = engine::guard::Facts {
            pack: &town.pack,
            track: town.pack.track(&town.dossier.track).unwrap(),
            dossier: &town.dossier,
            acting: &acting,
            row: None,
            now: town.now,
        };
        engine::guard::holds(guard, &facts)
    };
    let mut town = Town::new(Class::Binding);
    town.asked();
    assert!(facts(&town, Guard::DifferenceSettled));
    let disagrees = town.answer(MOFA, OpinionKind::Disagree, &[]);
    town.ok(&mofa(), "answer", disagrees);
    for (who, of) in [(moit(), MOIT), (mpi(), MPI)] {
        let data = town.answer(of, OpinionKind::Agree, &[]);
        town.ok(&who, "answer", data);
    }
    assert!(facts(&town, Guard::OpenDifference) && !facts(&town, Guard::DifferenceSettled));
    let statement = Data::Submission { statement: "khác nhau".to_owned() };
    town.ok(&official(), "submit-to-pm", statement);
    assert!(!facts(&town, Guard::PmOpinionIn) && !facts(&town, Guard::DifferenceSettled));
    let opinion = pm_opinion("2019-03-04");
    town.ok_with(&government(), "record-pm-opinion", opinion, &["pm-opinion-letter"]);
    assert!(facts(&town, Guard::PmOpinionIn) && facts(&town, Guard::DifferenceSettled));
    // On a new text it settles nothing.
    town.ok(&official(), "take-back", reason());
    town.ok(&official(), "revise-text", text());
    assert!(!facts(&town, Guard::PmOpinionIn));
}

#[test]
fn an_accepted_remark_is_no_difference() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    for (who, of) in [(mofa(), MOFA), (moit(), MOIT), (mpi(), MPI)] {
        let data = town.answer(of, OpinionKind::AgreeWithRemarks, &["sửa chính tả"]);
        town.ok(&who, "answer", data);
        let data = Data::Replies {
            consultation: town.row(of).id,
            replies: vec![Reply { accepted: true, text: "đã sửa".to_owned() }],
        };
        town.ok(&official(), "reply-to-remarks", data);
    }
    let submission = Data::Submission { statement: "không có".to_owned() };
    let no = town.no(&official(), "submit-to-pm", submission);
    assert_eq!(no.guard, Some(Guard::OpenDifference));
    town.ok(&official(), "propose-decision", Data::Note(None));
}

#[test]
fn a_new_text_voids_the_opinions() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    town.all_agree();
    town.ok(&official(), "take-back", reason());
    // The text as it was: the opinions stand.
    town.cleared();
    town.ok(&official(), "resume-consultation", Data::Note(None));
    town.ok(&official(), "propose-decision", Data::Note(None));
    town.ok(&leader(), "decide", decision());
    town.ok(&official(), "take-back", reason());
    // A new text: everybody is asked again.
    town.ok(&official(), "revise-text", text());
    assert!(town.dossier.board.iter().all(|row| row.status == ConsultationStatus::Void));
    town.cleared();
    let no = town.no(&official(), "resume-consultation", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::AllOpinionsIn));
    let bodies = vec![body(MOFA), body(MOIT), body(MPI)];
    town.ok(&official(), "request-opinions", Data::Request { bodies });
    assert_eq!(town.row(MOFA).round, 2);
    let no = town.no(&official(), "propose-decision", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::AllOpinionsIn));
}

#[test]
fn a_body_once_asked_stays_asked() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    for (who, of) in [(mofa(), MOFA), (moit(), MOIT)] {
        let data = town.answer(of, OpinionKind::Agree, &[]);
        town.ok(&who, "answer", data);
    }
    town.ok(&official(), "take-back", reason());
    let mut fewer = town.dossier.details.clone();
    fewer.bodies = vec![body(MOIT)];
    town.ok(&official(), "edit-details", Data::Details(Box::new(fewer)));
    town.cleared();
    let no = town.no(&official(), "resume-consultation", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::AllOpinionsIn), "the body left out has not answered");
}
