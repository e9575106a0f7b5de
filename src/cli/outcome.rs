//! How a command ends: exit codes, and failures with a code and a message.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::json;

use crate::config::ConfigError;
use crate::registry::RegistryError;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, and all holds.
    Done,
    /// 1: a check found a fault: an invariant, an entry of the record, a setting.
    Fault,
    /// 2: the arguments or settings cannot be followed.
    Usage,
    /// 3: it could not be carried out: database, file, network.
    Broken,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Fault => 1,
            Exit::Usage => 2,
            Exit::Broken => 3,
        })
    }
}

/// Why a command gave no answer.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How to exit.
    pub exit: Exit,
    /// Stable name.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Failure {
    /// The arguments or settings cannot be followed.
    pub fn usage(code: impl Into<String>, message: impl ToString) -> Self {
        Self { exit: Exit::Usage, code: code.into(), message: message.to_string() }
    }

    /// A check found a fault.
    pub fn fault(code: impl Into<String>, message: impl ToString) -> Self {
        Self { exit: Exit::Fault, code: code.into(), message: message.to_string() }
    }

    /// It could not be carried out.
    pub fn broken(code: impl Into<String>, message: impl ToString) -> Self {
        Self { exit: Exit::Broken, code: code.into(), message: message.to_string() }
    }

    /// Prints the failure: for people on `err`, and where JSON is wanted an object on `out`.
    pub fn print(&self, is_json: bool, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
        let mut print = || -> io::Result<()> {
            if is_json {
                writeln!(out, "{}", json!({ "error": { "code": self.code, "message": self.message } }))?;
                out.flush()?;
            }
            writeln!(err, "thoathuan: {self}")
        };
        // There is nowhere left to report that nothing can be printed; the exit code still tells.
        let _ = print();
        self.exit
    }
}

/// An error with what lies behind it, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_said = cause.to_string();
        // Some errors repeat what lies behind them.
        if !said.contains(&cause_said) {
            said = format!("{said}: {cause_said}");
        }
        next = cause.source();
    }
    said
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage("config", error)
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Io { .. } | RegistryError::NoSuchPack { .. } => Self::usage("packs", error),
            _ => Self::fault("packs", error),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::broken("output", format!("cannot write the answer: {error}"))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::broken("output", format!("cannot write the answer: {error}"))
    }
}
