//! Reading a pack: TOML with line numbers, then the cross references.

use super::lint::lint;
use super::{Note, Pack};
use crate::pack::lint::Severity;

/// Why a pack does not load.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The file is not TOML of the pack's shape.
    #[error("{file}:{line}: {message}. {remedy}")]
    Shape {
        /// File name.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// A rule of the format is broken: an unknown name, a rule without a provision …
    #[error("{file}:{line}: {message}. {remedy}")]
    Rule {
        /// File name.
        file: String,
        /// Line, from 1, of the first place that names the offender; 1 if it stands nowhere.
        line: usize,
        /// What is wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
}

/// Parses and lints `text`; any lint error keeps the pack from loading.
///
/// # Errors
/// The first [`PackError`].
pub fn parse(file: &str, text: &str) -> Result<Pack, PackError> {
    let (pack, _) = examine(file, text).map_err(|mut errors| errors.swap_remove(0))?;
    Ok(pack)
}

/// Parses and lints `text` like [`parse`], and gives everything that was found: the pack with its warnings.
///
/// # Errors
/// Every [`PackError`], in the order of the lint; of TOML that cannot be read only the first. Never empty.
pub fn examine(file: &str, text: &str) -> Result<(Pack, Vec<Note>), Vec<PackError>> {
    let pack = toml::from_str::<Pack>(text).map_err(|error| PackError::Shape {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        message: error.message().trim().to_owned(),
        remedy: "Compare with docs/workflow-format.md or use the JSON Schema in your editor".to_owned(),
    });
    let pack = pack.map_err(|error| vec![error])?;
    let (errors, warnings): (Vec<Note>, Vec<Note>) =
        lint(&pack).into_iter().partition(|note| note.severity == Severity::Error);
    let wrong = |note: Note| PackError::Rule {
        file: file.to_owned(),
        line: line_naming(text, &note.place),
        message: format!("{}: {}", note.place, note.message),
        remedy: note.remedy,
    };
    if errors.is_empty() { Ok((pack, warnings)) } else { Err(errors.into_iter().map(wrong).collect()) }
}

/// JSON Schema (draft 2020-12) of the pack format, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Pack).to_value()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// The line on which the last part of `place` (`tracks.standard.transitions.answer`) is given as an id.
fn line_naming(text: &str, place: &str) -> usize {
    let name = place.rsplit('.').next().unwrap_or(place);
    let quoted = format!("\"{name}\"");
    text.lines()
        .position(|line| line.trim_start().starts_with("id") && line.contains(&quoted))
        .or_else(|| text.lines().position(|line| line.contains(&quoted)))
        .map_or(1, |line| line + 1)
}
