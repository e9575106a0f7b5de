//! Contract of the store: the same on SQLite and PostgreSQL.

mod accounts;
mod blobs;
mod dossiers;
mod fixtures;
mod lists;
mod migrations;
mod outbox;
mod record;
mod rules;
mod service;
