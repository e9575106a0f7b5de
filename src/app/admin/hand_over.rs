//! Hand-over of a post's work in one recorded act: who leaves, who takes the post, and every dossier that pointed at the
//! one by name points at the other. All of it is one transaction; nobody's name in what was done before is changed.

use super::accounts::{add, person};
use super::holdings::{Wanted, ended, holding, not_cut, open_still, place};
use super::ledger::{Act, Once, Tries};
use super::posts::{open, span};
use super::separation::{administers, fall, keeps_administrator, on_account};
use super::{account_stream, allowed, day_if, days, holds, links, rows};
use crate::app::act::succession::{ACT, hand_over as of_dossier};
use crate::app::holder::both;
use crate::app::input::Invalid;
use crate::app::session::address;
use crate::app::{App, Error, Who};
use crate::mail::Letter;
use crate::store::accounts::Account;
use crate::store::dossiers::Pointing;
use crate::store::holdings::Holding;
use crate::store::organisations::Post;
use crate::store::{self, Batch};
use engine::calendar::local_date;
use engine::decide::Succession;
use engine::ids::{AccountId, DossierId, OrgId, PostId};
use engine::record::NameRef;
use engine::text::Bilingual;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// How often it is looked what came in during the act.
const LOOKS: usize = 5;
/// Dossiers written by one statement.
const AT_ONCE: usize = 50;
/// Most numbers of dossiers that stand in the act's own entry; of more, their SHA-256 (each has its own entry anyway).
const LISTED: usize = 2_000;

/// Who takes over, from which day.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuccessionIn {
    /// Address of the successor.
    pub email: String,
    /// Name, to invite him when he has no account.
    #[serde(default)]
    pub name: Option<String>,
    /// Language, for an invitation: `vi` or `en`.
    #[serde(default)]
    pub lang: Option<String>,
    /// First day of the successor, today or earlier: `2019-04-15`; today unless given.
    #[serde(default)]
    pub from: Option<String>,
}

/// What a hand-over would move. Numbers only: the administrator may not read dossiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The holding.
    pub holding: Holding,
    /// The post.
    pub post: Post,
    /// Name of the person who leaves; empty when it was erased.
    pub leaver: String,
    /// Name of the organisation.
    pub org: Bilingual,
    /// Numbers of dossiers in which he took a request that is not answered.
    pub requests: Vec<String>,
    /// Numbers of dossiers of which he is told as the drafter.
    pub drafts: Vec<String>,
    /// How many stand in for him in this post.
    pub deputies: usize,
}

/// What a hand-over of the holding `id` would move.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn preview(app: &App, who: &Who, id: Uuid) -> Result<Preview, Error> {
    allowed(who)?;
    let held = holding(app, id).await?;
    let post = super::posts::post(app, held.post_id).await?;
    let org = super::organisation(app, post.org_id).await?;
    let leaver = super::account(app, held.account_id).await?;
    let moving = pointing(app, &held, &post).await?;
    let holdings = store::holdings::of_posts(&app.store, &[PostId(post.id)]).await?;
    let last = app.today().pred_opt().unwrap_or_default();
    let numbers = |found: Vec<(DossierId, String)>| {
        let mut numbers: Vec<String> = found.into_iter().map(|(_, number)| number).collect();
        numbers.sort_unstable();
        numbers
    };
    Ok(Preview {
        deputies: {
            let ended = ended(&holdings, &held, last);
            ended.changed.len() - 1 + ended.never.len()
        },
        leaver: leaver.name,
        org: Bilingual::new(org.name_vi, org.name_en),
        requests: numbers(moving.requests),
        drafts: numbers(moving.drafts),
        holding: held,
        post,
    })
}

/// What points at a person through a post. A deputy's own name moves nothing: the post is not his.
async fn pointing(app: &App, held: &Holding, post: &Post) -> Result<Pointing, Error> {
    Ok(store::dossiers::pointing_at(&app.store, AccountId(held.account_id), OrgId(post.org_id)).await?)
}

/// Hands the holding `id` over: it ends, the successor's begins, and the work goes with it.
///
/// # Errors
/// [`Error::Invalid`] with the wrong field, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn hand_over(app: &App, who: &Who, key: Option<&str>, id: Uuid, input: &SuccessionIn) -> Result<Uuid, Error> {
    allowed(who)?;
    let once = Once::new(key, ACT, &(id, input));
    let now = handed_over(app, who, &once, id, input).await;
    once.settled(app, who, now, |saved| saved).await
}

async fn handed_over(app: &App, who: &Who, once: &Once, id: Uuid, input: &SuccessionIn) -> Result<Uuid, Error> {
    let mut tries = Tries::default();
    loop {
        if let Some(saved) = once.saved(app, who).await? {
            return Ok(saved);
        }
        let mut act = Act::new(app, who);
        let post = holding(app, id).await?.post_id;
        let (part, post, holdings) = open(&mut act, app, post, ACT).await?;
        let held = holdings.iter().find(|held| held.id == id).cloned().ok_or(Error::NotFound)?;
        let from = day_if("from", input.from.as_deref())?.unwrap_or_else(|| usual_day(app, &held));
        let last = from.pred_opt().unwrap_or(from);
        check(app, &held, from).await?;
        let leaver = super::account(app, held.account_id).await?;
        let (successor, is_new) = successor(app, &mut act, input).await?;
        if successor.id == leaver.id {
            return Err(Invalid::field("email", "same-person").into());
        }
        on_account(&mut act, leaver.id, &post, "end-holding").await?;
        let successor = if is_new {
            successor
        } else {
            on_account(&mut act, successor.id, &post, "take-post").await?;
            // Read again: now its stream is open, and who closes the account meets this act there.
            open_still(app, successor.id).await?
        };
        if administers(&post) {
            // Who takes over is one to rely on, if he has joined.
            let joined = successor.password_hash.is_some() && post.valid_to.is_none();
            let stays = |other: &store::holdings::Administrator| other.holding != id || joined;
            keeps_administrator(&mut act, app, ACT, ("account", leaver.id), ("email", from), stays).await?;
        }
        let gone = ended(&holdings, &held, last);
        not_cut(app, &gone, ("from", last)).await?;
        let mut after: Vec<Holding> = holdings.clone();
        after.retain(|held| gone.never.iter().all(|never| never.id != held.id));
        for row in &gone.changed {
            after.iter_mut().filter(|held| held.id == row.id).for_each(|held| *held = row.clone());
        }
        // A deputy who takes the post over is no deputy any more.
        let wanted = Wanted { account: successor.id, from, to: None, acts_for: None };
        // Who has taken the post meanwhile takes over the work alone.
        let already = after.iter().find(|other| {
            !other.deputy
                && other.account_id == successor.id
                && other.from_on >= from
                && holds(span(other), app.today())
        });
        let already = already.cloned();
        let taken = match &already {
            Some(known) => known.clone(),
            None => place(app, who, &post, &after, &wanted).await?,
        };
        gone.write(&mut act, part)?;
        fall(&mut act, app, "end-holding", &held, ("from", last)).await?;
        if already.is_none() {
            act.tell(part, rows::holding(&taken));
            store::holdings::insert(&mut act.batch, taken.clone());
        }
        let (moved, batches) = work(app, who, &held, &post, (&leaver, &successor)).await?;
        for (key, value) in between(&held, &post, &leaver, &successor) {
            act.say(part, key, value);
        }
        act.say(part, "dossiers", listed(moved.values()));
        if !is_new {
            links::post(app, &mut act.batch, &successor, &letter(&post, moved.len()), "letter", taken.id, None)?;
        }
        once.keep(app, who, &mut act.batch, taken.id);
        if act.commit(&mut tries, batches).await? {
            app.wake.outbox.notify_one();
            rest(app, who, (&held, &post), (&leaver, &successor)).await;
            return Ok(taken.id);
        }
    }
}

/// The day from which a successor takes over unless another is named: today, or the day after somebody has left.
pub fn usual_day(app: &App, held: &Holding) -> chrono::NaiveDate {
    let left = held.to_on.and_then(|last| last.succ_opt());
    left.map_or(app.today(), |day| day.min(app.today()))
}

/// Whether the holding may change hands from that day on.
async fn check(app: &App, held: &Holding, from: chrono::NaiveDate) -> Result<(), Error> {
    // Work moves at once, so the post does too: before the day its mails would find nobody.
    if from > app.today() {
        return Err(Invalid::field("from", "in-future").into());
    }
    if held.deputy {
        return Err(Invalid::field("from", "deputy-holds").into());
    }
    if from <= held.from_on || held.to_on.is_some_and(|to| to < from.pred_opt().unwrap_or(from)) {
        // The days on which somebody may follow him: from his second one on, and at the latest when he has left.
        let (first, last) = (held.from_on.succ_opt().unwrap_or(held.from_on), usual_day(app, held));
        if first > last {
            return Err(Invalid::field("from", "held-one-day").with("day", first.format("%d/%m/%Y")).into());
        }
        return Err(Invalid::field("from", "not-held-then").with("range", days((first, Some(last)))).into());
    }
    // The record would else show him acting in a post that was somebody else's.
    let acted = store::record::last_of(&app.store, AccountId(held.account_id), PostId(held.post_id)).await?;
    if let Some(day) = acted.map(local_date).filter(|day| from < *day) {
        return Err(Invalid::field("from", "acted-later").with("day", day.format("%d/%m/%Y")).into());
    }
    Ok(())
}

/// The account that takes over: the one of the address, or a new one that is invited.
async fn successor(app: &App, act: &mut Act<'_>, input: &SuccessionIn) -> Result<(Account, bool), Error> {
    let known = store::accounts::by_email(&app.store, &address(&input.email)).await?;
    let name = input.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    match (known, name) {
        (Some(account), _) if account.disabled_at.is_some() => Err(Invalid::field("email", "closed").into()),
        (Some(account), _) => Ok((account, false)),
        (None, None) if input.email.trim().is_empty() => Err(Invalid::field("email", "required").into()),
        (None, None) => Err(Invalid::field("name", "name-to-invite").into()),
        (None, Some(name)) => {
            let new = person(&input.email, name, input.lang.as_deref().unwrap_or_default())?;
            let id = app.ids.uuid();
            let part = act.on(account_stream(id), "invite-account").await?;
            let account = add(app, act, (id, part), &new, None);
            links::issue(app, act, part, &account, Vec::new())?;
            Ok((account, true))
        }
    }
}

/// Both names, as commitments, with the holding that ends.
fn between(held: &Holding, post: &Post, leaver: &Account, successor: &Account) -> [(&'static str, Value); 6] {
    [
        ("holding", json!(held.id)),
        ("post", json!(post.id)),
        ("from", json!(leaver.id)),
        ("from_name", json!(NameRef(leaver.name_ref.clone()))),
        ("to", json!(successor.id)),
        ("to_name", json!(NameRef(successor.name_ref.clone()))),
    ]
}

/// The dossiers that change hands, in batches of what one statement takes.
async fn work(
    app: &App,
    who: &Who,
    held: &Holding,
    post: &Post,
    (leaver, successor): (&Account, &Account),
) -> Result<(BTreeMap<DossierId, String>, Vec<Batch>), Error> {
    let found = pointing(app, held, post).await?;
    let subject = Value::Object(
        between(held, post, leaver, successor).into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    );
    let change = Succession { from: AccountId(leaver.id), to: AccountId(successor.id), org: OrgId(post.org_id) };
    // In the order of their ids, so that two hand-overs never wait for each other crosswise.
    let all: BTreeMap<DossierId, String> = found.requests.into_iter().chain(found.drafts).collect();
    let (mut moved, mut batches) = (BTreeMap::new(), Vec::new());
    for some in all.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
        let mut batch = Batch::new();
        for (id, number) in some {
            match of_dossier(app, &mut batch, who, *id, &change, &subject).await {
                Ok(Some(number)) => {
                    moved.insert(*id, number);
                }
                Ok(None) => {}
                // He drafted what he would have to answer.
                Err(Error::Refused(_)) => {
                    return Err(Invalid::field("email", "drafted-it").with("number", number).into());
                }
                Err(error) => return Err(error),
            }
        }
        if !batch.is_empty() {
            let ids: Vec<DossierId> = some.iter().map(|(id, _)| *id).collect();
            store::notices::hand_over(&mut batch, change.from, change.to, &ids);
            batches.push(batch);
        }
    }
    Ok((moved, batches))
}

/// Hands over what the leaver took or opened while the act was being written. He is out of the post now: after a few looks
/// nothing more can come, and what a failure here leaves is shown with his account, as work that still waits for him by name.
async fn rest(app: &App, who: &Who, (held, post): (&Holding, &Post), between: (&Account, &Account)) {
    for _ in 0..LOOKS {
        let left = match work(app, who, held, post, between).await {
            Ok((_, left)) => left,
            Err(error) => {
                tracing::warn!(%error, holding.id = %held.id, "what came in during a hand-over was not looked for");
                return;
            }
        };
        if left.is_empty() {
            return;
        }
        for batch in left {
            match app.store.commit(batch).await {
                Ok(()) => app.forget(),
                // Somebody else is at that dossier: looked at again.
                Err(error) => tracing::info!(%error, "a dossier was changed during a hand-over"),
            }
        }
    }
}

/// The numbers moved, or their count and SHA-256 when they are too many for an entry.
fn listed<'a>(numbers: impl Iterator<Item = &'a String>) -> Value {
    let mut numbers: Vec<&str> = numbers.map(String::as_str).collect();
    numbers.sort_unstable();
    if numbers.len() <= LISTED {
        return json!(numbers);
    }
    json!({ "count": numbers.len(), "sha256": hex::encode(Sha256::digest(numbers.join("\n").as_bytes())) })
}

/// What the successor is told, once, however much has moved.
fn letter(post: &Post, moved: usize) -> Letter {
    let n = u64::try_from(moved).unwrap_or(u64::MAX);
    let title = |l: crate::i18n::L| l.pick(&post.title_vi, &post.title_en).to_owned();
    Letter {
        subject: both(|l| l.ta("letter-hand-over", &[("post", title(l))])),
        lines: vec![both(|l| l.ta("letter-hand-over-n", &[("n", n)])), both(|l| l.t("letter-hand-over-why"))],
        button: both(|l| l.t("mail-open-worklist")),
        path: "/".to_owned(),
    }
}
