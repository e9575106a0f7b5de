//! `workflow check` and `workflow show`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use engine::check::{Bound, explore};
use engine::diagram::svg;
use engine::pack::lint::lint;
use engine::pack::{Note, Severity};
use engine::text::Lang;
use serde_json::{Value, json};

use super::{Exit, Failure, ShowArgs, WorkflowCommand};
use crate::registry::Registry;

/// Answers either command from the packs of the program and of `packs`.
///
/// # Errors
/// A [`Failure`] naming the file, line and remedy for a pack that does not load.
pub fn answer(command: &WorkflowCommand, packs: Option<&Path>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let registry = Registry::with_dir(packs)?;
    match command {
        WorkflowCommand::Check(args) => check(&registry, args.json, out),
        WorkflowCommand::Show(args) => show(&registry, args, out),
        // It needs the database: see `super::rules`.
        WorkflowCommand::Publish(_) => Ok(Exit::Usage),
    }
}

/// Prints the diagram of one track; what there is to choose from stands in the refusal.
fn show(registry: &Registry, args: &ShowArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let known: Vec<_> = registry.packs().collect();
    let packs: BTreeSet<&str> = known.iter().map(|file| file.pack.id.as_str()).collect();
    let id = match (&args.pack, packs.first()) {
        (Some(id), _) => id.as_str(),
        (None, Some(only)) if packs.len() == 1 => *only,
        (None, _) => return Err(choose("--pack", &packs)),
    };
    let file = registry.newest(id).ok_or_else(|| choose("--pack", &packs))?;
    let pack = &file.pack;
    let track = match &args.track {
        Some(id) => pack.track(id),
        None => pack.tracks.first(),
    };
    let tracks = || pack.tracks.iter().map(|track| track.id.as_str()).collect();
    let track = track.ok_or_else(|| choose("--track", &tracks()))?;
    writeln!(out, "{}", svg(track, args.lang.into(), None))?;
    Ok(Exit::Done)
}

fn choose(argument: &str, known: &BTreeSet<&str>) -> Failure {
    let known: Vec<&str> = known.iter().copied().collect();
    Failure::usage("unknown", format!("give {argument} one of: {}", known.join(", ")))
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

pub(super) fn note(note: &Note) -> Value {
    json!({
        "severity": severity(note),
        "place": note.place,
        "message": note.message,
        "remedy": note.remedy,
    })
}

pub(super) fn severity(note: &Note) -> &'static str {
    match note.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
