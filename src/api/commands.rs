//! Commands: everything that changes a dossier.

use super::Speaks;
use super::answers::Writes;
use super::conditional::{is_held, stands};
use super::dossiers::after;
use super::dto::SeenJson;
use super::dto::dossier::DossierOut;
use super::extract::{At, Body, Form, Key, is_multipart, or_null, unknown_part};
use crate::app::act::{Asked, Done, act, admitted};
use crate::app::files::Upload;
use crate::app::input::{Invalid, language_tag};
use crate::app::{App, Who, seen};
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::HeaderMap;
use engine::dossier::Dossier;
use engine::pack::Action;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// A command.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandIn {
    /// A `command` of the dossier's `available`.
    command: String,
    /// The `seen` that stood beside it.
    #[schema(value_type = SeenJson, required = true)]
    seen: Option<SeenJson>,
    /// Data; the shape goes by the command's `action`, see docs/api.md.
    #[schema(value_type = Option<Object>)]
    data: Option<Value>,
}

/// A command with papers.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the parts, which are read one by one")]
pub struct CommandForm {
    /// A `command` of the dossier's `available`.
    command: String,
    /// The `seen` that stood beside it, as JSON.
    seen: String,
    /// Data, as JSON.
    data: Option<String>,
    /// A paper: any part named `paper.<paper>`, as often as needed.
    #[schema(rename = "paper.signed-copy", format = Binary, content_media_type = "application/octet-stream")]
    paper: Option<Vec<u8>>,
}

/// A new text.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the parts, which are read one by one")]
pub struct TextsForm {
    /// What changed.
    note: Option<String>,
    /// The `seen` of the dossier's command, as JSON.
    seen: String,
    /// Languages whose text of the last revision stays as it is, joined by commas. Others are left out.
    keep: Option<String>,
    /// The Vietnamese text: DOCX, PDF or plain text.
    #[schema(rename = "text.vi", format = Binary, content_media_type = "application/octet-stream")]
    vi: Vec<u8>,
    /// The English text. Any other language goes into a part named `text.<tag>`.
    #[schema(rename = "text.en", format = Binary, content_media_type = "application/octet-stream")]
    en: Option<Vec<u8>>,
}

/// What was done, and the dossier afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommandDone {
    /// Number of the dossier.
    number: String,
    /// Command carried out.
    command: String,
    /// Its entry in the dossier's record.
    seq: u64,
    /// State after the command; with a repeated key that of the first time.
    state: String,
    /// Track after the command.
    track: String,
    /// The dossier as it stands now; none when it is no longer the caller's to see.
    dossier: Option<Box<DossierOut>>,
}

/// Carries out a command; papers come as multipart. A refused attempt is recorded.
#[utoipa::path(
    post,
    path = "/api/v1/dossiers/{number}/commands",
    operation_id = "command_dossier",
    tag = "commands",
    params(
        ("number" = String, Path, description = "Number of the dossier"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the dossier as it was read: 412 when it has changed")
    ),
    request_body(content(
        (CommandIn = "application/json"),
        (CommandForm = "multipart/form-data")
    )),
    responses((status = 200, description = "What was done", body = CommandDone), Writes)
)]
pub async fn command(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Speaks(l): Speaks,
    At(number): At<String>,
    Key(key): Key,
    request: Request,
) -> Result<Json<CommandDone>, Failed> {
    unchanged(&app, &who, l, &number, request.headers()).await?;
    let (input, files) = read(&app, request).await?;
    let Some(saw) = input.seen else {
        // Who may not give the command hears that, not what his request lacks.
        admitted(&app, &who, &number, &input.command).await.map_err(Failed::on(&number))?;
        return Err(Invalid::field("seen", "required").into());
    };
    let mut asked = Asked::new(input.command, Some(saw.into()), or_null(input.data));
    for file in files {
        let Some(paper) = file.field.strip_prefix("paper.").map(str::to_owned) else {
            return Err(unknown_part(&file.field));
        };
        asked.papers.push((paper, file));
    }
    let done = act(&app, &who, &number, &asked, key.as_deref()).await.map_err(Failed::on(&number))?;
    Ok(Json(outcome(&app, &who, l, done).await))
}

/// Whether the dossier is still the one whose mark the caller gave, if he gave one. What he saw of it travels as `seen`
/// in any case; this is for programs that follow marks.
async fn unchanged(app: &App, who: &Who, l: crate::i18n::L, number: &str, headers: &HeaderMap) -> Result<(), Failed> {
    if !is_held(headers) {
        return Ok(());
    }
    stands(headers, &after(app, who, l, number).await?)
}

async fn read(app: &App, mut request: Request) -> Result<(CommandIn, Vec<Upload>), Failed> {
    if !is_multipart(request.headers()) {
        // The route takes files, but JSON is no larger here than elsewhere.
        DefaultBodyLimit::max(app.config.server.max_body_kb * 1024).apply(&mut request);
        let Body(input) = Body::<CommandIn>::from_request(request, &()).await?;
        return Ok((input, Vec::new()));
    }
    let mut form = Form::from_request(request, &()).await?;
    let input = CommandIn {
        command: form.take("command").ok_or_else(|| Invalid::field("command", "required"))?,
        seen: Some(form.seen()?),
        data: form.json("data")?,
    };
    form.finish()?;
    Ok((input, form.files))
}

async fn outcome(app: &App, who: &Who, l: crate::i18n::L, done: Done) -> CommandDone {
    // Done is done: a dossier that cannot be shown now must not look like a command that failed.
    let dossier = after(app, who, l, &done.number).await.ok().map(Box::new);
    CommandDone {
        number: done.number,
        command: done.command,
        seq: done.seq,
        state: done.state,
        track: done.track,
        dossier,
    }
}

/// Adds a text revision. Opinions on the older text become void.
#[utoipa::path(
    post,
    path = "/api/v1/dossiers/{number}/texts",
    operation_id = "add_texts",
    tag = "commands",
    params(
        ("number" = String, Path, description = "Number of the dossier"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the dossier as it was read: 412 when it has changed")
    ),
    request_body(content = TextsForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What was done", body = CommandDone), Writes)
)]
pub async fn texts(
    State(app): State<Arc<App>>,
    ApiActor(who): ApiActor,
    Speaks(l): Speaks,
    At(number): At<String>,
    Key(key): Key,
    headers: HeaderMap,
    mut form: Form,
) -> Result<Json<CommandDone>, Failed> {
    unchanged(&app, &who, l, &number, &headers).await?;
    let saw = form.seen()?;
    let note = form.take("note").unwrap_or_default();
    let keep = form.take("keep").unwrap_or_default();
    let keep: Vec<&str> = keep.split(',').map(str::trim).filter(|lang| !lang.is_empty()).collect();
    form.finish()?;
    let dossier = match seen::dossier(&app, &who, &number).await {
        Ok(dossier) => Some(dossier),
        Err(crate::app::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let mut texts = Vec::new();
    for file in form.files {
        let Some(lang) = file.field.strip_prefix("text.").map(str::to_owned) else {
            return Err(unknown_part(&file.field));
        };
        texts.push((language_tag(&file.field, &lang)?, file));
    }
    let command = dossier.as_ref().map_or_else(|| "revise-text".to_owned(), |dossier| revising(&app, dossier));
    let asked = Asked { texts, ..Asked::new(command, Some(saw.into()), json!({ "note": note, "keep": keep })) };
    let done = act(&app, &who, &number, &asked, key.as_deref()).await.map_err(Failed::on(&number))?;
    Ok(Json(outcome(&app, &who, l, done).await))
}

/// The command of the dossier's track that takes texts.
fn revising(app: &App, dossier: &Dossier) -> String {
    let pack = app.pinned(&dossier.pack).ok();
    let track = pack.as_ref().and_then(|pack| pack.track(&dossier.track));
    let found = track.and_then(|track| track.doing(Action::ReviseText));
    found.map_or_else(|| "revise-text".to_owned(), |known| known.id.clone())
}
