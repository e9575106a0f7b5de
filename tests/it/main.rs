//! One integration binary.

mod jobs;
mod store;
mod support;
