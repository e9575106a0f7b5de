//! The demo: organisations, invented people and the two sample cases in progress, all entered through the use cases.
//!
//! The cases follow known facts (the thesis cited in each label); the course of their procedure is invented, and every
//! page of theirs says so.

mod cases;
mod desk;
mod drafts;
pub mod folder;
mod office;
mod people;
pub mod relations;
pub mod time;

pub use people::{PASSWORD, USERS, enter as enter_people};

use super::{App, Error};
use crate::registry::PackPolicy;
use crate::store;
use desk::Desk;
use std::sync::Arc;

/// The rules of the samples: those of the Ordinance, which the facts they follow were under.
pub fn rules() -> PackPolicy {
    PackPolicy::Fixed("ordinance-33-2007".to_owned())
}

/// Enters the demo's people and cases unless they are there. Of two processes that start at once one enters them, the other
/// waits; what an earlier start left undone is done.
///
/// # Errors
/// [`Error`].
pub async fn load(app: &App) -> Result<(), Error> {
    // Before anything is written: at a time outside the calendar the cases could not be entered.
    app.registry.calendar().day(app.today()).map_err(|error| Error::Fault(error.to_string()))?;
    let Some(desk) = Desk::wait(app, "demo-cases").await? else { return Ok(()) };
    let outcome = async {
        people::enter(app).await?;
        Box::pin(cases::enter(app, &desk)).await
    };
    let outcome = outcome.await;
    desk.leave(outcome).await
}

/// Enters the registry of the sample rows and an office's dossiers, unless they are there; alone and to the end, as
/// [`load`]. `say` tells how far it is.
///
/// # Errors
/// [`Error`].
pub async fn fill(app: &Arc<App>, mut say: impl FnMut(&str)) -> Result<(), Error> {
    let Some(desk) = Desk::wait(app, "demo-office").await? else { return Ok(()) };
    let outcome = async {
        say("entering partners, relations, documents and activities of the sample");
        Box::pin(relations::enter(app, &desk)).await?;
        say("entering the dossiers of the sample");
        Box::pin(office::enter(app, &desk)).await
    };
    let outcome = outcome.await;
    desk.leave(outcome).await
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
    Ok(store::accounts::by_email(&app.store, people::FIRST).await?.is_some())
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
