//! Who is told of what was done.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::command::Data;
use engine::dossier::OpinionKind;
use engine::notice::{Address, What};
use engine::pack::Class;
use support::town::*;

/// Those who wait with a request hear that it was taken back; whoever has answered owes nothing and is not told.
#[test]
fn bodies_that_have_not_answered_hear_that_their_request_was_taken_back() {
    for command in ["withdraw", "take-back"] {
        let mut town = Town::new(Class::Binding);
        town.asked();
        let data = town.answer(MOFA, OpinionKind::Agree, &[]);
        town.ok(&mofa(), "answer", data);
        let message = "bản dịch".to_owned();
        let data = Data::Supplements { consultation: town.row(MPI).id, message };
        town.ok(&mpi(), "request-supplements", data);
        let done = town.ok(&official(), command, reason());
        let to: Vec<_> = done.notices.iter().map(|notice| notice.to.clone()).collect();
        assert_eq!(
            to,
            [Address::Leaders(org(CITY)), Address::Intake(org(MOIT)), Address::Intake(org(MPI))],
            "{command}"
        );
    }
    // A lighter class moves the dossier to the track that asks MOFA alone.
    let mut town = Town::new(Class::Binding);
    town.asked();
    let (consultation, reason) = (town.row(MOFA).id, "không ràng buộc".to_owned());
    let data = Data::Reclassify { consultation, class: Class::NonBinding, reason };
    let done = town.ok(&mofa(), "reclassify", data);
    let to: Vec<_> = done.notices.iter().map(|notice| notice.to.clone()).collect();
    for body in [MOIT, MPI] {
        assert!(to.contains(&Address::Intake(org(body))), "{to:?}");
    }
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
