//! `migrate`, `doctor` and `audit`: short commands on an open application.

use super::{AuditCommand, Cli, Exit, ExportArgs, Failure, ReportArgs, compose, outcome};
use crate::app::{App, Error, doctor, export, verify};
use crate::http::words;
use crate::i18n::L;
use crate::store;
use serde_json::json;
use std::io::Write;
use std::sync::Arc;

pub(super) fn failed(error: Error) -> Failure {
    match error {
        Error::Invalid(invalid) => {
            let said = invalid.0.iter().map(|wrong| words::field_error(L::EN, wrong, None));
            Failure::usage("invalid", said.collect::<Vec<_>>().join(" "))
        }
        other => Failure::broken("failed", outcome::chain(&other)),
    }
}

/// What was not found, and where to look.
pub(super) fn missing(error: Error, message: impl FnOnce() -> String) -> Failure {
    match error {
        Error::NotFound => Failure::usage("not-found", message()),
        other => failed(other),
    }
}

/// Brings the database to the newest form.
///
/// # Errors
/// [`Failure`].
pub fn migrate(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let store = compose::store(&config).await?;
        store::migrate(&store).await.map_err(|error| {
            let why = outcome::chain(&error);
            Failure::broken(
                "migration",
                format!("the database cannot be brought up to date: {why}; run `migrate` again"),
            )
        })?;
        writeln!(out, "The database is up to date.")?;
        Ok(Exit::Done)
    })
}

/// Looks for what is wrong; changes nothing.
///
/// # Errors
/// [`Failure`].
pub fn doctor(cli: &Cli, args: ReportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    let mut findings: Vec<(bool, String)> = config.warnings().into_iter().map(|warning| (false, warning)).collect();
    compose::runtime()?.block_on(async {
        match compose::reader(cli, config).await? {
            Ok(app) => findings.extend(doctor::findings(&app).await.map_err(failed)?),
            Err(pending) => findings.push((false, compose::outdated(&pending))),
        }
        let ok = findings.iter().all(|(fine, _)| *fine);
        if args.json {
            let list: Vec<_> = findings.iter().map(|(ok, text)| json!({ "ok": ok, "finding": text })).collect();
            writeln!(out, "{}", json!({ "ok": ok, "findings": list }))?;
        } else {
            for (fine, text) in &findings {
                writeln!(out, "{} {text}", if *fine { "ok     " } else { "WRONG  " })?;
            }
        }
        Ok(if ok { Exit::Done } else { Exit::Fault })
    })
}

/// `audit verify` and `audit export`. They read; an export leaves its entry.
///
/// # Errors
/// [`Failure`].
pub fn audit(cli: &Cli, command: &AuditCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = compose::to_read(cli, config).await?;
        match command {
            AuditCommand::Verify(args) => verified(&app, *args, out).await,
            AuditCommand::Export(args) => exported(&app, args, out).await,
        }
    })
}

async fn verified(app: &Arc<App>, args: ReportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let report = verify::verify(app).await.map_err(failed)?;
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else if let Some(bad) = &report.first_bad {
        writeln!(out, "The record does not hold: {} entry {}: {}", bad.dossier, bad.seq, bad.reason)?;
    } else {
        writeln!(out, "The record holds: {} entries, and the live tables agree with it.", report.entries)?;
    }
    Ok(if report.ok { Exit::Done } else { Exit::Fault })
}

async fn exported(app: &Arc<App>, args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let export = export::dossier(app, args.dossier.as_deref()).await.map_err(|error| {
        missing(error, || match &args.dossier {
            Some(number) => format!(
                "no dossier has the number {number}; take it from the dossier's page, or the first one with --first"
            ),
            None => "there is no dossier yet to export; one is created on the page “New dossier”".to_owned(),
        })
    })?;
    export::note(app, &export).await.map_err(failed)?;
    let file = std::fs::File::create(&args.output)
        .map_err(|error| Failure::broken("output", format!("{}: {error}", args.output.display())))?;
    serde_json::to_writer_pretty(file, &export)?;
    let entries = export["entries"].as_array().map_or(0, Vec::len);
    if args.json {
        writeln!(out, "{}", json!({ "dossier": export["dossier"]["number"], "entries": entries }))?;
    } else {
        writeln!(out, "{} entries written to {}", entries, args.output.display())?;
    }
    Ok(Exit::Done)
}
