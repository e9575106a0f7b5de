//! Rule packs as the program carries them.

use super::answers::Reads;
use super::dto::{Text, name};
use super::extract::At;
use crate::app::{App, Error};
use crate::http::error::Failed;
use crate::registry::PackFile;
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use engine::pack::{Use, register};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// A track in brief.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackBrief {
    /// Fixed name.
    id: String,
    /// Title.
    title: Text,
    /// Who qualifies and what it departs from.
    summary: Text,
    /// Whether it is on.
    enabled: bool,
}

/// A pack in brief.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackBrief {
    /// Id.
    id: String,
    /// Version.
    version: u32,
    /// Title.
    title: Text,
    /// Shown with everything under these rules.
    banner: Option<Text>,
    /// First day on which a procedure may start under it.
    in_force_from: NaiveDate,
    /// Last such day; none while in force.
    in_force_to: Option<NaiveDate>,
    /// SHA-256 of its text, hex.
    sha256: String,
    /// Tracks.
    tracks: Vec<TrackBrief>,
}

impl PackBrief {
    fn new(app: &App, file: &PackFile) -> Self {
        let pack = &file.pack;
        let rules = app.in_use();
        let off = rules.off(&pack.id);
        let track = |track: &engine::pack::Track| TrackBrief {
            id: track.id.clone(),
            title: (&track.title).into(),
            summary: (&track.summary).into(),
            enabled: !off.contains(&track.id),
        };
        Self {
            id: pack.id.clone(),
            version: pack.version,
            title: (&pack.title).into(),
            banner: pack.banner.as_ref().map(Text::from),
            in_force_from: pack.in_force_from,
            in_force_to: pack.in_force_to,
            sha256: file.sha256.clone(),
            tracks: pack.tracks.iter().map(track).collect(),
        }
    }
}

/// Packs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Packs {
    /// By id and version.
    items: Vec<PackBrief>,
}

/// A pack in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackFull {
    /// In brief.
    #[serde(flatten)]
    brief: PackBrief,
    /// Everything, in the shape of the pack format (docs/workflow-format.md): provisions, fields, kinds, checklist,
    /// papers, clocks, duties, tracks with states and transitions.
    #[schema(value_type = Object)]
    rules: Value,
    /// The provisions register: what rests on each provision, by its id.
    register: BTreeMap<String, Vec<UseOut>>,
}

/// Something that rests on a provision.
#[derive(Debug, Serialize, ToSchema)]
pub struct UseOut {
    /// `track`, `command`, `clock`, `paper`, `duty`, `question`, `act`, `party`, `ground`, `subject` or `invariant`.
    kind: String,
    /// Where it stands in the pack's file.
    place: String,
    /// What it is called.
    title: Text,
}

impl UseOut {
    fn new(found: &Use<'_>) -> Self {
        Self { kind: name(&found.kind), place: found.place.clone(), title: (&found.title).into() }
    }
}

/// Every version of every pack.
#[utoipa::path(
    get,
    path = "/api/v1/packs",
    operation_id = "list_packs",
    tag = "rules",
    responses((status = 200, description = "The packs", body = Packs), Reads)
)]
pub async fn list(State(app): State<Arc<App>>) -> Json<Packs> {
    Json(Packs { items: app.registry.packs().map(|file| PackBrief::new(&app, &file)).collect() })
}

/// One version of a pack, with its provisions and tracks.
#[utoipa::path(
    get,
    path = "/api/v1/packs/{id}/{version}",
    operation_id = "read_pack",
    tag = "rules",
    params(
        ("id" = String, Path, description = "Id of the pack"),
        ("version" = u32, Path, description = "Version")
    ),
    responses((status = 200, description = "The pack", body = PackFull), Reads)
)]
pub async fn show(State(app): State<Arc<App>>, At((id, version)): At<(String, u32)>) -> Result<Json<PackFull>, Failed> {
    let file = app.registry.pack(&id, version).ok_or(Error::NotFound)?;
    let rules = serde_json::to_value(&*file.pack).map_err(|error| Error::Fault(error.to_string()))?;
    let register = register(&file.pack).into_iter();
    let register = register.map(|(id, uses)| (id.to_owned(), uses.iter().map(UseOut::new).collect())).collect();
    Ok(Json(PackFull { brief: PackBrief::new(&app, &file), rules, register }))
}
