//! One integration binary.

mod api;
mod coverage;
mod jobs;
mod journeys;
mod store;
mod support;
