//! What a process keeps in memory for a short while of what it read. It is never written through: it runs out.

use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::RwLock;

/// Most values at once; then all are forgotten.
const MOST: usize = 10_000;

/// Values by key, each until its time.
#[derive(Debug)]
pub struct Kept<K, V> {
    values: RwLock<Values<K, V>>,
    time: Duration,
}

#[derive(Debug)]
struct Values<K, V> {
    by_key: HashMap<K, (V, DateTime<Utc>)>,
    /// How often everything was forgotten.
    cleared: u64,
}

/// When somebody begins to read what he means to keep.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    now: DateTime<Utc>,
    cleared: u64,
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// Nothing yet; each value is kept for `time`.
    pub fn new(time: Duration) -> Self {
        Self { values: RwLock::new(Values { by_key: HashMap::new(), cleared: 0 }), time }
    }

    /// To be called before a value is read that is to be kept.
    pub fn reading(&self, now: DateTime<Utc>) -> Reading {
        Reading { now, cleared: self.values.read().map(|values| values.cleared).unwrap_or_default() }
    }

    /// The value of `key`, if it is still good. A clock that was set back makes none good for longer.
    pub fn get(&self, key: &K, now: DateTime<Utc>) -> Option<V> {
        let values = self.values.read().ok()?;
        let (value, until) = values.by_key.get(key)?;
        (*until > now && *until <= now + self.time).then(|| value.clone())
    }

    /// Keeps a value, unless everything was forgotten since it was read: it may be one of those that have changed.
    pub fn put(&self, key: K, value: V, reading: Reading) {
        if let Ok(mut values) = self.values.write()
            && values.cleared == reading.cleared
        {
            if values.by_key.len() >= MOST {
                values.by_key.clear();
            }
            values.by_key.insert(key, (value, reading.now + self.time));
        }
    }

    /// Forgets everything: what was read has changed.
    pub fn clear(&self) {
        if let Ok(mut values) = self.values.write() {
            values.by_key.clear();
            values.cleared += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_good_for_its_time_and_no_longer_whatever_the_clock_does() {
        let kept: Kept<&str, u32> = Kept::new(Duration::seconds(3));
        let now: DateTime<Utc> = "2019-04-15T02:00:00Z".parse().unwrap();
        assert_eq!(kept.get(&"a", now), None);
        kept.put("a", 1, kept.reading(now));
        assert_eq!(kept.get(&"a", now), Some(1));
        assert_eq!(kept.get(&"a", now + Duration::milliseconds(2_999)), Some(1));
        assert_eq!(kept.get(&"a", now + Duration::seconds(3)), None);
        assert_eq!(kept.get(&"a", now - Duration::seconds(1)), None);
        kept.clear();
        assert_eq!(kept.get(&"a", now), None);
    }

    #[test]
    fn what_was_read_before_all_was_forgotten_is_not_kept() {
        let kept: Kept<&str, u32> = Kept::new(Duration::seconds(3));
        let now: DateTime<Utc> = "2019-04-15T02:00:00Z".parse().unwrap();
        let reading = kept.reading(now);
        kept.clear();
        kept.put("a", 1, reading);
        assert_eq!(kept.get(&"a", now), None);
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let kept: Kept<usize, ()> = Kept::new(Duration::seconds(3));
        let now: DateTime<Utc> = "2019-04-15T02:00:00Z".parse().unwrap();
        for n in 0..25_000 {
            kept.put(n, (), kept.reading(now));
        }
        assert!(kept.values.read().unwrap().by_key.len() <= MOST);
    }
}
