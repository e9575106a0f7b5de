//! A dossier in full.

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
use std::collections::BTreeMap;
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

/// What the official states about the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DetailsOut {
    /// Document kind of the pack.
    pub kind: String,
    /// Need and expected benefit.
    pub purpose: String,
    /// Fields of cooperation.
    pub fields: Vec<String>,
    /// Answers to the content checklist.
    pub checklist: BTreeMap<String, bool>,
    /// Class that the official stated.
    pub class: String,
    /// Why it differs from the proposal.
    pub class_reason: Option<String>,
    /// Bodies concerned, besides MOFA.
    pub bodies: Vec<OrgOut>,
    /// Planned day of signing.
    pub planned_signing_on: Option<NaiveDate>,
    /// Clauses on duration, renewal, review and lapse.
    pub term: Option<String>,
    /// Set on sample data: the course of the procedure is invented.
    pub sample: Option<String>,
}

/// Clearance by the leader.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClearedOut {
    /// Revision cleared.
    pub revision: u32,
    /// By whom.
    pub by: Option<String>,
    /// When.
    pub at: String,
}

/// The decision, or the taking of responsibility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionOut {
    /// Revision decided on.
    pub revision: u32,
    /// `head` or `authorised`.
    pub sign_by: String,
    /// Name of the signer; none when it was erased.
    pub signer: Option<String>,
    /// Post of the signer.
    pub signer_title: String,
    /// Express taking of responsibility.
    pub responsible: bool,
    /// Number of the Prime Minister's letter on which it rests.
    pub pm_reference: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// When.
    pub at: String,
}

/// The Prime Minister's written opinion.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PmOpinionOut {
    /// Number and symbol of the letter.
    pub number: String,
    /// Its date.
    pub dated_on: NaiveDate,
    /// Who signed it; none when the name was erased.
    pub signer: Option<String>,
    /// Whether it favours conclusion.
    pub favourable: bool,
    /// Gist.
    pub gist: String,
}

/// The submission to the Prime Minister.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PmOut {
    /// Revision submitted.
    pub revision: u32,
    /// The points of difference.
    pub statement: String,
    /// When.
    pub submitted_at: String,
    /// His opinion.
    pub opinion: Option<PmOpinionOut>,
}

/// A foreign signatory.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignatoryOut {
    /// Name; none when it was erased.
    pub name: Option<String>,
    /// Title.
    pub title: String,
}

/// The signing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SigningOut {
    /// Revision signed.
    pub revision: u32,
    /// Day.
    pub signed_on: NaiveDate,
    /// Place.
    pub place: String,
    /// Vietnamese signatory; none when the name was erased.
    pub signer: Option<String>,
    /// Foreign signatories.
    pub foreign: Vec<SignatoryOut>,
    /// When it was recorded.
    pub at: String,
}

/// Entry into force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InForceOut {
    /// Day.
    pub on: NaiveDate,
    /// By the text, or as agreed.
    pub by: String,
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
        let state = state.ok_or_else(|| Error::Fault(format!("{} is in a state that its pack lacks", dossier.number)))?;
        let mut available = Vec::new();
        for found in &view.available {
            available.push(AvailableOut::new(app, l, view, found).await);
        }
        let clocks: Result<_, Error> = dossier.clocks.iter().map(|clock| ClockOut::new(app, view, clock)).collect();
        let titles = &dossier.details.titles;
        Ok(Self {
            number: dossier.number.clone(),
            title: titles.first().map(|title| title.text.clone()).unwrap_or_default(),
            titles: titles.iter().map(|title| TitleOut { lang: title.lang.clone(), text: title.text.clone() }).collect(),
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
            details: details(view),
            cleared: dossier.cleared.as_ref().map(|cleared| ClearedOut {
                revision: cleared.revision,
                by: names.account(cleared.by),
                at: instant(cleared.at),
            }),
            decision: decision(view),
            pm: pm(view),
            signing: signing(view),
            in_force: dossier.in_force.as_ref().map(|force| InForceOut { on: force.on, by: force.by.clone() }),
            would_qualify: view.would_qualify.iter().filter_map(|id| would_qualify(pack, &dossier.track, id)).collect(),
        })
    }
}

fn paper(view: &View, paper: &engine::dossier::Paper) -> PaperOut {
    PaperOut {
        paper: paper.paper.clone(),
        title: view.pack.paper(&paper.paper).map(|rule| (&rule.title).into()),
        file: FileOut::new(&paper.file, &view.dossier.number),
    }
}

fn details(view: &View) -> DetailsOut {
    let details = &view.dossier.details;
    DetailsOut {
        kind: details.kind.clone(),
        purpose: details.purpose.clone(),
        fields: details.fields.clone(),
        checklist: details.checklist.clone(),
        class: name(&details.class),
        class_reason: details.class_reason.clone(),
        bodies: details.bodies.iter().map(|body| OrgOut::new(body.org, &view.names)).collect(),
        planned_signing_on: details.planned_signing_on,
        term: details.term.clone(),
        sample: details.sample.clone(),
    }
}

fn decision(view: &View) -> Option<DecisionOut> {
    let decision = view.dossier.decision.as_ref()?;
    Some(DecisionOut {
        revision: decision.revision,
        sign_by: name(&decision.sign_by),
        signer: view.names.person(&decision.signer),
        signer_title: decision.signer_title.clone(),
        responsible: decision.responsible,
        pm_reference: decision.pm_reference.clone(),
        by: view.names.account(decision.by),
        at: instant(decision.at),
    })
}

fn pm(view: &View) -> Option<PmOut> {
    let pm = view.dossier.pm.as_ref()?;
    Some(PmOut {
        revision: pm.revision,
        statement: pm.statement.clone(),
        submitted_at: instant(pm.submitted_at),
        opinion: pm.opinion.as_ref().map(|opinion| PmOpinionOut {
            number: opinion.number.clone(),
            dated_on: opinion.dated_on,
            signer: view.names.person(&opinion.signer),
            favourable: opinion.favourable,
            gist: opinion.gist.clone(),
        }),
    })
}

fn signing(view: &View) -> Option<SigningOut> {
    let signing = view.dossier.signing.as_ref()?;
    let signatory = |found: &engine::dossier::Signatory| SignatoryOut {
        name: view.names.person(&found.name),
        title: found.title.clone(),
    };
    Some(SigningOut {
        revision: signing.revision,
        signed_on: signing.signed_on,
        place: signing.place.clone(),
        signer: view.names.person(&signing.signer),
        foreign: signing.foreign.iter().map(signatory).collect(),
        at: instant(signing.at),
    })
}

fn would_qualify(pack: &Pack, now: &str, then: &str) -> Option<WouldQualify> {
    let days = |track: &str| {
        let budget = pack.track(track).and_then(|track| pack.clock(&track.consultation_clock))?.budget?;
        match budget {
            Budget::Working(days) => Some(days),
            Budget::Calendar(_) => None,
        }
    };
    let saved = days(now).zip(days(then)).and_then(|(now, then)| now.checked_sub(then));
    let track = pack.track(then)?;
    Some(WouldQualify { track: track.id.clone(), title: (&track.title).into(), working_days_saved: saved })
}
