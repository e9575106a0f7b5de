//! Skeleton.

pub mod store;
