//! What an inspector does on the pages of the record: verifying, filtering, exporting; and that he is seen doing it.

use crate::support::db::{Db, contract};
use crate::support::site::Site;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::Value;
use thoathuan::store::Backend;

contract!(a_verification_is_asked_for_once_and_shown_to_all, a_long_verification_outlives_the_request);

const INSPECTOR: &str = "inspector@gov.example";
const RUNNING: &str = "Đang kiểm tra nhật ký";
const WHOLE: &str = "Nhật ký nguyên vẹn";

/// Entries of an act, newest first.
async fn told(site: &Site, act: &str) -> Vec<Value> {
    let inspector = site.person(INSPECTOR).await;
    let page = inspector.get(&format!("/api/v1/record?limit=200&act={act}")).await.ok();
    page["items"].as_array().unwrap().clone()
}

async fn a_verification_is_asked_for_once_and_shown_to_all(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    official.signs_in().await;
    assert_eq!(official.send("/", "/record/verify", &[]).await.0.as_u16(), 403);
    assert_eq!(site.app.verifying.standing().last, None);
    let inspector = site.person(INSPECTOR).await;
    inspector.signs_in().await;
    assert!(!inspector.page("/record").await.1.contains(WHOLE));
    let (status, page) = inspector.send("/record", "/record/verify", &[]).await;
    assert!(status.is_success() && page.contains(WHOLE), "{status}");
    // The result stays on the page for the next who looks, with who had asked.
    let (_, page) = inspector.page("/record").await;
    assert!(page.contains(WHOLE) && page.contains("người yêu cầu: "));
    assert_eq!(told(&site, "verify-record").await.len(), 1);
}

async fn a_long_verification_outlives_the_request(db: Db) {
    // Nothing makes a reader of SQLite wait.
    if db.store.backend() == Backend::Sqlite {
        return;
    }
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let inspector = site.person(INSPECTOR).await;
    inspector.signs_in().await;
    // Verification reads this table, no page does: it comes to a halt there, as it would in a long record.
    let mut options = ConnectOptions::new(&site.db.url);
    options.max_connections(1);
    let other = Database::connect(options).await.unwrap();
    other.execute_unprepared("BEGIN; LOCK TABLE track_switch IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let (status, page) = inspector.send("/record", "/record/verify", &[]).await;
    assert!(status.is_success() && page.contains(RUNNING), "{status}");
    // Whoever asks again meanwhile begins no second one.
    let (_, page) = inspector.send("/dossiers/new", "/record/verify", &[]).await;
    assert!(page.contains(RUNNING));
    assert_eq!(told(&site, "verify-record").await.len(), 1);
    other.execute_unprepared("COMMIT").await.unwrap();
    for _ in 0..600 {
        if site.app.verifying.standing().running.is_none() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let (_, page) = inspector.page("/record").await;
    assert!(page.contains(WHOLE) && !page.contains(RUNNING));
}
