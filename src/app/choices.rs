//! What forms offer: partners on file, bodies that may be asked, colleagues, and the class that content proposes.

use super::{App, Directory, Error, Who};
use crate::store::accounts::Target;
use crate::store::{self};
use engine::actor::Role;
use engine::decide::{Context, proposed_class, qualifying};
use engine::dossier::{Details, Dossier, PackRef};
use engine::ids::{DossierId, OrgId, PartnerId};
use engine::pack::{Act, Bodies as Asks, Class, Pack};
use engine::text::Bilingual;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Levels of a partner.
pub const LEVELS: [&str; 8] =
    ["city", "province", "state", "agency", "organisation", "enterprise", "university", "other"];

/// Partners offered at once.
const MOST_PARTNERS: u64 = 1_000;

/// A partner on file.
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Name.
    pub name: String,
    /// Country.
    pub country: String,
}

/// Partners on file that `who` may know, by name.
///
/// # Errors
/// [`Error`].
pub async fn partners(app: &App, who: &Who) -> Result<Vec<Partner>, Error> {
    let found = store::partners::search(&app.store, &who.scope(), "", None, MOST_PARTNERS).await?;
    let partners = found.items.into_iter();
    Ok(partners.map(|row| Partner { id: PartnerId(row.id), name: row.name, country: row.country }).collect())
}

/// Bodies that a locality may ask.
#[derive(Default)]
pub struct Bodies {
    /// The one that is always asked.
    pub always: Option<(OrgId, Bilingual)>,
    /// Others.
    pub others: Vec<(OrgId, Bilingual)>,
}

/// Bodies that `locality` may ask today, with their names, where a track asks as `asks` says.
///
/// # Errors
/// [`Error`].
pub async fn bodies(app: &App, locality: OrgId, asks: Asks) -> Result<Bodies, Error> {
    let directory = app.directory(locality).await?;
    let lead = directory.lead(asks).map(|body| body.org);
    let ids: BTreeSet<OrgId> = directory.bodies.iter().map(|body| body.org).collect();
    let names = app.org_names(&ids).await?;
    let named = |id: OrgId| names.get(&id).map(|name| (id, name.clone()));
    let others = directory.bodies.iter().map(|body| body.org).filter(|id| Some(*id) != lead);
    Ok(Bodies { always: lead.and_then(named), others: others.filter_map(named).collect() })
}

/// Organisations that a case of `locality` may name: its units, and who may sign beside it.
///
/// # Errors
/// [`Error`].
pub async fn beside(app: &App, locality: OrgId) -> Result<[Vec<(OrgId, Bilingual)>; 2], Error> {
    let Directory { units, signatories, .. } = app.directory(locality).await?;
    let names = app.org_names(&units.iter().chain(&signatories).copied().collect()).await?;
    Ok([units, signatories].map(|ids| ids.into_iter().filter_map(|id| Some((id, names.get(&id)?.clone()))).collect()))
}

/// Reviewers of `org` other than the actor: e-mail address and name.
///
/// # Errors
/// [`Error`].
pub async fn colleagues(app: &App, who: &Who, org: OrgId) -> Result<Vec<(String, String)>, Error> {
    let target = Target::Role { org, role: Role::Reviewer };
    let found = app.recipients(&[target]).await?;
    let mut people: Vec<(String, String)> = found
        .into_iter()
        .filter(|person| Some(person.account) != who.account)
        .map(|person| (person.email, person.name))
        .collect();
    people.dedup();
    Ok(people)
}

/// The locality for which `who` drafts.
///
/// # Errors
/// [`Error::Forbidden`] for anybody but a local official.
pub fn drafting_for(who: &Who) -> Result<OrgId, Error> {
    let holding = who.actor.holdings.iter().find(|holding| holding.role == Role::Official);
    holding.and_then(|holding| holding.locality).ok_or(Error::Forbidden)
}

/// The rules under which a procedure runs that begins today and does `act` with a document.
///
/// # Errors
/// [`Error`] when none is in force.
pub fn pack_today(app: &App, act: Act) -> Result<Arc<Pack>, Error> {
    Ok(Arc::clone(&app.registry.for_start(app.today(), &app.config.procedure.pack, act)?.pack))
}

/// What content of these details would mean.
pub struct Proposal {
    /// The class that the checklist proposes.
    pub class: Class,
    /// The track it would take.
    pub track: String,
    /// A track for which it would qualify, were it on.
    pub would: Option<String>,
}

/// Class and track that the content proposes; nothing is stored.
pub fn proposal(app: &App, who: &Who, pack: &Pack, details: Details) -> Proposal {
    let class = proposed_class(pack, &details);
    let first = pack.tracks.first().map(|track| track.id.clone()).unwrap_or_default();
    let org = who.orgs().first().copied().unwrap_or(OrgId(uuid::Uuid::nil()));
    let dossier = Dossier {
        id: DossierId(uuid::Uuid::nil()),
        number: String::new(),
        pack: PackRef { id: pack.id.clone(), version: pack.version },
        track: first.clone(),
        state: String::new(),
        class,
        reclassified: None,
        locality: org,
        org,
        started_on: app.today(),
        drafters: Vec::new(),
        caretaker: None,
        step: 0,
        details: Details { class, ..details },
        revisions: Vec::new(),
        papers: Vec::new(),
        cleared: None,
        board: Vec::new(),
        pm: None,
        decision: None,
        signing: None,
        in_force: None,
        clocks: Vec::new(),
        duties: Vec::new(),
    };
    let rules = app.in_use();
    let (off, targets) = (rules.off(&pack.id), rules.targets());
    let seed = uuid::Uuid::nil();
    let cx = Context { now: app.clock.now(), calendar: app.registry.calendar(), seed, off, targets };
    let fits = qualifying(pack, &dossier, &who.acting(), &cx);
    let on = fits.iter().find(|track| !off.contains(&track.id));
    let would = fits.iter().find(|track| off.contains(&track.id)).filter(|_| on.is_none());
    Proposal { class, track: on.map_or(first, |track| track.id.clone()), would: would.map(|track| track.id.clone()) }
}
