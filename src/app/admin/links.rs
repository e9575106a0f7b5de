//! The one-time link by which a person sets his password: for an invitation, and when the password was forgotten.
//!
//! The token is in the mail alone; the database has its SHA-256. A link counts for seven days, once, and only the newest.

use super::account_acts::revoke_tokens;
use super::ledger::{Act, In, Once, Tries};
use super::{account_stream, allowed, rows};
use crate::app::holder::both;
use crate::app::input::Invalid;
use crate::app::notify::envelope;
use crate::app::session::{digest, hash_password};
use crate::app::setup::SHORTEST_PASSWORD;
use crate::app::{App, Error, Who, who};
use crate::i18n::L;
use crate::mail::{self, Letter};
use crate::store::accounts::Account;
use crate::store::links::AccessLink;
use crate::store::outbox::{self, NewMail};
use crate::store::{self, Batch};
use chrono::{DateTime, Duration, Utc};
use engine::ids::AccountId;
use uuid::Uuid;

/// How long a link counts.
pub const VALID: Duration = Duration::days(7);

/// For somebody who has no password yet.
const INVITATION: &str = "invitation";
/// For somebody who has one.
const RESET: &str = "reset";

/// Kind of the mail to an address that an account no longer has.
const OLD_ADDRESS: &str = "old-address";

/// Longest password, in characters: hashing takes time by its length.
const LONGEST_PASSWORD: usize = 200;

/// Whether a link still counts.
pub fn counts(link: &AccessLink, now: DateTime<Utc>) -> bool {
    link.used_at.is_none() && link.withdrawn_at.is_none() && now < link.expires_at
}

/// Writes a new link of `account` into the act, with its mail; earlier ones no longer count.
pub(super) fn issue(
    app: &App,
    act: &mut Act<'_>,
    part: In,
    account: &Account,
    earlier: Vec<AccessLink>,
) -> Result<(), Error> {
    let now = app.clock.now();
    withdraw_all(act, part, earlier, now)?;
    let token = app.ids.token();
    let purpose = if account.password_hash.is_none() { INVITATION } else { RESET };
    let link = AccessLink {
        id: app.ids.uuid(),
        account_id: account.id,
        purpose: purpose.to_owned(),
        hash: digest(&token),
        created_at: now,
        expires_at: now + VALID,
        used_at: None,
        withdrawn_at: None,
    };
    act.tell(part, rows::link(&link));
    let until = |l: L| l.datetime(link.expires_at);
    let letter = Letter {
        subject: both(|l| l.t(if purpose == INVITATION { "letter-invitation" } else { "letter-reset" })),
        lines: vec![
            both(|l| match purpose {
                INVITATION => l.ta("letter-invitation-why", &[("email", account.email.as_str())]),
                _ => l.ta("letter-reset-why", &[("email", account.email.as_str())]),
            }),
            both(|l| l.ta("letter-link-until", &[("at", until(l))])),
            both(|l| l.t("letter-link-not-you")),
        ],
        button: both(|l| l.t("letter-link-button")),
        path: format!("/join/{token}"),
    };
    post(app, &mut act.batch, account, &letter, outbox::LINK, link.id, Some(link.expires_at))?;
    store::links::insert(&mut act.batch, link);
    Ok(())
}

/// An account moves to another address: links that lie in the old mailbox no longer count. Who has not joined is invited
/// at the new address; of others the old one is told, so that nobody loses an account without learning of it.
pub(super) async fn follow(
    app: &App,
    act: &mut Act<'_>,
    part: In,
    (before, after): (&Account, &Account),
) -> Result<(), Error> {
    let earlier = store::links::of_account(&app.store, AccountId(before.id)).await?;
    if before.password_hash.is_none() {
        return issue(app, act, part, after, earlier);
    }
    withdraw_all(act, part, earlier, app.clock.now())?;
    let letter = Letter {
        subject: both(|l| l.t("letter-address")),
        lines: vec![both(|l| l.t("letter-address-why")), both(|l| l.t("letter-address-not-you"))],
        button: both(|l| l.t("mail-open-worklist")),
        path: "/".to_owned(),
    };
    post(app, &mut act.batch, before, &letter, OLD_ADDRESS, app.ids.uuid(), None)
}

/// Puts a letter to a person into the outbox.
pub(super) fn post(
    app: &App,
    batch: &mut Batch,
    to: &Account,
    letter: &Letter,
    kind: &str,
    occasion: Uuid,
    useless_after: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let (id, at) = (app.ids.uuid(), app.clock.now());
    let reader = mail::Recipient { name: &to.name, email: &to.email, lang: who::lang(&to.lang).into() };
    let finished = mail::letter(letter, &reader, &envelope(app, id, at))
        .map_err(|_| Error::from(Invalid::field("email", "bad-email")))?;
    outbox::enqueue(
        batch,
        NewMail {
            id,
            dedup_key: format!("letter:{occasion}:{}", to.id),
            // What comes back from an address that is his no more says nothing of the new one.
            account: (kind != OLD_ADDRESS).then_some(to.id),
            to: to.email.clone(),
            subject: finished.subject,
            mime: finished.mime,
            message_id: finished.message_id,
            kind: kind.to_owned(),
            at,
            useless_after,
            posts: Vec::new(),
        },
    );
    Ok(())
}

/// Withdraws those of `links` that still count; whether there was one.
pub(super) fn withdraw_all(
    act: &mut Act<'_>,
    part: In,
    links: Vec<AccessLink>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let mut any = false;
    for link in links.into_iter().filter(|link| counts(link, now)) {
        let gone = AccessLink { withdrawn_at: Some(now), ..link };
        act.tell(part, rows::link(&gone));
        store::links::update(&mut act.batch, gone)?;
        any = true;
    }
    Ok(any)
}

/// Sends a link to a person: the invitation anew, or for a forgotten password. The old password counts until it is used.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] for a closed account.
pub async fn send(app: &App, who: &Who, key: Option<&str>, id: Uuid) -> Result<(), Error> {
    allowed(who)?;
    let once = Once::new(key, "send-link", &id);
    let now = sent(app, who, &once, id).await;
    once.settled(app, who, now, drop).await
}

async fn sent(app: &App, who: &Who, once: &Once, id: Uuid) -> Result<(), Error> {
    let mut tries = Tries::default();
    loop {
        if once.saved(app, who).await?.is_some() {
            return Ok(());
        }
        let mut act = Act::new(app, who);
        let part = act.on(account_stream(id), "send-link").await?;
        let account = super::account(app, id).await?;
        super::account_acts::open(&account, store::names::salt(&app.store, &account.name_ref).await?.as_ref())?;
        let earlier = store::links::of_account(&app.store, AccountId(id)).await?;
        issue(app, &mut act, part, &account, earlier)?;
        once.keep(app, who, &mut act.batch, id);
        if act.commit(&mut tries, Vec::new()).await? {
            app.wake.outbox.notify_one();
            return Ok(());
        }
    }
}

/// Withdraws the link that a person has; nothing happens when he has none.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn withdraw(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    allowed(who)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(account_stream(id), "withdraw-link").await?;
        super::account(app, id).await?;
        let links = store::links::of_account(&app.store, AccountId(id)).await?;
        if !withdraw_all(&mut act, part, links, app.clock.now())? || act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// Whose link a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Name.
    pub name: String,
    /// Address, by which he signs in.
    pub email: String,
    /// Language.
    pub lang: engine::text::Lang,
    /// He has no password yet.
    pub first: bool,
}

/// The link and account of a token that counts.
async fn live(app: &App, token: &str) -> Result<Option<(AccessLink, Account)>, Error> {
    let Some(link) = store::links::by_hash(&app.store, &digest(token)).await? else { return Ok(None) };
    let account = super::account(app, link.account_id).await?;
    let good = counts(&link, app.clock.now()) && account.disabled_at.is_none();
    Ok(good.then_some((link, account)))
}

/// Whose link a token is; none when it was never given, was used, withdrawn or replaced, or has run out.
///
/// # Errors
/// [`Error`].
pub async fn look(app: &App, token: &str) -> Result<Option<Invited>, Error> {
    let found = live(app, token).await?;
    Ok(found.map(|(link, account)| Invited {
        name: account.name,
        email: account.email,
        lang: who::lang(&account.lang),
        first: link.purpose == INVITATION,
    }))
}

/// Whether a password is what everybody knows of its owner (NIST SP 800-63B, 5.1.1.2: context-specific words).
pub(in crate::app) fn is_own(password: &str, email: &str, name: &str) -> bool {
    let plain = |text: &str| crate::store::fold(text).split_whitespace().collect::<String>();
    let before_at = email.split('@').next().unwrap_or(email);
    [email, before_at, name].into_iter().any(|own| plain(own) == plain(password))
}

/// Sets the password of the person whose link it is. Whoever was signed in with the old one no longer is, and no token that
/// was issued counts any more.
///
/// # Errors
/// [`Error::NotFound`] when the link does not count; [`Error::Invalid`] for a password that is none.
pub async fn redeem(app: &App, token: &str, password: &str, again: &str) -> Result<String, Error> {
    let (_, account) = live(app, token).await?.ok_or(Error::NotFound)?;
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(Invalid::field("password", "too-short").into());
    }
    if length > LONGEST_PASSWORD {
        return Err(Invalid::field("password", "password-too-long").into());
    }
    if is_own(password, &account.email, &account.name) {
        return Err(Invalid::field("password", "password-of-yourself").into());
    }
    if password != again {
        return Err(Invalid::field("password_again", "not-the-same").into());
    }
    let hash = hash_password(password).await?;
    let person = who::load(app, AccountId(account.id), app.today()).await?.ok_or(Error::NotFound)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, &person);
        let part = act.on(account_stream(account.id), "set-password").await?;
        let (link, before) = live(app, token).await?.ok_or(Error::NotFound)?;
        let salt = store::names::salt(&app.store, &before.name_ref).await?;
        // The mail has reached him: the address is his.
        let row = Account { password_hash: Some(hash.clone()), email_verified: true, ..before };
        let used = AccessLink { used_at: Some(app.clock.now()), ..link };
        act.tell(part, rows::account(&row, salt.as_ref()));
        act.tell(part, rows::link(&used));
        store::links::update(&mut act.batch, used)?;
        store::sessions::end_all(&mut act.batch, AccountId(row.id), None);
        revoke_tokens(&mut act, app, AccountId(row.id), app.clock.now(), "set-password").await?;
        let email = row.email.clone();
        store::accounts::update_reached(&mut act.batch, row)?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(email);
        }
    }
}
