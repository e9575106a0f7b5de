//! The demo as `serve --demo` enters it: every row of the source accounted for, every state of both tracks, and a record that
//! verifies.

use crate::support::app::{START, TestApp, on_both};
use crate::support::db::{Db, contract};
use chrono::{DateTime, FixedOffset, TimeDelta};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use thoathuan::app::verify::verify;
use thoathuan::app::{App, Parts, demo};
use thoathuan::clock::{Clock, Ids};
use thoathuan::config::{Environment, load};
use thoathuan::mail::Transport;
use thoathuan::registry::Registry;

on_both!(the_demo_is_a_whole_office);
contract!(what_a_start_cut_off_left_undone_is_done_by_the_next, two_starts_at_once_enter_one_demo);

async fn the_demo_is_a_whole_office(app: TestApp) {
    let before = app.clock.reading();
    demo::fill(&app.app, |_| {}).await.unwrap();
    assert_eq!(app.clock.reading(), before, "the demo's clock stands where it stood");
    // A second process enters nothing again.
    demo::fill(&app.app, |_| {}).await.unwrap();
    let rows = demo::relations::rows();
    assert_eq!(rows.len(), 144);
    let of = |record: &str| rows.iter().filter(|row| row["record"] == record).count();
    let entered = async |table: &str| {
        let select = format!("SELECT source FROM {table} WHERE source IS NOT NULL");
        app.db.rows(&select).await.len()
    };
    assert_eq!((of("document"), of("activity")), (entered("document").await, entered("activity").await));
    let partners: BTreeSet<(&String, &String)> = rows.iter().map(|row| (&row["name"], &row["country_vi"])).collect();
    assert_eq!(app.db.rows("SELECT name FROM partner").await.len(), partners.len());
    assert!(app.db.rows("SELECT uncertain FROM relation WHERE uncertain IS NOT NULL").await.len() >= 5);
    // Every state of both tracks.
    let pack = &app.app.registry.newest("ordinance-33-2007").unwrap().pack;
    let found: BTreeSet<String> = app.db.rows("SELECT track || ' ' || state FROM dossier").await.into_iter().collect();
    for track in &pack.tracks {
        for state in &track.states {
            let wanted = format!("{} {}", track.id, state.id);
            assert!(found.contains(&wanted), "no sample dossier is in {wanted}: {found:?}");
        }
    }
    let dossiers = app.db.rows("SELECT number FROM dossier").await;
    assert_eq!(dossiers.len(), 2 + demo::office_size());
    let titles: BTreeSet<String> = app.db.rows("SELECT sha256 FROM attachment").await.into_iter().collect();
    assert!(titles.len() > 20, "texts differ: {}", titles.len());
    // What waits, and who is late.
    let inspector = app.user("inspector@gov.example").await;
    let late = inspector.get("/api/v1/dossiers?late=true").await.is(200).json;
    assert!(late["items"].as_array().unwrap().len() >= 3, "{late}");
    // Da Nang sees what Ho Chi Minh City signed, and not its drafts.
    let danang = app.user("official@danang.example").await;
    let own = danang.get("/api/v1/dossiers?limit=200").await.is(200).json;
    assert!(own["items"].as_array().unwrap().iter().all(|row| row["number"].as_str().unwrap().starts_with("DNG-")));
    let signed = danang.get("/api/v1/documents?limit=200").await.is(200).json;
    let by_hcm = |row: &&serde_json::Value| row["entered_afterwards"] == false;
    assert!(signed["items"].as_array().unwrap().iter().any(|row| by_hcm(&row)), "signed facts are shared");
    assert_eq!(verify(&app.app).await.unwrap().first_bad, None);
}

/// A process of its own: its clock and its ids are those of the demo's first minute, as `serve --demo --now` begins.
async fn process(db: &Db, minutes: i64, seed: u64) -> Arc<App> {
    let clock = Clock::fixed(START.parse::<DateTime<FixedOffset>>().unwrap().to_utc() + TimeDelta::minutes(minutes));
    let none: Environment = std::iter::empty::<(String, String)>().collect();
    let parts = Parts {
        store: db.again().await,
        ids: Ids::sequential(clock.clone(), seed),
        clock,
        registry: Registry::embedded().unwrap(),
        config: load(None, &none).unwrap().config,
        transport: Transport::Memory(Arc::default()),
        demo: true,
    };
    App::open(parts).await.unwrap()
}

async fn start(app: &Arc<App>) {
    demo::load(app).await.unwrap();
    demo::fill(app, |_| {}).await.unwrap();
}

/// The demo, said in a way that does not depend on ids and times.
async fn said(db: &Db) -> Vec<String> {
    let mut said = Vec::new();
    for select in [
        "SELECT number || ' ' || state || ' ' || track || ' ' || seq FROM dossier ORDER BY number",
        "SELECT name || ' ' || version FROM partner ORDER BY search_text, id",
        "SELECT email FROM account ORDER BY email",
        "SELECT act || ' ' || count(*) FROM audit_entry WHERE act NOT LIKE 'mail-%' GROUP BY act ORDER BY act",
    ] {
        said.extend(db.rows(select).await);
    }
    for table in
        ["organisation", "relation", "document", "activity", "document_party", "notice", "outbox", "duty", "clock"]
    {
        said.push(format!("{table} {:?}", db.rows(&format!("SELECT count(*) FROM {table}")).await));
    }
    said.sort();
    said
}

async fn what_a_start_cut_off_left_undone_is_done_by_the_next(db: Db) {
    let whole = Db::fresh(db.store.backend()).await;
    let one = process(&whole, 0, 1).await;
    start(&one).await;
    let mut starts = 0;
    loop {
        starts += 1;
        // The dead process's lease has run out when the next one starts.
        let app = process(&db, starts, 1 + u64::try_from(starts).unwrap()).await;
        let patience = Duration::from_millis(250 * u64::try_from(starts).unwrap());
        // Dropped wherever it is: what is not committed by then never is.
        match tokio::time::timeout(patience, start(&app)).await {
            Ok(()) => break,
            Err(_) => assert!(starts < 100, "it comes no further"),
        }
    }
    assert!(starts > 3, "killed at least three times in the middle");
    assert_eq!(said(&db).await, said(&whole).await, "after {starts} starts");
    let app = process(&db, starts + 1, 99).await;
    start(&app).await;
    assert_eq!(verify(&app).await.unwrap().first_bad, None);
}

async fn two_starts_at_once_enter_one_demo(db: Db) {
    let [one, other] = [process(&db, 0, 1).await, process(&db, 0, 2).await];
    tokio::join!(start(&one), start(&other));
    let numbers = db.rows("SELECT number FROM dossier").await;
    assert_eq!(numbers.len(), 2 + demo::office_size());
    let entered = db.rows("SELECT count(*) FROM document WHERE source IS NOT NULL").await;
    let rows = demo::relations::rows();
    assert_eq!(entered, [rows.iter().filter(|row| row["record"] == "document").count().to_string()]);
    assert_eq!(verify(&one).await.unwrap().first_bad, None);
}
