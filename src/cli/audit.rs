//! `audit verify`: does the record hold.

use std::io::Write;

use super::{Cli, Exit, Failure, open};
use crate::app::verify::verify as verify_record;

/// Verifies the whole record; exits 1 and names the first entry that does not hold.
///
/// # Errors
/// A [`Failure`] when it cannot be read.
pub fn verify(cli: &Cli, is_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let report = open::block_on(async {
        let app = open::for_command(cli).await?;
        Ok(verify_record(&app).await?)
    })?;
    if is_json {
        serde_json::to_writer(&mut *out, &report)?;
        writeln!(out)?;
    } else {
        match &report.first_bad {
            None => writeln!(out, "The record holds: {} entries.", report.entries)?,
            Some(bad) => {
                writeln!(
                    out,
                    "The record does NOT hold: {}, entry {}: {}",
                    bad.dossier, bad.seq, bad.reason
                )?;
            }
        }
    }
    Ok(if report.ok { Exit::Done } else { Exit::Fault })
}
