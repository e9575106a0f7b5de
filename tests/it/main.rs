//! One integration binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod api;
mod cli;
mod coverage;
mod jobs;
mod journeys;
mod load;
mod store;
mod support;
