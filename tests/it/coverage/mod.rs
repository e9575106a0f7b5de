//! Tests that catch forgetting: they look at the source and the packs instead of running the service.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod architecture;
mod law;
mod matrix;
mod problems;
mod source;
