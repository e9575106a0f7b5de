//! Fills the dossier's page: head, steps, holder, what the reader may do.

use super::show::{Show, class, language, pack_href, saved};
use super::{board, facts, parts, timeline};
use crate::app::timeline::Timeline;
use crate::http::words;
use crate::web::views::dossier::{ActionLink, BarredAction, DossierPage, HolderBox, Progress, Step};
use crate::web::views::parts::{Banner, Tag, Tone};
use crate::web::views::{Flash, Link, Page};
use engine::actor::Role;
use engine::decide::Available;
use engine::dossier::{Clock, Consultation, ConsultationStatus, Subject};
use engine::pack::{Action, Phase, Transition};

impl Show<'_> {
    /// The whole page.
    pub fn page(&self, page: Page, told: &Timeline, inspects: bool) -> DossierPage {
        let (l, dossier) = (self.l, self.dossier());
        let used = self.used(told);
        let (partner, country) = &self.view.partner;
        let note = self.track().map(|track| self.pick(&track.summary));
        let title = self.title();
        let titles = dossier.details.titles.iter().filter(|other| other.text != title);
        DossierPage {
            l,
            page,
            number: dossier.number.clone(),
            other_titles: titles
                .map(|other| (other.lang.clone(), language(l, &other.lang), other.text.clone()))
                .collect(),
            title,
            partner: if country.is_empty() { partner.clone() } else { format!("{partner} ({country})") },
            partner_href: format!("/partners/{}", dossier.details.partner),
            document_href: self.view.document.map(|id| format!("/documents/{id}")),
            locality: format!("{} – {}", self.org(dossier.locality), self.org(dossier.org)),
            pack: Link::new(
                l.ta(
                    "pack-version",
                    &[("title", self.pick(&self.pack().title)), ("n", self.pack().version.to_string())],
                ),
                pack_href(self.pack()),
            ),
            banners: self.banners(),
            state: Tag::new(self.state(&dossier.state), self.state_tone()),
            track: self.track().map_or_else(|| dossier.track.clone(), |track| self.pick(&track.title)),
            track_note: note,
            class: Tag::new(class(l, dossier.class), Tone::Grey),
            steps: self.steps(),
            holder: self.holder(),
            returned: timeline::returned(self, told),
            actions: self.actions(),
            barred: self.barred(),
            board: board::board(self),
            clocks: board::clocks(self),
            revisions: parts::revisions(self),
            papers: parts::papers(self),
            duties: parts::duties(self),
            sections: facts::sections(self),
            provisions: parts::provisions(self, &used),
            timeline: timeline::entries(self, told),
            record_href: inspects.then(|| self.href("/record")),
        }
    }

    fn banners(&self) -> Vec<Banner> {
        let l = self.l;
        let mut banners = Vec::new();
        if let Some(banner) = &self.pack().banner {
            let link = Some(Link::new(l.t("provisions-nav"), pack_href(self.pack())));
            banners.push(Banner { text: self.pick(banner), link });
        }
        if let Some(sample) = &self.dossier().details.sample {
            let source = l.maybe(&["sample-", sample].concat()).unwrap_or_else(|| sample.clone());
            banners.push(Banner { text: format!("{} {source}", l.t("sample-data")), link: None });
        }
        for track in &self.view.would_qualify {
            let title = self.pack().track(track).map(|track| self.pick(&track.title)).unwrap_or_default();
            let days = saved(self.app, self.pack(), track).to_string();
            let text = l.ta("would-qualify", &[("track", title), ("n", days)]);
            banners.push(Banner { text, link: None });
        }
        banners
    }

    fn state_tone(&self) -> Tone {
        let phase = self.track().and_then(|track| track.state(&self.dossier().state)).map(|state| state.phase);
        match phase {
            Some(Phase::Closed) if self.dossier().signing.is_some() => Tone::Green,
            Some(Phase::Closed) | None => Tone::Grey,
            Some(_) => Tone::Blue,
        }
    }

    fn steps(&self) -> Vec<Step> {
        let (Some(track), dossier) = (self.track(), self.dossier()) else { return Vec::new() };
        let now = track.state(&dossier.state).map_or(Phase::Draft, |state| state.phase);
        let phases = [
            (Phase::Draft, "phase-draft"),
            (Phase::Consultation, "phase-consultation"),
            (Phase::Decision, "phase-decision"),
            (Phase::Signing, "phase-signing"),
            (Phase::Reporting, "phase-reporting"),
        ];
        // A procedure that ended early is done as far as it came.
        let reached = |phase: Phase| match phase {
            Phase::Draft => true,
            Phase::Consultation => !dossier.board.is_empty(),
            Phase::Decision => dossier.decision.is_some(),
            _ => dossier.signing.is_some(),
        };
        let there = phases.into_iter().filter(|(phase, _)| track.states.iter().any(|state| state.phase == *phase));
        there
            .map(|(phase, key)| {
                let progress = match phase.cmp(&now) {
                    _ if now == Phase::Closed && !reached(phase) => Progress::Ahead,
                    std::cmp::Ordering::Less => Progress::Done,
                    std::cmp::Ordering::Equal => Progress::Now,
                    std::cmp::Ordering::Greater => Progress::Ahead,
                };
                let note = (progress == Progress::Now).then(|| self.pick(&self.view.holder_words));
                Step { title: self.l.t(key), progress, note }
            })
            .collect()
    }

    fn rows(&self, status: ConsultationStatus) -> Vec<&Consultation> {
        self.dossier().current_rows().filter(|row| row.status == status).collect()
    }

    fn bodies(&self, rows: &[&Consultation]) -> Vec<String> {
        rows.iter().map(|row| self.org(row.body.org)).collect()
    }

    /// Who holds it, by when and why.
    pub fn holder(&self) -> HolderBox {
        let (l, dossier) = (self.l, self.dossier());
        let state = self.track().and_then(|track| track.state(&dossier.state));
        let ended = state.is_some_and(|state| state.is_final);
        let owed = dossier.duties.iter().any(|duty| duty.fulfilled.is_none());
        let open = self.rows(ConsultationStatus::Open);
        let waiting = self.rows(ConsultationStatus::Stopped);
        let asks = state.is_some_and(|state| state.after_answers.is_some());
        let words = vec![self.pick(&self.view.holder_words)];
        let (who, why) = if ended && !owed {
            (Vec::new(), l.t("holder-why-closed"))
        } else if ended || state.is_some_and(|state| state.phase == Phase::Reporting) {
            (words, l.t("holder-why-duties"))
        } else if asks && !open.is_empty() {
            (self.bodies(&open), l.t("holder-why-opinions"))
        } else if asks && !waiting.is_empty() {
            (vec![self.org(dossier.org)], l.t("holder-why-supplements"))
        } else if asks {
            (words, l.t("holder-why-answered"))
        } else {
            (words, l.ta("holder-why-state", &[("state", self.state(&dossier.state))]))
        };
        let stopped = asks && !waiting.is_empty();
        let stopped = stopped.then(|| l.ta("holder-stopped", &[("bodies", self.bodies(&waiting).join(", "))]));
        let clock = self.pressing(asks);
        let rule = clock.and_then(|clock| self.pack().clock(&clock.rule));
        let track = self.track().map(|track| track.basis.clone()).unwrap_or_default();
        HolderBox {
            who,
            why,
            due: clock.and_then(|clock| self.due(clock)),
            stopped,
            closed: ended && !owed,
            basis: self.basis(&rule.map_or(track, |rule| rule.basis.clone())),
        }
    }

    /// The clock that presses most: of a body awaited, of the state, of a duty.
    fn pressing(&self, asks: bool) -> Option<&Clock> {
        let meant = |clock: &&Clock| match (&clock.subject, asks) {
            (Subject::Consultation(id), true) => {
                self.dossier().row(*id).is_some_and(|row| row.status == ConsultationStatus::Open)
            }
            (Subject::State(_) | Subject::Duty(_), false) => true,
            _ => false,
        };
        let running = self.dossier().open_clocks().filter(meant);
        running.filter(|clock| clock.due_on.is_some()).min_by_key(|clock| clock.due_on)
    }

    /// What has just been done, who has it now and by when.
    pub fn flash(&self, done: &str) -> Option<Flash> {
        let l = self.l;
        let found = self.pack().tracks.iter().find_map(|track| track.transition(done));
        let (title, basis) = match found {
            Some(transition) => (self.pick(&transition.done), self.basis(&transition.basis)),
            None if done == "open" => (l.ta("done-open", &[("number", self.dossier().number.as_str())]), Vec::new()),
            None => return None,
        };
        let holder = self.holder();
        let names = holder.who.join(", ");
        Some(Flash {
            warning: false,
            title,
            holder: Some(names).filter(|names| !names.is_empty()),
            next: Some(holder.why),
            due: holder.due,
            basis,
        })
    }

    /// The transition of that name on the dossier's track.
    pub fn transition(&self, id: &str) -> Option<&Transition> {
        self.track().and_then(|track| track.transition(id))
    }

    /// Address of the form of a command.
    pub fn form_href(&self, command: &Available) -> String {
        match command.action {
            Action::Answer => self.href("/review"),
            Action::EditDetails => self.href("/details"),
            Action::ReviseText => self.href("/text"),
            _ => {
                let row = command.consultation.map(|id| format!("?consultation={id}"));
                let duty = command.duty.map(|id| format!("?duty={id}"));
                let query = row.or(duty).unwrap_or_default();
                self.href(&format!("/act/{}{query}", command.transition))
            }
        }
    }

    fn command_title(&self, command: &Available) -> String {
        let title = self.transition(&command.transition).map(|found| self.pick(&found.title)).unwrap_or_default();
        let row = command.consultation.and_then(|id| self.dossier().row(id));
        let duty = command.duty.and_then(|id| self.dossier().duties.iter().find(|duty| duty.id == id));
        match (row, duty) {
            (Some(row), _) if command.role != Role::Reviewer => format!("{title} – {}", self.org(row.body.org)),
            (_, Some(duty)) => {
                let rule = self.pack().duty(&duty.rule);
                format!("{title} – {}", rule.map_or_else(|| duty.rule.clone(), |rule| self.pick(&rule.title)))
            }
            _ => title,
        }
    }

    /// Whether a command carries the procedure on.
    fn leads_on(&self, command: &Available) -> bool {
        let row = command.consultation.and_then(|id| self.dossier().row(id));
        match command.action {
            Action::Answer
            | Action::Clear
            | Action::Move
            | Action::SubmitToPm
            | Action::RecordPmOpinion
            | Action::Decide
            | Action::TakeResponsibility
            | Action::RecordSigning
            | Action::SupplySupplements => true,
            Action::RequestOpinions => self.transition(&command.transition).is_some_and(|found| found.to.is_some()),
            Action::ReviseText => self.dossier().text_revision() == 0,
            Action::ReplyToRemarks => row
                .and_then(|row| row.opinion.as_ref())
                .is_some_and(|opinion| opinion.remarks.iter().any(|remark| remark.reply.is_none())),
            Action::FulfilDuty => {
                let duty = self.dossier().duties.iter().find(|duty| Some(duty.id) == command.duty);
                duty.is_some_and(|duty| duty.clock.is_some())
            }
            _ => false,
        }
    }

    fn actions(&self) -> Vec<ActionLink> {
        let open = self.view.available.iter().filter(|command| command.blocked.is_empty());
        let mut actions: Vec<ActionLink> = open
            .map(|command| ActionLink {
                title: self.command_title(command),
                href: self.form_href(command),
                main: self.leads_on(command),
            })
            .collect();
        actions.sort_by_key(|action| !action.main);
        actions
    }

    fn barred(&self) -> Vec<BarredAction> {
        let barred = self.view.available.iter().filter(|command| !command.blocked.is_empty());
        barred
            .map(|command| {
                let reasons =
                    command.blocked.iter().map(|refusal| words::sentence(self.l, &[self.pack()], refusal, None));
                let basis = command.blocked.first().map(|refusal| refusal.basis.clone()).unwrap_or_default();
                BarredAction {
                    title: self.command_title(command),
                    reason: reasons.collect::<Vec<_>>().join(" "),
                    basis: self.basis(&basis),
                }
            })
            .collect()
    }
}
