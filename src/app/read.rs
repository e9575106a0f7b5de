//! What pages and the API show of a dossier: the rows, the commands that are open, and the names behind the ids.

use super::reading::{self, Look};
use super::{App, Error, Who, holder};
use crate::store::dossiers::{self, Find, Loaded};
use crate::store::{self, Head};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::calendar::{CalendarError, Due};
use engine::decide::{Available, Context, available, qualifying};
use engine::dossier::{Clock, ConsultationStatus, Dossier};
use engine::event::Event;
use engine::ids::{AccountId, OrgId, PostId};
use engine::pack::{ClockRule, Pack};
use engine::record::NameRef;
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Names behind ids.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Organisations, as they are called today.
    pub orgs: BTreeMap<OrgId, Bilingual>,
    /// Persons with accounts.
    pub accounts: BTreeMap<AccountId, String>,
    /// Persons named in a dossier; an erased name is missing.
    pub persons: BTreeMap<NameRef, String>,
}

impl Directory {
    /// Name of an organisation.
    pub fn org(&self, id: OrgId) -> Bilingual {
        super::holder::org(&self.orgs, id)
    }

    /// Name of a person with an account.
    pub fn account(&self, id: Option<AccountId>) -> Option<String> {
        id.and_then(|id| self.accounts.get(&id).cloned())
    }

    /// Name behind a commitment.
    pub fn person(&self, name: &NameRef) -> Option<String> {
        self.persons.get(name).cloned()
    }
}

/// A dossier with what surrounds it.
pub struct View {
    /// The dossier.
    pub dossier: Dossier,
    /// Its rules.
    pub pack: Arc<Pack>,
    /// Commands of the reader.
    pub available: Vec<Available>,
    /// Tracks the content would qualify for although they are switched off.
    pub would_qualify: Vec<String>,
    /// Who holds it.
    pub holder: Role,
    /// The same in words.
    pub holder_words: Bilingual,
    /// The partner's name and country.
    pub partner: (String, String),
    /// Names.
    pub names: Directory,
    head: Head,
    /// The document that it produced or acts on.
    pub document: Option<Uuid>,
}

impl View {
    /// As it was read, for a command that goes on from it.
    pub fn loaded(&self) -> Loaded {
        Loaded { dossier: self.dossier.clone(), head: self.head.clone(), document: self.document }
    }
}

/// One dossier within the reader's scope; an inspector's `look` at it is recorded.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn dossier(app: &App, who: &Who, number: &str, look: Look) -> Result<View, Error> {
    let Loaded { dossier, head, document } = looked(app, who, number, look).await?;
    let pack = app.pinned(&dossier.pack)?;
    let rules = app.in_use();
    let (off, targets) = (rules.off(&pack.id), rules.targets());
    let (now, seed) = (app.clock.now(), uuid::Uuid::nil());
    let cx = Context { now, calendar: app.registry.calendar(), seed, off, targets };
    let available = available(&pack, &dossier, &who.actor, &cx)?;
    let would_qualify = qualifying(&pack, &dossier, &who.acting(), &cx)
        .into_iter()
        .filter(|track| off.contains(&track.id) && track.id != dossier.track)
        .map(|track| track.id.clone())
        .collect();
    let partner = store::partners::by_id(&app.store, dossier.details.partner).await?;
    let names = names_in(app, &dossier).await?;
    let holder_words = words(&pack, &dossier, &names);
    Ok(View {
        holder: holder(&pack, &dossier),
        holder_words,
        available,
        would_qualify,
        partner: partner.map(|partner| (partner.name, partner.country)).unwrap_or_default(),
        names,
        pack,
        dossier,
        head,
        document,
    })
}

/// The dossier within the reader's scope, once an inspector's look at it is recorded.
async fn looked(app: &App, who: &Who, number: &str, look: Look) -> Result<Loaded, Error> {
    let loaded = dossiers::load(&app.store, &who.scope(), Find::Number(number)).await?.ok_or(Error::NotFound)?;
    reading::look(app, who, Some(loaded.dossier.id), look, reading::nothing()).await?;
    Ok(loaded)
}

/// One dossier for a form that was sent: enough to make a command of what was typed, in one statement. It holds no names
/// and no commands, so nothing is to be shown from it.
///
/// # Errors
/// As for [`dossier`].
pub async fn sent(app: &App, who: &Who, number: &str) -> Result<View, Error> {
    let Loaded { dossier, head, document } = looked(app, who, number, Look::Form).await?;
    let pack = app.pinned(&dossier.pack)?;
    Ok(View {
        holder: holder(&pack, &dossier),
        holder_words: Bilingual::new("", ""),
        available: Vec::new(),
        would_qualify: Vec::new(),
        partner: <_>::default(),
        names: Directory::default(),
        pack,
        dossier,
        head,
        document,
    })
}

/// Who holds the dossier, in words: the bodies awaited by name, else the role at its organisation.
///
/// # Errors
/// [`Error`].
pub async fn holder_words(app: &App, pack: &Pack, dossier: &Dossier) -> Result<Bilingual, Error> {
    let mut orgs: BTreeSet<OrgId> = dossier.current_rows().map(|row| row.body.org).collect();
    orgs.extend([dossier.org, dossier.locality]);
    let names = Directory { orgs: app.org_names(&orgs).await?, ..Directory::default() };
    Ok(words(pack, dossier, &names))
}

fn words(pack: &Pack, dossier: &Dossier, names: &Directory) -> Bilingual {
    let open = dossier.current_rows().filter(|row| row.status == ConsultationStatus::Open);
    let awaited: Vec<OrgId> = open.map(|row| row.body.org).collect();
    super::holder::words(holder(pack, dossier), &names.orgs, dossier.org, dossier.locality, &awaited)
}

/// Names of everybody a dossier mentions.
async fn names_in(app: &App, dossier: &Dossier) -> Result<Directory, Error> {
    let mut orgs: BTreeSet<OrgId> = dossier.board.iter().map(|row| row.body.org).collect();
    orgs.extend(dossier.details.bodies.iter().map(|body| body.org));
    orgs.extend([dossier.org, dossier.locality]);
    orgs.extend(dossier.details.case.unit);
    orgs.extend(&dossier.details.case.signatories);
    let mut accounts: BTreeSet<AccountId> = dossier.drafters.iter().copied().collect();
    accounts.extend(dossier.caretaker);
    accounts.extend(dossier.revisions.iter().filter_map(|revision| revision.by));
    for row in &dossier.board {
        accounts.extend(row.assigned);
        accounts.extend(row.opinion.as_ref().and_then(|opinion| opinion.by));
    }
    accounts.extend(dossier.cleared.as_ref().and_then(|cleared| cleared.by));
    accounts.extend(dossier.decision.as_ref().and_then(|decision| decision.by));
    accounts.extend(dossier.duties.iter().filter_map(|duty| duty.fulfilled.as_ref()?.by));
    let mut persons: Vec<NameRef> = Vec::new();
    persons.extend(dossier.decision.as_ref().map(|decision| decision.signer.clone()));
    persons.extend(dossier.pm.as_ref().and_then(|pm| pm.opinion.as_ref()).map(|opinion| opinion.signer.clone()));
    if let Some(signing) = &dossier.signing {
        persons.push(signing.signer.clone());
        persons.extend(signing.foreign.iter().map(|signatory| signatory.name.clone()));
    }
    Ok(Directory {
        orgs: app.org_names(&orgs).await?,
        accounts: account_names(app, &accounts).await?,
        persons: store::names::resolve(&app.store, &persons).await?,
    })
}

/// Names of accounts; an erased one is missing.
///
/// # Errors
/// [`Error`].
pub async fn account_names(app: &App, ids: &BTreeSet<AccountId>) -> Result<BTreeMap<AccountId, String>, Error> {
    let ids: Vec<AccountId> = ids.iter().copied().collect();
    let found = store::accounts::by_ids(&app.store, &ids).await?;
    let known = found.into_iter().filter(|account| !account.name.is_empty());
    Ok(known.map(|account| (AccountId(account.id), account.name)).collect())
}

/// Names behind the commitments of events, for the timeline.
///
/// # Errors
/// [`Error`].
pub async fn persons_in(app: &App, events: &[Event]) -> Result<BTreeMap<NameRef, String>, Error> {
    let mut found = Vec::new();
    for event in events {
        match event {
            Event::PmOpinionRecorded { opinion } => found.push(opinion.signer.clone()),
            Event::Decided { signer, .. } => found.push(signer.clone()),
            Event::Signed { signer, foreign, .. } => {
                found.push(signer.clone());
                found.extend(foreign.iter().map(|signatory| signatory.name.clone()));
            }
            _ => {}
        }
    }
    Ok(store::names::resolve(&app.store, &found).await?)
}

/// A clock with its dates derived anew, and its explanation.
pub struct ClockView<'a> {
    /// The clock.
    pub clock: &'a Clock,
    /// Its rule.
    pub rule: &'a ClockRule,
    /// Due day and every day counted, or where it stands while stopped; none without a number of days.
    pub due: Option<Due>,
    /// Due day had it never been stopped.
    pub without_stops: Option<NaiveDate>,
}

/// Derives the dates of `clock`.
///
/// # Errors
/// [`Error::Fault`] when its rule is not in its pack.
pub fn clock<'a>(app: &App, pack: &'a Pack, clock: &'a Clock) -> Result<ClockView<'a>, Error> {
    let rule = pack.clock(&clock.rule).ok_or_else(|| Error::Fault(format!("no clock rule {}", clock.rule)))?;
    let calendar = app.registry.calendar();
    let fault = |error: CalendarError| Error::Fault(error.to_string());
    Ok(ClockView {
        clock,
        rule,
        due: engine::clock::due(rule, clock, calendar).map_err(fault)?,
        without_stops: engine::clock::due_without_stops(rule, clock, calendar).map_err(fault)?,
    })
}

/// Titles of posts as they are today.
///
/// # Errors
/// [`Error`].
pub async fn post_titles(app: &App, posts: BTreeSet<PostId>) -> Result<BTreeMap<PostId, Bilingual>, Error> {
    let posts: Vec<PostId> = posts.into_iter().collect();
    let found = store::organisations::posts_by_ids(&app.store, &posts).await?;
    let title = |post: store::organisations::Post| (PostId(post.id), Bilingual::new(post.title_vi, post.title_en));
    Ok(found.into_iter().map(title).collect())
}
