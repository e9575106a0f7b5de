//! Targets: the length of a clock that no act gives.
//!
//! A clock whose first provision is policy has a length that somebody set and may set anew. The pack holds the length it
//! was published with; the operator's own one is an argument ([`crate::decide::Context::targets`]) and counts for clocks
//! whose event lies on or after its first day. It is written into the event that starts the clock, so that a running
//! clock keeps what it began with and the record folds to the same dossier whatever is set later.

use crate::calendar::Budget;
use crate::pack::{ClockRule, Pack, ProvisionKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest target in days: a year of working days.
pub const LONGEST: u32 = 250;

/// The length that a clock was started with in place of its pack's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The act that set it.
    pub id: Uuid,
    /// Length.
    pub budget: Budget,
}

/// A length that the operator set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Pack, every version of it.
    pub pack: String,
    /// Clock rule.
    pub clock: String,
    /// First day of an event for which it counts.
    pub effective_on: NaiveDate,
    /// What it sets.
    pub target: Target,
}

/// Every length that the operator set, in the order in which they were set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets(pub Vec<Setting>);

impl Targets {
    /// The target of a clock of `pack` under `rule` whose event lies on `event_on`: of those in effect on that day the
    /// one with the latest first day, and of the same day the one set last. None where the length is the law's, whatever
    /// was set, and where the pack's own one holds.
    pub fn of(&self, pack: &Pack, rule: &ClockRule, event_on: NaiveDate) -> Option<Target> {
        if !may_be_set(pack, rule) {
            return None;
        }
        let counts = |setting: &&Setting| {
            setting.pack == pack.id && setting.clock == rule.id && setting.effective_on <= event_on
        };
        self.0.iter().filter(counts).max_by_key(|setting| setting.effective_on).map(|setting| setting.target)
    }

    /// The length of a clock that begins on `event_on`: the operator's, else the pack's.
    pub fn budget(&self, pack: &Pack, rule: &ClockRule, event_on: NaiveDate) -> Option<Budget> {
        self.of(pack, rule, event_on).map(|target| target.budget).or(rule.budget)
    }
}

/// Nothing set: every clock has its pack's length.
pub static NONE: Targets = Targets(Vec::new());

/// Whether the operator may set the length of `rule`: it has one, and the provision that gives it (the first one cited)
/// is policy. What the law sets nobody shortens or lengthens here.
pub fn may_be_set(pack: &Pack, rule: &ClockRule) -> bool {
    let first = rule.basis.first().and_then(|id| pack.provision(id));
    rule.budget.is_some() && first.is_some_and(|found| found.kind == ProvisionKind::Policy)
}
