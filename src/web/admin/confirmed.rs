//! What is done to an account at a button: a page that says what will happen, then the act.

use super::frame::{self, Sheet, done};
use super::posts::{few, hand_over_link};
use crate::app::Error;
use crate::app::admin::account_acts as acts;
use crate::app::admin::behind;
use crate::app::admin::links as one_time;
use crate::app::admin::view;
use crate::web::cite::pick;
use crate::web::posted::{Fields, Posted};
use crate::web::views::parts::Fact;
use crate::web::{Reader, Web};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

const LIST: &str = "/admin/accounts";

/// Acts that only ask to be confirmed: address, act, what is said before, and whether it is grave.
const CONFIRMED: [(&str, &str, &str, bool); 6] = [
    ("send-link", "send-link", "account-send-link-lead", false),
    ("withdraw-link", "withdraw-link", "account-withdraw-link-lead", true),
    ("end-sessions", "end-sessions", "account-end-sessions-lead", true),
    ("close", "close-account", "account-close-lead", true),
    ("reopen", "reopen-account", "account-reopen-lead", false),
    ("erase", "erase-name", "account-erase-lead", true),
];

async fn confirm_sheet(web: &Web, reader: &Reader, id: Uuid, address: &str) -> Result<(Sheet, Fields), Error> {
    let view = view::account(&web.app, reader.who(), id).await?;
    let l = reader.l;
    let found = CONFIRMED.into_iter().find(|(known, ..)| *known == address);
    let (_, act, lead, grave) = found.ok_or(Error::NotFound)?;
    let title = l.t(&["do-", act].concat());
    let today = web.app.today();
    let held = view.held.iter().filter(|held| act == "close-account" && held.is_on(today));
    let mut facts = vec![
        Fact::typed(l.t("field-person-name"), frame::name(l, &view.name)),
        Fact::typed(l.t("field-email"), &view.email),
    ];
    let mut instead = None;
    for held in held.clone() {
        let stays = behind::of_holding(&web.app, reader.who(), held.holding.id, today).await?;
        let said = [("n", stays.by_name.to_string()), ("alone", few(l, stays.alone.unwrap_or_default()))];
        facts.push(Fact::typed(
            format!("{}, {}", pick(l, &held.title), pick(l, &held.org_name)),
            l.ta("account-close-left", &said),
        ));
        if !held.holding.deputy && held.holding.from_on < today && !stays.is_empty() {
            instead = instead.or_else(|| Some(hand_over_link(l, held)));
        }
    }
    let sheet = Sheet {
        title: title.clone(),
        lead: Some(l.t(lead)),
        warning: held.clone().next().map(|_| l.t("account-close-holds")),
        instead,
        facts,
        url: format!("{LIST}/{id}/{address}"),
        submit: title,
        grave,
        back: (frame::name(l, &view.name), format!("{LIST}/{id}")),
        ..Sheet::default()
    };
    Ok((sheet, Fields::default()))
}

/// GET /admin/accounts/{id}/{act}
pub async fn confirm(State(web): State<Web>, Path((id, act)): Path<(String, String)>, reader: Reader) -> Response {
    let Ok(id) = id.parse() else { return reader.error_page(&web, StatusCode::NOT_FOUND) };
    frame::show(&web, &reader, confirm_sheet(&web, &reader, id, &act).await, None)
}

/// POST /admin/accounts/{id}/{act}
pub async fn carry_out(
    State(web): State<Web>,
    Path((id, address)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let reader = &posted.reader;
    let found = CONFIRMED.into_iter().find(|(known, ..)| *known == address);
    let (Ok(id), Some((_, act, ..))) = (id.parse(), found) else {
        return reader.error_page(&web, StatusCode::NOT_FOUND);
    };
    let (app, who) = (&*web.app, &**reader.who());
    let mut wrong = None;
    if !posted.fields.unsent() {
        let carried = match act {
            "send-link" => one_time::send(app, who, posted.key().as_deref(), id).await,
            "withdraw-link" => one_time::withdraw(app, who, id).await,
            "end-sessions" => acts::end_sessions(app, who, id).await,
            "close-account" => acts::close(app, who, id).await,
            "reopen-account" => acts::reopen(app, who, id).await,
            _ => acts::erase(app, who, id).await,
        };
        match carried {
            Ok(()) => return done(&format!("{LIST}/{id}"), act),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, confirm_sheet(&web, reader, id, &address).await, wrong)
}

/// POST /admin/accounts/{id}/tokens/{token}/revoke
pub async fn revoke(State(web): State<Web>, Path((id, token)): Path<(String, String)>, posted: Posted) -> Response {
    let (Ok(id), Ok(token)) = (id.parse::<Uuid>(), token.parse()) else {
        return posted.reader.error_page(&web, StatusCode::NOT_FOUND);
    };
    match acts::revoke_token(&web.app, posted.reader.who(), id, token).await {
        Ok(()) => done(&format!("{LIST}/{id}"), "revoke-token"),
        Err(error) => posted.reader.failed(&web, &error),
    }
}
