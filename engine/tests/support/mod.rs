//! What the engine's tests share: the shipped pack, the calendar, and mutations of the pack.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test file uses its part; a helper of tests may fail"
)]

use engine::calendar::Calendar;
use engine::pack::{Guard, Pack, Track, Transition, parse};

pub mod people;
pub mod statute;
pub mod town;

pub const TEXT: &str = include_str!("../../../workflows/ordinance-33-2007.v1.toml");

pub fn pack() -> Pack {
    parse("ordinance-33-2007.v1.toml", TEXT).unwrap()
}

pub const LAW: &str = include_str!("../../../workflows/law-70-2020.v1.toml");

pub fn law() -> Pack {
    parse("law-70-2020.v1.toml", LAW).unwrap()
}

pub fn calendar() -> Calendar {
    Calendar::parse(include_str!("../../../workflows/calendars/vn.toml")).unwrap()
}

pub fn track<'a>(pack: &'a mut Pack, id: &str) -> &'a mut Track {
    pack.tracks.iter_mut().find(|track| track.id == id).unwrap()
}

pub fn transition<'a>(pack: &'a mut Pack, of: &str, id: &str) -> &'a mut Transition {
    track(pack, of).transitions.iter_mut().find(|known| known.id == id).unwrap()
}

pub fn without(pack: &mut Pack, of: &str, id: &str, guard: Guard) {
    let found = transition(pack, of, id);
    let before = found.guards.len();
    found.guards.retain(|known| *known != guard);
    assert_eq!(found.guards.len() + 1, before, "{id} has no guard {guard:?}");
}
