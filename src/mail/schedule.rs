//! When to try again.

use chrono::{DateTime, TimeDelta, Utc};

/// Minutes to wait after the first failures; afterwards an hour each time.
const FIRST: [i64; 4] = [1, 5, 15, 30];

/// A message is tried for this long after it was written.
pub const GIVE_UP_AFTER: TimeDelta = TimeDelta::hours(72);

/// When to try again after `attempts` failed ones, the last at `now`; none once [`GIVE_UP_AFTER`] would have passed since
/// it was `created`.
pub fn next_try(attempts: u32, created: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let step = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let wait = FIRST.get(step).map_or(TimeDelta::hours(1), |minutes| TimeDelta::minutes(*minutes));
    let at = now.checked_add_signed(wait)?;
    (at <= created.checked_add_signed(GIVE_UP_AFTER)?).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2019, 4, 15, 12, 0, 0).single().expect("a time")
    }

    #[test]
    fn it_waits_longer_each_time_and_gives_up_after_three_days() {
        let mut now = noon();
        let mut waits = Vec::new();
        for attempt in 1.. {
            let Some(next) = next_try(attempt, noon(), now) else {
                break;
            };
            waits.push((next - now).num_minutes());
            now = next;
        }
        assert_eq!(&waits[..6], [1, 5, 15, 30, 60, 60]);
        assert!(now <= noon() + GIVE_UP_AFTER);
        assert!(now > noon() + GIVE_UP_AFTER - TimeDelta::hours(1));
        // 51 minutes in four steps, then 71 whole hours.
        assert_eq!(waits.len(), 4 + 71);
    }

    #[test]
    fn a_message_found_long_afterwards_is_given_up() {
        assert_eq!(next_try(1, noon(), noon() + TimeDelta::hours(80)), None);
    }

    #[test]
    fn impossible_numbers_do_no_harm() {
        assert_eq!(next_try(0, noon(), noon()), Some(noon() + TimeDelta::minutes(1)));
        assert_eq!(next_try(u32::MAX, noon(), noon()), Some(noon() + TimeDelta::hours(1)));
        assert_eq!(next_try(1, DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MAX_UTC), None);
    }
}
