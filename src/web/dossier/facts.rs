//! Facts of the dossier's page under headings: details, checklist, decision, Prime Minister, signing, entry into force.

use super::draft_case;
use super::show::{Show, class};
use crate::web::views::dossier::FactSection;
use crate::web::views::parts::Fact;
use engine::dossier::SignBy;

/// The sections that have something to say.
pub fn sections(show: &Show) -> Vec<FactSection> {
    let l = show.l;
    let parts = [
        ("details", "section-details", details(show)),
        ("checklist", "section-checklist", checklist(show)),
        ("pm", "section-pm", pm(show)),
        ("decision", "section-decision", decision(show)),
        ("signing", "section-signing", signing(show)),
        ("in-force", "section-in-force", in_force(show)),
    ];
    let filled = parts.into_iter().filter(|(_, _, facts)| !facts.is_empty());
    filled
        .map(|(id, key, facts)| FactSection { id: id.to_owned(), title: l.t(key), open: id != "checklist", facts })
        .collect()
}

/// What the official states about the draft.
pub fn details(show: &Show) -> Vec<Fact> {
    let (l, pack, dossier) = (show.l, show.pack(), show.dossier());
    let details = &dossier.details;
    let kind = pack.kind(&details.kind).map_or_else(|| details.kind.clone(), |kind| show.pick(&kind.title));
    let fields = details.fields.iter().map(|id| {
        let field = pack.field(id);
        field.map_or_else(|| id.clone(), |field| show.pick(&field.title))
    });
    let bodies: Vec<String> = details.bodies.iter().map(|body| show.org(body.org)).collect();
    let mut facts = vec![
        Fact::new(l.t("fact-started-on"), l.date(dossier.started_on)),
        Fact::new(l.t("field-kind"), kind),
        Fact::new(l.t("fact-class"), class(l, dossier.class)),
    ];
    if let Some(reason) = &details.class_reason {
        facts.push(Fact::typed(l.t("field-class-reason"), reason));
    }
    facts.extend(draft_case::facts(show));
    facts.push(Fact::typed(l.t("field-purpose"), &details.purpose));
    facts.push(Fact::new(l.t("field-fields"), fields.collect::<Vec<_>>().join(", ")));
    facts.push(Fact::new(
        l.t("field-bodies"),
        if bodies.is_empty() { l.t("fact-no-bodies") } else { bodies.join(", ") },
    ));
    if let Some(day) = details.planned_signing_on {
        facts.push(Fact::new(l.t("field-planned-signing-on"), l.date(day)));
    }
    if let Some(term) = &details.term {
        facts.push(Fact::typed(l.t("field-term"), term));
    }
    facts
}

fn checklist(show: &Show) -> Vec<Fact> {
    let answers = &show.dossier().details.checklist;
    let questions = show.pack().checklist.iter();
    questions
        .map(|item| {
            let answer = match answers.get(&item.id) {
                Some(true) => format!("{}. {}", show.l.t("yes"), show.pick(&item.reason)),
                Some(false) => show.l.t("no"),
                None => show.l.t("not-answered"),
            };
            Fact::new(show.pick(&item.question), answer)
        })
        .collect()
}

fn pm(show: &Show) -> Vec<Fact> {
    let l = show.l;
    let Some(pm) = &show.dossier().pm else { return Vec::new() };
    let mut facts = vec![
        Fact::new(l.t("fact-revision"), l.ta("revision-n", &[("n", pm.revision)])),
        Fact::new(l.t("fact-submitted-at"), l.datetime(pm.submitted_at)),
        Fact::typed(l.t("field-statement"), &pm.statement),
    ];
    if let Some(opinion) = &pm.opinion {
        facts.push(Fact::typed(l.t("field-number"), &opinion.number));
        facts.push(Fact::new(l.t("field-dated-on"), l.date(opinion.dated_on)));
        facts.push(Fact::typed(l.t("field-pm-signer"), show.signer(&opinion.signer)));
        facts.push(Fact::new(l.t("field-favourable"), l.t(if opinion.favourable { "yes" } else { "no" })));
        facts.push(Fact::typed(l.t("field-gist"), &opinion.gist));
    }
    facts
}

fn decision(show: &Show) -> Vec<Fact> {
    let l = show.l;
    let Some(decision) = &show.dossier().decision else { return Vec::new() };
    let sign_by = match decision.sign_by {
        SignBy::Head => l.t("sign-by-head"),
        SignBy::Authorised => l.t("sign-by-authorised"),
    };
    let mut facts = vec![
        Fact::new(l.t("fact-revision"), l.ta("revision-n", &[("n", decision.revision)])),
        Fact::new(l.t("fact-decided-at"), l.datetime(decision.at)),
    ];
    if let Some(name) = show.view.names.account(decision.by) {
        facts.push(Fact::typed(l.t("fact-decided-by"), name));
    }
    facts.push(Fact::new(l.t("field-sign-by"), sign_by));
    facts.push(Fact::typed(l.t("field-signer"), show.signer(&decision.signer)));
    facts.push(Fact::typed(l.t("field-signer-title"), &decision.signer_title));
    if decision.responsible {
        facts.push(Fact::new(l.t("field-responsible"), l.t("responsible-yes")));
    }
    if let Some(number) = &decision.pm_reference {
        facts.push(Fact::typed(l.t("fact-pm-reference"), number));
    }
    facts
}

fn signing(show: &Show) -> Vec<Fact> {
    let l = show.l;
    let Some(signing) = &show.dossier().signing else { return Vec::new() };
    let foreign = signing.foreign.iter().map(|signatory| {
        let name = show.signer(&signatory.name);
        if signatory.title.is_empty() { name } else { format!("{name}, {}", signatory.title) }
    });
    vec![
        Fact::new(l.t("fact-revision"), l.ta("revision-n", &[("n", signing.revision)])),
        Fact::new(l.t("field-signed-on"), l.date(signing.signed_on)),
        Fact::typed(l.t("field-place"), &signing.place),
        Fact::typed(l.t("field-signer"), show.signer(&signing.signer)),
        Fact::typed(l.t("field-foreign"), foreign.collect::<Vec<_>>().join("; ")),
        Fact::new(l.t("fact-recorded-at"), l.datetime(signing.at)),
    ]
}

fn in_force(show: &Show) -> Vec<Fact> {
    let l = show.l;
    let Some(in_force) = &show.dossier().in_force else { return Vec::new() };
    vec![Fact::new(l.t("field-on"), l.date(in_force.on)), Fact::typed(l.t("field-by"), &in_force.by)]
}
