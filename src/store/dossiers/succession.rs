//! Dossiers that point at a person by name: requests that he took, and drafts of which he is told.

use crate::store::{Conn, StoreError};
use engine::ids::{AccountId, DossierId, OrgId};
use entity::{consultation, dossier};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// What points at a person in an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointing {
    /// Dossiers in which a request waits for him, by id, with their numbers.
    pub requests: Vec<(DossierId, String)>,
    /// Dossiers that are not closed and of which he is told as the drafter, by id, with their numbers.
    pub drafts: Vec<(DossierId, String)>,
}

/// What points at `account` through `org`. Only numbers are read: the administrator sees no content.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn pointing_at(conn: &impl Conn, account: AccountId, org: OrgId) -> Result<Pointing, StoreError> {
    let taken: Vec<Uuid> = consultation::Entity::find()
        .select_only()
        .column(consultation::Column::DossierId)
        .distinct()
        .filter(consultation::Column::AssignedId.eq(account.0))
        .filter(consultation::Column::BodyId.eq(org.0))
        .filter(consultation::Column::Status.is_in(["open", "stopped"]))
        .into_tuple()
        .all(conn.raw())
        .await?;
    let numbered = || dossier::Entity::find().select_only().columns([dossier::Column::Id, dossier::Column::Number]);
    let mut requests = Vec::new();
    // A statement takes some ten thousand values on either database.
    for some in taken.chunks(5_000) {
        let find = numbered().filter(dossier::Column::Id.is_in(some.iter().copied()));
        requests.extend(find.into_tuple::<(Uuid, String)>().all(conn.raw()).await?);
    }
    let drafts: Vec<(Uuid, String)> = numbered()
        .filter(dossier::Column::DrafterId.eq(account.0))
        .filter(dossier::Column::OrgId.eq(org.0))
        .filter(dossier::Column::Closed.eq(false))
        .order_by_asc(dossier::Column::Id)
        .into_tuple()
        .all(conn.raw())
        .await?;
    requests.sort();
    let typed = |rows: Vec<(Uuid, String)>| rows.into_iter().map(|(id, number)| (DossierId(id), number)).collect();
    Ok(Pointing { requests: typed(requests), drafts: typed(drafts) })
}
