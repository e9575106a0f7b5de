//! Who holds which post, from when to when.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holding")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person.
    pub account_id: Uuid,
    /// The post.
    pub post_id: Uuid,
    /// First day.
    pub from_on: Date,
    /// Last day; none while it is held.
    pub to_on: Option<Date>,
    /// Stands in as recorded deputy.
    pub deputy: bool,
    /// For whom, where that is one person.
    pub acts_for_account: Option<Uuid>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
