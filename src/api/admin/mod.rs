//! Administration of people and organisations, for an administrator's token: the same acts as the pages under `/admin`.

pub mod accounts;
pub mod organisations;

use crate::app::admin::ledger::Once;
use crate::app::{App, Error, Who};
use crate::http::error::Failed;
use axum::http::StatusCode;
use serde::Serialize;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::default()
        .routes(routes!(organisations::list, organisations::enter))
        .routes(routes!(organisations::show))
        .routes(routes!(organisations::change))
        .routes(routes!(organisations::end))
        .routes(routes!(organisations::enter_post))
        .routes(routes!(organisations::post))
        .routes(routes!(organisations::change_post))
        .routes(routes!(organisations::end_post))
        .routes(routes!(organisations::take))
        .routes(routes!(organisations::end_holding))
        .routes(routes!(accounts::list, accounts::invite))
        .routes(routes!(accounts::show))
        .routes(routes!(accounts::change))
        .routes(routes!(accounts::send_link))
        .routes(routes!(accounts::withdraw_link))
        .routes(routes!(accounts::end_sessions))
        .routes(routes!(accounts::close))
        .routes(routes!(accounts::reopen))
        .routes(routes!(accounts::erase))
        .routes(routes!(accounts::revoke))
        .routes(routes!(accounts::preview, accounts::hand_over))
}

/// Lets what `who` does by `change` have one effect under his key, `input` for `act`, however often it is sent.
///
/// # Errors
/// [`Error::KeyReused`] when the key came with another request; those of `change`.
async fn once(
    app: &App,
    who: Arc<Who>,
    key: Option<String>,
    (act, input): (&str, &impl Serialize),
    change: impl AsyncFnOnce(&Who) -> Result<(), Error>,
) -> Result<StatusCode, Failed> {
    let once = Once::new(key.as_deref(), act, input);
    if once.saved(app, &who).await?.is_none() {
        let once = Arc::new(once);
        let who = match key {
            None => who,
            Some(_) => Arc::new(Who { once: Some(Arc::clone(&once)), ..Arc::unwrap_or_clone(who) }),
        };
        once.settled(app, &who, change(&who).await, drop).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
