//! How the mails stand, for the administrator: he sees addresses and subjects, never a mail's text.

use super::notices::place;
use super::record::Line;
use super::{App, Error, Who};
use crate::mail::Transport;
use crate::store::{self};
use chrono::{DateTime, Utc};
use engine::actor::Role;
use engine::record::{Kind, instant};
use serde_json::json;
use uuid::Uuid;

/// Sent mails are counted up to here.
pub const MOST_SENT: u64 = 100_000;

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Id.
    pub id: Uuid,
    /// Addressee.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// `queued`, `sent`, `failed`.
    pub state: String,
    /// Attempts.
    pub attempts: u32,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Next attempt.
    pub next_at: DateTime<Utc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
}

/// The outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// Mails that wait.
    pub queued: u64,
    /// Mails handed over, up to [`MOST_SENT`].
    pub sent: u64,
    /// Mails given up.
    pub failed: u64,
    /// They leave through a relay; otherwise they are written to a folder.
    pub relay: bool,
    /// Mails, newest first.
    pub rows: Vec<Mail>,
    /// Where the next page begins.
    pub next: Option<String>,
}

fn shown(line: store::outbox::Line) -> Mail {
    Mail {
        id: line.id,
        to: line.to_addr,
        subject: line.subject,
        state: line.state,
        attempts: u32::try_from(line.attempts).unwrap_or_default(),
        at: line.created_at,
        next_at: line.next_try_at,
        last_error: line.last_error,
    }
}

/// A page of the outbox.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` is an administrator.
pub async fn outbox(app: &App, who: &Who, after: Option<&str>) -> Result<Outbox, Error> {
    if !who.has(Role::Administrator) {
        return Err(Error::Forbidden);
    }
    let standing = store::outbox::standing(&app.store).await?;
    let page = store::outbox::list(&app.store, None, after.and_then(place), 50).await?;
    Ok(Outbox {
        queued: standing.queued,
        sent: store::outbox::sent(&app.store, MOST_SENT).await?,
        failed: standing.failed,
        relay: matches!(app.transport, Transport::Smtp(_)),
        rows: page.items.into_iter().map(shown).collect(),
        next: page.next.map(|(at, id)| format!("{}_{id}", at.timestamp_millis())),
    })
}

/// Stream of what administrators do with mails.
const STREAM: &str = "admin:mail";

/// Puts a mail that was given up back into the queue, as if it were written now: with all its attempts, and of use for as
/// long. It is recorded; a second click finds nothing to do.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` is an administrator, [`Error::NotFound`].
pub async fn retry(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    if !who.has(Role::Administrator) {
        return Err(Error::Forbidden);
    }
    let mail = store::outbox::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    if mail.state != store::outbox::FAILED {
        return Ok(());
    }
    let subject = json!({ "mail": id, "message_id": mail.message_id, "kind": mail.kind, "account": mail.account_id,
                          "written_at": instant(mail.created_at) });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Administration, "retry-mail") };
    let noted = super::record::note(app, STREAM, who, None, line, |batch| {
        store::outbox::requeue(batch, &mail, app.clock.now());
        Ok(())
    });
    match noted.await {
        // Another administrator was faster.
        Err(Error::Busy) if !given_up(app, id).await? => {}
        done => done?,
    }
    app.wake.outbox.notify_one();
    Ok(())
}

async fn given_up(app: &App, id: Uuid) -> Result<bool, Error> {
    let mail = store::outbox::by_id(&app.store, id).await?;
    Ok(mail.is_some_and(|mail| mail.state == store::outbox::FAILED))
}

/// Mails written since `from`, oldest first, up to `most`.
///
/// # Errors
/// [`Error`].
pub async fn since(app: &App, from: DateTime<Utc>, most: u64) -> Result<Vec<Mail>, Error> {
    let page = store::outbox::list(&app.store, Some(from), None, most).await?;
    Ok(page.items.into_iter().rev().map(shown).collect())
}
