//! Who holds a post: a person takes it from a day and leaves it on a day; a deputy stands in for the person who owns it.

use super::ledger::{Act, In, Once, Tries};
use super::posts::{LastDayIn, open, span};
use super::separation::{administers, beside_others, fall, keeps_administrator, on_account};
use super::{allowed, day_if, gather, holds, meet, not_then, rows};
use crate::app::input::{Invalid, day};
use crate::app::session::address;
use crate::app::{App, Error, Who};
use crate::store::accounts::Account;
use crate::store::holdings::Holding;
use crate::store::organisations::Post;
use crate::store::{self};
use chrono::{Months, NaiveDate};
use engine::actor::Role;
use engine::calendar::local_date;
use engine::ids::{AccountId, PostId};
use engine::record::NameRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Who takes a post.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldingIn {
    /// Address of the person, or id of the account.
    pub email: String,
    /// First day: `2019-04-15`.
    pub from: String,
    /// Last day, where it is known; of a deputy always, at most a year after the first.
    #[serde(default)]
    pub to: Option<String>,
    /// For a deputy: address (or id) of the person for whom he stands in, who owns the post.
    #[serde(default)]
    pub acts_for: Option<String>,
}

/// How long somebody may stand in at a stretch.
const LONGEST: Months = Months::new(12);

/// What somebody is to hold.
pub(super) struct Wanted {
    pub(super) account: Uuid,
    pub(super) from: NaiveDate,
    pub(super) to: Option<NaiveDate>,
    pub(super) acts_for: Option<Uuid>,
}

/// Gives the post `post` to a person, as its owner or as deputy of its owner.
///
/// # Errors
/// [`Error::Invalid`] with the wrong field, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn take(app: &App, who: &Who, key: Option<&str>, post: Uuid, input: &HoldingIn) -> Result<Uuid, Error> {
    allowed(who)?;
    let once = Once::new(key, "take-post", &(post, input));
    let now = taken(app, who, &once, post, input).await;
    once.settled(app, who, now, |saved| saved).await
}

async fn taken(app: &App, who: &Who, once: &Once, post: Uuid, input: &HoldingIn) -> Result<Uuid, Error> {
    let mut tries = Tries::default();
    loop {
        if let Some(saved) = once.saved(app, who).await? {
            return Ok(saved);
        }
        let mut act = Act::new(app, who);
        let (part, post, holdings) = open(&mut act, app, post, "take-post").await?;
        let mut wrong = Invalid(Vec::new());
        let person = person(app, "email", &input.email).await?;
        let owner = match input.acts_for.as_deref().map(str::trim).filter(|email| !email.is_empty()) {
            Some(email) => Some(self::person(app, "acts_for", email).await?),
            None => None,
        };
        let from = gather(&mut wrong, day_if("from", Some(&input.from)));
        if from == Some(None) {
            wrong.0.extend(Invalid::field("from", "required").0);
        }
        let to = gather(&mut wrong, day_if("to", input.to.as_deref()));
        let (Some(Some(from)), Some(to)) = (from, to) else { return Err(wrong.into()) };
        on_account(&mut act, person.id, &post, "take-post").await?;
        // Read again: now its stream is open, and who closes the account meets this act there.
        let person = open_still(app, person.id).await?;
        let wanted = Wanted { account: person.id, from, to, acts_for: owner.as_ref().map(|owner| owner.id) };
        if wanted.acts_for.is_some() && from < app.today() {
            return Err(Invalid::field("from", "in-the-past").into());
        }
        let row = place(app, who, &post, &holdings, &wanted).await?;
        let id = row.id;
        told(&mut act, part, &person, owner.as_ref(), &post);
        act.tell(part, rows::holding(&row));
        store::holdings::insert(&mut act.batch, row);
        once.keep(app, who, &mut act.batch, id);
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(id);
        }
    }
}

/// The account, if it is not closed.
pub(super) async fn open_still(app: &App, id: Uuid) -> Result<Account, Error> {
    let account = super::account(app, id).await?;
    if account.disabled_at.is_some() {
        return Err(Invalid::field("email", "closed").into());
    }
    Ok(account)
}

/// Ends a holding on a day. Deputies of the person who owned the post end with him, and so does where he himself stands in
/// for others of the house, when he holds no other post in it.
///
/// # Errors
/// As for [`take`].
pub async fn end(app: &App, who: &Who, id: Uuid, input: &LastDayIn) -> Result<(), Error> {
    allowed(who)?;
    let last = day("last_day", &input.last_day)?;
    let mut tries = Tries::default();
    loop {
        let post = holding(app, id).await?.post_id;
        let mut act = Act::new(app, who);
        let (part, post, holdings) = open(&mut act, app, post, "end-holding").await?;
        let held = holdings.iter().find(|held| held.id == id).cloned().ok_or(Error::NotFound)?;
        if last < held.from_on {
            return Err(Invalid::field("last_day", "date-order").into());
        }
        if post.valid_to.is_some_and(|end| last > end) {
            return Err(not_then("last_day", (post.valid_from, post.valid_to)).into());
        }
        let longer = held.to_on.is_none_or(|to| last > to);
        if longer && held.to_on.is_some() {
            let wanted = Wanted {
                account: held.account_id,
                from: held.from_on,
                to: Some(last),
                acts_for: held.acts_for_account,
            };
            on_account(&mut act, held.account_id, &post, "end-holding").await?;
            let may = async {
                free(&post, &others(&holdings, id), &wanted)?;
                beside_others(app, &post, &wanted).await
            };
            may.await.map_err(|error| at("last_day", error))?;
        }
        on_account(&mut act, held.account_id, &post, "end-holding").await?;
        if administers(&post) {
            let from = ("last_day", last.succ_opt().unwrap_or(last));
            let of = ("account", held.account_id);
            keeps_administrator(&mut act, app, "end-holding", of, from, |other| other.holding != id).await?;
        }
        let person = super::account(app, held.account_id).await?;
        told(&mut act, part, &person, None, &post);
        let gone = ended(&holdings, &held, last);
        not_cut(app, &gone, ("last_day", last)).await?;
        gone.write(&mut act, part)?;
        fall(&mut act, app, "end-holding", &held, ("last_day", last)).await?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// The holding of that id.
pub(super) async fn holding(app: &App, id: Uuid) -> Result<Holding, Error> {
    store::holdings::by_id(&app.store, id).await?.ok_or(Error::NotFound)
}

fn others(holdings: &[Holding], id: Uuid) -> Vec<Holding> {
    holdings.iter().filter(|held| held.id != id).cloned().collect()
}

/// Whom the entry is about: the post, and the names as commitments.
pub(super) fn told(act: &mut Act<'_>, part: In, person: &Account, owner: Option<&Account>, post: &Post) {
    act.say(part, "post", post.id);
    act.say(part, "account", person.id);
    act.say(part, "name", NameRef(person.name_ref.clone()));
    if let Some(owner) = owner {
        act.say(part, "for", owner.id);
        act.say(part, "for_name", NameRef(owner.name_ref.clone()));
    }
}

/// The account of the address, or of the id, in `field`.
pub(super) async fn person(app: &App, field: &str, email: &str) -> Result<Account, Error> {
    if let Ok(id) = email.trim().parse::<Uuid>() {
        let found = store::accounts::by_id(&app.store, AccountId(id)).await?;
        return found.ok_or_else(|| Invalid::field(field, "no-such-account").into());
    }
    if email.trim().is_empty() {
        return Err(Invalid::field(field, "required").into());
    }
    let found = store::accounts::by_email(&app.store, &address(email)).await?;
    found.ok_or_else(|| Invalid::field(field, "no-such-account").into())
}

/// What is wrong, told of the one field that a form has.
fn at(field: &str, error: Error) -> Error {
    let Error::Invalid(mut invalid) = error else { return error };
    invalid.0.iter_mut().for_each(|wrong| field.clone_into(&mut wrong.field));
    invalid.into()
}

/// The row by which somebody holds a post, if he may. An administrator never gives himself another role than his own:
/// that takes a second administrator. The account's stream must have been opened before.
///
/// # Errors
/// [`Error::Invalid`] with the wrong field.
pub(super) async fn place(
    app: &App,
    who: &Who,
    post: &Post,
    others: &[Holding],
    wanted: &Wanted,
) -> Result<Holding, Error> {
    if who.account.is_some_and(|me| me.0 == wanted.account) && post.role != Role::Administrator.as_str() {
        return Err(Invalid::field("email", "not-yourself").into());
    }
    free(post, others, wanted)?;
    beside_others(app, post, wanted).await?;
    Ok(Holding {
        id: app.ids.uuid(),
        account_id: wanted.account,
        post_id: post.id,
        from_on: wanted.from,
        // Nobody holds a post for longer than there is one.
        to_on: wanted.to.or(post.valid_to),
        deputy: wanted.acts_for.is_some(),
        acts_for_account: wanted.acts_for,
    })
}

/// Whether a post may be held so: it exists on all these days, has one owner at a time, and a deputy stands in for that
/// owner.
fn free(post: &Post, others: &[Holding], wanted: &Wanted) -> Result<(), Error> {
    let Wanted { account, from, to, acts_for } = *wanted;
    let refuse = |field: &str, code: &str| Err(Invalid::field(field, code).into());
    if to.is_some_and(|to| to < from) {
        return refuse("to", "date-order");
    }
    // Authority that is lent is lent for a time: the record must show until when.
    match (acts_for, to) {
        (Some(_), None) => return refuse("to", "deputy-without-end"),
        (Some(_), Some(to)) if from.checked_add_months(LONGEST).is_some_and(|most| to > most) => {
            return refuse("to", "deputy-too-long");
        }
        _ => {}
    }
    let late = post.valid_to.is_some_and(|end| to.is_some_and(|to| to > end));
    if !holds((post.valid_from, post.valid_to), from) || late {
        return Err(not_then("from", (post.valid_from, post.valid_to)).into());
    }
    let mut meeting = others.iter().filter(|held| meet(span(held), (from, to)));
    if meeting.clone().any(|held| held.account_id == account) {
        return refuse("email", "holds-already");
    }
    match acts_for {
        None if meeting.any(|held| !held.deputy) => refuse("email", "post-held"),
        Some(owner) if owner == account => refuse("acts_for", "itself"),
        Some(owner) => {
            let mut owned = others.iter().filter(|held| !held.deputy && held.account_id == owner);
            let whole = |held: &&Holding| {
                holds(span(held), from) && held.to_on.is_none_or(|end| to.is_some_and(|to| to <= end))
            };
            if owned.any(|held| whole(&held)) { Ok(()) } else { refuse("acts_for", "not-the-holder") }
        }
        None => Ok(()),
    }
}

/// What changes when a holding ends.
pub(super) struct Ended {
    /// Itself, and deputies who stood in for the person, with their last days.
    pub(super) changed: Vec<Holding>,
    /// Deputies who would have begun later: they never begin, and a row whose last day lies before its first is none.
    pub(super) never: Vec<Holding>,
}

impl Ended {
    /// Into the act, with what its entry tells.
    pub(super) fn write(self, act: &mut Act<'_>, part: In) -> Result<(), Error> {
        for row in self.changed {
            act.tell(part, rows::holding(&row));
            store::holdings::update(&mut act.batch, row)?;
        }
        for row in self.never {
            act.tell(part, rows::taken_back(&row));
            store::holdings::take_back(&mut act.batch, row.id);
        }
        Ok(())
    }
}

/// Refuses a last day after which somebody still did something in the post: the record would show him, or his deputy,
/// acting in what was no longer his. The day of the change may have had both.
///
/// # Errors
/// [`Error::Invalid`] `work-recorded` at `field`, with the day.
pub(super) async fn not_cut(app: &App, gone: &Ended, (field, last): (&str, NaiveDate)) -> Result<(), Error> {
    let next = last.succ_opt().unwrap_or(last);
    // A deputy who would fall away altogether may have begun before today.
    for row in gone.changed.iter().chain(&gone.never) {
        no_work_after(app, row, next, field).await?;
    }
    Ok(())
}

/// That nothing is recorded of the holder in this post after `day`.
///
/// # Errors
/// [`Error::Invalid`] naming `field`.
pub(super) async fn no_work_after(app: &App, row: &Holding, day: NaiveDate, field: &str) -> Result<(), Error> {
    let acted = store::record::last_of(&app.store, AccountId(row.account_id), PostId(row.post_id)).await?;
    match acted.map(local_date).filter(|acted| day < *acted) {
        Some(acted) => Err(Invalid::field(field, "work-recorded").with("day", acted.format("%d/%m/%Y")).into()),
        None => Ok(()),
    }
}

/// The rows that change when a holding ends after `last`.
pub(super) fn ended(holdings: &[Holding], held: &Holding, last: NaiveDate) -> Ended {
    let stands_in = |other: &&Holding| {
        !held.deputy && other.deputy && other.acts_for_account == Some(held.account_id) && meet(span(other), span(held))
    };
    let deputies = holdings.iter().filter(stands_in).filter(|deputy| deputy.to_on.is_none_or(|to| to > last));
    let (never, cut): (Vec<Holding>, Vec<Holding>) = deputies.cloned().partition(|deputy| deputy.from_on > last);
    let changed = std::iter::once(held.clone()).chain(cut);
    Ended { changed: changed.map(|row| Holding { to_on: Some(last), ..row }).collect(), never }
}
