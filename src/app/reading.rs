//! Reading as an act: who looked at what, on his own stream, so that reading never waits for a dossier.
//!
//! Whether a look is recorded is decided here and asked by the use cases that show something; a page cannot forget it.

use super::record::Line;
use super::{App, Error, Who};
use crate::store::{self};
use engine::actor::Role;
use engine::ids::DossierId;
use engine::record::Kind;
use serde_json::{Value, json};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A dossier with everything in it.
    Dossier,
    /// A form of an act on it.
    Form,
    /// One of its clocks.
    Clock,
    /// The record.
    Record,
    /// The registry: a partner, a relation, a document, an activity.
    Registry,
}

impl Look {
    /// Its name as an act.
    pub fn act(self) -> &'static str {
        match self {
            Look::Dossier => "read-dossier",
            Look::Form => "read-form",
            Look::Clock => "read-clock",
            Look::Record => "read-record",
            Look::Registry => "read-registry",
        }
    }
}

/// Records an inspector's look, before anything is shown; others' looking is their work.
///
/// # Errors
/// [`Error`].
pub async fn look(app: &App, who: &Who, dossier: Option<DossierId>, look: Look, subject: Value) -> Result<(), Error> {
    if who.has(Role::Inspector) { note(app, who, dossier, Kind::Read, look.act(), subject).await } else { Ok(()) }
}

/// Records that `who` took the record away, or verified it.
///
/// # Errors
/// [`Error`].
pub async fn note(
    app: &App,
    who: &Who,
    dossier: Option<DossierId>,
    kind: Kind,
    act: &'static str,
    subject: Value,
) -> Result<(), Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let line = || Line { subject: Some(subject.clone()), ..Line::new(kind, act) };
    super::record::note(app, &store::record::account_stream(account), who, dossier, line, |_| Ok(())).await
}

/// Nothing to add to what an entry says.
pub fn nothing() -> Value {
    json!({})
}
