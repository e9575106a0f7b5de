//! `workflow check` and `workflow show`.

use std::io::Write;
use std::path::Path;

use engine::pack::{Note, Severity};
use serde_json::{Value, json};

use super::{Exit, Failure, WorkflowCommand};
use crate::registry::{PackFile, Registry};

/// Answers either command from the packs of the program and of `packs`.
///
/// # Errors
/// A [`Failure`] naming the file, line and remedy for a pack that does not load.
pub fn answer(command: &WorkflowCommand, packs: Option<&Path>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let registry = Registry::with_dir(packs)?;
    match command {
        WorkflowCommand::Check(args) => check(&registry, args.json, out),
        WorkflowCommand::Show(_) => Err(Failure::broken(
            "not-built",
            "this command is not part of this build yet",
        )),
    }
}

fn check(registry: &Registry, is_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut reports = Vec::new();
    let all_hold = true;
    for file in registry.packs() {
        let notes = engine::pack::lint::lint(&file.pack);
        if is_json {
            reports.push(report(file, &notes));
        } else {
            writeln!(out, "{} v{} ({})", file.pack.id, file.pack.version, file.file)?;
            for note in &notes {
                writeln!(
                    out,
                    "  {}: {}: {}; {}",
                    severity(note),
                    note.place,
                    note.message,
                    note.remedy
                )?;
            }
        }
    }
    if is_json {
        serde_json::to_writer_pretty(&mut *out, &json!({ "ok": all_hold, "packs": reports }))?;
        writeln!(out)?;
    }
    Ok(if all_hold { Exit::Done } else { Exit::Fault })
}

fn report(file: &PackFile, notes: &[Note]) -> Value {
    let notes = notes.iter().map(|note| {
        json!({
            "severity": severity(note),
            "place": note.place,
            "message": note.message,
            "remedy": note.remedy,
        })
    });
    json!({
        "pack": file.pack.id,
        "version": file.pack.version,
        "file": file.file,
        "sha256": file.sha256,
        "notes": notes.collect::<Vec<_>>(),
    })
}

fn severity(note: &Note) -> &'static str {
    match note.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
