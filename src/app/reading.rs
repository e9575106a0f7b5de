//! Reading as an act: who looked at which dossier, on his own stream, so that reading never waits for a dossier.

use super::record::Line;
use super::{App, Error, Who};
use crate::store::{self};
use engine::ids::DossierId;
use engine::record::Kind;
use serde_json::json;

/// Records that `who` read `what` of a dossier.
///
/// # Errors
/// [`Error`].
pub async fn note_read(app: &App, who: &Who, dossier: DossierId, what: &'static str) -> Result<(), Error> {
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let subject = json!({ "dossier": dossier, "what": what });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Read, what) };
    let stream = store::record::account_stream(account);
    super::record::note(app, &stream, who, Some(dossier), line, |_| Ok(())).await
}
