//! One dossier within the reader's scope, without what surrounds it, and its files.

use super::{App, Error, Who, files};
use crate::store::dossiers::{self, AttachmentOf, Find};
use engine::dossier::Dossier;
use engine::ids::AttachmentId;
use engine::pack::Pack;
use std::sync::Arc;

/// The dossier `number`; nothing is recorded.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn dossier(app: &App, who: &Who, number: &str) -> Result<Dossier, Error> {
    let loaded = dossiers::load(&app.store, &who.scope(), Find::Number(number)).await?;
    Ok(loaded.ok_or(Error::NotFound)?.dossier)
}

/// Rules of a dossier, for the words of a refusal.
///
/// # Errors
/// [`Error::NotFound`] when there is none or he may not know of it.
pub async fn rules(app: &App, who: &Who, number: &str) -> Result<Arc<Pack>, Error> {
    app.pinned(&dossier(app, who, number).await?.pack)
}

/// The file `id` of the dossier `number`; the reading is recorded first.
///
/// # Errors
/// [`Error::NotFound`] when he may not see it, or it is another dossier's.
pub async fn attachment(
    app: &App,
    who: &Who,
    number: &str,
    id: AttachmentId,
) -> Result<(AttachmentOf, Vec<u8>), Error> {
    let dossier = dossier(app, who, number).await?;
    let texts = dossier.revisions.iter().flat_map(|revision| &revision.texts).map(|text| text.file.id);
    let papers = dossier.papers.iter().map(|paper| paper.file.id);
    if !texts.chain(papers).any(|known| known == id) {
        return Err(Error::NotFound);
    }
    files::fetch(app, who, id).await
}
