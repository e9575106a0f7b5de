//! A silent MOFA: exactly the mails of the cadence, once each, and no change of state.

use super::world::*;
use crate::support::db::{Db, contract};
use engine::dossier::Rung;
use std::collections::BTreeSet;
use std::sync::Arc;
use thoathuan::app::deadlines::run_due;
use thoathuan::app::deliver::deliver;

contract!(
    a_silent_ministry_is_reminded_by_the_cadence,
    after_a_pause_one_mail_tells_all,
    two_processes_remind_once,
    a_late_reminder_counts_from_today,
    who_has_left_is_stood_in_for,
    an_unpublished_year_is_marked,
    a_refusal_of_the_service_itself_is_a_failure
);

/// Day and addressee of each mail handed over.
fn told(world: &World) -> Vec<(String, String)> {
    let dated = |mime: &[u8]| {
        let text = String::from_utf8_lossy(mime).into_owned();
        let date = text.lines().find_map(|line| line.strip_prefix("Date: ")).unwrap().to_owned();
        let at = chrono::DateTime::parse_from_rfc2822(&date).unwrap().to_utc() + chrono::TimeDelta::hours(7);
        at.format("%m-%d %H").to_string()
    };
    world.mails().iter().map(|mail| (dated(&mail.mime), mail.to.clone())).collect()
}

async fn a_silent_ministry_is_reminded_by_the_cadence(db: Db) {
    let world = World::new(db, "2019-04-01T09:00:00").await;
    let number = world.waiting_for_mofa(1).await;
    let before = world.dossier(&number).await;
    assert_eq!(before.clocks[0].due_on, Some(day("2019-04-10")));
    for date in 1..=17 {
        for hour in [0, 7, 8, 16] {
            world.at(&format!("2019-04-{date:02}T{hour:02}:00:30"));
            run_due(&world.app, 5).await.unwrap();
            deliver(&world.app, "one", 10).await.unwrap();
        }
    }
    // 13-15 April 2019: a weekend and the day off for Hùng Kings.
    let expected = ["04-08 08", "04-10 08", "04-11 08", "04-12 08", "04-16 08", "04-17 08"];
    let mut expected: Vec<_> = expected.map(|at| (at.to_owned(), REVIEWER.to_owned())).to_vec();
    expected.push(("04-12 08".to_owned(), HEAD.to_owned()));
    let mut found = told(&world);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);

    let after = world.dossier(&number).await;
    assert_eq!((&after.state, &after.track, &after.board), (&before.state, &before.track, &before.board));
    let clock = &after.clocks[0];
    assert_eq!((clock.due_on, clock.closed_at), (before.clocks[0].due_on, None));
    assert_eq!(clock.ran_out_at, Some(time("2019-04-11T00:00:30")));
    assert_eq!(world.mail_entries(REVIEWER).await.len(), 6);
    assert_eq!(world.mail_entries(HEAD).await.len(), 1);
}

async fn after_a_pause_one_mail_tells_all(db: Db) {
    let world = World::new(db, "2019-04-01T09:00:00").await;
    let number = world.waiting_for_mofa(1).await;
    world.at("2019-04-16T10:00:00");
    let ran = run_due(&world.app, 5).await.unwrap();
    assert_eq!((ran.recorded, ran.mails, ran.failed), (2, 2, 0), "the mark, and one reminder for all that passed");
    assert_eq!(world.reminders(REVIEWER).await.len(), 1);
    assert_eq!(world.reminders(HEAD).await.len(), 1, "the escalation of the second late day is not lost");
    let again = run_due(&world.app, 5).await.unwrap();
    assert_eq!((again.recorded, again.mails), (0, 0));
    deliver(&world.app, "one", 10).await.unwrap();
    assert_eq!(world.mails().len(), 2);
    let rungs = [Rung::Before(2), Rung::DueDay, Rung::Late(1), Rung::Late(2), Rung::Late(3)];
    assert_eq!(world.dossier(&number).await.clocks[0].reminded, rungs);
    let subject = |mail: &thoathuan::mail::transport::Kept| mail.mime.windows(9).any(|part| part == b"Reminders");
    assert!(world.mails().iter().any(|mail| mail.to == HEAD && subject(mail)), "the head reads English");
}

async fn two_processes_remind_once(db: Db) {
    const DOSSIERS: u128 = 8;
    let world = World::new(db, "2019-04-01T09:00:00").await;
    let mut numbers = Vec::new();
    for n in 1..=DOSSIERS {
        numbers.push(world.waiting_for_mofa(n).await);
    }
    let processes = [world.another(11).await, world.another(12).await, world.another(13).await];
    for date in [8, 10, 11, 12] {
        world.at(&format!("2019-04-{date:02}T08:00:00"));
        let mut tasks = Vec::new();
        for (n, app) in processes.iter().enumerate() {
            let app = Arc::clone(app);
            tasks.push(tokio::spawn(async move {
                run_due(&app, 3).await.unwrap();
                let owner = format!("process-{n}");
                while deliver(&app, &owner, 3).await.unwrap().claimed() > 0 {}
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        deliver(&processes[0], "last", 10).await.unwrap();
    }
    let mut found = told(&world);
    found.sort();
    let once: BTreeSet<_> = found.iter().cloned().collect();
    assert_eq!(found.len(), once.len(), "one digest a person and day: {found:?}");
    assert_eq!(found.len(), 5, "{found:?}");
    for number in numbers {
        let reminded = world.dossier(&number).await.clocks[0].reminded.clone();
        assert_eq!(reminded, [Rung::Before(2), Rung::DueDay, Rung::Late(1), Rung::Late(2)]);
    }
    assert_eq!(world.mail_entries(REVIEWER).await.len(), 4);
}

/// Missed on the 8th with two days left; on the 9th there is one.
async fn a_late_reminder_counts_from_today(db: Db) {
    let world = World::new(db, "2019-04-01T09:00:00").await;
    world.waiting_for_mofa(1).await;
    world.at("2019-04-09T10:00:00");
    assert_eq!(run_due(&world.app, 5).await.unwrap().recorded, 1);
    let told = world.reminders(REVIEWER).await;
    let said: Vec<_> = told.iter().map(|(_, item)| (item.rung, item.due.on, item.due.provisional)).collect();
    assert_eq!(said, [(Rung::Before(1), day("2019-04-10"), false)]);
}

/// The colleague who had taken the request is gone: his body's intake hears of it.
async fn who_has_left_is_stood_in_for(db: Db) {
    let world = World::new(db, "2019-04-01T09:00:00").await;
    let head = engine::ids::AccountId(world.account(HEAD).await.id);
    world.waiting_since(1, "2019-04-01", Some(head)).await;
    world.at("2019-04-08T08:00:00");
    run_due(&world.app, 5).await.unwrap();
    assert_eq!((world.reminders(HEAD).await.len(), world.reminders(REVIEWER).await.len()), (1, 0));
    world.leaves(HEAD).await;
    world.at("2019-04-10T08:00:00");
    run_due(&world.app, 5).await.unwrap();
    assert_eq!((world.reminders(HEAD).await.len(), world.reminders(REVIEWER).await.len()), (1, 1));
    assert!(thoathuan::app::notify::unheard(&world.app).await.unwrap().is_empty());
    // The last one leaves: nobody hears, and that is found out.
    world.leaves(REVIEWER).await;
    world.at("2019-04-11T08:00:00");
    run_due(&world.app, 5).await.unwrap();
    let unheard = thoathuan::app::notify::unheard(&world.app).await.unwrap();
    assert_eq!(unheard.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(), ["HCM-2019-0001"]);
}

async fn an_unpublished_year_is_marked(db: Db) {
    let world = World::new(db, "2027-03-01T09:00:00").await;
    world.waiting_since(1, "2027-03-01", None).await;
    world.at("2027-03-08T08:00:00");
    run_due(&world.app, 5).await.unwrap();
    let told = world.reminders(REVIEWER).await;
    let said: Vec<_> = told.iter().map(|(_, item)| (item.due.on, item.due.provisional)).collect();
    assert_eq!(said, [(day("2027-03-10"), true)]);
}

/// "Nothing is due" is the usual answer of a timer; a calendar that ends is not, and must not look like it.
async fn a_refusal_of_the_service_itself_is_a_failure(db: Db) {
    let world = World::new(db, "2100-12-20T09:00:00").await;
    world.waiting_since(1, "2100-12-20", None).await;
    world.at("2100-12-29T08:00:00");
    run_due(&world.app, 5).await.unwrap();
    // After the due day no working day is left in the calendar for the next reminder.
    world.at("2101-01-05T08:00:00");
    assert_eq!(run_due(&world.app, 5).await.unwrap().failed, 1);
}
