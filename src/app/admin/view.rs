//! What the pages and the REST interface show of one organisation, post or account.

use super::list::Standing;
use super::{allowed, links};
use crate::app::{App, Error, Who, holder, read};
use crate::store::holdings::Holding;
use crate::store::organisations::Organisation;
pub use crate::store::organisations::Post as PostRow;
use crate::store::{self};
use chrono::{DateTime, NaiveDate, Utc};
use engine::ids::{AccountId, OrgId, PostId};
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A holding with its names.
#[derive(Debug, Clone)]
pub struct Post {
    /// The holding.
    pub holding: Holding,
    /// Title of the post.
    pub title: Bilingual,
    /// Role of the post.
    pub role: String,
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub org_name: Bilingual,
    /// Who holds it; empty when the name was erased.
    pub holder: String,
    /// For whom, as a deputy.
    pub stands_for: Option<String>,
}

impl Post {
    /// Whether it is held on `day`.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        super::holds((self.holding.from_on, self.holding.to_on), day)
    }
}

/// An organisation.
pub struct OrganisationView {
    /// The row.
    pub org: Organisation,
    /// The organisations above it, and the one that takes its place, by id.
    pub others: BTreeMap<Uuid, Organisation>,
    /// Codes of the organisations that it names, by id.
    pub codes: BTreeMap<Uuid, String>,
    /// Directly below it.
    pub below: Vec<Organisation>,
    /// Its posts.
    pub posts: Vec<PostRow>,
    /// Who holds them, past and future included.
    pub held: Vec<Post>,
}

/// One organisation.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn organisation(app: &App, who: &Who, id: Uuid) -> Result<OrganisationView, Error> {
    allowed(who)?;
    let org = super::organisation(app, id).await?;
    let others: Vec<OrgId> =
        [org.parent_id, org.second_parent_id, org.successor_id].into_iter().flatten().map(OrgId).collect();
    let others = store::organisations::by_ids(&app.store, &others).await?;
    let posts = store::organisations::posts(&app.store, OrgId(id)).await?;
    let ids: Vec<PostId> = posts.iter().map(|post| PostId(post.id)).collect();
    let held = posts_held(app, store::holdings::of_posts(&app.store, &ids).await?).await?;
    Ok(OrganisationView {
        codes: codes(app, who, std::slice::from_ref(&org)).await?,
        others: others.into_iter().map(|org| (org.id, org)).collect(),
        below: store::organisations::below(&app.store, OrgId(id)).await?,
        org,
        posts,
        held,
    })
}

/// Codes of the organisations that `rows` name: above them, their localities, what took their places. One statement.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn codes(app: &App, who: &Who, rows: &[Organisation]) -> Result<BTreeMap<Uuid, String>, Error> {
    allowed(who)?;
    let named = |row: &Organisation| [row.parent_id, row.second_parent_id, row.locality_id, row.successor_id];
    let ids: BTreeSet<OrgId> = rows.iter().flat_map(named).flatten().map(OrgId).collect();
    let found = store::organisations::by_ids(&app.store, &ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().filter_map(|org| Some((org.id, org.code?))).collect())
}

/// A post.
pub struct PostView {
    /// The row.
    pub post: PostRow,
    /// Its organisation.
    pub org: Organisation,
    /// Title of the post above.
    pub above: Option<Bilingual>,
    /// Who holds it, past and future included.
    pub held: Vec<Post>,
}

/// One post.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn post(app: &App, who: &Who, id: Uuid) -> Result<PostView, Error> {
    allowed(who)?;
    let post = super::posts::post(app, id).await?;
    let above = match post.above_id {
        Some(above) => store::organisations::post(&app.store, PostId(above)).await?,
        None => None,
    };
    Ok(PostView {
        org: super::organisation(app, post.org_id).await?,
        above: above.map(|above| Bilingual::new(above.title_vi, above.title_en)),
        held: posts_held(app, store::holdings::of_posts(&app.store, &[PostId(id)]).await?).await?,
        post,
    })
}

/// Posts that may stand above one of `org`: its own and those of the organisations above it, with the organisation's name.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn posts_above(app: &App, who: &Who, org: Uuid) -> Result<Vec<(PostRow, Bilingual)>, Error> {
    allowed(who)?;
    let org = super::organisation(app, org).await?;
    let ids: Vec<OrgId> =
        [Some(org.id), org.parent_id, org.second_parent_id].into_iter().flatten().map(OrgId).collect();
    let names = app.org_names(&ids.iter().copied().collect()).await?;
    let posts = store::organisations::posts_of(&app.store, &ids).await?;
    let today = app.today();
    let open = posts.into_iter().filter(|post| post.valid_to.is_none_or(|end| end >= today));
    let named = |post: PostRow| {
        let name = holder::org(&names, OrgId(post.org_id));
        (post, name)
    };
    Ok(open.map(named).collect())
}

/// A session, without what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Since when.
    pub at: DateTime<Utc>,
    /// From where.
    pub ip: Option<String>,
    /// Until when at the latest.
    pub expires_at: DateTime<Utc>,
}

/// A token, without what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Until when.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// How the newest one-time link of an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// It was used then.
    pub used_at: Option<DateTime<Utc>>,
    /// It no longer counts from then on.
    pub expires_at: DateTime<Utc>,
    /// It counts.
    pub counts: bool,
}

/// An account.
pub struct AccountView {
    /// Id.
    pub id: Uuid,
    /// Name; empty when it was erased.
    pub name: String,
    /// Address.
    pub email: String,
    /// Language.
    pub lang: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether name and address were erased.
    pub erased: bool,
    /// Since when mails fail.
    pub email_failing_since: Option<DateTime<Utc>>,
    /// Posts held: past, now and future.
    pub held: Vec<Post>,
    /// Who stands in for this person.
    pub deputies: Vec<Post>,
    /// The newest link.
    pub link: Option<Link>,
    /// Sessions that live.
    pub sessions: Vec<Session>,
    /// Tokens.
    pub tokens: Vec<Token>,
}

/// One account.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn account(app: &App, who: &Who, id: Uuid) -> Result<AccountView, Error> {
    allowed(who)?;
    let row = super::account(app, id).await?;
    let (account, now) = (AccountId(id), app.clock.now());
    let held = posts_held(app, store::holdings::of_account(&app.store, account).await?).await?;
    let deputies = posts_held(app, store::holdings::deputies_of(&app.store, account).await?).await?;
    let link = store::links::of_account(&app.store, account).await?.into_iter().next();
    let sessions = store::sessions::of_account(&app.store, account, now).await?;
    let tokens = store::tokens::of_account(&app.store, account, super::MOST_TOKENS).await?;
    Ok(AccountView {
        id,
        standing: Standing::of(&row),
        erased: row.name.is_empty(),
        name: row.name,
        email: row.email,
        lang: row.lang,
        email_failing_since: row.email_failing_since,
        held,
        deputies,
        link: link.map(|link| Link {
            counts: links::counts(&link, now),
            used_at: link.used_at,
            expires_at: link.expires_at,
        }),
        sessions: sessions
            .into_iter()
            .map(|row| Session { at: row.created_at, ip: row.ip, expires_at: row.expires_at })
            .collect(),
        tokens: tokens
            .into_iter()
            .map(|row| Token {
                id: row.id,
                name: row.name,
                at: row.created_at,
                expires_at: row.expires_at,
                revoked_at: row.revoked_at,
            })
            .collect(),
    })
}

/// The holding of that id with its names.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn holding(app: &App, who: &Who, id: Uuid) -> Result<Post, Error> {
    allowed(who)?;
    let row = super::holdings::holding(app, id).await?;
    posts_held(app, vec![row]).await?.pop().ok_or(Error::NotFound)
}

/// Holdings with the names of posts, organisations and persons: three statements, however many they are.
pub(super) async fn posts_held(app: &App, holdings: Vec<Holding>) -> Result<Vec<Post>, Error> {
    let ids: BTreeSet<PostId> = holdings.iter().map(|held| PostId(held.post_id)).collect();
    let ids: Vec<PostId> = ids.into_iter().collect();
    let posts = store::organisations::posts_by_ids(&app.store, &ids).await?;
    let posts: BTreeMap<Uuid, PostRow> = posts.into_iter().map(|post| (post.id, post)).collect();
    let orgs = app.org_names(&posts.values().map(|post| OrgId(post.org_id)).collect()).await?;
    let people = holdings.iter().flat_map(|held| [Some(held.account_id), held.acts_for_account]);
    let names = read::account_names(app, &people.flatten().map(AccountId).collect()).await?;
    let name = |id: Uuid| names.get(&AccountId(id)).cloned().unwrap_or_default();
    let one = |held: Holding| {
        let post = posts.get(&held.post_id)?;
        let org = OrgId(post.org_id);
        Some(Post {
            title: Bilingual::new(&post.title_vi, &post.title_en),
            role: post.role.clone(),
            org,
            org_name: holder::org(&orgs, org),
            holder: name(held.account_id),
            stands_for: held.acts_for_account.map(name),
            holding: held,
        })
    };
    Ok(holdings.into_iter().filter_map(one).collect())
}

/// The organisation of that code.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn by_code(app: &App, who: &Who, code: &str) -> Result<OrganisationView, Error> {
    allowed(who)?;
    let found = store::organisations::by_code(&app.store, code).await?.ok_or(Error::NotFound)?;
    organisation(app, who, found.id).await
}

/// The account of that address.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn by_email(app: &App, who: &Who, email: &str) -> Result<AccountView, Error> {
    allowed(who)?;
    let email = crate::app::session::address(email);
    let found = store::accounts::by_email(&app.store, &email).await?.ok_or(Error::NotFound)?;
    account(app, who, found.id).await
}
