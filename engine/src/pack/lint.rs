//! Checks of a pack that need no exploration: names, citations, and the graph of each track (`graph`).

use super::{Action, ClockRule, Guard, Invariant, Pack, ProvisionKind, Track, Transition, Use, uses};
use crate::actor::Role;
use std::collections::BTreeSet;

mod graph;

/// How bad a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The pack does not load.
    Error,
    /// Worth a look.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Note {
    /// How bad.
    pub severity: Severity,
    /// Where, as a path of ids.
    pub place: String,
    /// What.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Findings in the making.
struct Notes(Vec<Note>);

impl Notes {
    fn error(&mut self, place: &str, message: impl Into<String>, remedy: &str) {
        self.add(Severity::Error, place, message, remedy);
    }

    fn warning(&mut self, place: &str, message: impl Into<String>, remedy: &str) {
        self.add(Severity::Warning, place, message, remedy);
    }

    fn add(&mut self, severity: Severity, place: &str, message: impl Into<String>, remedy: &str) {
        self.0.push(Note { severity, place: place.to_owned(), message: message.into(), remedy: remedy.to_owned() });
    }
}

/// All findings, errors first.
pub fn lint(pack: &Pack) -> Vec<Note> {
    let mut notes = Notes(Vec::new());
    header(pack, &mut notes);
    texts(pack, &mut notes);
    ids(pack, &mut notes);
    provisions(pack, &mut notes);
    citations(pack, &mut notes);
    references(pack, &mut notes);
    for track in &pack.tracks {
        graph::check(pack, track, &mut notes);
        for transition in &track.transitions {
            transition_rules(pack, track, transition, &mut notes);
        }
        promises(track, &mut notes);
    }
    let mut notes = notes.0;
    notes.sort_by_key(|note| note.severity == Severity::Warning);
    notes
}

fn header(pack: &Pack, notes: &mut Notes) {
    if pack.format != 1 {
        notes.error(
            "format",
            format!("format {} is not known", pack.format),
            "Write `format = 1`; another number belongs to another version of the program",
        );
    }
    if pack.in_force_to.is_some_and(|last| last < pack.in_force_from) {
        notes.error("in-force-to", "the last day lies before the first", "Correct `in-force-from` or `in-force-to`");
    }
    if pack.tracks.is_empty() {
        notes.error("tracks", "there is no track", "Add a track that takes all documents, first");
    }
}

/// Every text stands in both languages: walks the pack as data, so that no text can be left out here.
fn texts(pack: &Pack, notes: &mut Notes) {
    if let Ok(value) = serde_json::to_value(pack) {
        blank(&value, "pack", notes);
    }
}

fn blank(value: &serde_json::Value, place: &str, notes: &mut Notes) {
    match value {
        serde_json::Value::Object(map) => {
            let place = match map.get("id").and_then(|id| id.as_str()) {
                Some(id) => format!("{place}.{id}"),
                None => place.to_owned(),
            };
            for (key, inner) in map {
                if map.len() == 2 && (key == "vi" || key == "en") && inner.as_str().is_some_and(|s| s.trim().is_empty())
                {
                    notes.error(
                        &place,
                        format!("a text is empty in `{key}`"),
                        "Write every text in Vietnamese and English",
                    );
                }
                blank(inner, &place, notes);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| blank(inner, place, notes)),
        _ => {}
    }
}

fn ids(pack: &Pack, notes: &mut Notes) {
    unique("provisions", pack.provisions.iter().map(|known| &known.id), notes);
    unique("fields", pack.fields.iter().map(|known| &known.id), notes);
    unique("kinds", pack.kinds.iter().map(|known| &known.id), notes);
    unique("checklist", pack.checklist.iter().map(|known| &known.id), notes);
    let acts: Vec<String> = pack.acts.iter().map(|known| known.id.as_str().to_owned()).collect();
    unique("acts", acts.iter(), notes);
    unique("parties", pack.parties.iter().map(|known| &known.id), notes);
    unique("grounds", pack.grounds.iter().map(|known| &known.id), notes);
    unique("subjects", pack.subjects.iter().map(|known| &known.id), notes);
    unique("papers", pack.papers.iter().map(|known| &known.id), notes);
    unique("clocks", pack.clocks.iter().map(|known| &known.id), notes);
    unique("duties", pack.duties.iter().map(|known| &known.id), notes);
    unique("tracks", pack.tracks.iter().map(|known| &known.id), notes);
    for track in &pack.tracks {
        let at = format!("tracks.{}", track.id);
        unique(&format!("{at}.states"), track.states.iter().map(|known| &known.id), notes);
        unique(&format!("{at}.transitions"), track.transitions.iter().map(|known| &known.id), notes);
    }
}

fn unique<'a>(list: &str, ids: impl Iterator<Item = &'a String>, notes: &mut Notes) {
    let mut known = BTreeSet::new();
    for id in ids {
        let place = format!("{list}.{id}");
        if !known.insert(id) {
            notes.error(&place, format!("the id \"{id}\" stands twice"), "Give each its own id");
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(plain) {
            notes.error(
                &place,
                format!("\"{id}\" is not a plain id"),
                "Use lower-case ASCII letters, digits and hyphens",
            );
        }
    }
}

fn provisions(pack: &Pack, notes: &mut Notes) {
    let cited = cited(pack);
    for provision in &pack.provisions {
        let place = format!("provisions.{}", provision.id);
        match (provision.kind, &provision.set_by) {
            (ProvisionKind::Policy, None) => {
                notes.error(&place, "a policy does not say who set it", "Add `set-by`");
            }
            (ProvisionKind::Law, Some(_)) => notes.error(
                &place,
                "a provision of law says who set it",
                "Leave out `set-by`, or make it `kind = \"policy\"`",
            ),
            _ => {}
        }
        if provision.rules.is_empty() && !cited.contains(provision.id.as_str()) {
            notes.warning(
                &place,
                "nothing cites this provision and it carries no rule",
                "Cite it in a `basis`, give its `rules`, or remove it",
            );
        }
    }
}

fn cited(pack: &Pack) -> BTreeSet<&str> {
    uses(pack).into_iter().flat_map(|one| one.basis.iter().map(String::as_str)).collect()
}

fn citations(pack: &Pack, notes: &mut Notes) {
    for Use { place, basis, .. } in uses(pack) {
        if basis.is_empty() {
            notes.error(
                &place,
                "no provision is cited",
                "Cite a provision in `basis`; if no act says so, register a policy with who set it",
            );
        }
        for id in basis.iter().filter(|id| pack.provision(id).is_none()) {
            unknown(&place, "provision", id, notes);
        }
    }
}

fn unknown(place: &str, what: &str, id: &str, notes: &mut Notes) {
    notes.error(place, format!("there is no {what} \"{id}\""), "Correct the name, or add what it names to the pack");
}

fn references(pack: &Pack, notes: &mut Notes) {
    for clock in &pack.clocks {
        clock_rules(clock, notes);
    }
    let opened =
        pack.grounds.iter().map(|ground| (format!("grounds.{}", ground.id), &ground.track, Guard::GroundStated));
    let taken = pack.parties.iter().map(|party| (format!("parties.{}", party.id), &party.track, Guard::PartyOfTrack));
    for (place, track, guard) in opened.chain(taken) {
        match pack.track(track) {
            None => unknown(&place, "track", track, notes),
            Some(track) if !track.qualifies.contains(&guard) => notes.error(
                &place,
                format!("track \"{}\" does not ask for it", track.id),
                &format!("Put `{}` among the track's `qualifies`", name(&guard)),
            ),
            Some(_) => {}
        }
    }
    for ground in &pack.grounds {
        if let Some(act) = ground.acts.iter().find(|act| !pack.provides_for(**act)) {
            unknown(&format!("grounds.{}", ground.id), "act", act.as_str(), notes);
        }
    }
    for duty in &pack.duties {
        let place = format!("duties.{}", duty.id);
        if let Some(clock) = duty.clock.iter().find(|clock| pack.clock(clock).is_none()) {
            unknown(&place, "clock", clock, notes);
        }
        if let Some(paper) = duty.evidence.iter().find(|paper| pack.paper(paper).is_none()) {
            unknown(&place, "paper", paper, notes);
        }
    }
    for track in &pack.tracks {
        let at = format!("tracks.{}", track.id);
        if pack.clock(&track.consultation_clock).is_none() {
            unknown(&at, "clock", &track.consultation_clock, notes);
        }
        if track.state(&track.initial).is_none() {
            unknown(&at, "state", &track.initial, notes);
        }
        for state in &track.states {
            if let Some(clock) = state.clock.iter().find(|clock| pack.clock(clock).is_none()) {
                unknown(&format!("{at}.states.{}", state.id), "clock", clock, notes);
            }
        }
    }
}

fn clock_rules(clock: &ClockRule, notes: &mut Notes) {
    let place = format!("clocks.{}", clock.id);
    if clock.budget.is_some_and(|budget| budget.days() == 0) {
        notes.error(&place, "a limit of 0 days has no last day", "Give at least one day, or leave `budget` out");
    }
    if clock.budget.is_some() && clock.reminders.is_none() {
        notes.error(&place, "nobody is reminded of this limit", "Add `reminders`");
    }
    if clock.budget.is_none() && clock.reminders.is_some() {
        notes.error(&place, "there are reminders, but no number of days", "Give a `budget`, or leave `reminders` out");
    }
}

fn transition_rules(pack: &Pack, track: &Track, transition: &Transition, notes: &mut Notes) {
    let place = format!("tracks.{}.transitions.{}", track.id, transition.id);
    for paper in transition.papers.iter().filter(|paper| pack.paper(paper).is_none()) {
        unknown(&place, "paper", paper, notes);
    }
    for duty in transition.duties.iter().filter(|duty| pack.duty(duty).is_none()) {
        unknown(&place, "duty", duty, notes);
    }
    if transition.by.is_empty() {
        notes.error(&place, "nobody may do this", "Name at least one role in `by`");
    }
    if transition.by.iter().any(|role| matches!(role, Role::Inspector | Role::Administrator)) {
        notes.warning(
            &place,
            "an inspector or administrator may do this",
            "Inspectors change nothing and administrators see no dossier; name another role",
        );
    }
    let harmless = matches!(transition.action, Action::MarkOverdue | Action::Remind);
    if transition.by.contains(&Role::System) && (!harmless || transition.to.is_some()) {
        notes.warning(
            &place,
            "the service itself does more than mark and remind",
            "Silence is never consent: leave this to a person",
        );
    }
    let apart =
        matches!(transition.action, Action::Answer | Action::Clear | Action::Decide | Action::TakeResponsibility);
    if apart && !transition.guards.contains(&Guard::NotTheDrafter) {
        notes.warning(&place, "whoever drafted may do this", "Add the guard `not-the-drafter`");
    }
    if transition.action == Action::RecordSigning && !transition.papers.iter().any(|paper| paper == "signed-copy") {
        notes.warning(&place, "a signing is recorded without the signed copy", "Add `signed-copy` to `papers`");
    }
}

/// What every track must promise.
fn promises(track: &Track, notes: &mut Notes) {
    let must = [
        Invariant::DrafterStaysOut,
        Invariant::SignedOwesReport,
        Invariant::SilenceMovesNothing,
        Invariant::OpenRequestCanBeAnswered,
        Invariant::EveryPathCanEnd,
    ];
    for rule in must {
        if !track.invariants.iter().any(|known| known.rule == rule) {
            notes.warning(
                &format!("tracks.{}", track.id),
                format!("the invariant `{}` is not declared", name(&rule)),
                "Declare it, so that `workflow check` proves it",
            );
        }
    }
}

/// The fixed name of a member of a closed set.
pub(super) fn name(of: &impl serde::Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
