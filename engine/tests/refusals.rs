//! Every "no": wrong person, wrong order, stale page, late colleague, missing paper, wrong dates and data, and that
//! a refused command changes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::actor::{Actor, Role};
use engine::command::{Data, Seen};
use engine::dossier::OpinionKind;
use engine::pack::{Class, Guard};
use engine::refusal::Code;
use support::town::*;

#[test]
fn an_opening_is_refused() {
    let pack = support::pack();
    let refused = |change: &dyn Fn(&mut engine::dossier::Details)| {
        let mut details = details(&pack, Class::NonBinding);
        change(&mut details);
        Town::opened(details, &[]).err().map(|refusal| (refusal.code, refusal.field))
    };
    let field = |code, field: &str| Some((code, Some(field.to_owned())));
    assert_eq!(refused(&|_| {}), None);
    assert_eq!(refused(&|details| details.not_secret = false), Some((Code::Secret, None)));
    assert_eq!(
        refused(&|details| {
            details.checklist.insert("excluded-state-oda".to_owned(), true);
        }),
        field(Code::ExcludedContent, "checklist")
    );
    assert_eq!(refused(&|details| details.titles.clear()), field(Code::InvalidData, "titles_vi"));
    assert_eq!(refused(&|details| details.kind = "pact".to_owned()), field(Code::InvalidData, "kind"));
    assert_eq!(refused(&|details| details.fields.clear()), field(Code::InvalidData, "fields"));
    assert_eq!(refused(&|details| details.fields = vec!["alchemy".to_owned()]), field(Code::InvalidData, "fields"));
    assert_eq!(refused(&|details| details.class = Class::Binding), field(Code::InvalidData, "class_reason"));
    assert_eq!(refused(&|details| details.bodies = vec![body(MOIT), body(MOIT)]), field(Code::InvalidData, "bodies"));
    assert_eq!(
        refused(&|details| details.planned_signing_on = Some(on("2019-03-03"))),
        field(Code::DateOutOfOrder, "planned_signing_on")
    );
}

#[test]
fn only_those_whose_turn_it_is() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    let answer = town.answer(MOFA, OpinionKind::Agree, &[]);
    // No dossier content for an administrator, another province, or a body not asked.
    for nobody in [administrator(), elsewhere(), government()] {
        assert_eq!(town.no(&nobody, "answer", answer.clone()).code, Code::NotVisible);
    }
    // These read it, but it is not theirs.
    for reader in [official(), leader(), inspector(), moit()] {
        assert_eq!(town.no(&reader, "answer", answer.clone()).code, Code::NotPermitted);
    }
    assert_eq!(town.no(&Actor::system(), "answer", answer.clone()).code, Code::NotPermitted);
    assert_eq!(town.no(&mofa(), "propose-decision", Data::Note(None)).code, Code::NotPermitted);
    assert_eq!(town.no(&mofa(), "sign-everything", Data::Note(None)).code, Code::UnknownCommand);
}

#[test]
fn an_inspector_and_an_administrator_have_no_button_anywhere() {
    let mut town = Town::new(Class::Binding);
    let check = |town: &Town| {
        for nobody in [inspector(), administrator(), elsewhere(), Actor::system()] {
            assert_eq!(town.buttons(&nobody), []);
        }
    };
    check(&town);
    town.asked();
    check(&town);
    town.all_agree();
    town.ok(&official(), "propose-decision", Data::Note(None));
    check(&town);
}

#[test]
fn the_order_of_steps() {
    let mut town = Town::new(Class::Binding);
    assert_eq!(town.no(&leader(), "clear", Data::Note(None)).code, Code::WrongState);
    assert_eq!(town.no(&leader(), "decide", decision()).code, Code::WrongState);
    let no = town.no(&official(), "send-to-clearance", Data::Note(None));
    assert_eq!((no.code, no.guard), (Code::GuardFailed, Some(Guard::VietnameseText)));
    assert!(!no.basis.is_empty(), "a refusal cites");
    town.asked();
    assert_eq!(town.no(&official(), "revise-text", text()).code, Code::WrongState);
    assert_eq!(town.no(&official(), "propose-decision", Data::Note(None)).guard, Some(Guard::AllOpinionsIn));
    assert_eq!(town.no(&official(), "propose-decision", reason()).field.as_deref(), Some("data"));
    let buttons = town.buttons(&official());
    assert!(buttons.contains(&("propose-decision".to_owned(), false)), "shown, but barred");
    assert!(buttons.contains(&("take-back".to_owned(), true)));
}

#[test]
fn mofa_is_always_asked() {
    let mut town = Town::new(Class::Binding);
    town.cleared();
    let without = Data::Request { bodies: vec![body(MOIT)] };
    assert_eq!(town.no(&official(), "request-opinions", without).guard, Some(Guard::MofaAsked));
}

#[test]
fn whoever_drafted_stays_out() {
    let mut dual = leader();
    dual.holdings.extend(official().holdings);
    dual.holdings.extend(mofa().holdings);
    let mut town = Town::new(Class::Binding);
    town.ok(&dual, "revise-text", text());
    town.ok(&official(), "send-to-clearance", Data::Note(None));
    assert_eq!(town.no(&dual, "clear", Data::Note(None)).guard, Some(Guard::NotTheDrafter));
    town.ok(&person_leader(30), "clear", Data::Note(None));
    let bodies = vec![body(MOFA), body(MOIT), body(MPI)];
    town.ok(&official(), "request-opinions", Data::Request { bodies });
    let answer = town.answer(MOFA, OpinionKind::Agree, &[]);
    assert_eq!(town.no(&dual, "answer", answer).guard, Some(Guard::NotTheDrafter));
    town.all_agree();
    town.ok(&official(), "propose-decision", Data::Note(None));
    assert_eq!(town.no(&dual, "decide", decision()).guard, Some(Guard::NotTheDrafter));
}

fn person_leader(n: u128) -> Actor {
    let mut other = leader();
    other.account = Some(account(n));
    other
}

/// Found by the exploration: the other order, first answering, then drafting.
#[test]
fn whoever_answered_does_not_edit_the_same_text() {
    let mut dual = mofa();
    dual.holdings.extend(official().holdings);
    let mut town = Town::new(Class::Binding);
    town.asked();
    let agrees = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&dual, "answer", agrees);
    town.ok(&official(), "take-back", reason());
    let details = town.dossier.details.clone();
    let edit = || Data::Details(Box::new(details.clone()));
    assert_eq!(town.no(&dual, "edit-details", edit()).guard, Some(Guard::NotTheDrafter));
    assert!(town.buttons(&dual).contains(&("edit-details".to_owned(), false)));
    // A new text voids the answer, so he may write it, and edit from then on.
    town.ok(&dual, "revise-text", text());
    town.ok(&dual, "edit-details", edit());
}

/// Found by the exploration: with MOFA's answer kept there is nobody left to ask on the fast track.
#[test]
fn in_principle_mofa_is_asked_once_a_text() {
    let mut town = Town::new(Class::NonBinding);
    town.asked_in_principle();
    let agrees = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa(), "answer", agrees);
    town.ok(&official(), "take-back", reason());
    town.cleared();
    let buttons = town.buttons(&official());
    assert!(buttons.contains(&("request-agreement".to_owned(), false)));
    assert!(buttons.contains(&("resume-agreement".to_owned(), true)));
    let bodies = vec![body(MOFA)];
    let no = town.no(&official(), "request-agreement", Data::Request { bodies });
    assert_eq!(no.field.as_deref(), Some("bodies"));
}

#[test]
fn a_stale_page() {
    let mut town = Town::new(Class::Binding);
    town.cleared();
    let stale = town.command("withdraw", reason(), &[]);
    town.ok(&official(), "take-back", reason());
    let no = town.give(&official(), &stale).unwrap_err();
    assert_eq!(no.code, Code::StepChanged);
    let stale = town.command("withdraw", reason(), &[]);
    town.ok(&official(), "revise-text", text());
    let no = town.give(&official(), &stale).unwrap_err();
    assert_eq!(no.code, Code::TextChanged);
    assert_eq!((no.args["seen"].as_str(), no.args["current"].as_str()), ("1", "2"));
}

#[test]
fn parallel_ministries_do_not_disturb_each_other() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    let slow = town.command("answer", town.answer(MOFA, OpinionKind::Agree, &[]), &[]);
    let data = town.answer(MOIT, OpinionKind::Agree, &[]);
    town.ok(&moit(), "answer", data);
    town.give(&mofa(), &slow).unwrap();
}

#[test]
fn a_colleague_was_faster() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    let slow = town.command("answer", town.answer(MOFA, OpinionKind::Disagree, &[]), &[]);
    town.days(1);
    let data = town.answer(MOFA, OpinionKind::Agree, &[]);
    town.ok(&mofa_colleague(), "answer", data);
    let no = town.give(&mofa(), &slow).unwrap_err();
    assert_eq!(no.code, Code::AlreadyAnswered);
    assert_eq!(no.args["account"], account(5).to_string());
    assert_eq!(no.args["opinion"], "agree");
    assert_eq!(no.args["at"], "2019-03-05T02:00:00.000Z");
}

#[test]
fn a_double_click_has_one_effect() {
    let mut town = Town::new(Class::Binding);
    town.cleared();
    let click = town.command("take-back", reason(), &[]);
    town.give(&official(), &click).unwrap();
    assert_eq!(town.give(&official(), &click).unwrap_err().code, Code::WrongState);
    let mut ignorant = town.command("revise-text", text(), &[]);
    ignorant.seen = Some(Seen { text_revision: 1, step_revision: 0 });
    assert_eq!(town.give(&official(), &ignorant).unwrap_err().code, Code::StepChanged);
}

#[test]
fn papers_and_dates_of_a_signing() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    town.all_agree();
    town.days(3);
    town.ok(&official(), "propose-decision", Data::Note(None));
    town.ok(&leader(), "decide", decision());
    let no = town.no(&official(), "record-signing", town.signing());
    assert_eq!((no.code, no.field.as_deref()), (Code::PaperMissing, Some("signed-copy")));
    for (day, from) in [
        ("2019-03-08", Some("2019-03-04")), // in the future
        ("2019-03-03", Some("2019-03-04")), // before the procedure began
        ("2019-03-06", Some("2019-03-07")), // before the decision
    ] {
        let mut signing = town.signing();
        if let Data::Signing { signed_on, .. } = &mut signing {
            *signed_on = on(day);
        }
        let no = town.no_with(&official(), "record-signing", signing, &["signed-copy"]);
        assert_eq!(no.code, Code::DateOutOfOrder, "{day}");
        assert_eq!(no.args.get("from").map(String::as_str), from, "{day}");
    }
    let mut alone = town.signing();
    if let Data::Signing { foreign, .. } = &mut alone {
        foreign.clear();
    }
    let no = town.no_with(&official(), "record-signing", alone, &["signed-copy"]);
    assert_eq!(no.field.as_deref(), Some("foreign"));
    // A paper attached before counts.
    town.ok_with(&official(), "attach-paper", Data::Paper, &["signed-copy"]);
    town.ok(&official(), "record-signing", town.signing());
    let early = Data::InForce { on: on("2019-03-06"), by: "Điều 9".to_owned() };
    assert_eq!(town.no(&official(), "record-in-force", early).code, Code::DateOutOfOrder);
    let no = town.no(&official(), "fulfil-duty", town.duty("report-to-pm"));
    assert_eq!((no.code, no.field.as_deref()), (Code::PaperMissing, Some("report-letter")));
    town.ok(&official(), "fulfil-duty", town.duty("archive-original"));
    assert_eq!(town.no(&official(), "fulfil-duty", town.duty("archive-original")).code, Code::NotFoundHere);
    assert_eq!(town.no(&official(), "attach-paper", Data::Paper).code, Code::PaperMissing);
}

#[test]
fn what_an_answer_must_say() {
    let mut town = Town::new(Class::Binding);
    town.asked();
    for (kind, remarks, field) in [
        (OpinionKind::AgreeWithRemarks, &[][..], "remarks"),
        (OpinionKind::AgreeWithRemarks, &["  "][..], "remarks"),
        (OpinionKind::Agree, &["nhưng"][..], "kind"),
    ] {
        let data = town.answer(MOFA, kind, remarks);
        let no = town.no(&mofa(), "answer", data);
        assert_eq!((no.code, no.field.as_deref()), (Code::InvalidData, Some(field)));
    }
    let mut mute = town.answer(MOFA, OpinionKind::Disagree, &[]);
    if let Data::Answer { advice, .. } = &mut mute {
        advice.clear();
    }
    assert_eq!(town.no(&mofa(), "answer", mute).field.as_deref(), Some("remarks"));
    let only_mofa =
        Data::Reclassify { consultation: town.row(MOIT).id, class: Class::NonBinding, reason: "nhẹ".to_owned() };
    assert_eq!(town.no(&moit(), "reclassify", only_mofa).code, Code::NotPermitted);
    let no = town.no(&official(), "take-back", Data::Reason(" ".to_owned()));
    assert_eq!(no.field.as_deref(), Some("reason"));
}

#[test]
fn every_role_is_known_by_name() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.as_str()), Some(role));
    }
    assert_eq!(Role::parse("king"), None);
}
