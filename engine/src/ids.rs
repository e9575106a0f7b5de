//! Typed identifiers. They are given to the engine, never made here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id! {
    /// One dossier (*hồ sơ*): the procedure that produces, changes or ends a document.
    DossierId,
    /// A person's account.
    AccountId,
    /// A post: a role in an organisation, held by one person after another.
    PostId,
    /// An organisation.
    OrgId,
    /// One request for an opinion to one body, on one text revision.
    ConsultationId,
    /// One clock of a dossier.
    ClockId,
    /// One duty that was opened by signing.
    DutyId,
    /// One uploaded file of a dossier.
    AttachmentId,
    /// A foreign partner.
    PartnerId,
    /// A signed document.
    DocumentId,
}
