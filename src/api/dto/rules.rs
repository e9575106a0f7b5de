//! Switches, targets, published packs, what was found in one.

use super::{Text, instant};
use crate::app::admin::switches::Switches;
use crate::app::admin::targets::Targets;
use crate::app::admin::{Switch, Target, days_kind};
use chrono::NaiveDate;
use engine::ids::AccountId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A text in both languages; without the English one the Vietnamese one is shown to all.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasisIn {
    /// Vietnamese, up to 300 characters.
    #[schema(min_length = 1, max_length = 300)]
    pub vi: String,
    /// English, up to 300 characters.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub en: String,
}

/// Why, and from when.
pub struct GroundsIn {
    /// Legal basis.
    pub basis: BasisIn,
    /// Reason.
    pub reason: String,
    /// First day.
    pub effective_on: String,
}

/// A change of a switch.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchIn {
    /// On or off.
    pub enabled: bool,
    /// Legal basis, with number and date of the document.
    pub basis: BasisIn,
    /// Reason.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// First day on which it counts, today or later: `YYYY-MM-DD`.
    #[schema(format = Date)]
    pub effective_on: String,
}

impl SwitchIn {
    /// The grounds.
    pub fn grounds(self) -> GroundsIn {
        GroundsIn { basis: self.basis, reason: self.reason, effective_on: self.effective_on }
    }
}

/// A change of a target.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetIn {
    /// How many days, of the sort that the rule counts.
    #[schema(minimum = 1, maximum = 250)]
    pub days: u32,
    /// Legal basis, with number and date of the document.
    pub basis: BasisIn,
    /// Reason.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// First day of an event for which it counts, today or later: `YYYY-MM-DD`.
    #[schema(format = Date)]
    pub effective_on: String,
}

impl TargetIn {
    /// The grounds.
    pub fn grounds(self) -> GroundsIn {
        GroundsIn { basis: self.basis, reason: self.reason, effective_on: self.effective_on }
    }
}

/// The text of a pack.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackIn {
    /// TOML, see docs/workflow-format.md.
    #[schema(min_length = 1, max_length = 1000000)]
    pub text: String,
}

pub(super) fn name_of(names: &BTreeMap<AccountId, String>, account: Option<Uuid>) -> Option<String> {
    account.and_then(|account| names.get(&AccountId(account)).cloned())
}

/// An act that switched a track.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SwitchAct {
    /// Id.
    pub id: Uuid,
    /// Pack.
    pub pack: String,
    /// Track.
    pub track: String,
    /// On or off.
    pub enabled: bool,
    /// Legal basis.
    pub basis: Text,
    /// Reason.
    pub reason: String,
    /// First day on which it counts.
    pub effective_on: NaiveDate,
    /// When it was done.
    pub at: String,
    /// By whom; none for the command line.
    pub by: Option<String>,
}

impl SwitchAct {
    /// An act.
    pub fn new(row: Switch, by: Option<String>) -> Self {
        Self {
            id: row.id,
            pack: row.pack_id,
            track: row.track,
            enabled: row.enabled,
            basis: Text { vi: row.basis_vi, en: row.basis_en },
            reason: row.reason,
            effective_on: row.effective_on,
            at: instant(row.at),
            by,
        }
    }
}

/// A track that may be switched.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SwitchOut {
    /// Pack.
    pub pack: String,
    /// Track.
    pub track: String,
    /// Title.
    pub title: Text,
    /// Who qualifies and what it departs from.
    pub summary: Text,
    /// On today.
    pub enabled: bool,
    /// The act that counts today; none while the pack's own state holds.
    pub since: Option<SwitchAct>,
    /// Acts whose day is still to come, nearest first.
    pub ahead: Vec<SwitchAct>,
    /// Every act, newest first.
    pub history: Vec<SwitchAct>,
}

/// Tracks that may be switched.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SwitchesOut {
    /// By pack.
    pub items: Vec<SwitchOut>,
}

impl SwitchesOut {
    /// The tracks.
    pub fn new(found: Switches) -> Self {
        let Switches { tracks, names } = found;
        let act = |row: Switch| {
            let by = name_of(&names, row.account_id);
            SwitchAct::new(row, by)
        };
        let one = |track: crate::app::admin::switches::Track| SwitchOut {
            pack: track.pack,
            track: track.track,
            title: track.title.into(),
            summary: track.summary.into(),
            enabled: track.enabled,
            since: track.since.map(act),
            ahead: track.ahead.into_iter().map(act).collect(),
            history: track.history.into_iter().map(act).collect(),
        };
        Self { items: tracks.into_iter().map(one).collect() }
    }
}

/// An act that set a target.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetAct {
    /// Id.
    pub id: Uuid,
    /// Pack.
    pub pack: String,
    /// Clock rule.
    pub clock: String,
    /// How many days.
    pub days: i32,
    /// `working` or `calendar`.
    #[schema(pattern = "^(working|calendar)$")]
    pub days_kind: String,
    /// Legal basis.
    pub basis: Text,
    /// Reason.
    pub reason: String,
    /// First day of an event for which it counts.
    pub effective_on: NaiveDate,
    /// When it was done.
    pub at: String,
    /// By whom; none for the command line.
    pub by: Option<String>,
}

impl TargetAct {
    /// An act.
    pub fn new(row: Target, by: Option<String>) -> Self {
        Self {
            id: row.id,
            pack: row.pack_id,
            clock: row.clock,
            days: row.days,
            days_kind: row.days_kind,
            basis: Text { vi: row.basis_vi, en: row.basis_en },
            reason: row.reason,
            effective_on: row.effective_on,
            at: instant(row.at),
            by,
        }
    }
}

/// A clock with a number of days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetOut {
    /// Pack.
    pub pack: String,
    /// Clock rule.
    pub clock: String,
    /// Title.
    pub title: Text,
    /// Whether it may be set; otherwise the law sets it.
    pub settable: bool,
    /// Days of a clock that begins today.
    pub days: u32,
    /// Days that the pack gives.
    pub published_days: u32,
    /// `working` or `calendar`.
    #[schema(pattern = "^(working|calendar)$")]
    pub days_kind: String,
    /// Citation of the provision that gives the length.
    pub citation: Option<Text>,
    /// The act that counts today; none while the pack's own length holds.
    pub since: Option<TargetAct>,
    /// Acts whose day is still to come, nearest first.
    pub ahead: Vec<TargetAct>,
    /// Every act, newest first.
    pub history: Vec<TargetAct>,
}

/// Clocks with a number of days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetsOut {
    /// By pack.
    pub items: Vec<TargetOut>,
}

impl TargetsOut {
    /// The clocks.
    pub fn new(found: Targets) -> Self {
        let Targets { clocks, names } = found;
        let act = |row: Target| {
            let by = name_of(&names, row.account_id);
            TargetAct::new(row, by)
        };
        let one = |clock: crate::app::admin::targets::Clock| TargetOut {
            pack: clock.pack,
            clock: clock.clock,
            title: clock.title.into(),
            settable: clock.settable,
            days: clock.today.days(),
            published_days: clock.published.days(),
            days_kind: days_kind(clock.published).to_owned(),
            citation: clock.provision.map(|provision| provision.citation.into()),
            since: clock.since.map(act),
            ahead: clock.ahead.into_iter().map(act).collect(),
            history: clock.history.into_iter().map(act).collect(),
        };
        Self { items: clocks.into_iter().map(one).collect() }
    }
}
