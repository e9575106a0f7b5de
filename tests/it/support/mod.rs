//! What several tests share.

pub mod app;
pub mod browser;
pub mod db;
pub mod site;
