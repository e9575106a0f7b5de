//! One integration binary.

mod coverage;
mod jobs;
mod journeys;
mod store;
mod support;
