//! What all pages of a dossier say in the same way: citations, dates, clocks, persons, files.

use crate::app::App;
use crate::app::read::{self, ClockView, View};
use crate::i18n::L;
use crate::web::cite;
use crate::web::reader::encode;
use crate::web::views::parts::{Basis, Due, FileLink, Mark, Person, Tag, Tone};
use chrono::Utc;
use engine::actor::Role;
use engine::calendar::{self, Budget};
use engine::dossier::{Clock, Dossier, File, OpinionKind, Subject};
use engine::ids::{AccountId, OrgId};
use engine::pack::{Class, Pack, ProvisionKind, Track, Verified};
use engine::text::Bilingual;

/// A dossier with the words to show it.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    /// Use cases.
    pub app: &'a App,
    /// Words.
    pub l: L,
    /// The dossier.
    pub view: &'a View,
}

/// Address of a pack's page.
pub fn pack_href(pack: &Pack) -> String {
    format!("/packs/{}/{}", pack.id, pack.version)
}

/// Citations of provisions of `pack`.
pub fn basis(l: L, pack: &Pack, ids: &[String]) -> Vec<Basis> {
    let found = ids.iter().filter_map(|id| pack.provision(id));
    found
        .map(|provision| Basis {
            l,
            citation: l.pick(&provision.citation.vi, &provision.citation.en).to_owned(),
            href: format!("{}#{}", pack_href(pack), provision.id),
            mark: match (provision.kind, provision.verified) {
                (ProvisionKind::Policy, _) => {
                    let by = provision.set_by.as_ref().map(|by| l.pick(&by.vi, &by.en).to_owned());
                    Mark::Policy(by.unwrap_or_default())
                }
                (ProvisionKind::Law, Verified::Text) => Mark::Text,
                (ProvisionKind::Law, Verified::Partly) => Mark::Partly,
                (ProvisionKind::Law, Verified::No) => Mark::No,
            },
        })
        .collect()
}

/// A class in words.
pub fn class(l: L, class: Class) -> String {
    match class {
        Class::Binding => l.t("class-binding"),
        Class::NonBinding => l.t("class-non-binding"),
    }
}

/// An opinion in words.
pub fn opinion(l: L, kind: OpinionKind) -> Tag {
    match kind {
        OpinionKind::Agree => Tag::new(l.t("opinion-agree"), Tone::Green),
        OpinionKind::AgreeWithRemarks => Tag::new(l.t("opinion-agree-with-remarks"), Tone::Yellow),
        OpinionKind::Disagree => Tag::new(l.t("opinion-disagree"), Tone::Red),
    }
}

/// A language by its tag.
pub fn language(l: L, tag: &str) -> String {
    l.maybe(&["lang-", tag].concat()).unwrap_or_else(|| format!("{} ({tag})", l.t("lang-other")))
}

/// A length in words.
pub fn budget(l: L, budget: Budget) -> String {
    match budget {
        Budget::Working(days) => l.ta("working-days-n", &[("n", days)]),
        Budget::Calendar(days) => l.ta("calendar-days-n", &[("n", days)]),
    }
}

/// Working days that the consultation of `other` is shorter than that of the first track.
pub fn saved(app: &App, pack: &Pack, other: &str) -> u32 {
    let days = |track: Option<&Track>| {
        let rule = track.and_then(|track| pack.clock(&track.consultation_clock));
        rule.and_then(|rule| app.length(pack, rule)).map_or(0, Budget::days)
    };
    days(pack.tracks.first()).saturating_sub(days(pack.track(other)))
}

impl<'a> Show<'a> {
    /// The dossier.
    pub fn dossier(&self) -> &'a Dossier {
        &self.view.dossier
    }

    /// Its rules.
    pub fn pack(&self) -> &'a Pack {
        &self.view.pack
    }

    /// Its track.
    pub fn track(&self) -> Option<&'a Track> {
        self.pack().track(&self.dossier().track)
    }

    /// A text of data in the reader's language.
    pub fn pick(&self, text: &Bilingual) -> String {
        self.l.pick(&text.vi, &text.en).to_owned()
    }

    /// An address below the dossier's own.
    pub fn href(&self, rest: &str) -> String {
        format!("/dossiers/{}{rest}", encode(&self.dossier().number))
    }

    /// Title in the reader's language, else the Vietnamese one.
    pub fn title(&self) -> String {
        let titles = &self.dossier().details.titles;
        let own = titles.iter().find(|title| title.lang == self.l.lang.as_str());
        own.or(titles.first()).map(|title| title.text.clone()).unwrap_or_default()
    }

    /// Title of the page.
    pub fn page_title(&self) -> String {
        format!("{} – {}", self.dossier().number, self.title())
    }

    /// Citations.
    pub fn basis(&self, ids: &[String]) -> Vec<Basis> {
        basis(self.l, self.pack(), ids)
    }

    /// Name of an organisation.
    pub fn org(&self, id: OrgId) -> String {
        self.pick(&self.view.names.org(id))
    }

    /// Title of a state of the dossier's track.
    pub fn state(&self, id: &str) -> String {
        let state = self.track().and_then(|track| track.state(id));
        state.map_or_else(|| id.to_owned(), |state| self.pick(&state.title))
    }

    /// A person with the organisation for which he acted.
    pub fn person(&self, account: Option<AccountId>, org: OrgId) -> Person {
        let name = self.view.names.account(account);
        Person { l: self.l, name, post: self.org(org), org: String::new(), deputy_for: None }
    }

    /// A stored file.
    pub fn file(&self, file: &File) -> FileLink {
        let format = match file.media_type.as_str() {
            "application/pdf" => "PDF",
            "text/plain" => "TXT",
            _ => "DOCX",
        };
        FileLink {
            l: self.l,
            name: file.name.clone(),
            href: self.href(&format!("/files/{}", file.id)),
            size: self.l.size(file.size),
            format: format.to_owned(),
            sha256: file.sha256.clone(),
        }
    }

    /// A clock with its dates; none when its rule cannot be applied, which is a fault and logged.
    pub fn clock<'c>(&self, clock: &'c Clock) -> Option<ClockView<'c>>
    where
        'a: 'c,
    {
        match read::clock(self.app, self.pack(), clock) {
            Ok(view) => Some(view),
            Err(error) => {
                tracing::error!(clock = %clock.id, %error, "a clock cannot be derived");
                None
            }
        }
    }

    /// When a clock is due, with the time left.
    pub fn due(&self, clock: &Clock) -> Option<Due> {
        let view = self.clock(clock)?;
        let Some(calendar::Due::At(explanation)) = view.due else { return None };
        let lapse = explanation.due_at.with_timezone(&Utc);
        let tag = match clock.closed_at {
            Some(at) if at < lapse => Tag::new(self.l.t("in-time"), Tone::Green),
            Some(_) => Tag::new(self.l.t("late"), Tone::Red),
            None => {
                let budget = engine::clock::budget(view.rule, clock);
                cite::left(self.l, self.app, budget, explanation.due_on)
            }
        };
        Some(Due {
            l: self.l,
            date: self.l.date(explanation.due_on),
            tag: Some(tag),
            href: Some(self.href(&format!("/clocks/{}", clock.id))),
            provisional: explanation.provisional,
        })
    }

    /// Where a clock stands.
    pub fn clock_state(&self, clock: &Clock) -> Tag {
        let l = self.l;
        let due = self.clock(clock).and_then(|view| view.due);
        let stopped = clock.stops.iter().any(|stop| stop.to.is_none());
        let lapse = match &due {
            Some(calendar::Due::At(explanation)) => Some(explanation.due_at.with_timezone(&Utc)),
            _ => None,
        };
        match (clock.closed_at, lapse) {
            (Some(at), Some(lapse)) if at >= lapse => Tag::new(l.t("late"), Tone::Red),
            (Some(_), Some(_)) => Tag::new(l.t("in-time"), Tone::Green),
            (Some(_), None) => Tag::new(l.t("clock-ended"), Tone::Grey),
            (None, _) if stopped => Tag::new(l.t("clock-stopped"), Tone::Yellow),
            (None, Some(lapse)) if self.app.clock.now() >= lapse => Tag::new(l.t("late"), Tone::Red),
            (None, Some(_)) => Tag::new(l.t("clock-running"), Tone::Blue),
            (None, None) => Tag::new(l.t("no-deadline"), Tone::Grey),
        }
    }

    /// Whose task a clock measures.
    pub fn whose(&self, clock: &Clock) -> String {
        if let Subject::Consultation(id) = &clock.subject
            && let Some(row) = self.dossier().row(*id)
        {
            return self.org(row.body.org);
        }
        let holder = self.pack().clock(&clock.rule).map_or(Role::Official, |rule| rule.holder);
        match holder {
            Role::Official => self.org(self.dossier().org),
            Role::Leader => self.l.ta("holder-leader", &[("org", self.org(self.dossier().locality))]),
            Role::GovernmentOffice => self.l.t("role-government-office"),
            _ => self.l.t("role-reviewer"),
        }
    }

    /// What a clock is about.
    pub fn clock_title(&self, clock: &Clock) -> String {
        let rule = self.pack().clock(&clock.rule);
        rule.map_or_else(|| clock.rule.clone(), |rule| self.pick(&rule.title))
    }

    /// Title of a paper.
    pub fn paper(&self, id: &str) -> String {
        self.pack().paper(id).map_or_else(|| id.to_owned(), |paper| self.pick(&paper.title))
    }

    /// Name behind a commitment.
    pub fn signer(&self, name: &engine::record::NameRef) -> String {
        self.view.names.person(name).unwrap_or_else(|| self.l.t("name-erased"))
    }
}
