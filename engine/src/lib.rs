//! The pure core of thoathuan.
//!
//! Nothing here is `async`, reads a clock, makes a random number, touches a file, a database or the network: times,
//! ids and salts are arguments. The crate's own manifest guards that (it depends on nothing that could).

pub mod calendar;
pub mod ids;
pub mod text;
