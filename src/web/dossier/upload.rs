//! Upload of a text revision: one file per language.

use super::act::{command, unknown};
use super::frame::{self, Place};
use super::show::Show;
use super::{Answer, answer, data, sent};
use crate::app::Error;
use crate::app::act::{Asked, act_on, admitted};
use crate::app::input::Invalid;
use crate::app::read;
use crate::app::reading::Look;
use crate::i18n::L;
use crate::web::Web;
use crate::web::posted::{Fields, Posted};
use crate::web::reader::{Reader, html};
use crate::web::views::Link;
use crate::web::views::action::Moved;
use crate::web::views::form::{Buttons, Choice, FormError, FormMeta};
use crate::web::views::upload::{OldText, UploadPage, old_label};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use engine::dossier::Dossier;
use engine::pack::Action;
use engine::refusal::{Code, Refusal};
use serde_json::json;

/// Languages offered besides Vietnamese and English.
pub const LANGUAGES: [&str; 6] = ["ja", "ko", "zh", "de", "fr", "ru"];

/// Languages of a further title or text.
pub fn languages(l: L) -> Vec<Choice> {
    LANGUAGES.iter().map(|tag| Choice::new(*tag, super::show::language(l, tag))).collect()
}

/// GET /dossiers/{number}/text
pub async fn show(State(web): State<Web>, reader: Reader, Path(number): Path<String>) -> Response {
    let shown = async {
        let view = read::dossier(&web.app, reader.who(), &number, Look::Form).await?;
        let show = Show { app: &web.app, l: reader.l, view: &view };
        let command = view.available.iter().find(|command| command.action == Action::ReviseText);
        match command {
            None => Ok(frame::barred(&web, &reader, &show, &[Refusal::new(code(&show))])),
            Some(command) if !command.blocked.is_empty() => Ok(frame::barred(&web, &reader, &show, &command.blocked)),
            Some(_) => Ok(html(&page(&web, &reader, &show, &Fields::default(), Vec::new(), None)).into_response()),
        }
    };
    answer(&web, &reader, shown.await)
}

/// Why there is no form: the dossier is elsewhere, or it is not this reader's.
fn code(show: &Show) -> Code {
    let track = show.track();
    let found = track.and_then(|track| track.doing(Action::ReviseText));
    match found {
        Some(found) if found.from.contains(&show.dossier().state) => Code::NotPermitted,
        _ => Code::WrongState,
    }
}

/// POST /dossiers/{number}/text
pub async fn send(State(web): State<Web>, Path(number): Path<String>, posted: Posted) -> Response {
    let outcome = attempt(&web, &number, &posted).await;
    sent(&web, &posted, outcome)
}

async fn attempt(web: &Web, number: &str, posted: &Posted) -> Answer {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let who = reader.who();
    let view = match frame::read(web, who, number, typed).await {
        // Of what he may not see no track is known; the attempt is recorded under the action's own name.
        Err(Error::NotFound) => return Err(unknown(web, who, number, "revise-text").await),
        found => found?,
    };
    if typed.unsent() {
        let show = Show { app: &web.app, l: reader.l, view: &view };
        return Ok(html(&page(web, reader, &show, typed, Vec::new(), None)).into_response());
    }
    let command = command(&view, Action::ReviseText, "revise-text");
    let error = match asked(&view.dossier, posted, &command) {
        Ok(asked) => match act_on(&web.app, who, number, &asked, posted.key().as_deref(), Some(view.loaded())).await {
            Ok(done) => return Ok(frame::done(&done.number, &done.command)),
            Err(error) => error,
        },
        // Who may not do this hears that, not what his form lacks.
        Err(error) => admitted(&web.app, who, number, &command).await.err().unwrap_or(error),
    };
    let view = read::dossier(&web.app, who, number, Look::Form).await?;
    let show = Show { app: &web.app, l: reader.l, view: &view };
    let may = view.available.iter().any(|command| command.action == Action::ReviseText);
    if let (false, Error::Refused(refusal)) = (may, &error) {
        return Ok(frame::barred(web, reader, &show, std::slice::from_ref(refusal)));
    }
    let moved = frame::moved(&show, &error, None);
    let Some(errors) = frame::errors(reader.l, &view.pack, &error, |name| place(reader.l, name)) else {
        return Err(error);
    };
    let errors = if moved.is_some() { Vec::new() } else { errors };
    let mut page = page(web, reader, &show, typed, errors, moved);
    page.form.lost_files = posted.file_names();
    Ok(frame::again(web, reader, &error, &page))
}

fn place(l: L, name: &str) -> Place {
    let key = match name {
        "text_vi" => "field-text-vi",
        "text_en" => "field-text-en",
        "text_other" => "field-text-other",
        "text_other_lang" | "texts" => "field-text-other-lang",
        "note" => "field-note-change",
        _ if name.starts_with("old_") => {
            let label = old_label(l, &super::show::language(l, name.trim_start_matches("old_")));
            return Place { field: name.to_owned(), label };
        }
        _ => return Place { field: String::new(), label: name.to_owned() },
    };
    let field = if name == "texts" { "text_other_lang" } else { name };
    Place { field: field.to_owned(), label: l.t(key) }
}

/// Languages of the last revision besides Vietnamese: each must be sent again, kept or left out, never lost silently.
fn earlier(dossier: &Dossier) -> impl Iterator<Item = &str> {
    let texts = dossier.revisions.last().map(|revision| revision.texts.as_slice()).unwrap_or_default();
    texts.iter().map(|text| text.lang.as_str()).filter(|lang| *lang != "vi")
}

fn asked(dossier: &Dossier, posted: &Posted, command: &str) -> Result<Asked, Error> {
    let typed = &posted.fields;
    let mut wrong = Vec::new();
    let mut chosen = Vec::new();
    for upload in &posted.files {
        let lang = match upload.field.as_str() {
            "text_vi" => "vi".to_owned(),
            "text_en" => "en".to_owned(),
            "text_other" => typed.get("text_other_lang").to_owned(),
            _ => continue,
        };
        if !matches!(lang.as_str(), "vi" | "en") && !LANGUAGES.contains(&lang.as_str()) {
            wrong.push(data::wrong("text_other_lang", "choose-one"));
        }
        chosen.push((lang, upload.clone()));
    }
    if !chosen.iter().any(|(lang, _)| lang == "vi") {
        wrong.insert(0, data::wrong("text_vi", "file-missing"));
    }
    let mut keep = Vec::new();
    for lang in earlier(dossier).filter(|lang| !chosen.iter().any(|(chosen, _)| chosen == lang)) {
        match typed.get(&format!("old_{lang}")) {
            "keep" => keep.push(lang),
            "drop" => {}
            _ => wrong.push(data::wrong(&format!("old_{lang}"), "choose-one")),
        }
    }
    // The first text has nothing before it that could have changed.
    let mut note = typed.raw("note");
    if note.trim().is_empty() {
        match dossier.text_revision() {
            // Written into the record, whose language is Vietnamese.
            0 => note = L::VI.t("note-first"),
            _ => wrong.push(data::wrong("note", "required")),
        }
    }
    if !wrong.is_empty() {
        return Err(Invalid(wrong).into());
    }
    let data = json!({ "note": note, "keep": keep });
    Ok(Asked { texts: chosen, ..Asked::new(command, frame::seen(typed), data) })
}

fn page(
    web: &Web,
    reader: &Reader,
    show: &Show,
    typed: &Fields,
    errors: Vec<FormError>,
    moved: Option<Moved>,
) -> UploadPage {
    let (l, dossier) = (show.l, show.dossier());
    let next = dossier.text_revision() + 1;
    let back = Link::new(show.page_title(), show.href(""));
    let mut page = reader.page_back(web, l.ta("upload-title", &[("n", next)]), back);
    // This page has no notice of its own for a dossier that moved on: the summary says so.
    let errors = match moved {
        Some(moved) => vec![FormError::new("", moved.what)],
        None => errors,
    };
    page.has_errors = !errors.is_empty();
    let form = FormMeta {
        multipart: true,
        errors,
        ..frame::meta(web, reader, show.href("/text"), Some(frame::seen_on(show, None, typed)), typed)
    };
    let old = earlier(dossier).map(|lang| {
        let name = format!("old_{lang}");
        let chosen = typed.get(&name).to_owned();
        OldText { name, language: super::show::language(l, lang), chosen }
    });
    let on = typed.get("text_other_lang");
    let languages = languages(l).into_iter().map(|choice| {
        let is = choice.value == on;
        choice.on(is)
    });
    UploadPage {
        l,
        page,
        form,
        number: dossier.number.clone(),
        title: show.title(),
        next_revision: next,
        limit: format!("{} MB", show.app.config.server.max_upload_mb),
        consequence: (dossier.current_rows().next().is_some()).then(|| l.t("next-revise-text")),
        languages: languages.collect(),
        old: old.collect(),
        first: dossier.text_revision() == 0,
        note: typed.raw("note"),
        buttons: Buttons {
            submit: l.t("upload-submit"),
            grave: false,
            cancel: Link::new(l.t("cancel"), show.href("")),
        },
    }
}
