//! thoathuan: the approval of international agreements by Vietnamese localities, as a service.
//!
//! The rules live in the crate `engine` and in `workflows/`; this crate is what stands round them.

pub mod cli;
pub mod clock;
pub mod config;
pub mod http;
pub mod registry;
pub mod telemetry;
