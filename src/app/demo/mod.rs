//! The demo: organisations, invented people and the two sample cases in progress, all entered through the use cases.
//!
//! The cases follow known facts (the thesis cited in each label); the course of their procedure is invented, and every
//! page of theirs says so.

mod cases;
mod people;
pub mod time;

pub use people::{PASSWORD, USERS, enter as enter_people};

use super::{App, Error};
use crate::store;

/// Enters the demo's data unless they are there.
///
/// # Errors
/// [`Error`].
pub async fn load(app: &App) -> Result<(), Error> {
    if store::accounts::by_email(&app.store, USERS[0].email).await?.is_some() {
        return Ok(());
    }
    people::enter(app).await?;
    cases::enter(app).await
}

/// Whether the database holds something that is not a demo's.
///
/// # Errors
/// [`Error`].
pub async fn is_foreign(app: &App) -> Result<bool, Error> {
    if store::accounts::by_email(&app.store, USERS[0].email).await?.is_some() {
        return Ok(false);
    }
    Ok(!store::accounts::list(&app.store, "", 1).await?.is_empty())
}
