//! Published rule packs and calendars, and what the operator sets on top of them: switches of tracks, targets of clocks.
//!
//! What was published is never changed: a change is a new version. Comparing the hash with the file is the caller's.

use super::{Batch, Conn, Page, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{calendar, dossier, pack, target, track_switch};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A published pack.
pub type Pack = pack::Model;

/// A published calendar.
pub type Calendar = calendar::Model;

/// An act that switched a track on or off.
pub type Switch = track_switch::Model;

/// An act that set the length of a clock.
pub type Target = target::Model;

/// A published pack without its text.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Published {
    /// Pack id.
    pub id: String,
    /// Version.
    pub version: i32,
    /// SHA-256 of the text, hex.
    pub hash: String,
    /// When.
    pub published_at: DateTime<Utc>,
    /// By whom; none when the program brought it along or the command line published it.
    pub published_by: Option<Uuid>,
}

/// Adds a pack to the batch. [`StoreError::Duplicate`] when the version is published already.
pub fn publish(batch: &mut Batch, pack: Pack) {
    batch.add(pack);
}

/// Adds a calendar to the batch. [`StoreError::Duplicate`] when the version is published already.
pub fn publish_calendar(batch: &mut Batch, calendar: Calendar) {
    batch.add(calendar);
}

/// Adds an act of switching to the batch.
pub fn switch(batch: &mut Batch, switch: Switch) {
    batch.add(switch);
}

/// Adds an act of setting a target to the batch.
pub fn set_target(batch: &mut Batch, target: Target) {
    batch.add(target);
}

/// All published packs with their texts, oldest version first. There are few.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn all(conn: &impl Conn) -> Result<Vec<Pack>, StoreError> {
    let find = pack::Entity::find().order_by_asc(pack::Column::Id).order_by_asc(pack::Column::Version);
    Ok(find.all(conn.raw()).await?)
}

/// The same without their texts.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn published(conn: &impl Conn) -> Result<Vec<Published>, StoreError> {
    let find = pack::Entity::find().order_by_asc(pack::Column::Id).order_by_asc(pack::Column::Version);
    let columns = [
        pack::Column::Id,
        pack::Column::Version,
        pack::Column::Hash,
        pack::Column::PublishedAt,
        pack::Column::PublishedBy,
    ];
    Ok(find.select_only().columns(columns).into_model().all(conn.raw()).await?)
}

/// That version of that pack.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn one(conn: &impl Conn, id: &str, version: i32) -> Result<Option<Pack>, StoreError> {
    Ok(pack::Entity::find_by_id((id.to_owned(), version)).one(conn.raw()).await?)
}

/// Numbers of the dossiers pinned to a version of a pack, in order, `limit` after `after`. Nothing else is read of them.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn pinned(
    conn: &impl Conn,
    id: &str,
    version: i32,
    after: Option<&str>,
    limit: u64,
) -> Result<Page<String, String>, StoreError> {
    let mut find = dossier::Entity::find()
        .select_only()
        .column(dossier::Column::Number)
        .filter(dossier::Column::PackId.eq(id))
        .filter(dossier::Column::PackVersion.eq(version));
    if let Some(after) = after {
        find = find.filter(dossier::Column::Number.gt(after));
    }
    let find = find.order_by_asc(dossier::Column::Number).limit(limit.saturating_add(1));
    let numbers: Vec<String> = find.into_tuple().all(conn.raw()).await?;
    Ok(Page::cut(numbers, limit, Clone::clone))
}

/// All published calendars, oldest version first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn calendars(conn: &impl Conn) -> Result<Vec<Calendar>, StoreError> {
    let find = calendar::Entity::find().order_by_asc(calendar::Column::Id).order_by_asc(calendar::Column::Version);
    Ok(find.all(conn.raw()).await?)
}

/// Of `acts`, oldest first, those that count on `day`, one a track: of those in effect the one with the latest day, and of
/// the same day the last one.
pub fn counting(acts: Vec<Switch>, day: NaiveDate) -> Vec<Switch> {
    let mut counting: Vec<Switch> = Vec::new();
    for act in acts.into_iter().filter(|act| act.effective_on <= day) {
        match counting.iter_mut().find(|known| known.pack_id == act.pack_id && known.track == act.track) {
            Some(known) if known.effective_on <= act.effective_on => *known = act,
            Some(_) => {}
            None => counting.push(act),
        }
    }
    counting.sort_by(|a, b| (&a.pack_id, &a.track).cmp(&(&b.pack_id, &b.track)));
    counting
}

/// All acts of switching, oldest first. There are few.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn switch_history(conn: &impl Conn) -> Result<Vec<Switch>, StoreError> {
    let find = track_switch::Entity::find().order_by_asc(track_switch::Column::At);
    Ok(find.order_by_asc(track_switch::Column::Id).all(conn.raw()).await?)
}

/// All acts of setting targets, oldest first. There are few.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn targets(conn: &impl Conn) -> Result<Vec<Target>, StoreError> {
    let find = target::Entity::find().order_by_asc(target::Column::At);
    Ok(find.order_by_asc(target::Column::Id).all(conn.raw()).await?)
}
