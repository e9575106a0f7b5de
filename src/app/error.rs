//! What a use case can answer besides "done".

use super::input::Invalid;
use crate::store::StoreError;
use engine::decide::Rejected;
use engine::event::FoldError;
use engine::record::RecordError;
use engine::refusal::Refusal;

/// A "no" or a breakdown. Only `http::error` knows status codes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error("refused: {}", .0.code.as_str())]
    Refused(Box<Refusal>),
    /// The shape of the input is wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is no such thing, or the actor may not know of it.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in.
    #[error("not signed in")]
    Unauthenticated,
    /// Signed in, and may know of it, but not do it.
    #[error("forbidden")]
    Forbidden,
    /// Too many failed attempts to sign in.
    #[error("too many attempts")]
    TooMany,
    /// The same idempotency key came with another request.
    #[error("idempotency key reused")]
    KeyReused,
    /// What he changes is no longer as he saw it.
    #[error("changed meanwhile")]
    Changed,
    /// As things stand nothing can be done about it; with the stable code that says why.
    #[error("{0}")]
    Over(&'static str),
    /// Too much at once; come again.
    #[error("busy")]
    Busy,
    /// The pack that was sent is still explored: the same text gets its answer a little later.
    #[error("still exploring")]
    Exploring,
    /// The database cannot be reached; whether the last step was written is not known.
    #[error(transparent)]
    Away(StoreError),
    /// The database.
    #[error(transparent)]
    Store(StoreError),
    /// A fault of ours.
    #[error("{0}")]
    Fault(String),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Error::NotFound,
            StoreError::Conflict | StoreError::Busy => Error::Busy,
            away @ StoreError::Unreachable(_) => Error::Away(away),
            other => Error::Store(other),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(Box::new(refusal))
    }
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Refused(refusal) => refusal.into(),
            other => Error::Fault(other.to_string()),
        }
    }
}

impl From<FoldError> for Error {
    fn from(error: FoldError) -> Self {
        Error::Fault(error.to_string())
    }
}

impl From<RecordError> for Error {
    fn from(error: RecordError) -> Self {
        match error {
            // So much was typed that the entry would not fit: the person must shorten it.
            RecordError::TooLarge(bytes) => {
                let invalid = Invalid::field("data", "too-much-text").with("kb", bytes / 1000);
                Error::Invalid(invalid.with("most", engine::record::MAX_BYTES / 1000))
            }
            other => Error::Fault(other.to_string()),
        }
    }
}
