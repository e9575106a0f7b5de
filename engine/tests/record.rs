//! The record: canonical bytes that an independent program can make again, the chain, commitments to names.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::actor::{Acting, Role};
use engine::event::Event;
use engine::ids::PostId;
use engine::record::*;
use support::town::{account, at, org, uuid};

const STREAM: &str = "dossier:00000000-0000-0000-0000-000000000001";

fn entry() -> Entry {
    Entry {
        format: FORMAT.to_owned(),
        stream: STREAM.to_owned(),
        seq: 2,
        prev: GENESIS.to_owned(),
        at: instant(at("2019-03-04T09:00:00")),
        kind: Kind::Command,
        act: "clear".to_owned(),
        by: By {
            acting: Acting {
                account: Some(account(3)),
                post: Some(PostId(uuid(3003))),
                org: Some(org(1)),
                role: Role::Leader,
                deputy: false,
            },
            name: Some(NameRef("ab".repeat(32))),
            post_title: Some("Chủ tịch Ủy ban nhân dân Thành phố".to_owned()),
            org_name: None,
            stands_for: None,
        },
        basis: vec!["pol-clearance".to_owned(), "pol-separation".to_owned()],
        events: vec![
            Event::Cleared { revision: 1 },
            Event::Moved {
                track: "standard".to_owned(),
                from: "clearance".to_owned(),
                to: "cleared".to_owned(),
                reason: Some("Đồng ý \"với\" \\ bản\n thứ nhất 𝄞".to_owned()),
            },
        ],
        refusal: None,
        subject: None,
    }
}

/// Made with Python: `json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)`, then
/// `hashlib.sha256(b"\0" + bytes)`. It never changes: entries of this form stand in records.
const BODY: &str = r#"{"act":"clear","at":"2019-03-04T02:00:00.000Z","basis":["pol-clearance","pol-separation"],"by":{"account":"00000000-0000-0000-0000-0000000007d3","deputy":false,"name":"abababababababababababababababababababababababababababababababab","org":"00000000-0000-0000-0000-0000000003e9","post":"00000000-0000-0000-0000-000000000bbb","post_title":"Chủ tịch Ủy ban nhân dân Thành phố","role":"leader"},"events":[{"event":"cleared","revision":1},{"event":"moved","from":"clearance","reason":"Đồng ý \"với\" \\ bản\n thứ nhất 𝄞","to":"cleared","track":"standard"}],"format":"thoathuan-entry/1","kind":"command","prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":2,"stream":"dossier:00000000-0000-0000-0000-000000000001"}"#;
const HASH: &str = "cc9a244ab7936eb11b89de588a3f5431584d9a4ea368d069f26934a0da7d256b";

#[test]
fn the_bytes_are_those_of_an_independent_program() {
    let sealed = seal(&entry()).unwrap();
    assert_eq!(sealed.body, BODY);
    assert_eq!(sealed.hash, HASH);
}

#[test]
fn what_was_sealed_reads_back() {
    let sealed = seal(&entry()).unwrap();
    let back = check(STREAM, 2, GENESIS, &sealed.body, &sealed.hash).unwrap();
    assert_eq!(back, entry());
    assert_eq!(seal(&back).unwrap(), sealed);
}

#[test]
fn one_changed_character_is_found() {
    for (at, c) in BODY.char_indices() {
        let other = if c == 'x' { 'y' } else { 'x' };
        let changed = format!("{}{other}{}", &BODY[..at], &BODY[at + c.len_utf8()..]);
        assert_eq!(check(STREAM, 2, GENESIS, &changed, HASH).unwrap_err(), RecordError::HashMismatch, "at {at}");
    }
    let shorter = &BODY[..BODY.len() - 1];
    assert_eq!(check(STREAM, 2, GENESIS, shorter, HASH).unwrap_err(), RecordError::HashMismatch);
}

#[test]
fn an_entry_out_of_place_is_found() {
    let misplaced = |result: Result<Entry, RecordError>| matches!(result, Err(RecordError::Misplaced { .. }));
    assert!(misplaced(check("dossier:other", 2, GENESIS, BODY, HASH)));
    assert!(misplaced(check(STREAM, 3, GENESIS, BODY, HASH)));
    assert_eq!(check(STREAM, 2, HASH, BODY, HASH).unwrap_err(), RecordError::BrokenLink);
    let hash = link("[]");
    assert!(matches!(check(STREAM, 2, GENESIS, "[]", &hash), Err(RecordError::Unreadable(_))));
}

#[test]
fn a_chain_holds_until_one_link_is_changed() {
    let mut prev = GENESIS.to_owned();
    let mut chain = Vec::new();
    for seq in 1..=5 {
        let sealed = seal(&Entry { seq, prev: prev.clone(), ..entry() }).unwrap();
        prev.clone_from(&sealed.hash);
        chain.push(sealed);
    }
    let verify = |chain: &[Sealed]| {
        let mut prev = GENESIS.to_owned();
        for (sealed, seq) in chain.iter().zip(1..) {
            check(STREAM, seq, &prev, &sealed.body, &sealed.hash).map_err(|error| (seq, error))?;
            prev.clone_from(&sealed.hash);
        }
        Ok(())
    };
    assert_eq!(verify(&chain), Ok(()));
    // Somebody rewrites entry 3 with a fitting hash: entry 4 no longer follows it.
    let mut forged = entry();
    forged.seq = 3;
    forged.prev = chain[1].hash.clone();
    forged.act = "withdraw".to_owned();
    let mut changed = chain.clone();
    changed[2] = seal(&forged).unwrap();
    assert_eq!(verify(&changed), Err((4, RecordError::BrokenLink)));
    let mut shorter = chain.clone();
    shorter.remove(1);
    assert!(matches!(verify(&shorter), Err((2, RecordError::Misplaced { .. }))));
}

#[test]
fn an_entry_has_a_largest_size() {
    let mut large = entry();
    large.act = "a".repeat(MAX_BYTES);
    assert!(matches!(seal(&large), Err(RecordError::TooLarge(_))));
}

#[test]
fn a_name_enters_as_a_commitment() {
    let salt = [7; 32];
    // Python: hashlib.sha256(b"thoathuan-name/1\0" + bytes([7] * 32) + "Nguyễn Văn A".encode()).
    let expected = "1b5f33fa8b7c4812206ae250f8a49769400cdc99b8deb0a9ee23fcff8901b1d0";
    assert_eq!(commit(&salt, "Nguyễn Văn A").0, expected);
    // The same name typed with combining marks is the same name.
    assert_eq!(commit(&salt, "Nguye\u{302}\u{303}n Va\u{306}n A").0, expected);
    assert_ne!(commit(&[8; 32], "Nguyễn Văn A").0, expected, "another salt tells nothing of the name");
    assert_ne!(commit(&salt, "Nguyễn Văn B").0, expected);
}

#[test]
fn instants_have_milliseconds_and_utc() {
    assert_eq!(instant(at("2019-03-04T09:00:00.123")), "2019-03-04T02:00:00.123Z");
    assert_eq!(instant(at("2019-03-04T00:00:00")), "2019-03-03T17:00:00.000Z");
}
