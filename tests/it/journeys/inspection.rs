//! What an inspector does on the pages of the record: verifying, filtering, exporting; and that he is seen doing it.

use super::races::waiting;
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::Value;
use thoathuan::store::Backend;

contract!(
    a_verification_is_asked_for_once_and_shown_to_all,
    a_long_verification_outlives_the_request,
    every_look_of_an_inspector_is_an_entry,
    whom_an_inspector_looks_for_stands_in_no_entry,
    a_filter_that_says_nothing_exports_nothing,
    an_export_has_no_end_of_its_own,
);

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

/// The record is for good, and a person in it can be erased: what was typed to find him must not stay.
async fn whom_an_inspector_looks_for_stands_in_no_entry(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    waiting(&site).await;
    let inspector = site.person(INSPECTOR).await;
    inspector.signs_in().await;
    let address = "official@hcm.example";
    for path in [
        format!("/record?actor={address}"),
        format!("/record/export.csv?actor={address}"),
        format!("/record/export.jsonl?actor={address}"),
    ] {
        let (status, page) = inspector.page(&path).await;
        assert!(status.is_success() && page.contains("clear"), "{path}: {page}");
    }
    inspector.get(&format!("/api/v1/record?actor={address}")).await.ok();
    let account = site.db.rows(&format!("SELECT count(*) FROM account WHERE email = '{address}'")).await;
    assert_eq!(account, ["1"]);
    let bodies = site.db.rows("SELECT body FROM audit_entry WHERE kind IN ('read', 'export')").await;
    assert!(bodies.iter().filter(|body| body.contains("\"actor\":[\"")).count() >= 4, "{bodies:?}");
    assert!(!bodies.join("\n").contains(address), "{bodies:?}");
    site.verify().await;
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

async fn every_look_of_an_inspector_is_an_entry(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let number = waiting(&site).await;
    let inspector = site.person(INSPECTOR).await;
    inspector.signs_in().await;
    let clock = site.person("official@hcm.example").await.dossier(&number).await["clocks"][0]["id"].clone();
    let clock = clock.as_str().unwrap();
    let reads = || site.db.rows("SELECT act FROM audit_entry WHERE kind = 'read' ORDER BY seq");
    let mut before = reads().await;
    for (path, act) in [
        (format!("/dossiers/{number}"), "read-dossier"),
        (format!("/dossiers/{number}/details"), "read-form"),
        (format!("/dossiers/{number}/text"), "read-form"),
        (format!("/dossiers/{number}/review"), "read-form"),
        (format!("/dossiers/{number}/act/withdraw"), "read-form"),
        (format!("/dossiers/{number}/clocks/{clock}"), "read-clock"),
        (format!("/dossiers/{number}/record"), "read-record"),
        ("/record".to_owned(), "read-record"),
    ] {
        inspector.page(&path).await;
        before.push(act.to_owned());
        assert_eq!(reads().await, before, "{path}");
    }
    for (path, act) in [
        (format!("/api/v1/dossiers/{number}"), "read-dossier"),
        (format!("/api/v1/dossiers/{number}/clocks/{clock}"), "read-clock"),
        (format!("/api/v1/dossiers/{number}/record"), "read-record"),
        ("/api/v1/record".to_owned(), "read-record"),
    ] {
        inspector.get(&path).await.ok();
        before.push(act.to_owned());
        assert_eq!(reads().await, before, "{path}");
    }
    // Each of them tells of the dossier, and all are said in the reader's language.
    let about = site.db.rows("SELECT count(*) FROM audit_entry WHERE kind = 'read' AND dossier_id IS NOT NULL").await;
    assert_eq!(about, ["10"]);
    let (_, page) = inspector.page("/record").await;
    for words in ["Đọc biểu mẫu của hồ sơ", "Đọc cách tính thời hạn"] {
        assert!(page.contains(&format!("</strong> {words}")), "{words}");
    }
    for act in thoathuan::app::record::ACTS {
        assert!(page.contains(&format!("<option value=\"{act}\"")), "{act} is not in the filter");
        assert!(!page.contains(&format!(">{act}</option>")), "{act} has no words");
    }
    site.verify().await;
}

async fn a_filter_that_says_nothing_exports_nothing(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let inspector = site.person(INSPECTOR).await;
    inspector.signs_in().await;
    for query in ["from=31/02/2019", "to=yesterday", "kind=dinner", "from=01/04/2019&to=x"] {
        for ending in ["csv", "jsonl"] {
            let (status, page) = inspector.page(&format!("/record/export.{ending}?{query}")).await;
            assert_eq!(status.as_u16(), 422, "{query}: {page}");
        }
        // The page goes on, and says what it does not use.
        let (status, page) = inspector.page(&format!("/record?{query}")).await;
        assert!(status.is_success() && page.contains("error-line"), "{query}");
    }
    assert_eq!(told(&site, "export-csv").await.len(), 0);
    let (status, csv) = inspector.page("/record/export.csv?from=15/04/2019&kind=session").await;
    assert!(status.is_success());
    assert_eq!(csv.lines().count(), 2, "the head and his own sign-in: {csv}");
    assert_eq!(told(&site, "export-csv").await.len(), 1);
}

async fn an_export_has_no_end_of_its_own(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let inspector = site.person(INSPECTOR).await;
    inspector.signs_in().await;
    let id = match site.app.store.backend() {
        Backend::Sqlite => "randomblob(16)",
        Backend::Postgres => "gen_random_uuid()",
    };
    let many = format!(
        "INSERT INTO audit_entry (stream, seq, id, at, kind, act, role, basis, late, body, hash) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 51000) \
         SELECT 'x', i, {id}, '2019-04-01T00:00:00+00:00', 'read', 'x', 'official', '[]', false, '{{}}', '=1+1' FROM n"
    );
    assert_eq!(site.db.sql(&many).await, Ok(51_000));
    let (status, csv) = inspector.page("/record/export.csv").await;
    assert!(status.is_success());
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines.len() > 51_000 && lines.iter().filter(|line| line.starts_with("2019-04-01")).count() == 51_000);
    assert!(lines[1].ends_with(",'=1+1"), "{}", lines[1]);
    assert_eq!(told(&site, "export-csv").await.len(), 1);
    let (_, lines) = inspector.page("/record/export.jsonl").await;
    assert!(lines.lines().count() > 51_000 && lines.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}
