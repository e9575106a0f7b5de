//! The shipped packs load.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

#[test]
fn the_ordinance_loads() {
    let text = include_str!("../../workflows/ordinance-33-2007.v1.toml");
    let pack = engine::pack::parse("ordinance-33-2007.v1.toml", text).unwrap();
    assert_eq!(pack.tracks.len(), 2);
}

#[test]
fn the_law_loads() {
    let text = include_str!("../../workflows/law-70-2020.v1.toml");
    let (pack, warnings) = engine::pack::examine("law-70-2020.v1.toml", text).unwrap();
    assert_eq!(pack.tracks.len(), 5);
    assert_eq!(warnings, []);
}
