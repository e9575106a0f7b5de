//! Lists of organisations and accounts, by key. Text is looked for whatever its tones and case: there are some thousands of
//! each, read in order until the page is full.

use super::allowed;
use super::view::{Post, posts_held};
use crate::app::search::{Page, opened, sealed};
use crate::app::{App, Error, Who};
use crate::store::{self};
use std::collections::BTreeMap;
use uuid::Uuid;

pub use crate::store::accounts::Account;
pub use crate::store::organisations::Organisation;

/// Rows read at a time.
const READ: u64 = 500;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Invited; has no password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Closed.
    Closed,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 3] = [Standing::Invited, Standing::Active, Standing::Closed];

    /// Its fixed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Invited => "invited",
            Standing::Active => "active",
            Standing::Closed => "closed",
        }
    }

    /// That of an account.
    pub fn of(account: &Account) -> Self {
        match (&account.disabled_at, &account.password_hash) {
            (Some(_), _) => Standing::Closed,
            (None, None) => Standing::Invited,
            (None, Some(_)) => Standing::Active,
        }
    }
}

/// Organisations of `kind` whose code or a name holds `text`, by Vietnamese name.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] for a page mark that is none.
pub async fn organisations(
    app: &App,
    who: &Who,
    kind: Option<&str>,
    text: &str,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Organisation>, Error> {
    allowed(who)?;
    let wanted = store::fold(text.trim());
    let mut place: Option<(String, Uuid)> = opened(after)?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut items: Vec<Organisation> = Vec::new();
    loop {
        let page = store::organisations::by_name(&app.store, kind, place.as_ref(), READ).await?;
        let Some(last) = page.last() else { break };
        place = Some((last.name_vi.clone(), last.id));
        let holds = |org: &Organisation| {
            let parts = [org.code.as_deref().unwrap_or_default(), &org.name_vi, &org.name_en];
            parts.iter().any(|part| store::fold(part).contains(&wanted))
        };
        items.extend(page.into_iter().filter(holds));
        if items.len() > most {
            break;
        }
    }
    let more = items.len() > most;
    items.truncate(most);
    let next = items.last().filter(|_| more).map(|last| (&last.name_vi, last.id));
    let next = next.as_ref().and_then(sealed);
    Ok(Page { items, next, orgs: BTreeMap::new() })
}

/// An account with the posts that it holds today.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// Its posts today.
    pub posts: Vec<Post>,
}

/// Accounts of that standing whose name or address holds `text`, by address.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn accounts(
    app: &App,
    who: &Who,
    standing: Option<Standing>,
    text: &str,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Person>, Error> {
    allowed(who)?;
    let wanted = store::fold(text.trim());
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut after = after.unwrap_or_default().to_owned();
    let mut found: Vec<Account> = Vec::new();
    loop {
        let page = store::accounts::list(&app.store, &after, READ).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.email);
        let holds = |account: &Account| {
            standing.is_none_or(|standing| standing == Standing::of(account))
                && (store::fold(&account.name).contains(&wanted) || account.email.contains(&wanted))
        };
        found.extend(page.into_iter().filter(holds));
        if found.len() > most {
            break;
        }
    }
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| last.email.clone());
    let ids: Vec<Uuid> = found.iter().map(|account| account.id).collect();
    let mut held = posts_held(app, store::holdings::of_accounts(&app.store, &ids).await?).await?;
    held.retain(|post| post.is_on(app.today()));
    let items = found.into_iter().map(|account| {
        let posts = held.iter().filter(|post| post.holding.account_id == account.id).cloned().collect();
        Person { account, posts }
    });
    Ok(Page { items: items.collect(), next, orgs: BTreeMap::new() })
}
