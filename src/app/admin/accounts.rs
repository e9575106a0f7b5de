//! Accounts: a person is invited and sets his password himself.

use super::holdings::{Wanted, place, told};
use super::ledger::{Act, In, Once, Tries};
use super::posts::open;
use super::{account_stream, allowed, day_if, filled, gather, links, rows};
use crate::app::input::{Checked, Invalid, one_line};
use crate::app::session::address;
use crate::app::{App, Error, Who};
use crate::store::accounts::Account;
use crate::store::{self};
use engine::record::commit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::ValidateEmail;

/// Who is invited.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteIn {
    /// Address, by which he will sign in.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language of screens and mails: `vi` or `en`; `vi` unless given.
    #[serde(default)]
    pub lang: String,
    /// The post that he takes, if he takes one at once.
    #[serde(default)]
    pub post: Option<Uuid>,
    /// From which day: `2019-04-15`; today unless given.
    #[serde(default)]
    pub from: Option<String>,
}

/// A person as checked.
#[derive(Debug, Clone)]
pub(in crate::app) struct Person {
    pub(in crate::app) email: String,
    pub(in crate::app) name: String,
    pub(in crate::app) lang: String,
}

/// Checks what was typed of a person.
pub(in crate::app) fn person(email: &str, name: &str, lang: &str) -> Checked<Person> {
    let mut wrong = Invalid(Vec::new());
    let email = gather(&mut wrong, email_address(email));
    let name = gather(&mut wrong, filled("name", name));
    let lang = gather(&mut wrong, language(lang));
    match (email, name, lang) {
        (Some(email), Some(name), Some(lang)) => Ok(Person { email, name, lang }),
        _ => Err(wrong),
    }
}

/// An address that mail can go to, in its one form.
pub(super) fn email_address(text: &str) -> Checked<String> {
    let email = address(&one_line("email", text)?);
    if email.is_empty() {
        return Err(Invalid::field("email", "required"));
    }
    if email.len() > 254 || !email.validate_email() {
        return Err(Invalid::field("email", "bad-email"));
    }
    Ok(email)
}

/// A language of the screens.
pub(super) fn language(tag: &str) -> Checked<String> {
    match tag {
        "" => Ok("vi".to_owned()),
        "vi" | "en" => Ok(tag.to_owned()),
        _ => Err(Invalid::field("lang", "choose-one")),
    }
}

/// Adds a new account to an act: the row, the name behind its commitment, and what the entry tells.
pub(in crate::app) fn add(
    app: &App,
    act: &mut Act<'_>,
    (id, part): (Uuid, In),
    new: &Person,
    password_hash: Option<String>,
) -> Account {
    let now = app.clock.now();
    let salt = app.ids.salt();
    let name_ref = commit(&salt, &new.name);
    let row = Account {
        id,
        email: new.email.clone(),
        name: new.name.clone(),
        name_ref: name_ref.0.clone(),
        email_verified: password_hash.is_some(),
        password_hash,
        lang: new.lang.clone(),
        created_at: now,
        disabled_at: None,
        email_failing_since: None,
    };
    act.tell(part, rows::account(&row, Some(&salt)));
    store::names::insert(&mut act.batch, &name_ref, &salt, &new.name, now);
    store::accounts::insert(&mut act.batch, row.clone());
    row
}

/// Invites a person: an account without a password, the post if one is named, and a mail with the link.
///
/// # Errors
/// [`Error::Invalid`] with each wrong field, [`Error::Forbidden`].
pub async fn invite(app: &App, who: &Who, key: Option<&str>, input: &InviteIn) -> Result<Uuid, Error> {
    allowed(who)?;
    let once = Once::new(key, "invite-account", input);
    let now = invited(app, who, &once, input).await;
    once.settled(app, who, now, |saved| saved).await
}

async fn invited(app: &App, who: &Who, once: &Once, input: &InviteIn) -> Result<Uuid, Error> {
    let mut tries = Tries::default();
    loop {
        if let Some(saved) = once.saved(app, who).await? {
            return Ok(saved);
        }
        let new = person(&input.email, &input.name, &input.lang)?;
        let from = day_if("from", input.from.as_deref())?.unwrap_or_else(|| app.today());
        let mut act = Act::new(app, who);
        let taken = match input.post {
            Some(post) => Some(open(&mut act, app, post, "take-post").await.map_err(|error| match error {
                Error::NotFound => Invalid::field("post", "choose-one").into(),
                other => other,
            })?),
            None => None,
        };
        if store::accounts::by_email(&app.store, &new.email).await?.is_some() {
            return Err(Invalid::field("email", "taken").into());
        }
        // A new stream: nobody else can write it.
        let id = app.ids.uuid();
        let part = act.on(account_stream(id), "invite-account").await?;
        let account = add(app, &mut act, (id, part), &new, None);
        links::issue(app, &mut act, part, &account, Vec::new())?;
        if let Some((part, post, holdings)) = taken {
            let wanted = Wanted { account: id, from, to: None, acts_for: None };
            let row = place(app, who, &post, &holdings, &wanted).await?;
            told(&mut act, part, &account, None, &post);
            act.tell(part, rows::holding(&row));
            store::holdings::insert(&mut act.batch, row);
        }
        once.keep(app, who, &mut act.batch, id);
        if act.commit(&mut tries, Vec::new()).await? {
            app.wake.outbox.notify_one();
            return Ok(id);
        }
    }
}
