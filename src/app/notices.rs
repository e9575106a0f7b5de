//! The reader's notices. This list is the record of what he was told; mail is the courtesy copy.

use super::lists::MOST;
use super::mails::{UNREACHABLE, Unreachable};
use super::{App, Error, Who};
use crate::mail::{Done, Item};
use crate::store::{self, Batch};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Something was done on a dossier.
    Done(Done),
    /// Something is due; of the reader's own, or of those below him.
    Due {
        /// What.
        item: Item,
        /// It is somebody else's, below him.
        escalated: bool,
    },
    /// Mails to somebody below the reader do not arrive.
    Unreachable(Unreachable),
}

fn said(kind: &str, params: &str) -> Option<Said> {
    if kind == "done" {
        return serde_json::from_str(params).ok().map(Said::Done);
    }
    if kind == UNREACHABLE {
        return serde_json::from_str(params).ok().map(Said::Unreachable);
    }
    let item = serde_json::from_str::<Option<Item>>(params).ok()??;
    Some(Said::Due { item, escalated: kind == "escalation" })
}

/// One notice of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Id.
    pub id: Uuid,
    /// What it says; none when it was written in a way that is no longer known.
    pub said: Option<Said>,
    /// When.
    pub at: DateTime<Utc>,
    /// Not read yet.
    pub unread: bool,
}

/// Notices of the reader, newest first; `after` is the place that the page before named.
///
/// # Errors
/// [`Error`].
pub async fn notices(
    app: &App,
    who: &Who,
    after: Option<&str>,
    limit: u64,
) -> Result<(Vec<Notice>, Option<String>), Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let after = after.filter(|after| !after.is_empty());
    let after = after.map(|after| place(after).ok_or_else(|| super::search::mark("after"))).transpose()?;
    let page = store::notices::list(&app.store, account, after, limit).await?;
    let rows = page.items.into_iter().map(|notice| Notice {
        id: notice.id,
        said: said(&notice.kind, &notice.params),
        at: notice.created_at,
        unread: notice.read_at.is_none(),
    });
    Ok((rows.collect(), page.next.map(|(at, id)| format!("{}_{id}", at.timestamp_millis()))))
}

/// A place in a list by instant and id.
pub(super) fn place(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = text.split_once('_')?;
    Some((DateTime::from_timestamp_millis(at.parse().ok()?)?, id.parse().ok()?))
}

/// How many notices are unread, up to [`MOST`] + 1.
///
/// # Errors
/// [`Error`].
pub async fn unread(app: &App, who: &Who) -> Result<u64, Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let most = u64::try_from(MOST).unwrap_or(u64::MAX).saturating_add(1);
    Ok(store::notices::unread(&app.store, account, most).await?)
}

/// Marks one notice of the reader as read, or all of them.
///
/// # Errors
/// [`Error`].
pub async fn mark_read(app: &App, who: &Who, notice: Option<Uuid>) -> Result<(), Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let mut batch = Batch::new();
    match notice {
        Some(id) => store::notices::mark_read(&mut batch, account, id, app.clock.now()),
        None => store::notices::mark_all_read(&mut batch, account, app.clock.now()),
    }
    Ok(app.store.commit(batch).await?)
}
