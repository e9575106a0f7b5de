//! Routes of lists, the record, rules, mail status and the demo's clock.

use super::{Web, admin, export, packs, publish, record, rules, tokens, worklist};
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
        .route("/admin/mail/retry", post(admin::retry_all))
        .route("/admin/mail/{id}/retry", post(admin::retry))
        .route("/admin/switches", get(rules::switches))
        .route("/admin/switches/{pack}/{track}", get(rules::switch_show).post(rules::switch_send))
        .route("/admin/targets", get(rules::targets))
        .route("/admin/targets/{pack}/{clock}", get(rules::target_show).post(rules::target_send))
        .route("/admin/rules", get(publish::list))
        .route("/admin/rules/check", get(async || Redirect::to("/admin/rules")).post(publish::check))
        .route("/admin/rules/publish", get(async || Redirect::to("/admin/rules")).post(publish::publish))
        .route("/admin/rules/{id}/{version}/dossiers", get(publish::pinned))
        .route("/calendar", get(publish::calendar))
        .route("/account/tokens", get(tokens::show).post(tokens::issue))
        .route("/account/tokens/{id}/revoke", post(tokens::revoke))
        .route("/about", get(admin::about))
        .route("/demo/clock", get(admin::clock).post(admin::move_clock))
}
