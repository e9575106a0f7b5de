//! The schema goes up, down and up again, and several processes may start at once.

use super::fixtures::*;
use crate::support::db::Db;
use thoathuan::store::{self, Backend, StoreError};

async fn up_down_up(backend: Backend) {
    let db = Db::blank(backend).await;
    let all = store::pending(&db.store).await.unwrap();
    assert!(!all.is_empty());
    store::migrate(&db.store).await.unwrap();
    assert_eq!(store::pending(&db.store).await.unwrap(), Vec::<String>::new());
    store::migrate(&db.store).await.unwrap();
    seed(&db.store).await;
    opened(&db.store, &full(1, "HCM-2019-0001", HCM)).await;
    store::revert(&db.store, None).await.unwrap();
    assert_eq!(store::pending(&db.store).await.unwrap(), all);
    assert!(db.sql("SELECT * FROM dossier").await.is_err());
    store::migrate(&db.store).await.unwrap();
    seed(&db.store).await;
    opened(&db.store, &full(1, "HCM-2019-0001", HCM)).await;
}

async fn four_at_once(backend: Backend) {
    let db = Db::blank(backend).await;
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let store = db.again().await;
        tasks.push(tokio::spawn(async move { store::migrate(&store).await }));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(store::pending(&db.store).await.unwrap(), Vec::<String>::new());
    seed(&db.store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn up_down_up_sqlite() {
    up_down_up(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn up_down_up_postgres() {
    up_down_up(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_at_once_sqlite() {
    four_at_once(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_at_once_postgres() {
    four_at_once(Backend::Postgres).await;
}

#[tokio::test]
async fn settings_are_read_back() {
    let db = Db::fresh(Backend::Sqlite).await;
    let settings: Vec<_> = db.store.settings().iter().map(|s| (s.name.as_str(), s.value.as_str())).collect();
    let wanted = [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("recursive_triggers", "1")];
    assert_eq!(settings, wanted);
    let db = Db::fresh(Backend::Postgres).await;
    assert!(db.store.settings().iter().any(|setting| setting.name == "synchronous_commit" && setting.safe));
    db.store.ping().await.unwrap();
}

#[tokio::test]
async fn an_address_of_something_else_is_refused() {
    let result = store::Store::connect("mysql://host/db", &store::Options::default()).await;
    assert!(matches!(result, Err(StoreError::Address(_))));
    let result = store::Store::connect("sqlite::memory:", &store::Options::default()).await;
    assert!(matches!(result, Err(StoreError::Address(_))));
}
