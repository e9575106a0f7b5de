//! Posts: entered, changed, ended. What a person may do follows from the role of the posts that he holds.

use super::ledger::{Act, Once, Tries};
use super::seen::{self, is_stale, judged};
use super::separation::{administers, alone};
use super::{ROLES, Span, allowed, day_if, fits, gather, holds, meet, named, not_then, organisation_stream, rows};
use crate::app::input::{Invalid, day};
use crate::app::{App, Error, Who};
use crate::store::holdings::Holding;
use crate::store::organisations::{Organisation, Post};
use crate::store::{self};
use engine::actor::Role;
use engine::ids::PostId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is entered of a post.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostIn {
    /// Vietnamese title.
    pub title_vi: String,
    /// English title; the Vietnamese one unless given.
    #[serde(default)]
    pub title_en: String,
    /// `official`, `leader`, `reviewer`, `government-office`, `inspector` or `administrator`.
    pub role: String,
    /// The post above.
    #[serde(default)]
    pub above: Option<Uuid>,
    /// Whether it receives what comes in to the organisation.
    #[serde(default)]
    pub intake: bool,
    /// First day: `2019-04-15`.
    pub valid_from: String,
    /// `mark` of it as it was read, when it is changed: if it is another one by now, nothing is done (409
    /// `changed-meanwhile`).
    #[serde(default)]
    pub seen: Option<String>,
}

/// The last day of a post or of a holding.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LastDayIn {
    /// Last day: `2019-04-15`.
    pub last_day: String,
}

/// Enters a post of the organisation `org`.
///
/// # Errors
/// [`Error::Invalid`] with each wrong field, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn enter(app: &App, who: &Who, key: Option<&str>, org: Uuid, input: &PostIn) -> Result<Uuid, Error> {
    allowed(who)?;
    let once = Once::new(key, "enter-post", &(org, input));
    let now = entered(app, who, &once, org, input).await;
    once.settled(app, who, now, |saved| saved).await
}

async fn entered(app: &App, who: &Who, once: &Once, org: Uuid, input: &PostIn) -> Result<Uuid, Error> {
    let mut tries = Tries::default();
    loop {
        if let Some(saved) = once.saved(app, who).await? {
            return Ok(saved);
        }
        let mut act = Act::new(app, who);
        let part = act.on(organisation_stream(org), "enter-post").await?;
        let org = super::organisation(app, org).await?;
        let row = checked(app, input, app.ids.uuid(), &org, None).await?;
        role_fits(&org, &row)?;
        let id = row.id;
        act.tell(part, rows::post(&row));
        store::organisations::insert_post(&mut act.batch, row);
        once.keep(app, who, &mut act.batch, id);
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(id);
        }
    }
}

/// Changes a post. Its role stays while somebody holds it: nobody's rights change under his hands.
///
/// # Errors
/// [`Error::Changed`]; as for [`enter`].
pub async fn change(app: &App, who: &Who, id: Uuid, input: &PostIn) -> Result<(), Error> {
    allowed(who)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let (part, before, holdings) = open(&mut act, app, id, "change-post").await?;
        let org = super::organisation(app, before.org_id).await?;
        let is_stale = is_stale(input.seen.as_deref(), &seen::post(&before));
        let row = judged(is_stale, checked(app, input, id, &org, Some(&before)).await)?;
        if row == before {
            return Ok(());
        }
        if is_stale {
            return Err(Error::Changed);
        }
        if row.role != before.role && holdings.iter().any(|held| meet(span(held), (app.today(), None))) {
            return Err(Invalid::field("role", "still-held").into());
        }
        // Fixed, so that what stands above a post, or who held it once, never comes to administer or inspect by a change.
        if alone(&row) != alone(&before) {
            return Err(Invalid::field("role", "role-fixed").into());
        }
        if row.role != before.role {
            role_fits(&org, &row)?;
        }
        if holdings.iter().any(|held| held.from_on < row.valid_from) {
            return Err(Invalid::field("valid_from", "held-earlier").into());
        }
        act.tell(part, rows::post(&row));
        store::organisations::update_post(&mut act.batch, row)?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// Ends a post on a day; nobody may hold it after that. So nobody who administers goes with it.
///
/// # Errors
/// As for [`enter`].
pub async fn end(app: &App, who: &Who, id: Uuid, input: &LastDayIn) -> Result<(), Error> {
    allowed(who)?;
    let last = day("last_day", &input.last_day)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let (part, before, holdings) = open(&mut act, app, id, "end-post").await?;
        if last < before.valid_from {
            return Err(Invalid::field("last_day", "date-order").into());
        }
        let org = super::organisation(app, before.org_id).await?;
        if org.valid_to.is_some_and(|end| last > end) {
            return Err(not_then("last_day", (org.valid_from, org.valid_to)).into());
        }
        let after = last.succ_opt().unwrap_or(last);
        if holdings.iter().any(|held| meet(span(held), (after, None))) {
            return Err(Invalid::field("last_day", "still-held").into());
        }
        let row = Post { valid_to: Some(last), ..before };
        act.tell(part, rows::post(&row));
        store::organisations::update_post(&mut act.batch, row)?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// The post of that id.
pub(super) async fn post(app: &App, id: Uuid) -> Result<Post, Error> {
    store::organisations::post(&app.store, PostId(id)).await?.ok_or(Error::NotFound)
}

/// Opens the entry of a post's organisation and reads the post with who holds it.
pub(super) async fn open(
    act: &mut Act<'_>,
    app: &App,
    id: Uuid,
    name: &'static str,
) -> Result<(super::ledger::In, Post, Vec<Holding>), Error> {
    // A post never changes its organisation, so that this look finds the stream for good.
    let org = post(app, id).await?.org_id;
    let part = act.on(organisation_stream(org), name).await?;
    let holdings = store::holdings::of_posts(&app.store, &[PostId(id)]).await?;
    Ok((part, post(app, id).await?, holdings))
}

/// The days of a holding.
pub(super) fn span(held: &Holding) -> Span {
    (held.from_on, held.to_on)
}

/// Refuses a role that posts of the organisation do not have.
fn role_fits(org: &Organisation, row: &Post) -> Result<(), Error> {
    let role = Role::parse(&row.role).ok_or_else(|| Invalid::field("role", "choose-one"))?;
    Ok(fits(&org.kind, role)?)
}

/// Whether the post `above` may stand above one of `org`: whoever holds it is told the numbers and titles of dossiers that
/// are late below, so it is of the organisation itself or of one directly above it, and does not administer.
async fn may_stand_above(
    app: &App,
    org: &Organisation,
    role: Role,
    above: Uuid,
    before: Option<&Post>,
) -> Result<(), Error> {
    let refuse = |code: &str| Err(Invalid::field("above", code).into());
    let Some(found) = store::organisations::post(&app.store, PostId(above)).await? else { return refuse("choose-one") };
    if administers(&found) && role != Role::Administrator {
        return refuse("above-administers");
    }
    let near = [Some(org.id), org.parent_id, org.second_parent_id].contains(&Some(found.org_id));
    let as_before = before.is_some_and(|before| before.above_id == Some(above));
    if near || as_before { Ok(()) } else { refuse("not-above") }
}

/// The post that `input` makes in `org`, in the place of `before` where there is one.
///
/// # Errors
/// [`Error::Invalid`] with each wrong field.
pub(in crate::app) async fn checked(
    app: &App,
    input: &PostIn,
    id: Uuid,
    org: &Organisation,
    before: Option<&Post>,
) -> Result<Post, Error> {
    let mut wrong = Invalid(Vec::new());
    let title = gather(&mut wrong, named(&input.title_vi, &input.title_en, "title_vi", "title_en"));
    let role = Role::parse(&input.role).filter(|role| ROLES.contains(role));
    let role = gather(&mut wrong, role.ok_or_else(|| Invalid::field("role", "choose-one")));
    let from = gather(&mut wrong, day_if("valid_from", Some(&input.valid_from)));
    if from == Some(None) {
        wrong.0.extend(Invalid::field("valid_from", "required").0);
    }
    let (Some(title), Some(role), Some(Some(from)), true) = (title, role, from, wrong.0.is_empty()) else {
        return Err(wrong.into());
    };
    if !holds((org.valid_from, org.valid_to), from) {
        return Err(not_then("valid_from", (org.valid_from, org.valid_to)).into());
    }
    // A new post ends with its organisation, where that has an end.
    let valid_to = before.map_or(org.valid_to, |before| before.valid_to);
    if valid_to.is_some_and(|last| last < from) {
        return Err(Invalid::field("valid_from", "date-order").into());
    }
    if let Some(above) = input.above {
        may_stand_above(app, org, role, above, before).await?;
        let mut next = Some(above);
        let mut looked = Vec::new();
        while let Some(up) = next.filter(|up| !looked.contains(up)) {
            if up == id {
                return Err(Invalid::field("above", "itself").into());
            }
            looked.push(up);
            let found = store::organisations::post(&app.store, PostId(up)).await?;
            next = found.ok_or_else(|| Invalid::field("above", "choose-one"))?.above_id;
        }
    }
    Ok(Post {
        id,
        org_id: org.id,
        title_vi: title.vi,
        title_en: title.en,
        role: role.as_str().to_owned(),
        above_id: input.above,
        intake: input.intake,
        valid_from: from,
        valid_to,
    })
}
