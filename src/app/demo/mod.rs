//! The demo: organisations, invented people and the two sample cases in progress, all entered through the use cases.
//!
//! The cases follow known facts (the thesis cited in each label); the course of their procedure is invented, and every
//! page of theirs says so.

mod cases;
mod drafts;
mod office;
mod people;
pub mod relations;
pub mod time;

pub use people::{PASSWORD, USERS, enter as enter_people};

use super::{App, Error};
use crate::store::dossiers::Filter;
use crate::store::{self, Scope};
use std::sync::Arc;

/// Dossiers that the demo begins with.
const CASES: usize = 2;
/// How often, and how long apart, a second process looks whether the first has entered everything.
const LOOKS: (u32, std::time::Duration) = (60, std::time::Duration::from_millis(500));

/// Enters the demo's data unless they are there. Of two processes that start at once one enters them, the other waits.
///
/// # Errors
/// [`Error`]; [`Error::Fault`] when an earlier start broke off half-way.
pub async fn load(app: &App) -> Result<(), Error> {
    // Before anything is written: at a time outside the calendar the cases could not be entered.
    app.registry.calendar().day(app.today()).map_err(|error| Error::Fault(error.to_string()))?;
    let (most, pause) = LOOKS;
    for look in 0..most {
        if !is_demo(app).await? {
            match people::enter(app).await {
                Ok(()) => return cases::enter(app).await,
                // The other process was faster.
                Err(Error::Busy) => {}
                Err(error) => return Err(error),
            }
        }
        let all = store::dossiers::list(&app.store, &Scope::all(), &Filter::default(), None, CASES as u64).await?;
        if all.items.len() == CASES {
            return Ok(());
        }
        if look + 1 < most {
            tokio::time::sleep(pause).await;
        }
    }
    Err(Error::Fault(
        "the demo's data were not entered completely, since an earlier start broke off: delete its data folder or \
         database, then start again"
            .to_owned(),
    ))
}

/// Enters the registry of the sample rows and an office's dossiers, unless they are there. `say` tells how far it is.
///
/// # Errors
/// [`Error`].
pub async fn fill(app: &Arc<App>, mut say: impl FnMut(&str)) -> Result<(), Error> {
    if store::organisations::by_code(&app.store, relations::FIRST).await?.is_some() {
        return Ok(());
    }
    say("entering partners, relations, documents and activities of the sample");
    relations::enter(app).await?;
    say("entering the dossiers of the sample");
    office::enter(app).await
}

/// How many dossiers [`fill`] enters.
pub fn office_size() -> usize {
    office::count()
}

/// Whether the database is a demo's: its people are there, whose password is known to everybody.
///
/// # Errors
/// [`Error`].
pub async fn is_demo(app: &App) -> Result<bool, Error> {
    Ok(store::accounts::by_email(&app.store, USERS[0].email).await?.is_some())
}

/// Whether the database holds something that is not a demo's.
///
/// # Errors
/// [`Error`].
pub async fn is_foreign(app: &App) -> Result<bool, Error> {
    if is_demo(app).await? {
        return Ok(false);
    }
    Ok(!store::accounts::list(&app.store, "", 1).await?.is_empty())
}
