//! What is wrong with a service, as far as it can see itself; nothing is written.

use super::{App, Error, notify, verify};
use crate::store::record::Filter;
use crate::store::{self, Scope};
use chrono::TimeDelta;
use engine::notice::Address;
use std::sync::Arc;

/// How far clocks may be apart: leases are 60 seconds.
const APART: TimeDelta = TimeDelta::seconds(30);

/// One thing looked at: whether it is well, and what was found.
pub type Finding = (bool, String);

/// Looks at database, mail, clocks and record.
///
/// # Errors
/// [`Error`] when the database does not answer.
pub async fn findings(app: &Arc<App>) -> Result<Vec<Finding>, Error> {
    let mut findings: Vec<Finding> = Vec::new();
    for setting in app.store.settings() {
        findings.push((setting.safe, format!("database setting {} = {}", setting.name, setting.value)));
    }
    findings.push(match app.transport.check().await {
        Ok(()) => (true, "mail: the relay or folder can be reached".to_owned()),
        Err(error) => (false, format!("mail: {error}")),
    });
    let standing = store::outbox::standing(&app.store, super::mails::MOST).await?;
    findings.push((standing.failed == 0, format!("mails: {} waiting, {} given up", standing.queued, standing.failed)));
    findings.extend(clocks(app).await?);
    for (number, to) in notify::unheard(app).await? {
        findings
            .push((false, format!("{number}: nobody holds the post that its time limit waits for ({})", whom(&to))));
    }
    let report = verify::verify(app).await?;
    findings.push((report.ok, format!("record: {} entries, first bad {:?}", report.entries, report.first_bad)));
    Ok(findings)
}

/// For whom a time limit waits, in words.
fn whom(to: &Address) -> &'static str {
    match to {
        Address::Reviewer { .. } => "a reviewer who took the request",
        Address::Drafter { .. } => "the official who drafts",
        Address::Leaders(_) => "the leaders of the locality",
        Address::Intake(_) => "the intake of a body that was asked",
        Address::GovernmentOffice => "the Office of the Government",
        Address::Above(_) => "whoever is above",
    }
}

/// This host's clock beside the newest entry, which it must not lie before, and beside the database's.
async fn clocks(app: &Arc<App>) -> Result<Vec<Finding>, Error> {
    let now = app.clock.now();
    let newest = store::record::list(&app.store, &Scope::all(), &Filter::default(), None, 1).await?;
    let mut findings = vec![match newest.items.first() {
        Some(entry) if entry.at > now + APART => {
            (false, format!("clock: it shows {now}, the newest entry is of {}", entry.at))
        }
        _ => (true, format!("clock: it shows {now}")),
    }];
    if let Some(there) = app.store.clock().await? {
        let apart = (there - now).abs();
        findings.push((apart <= APART, format!("clock: the database's is {} ms away", apart.num_milliseconds())));
    }
    Ok(findings)
}
