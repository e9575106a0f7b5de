//! Organisations: localities, departments, ministries. Dated: they merge, split and are renamed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is: locality, department, ministry, mofa, government-office, inspectorate, other.
    pub kind: String,
    /// Fixed code of a locality, for example `HCM`; it begins the dossier numbers.
    pub code: Option<String>,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// First day.
    pub valid_from: Date,
    /// Last day; none while it exists.
    pub valid_to: Option<Date>,
    /// The organisation above.
    pub parent_id: Option<Uuid>,
    /// The second organisation above, for bodies under double direction.
    pub second_parent_id: Option<Uuid>,
    /// The province or city it belongs to; its own id for a locality.
    pub locality_id: Option<Uuid>,
    /// What it is asked for, where rules name a body by that: defence, public-security, investment, external-relations.
    pub body_kind: Option<String>,
    /// What it was merged into.
    pub successor_id: Option<Uuid>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
