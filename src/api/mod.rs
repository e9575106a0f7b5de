//! The REST interface under `/api/v1`: the same use cases as the pages, as JSON.
//!
//! A handler takes what came, calls a use case and gives back a shape of [`dto`]; what goes wrong goes back with `?` and
//! is written down by [`crate::http::error::explain`]. Routes stand in one list, from which the OpenAPI document and the
//! page at `/api/docs` are made, so that neither can tell of a route that does not exist, or miss one that does.

pub mod admin;
mod administer;
mod adviser;
mod answers;
mod commands;
mod conditional;
mod directory;
mod docs;
mod dossiers;
pub mod dto;
mod extract;
mod files;
mod kept;
mod mails;
mod own;
mod record;
mod registry;
mod rules;
mod tools;

use crate::app::tokens::Scope;
use crate::app::{App, Error, seen};
use crate::http::RequestId;
use crate::http::actor::{ApiActor, Granted, speaks};
use crate::http::error::{Asking, Failed, Problem, explain};
use crate::i18n::L;
use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes that take files, for the limits of the server.
pub const UPLOADS: [&str; 2] = ["/api/v1/dossiers/{number}/commands", "/api/v1/dossiers/{number}/texts"];

/// Under this path everything is for administrators.
const ADMIN: &str = "/api/v1/admin/";

/// Every code that a problem may carry: the engine's refusals, and those of the interface.
pub const PROBLEMS: [&str; 40] = [
    "not-permitted",
    "unknown-command",
    "wrong-state",
    "text-changed",
    "step-changed",
    "already-answered",
    "guard-failed",
    "paper-missing",
    "invalid-data",
    "date-out-of-order",
    "date-outside-calendar",
    "secret",
    "excluded-content",
    "track-not-open",
    "no-pack-in-force",
    "not-found-here",
    "nothing-due",
    "invalid",
    "not-found",
    "unauthenticated",
    "forbidden",
    "token-scope",
    "precondition-failed",
    "too-many-requests",
    "idempotency-key-reused",
    "changed-meanwhile",
    "mail-sent-already",
    "mail-not-needed",
    "mail-link-gone",
    "token-issued-already",
    "partner-in-drafts",
    "busy",
    "still-exploring",
    "internal",
    "unreadable",
    "too-large",
    "wrong-type",
    "wrong-method",
    "cross-site",
    "too-slow",
];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Thỏa thuận: REST interface",
        description = "The procedure in which a Vietnamese locality concludes an international agreement.\n\n\
            Send `Authorization: Bearer …` with a token that you issued on the page `/account/tokens`, or that the \
            operator issued by the command `user token`. A dossier tells in `available` \
            which commands are yours now, what to send back as `seen`, and what still bars the others; send one of them \
            to `…/commands`.\n\n\
            Tokens have a scope: everything under `/api/v1/admin` needs `admin`, of the rest every GET `read` and \
            whatever changes something `write`; they end after the days they were issued for.\n\n\
            Answers to GET carry an `ETag`; sent back as `If-None-Match`, an answer that has not changed is 304 without \
            a body. A command may carry the dossier's as `If-Match`: 412 when it has changed since.\n\n\
            Every POST takes the header `Idempotency-Key`: the same key with the same request has one effect, however \
            often it is sent.\n\n\
            Lists are read by key: send `next` of one page as `after` for the following one, or follow the header \
            `Link` with `rel=\"next\"`.\n\n\
            What goes wrong is answered as problem details (RFC 9457) with a stable `code`, in the language of \
            `Accept-Language` (`vi` or `en`), else of the account.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact()
    ),
    tags(
        (name = "dossiers", description = "Dossiers: list, read, open."),
        (name = "commands", description = "Everything that moves or changes a dossier."),
        (name = "files", description = "Texts, papers, and how due days were counted."),
        (name = "record", description = "The record: everything done, refused and read."),
        (name = "directory", description = "Who you are, what waits for you, bodies and partners."),
        (name = "registry", description = "What stays when a procedure is over: partners, relations, documents, activities."),
        (name = "rules", description = "Rule packs: the law as dated, versioned data."),
        (name = "administration", description = "Organisations, posts, accounts, switches, targets, packs and mails; for administrators, with a token of the scope `admin`."),
        (name = "documentation", description = "This documentation.")
    ),
    components(schemas(
        Problem,
        crate::app::input::NoteIn,
        crate::app::input::ReasonIn,
        crate::app::input::TextIn,
        crate::app::input::RequestIn,
        crate::app::input::ReceiptIn,
        crate::app::input::AnswerIn,
        crate::app::input::RemarkIn,
        crate::app::input::SupplementsIn,
        crate::app::input::HandOverIn,
        crate::app::input::ReclassifyIn,
        crate::app::input::RepliesIn,
        crate::app::input::ReplyIn,
        crate::app::input::SubmissionIn,
        crate::app::input::PmOpinionIn,
        crate::app::input::DecisionIn,
        crate::app::input::SigningIn,
        crate::app::input::SignatoryIn,
        crate::app::input::InForceIn,
        crate::app::input::DutyIn
    )),
    security(("bearer" = [])),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token from the page `/account/tokens` or the command `user token EMAIL`."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The routes that need a token.
fn protected() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(dossiers::list, dossiers::open))
        .routes(routes!(dossiers::show))
        .routes(routes!(commands::command))
        .routes(routes!(commands::texts))
        .routes(routes!(record::of_dossier))
        .routes(routes!(record::whole))
        .routes(routes!(files::attachment))
        .routes(routes!(files::clock))
        .routes(routes!(directory::me))
        .routes(routes!(directory::worklist))
        .routes(routes!(directory::bodies))
        .routes(routes!(directory::partners, registry::enter_partner))
        .routes(routes!(registry::partner, registry::change_partner))
        .routes(routes!(registry::confirm_contact))
        .routes(routes!(registry::relations, registry::enter_relation))
        .routes(routes!(registry::relation, registry::change_relation))
        .routes(routes!(kept::documents, kept::enter_document))
        .routes(routes!(kept::document, kept::change_document))
        .routes(routes!(kept::activities, kept::enter_activity))
        .routes(routes!(kept::activity, kept::change_activity))
        .routes(routes!(rules::list))
        .routes(routes!(rules::show))
        .merge(admin::routes())
        .routes(routes!(tools::deadline))
        .routes(routes!(adviser::advise))
        .routes(routes!(tools::verification, tools::verify))
        .routes(routes!(tools::export))
        .routes(routes!(own::list))
        .routes(routes!(own::read))
        .routes(routes!(own::tokens))
        .routes(routes!(own::revoke))
        .routes(routes!(administer::list_switches))
        .routes(routes!(administer::switch))
        .routes(routes!(administer::list_targets))
        .routes(routes!(administer::set_target))
        .routes(routes!(administer::published, administer::publish))
        .routes(routes!(administer::check))
        .routes(routes!(administer::pinned))
        .routes(routes!(mails::list))
        .routes(routes!(mails::retry))
        .routes(routes!(mails::retry_all))
        .routes(routes!(mails::bounce))
}

/// The routes that need none.
fn public() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::default().routes(routes!(docs::document))
}

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    let (protected, _) = protected().split_for_parts();
    let (public, _) = public().split_for_parts();
    protected
        .route_layer(from_fn_with_state(Arc::clone(&app), gate))
        .merge(public)
        .route("/api/docs", get(docs::page))
        .with_state(app)
}

/// The OpenAPI document of all routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = protected().into_openapi();
    document.merge(public().into_openapi());
    document
}

/// Finds out who calls, before anything else is read, and writes down in his language what went wrong.
async fn gate(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.to_string());
    let (mut parts, body) = request.into_parts();
    let plain_names = matches!(parts.method, Method::GET | Method::HEAD);
    let actor = ApiActor::from_request_parts(&mut parts, &app).await;
    let l = speaks(&parts.headers, actor.as_ref().ok().map(|actor| &*actor.0));
    parts.extensions.insert(Speaks(l));
    let (uri, asked) = (parts.uri.clone(), parts.headers.clone());
    let actor = actor.and_then(|actor| within(&parts, actor));
    let (who, response) = match actor {
        Ok(actor) => (Some(actor.0), next.run(Request::from_parts(parts, body)).await),
        Err(failed) => (None, failed.into_response()),
    };
    let Some(failed) = response.extensions().get::<Arc<Failed>>().map(Arc::clone) else {
        return if plain_names { conditional::answer(&asked, &uri, response).await } else { response };
    };
    let pack = match (&*failed, &who) {
        (Failed::App(Error::Refused(_), Some(number)), Some(who)) => seen::rules(&app, who, number).await.ok(),
        _ => None,
    };
    let asking = Asking { l, path: &path, request_id: request_id.as_deref(), pack: pack.as_deref(), plain_names };
    explain(&app, &failed, &asking).await.into_response()
}

/// Whether the token of the request may do this: reading is for every token, administration for those of that scope.
fn within(parts: &axum::http::request::Parts, actor: ApiActor) -> Result<ApiActor, Failed> {
    let granted = parts.extensions.get::<Granted>().map(|granted| granted.0).unwrap_or_default();
    let needed = match parts.uri.path().starts_with(ADMIN) {
        true => Scope::Admin,
        false if matches!(parts.method, Method::GET | Method::HEAD) => Scope::Read,
        false => Scope::Write,
    };
    if granted >= needed { Ok(actor) } else { Err(Failed::Scope(needed.as_str())) }
}

/// The language of the answer, for handlers that write sentences.
#[derive(Debug, Clone, Copy)]
struct Speaks(L);

impl<S: Send + Sync> FromRequestParts<S> for Speaks {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, std::convert::Infallible> {
        Ok(parts.extensions.get::<Speaks>().copied().unwrap_or(Speaks(L::VI)))
    }
}
