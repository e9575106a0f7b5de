//! How much of an organisation's work waits for a role, for whoever takes somebody out of a post. Numbers alone, up to a bound.

use super::{Conn, StoreError, name_of};
use engine::actor::Role;
use engine::dossier::ConsultationStatus;
use engine::ids::OrgId;
use entity::{consultation, dossier};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

/// Open dossiers that wait for the holders of `role` in `org`, which is of that locality, at most `most`: those that an official's organisation drafts,
/// those that wait for the leader of a locality or the Prime Minister's office, those with a request to a body that it has
/// not answered. None for a role that works on no dossier.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn for_role(
    conn: &impl Conn,
    (org, locality): (OrgId, Option<Uuid>),
    role: Role,
    most: u64,
) -> Result<usize, StoreError> {
    let open = || {
        let find = dossier::Entity::find().select_only().column(dossier::Column::Id);
        find.filter(dossier::Column::Closed.eq(false)).limit(most)
    };
    let waits = || open().filter(dossier::Column::HolderRole.eq(role.as_str()));
    let found: Vec<Uuid> = match role {
        Role::Official => {
            // By the locality, for which there is an index.
            let there = open().filter(dossier::Column::LocalityId.eq(locality.unwrap_or_default()));
            there.filter(dossier::Column::OrgId.eq(org.0)).into_tuple().all(conn.raw()).await?
        }
        Role::Leader => waits().filter(dossier::Column::LocalityId.eq(org.0)).into_tuple().all(conn.raw()).await?,
        Role::GovernmentOffice => {
            waits().filter(dossier::Column::PmSubmitted.eq(true)).into_tuple().all(conn.raw()).await?
        }
        Role::Reviewer => {
            let find = consultation::Entity::find().select_only().column(consultation::Column::DossierId).distinct();
            let find = find.filter(consultation::Column::BodyId.eq(org.0));
            let find = find.filter(
                consultation::Column::Status
                    .is_in([ConsultationStatus::Open, ConsultationStatus::Stopped].map(|status| name_of(&status))),
            );
            find.limit(most).into_tuple().all(conn.raw()).await?
        }
        Role::Inspector | Role::Administrator | Role::System => Vec::new(),
    };
    Ok(found.len())
}
