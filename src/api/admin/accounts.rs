//! Accounts, invitations and the hand-over of work.

use super::once;
use crate::api::answers::{Reads, Writes};
use crate::api::dto::admin::*;
use crate::api::extract::{At, Body, Key, Params};
use crate::app::App;
use crate::app::admin::account_acts::{self as acts, AccountIn};
use crate::app::admin::accounts::{self, InviteIn};
use crate::app::admin::hand_over::{self as handing, SuccessionIn};
use crate::app::admin::list::{self as lists, Standing};
use crate::app::admin::{behind, links, view};
use crate::app::input::Invalid;
use crate::app::search;
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// `invited`, `active` or `closed`.
    state: Option<String>,
    /// Words in name or address, whatever their tones.
    q: Option<String>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Accounts, by address, with the posts held today.
#[utoipa::path(
    get,
    path = "/api/v1/admin/accounts",
    operation_id = "admin_list_accounts",
    tag = "administration",
    params(AccountQuery),
    responses((status = 200, description = "A page", body = AdminAccountPage), Reads)
)]
pub async fn list(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<AccountQuery>,
) -> Result<Json<AdminAccountPage>, Failed> {
    let limit = search::limit(query.limit)?;
    let standing = match query.state.as_deref() {
        None => None,
        Some(name) => {
            let found = Standing::ALL.into_iter().find(|standing| standing.as_str() == name);
            Some(found.ok_or_else(|| Invalid::field("state", "choose-one"))?)
        }
    };
    let text = query.q.as_deref().unwrap_or_default();
    Ok(Json(lists::accounts(&app, &who, standing, text, query.after.as_deref(), limit).await?.into()))
}

/// Invites a person, into a post if one is named: a mail with a one-time link goes out.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts",
    operation_id = "admin_invite_account",
    tag = "administration",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = InviteIn,
    responses((status = 201, description = "Entered", body = Entered), Writes)
)]
pub async fn invite(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Key(key): Key,
    Body(input): Body<InviteIn>,
) -> Result<(StatusCode, Json<Entered>), Failed> {
    let id = accounts::invite(&app, &who, key.as_deref(), &input).await?;
    Ok((StatusCode::CREATED, Json(Entered { id })))
}

/// One account: posts, deputies, sessions, tokens.
#[utoipa::path(
    get,
    path = "/api/v1/admin/accounts/{id}",
    operation_id = "admin_read_account",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id")),
    responses((status = 200, description = "As it stands", body = AdminAccountOut), Reads)
)]
pub async fn show(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<AdminAccountOut>, Failed> {
    Ok(Json(view::account(&app, &who, id).await?.into()))
}

/// Corrects name, language and address. What was recorded keeps the name of its time; links sent to an old address no longer
/// count. A closed account is not changed.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/change",
    operation_id = "admin_change_account",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = AccountIn,
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn change(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<AccountIn>,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_change_account", &(id, &input)), async |who| acts::change(&app, who, id, &input).await)
        .await
}

/// Sends the one-time link: the invitation anew, or to reset a password. Links sent before no longer count.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/send-link",
    operation_id = "admin_send_link",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn send_link(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
) -> Result<StatusCode, Failed> {
    links::send(&app, &who, key.as_deref(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws the one-time link.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/withdraw-link",
    operation_id = "admin_withdraw_link",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn withdraw_link(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_withdraw_link", &id), async |who| links::withdraw(&app, who, id).await).await
}

/// Ends all sessions of a person.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/end-sessions",
    operation_id = "admin_end_sessions",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn end_sessions(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_end_sessions", &id), async |who| acts::end_sessions(&app, who, id).await).await
}

/// Closes an account: sessions and tokens end at once, links no longer count.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/close",
    operation_id = "admin_close",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn close(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_close", &id), async |who| acts::close(&app, who, id).await).await
}

/// Reopens a closed account. Tokens stay revoked.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/reopen",
    operation_id = "admin_reopen",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn reopen(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_reopen", &id), async |who| acts::reopen(&app, who, id).await).await
}

/// Erases name and address of a closed account for good; every proof stays whole.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/erase-name",
    operation_id = "admin_erase",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn erase(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_erase", &id), async |who| acts::erase(&app, who, id).await).await
}

/// Revokes a token.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/tokens/{token}/revoke",
    operation_id = "admin_revoke_token",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("token" = Uuid, Path, description = "Id of the token"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses((status = 204, description = "Done; a second time changes nothing"), Writes)
)]
pub async fn revoke(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At((id, token)): At<(Uuid, Uuid)>,
    Key(key): Key,
) -> Result<StatusCode, Failed> {
    once(&app, who, key, ("admin_revoke_token", &(id, token)), async |who| {
        acts::revoke_token(&app, who, id, token).await
    })
    .await
}

/// What a hand-over would move, and what would have nobody without one, also when the holding has ended: numbers only, the
/// administrator may not read dossiers.
#[utoipa::path(
    get,
    path = "/api/v1/admin/holdings/{id}/hand-over",
    operation_id = "admin_preview_hand_over",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id")),
    responses((status = 200, description = "As it stands", body = AdminHandOver), Reads)
)]
pub async fn preview(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
) -> Result<Json<AdminHandOver>, Failed> {
    let moving = handing::preview(&app, &who, id).await?;
    let from = handing::usual_day(&app, &moving.holding);
    let stays = behind::of_holding(&app, &who, id, from.pred_opt().unwrap_or(from)).await?;
    Ok(Json(AdminHandOver::new(moving, from, stays)))
}

/// Hands the work of a post over in one recorded act: the holding ends, the successor's begins, dossiers wait for him. Not
/// before the last day on which the leaver did something in it.
#[utoipa::path(
    post,
    path = "/api/v1/admin/holdings/{id}/hand-over",
    operation_id = "admin_hand_over",
    tag = "administration",
    params(("id" = Uuid, Path, description = "Id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    request_body = SuccessionIn,
    responses((status = 201, description = "Entered", body = Entered), Writes)
)]
pub async fn hand_over(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
    Body(input): Body<SuccessionIn>,
) -> Result<(StatusCode, Json<Entered>), Failed> {
    let id = handing::hand_over(&app, &who, key.as_deref(), id, &input).await?;
    Ok((StatusCode::CREATED, Json(Entered { id })))
}
