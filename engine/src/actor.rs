//! Who acts: a person through the posts he or she holds.
//!
//! What a role may do with a dossier is decided in [`crate::policy`]; this file only says who somebody is.

use crate::ids::{AccountId, OrgId, PostId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a post is for (`workflows/README.md`, "Roles").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Local official who drafts, sends and reports.
    Official,
    /// Head of the locality (or recorded deputy) who clears, decides and signs.
    Leader,
    /// Reviewer of a consulted body, the Ministry of Foreign Affairs among them.
    Reviewer,
    /// Office of the Government: records the Prime Minister's opinion.
    GovernmentOffice,
    /// Reads everything, changes nothing.
    Inspector,
    /// Runs organisations and accounts; sees no dossier content.
    Administrator,
    /// The service itself: timers.
    System,
}

impl Role {
    /// Every role, in the order of the policy matrix.
    pub const ALL: [Role; 7] = [
        Role::Official,
        Role::Leader,
        Role::Reviewer,
        Role::GovernmentOffice,
        Role::Inspector,
        Role::Administrator,
        Role::System,
    ];

    /// The role's fixed name in packs, the API and the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Official => "official",
            Role::Leader => "leader",
            Role::Reviewer => "reviewer",
            Role::GovernmentOffice => "government-office",
            Role::Inspector => "inspector",
            Role::Administrator => "administrator",
            Role::System => "system",
        }
    }

    /// The role of that fixed name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// One post that a person holds on the day of the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The post.
    pub post: PostId,
    /// The organisation the post belongs to.
    pub org: OrgId,
    /// The locality (province or centrally run city) the organisation belongs to, where there is one.
    pub locality: Option<OrgId>,
    /// What the post is for.
    pub role: Role,
    /// Whether the holder stands in for the post's owner as recorded deputy.
    pub deputy: bool,
}

/// A person as the engine sees him: an account and the posts held now. Names stay outside (only commitments enter
/// the record).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, or `None` for the service's own timers.
    pub account: Option<AccountId>,
    /// Posts held at the time of the act.
    pub holdings: Vec<Holding>,
}

impl Actor {
    /// The service itself.
    pub fn system() -> Self {
        Self { account: None, holdings: Vec::new() }
    }

    /// Whether any post has `role`.
    pub fn has(&self, role: Role) -> bool {
        self.holdings.iter().any(|holding| holding.role == role)
    }
}

/// Under which post an act was done; stored in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    /// The account, `None` for the service itself.
    pub account: Option<AccountId>,
    /// The post, `None` for the service itself.
    pub post: Option<PostId>,
    /// The organisation, `None` for the service itself.
    pub org: Option<OrgId>,
    /// In which role.
    pub role: Role,
    /// Whether as recorded deputy.
    pub deputy: bool,
}
