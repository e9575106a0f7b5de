//! One process enters the demo, and an entering that broke off goes on where it stopped.
//!
//! The process at the desk holds a lease. Each step is an act under a key of its own, or writes rows under ids made from what
//! they are: a step that was carried out by an earlier start is passed over.

use crate::app::act::Done;
use crate::app::{App, Error, Who};
use crate::store;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::future::Future;
use std::time::Duration;
use uuid::Uuid;

/// How long a process keeps the desk without a sign of life. A step takes far less.
const LEASE: TimeDelta = TimeDelta::seconds(20);
/// How often, and how long apart, another process looks whether everything is there.
const LOOKS: (u32, Duration) = (1_200, Duration::from_millis(500));
/// Who has the desk when everything is entered; that lease does not run out.
const WHOLE: &str = "whole";

/// The desk, held.
pub struct Desk<'a> {
    app: &'a App,
    name: &'static str,
    owner: String,
    /// Where the clock's hand stood: it is set back while the past is entered, and the lease is not of the past.
    reading: i64,
}

impl<'a> Desk<'a> {
    /// Waits for the desk `name`; none when everything is entered.
    ///
    /// # Errors
    /// [`Error`]; [`Error::Fault`] when another process is at it for too long.
    pub async fn wait(app: &'a App, name: &'static str) -> Result<Option<Self>, Error> {
        let desk = Self { app, name, owner: app.ids.uuid().to_string(), reading: app.clock.reading() };
        let (most, pause) = LOOKS;
        for _ in 0..most {
            if store::leases::owner(&app.store, name).await?.as_deref() == Some(WHOLE) {
                return Ok(None);
            }
            if desk.take().await? {
                return Ok(Some(desk));
            }
            tokio::time::sleep(pause).await;
        }
        Err(Error::Fault("another process is entering the demo's data and does not finish".to_owned()))
    }

    async fn take(&self) -> Result<bool, Error> {
        let now = self.app.clock.shown_at(self.reading);
        Ok(store::leases::take(&self.app.store, self.name, &self.owner, now, now + LEASE).await?)
    }

    /// A sign of life, before each step.
    ///
    /// # Errors
    /// [`Error::Fault`] when another process has taken the desk meanwhile.
    pub async fn stay(&self) -> Result<(), Error> {
        match self.take().await? {
            true => Ok(()),
            false => Err(Error::Fault("another process went on entering the demo's data".to_owned())),
        }
    }

    /// Leaves the desk; nobody sits down at it again when all is done.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn leave(self, outcome: Result<(), Error>) -> Result<(), Error> {
        self.app.clock.restore(self.reading);
        if outcome.is_ok() {
            self.stay().await?;
        }
        store::leases::release(&self.app.store, self.name, &self.owner).await?;
        outcome?;
        let now = self.app.clock.now();
        // Far beyond every calendar of the service.
        store::leases::take(&self.app.store, self.name, WHOLE, now, now + TimeDelta::days(365_000)).await?;
        Ok(())
    }

    /// Carries out `step` of `who` under `key`, unless an earlier start has; answers the number of the dossier.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn once<F>(&self, who: &Who, key: &str, step: F) -> Result<String, Error>
    where
        F: Future<Output = Result<Done, Error>>,
    {
        self.stay().await?;
        if let Some(account) = who.account
            && let Some(kept) = store::idempotency::load(&self.app.store, account, key).await?
        {
            let done: Done = serde_json::from_str(&kept.outcome).map_err(|error| Error::Fault(error.to_string()))?;
            return Ok(done.number);
        }
        Ok(step.await?.number)
    }
}

/// The id of a row of the sample: the same at every start.
pub fn id_of(what: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(format!("thoathuan-demo/1 {what}"))[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
