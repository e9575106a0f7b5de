//! How the mails stand, for the administrator: he sees to whom a mail goes and of which kind it is. Neither its text nor its
//! subject is his to read: they tell of dossiers. And what the operator's mail system tells of mails that came back.

mod resend;

pub use resend::{Unneeded, retry, retry_all, unneeded};

use super::admin::allowed;
use super::input::{Invalid, tame};
use super::notices::place;
use super::record::Line;
use super::{App, Error, Who, deliver, session};
use crate::mail::Transport;
use crate::store::accounts::{Account, Seat, Target};
use crate::store::notices::Notice;
pub use crate::store::outbox::{STATES, Standing};
use crate::store::{self, outbox};
use chrono::{DateTime, Utc};
use engine::ids::AccountId;
use engine::record::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Mails of a state are counted up to here.
pub const MOST: u64 = 1_001;
/// Kind of the notice to a supervisor.
pub const UNREACHABLE: &str = "unreachable";
/// Most of what a mail system says that is kept, in characters.
const SAID: usize = 500;

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Id.
    pub id: Uuid,
    /// Addressee; empty when his name was erased.
    pub to: String,
    /// Kind: `done`, `digest`, `link`, `letter` or `old-address`.
    pub kind: String,
    /// `queued`, `sent`, `failed`, `bounced` or `superseded`.
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

impl Mail {
    /// Whether it can be put back into the queue.
    pub fn may_go_again(&self) -> bool {
        // Of a mail with a one-time link nothing is left once it was handed over.
        again(&self.state) && (self.kind != outbox::LINK || self.state != outbox::BOUNCED)
    }
}

fn again(state: &str) -> bool {
    state == outbox::FAILED || state == outbox::BOUNCED
}

/// The outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// Mails by state, each up to [`MOST`].
    pub standing: Standing,
    /// They leave through a relay; otherwise they are written to a folder.
    pub relay: bool,
    /// Mails, newest first.
    pub rows: Vec<Mail>,
    /// Where the next page begins.
    pub next: Option<String>,
}

fn shown(line: outbox::Line) -> Mail {
    Mail {
        id: line.id,
        to: line.to_addr,
        kind: line.kind,
        state: line.state,
        attempts: u32::try_from(line.attempts).unwrap_or_default(),
        at: line.created_at,
        next_at: line.next_try_at,
        last_error: line.last_error,
    }
}

/// A page of the outbox: of one state, or of all.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` administers, [`Error::Invalid`] for an unknown state or a broken page mark.
pub async fn outbox(
    app: &App,
    who: &Who,
    state: Option<&str>,
    after: Option<&str>,
    limit: u64,
) -> Result<Outbox, Error> {
    allowed(who)?;
    let state = state.filter(|state| !state.is_empty());
    if state.is_some_and(|state| !outbox::STATES.contains(&state)) {
        return Err(Invalid::field("state", "choose-one").into());
    }
    let after = after.filter(|after| !after.is_empty());
    let after = after.map(|after| place(after).ok_or_else(|| super::search::mark("after"))).transpose()?;
    let page = outbox::list(&app.store, state, None, after, limit).await?;
    Ok(Outbox {
        standing: outbox::standing(&app.store, MOST).await?,
        relay: matches!(app.transport, Transport::Smtp(_)),
        rows: page.items.into_iter().map(shown).collect(),
        next: page.next.map(|(at, id)| format!("{}_{id}", at.timestamp_millis())),
    })
}

/// What a supervisor is told: mails to somebody below him do not arrive. Who that is stands in his account alone, where
/// his name can be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreachable {
    /// The account of the person.
    pub account: AccountId,
}

/// Takes up that mail came back: by the Message-ID of the mail, or by the address. The mail is marked, and as long as it
/// is not sent again the address counts as failing: its owner sees a banner, whoever holds the post above gets a notice
/// ([`above`]).
/// Told again of the same mail, nothing happens.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` administers, [`Error::Invalid`] for something that is neither, [`Error::NotFound`].
pub async fn bounce(app: &App, who: &Who, what: &str, reason: &str) -> Result<(), Error> {
    allowed(who)?;
    let said: String = tame(reason.trim()).chars().take(SAID).collect();
    if said.is_empty() {
        return Err(Invalid::field("reason", "required").into());
    }
    let (account, mail) = meant(app, what.trim()).await?;
    if mail.as_ref().is_some_and(|mail| mail.state == outbox::BOUNCED) {
        return Ok(());
    }
    // What went to an address that he has no more tells nothing of the one he has.
    let concerned = account.filter(|account| mail.as_ref().is_none_or(|mail| mail.to_addr == account.email));
    let owner = mail.as_ref().map_or(concerned.as_ref().map(|account| account.id), |mail| mail.account_id);
    let fresh = mail.filter(|mail| mail.state == outbox::SENT);
    let fails_anew = concerned.filter(|account| account.email_failing_since.is_none());
    if fresh.is_none() && fails_anew.is_none() {
        return Ok(());
    }
    let notices = match &fails_anew {
        Some(account) => above(app, account).await?,
        None => Vec::new(),
    };
    let owner = owner.map(AccountId);
    let subject = json!({ "account": owner, "mail": fresh.as_ref().map(|mail| mail.id),
                          "message_id": fresh.as_ref().map(|mail| &mail.message_id) });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Notice, "mail-bounced") };
    let stream = owner.map_or_else(|| deliver::MAIL_STREAM.to_owned(), store::record::account_stream);
    let noted = super::record::note(app, &stream, who, None, line, |batch| {
        if let Some(mail) = &fresh {
            outbox::mark_bounced(batch, mail.id, &said);
        }
        if let Some(account) = &fails_anew {
            // Counted from when the mail was written: it is among those that did not arrive.
            let since = fresh.as_ref().map_or_else(|| app.clock.now(), |mail| mail.created_at);
            store::accounts::set_email_failing(batch, AccountId(account.id), Some(since));
        }
        notices.iter().cloned().for_each(|notice| store::notices::insert(batch, notice));
        Ok(())
    });
    let noted = noted.await;
    // Its owner sees it on his next page.
    app.forget();
    match noted {
        Err(Error::Busy) => match &fresh {
            // The same bounce was told of twice at once.
            Some(mail) if outbox::by_id(&app.store, mail.id).await?.is_some_and(|row| row.state == outbox::BOUNCED) => {
                Ok(())
            }
            _ => Err(Error::Busy),
        },
        done => done,
    }
}

/// Whose mail came back and which: that of the Message-ID, or the last that went to the address.
async fn meant(app: &App, what: &str) -> Result<(Option<Account>, Option<outbox::Mail>), Error> {
    let bare = what.trim_start_matches('<').trim_end_matches('>');
    let (local, _) = bare.split_once('@').ok_or_else(|| Invalid::field("what", "no-message-or-address"))?;
    // A Message-ID of ours begins with the id of its mail.
    if let Ok(id) = local.parse::<Uuid>()
        && let Some(mail) = outbox::by_id(&app.store, id).await?
    {
        let account = match mail.account_id {
            Some(account) => store::accounts::by_id(&app.store, AccountId(account)).await?,
            None => None,
        };
        return Ok((account, Some(mail)));
    }
    let account = store::accounts::by_email(&app.store, &session::address(bare)).await?.ok_or(Error::NotFound)?;
    let last = outbox::last_sent(&app.store, account.id, &account.email).await?;
    Ok((Some(account), last))
}

/// Notices for whoever holds the post above, or where nobody does for the colleagues in the same role: mails to `account` do
/// not arrive.
///
/// # Errors
/// [`Error`].
pub async fn above(app: &App, account: &Account) -> Result<Vec<Notice>, Error> {
    let seats = store::accounts::seats(&app.store, AccountId(account.id), app.today()).await?;
    let above: Vec<Target> = seats.iter().filter_map(|seat| seat.above.map(Target::Post)).collect();
    let people = store::accounts::recipients(&app.store, &above, app.today()).await?;
    let mut told: BTreeSet<AccountId> = people.into_iter().flatten().map(|person| person.account).collect();
    told.remove(&AccountId(account.id));
    if told.is_empty() {
        let beside = |seat: &Seat| Target::Role { org: seat.holding.org, role: seat.holding.role };
        let beside: Vec<Target> = seats.iter().map(beside).collect();
        let people = store::accounts::recipients(&app.store, &beside, app.today()).await?;
        told.extend(people.into_iter().flatten().map(|person| person.account));
        told.remove(&AccountId(account.id));
    }
    let said = Unreachable { account: AccountId(account.id) };
    let params = serde_json::to_string(&said).map_err(|error| Error::Fault(error.to_string()))?;
    let notice = |person: AccountId| Notice {
        id: app.ids.uuid(),
        account_id: person.0,
        dossier_id: None,
        kind: UNREACHABLE.to_owned(),
        params: params.clone(),
        digest: false,
        created_at: app.clock.now(),
        read_at: None,
        mail_id: None,
    };
    Ok(told.into_iter().map(notice).collect())
}

/// Mails written since `from`, oldest first, up to `most`.
///
/// # Errors
/// [`Error`].
pub async fn since(app: &App, from: DateTime<Utc>, most: u64) -> Result<Vec<Mail>, Error> {
    let page = outbox::list(&app.store, None, Some(from), None, most).await?;
    Ok(page.items.into_iter().rev().map(shown).collect())
}
