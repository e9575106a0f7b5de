//! The document that a signing produces and its entry into force: one signed text, a record of its own beside the dossier
//! that led to it, with entries of its own in the registry's part of the record.

use super::catalogue::{DOCUMENT, add_entry, documents as registry, facts, stream};
use super::{App, Error};
use crate::store::documents::{self, Document, Party};
use crate::store::{self, Batch, Head};
use engine::dossier::Dossier;
use engine::event::Event;
use engine::pack::Act;
use engine::record::By;
use serde_json::json;
use uuid::Uuid;

/// Adds the document to the batch if `events` tell of a signing, and returns its id.
///
/// # Errors
/// [`Error::Fault`] when the titles cannot be written.
pub fn of_signing(
    app: &App,
    batch: &mut Batch,
    after: &Dossier,
    events: &[Event],
    by: By,
) -> Result<Option<Uuid>, Error> {
    let signed = events.iter().find_map(|event| match event {
        Event::Signed { signed_on, place, .. } => Some((*signed_on, place.clone())),
        _ => None,
    });
    let Some((signed_on, place)) = signed else { return Ok(None) };
    let id = app.ids.uuid();
    let details = &after.details;
    let text = |value: Result<String, serde_json::Error>| value.map_err(|error| Error::Fault(error.to_string()));
    let document = Document {
        id,
        relation_id: None,
        kind: details.kind.clone(),
        signed_on: Some(signed_on),
        place: Some(place),
        in_force_on: None,
        term: details.term.clone(),
        publication: "undecided".to_owned(),
        act: Some(details.case.act).filter(|act| !act.is_conclude()).map(|act| act.as_str().to_owned()),
        changes_id: details.case.document.map(|changed| changed.0),
        ended_on: None,
        status: "signed".to_owned(),
        titles: text(serde_json::to_string(&details.titles))?,
        created_by_dossier: Some(after.id.0),
        locality_id: Some(after.locality.0),
        signed_precision: "day".to_owned(),
        sort_on: signed_on,
        fields: text(serde_json::to_string(&details.fields))?,
        note: String::new(),
        source: None,
        uncertain: None,
        version: 0,
        changed_at: None,
        changed_by: None,
    };
    let party = |pos, side: &str, org, partner| Party {
        document_id: id,
        pos,
        side: side.to_owned(),
        org_id: org,
        partner_id: partner,
        name: None,
    };
    let parties = vec![
        party(1, registry::VIETNAM, Some(details.case.unit.unwrap_or(after.locality).0), None),
        party(2, registry::FOREIGN, None, Some(details.partner.0)),
    ];
    let said = json!({ "document": id, "now": facts::document(&document, &parties) });
    add_entry(app, batch, &stream(DOCUMENT, id), &Head::empty(), by, "enter-document", |batch, stamp| {
        documents::insert(batch, registry::stamped(document, stamp), parties);
        Ok(said)
    })?;
    Ok(Some(id))
}

/// Notes the entry into force on the document that the signing of `of` produced, if `events` tell of one, and on the
/// document that `of` ends that it binds no longer. A day that lies ahead is noted as well: the document says from when.
///
/// # Errors
/// [`Error`] of the database; [`Error::Fault`] when the document is not there.
pub async fn in_force(
    app: &App,
    batch: &mut Batch,
    id: Uuid,
    of: &Dossier,
    events: &[Event],
    by: By,
) -> Result<(), Error> {
    let day = events.iter().rev().find_map(|event| match event {
        Event::InForceRecorded { on, .. } => Some(*on),
        _ => None,
    });
    let Some(day) = day else { return Ok(()) };
    change(app, batch, id, by.clone(), |document| Document {
        in_force_on: Some(day),
        status: "in-force".to_owned(),
        ..document
    })
    .await?;
    let case = &of.details.case;
    match case.document.filter(|_| case.act.ends()) {
        Some(ended) => {
            let status = if case.act == Act::Suspend { "suspended" } else { "ended" };
            let end = |document| Document { ended_on: Some(day), status: status.to_owned(), ..document };
            change(app, batch, ended.0, by, end).await
        }
        None => Ok(()),
    }
}

async fn change(
    app: &App,
    batch: &mut Batch,
    id: Uuid,
    by: By,
    to: impl FnOnce(Document) -> Document,
) -> Result<(), Error> {
    // The head first: what changes after this look moves it, and the commit fails.
    let stream = stream(DOCUMENT, id);
    let head = store::record::head(&app.store, &stream).await?;
    let found = documents::by_id(&app.store, id).await?;
    let (document, parties) = found.ok_or_else(|| Error::Fault(format!("there is no document {id}")))?;
    let document = to(document);
    let said = json!({ "document": id, "now": facts::document(&document, &parties) });
    add_entry(app, batch, &stream, &head, by, "change-document", |batch, stamp| {
        documents::update(batch, registry::stamped(document, stamp))?;
        Ok(said)
    })?;
    Ok(())
}
