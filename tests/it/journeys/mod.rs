//! Whole procedures through the real HTTP surface, on both databases.

mod frankfurt;
mod kansai;
mod races;
