//! What happens to a mail on its way.

use super::world::*;
use crate::support::db::{Db, Folder, contract};
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;
use thoathuan::app::deliver::{Delivered, deliver};
use thoathuan::app::{Error, mails};
use thoathuan::mail::Transport;
use thoathuan::store::outbox::{self, NewMail};
use thoathuan::store::{self, Batch};
use uuid::Uuid;

contract!(
    a_relay_away_for_a_while_costs_only_time,
    after_three_days_it_is_given_up_and_seen,
    one_bad_message_blocks_no_other,
    a_mail_put_back_is_tried_as_if_it_were_new,
    what_is_of_no_use_is_not_sent,
    a_sender_that_dies_loses_nothing,
    senders_killed_at_any_moment_lose_nothing
);

const NOON: &str = "2019-04-15T12:00:00";

async fn enqueue(world: &World, n: u128, to: &str, useless_after: Option<TimeDelta>) -> Uuid {
    let now = world.clock.now();
    let mut batch = Batch::new();
    let id = Uuid::from_u128(0xABC000 + n);
    outbox::enqueue(
        &mut batch,
        NewMail {
            id,
            dedup_key: format!("test:{n}"),
            account: Some(world.account(REVIEWER).await.id),
            to: to.to_owned(),
            subject: "Nhắc việc".to_owned(),
            mime: format!("Date: Mon, 15 Apr 2019 05:00:00 +0000\r\nSubject: {n}\r\n\r\nx\r\n").into_bytes(),
            message_id: format!("<{n}@thoathuan.example>"),
            kind: "done".to_owned(),
            at: now,
            useless_after: useless_after.map(|after| now + after),
            posts: Vec::new(),
        },
    );
    world.app.store.commit(batch).await.unwrap();
    id
}

async fn mail(world: &World, id: Uuid) -> outbox::Mail {
    outbox::by_id(&world.app.store, id).await.unwrap().unwrap()
}

/// A relay that cannot take anything: its folder is a file.
fn away(folder: &Folder) -> Transport {
    let path = folder.0.join("not-a-folder");
    std::fs::write(&path, b"").unwrap();
    Transport::Directory(path)
}

async fn a_relay_away_for_a_while_costs_only_time(db: Db) {
    let world = World::new(db, NOON).await;
    let folder = Folder::new();
    let broken = world.with(5, away(&folder)).await;
    let id = enqueue(&world, 1, REVIEWER, None).await;
    for minutes in [0, 1, 5, 15] {
        world.clock.advance(Duration::from_secs(minutes * 60));
        let round = deliver(&broken, "a", 10).await.unwrap();
        assert_eq!(round, Delivered { retried: 1, ..Delivered::default() });
        assert_eq!(deliver(&broken, "a", 10).await.unwrap().claimed(), 0, "not before its time");
    }
    let waiting = mail(&world, id).await;
    assert_eq!((waiting.attempts, waiting.next_try_at), (4, world.clock.now() + TimeDelta::minutes(30)));
    assert!(waiting.last_error.is_some());
    assert_eq!(world.mail_entries(REVIEWER).await, vec![], "attempts are not outcomes");
    world.clock.advance(Duration::from_secs(30 * 60));
    assert_eq!(deliver(&world.app, "a", 10).await.unwrap().sent, 1);
    assert_eq!(mail(&world, id).await.state, outbox::SENT);
    let entries = world.mail_entries(REVIEWER).await;
    assert_eq!((entries.len(), entries[0].0.as_str()), (1, "mail-sent"));
    assert!(!entries[0].1.to_string().contains(REVIEWER), "no address in the record");
}

async fn after_three_days_it_is_given_up_and_seen(db: Db) {
    let world = World::new(db, NOON).await;
    let folder = Folder::new();
    let broken = world.with(5, away(&folder)).await;
    let id = enqueue(&world, 1, REVIEWER, None).await;
    let mut attempts = 0;
    loop {
        let round = deliver(&broken, "a", 10).await.unwrap();
        attempts += u32::try_from(round.claimed()).unwrap();
        if round.failed == 1 {
            break;
        }
        world.clock.set(mail(&world, id).await.next_try_at);
    }
    assert_eq!(attempts, 76);
    assert_eq!(mail(&world, id).await.state, outbox::FAILED);
    assert_eq!(outbox::failed(&world.app.store, 10).await.unwrap().len(), 1);
    assert!(world.account(REVIEWER).await.email_failing_since.is_some());
    let entries = world.mail_entries(REVIEWER).await;
    assert_eq!((entries.len(), &entries[0].1["reason"]), (1, &"expired".into()));
    enqueue(&world, 2, REVIEWER, None).await;
    assert_eq!(deliver(&world.app, "a", 10).await.unwrap().sent, 1);
    assert_eq!(world.account(REVIEWER).await.email_failing_since, None, "mails reach the account again");
}

async fn a_mail_put_back_is_tried_as_if_it_were_new(db: Db) {
    let world = World::new(db, NOON).await;
    let folder = Folder::new();
    let broken = world.with(5, away(&folder)).await;
    // Its three days are over; it would be of use for a day more.
    let id = enqueue(&world, 1, REVIEWER, Some(TimeDelta::hours(97))).await;
    world.clock.advance(Duration::from_secs(73 * 3600));
    assert_eq!(deliver(&broken, "a", 10).await.unwrap().failed, 1);
    let reviewer = world.who(REVIEWER).await;
    assert!(matches!(mails::retry(&world.app, &reviewer, id, None).await, Err(Error::Forbidden)));
    let admin = world.administrator().await;
    for _ in 0..2 {
        mails::retry(&world.app, &admin, id, None).await.unwrap();
    }
    assert!(matches!(mails::retry(&world.app, &admin, Uuid::from_u128(7), None).await, Err(Error::NotFound)));
    let told = store::record::range(&world.app.store, "admin:mail", 0, 10).await.unwrap();
    assert_eq!(told.len(), 1, "one act, one entry");
    assert_eq!((told[0].act.as_str(), told[0].kind.as_str()), ("retry-mail", "administration"));
    assert!(told[0].body.contains(&id.to_string()) && !told[0].body.contains(REVIEWER));
    // Every attempt of the schedule anew, but no longer of use than it was.
    for minutes in [0, 1, 5, 15, 30] {
        world.clock.advance(Duration::from_secs(minutes * 60));
        assert_eq!(deliver(&broken, "a", 10).await.unwrap().retried, 1, "after {minutes} minutes");
    }
    world.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(deliver(&broken, "a", 10).await.unwrap().superseded, 1);
}

async fn one_bad_message_blocks_no_other(db: Db) {
    let world = World::new(db, NOON).await;
    // No address: refused before anybody is asked. Nobody listens on the port: tried again.
    let relay = Transport::smtp("smtp://127.0.0.1:1", Duration::from_secs(2)).unwrap();
    let smtp = world.with(5, relay).await;
    let bad = enqueue(&world, 1, "no address\r\n", None).await;
    let good = enqueue(&world, 2, REVIEWER, None).await;
    let round = deliver(&smtp, "a", 10).await.unwrap();
    assert_eq!((round.failed, round.retried), (1, 1));
    assert_eq!(mail(&world, bad).await.state, outbox::FAILED);
    assert_eq!(world.account(REVIEWER).await.email_failing_since, None, "that is not his address");
    assert_eq!(world.mail_entries(REVIEWER).await[0].1["reason"], "refused");
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(deliver(&world.app, "a", 10).await.unwrap().sent, 1);
    assert_eq!(mail(&world, good).await.state, outbox::SENT);
}

async fn what_is_of_no_use_is_not_sent(db: Db) {
    let world = World::new(db, NOON).await;
    let late = enqueue(&world, 1, REVIEWER, Some(TimeDelta::hours(1))).await;
    world.clock.advance(Duration::from_secs(3600));
    assert_eq!(deliver(&world.app, "a", 10).await.unwrap().superseded, 1);
    let aside = mail(&world, late).await;
    assert_eq!((aside.state.as_str(), aside.last_error.as_deref()), (outbox::SUPERSEDED, Some("no-longer-useful")));
    let admin = world.administrator().await;
    assert!(matches!(mails::retry(&world.app, &admin, late, None).await, Err(Error::Over("mail-not-needed"))));
    assert_eq!(mails::retry_all(&world.app, &admin).await.unwrap(), 0, "final");
    assert_eq!(world.account(REVIEWER).await.email_failing_since, None);
    let mut account = world.account(REVIEWER).await;
    account.disabled_at = Some(world.clock.now());
    let mut batch = Batch::new();
    store::accounts::update(&mut batch, account).unwrap();
    world.app.store.commit(batch).await.unwrap();
    enqueue(&world, 2, REVIEWER, None).await;
    assert_eq!(deliver(&world.app, "a", 10).await.unwrap().superseded, 1);
    assert_eq!(world.mails().len(), 0);
    let entries = world.mail_entries(REVIEWER).await;
    let reasons: Vec<_> = entries.iter().map(|(_, subject)| subject["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["no-longer-useful", "account-closed"]);
}

async fn a_sender_that_dies_loses_nothing(db: Db) {
    let world = World::new(db, NOON).await;
    let id = enqueue(&world, 1, REVIEWER, None).await;
    let now = world.clock.now();
    let claimed = outbox::claim(&world.app.store, "dead", now, now + TimeDelta::seconds(60), 10).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(deliver(&world.app, "live", 10).await.unwrap().claimed(), 0);
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(deliver(&world.app, "live", 10).await.unwrap().sent, 1);
    assert_eq!(mail(&world, id).await.state, outbox::SENT);
}

async fn senders_killed_at_any_moment_lose_nothing(db: Db) {
    const MAILS: u128 = 60;
    let world = World::new(db, NOON).await;
    let folder = Folder::new();
    let path = folder.0.join("mail");
    let sender = world.with(5, Transport::Directory(path.clone())).await;
    for n in 0..MAILS {
        enqueue(&world, n, REVIEWER, None).await;
    }
    for round in 0..40_u64 {
        let app = Arc::clone(&sender);
        let run = tokio::spawn(async move { deliver(&app, &format!("sender-{round}"), 4).await });
        tokio::time::sleep(Duration::from_millis(round % 13)).await;
        run.abort();
        let _ = run.await;
        if round % 5 == 0 {
            world.clock.advance(Duration::from_secs(61));
        }
    }
    world.clock.advance(Duration::from_secs(61));
    // A sender cut off on its connection may still hold a row for a moment.
    for _ in 0..100 {
        deliver(&sender, "last", 10).await.unwrap();
        world.clock.advance(Duration::from_secs(61));
        if outbox::standing(&sender.store, 1_001).await.unwrap().queued == 0 {
            break;
        }
    }
    let standing = outbox::standing(&sender.store, 1_001).await.unwrap();
    assert_eq!((standing.queued, standing.failed, standing.oldest_queued_at), (0, 0, None));
    let files: Vec<_> = std::fs::read_dir(&path).unwrap().map(|file| file.unwrap().file_name()).collect();
    let whole = files.iter().filter(|name| name.to_string_lossy().ends_with(".eml")).count();
    assert_eq!(whole, MAILS as usize, "each mail is one file, however often it was handed over");
    assert_eq!(world.mail_entries(REVIEWER).await.len(), MAILS as usize, "one outcome a mail");
}
