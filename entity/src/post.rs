//! Posts: roles in an organisation, held by one person after another.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organisation.
    pub org_id: Uuid,
    /// Vietnamese title.
    pub title_vi: String,
    /// English title.
    pub title_en: String,
    /// Role of the policy matrix.
    pub role: String,
    /// The post above, which escalations reach.
    pub above_id: Option<Uuid>,
    /// Receives what is addressed to the organisation.
    pub intake: bool,
    /// First day.
    pub valid_from: Date,
    /// Last day; none while it exists.
    pub valid_to: Option<Date>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
