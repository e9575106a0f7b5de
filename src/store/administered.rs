//! What entries of administration tell of, read back to compare: accounts, organisations, tokens,
//! switches, and the names behind commitments. Only for verification.

use super::{Conn, StoreError};
use entity::{account, api_token, organisation, pack, personal_name, target, track_switch};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// An account.
pub type Account = account::Model;
/// An organisation.
pub type Organisation = organisation::Model;
/// A name behind a commitment.
pub type Name = personal_name::Model;
/// A token.
pub type Token = api_token::Model;
/// An act that set the length of a clock.
pub type Target = target::Model;
/// A published pack.
pub type Pack = pack::Model;
/// An act that switched a track.
pub type Switch = track_switch::Model;

/// Accounts in the order of their ids, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn accounts(conn: &impl Conn, after: Option<Uuid>, limit: u64) -> Result<Vec<Account>, StoreError> {
    let mut find = account::Entity::find().order_by_asc(account::Column::Id).limit(limit);
    if let Some(after) = after {
        find = find.filter(account::Column::Id.gt(after));
    }
    Ok(find.all(conn.raw()).await?)
}

/// The account of that id.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn account(conn: &impl Conn, id: Uuid) -> Result<Option<Account>, StoreError> {
    Ok(account::Entity::find_by_id(id).one(conn.raw()).await?)
}

/// Organisations in the order of their ids, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn organisations(conn: &impl Conn, after: Option<Uuid>, limit: u64) -> Result<Vec<Organisation>, StoreError> {
    let mut find = organisation::Entity::find().order_by_asc(organisation::Column::Id).limit(limit);
    if let Some(after) = after {
        find = find.filter(organisation::Column::Id.gt(after));
    }
    Ok(find.all(conn.raw()).await?)
}

/// The organisation of that id.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn organisation(conn: &impl Conn, id: Uuid) -> Result<Option<Organisation>, StoreError> {
    Ok(organisation::Entity::find_by_id(id).one(conn.raw()).await?)
}

/// Tokens of an account, in the order of their ids.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn tokens(conn: &impl Conn, account: Uuid) -> Result<Vec<Token>, StoreError> {
    let find = api_token::Entity::find().filter(api_token::Column::AccountId.eq(account));
    Ok(find.order_by_asc(api_token::Column::Id).all(conn.raw()).await?)
}

/// All acts of switching, track by track, oldest first. There are few.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn switches(conn: &impl Conn) -> Result<Vec<Switch>, StoreError> {
    let find = track_switch::Entity::find().order_by_asc(track_switch::Column::At);
    Ok(find.order_by_asc(track_switch::Column::Id).all(conn.raw()).await?)
}

/// All acts of setting targets, oldest first. There are few.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn targets(conn: &impl Conn) -> Result<Vec<Target>, StoreError> {
    let find = target::Entity::find().order_by_asc(target::Column::At);
    Ok(find.order_by_asc(target::Column::Id).all(conn.raw()).await?)
}

/// All published packs. There are few.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn packs(conn: &impl Conn) -> Result<Vec<Pack>, StoreError> {
    let find = pack::Entity::find().order_by_asc(pack::Column::Id).order_by_asc(pack::Column::Version);
    Ok(find.all(conn.raw()).await?)
}

/// Names in the order of their commitments, `limit` after `after`.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn names(conn: &impl Conn, after: &str, limit: u64) -> Result<Vec<Name>, StoreError> {
    let find = personal_name::Entity::find().filter(personal_name::Column::NameRef.gt(after));
    Ok(find.order_by_asc(personal_name::Column::NameRef).limit(limit).all(conn.raw()).await?)
}

/// The name behind a commitment.
///
/// # Errors
/// [`StoreError::Unreadable`], [`StoreError::Db`].
pub async fn name(conn: &impl Conn, name_ref: &str) -> Result<Option<Name>, StoreError> {
    Ok(personal_name::Entity::find_by_id(name_ref).one(conn.raw()).await?)
}
