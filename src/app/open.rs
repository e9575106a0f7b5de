//! Opening a dossier: the number, the first entry and the rows in one transaction. The number stands in the entry, so it
//! is read first and taken by compare-and-set.

use super::act::{Done, TRIES, claim, saved};
use super::catalogue;
use super::catalogue::input::{PartnerData, kind_of_level};
use super::choices::LEVELS;
use super::input::{CaseIn, Checked, DetailsIn, Invalid, Origin, PartnerIn, one_line, shape};
use super::record::{Line, chain};
use super::{App, Error, Who, raced};
use crate::registry::PackPolicy;
use crate::store::record::dossier_stream;
use crate::store::{self, Batch, Head, Scope};
use chrono::Datelike;
use engine::actor::Role;
use engine::decide::{Context, Opening};
use engine::dossier::Details;
use engine::ids::{DocumentId, DossierId, OrgId, PartnerId};
use engine::pack::{Act, Pack};
use engine::record::Kind;
use engine::refusal::{Code, Refusal};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Opens a dossier from the typed details.
///
/// A "yes" to the secrecy question stores nothing but the fact that somebody answered so (S01).
///
/// # Errors
/// [`Error`].
pub async fn open(app: &App, who: &Who, details: Value, key: Option<&str>) -> Result<Done, Error> {
    open_as(app, who, details, None, &app.config.procedure.pack, key).await
}

/// The same, with the label of sample data, under the rules that `rules` names.
pub(super) async fn open_as(
    app: &App,
    who: &Who,
    value: Value,
    sample: Option<String>,
    rules: &PackPolicy,
    key: Option<&str>,
) -> Result<Done, Error> {
    let holding = who.actor.holdings.iter().find(|holding| holding.role == Role::Official);
    let (Some(_), Some(holding)) = (who.account, holding) else { return Err(Error::Forbidden) };
    let locality = holding.locality.ok_or(Error::Forbidden)?;
    if value.get("secret") == Some(&Value::Bool(true)) {
        return Err(secret(app, who).await?);
    }
    let fingerprint = hex::encode(Sha256::digest(format!("open {value}")));
    for attempt in 0..TRIES {
        if let Some(key) = key.filter(|_| attempt > 0)
            && let Some(saved) = saved(app, who, key, &fingerprint).await?
        {
            return Ok(saved);
        }
        let input: DetailsIn = shape(value.clone())?;
        let mut batch = Batch::new();
        let partner = partner(app, &mut batch, who, input.partner.as_ref(), None).await?;
        let directory = app.directory(locality).await?;
        let origin = origin(app, locality, &input.case).await?;
        let act = origin.as_ref().map_or(Act::default(), |(act, _)| *act);
        let mut details = match input.details(partner, origin, &directory) {
            Ok(details) => details,
            Err(invalid) => return known(app, who, key, &fingerprint).await?.ok_or_else(|| invalid.into()),
        };
        details.sample.clone_from(&sample);
        let pack = Arc::clone(&app.registry.for_start(app.today(), rules, act)?.pack);
        match write(app, who, batch, &pack, holding.org, locality, details, key.map(|key| (key, &fingerprint))).await {
            Ok(done) => {
                app.wake.outbox.notify_one();
                return Ok(done);
            }
            Err(Error::Busy) => app.pause(attempt).await,
            Err(error) => return known(app, who, key, &fingerprint).await?.ok_or(error),
        }
    }
    Err(Error::Busy)
}

/// What came of the same request earlier: asked where it cannot be carried out now.
async fn known(app: &App, who: &Who, key: Option<&str>, fingerprint: &str) -> Result<Option<Done>, Error> {
    match key {
        Some(key) => saved(app, who, key, fingerprint).await,
        None => Ok(None),
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one opening, each used once")]
async fn write(
    app: &App,
    who: &Who,
    mut batch: Batch,
    pack: &Arc<Pack>,
    org: OrgId,
    locality: OrgId,
    details: Details,
    key: Option<(&str, &String)>,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let year = app.today().year();
    let counter = store::dossiers::counter(&app.store, locality, year).await?.ok_or(Error::Forbidden)?;
    let next = store::dossiers::take_number(&mut batch, locality, year, counter.last)?;
    let number = format!("{}-{year}-{next:04}", counter.code.unwrap_or_else(|| "DP".to_owned()));
    let opening = Opening { id: DossierId(app.ids.uuid()), number, org, details };
    let rules = app.in_use();
    let (off, targets) = (rules.off(&pack.id), rules.targets());
    let cx = Context { now, calendar: app.registry.calendar(), seed: app.ids.uuid(), off, targets };
    let decision = engine::decide::open(pack, &who.actor, &opening, &cx)?;
    let after = &decision.after;
    let line =
        Line { basis: decision.basis.clone(), events: decision.events.clone(), ..Line::new(Kind::Command, "open") };
    let next = chain(&dossier_stream(after.id), &Head::empty(), now, who.by(&decision.acting), line)?;
    store::dossiers::open(&mut batch, after, &app.facts(pack, after, now)?, &next.head)?;
    store::record::append(&mut batch, app.ids.uuid(), &next.entry, &next.sealed)?;
    let done = Done {
        number: after.number.clone(),
        command: "open".to_owned(),
        seq: next.head.seq,
        state: after.state.clone(),
        track: after.track.clone(),
    };
    if let Some((key, fingerprint)) = key {
        claim(&mut batch, who, key, fingerprint, &done, now)?;
    }
    match app.store.commit(batch).await {
        Ok(()) => Ok(done),
        Err(error) if raced(&error) => Err(Error::Busy),
        Err(error) => Err(error.into()),
    }
}

/// What is to be done, and with which document of the locality; or what is wrong with that.
async fn origin(app: &App, locality: OrgId, input: &CaseIn) -> Result<Checked<Origin>, Error> {
    let act = match input.act() {
        Ok(act) => act,
        Err(invalid) => return Ok(Err(invalid)),
    };
    // Whether there must be one is the engine's to say.
    let Some(id) = input.document else { return Ok(Ok((act, None))) };
    let found = store::documents::by_id(&app.store, id).await?;
    let Some((row, _)) = found.filter(|(row, _)| row.locality_id == Some(locality.0)) else {
        return Ok(Err(Invalid::field("case_document", "no-own-document")));
    };
    // A suspended one may still be amended, extended or ended; what has ended is over.
    if matches!(row.status.as_str(), "ended" | "expired" | "replaced") {
        return Ok(Err(Invalid::field("case_document", "document-over")));
    }
    Ok(Ok((act, Some(DocumentId(id)))))
}

/// The partner named: one on file that `who` may know of or that the dossier has already (`kept`), or a new one that is
/// written with the dossier; or what is wrong with it.
pub(super) async fn partner(
    app: &App,
    batch: &mut Batch,
    who: &Who,
    named: Option<&PartnerIn>,
    kept: Option<PartnerId>,
) -> Result<Checked<PartnerId>, Error> {
    let Some(named) = named else { return Ok(Err(Invalid::field("partner", "required"))) };
    if let Some(id) = named.id.map(PartnerId) {
        let known = kept == Some(id) || store::partners::may_know(&app.store, &who.scope(), id).await?;
        return Ok(if known { Ok(id) } else { Err(Invalid::field("partner", "no-such-partner")) });
    }
    let text = |field: &str, value: &Option<String>| match one_line(field, value.as_deref().unwrap_or_default()) {
        Ok(value) if value.is_empty() => Err(Invalid::field(field, "required")),
        // Blanks within a name are one blank, or it would be another name.
        other => other.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" ")),
    };
    let level = text("partner_level", &named.level).and_then(|level| {
        if LEVELS.contains(&level.as_str()) { Ok(level) } else { Err(Invalid::field("partner_level", "choose-one")) }
    });
    let (name, country, level) =
        match (text("partner_name", &named.name), text("partner_country", &named.country), level) {
            (Ok(name), Ok(country), Ok(level)) => (name, country, level),
            (name, country, level) => {
                let wrong = [name.err(), country.err(), level.err()].into_iter().flatten();
                return Ok(Err(Invalid(wrong.flat_map(|invalid| invalid.0).collect())));
            }
        };
    // The same name in the same country is the same partner: two entries would part its history. That it stands in a draft
    // of another locality is not told by it: what that locality did is not shown (`catalogue::partners::show`).
    if let Some(known) = store::partners::named(&app.store, &Scope::all(), &name, &country).await? {
        return Ok(Ok(known));
    }
    let id = match catalogue::partners::new_id(app, &name, &country).await? {
        (id, false) => id,
        (known, true) => return Ok(Ok(known)),
    };
    let data = PartnerData { kind: kind_of_level(&level).to_owned(), name, country, level, ..PartnerData::default() };
    catalogue::partners::put(app, batch, who, id.0, &data)?;
    Ok(Ok(id))
}

/// Records that somebody answered "secret", and nothing else.
async fn secret(app: &App, who: &Who) -> Result<Error, Error> {
    let refusal = Refusal::new(Code::Secret).basis(&["secrets-29-2018-5".to_owned()]);
    if let Some(account) = who.account {
        let stream = store::record::account_stream(account);
        let line = || Line { refusal: Some(refusal.clone()), ..Line::new(Kind::Refusal, "open") };
        super::record::note(app, &stream, who, None, line, |_| Ok(())).await?;
    }
    Ok(refusal.into())
}
