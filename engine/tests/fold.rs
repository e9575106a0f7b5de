//! Whatever is asked, in whatever order: no panic, a refusal changes nothing, and the record folds to the dossier.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::actor::Actor;
use engine::command::{Data, Seen};
use engine::dossier::*;
use engine::event::apply;
use engine::ids::{ClockId, ConsultationId, DutyId};
use engine::pack::{Action, Class};
use proptest::prelude::*;
use support::town::*;

/// One throw: who, which transition, which data, what was seen, how much later.
type Throw = (u8, u8, u8, u8, u8);

fn pick<T: Clone>(list: &[T], n: u8) -> Option<T> {
    (!list.is_empty()).then(|| list[usize::from(n) % list.len()].clone())
}

fn data(town: &Town, action: Action, n: u8) -> Data {
    let rows: Vec<ConsultationId> = town.dossier.board.iter().map(|row| row.id).collect();
    let consultation = pick(&rows, n).unwrap_or(ConsultationId(uuid(9)));
    let clocks: Vec<ClockId> = town.dossier.clocks.iter().map(|clock| clock.id).collect();
    let duties: Vec<DutyId> = town.dossier.duties.iter().map(|duty| duty.id).collect();
    let today = engine::calendar::local_date(town.now);
    let odd = n % 2 == 1;
    let class = if odd { Class::Binding } else { Class::NonBinding };
    match action {
        Action::Move | Action::Clear => Data::Note(odd.then(|| "ghi chú".to_owned())),
        Action::GiveBack => reason(),
        Action::EditDetails => Data::Details(Box::new(details(&town.pack, class))),
        Action::ReviseText => text(),
        Action::AttachPaper => Data::Paper,
        Action::RequestOpinions => {
            Data::Request { bodies: [body(MOFA), body(MOIT), body(MPI)][..1 + usize::from(n) % 3].to_vec() }
        }
        Action::CorrectReceipt => Data::Receipt { consultation, received_on: today, evidence: "sổ".to_owned() },
        Action::FindIncomplete => {
            let missing = town.pack.papers.iter().take(1).map(|paper| paper.id.clone()).collect();
            Data::Incomplete { consultation, missing, message: "thiếu".to_owned() }
        }
        Action::Answer => {
            let kinds = [OpinionKind::Agree, OpinionKind::AgreeWithRemarks, OpinionKind::Disagree];
            let remark = Remark { clause: String::new(), text: "góp ý".to_owned(), reply: None };
            Data::Answer {
                consultation,
                kind: kinds[usize::from(n) % 3],
                remarks: (n % 3 == 1 || n > 200).then_some(remark).into_iter().collect(),
                advice: "a".to_owned(),
            }
        }
        Action::RequestSupplements | Action::SupplySupplements => {
            Data::Supplements { consultation, message: "m".to_owned() }
        }
        Action::HandOver => Data::HandOver { consultation, to: account(5) },
        Action::Reclassify => Data::Reclassify { consultation, class, reason: "r".to_owned() },
        Action::ReplyToRemarks => {
            Data::Replies { consultation, replies: vec![Reply { accepted: odd, text: "t".to_owned() }] }
        }
        Action::SubmitToPm => Data::Submission { statement: "s".to_owned() },
        Action::RecordPmOpinion => Data::PmOpinion {
            number: "1".to_owned(),
            dated_on: today,
            signer: name("B"),
            favourable: odd,
            gist: "g".to_owned(),
        },
        Action::Decide | Action::TakeResponsibility => decision(),
        Action::RecordSigning => town.signing(),
        Action::RecordInForce => Data::InForce { on: today, by: "b".to_owned() },
        Action::FulfilDuty => Data::Duty { duty: pick(&duties, n).unwrap_or(DutyId(uuid(9))), note: "n".to_owned() },
        Action::MarkOverdue | Action::Remind => Data::Clock { clock: pick(&clocks, n).unwrap_or(ClockId(uuid(9))) },
    }
}

fn play(class: Class, throws: &[Throw]) -> Town {
    let mut town = Town::new(class);
    let mut people: Vec<Actor> = everybody();
    let mut dual = official();
    dual.holdings.extend(leader().holdings);
    dual.holdings.extend(mofa().holdings);
    people.push(dual);
    for (who, which, what, seen, later) in throws {
        // Most throws are likely ones, so that games get far; one in eight is anything at all.
        let wild = *later % 8 == 7;
        town.days(i64::from(*later % 4));
        let actor = pick(&people, *who).unwrap();
        let track = town.pack.track(&town.dossier.track).unwrap();
        let forward = |id: &str| {
            let action = track.transition(id).unwrap().action;
            let back = matches!(action, Action::GiveBack | Action::Reclassify);
            let draft = matches!(action, Action::EditDetails | Action::ReviseText | Action::AttachPaper);
            !(back && *later % 8 != 6 || draft && *what % 8 != 0 && town.dossier.text_revision() > 0)
        };
        let open: Vec<String> =
            town.buttons(&actor).into_iter().filter_map(|(id, open)| (open && forward(&id)).then_some(id)).collect();
        let all: Vec<String> = track.transitions.iter().map(|known| known.id.clone()).collect();
        let Some(id) = pick(if wild { &all } else { &open }, *which) else { continue };
        let action = if wild && *what > 128 {
            pick(&track.transitions, *what).unwrap().action
        } else {
            track.transition(&id).unwrap().action
        };
        let data = data(&town, action, *what);
        let mut command =
            town.command(&id, data, &["signed-copy", "pm-opinion-letter", "report-letter", "copies-letter"]);
        if *seen > 240 {
            command.seen = Some(Seen { text_revision: u32::from(*what), step_revision: u32::from(*seen) });
        }
        let before = town.dossier.clone();
        if town.give(&actor, &command).is_err() {
            assert_eq!(before, town.dossier);
        }
    }
    town
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_record_folds_to_the_dossier(binding: bool, throws in prop::collection::vec(any::<Throw>(), 0..60)) {
        let class = if binding { Class::Binding } else { Class::NonBinding };
        let town = play(class, &throws);
        let mut again = None;
        for (at, acting, event) in &town.log {
            apply(&mut again, event, *at, acting).unwrap();
        }
        prop_assert_eq!(again.as_ref(), Some(&town.dossier));
        let json = serde_json::to_string(&town.dossier).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Dossier>(&json).unwrap(), &town.dossier);
        // Due days as recorded are the due days derived anew.
        for clock in &town.dossier.clocks {
            let rule = town.pack.clock(&clock.rule).unwrap();
            let due = match engine::clock::due(rule, clock, &town.calendar).unwrap() {
                Some(engine::calendar::Due::At(found)) => Some(found.due_on),
                _ => None,
            };
            if clock.closed_at.is_none() {
                prop_assert_eq!(clock.due_on, due, "{}", clock.rule);
            }
        }
    }
}

/// The games above are not all over after two moves.
#[test]
fn games_get_far() {
    let throw = |n: u32| {
        let n = n.wrapping_mul(2_654_435_761);
        let byte = |at: u32| u8::try_from((n >> at) & 0xff).unwrap();
        (byte(0), byte(7), byte(13), byte(19) / 2, byte(24))
    };
    let mut kinds = std::collections::BTreeSet::new();
    for game in 0..60_u32 {
        let class = if game % 2 == 0 { Class::NonBinding } else { Class::Binding };
        let throws: Vec<Throw> = (0..120).map(|at| throw(game * 1000 + at + 1)).collect();
        for (_, _, event) in play(class, &throws).log {
            let json = serde_json::to_value(&event).unwrap();
            kinds.insert(json["event"].as_str().unwrap().to_owned());
        }
    }
    assert!(kinds.len() >= 20, "{kinds:?}");
}
