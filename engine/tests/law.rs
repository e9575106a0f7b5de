//! The procedure of Law 70/2020 by the rules of `workflows/law-70-2020.v1.toml`: whom it asks, for how long, what a refusal
//! means, what follows the signing. Names of tests begin with the rule that they prove.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::command::Data;
use engine::dossier::{Case, ConsultationStatus, OpinionKind};
use engine::pack::Guard;
use engine::refusal::Code;
use support::statute::*;
use support::town::*;

#[test]
fn l02_the_time_runs_from_the_complete_dossier() {
    let mut town = usual();
    town.cleared();
    let bodies = vec![body(MOFA), body(MOIT)];
    let no = town.no(&official(), "request-opinions", Data::Request { bodies });
    assert_eq!((no.code, no.field.as_deref()), (Code::PaperMissing, Some("proposal")), "Art. 27(1)");
    let bodies = vec![body(MOFA), body(MOIT)];
    town.ok_with(&official(), "request-opinions", Data::Request { bodies }, &["proposal"]);
    // Complete on its face: seven working days from Monday 4 March end on Wednesday 13 March.
    assert_eq!((town.row(MOFA).received_on, town.row(MOFA).complete_on), (on("2024-03-04"), Some(on("2024-03-04"))));
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2024-03-13")));
    town.days(3);
    let lacks = incomplete(&town, MOFA);
    town.ok(&mofa(), "find-incomplete", lacks);
    assert_eq!((town.row(MOFA).complete_on, town.clock_of(MOFA).due_on), (None, None));
    assert_eq!(town.row(MOFA).supplements[0].missing, ["proposal"]);
    assert_eq!(town.clock_of(MOIT).due_on, Some(on("2024-03-13")), "each body's own");
    town.days(4);
    let supplied = Data::Supplements { consultation: town.row(MOFA).id, message: "Đã bổ sung.".to_owned() };
    town.ok_with(&official(), "supply-supplements", supplied, &["proposal"]);
    // The whole time begins on the day on which it is complete, Monday 11 March: to Wednesday 20 March.
    assert_eq!((town.row(MOFA).received_on, town.row(MOFA).complete_on), (on("2024-03-04"), Some(on("2024-03-11"))));
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2024-03-20")));
    assert_eq!(town.row(MOFA).status, ConsultationStatus::Open);
}

#[test]
fn l02_what_is_late_is_not_made_incomplete() {
    let mut town = usual();
    asks(&mut town, &[MOFA], &["proposal"]);
    for (days, local) in [(9, "its last day"), (1, "a day late")] {
        town.days(days);
        let lacks = incomplete(&town, MOFA);
        let no = town.no(&mofa(), "find-incomplete", lacks);
        assert_eq!(no.guard, Some(Guard::OwnClockRunning), "{local}");
    }
    let nothing = Data::Incomplete { consultation: town.row(MOFA).id, missing: vec![], message: "x".to_owned() };
    let mut town = usual();
    asks(&mut town, &[MOFA], &["proposal"]);
    let Data::Incomplete { missing, message, .. } = nothing else { unreachable!() };
    let nothing = Data::Incomplete { consultation: town.row(MOFA).id, missing, message };
    assert_eq!(town.no(&mofa(), "find-incomplete", nothing).field.as_deref(), Some("missing"));
}

#[test]
fn l02_a_stop_for_supplements_keeps_the_days_that_ran() {
    let mut town = usual();
    asks(&mut town, &[MOFA], &["proposal"]);
    town.days(3);
    let wanted = Data::Supplements { consultation: town.row(MOFA).id, message: "Xin làm rõ Điều 3.".to_owned() };
    town.ok(&mofa(), "request-supplements", wanted);
    town.days(4);
    let supplied = Data::Supplements { consultation: town.row(MOFA).id, message: "Đã làm rõ.".to_owned() };
    town.ok(&official(), "supply-supplements", supplied);
    assert_eq!(town.row(MOFA).complete_on, Some(on("2024-03-04")));
    // Stopped on Thursday 7 March, running again on Monday 11 March: neither day nor what lies between is lost to the body.
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2024-03-15")));
}

#[test]
fn l03_a_subject_adds_its_ministry() {
    let mut details = stated(Case { subjects: vec!["defence".to_owned()], ..Case::default() });
    let mut town = opened(details.clone(), "2024-03-04T09:00:00").unwrap();
    town.ok(&official(), "revise-text", text());
    let no = town.no(&official(), "send-to-clearance", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::SubjectBodiesNamed), "Art. 25(1)");
    details.bodies.push(body(DEFENCE));
    town.ok(&official(), "edit-details", Data::Details(Box::new(details)));
    asks(&mut town, &[MOFA, MOIT, DEFENCE], &["proposal"]);
    answers(&mut town, &mofa(), MOFA, OpinionKind::Agree);
    answers(&mut town, &moit(), MOIT, OpinionKind::Agree);
    let no = town.no(&official(), "propose-decision", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::AllOpinionsIn));
    answers(&mut town, &defence(), DEFENCE, OpinionKind::Agree);
    town.ok(&official(), "propose-decision", Data::Note(None));
}

#[test]
fn l04_the_simplified_track_needs_its_ground_and_its_proof() {
    let mut town = opened(stated(on_ground("emergency")), "2024-03-04T09:00:00").unwrap();
    assert_eq!(town.state(), "simplified/draft");
    town.cleared();
    let ask = || Data::Request { bodies: vec![body(MOFA), body(MOIT)] };
    let no = town.no_with(&official(), "request-opinions", ask(), &["simplified-request"]);
    assert_eq!((no.code, no.field.as_deref()), (Code::PaperMissing, Some("ground-proof")), "Art. 40");
    town.ok_with(&official(), "request-opinions", ask(), &["simplified-request", "ground-proof"]);
    // Three working days from Monday 4 March.
    assert_eq!(town.clock_of(MOFA).due_on, Some(on("2024-03-07")), "Art. 39");
    assert_eq!(usual().state(), "standard/draft", "without a ground nobody takes it");
    let no = opened(stated(on_ground("haste")), "2024-03-04T09:00:00").err().unwrap();
    assert_eq!((no.code, no.field.as_deref()), (Code::InvalidData, Some("case_ground")));
}

#[test]
fn l05_a_refusal_is_overcome_by_the_prime_minister_alone() {
    let mut town = usual();
    asks(&mut town, &[MOFA, MOIT], &["proposal"]);
    answers(&mut town, &mofa(), MOFA, OpinionKind::Agree);
    let refuses = town.answer(MOIT, OpinionKind::Disagree, &["Trái chủ trương của ngành"]);
    town.ok(&moit(), "answer", refuses);
    let row = town.row(MOIT).id;
    let replies = vec![engine::dossier::Reply { accepted: true, text: "Tiếp thu.".to_owned() }];
    town.ok(&official(), "reply-to-remarks", Data::Replies { consultation: row, replies });
    // Under the Ordinance accepting the remark would not do either; here nothing but a new text or the Prime Minister does.
    let no = town.no(&official(), "propose-decision", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::NoRefusal));
    let submission = || Data::Submission { statement: "Bộ Công Thương không đồng ý.".to_owned() };
    let no = town.no_with(&official(), "submit-to-pm", submission(), &["pm-submission-letter"]);
    assert_eq!(no.field.as_deref(), Some("explanation-report"), "Art. 28(3)");
    town.ok_with(&official(), "submit-to-pm", submission(), &["pm-submission-letter", "explanation-report"]);
    let clock = town.dossier.open_clocks().find(|clock| clock.rule == "pm-opinion").unwrap();
    assert_eq!(clock.due_on, Some(on("2024-03-13")), "seven working days, Art. 19(4)(b)");
    let mut against = usual();
    against.dossier = town.dossier.clone();
    against.now = town.now;
    for (town, favourable) in [(&mut against, false), (&mut town, true)] {
        town.ok_with(&government(), "record-pm-opinion", pm("2024-03-04", favourable), &["pm-opinion-letter"]);
        if favourable {
            town.ok(&leader(), "decide", decision());
            assert_eq!(town.dossier.decision.as_ref().unwrap().pm_reference.as_deref(), Some("123/VPCP-QHQT"));
        } else {
            let no = town.no(&leader(), "decide", decision());
            assert_eq!(no.guard, Some(Guard::RefusalOvercome), "Art. 19(4)(c): only with written consent");
            town.ok(&leader(), "decide-not-to-conclude", reason());
        }
    }
}

#[test]
fn l05_a_remark_that_is_explained_is_no_refusal() {
    let mut town = usual();
    asks(&mut town, &[MOFA, MOIT], &["proposal"]);
    answers(&mut town, &moit(), MOIT, OpinionKind::Agree);
    let remarks = town.answer(MOFA, OpinionKind::AgreeWithRemarks, &["Nên bỏ Điều 4"]);
    town.ok(&mofa(), "answer", remarks);
    let no = town.no(&official(), "propose-decision", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::RemarksReplied), "Art. 28: each is explained");
    let row = town.row(MOFA).id;
    let replies = vec![engine::dossier::Reply { accepted: false, text: "Điều 4 cần giữ.".to_owned() }];
    town.ok(&official(), "reply-to-remarks", Data::Replies { consultation: row, replies });
    town.ok(&official(), "propose-decision", Data::Note(None));
}

#[test]
fn l06_report_and_copy_within_fifteen_days() {
    let mut town = usual();
    signed(&mut town, &["proposal"]);
    assert_eq!(
        duties(&town),
        ["report-to-pm", "copy-to-mofa", "archive-original", "copies", "publication", "implementation-plan"]
    );
    // Signed on Monday 4 March: fifteen days end on Tuesday 19 March.
    assert_eq!(
        (due(&town, "report-to-pm"), due(&town, "copy-to-mofa")),
        (Some(on("2024-03-19")), Some(on("2024-03-19")))
    );
    let no = town.no(&official(), "close", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::ReportDone));
    let report = town.duty("report-to-pm");
    town.ok_with(&official(), "fulfil-duty", report, &["report-letter"]);
    let no = town.no(&official(), "close", Data::Note(None));
    assert_eq!(no.guard, Some(Guard::ReportDone), "the copy to the Ministry is owed as well");
    let copy = town.duty("copy-to-mofa");
    town.ok(&official(), "fulfil-duty", copy);
    town.ok(&official(), "close", Data::Note(None));
}
