//! What stays behind when somebody leaves a post: what waits for him by name, and what waits for the post's role when nobody
//! else in the organisation has it. Numbers only: the administrator may not read dossiers.

use super::view::Post;
use super::{allowed, holds};
use crate::app::{App, Error, Who};
use crate::store::holdings::Holding;
use crate::store::{self};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::ids::{AccountId, OrgId, PostId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Dossiers that are looked at: what is more is "more than".
pub const MOST: u64 = 1_000;

/// What would stay behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Behind {
    /// Dossiers that wait for him by name, as drafter or with a request that he took.
    pub by_name: usize,
    /// Nobody else has the role in the organisation after him: open dossiers in which it waits for that role, up to
    /// [`MOST`].
    pub alone: Option<usize>,
}

impl Behind {
    /// Whether nothing would.
    pub fn is_empty(&self) -> bool {
        self.by_name == 0 && self.alone.is_none_or(|n| n == 0)
    }
}

/// What stays behind when the holding `id` ends after `last`.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn of_holding(app: &App, who: &Who, id: Uuid, last: NaiveDate) -> Result<Behind, Error> {
    allowed(who)?;
    let held = super::holdings::holding(app, id).await?;
    let post = super::posts::post(app, held.post_id).await?;
    let org = OrgId(post.org_id);
    let found = store::dossiers::pointing_at(&app.store, AccountId(held.account_id), org).await?;
    let Some(role) = Role::parse(&post.role) else { return Ok(Behind::default()) };
    let next = last.succ_opt().unwrap_or(last);
    let alone = match others(app, &held, org, role, next).await? {
        true => None,
        false => {
            let locality = super::organisation(app, post.org_id).await?.locality_id;
            Some(store::waiting::for_role(&app.store, (org, locality), role, MOST).await?)
        }
    };
    // A deputy's name is on nothing: the post is not his.
    let by_name = if held.deputy { 0 } else { found.requests.len() + found.drafts.len() };
    Ok(Behind { by_name, alone })
}

/// Whether on `day` somebody else, with an open account, has the role in the organisation.
async fn others(app: &App, held: &Holding, org: OrgId, role: Role, day: NaiveDate) -> Result<bool, Error> {
    let posts = store::organisations::posts(&app.store, org).await?;
    let same = posts.iter().filter(|post| post.role == role.as_str());
    let ids: Vec<PostId> = same.map(|post| PostId(post.id)).collect();
    let holdings = store::holdings::of_posts(&app.store, &ids).await?;
    // Deputies of his own fall with him.
    let stays = |other: &&Holding| {
        other.account_id != held.account_id
            && other.acts_for_account != Some(held.account_id)
            && holds((other.from_on, other.to_on), day)
    };
    let accounts: BTreeSet<AccountId> = holdings.iter().filter(stays).map(|held| AccountId(held.account_id)).collect();
    let accounts = store::accounts::by_ids(&app.store, &accounts.into_iter().collect::<Vec<_>>()).await?;
    Ok(accounts.iter().any(|account| account.disabled_at.is_none()))
}

/// Of holdings of one person that have ended: how many dossiers still wait for him by name, where that is any. Of several in
/// one organisation the last, when he holds nothing else there; a look for each such organisation.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn of_ended(app: &App, who: &Who, held: &[Post]) -> Result<BTreeMap<Uuid, usize>, Error> {
    allowed(who)?;
    let today = app.today();
    let mut last: BTreeMap<OrgId, &Post> = BTreeMap::new();
    for one in held.iter().filter(|one| !one.holding.deputy && one.holding.from_on <= today) {
        let known = last.entry(one.org).or_insert(one);
        // Without an end it goes on.
        let end = |one: &Post| one.holding.to_on.unwrap_or(NaiveDate::MAX);
        if end(one) > end(known) {
            *known = one;
        }
    }
    let mut left = BTreeMap::new();
    for (org, one) in last.into_iter().filter(|(_, one)| one.holding.to_on.is_some_and(|to| to < today)) {
        let found = store::dossiers::pointing_at(&app.store, AccountId(one.holding.account_id), org).await?;
        let n = found.requests.len() + found.drafts.len();
        if n > 0 {
            left.insert(one.holding.id, n);
        }
    }
    Ok(left)
}
