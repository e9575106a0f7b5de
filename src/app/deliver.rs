//! Mails on their way out: claim, hand over, record what came of it.
//!
//! A mail goes out at least once, always with the same bytes. Who dies between handing over and recording leaves a
//! claim that runs out; the next sender hands the same message over again. Final outcomes are entries in the stream of
//! the account; attempts that will be repeated are not.

use super::mails::{self, Unneeded, unneeded};
use super::record::{Line, chain};
use super::{App, Error, Who, raced};
use crate::mail::SendError;
use crate::mail::schedule::next_try;
use crate::store::accounts::Account;
use crate::store::outbox::{self, Mail};
use crate::store::{self, Batch};
use chrono::{DateTime, TimeDelta, Utc};
use engine::ids::AccountId;
use engine::record::Kind;
use serde_json::json;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How long a sender keeps a mail to himself. One message takes at most half of it ([`crate::mail::transport::PER_MESSAGE`]).
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// More attempts than the schedule can make.
const MOST_ATTEMPTS: i32 = 100;

/// Stream of final outcomes of mails to nobody with an account.
pub(super) const MAIL_STREAM: &str = "mail";

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed over.
    pub sent: u32,
    /// Put back for later.
    pub retried: u32,
    /// Given up.
    pub failed: u32,
    /// Not sent, since nobody needs them any more.
    pub superseded: u32,
    /// Claimed by somebody else before the outcome was recorded.
    pub lost: u32,
}

impl Delivered {
    /// Mails that were claimed.
    pub fn claimed(&self) -> u64 {
        [self.sent, self.retried, self.failed, self.superseded, self.lost].into_iter().map(u64::from).sum()
    }
}

/// Why a mail was given up: it does not reach the account. The word stands in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The relay refused it for good.
    Refused,
    /// It was tried for three days.
    Expired,
}

impl Reason {
    fn as_str(self) -> &'static str {
        match self {
            Reason::Refused => "refused",
            Reason::Expired => "expired",
        }
    }
}

enum Outcome {
    Sent,
    Again(DateTime<Utc>, String),
    GivenUp(Reason, String),
    Superseded(Unneeded),
}

/// Claims up to `limit` mails for `owner` and hands them over, all at the same time, so that a slow one holds up no other.
///
/// # Errors
/// [`Error`] of the database; what happens to a single mail is an outcome, not an error.
pub async fn deliver(app: &Arc<App>, owner: &str, limit: u64) -> Result<Delivered, Error> {
    let now = app.clock.now();
    let mails = outbox::claim(&app.store, owner, now, now + LEASE, limit).await?;
    let mut senders = JoinSet::new();
    for mail in mails {
        let (app, owner) = (Arc::clone(app), owner.to_owned());
        senders.spawn(async move { one(&app, &owner, &mail).await });
    }
    let mut delivered = Delivered::default();
    let mut failure = None;
    while let Some(finished) = senders.join_next().await {
        match finished {
            Ok(Ok(Some(outcome))) => count(&mut delivered, &outcome),
            Ok(Ok(None)) => delivered.lost += 1,
            // The claim runs out by itself and the mail is tried again.
            Ok(Err(error)) => failure = Some(error),
            Err(error) => failure = Some(Error::Fault(format!("a sender broke down: {error}"))),
        }
    }
    failure.map_or(Ok(delivered), Err)
}

fn count(delivered: &mut Delivered, outcome: &Outcome) {
    match outcome {
        Outcome::Sent => delivered.sent += 1,
        Outcome::Again(..) => delivered.retried += 1,
        Outcome::GivenUp(..) => delivered.failed += 1,
        Outcome::Superseded(_) => delivered.superseded += 1,
    }
}

/// One mail. `None` when somebody else has it by now.
async fn one(app: &Arc<App>, owner: &str, mail: &Mail) -> Result<Option<Outcome>, Error> {
    let account = match mail.account_id {
        Some(id) => store::accounts::by_id(&app.store, AccountId(id)).await?,
        None => None,
    };
    let outcome = match unneeded(app, mail, account.as_ref()).await? {
        Some(why) => Outcome::Superseded(why),
        // Whoever tries this one dies of it.
        None if mail.attempts > MOST_ATTEMPTS => {
            Outcome::GivenUp(Reason::Expired, "tried too often without an answer".to_owned())
        }
        None => judge(mail, hand_over(app, mail).await, app.clock.now()),
    };
    let recorded = record(app, owner, mail, account.as_ref(), &outcome).await?;
    Ok(recorded.then_some(outcome))
}

/// Hands it over in a task of its own: what breaks down there is one failed attempt, no more.
async fn hand_over(app: &Arc<App>, mail: &Mail) -> Result<(), SendError> {
    let (app, mail) = (Arc::clone(app), mail.clone());
    let from = app.config.mail.from.to_string();
    let sending = tokio::spawn(async move {
        let from = crate::mail::address_of(&from).map_err(|error| SendError::Retry(error.to_string()))?;
        app.transport.send(&mail.message_id, &from, &mail.to_addr, &mail.mime).await
    });
    sending.await.unwrap_or_else(|_| Err(SendError::Retry("the sender broke down".to_owned())))
}

fn judge(mail: &Mail, sent: Result<(), SendError>, now: DateTime<Utc>) -> Outcome {
    match sent {
        Ok(()) => Outcome::Sent,
        Err(SendError::Permanent(said)) => Outcome::GivenUp(Reason::Refused, said),
        Err(SendError::Retry(said)) => {
            let attempts = u32::try_from(mail.attempts).unwrap_or(1);
            match next_try(attempts, mail.created_at, now) {
                Some(at) => Outcome::Again(at, said),
                None => Outcome::GivenUp(Reason::Expired, said),
            }
        }
    }
}

/// Writes the outcome, and for a final one its entry, in one transaction. `false` when the claim was lost.
async fn record(
    app: &App,
    owner: &str,
    mail: &Mail,
    account: Option<&Account>,
    outcome: &Outcome,
) -> Result<bool, Error> {
    for attempt in 0..super::act::TRIES {
        let mut batch = Batch::new();
        let now = app.clock.now();
        match outcome {
            Outcome::Sent => outbox::mark_sent(&mut batch, mail.id, owner, now),
            Outcome::Again(at, said) => outbox::retry_at(&mut batch, mail.id, owner, *at, said),
            Outcome::GivenUp(_, said) => outbox::mark_failed(&mut batch, mail.id, owner, said),
            Outcome::Superseded(why) => outbox::mark_superseded(&mut batch, mail.id, owner, why.as_str()),
        }
        // A mail to a former address says nothing of the present one.
        let account = account.filter(|account| account.email == mail.to_addr);
        note_account(app, &mut batch, account, outcome, now).await?;
        note_record(app, &mut batch, mail, outcome, now).await?;
        match app.store.commit(batch).await {
            Ok(()) => {
                // Whether mails reach him stands on his pages.
                if account.is_some_and(|account| account.email_failing_since.is_some()) || failed(outcome) {
                    app.forget();
                }
                return Ok(true);
            }
            Err(error) if raced(&error) => {
                let stands = outbox::by_id(&app.store, mail.id).await?;
                let mine = |row: &Mail| row.state == outbox::QUEUED && row.lease_owner.as_deref() == Some(owner);
                if !stands.as_ref().is_some_and(mine) {
                    tracing::warn!(mail.id = %mail.id, "the claim on a mail ran out before its outcome was recorded");
                    return Ok(false);
                }
                app.pause(attempt).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Busy)
}

fn failed(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::GivenUp(..))
}

/// Keeps what is known about the account's address.
async fn note_account(
    app: &App,
    batch: &mut Batch,
    account: Option<&Account>,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(account) = account else { return Ok(()) };
    let id = AccountId(account.id);
    match outcome {
        Outcome::Sent => {
            // A mail that came back was handed over before, too: only sending that one again shows that mails arrive.
            if let Some(since) = account.email_failing_since
                && !outbox::has_bounced(&app.store, (account.id, &account.email), since).await?
            {
                store::accounts::set_email_failing(batch, id, None);
            }
        }
        Outcome::GivenUp(..) if account.email_failing_since.is_none() => {
            store::accounts::set_email_failing(batch, id, Some(now));
            for notice in mails::above(app, account).await? {
                store::notices::insert(batch, notice);
            }
        }
        _ => {}
    }
    Ok(())
}

/// The entry of a final outcome. It names ids and a reason, no address and no words of the relay, which may hold one.
async fn note_record(
    app: &App,
    batch: &mut Batch,
    mail: &Mail,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (act, reason) = match outcome {
        Outcome::Sent => ("mail-sent", None),
        Outcome::GivenUp(reason, _) => ("mail-given-up", Some(reason.as_str())),
        Outcome::Superseded(why) => ("mail-superseded", Some(why.as_str())),
        Outcome::Again(..) => return Ok(()),
    };
    let account = mail.account_id.map(AccountId);
    let stream = account.map_or_else(|| MAIL_STREAM.to_owned(), store::record::account_stream);
    let subject = json!({
        "mail": mail.id,
        "message_id": mail.message_id,
        "kind": mail.kind,
        "account": account,
        "attempts": mail.attempts,
        "reason": reason,
    });
    let line = Line { subject: Some(subject), ..Line::new(Kind::Notice, act) };
    let head = store::record::head(&app.store, &stream).await?;
    let system = Who::system();
    let next = chain(&stream, &head, now, system.by(&system.acting()), line)?;
    store::record::append(batch, app.ids.uuid(), &next.entry, &next.sealed)?;
    store::record::advance(batch, &stream, &head, &next.head)?;
    Ok(())
}
