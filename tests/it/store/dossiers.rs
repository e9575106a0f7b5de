//! Saving and loading dossiers.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use engine::dossier::{ConsultationStatus, Dossier};
use engine::ids::AttachmentId;
use thoathuan::store::dossiers::{self, Find, counter, load, load_unscoped, save, take_number};
use thoathuan::store::{Batch, Head, Scope, StoreError, idempotency, record};

contract!(
    a_full_dossier_comes_back_as_it_was,
    changes_are_saved,
    of_two_writers_one_wins,
    many_writers_lose_nothing,
    a_batch_is_all_or_nothing,
    a_failed_transaction_cannot_be_committed,
    only_the_scope_sees_it,
    numbers_have_no_gaps,
    differing_columns_are_found,
    a_refusal_moves_only_the_head,
);

async fn a_full_dossier_comes_back_as_it_was(db: Db) {
    seed(&db.store).await;
    let dossier = full(1, "HCM-2019-0001", HCM);
    let head = opened(&db.store, &dossier).await;
    let loaded = load(&db.store, &Scope::all(), Find::Number("HCM-2019-0001")).await.unwrap().unwrap();
    assert_eq!(loaded.dossier, dossier);
    assert_eq!(loaded.head, head);
    let bare = draft(2, "HCM-2019-0002", HCM);
    opened(&db.store, &bare).await;
    let loaded = load_unscoped(&db.store, Find::Id(bare.id)).await.unwrap().unwrap();
    assert_eq!(loaded.dossier, bare);
    assert_eq!(load_unscoped(&db.store, Find::Number("HCM-2019-0003")).await.unwrap(), None);
}

async fn changes_are_saved(db: Db) {
    seed(&db.store).await;
    let mut before = Dossier { signing: None, ..full(1, "HCM-2019-0001", HCM) };
    let (last_paper, last_clock) = (before.papers.pop().unwrap(), before.clocks.pop().unwrap());
    let (last_revision, last_duty) = (before.revisions.pop().unwrap(), before.duties.pop().unwrap());
    opened(&db.store, &before).await;
    let loaded = load(&db.store, &Scope::all(), Find::Id(before.id)).await.unwrap().unwrap();
    let mut after = loaded.dossier.clone();
    after.state = "closed".to_owned();
    after.step += 1;
    after.details.purpose = "Khác".to_owned();
    after.papers.push(last_paper);
    after.clocks.push(last_clock);
    after.revisions.push(last_revision);
    after.duties.push(last_duty);
    after.board[1].status = ConsultationStatus::Withdrawn;
    after.board[1].step += 1;
    after.clocks[1].closed_at = Some(at(30));
    after.clocks[1].next_at = None;
    after.duties[0].fulfilled = None;
    let mut batch = Batch::new();
    let head = entry_of(&mut batch, after.id, &loaded.head, 2);
    save(&mut batch, &loaded, &after, &facts(30), &head).unwrap();
    db.store.commit(batch).await.unwrap();
    let again = load(&db.store, &Scope::all(), Find::Id(before.id)).await.unwrap().unwrap();
    assert_eq!(again.dossier, after);
    assert_eq!(again.head, head);
    assert_eq!(wrong(&db, &after, 30, &head).await, None);
    // Nothing that did not change is written: the entry, the dossier, and the one row.
    let mut next = after.clone();
    next.board[0].step += 1;
    let mut batch = Batch::new();
    let head = entry_of(&mut batch, after.id, &again.head, 3);
    save(&mut batch, &again, &next, &facts(31), &head).unwrap();
    assert_eq!(batch.len(), 3);
    // A part that is gone is an error of the program.
    let mut less = after.clone();
    less.board.pop();
    let result = save(&mut Batch::new(), &again, &less, &facts(31), &head);
    assert!(matches!(result, Err(StoreError::Corrupt { table: "consultation", .. })));
}

async fn of_two_writers_one_wins(db: Db) {
    seed(&db.store).await;
    let dossier = full(1, "HCM-2019-0001", HCM);
    opened(&db.store, &dossier).await;
    let other = db.again().await;
    let first = load(&db.store, &Scope::all(), Find::Id(dossier.id)).await.unwrap().unwrap();
    let second = load(&other, &Scope::all(), Find::Id(dossier.id)).await.unwrap().unwrap();
    let mut batches = Vec::new();
    for (loaded, row) in [(&first, 11), (&second, 12)] {
        let mut after = loaded.dossier.clone();
        after.step += 1;
        let mut batch = Batch::new();
        let head = entry_of(&mut batch, dossier.id, &loaded.head, row);
        save(&mut batch, loaded, &after, &facts(1), &head).unwrap();
        batches.push(batch);
    }
    let (second, first) = (batches.pop().unwrap(), batches.pop().unwrap());
    let (one, two) = tokio::join!(db.store.commit(first), other.commit(second));
    let won = [&one, &two].into_iter().filter(|result| result.is_ok()).count();
    assert_eq!(won, 1, "{one:?} {two:?}");
    let lost = [one, two].into_iter().find_map(Result::err).unwrap();
    assert!(matches!(lost, StoreError::Conflict), "{lost:?}");
    let entries = record::range(&db.store, &record::dossier_stream(dossier.id), 0, 10).await.unwrap();
    assert_eq!(entries.len(), 2, "the loser left no entry");
}

/// Every writer repeats on conflict, as `act` does; no step is lost and the chain has no gap.
async fn many_writers_lose_nothing(db: Db) {
    const WRITERS: u128 = 6;
    const TIMES: u128 = 5;
    seed(&db.store).await;
    let dossier = draft(1, "HCM-2019-0001", HCM);
    opened(&db.store, &dossier).await;
    let store = std::sync::Arc::new(db.again().await);
    let mut tasks = Vec::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        let dossier = dossier.id;
        tasks.push(tokio::spawn(async move {
            for time in 0..TIMES {
                loop {
                    let loaded = load(&*store, &Scope::all(), Find::Id(dossier)).await.unwrap().unwrap();
                    let mut after = loaded.dossier.clone();
                    after.step += 1;
                    let mut batch = Batch::new();
                    let head = entry_of(&mut batch, dossier, &loaded.head, 10_000 + writer * 100 + time);
                    save(&mut batch, &loaded, &after, &facts(1), &head).unwrap();
                    match store.commit(batch).await {
                        Ok(()) => break,
                        Err(StoreError::Conflict) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let wanted = u64::try_from(WRITERS * TIMES).unwrap() + 1;
    let loaded = load(&db.store, &Scope::all(), Find::Id(dossier.id)).await.unwrap().unwrap();
    assert_eq!(u64::from(loaded.dossier.step), wanted);
    assert_eq!(loaded.head.seq, wanted);
    let entries = record::range(&db.store, &record::dossier_stream(dossier.id), 0, 1000).await.unwrap();
    let mut prev = engine::record::GENESIS.to_owned();
    for (stored, seq) in entries.iter().zip(1..) {
        engine::record::check(&stored.stream, seq, &prev, &stored.body, &stored.hash).unwrap();
        prev.clone_from(&stored.hash);
    }
    assert_eq!(entries.len() as u64, wanted);
    assert_eq!(prev, loaded.head.hash);
}

async fn a_batch_is_all_or_nothing(db: Db) {
    seed(&db.store).await;
    let dossier = full(1, "HCM-2019-0001", HCM);
    let head = opened(&db.store, &dossier).await;
    let done = idempotency::Done { request_hash: "x".to_owned(), outcome: "{}".to_owned(), at: at(0) };
    let mut batch = Batch::new();
    idempotency::claim(&mut batch, OFFICIAL, "key", done.clone());
    db.store.commit(batch).await.unwrap();
    // The key is taken: nothing of the command stays.
    let loaded = load(&db.store, &Scope::all(), Find::Id(dossier.id)).await.unwrap().unwrap();
    let mut after = loaded.dossier.clone();
    after.state = "closed".to_owned();
    let mut batch = Batch::new();
    let next = entry_of(&mut batch, dossier.id, &loaded.head, 2);
    save(&mut batch, &loaded, &after, &facts(1), &next).unwrap();
    idempotency::claim(&mut batch, OFFICIAL, "key", done.clone());
    let result = db.store.commit(batch).await;
    assert!(matches!(result, Err(StoreError::Duplicate)), "{result:?}");
    // The dossier moved on meanwhile: no key stays.
    let mut stale = loaded.clone();
    stale.head = Head { seq: head.seq + 5, hash: head.hash.clone() };
    let mut batch = Batch::new();
    idempotency::claim(&mut batch, OFFICIAL, "another", done);
    let next = entry_of(&mut batch, dossier.id, &stale.head, 3);
    save(&mut batch, &stale, &after, &facts(1), &next).unwrap();
    let result = db.store.commit(batch).await;
    assert!(matches!(result, Err(StoreError::Conflict)), "{result:?}");
    assert_eq!(load(&db.store, &Scope::all(), Find::Id(dossier.id)).await.unwrap().unwrap(), loaded);
    assert_eq!(idempotency::load(&db.store, OFFICIAL, "another").await.unwrap(), None);
    let entries = record::range(&db.store, &record::dossier_stream(dossier.id), 0, 10).await.unwrap();
    assert_eq!(entries.len(), 1);
}

async fn a_failed_transaction_cannot_be_committed(db: Db) {
    seed(&db.store).await;
    let dossier = full(1, "HCM-2019-0001", HCM);
    opened(&db.store, &dossier).await;
    let mut stale = load(&db.store, &Scope::all(), Find::Id(dossier.id)).await.unwrap().unwrap();
    stale.head.seq += 1;
    let mut tx = db.store.write_tx().await.unwrap();
    let done = idempotency::Done { request_hash: "x".to_owned(), outcome: "{}".to_owned(), at: at(0) };
    let mut batch = Batch::new();
    idempotency::claim(&mut batch, OFFICIAL, "key", done);
    tx.run(batch).await.unwrap();
    let mut batch = Batch::new();
    dossiers::refuse(&mut batch, &stale, &stale.head).unwrap();
    assert!(matches!(tx.run(batch).await, Err(StoreError::Conflict)));
    assert!(matches!(tx.commit().await, Err(StoreError::Conflict)));
    assert_eq!(idempotency::load(&db.store, OFFICIAL, "key").await.unwrap(), None);
}

async fn only_the_scope_sees_it(db: Db) {
    seed(&db.store).await;
    let dossier = full(1, "HCM-2019-0001", HCM);
    opened(&db.store, &dossier).await;
    let drafted = draft(2, "DN-2019-0001", DANANG);
    opened(&db.store, &drafted).await;
    let office = Scope { government_office: true, ..Scope::none() };
    let several = Scope { localities: vec![DANANG.0], bodies: vec![MPI.0], ..Scope::none() };
    for (scope, first, second) in [
        (Scope::all(), true, true),
        (Scope::none(), false, false),
        (Scope::locality(HCM), true, false),
        (Scope::locality(DANANG), false, true),
        (Scope::body(MOFA), true, false),
        (Scope::body(MPI), true, false),
        (Scope::body(HCM_DFA), false, false),
        (office, true, false),
        (several, true, true),
    ] {
        for (dossier, seen) in [(&dossier, first), (&drafted, second)] {
            let loaded = load(&db.store, &scope, Find::Id(dossier.id)).await.unwrap();
            assert_eq!(loaded.is_some(), seen, "{scope:?} {}", dossier.number);
            let summary = dossiers::summary(&db.store, &scope, dossier.id).await.unwrap();
            assert_eq!(summary.is_some(), seen, "{scope:?} {}", dossier.number);
        }
        let listed = dossiers::list(&db.store, &scope, &dossiers::Filter::default(), None, 10).await.unwrap();
        assert_eq!(listed.items.len(), usize::from(first) + usize::from(second), "{scope:?}");
        let entries = record::list(&db.store, &scope, &record::Filter::default(), None, 10).await.unwrap();
        assert_eq!(entries.items.len(), usize::from(first) + usize::from(second), "{scope:?}");
        let file = dossiers::attachment(&db.store, &scope, AttachmentId(id(1010))).await.unwrap();
        assert_eq!(file.is_some(), first, "{scope:?}");
    }
    let file = dossiers::attachment(&db.store, &Scope::locality(HCM), AttachmentId(id(1041))).await.unwrap().unwrap();
    assert_eq!(file.file, dossier.papers[1].file);
    assert_eq!(file.paper.as_deref(), Some("letter"));
}

async fn numbers_have_no_gaps(db: Db) {
    seed(&db.store).await;
    // A number that was read but not taken is still the next.
    assert_eq!(counter(&db.store, HCM, 2019).await.unwrap().unwrap().last, 0);
    let store = std::sync::Arc::new(db.again().await);
    let tasks = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            loop {
                let last = counter(&*store, HCM, 2019).await.unwrap().unwrap().last;
                let mut batch = Batch::new();
                let number = take_number(&mut batch, HCM, 2019, last).unwrap();
                match store.commit(batch).await {
                    Ok(()) => return number,
                    Err(StoreError::Conflict | StoreError::Duplicate) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        })
    });
    let mut numbers = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        numbers.push(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
    assert_eq!(counter(&db.store, HCM, 2019).await.unwrap().unwrap().last, 8);
    assert_eq!(counter(&db.store, HCM, 2020).await.unwrap().unwrap().last, 0);
    assert_eq!(counter(&db.store, DANANG, 2019).await.unwrap().unwrap().last, 0);
}

/// What the record contradicts in the rows of `dossier`, last changed `seconds` after the start.
async fn wrong(db: &Db, dossier: &Dossier, seconds: i64, head: &Head) -> Option<String> {
    let mut papers_at = vec![at(0); dossier.papers.len()];
    papers_at.pop();
    papers_at.push(at(seconds));
    let replayed = dossiers::Replayed { dossier, facts: facts(seconds), head, papers_at: &papers_at };
    let live = dossiers::live(&db.store, None, dossier.id).await.unwrap();
    live.differs(dossier.id, &replayed).unwrap()
}

async fn differing_columns_are_found(db: Db) {
    seed(&db.store).await;
    let dossier = Dossier { signing: None, ..full(1, "HCM-2019-0001", HCM) };
    let head = opened(&db.store, &dossier).await;
    assert_eq!(wrong(&db, &dossier, 0, &head).await, None);
    // Tables are compared in a fixed order: each damage is done before those that hide it.
    for (statement, found) in [
        (
            "UPDATE attachment SET created_at = '2019-01-01T00:00:00.000+00:00' WHERE pos = 1 AND paper IS NOT NULL",
            "attachment, column created_at",
        ),
        ("UPDATE attachment SET sha256 = 'x' WHERE pos = 1 AND paper IS NOT NULL", "attachment, column sha256"),
        ("UPDATE attachment SET name = 'x' WHERE pos = 1 AND paper IS NOT NULL", "attachment, column name"),
        ("UPDATE duty SET rule = 'x' WHERE pos = 0", "duty, column rule"),
        ("UPDATE clock SET due_on = '2030-01-01' WHERE pos = 1", "clock, column due_on"),
        ("UPDATE consultation SET status = 'answered' WHERE pos = 1", "consultation, column status"),
        (
            "UPDATE consultation SET body_id = (SELECT id FROM organisation WHERE code = 'DN') WHERE pos = 1",
            "consultation, column body_id",
        ),
        ("UPDATE text_revision SET data = '{}' WHERE no = 2", "text_revision, column data"),
        ("UPDATE dossier SET updated_at = '2019-01-01T00:00:00.000+00:00'", "dossier, column updated_at"),
        ("UPDATE dossier SET data = '{'", "dossier, column data"),
        ("UPDATE dossier SET state = 'signed'", "dossier, column state"),
    ] {
        assert_eq!(db.sql(statement).await, Ok(1), "{statement}");
        let told = wrong(&db, &dossier, 0, &head).await;
        assert_eq!(told, Some(format!("table {found} differs from the record")), "{statement}");
    }
    let before = Head { seq: 7, ..head };
    assert!(wrong(&db, &dossier, 0, &before).await.unwrap().contains("head says 1"));
}

async fn a_refusal_moves_only_the_head(db: Db) {
    seed(&db.store).await;
    let dossier = full(1, "HCM-2019-0001", HCM);
    opened(&db.store, &dossier).await;
    let loaded = load_unscoped(&db.store, Find::Id(dossier.id)).await.unwrap().unwrap();
    let mut batch = Batch::new();
    let head = entry_of(&mut batch, dossier.id, &loaded.head, 2);
    dossiers::refuse(&mut batch, &loaded, &head).unwrap();
    db.store.commit(batch).await.unwrap();
    let again = load_unscoped(&db.store, Find::Id(dossier.id)).await.unwrap().unwrap();
    assert_eq!(again.dossier, dossier);
    assert_eq!(again.head, head);
    let heads = dossiers::heads(&db.store, None, 10).await.unwrap();
    assert_eq!(heads[0].head, head);
}
