//! Whether the live tables say what the record says.

use super::rows::{Facts, Place, clock_row, consultation_row, duty_row, file_row, revision_row, row};
use crate::store::raw::{Grouped, Raw, Same, Wanted, difference, rows, said, wanted};
use crate::store::{Batch, Conn, Head, StoreError};
use chrono::{DateTime, Utc};
use engine::dossier::{Dossier, Signing};
use engine::ids::DossierId;
use entity::{attachment, clock, consultation, dossier, duty, text_revision};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;
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

wanted! {
    dossier: id number locality_id org_id pack_id pack_version kind started_on drafter_id partner_id title title_en
        search_text class track state phase holder_role closed text_revision step pm_submitted document_id changes_id data
        next_due_on sort_on next_at updated_at seq head;
    text_revision: dossier_id no account_id created_at data;
    attachment: id dossier_id pos revision paper lang name media_type size sha256 created_at data;
    consultation: id dossier_id pos body_id mofa round text_revision in_principle requested_at received_on clock_id
        status step assigned_id opinion answered_at late sort_on data;
    clock: id dossier_id pos rule subject_kind subject_id event_on due_on next_at ran_out_at closed_at data;
    duty: id dossier_id pos rule clock_id opened_at fulfilled_at data;
}

/// Column of a dossier's row, by its name.
fn place_of(column: &str) -> usize {
    let found = dossier::Model::COLUMNS.iter().position(|known| *known == column);
    found.unwrap_or(dossier::Model::COLUMNS.len())
}

/// What is compared of the document that a dossier acts on. It stands behind the dossier's own columns.
const OF_DOCUMENT: [&str; 4] = ["id", "created_by_dossier", "signed_on", "place"];

/// The live rows of all dossiers whose ids lie between two: one statement a table.
#[derive(Debug)]
pub struct Live {
    dossier: Grouped,
    text_revision: Grouped,
    attachment: Grouped,
    consultation: Grouped,
    clock: Grouped,
    duty: Grouped,
}

/// The live rows of the dossiers behind `after`, from the first where that is left out, up to and with `last`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn live(conn: &impl Conn, after: Option<DossierId>, last: DossierId) -> Result<Live, StoreError> {
    let of = |table: &'static str, columns: &[&'static str], order: &'static str| {
        let mut select = Query::select();
        select.from(table).columns(columns.iter().copied());
        between(&mut select, (table, "dossier_id"), after, Some(last));
        if table == "attachment" {
            // Language versions of all texts, then the papers.
            select.order_by_expr(Expr::col("paper").is_not_null(), Order::Asc).order_by("revision", Order::Asc);
        }
        select.order_by(order, Order::Asc).to_owned()
    };
    let dossiers = rows(conn, &own(after, Some(last))).await?;
    let revisions = rows(conn, &of("text_revision", text_revision::Model::COLUMNS, "no")).await?;
    let attachments = rows(conn, &of("attachment", attachment::Model::COLUMNS, "pos")).await?;
    let consultations = rows(conn, &of("consultation", consultation::Model::COLUMNS, "pos")).await?;
    let clocks = rows(conn, &of("clock", clock::Model::COLUMNS, "pos")).await?;
    let duties = rows(conn, &of("duty", duty::Model::COLUMNS, "pos")).await?;
    Ok(Live {
        dossier: Grouped::new(dossiers, 0),
        text_revision: Grouped::new(revisions, 0),
        attachment: Grouped::new(attachments, 1),
        consultation: Grouped::new(consultations, 1),
        clock: Grouped::new(clocks, 1),
        duty: Grouped::new(duties, 1),
    })
}

/// Rows of dossiers, each with what is compared of its document.
fn own(after: Option<DossierId>, last: Option<DossierId>) -> SelectStatement {
    let mut select = Query::select();
    select
        .from("dossier")
        .columns(dossier::Model::COLUMNS.iter().map(|column| ("dossier", *column)))
        .columns(OF_DOCUMENT.map(|column| ("document", column)))
        .left_join("document", Expr::col(("document", "id")).equals(("dossier", "document_id")));
    between(&mut select, ("dossier", "id"), after, last);
    select
}

/// Restricts and orders by a dossier's id.
fn between(
    select: &mut SelectStatement,
    id: (&'static str, &'static str),
    after: Option<DossierId>,
    last: Option<DossierId>,
) {
    if let Some(after) = after {
        select.and_where(Expr::col(id).gt(after.0));
    }
    if let Some(last) = last {
        select.and_where(Expr::col(id).lte(last.0));
    }
    select.order_by(id, Order::Asc);
}

/// A dossier's row of which no entry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untold {
    /// Its number and that of its last entry, 0 when that cannot be read.
    Dossier(String, u64),
    /// Which dossier it is cannot be read.
    Unreadable,
}

fn untold(row: &Raw) -> Untold {
    let seq = row.get::<i64>(place_of("seq")).and_then(|seq| u64::try_from(seq).ok());
    row.get(place_of("number")).map_or(Untold::Unreadable, |number| Untold::Dossier(number, seq.unwrap_or_default()))
}

/// The first dossier behind `after`.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn next(conn: &impl Conn, after: Option<DossierId>) -> Result<Option<Untold>, StoreError> {
    let mut select = own(after, None);
    Ok(rows(conn, select.limit(1)).await?.first().map(untold))
}

impl Live {
    /// The first dossier that is none of `told`.
    pub fn untold(&self, told: &BTreeSet<DossierId>) -> Option<Untold> {
        if self.dossier.stray {
            return Some(Untold::Unreadable);
        }
        let known = |row: &Raw| row.get(0).is_some_and(|id| told.contains(&DossierId(id)));
        self.dossier.all().iter().find(|row| !known(row)).map(untold)
    }

    /// What is wrong with the rows of dossier `id`: the first table and column that the record contradicts, or that cannot
    /// be read. Of the document only what the record knows is compared: that there is one once it was signed, and on
    /// which day and where.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] without a row, [`StoreError::Corrupt`] when a number is out of range.
    pub fn differs(&self, id: DossierId, replayed: &Replayed<'_>) -> Result<Option<String>, StoreError> {
        let (of, folded) = (id.0, replayed.dossier);
        let own = self.dossier.of(of).first().ok_or(StoreError::NotFound)?;
        let head = &replayed.head;
        let Some(seq) = own.get::<i64>(place_of("seq")) else { return Ok(Some(said("dossier", "seq", false))) };
        if u64::try_from(seq) != Ok(head.seq) || head.hash.same(own, place_of("head")) != Some(true) {
            return Ok(Some(format!("the stream ends at {}, the dossier's head says {seq}", head.seq)));
        }
        let Some(document) = own.get(place_of("document_id")) else {
            return Ok(Some(said("dossier", "document_id", false)));
        };
        let facts = Facts { document, ..replayed.facts };
        if let Some(wrong) = row(folded, &facts, head)?.wrong(own) {
            return Ok(Some(wrong));
        }
        if let Some(wrong) = signed(folded, document, own) {
            return Ok(Some(wrong));
        }
        let id = folded.id.0;
        let wanted = folded.revisions.iter().map(|revision| revision_row(revision, id));
        if let Some(wrong) = difference(self.text_revision.of(of), folded.revisions.len(), wanted)? {
            return Ok(Some(wrong));
        }
        let wanted = folded.board.iter().enumerate().map(|(pos, row)| consultation_row(row, pos, folded));
        if let Some(wrong) = difference(self.consultation.of(of), folded.board.len(), wanted)? {
            return Ok(Some(wrong));
        }
        let wanted = folded.clocks.iter().enumerate().map(|(pos, clock)| clock_row(clock, pos, id));
        if let Some(wrong) = difference(self.clock.of(of), folded.clocks.len(), wanted)? {
            return Ok(Some(wrong));
        }
        let wanted = folded.duties.iter().enumerate().map(|(pos, duty)| duty_row(duty, pos, id));
        if let Some(wrong) = difference(self.duty.of(of), folded.duties.len(), wanted)? {
            return Ok(Some(wrong));
        }
        let wanted = files(replayed)?;
        difference(self.attachment.of(of), wanted.len(), wanted.into_iter().map(Ok))
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

/// Whether the document is there exactly when a signing was recorded, and is that signing's; `own` is the dossier's row.
fn signed(folded: &Dossier, document: Option<Uuid>, own: &Raw) -> Option<String> {
    let Signing { signed_on, place, .. } = match (&folded.signing, document) {
        (None, None) => return None,
        (Some(signing), Some(_)) => signing,
        _ => return Some(said("dossier", "document_id", true)),
    };
    let first = dossier::Model::COLUMNS.len();
    match own.get::<Option<Uuid>>(first) {
        Some(Some(_)) => {}
        Some(None) => return Some("table document lacks the document that was signed".to_owned()),
        None => return Some(said("document", "id", false)),
    }
    let pairs = [
        Some(folded.id.0).same(own, first + 1),
        Some(*signed_on).same(own, first + 2),
        Some(place.clone()).same(own, first + 3),
    ];
    let (same, column) = pairs.iter().zip(&OF_DOCUMENT[1..]).find(|(same, _)| **same != Some(true))?;
    Some(said("document", column, same.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{IdenStatic, Iterable};

    #[test]
    fn columns_are_those_of_the_entities() {
        fn same<E: EntityTrait>(columns: &[&str]) {
            let known: Vec<&str> = E::Column::iter().map(|column| column.as_str()).collect();
            assert_eq!(known, columns);
        }
        same::<dossier::Entity>(dossier::Model::COLUMNS);
        same::<text_revision::Entity>(text_revision::Model::COLUMNS);
        same::<attachment::Entity>(attachment::Model::COLUMNS);
        same::<consultation::Entity>(consultation::Model::COLUMNS);
        same::<clock::Entity>(clock::Model::COLUMNS);
        same::<duty::Entity>(duty::Model::COLUMNS);
    }
}
