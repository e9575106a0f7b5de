//! One integration binary.

mod coverage;
mod jobs;
mod store;
mod support;
