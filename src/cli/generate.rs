//! `generate`: a year of office load in a database of its own.

use super::{Cli, Exit, Failure, compose, outcome};
use crate::app::load::{self, Made, Order};
use crate::app::{App, Error};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::sync::Arc;

/// `generate`.
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// How many dossiers.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub dossiers: u64,
    /// How many of them wait for an answer that is overdue, with no reminder sent yet.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub overdue: u64,
    /// How many provinces.
    #[arg(long, value_name = "N", default_value_t = 34)]
    pub provinces: u16,
    /// The same number gives the same load.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Makes the load and tells how far it is.
///
/// # Errors
/// [`Failure`].
pub fn generate(cli: &Cli, args: &GenerateArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = compose::app(cli, config, None).await?;
        let made = make(&app, args).await?;
        if args.json {
            writeln!(out, "{}", json!({ "dossiers": made.dossiers, "entries": made.entries }))?;
        } else {
            writeln!(
                out,
                "Made {} dossiers with {} entries. Every account of theirs has the password {}.",
                made.dossiers,
                made.entries,
                load::PASSWORD
            )?;
        }
        Ok(Exit::Done)
    })
}

async fn make(app: &Arc<App>, args: &GenerateArgs) -> Result<Made, Failure> {
    let order = Order { dossiers: args.dossiers, overdue: args.overdue, localities: args.provinces, seed: args.seed };
    let tell = |made: Made| eprintln!("{} of {} dossiers, {} entries", made.dossiers, args.dossiers, made.entries);
    load::generate(app, order, tell).await.map_err(|error| match error {
        Error::Forbidden => {
            Failure::usage("not-empty", "this database holds dossiers; generate into one of its own".to_owned())
        }
        other => Failure::broken("failed", outcome::chain(&other)),
    })
}
