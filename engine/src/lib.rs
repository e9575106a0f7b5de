//! The pure core of thoathuan.
//!
//! Nothing here is `async`, reads a clock, makes a random number, touches a file, a database or the network: times,
//! ids and salts are arguments. The crate's own manifest guards that (it depends on nothing that could).
//!
//! Reading order: [`pack`] (the rules as data), [`dossier`] and [`event`] (what is), [`command`] and [`decide`] (what
//! may become), [`refusal`] (why not), [`calendar`] and [`clock`] (by when), [`notice`] (who is told), [`record`]
//! (what stays), [`check`] (the proof that a pack holds its invariants).

pub mod actor;
pub mod adviser;
pub mod calendar;
pub mod check;
pub mod clock;
pub mod command;
pub mod decide;
pub mod diagram;
pub mod dossier;
pub mod event;
pub mod guard;
pub mod ids;
pub mod notice;
pub mod pack;
pub mod policy;
pub mod record;
pub mod refusal;
pub mod target;
pub mod text;
