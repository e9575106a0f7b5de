//! Where settings come from, and everything that can be wrong with them.

use std::fmt;
use std::path::PathBuf;

use super::names::Setting;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `config/default.toml`.
    Default,
    /// A settings file, at a line.
    File(PathBuf, usize),
    /// An environment variable.
    Variable(String),
    /// A file that holds one secret.
    SecretFile(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::SecretFile(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Why the settings cannot be used. Every message names file or variable, key, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{}: {source}; correct the path given by {named_by}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What named it.
        named_by: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{}:{line}: {message}; write keys as in config/default.toml", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A key or variable that does not exist.
    #[error("{place}: there is no setting `{name}`; {}", remedy(nearest.as_deref()))]
    Unknown {
        /// Where it stands.
        place: Source,
        /// The key or variable.
        name: String,
        /// The known name it was probably meant to be.
        nearest: Option<String>,
    },
    /// A value that cannot be used.
    #[error("{place}: {key}: {message}; write {hint}")]
    Value {
        /// Where it stands.
        place: Source,
        /// Section and key.
        key: &'static str,
        /// What is wrong.
        message: String,
        /// What a right value looks like.
        hint: &'static str,
    },
    /// Two values that exclude each other.
    #[error("{message}; {remedy}")]
    Conflict {
        /// What is wrong, with both places.
        message: String,
        /// What to do.
        remedy: String,
    },
}

fn remedy(nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => format!("did you mean `{name}`?"),
        None => "config/default.toml lists all settings".to_owned(),
    }
}

impl ConfigError {
    pub(super) fn value(setting: &'static Setting, place: Source, message: String) -> Self {
        Self::Value { place, key: setting.key, message, hint: setting.hint }
    }
}
