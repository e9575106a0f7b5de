//! The caller's own: notices and tokens. Tokens are issued on the page of their owner and by the command line only: one
//! that was stolen must not make another that lives longer.

use super::answers::{Reads, Writes};
use super::dto::instant;
use super::extract::{At, Body, Key, Params};
use super::record::PageQuery;
use crate::app::notices::{self, Notice, Said};
use crate::app::tokens::{self, Token};
use crate::app::{App, Error, search};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// A notice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoticeOut {
    /// Id.
    id: Uuid,
    /// `done` (something was done), `reminder`, `escalation` (somebody below is late), `unreachable` (mails to somebody
    /// below do not arrive), or `unknown`.
    #[schema(pattern = "^(done|reminder|escalation|unreachable|unknown)$")]
    kind: String,
    /// When.
    at: String,
    /// Not read yet.
    unread: bool,
    /// Number of the dossier it tells of.
    dossier: Option<String>,
    /// What it says, as a document of its kind.
    #[schema(value_type = Option<Object>)]
    said: Option<Value>,
}

impl NoticeOut {
    fn new(notice: Notice) -> Result<Self, Error> {
        let (kind, dossier, said) = match &notice.said {
            Some(Said::Done(done)) => ("done", Some(done.about.number.clone()), serde_json::to_value(done)),
            Some(Said::Due { item, escalated }) => {
                let kind = if *escalated { "escalation" } else { "reminder" };
                (kind, Some(item.about.number.clone()), serde_json::to_value(item))
            }
            Some(Said::Unreachable(whose)) => ("unreachable", None, serde_json::to_value(whose)),
            None => ("unknown", None, Ok(Value::Null)),
        };
        let said = said.map_err(|error| Error::Fault(error.to_string()))?;
        Ok(Self {
            id: notice.id,
            kind: kind.to_owned(),
            at: instant(notice.at),
            unread: notice.unread,
            dossier,
            said: Some(said).filter(|said| !said.is_null()),
        })
    }
}

/// A page of notices, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoticePage {
    /// The caller's own address, while mails to it do not arrive.
    failing_address: Option<String>,
    /// Notices.
    items: Vec<NoticeOut>,
    /// Send as `after` for the next page; none on the last.
    next: Option<String>,
}

/// The caller's notices, newest first. This list is the record of what he was told; mails are copies.
#[utoipa::path(
    get,
    path = "/api/v1/notices",
    operation_id = "list_notices",
    tag = "directory",
    params(PageQuery),
    responses((status = 200, description = "A page of notices", body = NoticePage), Reads)
)]
pub async fn list(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<PageQuery>,
) -> Result<Json<NoticePage>, Failed> {
    let limit = search::limit(query.limit)?;
    let (rows, next) = notices::notices(&app, &who, query.after.as_deref(), limit).await?;
    let failing_address = who.failing_address();
    let items = rows.into_iter().map(NoticeOut::new).collect::<Result<_, _>>()?;
    Ok(Json(NoticePage { failing_address, items, next }))
}

/// Which notice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadIn {
    /// The notice; all of them when it is left out.
    #[serde(default)]
    id: Option<Uuid>,
}

/// How many are unread now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Unread {
    /// How many, up to 101.
    unread: u64,
}

/// Marks one notice as read, or all of them.
#[utoipa::path(
    post,
    path = "/api/v1/notices/read",
    operation_id = "read_notices",
    tag = "directory",
    params(("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: what is read stays read")),
    request_body = ReadIn,
    responses((status = 200, description = "How many are left", body = Unread), Writes)
)]
pub async fn read(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    _key: Key,
    Body(given): Body<ReadIn>,
) -> Result<Json<Unread>, Failed> {
    notices::mark_read(&app, &who, given.id).await?;
    Ok(Json(Unread { unread: notices::unread(&app, &who).await? }))
}

/// A token of the caller; the secret itself was shown once and is nowhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TokenOut {
    /// Id.
    id: Uuid,
    /// What it is for.
    name: String,
    /// `read`, `write` or `admin`.
    #[schema(pattern = "^(read|write|admin)$")]
    scope: String,
    /// When it was issued.
    created_at: String,
    /// When it ends; none for one issued before tokens had an end.
    expires_at: Option<String>,
    /// When it was revoked.
    revoked_at: Option<String>,
    /// Whether it still counts.
    live: bool,
}

impl From<Token> for TokenOut {
    fn from(token: Token) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scope: token.scope.as_str().to_owned(),
            created_at: instant(token.created_at),
            expires_at: token.expires_at.map(instant),
            revoked_at: token.revoked_at.map(instant),
            live: token.live,
        }
    }
}

/// Tokens.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tokens {
    /// Newest first, up to 100.
    items: Vec<TokenOut>,
}

/// The caller's own tokens, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/tokens",
    operation_id = "list_tokens",
    tag = "directory",
    responses((status = 200, description = "The tokens", body = Tokens), Reads)
)]
pub async fn tokens(State(app): State<Arc<App>>, ApiActor(who): ApiActor) -> Result<Json<Tokens>, Failed> {
    Ok(Json(Tokens { items: tokens::own(&app, &who).await?.into_iter().map(TokenOut::from).collect() }))
}

/// Revokes one of the caller's own tokens at once; the one of this request too. Recorded.
#[utoipa::path(
    post,
    path = "/api/v1/tokens/{id}/revoke",
    operation_id = "revoke_token",
    tag = "directory",
    params(
        ("id" = Uuid, Path, description = "Id of the token"),
        ("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: a token is revoked once")
    ),
    responses((status = 200, description = "The tokens", body = Tokens), Writes)
)]
pub async fn revoke(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    _key: Key,
) -> Result<Json<Tokens>, Failed> {
    tokens::revoke(&app, &who, id).await?;
    Ok(Json(Tokens { items: tokens::own(&app, &who).await?.into_iter().map(TokenOut::from).collect() }))
}
