//! The two sample cases.

use crate::app::{App, Error};

/// Enters both.
///
/// # Errors
/// [`Error`].
pub async fn enter(_app: &App) -> Result<(), Error> {
    Ok(())
}
