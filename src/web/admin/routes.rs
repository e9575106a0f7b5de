//! Routes of administration of people and organisations, and of the one-time link.

use super::{accounts, confirmed, hand_over, landing, organisations, posts};
use crate::web::{Web, join};
use axum::Router;
use axum::routing::{get, post};

/// The routes.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/join/{token}", get(join::show).post(join::send))
        .route("/admin", get(landing::show))
        .route("/admin/organisations", get(organisations::index))
        .route("/admin/organisations/new", get(organisations::new).post(organisations::enter))
        .route("/admin/organisations/{id}", get(organisations::show))
        .route("/admin/organisations/{id}/change", get(organisations::change_form).post(organisations::change))
        .route("/admin/organisations/{id}/end", get(organisations::end_form).post(organisations::end))
        .route("/admin/organisations/{id}/posts/new", get(posts::new).post(posts::enter))
        .route("/admin/posts/{id}", get(posts::show))
        .route("/admin/posts/{id}/change", get(posts::change_form).post(posts::change))
        .route("/admin/posts/{id}/end", get(posts::end_form).post(posts::end))
        .route("/admin/posts/{id}/hold", get(posts::hold_form).post(posts::hold))
        .route("/admin/accounts", get(accounts::index))
        .route("/admin/accounts/new", get(accounts::new).post(accounts::send_invitation))
        .route("/admin/accounts/{id}", get(accounts::show))
        .route("/admin/accounts/{id}/change", get(accounts::change_form).post(accounts::change))
        .route("/admin/accounts/{id}/tokens/{token}/revoke", post(confirmed::revoke))
        .route("/admin/accounts/{id}/{act}", get(confirmed::confirm).post(confirmed::carry_out))
        .route("/admin/holdings/{id}/end", get(posts::leave_form).post(posts::leave))
        .route("/admin/holdings/{id}/hand-over", get(hand_over::show).post(hand_over::send))
}
