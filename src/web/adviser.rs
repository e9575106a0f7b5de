//! The adviser: a pasted text with the words highlighted that commit somebody. Nothing is stored.

use super::posted::{Fields, Posted};
use super::reader::html;
use super::views::adviser::{AdviceView, AdviserPage, ClauseRow, RuleRow};
use super::views::form::{Choice, Control, FormError, FormMeta, area};
use super::views::parts::{Tag, Tone};
use super::{Reader, Web};
use crate::app::Error;
use crate::app::advise::{self, Advice, Clause};
use crate::http::words;
use crate::i18n::L;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use engine::adviser::{Label, Says};
use engine::pack::Class;

/// The routes.
pub fn routes() -> Router<Web> {
    Router::new().route("/adviser", get(show).post(read))
}

/// Name of a style, and of its words.
fn style(says: Says) -> &'static str {
    match says {
        Says::Binding | Says::Bound => "binding",
        Says::Harmless => "harmless",
        Says::Denial => "denial",
        Says::Intent => "intent",
        Says::Formal => "formal",
        Says::Term => "term",
    }
}

fn says(l: L, says: Says) -> String {
    l.t(match says {
        Says::Binding => "says-binding",
        Says::Bound => "says-bound",
        Says::Harmless => "says-harmless",
        Says::Denial => "says-denial",
        Says::Intent => "says-intent",
        Says::Formal => "says-formal",
        Says::Term => "says-term",
    })
}

fn label(l: L, label: Label) -> Tag {
    match label {
        Label::Binding => Tag::new(l.t("clause-binding"), Tone::Red),
        Label::NonBinding => Tag::new(l.t("clause-non-binding"), Tone::Blue),
        Label::Neutral => Tag::new(l.t("clause-neutral"), Tone::Grey),
    }
}

/// The text of a clause in parts. Where phrases overlap, the one that counts and begins first is shown.
fn parts(clause: &Clause) -> Vec<(String, &'static str)> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut found: Vec<_> = clause.found.iter().collect();
    found.sort_by_key(|one| (one.span.start, !one.counts, std::cmp::Reverse(one.span.end)));
    for one in found {
        if one.span.start < at {
            continue;
        }
        let shown = if one.counts { style(one.rule.says) } else { "void" };
        let text = |from: usize, to: usize| clause.text.get(from..to).unwrap_or_default().to_owned();
        parts.push((text(at, one.span.start), ""));
        parts.push((text(one.span.start, one.span.end), shown));
        at = one.span.end;
    }
    parts.push((clause.text.get(at..).unwrap_or_default().to_owned(), ""));
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

fn why(l: L, clause: &Clause) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    let counts = clause.found.iter().filter(|one| one.counts && one.rule.says != Says::Harmless);
    let binding = clause.label == Label::Binding;
    for one in counts.filter(|one| !binding || matches!(one.rule.says, Says::Binding | Says::Bound)) {
        let reason = l.pick(&one.rule.reason.vi, &one.rule.reason.en);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons.join("; ")
}

fn view(l: L, advice: &Advice) -> AdviceView {
    let count = |wanted: Label| advice.clauses.iter().filter(|clause| clause.label == wanted).count().to_string();
    let counted =
        [("binding", count(Label::Binding)), ("open", count(Label::NonBinding)), ("rest", count(Label::Neutral))];
    let rules = advice.rules().into_iter().map(|rule| RuleRow {
        says: style(rule.says),
        what: says(l, rule.says),
        reason: l.pick(&rule.reason.vi, &rule.reason.en).to_owned(),
        source: l.pick(&rule.source.vi, &rule.source.en).to_owned(),
    });
    AdviceView {
        class: match advice.proposed() {
            Some(Class::Binding) => Tag::new(l.t("class-binding"), Tone::Red),
            Some(Class::NonBinding) => Tag::new(l.t("class-non-binding"), Tone::Blue),
            None => Tag::new(l.t("adviser-silent"), Tone::Grey),
        },
        counted: l.ta("adviser-counted", &counted),
        clauses: advice
            .clauses
            .iter()
            .map(|clause| ClauseRow { parts: parts(clause), label: label(l, clause.label), why: why(l, clause) })
            .collect(),
        rules: rules.collect(),
        version: l.ta("adviser-version", &[("n", advice.version)]),
    }
}

fn page(web: &Web, reader: &Reader, typed: &Fields, errors: Vec<FormError>, advice: Option<&Advice>) -> Response {
    let l = reader.l;
    let mut page = reader.page(web, l.t("adviser-title"));
    page.has_errors = !errors.is_empty();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = FormMeta {
        l,
        action_url: "/adviser".to_owned(),
        csrf: reader.session.csrf.clone(),
        idempotency_key: web.app.ids.uuid().to_string(),
        errors,
        ..FormMeta::default()
    };
    let lang = typed.some("lang").unwrap_or_else(|| "vi".to_owned());
    let one = |tag: &str, key: &str| Choice::new(tag, l.t(key)).on(tag == lang);
    let choices = vec![one("vi", "lang-vi"), one("en", "lang-en")];
    let fields = vec![
        form.field("lang", l.t("field-adviser-lang"), Control::Radios { choices, inline: true }),
        form.field("text", l.t("field-adviser-text"), area(typed.raw("text"), 12)).hint(l.t("field-adviser-text-hint")),
    ];
    (status, html(&AdviserPage { l, page, form, fields, advice: advice.map(|advice| view(l, advice)) })).into_response()
}

/// GET /adviser
async fn show(State(web): State<Web>, reader: Reader) -> Response {
    page(&web, &reader, &Fields::default(), Vec::new(), None)
}

/// POST /adviser. Nothing is changed, so the answer is no redirect: the text is too long for an address.
async fn read(State(web): State<Web>, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let l = reader.l;
    match advise::read(typed.get("lang"), &typed.raw("text")) {
        Ok(advice) => page(&web, reader, typed, Vec::new(), Some(&advice)),
        Err(Error::Invalid(invalid)) => {
            let label = |field: &str| l.t(if field == "lang" { "field-adviser-lang" } else { "field-adviser-text" });
            let errors = invalid
                .0
                .iter()
                .map(|error| FormError::new(&error.field, words::field_error(l, error, Some(&label(&error.field)))));
            page(&web, reader, typed, errors.collect(), None)
        }
        Err(error) => reader.failed(&web, &error),
    }
}
