//! Rows of lists, and the small answers.

use super::dossier::HolderOut;
use super::{OrgOut, PackRefOut, Text, instant, name};
use crate::app::Who;
use crate::app::lists::{List, Row};
use crate::app::read::Directory;
use crate::app::search::{Body, Page, Partner, Summary};
use chrono::NaiveDate;
use engine::ids::OrgId;
use engine::text::Bilingual;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

fn org(id: OrgId, names: &BTreeMap<OrgId, Bilingual>) -> OrgOut {
    let unknown = || Directory::default().org(id);
    OrgOut { id: id.0, name: names.get(&id).cloned().unwrap_or_else(unknown).into() }
}

/// A dossier as it stands in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DossierRow {
    /// Number.
    pub number: String,
    /// Vietnamese title.
    pub title: String,
    /// English title; the Vietnamese one where there is none.
    pub title_en: String,
    /// Name of the partner.
    pub partner: String,
    /// The locality.
    pub locality: OrgOut,
    /// Rules it runs under.
    pub pack: PackRefOut,
    /// Track.
    pub track: String,
    /// State.
    pub state: String,
    /// Phase.
    pub phase: String,
    /// `binding` or `non-binding`.
    pub class: String,
    /// Role that holds it.
    pub holder: String,
    /// Day on which the procedure began.
    pub started_on: NaiveDate,
    /// Nearest last day of an open clock.
    pub next_due_on: Option<NaiveDate>,
    /// Whether that day is past.
    pub late: bool,
    /// Nothing more to do.
    pub closed: bool,
    /// Current text revision.
    pub text_revision: u32,
    /// Last change.
    pub updated_at: String,
}

impl DossierRow {
    fn new(row: Summary, names: &BTreeMap<OrgId, Bilingual>, today: NaiveDate) -> Self {
        Self {
            number: row.number,
            title_en: row.title_en.unwrap_or_else(|| row.title.clone()),
            title: row.title,
            partner: row.partner_name,
            locality: org(row.locality, names),
            pack: PackRefOut { id: row.pack.0, version: row.pack.1 },
            track: row.track,
            state: row.state,
            phase: name(&row.phase),
            class: name(&row.class),
            holder: row.holder.as_str().to_owned(),
            started_on: row.started_on,
            next_due_on: row.next_due_on,
            late: row.next_due_on.is_some_and(|day| day < today),
            closed: row.closed,
            text_revision: row.text_revision,
            updated_at: instant(row.updated_at),
        }
    }
}

/// A page of dossiers, nearest due day first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DossierPage {
    /// Dossiers.
    pub items: Vec<DossierRow>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

impl DossierPage {
    /// A page.
    pub fn new(page: Page<Summary>, today: NaiveDate) -> Self {
        let Page { items, next, orgs } = page;
        Self { items: items.into_iter().map(|row| DossierRow::new(row, &orgs, today)).collect(), next }
    }
}

/// A dossier, or a request to one of the caller's bodies, in the work list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkRow {
    /// Number of the dossier.
    pub number: String,
    /// Its Vietnamese title.
    pub title: String,
    /// Its English title; the Vietnamese one where there is none.
    pub title_en: String,
    /// Name of the partner.
    pub partner: String,
    /// Rules it runs under.
    pub pack: PackRefOut,
    /// Track.
    pub track: String,
    /// State.
    pub state: String,
    /// Phase.
    pub phase: String,
    /// Who holds it.
    pub holder: HolderOut,
    /// Nearest last day of an open clock; for a request that of the body.
    pub due_on: Option<NaiveDate>,
    /// Whether that day is past.
    pub late: bool,
    /// That clock.
    pub clock: Option<Uuid>,
    /// It is stopped: supplements are missing.
    pub stopped: bool,
    /// Since when the holder has it.
    pub since: Option<NaiveDate>,
    /// For a request to one of the caller's bodies: `open`, `stopped`, `answered`, `void` or `withdrawn`.
    pub request: Option<String>,
    /// The colleague who has taken the request.
    pub taken_by: Option<String>,
    /// It can still move.
    pub open: bool,
}

impl WorkRow {
    fn new(row: Row, today: NaiveDate) -> Self {
        Self {
            number: row.number,
            title_en: row.title_en.unwrap_or_else(|| row.title.clone()),
            title: row.title,
            partner: row.partner,
            pack: PackRefOut { id: row.pack.id.clone(), version: row.pack.version },
            track: row.track,
            state: row.state,
            phase: name(&row.phase),
            holder: HolderOut { role: row.holder.as_str().to_owned(), words: row.holder_words.into() },
            due_on: row.due_on,
            late: row.due_on.is_some_and(|day| day < today),
            clock: row.clock.map(|clock| clock.0),
            stopped: row.stopped,
            since: row.since,
            request: row.asked.as_ref().map(|asked| name(&asked.status)),
            taken_by: row.asked.and_then(|asked| asked.taken_by),
            open: row.open,
        }
    }
}

/// A page of the work list, nearest due day first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkPage {
    /// Rows.
    pub items: Vec<WorkRow>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

impl WorkPage {
    /// A page.
    pub fn new(list: List, today: NaiveDate) -> Self {
        Self { items: list.rows.into_iter().map(|row| WorkRow::new(row, today)).collect(), next: list.next }
    }
}

/// A body that may be asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BodyOut {
    /// Id, for `bodies` of a dossier.
    pub id: Uuid,
    /// Short code.
    pub code: Option<String>,
    /// Name.
    pub name: Text,
    /// `mofa`, `ministry` or `department`.
    pub kind: String,
    /// Whether it is the Ministry of Foreign Affairs, which is always asked.
    pub mofa: bool,
}

impl From<Body> for BodyOut {
    fn from(body: Body) -> Self {
        Self { id: body.id.0, code: body.code, name: body.name.into(), kind: body.kind, mofa: body.mofa }
    }
}

/// Bodies.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Bodies {
    /// MOFA first.
    pub items: Vec<BodyOut>,
}

/// A partner.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnerOut {
    /// Id, for `partner.id` of a dossier.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Name in its own language.
    pub name_local: Option<String>,
    /// Country.
    pub country: String,
    /// Level.
    pub level: String,
    /// What it is.
    pub kind: String,
}

/// A page of partners by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnerPage {
    /// Partners.
    pub items: Vec<PartnerOut>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

impl From<Partner> for PartnerOut {
    fn from(found: Partner) -> Self {
        Self {
            id: found.id,
            name: found.name,
            name_local: found.name_local,
            country: found.country,
            level: found.level,
            kind: found.kind,
        }
    }
}

impl From<Page<Partner>> for PartnerPage {
    fn from(page: Page<Partner>) -> Self {
        Self { items: page.items.into_iter().map(PartnerOut::from).collect(), next: page.next }
    }
}

/// A post that the caller holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostOut {
    /// Id.
    pub id: Uuid,
    /// Title.
    pub title: Text,
    /// Organisation.
    pub org: OrgOut,
    /// The locality the organisation belongs to.
    pub locality: Option<Uuid>,
    /// What the post is for.
    pub role: String,
    /// Whether he stands in for its owner.
    pub deputy: bool,
}

/// The caller.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    /// Account.
    pub account: Option<Uuid>,
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language of his screens and mails.
    pub lang: String,
    /// Posts held today.
    pub posts: Vec<PostOut>,
}

impl From<&Who> for Me {
    fn from(who: &Who) -> Self {
        let post = |held: &crate::app::who::Held| PostOut {
            id: held.holding.post.0,
            title: (&held.post).into(),
            org: OrgOut { id: held.holding.org.0, name: (&held.org).into() },
            locality: held.holding.locality.map(|org| org.0),
            role: held.holding.role.as_str().to_owned(),
            deputy: held.holding.deputy,
        };
        Self {
            account: who.account.map(|account| account.0),
            email: who.email.clone(),
            name: who.name.clone(),
            lang: name(&who.lang),
            posts: who.held.iter().map(post).collect(),
        }
    }
}
