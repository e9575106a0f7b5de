//! Changes of the registry as they come in.

use crate::app::catalogue::input::{ActivityData, DocumentData, PartnerData, RelationData};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A change of a partner.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerChange {
    /// `version` as it was read.
    #[schema(minimum = 1)]
    pub seen: u64,
    /// What changes; fields left out stay as they are.
    #[schema(value_type = PartnerData)]
    pub change: Value,
}

/// A change of a relation.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationChange {
    /// `version` as it was read.
    #[schema(minimum = 1)]
    pub seen: u64,
    /// What changes; fields left out stay as they are.
    #[schema(value_type = RelationData)]
    pub change: Value,
}

/// A change of a document.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentChange {
    /// `version` as it was read.
    #[schema(minimum = 1)]
    pub seen: u64,
    /// What changes; fields left out stay as they are.
    #[schema(value_type = DocumentData)]
    pub change: Value,
}

/// A change of an activity.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityChange {
    /// `version` as it was read.
    #[schema(minimum = 1)]
    pub seen: u64,
    /// What changes; fields left out stay as they are.
    #[schema(value_type = ActivityData)]
    pub change: Value,
}

/// The version that was read.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenVersion {
    /// `version` as it was read.
    #[schema(minimum = 1)]
    pub seen: u64,
}
