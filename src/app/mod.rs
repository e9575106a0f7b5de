//! Use cases: the only place that opens write transactions.
//!
//! A use case reads as a list of calls: load, ask the engine, collect what is written, commit, wake the loops. Rules
//! are the engine's, statements the store's, status codes and pages those of `http`, `web` and `api`.

pub mod act;
pub mod admin;
pub mod advise;
pub mod catalogue;
pub mod choices;
pub mod deadlines;
pub mod deliver;
pub mod demo;
pub mod digest;
mod directory;
pub mod doctor;
mod document;
pub mod error;
pub mod export;
pub mod files;
pub mod holder;
pub mod input;
pub mod inspect;
mod kept;
pub mod lists;
pub mod load;
pub mod mails;
pub mod names;
pub mod notices;
pub mod notify;
pub mod open;
pub mod publish;
pub mod read;
pub mod reading;
pub mod record;
pub mod search;
pub mod seen;
pub mod session;
pub mod setup;
pub mod sweep;
pub mod timeline;
pub mod tokens;
pub mod verify;
pub mod who;

pub use admin::InUse;
pub use error::Error;
pub use who::Who;

use crate::clock::{Clock, Ids};
use crate::config::Config;
use crate::mail::transport::Transport;
use crate::registry::Registry;
use crate::store::accounts::{Recipient, Target};
use crate::store::{self, Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
pub use directory::Directory;
use engine::actor::Role;
use engine::calendar::{Budget, local_date};
use engine::dossier::{ConsultationStatus, Dossier, PackRef};
use engine::ids::OrgId;
use engine::pack::{ClockRule, Pack};
use engine::text::Bilingual;
use kept::Kept;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How long names of organisations are kept in memory.
const ORG_NAMES: chrono::Duration = chrono::Duration::minutes(1);
/// How often the rules are read again.
const REFRESH: Duration = Duration::from_secs(60);

/// Everything a use case needs.
pub struct App {
    /// Database and files.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Ids, salts, tokens.
    pub ids: Ids,
    /// Packs and the calendar.
    pub registry: Registry,
    /// Settings.
    pub config: Config,
    /// Where mails go.
    pub transport: Transport,
    /// Hints to the loops.
    pub wake: Wake,
    /// Whether this is a demo.
    pub demo: bool,
    /// Where the record is verified beside the requests.
    pub verifying: verify::desk::Desk,
    /// Packs that are checked before they are published.
    pub checking: admin::rules::Desk,
    in_use: admin::in_use::Kept,
    sessions: Kept<String, session::Session>,
    orgs: Kept<OrgId, Bilingual>,
    directories: Kept<OrgId, Directory>,
    roster: Kept<(Target, NaiveDate), Arc<Vec<Recipient>>>,
}

/// Hints that something waits. The loops would find it without them, later.
#[derive(Debug, Default)]
pub struct Wake {
    /// Mails wait.
    pub outbox: Notify,
    /// The clock was moved (demo).
    pub deadlines: Notify,
}

/// The parts an [`App`] is made of.
pub struct Parts {
    /// Database and files.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Ids, salts, tokens.
    pub ids: Ids,
    /// Packs and the calendar.
    pub registry: Registry,
    /// Settings.
    pub config: Config,
    /// Where mails go.
    pub transport: Transport,
    /// Whether this is a demo.
    pub demo: bool,
}

impl App {
    /// Puts the parts together, publishes the packs and the calendar and reads the switches.
    ///
    /// # Errors
    /// [`Error`], for example when a published pack was changed.
    pub async fn open(parts: Parts) -> Result<Arc<Self>, Error> {
        let app = Self::of(parts);
        publish::carry(&app).await?;
        publish::publish(&app).await?;
        app.read_rules().await?;
        Ok(Arc::new(app))
    }

    /// The same for a command that only reads: published packs are compared, none is published.
    ///
    /// # Errors
    /// As for [`App::open`].
    pub async fn open_to_read(parts: Parts) -> Result<Arc<Self>, Error> {
        let app = Self::of(parts);
        publish::carry(&app).await?;
        publish::compare(&app).await?;
        app.read_rules().await?;
        Ok(Arc::new(app))
    }

    fn of(parts: Parts) -> Self {
        let Parts { store, clock, ids, registry, config, transport, demo } = parts;
        Self {
            store,
            clock,
            ids,
            registry,
            config,
            transport,
            wake: Wake::default(),
            demo,
            verifying: verify::desk::Desk::default(),
            checking: admin::rules::Desk::default(),
            in_use: admin::in_use::Kept::default(),
            sessions: Kept::new(session::CACHED),
            orgs: Kept::new(ORG_NAMES),
            directories: Kept::new(session::CACHED),
            roster: Kept::new(session::CACHED),
        }
    }

    /// Today in the calendar's zone.
    pub fn today(&self) -> NaiveDate {
        local_date(self.clock.now())
    }

    /// What the operator has set on top of the packs, as it holds today.
    pub fn in_use(&self) -> Arc<InUse> {
        self.in_use.on(self.today())
    }

    /// How long a clock has that would begin today: the operator's target, else the pack's length.
    pub fn length(&self, pack: &Pack, rule: &ClockRule) -> Option<Budget> {
        self.in_use().targets().budget(pack, rule, self.today())
    }

    /// Takes over packs published meanwhile, and reads what the operator has set. Each process does this when it starts,
    /// once a minute ([`refreshing`]) and after an act of its own.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn read_rules(&self) -> Result<(), Error> {
        publish::refresh(self).await?;
        let switches = store::packs::switch_history(&self.store).await?;
        let targets = store::packs::targets(&self.store).await?;
        self.in_use.put(switches, targets, self.today());
        Ok(())
    }

    /// The same where it may wait: after a change that is written already, and now and then. What fails is logged, and the
    /// rules known go on until the next time.
    pub async fn refresh_rules(&self) {
        if let Err(error) = self.read_rules().await {
            tracing::error!(%error, "the rules could not be read again; those known go on");
        }
    }

    /// Organisations that a command may name today. Each process keeps them as long as a session.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn directory(&self, locality: OrgId) -> Result<Directory, Error> {
        let now = self.clock.now();
        if let Some(directory) = self.directories.get(&locality, now) {
            return Ok(directory);
        }
        let reading = self.directories.reading(now);
        let found = store::organisations::around(&self.store, locality, self.today()).await?;
        let directory = Directory::new(locality, &found);
        self.directories.put(locality, directory.clone(), reading);
        Ok(directory)
    }

    /// Names of organisations. They change a few times a year, so each process keeps them for a minute.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn org_names(&self, ids: &BTreeSet<OrgId>) -> Result<BTreeMap<OrgId, Bilingual>, Error> {
        let now = self.clock.now();
        let mut names: BTreeMap<OrgId, Bilingual> =
            ids.iter().filter_map(|id| Some((*id, self.orgs.get(id, now)?))).collect();
        let wanted: Vec<OrgId> = ids.iter().filter(|id| !names.contains_key(id)).copied().collect();
        let reading = self.orgs.reading(now);
        for org in store::organisations::by_ids(&self.store, &wanted).await? {
            let (id, name) = (OrgId(org.id), Bilingual::new(org.name_vi, org.name_en));
            self.orgs.put(id, name.clone(), reading);
            names.insert(id, name);
        }
        Ok(names)
    }

    /// Everybody whom `targets` mean today: one row per account and post. Each process keeps them as long as a session.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn recipients(&self, targets: &[Target]) -> Result<Vec<Recipient>, Error> {
        let (now, today) = (self.clock.now(), self.today());
        let mut found: Vec<Recipient> = Vec::new();
        let mut wanted = Vec::new();
        for target in targets {
            match self.roster.get(&(*target, today), now) {
                Some(people) => found.extend(people.iter().cloned()),
                None => wanted.push(*target),
            }
        }
        let reading = self.roster.reading(now);
        let read = store::accounts::recipients(&self.store, &wanted, today).await?;
        for (target, people) in wanted.into_iter().zip(read) {
            let people = Arc::new(people);
            found.extend(people.iter().cloned());
            self.roster.put((target, today), people, reading);
        }
        found.sort_by(|one, other| (&one.email, one.post).cmp(&(&other.email, other.post)));
        found.dedup_by(|one, other| one.account == other.account && one.post == other.post);
        Ok(found)
    }

    /// Forgets what is kept of people and organisations: something about them was changed.
    pub fn forget(&self) {
        self.sessions.clear();
        self.orgs.clear();
        self.directories.clear();
        self.roster.clear();
    }

    /// The rules that a dossier is pinned to.
    ///
    /// # Errors
    /// [`Error::Fault`] when this program does not carry them.
    pub fn pinned(&self, pack: &PackRef) -> Result<Arc<Pack>, Error> {
        let found = self.registry.pack(&pack.id, pack.version);
        let missing = || Error::Fault(format!("pack {} version {} is not known here", pack.id, pack.version));
        found.map(|file| Arc::clone(&file.pack)).ok_or_else(missing)
    }

    /// What the rows of a dossier need to know of its rules.
    ///
    /// # Errors
    /// [`Error::Fault`] when its state is not in its pack.
    pub fn facts(&self, pack: &Pack, dossier: &Dossier, at: DateTime<Utc>) -> Result<store::dossiers::Facts, Error> {
        let state = pack
            .track(&dossier.track)
            .and_then(|track| track.state(&dossier.state))
            .ok_or_else(|| Error::Fault(format!("{} is in a state that its pack lacks", dossier.number)))?;
        let open_duty = dossier.duties.iter().any(|duty| duty.fulfilled.is_none());
        Ok(store::dossiers::Facts {
            phase: state.phase,
            holder: holder(pack, dossier),
            closed: state.is_final && !open_duty,
            document: None,
            at,
        })
    }

    /// Waits a little before trying again, longer each time.
    pub async fn pause(&self, attempt: u32) {
        tokio::time::sleep(Duration::from_millis(u64::from(attempt.min(20)) * 3)).await;
    }
}

/// Reads the rules again once a minute until `stop`: whatever another process published or switched counts here by then.
/// Every serving process does this, whether it runs the background work or not.
pub async fn refreshing(app: Arc<App>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(REFRESH) => {}
        }
        app.refresh_rules().await;
    }
}

/// Who holds the dossier now: bodies while an answer is awaited of them, then whoever works with the answers.
pub fn holder(pack: &Pack, dossier: &Dossier) -> Role {
    let Some(state) = pack.track(&dossier.track).and_then(|track| track.state(&dossier.state)) else {
        return Role::Official;
    };
    let awaited = dossier.current_rows().any(|row| row.status == ConsultationStatus::Open);
    let supplements = dossier.current_rows().any(|row| row.status == ConsultationStatus::Stopped);
    match state.after_answers {
        // A body waits for supplements: the locality has to act, whoever else is still awaited.
        Some(_) if supplements => Role::Official,
        Some(_) if awaited => state.holder,
        Some(after) => after,
        None => state.holder,
    }
}

/// Another writer was faster: worth trying again. Two first entries of one stream, or two requests with one key, meet as
/// duplicates.
pub(crate) fn raced(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict | StoreError::Busy | StoreError::Duplicate)
}
