//! Lists for programs, all by key: dossiers by filter, bodies, partners. The work list is in [`super::lists`].

use super::input::Invalid;
use super::{App, Error, Who};
use crate::store::{self};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::ids::OrgId;
use engine::text::Bilingual;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

pub use crate::store::dossiers::{Filter, Summary};
pub use crate::store::partners::Partner;

/// Most rows of a page.
pub const MOST: u64 = 200;
/// Rows of a page that does not say how many.
pub const USUAL: u64 = 50;

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins, as text to give back; none on the last.
    pub next: Option<String>,
    /// Names of the organisations mentioned.
    pub orgs: BTreeMap<OrgId, Bilingual>,
}

/// A page mark that no list handed out.
pub fn mark(field: &str) -> Error {
    Invalid::field(field, "bad-page-mark").into()
}

/// Reads a page mark that [`sealed`] made; none when there is none.
///
/// # Errors
/// [`Error::Invalid`] for one that no list handed out.
pub fn opened<T: DeserializeOwned>(after: Option<&str>) -> Result<Option<T>, Error> {
    let Some(text) = after.filter(|after| !after.is_empty()) else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| mark("after"))?;
    // PostgreSQL holds no such character, and no name on file has it.
    if bytes.windows(6).any(|six| six == b"\\u0000") {
        return Err(mark("after"));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|_| mark("after"))
}

/// Where the next page begins, as text to give back.
pub fn sealed(place: &impl Serialize) -> Option<String> {
    serde_json::to_vec(place).ok().map(|place| URL_SAFE_NO_PAD.encode(place))
}

/// The number of rows asked for.
///
/// # Errors
/// [`Error::Invalid`] outside 1 to [`MOST`].
pub fn limit(asked: Option<u64>) -> Result<u64, Error> {
    let asked = asked.unwrap_or(USUAL);
    if (1..=MOST).contains(&asked) {
        return Ok(asked);
    }
    Err(Invalid::field("limit", "out-of-range").with("range", format!("1–{MOST}")).into())
}

/// Dossiers that the reader may see, nearest due day first.
///
/// # Errors
/// [`Error`].
pub async fn dossiers(
    app: &App,
    who: &Who,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Summary>, Error> {
    let after = after.filter(|after| !after.is_empty());
    let after = after.map(|after| after.parse().map_err(|_| mark("after"))).transpose()?;
    let page = store::dossiers::list(&app.store, &who.scope(), filter, after, limit).await?;
    let orgs = page.items.iter().map(|row| row.locality).collect();
    Ok(Page { orgs: app.org_names(&orgs).await?, next: page.next.map(|next| next.to_string()), items: page.items })
}

/// A body that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its id.
    pub id: OrgId,
    /// Its short code.
    pub code: Option<String>,
    /// Its name.
    pub name: Bilingual,
    /// Kind of organisation.
    pub kind: String,
    /// Whether it is MOFA, which is always asked.
    pub mofa: bool,
}

/// Bodies that the reader's locality may ask today, MOFA first; for readers without a locality those that any may ask.
///
/// # Errors
/// [`Error`].
pub async fn bodies(app: &App, who: &Who) -> Result<Vec<Body>, Error> {
    let locality = who.actor.holdings.iter().find_map(|held| held.locality).unwrap_or(OrgId(uuid::Uuid::nil()));
    let mut found = store::organisations::around(&app.store, locality, app.today()).await?;
    found.retain(|org| store::organisations::is_askable(org, locality));
    let body = |org: store::organisations::Organisation| Body {
        id: OrgId(org.id),
        mofa: org.kind == store::organisations::MOFA,
        code: org.code,
        name: Bilingual::new(org.name_vi, org.name_en),
        kind: org.kind,
    };
    Ok(found.into_iter().map(body).collect())
}

/// Partners that `who` may know and whose names hold all words of `text`.
///
/// # Errors
/// [`Error::Forbidden`] for who has no business with content.
pub async fn partners(
    app: &App,
    who: &Who,
    text: &str,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<Partner>, Error> {
    super::catalogue::rights(app, who).await?;
    let page = store::partners::search(&app.store, &who.scope(), text, opened(after)?, limit).await?;
    Ok(Page { items: page.items, next: page.next.as_ref().and_then(sealed), orgs: BTreeMap::new() })
}
