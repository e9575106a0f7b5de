//! Contract of the store: the same on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: a failure is a panic")]

mod accounts;
mod blobs;
mod dossiers;
mod filled;
pub mod fixtures;
mod lists;
mod migrations;
mod outbox;
mod record;
mod rules;
mod service;
