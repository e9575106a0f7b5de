//! The schema, one file per area, for SQLite and PostgreSQL alike.
//!
//! Run them through `thoathuan::store::migrate`, which keeps several processes that start at once apart. There are no
//! defaults for times or ids: both are given by the program.

mod m0001_people;
mod m0002_agreements;
mod m0003_rules;
mod m0004_dossiers;
mod m0005_record;
mod m0006_service;
mod m0007_links;
mod m0008_rules_in_use;
mod m0009_registry;
mod m0010_lists;
mod m0011_mails_no_longer_needed;
mod m0012_held;
mod m0013_names_in_accounts;
mod m0014_unread;
mod m0015_cases;
mod parts;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::{MigrationTrait, async_trait};

/// All migrations in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_agreements::Migration),
            Box::new(m0003_rules::Migration),
            Box::new(m0004_dossiers::Migration),
            Box::new(m0005_record::Migration),
            Box::new(m0006_service::Migration),
            Box::new(m0007_links::Migration),
            Box::new(m0008_rules_in_use::Migration),
            Box::new(m0009_registry::Migration),
            Box::new(m0010_lists::Migration),
            Box::new(m0011_mails_no_longer_needed::Migration),
            Box::new(m0012_held::Migration),
            Box::new(m0013_names_in_accounts::Migration),
            Box::new(m0014_unread::Migration),
            Box::new(m0015_cases::Migration),
        ]
    }
}
