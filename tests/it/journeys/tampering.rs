//! What an administrator of the database might change past the service, and what `audit verify` says of it; and that it
//! says nothing of what people do meanwhile.

use super::races::waiting;
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use serde_json::json;
use thoathuan::app::verify::{FirstBad, verify};
use thoathuan::store::Backend;

contract!(
    nothing_is_alarming_while_people_work,
    every_change_past_the_service_is_named,
    an_erased_name_is_no_fault,
    a_value_that_cannot_be_read_takes_no_page_away,
);

async fn nothing_is_alarming_while_people_work(db: Db) {
    let site = std::sync::Arc::new(Site::new(db, "2019-04-15T09:00:00").await);
    let people = std::sync::Arc::clone(&site);
    let work = tokio::spawn(async move {
        for _ in 0..6 {
            let number = waiting(&people).await;
            let mofa = people.person("reviewer@mofa.example").await;
            mofa.act(&number, "answer", json!({ "kind": "agree" })).await.ok();
        }
    });
    let mut runs = 0;
    while !work.is_finished() {
        assert_eq!(verify(&site.app).await.unwrap().first_bad, None);
        runs += 1;
    }
    work.await.unwrap();
    assert!(runs > 3, "{runs} runs beside the work");
    site.verify().await;
}

/// A dossier that waits, with everything that the record knows besides: a switch, tokens, an inspector's reading.
async fn busy(db: Db) -> (Site, String) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let number = waiting(&site).await;
    let inspector = site.person("inspector@gov.example").await;
    inspector.dossier(&number).await;
    site.fast_track_off().await;
    site.verify().await;
    for statement in site.db.without_guards() {
        site.db.sql(&statement).await.unwrap();
    }
    (site, number)
}

async fn first_bad(site: &Site, after: &str) -> FirstBad {
    let report = verify(&site.app).await.unwrap_or_else(|error| panic!("{after}: {error:?}"));
    assert!(!report.ok, "{after}");
    report.first_bad.unwrap()
}

/// A statement, the one that undoes it, and what is said: place (`#` for the dossier's number) and a part of the reason.
const CHANGES: [[&str; 4]; 33] = [
    // Names.
    [
        "UPDATE personal_name SET salt = (SELECT salt FROM personal_name ORDER BY name_ref LIMIT 1) \
         WHERE name_ref <> (SELECT min(name_ref) FROM personal_name)",
        "UPDATE personal_name SET salt = (SELECT salt FROM kept_name k WHERE k.name_ref = personal_name.name_ref)",
        "personal_name",
        "do not give that commitment",
    ],
    [
        "UPDATE personal_name SET value = value || 'x'",
        "UPDATE personal_name SET value = substr(value, 1, length(value) - 1)",
        "account",
        "is not the name behind",
    ],
    [
        "UPDATE account SET name = name || 'x' WHERE email = 'leader@hcm.example'",
        "UPDATE account SET name = substr(name, 1, length(name) - 1) WHERE email = 'leader@hcm.example'",
        "account",
        "is not the name behind",
    ],
    // Search columns.
    [
        "UPDATE audit_entry SET dossier_id = NULL WHERE act = 'read-dossier'",
        "UPDATE audit_entry SET dossier_id = (SELECT id FROM dossier) WHERE act = 'read-dossier'",
        "account:",
        "column dossier_id differs",
    ],
    [
        "UPDATE audit_entry SET dossier_id = (SELECT id FROM dossier) WHERE act = 'switch-track'",
        "UPDATE audit_entry SET dossier_id = NULL WHERE act = 'switch-track'",
        "admin:track",
        "column dossier_id differs",
    ],
    [
        "UPDATE audit_entry SET late = true WHERE act = 'clear'",
        "UPDATE audit_entry SET late = false WHERE act = 'clear'",
        "#",
        "column late differs",
    ],
    // Rows of the dossier.
    [
        "UPDATE consultation SET body_id = (SELECT id FROM organisation WHERE code = 'MPI')",
        "UPDATE consultation SET body_id = (SELECT id FROM organisation WHERE code = 'MOFA')",
        "#",
        "table consultation, column body_id differs",
    ],
    [
        "INSERT INTO document (id, kind, publication, status, titles) SELECT id, 'x', 'x', 'x', 'x' FROM dossier; \
          UPDATE dossier SET document_id = id",
        "UPDATE dossier SET document_id = NULL; DELETE FROM document WHERE kind = 'x'",
        "#",
        "table dossier, column document_id differs",
    ],
    [
        "UPDATE dossier SET state = 'signed'",
        "UPDATE dossier SET state = 'in-principle'",
        "#",
        "table dossier, column state differs",
    ],
    [
        "UPDATE attachment SET name = 'x' || name",
        "UPDATE attachment SET name = substr(name, 2)",
        "#",
        "table attachment, column name differs",
    ],
    [
        "UPDATE text_revision SET data = '[' || substr(data, 2)",
        "UPDATE text_revision SET data = '{' || substr(data, 2)",
        "#",
        "table text_revision, column data differs",
    ],
    [
        "UPDATE dossier SET data = '[' || substr(data, 2)",
        "UPDATE dossier SET data = '{' || substr(data, 2)",
        "#",
        "table dossier, column data differs",
    ],
    ["UPDATE dossier SET seq = -seq", "UPDATE dossier SET seq = -seq", "#", "head says -"],
    [
        "UPDATE clock SET due_on = NULL",
        "UPDATE clock SET due_on = (SELECT sort_on FROM dossier)",
        "#",
        "table clock, column due_on differs",
    ],
    [
        "UPDATE audit_entry SET seq = -seq WHERE act = 'read-dossier'",
        "UPDATE audit_entry SET seq = -seq WHERE act = 'read-dossier'",
        "account:",
        "is missing",
    ],
    // What administration made.
    [
        "INSERT INTO track_switch (id, pack_id, track, enabled, basis_vi, basis_en, reason, effective_on, at) \
      SELECT id, 'ordinance-33-2007', 'fast', true, '', '', '', '2019-01-01', updated_at FROM dossier",
        "DELETE FROM track_switch WHERE reason = ''",
        "admin:track",
        "table track_switch differs",
    ],
    [
        "INSERT INTO track_switch (id, pack_id, track, enabled, basis_vi, basis_en, reason, effective_on, at) \
      SELECT id, 'ordinance-33-2007', 'standard', false, '', '', '', '2019-01-01', updated_at FROM dossier",
        "DELETE FROM track_switch WHERE reason = ''",
        "track_switch",
        "no entry tells of",
    ],
    [
        "UPDATE track_switch SET enabled = true",
        "UPDATE track_switch SET enabled = false",
        "admin:track",
        "table track_switch differs",
    ],
    [
        "UPDATE holding SET deputy = true",
        "UPDATE holding SET deputy = false",
        "admin:organisation",
        "table holding, column deputy differs",
    ],
    [
        "INSERT INTO holding (id, account_id, post_id, from_on, deputy) SELECT d.id, a.id, p.id, '2019-01-01', false \
      FROM dossier d, account a, post p WHERE a.email = 'official@hcm.example' AND p.role = 'inspector'",
        "DELETE FROM holding WHERE id = (SELECT id FROM dossier)",
        "admin:organisation",
        "table holding has a row of which no entry tells",
    ],
    [
        "UPDATE post SET role = 'inspector' WHERE role = 'administrator'",
        "UPDATE post SET role = 'administrator' WHERE id = (SELECT post_id FROM holding h JOIN account a \
      ON a.id = h.account_id WHERE a.email = 'admin@gov.example')",
        "admin:organisation",
        "table post, column role differs",
    ],
    [
        "UPDATE holding SET to_on = '2030-01-01' WHERE post_id = (SELECT id FROM post WHERE role = 'inspector')",
        "UPDATE holding SET to_on = NULL",
        "admin:organisation",
        "table holding, column to_on differs",
    ],
    [
        "UPDATE post SET intake = false WHERE role = 'inspector'",
        "UPDATE post SET intake = true WHERE role = 'inspector'",
        "admin:organisation",
        "table post, column intake differs",
    ],
    [
        "INSERT INTO post (id, org_id, title_vi, title_en, role, intake, valid_from) \
      SELECT d.id, o.id, 'x', 'x', 'leader', false, '2019-01-01' FROM dossier d, organisation o WHERE o.code = 'HCM'",
        "DELETE FROM post WHERE title_vi = 'x'",
        "admin:organisation",
        "table post has a row of which no entry tells",
    ],
    [
        "UPDATE account SET email = 'x' || email WHERE email = 'leader@hcm.example'",
        "UPDATE account SET email = substr(email, 2) WHERE email = 'xleader@hcm.example'",
        "admin:account",
        "table account, column email differs",
    ],
    [
        "UPDATE account SET password_hash = 'x' || password_hash",
        "UPDATE account SET password_hash = substr(password_hash, 2)",
        "admin:account",
        "table account, column password_hash differs",
    ],
    [
        "UPDATE account SET disabled_at = created_at WHERE email = 'inspector@gov.example'",
        "UPDATE account SET disabled_at = NULL",
        "admin:account",
        "table account, column disabled_at differs",
    ],
    [
        "UPDATE organisation SET valid_to = '2030-01-01' WHERE code = 'MPI'",
        "UPDATE organisation SET valid_to = NULL",
        "admin:organisation",
        "table organisation, column valid_to differs",
    ],
    [
        "INSERT INTO access_link (id, account_id, purpose, hash, created_at, expires_at) \
      SELECT d.id, a.id, 'reset', 'h', d.updated_at, d.updated_at FROM dossier d, account a \
      WHERE a.email = 'leader@hcm.example'",
        "DELETE FROM access_link",
        "admin:account",
        "table access_link has a row of which no entry tells",
    ],
    [
        "UPDATE account SET name_ref = 'x' || name_ref",
        "UPDATE account SET name_ref = substr(name_ref, 2)",
        "admin:account",
        "column name_ref differs",
    ],
    [
        "UPDATE organisation SET name_vi = name_vi || 'x'",
        "UPDATE organisation SET name_vi = substr(name_vi, 1, length(name_vi) - 1)",
        "admin:organisation",
        "table organisation, column name_vi differs",
    ],
    [
        "INSERT INTO api_token (id, account_id, hash, name, created_at) SELECT d.id, a.id, 'h', 'x', d.updated_at \
      FROM dossier d, account a WHERE a.email = 'leader@danang.example'",
        "DELETE FROM api_token WHERE hash = 'h'",
        "api_token",
        "no entry tells of a token",
    ],
    [
        "UPDATE stream_head SET seq = seq + 1 WHERE stream LIKE 'admin:track%'",
        "UPDATE stream_head SET seq = seq - 1 WHERE stream LIKE 'admin:track%'",
        "admin:track",
        "its head says 2",
    ],
];

/// The same for values that only SQLite lets into such a column.
const UNREADABLE: [[&str; 3]; 6] = [
    ["UPDATE audit_entry SET body = CAST(body AS BLOB) WHERE act = 'clear'", "#", "column body cannot be read"],
    ["UPDATE audit_entry SET body = CAST(x'7bff7d' AS TEXT) WHERE act = 'clear'", "#", "column body cannot be read"],
    ["UPDATE audit_entry SET at = 'x' WHERE act = 'clear'", "#", "column at cannot be read"],
    [
        "UPDATE audit_entry SET account_id = 'zz' WHERE act = 'read-dossier'",
        "account:",
        "column account_id cannot be read",
    ],
    ["UPDATE audit_entry SET seq = 'x' WHERE act = 'clear'", "#", "entry 4 is missing"],
    ["UPDATE dossier SET updated_at = 'x'", "#", "table dossier, column updated_at cannot be read"],
];

async fn every_change_past_the_service_is_named(db: Db) {
    let (site, number) = busy(db).await;
    let place_of = |place: &str| if place == "#" { number.clone() } else { place.to_owned() };
    site.db.sql("CREATE TABLE kept_name AS SELECT * FROM personal_name").await.unwrap();
    site.db.sql("CREATE TABLE kept AS SELECT * FROM audit_entry").await.unwrap();
    site.db.sql("CREATE TABLE kept_dossier AS SELECT * FROM dossier").await.unwrap();
    for [change, undo, place, reason] in CHANGES {
        assert!(site.db.sql(change).await.unwrap_or_else(|error| panic!("{change}: {error}")) > 0, "{change}");
        let bad = first_bad(&site, change).await;
        assert!(bad.dossier.starts_with(&place_of(place)) && bad.reason.contains(reason), "{change}: {bad:?}");
        site.db.sql(undo).await.unwrap_or_else(|error| panic!("{undo}: {error}"));
        let again = verify(&site.app).await.unwrap().first_bad;
        assert_eq!(again, None, "{undo}");
    }
    if site.app.store.backend() == Backend::Postgres {
        return;
    }
    for [change, place, reason] in UNREADABLE {
        assert!(site.db.sql(change).await.unwrap() > 0, "{change}");
        let bad = first_bad(&site, change).await;
        assert!(bad.dossier.starts_with(&place_of(place)) && bad.reason.contains(reason), "{change}: {bad:?}");
        site.db.sql("DELETE FROM audit_entry").await.unwrap();
        site.db.sql("INSERT INTO audit_entry SELECT * FROM kept").await.unwrap();
        site.db.sql("UPDATE dossier SET updated_at = (SELECT updated_at FROM kept_dossier)").await.unwrap();
        assert_eq!(verify(&site.app).await.unwrap().first_bad, None, "after {change}");
    }
}

async fn an_erased_name_is_no_fault(db: Db) {
    let (site, _) = busy(db).await;
    site.db.sql("UPDATE personal_name SET value = NULL, salt = NULL").await.unwrap();
    site.verify().await;
}

async fn a_value_that_cannot_be_read_takes_no_page_away(db: Db) {
    let (site, number) = busy(db).await;
    let inspector = site.person("inspector@gov.example").await;
    let change = if site.app.store.backend() == Backend::Postgres {
        "UPDATE audit_entry SET body = '{' WHERE act = 'clear'"
    } else {
        "UPDATE audit_entry SET body = CAST(x'7bff7d' AS TEXT) WHERE act = 'clear'"
    };
    assert_eq!(site.db.sql(change).await, Ok(1));
    for path in [format!("/api/v1/dossiers/{number}/record?limit=200"), "/api/v1/record?limit=200".to_owned()] {
        let page = inspector.get(&path).await.ok();
        let entries = page["items"].as_array().unwrap();
        let unreadable: Vec<_> = entries.iter().filter(|entry| entry["kind"] == "unreadable").collect();
        assert_eq!(unreadable.len(), 1, "{path}");
        assert_eq!((&unreadable[0]["seq"], &unreadable[0]["dossier"]), (&json!(4), &json!(number)), "{path}");
        assert!(entries.iter().any(|entry| entry["act"] == "send-to-clearance"), "{path}");
    }
    inspector.signs_in().await;
    for path in [format!("/dossiers/{number}"), format!("/dossiers/{number}/record"), "/record".to_owned()] {
        let (status, page) = inspector.page(&path).await;
        assert!(status.is_success() && page.contains("Mục không đọc được"), "{path}: {status}");
    }
}
