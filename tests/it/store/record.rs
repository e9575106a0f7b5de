//! The record: appended, never changed, read in order.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use engine::record::{Kind, check};
use thoathuan::store::record::{self, Filter};
use thoathuan::store::{Backend, Batch, Head, Scope, StoreError};

contract!(
    entries_are_only_ever_added,
    an_entry_is_added_once,
    a_stream_without_a_dossier_has_its_own_head,
    bytes_and_columns_come_back_as_they_were,
    the_list_is_filtered_and_paged,
);

async fn entries_are_only_ever_added(db: Db) {
    seed(&db.store).await;
    opened(&db.store, &draft(1, "HCM-2019-0001", HCM)).await;
    let mut statements = vec![
        "UPDATE audit_entry SET body = 'x'",
        "UPDATE audit_entry SET late = true WHERE seq = 1",
        "DELETE FROM audit_entry",
    ];
    if db.store.backend() == Backend::Postgres {
        statements.push("TRUNCATE audit_entry");
        statements.push("SET session_replication_role = replica; DELETE FROM audit_entry");
        statements.push("SET session_replication_role = replica; TRUNCATE audit_entry");
        statements.push(
            "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (stream, seq) DO UPDATE SET body = 'x'",
        );
    } else {
        // Run past the store, so without its `recursive_triggers`: the guard on INSERT must do.
        statements.push("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry");
        statements.push("REPLACE INTO audit_entry SELECT * FROM audit_entry");
        statements.push("UPDATE OR REPLACE audit_entry SET seq = 1");
    }
    for statement in statements {
        let error = db.sql(statement).await.expect_err(statement);
        assert!(error.contains("append-only") || error.contains("has this entry already"), "{statement}: {error}");
    }
    let entries = record::range(&db.store, "dossier:00000000-0000-0000-0000-000000000001", 0, 10).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert!(entries[0].body.contains("thoathuan-entry/1"));
}

async fn an_entry_is_added_once(db: Db) {
    let (entry, _, sealed) = entry("account:x", &Head::empty(), Kind::Session, "sign-in");
    for (row, first) in [(1, true), (2, false), (1, false)] {
        let mut batch = Batch::new();
        record::append(&mut batch, id(row), &entry, &sealed).unwrap();
        match db.store.commit(batch).await {
            Ok(()) => assert!(first),
            Err(StoreError::Conflict) => assert!(!first),
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn a_stream_without_a_dossier_has_its_own_head(db: Db) {
    let stream = "account:00000000-0000-0000-0000-000000000065";
    assert_eq!(record::head(&db.store, stream).await.unwrap(), Head::empty());
    let mut head = Head::empty();
    for row in 1..=3 {
        let mut batch = Batch::new();
        let (entry, next, sealed) = entry(stream, &head, Kind::Read, "read-text");
        record::append(&mut batch, id(row), &entry, &sealed).unwrap();
        record::advance(&mut batch, stream, &head, &next).unwrap();
        db.store.commit(batch).await.unwrap();
        head = next;
        assert_eq!(record::head(&db.store, stream).await.unwrap(), head);
    }
    // Who has an old head must start again, at the beginning of a stream as well.
    for old in [Head::empty(), Head { seq: 2, ..head.clone() }] {
        let mut batch = Batch::new();
        record::advance(&mut batch, stream, &old, &Head { seq: 9, hash: "x".to_owned() }).unwrap();
        assert!(matches!(db.store.commit(batch).await, Err(StoreError::Conflict)));
    }
    assert_eq!(record::head(&db.store, stream).await.unwrap(), head, "and nothing was written");
}

async fn bytes_and_columns_come_back_as_they_were(db: Db) {
    seed(&db.store).await;
    let dossier = draft(1, "HCM-2019-0001", HCM);
    let mut head = opened(&db.store, &dossier).await;
    for row in 2..=5 {
        let loaded =
            thoathuan::store::dossiers::load_unscoped(&db.store, thoathuan::store::dossiers::Find::Id(dossier.id));
        let loaded = loaded.await.unwrap().unwrap();
        let mut batch = Batch::new();
        head = entry_of(&mut batch, dossier.id, &head, row);
        thoathuan::store::dossiers::refuse(&mut batch, &loaded, &head).unwrap();
        db.store.commit(batch).await.unwrap();
    }
    let mut prev = engine::record::GENESIS.to_owned();
    let mut place: Option<(String, i64)> = None;
    let mut count = 0;
    loop {
        let after = place.as_ref().map(|(stream, seq)| (stream.as_str(), *seq));
        let entries = record::scan(&db.store, after, 2).await.unwrap();
        let Some((stream, seq)) = entries.last().and_then(record::Row::place) else { break };
        place = Some((stream.to_owned(), seq));
        for row in &entries {
            let stored = row.read().unwrap();
            count += 1;
            let content = check(row.stream(), count, &prev, stored.body, stored.hash).unwrap();
            let at = content.at.parse().unwrap();
            assert_eq!(stored.differs(&content, at), None);
            let other = Some(id(7));
            for (changed, column) in [
                (record::Told { stream: "x", ..stored.clone() }, "stream"),
                (record::Told { seq: 7, ..stored.clone() }, "seq"),
                (record::Told { dossier_id: other, ..stored.clone() }, "dossier_id"),
                (record::Told { at: stored.at + chrono::TimeDelta::milliseconds(1), ..stored.clone() }, "at"),
                (record::Told { kind: "x", ..stored.clone() }, "kind"),
                (record::Told { act: "x", ..stored.clone() }, "act"),
                (record::Told { account_id: None, ..stored.clone() }, "account_id"),
                (record::Told { post_id: other, ..stored.clone() }, "post_id"),
                (record::Told { org_id: other, ..stored.clone() }, "org_id"),
                (record::Told { role: "x", ..stored.clone() }, "role"),
                (record::Told { basis: "[\"x\"]", ..stored.clone() }, "basis"),
                (record::Told { basis: &format!("{} ", stored.basis), ..stored.clone() }, "basis"),
                (record::Told { basis: &stored.basis[1..], ..stored.clone() }, "basis"),
                (record::Told { late: !stored.late, ..stored.clone() }, "late"),
            ] {
                assert_eq!(changed.differs(&content, at), Some(column));
            }
            prev = stored.hash.to_owned();
        }
    }
    assert_eq!((count, prev), (5, head.hash));
}

async fn the_list_is_filtered_and_paged(db: Db) {
    let stream = "account:x";
    let mut head = Head::empty();
    let mut batch = Batch::new();
    for row in 1..=5 {
        let kind = if row % 2 == 0 { Kind::Read } else { Kind::Session };
        let (entry, next, sealed) = entry(stream, &head, kind, if row == 4 { "read-paper" } else { "act" });
        record::append(&mut batch, id(row), &entry, &sealed).unwrap();
        head = next;
    }
    db.store.commit(batch).await.unwrap();
    let seqs = |page: &thoathuan::store::Page<record::Stored, record::Cursor>| {
        page.items.iter().map(|entry| entry.seq).collect::<Vec<_>>()
    };
    let scope = Scope::all();
    let all = Filter::default();
    let first = record::list(&db.store, &scope, &all, None, 3).await.unwrap();
    assert_eq!(seqs(&first), [5, 4, 3]);
    let cursor = first.next.unwrap().to_string().parse().unwrap();
    let second = record::list(&db.store, &scope, &all, Some(cursor), 3).await.unwrap();
    assert_eq!(seqs(&second), [2, 1]);
    assert_eq!(second.next, None);
    let oldest = Filter { oldest_first: true, ..Filter::default() };
    let page = record::list(&db.store, &scope, &oldest, None, 2).await.unwrap();
    let page = record::list(&db.store, &scope, &oldest, page.next, 2).await.unwrap();
    assert_eq!(seqs(&page), [3, 4]);
    for (filter, wanted) in [
        (Filter { kind: Some(Kind::Read), ..Filter::default() }, vec![4, 2]),
        (Filter { act: Some("read-paper".to_owned()), ..Filter::default() }, vec![4]),
        (
            Filter {
                accounts: Some(vec![LEADER, OFFICIAL]),
                from: Some(at(1)),
                until: Some(at(3)),
                ..Filter::default()
            },
            vec![3, 2],
        ),
        (Filter { accounts: Some(vec![LEADER]), ..Filter::default() }, vec![]),
        (Filter { accounts: Some(vec![]), ..Filter::default() }, vec![]),
        (Filter { late: true, ..Filter::default() }, vec![]),
    ] {
        let page = record::list(&db.store, &scope, &filter, None, 10).await.unwrap();
        assert_eq!(seqs(&page), wanted, "{filter:?}");
    }
    let none = record::list(&db.store, &Scope::locality(HCM), &all, None, 10).await.unwrap();
    assert_eq!(none.items.len(), 0, "what concerns no dossier is seen by inspectors only");
}
