//! API tokens: issued for an account with a scope and an end, shown once, listed, revoked. Each act is on the record of
//! its owner's stream; the token itself is nowhere.

use super::admin::{
    self,
    ledger::{Act, Once, Tries},
};
use super::input::{Invalid, one_line};
use super::session::{address, digest};
use super::{App, Error, Who};
use crate::store::tokens::ApiToken;
use crate::store::{self};
use chrono::{DateTime, Duration, Utc};
use engine::actor::Role;
use engine::ids::AccountId;
use engine::record::instant;
use uuid::Uuid;

/// Days a token lives unless something else is asked for.
pub const USUAL_DAYS: u32 = 90;
/// Most days a token may live.
pub const MOST_DAYS: u32 = 366;
/// Most live tokens of one account.
const MOST: usize = 20;
/// Longest name, in characters.
const NAME: usize = 80;
/// Tokens shown.
const SHOWN: u64 = 100;

/// What a token may do, of what its owner may do. Each holds the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read.
    #[default]
    Read,
    /// Read and give commands.
    Write,
    /// The same, and administer.
    Admin,
}

impl Scope {
    /// Every scope, the least first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// Its fixed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// A token to issue.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// How many days it lives, 1 to [`MOST_DAYS`].
    pub days: u32,
}

/// A token just issued.
#[derive(Debug, Clone)]
pub struct Issued {
    /// Its id, by which it is revoked.
    pub id: Uuid,
    /// The token; shown this once.
    pub token: String,
    /// What it may do.
    pub scope: Scope,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A token as its owner sees it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it ends; none for one issued before tokens had an end.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether it still counts.
    pub live: bool,
}

/// What the record says of a token's secret: enough to tell another one put in its place, useless to find it.
pub fn fingerprint(hash: &str) -> String {
    digest(&format!("thoathuan-token/1 {hash}"))
}

/// Issues a token for the account of `email`: for himself, or by the command line.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account, [`Error::Invalid`] naming the field; [`Error::Over`] when the same
/// request has issued one before: it was shown that once.
pub async fn issue(app: &App, by: &Who, email: &str, new: &NewToken, key: Option<&str>) -> Result<Issued, Error> {
    let account = store::accounts::by_email(&app.store, &address(email)).await?.ok_or(Error::NotFound)?;
    let id = AccountId(account.id);
    if by.account.is_some_and(|own| own != id) {
        return Err(Error::NotFound);
    }
    let once = Once::new(key, "issue-token", &(id, &new.name, new.scope.as_str(), new.days));
    let before = async || Ok::<bool, Error>(once.saved(app, by).await?.is_some());
    if before().await? {
        return Err(Error::Over("token-issued-already"));
    }
    let name = admin::in_use::required("name", one_line("name", &new.name), NAME)?;
    if !(1..=MOST_DAYS).contains(&new.days) {
        return Err(limit("days", "out-of-range", "range", &format!("1–{MOST_DAYS}")));
    }
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, by);
        let part = act.on(store::record::account_stream(id), "issue-token").await?;
        // The same click came twice at once.
        if before().await? {
            return Err(Error::Over("token-issued-already"));
        }
        may_have(app, id, new.scope).await?;
        let now = app.clock.now();
        let known = store::tokens::of_account(&app.store, id, admin::MOST_TOKENS).await?;
        if known.iter().filter(|row| lives(row, now)).count() >= MOST {
            return Err(limit("name", "too-many-tokens", "max", &MOST.to_string()));
        }
        let token = app.ids.token();
        let expires_at = now + Duration::days(i64::from(new.days));
        let row = ApiToken {
            id: app.ids.uuid(),
            account_id: account.id,
            hash: digest(&token),
            name: name.clone(),
            created_at: now,
            expires_at: Some(expires_at),
            revoked_at: None,
            scope: new.scope.as_str().to_owned(),
        };
        let issued = Issued { id: row.id, token, scope: new.scope, expires_at };
        act.say(part, "token", row.id);
        act.say(part, "name", &row.name);
        act.say(part, "scope", &row.scope);
        act.say(part, "expires_at", instant(expires_at));
        act.say(part, "fingerprint", fingerprint(&row.hash));
        once.keep(app, by, &mut act.batch, row.id);
        store::tokens::insert(&mut act.batch, row);
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(issued);
        }
    }
}

/// Whether the account may have a token of this scope as it is now: it is open, its owner has joined, and administers if the
/// token does.
async fn may_have(app: &App, id: AccountId, scope: Scope) -> Result<(), Error> {
    let account = store::accounts::by_id(&app.store, id).await?.ok_or(Error::NotFound)?;
    // A token opens at once what an invitation opens to whoever holds the mailbox.
    if account.disabled_at.is_some() {
        return Err(Invalid::field("email", "token-closed").into());
    }
    if account.password_hash.is_none() {
        return Err(Invalid::field("email", "token-not-joined").into());
    }
    if scope == Scope::Admin {
        let who = super::who::load(app, id, app.today()).await?;
        if !who.is_some_and(|who| who.has(Role::Administrator)) {
            return Err(Invalid::field("scope", "not-an-administrator").into());
        }
    }
    Ok(())
}

fn limit(field: &str, code: &str, arg: &str, value: &str) -> Error {
    Invalid::field(field, code).with(arg, value).into()
}

fn lives(row: &ApiToken, now: DateTime<Utc>) -> bool {
    row.revoked_at.is_none() && row.expires_at.is_none_or(|end| now < end)
}

/// The reader's own tokens, newest first.
///
/// # Errors
/// [`Error`].
pub async fn own(app: &App, who: &Who) -> Result<Vec<Token>, Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let now = app.clock.now();
    let rows = store::tokens::of_account(&app.store, account, SHOWN).await?;
    let shown = |row: ApiToken| Token {
        live: lives(&row, now),
        id: row.id,
        scope: Scope::parse(&row.scope).unwrap_or_default(),
        name: row.name,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Revokes one of the reader's own tokens; from the commit on it opens nothing. Revoking it again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when he has no such token.
pub async fn revoke(app: &App, who: &Who, id: Uuid) -> Result<(), Error> {
    revoke_of(app, who, who.account.ok_or(Error::Unauthenticated)?, id).await
}

/// Revokes a token of an account.
///
/// # Errors
/// [`Error::NotFound`] when the account has no such token.
pub(super) async fn revoke_of(app: &App, who: &Who, account: AccountId, id: Uuid) -> Result<(), Error> {
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(store::record::account_stream(account), "revoke-token").await?;
        let known = store::tokens::of_account(&app.store, account, admin::MOST_TOKENS).await?;
        let found = known.into_iter().find(|token| token.id == id).ok_or(Error::NotFound)?;
        if found.revoked_at.is_some() {
            return Ok(());
        }
        let at = app.clock.now();
        act.say(part, "token", id);
        act.say(part, "revoked_at", instant(at));
        store::tokens::revoke(&mut act.batch, account, id, at);
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// The person behind a token with what the token may do, if it lives.
///
/// # Errors
/// [`Error`].
pub async fn bearer(app: &App, token: &str) -> Result<Option<(Who, Scope)>, Error> {
    let now = app.clock.now();
    let Some(found) = store::tokens::live(&app.store, &digest(token), now).await? else { return Ok(None) };
    let scope = Scope::parse(&found.scope).unwrap_or_default();
    let who = super::who::load(app, AccountId(found.account_id), app.today()).await?;
    Ok(who.map(|who| (who, scope)))
}
