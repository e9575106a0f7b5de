//! Events of the record as sentences in the reader's language.

use super::cite::{name_of, pick};
use crate::app::inspect::Names;
use crate::i18n::L;
use chrono::NaiveDate;
use engine::dossier::Rung;
use engine::event::Event;
use engine::ids::{AccountId, OrgId};
use engine::pack::Pack;
use engine::record::NameRef;

/// What the sentences need.
pub struct Words<'a> {
    /// Language.
    pub l: L,
    /// Rules of the dossier.
    pub pack: Option<&'a Pack>,
    /// Names.
    pub names: &'a Names,
}

impl Words<'_> {
    fn say(&self, key: &str, values: &[(&str, String)]) -> String {
        self.l.ta(&["event-", key].concat(), values)
    }

    fn day(&self, day: Option<NaiveDate>) -> String {
        day.map_or_else(|| self.l.t("event-no-day"), |day| self.l.short_date(day))
    }

    fn person(&self, name: &NameRef) -> String {
        self.names.persons.get(name).cloned().unwrap_or_else(|| self.l.t("name-erased"))
    }

    fn account(&self, id: AccountId) -> String {
        self.names.accounts.get(&id).cloned().unwrap_or_else(|| self.l.t("name-erased"))
    }

    fn org(&self, id: OrgId) -> String {
        self.names.orgs.get(&id).map_or_else(|| id.to_string(), |name| pick(self.l, name))
    }

    fn track(&self, id: &str) -> String {
        let found = self.pack.and_then(|pack| pack.track(id));
        found.map_or_else(|| id.to_owned(), |track| pick(self.l, &track.title))
    }

    fn state(&self, track: &str, id: &str) -> String {
        let tracks = self.pack.map(|pack| &pack.tracks[..]).unwrap_or_default();
        let own = tracks.iter().filter(|known| known.id == track);
        let found = own.chain(tracks.iter()).find_map(|track| track.state(id));
        found.map_or_else(|| id.to_owned(), |state| pick(self.l, &state.title))
    }

    fn clock(&self, rule: &str) -> String {
        let found = self.pack.and_then(|pack| pack.clock(rule));
        found.map_or_else(|| rule.to_owned(), |rule| pick(self.l, &rule.title))
    }

    fn duty(&self, rule: &str) -> String {
        let found = self.pack.and_then(|pack| pack.duty(rule));
        found.map_or_else(|| rule.to_owned(), |rule| pick(self.l, &rule.title))
    }

    fn paper(&self, rule: &str) -> String {
        let found = self.pack.and_then(|pack| pack.paper(rule));
        found.map_or_else(|| rule.to_owned(), |rule| pick(self.l, &rule.title))
    }

    fn named<T: serde::Serialize>(&self, prefix: &str, value: &T) -> String {
        let name = name_of(value);
        self.l.maybe(&[prefix, &name].concat()).unwrap_or(name)
    }

    fn rung(&self, rung: Rung) -> String {
        match rung {
            Rung::Before(n) => self.l.ta("mail-before", &[("n", n)]),
            Rung::DueDay => self.l.t("mail-today"),
            Rung::Late(n) => self.l.ta("mail-late", &[("n", n)]),
        }
    }

    /// One event.
    pub fn sentence(&self, event: &Event) -> String {
        let n = |number: &u32| ("n", number.to_string());
        let text = |text: &str| ("text", text.to_owned());
        match event {
            Event::Opened { number, track, started_on, .. } => self.say(
                "opened",
                &[("number", number.clone()), ("track", self.track(track)), ("on", self.l.short_date(*started_on))],
            ),
            Event::DetailsEdited { .. } => self.say("details-edited", &[]),
            Event::TextRevised { revision, texts, note } => {
                let files: Vec<&str> = texts.iter().map(|text| text.file.name.as_str()).collect();
                self.say("text-revised", &[n(revision), ("files", files.join(", ")), text(note)])
            }
            Event::PaperAttached { paper, .. } => self.say("paper-attached", &[("file", paper.file.name.clone())]),
            Event::Cleared { revision } => self.say("cleared", &[n(revision)]),
            Event::Moved { track, from, to, reason } => {
                let values = [("from", self.state(track, from)), ("to", self.state(track, to))];
                let moved = self.say("moved", &values);
                match reason {
                    Some(reason) => format!("{moved} {}", self.say("reason", &[text(reason)])),
                    None => moved,
                }
            }
            Event::OpinionRequested { body, text_revision, received_on, .. } => self.say(
                "opinion-requested",
                &[("body", self.org(body.org)), n(text_revision), ("on", self.l.short_date(*received_on))],
            ),
            Event::ReceiptCorrected { received_on, evidence, .. } => {
                self.say("receipt-corrected", &[("on", self.l.short_date(*received_on)), text(evidence)])
            }
            Event::FoundIncomplete { missing, message, .. } => {
                let papers: Vec<String> = missing.iter().map(|paper| self.paper(paper)).collect();
                self.say("found-incomplete", &[("papers", papers.join(", ")), text(message)])
            }
            Event::Completed { complete_on, .. } => self.say("completed", &[("on", self.l.short_date(*complete_on))]),
            Event::OpinionGiven { text_revision, kind, remarks, advice, late, .. } => {
                self.opinion(*text_revision, &self.named("opinion-", kind), remarks, advice, *late)
            }
            Event::SupplementsRequested { message, .. } => self.say("supplements-requested", &[text(message)]),
            Event::SupplementsSupplied { reply, .. } => self.say("supplements-supplied", &[text(reply)]),
            Event::HandedOver { to, .. } => self.say("handed-over", &[("name", self.account(*to))]),
            Event::DraftHandedOver { to } => self.say("draft-handed-over", &[("name", self.account(*to))]),
            Event::OpinionVoided { .. } => self.say("opinion-voided", &[]),
            Event::RequestWithdrawn { .. } => self.say("request-withdrawn", &[]),
            Event::Reclassified { from, to, reason } => {
                let values = [("from", self.named("class-", from)), ("to", self.named("class-", to)), text(reason)];
                self.say("reclassified", &values)
            }
            Event::RemarksReplied { replies, .. } => {
                let said: Vec<String> = replies
                    .iter()
                    .map(|reply| {
                        let key = if reply.accepted { "reply-accepted" } else { "reply-explained" };
                        format!("{}: {}", self.l.t(key), reply.text)
                    })
                    .collect();
                self.say("remarks-replied", &[text(&said.join("; "))])
            }
            Event::SubmittedToPm { revision, statement } => {
                self.say("submitted-to-pm", &[n(revision), text(statement)])
            }
            Event::PmOpinionRecorded { opinion } => self.say(
                "pm-opinion-recorded",
                &[
                    ("number", opinion.number.clone()),
                    ("on", self.l.short_date(opinion.dated_on)),
                    ("name", self.person(&opinion.signer)),
                    ("favourable", self.l.t(if opinion.favourable { "yes" } else { "no" })),
                    text(&opinion.gist),
                ],
            ),
            Event::Decided { revision, signer, signer_title, responsible, .. } => {
                let key = if *responsible { "decided-responsible" } else { "decided" };
                self.say(key, &[n(revision), ("name", self.person(signer)), ("title", signer_title.clone())])
            }
            Event::Signed { revision, signed_on, place, signer, foreign } => {
                let others: Vec<String> = foreign
                    .iter()
                    .map(|signatory| format!("{} ({})", self.person(&signatory.name), signatory.title))
                    .collect();
                let values = [
                    n(revision),
                    ("on", self.l.short_date(*signed_on)),
                    ("place", place.clone()),
                    ("name", self.person(signer)),
                    ("others", others.join(", ")),
                ];
                self.say("signed", &values)
            }
            Event::InForceRecorded { on, by } => {
                self.say("in-force-recorded", &[("on", self.l.short_date(*on)), text(by)])
            }
            Event::DutyOpened { rule, .. } => self.say("duty-opened", &[("duty", self.duty(rule))]),
            Event::DutyTimed { .. } => self.say("duty-timed", &[]),
            Event::DutyFulfilled { rule, note, .. } => {
                self.say("duty-fulfilled", &[("duty", self.duty(rule)), text(note)])
            }
            Event::ClockStarted { rule, event_on, due_on, .. } => self.say(
                "clock-started",
                &[("clock", self.clock(rule)), ("on", self.l.short_date(*event_on)), ("due", self.day(*due_on))],
            ),
            Event::ClockStopped { reason, .. } => self.say("clock-stopped", &[text(reason)]),
            Event::ClockResumed { due_on, .. } => self.say("clock-resumed", &[("due", self.day(*due_on))]),
            Event::ClockMoved { event_on, due_on, .. } => {
                self.say("clock-moved", &[("on", self.l.short_date(*event_on)), ("due", self.day(*due_on))])
            }
            Event::ClockClosed { .. } => self.say("clock-closed", &[]),
            Event::ClockRanOut { .. } => self.say("clock-ran-out", &[]),
            Event::Reminded { rung, .. } => self.say("reminded", &[("rung", self.rung(*rung))]),
        }
    }

    fn opinion(
        &self,
        revision: u32,
        kind: &str,
        remarks: &[engine::dossier::Remark],
        advice: &str,
        late: bool,
    ) -> String {
        let key = if late { "opinion-given-late" } else { "opinion-given" };
        let mut said = self.say(key, &[("kind", kind.to_owned()), ("n", revision.to_string())]);
        for remark in remarks {
            let clause = if remark.clause.is_empty() { self.l.t("event-whole-text") } else { remark.clause.clone() };
            said.push_str(&format!(" {clause}: {}", remark.text));
        }
        if !advice.is_empty() {
            said.push_str(&format!(" {} {advice}", self.l.t("advice-label")));
        }
        said
    }
}
