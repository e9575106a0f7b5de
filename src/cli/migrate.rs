//! `migrate`: the database in its newest form.

use std::io::Write;

use super::{Cli, Exit, Failure, open};
use crate::store;

/// Applies what is pending and says what it was.
///
/// # Errors
/// A [`Failure`].
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    let loaded = open::settings(cli)?;
    let done = open::block_on(async {
        let broken = |error| open::database_failure(&error);
        let database = open::database(&loaded.config).await?;
        let pending = store::pending(&database).await.map_err(broken)?;
        store::migrate(&database).await.map_err(broken)?;
        database.close().await.map_err(broken)?;
        Ok(pending)
    })?;
    for name in &done {
        writeln!(out, "applied {name}")?;
    }
    writeln!(out, "The database is in its newest form.")?;
    Ok(Exit::Done)
}
