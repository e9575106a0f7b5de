//! What several tests share.

pub mod app;
pub mod db;
pub mod site;
