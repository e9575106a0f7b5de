//! Reading that is itself recorded: every reader's of a text or paper, the inspector's of dossiers and of the record.

use super::record::Line;
use super::{App, Error, Who};
use crate::store::dossiers::{AttachmentOf, Find};
use crate::store::{self};
use engine::actor::Role;
use engine::dossier::Dossier;
use engine::ids::{AttachmentId, DossierId};
use engine::pack::Pack;
use engine::record::Kind;
use serde_json::json;
use std::sync::Arc;

/// What an inspector looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// The dossier.
    Dossier,
    /// Its record.
    Record,
    /// How a due day was counted.
    Clock,
}

impl Looked {
    fn act(self) -> &'static str {
        match self {
            Looked::Dossier => "read-dossier",
            Looked::Record => "read-record",
            Looked::Clock => "read-clock",
        }
    }
}

/// Records that an inspector looks at a dossier; others' reading of it is their work and is not recorded.
///
/// # Errors
/// [`Error`]. What cannot be recorded is not shown.
pub async fn dossier(app: &App, who: &Who, dossier: &Dossier, looked: Looked) -> Result<(), Error> {
    if !who.has(Role::Inspector) {
        return Ok(());
    }
    let subject = json!({ "dossier": dossier.id, "number": dossier.number, "text_revision": dossier.text_revision() });
    entry(app, who, Some(dossier.id), looked.act(), subject).await
}

/// Records that an inspector looks at the record as a whole, with what he asked for.
///
/// # Errors
/// [`Error`].
pub async fn record(app: &App, who: &Who, query: &serde_json::Value) -> Result<(), Error> {
    entry(app, who, None, "read-record", json!({ "query": query })).await
}

async fn entry(
    app: &App,
    who: &Who,
    dossier: Option<DossierId>,
    act: &'static str,
    subject: serde_json::Value,
) -> Result<(), Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Read, act) };
    super::record::note(app, &store::record::account_stream(account), who, dossier, line, |_| Ok(())).await
}

/// The file `id` of the dossier `number`; the reading is recorded first.
///
/// # Errors
/// [`Error::NotFound`] when he may not see it, or it is another dossier's.
pub async fn attachment(app: &App, who: &Who, number: &str, id: AttachmentId) -> Result<(AttachmentOf, Vec<u8>), Error> {
    let dossier = seen(app, who, number).await?;
    let texts = dossier.revisions.iter().flat_map(|revision| &revision.texts).map(|text| text.file.id);
    let papers = dossier.papers.iter().map(|paper| paper.file.id);
    if !texts.chain(papers).any(|known| known == id) {
        return Err(Error::NotFound);
    }
    super::files::fetch(app, who, id).await
}

/// The dossier without what surrounds it; nothing is recorded.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn seen(app: &App, who: &Who, number: &str) -> Result<Dossier, Error> {
    let loaded = store::dossiers::load(&app.store, &who.scope(), Find::Number(number)).await?;
    Ok(loaded.ok_or(Error::NotFound)?.dossier)
}

/// Rules of a dossier, for the words of a refusal.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn rules(app: &App, who: &Who, number: &str) -> Result<Arc<Pack>, Error> {
    app.pinned(&seen(app, who, number).await?.pack)
}
