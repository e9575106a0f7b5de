//! Whole procedures through the real HTTP surface, on both databases.

mod behind;
mod browser;
mod commands;
mod erasing;
mod first_form;
mod frankfurt;
mod holdings;
mod inspection;
mod kansai;
mod kill;
mod law;
mod leaving;
mod mails;
mod new_province;
mod odd_input;
mod organisations;
mod posts;
mod races;
mod registry;
mod registry_limits;
mod rules;
mod sample;
mod separation;
mod stale;
mod tampering;
mod verifying;
