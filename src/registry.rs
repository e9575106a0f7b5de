//! The rule packs and the working calendar that this process knows, parsed once.
//!
//! Here: the packs and calendars compiled into the program, those of a folder given with `--packs`, and those taken over
//! from the database, where another process may have published one a moment ago. Not here: which of them are switched on.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use engine::calendar::{Calendar, CalendarError};
use engine::pack::{Act, Pack, PackError};
use engine::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Packs compiled in: file name and text.
const PACKS: &[(&str, &str)] = &[
    ("ordinance-33-2007.v1.toml", include_str!("../workflows/ordinance-33-2007.v1.toml")),
    ("law-70-2020.v1.toml", include_str!("../workflows/law-70-2020.v1.toml")),
];

/// The calendar compiled in: file name and text.
const CALENDAR: (&str, &str) = ("calendars/vn.toml", include_str!("../workflows/calendars/vn.toml"));

/// The calendar by which all deadlines are counted.
const CALENDAR_ID: &str = "vn";

/// Why the packs or the calendar could not be read. Every message names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A folder or file cannot be read.
    #[error("{}: {source}; --packs wants a folder of packs (*.toml) with an optional sub-folder calendars", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A pack does not load.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A calendar does not load.
    #[error("{file}: {source}")]
    Calendar {
        /// The file.
        file: String,
        /// The cause.
        source: CalendarError,
    },
    /// Two files of the folder hold the same version of the same thing.
    #[error("{file}: {name} stands in {other} too; give one of them another version or remove it")]
    Twice {
        /// The second file.
        file: String,
        /// What stands twice.
        name: String,
        /// The first file.
        other: String,
    },
    /// A calendar that nothing would use.
    #[error(
        "{file}: the calendar is called `{id}`, but deadlines are counted by `{CALENDAR_ID}`; set id = \"{CALENDAR_ID}\""
    )]
    CalendarName {
        /// The file.
        file: String,
        /// Its id.
        id: String,
    },
    /// The setting `procedure.pack` names no pack.
    #[error("procedure.pack: there is no pack `{id}`; known are {known}, or write by-date")]
    NoSuchPack {
        /// The id of the setting.
        id: String,
        /// The known ids.
        known: String,
    },
}

/// Which pack a new dossier takes (setting `procedure.pack`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum PackPolicy {
    /// The pack in force on the day the procedure starts.
    #[default]
    ByDate,
    /// The newest version of this pack, whatever the day: the operator's policy (training, back-file).
    Fixed(String),
}

impl From<String> for PackPolicy {
    fn from(text: String) -> Self {
        if text == "by-date" { Self::ByDate } else { Self::Fixed(text) }
    }
}

impl From<PackPolicy> for String {
    fn from(policy: PackPolicy) -> Self {
        policy.to_string()
    }
}

impl FromStr for PackPolicy {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.to_owned().into())
    }
}

impl fmt::Display for PackPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByDate => f.write_str("by-date"),
            Self::Fixed(id) => f.write_str(id),
        }
    }
}

/// One version of a pack with the text it was read from.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// The pack.
    pub pack: Arc<Pack>,
    /// SHA-256 of the text, in lower-case hexadecimal. A published version never changes it.
    pub sha256: String,
    /// The text.
    pub text: Arc<str>,
    /// Where it was read: a file name, or a path under the folder of `--packs`.
    pub file: String,
}

/// Packs by id and version.
type Packs = BTreeMap<(String, u32), Arc<PackFile>>;

/// The packs and the calendar. Versions are added while the process runs, none is changed or taken away.
#[derive(Debug)]
pub struct Registry {
    packs: RwLock<Arc<Packs>>,
    calendar: Arc<Calendar>,
    calendar_file: String,
}

impl Registry {
    /// What is compiled into the program.
    ///
    /// # Errors
    /// Only if the program was built with a faulty pack or calendar; a test prevents that.
    pub fn embedded() -> Result<Self, RegistryError> {
        let packs = read_packs(PACKS.iter().copied())?;
        let (file, text) = CALENDAR;
        let calendar = Arc::new(read_calendar(file, text)?);
        Ok(Self { packs: RwLock::new(Arc::new(packs)), calendar, calendar_file: file.to_owned() })
    }

    /// What is compiled in, and over it the packs `DIR/*.toml` and the calendars `DIR/calendars/*.toml`: a pack of the
    /// same id and version takes the place of the one compiled in, others are added; a calendar takes its place.
    ///
    /// # Errors
    /// [`RegistryError`] for the first file that is not right; an empty folder is not an error.
    pub fn with_dir(dir: Option<&Path>) -> Result<Self, RegistryError> {
        let mut registry = Self::embedded()?;
        let Some(dir) = dir else { return Ok(registry) };
        let files = read_dir(dir)?;
        registry.add(read_packs(files.iter().map(|(file, text)| (file.as_str(), text.as_str())))?);
        let calendars = dir.join("calendars");
        if calendars.is_dir()
            && let Some((file, calendar)) = newest_calendar(&read_dir(&calendars)?)?
        {
            (registry.calendar_file, registry.calendar) = (file, Arc::new(calendar));
        }
        Ok(registry)
    }

    fn known(&self) -> Arc<Packs> {
        Arc::clone(&self.packs.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Readers go on with the set that they hold; whoever asks next sees the new one.
    fn add(&self, more: Packs) {
        let mut packs = self.packs.write().unwrap_or_else(PoisonError::into_inner);
        let mut all = (**packs).clone();
        all.extend(more);
        *packs = Arc::new(all);
    }

    /// Takes over a pack that was published earlier and is not carried any more, for dossiers may be pinned to it for
    /// years; or one that was published while this process runs.
    ///
    /// # Errors
    /// [`RegistryError`] when this program does not understand its text.
    pub fn carry(&self, id: &str, version: u32, text: &str) -> Result<(), RegistryError> {
        if self.pack(id, version).is_none() {
            let file = format!("published {id} v{version}");
            self.add(read_packs(std::iter::once((file.as_str(), text)))?);
        }
        Ok(())
    }

    /// The calendar by which deadlines are counted.
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// Where the calendar was read.
    pub fn calendar_file(&self) -> &str {
        &self.calendar_file
    }

    /// Every version of every pack, by id and version.
    pub fn packs(&self) -> std::vec::IntoIter<Arc<PackFile>> {
        self.known().values().cloned().collect::<Vec<_>>().into_iter()
    }

    /// That version of that pack.
    pub fn pack(&self, id: &str, version: u32) -> Option<Arc<PackFile>> {
        self.known().get(&(id.to_owned(), version)).cloned()
    }

    /// The newest version of that pack.
    pub fn newest(&self, id: &str) -> Option<Arc<PackFile>> {
        self.known().values().rfind(|file| file.pack.id == id).cloned()
    }

    /// The pack under which a procedure that does `act` with a document and starts on `date` runs (R01). Where two are in
    /// force on one day, the one whose force began later goes before; of one pack the newest version. The operator's own
    /// pack is left for an act that it does not provide for: what was signed under an older law is changed and ended
    /// under the law of the day (Law 70/2020 Art. 52.2).
    ///
    /// # Errors
    /// A refusal [`Code::NoPackInForce`] with the date, or with the name of the pack that is not there.
    pub fn for_start(&self, date: NaiveDate, policy: &PackPolicy, act: Act) -> Result<Arc<PackFile>, Refusal> {
        let in_force = || {
            let known = self.known();
            let fits = known.values().filter(|file| file.pack.in_force_on(date) && file.pack.provides_for(act));
            fits.max_by_key(|file| (file.pack.in_force_from, &file.pack.id, file.pack.version)).cloned()
        };
        let found = match policy {
            PackPolicy::ByDate => in_force(),
            PackPolicy::Fixed(id) => match self.newest(id) {
                Some(file) if !file.pack.provides_for(act) => in_force(),
                found => found,
            },
        };
        found.ok_or_else(|| {
            let refusal = Refusal::field(Code::NoPackInForce, "started_on").with("date", date.to_string());
            match policy {
                PackPolicy::ByDate => refusal,
                PackPolicy::Fixed(id) => refusal.with("pack", id),
            }
        })
    }

    /// Whether the setting `procedure.pack` can be followed at all.
    ///
    /// # Errors
    /// [`RegistryError::NoSuchPack`] names the packs there are.
    pub fn check_policy(&self, policy: &PackPolicy) -> Result<(), RegistryError> {
        match policy {
            PackPolicy::Fixed(id) if self.newest(id).is_none() => {
                let packs = self.known();
                let mut known: Vec<&str> = packs.keys().map(|(id, _)| id.as_str()).collect();
                known.dedup();
                Err(RegistryError::NoSuchPack { id: id.clone(), known: known.join(", ") })
            }
            _ => Ok(()),
        }
    }
}

fn read_packs<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Packs, RegistryError> {
    let mut packs = Packs::new();
    for (file, text) in files {
        let pack = engine::pack::parse(file, text)?;
        let key = (pack.id.clone(), pack.version);
        if let Some(other) = packs.get(&key) {
            return Err(RegistryError::Twice {
                file: file.to_owned(),
                name: format!("version {} of {}", key.1, key.0),
                other: other.file.clone(),
            });
        }
        let read = PackFile {
            pack: Arc::new(pack),
            sha256: hex::encode(Sha256::digest(text)),
            text: text.into(),
            file: file.to_owned(),
        };
        packs.insert(key, Arc::new(read));
    }
    Ok(packs)
}

fn read_calendar(file: &str, text: &str) -> Result<Calendar, RegistryError> {
    let file = file.to_owned();
    match Calendar::parse(text) {
        Err(source) => Err(RegistryError::Calendar { file, source }),
        Ok(calendar) if calendar.id() != CALENDAR_ID => {
            Err(RegistryError::CalendarName { file, id: calendar.id().to_owned() })
        }
        Ok(calendar) => Ok(calendar),
    }
}

/// The newest of the calendars.
fn newest_calendar(files: &[(String, String)]) -> Result<Option<(String, Calendar)>, RegistryError> {
    let mut newest: Option<(String, Calendar)> = None;
    for (file, text) in files {
        let calendar = read_calendar(file, text)?;
        match &newest {
            Some((other, old)) if old.version() == calendar.version() => {
                let name = format!("version {} of the calendar", old.version());
                return Err(RegistryError::Twice { file: file.clone(), name, other: other.clone() });
            }
            Some((_, old)) if old.version() > calendar.version() => {}
            _ => newest = Some((file.clone(), calendar)),
        }
    }
    Ok(newest)
}

/// The texts of `dir/*.toml`, by name.
fn read_dir(dir: &Path) -> Result<Vec<(String, String)>, RegistryError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| RegistryError::Io { path, source }
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(io(dir))? {
        let path = entry.map_err(io(dir))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).map_err(io(&path))?;
            Ok((path.display().to_string(), text))
        })
        .collect()
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
