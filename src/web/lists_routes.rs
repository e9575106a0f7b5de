//! Routes of lists, the record, rules, mail status and the demo's clock.

use super::{Web, admin, export, packs, record, worklist};
use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

/// The routes.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/", get(worklist::show))
        .route("/notices", get(worklist::notices))
        .route("/notices/read", post(worklist::read))
        .route("/notices/{id}/read", post(worklist::read_one))
        .route("/record", get(record::show))
        .route("/record/verify", get(async || Redirect::to("/record")).post(record::verify))
        .route("/record/export.csv", get(export::csv))
        .route("/record/export.jsonl", get(export::jsonl))
        .route("/dossiers/{number}/record", get(record::of_dossier))
        .route("/dossiers/{number}/record/export.csv", get(export::dossier_csv))
        .route("/dossiers/{number}/record/export.jsonl", get(export::dossier_jsonl))
        .route("/packs", get(packs::list))
        .route("/packs/{id}/{version}", get(packs::show))
        .route("/admin/mail", get(admin::mail))
        .route("/admin/mail/{id}/retry", post(admin::retry))
        .route("/about", get(admin::about))
        .route("/demo/clock", get(admin::clock).post(admin::move_clock))
}
