//! Whole procedures through the real HTTP surface, on both databases.

mod browser;
mod commands;
mod first_form;
mod frankfurt;
mod inspection;
mod kansai;
mod kill;
mod leaving;
mod new_province;
mod odd_input;
mod races;
mod registry;
mod rules;
mod sample;
mod tampering;
mod verifying;
