//! Administration. None of it reads a dossier's content or the record. Rules in use: [`switches`], [`targets`], [`rules`],
//! which [`in_use`] keeps. People and organisations: who may act, in which post, from which day to which.
//!
//! Everything here is dated and nothing is deleted. Each act is an entry of the record in the stream of the organisation
//! or account that it changes ([`ledger`]), with the rows as they are afterwards, so that `audit verify` can compare them.
//! The administrator sees no dossier: where work changes hands he is shown numbers only ([`hand_over`]).

pub mod account_acts;
pub mod accounts;
pub mod behind;
pub mod hand_over;
pub mod holdings;
pub mod in_use;
pub mod ledger;
pub mod links;
pub mod list;

pub mod organisations;
pub mod posts;
pub mod rows;
pub mod rules;
pub mod seen;
mod separation;
pub mod switches;
pub mod targets;
pub mod view;

pub use in_use::{Grounds, InUse, Switch, Target, days_kind};

use super::input::{Checked, Invalid, day, one_line};
use super::{App, Error, Who};
use crate::store::{self};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::ids::{AccountId, OrgId};
use engine::text::Bilingual;
use uuid::Uuid;

/// Kinds of organisation.
pub const KINDS: [&str; 7] =
    ["locality", "department", "ministry", "mofa", "government-office", "inspectorate", "other"];

/// Roles that a post may have.
pub const ROLES: [Role; 6] =
    [Role::Official, Role::Leader, Role::Reviewer, Role::GovernmentOffice, Role::Inspector, Role::Administrator];

/// Roles that posts of an organisation of this kind may have (`docs/operations.md`). Drafting and clearing are a locality's
/// (Ordinance 33/2007, Art. 16.1), opinions are given by the bodies that may be asked ([`store::organisations::ASKABLE`] and
/// MOFA), the Prime Minister's is recorded by his office; who inspects reads every province and so is of an inspectorate. The
/// service may be run by any of them.
pub fn roles_of(kind: &str) -> &'static [Role] {
    match kind {
        "locality" => &[Role::Official, Role::Leader, Role::Administrator],
        "department" => &[Role::Official, Role::Reviewer, Role::Administrator],
        "ministry" | "mofa" => &[Role::Reviewer, Role::Administrator],
        "government-office" => &[Role::GovernmentOffice, Role::Administrator],
        "inspectorate" => &[Role::Inspector, Role::Administrator],
        // Attached to a locality perhaps: a management board, a university.
        "other" => &[Role::Official, Role::Administrator],
        _ => &[],
    }
}

/// Refuses a role that no post of an organisation of that kind has.
///
/// # Errors
/// [`Invalid`] `role-not-here` at `role`.
pub(super) fn fits(kind: &str, role: Role) -> Checked<()> {
    if roles_of(kind).contains(&role) {
        return Ok(());
    }
    Err(Invalid::field("role", "role-not-here").with("role", role.as_str()))
}

/// Longest name or title, in characters.
const NAME: usize = 300;

/// Tokens of one account that are looked at: no person has so many.
pub(super) const MOST_TOKENS: u64 = 10_000;

/// Whether `who` may administer: an administrator, or the service's own command line.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn allowed(who: &Who) -> Result<(), Error> {
    if who.account.is_none() || who.has(Role::Administrator) { Ok(()) } else { Err(Error::Forbidden) }
}

/// A name or title that must be there.
fn filled(field: &str, text: &str) -> Checked<String> {
    let line = one_line(field, text)?;
    if line.is_empty() {
        return Err(Invalid::field(field, "required"));
    }
    in_use::within(field, Ok(line), NAME)
}

/// A name in both languages; without an English one the Vietnamese stands for both.
fn named(vi: &str, en: &str, vi_field: &str, en_field: &str) -> Checked<Bilingual> {
    let vi = filled(vi_field, vi)?;
    let en = if en.trim().is_empty() { vi.clone() } else { filled(en_field, en)? };
    Ok(Bilingual::new(vi, en))
}

/// A day that may be left out.
fn day_if(field: &str, text: Option<&str>) -> Checked<Option<NaiveDate>> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| day(field, text)).transpose()
}

/// All errors at once, so that a form is mended once.
fn gather<T>(wrong: &mut Invalid, checked: Checked<T>) -> Option<T> {
    match checked {
        Ok(value) => Some(value),
        Err(more) => {
            wrong.0.extend(more.0);
            None
        }
    }
}

/// First and last day; without a last one it goes on.
type Span = (NaiveDate, Option<NaiveDate>);

/// Whether two spans of days meet.
fn meet(a: Span, b: Span) -> bool {
    b.1.is_none_or(|end| a.0 <= end) && a.1.is_none_or(|end| b.0 <= end)
}

/// That something is not there on a day, with the days on which it is.
fn not_then(field: &str, (from, to): Span) -> Invalid {
    Invalid::field(field, "not-valid-then").with("range", days((from, to)))
}

/// Days from and to, as an error names them.
fn days((from, to): Span) -> String {
    let day = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    format!("{} – {}", day(from), to.map_or("…".to_owned(), day))
}

/// Whether a span holds a day.
fn holds(span: Span, day: NaiveDate) -> bool {
    meet(span, (day, Some(day)))
}

/// The organisation of that id.
async fn organisation(app: &App, id: Uuid) -> Result<store::organisations::Organisation, Error> {
    store::organisations::by_id(&app.store, OrgId(id)).await?.ok_or(Error::NotFound)
}

/// The account of that id.
async fn account(app: &App, id: Uuid) -> Result<store::accounts::Account, Error> {
    store::accounts::by_id(&app.store, AccountId(id)).await?.ok_or(Error::NotFound)
}

/// Stream of what is done to an organisation, its posts and who holds them.
pub fn organisation_stream(id: Uuid) -> String {
    format!("admin:organisation:{id}")
}

/// Stream of what is done to an account.
pub fn account_stream(id: Uuid) -> String {
    format!("admin:account:{id}")
}

/// Stream of whatever takes an administrator away: such acts come one after another, so that the last one stays.
const ADMINISTRATORS: &str = "admin:administrators";
/// Stream of every act that enters, changes or ends an organisation; see [`organisations`].
const ORGANISATIONS: &str = "admin:organisations";
