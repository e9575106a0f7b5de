//! What several tests share.

pub mod db;
pub mod site;
