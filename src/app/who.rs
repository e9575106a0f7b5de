//! Who is acting: the person behind a session or a token, with the posts held today.

use super::admin::ledger::Once;
use super::{App, Error};
use crate::store::accounts::{Account, Seat};
use crate::store::{self, Scope};
use chrono::NaiveDate;
use engine::actor::{Acting, Actor, Holding, Role};
use engine::dossier::Dossier;
use engine::ids::{AccountId, OrgId, PostId};
use engine::record::{By, NameRef, StandsFor};
use engine::text::{Bilingual, Lang};
use serde_json::Value;
use std::sync::Arc;

/// A post held, with its names as they are today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The post as the engine sees it.
    pub holding: Holding,
    /// Title of the post.
    pub post: Bilingual,
    /// Name of the organisation.
    pub org: Bilingual,
    /// For whom he stands in, as a deputy.
    pub stands_for: Option<Principal>,
}

/// The person for whom a deputy acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The account, and the commitment to the name.
    pub person: StandsFor,
    /// Name.
    pub name: String,
}

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// The account; none for the service itself.
    pub account: Option<AccountId>,
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Commitment to the name.
    pub name_ref: Option<NameRef>,
    /// Language of screens and mails.
    pub lang: Lang,
    /// Mails to his address do not arrive.
    pub unreachable: bool,
    /// Posts held today.
    pub held: Vec<Held>,
    /// The same, as the engine sees it.
    pub actor: Actor,
    /// The request that he has sent, if what an act of administration does for it is to be done once.
    pub once: Option<Arc<Once>>,
}

impl Who {
    /// The service itself.
    pub fn system() -> Self {
        Self {
            account: None,
            email: String::new(),
            name: String::new(),
            name_ref: None,
            lang: Lang::Vi,
            unreachable: false,
            held: Vec::new(),
            actor: Actor::system(),
            once: None,
        }
    }

    /// A person with the posts held.
    pub fn new(account: Account, seats: Vec<Seat>) -> Self {
        let held: Vec<Held> = seats
            .into_iter()
            .map(|seat| Held {
                holding: seat.holding,
                post: Bilingual::new(seat.title_vi, seat.title_en),
                org: Bilingual::new(seat.org_vi, seat.org_en),
                stands_for: seat.acts_for.map(|owner| Principal {
                    person: StandsFor { account: owner.account, name: owner.name_ref },
                    name: owner.name,
                }),
            })
            .collect();
        let holdings = held.iter().map(|held| held.holding.clone()).collect();
        let id = AccountId(account.id);
        Self {
            account: Some(id),
            email: account.email,
            name: account.name,
            name_ref: Some(NameRef(account.name_ref)),
            lang: lang(&account.lang),
            unreachable: account.email_failing_since.is_some(),
            held,
            actor: Actor { account: Some(id), holdings },
            once: None,
        }
    }

    /// What he may read.
    pub fn scope(&self) -> Scope {
        let mut scope = Scope::none();
        for holding in &self.actor.holdings {
            match holding.role {
                Role::Official | Role::Leader => scope.localities.extend(holding.locality.map(|org| org.0)),
                Role::Reviewer => scope.bodies.push(holding.org.0),
                Role::GovernmentOffice => scope.government_office = true,
                Role::Inspector => scope.all = true,
                Role::Administrator | Role::System => {}
            }
        }
        scope
    }

    /// His own address, while mail to it does not arrive.
    pub fn failing_address(&self) -> Option<String> {
        self.unreachable.then(|| self.email.clone())
    }

    /// Whether any post has `role`.
    pub fn has(&self, role: Role) -> bool {
        self.actor.has(role)
    }

    /// Whether he administers and does nothing else: then no dossier is his, and his work begins elsewhere.
    pub fn only_administers(&self) -> bool {
        let mut holdings = self.actor.holdings.iter();
        self.has(Role::Administrator) && holdings.all(|holding| holding.role == Role::Administrator)
    }

    /// Organisations through which he acts.
    pub fn orgs(&self) -> Vec<OrgId> {
        self.actor.holdings.iter().map(|holding| holding.org).collect()
    }

    /// Under which post something is recorded that no rule assigns to a post: the first.
    pub fn acting(&self) -> Acting {
        match self.actor.holdings.first() {
            Some(holding) => Acting {
                account: self.account,
                post: Some(holding.post),
                org: Some(holding.org),
                role: holding.role,
                deputy: holding.deputy,
            },
            None => Acting { account: self.account, post: None, org: None, role: Role::System, deputy: false },
        }
    }

    /// As the record names him. Names of posts and organisations are kept in Vietnamese, as they were.
    pub fn by(&self, acting: &Acting) -> By {
        let held = self.held.iter().find(|held| Some(held.holding.post) == acting.post);
        By {
            acting: *acting,
            name: self.name_ref.clone(),
            post_title: held.map(|held| held.post.vi.clone()),
            org_name: held.map(|held| held.org.vi.clone()),
            stands_for: held.and_then(|held| Some(held.stands_for.as_ref()?.person.clone())),
        }
    }

    /// The post's title and the organisation's name, for the head of the page.
    pub fn post(&self, post: Option<PostId>) -> Option<&Held> {
        self.held.iter().find(|held| Some(held.holding.post) == post).or(self.held.first())
    }
}

/// The person behind `account` with the posts held on `today`; none if disabled.
///
/// # Errors
/// [`Error`].
pub async fn load(app: &App, account: AccountId, today: NaiveDate) -> Result<Option<Who>, Error> {
    let Some(found) = store::accounts::by_id(&app.store, account).await? else { return Ok(None) };
    if found.disabled_at.is_some() {
        return Ok(None);
    }
    let seats = store::accounts::seats(&app.store, account, today).await?;
    Ok(Some(Who::new(found, seats)))
}

/// The colleague that a hand-over names by e-mail address: a reviewer of the same body.
///
/// # Errors
/// [`Error`].
pub async fn colleague(app: &App, dossier: &Dossier, who: &Who, data: &Value) -> Result<Option<AccountId>, Error> {
    let Some(email) = data.get("to").and_then(Value::as_str) else { return Ok(None) };
    let Some(found) = store::accounts::by_email(&app.store, &super::session::address(email)).await? else {
        return Ok(None);
    };
    let id = AccountId(found.id);
    let seats = store::accounts::seats(&app.store, id, app.today()).await?;
    let shares = seats.iter().any(|seat| {
        seat.holding.role == Role::Reviewer
            && who.orgs().contains(&seat.holding.org)
            && dossier.board.iter().any(|row| row.body.org == seat.holding.org)
    });
    Ok((shares && found.disabled_at.is_none()).then_some(id))
}

/// The language of that tag; Vietnamese for any other.
pub fn lang(tag: &str) -> Lang {
    if tag == "en" { Lang::En } else { Lang::Vi }
}
