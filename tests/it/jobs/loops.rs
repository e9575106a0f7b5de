//! The loops: started, woken, stopped.

use super::world::*;
use crate::support::db::{Db, contract};
use std::sync::Arc;
use std::time::{Duration, Instant};
use thoathuan::jobs::Jobs;
use tokio_util::sync::CancellationToken;

contract!(loops_of_two_processes_do_the_work_and_stop);

async fn until(what: impl Fn() -> bool) {
    let started = Instant::now();
    while !what() {
        assert!(started.elapsed() < Duration::from_secs(20), "nothing happened");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn loops_of_two_processes_do_the_work_and_stop(db: Db) {
    let world = World::new(db, "2019-04-01T09:00:00").await;
    for n in 1..=4 {
        world.waiting_for_mofa(n).await;
    }
    let other = world.another(21).await;
    let processes = [Arc::clone(&world.app), other].map(|app| (Jobs::start(&app, CancellationToken::new()), app));
    for (count, date) in [(1, 8), (2, 10), (3, 11), (5, 12)] {
        world.at(&format!("2019-04-{date:02}T08:00:00"));
        processes[0].1.wake.deadlines.notify_one();
        until(|| world.mails().len() >= count).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(world.mails().len(), count);
    }
    for (jobs, _) in processes {
        let statuses = jobs.statuses();
        let now = statuses.now();
        assert_eq!(now.keys().copied().collect::<Vec<_>>(), ["deadlines", "outbox", "sweep"]);
        assert!(now.values().all(|status| status.runs > 0 && status.last_error.is_none()), "{now:?}");
        assert!(jobs.stop(Duration::from_secs(10)).await, "the loops did not stop");
        let runs = |name: &str| statuses.now()[name].runs;
        let stopped = runs("outbox");
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(runs("outbox"), stopped);
    }
}
