//! The demo as `serve --demo` enters it: every row of the source accounted for, every state of both tracks, and a record that
//! verifies.

use crate::support::app::{TestApp, on_both};
use std::collections::BTreeSet;
use thoathuan::app::demo;
use thoathuan::app::verify::verify;

on_both!(the_demo_is_a_whole_office);

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
