//! What several tests share.

pub mod db;
