//! Background work on both databases: reminders, digests, delivery, loops.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod cadence;
mod delivery;
mod loops;
mod world;
