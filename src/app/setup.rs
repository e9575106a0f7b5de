//! People and organisations as the command line and the demo enter them: known ones are left as they are, and a person
//! comes with a password and a post of his own. The entries are those of [`super::admin`].

use super::admin::ledger::{Act, Tries};
use super::admin::links::is_own;
use super::admin::organisations::OrganisationIn;
use super::admin::posts::{self, PostIn};
use super::admin::{account_stream, accounts, fits, organisation_stream, organisations, rows};
use super::input::{Invalid, one_line};
use super::{App, Error, Who, session};
use crate::store;
use chrono::NaiveDate;
use engine::actor::Role;
use engine::ids::{AccountId, OrgId, PostId};
use engine::pack::BodyKind;
use engine::text::Bilingual;

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
    /// What it is asked for, where rules name a body by that.
    pub body_kind: Option<BodyKind>,
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

/// Shortest password.
pub const SHORTEST_PASSWORD: usize = 8;

/// Enters an organisation unless its code is known.
///
/// # Errors
/// [`Error::Invalid`] naming the field.
pub async fn organisation(app: &App, new: &NewOrg, from: NaiveDate) -> Result<OrgId, Error> {
    if let Some(known) = store::organisations::by_code(&app.store, &new.code).await? {
        return Ok(OrgId(known.id));
    }
    let input = OrganisationIn {
        kind: new.kind.clone(),
        code: new.code.clone(),
        name_vi: new.name.vi.clone(),
        name_en: new.name.en.clone(),
        valid_from: from.to_string(),
        parent: new.parent.clone(),
        second_parent: new.second_parent.clone(),
        body_kind: new.body_kind.map(|kind| kind.as_str().to_owned()),
        seen: None,
    };
    match organisations::enter(app, &Who::system(), None, &input).await {
        Ok(id) => Ok(OrgId(id)),
        // Two processes that start at once: the other one was faster.
        Err(error) => match store::organisations::by_code(&app.store, &new.code).await? {
            Some(known) => Ok(OrgId(known.id)),
            None => Err(error),
        },
    }
}

/// Enters a person with a password, his post and that he holds it.
///
/// # Errors
/// [`Error::Invalid`] naming the field.
pub async fn user(app: &App, new: &NewUser, from: NaiveDate) -> Result<AccountId, Error> {
    let person = accounts::person(&new.email, &new.name, &new.lang)?;
    if new.password.as_ref().is_some_and(|password| password.chars().count() < SHORTEST_PASSWORD) {
        return Err(Invalid::field("password", "too-short").into());
    }
    if new.password.as_ref().is_some_and(|password| is_own(password, &person.email, &person.name)) {
        return Err(Invalid::field("password", "password-of-yourself").into());
    }
    let title = Bilingual::new(one_line("post", &new.post.vi)?, one_line("post", &new.post.en)?);
    let password_hash = match &new.password {
        Some(password) => Some(session::hash_password(password).await?),
        None => None,
    };
    let who = Who::system();
    let mut tries = Tries::default();
    loop {
        if store::accounts::by_email(&app.store, &person.email).await?.is_some() {
            return Err(Invalid::field("email", "taken").into());
        }
        let org = store::organisations::by_code(&app.store, &new.org).await?;
        let org = org.ok_or_else(|| Invalid::field("org", "no-such-organisation"))?;
        let mut act = Act::new(app, &who);
        let part = act.on(organisation_stream(org.id), "enter-post").await?;
        let org = store::organisations::by_id(&app.store, OrgId(org.id)).await?.ok_or(Error::NotFound)?;
        fits(&org.kind, new.role)?;
        let above = match &new.above {
            None => None,
            Some(email) => Some(post_of(app, email, from).await?),
        };
        let id = app.ids.uuid();
        let own = act.on(account_stream(id), "enter-account").await?;
        let account = accounts::add(app, &mut act, (id, own), &person, password_hash.clone());
        let input = PostIn {
            title_vi: title.vi.clone(),
            title_en: title.en.clone(),
            role: new.role.as_str().to_owned(),
            above: above.map(|post| post.0),
            intake: new.intake,
            valid_from: from.to_string(),
            seen: None,
        };
        let post = posts::checked(app, &input, app.ids.uuid(), &org, None).await?;
        let held = store::holdings::Holding {
            id: app.ids.uuid(),
            account_id: account.id,
            post_id: post.id,
            from_on: from,
            to_on: post.valid_to,
            deputy: false,
            acts_for_account: None,
        };
        act.tell(part, rows::post(&post));
        act.tell(part, rows::holding(&held));
        store::organisations::insert_post(&mut act.batch, post);
        store::holdings::insert(&mut act.batch, held);
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(AccountId(id));
        }
    }
}

async fn post_of(app: &App, email: &str, day: NaiveDate) -> Result<PostId, Error> {
    let missing = || Error::from(Invalid::field("above", "no-such-account"));
    let account = store::accounts::by_email(&app.store, &session::address(email)).await?.ok_or_else(missing)?;
    let seats = store::accounts::seats(&app.store, AccountId(account.id), day).await?;
    // His own before one in which he stands in for somebody.
    let own = seats.iter().find(|seat| !seat.holding.deputy).or(seats.first());
    own.map(|seat| seat.holding.post).ok_or_else(missing)
}
