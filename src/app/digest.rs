//! Reminders that wait → one mail a person.
//!
//! The finished mail is stored in the transaction that marks its notices, under locks on them: two processes that run
//! this at the same time make one mail together, and one that dies in between makes none.

use super::{App, Error, notify, raced};
use crate::i18n::Lang;
use crate::mail::{self, Digest, Item, MailView};
use crate::store::accounts::Account;
use crate::store::notices::Notice;
use crate::store::outbox::NewMail;
use crate::store::{self, Batch, StoreError};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::calendar::{Calendar, local_date};
use engine::ids::{AccountId, PostId};
use uuid::Uuid;

/// Accounts looked at in one statement.
const PAGE: u64 = 100;

/// Notices read for one digest. Who has more is told how many; a mail shows far fewer than these.
const MOST: u64 = 2_000;

/// A digest is of no use after this time: newer ones have come.
const USELESS_AFTER: TimeDelta = TimeDelta::hours(72);

/// Writes the digests of all notices that wait. Answers how many mails were written.
///
/// # Errors
/// [`Error`] of the database. One account that fails does not keep others from their mail.
pub async fn digest(app: &App) -> Result<u64, Error> {
    // Past every notice written so far; later ones wait for the next run.
    let until = app.clock.now() + TimeDelta::milliseconds(1);
    let (mut after, mut written, mut failure) = (None, 0, None);
    loop {
        let accounts = store::notices::waiting_accounts(&app.store, until, after, PAGE).await?;
        let Some(last) = accounts.last() else { break };
        after = Some(*last);
        for account in accounts {
            match of_account(app, account, until).await {
                Ok(mailed) => written += u64::from(mailed),
                Err(error) => failure = Some(error),
            }
        }
    }
    if written > 0 {
        app.wake.outbox.notify_one();
    }
    failure.map_or(Ok(written), Err)
}

/// The digest of one person; false when there was nothing left to mail.
async fn of_account(app: &App, id: AccountId, until: DateTime<Utc>) -> Result<bool, Error> {
    for attempt in 0..super::act::TRIES {
        match try_account(app, id, until).await {
            Err(error) if raced(&error) => app.pause(attempt).await,
            other => return other.map_err(Error::from),
        }
    }
    Err(Error::Busy)
}

async fn try_account(app: &App, id: AccountId, until: DateTime<Utc>) -> Result<bool, StoreError> {
    let mut tx = app.store.write_tx().await?;
    let (notices, others) = store::notices::unmailed(&tx, id, until, MOST).await?;
    let Some(first) = notices.first() else {
        tx.rollback().await?;
        return Ok(false);
    };
    let account = store::accounts::by_id(&tx, id).await?;
    // Which of his posts a reminder is for does not stand in it: when he leaves one, the digest is for none.
    let seats = store::accounts::seats(&tx, id, app.today()).await?;
    let posts: Vec<PostId> = seats.into_iter().map(|seat| seat.holding.post).collect();
    let mail_id = app.ids.uuid();
    let mut batch = Batch::new();
    let digest = Digest { beyond: others, ..gathered(&notices) };
    // Without a mail (closed account, no post any more, nothing that can be written) the notices still stand in the
    // application's list.
    let mail = account.filter(|_| !posts.is_empty());
    let mail = mail.and_then(|account| finished(app, (&account, posts), digest, first.id, mail_id));
    let mailed = mail.is_some();
    if let Some(mail) = mail {
        store::outbox::enqueue(&mut batch, mail);
    }
    store::notices::mark_mailed(&mut batch, id, until, mail_id);
    tx.run(batch).await?;
    tx.commit().await?;
    Ok(mailed)
}

fn finished(
    app: &App,
    (account, posts): (&Account, Vec<PostId>),
    mut digest: Digest,
    first: Uuid,
    mail_id: Uuid,
) -> Option<NewMail> {
    let at = app.clock.now();
    stand_as_of(&mut digest, local_date(at), app.registry.calendar());
    let empty = digest.items.is_empty() && digest.escalations.is_empty();
    if empty || account.disabled_at.is_some() {
        return None;
    }
    let view = MailView::Digest(digest);
    let to = mail::Recipient {
        name: &account.name,
        email: &account.email,
        lang: account.lang.parse::<Lang>().unwrap_or_default(),
    };
    match mail::render(&view, &to, &notify::envelope(app, mail_id, at)) {
        Ok(finished) => Some(NewMail {
            id: mail_id,
            dedup_key: format!("digest:{}:{first}", account.id),
            account: Some(account.id),
            to: finished.to,
            subject: finished.subject,
            mime: finished.mime,
            message_id: finished.message_id,
            kind: view.kind().to_owned(),
            at,
            useless_after: Some(at + USELESS_AFTER),
            posts,
        }),
        Err(error) => {
            tracing::error!(account.id = %account.id, %error, "a digest could not be written");
            None
        }
    }
}

/// The notices as items, oldest first. Of several reminders about the same task only the newest is shown: after a
/// pause of the service a person reads once that something is late, not how it came to be.
fn gathered(notices: &[Notice]) -> Digest {
    let mut digest = Digest::default();
    for notice in notices {
        let Ok(Some(item)) = serde_json::from_str::<Option<Item>>(&notice.params) else {
            tracing::error!(notice.id = %notice.id, "a notice cannot be read");
            continue;
        };
        let list = match notice.kind.as_str() {
            "escalation" => &mut digest.escalations,
            _ => &mut digest.items,
        };
        list.retain(|known| !is_same(known, &item));
        list.push(item);
    }
    digest
}

/// Counts anew: a digest may be written on a later day than its notices.
fn stand_as_of(digest: &mut Digest, today: NaiveDate, calendar: &Calendar) {
    for item in digest.items.iter_mut().chain(&mut digest.escalations) {
        if let Ok(rung) = engine::clock::standing(item.due.on, today, calendar) {
            item.rung = rung;
        }
    }
}

/// Whether two reminders are about the same clock, whose explanation has one address.
fn is_same(one: &Item, other: &Item) -> bool {
    (&one.about.number, &one.task, &one.due.why_path) == (&other.about.number, &other.task, &other.due.why_path)
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
