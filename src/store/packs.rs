//! Published rule packs and calendars, and the acts that switched tracks.
//!
//! What was published is never changed: a change is a new version. Comparing the hash with the file is the caller's.

use super::{Batch, Conn, StoreError};
use chrono::NaiveDate;
use entity::{calendar, pack, track_switch};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A published pack.
pub type Pack = pack::Model;

/// A published calendar.
pub type Calendar = calendar::Model;

/// An act that switched a track on or off.
pub type Switch = track_switch::Model;

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

/// All published packs, oldest version first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn all(conn: &impl Conn) -> Result<Vec<Pack>, StoreError> {
    let find = pack::Entity::find().order_by_asc(pack::Column::Id).order_by_asc(pack::Column::Version);
    Ok(find.all(conn.raw()).await?)
}

/// All published calendars, oldest version first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn calendars(conn: &impl Conn) -> Result<Vec<Calendar>, StoreError> {
    let find = calendar::Entity::find().order_by_asc(calendar::Column::Id).order_by_asc(calendar::Column::Version);
    Ok(find.all(conn.raw()).await?)
}

/// The act of switching that counts for each track on `day`: the latest one in effect.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn switches(conn: &impl Conn, day: NaiveDate) -> Result<Vec<Switch>, StoreError> {
    let acts = track_switch::Entity::find()
        .filter(track_switch::Column::EffectiveOn.lte(day))
        .order_by_asc(track_switch::Column::PackId)
        .order_by_asc(track_switch::Column::Track)
        .order_by_asc(track_switch::Column::EffectiveOn)
        .order_by_asc(track_switch::Column::At)
        .order_by_asc(track_switch::Column::Id)
        .all(conn.raw())
        .await?;
    let mut counting: Vec<Switch> = Vec::new();
    for act in acts {
        match counting.last_mut() {
            Some(last) if last.pack_id == act.pack_id && last.track == act.track => *last = act,
            _ => counting.push(act),
        }
    }
    Ok(counting)
}

/// All acts of switching, oldest first.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn switch_history(conn: &impl Conn) -> Result<Vec<Switch>, StoreError> {
    let find = track_switch::Entity::find().order_by_asc(track_switch::Column::At);
    Ok(find.order_by_asc(track_switch::Column::Id).all(conn.raw()).await?)
}
