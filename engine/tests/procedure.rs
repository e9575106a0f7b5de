//! The procedure from draft to report: both tracks, the Prime Minister's path, ways back, changes of track.
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
use engine::notice::{Address, What};
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
    town.ok(&official(), "fulfil-duty", town.duty("publication"));
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
fn a_refusal_in_principle_ends_or_goes_the_full_way() {
    let mut town = Town::new(Class::NonBinding);
    town.asked_in_principle();
    let refuses = town.answer(MOFA, OpinionKind::Disagree, &[]);
    town.ok(&mofa(), "answer", refuses);
    let no = town.no(&leader(), "take-responsibility", decision());
    assert_eq!(no.guard, Some(Guard::AgreedInPrinciple));
    town.ok(&official(), "take-standard-track", reason());
    assert_eq!(town.state(), "standard/cleared");
    // An answer in principle is no opinion under Art. 16.1: MOFA is asked afresh.
    let bodies = vec![body(MOFA), body(MOIT), body(MPI)];
    town.ok(&official(), "request-opinions", Data::Request { bodies });
    assert!(!town.row(MOFA).in_principle);
    // Its answer in principle is still on the board; what counts is the row that the command works on.
    assert_eq!(town.dossier.current_rows().filter(|row| row.body.mofa).count(), 2);
    assert!(town.buttons(&mofa()).contains(&("answer".to_owned(), true)), "{:?}", town.buttons(&mofa()));
    let message = "bản dịch".to_owned();
    let supplements = Data::Supplements { consultation: town.row(MOFA).id, message };
    town.ok(&mofa(), "request-supplements", supplements.clone());
    let no = town.no(&mofa(), "request-supplements", supplements.clone());
    assert_eq!(no.guard, Some(Guard::OwnClockRunning));
    town.ok(&official(), "supply-supplements", supplements);
    town.all_agree();
    town.ok(&official(), "propose-decision", Data::Note(None));
    town.ok(&leader(), "decide", decision());
    town.ok_with(&official(), "record-signing", town.signing(), &["signed-copy"]);
}

/// MOFA agreed in principle, was asked again on the full track and brought the dossier back to the lighter one: its
/// new question waits, and the older agreement does not answer it.
#[test]
fn an_open_question_is_not_answered_by_an_older_agreement() {
    let mut town = Town::new(Class::NonBinding);
    town.asked_in_principle();
    let agrees = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", agrees);
    town.ok(&official(), "take-standard-track", reason());
    let bodies = vec![body(MOFA), body(MOIT), body(MPI)];
    town.ok(&official(), "request-opinions", Data::Request { bodies });
    for class in [Class::Binding, Class::NonBinding] {
        let row = town.row(MOFA).id;
        let data = Data::Reclassify { consultation: row, class, reason: "xem lại".to_owned() };
        town.ok(&mofa(), "reclassify", data);
    }
    assert_eq!(town.state(), "fast/in-principle");
    let no = town.no(&leader(), "take-responsibility", decision());
    assert_eq!(no.guard, Some(Guard::AgreedInPrinciple));
    let agrees = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", agrees);
    town.ok(&leader(), "take-responsibility", decision());
}

/// The way back: a binding document never takes the lighter track, whatever MOFA's transition names.
#[test]
fn reclassified_as_binding_on_the_full_track_it_stays_there() {
    let to_binding = |town: &Town| Data::Reclassify {
        consultation: town.row(MOFA).id,
        class: Class::Binding,
        reason: "có cam kết chi tiền".to_owned(),
    };
    let mut town = Town::with(Class::NonBinding, &["fast"]);
    town.asked();
    town.off.clear();
    let data = to_binding(&town);
    town.ok(&mofa(), "reclassify", data);
    assert_eq!((town.state().as_str(), town.dossier.class), ("standard/consultation", Class::Binding));
    town.all_agree();
}

#[test]
fn with_the_fast_track_off_everybody_is_asked() {
    let mut town = Town::with(Class::NonBinding, &["fast"]);
    assert_eq!(town.state(), "standard/draft");
    town.asked();
    assert_eq!(town.dossier.board.len(), 3);
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2019-03-13")), "seven working days instead of three");
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

#[test]
fn reclassified_as_binding_the_dossier_takes_the_full_track() {
    let mut town = Town::new(Class::NonBinding);
    town.asked_in_principle();
    let data = Data::Reclassify {
        consultation: town.row(MOFA).id,
        class: Class::Binding,
        reason: "có cam kết chi tiền".to_owned(),
    };
    town.ok(&mofa(), "reclassify", data);
    assert_eq!(town.state(), "standard/cleared");
    assert_eq!(town.dossier.class, Class::Binding);
    assert!(town.dossier.cleared.is_some(), "what was done is kept");
    // Its word stands until the text changes.
    town.ok(&official(), "take-back", reason());
    let mut back = town.dossier.details.clone();
    back.class = Class::NonBinding;
    let no = town.no(&official(), "edit-details", Data::Details(Box::new(back.clone())));
    assert_eq!(no.field.as_deref(), Some("class"));
    town.ok(&official(), "revise-text", text());
    town.ok(&official(), "edit-details", Data::Details(Box::new(back)));
    assert_eq!(town.state(), "fast/draft");
}

#[test]
fn reclassified_as_non_binding_the_request_goes_on_in_principle() {
    let reclassify = |town: &Town| Data::Reclassify {
        consultation: town.row(MOFA).id,
        class: Class::NonBinding,
        reason: "chỉ ghi nhận".to_owned(),
    };
    let mut town = Town::new(Class::Binding);
    town.asked();
    let data = reclassify(&town);
    let done = town.ok(&mofa(), "reclassify", data);
    assert_eq!(town.state(), "fast/in-principle");
    let withdrawn = done.events.iter().filter(|event| matches!(event, Event::RequestWithdrawn { .. }));
    assert_eq!(withdrawn.count(), 2);
    let agrees = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", agrees);
    town.ok(&leader(), "take-responsibility", decision());

    // With the fast track off the class changes, the track does not.
    let mut town = Town::with(Class::Binding, &["fast"]);
    town.asked();
    let data = reclassify(&town);
    town.ok(&mofa(), "reclassify", data);
    assert_eq!(town.state(), "standard/consultation");
    assert_eq!(town.dossier.class, Class::NonBinding);
    town.all_agree();
    town.ok(&official(), "propose-decision", Data::Note(None));
}

#[test]
fn a_sensitive_field_bars_the_fast_track() {
    let pack = support::pack();
    let mut sensitive = details(&pack, Class::NonBinding);
    sensitive.fields.push("border".to_owned());
    let town = Town::opened(sensitive, &[]).unwrap();
    assert_eq!(town.state(), "standard/draft");
}

/// Those who wait with a request hear that it was taken back; whoever has answered owes nothing and is not told.
#[test]
fn a_withdrawal_tells_the_bodies_that_have_not_answered() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    let data = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", data);
    let message = "bản dịch".to_owned();
    let data = Data::Supplements { consultation: town.row(MPI).id, message };
    town.ok(&mpi(), "request-supplements", data);
    let done = town.ok(&official(), "withdraw", reason());
    let to: Vec<_> = done.notices.iter().map(|notice| notice.to.clone()).collect();
    assert_eq!(to, [Address::Leaders(org(CITY)), Address::Intake(org(MOIT)), Address::Intake(org(MPI))]);
}

/// A request in the hands of a colleague is his, and his body's when he has left it.
#[test]
fn who_has_taken_a_request_is_told_as_a_member_of_his_body() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    let data = Data::HandOver { consultation: town.row(MOFA).id, to: account(5) };
    let done = town.ok(&mofa(), "hand-over", data);
    let colleague = Address::Reviewer { account: account(5), org: org(MOFA) };
    assert_eq!(done.notices.iter().map(|notice| &notice.to).collect::<Vec<_>>(), [&colleague]);
    let holder = engine::notice::holder_of(&town.pack, &town.dossier, town.clock_of(MOFA));
    assert_eq!(holder, Some(colleague));
}

#[test]
fn nobody_is_told_of_his_own_act() {
    let mut town = Town::new(Class::Binding);
    town.cleared();
    let bodies = vec![body(MOFA), body(MOIT)];
    let done = town.ok(&official(), "request-opinions", Data::Request { bodies });
    let to: Vec<_> = done.notices.iter().map(|notice| notice.to.clone()).collect();
    assert_eq!(to, [Address::Intake(org(MOFA)), Address::Intake(org(MOIT))]);
    assert!(done.notices.iter().all(|notice| notice.what == What::Done("request-opinions".to_owned())));
    let data = Data::HandOver { consultation: town.row(MOFA).id, to: account(5) };
    town.ok(&mofa(), "hand-over", data);
    let data = town.answer(MOFA, OpinionKind::Agree, &[]);
    let done = town.ok(&mofa_colleague(), "answer", data);
    assert_eq!(
        done.notices.iter().map(|notice| notice.to.clone()).collect::<Vec<_>>(),
        [Address::Drafter { account: account(1), org: org(CITY) }]
    );
}
