//! Stored files by their SHA-256: one store, shared by all instances.
//!
//! Limits on size and kind are the caller's. What was stored is never changed or taken away by a command.

use super::{Batch, Conn, Store, StoreError};
use chrono::{DateTime, Utc};
use entity::blob;
use sea_orm::{EntityTrait, QueryTrait, Set, sea_query::OnConflict};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the bytes lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blobs {
    /// In a folder, two levels deep (SQLite).
    Folder(PathBuf),
    /// In the database, which all instances share (PostgreSQL).
    Database,
}

/// SHA-256 of `bytes`, hex.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Stores `bytes` with the batch and returns their SHA-256. Storing the same bytes again does nothing. On disk they are
/// before the row is, so that no row ever points to nothing.
///
/// # Errors
/// [`StoreError::Io`].
pub async fn put(store: &Store, batch: &mut Batch, bytes: Vec<u8>, at: DateTime<Utc>) -> Result<String, StoreError> {
    let sha256 = digest(&bytes);
    let size = super::stored(bytes.len() as u64, "blob", "size")?;
    let kept = match store.blobs() {
        Blobs::Database => Some(bytes),
        Blobs::Folder(folder) => {
            let path = place(folder, &sha256);
            let written = tokio::task::spawn_blocking(move || write_file(&path, &bytes));
            written.await.map_err(std::io::Error::other)??;
            None
        }
    };
    let row = blob::ActiveModel { sha256: Set(sha256.clone()), size: Set(size), created_at: Set(at), bytes: Set(kept) };
    let mut insert = blob::Entity::insert(row).into_query();
    insert.on_conflict(OnConflict::column(blob::Column::Sha256).do_nothing().to_owned());
    batch.insert(insert);
    Ok(sha256)
}

/// The bytes of that SHA-256, checked against it.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Corrupt`] when the bytes are missing or are not what they were.
pub async fn get(store: &Store, sha256: &str) -> Result<Vec<u8>, StoreError> {
    let row = blob::Entity::find_by_id(sha256).one(store.raw()).await?.ok_or(StoreError::NotFound)?;
    let bytes = match store.blobs() {
        Blobs::Database => row.bytes.unwrap_or_default(),
        Blobs::Folder(folder) => match tokio::fs::read(place(folder, sha256)).await {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        },
    };
    if digest(&bytes) == sha256 { Ok(bytes) } else { Err(StoreError::corrupt("blob", "bytes", sha256)) }
}

/// `ab/cd/abcd…` under `folder`; the name comes from a digest, never from a user.
fn place(folder: &Path, sha256: &str) -> PathBuf {
    let (first, second) = (sha256.get(0..2).unwrap_or("00"), sha256.get(2..4).unwrap_or("00"));
    folder.join(first).join(second).join(sha256)
}

/// Writes beside, makes it lasting, then renames: the final name never shows half a file.
fn write_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if path.metadata().is_ok_and(|known| known.len() == bytes.len() as u64) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let thread = format!("{:?}", std::thread::current().id());
    let thread: String = thread.chars().filter(char::is_ascii_digit).collect();
    let beside = path.with_extension(format!("{}-{thread}.part", std::process::id()));
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    // The names are made lasting too, up to the store's own folder.
    for folder in path.ancestors().skip(1).take(3) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
