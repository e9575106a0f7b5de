//! The one way in which a dossier changes: for forms, REST, timers and the command line.
//!
//! Read its lines from top to bottom; each goes to one place and comes back. No rule stands here.

mod repeat;
mod timers;

pub(super) use repeat::{claim, saved};
pub use timers::timers;
pub mod succession;

use super::files::{self, Upload};
use super::input::{self, Checked, Invalid, Surroundings};
use super::names::Names;
use super::notify;
use super::record::{Line, chain};
use super::who::Who;
use super::{App, Directory, Error, raced};
use crate::store::dossiers::{self, Find, Loaded};
use crate::store::record::dossier_stream;
use crate::store::{self, Batch};
use chrono::{DateTime, Utc};
use engine::actor::Actor;
use engine::command::{Command, Data, Seen};
use engine::decide::{Context, Decision, Rejected, admit, decide};
use engine::dossier::{Dossier, Paper, TextFile};
use engine::ids::{AttachmentId, PartnerId};
use engine::pack::{Action, Bodies, Pack};
use engine::record::Kind;
use engine::refusal::{Code, Refusal};
use std::sync::Arc;

/// How often a command starts again when somebody else changed the same dossier in between.
pub(super) const TRIES: u32 = 40;

/// A command as it came in.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Transition of the dossier's track.
    pub command: String,
    /// What the actor saw.
    pub seen: Option<Seen>,
    /// Data of the command, as JSON of the shape of its action.
    pub data: serde_json::Value,
    /// Language versions of a new text: language tag and file.
    pub texts: Vec<(String, Upload)>,
    /// Papers that come with it: paper rule of the pack and file.
    pub papers: Vec<(String, Upload)>,
}

impl Asked {
    /// A command without files.
    pub fn new(command: impl Into<String>, seen: Option<Seen>, data: serde_json::Value) -> Self {
        Self { command: command.into(), seen, data, texts: Vec::new(), papers: Vec::new() }
    }

    /// The command's name as the record may say it: not everything that was sent is a name.
    fn name(&self) -> &str {
        let short = self.command.len() <= 60;
        let plain = self.command.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if short && plain && !self.command.is_empty() { &self.command } else { "unknown-command" }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Done {
    /// Number of the dossier.
    pub number: String,
    /// Transition carried out.
    pub command: String,
    /// Its entry in the record.
    pub seq: u64,
    /// State afterwards.
    pub state: String,
    /// Track afterwards.
    pub track: String,
}

/// Carries out `asked` on the dossier `number`.
///
/// # Errors
/// [`Error`]. A refusal on a dossier is itself recorded.
pub async fn act(app: &App, who: &Who, number: &str, asked: &Asked, key: Option<&str>) -> Result<Done, Error> {
    act_on(app, who, number, asked, key, None).await
}

/// The same on a dossier that was just read within his scope: if it has changed since, it is read again.
///
/// # Errors
/// As for [`act`].
pub async fn act_on(
    app: &App,
    who: &Who,
    number: &str,
    asked: &Asked,
    key: Option<&str>,
    mut known: Option<Loaded>,
) -> Result<Done, Error> {
    let fingerprint = repeat::fingerprint(number, asked);
    for attempt in 0..TRIES {
        // At first it is taken for a new request: if it is not, its key is taken, or the command is refused below.
        if let Some(key) = key.filter(|_| attempt > 0)
            && let Some(saved) = saved(app, who, key, &fingerprint).await?
        {
            return Ok(saved);
        }
        let loaded = match known.take() {
            Some(loaded) => Some(loaded),
            None => dossiers::load(&app.store, &who.scope(), Find::Number(number)).await?,
        };
        let Some(loaded) = loaded else { return Err(unseen(app, who, number, asked).await?) };
        let pack = app.pinned(&loaded.dossier.pack)?;
        let now = app.clock.now();
        let mut names = Names::new(&app.ids);
        let mut batch = Batch::new();
        let decision = match decision(app, &mut batch, &pack, &loaded.dossier, who, asked, &mut names, now).await {
            Ok(decision) => decision,
            Err(error @ (Error::Refused(_) | Error::Invalid(_))) => {
                // The same request may have been carried out since we looked: then this is its answer, no refusal.
                if let Some(key) = key
                    && let Some(saved) = saved(app, who, key, &fingerprint).await?
                {
                    return Ok(saved);
                }
                if let Error::Refused(refusal) = &error {
                    refused(app, who, loaded, asked.name(), refusal).await?;
                }
                return Err(error);
            }
            Err(error) => return Err(error),
        };
        // Only now, when nothing stands against the command: a refused upload leaves nothing behind.
        let mut kept: Vec<&Upload> = Vec::new();
        for (_, upload) in asked.texts.iter().chain(&asked.papers) {
            if kept.iter().all(|known| known.bytes != upload.bytes) {
                files::keep(app, &mut batch, upload).await?;
                kept.push(upload);
            }
        }
        let done = write(app, &mut batch, &pack, who, &loaded, &asked.command, &decision, now).await?;
        for hidden in &names.made {
            store::names::insert(&mut batch, &hidden.name_ref, &hidden.salt, &hidden.value, now);
        }
        if let Some(key) = key {
            claim(&mut batch, who, key, &fingerprint, &done, now)?;
        }
        match app.store.commit(batch).await {
            Ok(()) => {
                app.wake.outbox.notify_one();
                return Ok(done);
            }
            Err(error) if raced(&error) => app.pause(attempt).await,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Busy)
}

/// Whether `command` on the dossier `number` is his to give, as far as the person goes; asked for where the input is so
/// wrong that no command can be made of it.
///
/// # Errors
/// [`Error`]. A refusal is recorded, as by [`act`].
pub async fn admitted(app: &App, who: &Who, number: &str, command: &str) -> Result<(), Error> {
    let asked = Asked::new(command, None, serde_json::Value::Null);
    let Some(loaded) = dossiers::load(&app.store, &who.scope(), Find::Number(number)).await? else {
        return Err(unseen(app, who, number, &asked).await?);
    };
    let pack = app.pinned(&loaded.dossier.pack)?;
    match admit(&pack, &loaded.dossier, &who.actor, asked.name(), None) {
        Ok(_) => Ok(()),
        Err(Rejected::Refused(refusal)) => {
            refused(app, who, loaded, asked.name(), &refusal).await?;
            Err(refusal.into())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn decide_now(
    app: &App,
    pack: &Pack,
    dossier: &Dossier,
    actor: &Actor,
    command: &Command,
    now: DateTime<Utc>,
) -> Result<Decision, Rejected> {
    let rules = app.in_use();
    let (off, targets) = (rules.off(&pack.id), rules.targets());
    let cx = Context { now, calendar: app.registry.calendar(), seed: app.ids.uuid(), off, targets };
    decide(pack, dossier, actor, command, &cx)
}

/// Everything that one decision writes, in one batch: dossier, record, notices and mails.
#[expect(clippy::too_many_arguments, reason = "the parts of one entry, each used once")]
async fn write(
    app: &App,
    batch: &mut Batch,
    pack: &Pack,
    who: &Who,
    before: &Loaded,
    transition: &str,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<Done, Error> {
    let after = &decision.after;
    let line =
        Line { basis: decision.basis.clone(), events: decision.events.clone(), ..Line::new(Kind::Command, transition) };
    let next = chain(&dossier_stream(after.id), &before.head, now, who.by(&decision.acting), line)?;
    let mut facts = app.facts(pack, after, now)?;
    facts.document = match before.document {
        Some(document) => {
            let by = who.by(&decision.acting);
            super::document::in_force(app, batch, document, after, &decision.events, by).await?;
            Some(document)
        }
        None => super::document::of_signing(app, batch, after, &decision.events, who.by(&decision.acting))?,
    };
    dossiers::save(batch, before, after, &facts, &next.head)?;
    store::record::append(batch, app.ids.uuid(), &next.entry, &next.sealed)?;
    notify::write(app, batch, pack, after, who, &decision.notices, now).await?;
    Ok(Done {
        number: after.number.clone(),
        command: transition.to_owned(),
        seq: next.head.seq,
        state: after.state.clone(),
        track: after.track.clone(),
    })
}

/// Decides what came in: the person first, then what he typed and sent, then the facts.
#[expect(clippy::too_many_arguments, reason = "the parts of one decision, each used once")]
async fn decision(
    app: &App,
    batch: &mut Batch,
    pack: &Arc<Pack>,
    dossier: &Dossier,
    who: &Who,
    asked: &Asked,
    names: &mut Names<'_>,
    now: DateTime<Utc>,
) -> Result<Decision, Error> {
    admit(pack, dossier, &who.actor, asked.name(), None)?;
    let command = command(app, batch, pack, dossier, who, asked, names).await?;
    Ok(decide_now(app, pack, dossier, &who.actor, &command, now)?)
}

/// Turns what came in into the engine's command.
async fn command(
    app: &App,
    batch: &mut Batch,
    pack: &Arc<Pack>,
    dossier: &Dossier,
    who: &Who,
    asked: &Asked,
    names: &mut Names<'_>,
) -> Result<Command, Error> {
    // A "yes" to the secrecy question ends here: nothing else that came is looked at (S01).
    if asked.data.get("secret") == Some(&serde_json::Value::Bool(true)) {
        return Err(Refusal::new(Code::Secret).basis(&["secrets-29-2018-5".to_owned()]).into());
    }
    let action =
        pack.track(&dossier.track).and_then(|track| track.transition(&asked.command)).map(|found| found.action);
    let mut texts = Vec::new();
    for (lang, upload) in &asked.texts {
        texts.push(TextFile { lang: lang.clone(), file: files::examine(app, upload)? });
    }
    texts.extend(input::kept(dossier, &asked.data, || AttachmentId(app.ids.uuid()))?);
    let mut papers = Vec::new();
    for (paper, upload) in &asked.papers {
        if pack.paper(paper).is_none() {
            return Err(Invalid::field("paper", "choose-one").into());
        }
        papers.push(Paper { paper: paper.clone(), file: files::examine(app, upload)? });
    }
    let data = match action {
        // Unknown commands are the engine's to refuse (and to have recorded).
        None => Data::Note(None),
        Some(action) => {
            let directory = match action {
                Action::EditDetails | Action::RequestOpinions => app.directory(dossier.locality).await?,
                _ => Directory::default(),
            };
            let colleague = match action {
                Action::HandOver => super::who::colleague(app, dossier, who, &asked.data).await?,
                _ => None,
            };
            let partner: Option<Checked<PartnerId>> =
                match (action, asked.data.get("partner").filter(|partner| !partner.is_null())) {
                    (Action::EditDetails, Some(named)) => {
                        let named: input::PartnerIn = input::read(named.clone())?;
                        Some(super::open::partner(app, batch, who, Some(&named), Some(dossier.details.partner)).await?)
                    }
                    _ => None,
                };
            let around = Surroundings {
                dossier,
                orgs: &who.orgs(),
                directory: &directory,
                asks: pack.track(&dossier.track).map_or(Bodies::MofaAndConcerned, |track| track.bodies),
                texts,
                colleague,
                partner,
            };
            input::data(action, asked.data.clone(), &around, names)?
        }
    };
    Ok(Command { transition: asked.command.clone(), seen: asked.seen, data, papers })
}

/// Somebody tried what he may not know of: recorded on the dossier if there is one, "not found" in any case.
async fn unseen(app: &App, who: &Who, number: &str, asked: &Asked) -> Result<Error, Error> {
    if let Some(loaded) = dossiers::load_unscoped(&app.store, Find::Number(number)).await? {
        refused(app, who, loaded, asked.name(), &Refusal::new(Code::NotVisible)).await?;
    }
    Ok(Error::NotFound)
}

/// Records a refused attempt in a transaction of its own.
async fn refused(app: &App, who: &Who, mut loaded: Loaded, command: &str, refusal: &Refusal) -> Result<(), Error> {
    let id = loaded.dossier.id;
    for attempt in 0..TRIES {
        let line =
            Line { basis: refusal.basis.clone(), refusal: Some(refusal.clone()), ..Line::new(Kind::Refusal, command) };
        let next = chain(&dossier_stream(id), &loaded.head, app.clock.now(), who.by(&who.acting()), line)?;
        let mut batch = Batch::new();
        dossiers::refuse(&mut batch, &loaded, &next.head)?;
        store::record::append(&mut batch, app.ids.uuid(), &next.entry, &next.sealed)?;
        match app.store.commit(batch).await {
            Ok(()) => return Ok(()),
            Err(error) if raced(&error) => app.pause(attempt).await,
            Err(error) => return Err(error.into()),
        }
        let again = dossiers::load_unscoped(&app.store, Find::Id(id)).await?;
        loaded = again.ok_or(Error::NotFound)?;
    }
    Err(Error::Busy)
}
