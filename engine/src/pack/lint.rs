//! Checks of a pack that need no exploration.

use super::Pack;

/// How bad a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The pack does not load.
    Error,
    /// Worth a look.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How bad.
    pub severity: Severity,
    /// Where, as a path of ids.
    pub place: String,
    /// What.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// All findings.
pub fn lint(_pack: &Pack) -> Vec<Note> {
    Vec::new()
}
