//! Mails as files. The name comes from the message alone, so that the same message is the same file.

use chrono::{DateTime, Utc};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::AsyncWriteExt;

static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Writes `mime` as one whole: under another name first, then moved.
pub(super) async fn write(folder: &Path, message_id: &str, mime: &[u8]) -> io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let name = name(message_id, mime);
    let target = folder.join(&name);
    if tokio::fs::read(&target).await.is_ok_and(|known| known == mime) {
        return Ok(());
    }
    // Two processes may write the same message at once; each under its own name.
    let turn = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let draft = folder.join(format!(".{name}.{}-{turn}.part", std::process::id()));
    let written = async {
        let mut file = tokio::fs::File::create(&draft).await?;
        file.write_all(mime).await?;
        file.flush().await?;
        file.sync_all().await?;
        tokio::fs::rename(&draft, &target).await?;
        tokio::fs::File::open(folder).await?.sync_all().await
    };
    let result = written.await;
    if result.is_err() {
        // The error that counts is the first one.
        let _ = tokio::fs::remove_file(&draft).await;
    }
    result
}

/// Whether mails find their folder, or it can be made where it is missing.
pub(super) async fn check(folder: &Path) -> io::Result<()> {
    for place in folder.ancestors() {
        let place = if place.as_os_str().is_empty() { Path::new(".") } else { place };
        match tokio::fs::metadata(place).await {
            Ok(found) if !found.is_dir() => return Err(io::ErrorKind::NotADirectory.into()),
            Ok(found) if found.permissions().readonly() => return Err(io::ErrorKind::PermissionDenied.into()),
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// `20190415T020000Z-<message id>.eml`.
fn name(message_id: &str, mime: &[u8]) -> String {
    let at = date(mime).map_or_else(|| "undated".to_owned(), |at| at.format("%Y%m%dT%H%M%SZ").to_string());
    let id: String = message_id
        .trim_matches(['<', '>'])
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@' | '.') { c } else { '_' })
        .take(120)
        .collect();
    format!("{at}-{id}.eml")
}

/// The Date header.
fn date(mime: &[u8]) -> Option<DateTime<Utc>> {
    for line in mime.split(|byte| *byte == b'\n') {
        let line = std::str::from_utf8(line).ok()?.trim_end();
        if line.is_empty() {
            return None;
        }
        if line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("date:")) {
            return DateTime::parse_from_rfc2822(line.get(5..)?.trim()).ok().map(|at| at.to_utc());
        }
    }
    None
}
