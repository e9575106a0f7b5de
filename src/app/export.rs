//! The record of one dossier as one JSON document: canonical bytes verbatim, with what is needed to read them.

use super::record::Line;
use super::{App, Error, Who};
use crate::store::dossiers::{self, Find};
use crate::store::{self};
use engine::ids::DossierId;
use engine::record::Kind;
use serde_json::{Value, json};

/// Exports the dossier of that number, or the first there is.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn dossier(app: &App, number: Option<&str>) -> Result<Value, Error> {
    let loaded = match number {
        Some(number) => dossiers::load_unscoped(&app.store, Find::Number(number)).await?,
        None => match dossiers::heads(&app.store, None, 1).await?.first() {
            Some(first) => dossiers::load_unscoped(&app.store, Find::Id(first.id)).await?,
            None => None,
        },
    };
    let loaded = loaded.ok_or(Error::NotFound)?;
    let stream = store::record::dossier_stream(loaded.dossier.id);
    let mut entries = Vec::new();
    let mut after = 0;
    loop {
        let page = store::record::range(&app.store, &stream, after, 500).await?;
        let Some(last) = page.last() else { break };
        after = u64::try_from(last.seq).unwrap_or_default();
        entries.extend(page.iter().map(|entry| json!({ "seq": entry.seq, "hash": entry.hash, "body": entry.body })));
    }
    let pack = app.registry.pack(&loaded.dossier.pack.id, loaded.dossier.pack.version);
    let files: Vec<Value> = loaded
        .dossier
        .revisions
        .iter()
        .flat_map(|revision| revision.texts.iter().map(|text| &text.file))
        .chain(loaded.dossier.papers.iter().map(|paper| &paper.file))
        .map(|file| json!({ "name": file.name, "size": file.size, "sha256": file.sha256 }))
        .collect();
    let calendar = app.registry.calendar();
    Ok(json!({
        "format": "thoathuan-export/1",
        "dossier": { "number": loaded.dossier.number, "id": loaded.dossier.id, "stream": stream },
        "head": { "seq": loaded.head.seq, "hash": loaded.head.hash },
        "entries": entries,
        "files": files,
        "pack": pack.map(|file| json!({ "id": file.pack.id, "version": file.pack.version, "sha256": file.sha256 })),
        "calendar": { "id": calendar.id(), "version": calendar.version(), "sha256": calendar.hash() },
    }))
}

/// Records that the operator exported a dossier, before the file is written. The entry stands on a stream of its own:
/// exporting a dossier does not change its record.
///
/// # Errors
/// [`Error`].
pub async fn note(app: &App, export: &Value) -> Result<(), Error> {
    note_of(app, &Who::system(), export).await
}

/// The same for an inspector who takes it through the REST interface.
///
/// # Errors
/// [`Error`].
pub async fn note_of(app: &App, who: &Who, export: &Value) -> Result<(), Error> {
    let subject = json!({ "number": export["dossier"]["number"], "head": export["head"] });
    let dossier = export["dossier"]["id"].as_str().and_then(|id| id.parse().ok()).map(DossierId);
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Export, "export-dossier") };
    let stream = who.account.map_or_else(|| "admin:export".to_owned(), store::record::account_stream);
    super::record::note(app, &stream, who, dossier, line, |_| Ok(())).await
}
