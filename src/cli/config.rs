//! `config show` and `config check`.

use std::io::Write;

use serde_json::json;

use super::{Cli, ConfigCommand, Exit, Failure};
use crate::config::{Environment, Loaded, load};
use crate::registry::Registry;

/// Answers either command from the settings file of the command line and the process's environment.
///
/// # Errors
/// A [`Failure`] with what is wrong with the settings.
pub fn answer(command: &ConfigCommand, cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    let loaded = Environment::of_process().and_then(|environment| load(cli.config.as_deref(), &environment));
    match command {
        ConfigCommand::Show(args) => show(&loaded?, args.json, out),
        ConfigCommand::Check(args) => {
            // To this command a wrong setting is a finding, not a reason to give up.
            let found = |failure: Failure| Failure { exit: Exit::Fault, ..failure };
            let loaded = loaded.map_err(|error| found(error.into()))?;
            let registry = Registry::with_dir(cli.packs.as_deref()).map_err(|error| found(error.into()))?;
            registry.check_policy(&loaded.config.procedure.pack).map_err(|error| found(error.into()))?;
            check(&loaded, args.json, out)
        }
    }
}

/// Prints every setting, its value and its source.
fn show(loaded: &Loaded, is_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    if is_json {
        let settings: Vec<_> = loaded
            .shown()
            .into_iter()
            .map(|(setting, value, source)| {
                json!({
                    "key": setting.key,
                    "value": value,
                    "source": source.to_string(),
                    "variable": setting.variable,
                })
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &json!({ "settings": settings }))?;
        writeln!(out)?;
        return Ok(Exit::Done);
    }
    let mut section = "";
    for (setting, value, source) in loaded.shown() {
        let (part, key) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if part != section {
            writeln!(out, "{}[{part}]", if section.is_empty() { "" } else { "\n" })?;
            section = part;
        }
        writeln!(out, "{:<48} # {source}", format!("{key} = {value}"))?;
    }
    Ok(Exit::Done)
}

/// Prints what is allowed but seldom meant.
fn check(loaded: &Loaded, is_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let warnings = loaded.config.warnings();
    if is_json {
        serde_json::to_writer_pretty(&mut *out, &json!({ "ok": true, "warnings": warnings }))?;
        writeln!(out)?;
    } else {
        for warning in &warnings {
            writeln!(out, "warning: {warning}")?;
        }
        writeln!(out, "The settings are in order.")?;
    }
    Ok(Exit::Done)
}
