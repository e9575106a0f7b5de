//! Reading as an act: who looked at which dossier, on his own stream, so that reading never waits for a dossier.

use super::record::Line;
use super::{App, Error, Who};
use crate::store::{self};
use engine::ids::DossierId;
use engine::record::Kind;
use serde_json::{Value, json};

/// Records that `who` read `what` of a dossier.
///
/// # Errors
/// [`Error`].
pub async fn note_read(app: &App, who: &Who, dossier: DossierId, what: &'static str) -> Result<(), Error> {
    note(app, who, Some(dossier), what, json!({ "what": what })).await
}

/// Records that `who` read or exported (`act` begins with `export`) something, before it is shown.
///
/// # Errors
/// [`Error`].
pub async fn note(
    app: &App,
    who: &Who,
    dossier: Option<DossierId>,
    act: &'static str,
    subject: Value,
) -> Result<(), Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let kind = if act.starts_with("export") { Kind::Export } else { Kind::Read };
    let line = || Line { subject: Some(subject.clone()), ..Line::new(kind, act) };
    super::record::note(app, &store::record::account_stream(account), who, dossier, line, |_| Ok(())).await
}
