//! From one track to the other: refusals in principle, reclassification, switches, fields.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::command::Data;
use engine::dossier::OpinionKind;
use engine::event::Event;
use engine::pack::{Class, Guard};
use support::town::*;

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

/// Refused in principle, agreed to in the full consultation: on the lighter track MOFA's later word counts.
#[test]
fn a_later_opinion_replaces_the_refusal_in_principle() {
    let mut town = Town::new(Class::NonBinding);
    town.asked_in_principle();
    let refuses = town.answer(MOFA, OpinionKind::Disagree, &[]);
    town.ok(&mofa(), "answer", refuses);
    town.ok(&official(), "take-standard-track", reason());
    let bodies = vec![body(MOFA), body(MOIT), body(MPI)];
    town.ok(&official(), "request-opinions", Data::Request { bodies });
    town.all_agree();
    town.ok(&official(), "take-back", reason());
    let same = town.dossier.details.clone();
    town.ok(&official(), "edit-details", Data::Details(Box::new(same)));
    assert_eq!(town.state(), "fast/draft");
    town.cleared();
    town.ok(&official(), "resume-agreement", Data::Note(None));
    town.ok(&leader(), "take-responsibility", decision());
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
