//! Hand-over of a post's work: what would move, to whom, and the confirmation. Numbers only: the administrator may not read
//! dossiers.

use super::frame::{self, Id, Sheet, day, done, languages, line};
use crate::app::Error;
use crate::app::admin::hand_over::{Preview, SuccessionIn, hand_over, preview, usual_day};
use crate::i18n::L;
use crate::web::cite::pick;
use crate::web::posted::{Fields, Posted};
use crate::web::views::form::Control;
use crate::web::views::parts::Fact;
use crate::web::{Reader, Web};
use axum::extract::State;
use axum::response::Response;
use engine::text::Bilingual;
use uuid::Uuid;

/// Most numbers that the page lists.
const LISTED: usize = 200;

fn numbers(l: L, found: &[String]) -> String {
    if found.is_empty() {
        return l.t("hand-over-none");
    }
    let listed = found.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    let more = if found.len() > LISTED { ", …" } else { "" };
    l.ta("hand-over-n", &[("n", found.len().to_string()), ("numbers", format!("{listed}{more}"))])
}

fn facts(l: L, moving: &Preview) -> Vec<Fact> {
    let post = pick(l, &Bilingual::new(&moving.post.title_vi, &moving.post.title_en));
    let mut facts = vec![
        Fact::typed(l.t("hand-over-leaver"), frame::name(l, &moving.leaver)),
        Fact::typed(l.t("field-post"), format!("{post}, {}", pick(l, &moving.org))),
        Fact::new(l.t("hand-over-requests"), numbers(l, &moving.requests)),
        Fact::new(l.t("hand-over-drafts"), numbers(l, &moving.drafts)),
    ];
    if moving.deputies > 0 {
        facts.push(Fact::new(l.t("hand-over-deputies"), l.ta("hand-over-deputies-n", &[("n", moving.deputies)])));
    }
    facts
}

async fn sheet(web: &Web, reader: &Reader, id: Uuid, typed: Option<&Fields>) -> Result<(Sheet, Fields), Error> {
    let moving = preview(&web.app, reader.who(), id).await?;
    let l = reader.l;
    let typed = typed
        .cloned()
        .unwrap_or_else(|| frame::filled(&[("from", l.short_date(usual_day(&web.app, &moving.holding)))]));
    let email = Control::Text { value: typed.raw("email"), kind: "email", autocomplete: "off" };
    let sheet = Sheet {
        title: l.t("do-hand-over-post"),
        lead: Some(l.t("hand-over-lead")),
        facts: facts(l, &moving),
        fields: vec![
            frame::field(l, "email", l.t("hand-over-email"), email).hint(l.t("hand-over-email-hint")),
            line(l, "name", l.t("hand-over-name"), &typed).hint(l.t("hand-over-name-hint")).optional(),
            languages(l, &typed),
            day(l, "from", l.t("hand-over-from"), &typed).hint(l.t("hand-over-from-hint")),
        ],
        url: format!("/admin/holdings/{id}/hand-over"),
        submit: l.t("hand-over-button"),
        grave: true,
        back: (frame::name(l, &moving.leaver), format!("/admin/accounts/{}", moving.holding.account_id)),
        ..Sheet::default()
    };
    Ok((sheet, typed))
}

/// GET /admin/holdings/{id}/hand-over
pub async fn show(State(web): State<Web>, Id(id): Id, reader: Reader) -> Response {
    frame::show(&web, &reader, sheet(&web, &reader, id, None).await, None)
}

/// POST /admin/holdings/{id}/hand-over
pub async fn send(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let found = sheet(&web, reader, id, Some(typed)).await;
    let mut wrong = None;
    if let (false, Ok((sheet, _))) = (typed.unsent(), &found) {
        let input = SuccessionIn {
            email: typed.raw("email"),
            name: typed.some("name"),
            lang: typed.some("lang"),
            from: typed.some("from"),
        };
        match hand_over(&web.app, reader.who(), posted.key().as_deref(), id, &input).await {
            Ok(_) => return done(&sheet.back.1, "hand-over-post"),
            Err(error) => wrong = Some(error),
        }
    }
    frame::show(&web, reader, found, wrong)
}
