//! Background work on both databases: reminders, digests, delivery, loops.

mod cadence;
mod delivery;
mod loops;
mod world;
