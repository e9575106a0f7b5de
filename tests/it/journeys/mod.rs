//! Whole procedures through the real HTTP surface, on both databases.

mod browser;
mod frankfurt;
mod kansai;
mod kill;
mod odd_input;
mod races;
