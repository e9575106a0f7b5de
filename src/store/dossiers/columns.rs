//! Whether the live tables say what the record says.

use super::rows::{Facts, Place, clock_row, consultation_row, duty_row, file_row, revision_row, row};
use crate::store::{Batch, Conn, Head, StoreError, by_record, first_difference};
use chrono::{DateTime, Utc};
use engine::dossier::Dossier;
use engine::ids::DossierId;
use entity::{attachment, clock, consultation, document, dossier, duty, text_revision};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// A dossier and the head of its stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierHead {
    /// The dossier.
    pub id: DossierId,
    /// Its number.
    pub number: String,
    /// The last entry of its stream.
    pub head: Head,
}

/// All dossiers with their heads, in the order of their ids, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn heads(conn: &impl Conn, after: Option<DossierId>, limit: u64) -> Result<Vec<DossierHead>, StoreError> {
    let mut find = dossier::Entity::find().select_only().columns([
        dossier::Column::Id,
        dossier::Column::Number,
        dossier::Column::Seq,
        dossier::Column::Head,
    ]);
    if let Some(after) = after {
        find = find.filter(dossier::Column::Id.gt(after.0));
    }
    let rows: Vec<(Uuid, String, i64, String)> =
        find.order_by_asc(dossier::Column::Id).limit(limit).into_tuple().all(conn.raw()).await?;
    rows.into_iter()
        .map(|(id, number, seq, hash)| {
            let seq = u64::try_from(seq).map_err(|_| StoreError::corrupt("dossier", "seq", id))?;
            Ok(DossierHead { id: DossierId(id), number, head: Head { seq, hash } })
        })
        .collect()
}

/// The number of a dossier, whatever the rest of its row holds; none when there is no such row or it cannot be read.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn number(conn: &impl Conn, id: DossierId) -> Result<Option<String>, StoreError> {
    let find = dossier::Entity::find_by_id(id.0).select_only().column(dossier::Column::Number);
    match find.into_tuple::<String>().one(conn.raw()).await.map_err(StoreError::from) {
        Err(StoreError::Unreadable(_)) => Ok(None),
        found => found,
    }
}

/// A dossier as its entries give it when they are replayed.
#[derive(Debug)]
pub struct Replayed<'a> {
    /// The fold of its events.
    pub dossier: &'a Dossier,
    /// What its pack says of it; `at` is the instant of the last command, `document` is not looked at.
    pub facts: Facts,
    /// The last entry of its stream.
    pub head: &'a Head,
    /// When each of its papers was attached.
    pub papers_at: &'a [DateTime<Utc>],
}

/// Adds all rows of a dossier as its entries give it, for generated load. Its files must be stored already.
///
/// # Errors
/// [`StoreError::Corrupt`] when a number is out of range.
pub fn fill(batch: &mut Batch, replayed: &Replayed<'_>) -> Result<(), StoreError> {
    let dossier = replayed.dossier;
    let id = dossier.id.0;
    batch.add(row(dossier, &replayed.facts, replayed.head)?);
    for revision in &dossier.revisions {
        batch.add(revision_row(revision, id)?);
    }
    for file in files(replayed)? {
        batch.add(file);
    }
    for (pos, row) in dossier.board.iter().enumerate() {
        batch.add(consultation_row(row, pos, dossier)?);
    }
    for (pos, clock) in dossier.clocks.iter().enumerate() {
        batch.add(clock_row(clock, pos, id)?);
    }
    for (pos, duty) in dossier.duties.iter().enumerate() {
        batch.add(duty_row(duty, pos, id)?);
    }
    Ok(())
}

/// Rows of one table, or the column that cannot be read.
type Rows<M> = Result<Vec<M>, String>;

/// The live rows of one dossier.
#[derive(Debug)]
pub struct Live {
    dossier: Rows<dossier::Model>,
    document: Rows<document::Model>,
    text_revision: Rows<text_revision::Model>,
    consultation: Rows<consultation::Model>,
    clock: Rows<clock::Model>,
    duty: Rows<duty::Model>,
    attachment: Rows<attachment::Model>,
}

/// The live rows of one dossier.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn live(conn: &impl Conn, id: DossierId) -> Result<Live, StoreError> {
    let id = id.0;
    let dossier = readable(dossier::Entity::find_by_id(id).all(conn.raw()).await)?;
    let signed = dossier.as_ref().ok().and_then(|rows| rows.first()?.document_id);
    let document = match signed {
        Some(signed) => readable(document::Entity::find_by_id(signed).all(conn.raw()).await)?,
        None => Ok(Vec::new()),
    };
    let find = text_revision::Entity::find().filter(text_revision::Column::DossierId.eq(id));
    let text_revision = readable(find.order_by_asc(text_revision::Column::No).all(conn.raw()).await)?;
    let find = consultation::Entity::find().filter(consultation::Column::DossierId.eq(id));
    let consultation = readable(find.order_by_asc(consultation::Column::Pos).all(conn.raw()).await)?;
    let find = clock::Entity::find().filter(clock::Column::DossierId.eq(id));
    let clock = readable(find.order_by_asc(clock::Column::Pos).all(conn.raw()).await)?;
    let find = duty::Entity::find().filter(duty::Column::DossierId.eq(id));
    let duty = readable(find.order_by_asc(duty::Column::Pos).all(conn.raw()).await)?;
    let find = attachment::Entity::find().filter(attachment::Column::DossierId.eq(id));
    let attachment = readable(find.all(conn.raw()).await)?.map(in_order);
    Ok(Live { dossier, document, text_revision, consultation, clock, duty, attachment })
}

/// The live rows of many dossiers, whose ids go upwards, in their order: one statement a table.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn live_of(conn: &impl Conn, ids: &[DossierId]) -> Result<Vec<Live>, StoreError> {
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
    match at_once(conn, ids, first.0, last.0).await {
        // Somewhere a value cannot be read: each by itself, so that it is said of which dossier.
        Err(StoreError::Unreadable(_)) => {
            let mut found = Vec::new();
            for id in ids {
                found.push(live(conn, *id).await?);
            }
            Ok(found)
        }
        found => found,
    }
}

async fn at_once(conn: &impl Conn, ids: &[DossierId], first: Uuid, last: Uuid) -> Result<Vec<Live>, StoreError> {
    let raw = conn.raw();
    let find = dossier::Entity::find().filter(dossier::Column::Id.between(first, last));
    let dossiers = find.order_by_asc(dossier::Column::Id).all(raw).await?;
    let signed: Vec<Uuid> = dossiers.iter().filter_map(|row| row.document_id).collect();
    let documents = match signed.is_empty() {
        true => Vec::new(),
        false => document::Entity::find().filter(document::Column::Id.is_in(signed)).all(raw).await?,
    };
    let find = text_revision::Entity::find().filter(text_revision::Column::DossierId.between(first, last));
    let revisions = find.order_by_asc(text_revision::Column::No).all(raw).await?;
    let find = consultation::Entity::find().filter(consultation::Column::DossierId.between(first, last));
    let consultations = find.order_by_asc(consultation::Column::Pos).all(raw).await?;
    let find = clock::Entity::find().filter(clock::Column::DossierId.between(first, last));
    let clocks = find.order_by_asc(clock::Column::Pos).all(raw).await?;
    let find = duty::Entity::find().filter(duty::Column::DossierId.between(first, last));
    let duties = find.order_by_asc(duty::Column::Pos).all(raw).await?;
    let find = attachment::Entity::find().filter(attachment::Column::DossierId.between(first, last));
    let attachments = find.all(raw).await?;
    let mut dossiers = by_record(dossiers, |row| row.id);
    let documents: HashMap<Uuid, document::Model> = documents.into_iter().map(|row| (row.id, row)).collect();
    let mut revisions = by_record(revisions, |row| row.dossier_id);
    let mut consultations = by_record(consultations, |row| row.dossier_id);
    let mut clocks = by_record(clocks, |row| row.dossier_id);
    let mut duties = by_record(duties, |row| row.dossier_id);
    let mut attachments = by_record(attachments, |row| row.dossier_id);
    let of = ids.iter().map(|id| {
        let dossier = dossiers.remove(&id.0).unwrap_or_default();
        let signed = dossier.first().and_then(|row| row.document_id);
        Live {
            document: Ok(signed.and_then(|signed| documents.get(&signed)).cloned().into_iter().collect()),
            dossier: Ok(dossier),
            text_revision: Ok(revisions.remove(&id.0).unwrap_or_default()),
            consultation: Ok(consultations.remove(&id.0).unwrap_or_default()),
            clock: Ok(clocks.remove(&id.0).unwrap_or_default()),
            duty: Ok(duties.remove(&id.0).unwrap_or_default()),
            attachment: Ok(in_order(attachments.remove(&id.0).unwrap_or_default())),
        }
    });
    Ok(of.collect())
}

/// Language versions of all texts, then the papers.
fn in_order(mut rows: Vec<attachment::Model>) -> Vec<attachment::Model> {
    rows.sort_by_key(|row| (row.paper.is_some(), row.revision, row.pos));
    rows
}

/// What was read, or the column that cannot be.
fn readable<M>(rows: Result<Vec<M>, sea_orm::DbErr>) -> Result<Rows<M>, StoreError> {
    match rows.map_err(StoreError::from) {
        Err(StoreError::Unreadable(column)) => Ok(Err(column)),
        rows => Ok(Ok(rows?)),
    }
}

/// What is wrong with the live rows of a dossier: the first table and column that the record contradicts, or that cannot
/// be read. Of the document only what the record knows is compared: that there is one once it was signed, and on which
/// day and where.
///
/// # Errors
/// [`StoreError::NotFound`] without a row, [`StoreError::Corrupt`] when a number is out of range.
pub fn differs(live: &Live, replayed: &Replayed<'_>) -> Result<Option<String>, StoreError> {
    let folded = replayed.dossier;
    let id = folded.id.0;
    let rows = match &live.dossier {
        Err(column) => return Ok(Some(format!("table dossier, column {column} cannot be read"))),
        Ok(rows) => rows,
    };
    let own = rows.first().ok_or(StoreError::NotFound)?;
    if (u64::try_from(own.seq), &own.head) != (Ok(replayed.head.seq), &replayed.head.hash) {
        return Ok(Some(format!("the stream ends at {}, the dossier's head says {}", replayed.head.seq, own.seq)));
    }
    let facts = Facts { document: own.document_id, ..replayed.facts };
    let wanted = row(folded, &facts, replayed.head)?;
    if let Some(found) = first_difference::<dossier::Entity>(rows, &[wanted]) {
        return Ok(Some(found));
    }
    if let Some(found) = signed(folded, own.document_id, &live.document) {
        return Ok(Some(found));
    }
    let wanted = folded.revisions.iter().map(|revision| revision_row(revision, id)).collect();
    if let Some(found) = compared::<text_revision::Entity>(&live.text_revision, wanted)? {
        return Ok(Some(found));
    }
    let wanted = folded.board.iter().enumerate().map(|(pos, row)| consultation_row(row, pos, folded)).collect();
    if let Some(found) = compared::<consultation::Entity>(&live.consultation, wanted)? {
        return Ok(Some(found));
    }
    let wanted = folded.clocks.iter().enumerate().map(|(pos, clock)| clock_row(clock, pos, id)).collect();
    if let Some(found) = compared::<clock::Entity>(&live.clock, wanted)? {
        return Ok(Some(found));
    }
    let wanted = folded.duties.iter().enumerate().map(|(pos, duty)| duty_row(duty, pos, id)).collect();
    if let Some(found) = compared::<duty::Entity>(&live.duty, wanted)? {
        return Ok(Some(found));
    }
    compared::<attachment::Entity>(&live.attachment, files(replayed))
}

fn compared<E: EntityTrait>(
    live: &Rows<E::Model>,
    wanted: Result<Vec<E::Model>, StoreError>,
) -> Result<Option<String>, StoreError>
where
    E::Model: sea_orm::IntoActiveModel<E::ActiveModel> + PartialEq + Clone,
{
    match live {
        Err(column) => Ok(Some(format!("table {}, column {column} cannot be read", E::default().table_name()))),
        Ok(live) => Ok(first_difference::<E>(live, &wanted?)),
    }
}

/// Rows of the language versions of all texts, then of the papers.
fn files(replayed: &Replayed<'_>) -> Result<Vec<attachment::Model>, StoreError> {
    let dossier = replayed.dossier.id.0;
    let mut rows = Vec::new();
    for revision in &replayed.dossier.revisions {
        for (pos, text) in revision.texts.iter().enumerate() {
            let place = Place { dossier, pos, revision: Some(revision.no), lang: Some(&text.lang), at: revision.at };
            rows.push(file_row(&text.file, &place, None)?);
        }
    }
    for (pos, paper) in replayed.dossier.papers.iter().enumerate() {
        let at = replayed.papers_at.get(pos).copied().unwrap_or_default();
        let place = Place { dossier, pos, revision: None, lang: None, at };
        rows.push(file_row(&paper.file, &place, Some(paper))?);
    }
    Ok(rows)
}

/// Whether the document is there exactly when a signing was recorded, and is that signing's.
fn signed(folded: &Dossier, document: Option<Uuid>, live: &Rows<document::Model>) -> Option<String> {
    let signing = match (&folded.signing, document) {
        (None, None) => return None,
        (Some(signing), Some(_)) => signing,
        _ => return Some("table dossier, column document_id differs from the record".to_owned()),
    };
    let live = match live {
        Err(column) => return Some(format!("table document, column {column} cannot be read")),
        Ok(live) => live,
    };
    let Some(own) = live.first() else { return Some("table document lacks the document that was signed".to_owned()) };
    let wanted = document::Model {
        created_by_dossier: Some(folded.id.0),
        signed_on: Some(signing.signed_on),
        place: Some(signing.place.clone()),
        ..own.clone()
    };
    first_difference::<document::Entity>(live, &[wanted])
}
