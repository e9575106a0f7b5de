//! The form of one act on a dossier: shown, sent, and shown again with everything typed when the answer is "no".

use super::frame::{self, Place};
use super::show::Show;
use super::target::Target;
use super::{Answer, answer, data, fields, sent};
use crate::app::act::{Asked, act_on, admitted};
use crate::app::choices::{self, Bodies};
use crate::app::input::Invalid;
use crate::app::read::{self, View};
use crate::app::reading::Look;
use crate::app::{Error, Who};
use crate::web::Web;
use crate::web::cite::name_of;
use crate::web::posted::{Fields, Posted};
use crate::web::reader::{Reader, encode, html};
use crate::web::views::Link;
use crate::web::views::action::{ActionPage, Consequence, Moved};
use crate::web::views::form::{Buttons, Field, FormError, FormMeta};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use engine::actor::Role;
use engine::decide::papers;
use engine::dossier::{Consultation, Duty};
use engine::guard::Facts;
use engine::pack::{Action, Bodies as Asks, Class, Phase, StartsOn, Transition};
use engine::refusal::{Code, Refusal};

/// An act with what it works on.
pub struct Task<'a> {
    /// The dossier.
    pub show: Show<'a>,
    /// The act.
    pub transition: &'a Transition,
    /// Its row.
    pub row: Option<&'a Consultation>,
    /// Its duty.
    pub duty: Option<&'a Duty>,
    /// Bodies that may be asked.
    pub bodies: Bodies,
    /// Colleagues to whom it may be handed over.
    pub colleagues: Vec<(String, String)>,
    /// Papers that the act needs, also those that the dossier has already and may get anew.
    pub wanted: Vec<String>,
}

impl<'a> Task<'a> {
    async fn new(show: Show<'a>, transition: &'a Transition, target: &Target, who: &Who) -> Result<Self, Error> {
        let dossier = show.dossier();
        let row = target.row().and_then(|id| dossier.row(id));
        let duty = target.duty().and_then(|id| dossier.duties.iter().find(|duty| duty.id == id));
        let bodies = match transition.action {
            Action::RequestOpinions => {
                let asks = show.track().map_or(Asks::MofaAndConcerned, |track| track.bodies);
                choices::bodies(show.app, dossier.locality, asks).await?
            }
            _ => Bodies::default(),
        };
        let colleagues = match (transition.action, row) {
            (Action::HandOver, Some(row)) => choices::colleagues(show.app, who, row.body.org).await?,
            _ => Vec::new(),
        };
        let (acting, now) = (who.acting(), show.app.clock.now());
        let facts = |track| Facts { pack: show.pack(), track, dossier, acting: &acting, row: None, now };
        let needed = |track| papers(transition, &facts(track)).cloned().collect();
        let wanted = show.track().map(needed).unwrap_or_default();
        Ok(Self { show, transition, row, duty, bodies, colleagues, wanted })
    }

    /// The file fields of the form, with the paper that each becomes; none while the person has not chosen. The first is
    /// called `file`, a further one by its paper.
    pub fn files(&self, typed: &Fields) -> Vec<(String, Option<String>)> {
        let known = |paper: &String| self.show.pack().paper(paper).is_some();
        if self.transition.action == Action::AttachPaper {
            return vec![("file".to_owned(), typed.some("paper").filter(known))];
        }
        let mut papers: Vec<String> = self.wanted.clone();
        papers.extend(self.brings().filter(known).filter(|own| !self.wanted.contains(own)));
        let field = |(n, paper): (usize, String)| match n {
            0 => ("file".to_owned(), Some(paper)),
            _ => (["file_", &paper].concat(), Some(paper)),
        };
        papers.into_iter().enumerate().map(field).collect()
    }

    /// The paper that an act of this kind brings with it, where there is one.
    fn brings(&self) -> Option<String> {
        let own = match self.transition.action {
            Action::FulfilDuty => {
                let rule = self.duty.and_then(|duty| self.show.pack().duty(&duty.rule));
                return Some(rule.and_then(|rule| rule.evidence.clone()).unwrap_or_else(|| "other".to_owned()));
            }
            Action::SupplySupplements => "supplement",
            Action::CorrectReceipt => "evidence-of-receipt",
            Action::SubmitToPm => "pm-submission-letter",
            Action::Decide | Action::TakeResponsibility => "authorisation",
            _ => return None,
        };
        Some(own.to_owned())
    }

    fn meta(&self, web: &Web, reader: &Reader, typed: &Fields, errors: Vec<FormError>) -> FormMeta {
        let url = self.show.href(&format!("/act/{}", encode(&self.transition.id)));
        let seen = frame::seen_on(&self.show, self.row, typed);
        let row = self.row.map(|row| ("consultation".to_owned(), row.id.to_string()));
        let duty = self.duty.map(|duty| ("duty".to_owned(), duty.id.to_string()));
        FormMeta {
            hidden: row.into_iter().chain(duty).collect(),
            multipart: !self.files(typed).is_empty(),
            errors,
            ..frame::meta(web, reader, url, Some(seen), typed)
        }
    }

    fn page(
        &self,
        web: &Web,
        reader: &Reader,
        typed: &Fields,
        errors: Vec<FormError>,
        moved: Option<Moved>,
    ) -> ActionPage {
        let show = &self.show;
        let title = show.pick(&self.transition.title);
        let form = self.meta(web, reader, typed, errors);
        let mut page = reader.page_back(web, title.clone(), Link::new(show.page_title(), show.href("")));
        page.has_errors = !form.errors.is_empty();
        let rule = self.duty.and_then(|duty| show.pack().duty(&duty.rule));
        ActionPage {
            l: show.l,
            page,
            number: show.dossier().number.clone(),
            dossier_title: show.title(),
            lead: rule.map(|rule| format!("{}. {}", show.pick(&rule.title), show.pick(&rule.instruction))),
            moved,
            facts: fields::facts(self),
            text: fields::current_text(self),
            opinions: fields::opinions(self),
            fields: fields::fields(self, &form, typed),
            consequence: self.consequence(),
            buttons: Buttons {
                submit: title.clone(),
                grave: self.ends_early(),
                cancel: Link::new(show.l.t("cancel"), show.href("")),
            },
            title,
            form,
        }
    }

    /// It leads to the end without a signing.
    fn ends_early(&self) -> bool {
        let to = self.transition.to.as_deref().and_then(|to| self.show.track()?.state(to));
        self.transition.action == Action::GiveBack && to.is_some_and(|state| state.is_final)
    }

    fn consequence(&self) -> Consequence {
        let (show, l) = (&self.show, self.show.l);
        let track = match &self.transition.to_track {
            Some(track) => show.pack().track(track),
            None => show.track(),
        };
        let to = self.transition.to.as_deref().and_then(|to| track?.state(to));
        let asks = self.transition.action == Action::RequestOpinions;
        let clock = match (asks, to) {
            (true, _) => track.map(|track| track.consultation_clock.as_str()),
            (false, Some(state)) => state.clock.as_deref(),
            _ => None,
        };
        let rule = clock.and_then(|clock| show.pack().clock(clock));
        let grave = self.ends_early()
            || matches!(self.transition.action, Action::Decide | Action::TakeResponsibility | Action::RecordSigning);
        Consequence {
            next: self.follows(to),
            // Whether a new class moves the dossier is not always known before it is asked.
            holder: to.filter(|state| !state.is_final && !self.may_stay()).map(|state| match state.holder {
                Role::Official => show.org(show.dossier().org),
                Role::Leader => l.ta("holder-leader", &[("org", show.org(show.dossier().locality))]),
                Role::GovernmentOffice => l.t("role-government-office"),
                _ => l.t("next-bodies"),
            }),
            by_when: rule
                .filter(|_| !self.may_stay())
                .and_then(|rule| show.app.length(show.pack(), rule))
                .map(|length| super::show::budget(l, length)),
            grave: grave.then(|| l.t("next-grave")),
            basis: show.basis(&self.transition.basis),
        }
    }

    /// A new class leads to a track that is not open to everything: whether the dossier moves is not known before.
    fn may_stay(&self) -> bool {
        let first = self.show.pack().tracks.first().map(|track| track.id.as_str());
        self.transition.action == Action::Reclassify && self.transition.to_track.as_deref() != first
    }

    /// What will happen, in sentences.
    fn follows(&self, to: Option<&engine::pack::State>) -> String {
        let (show, l) = (&self.show, self.show.l);
        let track = self.transition.to_track.as_deref().and_then(|track| show.pack().track(track));
        let own = l.t(&self.own_words());
        let Some(state) = to else { return format!("{own} {}", l.t("next-stays")) };
        let at = show.pick(&state.title);
        let moves = match track {
            Some(track) => {
                let values = [("track", show.pick(&track.title)), ("state", at)];
                if self.may_stay() {
                    // The lighter track takes no binding document.
                    return match show.dossier().class {
                        Class::Binding => l.ta("next-reclassify-lighter", &values),
                        Class::NonBinding => l.t("next-reclassify-same"),
                    };
                }
                l.ta("next-track", &values)
            }
            None => l.ta("next-state", &[("state", at)]),
        };
        let withdraws = matches!(state.phase, Phase::Draft | Phase::Closed)
            && show.dossier().board.iter().any(Consultation::is_awaited);
        let withdrawn = if withdraws { format!(" {}", l.t("next-withdraws")) } else { String::new() };
        format!("{moves} {own}{withdrawn}")
    }

    /// What the act itself means; from when bodies count is the pack's to say.
    fn own_words(&self) -> String {
        let action = name_of(&self.transition.action);
        let rule = self.show.track().and_then(|track| self.show.pack().clock(&track.consultation_clock));
        let whole = rule.is_some_and(|rule| rule.starts_on == StartsOn::Completeness);
        match self.transition.action {
            Action::RequestOpinions if whole => "next-request-opinions-complete".to_owned(),
            _ => ["next-", &action].concat(),
        }
    }

    /// Where a field of the input stands on this form.
    fn place(&self, form: &[Field], name: &str) -> Place {
        let l = self.show.l;
        let label = |key: &str, n: &str| format!("{} ({n})", l.t(key));
        let parts: Vec<&str> = name.split('_').collect();
        let (field, label) = match parts.as_slice() {
            ["foreign", n, "name"] => ("foreign".to_owned(), label("field-foreign-name", n)),
            ["foreign", n, "title"] => ("foreign".to_owned(), label("field-foreign-title", n)),
            ["replies", n, ..] => (format!("replies_{n}_accepted"), l.ta("remark-n", &[("n", n)])),
            _ if self.show.pack().paper(name).is_some() => {
                let own = form.iter().find(|field| field.name == ["file_", name].concat());
                (own.map_or("file", |field| field.name.as_str()).to_owned(), self.show.paper(name))
            }
            _ => {
                let known = form.iter().find(|field| field.name == name);
                let field = if known.is_some() { name } else { "" };
                (field.to_owned(), known.map_or_else(|| name.to_owned(), |field| field.label.clone()))
            }
        };
        Place { field, label }
    }

    async fn again(&self, web: &Web, posted: &Posted, error: Error) -> Answer {
        let (reader, typed) = (&posted.reader, &posted.fields);
        let plain = self.meta(web, reader, typed, Vec::new());
        let form = fields::fields(self, &plain, typed);
        let moved = frame::moved(&self.show, &error, self.row);
        let place = |name: &str| self.place(&form, name);
        let Some(errors) = frame::errors(reader.l, self.show.pack(), &error, place) else { return Err(error) };
        let errors = if moved.is_some() { Vec::new() } else { errors };
        let mut page = self.page(web, reader, typed, errors, moved);
        page.form.lost_files = posted.file_names();
        Ok(frame::again(web, reader, &error, &page))
    }
}

/// The transition of that name, on the dossier's track or, after it moved, on another.
fn transition<'a>(view: &'a View, id: &str) -> Option<&'a Transition> {
    let own = view.pack.track(&view.dossier.track).and_then(|track| track.transition(id));
    own.or_else(|| view.pack.tracks.iter().find_map(|track| track.transition(id)))
}

/// GET /dossiers/{number}/act/{transition}
pub async fn show(
    State(web): State<Web>,
    reader: Reader,
    Path((number, id)): Path<(String, String)>,
    Query(target): Query<Target>,
) -> Response {
    let shown = async {
        let view = read::dossier(&web.app, reader.who(), &number, Look::Form).await?;
        let show = Show { app: &web.app, l: reader.l, view: &view };
        let found = transition(&view, &id).ok_or(Error::NotFound)?;
        let mut commands = view.available.iter().filter(|command| command.transition == id && target.meets(command));
        let Some(command) = commands.next() else {
            let here = found.from.iter().any(|state| state == "*" || *state == view.dossier.state);
            let code = if here { Code::NotPermitted } else { Code::WrongState };
            return Ok(frame::barred(&web, &reader, &show, &[Refusal::new(code)]));
        };
        if !command.blocked.is_empty() {
            return Ok(frame::barred(&web, &reader, &show, &command.blocked));
        }
        if matches!(command.action, Action::Answer | Action::EditDetails | Action::ReviseText) {
            return Ok(Redirect::to(&show.form_href(command)).into_response());
        }
        let target = Target {
            consultation: command.consultation.map(|id| id.to_string()),
            duty: command.duty.map(|id| id.to_string()),
        };
        let task = Task::new(show, found, &target, reader.who()).await?;
        Ok(html(&task.page(&web, &reader, &Fields::default(), Vec::new(), None)).into_response())
    };
    answer(&web, &reader, shown.await)
}

/// POST /dossiers/{number}/act/{transition}
pub async fn send(
    State(web): State<Web>,
    Path((number, id)): Path<(String, String)>,
    Query(target): Query<Target>,
    posted: Posted,
) -> Response {
    let outcome = attempt(&web, &number, &id, target, &posted).await;
    sent(&web, &posted, outcome)
}

async fn attempt(web: &Web, number: &str, id: &str, target: Target, posted: &Posted) -> Answer {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let who = reader.who();
    let target = target.posted(typed);
    let view = match frame::read(web, who, number, typed).await {
        Err(Error::NotFound) => return Err(unknown(web, who, number, id).await),
        found => found?,
    };
    let Some(found) = transition(&view, id) else { return Err(unknown(web, who, number, id).await) };
    let show = Show { app: &web.app, l: reader.l, view: &view };
    let task = Task::new(show, found, &target, who).await?;
    if typed.unsent() {
        return Ok(html(&task.page(web, reader, typed, Vec::new(), None)).into_response());
    }
    let error = match asked(&task, posted) {
        Ok(asked) => match act_on(&web.app, who, number, &asked, posted.key().as_deref(), Some(view.loaded())).await {
            Ok(done) => return Ok(frame::done(&done.number, &done.command)),
            Err(error) => error,
        },
        // Who may not do this hears that, not what his form lacks.
        Err(error) => admitted(&web.app, who, number, id).await.err().unwrap_or(error),
    };
    // The dossier may have moved: show it as it is now, with what was typed.
    let view = read::dossier(&web.app, who, number, Look::Form).await?;
    let show = Show { app: &web.app, l: reader.l, view: &view };
    let found = transition(&view, id).ok_or(Error::NotFound)?;
    Task::new(show, found, &target, who).await?.again(web, posted, error).await
}

/// The command by which the dossier's track does `action`; where it has none, `fallback`, for the use case to refuse.
pub fn command(view: &View, action: Action, fallback: &str) -> String {
    let found = view.pack.track(&view.dossier.track).and_then(|track| track.doing(action));
    found.map_or_else(|| fallback.to_owned(), |found| found.id.clone())
}

/// An attempt on what the actor may not know of, or on no command: the use case records it and says "no".
pub async fn unknown(web: &Web, who: &Who, number: &str, command: &str) -> Error {
    admitted(&web.app, who, number, command).await.err().unwrap_or(Error::NotFound)
}

fn asked(task: &Task<'_>, posted: &Posted) -> Result<Asked, Error> {
    let typed = &posted.fields;
    // Everything that is still empty at once, files included; the use case looks at what is there.
    let missing = fields::missing(task, posted);
    if !missing.is_empty() {
        return Err(Invalid(missing).into());
    }
    let mut asked = Asked::new(&task.transition.id, frame::seen(typed), data::data(task, typed)?);
    for (field, paper) in task.files(typed) {
        for upload in posted.files.iter().filter(|upload| upload.field == field) {
            let paper = paper.clone().ok_or_else(|| Invalid::field("paper", "choose-one"))?;
            asked.papers.push((paper, upload.clone()));
        }
    }
    Ok(asked)
}
