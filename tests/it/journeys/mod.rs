//! Whole procedures through the real HTTP surface, on both databases.

mod browser;
mod commands;
mod frankfurt;
mod inspection;
mod kansai;
mod kill;
mod odd_input;
mod races;
mod registry;
mod sample;
mod tampering;
