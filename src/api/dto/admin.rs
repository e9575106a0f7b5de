//! Organisations, posts and accounts, as the administrator sees them.

use super::{Text, instant};
use crate::app::admin::behind::Behind;
use crate::app::admin::hand_over::Preview;
use crate::app::admin::list::{Organisation, Person, Standing};
use crate::app::admin::seen;
use crate::app::admin::view::{AccountView, OrganisationView, Post, PostView};
use crate::app::search::Page;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What was entered or changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Entered {
    /// Its id.
    pub id: Uuid,
}

/// An organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminOrganisation {
    /// Id.
    pub id: Uuid,
    /// Kind.
    pub kind: String,
    /// Short code.
    pub code: Option<String>,
    /// Name.
    pub name: Text,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none while it goes on.
    pub valid_to: Option<NaiveDate>,
    /// Code of the organisation above, as it is written.
    pub parent: Option<String>,
    /// Code of a second one above, as it is written.
    pub second_parent: Option<String>,
    /// What it is asked for, where rules name a body by that.
    pub body_kind: Option<String>,
    /// Code of the locality that it belongs to.
    pub locality: Option<String>,
    /// Code of the organisation that took its place, as it is written.
    pub successor: Option<String>,
}

impl AdminOrganisation {
    /// An organisation; `codes` has those of the organisations that it names.
    fn new(row: Organisation, codes: &BTreeMap<Uuid, String>) -> Self {
        let code = |id: Option<Uuid>| codes.get(&id?).cloned();
        Self {
            id: row.id,
            kind: row.kind,
            code: row.code,
            name: Text { vi: row.name_vi, en: row.name_en },
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            parent: code(row.parent_id),
            second_parent: code(row.second_parent_id),
            body_kind: row.body_kind.clone(),
            locality: code(row.locality_id),
            successor: code(row.successor_id),
        }
    }
}

/// A page of organisations.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminOrganisationPage {
    /// Organisations, by Vietnamese name.
    pub items: Vec<AdminOrganisation>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

impl AdminOrganisationPage {
    /// A page; `codes` has those of the organisations that its rows name.
    pub fn new(page: Page<Organisation>, codes: &BTreeMap<Uuid, String>) -> Self {
        Self { items: page.items.into_iter().map(|row| AdminOrganisation::new(row, codes)).collect(), next: page.next }
    }
}

/// Who holds a post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminHolding {
    /// Id of the holding.
    pub id: Uuid,
    /// The account.
    pub account: Uuid,
    /// Name; none when it was erased.
    pub name: Option<String>,
    /// The post.
    pub post: Uuid,
    /// Title of the post.
    pub title: Text,
    /// Name of the organisation.
    pub organisation: Text,
    /// Role of the post.
    pub role: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while it goes on.
    pub to: Option<NaiveDate>,
    /// As a deputy.
    pub deputy: bool,
    /// For whom, as a deputy.
    pub acts_for: Option<Uuid>,
}

impl From<&Post> for AdminHolding {
    fn from(held: &Post) -> Self {
        let row = &held.holding;
        Self {
            id: row.id,
            account: row.account_id,
            name: Some(held.holder.clone()).filter(|name| !name.is_empty()),
            post: row.post_id,
            title: (&held.title).into(),
            organisation: (&held.org_name).into(),
            role: held.role.clone(),
            from: row.from_on,
            to: row.to_on,
            deputy: row.deputy,
            acts_for: row.acts_for_account,
        }
    }
}

/// A post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminPost {
    /// Id.
    pub id: Uuid,
    /// Its organisation.
    pub organisation: Uuid,
    /// Title.
    pub title: Text,
    /// Role.
    pub role: String,
    /// The post above.
    pub above: Option<Uuid>,
    /// Whether it receives what comes in.
    pub intake: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none while it goes on.
    pub valid_to: Option<NaiveDate>,
    /// Who holds it: past, now and future.
    pub holdings: Vec<AdminHolding>,
    /// What it is changed by, as `seen`.
    pub mark: String,
}

/// An organisation with its posts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminOrganisationOut {
    /// The organisation.
    pub organisation: AdminOrganisation,
    /// Its posts.
    pub posts: Vec<AdminPost>,
    /// Ids of the organisations directly below.
    pub below: Vec<Uuid>,
    /// What it is changed by, as `seen`.
    pub mark: String,
}

fn post(row: &crate::app::admin::view::PostRow, held: &[Post]) -> AdminPost {
    AdminPost {
        id: row.id,
        organisation: row.org_id,
        title: Text { vi: row.title_vi.clone(), en: row.title_en.clone() },
        role: row.role.clone(),
        above: row.above_id,
        intake: row.intake,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        mark: seen::post(row),
        holdings: held.iter().filter(|held| held.holding.post_id == row.id).map(Into::into).collect(),
    }
}

impl From<OrganisationView> for AdminOrganisationOut {
    fn from(view: OrganisationView) -> Self {
        Self {
            posts: view.posts.iter().map(|row| post(row, &view.held)).collect(),
            below: view.below.iter().map(|org| org.id).collect(),
            mark: seen::organisation(&view.org),
            organisation: AdminOrganisation::new(view.org, &view.codes),
        }
    }
}

impl From<PostView> for AdminPost {
    fn from(view: PostView) -> Self {
        post(&view.post, &view.held)
    }
}

/// An account in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminAccount {
    /// Id.
    pub id: Uuid,
    /// Address.
    pub email: String,
    /// Name; none when it was erased.
    pub name: Option<String>,
    /// Language.
    pub lang: String,
    /// `invited`, `active` or `closed`.
    pub state: String,
    /// Posts held today.
    pub holdings: Vec<AdminHolding>,
}

/// A page of accounts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminAccountPage {
    /// Accounts, by address.
    pub items: Vec<AdminAccount>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

impl From<Page<Person>> for AdminAccountPage {
    fn from(page: Page<Person>) -> Self {
        let one = |found: Person| AdminAccount {
            id: found.account.id,
            state: Standing::of(&found.account).as_str().to_owned(),
            email: found.account.email,
            name: Some(found.account.name).filter(|name| !name.is_empty()),
            lang: found.account.lang,
            holdings: found.posts.iter().map(Into::into).collect(),
        };
        Self { items: page.items.into_iter().map(one).collect(), next: page.next }
    }
}

/// A token, without what it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminToken {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Since when.
    pub issued_at: String,
    /// Until when.
    pub expires_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
}

/// An account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminAccountOut {
    /// Id.
    pub id: Uuid,
    /// Address.
    pub email: String,
    /// Name; none when it was erased.
    pub name: Option<String>,
    /// Language.
    pub lang: String,
    /// `invited`, `active` or `closed`.
    pub state: String,
    /// Until when the one-time link that was sent last counts; none when there is none that counts.
    pub link_until: Option<String>,
    /// Posts held: past, now and future.
    pub holdings: Vec<AdminHolding>,
    /// Holdings in which others stand in for this person.
    pub deputies: Vec<AdminHolding>,
    /// How many sessions live.
    pub sessions: usize,
    /// Tokens.
    pub tokens: Vec<AdminToken>,
    /// What it is changed by, as `seen`.
    pub mark: String,
}

impl From<AccountView> for AdminAccountOut {
    fn from(view: AccountView) -> Self {
        Self {
            id: view.id,
            mark: seen::account(&view.name, &view.lang, &view.email),
            state: view.standing.as_str().to_owned(),
            name: Some(view.name).filter(|name| !name.is_empty()),
            email: view.email,
            lang: view.lang,
            link_until: view.link.filter(|link| link.counts).map(|link| instant(link.expires_at)),
            holdings: view.held.iter().map(Into::into).collect(),
            deputies: view.deputies.iter().map(Into::into).collect(),
            sessions: view.sessions.len(),
            tokens: view
                .tokens
                .into_iter()
                .map(|token| AdminToken {
                    id: token.id,
                    name: token.name,
                    issued_at: instant(token.at),
                    expires_at: token.expires_at.map(instant),
                    revoked_at: token.revoked_at.map(instant),
                })
                .collect(),
        }
    }
}

/// What a hand-over would move: numbers only.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdminHandOver {
    /// The holding that would end.
    pub holding: Uuid,
    /// Who holds it.
    pub account: Uuid,
    /// Numbers of dossiers in which a request was taken that is not answered.
    pub requests: Vec<String>,
    /// Numbers of dossiers of which the person is told as the drafter.
    pub drafts: Vec<String>,
    /// How many deputies would end with the holding.
    pub deputies: usize,
    /// The day from which a successor takes over unless another is named: today, or the day after somebody has left.
    pub from: NaiveDate,
    /// Open dossiers that wait for the role and have nobody once the holding has ended, up to 1,000; none when somebody else
    /// in the organisation has the role.
    pub alone: Option<usize>,
}

impl AdminHandOver {
    /// What would move, from when, and what would have nobody.
    pub fn new(moving: Preview, from: NaiveDate, stays: Behind) -> Self {
        Self {
            from,
            alone: stays.alone,
            holding: moving.holding.id,
            account: moving.holding.account_id,
            requests: moving.requests,
            drafts: moving.drafts,
            deputies: moving.deputies,
        }
    }
}
