//! The details of a draft, as typed.

use super::case::{CaseIn, Origin};
use super::shapes::{LINE, TEXT};
use super::{Checked, FieldError, Invalid, day, one_line, paragraph};
use crate::app::Directory;
use engine::dossier::{Body, Details, Title};
use engine::ids::{OrgId, PartnerId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// The foreign partner: one on file, or a new one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerIn {
    /// One on file.
    pub id: Option<Uuid>,
    /// Name of a new one.
    #[validate(length(max = LINE))]
    pub name: Option<String>,
    /// Its country.
    #[validate(length(max = LINE))]
    pub country: Option<String>,
    /// `city`, `province`, `state`, `agency`, `organisation`, `enterprise`, `university` or `other`.
    #[validate(length(max = LINE))]
    pub level: Option<String>,
}

/// Titles per language.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TitlesIn {
    /// Vietnamese; required.
    #[validate(length(min = 1, max = LINE))]
    #[serde(default)]
    pub vi: String,
    /// English.
    #[validate(length(max = LINE))]
    pub en: Option<String>,
    /// In the partner's language.
    #[validate(length(max = LINE))]
    pub other: Option<String>,
    /// Which language that is, as a BCP 47 tag.
    #[validate(length(max = 35))]
    pub other_lang: Option<String>,
}

/// What the official states about the draft.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DetailsIn {
    /// The secrecy question; `true` stops the case and nothing is stored.
    pub secret: Option<bool>,
    /// The partner.
    #[validate(nested)]
    pub partner: Option<PartnerIn>,
    /// Titles.
    #[validate(nested)]
    pub titles: TitlesIn,
    /// Document kind of the pack.
    #[validate(length(min = 1, code = "choose-one"))]
    #[serde(default)]
    pub kind: String,
    /// Need and expected benefit.
    #[validate(length(min = 1, max = TEXT))]
    #[serde(default)]
    pub purpose: String,
    /// Fields of cooperation.
    #[validate(length(min = 1, max = 40))]
    #[serde(default)]
    pub fields: Vec<String>,
    /// Answers to the content checklist.
    #[serde(default)]
    pub checklist: BTreeMap<String, bool>,
    /// `binding` or `non-binding`.
    #[validate(length(min = 1, code = "choose-one"))]
    #[serde(default)]
    pub class: String,
    /// Why it differs from the proposal.
    #[validate(length(max = TEXT))]
    pub class_reason: Option<String>,
    /// Bodies concerned, besides MOFA; it may be named where it is not always asked.
    #[validate(length(max = 50))]
    #[serde(default)]
    pub bodies: Vec<Uuid>,
    /// What sets it apart from the usual one.
    #[validate(nested)]
    #[serde(default)]
    pub case: CaseIn,
    /// Planned day of signing.
    pub planned_signing_on: Option<String>,
    /// Clauses on duration, renewal, review and lapse.
    #[validate(length(max = TEXT))]
    pub term: Option<String>,
}

/// The fields in the order of the form: in that order a person is told what is wrong.
const ORDER: [&str; 22] = [
    "secret",
    "case_act",
    "case_document",
    "case_mandatory",
    "partner",
    "case_party",
    "case_unit",
    "case_ground",
    "titles_vi",
    "titles_en",
    "titles_other",
    "kind",
    "purpose",
    "fields",
    "checklist",
    "class",
    "class_reason",
    "case_subjects",
    "bodies",
    "case_signatories",
    "planned_signing_on",
    "term",
];

fn place(field: &str) -> usize {
    // `partner_name` and `titles_other_lang` stand behind the field they belong to.
    let found = ORDER.iter().rposition(|known| field == *known || field.starts_with(&format!("{known}_")));
    found.unwrap_or(ORDER.len())
}

/// What is wrong so far; one error a field.
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn take<T: Default>(&mut self, checked: Checked<T>) -> T {
        checked.unwrap_or_else(|invalid| {
            for error in invalid.0 {
                if !self.0.iter().any(|known| known.field == error.field) {
                    self.0.push(error);
                }
            }
            T::default()
        })
    }
}

fn required(field: &str, text: Checked<String>) -> Checked<String> {
    text.and_then(|text| if text.is_empty() { Err(Invalid::field(field, "required")) } else { Ok(text) })
}

impl DetailsIn {
    /// As the engine takes it.
    ///
    /// # Errors
    /// [`Invalid`] naming every wrong field, in the order of the form.
    pub fn details(
        &self,
        partner: Checked<PartnerId>,
        origin: Checked<Origin>,
        directory: &Directory,
    ) -> Checked<Details> {
        let mut wrong = Wrong(Vec::new());
        wrong.take(self.validate().map_err(|errors| Invalid::from_validator(&errors)));
        let secret = wrong.take(self.secret.ok_or_else(|| Invalid::field("secret", "choose-one")));
        let partner = wrong.take(partner.map(Some));
        let titles = self.titles(&mut wrong);
        let class = wrong.take(super::class("class", &self.class).map(Some));
        let named = wrong.take(self.named(directory));
        let case = wrong.take(self.case.checked(origin, directory));
        let mut optional = |field: &str, text: &Option<String>| -> Option<String> {
            let text = wrong.take(text.as_deref().map(|text| paragraph(field, text)).transpose());
            text.filter(|text| !text.is_empty())
        };
        let class_reason = optional("class_reason", &self.class_reason);
        let term = optional("term", &self.term);
        let purpose = wrong.take(required("purpose", paragraph("purpose", &self.purpose)));
        let planned = self.planned_signing_on.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let planned_signing_on = wrong.take(planned.map(|text| day("planned_signing_on", text)).transpose());
        let mut fields = self.fields.clone();
        fields.sort();
        fields.dedup();
        let (Some(partner), Some(class), true) = (partner, class, wrong.0.is_empty()) else {
            wrong.0.sort_by_key(|error| place(&error.field));
            return Err(Invalid(wrong.0));
        };
        Ok(Details {
            partner,
            titles,
            kind: self.kind.clone(),
            purpose,
            fields,
            checklist: self.checklist.clone(),
            class,
            class_reason,
            bodies: named,
            case,
            planned_signing_on,
            term,
            not_secret: !secret,
            sample: None,
        })
    }

    fn titles(&self, wrong: &mut Wrong) -> Vec<Title> {
        let given = &self.titles;
        let vi = wrong.take(required("titles_vi", one_line("titles_vi", &given.vi)));
        let mut titles = vec![Title { lang: "vi".to_owned(), text: vi }];
        let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).is_some();
        if let Some(en) = given.en.as_ref().filter(|_| filled(&given.en)) {
            titles.push(Title { lang: "en".to_owned(), text: wrong.take(one_line("titles_en", en)) });
        }
        if let Some(other) = given.other.as_ref().filter(|_| filled(&given.other)) {
            let lang = wrong.take(language_tag("titles_other_lang", given.other_lang.as_deref().unwrap_or("")));
            titles.push(Title { lang, text: wrong.take(one_line("titles_other", other)) });
        }
        titles
    }

    fn named(&self, directory: &Directory) -> Checked<Vec<Body>> {
        let mut named: Vec<Body> = Vec::new();
        for org in self.bodies.iter().map(|org| OrgId(*org)) {
            let body = directory.body(org).ok_or_else(|| Invalid::field("bodies", "no-such-body"))?;
            // MOFA is always asked about what the locality itself concludes; ticking it changes nothing.
            let always = body.mofa && self.case.party.is_none();
            if !always && !named.contains(&body) {
                named.push(body);
            }
        }
        Ok(named)
    }
}

/// A BCP 47 language tag as far as its form goes, its first part in lower case: `VI` and `vi` are one language.
///
/// # Errors
/// [`Invalid`] naming the field.
pub fn language_tag(field: &str, tag: &str) -> Checked<String> {
    let tag = tag.trim();
    if tag.is_empty() {
        return Err(Invalid::field(field, "required"));
    }
    let (first, rest) = tag.split_once('-').map_or((tag, None), |(first, rest)| (first, Some(rest)));
    let plain = |part: &str| part.len() <= 8 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let language = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    if !language || tag.len() > 35 || !rest.is_none_or(|rest| rest.split('-').all(plain)) {
        return Err(Invalid::field(field, "choose-one"));
    }
    let first = first.to_ascii_lowercase();
    Ok(rest.map_or(first.clone(), |rest| format!("{first}-{rest}")))
}
