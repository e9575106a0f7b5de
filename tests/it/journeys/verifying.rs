//! Verification takes the record apart and checks its parts beside one another: streams longer than a part, and what is
//! named first when several things are wrong.

use crate::support::db::{Db, contract};
use crate::support::site::Site;
use engine::actor::{Acting, Role};
use engine::record::{By, Entry, FORMAT, Kind, instant, seal};
use thoathuan::app::load::{Order, generate};
use thoathuan::app::verify::{FirstBad, verify};
use thoathuan::store::{Batch, Head, Watch, record};
use uuid::Uuid;

contract!(
    a_stream_longer_than_a_part_is_checked_whole,
    the_first_wrong_place_is_named,
    what_no_entry_tells_of_is_named,
);

async fn first_bad(site: &Site) -> FirstBad {
    let report = verify(&site.app).await.unwrap();
    assert!(!report.ok);
    report.first_bad.unwrap()
}

async fn run(site: &Site, statement: &str) {
    assert!(site.db.sql(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}")) > 0, "{statement}");
}

/// Entries of a stream that nothing else tells of.
async fn long_stream(site: &Site, stream: &str, entries: u64) {
    let mut batch = Batch::new();
    let mut head = Head::empty();
    for seq in 1..=entries {
        let acting = Acting { account: None, post: None, org: None, role: Role::Inspector, deputy: false };
        let entry = Entry {
            format: FORMAT.to_owned(),
            stream: stream.to_owned(),
            seq,
            prev: head.hash,
            at: instant(site.app.clock.now()),
            kind: Kind::Read,
            act: "read-record".to_owned(),
            by: By { acting, name: None, post_title: None, org_name: None, stands_for: None },
            basis: Vec::new(),
            events: Vec::new(),
            refusal: None,
            subject: None,
        };
        let sealed = seal(&entry).unwrap();
        record::append(&mut batch, site.app.ids.uuid(), &entry, &sealed).unwrap();
        head = Head { seq, hash: sealed.hash };
    }
    record::advance(&mut batch, stream, &Head::empty(), &head).unwrap();
    site.app.store.bulk(std::iter::once(batch)).await.unwrap();
}

async fn a_stream_longer_than_a_part_is_checked_whole(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let before = site.verify().await;
    // Longer than two parts; behind it come all streams of administration.
    let long = format!("account:{}", Uuid::nil());
    long_stream(&site, &long, 4_500).await;
    assert_eq!(site.verify().await, before + 4_500);
    for statement in site.db.without_guards() {
        site.db.sql(&statement).await.unwrap();
    }
    for seq in [1, 1_000, 2_001, 3_000, 4_001, 4_499, 4_500] {
        let one = format!("WHERE stream = '{long}' AND seq = {seq}");
        run(&site, &format!("UPDATE audit_entry SET hash = 'x' || hash {one}")).await;
        let bad = first_bad(&site).await;
        assert_eq!((bad.dossier.as_str(), bad.seq), (long.as_str(), seq), "{bad:?}");
        assert!(bad.reason.contains("do not give the stored hash"), "{bad:?}");
        run(&site, &format!("UPDATE audit_entry SET hash = substr(hash, 2) {one}")).await;
    }
    // Its head belongs to its end, however many parts it went through.
    run(&site, &format!("UPDATE stream_head SET seq = 4499 WHERE stream = '{long}'")).await;
    let bad = first_bad(&site).await;
    assert_eq!((bad.dossier, bad.seq), (long.clone(), 4_500));
    run(&site, &format!("UPDATE stream_head SET seq = 4500 WHERE stream = '{long}'")).await;
    // What comes behind it is checked as well.
    run(&site, "UPDATE audit_entry SET hash = 'x' || hash WHERE stream LIKE 'admin:organisation:%'").await;
    let bad = first_bad(&site).await;
    assert!(bad.dossier.starts_with("admin:organisation:") && bad.seq == 1, "{bad:?}");
    run(&site, "UPDATE audit_entry SET hash = substr(hash, 2) WHERE stream LIKE 'admin:organisation:%'").await;
    assert_eq!(site.verify().await, before + 4_500);
}

/// Dossiers whose entries fill several parts, in the order of their ids: number and stream.
async fn several_parts(db: Db) -> (Site, Vec<(String, String)>) {
    let site = Site::watched(db, "2019-12-16T09:00:00", Watch(std::sync::Arc::new(|_| {}))).await;
    let order = Order { dossiers: 500, overdue: 0, localities: 3, seed: 1 };
    generate(&site.app, order, |_| {}).await.unwrap();
    for statement in site.db.without_guards() {
        site.db.sql(&statement).await.unwrap();
    }
    assert!(site.verify().await > 5_000);
    let numbers = site.db.rows("SELECT number FROM dossier ORDER BY id").await;
    let streams =
        site.db.rows("SELECT DISTINCT stream FROM audit_entry WHERE stream LIKE 'dossier:%' ORDER BY 1").await;
    (site, numbers.into_iter().zip(streams).collect())
}

async fn the_first_wrong_place_is_named(db: Db) {
    let (site, dossiers) = several_parts(db).await;
    // From some dossier on all are wrong: wherever a part ends, one that ends with its first wrong place is followed by
    // one that begins with it, and is done much earlier.
    for first in [0, 60, 120, 140, 150, 160, 170, 180, 260, 400, 499] {
        let (number, stream) = &dossiers[first];
        let these = format!("WHERE stream >= '{stream}' AND stream LIKE 'dossier:%' AND seq = 1");
        run(&site, &format!("UPDATE audit_entry SET hash = 'x' || hash {these}")).await;
        let bad = first_bad(&site).await;
        assert_eq!((&bad.dossier, bad.seq), (number, 1), "{first}: {bad:?}");
        run(&site, &format!("UPDATE audit_entry SET hash = substr(hash, 2) {these}")).await;
    }
    // The same for live rows, and for a live row before a wrong entry.
    run(&site, "UPDATE dossier SET track = 'x' || track").await;
    assert_eq!(first_bad(&site).await.dossier, dossiers[0].0);
    run(&site, "UPDATE dossier SET track = substr(track, 2)").await;
    run(&site, &format!("UPDATE dossier SET track = 'x' || track WHERE number = '{}'", dossiers[250].0)).await;
    run(&site, &format!("UPDATE audit_entry SET hash = 'x' WHERE stream = '{}'", dossiers[251].1)).await;
    let bad = first_bad(&site).await;
    assert_eq!(bad.dossier, dossiers[250].0);
    assert!(bad.reason.contains("column track differs"), "{bad:?}");
    run(&site, &format!("UPDATE dossier SET track = substr(track, 2) WHERE number = '{}'", dossiers[250].0)).await;
    assert_eq!(first_bad(&site).await.dossier, dossiers[251].0);
}

async fn what_no_entry_tells_of_is_named(db: Db) {
    let (site, dossiers) = several_parts(db).await;
    site.db.sql("CREATE TABLE kept AS SELECT * FROM audit_entry").await.unwrap();
    let taken = async |stream: &str, place: &str| {
        run(&site, &format!("DELETE FROM audit_entry WHERE stream = '{stream}'")).await;
        let bad = first_bad(&site).await;
        assert_eq!((bad.dossier.as_str(), bad.reason.as_str()), (place, "its entries are missing"));
        assert!(bad.seq > 0, "{bad:?}");
        run(&site, &format!("INSERT INTO audit_entry SELECT * FROM kept WHERE stream = '{stream}'")).await;
    };
    for at in [0, 1, 150, 250, 498, 499] {
        let (number, stream) = &dossiers[at];
        taken(stream, number).await;
    }
    let heads = site.db.rows("SELECT stream FROM stream_head ORDER BY stream").await;
    for at in [0, 1, heads.len() / 2, heads.len() - 2, heads.len() - 1] {
        taken(&heads[at], &heads[at]).await;
    }
    assert!(site.verify().await > 5_000);
    // Rows of the registry.
    site.db.sql("CREATE TABLE kept_head AS SELECT * FROM stream_head").await.unwrap();
    for table in ["partner", "document"] {
        let streams = format!("SELECT stream FROM stream_head WHERE stream LIKE 'registry:{table}:%' ORDER BY 1");
        let streams = site.db.rows(&streams).await;
        for stream in [&streams[0], &streams[streams.len() / 2], &streams[streams.len() - 1]] {
            for rows in ["audit_entry", "stream_head"] {
                run(&site, &format!("DELETE FROM {rows} WHERE stream = '{stream}'")).await;
            }
            let bad = first_bad(&site).await;
            assert_eq!((bad.dossier.as_str(), bad.seq), (table, 0), "{bad:?}");
            let id = stream.rsplit(':').next().unwrap();
            assert_eq!(bad.reason, format!("no entry tells of {table} {id}"));
            for (rows, kept) in [("audit_entry", "kept"), ("stream_head", "kept_head")] {
                run(&site, &format!("INSERT INTO {rows} SELECT * FROM {kept} WHERE stream = '{stream}'")).await;
            }
        }
    }
    assert!(site.verify().await > 5_000);
}
