//! Whether the live tables say what the record says.

use super::rows::{Facts, Place, clock_row, consultation_row, duty_row, file_row, revision_row, row};
use crate::store::{Batch, Conn, Head, StoreError, first_difference};
use chrono::{DateTime, Utc};
use engine::dossier::Dossier;
use engine::ids::DossierId;
use entity::{attachment, clock, consultation, document, dossier, duty, text_revision};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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

/// What is wrong with the live rows of a dossier: the first table and column that the record contradicts, or that cannot
/// be read. Of the document only what the record knows is compared: that there is one once it was signed, and on which
/// day and where.
///
/// # Errors
/// [`StoreError::NotFound`] without a row, [`StoreError::Db`].
pub async fn differs(conn: &impl Conn, replayed: &Replayed<'_>) -> Result<Option<String>, StoreError> {
    let folded = replayed.dossier;
    let id = folded.id.0;
    let live = match dossier::Entity::find_by_id(id).one(conn.raw()).await.map_err(StoreError::from) {
        Err(StoreError::Unreadable(column)) => {
            return Ok(Some(format!("table dossier, column {column} cannot be read")));
        }
        found => found?.ok_or(StoreError::NotFound)?,
    };
    if (u64::try_from(live.seq), &live.head) != (Ok(replayed.head.seq), &replayed.head.hash) {
        return Ok(Some(format!("the stream ends at {}, the dossier's head says {}", replayed.head.seq, live.seq)));
    }
    let facts = Facts { document: live.document_id, ..replayed.facts };
    let mut found =
        first_difference::<dossier::Entity>(std::slice::from_ref(&live), &[row(folded, &facts, replayed.head)?]);
    if found.is_none() {
        found = signed(conn, folded, live.document_id).await?;
    }
    if found.is_none() {
        let find = text_revision::Entity::find().filter(text_revision::Column::DossierId.eq(id));
        let live = find.order_by_asc(text_revision::Column::No).all(conn.raw()).await;
        let wanted = folded.revisions.iter().map(|revision| revision_row(revision, id)).collect();
        found = compared::<text_revision::Entity>(live, wanted)?;
    }
    if found.is_none() {
        let find = consultation::Entity::find().filter(consultation::Column::DossierId.eq(id));
        let live = find.order_by_asc(consultation::Column::Pos).all(conn.raw()).await;
        let rows = folded.board.iter().enumerate();
        let wanted = rows.map(|(pos, row)| consultation_row(row, pos, folded)).collect();
        found = compared::<consultation::Entity>(live, wanted)?;
    }
    if found.is_none() {
        let find = clock::Entity::find().filter(clock::Column::DossierId.eq(id));
        let live = find.order_by_asc(clock::Column::Pos).all(conn.raw()).await;
        let rows = folded.clocks.iter().enumerate();
        let wanted = rows.map(|(pos, clock)| clock_row(clock, pos, id)).collect();
        found = compared::<clock::Entity>(live, wanted)?;
    }
    if found.is_none() {
        let find = duty::Entity::find().filter(duty::Column::DossierId.eq(id));
        let live = find.order_by_asc(duty::Column::Pos).all(conn.raw()).await;
        let rows = folded.duties.iter().enumerate();
        let wanted = rows.map(|(pos, duty)| duty_row(duty, pos, id)).collect();
        found = compared::<duty::Entity>(live, wanted)?;
    }
    if found.is_none() {
        let find = attachment::Entity::find().filter(attachment::Column::DossierId.eq(id));
        let find = find.order_by_asc(Expr::col(attachment::Column::Paper).is_not_null());
        let find = find.order_by_asc(attachment::Column::Revision).order_by_asc(attachment::Column::Pos);
        found = compared::<attachment::Entity>(find.all(conn.raw()).await, files(replayed))?;
    }
    Ok(found)
}

fn compared<E: EntityTrait>(
    live: Result<Vec<E::Model>, sea_orm::DbErr>,
    wanted: Result<Vec<E::Model>, StoreError>,
) -> Result<Option<String>, StoreError>
where
    E::Model: sea_orm::IntoActiveModel<E::ActiveModel> + PartialEq + Clone,
{
    match live.map_err(StoreError::from) {
        Err(StoreError::Unreadable(column)) => {
            Ok(Some(format!("table {}, column {column} cannot be read", E::default().table_name())))
        }
        live => Ok(first_difference::<E>(&live?, &wanted?)),
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
async fn signed(conn: &impl Conn, folded: &Dossier, document: Option<Uuid>) -> Result<Option<String>, StoreError> {
    let (signing, id) = match (&folded.signing, document) {
        (None, None) => return Ok(None),
        (Some(signing), Some(id)) => (signing, id),
        _ => return Ok(Some("table dossier, column document_id differs from the record".to_owned())),
    };
    let live = match document::Entity::find_by_id(id).one(conn.raw()).await.map_err(StoreError::from) {
        Err(StoreError::Unreadable(column)) => {
            return Ok(Some(format!("table document, column {column} cannot be read")));
        }
        found => found?,
    };
    let Some(live) = live else { return Ok(Some("table document lacks the document that was signed".to_owned())) };
    let wanted = document::Model {
        created_by_dossier: Some(folded.id.0),
        signed_on: Some(signing.signed_on),
        place: Some(signing.place.clone()),
        ..live.clone()
    };
    Ok(first_difference::<document::Entity>(&[live], &[wanted]))
}
