//! `doctor`: one look at everything that the service needs, each finding with what to do.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::{Cli, Exit, Failure, open};
use crate::config::Config;
use crate::store::{self, Store};

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Ok,
    Warning,
    Failed,
}

#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    outcome: Outcome,
    message: String,
}

fn finding(check: &'static str, outcome: Outcome, message: impl Into<String>) -> Finding {
    Finding {
        check,
        outcome,
        message: message.into(),
    }
}

fn failed(check: &'static str, failure: &Failure) -> Finding {
    finding(check, Outcome::Failed, failure.to_string())
}

/// Looks at settings, packs, data folder, database and mail; changes nothing but a trial file. Exits 1 if something
/// failed.
///
/// # Errors
/// A [`Failure`] when the settings cannot be read at all or the answer cannot be written.
pub fn run(cli: &Cli, is_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = open::settings(cli)?.config;
    let findings = open::block_on(async { Ok(look(cli, &config).await) })?;
    let ok = findings.iter().all(|finding| finding.outcome != Outcome::Failed);
    if is_json {
        serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "ok": ok, "findings": findings }))?;
        writeln!(out)?;
    } else {
        for Finding {
            check,
            outcome,
            message,
        } in &findings
        {
            let outcome = match outcome {
                Outcome::Ok => "ok",
                Outcome::Warning => "WARNING",
                Outcome::Failed => "FAILED",
            };
            writeln!(out, "{outcome:<8} {check:<12} {message}")?;
        }
    }
    Ok(if ok { Exit::Done } else { Exit::Fault })
}

async fn look(cli: &Cli, config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let warnings = config.warnings();
    if warnings.is_empty() {
        findings.push(finding("settings", Outcome::Ok, "in order"));
    }
    findings.extend(
        warnings
            .into_iter()
            .map(|warning| finding("settings", Outcome::Warning, warning)),
    );
    findings.push(match open::registry(cli, config) {
        Ok(registry) => {
            let names: Vec<String> = registry
                .packs()
                .map(|file| format!("{} v{}", file.pack.id, file.pack.version))
                .collect();
            let calendar = registry.calendar();
            let message = format!(
                "{}; calendar {} v{}",
                names.join(", "),
                calendar.id(),
                calendar.version()
            );
            finding("packs", Outcome::Ok, message)
        }
        Err(failure) => failed("packs", &failure),
    });
    findings.push(folder(&config.data.dir));
    match open::database(config).await {
        Ok(database) => findings.extend(schema(&database).await),
        Err(failure) => findings.push(failed("database", &failure)),
    }
    findings.push(match open::transport(config) {
        Err(failure) => failed("mail", &failure),
        Ok(transport) => match transport.check().await {
            Ok(()) => finding("mail", Outcome::Ok, "answers"),
            Err(error) => finding("mail", Outcome::Failed, format!("{error}; see mail.smtp_url")),
        },
    });
    findings
}

/// Whether the data folder can be written.
fn folder(dir: &Path) -> Finding {
    let trial = dir.join(".doctor");
    let written = std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(&trial, "trial"))
        .and_then(|()| std::fs::remove_file(&trial));
    match written {
        Ok(()) => finding("data-folder", Outcome::Ok, dir.display().to_string()),
        Err(error) => {
            let message = format!("{}: {error}; make it writable or set data.dir", dir.display());
            finding("data-folder", Outcome::Failed, message)
        }
    }
}

/// Whether the database keeps what it acknowledges and is in its newest form.
async fn schema(database: &Store) -> Vec<Finding> {
    let mut findings = Vec::new();
    let settings = database.settings();
    let values: Vec<String> = settings
        .iter()
        .map(|setting| format!("{}={}", setting.name, setting.value))
        .collect();
    let values = values.join(", ");
    findings.push(if settings.iter().all(|setting| setting.safe) {
        finding("database", Outcome::Ok, values)
    } else {
        let message = format!("{values}: with these settings acknowledged steps can be lost in a power cut");
        finding("database", Outcome::Warning, message)
    });
    findings.push(match store::pending(database).await {
        Ok(pending) if pending.is_empty() => finding("migrations", Outcome::Ok, "none is pending"),
        Ok(pending) => {
            let message = format!("{} pending; run `thoathuan migrate`", pending.len());
            finding("migrations", Outcome::Warning, message)
        }
        Err(error) => finding("migrations", Outcome::Failed, error.to_string()),
    });
    findings
}
