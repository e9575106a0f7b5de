//! thoathuan: the approval of international agreements by Vietnamese localities, as a service.
//!
//! The rules live in the crate `engine` and in `workflows/`; this crate is what stands round them. Which module may
//! name which is in `docs/architecture.md` and checked by `tests/it/coverage/architecture.rs`.

pub mod api;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod mail;
pub mod registry;
pub mod store;
pub mod telemetry;
pub mod web;
