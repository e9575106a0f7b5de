//! Dossiers. Stable columns first, what each command changes last: PostgreSQL logs less that way.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its number, for example `HCM-2019-0001`.
    pub number: String,
    /// The locality.
    pub locality_id: Uuid,
    /// The organisation that drafts.
    pub org_id: Uuid,
    /// Pack it runs under.
    pub pack_id: String,
    /// Its version.
    pub pack_version: i32,
    /// Document kind.
    pub kind: String,
    /// Day on which the procedure began.
    pub started_on: Date,
    /// Who opened it.
    pub drafter_id: Option<Uuid>,
    /// The partner.
    pub partner_id: Uuid,
    /// Vietnamese title.
    pub title: String,
    /// English title, where there is one.
    pub title_en: Option<String>,
    /// Number and titles folded for search.
    pub search_text: String,
    /// Class now.
    pub class: String,
    /// Track now.
    pub track: String,
    /// State now.
    pub state: String,
    /// Phase of the state.
    pub phase: String,
    /// Role that holds it.
    pub holder_role: String,
    /// Nothing more to do.
    pub closed: bool,
    /// Current text revision.
    pub text_revision: i32,
    /// Step that a page must have seen.
    pub step: i32,
    /// Submitted to the Prime Minister.
    pub pm_submitted: bool,
    /// The document that its signing produced.
    pub document_id: Option<Uuid>,
    /// The document that it changes or ends.
    pub changes_id: Option<Uuid>,
    /// The dossier without its lists, as the engine writes it (JSON).
    pub data: String,
    /// Nearest due day of an open clock.
    pub next_due_on: Option<Date>,
    /// The same, or 9999-12-31: the order of lists.
    pub sort_on: Date,
    /// Nearest instant at which a clock must be looked at.
    pub next_at: Option<DateTimeUtc>,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Last entry of its record stream.
    pub seq: i64,
    /// Link of that entry.
    pub head: String,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
