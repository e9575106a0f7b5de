//! `workflow check` and `workflow show`.

use std::io::Write;
use std::path::Path;

use engine::check::{Bound, explore};
use engine::pack::lint::lint;
use engine::pack::{Note, Severity};
use engine::text::Lang;
use serde_json::{Value, json};

use super::{Exit, Failure, WorkflowCommand};
use crate::registry::Registry;

/// Answers either command from the packs of the program and of `packs`.
///
/// # Errors
/// A [`Failure`] naming the file, line and remedy for a pack that does not load.
pub fn answer(command: &WorkflowCommand, packs: Option<&Path>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let registry = Registry::with_dir(packs)?;
    match command {
        WorkflowCommand::Check(args) => check(&registry, args.json, out),
        WorkflowCommand::Show(_) => Err(Failure::broken("not-built", "this command is not part of this build yet")),
    }
}

fn check(registry: &Registry, is_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut answers = Vec::new();
    let mut all_hold = true;
    for file in registry.packs() {
        let notes = lint(&file.pack);
        let report = explore(&file.pack, registry.calendar(), &Bound::default());
        all_hold &= report.holds();
        if is_json {
            answers.push(json!({
                "file": file.file,
                "sha256": file.sha256,
                "notes": notes.iter().map(note).collect::<Vec<_>>(),
                "ok": report.holds(),
                "report": report,
            }));
        } else {
            for note in &notes {
                writeln!(out, "{}: {}: {}: {}; {}", file.file, severity(note), note.place, note.message, note.remedy)?;
            }
            writeln!(out, "{}", report.text(Lang::Vi))?;
            writeln!(out, "{}", report.text(Lang::En))?;
        }
    }
    if is_json {
        serde_json::to_writer_pretty(&mut *out, &json!({ "ok": all_hold, "packs": answers }))?;
        writeln!(out)?;
    }
    Ok(if all_hold { Exit::Done } else { Exit::Fault })
}

fn note(note: &Note) -> Value {
    json!({
        "severity": severity(note),
        "place": note.place,
        "message": note.message,
        "remedy": note.remedy,
    })
}

fn severity(note: &Note) -> &'static str {
    match note.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
