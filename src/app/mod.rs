//! Use cases: the only place that opens write transactions.
//!
//! A use case reads as a list of calls: load, ask the engine, collect what is written, commit, wake the loops. Rules
//! are the engine's, statements the store's, status codes and pages those of `http`, `web` and `api`.

pub mod act;
pub mod catalogue;
pub mod choices;
pub mod deadlines;
pub mod deliver;
pub mod demo;
pub mod digest;
pub mod doctor;
mod document;
pub mod error;
pub mod export;
pub mod files;
pub mod holder;
pub mod input;
pub mod inspect;
pub mod lists;
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
pub mod verify;
pub mod who;

pub use error::Error;
pub use who::Who;

use crate::clock::{Clock, Ids};
use crate::config::Config;
use crate::mail::transport::Transport;
use crate::registry::Registry;
use crate::store::{self, Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use engine::actor::Role;
use engine::calendar::local_date;
use engine::dossier::{ConsultationStatus, Dossier, PackRef};
use engine::ids::OrgId;
use engine::pack::Pack;
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::Notify;

/// How long names of organisations are kept in memory.
const KEPT: chrono::Duration = chrono::Duration::minutes(1);

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
    switches: RwLock<BTreeSet<String>>,
    sessions: session::Cache,
    orgs: RwLock<(BTreeMap<OrgId, Bilingual>, DateTime<Utc>)>,
}

/// Hints that something waits. The loops would find it without them, later.
#[derive(Debug, Default)]
pub struct Wake {
    /// Mails wait.
    pub outbox: Notify,
    /// The clock was moved (demo).
    pub deadlines: Notify,
}

/// Organisations that a command may name.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// The Ministry of Foreign Affairs.
    pub mofa: Option<OrgId>,
    /// Bodies that may be asked, besides it.
    pub bodies: Vec<OrgId>,
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
        let mut app = Self::of(parts);
        publish::carry(&mut app).await?;
        publish::publish(&app).await?;
        app.read_switches().await?;
        Ok(Arc::new(app))
    }

    /// The same for a command that only reads: published packs are compared, none is published.
    ///
    /// # Errors
    /// As for [`App::open`].
    pub async fn open_to_read(parts: Parts) -> Result<Arc<Self>, Error> {
        let mut app = Self::of(parts);
        publish::carry(&mut app).await?;
        publish::compare(&app).await?;
        app.read_switches().await?;
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
            switches: RwLock::default(),
            sessions: session::Cache::default(),
            orgs: RwLock::new((BTreeMap::new(), DateTime::UNIX_EPOCH)),
        }
    }

    /// Today in the calendar's zone.
    pub fn today(&self) -> NaiveDate {
        local_date(self.clock.now())
    }

    /// Tracks that are switched off.
    pub fn switches_off(&self) -> BTreeSet<String> {
        self.switches.read().map(|off| off.clone()).unwrap_or_default()
    }

    /// Reads the switches as they hold today. Each process does this when it starts and once a minute.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn read_switches(&self) -> Result<(), Error> {
        let found = store::packs::switches(&self.store, self.today()).await?;
        let off = found.into_iter().filter(|switch| !switch.enabled).map(|switch| switch.track).collect();
        if let Ok(mut switches) = self.switches.write() {
            *switches = off;
        }
        Ok(())
    }

    /// Organisations that a command may name today.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn directory(&self, locality: OrgId) -> Result<Directory, Error> {
        let today = self.today();
        let mofa = store::organisations::of_kind(&self.store, store::organisations::MOFA, today).await?;
        let bodies = store::organisations::askable(&self.store, locality, today).await?;
        Ok(Directory {
            mofa: mofa.first().map(|org| OrgId(org.id)),
            bodies: bodies.into_iter().map(|org| OrgId(org.id)).collect(),
        })
    }

    /// Names of organisations. They change a few times a year, so each process keeps them for a minute.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn org_names(&self, ids: &BTreeSet<OrgId>) -> Result<BTreeMap<OrgId, Bilingual>, Error> {
        let now = self.clock.now();
        let known = self.orgs.read().ok().filter(|known| known.1 > now && known.1 <= now + KEPT).map(|known| {
            ids.iter().filter_map(|id| known.0.get(id).map(|name| (*id, name.clone()))).collect::<BTreeMap<_, _>>()
        });
        if let Some(known) = known
            && known.len() == ids.len()
        {
            return Ok(known);
        }
        let wanted: Vec<OrgId> = ids.iter().copied().collect();
        let found: BTreeMap<OrgId, Bilingual> = store::organisations::by_ids(&self.store, &wanted)
            .await?
            .into_iter()
            .map(|org| (OrgId(org.id), Bilingual::new(org.name_vi, org.name_en)))
            .collect();
        if let Ok(mut known) = self.orgs.write() {
            if known.1 <= now || known.1 > now + KEPT {
                *known = (BTreeMap::new(), now + KEPT);
            }
            known.0.extend(found.clone());
        }
        Ok(found)
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
