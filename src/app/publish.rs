//! Published packs and calendars are immutable: what the program carries must be what the database holds.

use super::{App, Error, raced};
use crate::registry::PackFile;
use crate::store::{self, Batch};

/// Adds the packs that were published earlier and that this program does not carry: dossiers are pinned to them.
///
/// # Errors
/// [`Error::Fault`] naming a pack that this program cannot read.
pub async fn carry(app: &App) -> Result<(), Error> {
    for pack in store::packs::all(&app.store).await? {
        let version = u32::try_from(pack.version).unwrap_or_default();
        app.registry.carry(&pack.id, version, &pack.text).map_err(|error| Error::Fault(error.to_string()))?;
    }
    Ok(())
}

/// Takes over the packs that another process published since. One that this program cannot read, of a newer form, is
/// logged and left out: dossiers pinned to it wait for a newer program, all others go on.
///
/// # Errors
/// [`Error`] of the database.
pub async fn refresh(app: &App) -> Result<(), Error> {
    for known in store::packs::published(&app.store).await? {
        let version = u32::try_from(known.version).unwrap_or_default();
        if app.registry.pack(&known.id, version).is_some() {
            continue;
        }
        let Some(pack) = store::packs::one(&app.store, &known.id, known.version).await? else { continue };
        if let Err(error) = app.registry.carry(&pack.id, version, &pack.text) {
            tracing::error!(pack = %pack.id, version, %error, "a published pack cannot be read by this program");
        }
    }
    Ok(())
}

/// The row of a pack.
pub(super) fn row(app: &App, loaded: &PackFile, by: Option<uuid::Uuid>) -> store::packs::Pack {
    store::packs::Pack {
        id: loaded.pack.id.clone(),
        version: i32::try_from(loaded.pack.version).unwrap_or(i32::MAX),
        hash: loaded.sha256.clone(),
        text: loaded.text.to_string(),
        published_at: app.clock.now(),
        published_by: by,
    }
}

/// Publishes the packs and the calendar that the database does not hold yet, and compares the others by hash.
///
/// # Errors
/// [`Error::Fault`] naming the pack whose text differs from the published one.
pub async fn publish(app: &App) -> Result<(), Error> {
    for attempt in 0..super::act::TRIES {
        let batch = unpublished(app).await?;
        if batch.is_empty() {
            return Ok(());
        }
        match app.store.commit(batch).await {
            Ok(()) => return Ok(()),
            // Another process publishes the same at the same time.
            Err(error) if raced(&error) => app.pause(attempt).await,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Busy)
}

/// Compares what was published with what the program carries, and publishes nothing.
///
/// # Errors
/// As for [`publish`].
pub async fn compare(app: &App) -> Result<(), Error> {
    unpublished(app).await.map(drop)
}

/// What has to be written so that everything is published.
async fn unpublished(app: &App) -> Result<Batch, Error> {
    let packs = store::packs::all(&app.store).await?;
    let calendars = store::packs::calendars(&app.store).await?;
    let mut batch = Batch::new();
    let now = app.clock.now();
    for loaded in app.registry.packs() {
        let (id, version) = (&loaded.pack.id, loaded.pack.version);
        match packs.iter().find(|known| known.id == *id && i64::from(known.version) == i64::from(version)) {
            Some(known) if known.hash == loaded.sha256 => {}
            Some(known) => {
                return Err(Error::Fault(format!(
                    "pack {id} version {version} was published with SHA-256 {} and is now {}: a change is a new \
                         version, a published pack never changes",
                    known.hash, loaded.sha256
                )));
            }
            None => store::packs::publish(&mut batch, row(app, &loaded, None)),
        }
    }
    let calendar = app.registry.calendar();
    let (id, version) = (calendar.id(), calendar.version());
    match calendars.iter().find(|known| known.id == id && i64::from(known.version) == i64::from(version)) {
        Some(known) if known.hash == calendar.hash() => {}
        Some(known) => {
            return Err(Error::Fault(format!(
                "calendar {id} version {version} was published with SHA-256 {} and is now {}",
                known.hash,
                calendar.hash()
            )));
        }
        None => store::packs::publish_calendar(
            &mut batch,
            store::packs::Calendar {
                id: id.to_owned(),
                version: i32::try_from(version).unwrap_or(i32::MAX),
                hash: calendar.hash().to_owned(),
                text: calendar.text().to_owned(),
                published_at: now,
            },
        ),
    }
    Ok(batch)
}
