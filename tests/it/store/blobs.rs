//! Stored files.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use thoathuan::store::{Backend, Batch, Store, StoreError, blobs};

contract!(bytes_come_back, damaged_bytes_are_noticed);

async fn put(store: &Store, bytes: Vec<u8>, seconds: i64) -> String {
    let mut batch = Batch::new();
    let sha256 = blobs::put(store, &mut batch, bytes, at(seconds)).await.unwrap();
    store.commit(batch).await.unwrap();
    sha256
}

async fn bytes_come_back(db: Db) {
    for bytes in [Vec::new(), b"text".to_vec(), (0..=255).cycle().take(1_000_000).collect::<Vec<u8>>()] {
        let sha256 = put(&db.store, bytes.clone(), 0).await;
        assert_eq!(sha256, blobs::digest(&bytes));
        assert_eq!(put(&db.store, bytes.clone(), 1).await, sha256);
        assert_eq!(blobs::get(&db.store, &sha256).await.unwrap(), bytes);
    }
    let unknown = blobs::get(&db.store, &"0".repeat(64)).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    let evil = blobs::get(&db.store, "../../etc/passwd").await;
    assert!(matches!(evil, Err(StoreError::NotFound)));
    // Several at once, from two processes.
    let other = std::sync::Arc::new(db.again().await);
    let tasks = (0..8).map(|_| {
        let store = other.clone();
        tokio::spawn(async move { put(&store, vec![7; 100_000], 2).await })
    });
    for task in tasks.collect::<Vec<_>>() {
        let sha256 = task.await.unwrap();
        assert_eq!(blobs::get(&db.store, &sha256).await.unwrap(), vec![7; 100_000]);
    }
}

async fn damaged_bytes_are_noticed(db: Db) {
    let sha256 = put(&db.store, b"text".to_vec(), 0).await;
    if db.store.backend() == Backend::Postgres {
        db.sql("UPDATE blob SET bytes = 'taxt'").await.unwrap();
    } else {
        let file = db.folder().join("blobs").join(&sha256[0..2]).join(&sha256[2..4]).join(&sha256);
        std::fs::write(file, "taxt").unwrap();
    }
    let damaged = blobs::get(&db.store, &sha256).await;
    assert!(matches!(damaged, Err(StoreError::Corrupt { table: "blob", .. })), "{damaged:?}");
}
