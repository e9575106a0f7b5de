//! Clients that drive dossiers, and what it took.

use crate::postgres::{Counts, Server};
use crate::system::cpu;
use std::collections::BTreeMap;
use std::future::Future;
use std::io::Result;
use std::time::{Duration, Instant};

/// What one run gave.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Transitions.
    pub transitions: u64,
    /// Seconds of the run.
    pub seconds: f64,
    /// Latencies in microseconds, sorted.
    pub latencies: Vec<u32>,
    /// The same by transition.
    pub by_step: BTreeMap<&'static str, Vec<u32>>,
    /// Processor seconds of the clients.
    pub client: f64,
    /// Processor seconds of the service.
    pub service: f64,
    /// What the database counted.
    pub database: Counts,
}

impl Run {
    /// Transitions a second.
    pub fn rate(&self) -> f64 {
        self.transitions as f64 / self.seconds
    }

    /// Milliseconds within which this share of the transitions was answered.
    pub fn quantile(&self, share: f64) -> f64 {
        quantile(&self.latencies, share)
    }

    /// Processor milliseconds a transition, of all together.
    pub fn cpu(&self) -> f64 {
        (self.client + self.service + self.database.cpu) * 1000.0 / self.transitions as f64
    }

    /// Per transition.
    pub fn each(&self, total: f64) -> f64 {
        total / self.transitions as f64
    }
}

/// Milliseconds within which this share of sorted `latencies` lies.
pub fn quantile(latencies: &[u32], share: f64) -> f64 {
    let at = ((latencies.len() as f64 * share) as usize).min(latencies.len().saturating_sub(1));
    latencies.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
}

/// How a run goes.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Clients at once.
    pub clients: usize,
    /// How long it is measured, after a fifth of that time without measuring.
    pub time: Duration,
    /// Transitions a second of all together, by an open schedule in which lateness counts; none: as fast as it goes.
    pub rate: Option<f64>,
}

/// What is counted beside the clients: the service's process, and its database where that is a server.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    /// The service.
    pub service: u32,
    /// Its database.
    pub database: Option<(&'a Server, &'a str)>,
}

impl Watched<'_> {
    fn counts(&self) -> Result<(f64, Counts)> {
        let database = self.database.map(|(server, name)| server.counts(name)).transpose()?;
        Ok((cpu(self.service), database.unwrap_or_default()))
    }
}

/// Somebody who does one transition after the other.
pub trait Drives: Send + 'static {
    /// Carries out the next. Its name, for the table.
    fn next(&mut self) -> impl Future<Output = Result<&'static str>> + Send;
}

/// Lets `clients` run as `plan` says.
///
/// # Errors
/// The first transition that failed.
pub async fn drive<C: Drives>(clients: Vec<C>, watched: Option<Watched<'_>>, plan: Plan) -> Result<Run> {
    let warm = Instant::now() + plan.time / 5;
    let mut tasks = Vec::new();
    for mut client in clients {
        tasks.push(tokio::spawn(async move {
            while Instant::now() < warm {
                client.next().await?;
            }
            Ok::<C, std::io::Error>(client)
        }));
    }
    let mut clients = Vec::new();
    for task in tasks {
        clients.push(task.await.map_err(std::io::Error::other)??);
    }
    let counts = || watched.map(|watched| watched.counts()).transpose();
    let before = (counts()?.unwrap_or_default(), cpu(std::process::id()));
    let began = Instant::now();
    let end = began + plan.time;
    let pace = plan.rate.map(|rate| Duration::from_secs_f64(plan.clients as f64 / rate));
    let mut tasks = Vec::new();
    for (n, mut client) in clients.into_iter().enumerate() {
        tasks.push(tokio::spawn(async move {
            let mut done: Vec<(&'static str, u32)> = Vec::new();
            let mut turn = began + pace.unwrap_or_default().mul_f64(n as f64 / plan.clients as f64);
            while Instant::now() < end {
                let start = match pace {
                    Some(pace) => {
                        tokio::time::sleep_until(turn.into()).await;
                        let due = turn;
                        turn += pace;
                        due
                    }
                    None => Instant::now(),
                };
                let step = client.next().await?;
                done.push((step, u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX)));
            }
            Ok::<_, std::io::Error>(done)
        }));
    }
    let mut run = Run::default();
    for task in tasks {
        for (step, micros) in task.await.map_err(std::io::Error::other)?? {
            run.latencies.push(micros);
            run.by_step.entry(step).or_default().push(micros);
        }
    }
    run.seconds = began.elapsed().as_secs_f64();
    run.client = cpu(std::process::id()) - before.1;
    // The server's own statistics come up to a second late.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let after = counts()?.unwrap_or_default();
    run.service = after.0 - before.0.0;
    run.database = after.1 - before.0.1;
    run.transitions = run.latencies.len() as u64;
    run.latencies.sort_unstable();
    run.by_step.values_mut().for_each(|latencies| latencies.sort_unstable());
    Ok(run)
}
