//! The fields of each act's form, with what was typed so far.

use super::act::Task;
use super::show::{class, language, opinion};
use super::{board, data};
use crate::app::input::FieldError;
use crate::web::posted::{Fields, Posted};
use crate::web::views::action::OpinionBrief;
use crate::web::views::form::{Choice, Column, Control, Field, FormMeta, ReplyRow, area, text, yes_no};
use crate::web::views::parts::{Fact, FileLink};
use engine::pack::{Action, Bodies, Class};

/// A form while it is put together.
struct Sheet<'a> {
    task: &'a Task<'a>,
    form: &'a FormMeta,
    typed: &'a Fields,
    fields: Vec<Field>,
}

impl Sheet<'_> {
    fn label(&self, key: &str) -> String {
        self.task.show.l.t(key)
    }

    fn add(&mut self, name: &str, key: &str, control: Control) -> &mut Field {
        let label = self.label(key);
        self.fields.push(self.form.field(name, label, control));
        let last = self.fields.len() - 1;
        &mut self.fields[last]
    }

    fn line(&mut self, name: &str, key: &str) -> &mut Field {
        let control = text(self.typed.raw(name));
        self.add(name, key, control)
    }

    fn area(&mut self, name: &str, key: &str, rows: u32) -> &mut Field {
        let control = area(self.typed.raw(name), rows);
        self.add(name, key, control)
    }

    fn date(&mut self, name: &str, key: &str) -> &mut Field {
        let control = Control::Date { value: self.typed.raw(name) };
        self.add(name, key, control)
    }

    fn reason(&mut self) {
        let hint = self.label("field-reason-hint");
        self.area("reason", "field-reason", 4).hint = Some(hint);
    }

    /// The files of the act. A file may stay empty unless the act needs it and the dossier lacks it.
    fn files(&mut self) {
        let task = self.task;
        let show = &task.show;
        let evidence = task.duty.and_then(|duty| show.pack().duty(&duty.rule)).and_then(|rule| rule.evidence.clone());
        for (name, paper) in task.files(self.typed) {
            let label = match paper.as_deref() {
                Some(paper) if task.transition.action != Action::AttachPaper && paper != "other" => show.paper(paper),
                _ => self.label("field-file"),
            };
            let accept = ".docx,.pdf,.txt".to_owned();
            let mut field = self.form.field(&name, label, Control::File { accept });
            // The evidence of a duty comes with its fulfilment: each period has its own.
            let needed = |paper: &String| {
                let wanted = task.wanted.contains(paper) && !show.dossier().has_paper(paper);
                wanted || evidence.as_ref() == Some(paper)
            };
            field.optional = task.transition.action != Action::AttachPaper && !paper.as_ref().is_some_and(needed);
            let limit = format!("{} MB", show.app.config.server.max_upload_mb);
            field.hint = Some(show.l.ta("field-file-hint", &[("limit", limit)]));
            self.fields.push(field);
        }
    }

    fn choices(&self, name: &str, pairs: &[(&str, &str)]) -> Vec<Choice> {
        let on = self.typed.get(name);
        pairs.iter().map(|(value, key)| Choice::new(*value, self.label(key)).on(on == *value)).collect()
    }
}

/// Fields of the act's form that must be filled in and are not.
pub fn missing(task: &Task<'_>, posted: &Posted) -> Vec<FieldError> {
    let typed = &posted.fields;
    let required = fields(task, &FormMeta::default(), typed).into_iter().filter(|field| !field.optional);
    let empty = required.filter_map(|field| {
        let name = field.name.as_str();
        let code = match &field.control {
            Control::Text { .. } | Control::TextArea { .. } | Control::Date { .. } => "required",
            Control::Radios { .. } | Control::Select { .. } => "choose-one",
            Control::File { .. } => {
                let given = posted.files.iter().any(|file| file.field == name);
                return (!given).then(|| data::wrong(name, "file-missing"));
            }
            Control::Repeat { columns, .. } => {
                let columns: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                return data::filled(typed, name, &columns).is_empty().then(|| data::wrong(name, "required"));
            }
            Control::Checkboxes { .. } | Control::Replies { .. } | Control::Info { .. } => return None,
        };
        typed.get(name).is_empty().then(|| data::wrong(name, code))
    });
    empty.collect()
}

/// The fields of the act.
pub fn fields(task: &Task<'_>, form: &FormMeta, typed: &Fields) -> Vec<Field> {
    let mut sheet = Sheet { task, form, typed, fields: Vec::new() };
    let l = task.show.l;
    match task.transition.action {
        Action::Move | Action::Clear => sheet.area("note", "field-note", 3).optional = true,
        Action::GiveBack => sheet.reason(),
        Action::AttachPaper => {
            let control = papers(task, typed);
            sheet.add("paper", "field-paper", control);
        }
        Action::RequestOpinions => bodies(&mut sheet),
        Action::CorrectReceipt => {
            sheet.date("received_on", "field-received-on");
            sheet.area("evidence", "field-evidence", 2).hint = Some(l.t("field-evidence-hint"));
        }
        Action::FindIncomplete => {
            let control = lacking(task, typed);
            sheet.add("missing", "field-missing", control);
            sheet.area("message", "field-message-request", 4);
        }
        Action::RequestSupplements => {
            sheet.area("message", "field-message-request", 4);
        }
        Action::SupplySupplements => {
            sheet.area("message", "field-message-supply", 4);
        }
        Action::HandOver => {
            let on = typed.get("to");
            let mut choices = vec![Choice::new("", l.t("choose"))];
            let people = task.colleagues.iter();
            choices.extend(people.map(|(email, name)| Choice::new(email, format!("{name} ({email})")).on(on == email)));
            sheet.add("to", "field-to", Control::Select { choices });
        }
        Action::Reclassify => {
            let choices = match task.show.dossier().class {
                Class::Binding => sheet.choices("class", &[("non-binding", "class-non-binding")]),
                Class::NonBinding => sheet.choices("class", &[("binding", "class-binding")]),
            };
            sheet.add("class", "field-new-class", Control::Radios { choices, inline: false });
            sheet.reason();
        }
        Action::ReplyToRemarks => {
            let rows = replies(task, form, typed);
            sheet.add("replies", "field-replies", Control::Replies { rows });
        }
        Action::SubmitToPm => {
            sheet.area("statement", "field-statement", 6);
        }
        Action::RecordPmOpinion => {
            sheet.line("number", "field-number");
            sheet.date("dated_on", "field-dated-on");
            sheet.line("signer", "field-pm-signer");
            let control = yes_no(l, typed.get("favourable"));
            sheet.add("favourable", "field-favourable", control);
            sheet.area("gist", "field-gist", 4);
        }
        Action::Decide | Action::TakeResponsibility => decision(&mut sheet),
        Action::RecordSigning => {
            sheet.date("signed_on", "field-signed-on");
            sheet.line("place", "field-place");
            let control = foreign(task, typed);
            // An end may be declared by one side.
            let ends = task.show.dossier().details.case.act.ends();
            let field = sheet.add("foreign", "field-foreign", control);
            (field.hint, field.optional) = (Some(l.t("field-foreign-hint")), ends);
        }
        Action::RecordInForce => {
            sheet.date("on", "field-on");
            sheet.area("by", "field-by", 2).hint = Some(l.t("field-by-hint"));
        }
        Action::FulfilDuty => {
            sheet.area("note", "field-duty-note", 3);
        }
        // Drafting and answering have pages of their own; timers have none.
        _ => {}
    }
    sheet.files();
    sheet.fields
}

fn papers(task: &Task<'_>, typed: &Fields) -> Control {
    let show = &task.show;
    let on = typed.get("paper");
    let mut choices = vec![Choice::new("", show.l.t("choose"))];
    let rules = show.pack().papers.iter();
    choices.extend(rules.map(|rule| Choice::new(&rule.id, show.pick(&rule.title)).on(on == rule.id)));
    Control::Select { choices }
}

/// Papers that a request of this track must have, of which the body says what is missing.
fn lacking(task: &Task<'_>, typed: &Fields) -> Control {
    let show = &task.show;
    let ticked = typed.all("missing");
    let asks = show.track().and_then(|track| track.doing(Action::RequestOpinions));
    let papers = asks.map(|asks| asks.papers.as_slice()).unwrap_or_default();
    let choices = papers.iter().map(|paper| Choice::new(paper, show.paper(paper)).on(ticked.contains(paper)));
    Control::Checkboxes { choices: choices.collect() }
}

/// The one that the track always asks, once; the others named in the details are ticked, further ones may be.
fn bodies(sheet: &mut Sheet<'_>) {
    let task = sheet.task;
    let show = &task.show;
    let asked = |id| show.dossier().current_rows().any(|row| row.body.org == id && !row.in_principle);
    let named = |id| show.dossier().details.bodies.iter().any(|body| body.org == id);
    let alone = show.track().is_some_and(|track| track.bodies == Bodies::MofaOnly);
    if let Some((id, name)) = &task.bodies.always
        && (alone || !asked(*id))
    {
        let lines = vec![show.pick(name)];
        let label = sheet.label("bodies-always");
        sheet.fields.push(sheet.form.field("always", label, Control::Info { lines }));
    }
    if alone {
        return;
    }
    let fresh = sheet.typed.0.is_empty();
    let ticked = sheet.typed.all("bodies");
    let free = task.bodies.others.iter().filter(|(id, _)| !asked(*id));
    let choices = free
        .map(|(id, name)| {
            let on = if fresh { named(*id) } else { ticked.contains(&id.to_string()) };
            Choice::new(id.to_string(), show.pick(name)).on(on)
        })
        .collect();
    sheet.add("bodies", "field-bodies-now", Control::Checkboxes { choices });
}

fn replies(task: &Task<'_>, form: &FormMeta, typed: &Fields) -> Vec<ReplyRow> {
    let Some(given) = task.row.and_then(|row| row.opinion.as_ref()) else { return Vec::new() };
    let typed = typed.rows("replies", &["accepted", "text"]);
    let rows = given.remarks.iter().enumerate();
    rows.map(|(n, remark)| {
        let cell = |column: usize| typed.get(n).and_then(|row| row.get(column)).cloned();
        let reply = remark.reply.as_ref();
        let known = reply.map(|reply| if reply.accepted { "true" } else { "false" }).unwrap_or_default();
        ReplyRow {
            clause: remark.clause.clone(),
            remark: remark.text.clone(),
            kind: cell(0).unwrap_or_else(|| known.to_owned()),
            text: cell(1).unwrap_or_else(|| reply.map(|reply| reply.text.clone()).unwrap_or_default()),
            error: form.error(&format!("replies_{}_accepted", n + 1)),
        }
    })
    .collect()
}

fn decision(sheet: &mut Sheet<'_>) {
    let l = sheet.task.show.l;
    let mut choices = sheet.choices("sign_by", &[("head", "sign-by-head"), ("authorised", "sign-by-authorised")]);
    if let Some(choice) = choices.last_mut() {
        choice.hint = Some(l.t("sign-by-authorised-hint"));
    }
    sheet.add("sign_by", "field-sign-by", Control::Radios { choices, inline: false });
    sheet.line("signer", "field-signer");
    sheet.line("signer_title", "field-signer-title");
    if sheet.task.transition.action == Action::TakeResponsibility {
        let choices = sheet.choices("responsible", &[("yes", "responsible-yes")]);
        sheet.add("responsible", "field-responsible", Control::Checkboxes { choices });
    }
}

fn foreign(task: &Task<'_>, typed: &Fields) -> Control {
    let l = task.show.l;
    let column = |name: &str, key: &str| Column { name: name.to_owned(), label: l.t(key), long: false };
    let mut rows = typed.rows("foreign", &["name", "title"]);
    let wanted = match typed.intent() {
        "more" => rows.len() + 3,
        _ => rows.len().max(2),
    };
    rows.resize(wanted, vec![String::new(); 2]);
    Control::Repeat {
        columns: vec![column("name", "field-foreign-name"), column("title", "field-foreign-title")],
        rows,
        more: Some(l.t("rows-more")),
    }
}

/// What to have before one's eyes while acting.
pub fn facts(task: &Task<'_>) -> Vec<Fact> {
    let (show, l) = (&task.show, task.show.l);
    let dossier = show.dossier();
    let mut facts = Vec::new();
    if let Some(row) = task.row {
        facts.push(Fact::new(l.t("col-body"), show.org(row.body.org)));
        match task.transition.action {
            Action::CorrectReceipt => facts.push(Fact::new(l.t("col-received"), l.date(row.received_on))),
            Action::SupplySupplements => {
                let open = row.supplements.iter().filter(|asked| asked.reply.is_none());
                facts.extend(open.map(|asked| Fact::typed(l.t("supplement-asked"), &asked.message)));
            }
            _ => {}
        }
    }
    match task.transition.action {
        Action::Reclassify => facts.push(Fact::new(l.t("fact-class"), class(l, dossier.class))),
        Action::Clear => facts.extend(super::facts::details(show)),
        Action::SubmitToPm | Action::Decide | Action::TakeResponsibility => {
            facts.push(Fact::new(l.t("fact-class"), class(l, dossier.class)));
            if let Some(opinion) = dossier.pm.as_ref().and_then(|pm| pm.opinion.as_ref()) {
                facts.push(Fact::typed(l.t("section-pm"), format!("{}: {}", opinion.number, opinion.gist)));
            }
        }
        Action::RecordSigning => {
            if let Some(decision) = &dossier.decision {
                let name = show.signer(&decision.signer);
                facts.push(Fact::typed(l.t("field-signer"), format!("{name}, {}", decision.signer_title)));
            }
        }
        _ => {}
    }
    facts
}

/// The text that the act is about, to be opened from the form.
pub fn current_text(task: &Task<'_>) -> Option<(String, Vec<(String, FileLink)>)> {
    let about = matches!(
        task.transition.action,
        Action::Clear | Action::SubmitToPm | Action::Decide | Action::TakeResponsibility | Action::RecordSigning
    );
    let (show, l) = (&task.show, task.show.l);
    let newest = show.dossier().revisions.last().filter(|_| about)?;
    let versions = newest.texts.iter().map(|text| (language(l, &text.lang), show.file(&text.file)));
    Some((l.ta("revision-n", &[("n", newest.no)]), versions.collect()))
}

/// What the bodies answered, for acts that rest on it.
pub fn opinions(task: &Task<'_>) -> Vec<OpinionBrief> {
    let rests = matches!(task.transition.action, Action::SubmitToPm | Action::Decide | Action::TakeResponsibility);
    let show = &task.show;
    let rows = show.dossier().current_rows().filter(|_| rests);
    rows.filter_map(|row| {
        let given = row.opinion.as_ref()?;
        Some(OpinionBrief {
            body: show.org(row.body.org),
            opinion: opinion(show.l, given.kind),
            remarks: given.remarks.iter().map(|one| board::remark(show, one)).collect(),
            advice: given.advice.clone(),
        })
    })
    .collect()
}
