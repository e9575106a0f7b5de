//! The drafting form: what it offers, what was typed, the input it makes, and the class that the content proposes.

use super::draft_case;
use super::frame::{self, Place};
use super::show::{Show, basis, class, pack_href, saved};
use super::upload::languages;
use crate::app::Error;
use crate::app::{advise, choices};
use crate::i18n::L;
use crate::web::Web;
use crate::web::posted::Fields;
use crate::web::reader::Reader;
use crate::web::views::Link;
use crate::web::views::draft::{DraftOptions, DraftPage, DraftValues, Proposal, Question};
use crate::web::views::form::{Buttons, Choice, FormError, FormMeta};
use crate::web::views::parts::{Tag, Tone};
use chrono::NaiveDate;
use engine::calendar::Budget;
use engine::command::Seen;
use engine::dossier::{Case, Details};
use engine::ids::{OrgId, PartnerId};
use engine::pack::{Bodies, ChecklistEffect, Class, Pack};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// The form with what surrounds it.
pub struct Draft {
    /// Rules.
    pub pack: Arc<Pack>,
    options: DraftOptions,
    editing: Option<(String, String, String, Seen)>,
    typed: Fields,
    /// What it was opened for, or is to be.
    pub case: Case,
}

impl Draft {
    /// For a new dossier.
    pub async fn new(web: &Web, reader: &Reader, typed: &Fields) -> Result<Self, Error> {
        let locality = choices::drafting_for(reader.who())?;
        let case = draft_case::read(&draft_case::values(typed), None);
        let pack = choices::pack_today(&web.app, case.act)?;
        let options = options(web, reader, &pack, (locality, web.app.today()), &case).await?;
        Ok(Self { pack, options, editing: None, typed: typed.clone(), case })
    }

    /// For the details of a dossier.
    pub async fn of(web: &Web, reader: &Reader, show: &Show<'_>, typed: &Fields) -> Result<Self, Error> {
        let pack = Arc::clone(&show.view.pack);
        let (dossier, case) = (show.dossier(), show.dossier().details.case.clone());
        let options = options(web, reader, &pack, (dossier.locality, dossier.started_on), &case).await?;
        let seen = frame::seen_on(show, None, typed);
        let editing = Some((show.dossier().number.clone(), show.page_title(), show.href(""), seen));
        Ok(Self { pack, options, editing, typed: typed.clone(), case })
    }

    /// The page.
    pub fn page(
        &self,
        web: &Web,
        reader: &Reader,
        values: DraftValues,
        errors: Vec<FormError>,
        proposal: Option<Proposal>,
    ) -> DraftPage {
        let l = reader.l;
        let key = if self.editing.is_some() { "edit-title" } else { "new-title" };
        let back = match &self.editing {
            Some((_, title, href, _)) => Link::new(title, href),
            None => Link::new(l.t("worklist-title"), "/"),
        };
        let (url, seen) = match &self.editing {
            Some((_, _, href, seen)) => (format!("{href}/details"), Some(*seen)),
            None => ("/dossiers/new".to_owned(), None),
        };
        let cancel = Link::new(l.t("cancel"), back.href.clone());
        let mut page = reader.page_back(web, l.t(key), back);
        page.has_errors = !errors.is_empty();
        let title = l.pick(&self.pack.title.vi, &self.pack.title.en).to_owned();
        let submit = l.t(if self.editing.is_some() { "edit-submit" } else { "draft-submit" });
        DraftPage {
            l,
            page,
            form: FormMeta { errors, ..frame::meta(web, reader, url, seen, &self.typed) },
            editing: self.editing.as_ref().map(|(number, ..)| number.clone()),
            pack: Link::new(
                l.ta("pack-version", &[("title", title), ("n", self.pack.version.to_string())]),
                pack_href(&self.pack),
            ),
            pack_banner: self.pack.banner.as_ref().map(|banner| l.pick(&banner.vi, &banner.en).to_owned()),
            values,
            options: self.options.clone(),
            proposal,
            consequence: self
                .editing
                .as_ref()
                .map(|_| format!("{} {}", l.t("next-edit-details"), l.t("edit-consequence"))),
            buttons: Buttons { submit, grave: false, cancel },
        }
    }
}

/// The questions about the content. Provisions stand once, above the first of the questions that rest on them.
fn questions(l: L, pack: &Pack) -> Vec<Question> {
    let pick = |text: &engine::text::Bilingual| l.pick(&text.vi, &text.en).to_owned();
    let mut said: &[String] = &[];
    let mut found = Vec::new();
    for item in &pack.checklist {
        let new = item.basis != said;
        said = &item.basis;
        found.push(Question {
            id: item.id.clone(),
            question: pick(&item.question),
            reason: pick(&item.reason),
            basis: if new { basis(l, pack, &item.basis) } else { Vec::new() },
        });
    }
    found
}

async fn options(
    web: &Web,
    reader: &Reader,
    pack: &Pack,
    (locality, day): (OrgId, NaiveDate),
    case: &Case,
) -> Result<DraftOptions, Error> {
    let l = reader.l;
    let pick = |text: &engine::text::Bilingual| l.pick(&text.vi, &text.en).to_owned();
    let partners = choices::partners(&web.app, reader.who()).await?;
    let mut bodies = choices::bodies(&web.app, locality, Bodies::MofaAndConcerned).await?;
    // Of what a unit concludes MOFA is asked like any other body.
    let mofa = bodies.always.take().filter(|_| !pack.parties.is_empty());
    // Nobody asks his own department for its opinion on its own draft.
    bodies.others.retain(|(id, _)| !reader.who().orgs().contains(id));
    let kinds = pack.kinds.iter();
    let fields = pack.fields.iter();
    Ok(DraftOptions {
        partners: partners
            .into_iter()
            .map(|partner| Choice::new(partner.id.to_string(), format!("{} ({})", partner.name, partner.country)))
            .collect(),
        levels: choices::LEVELS.iter().map(|level| Choice::new(*level, l.t(&["level-", level].concat()))).collect(),
        languages: languages(l),
        kinds: kinds.map(|kind| Choice::new(&kind.id, pick(&kind.title))).collect(),
        fields: fields
            .map(|field| {
                let choice = Choice::new(&field.id, pick(&field.title));
                if field.sensitive { choice.hint(l.t("field-sensitive")) } else { choice }
            })
            .collect(),
        questions: questions(l, pack),
        bodies: mofa.iter().chain(&bodies.others).map(|(id, name)| Choice::new(id.to_string(), pick(name))).collect(),
        case: draft_case::options(web, l, reader.who(), pack, (locality, day), case).await?,
    })
}

/// What was typed, as it was typed.
pub fn values(pack: &Pack, typed: &Fields) -> DraftValues {
    let raw = |name: &str| typed.raw(name);
    let questions = pack.checklist.iter();
    DraftValues {
        secret: raw("secret"),
        case: draft_case::values(typed),
        partner: raw("partner"),
        partner_name: raw("partner_name"),
        partner_country: raw("partner_country"),
        partner_level: raw("partner_level"),
        title_vi: raw("titles_vi"),
        title_en: raw("titles_en"),
        title_other_lang: raw("titles_other_lang"),
        title_other: raw("titles_other"),
        kind: raw("kind"),
        purpose: raw("purpose"),
        fields: typed.all("fields"),
        checklist: questions.map(|item| (item.id.clone(), raw(&format!("checklist_{}", item.id)))).collect(),
        class: raw("class"),
        class_reason: raw("class_reason"),
        bodies: typed.all("bodies"),
        planned_signing_on: raw("planned_signing_on"),
        term: raw("term"),
    }
}

/// What a dossier states already.
pub fn known(details: &Details) -> DraftValues {
    let title = |lang: &str| details.titles.iter().find(|title| title.lang == lang).map(|title| title.text.clone());
    let other = details.titles.iter().find(|title| !matches!(title.lang.as_str(), "vi" | "en"));
    let answer = |yes: &bool| if *yes { "yes" } else { "no" }.to_owned();
    DraftValues {
        // Asked each time: what is written now may be a secret.
        secret: String::new(),
        case: draft_case::known(&details.case),
        partner: details.partner.to_string(),
        title_vi: title("vi").unwrap_or_default(),
        title_en: title("en").unwrap_or_default(),
        title_other_lang: other.map(|title| title.lang.clone()).unwrap_or_default(),
        title_other: other.map(|title| title.text.clone()).unwrap_or_default(),
        kind: details.kind.clone(),
        purpose: details.purpose.clone(),
        fields: details.fields.clone(),
        checklist: details.checklist.iter().map(|(item, yes)| (item.clone(), answer(yes))).collect(),
        class: match details.class {
            Class::Binding => "binding".to_owned(),
            Class::NonBinding => "non-binding".to_owned(),
        },
        class_reason: details.class_reason.clone().unwrap_or_default(),
        bodies: details.bodies.iter().map(|body| body.org.to_string()).collect(),
        planned_signing_on: details
            .planned_signing_on
            .map(|day| day.format("%d/%m/%Y").to_string())
            .unwrap_or_default(),
        term: details.term.clone().unwrap_or_default(),
        ..DraftValues::default()
    }
}

fn answers(pack: &Pack, values: &DraftValues) -> BTreeMap<String, bool> {
    let known = pack.checklist.iter().filter_map(|item| {
        let answer = match values.checklist.get(&item.id).map(String::as_str) {
            Some("yes") => true,
            Some("no") => false,
            _ => return None,
        };
        Some((item.id.clone(), answer))
    });
    known.collect()
}

/// The typed form as the input of the use case.
pub fn input(pack: &Pack, typed: &Fields) -> Value {
    let values = values(pack, typed);
    let partner = match values.partner.as_str() {
        "" => Value::Null,
        "new" => json!({
            "name": values.partner_name,
            "country": values.partner_country,
            "level": values.partner_level,
        }),
        id => json!({ "id": id }),
    };
    let mut input = Map::new();
    let secret = match values.secret.as_str() {
        "yes" => Value::Bool(true),
        "no" => Value::Bool(false),
        _ => Value::Null,
    };
    let titles = json!({
        "vi": values.title_vi,
        "en": values.title_en,
        "other": values.title_other,
        "other_lang": values.title_other_lang,
    });
    input.insert("checklist".to_owned(), json!(answers(pack, &values)));
    input.insert("secret".to_owned(), secret);
    input.insert("partner".to_owned(), partner);
    input.insert("titles".to_owned(), titles);
    input.insert("kind".to_owned(), json!(values.kind));
    input.insert("purpose".to_owned(), json!(values.purpose));
    input.insert("fields".to_owned(), json!(values.fields));
    input.insert("class".to_owned(), json!(values.class));
    input.insert("class_reason".to_owned(), json!(values.class_reason));
    input.insert("bodies".to_owned(), json!(values.bodies));
    input.extend(draft_case::input(&values.case).map(|case| ("case".to_owned(), case)));
    input.insert("planned_signing_on".to_owned(), json!(values.planned_signing_on));
    input.insert("term".to_owned(), json!(values.term));
    Value::Object(input)
}

/// Where a field of the input stands on the form.
pub fn place(l: L, name: &str) -> Place {
    if let Some(key) = draft_case::label(name) {
        return Place { field: name.to_owned(), label: l.t(key) };
    }
    let (field, key) = match name {
        "titles_vi" => ("titles_vi", "field-titles-vi"),
        "titles_en" => ("titles_en", "field-titles-en"),
        "titles_other" => ("titles_other", "field-titles-other"),
        "titles_other_lang" => ("titles_other_lang", "field-titles-other-lang"),
        "secret" => ("secret", "field-secret"),
        "partner" => ("partner", "field-partner"),
        "partner_name" => ("partner_name", "field-partner-name"),
        "partner_country" => ("partner_country", "field-partner-country"),
        "partner_level" => ("partner_level", "field-partner-level"),
        "kind" => ("kind", "field-kind"),
        "purpose" => ("purpose", "field-purpose"),
        "fields" => ("fields", "field-fields"),
        "class" => ("class", "field-class"),
        "class_reason" => ("class_reason", "field-class-reason"),
        "bodies" => ("bodies", "field-bodies"),
        "planned_signing_on" => ("planned_signing_on", "field-planned-signing-on"),
        "term" => ("term", "field-term"),
        "checklist" => ("", "group-content"),
        _ => ("", "form-whole"),
    };
    Place { field: field.to_owned(), label: l.t(key) }
}

/// Words in the titles that the official terms avoid, each with what to use.
fn terms(l: L, values: &DraftValues) -> Vec<String> {
    let titles = [("vi", values.title_vi.as_str()), ("en", values.title_en.as_str())];
    // Rules that cannot be read are found by a test before they are shipped.
    let found = advise::terms(titles.into_iter()).unwrap_or_default();
    let said = |(word, rule): (String, &engine::adviser::Rule)| {
        l.ta("title-term", &[("word", word), ("why", l.pick(&rule.reason.vi, &rule.reason.en).to_owned())])
    };
    found.into_iter().map(said).collect()
}

/// The class that the answers propose, with reasons; nothing is stored.
pub fn proposal(web: &Web, reader: &Reader, draft: &Draft, values: &DraftValues) -> Proposal {
    let pack = &*draft.pack;
    let l = reader.l;
    let pick = |text: &engine::text::Bilingual| l.pick(&text.vi, &text.en).to_owned();
    let checklist = answers(pack, values);
    let yes = |effect: ChecklistEffect| {
        let items = pack.checklist.iter().filter(move |item| item.effect == effect);
        items.filter(|item| checklist.get(&item.id) == Some(&true)).map(|item| pick(&item.reason))
    };
    let mut reasons: Vec<String> = yes(ChecklistEffect::Excluded).chain(yes(ChecklistEffect::Binding)).collect();
    if reasons.is_empty() {
        reasons.push(l.t("proposal-no-commitment"));
    }
    let open = pack.checklist.len() - checklist.len();
    if open > 0 {
        reasons.push(l.ta("proposal-open", &[("n", open)]));
    }
    let details = Details {
        partner: PartnerId(Uuid::nil()),
        titles: Vec::new(),
        kind: values.kind.clone(),
        purpose: String::new(),
        fields: values.fields.clone(),
        checklist: checklist.clone(),
        class: Class::NonBinding,
        class_reason: None,
        bodies: Vec::new(),
        case: draft_case::read(&values.case, Some(&draft.case)),
        planned_signing_on: None,
        term: None,
        not_secret: true,
        sample: None,
    };
    let found = choices::proposal(&web.app, reader.who(), pack, details);
    let track = pack.track(&found.track);
    let rule = track.and_then(|track| pack.clock(&track.consultation_clock));
    let days = rule.and_then(|rule| web.app.length(pack, rule)).map_or(0, Budget::days);
    let would = found.would.as_deref().map(|other| {
        let title = pack.track(other).map(|track| pick(&track.title)).unwrap_or_default();
        l.ta("would-qualify", &[("track", title), ("n", saved(&web.app, pack, other).to_string())])
    });
    let saves = track.filter(|track| saved(&web.app, pack, &track.id) > 0);
    let saves = saves.map(|track| l.ta("proposal-saves", &[("n", saved(&web.app, pack, &track.id))]));
    let takes = l.ta("proposal-takes", &[("n", days)]);
    Proposal {
        class: Tag::new(class(l, found.class), Tone::Blue),
        reasons,
        track: track.map(|track| pick(&track.title)).unwrap_or_default(),
        takes: saves.map_or_else(|| takes.clone(), |saves| format!("{takes} {saves}")),
        would_qualify: would,
        terms: terms(l, values),
    }
}
