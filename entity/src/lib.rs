//! Tables as rows: one file per table, the row struct and nothing else (no hooks, no logic).
//!
//! Only `thoathuan::store` uses this crate. Instants are UTC, cut to milliseconds by whoever writes them.

pub mod access_link;
pub mod account;
pub mod activity;
pub mod api_token;
pub mod attachment;
pub mod audit_entry;
pub mod blob;
pub mod calendar;
pub mod clock;
pub mod consultation;
pub mod document;
pub mod document_party;
pub mod dossier;
pub mod dossier_number;
pub mod duty;
pub mod holding;
pub mod idempotency_key;
pub mod job_lease;
pub mod notice;
pub mod organisation;
pub mod outbox;
pub mod pack;
pub mod partner;
pub mod partner_alias;
pub mod partner_contact;
pub mod personal_name;
pub mod post;
pub mod relation;
pub mod session;
pub mod sign_in_failure;
pub mod stream_head;
pub mod target;
pub mod text_revision;
pub mod track_switch;
