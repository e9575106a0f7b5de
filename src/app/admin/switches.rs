//! Switches of tracks: on or off from a day, with legal basis and reason, each an act of the record.

use super::ledger::{Act, Tries};
use super::seen::{self, is_stale};
use super::{Grounds, allowed};
use crate::app::input::Invalid;
use crate::app::{App, Error, Who, read};
use crate::store::packs::{self, Switch};
use engine::ids::AccountId;
use engine::record::instant;
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};

/// Stream of the acts on a track.
pub fn stream(pack: &str, track: &str) -> String {
    format!("admin:track:{pack}:{track}")
}

/// A track that may be switched, and how it stands.
#[derive(Debug, Clone)]
pub struct Track {
    /// Pack.
    pub pack: String,
    /// Title of the pack.
    pub pack_title: Bilingual,
    /// Track.
    pub track: String,
    /// Title.
    pub title: Bilingual,
    /// Who qualifies and what it departs from.
    pub summary: Bilingual,
    /// On today.
    pub enabled: bool,
    /// The act that counts today; none while the pack's own state holds: on.
    pub since: Option<Switch>,
    /// Acts whose day is still to come, nearest first.
    pub ahead: Vec<Switch>,
    /// Every act, newest first.
    pub history: Vec<Switch>,
}

/// The tracks, and the names of whoever switched them.
#[derive(Debug, Clone, Default)]
pub struct Switches {
    /// Tracks of the newest version of each pack that may be switched.
    pub tracks: Vec<Track>,
    /// Names.
    pub names: BTreeMap<AccountId, String>,
}

/// Every track that may be switched.
///
/// # Errors
/// [`Error::Forbidden`] unless `who` administers.
pub async fn list(app: &App, who: &Who) -> Result<Switches, Error> {
    allowed(who)?;
    let today = app.today();
    let acts = packs::switch_history(&app.store).await?;
    let counting = packs::counting(acts.clone(), today);
    let mut ids: Vec<String> = app.registry.packs().map(|file| file.pack.id.clone()).collect();
    ids.dedup();
    let mut tracks = Vec::new();
    for file in ids.iter().filter_map(|id| app.registry.newest(id)) {
        for track in file.pack.tracks.iter().filter(|track| track.switchable) {
            let of = |act: &&Switch| act.pack_id == file.pack.id && act.track == track.id;
            let since = counting.iter().find(of).cloned();
            let mut history: Vec<Switch> = acts.iter().filter(of).cloned().collect();
            history.reverse();
            let mut ahead: Vec<Switch> = history.iter().filter(|act| act.effective_on > today).cloned().collect();
            ahead.sort_by_key(|act| (act.effective_on, act.at));
            tracks.push(Track {
                pack: file.pack.id.clone(),
                pack_title: file.pack.title.clone(),
                track: track.id.clone(),
                title: track.title.clone(),
                summary: track.summary.clone(),
                enabled: since.as_ref().is_none_or(|act| act.enabled),
                since,
                ahead,
                history,
            });
        }
    }
    let accounts: BTreeSet<AccountId> = acts.iter().filter_map(|act| act.account_id.map(AccountId)).collect();
    Ok(Switches { tracks, names: read::account_names(app, &accounts).await? })
}

/// Switches a track on or off from a day on. Nothing else changes: dossiers under way stay on their track.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`] for a track that is not there or cannot be switched, [`Error::Invalid`],
/// [`Error::Changed`].
pub async fn switch(
    app: &App,
    who: &Who,
    pack: &str,
    track: &str,
    enabled: bool,
    grounds: &Grounds,
) -> Result<Switch, Error> {
    allowed(who)?;
    let file = app.registry.newest(pack).ok_or(Error::NotFound)?;
    if !file.pack.track(track).is_some_and(|found| found.switchable) {
        return Err(Error::NotFound);
    }
    let (id, mut tries) = (grounds.id(app, who), Tries::default());
    loop {
        // Before the acts are read: of two who switch at once, the second looks again.
        let mut act = Act::new(app, who);
        let part = act.on(stream(pack, track), "switch-track").await?;
        let acts = packs::switch_history(&app.store).await?;
        if let Some(known) = acts.iter().find(|act| act.id == id) {
            let same = known.pack_id == pack && known.track == track && known.enabled == enabled;
            return if same { Ok(known.clone()) } else { Err(Error::KeyReused) };
        }
        // Judged only when it is new: sent again on the next day, an act that is done is done.
        let (basis, reason, effective_on) = grounds.checked(app.today())?;
        let mine = |act: &&Switch| act.pack_id == pack && act.track == track;
        if is_stale(grounds.seen.as_deref(), &seen::acts(acts.iter().filter(mine).count())) {
            return Err(Error::Changed);
        }
        let before = packs::counting(acts, effective_on);
        if before.iter().find(mine).is_none_or(|act| act.enabled) == enabled {
            return Err(Invalid::field("enabled", if enabled { "on-already" } else { "off-already" }).into());
        }
        let row = Switch {
            id,
            pack_id: pack.to_owned(),
            track: track.to_owned(),
            enabled,
            basis_vi: basis.vi.clone(),
            basis_en: basis.en.clone(),
            reason: reason.clone(),
            effective_on,
            account_id: who.account.map(|account| account.0),
            at: app.clock.now(),
        };
        act.say(part, "switch", row.id);
        act.say(part, "pack", pack);
        act.say(part, "track", track);
        act.say(part, "enabled", enabled);
        act.say(part, "basis", &basis);
        act.say(part, "reason", &reason);
        act.say(part, "effective_on", effective_on);
        act.say(part, "switched_at", instant(row.at));
        packs::switch(&mut act.batch, row.clone());
        if act.commit(&mut tries, Vec::new()).await? {
            app.refresh_rules().await;
            return Ok(row);
        }
    }
}
