//! Persons to speak to at a partner.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner_contact")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The partner.
    pub partner_id: Uuid,
    /// Order, from 0.
    pub pos: i32,
    /// Post or unit; no name of a person.
    pub office: String,
    /// Commitment to name, address, telephone and e-mail address, which lie in `personal_name` and can be erased.
    pub person_ref: String,
    /// When somebody made sure last that it still holds.
    pub confirmed_on: Option<Date>,
}

/// Nothing is joined through sea-orm's relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
