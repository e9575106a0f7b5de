//! Mails for administrators: how they stand, sending again, and mails that came back.

use super::answers::{Reads, Writes};
use super::dto::instant;
use super::extract::{At, Body, Key, Params};
use crate::app::mails::{self, Mail};
use crate::app::{App, search};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which mails.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MailQuery {
    /// `queued`, `sent`, `failed`, `bounced` or `superseded`; all unless given.
    #[param(pattern = "^(queued|sent|failed|bounced|superseded)$")]
    state: Option<String>,
    /// Rows of a page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u64>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A mail. Neither its text nor its subject is the administrator's to read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MailOut {
    /// Id; with the domain of the service it is the Message-ID.
    id: Uuid,
    /// Address.
    to: String,
    /// Kind: `done` (something was done on a dossier), `digest` (reminders of a day), `link` (invitation or new password) or
    /// `letter`.
    kind: String,
    /// `queued`, `sent`, `failed` (given up), `bounced` (come back) or `superseded` (nobody needs it any more; final).
    state: String,
    /// Attempts.
    attempts: u32,
    /// When it was written.
    written_at: String,
    /// When it is tried next, while it waits.
    next_at: Option<String>,
    /// What the last attempt met.
    last_error: Option<String>,
}

impl From<Mail> for MailOut {
    fn from(mail: Mail) -> Self {
        Self {
            next_at: (mail.state == "queued").then(|| instant(mail.next_at)),
            id: mail.id,
            to: mail.to,
            kind: mail.kind,
            state: mail.state,
            attempts: mail.attempts,
            written_at: instant(mail.at),
            last_error: mail.last_error,
        }
    }
}

/// How many there are, each counted up to 1,001.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MailCounts {
    /// Waiting.
    queued: u64,
    /// Handed over.
    sent: u64,
    /// Given up.
    failed: u64,
    /// Come back.
    bounced: u64,
    /// Not needed any more.
    superseded: u64,
}

/// A page of mails, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MailPage {
    /// How many there are.
    counts: MailCounts,
    /// Mails.
    items: Vec<MailOut>,
    /// Send as `after` for the next page; none on the last.
    next: Option<String>,
}

/// Mails, newest first, with how many there are of each state.
#[utoipa::path(
    get,
    path = "/api/v1/admin/mails",
    operation_id = "list_mails",
    tag = "administration",
    params(MailQuery),
    responses((status = 200, description = "A page of mails", body = MailPage), Reads)
)]
pub async fn list(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Params(query): Params<MailQuery>,
) -> Result<Json<MailPage>, Failed> {
    let limit = search::limit(query.limit)?;
    if let Some(state) = &query.state {
        super::administer::one_of("state", state, &mails::STATES)?;
    }
    let found = mails::outbox(&app, &who, query.state.as_deref(), query.after.as_deref(), limit).await?;
    let counts = MailCounts {
        queued: found.standing.queued,
        sent: found.standing.sent,
        failed: found.standing.failed,
        bounced: found.standing.bounced,
        superseded: found.standing.superseded,
    };
    Ok(Json(MailPage { counts, items: found.rows.into_iter().map(MailOut::from).collect(), next: found.next }))
}

/// How many mails were put back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Requeued {
    /// How many.
    mails: u64,
}

/// Puts a mail that was given up or came back into the queue again; recorded. One that was sent (`mail-sent-already`) or that
/// nobody needs any more (`mail-not-needed`: its matter is over, or its reader has left the post) is not sent again, and neither is one whose one-time link is gone (`mail-link-gone`).
#[utoipa::path(
    post,
    path = "/api/v1/admin/mails/{id}/retry",
    operation_id = "retry_mail",
    tag = "administration",
    params(
        ("id" = Uuid, Path, description = "Id of the mail"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")
    ),
    responses((status = 200, description = "It waits", body = Requeued), Writes)
)]
pub async fn retry(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    At(id): At<Uuid>,
    Key(key): Key,
) -> Result<Json<Requeued>, Failed> {
    mails::retry(&app, &who, id, key.as_deref()).await?;
    Ok(Json(Requeued { mails: 1 }))
}

/// Puts every mail that was given up into the queue again, up to 1,000 at a time, but for those that nobody needs any more;
/// recorded.
#[utoipa::path(
    post,
    path = "/api/v1/admin/mails/retry",
    operation_id = "retry_mails",
    tag = "administration",
    params(("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: a mail is put back once")),
    responses((status = 200, description = "They wait", body = Requeued), Writes)
)]
pub async fn retry_all(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    _key: Key,
) -> Result<Json<Requeued>, Failed> {
    Ok(Json(Requeued { mails: mails::retry_all(&app, &who).await? }))
}

/// A mail that came back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BounceIn {
    /// Message-ID of the mail, or the address.
    #[schema(min_length = 3, max_length = 400)]
    what: String,
    /// What the other mail system said.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// What is known of the address now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BounceOut {
    /// Mails to it count as not arriving.
    failing: bool,
}

/// Takes up that a mail came back: by its Message-ID, or by the address. Its owner sees a banner, whoever holds the post
/// above gets a notice.
#[utoipa::path(
    post,
    path = "/api/v1/admin/mails/bounces",
    operation_id = "report_bounce",
    tag = "administration",
    params(("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: a bounce counts once")),
    request_body = BounceIn,
    responses((status = 200, description = "Recorded", body = BounceOut), Writes)
)]
pub async fn bounce(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    _key: Key,
    Body(given): Body<BounceIn>,
) -> Result<Json<BounceOut>, Failed> {
    mails::bounce(&app, &who, &given.what, &given.reason).await?;
    Ok(Json(BounceOut { failing: true }))
}
