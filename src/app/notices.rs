//! The reader's notices. This list is the record of what he was told; mail is the courtesy copy.

use super::lists::most;
use super::mails::{UNREACHABLE, Unreachable};
use super::{App, Error, Who};
use crate::mail::{Done, Item};
use crate::store::accounts::Account;
use crate::store::{self, Batch};
use chrono::{DateTime, Utc};
use engine::ids::AccountId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
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
    Unreachable(Whose),
}

/// Whom mails do not reach, as his account is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Whose {
    /// Name; none when it was erased.
    pub name: Option<String>,
    /// Address; none when it was erased.
    pub address: Option<String>,
}

fn said(kind: &str, params: &str, people: &BTreeMap<AccountId, Whose>) -> Option<Said> {
    if kind == "done" {
        return serde_json::from_str(params).ok().map(Said::Done);
    }
    if kind == UNREACHABLE {
        return people.get(&whom(params)?).cloned().map(Said::Unreachable);
    }
    let item = serde_json::from_str::<Option<Item>>(params).ok()??;
    Some(Said::Due { item, escalated: kind == "escalation" })
}

fn whom(params: &str) -> Option<AccountId> {
    serde_json::from_str::<Unreachable>(params).ok().map(|said| said.account)
}

/// The people whom mails do not reach, of whom these notices tell.
async fn people(app: &App, notices: &[store::notices::Notice]) -> Result<BTreeMap<AccountId, Whose>, Error> {
    let told = notices.iter().filter(|notice| notice.kind == UNREACHABLE).filter_map(|notice| whom(&notice.params));
    let ids: BTreeSet<AccountId> = told.collect();
    let ids: Vec<AccountId> = ids.into_iter().collect();
    let whose = |account: Account| {
        let erased = account.name.is_empty();
        let said = |text: String| (!erased).then_some(text);
        (AccountId(account.id), Whose { name: said(account.name), address: said(account.email) })
    };
    Ok(store::accounts::by_ids(&app.store, &ids).await?.into_iter().map(whose).collect())
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
    Ok((shown(app, page.items).await?, page.next.map(|(at, id)| format!("{}_{id}", at.timestamp_millis()))))
}

/// The newest notices of the reader, and how many are unread, up to [`most`].
///
/// # Errors
/// [`Error`].
pub async fn newest(app: &App, who: &Who, limit: u64) -> Result<(Vec<Notice>, u64), Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let (rows, unread) = store::notices::newest(&app.store, account, limit, most()).await?;
    Ok((shown(app, rows).await?, unread))
}

async fn shown(app: &App, rows: Vec<store::notices::Notice>) -> Result<Vec<Notice>, Error> {
    let people = people(app, &rows).await?;
    let shown = rows.into_iter().map(|notice| Notice {
        id: notice.id,
        said: said(&notice.kind, &notice.params, &people),
        at: notice.created_at,
        unread: notice.read_at.is_none(),
    });
    Ok(shown.collect())
}

/// A place in a list by instant and id.
pub(super) fn place(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = text.split_once('_')?;
    Some((store::instant(at)?, id.parse().ok()?))
}

/// How many notices are unread, up to [`most`].
///
/// # Errors
/// [`Error`].
pub async fn unread(app: &App, who: &Who) -> Result<u64, Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    Ok(store::notices::unread(&app.store, account, most()).await?)
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
