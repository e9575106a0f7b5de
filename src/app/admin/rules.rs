//! Packs and calendars as they are published: which there are, a new one from a file, and what is pinned to each.
//!
//! A pack is read, linted and explored before it is published, on threads of its own; a broken one is refused with every
//! error and its line, or with the shortest way to what must not be. A published one never changes.

use super::allowed;
use crate::app::input::Invalid;
use crate::app::publish;
use crate::app::record::{self, Line};
use crate::app::{App, Error, Who, read, search};
use crate::registry::PackFile;
use crate::store::packs::{self, Calendar, Published};
use crate::store::{Batch, StoreError};
use engine::check::{Bound, Report, explore};
use engine::ids::AccountId;
use engine::pack::{Note, Pack, examine};
use engine::record::{Kind, instant};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// Largest text of a pack, in bytes. The one shipped has a tenth of it.
pub const LARGEST: usize = 1_000_000;
/// Results kept in memory.
const KEPT: usize = 8;

/// Stream of the acts on a pack.
pub fn stream(pack: &str) -> String {
    format!("admin:pack:{pack}")
}

/// A published version.
#[derive(Debug, Clone)]
pub struct Version {
    /// The row.
    pub row: Published,
    /// The pack; none when this program cannot read it.
    pub pack: Option<Arc<Pack>>,
    /// New dossiers take it today.
    pub used: bool,
}

/// What is published.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Packs, newest version first.
    pub packs: Vec<Version>,
    /// Calendars, newest version first.
    pub calendars: Vec<CalendarRow>,
    /// Names of whoever published.
    pub names: BTreeMap<AccountId, String>,
}

/// A published calendar.
#[derive(Debug, Clone)]
pub struct CalendarRow {
    /// The row.
    pub row: Calendar,
    /// Deadlines are counted by it.
    pub used: bool,
}

/// Everything that is published.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` administers.
pub async fn list(app: &App, who: &Who) -> Result<Rules, Error> {
    allowed(who)?;
    let used = app.registry.for_start(app.today(), &app.config.procedure.pack, engine::pack::Act::Conclude).ok();
    let used = used.map(|file| (file.pack.id.clone(), file.pack.version));
    let mut rows = packs::published(&app.store).await?;
    rows.sort_by(|a, b| (&a.id, b.version).cmp(&(&b.id, a.version)));
    let accounts: BTreeSet<AccountId> = rows.iter().filter_map(|row| row.published_by.map(AccountId)).collect();
    let versions = rows.into_iter().map(|row| {
        let version = u32::try_from(row.version).unwrap_or_default();
        let file = app.registry.pack(&row.id, version);
        let used = used.as_ref() == Some(&(row.id.clone(), version));
        Version { pack: file.map(|file| Arc::clone(&file.pack)), used, row }
    });
    let mut calendars = packs::calendars(&app.store).await?;
    calendars.reverse();
    let current = app.registry.calendar();
    let calendars = calendars.into_iter().map(|row| {
        let used = row.id == current.id() && i64::from(row.version) == i64::from(current.version());
        CalendarRow { used, row }
    });
    Ok(Rules {
        packs: versions.collect(),
        calendars: calendars.collect(),
        names: read::account_names(app, &accounts).await?,
    })
}

/// Numbers of the dossiers pinned to a version, in order. An administrator learns their numbers and nothing else.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`] for a version that is not published, [`Error::Invalid`] for a broken mark.
pub async fn pinned(
    app: &App,
    who: &Who,
    id: &str,
    version: u32,
    after: Option<&str>,
    limit: u64,
) -> Result<(Vec<String>, Option<String>), Error> {
    allowed(who)?;
    let stored = i32::try_from(version).map_err(|_| Error::NotFound)?;
    let after = after.filter(|after| !after.is_empty());
    // Any number is a place in the order; only what no number can be is refused.
    if after.is_some_and(|after| after.len() > 40 || !after.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')) {
        return Err(search::mark("after"));
    }
    if !packs::published(&app.store).await?.iter().any(|row| row.id == id && row.version == stored) {
        return Err(Error::NotFound);
    }
    let page = packs::pinned(&app.store, id, stored, after, limit).await?;
    Ok((page.items, page.next))
}

/// What was found in a text.
#[derive(Debug)]
pub struct Findings {
    /// SHA-256 of the text, hex.
    pub sha256: String,
    /// Id, version and title, if it could be read.
    pub pack: Option<Arc<Pack>>,
    /// What keeps it from loading, each with file and line.
    pub errors: Vec<String>,
    /// Warnings of the lint.
    pub warnings: Vec<Note>,
    /// The exploration; none where it did not load.
    pub report: Option<Report>,
}

impl Findings {
    /// Whether its rules hold.
    pub fn holds(&self) -> bool {
        self.errors.is_empty() && self.report.as_ref().is_some_and(Report::holds)
    }
}

/// Whether a version may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is the next version, or the first of a new pack.
    Free,
    /// Exactly this text is published.
    Published,
    /// Another text is published under this version.
    Taken,
    /// A version before it is missing; the number given is the next one.
    Next(u32),
}

/// What is known of a text so far.
#[derive(Debug, Clone)]
pub enum Checking {
    /// It is being explored.
    Running,
    /// Explored.
    Done(Arc<Findings>, Place),
}

type Slot = watch::Receiver<Option<Arc<Findings>>>;

/// Where texts are checked: one at a time, the last results kept for whoever looks.
#[derive(Debug)]
pub struct Desk {
    slots: Mutex<VecDeque<(String, Slot)>>,
    one: Arc<Semaphore>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { slots: Mutex::default(), one: Arc::new(Semaphore::new(1)) }
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, Slot)>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads, lints and explores `text`; waits at most `patience` and goes on without the asker, who asks again with the same
/// text.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`] for an empty or too large text, [`Error::Busy`] when too many are checked.
pub async fn check(app: &Arc<App>, who: &Who, file: &str, text: &str, patience: Duration) -> Result<Checking, Error> {
    check_within(app, who, file, text, &Bound::default(), patience).await
}

/// The same within a bound of the caller's. What was found of a text is kept, whatever the bound; the report names it.
/// Pages, REST and the command line ask for the whole bound.
///
/// # Errors
/// As for [`check`].
pub async fn check_within(
    app: &Arc<App>,
    who: &Who,
    file: &str,
    text: &str,
    bound: &Bound,
    patience: Duration,
) -> Result<Checking, Error> {
    allowed(who)?;
    if text.trim().is_empty() {
        return Err(Invalid::field("text", "required").into());
    }
    if text.len() > LARGEST {
        return Err(Invalid::field("text", "file-too-large").into());
    }
    // A version that cannot be published is told of at once; nothing is explored for it.
    let read = read(file, text);
    let place = place(app, &read).await?;
    if !read.errors.is_empty() || !matches!(place, Place::Free | Place::Published) {
        return Ok(Checking::Done(Arc::new(read), place));
    }
    let Some(found) = findings(app, file, text, bound, patience).await? else { return Ok(Checking::Running) };
    Ok(Checking::Done(found, place))
}

/// Reads and lints `text`; nothing is explored yet.
fn read(file: &str, text: &str) -> Findings {
    let sha256 = hex::encode(Sha256::digest(text));
    match examine(file, text) {
        Ok((pack, warnings)) => {
            Findings { sha256, pack: Some(Arc::new(pack)), errors: Vec::new(), warnings, report: None }
        }
        Err(errors) => {
            let errors = errors.iter().map(ToString::to_string).collect();
            Findings { sha256, pack: None, errors, warnings: Vec::new(), report: None }
        }
    }
}

async fn findings(
    app: &Arc<App>,
    file: &str,
    text: &str,
    bound: &Bound,
    patience: Duration,
) -> Result<Option<Arc<Findings>>, Error> {
    let sha256 = hex::encode(Sha256::digest(text));
    let mut slot = begin(app, &sha256, file, text, *bound)?;
    let ended = slot.wait_for(Option::is_some);
    match tokio::time::timeout(patience, ended).await {
        Err(_) => Ok(None),
        Ok(Ok(found)) => Ok(found.clone()),
        Ok(Err(_)) => {
            app.checking.lock().retain(|(known, _)| *known != sha256);
            Err(Error::Fault("the exploration of a pack broke down".to_owned()))
        }
    }
}

/// The place at which this text is checked; the check begins with the first who asks.
fn begin(app: &Arc<App>, sha256: &str, file: &str, text: &str, bound: Bound) -> Result<Slot, Error> {
    let mut slots = app.checking.lock();
    if let Some((_, known)) = slots.iter().find(|(known, _)| known == sha256) {
        return Ok(known.clone());
    }
    if slots.len() >= KEPT {
        // Of the results the oldest goes; what still runs stays, and with too many of them nobody is let in.
        let ended = slots.iter().position(|(_, slot)| slot.borrow().is_some() || slot.has_changed().is_err());
        slots.remove(ended.ok_or(Error::Busy)?);
    }
    let (sender, slot) = watch::channel(None);
    slots.push_back((sha256.to_owned(), slot.clone()));
    drop(slots);
    let (app, file, text) = (Arc::clone(app), file.to_owned(), text.to_owned());
    tokio::spawn(async move {
        let Ok(_turn) = Arc::clone(&app.checking.one).acquire_owned().await else { return };
        let calendar = Arc::clone(app.registry.calendar());
        // Seconds of all cores: never on a thread that answers requests.
        let work = move || {
            let mut found = read(&file, &text);
            found.report = found.pack.as_ref().map(|pack| explore(pack, &calendar, &bound));
            found
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(found) => drop(sender.send(Some(Arc::new(found)))),
            Err(error) => tracing::error!(%error, "the exploration of a pack broke down"),
        }
    });
    Ok(slot)
}

async fn place(app: &App, found: &Findings) -> Result<Place, Error> {
    let Some(pack) = &found.pack else { return Ok(Place::Free) };
    let rows = packs::published(&app.store).await?;
    let versions = || rows.iter().filter(|row| row.id == pack.id);
    let same = versions().find(|row| i64::from(row.version) == i64::from(pack.version));
    let newest = versions().map(|row| row.version).max().unwrap_or_default();
    let next = u32::try_from(newest).unwrap_or_default().saturating_add(1);
    Ok(match same {
        Some(row) if row.hash == found.sha256 => Place::Published,
        Some(_) => Place::Taken,
        None if pack.version == next => Place::Free,
        None => Place::Next(next),
    })
}

/// Publishes the pack of `text`, if it holds; recorded. Publishing the same text again changes nothing.
///
/// # Errors
/// As for [`check`]; [`Error::Exploring`] while it is still explored, [`Error::Invalid`] when it does not hold or its version
/// is not the next one.
pub async fn publish(
    app: &Arc<App>,
    who: &Who,
    file: &str,
    text: &str,
    patience: Duration,
) -> Result<Arc<Findings>, Error> {
    let Checking::Done(found, place) = check(app, who, file, text, patience).await? else {
        return Err(Error::Exploring);
    };
    let broken = || Error::from(Invalid::field("text", "pack-broken"));
    let pack = found.pack.as_ref().ok_or_else(broken)?;
    match place {
        Place::Free => {}
        Place::Published => return Ok(found),
        Place::Taken => return Err(Invalid::field("version", "version-taken").into()),
        Place::Next(next) => {
            return Err(Invalid::field("version", "version-not-next").with("next", next).into());
        }
    }
    if !found.holds() {
        return Err(broken());
    }
    let loaded = PackFile {
        pack: Arc::clone(pack),
        sha256: found.sha256.clone(),
        text: text.into(),
        file: format!("published {} v{}", pack.id, pack.version),
    };
    let row = publish::row(app, &loaded, who.account.map(|account| account.0));
    let subject = json!({ "pack": row.id, "version": row.version, "sha256": row.hash,
                          "published_at": instant(row.published_at) });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Administration, "publish-pack") };
    let stream = stream(&pack.id);
    let noted = record::note(app, &stream, who, None, line, |batch: &mut Batch| {
        packs::publish(batch, row.clone());
        Ok::<(), StoreError>(())
    });
    match noted.await {
        // Somebody else published this version meanwhile: the same text is done, another one is in the way.
        Err(Error::Busy) => match self::place(app, &found).await? {
            Place::Published => {}
            Place::Taken => return Err(Invalid::field("version", "version-taken").into()),
            _ => return Err(Error::Busy),
        },
        done => done?,
    }
    app.refresh_rules().await;
    Ok(found)
}
