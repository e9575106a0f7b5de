//! One integration binary.

mod api;
mod coverage;
mod jobs;
mod store;
mod support;
