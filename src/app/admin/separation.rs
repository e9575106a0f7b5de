//! What no single row shows of who holds what: somebody can always administer, who administers or inspects does nothing
//! else, and a deputy belongs to the house whose work he does.
//!
//! Each act that could break one of these reads the head of a stream first and writes it: [`ADMINISTRATORS`] for whatever
//! takes an administrator away, the account's own stream for whatever somebody holds. So two acts at once see each other,
//! though they lie in different organisations.

use super::holdings::{Wanted, no_work_after};
use super::ledger::Act;
use super::posts::span;
use super::{ADMINISTRATORS, Span, account_stream, meet, organisation_stream, rows};
use crate::app::input::Invalid;
use crate::app::{App, Error};
use crate::store::holdings::{Administrator, Holding};
use crate::store::organisations::{Organisation, Post};
use crate::store::{self};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::ids::{AccountId, PostId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Whether a post administers.
pub(super) fn administers(post: &Post) -> bool {
    post.role == Role::Administrator.as_str()
}

/// The role of a post that nobody has beside another role: who administers does nothing else, and who inspects takes no part
/// in what he inspects.
pub(super) fn alone(post: &Post) -> Option<Role> {
    Role::parse(&post.role).filter(|role| matches!(role, Role::Administrator | Role::Inspector))
}

/// Refuses an act after which, from `day` on, nobody could be relied on to administer: without end, by a holding of his
/// own (a deputyship falls with the owner's), with an account that is open and a password that is set. `stays` says who
/// is still there after the act, of those who are there now.
///
/// # Errors
/// [`Error::Invalid`] `last-administrator` at `field`.
pub(super) async fn keeps_administrator(
    act: &mut Act<'_>,
    app: &App,
    name: &'static str,
    (key, id): (&str, Uuid),
    (field, day): (&str, NaiveDate),
    stays: impl Fn(&Administrator) -> bool,
) -> Result<(), Error> {
    // Two who end each other at once meet here: the second looks again.
    let guard = act.on(ADMINISTRATORS.to_owned(), name).await?;
    act.say(guard, key, id);
    let day = day.max(app.today());
    let known = store::holdings::administrators(&app.store).await?;
    if known.iter().any(|other| other.since <= day && stays(other)) {
        return Ok(());
    }
    Err(Invalid::field(field, "last-administrator").into())
}

/// Whether an account administers, today or later, whatever the kind of its holding.
pub(super) async fn will_administer(app: &App, account: Uuid) -> Result<bool, Error> {
    let held = store::holdings::of_account(&app.store, AccountId(account)).await?;
    let held: Vec<Holding> = held.into_iter().filter(|held| meet(span(held), (app.today(), None))).collect();
    Ok(posts_of(app, &held).await?.values().any(administers))
}

/// The posts of holdings, by id.
async fn posts_of(app: &App, held: &[Holding]) -> Result<BTreeMap<Uuid, Post>, Error> {
    let ids: BTreeSet<PostId> = held.iter().map(|held| PostId(held.post_id)).collect();
    let posts = store::organisations::posts_by_ids(&app.store, &ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(posts.into_iter().map(|post| (post.id, post)).collect())
}

/// Whether somebody may hold a post so, by what else he holds. The account's stream must have been opened before.
///
/// # Errors
/// [`Error::Invalid`] `not-both` or `not-of-the-house` at `email`.
pub(super) async fn beside_others(app: &App, post: &Post, wanted: &Wanted) -> Result<(), Error> {
    let held = store::holdings::of_account(&app.store, AccountId(wanted.account)).await?;
    let posts = posts_of(app, &held).await?;
    let days = (wanted.from, wanted.to);
    let mut meeting = held.iter().filter(|held| held.post_id != post.id && meet(span(held), days));
    let differs = |held: &Holding| posts.get(&held.post_id).is_some_and(|other| alone(other) != alone(post));
    if meeting.any(differs) {
        return Err(Invalid::field("email", "not-both").into());
    }
    // A deputy of an administrator holds nothing else, by the rule above.
    let (Some(_), Some(to), false) = (wanted.acts_for, wanted.to, administers(post)) else { return Ok(()) };
    let own = Own::of(app, &held, &posts).await?;
    if own.until(app, post, wanted.from).await?.is_some_and(|last| last >= to) {
        return Ok(());
    }
    Err(Invalid::field("email", "not-of-the-house").into())
}

/// The house that an organisation belongs to: the province or city with all its departments; of a body of the centre, the
/// ministry itself.
pub(super) async fn house(app: &App, org: &Organisation) -> Result<Uuid, Error> {
    if let Some(locality) = org.locality_id {
        return Ok(locality);
    }
    let (mut top, mut looked) = (org.clone(), vec![org.id]);
    while let Some(above) = top.parent_id.filter(|above| !looked.contains(above)) {
        top = super::organisation(app, above).await?;
        looked.push(above);
    }
    Ok(top.id)
}

/// The days on which somebody holds posts of his own, by house.
struct Own(BTreeMap<Uuid, Vec<Span>>);

impl Own {
    async fn of(app: &App, held: &[Holding], posts: &BTreeMap<Uuid, Post>) -> Result<Self, Error> {
        let mut own: BTreeMap<Uuid, Vec<Span>> = BTreeMap::new();
        for held in held.iter().filter(|held| !held.deputy) {
            let Some(post) = posts.get(&held.post_id) else { continue };
            let org = super::organisation(app, post.org_id).await?;
            own.entry(house(app, &org).await?).or_default().push(span(held));
        }
        Ok(Self(own))
    }

    /// The last day up to which he holds a post in the house of `post`, from `day` on without a gap; none when not even
    /// on that day.
    async fn until(&self, app: &App, post: &Post, day: NaiveDate) -> Result<Option<NaiveDate>, Error> {
        let org = super::organisation(app, post.org_id).await?;
        let mut spans = self.0.get(&house(app, &org).await?).cloned().unwrap_or_default();
        spans.sort();
        let mut next = day;
        for (from, to) in spans.into_iter().filter(|(_, to)| to.is_none_or(|to| to >= day)) {
            if from > next {
                break;
            }
            next = to.and_then(|to| to.succ_opt()).map_or(NaiveDate::MAX, |after| after.max(next));
        }
        Ok(next.pred_opt().filter(|last| *last >= day))
    }
}

/// Ends where somebody stands in for others in the same house, as soon as he holds no post of his own there: `left` is
/// the holding that he leaves after `last`. Their organisations' streams get entries of their own.
///
/// # Errors
/// [`Error`]; [`Error::Invalid`] naming the field of `last` where work is recorded of a day on which he would stand in no
/// more.
pub(super) async fn fall(
    act: &mut Act<'_>,
    app: &App,
    name: &'static str,
    left: &Holding,
    (field, last): (&str, NaiveDate),
) -> Result<(), Error> {
    let account = AccountId(left.account_id);
    let mine = store::holdings::of_account(&app.store, account).await?;
    if left.deputy || !mine.iter().any(|held| outlasts(held, last)) {
        return Ok(());
    }
    for post in posts_of(app, &mine).await?.values() {
        act.on(organisation_stream(post.org_id), name).await?;
    }
    // Read again: now every stream that tells of a row is open.
    let mut mine = store::holdings::of_account(&app.store, account).await?;
    mine.iter_mut().filter(|held| held.id == left.id).for_each(|held| held.to_on = Some(last));
    let posts = posts_of(app, &mine).await?;
    let own = Own::of(app, &mine, &posts).await?;
    for held in mine.iter().filter(|held| outlasts(held, last)) {
        let Some(post) = posts.get(&held.post_id).filter(|post| !administers(post)) else { continue };
        let part = act.on(organisation_stream(post.org_id), name).await?;
        match own.until(app, post, held.from_on).await? {
            Some(until) if held.to_on.is_some_and(|to| to <= until) => continue,
            Some(until) => {
                no_work_after(app, held, until.succ_opt().unwrap_or(until), field).await?;
                let row = Holding { to_on: Some(until), ..held.clone() };
                act.tell(part, rows::holding(&row));
                store::holdings::update(&mut act.batch, row)?;
            }
            None if held.from_on <= last => {
                no_work_after(app, held, last.succ_opt().unwrap_or(last), field).await?;
                let row = Holding { to_on: Some(last), ..held.clone() };
                act.tell(part, rows::holding(&row));
                store::holdings::update(&mut act.batch, row)?;
            }
            None => {
                no_work_after(app, held, held.from_on.pred_opt().unwrap_or(last), field).await?;
                act.tell(part, rows::taken_back(held));
                store::holdings::take_back(&mut act.batch, held.id);
            }
        }
    }
    Ok(())
}

fn outlasts(held: &Holding, last: NaiveDate) -> bool {
    held.deputy && held.to_on.is_none_or(|to| to > last)
}

/// Opens the stream of an account for a change of what it holds.
///
/// # Errors
/// [`Error`].
pub(super) async fn on_account(act: &mut Act<'_>, account: Uuid, post: &Post, name: &'static str) -> Result<(), Error> {
    let part = act.on(account_stream(account), name).await?;
    act.say(part, "post", post.id);
    Ok(())
}
