//! The picture of a track: every state and move is in it as text, nothing can break out of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops here and says why"
)]

mod support;

use engine::diagram::svg;
use engine::text::Lang;
use support::{pack, track};

#[test]
fn every_state_and_every_move_is_text() {
    let pack = pack();
    for track in &pack.tracks {
        for lang in [Lang::Vi, Lang::En] {
            let picture = svg(track, lang, None);
            let flat = picture.replace("&#39;", "'");
            let words: Vec<&str> = flat.split(['<', '>']).collect();
            for state in &track.states {
                let all_there =
                    state.title.get(lang).split_whitespace().all(|word| words.iter().any(|text| text.contains(word)));
                assert!(all_there, "{}: {}", track.id, state.title.get(lang));
                assert!(flat.contains(state.title.get(lang)), "the description lacks {}", state.id);
            }
            for transition in track.transitions.iter().filter(|known| known.to.is_some()) {
                let first = transition.title.get(lang).split_whitespace().next().unwrap();
                assert!(flat.contains(first), "{} lacks {}", track.id, transition.id);
            }
            assert!(picture.contains("role=\"img\"") && picture.contains("<title") && picture.contains("<desc"));
            assert!(!picture.contains("aria-current"));
            assert_eq!(picture, svg(track, lang, None), "the same track gives the same picture");
        }
    }
}

#[test]
fn the_present_state_is_marked_in_words() {
    let pack = pack();
    let standard = pack.track("standard").unwrap();
    for state in &standard.states {
        let picture = svg(standard, Lang::En, Some(&state.id));
        assert_eq!(picture.matches("The dossier is here").count(), 1);
        assert_eq!(picture.matches("aria-current=\"step\"").count(), 1);
        assert!(svg(standard, Lang::Vi, Some(&state.id)).contains("Hồ sơ đang ở đây"));
    }
    assert!(!svg(standard, Lang::En, Some("nowhere")).contains("The dossier is here"));
}

#[test]
fn text_cannot_break_out() {
    let mut pack = pack();
    let fast = track(&mut pack, "fast");
    fast.states[0].title.en = "<script>alert('x')</script> & \"more\"\u{7}".to_owned();
    fast.title.en = "</title><b>".to_owned();
    let picture = svg(fast, Lang::En, None);
    assert!(!picture.contains("<script") && !picture.contains("</title><b>") && !picture.contains('\u{7}'));
    assert!(picture.contains("&lt;script&gt;"));
}

/// A track with names nobody defined draws what it can.
#[test]
fn a_broken_track_does_not_panic() {
    let mut pack = pack();
    let fast = track(&mut pack, "fast");
    fast.initial = "nowhere".to_owned();
    for transition in &mut fast.transitions {
        transition.to = Some("nowhere".to_owned());
        transition.from = vec!["*".to_owned(), "elsewhere".to_owned()];
    }
    assert!(svg(fast, Lang::En, None).starts_with("<svg"));
    fast.states.clear();
    assert!(svg(fast, Lang::En, None).ends_with("</svg>\n"));
}
