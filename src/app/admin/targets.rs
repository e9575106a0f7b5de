//! Targets: lengths of clocks that no act gives. The operator sets them, with legal basis and reason, for clocks that
//! begin on or after a day; what the law sets cannot be set here.

use super::ledger::{Act, Tries};
use super::seen::{self, is_stale};
use super::{Grounds, allowed, days_kind};
use crate::app::input::Invalid;
use crate::app::{App, Error, Who, read};
use crate::store::packs::{self, Target};
use engine::calendar::Budget;
use engine::ids::AccountId;
use engine::pack::Provision;
use engine::record::instant;
use engine::target::{LONGEST, may_be_set};
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Stream of the acts on a clock.
pub fn stream(pack: &str, clock: &str) -> String {
    format!("admin:target:{pack}:{clock}")
}

/// A clock with a number of days, and who gave it.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Pack.
    pub pack: String,
    /// Its newest version.
    pub version: u32,
    /// Title of the pack.
    pub pack_title: Bilingual,
    /// Clock rule.
    pub clock: String,
    /// Title.
    pub title: Bilingual,
    /// Length that the pack gives.
    pub published: Budget,
    /// Length of a clock that begins today.
    pub today: Budget,
    /// The provision that gives the length.
    pub provision: Option<Provision>,
    /// Whether the operator may set it.
    pub settable: bool,
    /// The act that counts today; none while the pack's own length holds.
    pub since: Option<Target>,
    /// Acts whose day is still to come, nearest first.
    pub ahead: Vec<Target>,
    /// Every act, newest first.
    pub history: Vec<Target>,
}

/// The clocks, and the names of whoever set them.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    /// Clocks of the newest version of each pack that have a number of days.
    pub clocks: Vec<Clock>,
    /// Names.
    pub names: BTreeMap<AccountId, String>,
}

/// Every clock with a number of days: of policy and of law, so that it is seen which is which.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` administers.
pub async fn list(app: &App, who: &Who) -> Result<Targets, Error> {
    allowed(who)?;
    let (today, rules) = (app.today(), app.in_use());
    let acts = packs::targets(&app.store).await?;
    let mut ids: Vec<String> = app.registry.packs().map(|file| file.pack.id.clone()).collect();
    ids.dedup();
    let mut clocks = Vec::new();
    for file in ids.iter().filter_map(|id| app.registry.newest(id)) {
        let pack = &file.pack;
        for rule in &pack.clocks {
            let Some(published) = rule.budget else { continue };
            let mut history: Vec<Target> =
                acts.iter().filter(|act| act.pack_id == pack.id && act.clock == rule.id).cloned().collect();
            history.reverse();
            let counts = rules.targets().of(pack, rule, today);
            let mut ahead: Vec<Target> = history.iter().filter(|act| act.effective_on > today).cloned().collect();
            ahead.sort_by_key(|act| (act.effective_on, act.at));
            clocks.push(Clock {
                pack: pack.id.clone(),
                version: pack.version,
                pack_title: pack.title.clone(),
                clock: rule.id.clone(),
                title: rule.title.clone(),
                published,
                today: counts.map_or(published, |target| target.budget),
                provision: rule.basis.first().and_then(|id| pack.provision(id)).cloned(),
                settable: may_be_set(pack, rule),
                since: counts.and_then(|target| history.iter().find(|act| act.id == target.id).cloned()),
                ahead,
                history,
            });
        }
    }
    let accounts: BTreeSet<AccountId> = acts.iter().filter_map(|act| act.account_id.map(AccountId)).collect();
    Ok(Targets { clocks, names: read::account_names(app, &accounts).await? })
}

/// Sets how many days a clock has that begins on or after a day. Running clocks keep theirs.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Changed`], [`Error::Invalid`]: `set-by-law` for a
/// length that the law gives.
pub async fn set(app: &App, who: &Who, pack: &str, clock: &str, days: u32, grounds: &Grounds) -> Result<Target, Error> {
    allowed(who)?;
    let file = app.registry.newest(pack).ok_or(Error::NotFound)?;
    let rule = file.pack.clock(clock).ok_or(Error::NotFound)?;
    let published = rule.budget.filter(|_| may_be_set(&file.pack, rule));
    let Some(published) = published else { return Err(Invalid::field("clock", "set-by-law").into()) };
    if !(1..=LONGEST).contains(&days) {
        return Err(Invalid::field("days", "out-of-range").with("range", format!("1–{LONGEST}")).into());
    }
    let (id, mut tries) = (grounds.id(app, who), Tries::default());
    loop {
        // Before the acts are read: of two who set it at once, the second looks again.
        let mut act = Act::new(app, who);
        let part = act.on(stream(pack, clock), "set-target").await?;
        let acts = packs::targets(&app.store).await?;
        if let Some(known) = acts.iter().find(|act| act.id == id) {
            let same = known.pack_id == pack && known.clock == clock && u32::try_from(known.days) == Ok(days);
            return if same { Ok(known.clone()) } else { Err(Error::KeyReused) };
        }
        // Judged only when it is new: sent again on the next day, an act that is done is done.
        let (basis, reason, effective_on) = grounds.checked(app.today())?;
        let known = acts.iter().filter(|act| act.pack_id == pack && act.clock == clock).count();
        if is_stale(grounds.seen.as_deref(), &seen::acts(known)) {
            return Err(Error::Changed);
        }
        let row = Target {
            id,
            pack_id: pack.to_owned(),
            clock: clock.to_owned(),
            // Whether working or calendar days are counted is the rule's own; only their number is a target.
            days_kind: days_kind(published).to_owned(),
            days: i32::try_from(days).unwrap_or(i32::MAX),
            basis_vi: basis.vi.clone(),
            basis_en: basis.en.clone(),
            reason: reason.clone(),
            effective_on,
            account_id: who.account.map(|account| account.0),
            at: app.clock.now(),
        };
        act.say(part, "target", row.id);
        act.say(part, "pack", pack);
        act.say(part, "clock", clock);
        act.say(part, "days_kind", &row.days_kind);
        act.say(part, "days", row.days);
        act.say(part, "basis", &basis);
        act.say(part, "reason", &reason);
        act.say(part, "effective_on", effective_on);
        act.say(part, "set_at", instant(row.at));
        packs::set_target(&mut act.batch, row.clone());
        if act.commit(&mut tries, Vec::new()).await? {
            app.refresh_rules().await;
            return Ok(row);
        }
    }
}

/// The act behind the target that a clock was started with, and the name of whoever set it.
#[derive(Debug, Clone)]
pub struct Set {
    /// The act.
    pub act: Target,
    /// By whom; none for the command line, or when the account is not known any more.
    pub by: Option<String>,
}

/// The act with that id.
///
/// # Errors
/// [`Error`].
pub async fn act(app: &App, id: Uuid) -> Result<Option<Set>, Error> {
    let acts = packs::targets(&app.store).await?;
    let Some(act) = acts.into_iter().find(|act| act.id == id) else { return Ok(None) };
    let by = match act.account_id.map(AccountId) {
        Some(account) => read::account_names(app, &BTreeSet::from([account])).await?.remove(&account),
        None => None,
    };
    Ok(Some(Set { act, by }))
}
