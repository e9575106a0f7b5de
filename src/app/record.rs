//! Entries of the record: chained here, for dossiers and for every other stream.

use super::who::Who;
use super::{App, Error, raced};
use crate::store::accounts::Account;
use crate::store::record::Stored;
use crate::store::{self, Batch, Head, StoreError};
use chrono::{DateTime, Utc};
use engine::event::Event;
use engine::ids::{AccountId, DossierId};
use engine::record::{By, Entry, FORMAT, Kind, NameRef, Sealed, instant, seal};
use engine::refusal::Refusal;
use serde_json::{Value, json};

/// Acts that are no transition of a pack. Each has words (`act-<name>`) and stands in the filter of the record.
pub const ACTS: [&str; 54] = [
    "open",
    "read-dossier",
    "read-form",
    "read-clock",
    "read-record",
    "read-registry",
    "read-attachment",
    "verify-record",
    "export-csv",
    "export-jsonl",
    "export-dossier",
    "sign-in",
    "sign-in-failed",
    "sign-out",
    "mail-sent",
    "mail-given-up",
    "mail-superseded",
    "retry-mail",
    "enter-account",
    "enter-organisation",
    "change-organisation",
    "end-organisation",
    "enter-post",
    "change-post",
    "end-post",
    "take-post",
    "end-holding",
    "hand-over-post",
    "invite-account",
    "send-link",
    "withdraw-link",
    "set-password",
    "change-account",
    "erase-name",
    "close-account",
    "reopen-account",
    "end-sessions",
    "revoke-token",
    "issue-token",
    "switch-track",
    "set-target",
    "publish-pack",
    "mail-bounced",
    "retry-mails",
    "enter-partner",
    "change-partner",
    "confirm-contact",
    "enter-relation",
    "change-relation",
    "enter-document",
    "change-document",
    "enter-activity",
    "change-activity",
    "unknown-command",
];

/// What an entry says besides its place in the chain.
pub struct Line<'a> {
    /// Kind.
    pub kind: Kind,
    /// Command, or what was done.
    pub act: &'a str,
    /// Provisions.
    pub basis: Vec<String>,
    /// Facts.
    pub events: Vec<Event>,
    /// Why not.
    pub refusal: Option<Refusal>,
    /// What it concerned.
    pub subject: Option<Value>,
}

impl<'a> Line<'a> {
    /// A line without content yet.
    pub fn new(kind: Kind, act: &'a str) -> Self {
        // What is asked for on a dossier may have any name; what the service itself calls an act is listed.
        debug_assert!(matches!(kind, Kind::Command | Kind::Refusal) || ACTS.contains(&act), "{act} is not in ACTS");
        Self { kind, act, basis: Vec::new(), events: Vec::new(), refusal: None, subject: None }
    }

    /// The same with the dossier concerned in its subject.
    fn about(mut self, dossier: Option<DossierId>) -> Self {
        if let Some(dossier) = dossier {
            let subject = self.subject.get_or_insert_with(|| json!({}));
            if let Value::Object(parts) = subject {
                parts.insert("dossier".to_owned(), json!(dossier));
            }
        }
        self
    }
}

/// The next entry of a stream, with the head that it makes.
pub struct Next {
    /// Content.
    pub entry: Entry,
    /// Stored bytes and link.
    pub sealed: Sealed,
    /// Head of the stream with it.
    pub head: Head,
}

/// Chains `line` to `head`.
///
/// # Errors
/// [`Error::Invalid`] when it would be too large, [`Error::Fault`] when it cannot be written.
pub fn chain(stream: &str, head: &Head, at: DateTime<Utc>, by: By, line: Line<'_>) -> Result<Next, Error> {
    let entry = Entry {
        format: FORMAT.to_owned(),
        stream: stream.to_owned(),
        seq: head.seq + 1,
        prev: head.hash.clone(),
        at: instant(at),
        kind: line.kind,
        act: line.act.to_owned(),
        by,
        basis: line.basis,
        events: line.events,
        refusal: line.refusal,
        subject: line.subject,
    };
    let sealed = seal(&entry)?;
    let head = Head { seq: entry.seq, hash: sealed.hash.clone() };
    Ok(Next { entry, sealed, head })
}

/// The content of a stored entry; none when it cannot be read. Every page goes on without it: that it cannot be read is
/// what `audit verify` tells.
pub fn content(stored: &Stored) -> Option<Entry> {
    serde_json::from_str(&stored.body).ok()
}

/// Commitments to persons that stand in an entry beside its events: who acted, for whom, and between whom a post changed
/// hands.
pub fn persons(entry: &Entry) -> Vec<NameRef> {
    let by = [entry.by.name.clone(), entry.by.stands_for.as_ref().map(|other| other.name.clone())];
    let said = ["from_name", "to_name"].map(|key| {
        let name = entry.subject.as_ref()?.get(key)?.as_str()?;
        Some(NameRef(name.to_owned()))
    });
    by.into_iter().chain(said).flatten().collect()
}

/// Records something outside a dossier's own stream (a read, a sign-in, an act of administration), with whatever else
/// `more` writes in the same transaction. The `dossier` concerned goes into the subject: the entry's bytes say of which
/// dossier they tell, the column only repeats it.
///
/// # Errors
/// [`Error`].
pub async fn note(
    app: &App,
    stream: &str,
    who: &Who,
    dossier: Option<DossierId>,
    line: impl Fn() -> Line<'static>,
    more: impl Fn(&mut Batch) -> Result<(), StoreError>,
) -> Result<(), Error> {
    note_while(app, stream, who, dossier, None, line, more).await
}

/// An account as somebody has judged it.
pub struct Judged<'a> {
    /// The account.
    pub account: AccountId,
    /// Its password's hash.
    pub password_hash: Option<&'a str>,
}

/// The same, as long as an account is open and has the password that was judged: looked at each time after the head of the
/// stream was read, so that whoever writes to the stream meanwhile has it looked at again.
///
/// # Errors
/// [`Error`]; [`Error::Unauthenticated`] when it is not.
pub async fn note_while(
    app: &App,
    stream: &str,
    who: &Who,
    dossier: Option<DossierId>,
    judged: Option<Judged<'_>>,
    line: impl Fn() -> Line<'static>,
    more: impl Fn(&mut Batch) -> Result<(), StoreError>,
) -> Result<(), Error> {
    for attempt in 0..super::act::TRIES {
        let head = store::record::head(&app.store, stream).await?;
        if let Some(judged) = &judged {
            let account = store::accounts::by_id(&app.store, judged.account).await?;
            let same =
                |now: &Account| now.disabled_at.is_none() && now.password_hash.as_deref() == judged.password_hash;
            account.filter(same).ok_or(Error::Unauthenticated)?;
        }
        let next = chain(stream, &head, app.clock.now(), who.by(&who.acting()), line().about(dossier))?;
        let mut batch = Batch::new();
        store::record::append(&mut batch, app.ids.uuid(), &next.entry, &next.sealed)?;
        store::record::advance(&mut batch, stream, &head, &next.head)?;
        more(&mut batch)?;
        match app.store.commit(batch).await {
            Ok(()) => return Ok(()),
            Err(error) if raced(&error) => app.pause(attempt).await,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Busy)
}
