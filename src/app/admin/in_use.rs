//! What the operator has set on top of the packs, as it holds today, and the grounds that each such act gives.

use crate::app::input::{Checked, Invalid, one_line, paragraph};
use crate::app::{App, Who};
use crate::store::packs;
pub use crate::store::packs::{Switch, Target};
use chrono::NaiveDate;
use engine::calendar::Budget;
use engine::target::{NONE, Setting, Targets};
use engine::text::Bilingual;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// Nothing is switched off.
static NOTHING: BTreeSet<String> = BTreeSet::new();
/// Longest legal basis, in characters.
pub const BASIS: usize = 300;
/// Longest reason, in characters.
pub const REASON: usize = 1_000;

/// What the operator has set on top of the packs, as it holds on one day.
#[derive(Debug, Default)]
pub struct InUse {
    day: NaiveDate,
    off: BTreeMap<String, BTreeSet<String>>,
    targets: Targets,
}

impl InUse {
    /// Tracks of a pack that are switched off.
    pub fn off(&self, pack: &str) -> &BTreeSet<String> {
        self.off.get(pack).unwrap_or(&NOTHING)
    }

    /// Lengths of clocks.
    pub fn targets(&self) -> &Targets {
        if self.targets.0.is_empty() { &NONE } else { &self.targets }
    }
}

/// The acts read last, and what they come to. A switch whose day comes at midnight counts from midnight on: no process
/// waits for its next reading.
#[derive(Debug, Default)]
pub struct Kept(RwLock<(Vec<Switch>, Arc<InUse>)>);

impl Kept {
    /// What holds on `today`.
    pub fn on(&self, today: NaiveDate) -> Arc<InUse> {
        {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if known.1.day == today {
                return Arc::clone(&known.1);
            }
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.1 = Arc::new(InUse { day: today, off: off(&known.0, today), targets: known.1.targets.clone() });
        Arc::clone(&known.1)
    }

    /// Takes over what was read.
    pub fn put(&self, switches: Vec<Switch>, targets: Vec<Target>, today: NaiveDate) {
        let targets = Targets(targets.iter().filter_map(setting).collect());
        let in_use = InUse { day: today, off: off(&switches, today), targets };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (switches, Arc::new(in_use));
    }
}

fn off(acts: &[Switch], day: NaiveDate) -> BTreeMap<String, BTreeSet<String>> {
    let mut off: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for act in packs::counting(acts.to_vec(), day).into_iter().filter(|act| !act.enabled) {
        off.entry(act.pack_id).or_default().insert(act.track);
    }
    off
}

/// The length that a row sets; none for a row that makes no sense, which `audit verify` names.
fn setting(row: &Target) -> Option<Setting> {
    Some(Setting {
        pack: row.pack_id.clone(),
        clock: row.clock.clone(),
        effective_on: row.effective_on,
        target: engine::target::Target { id: row.id, budget: budget(&row.days_kind, row.days)? },
    })
}

/// A length as rows have it.
fn budget(kind: &str, days: i32) -> Option<Budget> {
    let days = u32::try_from(days).ok().filter(|days| *days > 0)?;
    match kind {
        "working" => Some(Budget::Working(days)),
        "calendar" => Some(Budget::Calendar(days)),
        _ => None,
    }
}

/// Names of a kind of days, as rows and the REST interface have them.
pub fn days_kind(budget: Budget) -> &'static str {
    match budget {
        Budget::Working(_) => "working",
        Budget::Calendar(_) => "calendar",
    }
}

/// What every act on the rules says besides what it changes.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// Legal basis, with number and date of the document.
    pub basis: Bilingual,
    /// Reason.
    pub reason: String,
    /// First day on which it counts.
    pub effective_on: Option<NaiveDate>,
    /// Key of the request: sent twice, it has one effect.
    pub key: Option<String>,
    /// Mark of the acts that were seen ([`super::seen::acts`]); none for whoever acts on what is there.
    pub seen: Option<String>,
}

impl Grounds {
    /// The id of the act: made from the key, so that the same request finds what it did before.
    pub fn id(&self, app: &App, who: &Who) -> Uuid {
        let Some(key) = &self.key else { return app.ids.uuid() };
        let account = who.account.map(|account| account.0).unwrap_or_default();
        let digest = Sha256::digest(format!("thoathuan-act/1 {account} {key}"));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// The same, checked: everything is filled in, and the day is today or later. All wrong fields are named at once.
    ///
    /// # Errors
    /// [`Invalid`].
    pub fn checked(&self, today: NaiveDate) -> Checked<(Bilingual, String, NaiveDate)> {
        let mut wrong = Vec::new();
        let mut take = |found: Checked<String>| {
            found.unwrap_or_else(|Invalid(errors)| {
                wrong.extend(errors);
                String::new()
            })
        };
        let vi = take(required("basis_vi", one_line("basis_vi", &self.basis.vi), BASIS));
        // Officials enter the Vietnamese basis; without an English one that is shown to English readers too.
        let en = take(within("basis_en", one_line("basis_en", &self.basis.en), BASIS));
        let reason = take(required("reason", paragraph("reason", &self.reason), REASON));
        let effective_on = match self.effective_on {
            None => take_day(&mut wrong, "required"),
            Some(day) if day < today => take_day(&mut wrong, "in-the-past"),
            Some(day) => day,
        };
        if wrong.is_empty() {
            let en = if en.is_empty() { vi.clone() } else { en };
            return Ok((Bilingual::new(vi, en), reason, effective_on));
        }
        Err(Invalid(wrong))
    }
}

fn take_day(wrong: &mut Vec<crate::app::input::FieldError>, code: &str) -> NaiveDate {
    wrong.extend(Invalid::field("effective_on", code).0);
    NaiveDate::MIN
}

/// Not empty, and no longer than `most` characters.
pub fn required(field: &str, text: Checked<String>, most: usize) -> Checked<String> {
    let text = within(field, text, most)?;
    if text.is_empty() { Err(Invalid::field(field, "required")) } else { Ok(text) }
}

/// No longer than `most` characters.
pub fn within(field: &str, text: Checked<String>, most: usize) -> Checked<String> {
    let text = text?;
    if text.chars().count() <= most {
        return Ok(text);
    }
    Err(Invalid::field(field, "too-long").with("max", most))
}
