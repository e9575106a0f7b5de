//! Whether the live tables say what the record says.

use super::rows::{Facts, clock_row, consultation_row, duty_row, revision_row, row};
use crate::store::{Conn, Head, StoreError};
use engine::dossier::{Dossier, File};
use engine::ids::DossierId;
use entity::{attachment, clock, consultation, dossier, duty, text_revision};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QueryOrder, QuerySelect,
};
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

/// The first table and column in which the rows of a dossier differ from `folded`, the fold of its record. `facts` are
/// those of its pack; `document` and `at` of it are not compared.
///
/// # Errors
/// [`StoreError::NotFound`] without a row, [`StoreError::Db`].
pub async fn differs(
    conn: &impl Conn,
    folded: &Dossier,
    facts: &Facts,
) -> Result<Option<(&'static str, String)>, StoreError> {
    let id = folded.id.0;
    let live = dossier::Entity::find_by_id(id).one(conn.raw()).await?.ok_or(StoreError::NotFound)?;
    let facts = Facts { document: live.document_id, at: live.updated_at, ..*facts };
    let head = Head { seq: u64::try_from(live.seq).unwrap_or_default(), hash: live.head.clone() };
    let wanted = row(folded, &facts, &head)?;
    if wanted != live {
        let (wanted, live) = (wanted.into_active_model(), live.into_active_model());
        let column = dossier::Column::iter().find(|column| wanted.get(*column) != live.get(*column));
        return Ok(Some(("dossier", column.map_or_else(String::new, |column| format!("{column:?}")))));
    }
    let live = text_revision::Entity::find().filter(text_revision::Column::DossierId.eq(id));
    let live = live.order_by_asc(text_revision::Column::No).all(conn.raw()).await?;
    let wanted: Result<Vec<_>, _> = folded.revisions.iter().map(|revision| revision_row(revision, id)).collect();
    if live != wanted? {
        return Ok(Some(("text_revision", "data".to_owned())));
    }
    let live = consultation::Entity::find().filter(consultation::Column::DossierId.eq(id));
    let live = live.order_by_asc(consultation::Column::Pos).all(conn.raw()).await?;
    let rows = folded.board.iter().enumerate();
    let wanted: Result<Vec<_>, _> = rows.map(|(pos, row)| consultation_row(row, pos, folded)).collect();
    if live != wanted? {
        return Ok(Some(("consultation", "data".to_owned())));
    }
    let live = clock::Entity::find().filter(clock::Column::DossierId.eq(id));
    let live = live.order_by_asc(clock::Column::Pos).all(conn.raw()).await?;
    let rows = folded.clocks.iter().enumerate();
    let wanted: Result<Vec<_>, _> = rows.map(|(pos, clock)| clock_row(clock, pos, id)).collect();
    if live != wanted? {
        return Ok(Some(("clock", "data".to_owned())));
    }
    let live = duty::Entity::find().filter(duty::Column::DossierId.eq(id));
    let live = live.order_by_asc(duty::Column::Pos).all(conn.raw()).await?;
    let rows = folded.duties.iter().enumerate();
    let wanted: Result<Vec<_>, _> = rows.map(|(pos, duty)| duty_row(duty, pos, id)).collect();
    if live != wanted? {
        return Ok(Some(("duty", "data".to_owned())));
    }
    files_differ(conn, folded).await
}

async fn files_differ(conn: &impl Conn, folded: &Dossier) -> Result<Option<(&'static str, String)>, StoreError> {
    let live = attachment::Entity::find().filter(attachment::Column::DossierId.eq(folded.id.0));
    let live = live
        .order_by_asc(Expr::col(attachment::Column::Paper).is_not_null())
        .order_by_asc(attachment::Column::Revision)
        .order_by_asc(attachment::Column::Pos)
        .all(conn.raw())
        .await?;
    let texts = folded.revisions.iter().flat_map(|revision| revision.texts.iter().map(|text| (&text.file, None)));
    let papers = folded.papers.iter().map(|paper| (&paper.file, Some(&paper.paper)));
    let wanted: Vec<(&File, Option<&String>)> = texts.chain(papers).collect();
    let same = live.len() == wanted.len()
        && live.iter().zip(&wanted).all(|(row, (file, paper))| {
            row.id == file.id.0
                && row.sha256 == file.sha256
                && u64::try_from(row.size) == Ok(file.size)
                && row.name == file.name
                && row.media_type == file.media_type
                && row.paper.as_ref() == *paper
        });
    Ok(if same { None } else { Some(("attachment", "sha256".to_owned())) })
}
