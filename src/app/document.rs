//! The document that a signing produces and its entry into force: one signed text, a record of its own beside the dossier
//! that led to it.

use super::{App, Error};
use crate::store::Batch;
use crate::store::documents::{self, Document, Party};
use engine::dossier::Dossier;
use engine::event::Event;
use uuid::Uuid;

/// Adds the document to the batch if `events` tell of a signing, and returns its id.
///
/// # Errors
/// [`Error::Fault`] when the titles cannot be written.
pub fn of_signing(app: &App, batch: &mut Batch, after: &Dossier, events: &[Event]) -> Result<Option<Uuid>, Error> {
    let signed = events.iter().find_map(|event| match event {
        Event::Signed { signed_on, place, .. } => Some((*signed_on, place.clone())),
        _ => None,
    });
    let Some((signed_on, place)) = signed else { return Ok(None) };
    let id = app.ids.uuid();
    let details = &after.details;
    let document = Document {
        id,
        relation_id: None,
        kind: details.kind.clone(),
        signed_on: Some(signed_on),
        place: Some(place),
        in_force_on: None,
        term: details.term.clone(),
        publication: "undecided".to_owned(),
        status: "signed".to_owned(),
        titles: serde_json::to_string(&details.titles).map_err(|error| Error::Fault(error.to_string()))?,
        created_by_dossier: Some(after.id.0),
    };
    let party = |pos, side: &str, org, partner| Party {
        document_id: id,
        pos,
        side: side.to_owned(),
        org_id: org,
        partner_id: partner,
    };
    let parties =
        vec![party(1, "vietnam", Some(after.locality.0), None), party(2, "foreign", None, Some(details.partner.0))];
    documents::insert(batch, document, parties);
    Ok(Some(id))
}

/// Notes the entry into force on the document, if `events` tell of one. A day that lies ahead is noted as well: the
/// document says from when.
///
/// # Errors
/// [`Error`] of the database; [`Error::Fault`] when the document is not there.
pub async fn in_force(app: &App, batch: &mut Batch, id: Uuid, events: &[Event]) -> Result<(), Error> {
    let day = events.iter().rev().find_map(|event| match event {
        Event::InForceRecorded { on, .. } => Some(*on),
        _ => None,
    });
    let Some(day) = day else { return Ok(()) };
    let found = documents::by_id(&app.store, id).await?;
    let (document, _) = found.ok_or_else(|| Error::Fault(format!("there is no document {id}")))?;
    let document = Document { in_force_on: Some(day), status: "in-force".to_owned(), ..document };
    Ok(documents::update(batch, document)?)
}
