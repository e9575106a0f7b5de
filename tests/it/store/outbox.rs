//! Mails on their way out.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use std::collections::BTreeSet;
use thoathuan::store::outbox::{self, NewMail, claim, enqueue};
use thoathuan::store::{Batch, StoreError};

contract!(claims_never_overlap, an_occasion_is_mailed_once, a_mail_goes_its_way, an_abandoned_claim_runs_out);

fn mail(n: u128, key: &str) -> NewMail {
    NewMail {
        id: id(n),
        dedup_key: key.to_owned(),
        account: None,
        to: "official@hcm.example".to_owned(),
        subject: "Nhắc hạn".to_owned(),
        mime: b"Subject: x\r\n\r\n\xe1\xbb\x87".to_vec(),
        message_id: format!("<{n}@thoathuan>"),
        kind: "reminder".to_owned(),
        at: at(i64::try_from(n).unwrap()),
        useless_after: None,
        posts: Vec::new(),
    }
}

async fn claims_never_overlap(db: Db) {
    const MAILS: u128 = 60;
    let mut batch = Batch::new();
    for n in 1..=MAILS {
        enqueue(&mut batch, mail(n, &n.to_string()));
    }
    db.store.commit(batch).await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..5 {
        let store = db.again().await;
        tasks.push(tokio::spawn(async move {
            let owner = format!("sender-{n}");
            let mut taken = Vec::new();
            let mut empty = 0;
            // PostgreSQL may skip rows that another sender is taking; two empty rounds mean that there are none left.
            while empty < 2 {
                let mails = claim(&store, &owner, at(1000), at(2000), 7).await.unwrap();
                assert!(mails.len() <= 7);
                empty = if mails.is_empty() { empty + 1 } else { 0 };
                for mail in mails {
                    let mut batch = Batch::new();
                    outbox::mark_sent(&mut batch, mail.id, &owner, at(1001));
                    store.commit(batch).await.unwrap();
                    taken.push(mail.id);
                }
            }
            taken
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    let distinct: BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (MAILS as usize, MAILS as usize));
    let handed_over = outbox::Standing { sent: MAILS as u64, ..outbox::Standing::default() };
    assert_eq!(outbox::standing(&db.store, 1_001).await.unwrap(), handed_over);
    assert_eq!(outbox::standing(&db.store, 7).await.unwrap().sent, 7, "no further than asked");
}

async fn an_occasion_is_mailed_once(db: Db) {
    let mut batch = Batch::new();
    enqueue(&mut batch, mail(1, "reminder:clock:due"));
    enqueue(&mut batch, mail(2, "reminder:clock:due"));
    db.store.commit(batch).await.unwrap();
    let mut batch = Batch::new();
    enqueue(&mut batch, mail(3, "reminder:clock:due"));
    enqueue(&mut batch, mail(4, "reminder:clock:late"));
    db.store.commit(batch).await.unwrap();
    let mails = claim(&db.store, "a", at(1000), at(2000), 10).await.unwrap();
    assert_eq!(mails.iter().map(|mail| mail.id).filter(|mail| *mail == id(3)).count(), 0);
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].mime, mail(1, "").mime);
}

async fn a_mail_goes_its_way(db: Db) {
    let mut batch = Batch::new();
    enqueue(&mut batch, mail(1, "a"));
    enqueue(&mut batch, mail(2, "b"));
    db.store.commit(batch).await.unwrap();
    assert_eq!(claim(&db.store, "x", at(0), at(10), 10).await.unwrap(), vec![], "not before its time");
    let mails = claim(&db.store, "x", at(5), at(10), 10).await.unwrap();
    assert_eq!(mails.iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>(), [(id(1), 1), (id(2), 1)]);
    let standing = outbox::standing(&db.store, 1_001).await.unwrap();
    assert_eq!((standing.queued, standing.failed, standing.oldest_queued_at), (2, 0, Some(at(1))));
    let mut batch = Batch::new();
    outbox::retry_at(&mut batch, id(1), "x", at(20), "451 later");
    outbox::mark_failed(&mut batch, id(2), "x", "550 no such user");
    db.store.commit(batch).await.unwrap();
    assert_eq!(claim(&db.store, "x", at(19), at(30), 10).await.unwrap(), vec![]);
    let again = claim(&db.store, "x", at(20), at(30), 10).await.unwrap();
    assert_eq!((again.len(), again[0].attempts, again[0].last_error.as_deref()), (1, 2, Some("451 later")));
    let mut batch = Batch::new();
    outbox::mark_sent(&mut batch, id(1), "x", at(21));
    db.store.commit(batch).await.unwrap();
    let sent = outbox::by_id(&db.store, id(1)).await.unwrap().unwrap();
    assert_eq!((sent.state.as_str(), sent.sent_at, sent.lease_owner), (outbox::SENT, Some(at(21)), None));
    let failed = outbox::failed(&db.store, 10).await.unwrap();
    assert_eq!(failed.iter().map(|mail| mail.id).collect::<Vec<_>>(), [id(2)]);
}

async fn an_abandoned_claim_runs_out(db: Db) {
    let mut batch = Batch::new();
    enqueue(&mut batch, mail(1, "a"));
    db.store.commit(batch).await.unwrap();
    assert_eq!(claim(&db.store, "dead", at(5), at(10), 10).await.unwrap().len(), 1);
    assert_eq!(claim(&db.store, "live", at(9), at(20), 10).await.unwrap().len(), 0);
    assert_eq!(claim(&db.store, "live", at(10), at(20), 10).await.unwrap().len(), 1);
    let mut batch = Batch::new();
    outbox::mark_sent(&mut batch, id(1), "dead", at(11));
    assert!(matches!(db.store.commit(batch).await, Err(StoreError::Conflict)), "its claim is lost");
}
