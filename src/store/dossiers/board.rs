//! What waits for a consulted body, and single files of dossiers.

use super::list::{Cursor, first, page, summary, worded};
use super::rows::last_day;
use crate::store::{Conn, Page, Scope, StoreError, ask, name_of, named};
use chrono::NaiveDate;
use engine::dossier::ConsultationStatus;
use engine::ids::{AccountId, AttachmentId, ConsultationId, DossierId, OrgId};
use engine::pack::Phase;
use entity::attachment;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query, SelectStatement};
use sea_orm::{EntityTrait, FromQueryResult};
use uuid::Uuid;

/// Which requests to list.
#[derive(Debug, Clone, Default)]
pub struct WaitingFilter {
    /// The bodies asked; required, for it is also the scope.
    pub bodies: Vec<OrgId>,
    /// Only open and stopped ones; all when false.
    pub unanswered: bool,
    /// Only answered ones.
    pub answered: bool,
    /// Whose dossier is in this phase.
    pub phase: Option<Phase>,
    /// Words in number or titles of the dossier or in the partner's names, whatever their tones.
    pub text: Option<String>,
    /// Taken by this account or by nobody: what a colleague has taken does not wait for him.
    pub open_to: Option<AccountId>,
    /// Whose last day lies before this day.
    pub late_on: Option<NaiveDate>,
}

/// A request that waits for a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The request.
    pub consultation: ConsultationId,
    /// The body asked.
    pub body: OrgId,
    /// The dossier.
    pub dossier: DossierId,
    /// Round.
    pub round: u32,
    /// Agreement in principle.
    pub in_principle: bool,
    /// Where it stands.
    pub status: ConsultationStatus,
    /// Day of receipt.
    pub received_on: NaiveDate,
    /// Last day; none while stopped.
    pub due_on: Option<NaiveDate>,
    /// The colleague who has taken it.
    pub assigned: Option<AccountId>,
}

#[derive(FromQueryResult)]
struct WaitingRow {
    id: Uuid,
    body_id: Uuid,
    dossier_id: Uuid,
    round: i32,
    in_principle: bool,
    status: String,
    received_on: NaiveDate,
    sort_on: NaiveDate,
    assigned_id: Option<Uuid>,
}

/// Requests to `filter.bodies`, nearest due day first.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn waiting(
    conn: &impl Conn,
    filter: &WaitingFilter,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Page<Waiting, Cursor>, StoreError> {
    let columns =
        ["id", "body_id", "dossier_id", "round", "in_principle", "status", "received_on", "sort_on", "assigned_id"];
    let mut select = selected(filter, &columns);
    page(&mut select, "consultation", after);
    let rows = ask::first(conn, &select, limit.saturating_add(1)).await?;
    let rows: Result<Vec<_>, StoreError> = rows
        .iter()
        .map(|row| {
            let row = WaitingRow::from_query_result(row, "")?;
            Ok(Waiting {
                consultation: ConsultationId(row.id),
                body: OrgId(row.body_id),
                dossier: DossierId(row.dossier_id),
                round: u32::try_from(row.round).unwrap_or_default(),
                in_principle: row.in_principle,
                status: named(row.status, "consultation", "status", row.id)?,
                received_on: row.received_on,
                due_on: Some(row.sort_on).filter(|day| *day != last_day()),
                assigned: row.assigned_id.map(AccountId),
            })
        })
        .collect();
    let last = last_day();
    Ok(Page::cut(rows?, limit, |row| Cursor { sort_on: row.due_on.unwrap_or(last), id: row.consultation.0 }))
}

/// Places of the same requests in the list, at most `limit`: enough to count them.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn waiting_places(conn: &impl Conn, filter: &WaitingFilter, limit: u64) -> Result<Vec<Cursor>, StoreError> {
    let mut select = selected(filter, &["sort_on", "id"]);
    first(conn, &mut select, "consultation", limit).await
}

fn selected(filter: &WaitingFilter, columns: &[&'static str]) -> SelectStatement {
    let col = |name: &'static str| Expr::col(("consultation", name).into_column_ref());
    let mut select = Query::select();
    select
        .from("consultation")
        .columns(columns.iter().map(|column| ("consultation", *column)))
        .and_where(col("body_id").is_in(filter.bodies.iter().map(|body| body.0)));
    // Only where it is asked: each table costs the planner more than the rows do.
    if filter.phase.is_some() || filter.text.is_some() {
        select
            .inner_join("dossier", Expr::col(("dossier", "id")).equals(("consultation", "dossier_id")))
            .inner_join("partner", Expr::col(("partner", "id")).equals(("dossier", "partner_id")));
    }
    if filter.unanswered {
        // Word for word the condition of the index `consultation_waiting`.
        select.and_where(Expr::cust("consultation.status IN ('open', 'stopped')"));
    }
    if filter.answered {
        select.and_where(col("status").eq(name_of(&ConsultationStatus::Answered)));
    }
    if let Some(phase) = &filter.phase {
        select.and_where(Expr::col(("dossier", "phase")).eq(name_of(phase)));
    }
    worded(&mut select, filter.text.as_deref());
    if let Some(account) = filter.open_to {
        select.and_where(col("assigned_id").is_null().or(col("assigned_id").eq(account.0)));
    }
    if let Some(today) = filter.late_on {
        select.and_where(col("sort_on").lt(today));
    }
    select
}

/// A file of a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentOf {
    /// The dossier.
    pub dossier: DossierId,
    /// Text revision, for a language version.
    pub revision: Option<u32>,
    /// Paper rule, for a paper.
    pub paper: Option<String>,
    /// Language, for a language version.
    pub lang: Option<String>,
    /// The file.
    pub file: engine::dossier::File,
}

/// A file, if `scope` sees its dossier.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn attachment(conn: &impl Conn, scope: &Scope, id: AttachmentId) -> Result<Option<AttachmentOf>, StoreError> {
    let Some(row) = attachment::Entity::find_by_id(id.0).one(conn.raw()).await? else {
        return Ok(None);
    };
    if summary(conn, scope, DossierId(row.dossier_id)).await?.is_none() {
        return Ok(None);
    }
    let size = u64::try_from(row.size).map_err(|_| StoreError::corrupt("attachment", "size", row.id))?;
    Ok(Some(AttachmentOf {
        dossier: DossierId(row.dossier_id),
        revision: row.revision.and_then(|no| u32::try_from(no).ok()),
        paper: row.paper,
        lang: row.lang,
        file: engine::dossier::File { id, name: row.name, media_type: row.media_type, size, sha256: row.sha256 },
    }))
}
