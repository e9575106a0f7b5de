//! A year of office load at any size, for benchmarks and tests: dossiers that the engine itself decided step by step,
//! with their whole record, but written many at a time and without the mails that they would have caused.
//!
//! Provinces, people, partners and texts are invented. The same seed gives the same courses.

mod course;
mod people;

pub use people::PASSWORD;

use super::{App, Error};
use crate::store::{self, Batch};
use chrono::Datelike;
use course::Rows;
use people::Cast;
use std::sync::Arc;

/// Dossiers that are made and written together.
const CHUNK: u64 = 1_000;

/// What is wished.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// How many dossiers.
    pub dossiers: u64,
    /// Of these, how many wait for an overdue answer of which nobody was reminded yet.
    pub overdue: u64,
    /// How many provinces.
    pub localities: u16,
    /// Chooses the courses.
    pub seed: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    /// Dossiers.
    pub dossiers: u64,
    /// Entries of their record.
    pub entries: u64,
}

/// Makes the load in a database without dossiers, telling `progress` after each part.
///
/// # Errors
/// [`Error::Forbidden`] when there are dossiers already, [`Error`] of the database.
pub async fn generate(app: &Arc<App>, order: Order, progress: impl Fn(Made)) -> Result<Made, Error> {
    if !store::dossiers::heads(&app.store, None, 1).await?.is_empty() {
        return Err(Error::Forbidden);
    }
    let cast = Arc::new(people::enter(app, order.localities.max(1)).await?);
    let mut made = Made::default();
    let mut first = 0;
    let mut next = Some(part(app, &cast, order, first));
    while let Some(making) = next {
        let rows = making.await.map_err(|error| Error::Fault(error.to_string()))??;
        made.dossiers += u64::try_from(rows.len()).unwrap_or_default();
        made.entries += rows.iter().map(|rows| rows.entries).sum::<u64>();
        first += CHUNK;
        // The next part is made while this one is written.
        next = (first < order.dossiers).then(|| part(app, &cast, order, first));
        let (documents, dossiers): (Vec<Batch>, Vec<Batch>) =
            rows.into_iter().map(|rows| (rows.document, rows.dossier)).unzip();
        app.store.bulk(documents.into_iter().chain(dossiers)).await?;
        progress(made);
    }
    numbers(app, &cast, order).await?;
    app.store.analyse().await?;
    Ok(made)
}

type Part = tokio::task::JoinHandle<Result<Vec<Rows>, Error>>;

fn part(app: &Arc<App>, cast: &Arc<Cast>, order: Order, first: u64) -> Part {
    let (app, cast) = (Arc::clone(app), Arc::clone(cast));
    tokio::task::spawn_blocking(move || {
        let numbers = first..(first + CHUNK).min(order.dossiers);
        numbers.map(|n| course::dossier(&app, &cast, order, n)).collect()
    })
}

/// The counters go on behind the numbers that were given.
async fn numbers(app: &App, cast: &Cast, order: Order) -> Result<(), Error> {
    let year = app.today().year();
    let mut batch = Batch::new();
    // Provinces take turns: the last dossiers, one a province, have the last numbers.
    let provinces = u64::try_from(cast.localities.len()).unwrap_or(u64::MAX);
    for n in order.dossiers.saturating_sub(provinces)..order.dossiers {
        let (place, number) = course::place(cast, n);
        if let Some(locality) = cast.localities.get(place) {
            store::dossiers::numbered(&mut batch, locality.id, year, number)?;
        }
    }
    Ok(app.store.commit(batch).await?)
}

/// Numbers that look random and are the same each time (SplitMix64, Steele and others 2014).
#[derive(Debug, Clone)]
struct Dice(u64);

impl Dice {
    fn new(seed: u64, n: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ n.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides.max(1)
    }
}
