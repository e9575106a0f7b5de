//! One act of administration: its entries, in the streams of what it changes, and the rows, in one commit.
//!
//! The heads of the streams are read before the rows are: whoever changed the same thing in between makes the commit
//! fail, and the use case looks and decides again. So two administrators who act at once see each other.

use crate::app::record::{Line, chain};
use crate::app::{App, Error, Who, act::TRIES, raced};
use crate::store::{self, Batch, Head};
use engine::record::Kind;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// How often a use case has tried.
#[derive(Debug, Default)]
pub struct Tries(u32);

/// A part of an act: the entry in one stream.
pub struct Part {
    stream: String,
    head: Head,
    act: &'static str,
    subject: Map<String, Value>,
    rows: Vec<Value>,
}

/// Which entry of an [`Act`] something belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct In(usize);

/// An act in the making.
pub struct Act<'a> {
    app: &'a App,
    who: &'a Who,
    parts: Vec<Part>,
    /// Rows to write.
    pub batch: Batch,
}

impl<'a> Act<'a> {
    /// Nothing yet.
    pub fn new(app: &'a App, who: &'a Who) -> Self {
        Self { app, who, parts: Vec::new(), batch: Batch::new() }
    }

    /// The entry of `stream`, as `act`; to be called before the rows that it will tell of are read.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn on(&mut self, stream: String, act: &'static str) -> Result<In, Error> {
        if let Some(known) = self.parts.iter().position(|part| part.stream == stream) {
            return Ok(In(known));
        }
        let head = store::record::head(&self.app.store, &stream).await?;
        self.parts.push(Part { stream, head, act, subject: Map::new(), rows: Vec::new() });
        Ok(In(self.parts.len() - 1))
    }

    /// Says something in an entry's subject.
    pub fn say(&mut self, part: In, key: &str, value: impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        if let Some(part) = self.parts.get_mut(part.0) {
            part.subject.insert(key.to_owned(), value);
        }
    }

    /// Calls an entry otherwise: what it is shows only when its rows are read.
    pub fn rename(&mut self, part: In, act: &'static str) {
        if let Some(part) = self.parts.get_mut(part.0) {
            part.act = act;
        }
    }

    /// Tells of a row as it is after the act.
    pub fn tell(&mut self, part: In, row: Value) {
        if let Some(part) = self.parts.get_mut(part.0) {
            part.rows.push(row);
        }
    }

    /// Writes everything, with `more` in the same transaction; `false` when somebody else was faster and the use case
    /// has to look again. Whoever was signed in through what has changed is read anew. What came under a key that has had
    /// its effect meanwhile is done.
    ///
    /// # Errors
    /// [`Error`]; [`Error::Busy`] when others were faster too often.
    pub async fn commit(self, tries: &mut Tries, more: Vec<Batch>) -> Result<bool, Error> {
        let Self { app, who, parts, mut batch } = self;
        for part in parts.into_iter().filter(|part| !part.subject.is_empty() || !part.rows.is_empty()) {
            let Part { stream, head, act, mut subject, rows } = part;
            if !rows.is_empty() {
                subject.insert("rows".to_owned(), Value::Array(rows));
            }
            let line = Line { subject: Some(Value::Object(subject)), ..Line::new(Kind::Administration, act) };
            let next = chain(&stream, &head, app.clock.now(), who.by(&who.acting()), line)?;
            store::record::append(&mut batch, app.ids.uuid(), &next.entry, &next.sealed)?;
            store::record::advance(&mut batch, &stream, &head, &next.head)?;
        }
        if let Some(once) = &who.once {
            once.keep(app, who, &mut batch, uuid::Uuid::nil());
        }
        let written = if more.is_empty() {
            app.store.commit(batch).await
        } else {
            together(app, std::iter::once(batch).chain(more)).await
        };
        match written {
            Ok(()) => {
                app.forget();
                Ok(true)
            }
            Err(error) if raced(&error) && tries.0 < TRIES => {
                if let Some(once) = &who.once
                    && once.saved(app, who).await?.is_some()
                {
                    return Ok(true);
                }
                app.pause(tries.0).await;
                tries.0 += 1;
                Ok(false)
            }
            Err(error) if raced(&error) => Err(Error::Busy),
            Err(error) => Err(error.into()),
        }
    }
}

/// Several batches in one transaction: what is too much for one statement is still one act.
async fn together(app: &App, batches: impl Iterator<Item = Batch>) -> Result<(), store::StoreError> {
    let mut tx = app.store.write_tx().await?;
    for batch in batches {
        tx.run(batch).await?;
    }
    tx.commit().await
}

/// A request that must have one effect, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    key: Option<String>,
    fingerprint: String,
}

impl Once {
    /// The request `input` for `act` under `key`.
    pub fn new(key: Option<&str>, act: &str, input: &impl Serialize) -> Self {
        let said = serde_json::json!([act, input]).to_string();
        Self { key: key.map(str::to_owned), fingerprint: hex::encode(Sha256::digest(said.as_bytes())) }
    }

    /// What came of it earlier.
    ///
    /// # Errors
    /// [`Error::KeyReused`] when the key came with another request.
    pub async fn saved(&self, app: &App, who: &Who) -> Result<Option<uuid::Uuid>, Error> {
        let (Some(key), Some(account)) = (self.key.as_deref(), who.account) else { return Ok(None) };
        let Some(saved) = store::idempotency::load(&app.store, account, key).await? else { return Ok(None) };
        if saved.request_hash != self.fingerprint {
            return Err(Error::KeyReused);
        }
        serde_json::from_str(&saved.outcome).map(Some).map_err(|error| Error::Fault(error.to_string()))
    }

    /// What came of it now; where that is "no", what came of the same request sent at the same moment that was faster.
    ///
    /// # Errors
    /// That of `now`.
    pub async fn settled<T>(
        &self,
        app: &App,
        who: &Who,
        now: Result<T, Error>,
        as_before: impl FnOnce(uuid::Uuid) -> T,
    ) -> Result<T, Error> {
        let Err(error) = now else { return now };
        match self.saved(app, who).await {
            Ok(Some(saved)) => Ok(as_before(saved)),
            _ => Err(error),
        }
    }

    /// Keeps what came of it, in the batch that does it.
    pub fn keep(&self, app: &App, who: &Who, batch: &mut Batch, outcome: uuid::Uuid) {
        let (Some(key), Some(account)) = (self.key.as_deref(), who.account) else { return };
        let kept = store::idempotency::Done {
            request_hash: self.fingerprint.clone(),
            outcome: format!("\"{outcome}\""),
            at: app.clock.now(),
        };
        store::idempotency::claim(batch, account, key, kept);
    }
}
