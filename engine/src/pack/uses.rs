//! Where a pack cites its provisions: the same list serves the lint and the provisions register.

use super::{Pack, lint};
use crate::text::Bilingual;
use serde::Serialize;
use std::collections::BTreeMap;

/// What cites a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UseKind {
    /// A track as a whole.
    Track,
    /// A command of a track.
    Command,
    /// A clock, or its reminders.
    Clock,
    /// A paper.
    Paper,
    /// A duty.
    Duty,
    /// A question of the content checklist.
    Question,
    /// An act besides the conclusion.
    Act,
    /// A kind of Vietnamese party.
    Party,
    /// A ground for another track.
    Ground,
    /// A subject that adds a body.
    Subject,
    /// An invariant that `workflow check` proves.
    Invariant,
}

/// Something in a pack that rests on provisions.
#[derive(Debug, Clone)]
pub struct Use<'a> {
    /// What it is.
    pub kind: UseKind,
    /// Where it stands in the pack's file.
    pub place: String,
    /// What it is called.
    pub title: Bilingual,
    /// The track it belongs to, where it belongs to one.
    pub track: Option<&'a Bilingual>,
    /// The provisions.
    pub basis: &'a [String],
}

/// Everything in `pack` that rests on provisions, in the order of the file.
pub fn uses(pack: &Pack) -> Vec<Use<'_>> {
    let mut all = Vec::new();
    let mut add = |kind, place: String, title: &Bilingual, basis| {
        all.push(Use { kind, place, title: title.clone(), track: None, basis });
    };
    for item in &pack.checklist {
        add(UseKind::Question, format!("checklist.{}", item.id), &item.question, &item.basis);
    }
    for rule in &pack.acts {
        add(UseKind::Act, format!("acts.{}", rule.id.as_str()), &rule.title, &rule.basis);
    }
    for party in &pack.parties {
        add(UseKind::Party, format!("parties.{}", party.id), &party.title, &party.basis);
    }
    for ground in &pack.grounds {
        add(UseKind::Ground, format!("grounds.{}", ground.id), &ground.title, &ground.basis);
    }
    for subject in &pack.subjects {
        add(UseKind::Subject, format!("subjects.{}", subject.id), &subject.question, &subject.basis);
    }
    for paper in &pack.papers {
        add(UseKind::Paper, format!("papers.{}", paper.id), &paper.title, &paper.basis);
    }
    for clock in &pack.clocks {
        add(UseKind::Clock, format!("clocks.{}", clock.id), &clock.title, &clock.basis);
        if let Some(cadence) = &clock.reminders {
            add(UseKind::Clock, format!("clocks.{}", clock.id), &clock.title, &cadence.basis);
        }
    }
    for duty in &pack.duties {
        add(UseKind::Duty, format!("duties.{}", duty.id), &duty.title, &duty.basis);
    }
    for track in &pack.tracks {
        let at = format!("tracks.{}", track.id);
        let of = Some(&track.title);
        for known in &track.transitions {
            let (place, title) = (format!("{at}.transitions.{}", known.id), known.title.clone());
            all.push(Use { kind: UseKind::Command, place, title, track: of, basis: &known.basis });
        }
        for rule in &track.invariants {
            let place = format!("{at}.invariants.{}", lint::name(&rule.rule));
            let title = crate::check::invariant(rule.rule);
            all.push(Use { kind: UseKind::Invariant, place, title, track: of, basis: &rule.basis });
        }
        all.push(Use { kind: UseKind::Track, place: at, title: track.title.clone(), track: None, basis: &track.basis });
    }
    all
}

/// What cites each provision of `pack`, by the provision's id; each thing once.
pub fn register(pack: &Pack) -> BTreeMap<&str, Vec<Use<'_>>> {
    let mut found: BTreeMap<&str, Vec<Use<'_>>> = BTreeMap::new();
    for one in uses(pack) {
        for id in one.basis {
            let known = found.entry(id.as_str()).or_default();
            if !known.iter().any(|other| other.place == one.place) {
                known.push(one.clone());
            }
        }
    }
    for uses in found.values_mut() {
        uses.sort_by_key(|one| one.kind);
    }
    found
}
