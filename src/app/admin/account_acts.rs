//! What is done to an account that exists: name and language, closing and reopening, sessions, tokens, erasing a name.

use super::accounts::{email_address, language};
use super::ledger::{Act, Tries};
use super::seen::{self, is_stale};
use super::separation::{keeps_administrator, will_administer};
use super::{account_stream, allowed, filled, gather, links, rows};
use crate::app::input::Invalid;
use crate::app::{App, Error, Who, tokens};
use crate::store::accounts::Account;
use crate::store::{self};
use chrono::{DateTime, Utc};
use engine::ids::AccountId;
use engine::record::{commit, instant};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What may be corrected of a person.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountIn {
    /// Name.
    pub name: String,
    /// Language of screens and mails: `vi` or `en`.
    pub lang: String,
    /// Address, by which the person signs in; as it is unless given.
    #[serde(default)]
    pub email: Option<String>,
    /// `mark` of it as it was read, when it is changed: if it is another one by now, nothing is done (409
    /// `changed-meanwhile`).
    #[serde(default)]
    pub seen: Option<String>,
}

/// Corrects name, language and address. A new name has a commitment of its own; what was recorded under the old one stays
/// so. With a new address links that went to the old one no longer count: who has not joined is invited anew, to others the
/// old address is told. The new one counts as unconfirmed until a link that went there was used.
///
/// # Errors
/// [`Error::Changed`], [`Error::Invalid`] with each wrong field, or for a closed account; [`Error::Forbidden`], [`Error::NotFound`].
pub async fn change(app: &App, who: &Who, id: Uuid, input: &AccountIn) -> Result<(), Error> {
    allowed(who)?;
    // The account is judged before what was typed: of an erased one every field would be wrong.
    let found = super::account(app, id).await?;
    open(&found, store::names::salt(&app.store, &found.name_ref).await?.as_ref())?;
    let mut wrong = Invalid(Vec::new());
    let name = gather(&mut wrong, filled("name", &input.name));
    let lang = gather(&mut wrong, language(&input.lang));
    let email = gather(&mut wrong, input.email.as_deref().map(email_address).transpose());
    let (Some(name), Some(lang), Some(email)) = (name, lang, email) else {
        let is_stale = is_stale(input.seen.as_deref(), &seen::account_row(&found));
        return Err(if is_stale { Error::Changed } else { wrong.into() });
    };
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(account_stream(id), "change-account").await?;
        let before = super::account(app, id).await?;
        let salt = store::names::salt(&app.store, &before.name_ref).await?;
        open(&before, salt.as_ref())?;
        let email = email.clone().unwrap_or_else(|| before.email.clone());
        let moves = email != before.email;
        if before.name == name && before.lang == lang && !moves {
            return Ok(());
        }
        if is_stale(input.seen.as_deref(), &seen::account_row(&before)) {
            return Err(Error::Changed);
        }
        let mut row = Account { lang: lang.clone(), ..before.clone() };
        let salt = if name == before.name {
            salt
        } else {
            let (salt, now) = (app.ids.salt(), app.clock.now());
            let name_ref = commit(&salt, &name);
            store::names::insert(&mut act.batch, &name_ref, &salt, &name, now);
            row.name = name.clone();
            row.name_ref = name_ref.0;
            Some(salt)
        };
        if moves {
            if store::accounts::by_email(&app.store, &email).await?.is_some() {
                return Err(Invalid::field("email", "taken").into());
            }
            row = Account { email, email_verified: false, ..row };
            links::follow(app, &mut act, part, (&before, &row)).await?;
        }
        act.tell(part, rows::account(&row, salt.as_ref()));
        if moves {
            store::accounts::update_reached(&mut act.batch, row)?;
        } else {
            store::accounts::update(&mut act.batch, row)?;
        }
        if act.commit(&mut tries, Vec::new()).await? {
            if moves {
                app.wake.outbox.notify_one();
            }
            return Ok(());
        }
    }
}

/// Refuses an account that is closed; one whose name was erased is closed for good.
pub(super) fn open(account: &Account, salt: Option<&[u8; 32]>) -> Result<(), Error> {
    match (account.disabled_at, salt) {
        (Some(_), None) => Err(Invalid::field("account", "erased").into()),
        (Some(_), Some(_)) => Err(Invalid::field("account", "account-closed").into()),
        (None, _) => Ok(()),
    }
}

/// Closes an account: its sessions and tokens end at once, and its links are withdrawn, for good.
///
/// # Errors
/// [`Error::Invalid`] `last-administrator`, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn close(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    allowed(who)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(account_stream(id), "close-account").await?;
        let before = super::account(app, id).await?;
        if before.disabled_at.is_some() {
            return Ok(());
        }
        if will_administer(app, id).await? {
            let from = ("account", app.today());
            keeps_administrator(&mut act, app, "close-account", ("account", id), from, |other| other.account != id)
                .await?;
        }
        let now = app.clock.now();
        // Opened again, the account must not be entered by a mail that lies about.
        let links = store::links::of_account(&app.store, AccountId(id)).await?;
        links::withdraw_all(&mut act, part, links, now)?;
        let salt = store::names::salt(&app.store, &before.name_ref).await?;
        let row = Account { disabled_at: Some(now), ..before };
        act.tell(part, rows::account(&row, salt.as_ref()));
        store::accounts::update(&mut act.batch, row)?;
        store::sessions::end_all(&mut act.batch, AccountId(id), None);
        revoke_tokens(&mut act, app, AccountId(id), now, "close-account").await?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// Revokes all tokens of an account, as part of the act `name`. The person's own stream gets an entry even when there are
/// none: who is just issuing one, or signing in, meets this act there.
pub(super) async fn revoke_tokens(
    act: &mut Act<'_>,
    app: &App,
    id: AccountId,
    now: DateTime<Utc>,
    name: &'static str,
) -> Result<(), Error> {
    let own = act.on(store::record::account_stream(id), name).await?;
    let known = store::tokens::of_account(&app.store, id, super::MOST_TOKENS).await?;
    let live: Vec<Uuid> = known.iter().filter(|token| token.revoked_at.is_none()).map(|token| token.id).collect();
    act.say(own, "tokens", &live);
    if !live.is_empty() {
        act.rename(own, "revoke-token");
        act.say(own, "revoked_at", instant(now));
    }
    for token in live {
        store::tokens::revoke(&mut act.batch, id, token, now);
    }
    Ok(())
}

/// Opens a closed account again. Sessions and tokens stay ended; an erased name stays erased, and its account closed.
///
/// # Errors
/// [`Error::Invalid`] for an erased name, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn reopen(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    allowed(who)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(account_stream(id), "reopen-account").await?;
        let before = super::account(app, id).await?;
        if before.disabled_at.is_none() {
            return Ok(());
        }
        let salt = store::names::salt(&app.store, &before.name_ref).await?;
        if salt.is_none() {
            return Err(Invalid::field("account", "erased").into());
        }
        let row = Account { disabled_at: None, ..before };
        act.tell(part, rows::account(&row, salt.as_ref()));
        store::accounts::update(&mut act.batch, row)?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// Ends all sessions of a person.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn end_sessions(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    allowed(who)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(account_stream(id), "end-sessions").await?;
        super::account(app, id).await?;
        let live = store::sessions::of_account(&app.store, AccountId(id), app.clock.now()).await?;
        if live.is_empty() {
            return Ok(());
        }
        act.say(part, "sessions", live.len());
        store::sessions::end_all(&mut act.batch, AccountId(id), None);
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// Revokes a token of a person; nothing happens when it was revoked before.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn revoke_token(app: &App, who: &Who, id: Uuid, token: Uuid) -> Result<(), Error> {
    allowed(who)?;
    tokens::revoke_of(app, who, AccountId(id), token).await
}

/// Erases a person's name and address: of the account, of every mail to it, and behind every commitment that was ever
/// made to them. The entries keep the commitments, so that every proof stays whole. The account must be closed; this is
/// for good. Mails to others that name the person go when they are swept ([`crate::app::sweep`]).
///
/// # Errors
/// [`Error::Invalid`] for an open account, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn erase(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    allowed(who)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let stream = account_stream(id);
        let part = act.on(stream.clone(), "erase-name").await?;
        let before = super::account(app, id).await?;
        if before.disabled_at.is_none() {
            return Err(Invalid::field("account", "close-first").into());
        }
        if store::names::salt(&app.store, &before.name_ref).await?.is_none() {
            return Ok(());
        }
        let mut names = commitments(app, &stream, id).await?;
        names.push(before.name_ref.clone());
        let row = Account { name: String::new(), email: format!("erased-{id}@erased.invalid"), ..before };
        act.tell(part, rows::account(&row, None));
        store::names::erase_all(&mut act.batch, &names);
        store::outbox::erase(&mut act.batch, AccountId(id));
        store::accounts::update_reached(&mut act.batch, row)?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// Every commitment to the person's name that the account's own stream tells of.
async fn commitments(app: &App, stream: &str, id: Uuid) -> Result<Vec<String>, Error> {
    let (mut found, mut after) = (Vec::new(), 0);
    let own = id.to_string();
    loop {
        let page = store::record::range(&app.store, stream, after, 200).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = u64::try_from(last.seq).unwrap_or(u64::MAX);
        for subject in page.iter().filter_map(crate::app::record::content).filter_map(|entry| entry.subject) {
            let rows = subject.get("rows").and_then(|rows| rows.as_array()).cloned().unwrap_or_default();
            let mine = rows.iter().filter(|row| row.get("id").and_then(|id| id.as_str()) == Some(own.as_str()));
            found.extend(mine.filter_map(|row| row.get("name_ref")?.as_str().map(str::to_owned)));
        }
    }
}
