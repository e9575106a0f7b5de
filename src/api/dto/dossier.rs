//! A dossier in full.

use super::acts::{ClearedOut, DecisionOut, DetailsOut, InForceOut, PmOut, SigningOut};
use super::clock::ClockOut;
use super::parts::{AvailableOut, DutyOut, PaperOut, RevisionOut, RowOut};
use super::{FileOut, OrgOut, PackRefOut, Text, instant, name};
use crate::app::read::View;
use crate::app::{App, Error};
use crate::i18n::L;
use chrono::NaiveDate;
use engine::calendar::Budget;
use engine::pack::Pack;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who holds the dossier.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HolderOut {
    /// Role.
    pub role: String,
    /// In words: the bodies awaited by name, else the organisation.
    pub words: Text,
}

/// A title in one language.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TitleOut {
    /// BCP 47 language tag.
    pub lang: String,
    /// The title.
    pub text: String,
}

/// The foreign partner.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnerBrief {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Country.
    pub country: String,
}

/// A track that is switched off and for which the content would qualify.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WouldQualify {
    /// Track.
    pub track: String,
    /// Title.
    pub title: Text,
    /// Working days by which its consultation is shorter, where both are given in working days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days_saved: Option<u32>,
}

/// A dossier.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DossierOut {
    /// Number.
    pub number: String,
    /// Vietnamese title.
    pub title: String,
    /// Titles, Vietnamese first.
    pub titles: Vec<TitleOut>,
    /// Track.
    pub track: String,
    /// Its title.
    pub track_title: Text,
    /// Rules it runs under.
    pub pack: PackRefOut,
    /// Shown with everything under these rules, for example that they lapsed.
    pub banner: Option<Text>,
    /// State.
    pub state: String,
    /// Its title.
    pub state_title: Text,
    /// Phase.
    pub phase: String,
    /// Current text revision; 0 before the first text.
    pub text_revision: u32,
    /// Step of the dossier.
    pub step_revision: u32,
    /// `binding` or `non-binding`.
    pub class: String,
    /// Who holds it.
    pub holder: HolderOut,
    /// The locality.
    pub locality: OrgOut,
    /// The organisation that drafts.
    pub org: OrgOut,
    /// The foreign partner.
    pub partner: PartnerBrief,
    /// Day on which the procedure began.
    pub started_on: NaiveDate,
    /// Commands of the caller in the present state.
    pub available: Vec<AvailableOut>,
    /// Clocks.
    pub clocks: Vec<ClockOut>,
    /// Consultation board, all rounds.
    pub board: Vec<RowOut>,
    /// Duties.
    pub duties: Vec<DutyOut>,
    /// Text revisions, oldest first.
    pub texts: Vec<RevisionOut>,
    /// Papers.
    pub papers: Vec<PaperOut>,
    /// What the official states.
    pub details: DetailsOut,
    /// Last clearance.
    pub cleared: Option<ClearedOut>,
    /// Decision.
    pub decision: Option<DecisionOut>,
    /// Submission to the Prime Minister.
    pub pm: Option<PmOut>,
    /// Signing.
    pub signing: Option<SigningOut>,
    /// Entry into force.
    pub in_force: Option<InForceOut>,
    /// Tracks that are switched off and would be open otherwise.
    pub would_qualify: Vec<WouldQualify>,
}

impl DossierOut {
    /// A dossier as the caller sees it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn new(app: &App, l: L, view: &View) -> Result<Self, Error> {
        let (dossier, pack, names) = (&view.dossier, &view.pack, &view.names);
        let track = pack.track(&dossier.track);
        let state = track.and_then(|track| track.state(&dossier.state));
        let state =
            state.ok_or_else(|| Error::Fault(format!("{} is in a state that its pack lacks", dossier.number)))?;
        let mut available = Vec::new();
        for found in &view.available {
            available.push(AvailableOut::new(app, l, view, found).await);
        }
        let clocks: Result<_, Error> = dossier.clocks.iter().map(|clock| ClockOut::new(app, view, clock)).collect();
        let titles = &dossier.details.titles;
        Ok(Self {
            number: dossier.number.clone(),
            title: titles.first().map(|title| title.text.clone()).unwrap_or_default(),
            titles: titles
                .iter()
                .map(|title| TitleOut { lang: title.lang.clone(), text: title.text.clone() })
                .collect(),
            track: dossier.track.clone(),
            track_title: track.map(|track| (&track.title).into()).unwrap_or_else(|| (&state.title).into()),
            pack: PackRefOut { id: dossier.pack.id.clone(), version: dossier.pack.version },
            banner: pack.banner.as_ref().map(Text::from),
            state: dossier.state.clone(),
            state_title: (&state.title).into(),
            phase: name(&state.phase),
            text_revision: dossier.text_revision(),
            step_revision: dossier.step,
            class: name(&dossier.class),
            holder: HolderOut { role: view.holder.as_str().to_owned(), words: (&view.holder_words).into() },
            locality: OrgOut::new(dossier.locality, names),
            org: OrgOut::new(dossier.org, names),
            partner: PartnerBrief {
                id: dossier.details.partner.0,
                name: view.partner.0.clone(),
                country: view.partner.1.clone(),
            },
            started_on: dossier.started_on,
            available,
            clocks: clocks?,
            board: dossier.board.iter().map(|row| RowOut::new(app, view, row)).collect(),
            duties: dossier.duties.iter().filter_map(|duty| DutyOut::new(app, view, duty)).collect(),
            texts: dossier.revisions.iter().map(|revision| RevisionOut::new(view, revision)).collect(),
            papers: dossier.papers.iter().map(|paper| self::paper(view, paper)).collect(),
            details: DetailsOut::of(view),
            cleared: dossier.cleared.as_ref().map(|cleared| ClearedOut {
                revision: cleared.revision,
                by: names.account(cleared.by),
                at: instant(cleared.at),
            }),
            decision: DecisionOut::of(view),
            pm: PmOut::of(view),
            signing: SigningOut::of(view),
            in_force: dossier.in_force.as_ref().map(|force| InForceOut { on: force.on, by: force.by.clone() }),
            would_qualify: view
                .would_qualify
                .iter()
                .filter_map(|id| would_qualify(app, pack, &dossier.track, id))
                .collect(),
        })
    }
}

fn paper(view: &View, paper: &engine::dossier::AttachedPaper) -> PaperOut {
    PaperOut {
        paper: paper.paper.clone(),
        title: view.pack.paper(&paper.paper).map(|rule| (&rule.title).into()),
        file: FileOut::new(&paper.file, &view.dossier.number),
        text_revision: paper.text_revision,
    }
}

fn would_qualify(app: &App, pack: &Pack, now: &str, then: &str) -> Option<WouldQualify> {
    let days = |track: &str| {
        let rule = pack.track(track).and_then(|track| pack.clock(&track.consultation_clock))?;
        match app.length(pack, rule)? {
            Budget::Working(days) => Some(days),
            Budget::Calendar(_) => None,
        }
    };
    let saved = days(now).zip(days(then)).and_then(|(now, then)| now.checked_sub(then));
    let track = pack.track(then)?;
    Some(WouldQualify { track: track.id.clone(), title: (&track.title).into(), working_days_saved: saved })
}
