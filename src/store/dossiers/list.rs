//! Lists of dossiers: work list and search, within the actor's scope, by key.

use crate::store::{Conn, Page, Scope, StoreError, ask, containing, day, fold, name_of, named};
use chrono::{DateTime, NaiveDate, Utc};
use engine::actor::Role;
use engine::ids::{AccountId, DossierId, OrgId, PartnerId};
use engine::pack::{Class, Phase};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, IntoColumnRef, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// Where a page of dossiers begins: after the nearest due day and id of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Order key: nearest due day, or 9999-12-31.
    pub sort_on: NaiveDate,
    /// Id.
    pub id: Uuid,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.sort_on, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let (sort_on, id) = text.split_once('_').ok_or(StoreError::NotFound)?;
        let sort_on = day(sort_on).ok_or(StoreError::NotFound)?;
        Ok(Self { sort_on, id: id.parse().map_err(|_| StoreError::NotFound)? })
    }
}

/// What to list. Everything left out does not restrict.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Closed ones, or those that are not.
    pub closed: Option<bool>,
    /// State of the track.
    pub state: Option<String>,
    /// Phase.
    pub phase: Option<Phase>,
    /// Track.
    pub track: Option<String>,
    /// Class now.
    pub class: Option<Class>,
    /// Role that holds it now.
    pub holder: Option<Role>,
    /// Locality.
    pub locality: Option<OrgId>,
    /// Partner.
    pub partner: Option<PartnerId>,
    /// That produced this document, or change or end it.
    pub document: Option<Uuid>,
    /// Opened by this account.
    pub drafter: Option<AccountId>,
    /// With an open clock whose last day lies before this day.
    pub late_on: Option<NaiveDate>,
    /// Words in number or titles, whatever their tones.
    pub text: Option<String>,
}

/// A dossier as it stands in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Id.
    pub id: DossierId,
    /// Number.
    pub number: String,
    /// Vietnamese title.
    pub title: String,
    /// English title, where there is one.
    pub title_en: Option<String>,
    /// Locality.
    pub locality: OrgId,
    /// Organisation that drafts.
    pub org: OrgId,
    /// Partner.
    pub partner: PartnerId,
    /// Name of the partner.
    pub partner_name: String,
    /// Pack and version.
    pub pack: (String, u32),
    /// Track.
    pub track: String,
    /// State.
    pub state: String,
    /// Phase.
    pub phase: Phase,
    /// Class.
    pub class: Class,
    /// Role that holds it.
    pub holder: Role,
    /// Day on which the procedure began.
    pub started_on: NaiveDate,
    /// Nearest due day of an open clock.
    pub next_due_on: Option<NaiveDate>,
    /// Nothing more to do.
    pub closed: bool,
    /// Current text revision.
    pub text_revision: u32,
    /// Who opened it.
    pub drafter: Option<AccountId>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct SummaryRow {
    id: Uuid,
    number: String,
    title: String,
    title_en: Option<String>,
    locality_id: Uuid,
    org_id: Uuid,
    partner_id: Uuid,
    partner_name: String,
    pack_id: String,
    pack_version: i32,
    track: String,
    state: String,
    phase: String,
    class: String,
    holder_role: String,
    started_on: NaiveDate,
    next_due_on: Option<NaiveDate>,
    closed: bool,
    text_revision: i32,
    drafter_id: Option<Uuid>,
    updated_at: DateTime<Utc>,
}

const SUMMARY: [&str; 20] = [
    "id",
    "number",
    "title",
    "title_en",
    "locality_id",
    "org_id",
    "partner_id",
    "pack_id",
    "pack_version",
    "track",
    "state",
    "phase",
    "class",
    "holder_role",
    "started_on",
    "next_due_on",
    "closed",
    "text_revision",
    "drafter_id",
    "updated_at",
];

impl SummaryRow {
    fn into_summary(self) -> Result<Summary, StoreError> {
        let id = self.id;
        let role = Role::parse(&self.holder_role).ok_or_else(|| StoreError::corrupt("dossier", "holder_role", id))?;
        Ok(Summary {
            id: DossierId(id),
            number: self.number,
            title: self.title,
            title_en: self.title_en,
            locality: OrgId(self.locality_id),
            org: OrgId(self.org_id),
            partner: PartnerId(self.partner_id),
            partner_name: self.partner_name,
            pack: (self.pack_id, u32::try_from(self.pack_version).unwrap_or_default()),
            track: self.track,
            state: self.state,
            phase: named(self.phase, "dossier", "phase", id)?,
            class: named(self.class, "dossier", "class", id)?,
            holder: role,
            started_on: self.started_on,
            next_due_on: self.next_due_on,
            closed: self.closed,
            text_revision: u32::try_from(self.text_revision).unwrap_or_default(),
            drafter: self.drafter_id.map(AccountId),
            updated_at: self.updated_at,
        })
    }
}

fn summaries(scope: &Scope) -> SelectStatement {
    let mut select = Query::select();
    with_partner(select.from("dossier"));
    select.columns(SUMMARY.map(|column| ("dossier", column))).expr_as(Expr::col(("partner", "name")), "partner_name");
    if let Some(seen) = scope.condition() {
        select.cond_where(seen);
    }
    select
}

/// Dossiers that `scope` sees, nearest due day first.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn list(
    conn: &impl Conn,
    scope: &Scope,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Page<Summary, Cursor>, StoreError> {
    let mut select = summaries(scope);
    apply(&mut select, filter);
    page(&mut select, "dossier", after);
    // One more than asked for shows whether it is the last page.
    let rows = ask::first(conn, &select, limit.saturating_add(1)).await?;
    let rows: Result<Vec<_>, StoreError> =
        rows.iter().map(|row| SummaryRow::from_query_result(row, "")?.into_summary()).collect();
    Ok(Page::cut(rows?, limit, |last| Cursor {
        sort_on: last.next_due_on.unwrap_or_else(super::rows::last_day),
        id: last.id.0,
    }))
}

/// Places of the same dossiers in the list, at most `limit`: enough to count them.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn places(conn: &impl Conn, scope: &Scope, filter: &Filter, limit: u64) -> Result<Vec<Cursor>, StoreError> {
    let mut select = Query::select();
    select.from("dossier").columns(["sort_on", "id"].map(|column| ("dossier", column)));
    if filter.text.is_some() {
        with_partner(&mut select);
    }
    if let Some(seen) = scope.condition() {
        select.cond_where(seen);
    }
    apply(&mut select, filter);
    first(conn, &mut select, "dossier", limit).await
}

/// The places of the first `limit` rows.
pub(super) async fn first(
    conn: &impl Conn,
    select: &mut SelectStatement,
    table: &'static str,
    limit: u64,
) -> Result<Vec<Cursor>, StoreError> {
    page(select, table, None);
    let rows = ask::first(conn, select, limit).await?;
    rows.iter().map(|row| Ok(Cursor { sort_on: row.try_get("", "sort_on")?, id: row.try_get("", "id")? })).collect()
}

fn with_partner(select: &mut SelectStatement) {
    select.inner_join("partner", Expr::col(("partner", "id")).equals(("dossier", "partner_id")));
}

/// Those of `ids` that `scope` sees, in no order.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn by_ids(conn: &impl Conn, scope: &Scope, ids: &[DossierId]) -> Result<Vec<Summary>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = summaries(scope);
    select.and_where(ask::among(conn, Expr::col(("dossier", "id")), ids.iter().map(|id| id.0)));
    let rows = conn.raw().query_all(&select).await?;
    rows.iter().map(|row| SummaryRow::from_query_result(row, "")?.into_summary()).collect()
}

/// One dossier as it stands in a list.
///
/// # Errors
/// [`StoreError::Corrupt`], [`StoreError::Db`].
pub async fn summary(conn: &impl Conn, scope: &Scope, id: DossierId) -> Result<Option<Summary>, StoreError> {
    let mut select = summaries(scope);
    select.and_where(Expr::col(("dossier", "id")).eq(id.0));
    let row = conn.raw().query_one(&select).await?;
    row.map(|row| SummaryRow::from_query_result(&row, "")?.into_summary()).transpose()
}

fn apply(select: &mut SelectStatement, filter: &Filter) {
    let col = |name: &'static str| Expr::col(("dossier", name).into_column_ref());
    if let Some(closed) = filter.closed {
        select.and_where(col("closed").eq(closed));
    }
    if let Some(state) = &filter.state {
        select.and_where(col("state").eq(state));
    }
    if let Some(phase) = &filter.phase {
        select.and_where(col("phase").eq(name_of(phase)));
    }
    if let Some(track) = &filter.track {
        select.and_where(col("track").eq(track));
    }
    if let Some(class) = &filter.class {
        select.and_where(col("class").eq(name_of(class)));
    }
    if let Some(holder) = filter.holder {
        select.and_where(col("holder_role").eq(holder.as_str()));
    }
    if let Some(locality) = filter.locality {
        select.and_where(col("locality_id").eq(locality.0));
    }
    if let Some(partner) = filter.partner {
        select.and_where(col("partner_id").eq(partner.0));
    }
    if let Some(document) = filter.document {
        select.and_where(col("document_id").eq(document).or(col("changes_id").eq(document)));
    }
    if let Some(drafter) = filter.drafter {
        select.and_where(col("drafter_id").eq(drafter.0));
    }
    if let Some(today) = filter.late_on {
        select.and_where(col("sort_on").lt(today));
    }
    worded(select, filter.text.as_deref());
}

/// Each word in number or titles of the dossier, or in the partner's names.
pub(super) fn worded(select: &mut SelectStatement, text: Option<&str>) {
    for word in text.map(fold).unwrap_or_default().split_whitespace() {
        let found = |table: &'static str| Expr::col((table, "search_text")).like(containing(word));
        select.cond_where(Cond::any().add(found("dossier")).add(found("partner")));
    }
}

pub(super) fn page(select: &mut SelectStatement, table: &'static str, after: Option<Cursor>) {
    if let Some(after) = after {
        let place = Expr::tuple([Expr::col((table, "sort_on")), Expr::col((table, "id"))]);
        select.and_where(place.gt(Expr::tuple([Expr::val(after.sort_on), Expr::val(after.id)])));
    }
    select.order_by((table, "sort_on"), Order::Asc).order_by((table, "id"), Order::Asc);
}
