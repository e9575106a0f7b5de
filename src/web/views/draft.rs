//! A new dossier in one long form, its later change ("edit details"), and the stop page of the secrecy question. Everything
//! typed comes back when the form is refused.

use super::form::{Buttons, Choice, Control, Field, FormMeta, area, text, yes_no};
use super::parts::{Basis, Tag};
use super::{Link, Page};
use crate::i18n::L;
use askama::Template;
use std::collections::BTreeMap;

/// What was typed, as it was typed. Field names of the form are the names here.
#[derive(Debug, Clone, Default)]
pub struct DraftValues {
    /// `secret`: yes or no; empty before an answer.
    pub secret: String,
    /// What sets the case apart.
    pub case: CaseValues,
    /// `partner`: id of a known partner, or `new`.
    pub partner: String,
    /// `partner_name`.
    pub partner_name: String,
    /// `partner_country`.
    pub partner_country: String,
    /// `partner_level`.
    pub partner_level: String,
    /// `titles_vi`.
    pub title_vi: String,
    /// `titles_en`.
    pub title_en: String,
    /// `titles_other_lang`: language tag.
    pub title_other_lang: String,
    /// `titles_other`.
    pub title_other: String,
    /// `kind`.
    pub kind: String,
    /// `purpose`.
    pub purpose: String,
    /// `fields`, several.
    pub fields: Vec<String>,
    /// `checklist_<item>`: yes or no.
    pub checklist: BTreeMap<String, String>,
    /// `class`: `binding` or `non-binding`.
    pub class: String,
    /// `class_reason`.
    pub class_reason: String,
    /// `bodies`, several.
    pub bodies: Vec<String>,
    /// `planned_signing_on`.
    pub planned_signing_on: String,
    /// `term`.
    pub term: String,
}

/// What was typed about the case.
#[derive(Debug, Clone, Default)]
pub struct CaseValues {
    /// `case_act`: what is done with the document in `case_document`; empty where one is concluded.
    pub act: String,
    /// `case_document`: its id.
    pub document: String,
    /// `case_mandatory`: `yes` where the law obliges the locality to end it.
    pub mandatory: String,
    /// `case_party`: kind of Vietnamese party; empty for the locality itself.
    pub party: String,
    /// `case_unit`: the organisation that is this party.
    pub unit: String,
    /// `case_ground`.
    pub ground: String,
    /// `case_subjects`, several.
    pub subjects: Vec<String>,
    /// `case_signatories`, several.
    pub signatories: Vec<String>,
}

/// What is done with which document.
#[derive(Debug, Clone)]
pub struct ActBrief {
    /// What is done, in words.
    pub title: String,
    /// The document.
    pub document: Link,
    /// Whether it may be demanded by the law.
    pub ends: bool,
}

/// What rules know of cases; all of it is empty where they know the usual case alone.
#[derive(Debug, Clone, Default)]
pub struct CaseOptions {
    /// What is done with which document; none where one is concluded.
    pub act: Option<ActBrief>,
    /// Kinds of Vietnamese party besides the locality itself.
    pub parties: Vec<Choice>,
    /// Organisations that may be one.
    pub units: Vec<Choice>,
    /// Grounds for another track.
    pub grounds: Vec<Choice>,
    /// Subjects that add a body.
    pub subjects: Vec<Choice>,
    /// Who may sign beside the locality.
    pub signatories: Vec<Choice>,
}

/// A question about the content.
#[derive(Debug, Clone)]
pub struct Question {
    /// Item of the pack; the field is `checklist_<id>`.
    pub id: String,
    /// The question.
    pub question: String,
    /// What "yes" means.
    pub reason: String,
    /// Provisions; none where they are those of the question before, above which they stand.
    pub basis: Vec<Basis>,
}

/// What may be chosen. The choices' `checked` is ignored: [`DraftValues`] decides.
#[derive(Debug, Clone, Default)]
pub struct DraftOptions {
    /// Known partners.
    pub partners: Vec<Choice>,
    /// Levels of a partner.
    pub levels: Vec<Choice>,
    /// Languages of a further title.
    pub languages: Vec<Choice>,
    /// Kinds of document.
    pub kinds: Vec<Choice>,
    /// Fields of cooperation; sensitive ones say so in their hint.
    pub fields: Vec<Choice>,
    /// The content checklist.
    pub questions: Vec<Question>,
    /// Bodies that may be concerned; MOFA is left out where it is always asked.
    pub bodies: Vec<Choice>,
    /// What sets a case apart.
    pub case: CaseOptions,
}

/// The class that the checklist proposes, with its reasons.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Binding or non-binding.
    pub class: Tag,
    /// Why: the "yes" answers and the phrases found in the text.
    pub reasons: Vec<String>,
    /// The track it would take.
    pub track: String,
    /// Working days until decision at the latest, in words.
    pub takes: String,
    /// "Would qualify for the fast track: saves n days", when it is switched off.
    pub would_qualify: Option<String>,
    /// Words in the titles that the official terms avoid.
    pub terms: Vec<String>,
}

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "draft/draft.html")]
pub struct DraftPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Frame of the form.
    pub form: FormMeta,
    /// Changing an existing dossier: the secrecy question stands as answered, and this is its number.
    pub editing: Option<String>,
    /// Rules by which the dossier will run.
    pub pack: Link,
    /// The pack's banner.
    pub pack_banner: Option<String>,
    /// Typed so far.
    pub values: DraftValues,
    /// What may be chosen.
    pub options: DraftOptions,
    /// After "check".
    pub proposal: Option<Proposal>,
    /// What the change does, for example "opinions given become void".
    pub consequence: Option<String>,
    /// Buttons.
    pub buttons: Buttons,
}

fn chosen(choices: &[Choice], values: &[String]) -> Vec<Choice> {
    choices
        .iter()
        .cloned()
        .map(|choice| {
            let on = values.contains(&choice.value);
            choice.on(on)
        })
        .collect()
}

fn one(choices: &[Choice], value: &str) -> Vec<Choice> {
    chosen(choices, &[value.to_owned()])
}

impl DraftPage {
    fn line(&self, name: &str, key: &str, value: &str) -> Field {
        self.form.field(name, self.l.t(key), text(value))
    }

    fn blank(&self, choices: Vec<Choice>) -> Vec<Choice> {
        let mut all = vec![Choice::new("", self.l.t("choose"))];
        all.extend(choices);
        all
    }

    /// The secrecy question.
    pub fn secret(&self) -> Field {
        self.form
            .field("secret", self.l.t("field-secret"), yes_no(self.l, &self.values.secret))
            .hint(self.l.t("field-secret-hint"))
    }

    /// Known partner or a new one.
    pub fn partner(&self) -> Field {
        let mut choices = self.blank(self.options.partners.clone());
        choices.push(Choice::new("new", self.l.t("partner-new")));
        let choices = one(&choices, &self.values.partner);
        self.form.field("partner", self.l.t("field-partner"), Control::Select { choices })
    }

    /// Name of a new partner.
    pub fn partner_name(&self) -> Field {
        self.line("partner_name", "field-partner-name", &self.values.partner_name)
            .hint(self.l.t("field-partner-name-hint"))
    }

    /// Its country.
    pub fn partner_country(&self) -> Field {
        self.line("partner_country", "field-partner-country", &self.values.partner_country)
    }

    /// Its level.
    pub fn partner_level(&self) -> Field {
        let choices = one(&self.blank(self.options.levels.clone()), &self.values.partner_level);
        self.form.field("partner_level", self.l.t("field-partner-level"), Control::Select { choices })
    }

    /// Whether the rules know more than the usual case.
    pub fn has_case(&self) -> bool {
        !(self.options.case.parties.is_empty() && self.options.case.grounds.is_empty())
    }

    /// Number of a group: the one about the case is the third, where there is one.
    pub fn nth(&self, usual: u32) -> u32 {
        usual + u32::from(self.has_case())
    }

    /// Whether the law demands the end.
    pub fn mandatory(&self) -> Field {
        let on = self.values.case.mandatory == "yes";
        let choices = vec![Choice::new("yes", self.l.t("case-mandatory-yes")).on(on)];
        let field =
            self.form.field("case_mandatory", self.l.t("field-case-mandatory"), Control::Checkboxes { choices });
        field.hint(self.l.t("field-case-mandatory-hint")).optional()
    }

    fn chosen_or(&self, none: &str, choices: &[Choice], value: &str) -> Control {
        let mut all = vec![Choice::new("", self.l.t(none))];
        all.extend(choices.iter().cloned());
        Control::Select { choices: one(&all, value) }
    }

    /// Kind of Vietnamese party.
    pub fn party(&self) -> Field {
        let control = self.chosen_or("case-party-none", &self.options.case.parties, &self.values.case.party);
        self.form.field("case_party", self.l.t("field-case-party"), control)
    }

    /// The unit that is the party.
    pub fn unit(&self) -> Field {
        let control = self.chosen_or("case-unit-none", &self.options.case.units, &self.values.case.unit);
        self.form.field("case_unit", self.l.t("field-case-unit"), control).hint(self.l.t("field-case-unit-hint"))
    }

    /// Ground for another track.
    pub fn ground(&self) -> Field {
        let control = self.chosen_or("case-ground-none", &self.options.case.grounds, &self.values.case.ground);
        self.form.field("case_ground", self.l.t("field-case-ground"), control).hint(self.l.t("field-case-ground-hint"))
    }

    /// Subjects that add a body.
    pub fn subjects(&self) -> Field {
        let choices = chosen(&self.options.case.subjects, &self.values.case.subjects);
        let field = self.form.field("case_subjects", self.l.t("field-case-subjects"), Control::Checkboxes { choices });
        field.hint(self.l.t("field-case-subjects-hint")).optional()
    }

    /// Who signs beside the locality.
    pub fn signatories(&self) -> Field {
        let choices = chosen(&self.options.case.signatories, &self.values.case.signatories);
        let field =
            self.form.field("case_signatories", self.l.t("field-case-signatories"), Control::Checkboxes { choices });
        field.hint(self.l.t("field-case-signatories-hint")).optional()
    }

    /// Vietnamese title.
    pub fn title_vi(&self) -> Field {
        self.line("titles_vi", "field-titles-vi", &self.values.title_vi).hint(self.l.t("field-titles-vi-hint"))
    }

    /// English title.
    pub fn title_en(&self) -> Field {
        self.line("titles_en", "field-titles-en", &self.values.title_en).optional()
    }

    /// Language of a further title.
    pub fn title_other_lang(&self) -> Field {
        let choices = one(&self.blank(self.options.languages.clone()), &self.values.title_other_lang);
        let field =
            self.form.field("titles_other_lang", self.l.t("field-titles-other-lang"), Control::Select { choices });
        field.optional()
    }

    /// A further title.
    pub fn title_other(&self) -> Field {
        self.line("titles_other", "field-titles-other", &self.values.title_other).optional()
    }

    /// Kind of document.
    pub fn kind(&self) -> Field {
        let choices = one(&self.options.kinds, &self.values.kind);
        let field = self.form.field("kind", self.l.t("field-kind"), Control::Radios { choices, inline: false });
        field.hint(self.l.t("field-kind-hint"))
    }

    /// Need and benefit.
    pub fn purpose(&self) -> Field {
        self.form
            .field("purpose", self.l.t("field-purpose"), area(&self.values.purpose, 5))
            .hint(self.l.t("field-purpose-hint"))
    }

    /// Fields of cooperation.
    pub fn fields(&self) -> Field {
        let choices = chosen(&self.options.fields, &self.values.fields);
        self.form.field("fields", self.l.t("field-fields"), Control::Checkboxes { choices })
    }

    /// One question of the checklist.
    pub fn question(&self, question: &Question) -> Field {
        let value = self.values.checklist.get(&question.id).map_or("", String::as_str);
        let field =
            self.form.field(&format!("checklist_{}", question.id), question.question.clone(), yes_no(self.l, value));
        field.hint(question.reason.clone())
    }

    /// The class that the official confirms.
    pub fn class(&self) -> Field {
        let choices = vec![
            Choice::new("non-binding", self.l.t("class-non-binding")).hint(self.l.t("class-non-binding-hint")),
            Choice::new("binding", self.l.t("class-binding")).hint(self.l.t("class-binding-hint")),
        ];
        let choices = one(&choices, &self.values.class);
        let field = self.form.field("class", self.l.t("field-class"), Control::Radios { choices, inline: false });
        field.hint(self.l.t("field-class-hint"))
    }

    /// Why another class than proposed.
    pub fn class_reason(&self) -> Field {
        let field = self.form.field("class_reason", self.l.t("field-class-reason"), area(&self.values.class_reason, 3));
        field.hint(self.l.t("field-class-reason-hint")).optional()
    }

    /// Bodies concerned.
    pub fn bodies(&self) -> Field {
        let choices = chosen(&self.options.bodies, &self.values.bodies);
        let field = self.form.field("bodies", self.l.t("field-bodies"), Control::Checkboxes { choices });
        let units = !self.options.case.parties.is_empty();
        field.hint(self.l.t(if units { "field-bodies-hint-units" } else { "field-bodies-hint" }))
    }

    /// Planned day of signing.
    pub fn planned_signing_on(&self) -> Field {
        let control = Control::Date { value: self.values.planned_signing_on.clone() };
        self.form.field("planned_signing_on", self.l.t("field-planned-signing-on"), control).optional()
    }

    /// Clauses on duration.
    pub fn term(&self) -> Field {
        self.form
            .field("term", self.l.t("field-term"), area(&self.values.term, 3))
            .hint(self.l.t("field-term-hint"))
            .optional()
    }
}

/// The answer to the secrecy question was "yes": nothing is stored but the fact.
#[derive(Debug, Clone, Template)]
#[template(path = "draft/secret.html")]
pub struct SecretPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// By which provisions.
    pub basis: Vec<Basis>,
}
