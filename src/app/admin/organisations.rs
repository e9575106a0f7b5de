//! Organisations: entered, changed, ended.

use super::ledger::{Act, Once, Tries};
use super::seen::{self, is_stale, judged};
use super::separation::house;
use super::{
    KINDS, ORGANISATIONS, allowed, day_if, filled, gather, holds, meet, named, not_then, organisation_stream, rows,
};
use crate::app::input::{Checked, Invalid, day};
use crate::app::{App, Error, Who};
use crate::store::organisations::{LOCALITY, MOFA, Organisation};
use crate::store::{self};
use engine::ids::OrgId;
use engine::pack::BodyKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is entered of an organisation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationIn {
    /// `locality`, `department`, `ministry`, `mofa`, `government-office`, `inspectorate` or `other`.
    pub kind: String,
    /// Short code, unique: `HCM`, `MOFA`.
    pub code: String,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name; the Vietnamese one unless given.
    #[serde(default)]
    pub name_en: String,
    /// First day: `2019-04-15`.
    pub valid_from: String,
    /// Code of the organisation above.
    #[serde(default)]
    pub parent: Option<String>,
    /// Code of a second one above.
    #[serde(default)]
    pub second_parent: Option<String>,
    /// What it is asked for, where rules name a body by that: `defence`, `public-security` or `investment` for a ministry,
    /// `external-relations` for a department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_kind: Option<String>,
    /// `mark` of it as it was read, when it is changed: if it is another one by now, nothing is done (409
    /// `changed-meanwhile`).
    #[serde(default)]
    pub seen: Option<String>,
}

/// The end of an organisation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndIn {
    /// Last day: `2019-04-15`.
    pub last_day: String,
    /// Code of the organisation that takes its place, for a merger.
    #[serde(default)]
    pub successor: Option<String>,
}

/// Enters an organisation.
///
/// # Errors
/// [`Error::Invalid`] with each wrong field, [`Error::Forbidden`].
pub async fn enter(app: &App, who: &Who, key: Option<&str>, input: &OrganisationIn) -> Result<Uuid, Error> {
    allowed(who)?;
    let once = Once::new(key, "enter-organisation", input);
    let now = entered(app, who, &once, input).await;
    once.settled(app, who, now, |saved| saved).await
}

async fn entered(app: &App, who: &Who, once: &Once, input: &OrganisationIn) -> Result<Uuid, Error> {
    let mut tries = Tries::default();
    loop {
        if let Some(saved) = once.saved(app, who).await? {
            return Ok(saved);
        }
        let id = app.ids.uuid();
        let mut act = Act::new(app, who);
        let part = act.on(organisation_stream(id), "enter-organisation").await?;
        beside_others(&mut act, id, "enter-organisation").await?;
        let row = checked(app, input, id, None).await?;
        act.tell(part, rows::organisation(&row));
        store::organisations::insert(&mut act.batch, row);
        once.keep(app, who, &mut act.batch, id);
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(id);
        }
    }
}

/// Changes what was entered. The kind stays while there are posts, and so does the province or ministry to which it belongs.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Changed`]; as for [`enter`].
pub async fn change(app: &App, who: &Who, id: Uuid, input: &OrganisationIn) -> Result<(), Error> {
    allowed(who)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(organisation_stream(id), "change-organisation").await?;
        beside_others(&mut act, id, "change-organisation").await?;
        let before = super::organisation(app, id).await?;
        let is_stale = is_stale(input.seen.as_deref(), &seen::organisation(&before));
        let row = judged(is_stale, checked(app, input, id, Some(&before)).await)?;
        if row == before {
            return Ok(());
        }
        if is_stale {
            return Err(Error::Changed);
        }
        let posts = store::organisations::posts(&app.store, OrgId(id)).await?;
        if row.kind != before.kind && !posts.is_empty() {
            return Err(Invalid::field("kind", "posts-exist").into());
        }
        let early = posts.iter().any(|post| post.valid_from < row.valid_from);
        if early {
            return Err(Invalid::field("valid_from", "posts-exist").into());
        }
        let below = store::organisations::below(&app.store, OrgId(id)).await?;
        if below.iter().any(|other| other.valid_from < row.valid_from) {
            return Err(Invalid::field("valid_from", "has-below").into());
        }
        if house(app, &row).await? != house(app, &before).await? {
            // Whoever works there would work for another province or ministry from now on, and never have worked for this.
            if !posts.is_empty() {
                return Err(Invalid::field("parent", "posts-exist").into());
            }
            if !below.is_empty() {
                return Err(Invalid::field("parent", "has-below").into());
            }
        }
        act.tell(part, rows::organisation(&row));
        store::organisations::update(&mut act.batch, row)?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// Ends an organisation on a day; its posts must have ended by then, and those below it as well.
///
/// # Errors
/// [`Error::NotFound`]; as for [`enter`].
pub async fn end(app: &App, who: &Who, id: Uuid, input: &EndIn) -> Result<(), Error> {
    allowed(who)?;
    let last = day("last_day", &input.last_day)?;
    let mut tries = Tries::default();
    loop {
        let mut act = Act::new(app, who);
        let part = act.on(organisation_stream(id), "end-organisation").await?;
        beside_others(&mut act, id, "end-organisation").await?;
        let before = super::organisation(app, id).await?;
        if last < before.valid_from {
            return Err(Invalid::field("last_day", "date-order").into());
        }
        let after = last.succ_opt().unwrap_or(last);
        let posts = store::organisations::posts(&app.store, OrgId(id)).await?;
        if posts.iter().any(|post| meet((post.valid_from, post.valid_to), (after, None))) {
            return Err(Invalid::field("last_day", "posts-open").into());
        }
        let below = store::organisations::below(&app.store, OrgId(id)).await?;
        if below.iter().any(|org| meet((org.valid_from, org.valid_to), (after, None))) {
            return Err(Invalid::field("last_day", "has-below").into());
        }
        let successor = above(app, "successor", input.successor.as_deref()).await?;
        if successor.as_ref().is_some_and(|other| other.id == id) {
            return Err(Invalid::field("successor", "itself").into());
        }
        if let Some(other) = successor.as_ref().filter(|other| !holds((other.valid_from, other.valid_to), after)) {
            return Err(not_then("successor", (other.valid_from, other.valid_to)).into());
        }
        let row = Organisation { valid_to: Some(last), successor_id: successor.map(|other| other.id), ..before };
        // It may have ended before, and go on longer now.
        stands(app, &row, Some("last_day")).await?;
        act.tell(part, rows::organisation(&row));
        store::organisations::update(&mut act.batch, row)?;
        if act.commit(&mut tries, Vec::new()).await? {
            return Ok(());
        }
    }
}

/// What one organisation may be depends on the others: one Ministry of Foreign Affairs at a time, nobody above himself,
/// nobody longer than who is above. Two acts at once meet in a stream that all of them write; the second looks again.
async fn beside_others(act: &mut Act<'_>, id: Uuid, name: &'static str) -> Result<(), Error> {
    let guard = act.on(ORGANISATIONS.to_owned(), name).await?;
    act.say(guard, "organisation", id);
    Ok(())
}

/// The organisation of the code in `field`; none when the field is empty.
async fn above(app: &App, field: &str, code: Option<&str>) -> Result<Option<Organisation>, Error> {
    let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else { return Ok(None) };
    let found = store::organisations::by_code(&app.store, code).await?;
    found.map(Some).ok_or_else(|| Invalid::field(field, "no-such-organisation").into())
}

/// Short codes: letters, digits, hyphens; they stand in numbers of dossiers. Kept in capitals, so that there are not two
/// which only differ in the case of a letter.
fn code(text: &str) -> Checked<String> {
    let code = filled("code", text)?;
    let plain = code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain && code.len() <= 20 { Ok(code.to_ascii_uppercase()) } else { Err(Invalid::field("code", "bad-code")) }
}

/// Kinds of bodies that an organisation of `kind` may be. The Ministry of Foreign Affairs is its own by its kind alone.
pub fn body_kinds(kind: &str) -> &'static [BodyKind] {
    match kind {
        "ministry" => &[BodyKind::Defence, BodyKind::PublicSecurity, BodyKind::Investment],
        "department" => &[BodyKind::ExternalRelations],
        _ => &[],
    }
}

fn body_kind(kind: &str, name: Option<&str>) -> Checked<Option<BodyKind>> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    match BodyKind::parse(name) {
        None => Err(Invalid::field("body_kind", "choose-one")),
        Some(found) if body_kinds(kind).contains(&found) => Ok(Some(found)),
        Some(_) => Err(Invalid::field("body_kind", "not-of-kind")),
    }
}

/// The row that `input` makes, in the place of `before` where there is one.
async fn checked(
    app: &App,
    input: &OrganisationIn,
    id: Uuid,
    before: Option<&Organisation>,
) -> Result<Organisation, Error> {
    let mut wrong = Invalid(Vec::new());
    let kind = if KINDS.contains(&input.kind.as_str()) {
        Ok(input.kind.clone())
    } else {
        Err(Invalid::field("kind", "choose-one"))
    };
    let kind = gather(&mut wrong, kind);
    let body_kind = gather(&mut wrong, body_kind(&input.kind, input.body_kind.as_deref()));
    let code = gather(&mut wrong, code(&input.code));
    let name = gather(&mut wrong, named(&input.name_vi, &input.name_en, "name_vi", "name_en"));
    let from = gather(&mut wrong, day_if("valid_from", Some(&input.valid_from)));
    if from == Some(None) {
        wrong.0.extend(Invalid::field("valid_from", "required").0);
    }
    let mut parents = [None, None];
    for (parent, (field, code)) in
        parents.iter_mut().zip([("parent", &input.parent), ("second_parent", &input.second_parent)])
    {
        match above(app, field, code.as_deref()).await {
            Ok(found) => *parent = found,
            Err(Error::Invalid(more)) => wrong.0.extend(more.0),
            Err(error) => return Err(error),
        }
    }
    let (Some(kind), Some(body_kind), Some(code), Some(name), Some(Some(from)), true) =
        (kind, body_kind, code, name, from, wrong.0.is_empty())
    else {
        return Err(wrong.into());
    };
    let [parent, second] = parents;
    let known = store::organisations::by_code(&app.store, &code).await?;
    if known.is_some_and(|known| known.id != id) {
        return Err(Invalid::field("code", "taken").into());
    }
    for (field, above) in [("parent", &parent), ("second_parent", &second)] {
        if let Some(above) = above
            && under(app, above, id).await?
        {
            return Err(Invalid::field(field, "itself").into());
        }
    }
    if second.is_some() && second.as_ref().map(|org| org.id) == parent.as_ref().map(|org| org.id) {
        return Err(Invalid::field("second_parent", "same-twice").into());
    }
    let valid_to = before.and_then(|before| before.valid_to);
    if valid_to.is_some_and(|last| last < from) {
        return Err(Invalid::field("valid_from", "date-order").into());
    }
    let locality_id = if kind == LOCALITY {
        Some(id)
    } else {
        parent.as_ref().and_then(|org| org.locality_id).or(second.as_ref().and_then(|org| org.locality_id))
    };
    let row = Organisation {
        id,
        kind,
        code: Some(code),
        name_vi: name.vi,
        name_en: name.en,
        valid_from: from,
        valid_to,
        parent_id: parent.map(|org| org.id),
        second_parent_id: second.map(|org| org.id),
        locality_id,
        body_kind: body_kind.map(|kind| kind.as_str().to_owned()),
        successor_id: before.and_then(|before| before.successor_id),
    };
    stands(app, &row, None).await?;
    Ok(row)
}

/// Whether an organisation may be, on its days, beside the others: there is one Ministry of Foreign Affairs at a time, since
/// requests go to it without being addressed, and nothing outlives what is above it. What is wrong is said at `field`, or at
/// the one that it comes from.
async fn stands(app: &App, row: &Organisation, field: Option<&str>) -> Result<(), Error> {
    for (own, above) in [("parent", row.parent_id), ("second_parent", row.second_parent_id)] {
        let Some(above) = above else { continue };
        let above = super::organisation(app, above).await?;
        let longer = above.valid_to.is_some_and(|end| row.valid_to.is_none_or(|last| last > end));
        if longer || !holds((above.valid_from, above.valid_to), row.valid_from) {
            return Err(not_then(field.unwrap_or(own), (above.valid_from, above.valid_to)).into());
        }
    }
    if row.kind == MOFA {
        let known = store::organisations::by_name(&app.store, Some(MOFA), None, 50).await?;
        let days = (row.valid_from, row.valid_to);
        let meets = |other: &Organisation| meet((other.valid_from, other.valid_to), days);
        if known.iter().any(|other| other.id != row.id && meets(other)) {
            return Err(Invalid::field(field.unwrap_or("kind"), "one-mofa").into());
        }
    }
    Ok(())
}

/// Whether `org` is `id` or stands below it.
async fn under(app: &App, org: &Organisation, id: Uuid) -> Result<bool, Error> {
    let mut looked = vec![org.id];
    let mut next: Vec<OrgId> = [org.parent_id, org.second_parent_id].into_iter().flatten().map(OrgId).collect();
    while !looked.contains(&id) && !next.is_empty() {
        let found = store::organisations::by_ids(&app.store, &next).await?;
        looked.extend(found.iter().map(|org| org.id));
        let above = found.iter().flat_map(|org| [org.parent_id, org.second_parent_id]).flatten();
        next = above.filter(|id| !looked.contains(id)).map(OrgId).collect();
    }
    Ok(looked.contains(&id))
}
