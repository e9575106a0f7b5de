//! A post changes hands: the entry that each dossier of it gets. Written by the act of administration that hands the post
//! over, in its transaction; here because nothing else may change a dossier.

use crate::app::record::{Line, chain};
use crate::app::{App, Error, Who};
use crate::store::dossiers::{self, Find};
use crate::store::record::dossier_stream;
use crate::store::{self, Batch};
use engine::decide::{Context, Succession, succeed};
use engine::ids::DossierId;
use engine::record::Kind;
use serde_json::Value;

/// Name of the act.
pub const ACT: &str = "hand-over-post";

/// Adds to `batch` what the dossier hands over; its number, or none when nothing of it points at the person who leaves.
/// `subject` names both persons.
///
/// # Errors
/// [`Error::Refused`] when the successor may not have it.
pub async fn hand_over(
    app: &App,
    batch: &mut Batch,
    who: &Who,
    id: DossierId,
    post: &Succession,
    subject: &Value,
) -> Result<Option<String>, Error> {
    let Some(before) = dossiers::load_unscoped(&app.store, Find::Id(id)).await? else { return Ok(None) };
    let pack = app.pinned(&before.dossier.pack)?;
    let (now, rules) = (app.clock.now(), app.in_use());
    let (off, targets) = (rules.off(&pack.id), rules.targets());
    let cx = Context { now, calendar: app.registry.calendar(), seed: app.ids.uuid(), off, targets };
    let Some(decision) = succeed(&pack, &before.dossier, who.acting(), post, &cx)? else { return Ok(None) };
    let line = Line { events: decision.events, subject: Some(subject.clone()), ..Line::new(Kind::Command, ACT) };
    let next = chain(&dossier_stream(id), &before.head, now, who.by(&decision.acting), line)?;
    let mut facts = app.facts(&pack, &decision.after, now)?;
    facts.document = before.document;
    dossiers::save(batch, &before, &decision.after, &facts, &next.head)?;
    store::record::append(batch, app.ids.uuid(), &next.entry, &next.sealed)?;
    Ok(Some(decision.after.number))
}
