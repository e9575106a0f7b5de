//! Texts, papers, duties and provisions of the dossier's page.

use super::show::{Show, language};
use crate::app::timeline::Timeline;
use crate::web::views::Link;
use crate::web::views::dossier::{DutyRow, PaperRow, ProvisionUse, RevisionView};
use crate::web::views::parts::{Tag, Tone};
use engine::dossier::{Duty, Revision};
use engine::pack::Transition;
use std::collections::BTreeSet;

/// Texts, newest first.
pub fn revisions(show: &Show) -> Vec<RevisionView> {
    show.dossier().revisions.iter().rev().map(|revision| one(show, revision)).collect()
}

fn one(show: &Show, revision: &Revision) -> RevisionView {
    let (l, dossier) = (show.l, show.dossier());
    let is = |no: Option<u32>| no == Some(revision.no);
    let mut marks = Vec::new();
    if is(dossier.cleared.as_ref().map(|cleared| cleared.revision)) {
        marks.push(Tag::new(l.t("mark-cleared"), Tone::Blue));
    }
    if is(dossier.decision.as_ref().map(|decision| decision.revision)) {
        marks.push(Tag::new(l.t("mark-decided"), Tone::Blue));
    }
    if is(dossier.signing.as_ref().map(|signing| signing.revision)) {
        marks.push(Tag::new(l.t("mark-signed"), Tone::Green));
    }
    RevisionView {
        no: revision.no,
        current: revision.no == dossier.text_revision(),
        note: revision.note.clone(),
        by: show.person(revision.by, dossier.org),
        at: l.datetime(revision.at),
        files: revision.texts.iter().map(|text| (language(l, &text.lang), show.file(&text.file))).collect(),
        marks,
    }
}

fn starts_here(show: &Show, transition: &Transition) -> bool {
    transition.from.iter().any(|state| state == "*" || *state == show.dossier().state)
}

/// Papers attached, and those that a step ahead or an open duty needs.
pub fn papers(show: &Show) -> Vec<PaperRow> {
    let dossier = show.dossier();
    let transitions = show.track().map(|track| track.transitions.as_slice()).unwrap_or_default();
    let open: Vec<&Duty> = dossier.duties.iter().filter(|duty| duty.fulfilled.is_none()).collect();
    let mut rows = Vec::new();
    for rule in &show.pack().papers {
        let files: Vec<_> = dossier.papers.iter().filter(|paper| paper.paper == rule.id).collect();
        let step = transitions.iter().find(|transition| transition.papers.contains(&rule.id));
        let duty = open
            .iter()
            .filter_map(|duty| show.pack().duty(&duty.rule))
            .find(|duty| duty.evidence.as_ref() == Some(&rule.id));
        if files.is_empty() && step.is_none() && duty.is_none() {
            continue;
        }
        let now = step.filter(|step| starts_here(show, step)).map(|step| show.pick(&step.title));
        let needed = now.or_else(|| duty.map(|duty| show.pick(&duty.title)));
        rows.push(PaperRow {
            title: show.pick(&rule.title),
            needed_for: needed.filter(|_| !dossier.has_paper(&rule.id)),
            files: files.iter().map(|paper| show.file(&paper.file)).collect(),
            basis: show.basis(&rule.basis),
        });
    }
    rows
}

/// Duties.
pub fn duties(show: &Show) -> Vec<DutyRow> {
    show.dossier().duties.iter().filter_map(|duty| duty_row(show, duty)).collect()
}

fn duty_row(show: &Show, duty: &Duty) -> Option<DutyRow> {
    let (l, dossier) = (show.l, show.dossier());
    let rule = show.pack().duty(&duty.rule)?;
    let clock = duty.clock.and_then(|id| dossier.clock(id));
    let late = clock.is_some_and(|clock| engine::clock::is_late(clock, show.app.clock.now()));
    let state = match (&duty.fulfilled, late) {
        (Some(_), _) => Tag::new(l.t("duty-done"), Tone::Green),
        (None, true) => Tag::new(l.t("late"), Tone::Red),
        (None, false) => Tag::new(l.t("duty-open"), Tone::Blue),
    };
    let evidence = match (&duty.fulfilled, &rule.evidence) {
        (Some(done), _) => format!("{} ({})", done.note, l.datetime(done.at)),
        (None, Some(paper)) => show.paper(paper),
        (None, None) => l.t("duty-evidence-note"),
    };
    let command =
        show.view.available.iter().find(|command| command.duty == Some(duty.id) && command.blocked.is_empty());
    let action = command.and_then(|command| {
        let found = show.transition(&command.transition)?;
        Some(Link::new(show.pick(&found.title), show.form_href(command)))
    });
    Some(DutyRow {
        done: duty.fulfilled.is_some(),
        title: show.pick(&rule.title),
        instruction: show.pick(&rule.instruction),
        owner: show.org(dossier.org),
        due: clock.and_then(|clock| show.due(clock)),
        state,
        evidence,
        action,
        basis: show.basis(&rule.basis),
    })
}

/// Provisions that this page cites, in the register's order.
pub fn provisions(show: &Show, used: &BTreeSet<String>) -> Vec<ProvisionUse> {
    let cited = show.pack().provisions.iter().filter(|provision| used.contains(&provision.id));
    cited
        .filter_map(|provision| {
            let basis = show.basis(std::slice::from_ref(&provision.id)).into_iter().next()?;
            Some(ProvisionUse { basis, text: show.pick(&provision.text) })
        })
        .collect()
}

impl Show<'_> {
    /// Ids of the provisions that this dossier has rested on so far.
    pub fn used(&self, told: &Timeline) -> BTreeSet<String> {
        let mut used: BTreeSet<String> =
            told.entries.iter().flat_map(|told| &told.entry).flat_map(|entry| entry.basis.iter().cloned()).collect();
        used.extend(self.track().into_iter().flat_map(|track| track.basis.iter().cloned()));
        for clock in &self.dossier().clocks {
            used.extend(self.pack().clock(&clock.rule).into_iter().flat_map(|rule| rule.basis.iter().cloned()));
        }
        for duty in &self.dossier().duties {
            used.extend(self.pack().duty(&duty.rule).into_iter().flat_map(|rule| rule.basis.iter().cloned()));
        }
        used
    }
}
