//! What the service does by itself on a dossier: it reminds, and marks a clock that ran out. Never more.

use super::super::record::{Line, chain};
use super::super::who::Who;
use super::super::{App, Error, notify, raced};
use super::decide_now;
use crate::store::dossiers::{self, Facts, Loaded};
use crate::store::record::dossier_stream;
use crate::store::{self, Batch};
use chrono::{DateTime, Utc};
use engine::actor::Actor;
use engine::command::{Command, Data};
use engine::decide::{Decision, Rejected, track_of};
use engine::dossier::Dossier;
use engine::ids::{ClockId, DossierId};
use engine::pack::{Action, Guard, Pack};
use engine::record::Kind;
use engine::refusal::{Code, Refusal};
use std::collections::BTreeSet;

/// More steps than one clock can owe: reminders missed in ten years of absence are some thousands.
const MOST_STEPS: u32 = 10_000;

/// The service's own steps on clocks of these dossiers: reminders, and the marks that they ran out, in one commit. How many
/// were recorded.
///
/// # Errors
/// [`Error`]; [`Error::Busy`] when somebody changed one of the dossiers in between: then nothing was recorded.
pub async fn timers(app: &App, due: &[(DossierId, ClockId)]) -> Result<u64, Error> {
    let ids: BTreeSet<DossierId> = due.iter().map(|(dossier, _)| *dossier).collect();
    let ids: Vec<DossierId> = ids.into_iter().collect();
    let (mut batch, mut recorded) = (Batch::new(), 0);
    for loaded in dossiers::load_many(&app.store, &ids).await? {
        let id = loaded.dossier.id;
        let clocks = due.iter().filter(|(dossier, _)| *dossier == id).map(|(_, clock)| *clock);
        recorded += steps(app, &mut batch, loaded, clocks).await?;
    }
    match app.store.commit(batch).await {
        Ok(()) => Ok(recorded),
        // Another process was faster; what it recorded will not be due again.
        Err(error) if raced(&error) => Err(Error::Busy),
        Err(error) => Err(error.into()),
    }
}

/// Everything that clocks of one dossier owe now: after a pause it may be several reminders each.
async fn steps(
    app: &App,
    batch: &mut Batch,
    before: Loaded,
    clocks: impl Iterator<Item = ClockId>,
) -> Result<u64, Error> {
    let pack = app.pinned(&before.dossier.pack)?;
    let (system, now) = (Who::system(), app.clock.now());
    let stream = dossier_stream(before.dossier.id);
    let (mut after, mut head, mut recorded) = (before.dossier.clone(), before.head.clone(), 0);
    for clock in clocks {
        for _ in 0..MOST_STEPS {
            let Some((transition, decision)) = tick(app, &pack, &after, clock, now)? else { break };
            let line = Line { basis: decision.basis, events: decision.events, ..Line::new(Kind::Command, &transition) };
            let next = chain(&stream, &head, now, system.by(&decision.acting), line)?;
            store::record::append(batch, app.ids.uuid(), &next.entry, &next.sealed)?;
            notify::write(app, batch, &pack, &decision.after, &system, &decision.notices, now).await?;
            (after, head) = (decision.after, next.head);
            recorded += 1;
        }
    }
    if recorded > 0 {
        let facts = Facts { document: before.document, ..app.facts(&pack, &after, now)? };
        dossiers::save(batch, &before, &after, &facts, &head)?;
    }
    Ok(recorded)
}

/// What the track's own transitions for it make of the clock now. "Nothing is due" is the usual answer; any other
/// refusal would be given again in every run, so it is a failure that somebody has to see.
fn tick(
    app: &App,
    pack: &Pack,
    dossier: &Dossier,
    clock: ClockId,
    now: DateTime<Utc>,
) -> Result<Option<(String, Decision)>, Error> {
    let track = track_of(pack, dossier)?;
    for action in [Action::MarkOverdue, Action::Remind] {
        for found in track.transitions.iter().filter(|known| known.action == action) {
            let (transition, data) = (found.id.clone(), Data::Clock { clock });
            let command = Command { transition: transition.clone(), seen: None, data, papers: Vec::new() };
            match decide_now(app, pack, dossier, &Actor::system(), &command, now) {
                Ok(decision) => return Ok(Some((transition, decision))),
                Err(Rejected::Refused(refusal)) if is_not_due(&refusal) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }
    Ok(None)
}

fn is_not_due(refusal: &Refusal) -> bool {
    matches!(refusal.code, Code::NothingDue | Code::WrongState) || refusal.guard == Some(Guard::ClockRanOut)
}
