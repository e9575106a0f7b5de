//! Sessions, tokens, keys, notices, leases, clocks, sweeping.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use engine::ids::{AccountId, ClockId};
use thoathuan::store::idempotency::Done;
use thoathuan::store::notices::{self, Notice};
use thoathuan::store::sessions::{self, Session};
use thoathuan::store::tokens::{self, ApiToken};
use thoathuan::store::{Batch, StoreError, clocks, idempotency, leases, sign_in, sweep};

contract!(
    sessions_live_and_end,
    tokens_live_and_end,
    a_key_is_claimed_once,
    twenty_requests_with_one_key,
    notices_are_listed_and_mailed_once,
    leases_have_one_owner,
    due_clocks_are_found,
    failures_are_counted,
    what_has_ended_is_swept,
);

fn session(token: &str, idle: i64) -> Session {
    Session {
        id: token.to_owned(),
        account_id: OFFICIAL.0,
        created_at: at(0),
        expires_at: at(100),
        idle_expires_at: at(idle),
        ip: None,
    }
}

async fn sessions_live_and_end(db: Db) {
    seed(&db.store).await;
    let mut batch = Batch::new();
    sessions::insert(&mut batch, session("a", 10));
    sessions::insert(&mut batch, session("b", 20));
    sessions::insert(&mut batch, session("c", 20));
    db.store.commit(batch).await.unwrap();
    assert_eq!(sessions::live(&db.store, "a", at(9)).await.unwrap(), Some(session("a", 10)));
    assert_eq!(sessions::live(&db.store, "a", at(10)).await.unwrap(), None);
    assert_eq!(sessions::live(&db.store, "x", at(9)).await.unwrap(), None);
    let mut batch = Batch::new();
    sessions::touch(&mut batch, "a", at(300));
    db.store.commit(batch).await.unwrap();
    assert!(sessions::live(&db.store, "a", at(99)).await.unwrap().is_some());
    assert!(sessions::live(&db.store, "a", at(100)).await.unwrap().is_none(), "ends at the latest");
    let mut batch = Batch::new();
    sessions::end(&mut batch, "b");
    db.store.commit(batch).await.unwrap();
    assert_eq!(sessions::of_account(&db.store, OFFICIAL, at(9)).await.unwrap().len(), 2);
    let mut batch = Batch::new();
    sessions::end_all(&mut batch, OFFICIAL, Some("c"));
    db.store.commit(batch).await.unwrap();
    let left = sessions::of_account(&db.store, OFFICIAL, at(9)).await.unwrap();
    assert_eq!(left, vec![session("c", 20)]);
}

async fn tokens_live_and_end(db: Db) {
    seed(&db.store).await;
    let token = ApiToken {
        id: id(1),
        account_id: OFFICIAL.0,
        hash: "h".to_owned(),
        name: "script".to_owned(),
        created_at: at(0),
        expires_at: Some(at(10)),
        revoked_at: None,
        scope: "read".to_owned(),
    };
    let mut batch = Batch::new();
    tokens::insert(&mut batch, token.clone());
    db.store.commit(batch).await.unwrap();
    assert_eq!(tokens::live(&db.store, "h", at(9)).await.unwrap(), Some(token));
    assert_eq!(tokens::live(&db.store, "h", at(10)).await.unwrap(), None);
    let mut batch = Batch::new();
    tokens::revoke(&mut batch, LEADER, id(1), at(5));
    assert!(matches!(db.store.commit(batch).await, Err(StoreError::Conflict)), "not his");
    let mut batch = Batch::new();
    tokens::revoke(&mut batch, OFFICIAL, id(1), at(5));
    db.store.commit(batch).await.unwrap();
    assert_eq!(tokens::live(&db.store, "h", at(9)).await.unwrap(), None);
}

async fn a_key_is_claimed_once(db: Db) {
    seed(&db.store).await;
    let done = Done { request_hash: "h".to_owned(), outcome: "{\"ok\":1}".to_owned(), at: at(3) };
    let mut batch = Batch::new();
    idempotency::claim(&mut batch, OFFICIAL, "k", done.clone());
    db.store.commit(batch).await.unwrap();
    let mut batch = Batch::new();
    idempotency::claim(&mut batch, OFFICIAL, "k", Done { outcome: "other".to_owned(), ..done.clone() });
    assert!(matches!(db.store.commit(batch).await, Err(StoreError::Duplicate)));
    assert_eq!(idempotency::load(&db.store, OFFICIAL, "k").await.unwrap(), Some(done.clone()));
    let mut batch = Batch::new();
    idempotency::claim(&mut batch, LEADER, "k", done);
    db.store.commit(batch).await.unwrap();
}

async fn twenty_requests_with_one_key(db: Db) {
    seed(&db.store).await;
    let store = std::sync::Arc::new(db.again().await);
    let tasks = (0..20).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut batch = Batch::new();
            notices::insert(&mut batch, notice(n, false));
            let done = Done { request_hash: "h".to_owned(), outcome: n.to_string(), at: at(0) };
            idempotency::claim(&mut batch, OFFICIAL, "k", done);
            store.commit(batch).await
        })
    });
    let mut won = 0;
    for task in tasks.collect::<Vec<_>>() {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            Err(StoreError::Duplicate) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(notices::list(&db.store, OFFICIAL, None, 30).await.unwrap().items.len(), 1);
}

fn notice(n: u128, digest: bool) -> Notice {
    Notice {
        id: id(n),
        account_id: OFFICIAL.0,
        dossier_id: None,
        kind: "opinion-given".to_owned(),
        params: "{}".to_owned(),
        digest,
        created_at: at(i64::try_from(n).unwrap()),
        read_at: None,
        mail_id: None,
    }
}

async fn notices_are_listed_and_mailed_once(db: Db) {
    seed(&db.store).await;
    let mut batch = Batch::new();
    for n in 1..=5 {
        notices::insert(&mut batch, notice(n, n != 3));
    }
    db.store.commit(batch).await.unwrap();
    let page = notices::list(&db.store, OFFICIAL, None, 3).await.unwrap();
    assert_eq!(page.items.iter().map(|notice| notice.id).collect::<Vec<_>>(), [id(5), id(4), id(3)]);
    let page = notices::list(&db.store, OFFICIAL, page.next, 3).await.unwrap();
    assert_eq!((page.items.len(), page.next), (2, None));
    assert_eq!(notices::waiting_accounts(&db.store, at(9), None, 10).await.unwrap(), vec![OFFICIAL]);
    assert_eq!(notices::waiting_accounts(&db.store, at(9), Some(OFFICIAL), 10).await.unwrap(), Vec::<AccountId>::new());
    // Two processes make the digest at once: each notice is in one mail.
    let mut tasks = Vec::new();
    for mail in [1001, 1002] {
        let store = db.again().await;
        tasks.push(tokio::spawn(async move {
            let mut tx = store.write_tx().await.unwrap();
            // Of more than are read for one mail the newest, and all are marked: the mail says how many more there were.
            let (waiting, others) = notices::unmailed(&tx, OFFICIAL, at(5), 2).await.unwrap();
            let ids: Vec<_> = waiting.iter().map(|notice| notice.id).collect();
            let mut batch = Batch::new();
            notices::mark_mailed(&mut batch, OFFICIAL, at(5), id(mail));
            tx.run(batch).await.unwrap();
            tx.commit().await.unwrap();
            (ids, others)
        }));
    }
    let mut mailed = Vec::new();
    for task in tasks {
        mailed.push(task.await.unwrap());
    }
    mailed.sort_unstable();
    assert_eq!(mailed, [(vec![], 0), (vec![id(2), id(4)], 1)]);
    assert_eq!(notices::waiting_accounts(&db.store, at(5), None, 10).await.unwrap(), Vec::<AccountId>::new());
    let mut batch = Batch::new();
    notices::mark_read(&mut batch, LEADER, id(1), at(50));
    notices::mark_read(&mut batch, OFFICIAL, id(2), at(50));
    db.store.commit(batch).await.unwrap();
    let read: Vec<_> = notices::list(&db.store, OFFICIAL, None, 9).await.unwrap().items;
    assert_eq!(read.iter().filter(|notice| notice.read_at.is_some()).map(|n| n.id).collect::<Vec<_>>(), [id(2)]);
}

async fn leases_have_one_owner(db: Db) {
    assert!(leases::take(&db.store, "digest", "a", at(0), at(10)).await.unwrap());
    assert!(!leases::take(&db.store, "digest", "b", at(9), at(19)).await.unwrap());
    assert!(leases::take(&db.store, "digest", "a", at(9), at(19)).await.unwrap(), "renewed");
    assert!(leases::take(&db.store, "other", "b", at(9), at(19)).await.unwrap());
    assert!(leases::take(&db.store, "digest", "b", at(19), at(29)).await.unwrap(), "ran out");
    leases::release(&db.store, "digest", "a").await.unwrap();
    assert!(!leases::take(&db.store, "digest", "a", at(20), at(29)).await.unwrap(), "not his to give back");
    leases::release(&db.store, "digest", "b").await.unwrap();
    assert!(leases::take(&db.store, "digest", "a", at(20), at(29)).await.unwrap());
}

async fn due_clocks_are_found(db: Db) {
    seed(&db.store).await;
    for n in 1..=3 {
        opened(&db.store, &full(n, &format!("HCM-2019-000{n}"), HCM)).await;
    }
    assert_eq!(clocks::due(&db.store, at(99), None, 10).await.unwrap(), vec![]);
    let due = clocks::due(&db.store, at(100), None, 2).await.unwrap();
    assert_eq!(due.iter().map(|due| due.clock).collect::<Vec<_>>(), [ClockId(id(1061)), ClockId(id(2061))]);
    let rest = clocks::due(&db.store, at(100), Some((due[1].next_at, due[1].clock)), 2).await.unwrap();
    assert_eq!(rest.iter().map(|due| due.clock).collect::<Vec<_>>(), [ClockId(id(3061))]);
    assert_eq!(clocks::due(&db.store, at(200), None, 10).await.unwrap().len(), 6);
    let running = clocks::running(&db.store, day("2019-04-25"), None, 10).await.unwrap();
    assert_eq!(running.len(), 3);
    assert_eq!(clocks::running(&db.store, day("2019-04-25"), Some(running[1]), 10).await.unwrap(), running[2..]);
}

async fn failures_are_counted(db: Db) {
    let mut batch = Batch::new();
    for n in 1..=4 {
        sign_in::failed(&mut batch, id(n), if n == 4 { "b" } else { "a" }, at(i64::try_from(n).unwrap()));
    }
    db.store.commit(batch).await.unwrap();
    assert_eq!(sign_in::failures(&db.store, "a", at(1), 10).await.unwrap(), 2);
    assert_eq!(sign_in::failures(&db.store, "a", at(0), 2).await.unwrap(), 2);
    let mut batch = Batch::new();
    sign_in::forget(&mut batch, "a");
    db.store.commit(batch).await.unwrap();
    assert_eq!(sign_in::failures(&db.store, "a", at(0), 10).await.unwrap(), 0);
    assert_eq!(sign_in::failures(&db.store, "b", at(0), 10).await.unwrap(), 1);
}

async fn what_has_ended_is_swept(db: Db) {
    seed(&db.store).await;
    let mut batch = Batch::new();
    sessions::insert(&mut batch, session("a", 10));
    sessions::insert(&mut batch, session("b", 60));
    sign_in::failed(&mut batch, id(1), "a", at(1));
    let done = Done { request_hash: "h".to_owned(), outcome: "x".to_owned(), at: at(30) };
    idempotency::claim(&mut batch, OFFICIAL, "k", done);
    db.store.commit(batch).await.unwrap();
    let swept = sweep::sweep(&db.store, at(50), at(30)).await.unwrap();
    assert_eq!(swept, sweep::Swept { sessions: 1, keys: 0, failures: 1 });
    assert!(sessions::live(&db.store, "b", at(50)).await.unwrap().is_some());
}
