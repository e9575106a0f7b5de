//! Sign-in and sessions. API tokens are in [`super::tokens`].
//!
//! A session is a row; the browser holds a random token, the database only its SHA-256. Requests read a session
//! through a short cache and never write one, but for a touch a few times an idle period.

use super::record::Line;
use super::{App, Error, Who, raced};
use crate::store::{self, Batch};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, password_hash::phc::PasswordHash};
use chrono::{DateTime, Duration, Utc};
use engine::ids::AccountId;
use engine::record::Kind;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// How long a process trusts what it read of a session. A changed role or a disabled account bites within this time.
pub(super) const CACHED: Duration = Duration::seconds(3);
/// Failed attempts on one address from one client after which that client must wait.
const MOST_FAILURES: u64 = 10;
/// Failed attempts on one address from all clients together after which all must wait: many, so that a stranger cannot
/// lock somebody out with ten wrong passwords.
const MOST_FAILURES_OF_ALL: u64 = 200;
/// How long failed attempts count.
pub const FAILURES_COUNT: Duration = Duration::minutes(15);
/// Passwords are hashed by at most so many threads at once: each takes 19 MiB.
static HASHING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub who: Arc<Who>,
    /// Id of the session: SHA-256 of the token.
    pub id: String,
    /// Token that every form of this session carries.
    pub csrf: String,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
}

/// SHA-256 of a secret, hex: what the database holds of tokens.
pub fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// The form token of a session: derived, so that nothing more needs to be kept.
fn csrf_of(token: &str) -> String {
    let mut hash = digest(&format!("thoathuan-form/1 {token}"));
    hash.truncate(40);
    hash
}

/// The one form of an e-mail address: NFC, lower case, trimmed.
pub fn address(email: &str) -> String {
    email.trim().nfc().collect::<String>().to_lowercase()
}

/// Hashes a password (Argon2id, 19 MiB, two passes).
///
/// # Errors
/// [`Error::Fault`].
pub async fn hash_password(password: &str) -> Result<String, Error> {
    let password: String = password.nfc().collect();
    let _permit = HASHING.acquire().await.map_err(|error| Error::Fault(error.to_string()))?;
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::Fault(format!("password hash: {error}")))
    })
    .await
    .map_err(|error| Error::Fault(error.to_string()))?
}

async fn verify_password(password: &str, stored: Option<String>) -> Result<bool, Error> {
    // An unknown address costs the same time as a wrong password.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                          kTyb5yQxPDmRTtVGgBPBNJHSsa/ygNgJkZ5n0x5uMcs";
    let known = stored.is_some();
    let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
    let password: String = password.nfc().collect();
    let matches = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&stored)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await
    .map_err(|error| Error::Fault(error.to_string()))?;
    Ok(matches && known)
}

/// Under what failures are counted: the address from this client, and the address from anywhere.
fn throttles(email: &str, ip: Option<&str>) -> [(String, u64); 2] {
    let here = digest(&format!("{email} {}", ip.unwrap_or_default()));
    [(here, MOST_FAILURES), (digest(email), MOST_FAILURES_OF_ALL)]
}

/// Signs in. The same answer for an unknown address, a wrong password and a disabled account.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::TooMany`].
pub async fn sign_in(app: &App, email: &str, password: &str, ip: Option<String>) -> Result<(String, Session), Error> {
    let email = address(email);
    let now = app.clock.now();
    let throttles = throttles(&email, ip.as_deref());
    // Held until a failure is written, so that tries sent at once are counted one after another.
    let _permit = HASHING.acquire().await.map_err(|error| Error::Fault(error.to_string()))?;
    for (key, most) in &throttles {
        if store::sign_in::failures(&app.store, key, now - FAILURES_COUNT, *most).await? >= *most {
            return Err(Error::TooMany);
        }
    }
    let account = store::accounts::by_email(&app.store, &email).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let known = stored.clone();
    let right = verify_password(password, stored).await?;
    let who = match &account {
        Some(account) if right => super::who::load(app, AccountId(account.id), app.today()).await?,
        _ => None,
    };
    let Some(who) = who else {
        failed(app, &throttles, account.map(|account| AccountId(account.id)), now).await?;
        return Err(Error::Unauthenticated);
    };
    let Some(account) = who.account else { return Err(Error::Unauthenticated) };
    let token = app.ids.token();
    let session = Session {
        id: digest(&token),
        csrf: csrf_of(&token),
        expires_at: now + Duration::hours(signed(app.config.session.absolute_hours)),
        who: Arc::new(who),
    };
    let row = store::sessions::Session {
        id: session.id.clone(),
        account_id: account.0,
        created_at: now,
        expires_at: session.expires_at,
        idle_expires_at: now + idle(app),
        ip,
    };
    let stream = store::record::account_stream(account);
    // Closing the account, or a new password, may come while the old one is looked at; both write to this stream.
    let judged = super::record::Judged { account, password_hash: known.as_deref() };
    super::record::note_while(
        app,
        &stream,
        &session.who,
        None,
        Some(judged),
        || Line::new(Kind::Session, "sign-in"),
        |batch| {
            store::sessions::insert(batch, row.clone());
            for (key, _) in &throttles {
                store::sign_in::forget(batch, key);
            }
            Ok(())
        },
    )
    .await?;
    Ok((token, session))
}

async fn failed(
    app: &App,
    throttles: &[(String, u64)],
    account: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let count = |batch: &mut Batch| {
        for (key, _) in throttles {
            store::sign_in::failed(batch, app.ids.uuid(), key, now);
        }
    };
    let Some(account) = account else {
        let mut batch = Batch::new();
        count(&mut batch);
        return Ok(app.store.commit(batch).await?);
    };
    let stream = store::record::account_stream(account);
    super::record::note(
        app,
        &stream,
        &Who::system(),
        None,
        || Line::new(Kind::Session, "sign-in-failed"),
        |batch| {
            count(batch);
            Ok(())
        },
    )
    .await
}

/// The session behind a token, if it lives.
///
/// # Errors
/// [`Error`].
pub async fn resume(app: &App, token: &str) -> Result<Option<Session>, Error> {
    let id = digest(token);
    let now = app.clock.now();
    if let Some(session) = app.sessions.get(&id, now).filter(|session| now < session.expires_at) {
        return Ok(Some(session));
    }
    // Who signs out meanwhile is not kept.
    let reading = app.sessions.reading(now);
    let Some(row) = store::sessions::live(&app.store, &id, now).await? else { return Ok(None) };
    let Some(who) = super::who::load(app, AccountId(row.account_id), app.today()).await? else { return Ok(None) };
    // A touch only when a quarter of the idle time is gone: no write per request.
    let lives_to = (now + idle(app)).min(row.expires_at);
    if row.idle_expires_at - now < idle(app) * 3 / 4 && lives_to > row.idle_expires_at {
        let mut batch = Batch::new();
        store::sessions::touch(&mut batch, &id, lives_to);
        match app.store.commit(batch).await {
            // Others write: the next request touches it.
            Err(error) if raced(&error) => {}
            touched => touched?,
        }
    }
    let session = Session { who: Arc::new(who), id, csrf: csrf_of(token), expires_at: row.expires_at };
    app.sessions.put(session.id.clone(), session.clone(), reading);
    Ok(Some(session))
}

/// Signs out: the session is dead at once.
///
/// # Errors
/// [`Error`].
pub async fn sign_out(app: &App, session: &Session) -> Result<(), Error> {
    let Some(account) = session.who.account else { return Ok(()) };
    let stream = store::record::account_stream(account);
    super::record::note(
        app,
        &stream,
        &session.who,
        None,
        || Line::new(Kind::Session, "sign-out"),
        |batch| {
            store::sessions::end(batch, &session.id);
            Ok(())
        },
    )
    .await?;
    // After the commit: a request that came in between would have put it back.
    app.sessions.clear();
    Ok(())
}

fn idle(app: &App) -> Duration {
    Duration::minutes(signed(app.config.session.idle_minutes))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
