//! What sets a case apart from the usual one: what the form offers, what was typed, and how the dossier's page says it.

use super::show::Show;
use crate::app::catalogue::documents;
use crate::app::{Error, Who, choices};
use crate::i18n::L;
use crate::web::Web;
use crate::web::cite::pick;
use crate::web::posted::Fields;
use crate::web::registry::words::document_title;
use crate::web::views::Link;
use crate::web::views::draft::{ActBrief, CaseOptions, CaseValues, DraftValues};
use crate::web::views::form::Choice;
use crate::web::views::parts::Fact;
use chrono::NaiveDate;
use engine::dossier::Case;
use engine::ids::{DocumentId, OrgId};
use engine::pack::{Act, Guard, Pack};
use engine::text::Bilingual;
use serde_json::{Value, json};
use uuid::Uuid;

/// What is done with a document, in words: those of the pack.
pub fn act(l: L, pack: &Pack, act: Act) -> String {
    let rule = pack.acts.iter().find(|rule| rule.id == act);
    rule.map_or_else(|| act.as_str().to_owned(), |rule| pick(l, &rule.title))
}

/// What the form offers for a procedure of `locality` begun on `day`.
pub async fn options(
    web: &Web,
    l: L,
    who: &Who,
    pack: &Pack,
    (locality, day): (OrgId, NaiveDate),
    values: &Case,
) -> Result<CaseOptions, Error> {
    let title = |id: &str, title: &Bilingual| Choice::new(id, pick(l, title));
    let parties: Vec<Choice> =
        pack.parties.iter().filter(|party| party.on(day)).map(|party| title(&party.id, &party.title)).collect();
    let several = pack.papers.iter().any(|paper| paper.when == Some(Guard::SeveralSignatories));
    let [units, signatories] = match parties.is_empty() && !several {
        true => [Vec::new(), Vec::new()],
        false => choices::beside(&web.app, locality).await?,
    };
    let org = |(id, name): &(OrgId, Bilingual)| Choice::new(id.to_string(), pick(l, name));
    let brief = match values.document {
        Some(document) => Some(brief(web, l, who, pack, values.act, document).await?),
        None => None,
    };
    let grounds = pack.grounds.iter().filter(|ground| ground.on(values.act, day));
    Ok(CaseOptions {
        act: brief,
        parties,
        units: units.iter().map(org).collect(),
        grounds: grounds.map(|ground| title(&ground.id, &ground.title)).collect(),
        subjects: pack.subjects.iter().map(|subject| title(&subject.id, &subject.question)).collect(),
        signatories: signatories.iter().filter(|_| several).map(org).collect(),
    })
}

async fn brief(web: &Web, l: L, who: &Who, pack: &Pack, what: Act, document: DocumentId) -> Result<ActBrief, Error> {
    let found = documents::named(&web.app, who, document.0).await?.ok_or(Error::NotFound)?;
    Ok(ActBrief {
        title: act(l, pack, what),
        document: Link::new(document_title(l, &found), format!("/documents/{document}")),
        ends: what.ends(),
    })
}

/// What was typed, as it was typed.
pub fn values(typed: &Fields) -> CaseValues {
    CaseValues {
        act: typed.raw("case_act"),
        document: typed.raw("case_document"),
        mandatory: typed.raw("case_mandatory"),
        party: typed.raw("case_party"),
        unit: typed.raw("case_unit"),
        ground: typed.raw("case_ground"),
        subjects: typed.all("case_subjects"),
        signatories: typed.all("case_signatories"),
    }
}

/// What a dossier states already.
pub fn known(case: &Case) -> CaseValues {
    CaseValues {
        act: case.act.as_str().to_owned(),
        document: case.document.map(|id| id.to_string()).unwrap_or_default(),
        mandatory: if case.mandatory { "yes".to_owned() } else { String::new() },
        party: case.party.clone().unwrap_or_default(),
        unit: case.unit.map(|id| id.to_string()).unwrap_or_default(),
        ground: case.ground.clone().unwrap_or_default(),
        subjects: case.subjects.clone(),
        signatories: case.signatories.iter().map(ToString::to_string).collect(),
    }
}

/// What was typed, as far as it can be read: for the proposal of a track. `before` is what the dossier was opened for.
pub fn read(values: &CaseValues, before: Option<&Case>) -> Case {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let org = |text: &String| text.parse::<Uuid>().ok().map(OrgId);
    let document = values.document.parse::<Uuid>().ok().map(DocumentId);
    Case {
        act: before.map_or_else(|| Act::parse(&values.act).unwrap_or_default(), |case| case.act),
        document: before.map_or(document, |case| case.document),
        mandatory: values.mandatory == "yes",
        party: some(&values.party),
        unit: org(&values.unit),
        ground: some(&values.ground),
        subjects: values.subjects.clone(),
        signatories: values.signatories.iter().filter_map(org).collect(),
    }
}

/// What was typed as the input of the use case. What is empty is left out: rules that know the usual case alone have no such
/// fields.
pub fn input(values: &CaseValues) -> Option<Value> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let CaseValues { act, document, mandatory, party, unit, ground, subjects, signatories } = values;
    let typed = [act, document, mandatory, party, unit, ground].iter().any(|text| !text.trim().is_empty());
    let typed = typed || !subjects.is_empty() || !signatories.is_empty();
    typed.then(|| {
        json!({
            "act": some(act), "document": some(document), "mandatory": mandatory == "yes", "party": some(party),
            "unit": some(unit), "ground": some(ground), "subjects": subjects, "signatories": signatories,
        })
    })
}

/// Where a field of the case stands on the form: its label.
pub fn label(name: &str) -> Option<&'static str> {
    Some(match name {
        "case_act" | "case_document" => "field-case-document",
        "case_mandatory" => "field-case-mandatory",
        "case_party" => "field-case-party",
        "case_unit" => "field-case-unit",
        "case_ground" => "field-case-ground",
        "case_subjects" => "field-case-subjects",
        "case_signatories" => "field-case-signatories",
        _ => return None,
    })
}

/// What is begun from the page of a document: the title says what, the rest is taken from it.
///
/// # Errors
/// [`Error::NotFound`] for a document that the reader may not see.
pub async fn started(web: &Web, who: &Who, pack: &Pack, case: &Case) -> Result<DraftValues, Error> {
    let Some(document) = case.document else { return Ok(DraftValues::default()) };
    let view = documents::show(&web.app, who, document.0).await?;
    let what = pack.acts.iter().find(|rule| rule.id == case.act).map(|rule| &rule.title);
    let title = |lang: &str, of: fn(&Bilingual) -> &str| {
        let found = documents::titles(&view.row).into_iter().find(|title| title.lang == lang);
        found.zip(what).map(|(title, what)| format!("{}: {}", of(what), title.text)).unwrap_or_default()
    };
    let partner = view.parties.iter().find_map(|party| party.partner_id);
    let fields = documents::fields(&view.row.fields);
    let usual = if pack.kind(&view.row.kind).is_some() { view.row.kind.clone() } else { String::new() };
    Ok(DraftValues {
        case: known(case),
        partner: partner.map(|id| id.to_string()).unwrap_or_default(),
        title_vi: title("vi", |text| &text.vi),
        title_en: title("en", |text| &text.en),
        kind: usual,
        fields: fields.into_iter().filter(|id| pack.field(id).is_some()).collect(),
        ..DraftValues::default()
    })
}

/// What the dossier's page says of the case; `document` is the title of the document that it changes or ends.
pub fn facts(show: &Show) -> Vec<Fact> {
    let (l, pack, case) = (show.l, show.pack(), &show.dossier().details.case);
    let mut facts = Vec::new();
    let mut fact = |key: &str, text: Option<String>| facts.extend(text.map(|text| Fact::new(l.t(key), text)));
    fact("field-case-act", (!case.act.is_conclude()).then(|| act(l, pack, case.act)));
    fact("field-case-mandatory", case.mandatory.then(|| l.t("case-mandatory-yes")));
    fact("field-case-party", case.party.as_ref().and_then(|id| pack.party(id)).map(|party| pick(l, &party.title)));
    fact("field-case-unit", case.unit.map(|unit| show.org(unit)));
    fact("field-case-ground", case.ground.as_ref().and_then(|id| pack.ground(id)).map(|ground| pick(l, &ground.title)));
    let subjects: Vec<String> =
        case.subjects.iter().filter_map(|id| pack.subject(id)).map(|subject| pick(l, &subject.question)).collect();
    fact("field-case-subjects", (!subjects.is_empty()).then(|| subjects.join(" ")));
    let signatories: Vec<String> = case.signatories.iter().map(|org| show.org(*org)).collect();
    fact("field-case-signatories", (!signatories.is_empty()).then(|| signatories.join("; ")));
    facts
}
