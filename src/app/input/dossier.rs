//! The details of a draft, as typed.

use super::shapes::{LINE, TEXT};
use super::{Checked, Invalid, day, one_line, paragraph};
use engine::dossier::{Body, Details, Title};
use engine::ids::{OrgId, PartnerId};
use engine::pack::Class;
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
    /// Bodies concerned, besides MOFA.
    #[validate(length(max = 50))]
    #[serde(default)]
    pub bodies: Vec<Uuid>,
    /// Planned day of signing.
    pub planned_signing_on: Option<String>,
    /// Clauses on duration, renewal, review and lapse.
    #[validate(length(max = TEXT))]
    pub term: Option<String>,
}

impl DetailsIn {
    /// As the engine takes it.
    ///
    /// # Errors
    /// [`Invalid`] naming the first wrong field.
    pub fn details(&self, partner: PartnerId, mofa: Option<OrgId>, bodies: &[OrgId]) -> Checked<Details> {
        let Some(secret) = self.secret else { return Err(Invalid::field("secret", "choose-one")) };
        let mut titles = vec![Title { lang: "vi".to_owned(), text: one_line("titles_vi", &self.titles.vi)? }];
        let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).is_some();
        if let Some(en) = self.titles.en.as_ref().filter(|_| filled(&self.titles.en)) {
            titles.push(Title { lang: "en".to_owned(), text: one_line("titles_en", en)? });
        }
        if let Some(other) = self.titles.other.as_ref().filter(|_| filled(&self.titles.other)) {
            let lang = one_line("titles_other_lang", self.titles.other_lang.as_deref().unwrap_or(""))?;
            if lang.is_empty() {
                return Err(Invalid::field("titles_other_lang", "required"));
            }
            titles.push(Title { lang, text: one_line("titles_other", other)? });
        }
        let class = match self.class.as_str() {
            "binding" => Class::Binding,
            "non-binding" => Class::NonBinding,
            _ => return Err(Invalid::field("class", "choose-one")),
        };
        let mut named: Vec<Body> = Vec::new();
        for org in self.bodies.iter().map(|org| OrgId(*org)) {
            // MOFA is always asked; ticking it changes nothing.
            if Some(org) == mofa {
                continue;
            }
            if !bodies.contains(&org) {
                return Err(Invalid::field("bodies", "no-such-body"));
            }
            if !named.iter().any(|body| body.org == org) {
                named.push(Body { org, mofa: false });
            }
        }
        let optional = |field: &str, text: &Option<String>| -> Checked<Option<String>> {
            let text = text.as_deref().map(|text| paragraph(field, text)).transpose()?;
            Ok(text.filter(|text| !text.is_empty()))
        };
        let planned = self.planned_signing_on.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let mut fields = self.fields.clone();
        fields.sort();
        fields.dedup();
        Ok(Details {
            partner,
            titles,
            kind: self.kind.clone(),
            purpose: paragraph("purpose", &self.purpose)?,
            fields,
            checklist: self.checklist.clone(),
            class,
            class_reason: optional("class_reason", &self.class_reason)?,
            bodies: named,
            planned_signing_on: planned.map(|text| day("planned_signing_on", text)).transpose()?,
            term: optional("term", &self.term)?,
            not_secret: !secret,
            sample: None,
        })
    }
}
