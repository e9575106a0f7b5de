//! Mails that did not arrive, sent again; and which mails nobody needs any more.
//!
//! Whether a mail is still needed is asked twice: when an administrator puts it back, and by the sender right before it
//! goes. So a click today sends nothing about a matter that is over, and nothing to somebody who has left the post.

use super::{MOST, again};
use crate::app::admin::{allowed, ledger::Once, links::counts};
use crate::app::record::{self, Line};
use crate::app::{App, Error, Who};
use crate::store::accounts::{self, Account};
use crate::store::outbox::{self, Mail};
use crate::store::{self, links};
use chrono::{DateTime, Utc};
use engine::ids::{AccountId, PostId};
use engine::record::{Kind, instant};
use serde_json::json;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Stream of what administrators do with mails.
const STREAM: &str = "admin:mail";
/// Mails put back by one act; many of them are several acts.
const AT_ONCE: u64 = 100;

/// Why nobody needs a mail any more; the word stands in the record and beside the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unneeded {
    /// The time in which it was of use is over.
    Late,
    /// The account is closed.
    Closed,
    /// Its reader no longer holds the post for which he was told.
    Left,
    /// It is addressed to where its reader no longer is.
    Moved,
    /// The link in it counts no more.
    Link,
}

impl Unneeded {
    /// Its fixed word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Late => "no-longer-useful",
            Self::Closed => "account-closed",
            Self::Left => "post-left",
            Self::Moved => "address-changed",
            Self::Link => "link-ended",
        }
    }
}

/// Whether, and why, nobody needs the mail any more. `account` is its reader's.
///
/// # Errors
/// [`Error`].
pub async fn unneeded(app: &App, mail: &Mail, account: Option<&Account>) -> Result<Option<Unneeded>, Error> {
    Standings::default().unneeded(app, mail, account).await
}

/// What readers of mails hold and may still open, each read once.
#[derive(Default)]
struct Standings {
    posts: BTreeMap<AccountId, BTreeSet<PostId>>,
    links: BTreeMap<AccountId, Vec<links::AccessLink>>,
}

impl Standings {
    async fn unneeded(&mut self, app: &App, mail: &Mail, account: Option<&Account>) -> Result<Option<Unneeded>, Error> {
        if let Some(why) = plainly(mail, account, app.clock.now()) {
            return Ok(Some(why));
        }
        let Some(account) = account.map(|account| AccountId(account.id)) else { return Ok(None) };
        let written_for: BTreeSet<PostId> = outbox::posts(mail).into_iter().collect();
        if !written_for.is_empty() && !self.held(app, account).await?.is_superset(&written_for) {
            return Ok(Some(Unneeded::Left));
        }
        // Once it was handed over its bytes are gone, the link with them: an empty mail would help nobody, and if it
        // arrived the address would count as sound.
        if mail.kind == outbox::LINK && (mail.mime.is_empty() || !self.link_counts(app, mail, account).await?) {
            return Ok(Some(Unneeded::Link));
        }
        Ok(None)
    }

    async fn held(&mut self, app: &App, account: AccountId) -> Result<&BTreeSet<PostId>, Error> {
        match self.posts.entry(account) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let seats = accounts::seats(&app.store, account, app.today()).await?;
                Ok(place.insert(seats.into_iter().map(|seat| seat.holding.post).collect()))
            }
        }
    }

    /// Whether the link in the mail still counts. Its id stands in the occasion of the mail.
    async fn link_counts(&mut self, app: &App, mail: &Mail, account: AccountId) -> Result<bool, Error> {
        let known = match self.links.entry(account) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(links::of_account(&app.store, account).await?),
        };
        let own = |link: &&links::AccessLink| mail.dedup_key.contains(&link.id.to_string());
        Ok(known.iter().find(own).is_none_or(|link| counts(link, app.clock.now())))
    }
}

fn plainly(mail: &Mail, account: Option<&Account>, now: DateTime<Utc>) -> Option<Unneeded> {
    if mail.useless_after.is_some_and(|after| now >= after) {
        return Some(Unneeded::Late);
    }
    let account = account?;
    if account.disabled_at.is_some() {
        return Some(Unneeded::Closed);
    }
    // What is told to the holder of a post goes to where he is. Letters to the person himself may be about the change.
    (mail.posts.is_some() && mail.to_addr != account.email).then_some(Unneeded::Moved)
}

/// Puts a mail that was given up or came back into the queue, with all its attempts. It is recorded. For one that waits
/// there is nothing to do.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` administers, [`Error::NotFound`]; [`Error::Over`] for a mail that was sent or that
/// nobody needs any more.
pub async fn retry(app: &App, who: &Who, id: Uuid, key: Option<&str>) -> Result<(), Error> {
    allowed(who)?;
    let once = Once::new(key, "retry-mail", &id);
    if once.saved(app, who).await?.is_some() {
        return Ok(());
    }
    let mail = outbox::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    if !again(&mail.state) {
        return stands(&mail);
    }
    // Its link stood in it once: there is nothing left to send, and the mail stays what it is.
    if mail.kind == outbox::LINK && mail.mime.is_empty() {
        return Err(Error::Over("mail-link-gone"));
    }
    let account = match mail.account_id {
        Some(account) => accounts::by_id(&app.store, AccountId(account)).await?,
        None => None,
    };
    if let Some(why) = unneeded(app, &mail, account.as_ref()).await? {
        return Err(set_aside(app, who, &mail, why).await.err().unwrap_or(Error::Over("mail-not-needed")));
    }
    let subject = json!({ "mail": id, "message_id": mail.message_id, "kind": mail.kind, "account": mail.account_id,
                          "written_at": instant(mail.created_at) });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Administration, "retry-mail") };
    let noted = record::note(app, STREAM, who, None, line, |batch| {
        outbox::requeue(batch, mail.id, app.clock.now());
        once.keep(app, who, batch, id);
        Ok(())
    });
    match noted.await {
        // Another administrator was faster, or the same click came twice.
        Err(Error::Busy) => match outbox::by_id(&app.store, id).await? {
            Some(mail) if !again(&mail.state) => return stands(&mail),
            _ => return Err(Error::Busy),
        },
        done => done?,
    }
    app.wake.outbox.notify_one();
    Ok(())
}

/// What there is to say to who would send a mail again that is neither given up nor come back.
fn stands(mail: &Mail) -> Result<(), Error> {
    match mail.state.as_str() {
        outbox::SENT => Err(Error::Over("mail-sent-already")),
        outbox::SUPERSEDED => Err(Error::Over("mail-not-needed")),
        _ => Ok(()),
    }
}

/// Takes a mail that nobody needs any more from those that could be sent again.
async fn set_aside(app: &App, who: &Who, mail: &Mail, why: Unneeded) -> Result<(), Error> {
    let account = mail.account_id.map(AccountId);
    let stream = account.map_or_else(|| STREAM.to_owned(), store::record::account_stream);
    let subject = json!({ "mail": mail.id, "message_id": mail.message_id, "kind": mail.kind, "account": account,
                          "reason": why.as_str() });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Notice, "mail-superseded") };
    let noted = record::note(app, &stream, who, None, line, |batch| {
        outbox::supersede(batch, mail.id, why.as_str());
        Ok(())
    });
    match noted.await {
        Err(Error::Busy) => match outbox::by_id(&app.store, mail.id).await? {
            Some(mail) if !again(&mail.state) => Ok(()),
            _ => Err(Error::Busy),
        },
        done => done,
    }
}

/// Puts every mail that was given up back into the queue, up to [`MOST`] - 1 of them, and sets those aside that nobody
/// needs any more; each hundred is one recorded act. Answers how many were put back.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` administers.
pub async fn retry_all(app: &App, who: &Who) -> Result<u64, Error> {
    allowed(who)?;
    let (mut seen, mut done, mut standings) = (0, 0, Standings::default());
    while seen + 1 < MOST {
        let mails = outbox::failed(&app.store, AT_ONCE.min(MOST - 1 - seen)).await?;
        if mails.is_empty() {
            break;
        }
        let (needed, over) = sorted(app, &mut standings, &mails).await?;
        let subject = json!({ "mails": needed, "superseded": over.keys().collect::<Vec<_>>() });
        let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Administration, "retry-mails") };
        let noted = record::note(app, STREAM, who, None, line, |batch| {
            needed.iter().for_each(|id| outbox::requeue(batch, *id, app.clock.now()));
            over.iter().for_each(|(id, why)| outbox::supersede(batch, *id, why.as_str()));
            Ok(())
        });
        match noted.await {
            // Another administrator is at the same mails; what was put back before has been put back.
            Err(Error::Busy) if seen > 0 => break,
            noted => noted?,
        }
        seen += u64::try_from(mails.len()).unwrap_or_default();
        done += u64::try_from(needed.len()).unwrap_or_default();
    }
    if done > 0 {
        app.wake.outbox.notify_one();
    }
    Ok(done)
}

/// Those that are still needed, and those that are not, with the reason.
async fn sorted(
    app: &App,
    standings: &mut Standings,
    mails: &[Mail],
) -> Result<(Vec<Uuid>, BTreeMap<Uuid, Unneeded>), Error> {
    let ids: BTreeSet<AccountId> = mails.iter().filter_map(|mail| mail.account_id.map(AccountId)).collect();
    let ids: Vec<AccountId> = ids.into_iter().collect();
    let found = accounts::by_ids(&app.store, &ids).await?;
    let known: BTreeMap<Uuid, Account> = found.into_iter().map(|account| (account.id, account)).collect();
    let (mut needed, mut over) = (Vec::new(), BTreeMap::new());
    for mail in mails {
        match standings.unneeded(app, mail, mail.account_id.and_then(|id| known.get(&id))).await? {
            Some(why) => drop(over.insert(mail.id, why)),
            None => needed.push(mail.id),
        }
    }
    Ok((needed, over))
}
