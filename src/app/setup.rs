//! People and organisations as the command line and the demo enter them. Pages for this come with administration.

use super::input::{Invalid, one_line};
use super::record::Line;
use super::{App, Error, Who, session};
use crate::store::{self, Batch, StoreError};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::ids::{AccountId, OrgId, PostId};
use engine::record::{Kind, commit};
use engine::text::Bilingual;
use serde_json::json;

/// An organisation to find by its code, or to enter.
#[derive(Debug, Clone)]
pub struct NewOrg {
    /// Short code, unique: `HCM`, `MOFA`.
    pub code: String,
    /// `locality`, `department`, `ministry`, `mofa`, `government-office`, `inspectorate` or `other`.
    pub kind: String,
    /// Name.
    pub name: Bilingual,
    /// Code of the organisation above.
    pub parent: Option<String>,
    /// Code of a second one above.
    pub second_parent: Option<String>,
}

/// A post with the person who holds it.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Password; none leaves the account unable to sign in.
    pub password: Option<String>,
    /// Language of screens and mails: `vi` or `en`.
    pub lang: String,
    /// Code of the organisation.
    pub org: String,
    /// Title of the post.
    pub post: Bilingual,
    /// What the post is for.
    pub role: Role,
    /// Whether it receives what comes in to the organisation.
    pub intake: bool,
    /// E-mail address of the person whose post is above.
    pub above: Option<String>,
}

/// Kinds of organisation.
pub const KINDS: [&str; 7] =
    ["locality", "department", "ministry", "mofa", "government-office", "inspectorate", "other"];

/// Shortest password.
pub const SHORTEST_PASSWORD: usize = 8;

/// Enters an organisation unless its code is known.
///
/// # Errors
/// [`Error::Invalid`] for an unknown kind or parent.
pub async fn organisation(app: &App, new: &NewOrg, from: NaiveDate) -> Result<OrgId, Error> {
    if let Some(known) = store::organisations::by_code(&app.store, &new.code).await? {
        return Ok(OrgId(known.id));
    }
    if !KINDS.contains(&new.kind.as_str()) {
        return Err(Invalid::field("kind", "choose-one").into());
    }
    let above = |code: &Option<String>| {
        let code = code.clone();
        async move {
            let Some(code) = code else { return Ok(None) };
            let found = store::organisations::by_code(&app.store, &code).await?;
            found.map(Some).ok_or_else(|| Error::from(Invalid::field("parent", "no-such-organisation")))
        }
    };
    let parent = above(&new.parent).await?;
    let second_parent = above(&new.second_parent).await?;
    let id = app.ids.uuid();
    let locality_id = if new.kind == store::organisations::LOCALITY {
        Some(id)
    } else {
        parent.as_ref().and_then(|parent| parent.locality_id)
    };
    let row = store::organisations::Organisation {
        id,
        kind: new.kind.clone(),
        code: Some(one_line("code", &new.code)?),
        name_vi: one_line("name", &new.name.vi)?,
        name_en: one_line("name", &new.name.en)?,
        valid_from: from,
        valid_to: None,
        parent_id: parent.map(|parent| parent.id),
        second_parent_id: second_parent.map(|parent| parent.id),
        locality_id,
        successor_id: None,
    };
    let subject = json!({ "organisation": id, "code": row.code, "kind": row.kind, "name": row.name_vi });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Administration, "enter-organisation") };
    let stream = format!("admin:organisation:{id}");
    super::record::note(app, &stream, &Who::system(), None, line, |batch: &mut Batch| {
        store::organisations::insert(batch, row.clone());
        Ok::<(), StoreError>(())
    })
    .await?;
    Ok(OrgId(id))
}

/// Enters a person, his post and that he holds it.
///
/// # Errors
/// [`Error::Invalid`] naming the field.
pub async fn user(app: &App, new: &NewUser, from: NaiveDate) -> Result<AccountId, Error> {
    let email = session::address(&one_line("email", &new.email)?);
    if !email.contains('@') || email.len() > 254 || email.chars().any(char::is_whitespace) {
        return Err(Invalid::field("email", "bad-email").into());
    }
    if store::accounts::by_email(&app.store, &email).await?.is_some() {
        return Err(Invalid::field("email", "taken").into());
    }
    let name = one_line("name", &new.name)?;
    if name.is_empty() {
        return Err(Invalid::field("name", "required").into());
    }
    if new.password.as_ref().is_some_and(|password| password.chars().count() < SHORTEST_PASSWORD) {
        return Err(Invalid::field("password", "too-short").into());
    }
    let org = store::organisations::by_code(&app.store, &new.org).await?;
    let org = org.ok_or_else(|| Invalid::field("org", "no-such-organisation"))?;
    let above = match &new.above {
        None => None,
        Some(email) => Some(post_of(app, email, from).await?),
    };
    let password_hash = match &new.password {
        Some(password) => Some(session::hash_password(password).await?),
        None => None,
    };
    let now = app.clock.now();
    let salt = app.ids.salt();
    let name_ref = commit(&salt, &name);
    let account = store::accounts::Account {
        id: app.ids.uuid(),
        email,
        name: name.clone(),
        name_ref: name_ref.0.clone(),
        password_hash,
        lang: new.lang.clone(),
        created_at: now,
        disabled_at: None,
        email_verified: true,
        email_failing_since: None,
    };
    let post = store::organisations::Post {
        id: app.ids.uuid(),
        org_id: org.id,
        title_vi: one_line("post", &new.post.vi)?,
        title_en: one_line("post", &new.post.en)?,
        role: new.role.as_str().to_owned(),
        above_id: above.map(|post| post.0),
        intake: new.intake,
        valid_from: from,
        valid_to: None,
    };
    let holding = store::accounts::HoldingRow {
        id: app.ids.uuid(),
        account_id: account.id,
        post_id: post.id,
        from_on: from,
        to_on: None,
        deputy: false,
        acts_for_account: None,
    };
    let subject = json!({ "account": account.id, "post": post.id, "organisation": org.id, "role": post.role,
                          "name": name_ref, "from": from });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Administration, "enter-account") };
    let stream = format!("admin:account:{}", account.id);
    super::record::note(app, &stream, &Who::system(), None, line, |batch: &mut Batch| {
        store::accounts::insert(batch, account.clone());
        store::organisations::insert_post(batch, post.clone());
        store::accounts::hold(batch, holding.clone());
        store::names::insert(batch, &name_ref, &salt, &name, now);
        Ok::<(), StoreError>(())
    })
    .await?;
    Ok(AccountId(account.id))
}

async fn post_of(app: &App, email: &str, day: NaiveDate) -> Result<PostId, Error> {
    let missing = || Error::from(Invalid::field("above", "no-such-account"));
    let account = store::accounts::by_email(&app.store, &session::address(email)).await?.ok_or_else(missing)?;
    let seats = store::accounts::seats(&app.store, AccountId(account.id), day).await?;
    seats.first().map(|seat| seat.holding.post).ok_or_else(missing)
}
