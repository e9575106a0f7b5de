//! Time, ids and chance: the only module that may read the real clock or make a random number.
//!
//! Everything else is given a [`Clock`] and [`Ids`]. `clippy.toml` bans the originals elsewhere.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The application's time. Clones share it: setting one sets all.
#[derive(Debug, Clone)]
pub struct Clock {
    hand: Arc<Hand>,
}

#[derive(Debug)]
enum Hand {
    /// The real clock, moved by some milliseconds (0 outside the demo).
    System { offset_ms: AtomicI64 },
    /// Stands still until it is moved.
    Fixed { at_ms: AtomicI64 },
}

impl Clock {
    /// The real clock.
    pub fn system() -> Self {
        let offset_ms = AtomicI64::new(0);
        Self { hand: Arc::new(Hand::System { offset_ms }) }
    }

    /// A clock that shows `now` at this moment and runs on (the demo's `--now`).
    pub fn system_at(now: DateTime<Utc>) -> Self {
        let clock = Self::system();
        clock.set(now);
        clock
    }

    /// A clock that stands at `at` until it is moved, for tests.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        let at_ms = AtomicI64::new(at.timestamp_millis());
        Self { hand: Arc::new(Hand::Fixed { at_ms }) }
    }

    /// The time, cut to milliseconds: both databases give back exactly what was stored, and so what was hashed.
    pub fn now(&self) -> DateTime<Utc> {
        let ms = match &*self.hand {
            Hand::System { offset_ms } => real_ms().saturating_add(offset_ms.load(Ordering::Relaxed)),
            Hand::Fixed { at_ms } => at_ms.load(Ordering::Relaxed),
        };
        let farthest = if ms < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        DateTime::from_timestamp_millis(ms).unwrap_or(farthest)
    }

    /// Moves the clock so that it shows `now`, also backwards. A running clock runs on from there.
    pub fn set(&self, now: DateTime<Utc>) {
        let ms = now.timestamp_millis();
        match &*self.hand {
            Hand::System { offset_ms } => offset_ms.store(ms.saturating_sub(real_ms()), Ordering::Relaxed),
            Hand::Fixed { at_ms } => at_ms.store(ms, Ordering::Relaxed),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let (Hand::System { offset_ms: hand } | Hand::Fixed { at_ms: hand }) = &*self.hand;
        hand.update(Ordering::Relaxed, Ordering::Relaxed, |ms| ms.saturating_add(by));
    }

    /// Where the hand stands, for [`Clock::restore`].
    pub fn reading(&self) -> i64 {
        let (Hand::System { offset_ms: hand } | Hand::Fixed { at_ms: hand }) = &*self.hand;
        hand.load(Ordering::Relaxed)
    }

    /// What it would show with the hand at that reading.
    pub fn shown_at(&self, reading: i64) -> DateTime<Utc> {
        let ms = match &*self.hand {
            Hand::System { .. } => real_ms().saturating_add(reading),
            Hand::Fixed { .. } => reading,
        };
        DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Puts the hand back to an earlier reading; a running clock has run on meanwhile.
    pub fn restore(&self, reading: i64) {
        let (Hand::System { offset_ms: hand } | Hand::Fixed { at_ms: hand }) = &*self.hand;
        hand.store(reading, Ordering::Relaxed);
    }

    /// Whether this is the real time, not moved: outside tests and the demo always.
    pub fn is_real(&self) -> bool {
        matches!(&*self.hand, Hand::System { offset_ms } if offset_ms.load(Ordering::Relaxed) == 0)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the real clock")]
fn real_ms() -> i64 {
    Utc::now().timestamp_millis()
}

/// Where ids, salts and tokens come from. Clones share the source.
#[derive(Clone)]
pub struct Ids {
    clock: Clock,
    source: Source,
    last: Arc<Mutex<Last>>,
}

#[derive(Clone, Copy)]
enum Source {
    Random,
    Sequential { seed: u64 },
}

/// What the previous id was made of.
#[derive(Default)]
struct Last {
    ms: u64,
    /// Counts the ids of one millisecond, so that they sort in the order in which they were made.
    counter: u32,
    /// Counts every draw of a sequential source.
    draws: u64,
}

/// 26 bits count within a millisecond; the start lies in the lower half, so that it cannot soon run over.
const COUNTER_BITS: u32 = 26;

impl Ids {
    /// Ids nobody can guess.
    pub fn random(clock: Clock) -> Self {
        Self { clock, source: Source::Random, last: Arc::default() }
    }

    /// The same ids, salts and tokens at each run with the same `seed` and the same times, for tests.
    pub fn sequential(clock: Clock, seed: u64) -> Self {
        Self { clock, source: Source::Sequential { seed }, last: Arc::default() }
    }

    /// A new id (UUID version 7). Ids of one process sort by the application's time and then by the order of making.
    pub fn uuid(&self) -> Uuid {
        let ms = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or(0);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let chance = self.draw(&mut last);
        let [a, b, c, d, rest @ ..] = chance;
        let start = u32::from_be_bytes([a, b, c, d]) >> (33 - COUNTER_BITS);
        last.counter = if last.ms == ms { (last.counter + 1) % (1 << COUNTER_BITS) } else { start };
        last.ms = ms;
        let counter = last.counter;
        drop(last);

        // The 74 free bits of version 7: 12 and 14 of the counter, 48 of chance. `Builder` overwrites the four bits of
        // the version and the two of the variant, which are skipped here.
        let high = (counter >> 14).to_be_bytes();
        let low = (counter & 0x3fff).to_be_bytes();
        let mut bytes = [0; 10];
        bytes[..2].copy_from_slice(&high[2..]);
        bytes[2..4].copy_from_slice(&low[2..]);
        bytes[4..].copy_from_slice(&rest[..6]);
        Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid()
    }

    /// 32 bytes that nobody can guess, for commitments.
    pub fn salt(&self) -> [u8; 32] {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        self.draw(&mut last)
    }

    /// A secret of 256 bits as 43 characters of base64url, for sessions, API tokens and links.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.salt())
    }

    fn draw(&self, last: &mut Last) -> [u8; 32] {
        let mut bytes = [0; 32];
        match self.source {
            // The thread's generator: ChaCha12, seeded and reseeded by the operating system.
            Source::Random => rand::fill(&mut bytes),
            Source::Sequential { seed } => {
                let hash =
                    Sha256::new().chain_update(seed.to_be_bytes()).chain_update(last.draws.to_be_bytes()).finalize();
                bytes.copy_from_slice(&hash);
                last.draws += 1;
            }
        }
        bytes
    }
}

/// Says only what kind of source it is.
impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            Source::Random => f.write_str("Ids::Random"),
            Source::Sequential { seed } => write!(f, "Ids::Sequential({seed})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_fixed_clock_moves_only_when_moved_and_clones_share_it() {
        let clock = Clock::fixed(at("2019-04-15T02:00:00.123456789Z"));
        assert_eq!(clock.now(), at("2019-04-15T02:00:00.123Z"));
        let other = clock.clone();
        other.advance(Duration::from_millis(877));
        assert_eq!(clock.now(), at("2019-04-15T02:00:01Z"));
        clock.set(at("2016-01-01T00:00:00Z"));
        assert_eq!(other.now(), at("2016-01-01T00:00:00Z"));
        assert!(!clock.is_real());
    }

    #[test]
    fn a_running_clock_starts_where_it_is_set_and_runs_on() {
        let start = at("2019-04-15T02:00:00Z");
        let clock = Clock::system_at(start);
        std::thread::sleep(Duration::from_millis(20));
        let gone = clock.now() - start;
        assert!((15..60_000).contains(&gone.num_milliseconds()), "{gone}");
        clock.advance(Duration::from_secs(86_400));
        assert!(clock.now() >= at("2019-04-16T02:00:00Z"));
        assert!(Clock::system().is_real());
    }

    #[test]
    fn no_move_however_far_breaks_the_clock() {
        let clock = Clock::fixed(at("2019-04-15T02:00:00Z"));
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn ids_are_version_7_and_sort_by_the_applications_time_then_by_making() {
        for ids in [
            Ids::random(Clock::fixed(at("2019-04-15T02:00:00Z"))),
            Ids::sequential(Clock::fixed(at("2019-04-15T02:00:00Z")), 7),
        ] {
            let mut made: Vec<Uuid> = (0..1000).map(|_| ids.uuid()).collect();
            ids.clock.advance(Duration::from_millis(1));
            made.extend((0..1000).map(|_| ids.uuid()));
            assert!(made.is_sorted(), "{ids:?}");
            assert!(made.iter().all(|id| id.get_version_num() == 7));
            made.dedup();
            assert_eq!(made.len(), 2000);
            let (seconds, _) = made[0].get_timestamp().unwrap().to_unix();
            assert_eq!(seconds, 1_555_293_600);
        }
    }

    #[test]
    fn ids_stay_unique_when_the_clock_is_set_back() {
        let clock = Clock::fixed(at("2019-04-15T02:00:00Z"));
        for ids in [Ids::random(clock.clone()), Ids::sequential(clock.clone(), 1)] {
            let first: Vec<Uuid> = (0..100).map(|_| ids.uuid()).collect();
            clock.set(at("2019-04-15T01:00:00Z"));
            ids.uuid();
            clock.set(at("2019-04-15T02:00:00Z"));
            assert!((0..100).all(|_| !first.contains(&ids.uuid())), "{ids:?}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_and_another_gives_others() {
        let clock = Clock::fixed(at("2019-04-15T02:00:00Z"));
        let draw = |seed| {
            let ids = Ids::sequential(clock.clone(), seed);
            (ids.uuid(), ids.salt(), ids.token())
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn tokens_carry_256_bits_and_differ() {
        let ids = Ids::random(Clock::system());
        let (one, two) = (ids.token(), ids.token());
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).unwrap().len(), 32);
        assert_ne!(one, two);
        assert_ne!(ids.salt(), ids.salt());
    }
}
