//! Work lists: what waits for somebody by his posts, what is his body's, and what is done.
//!
//! A person may hold several posts, so a list may have several sources. All are ordered by due day and id, so one
//! cursor serves them all and a page is merged from the heads of each.

mod counts;

pub use counts::{Counts, most};

use super::read::account_names;
use super::{App, Error, Who, holder};
use crate::store::Scope;
use crate::store::dossiers::{self, Awaited, Cursor, Filter, OpenClock, Summary, Waiting, WaitingFilter};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::calendar::{Budget, local_date};
use engine::dossier::{ConsultationStatus, PackRef};
use engine::ids::{AccountId, ClockId, DossierId, OrgId};
use engine::pack::{Pack, Phase};
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Rows of a page.
pub const PAGE: u64 = 25;
/// Counts go up to here; more reads as "more than a hundred".
pub const MOST: usize = 100;

/// Which group of dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// Waits for the reader; for inspectors: overdue.
    #[default]
    Waiting,
    /// His locality's, his body's; for inspectors: all that are open.
    Mine,
    /// Closed; for reviewers: answered.
    Done,
}

/// What is asked of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// Group.
    pub group: Group,
    /// Words in number, title or partner.
    pub text: Option<String>,
    /// Phase.
    pub phase: Option<Phase>,
    /// Only overdue.
    pub late: bool,
    /// Where the page begins; what does not read as a place begins at the start.
    pub after: Option<String>,
}

/// A request to the reader's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Where it stands.
    pub status: ConsultationStatus,
    /// The colleague who has taken it.
    pub taken_by: Option<String>,
}

/// One line of a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Number.
    pub number: String,
    /// Vietnamese title.
    pub title: String,
    /// English title, where there is one.
    pub title_en: Option<String>,
    /// Partner.
    pub partner: String,
    /// Its rules.
    pub pack: Arc<Pack>,
    /// Track.
    pub track: String,
    /// State.
    pub state: String,
    /// Phase.
    pub phase: Phase,
    /// Role that holds it.
    pub holder: Role,
    /// The same in words.
    pub holder_words: Bilingual,
    /// Nearest last day of an open clock.
    pub due_on: Option<NaiveDate>,
    /// That clock.
    pub clock: Option<ClockId>,
    /// Its length.
    pub budget: Option<Budget>,
    /// The clock is stopped: supplements are missing.
    pub stopped: bool,
    /// Since when the holder has it.
    pub since: Option<NaiveDate>,
    /// The request, in lists of consulted bodies.
    pub asked: Option<Asked>,
    /// It can still move.
    pub open: bool,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct List {
    /// Rows, nearest due day first.
    pub rows: Vec<Row>,
    /// Where the next page begins.
    pub next: Option<String>,
}

enum Source {
    Dossiers(Scope, Box<Filter>),
    Requests(WaitingFilter),
}

/// Whose list it is, by posts.
struct Posts {
    localities: Vec<Uuid>,
    bodies: Vec<OrgId>,
    office: bool,
    all: bool,
}

impl Posts {
    fn of(who: &Who) -> Self {
        let scope = who.scope();
        let bodies = scope.bodies.iter().map(|body| OrgId(*body)).collect();
        Self { localities: scope.localities, bodies, office: scope.government_office, all: scope.all }
    }

    /// Scope without what is seen only because a body was asked.
    fn own(&self) -> Scope {
        Scope { localities: self.localities.clone(), government_office: self.office, ..Scope::none() }
    }
}

fn sources(who: &Who, wish: &Wish, today: NaiveDate) -> Vec<Source> {
    let posts = Posts::of(who);
    let filter = |closed: bool, holder: Option<Role>| {
        Box::new(Filter {
            closed: Some(closed),
            holder,
            phase: wish.phase,
            text: wish.text.clone(),
            late_on: wish.late.then_some(today),
            ..Filter::default()
        })
    };
    if posts.all {
        let mut filter = filter(wish.group == Group::Done, None);
        if wish.group == Group::Waiting {
            filter.late_on = Some(today);
        }
        return vec![Source::Dossiers(Scope::all(), filter)];
    }
    let requests = |unanswered: bool, answered: bool| {
        Source::Requests(WaitingFilter {
            bodies: posts.bodies.clone(),
            unanswered,
            answered,
            phase: wish.phase,
            text: wish.text.clone(),
            open_to: who.account.filter(|_| unanswered),
            late_on: wish.late.then_some(today),
        })
    };
    let mut found = Vec::new();
    match wish.group {
        Group::Waiting => {
            let local = Scope { localities: posts.localities.clone(), ..Scope::none() };
            for role in [Role::Official, Role::Leader].into_iter().filter(|role| who.has(*role)) {
                found.push(Source::Dossiers(local.clone(), filter(false, Some(role))));
            }
            if posts.office {
                let submitted = Scope { government_office: true, ..Scope::none() };
                found.push(Source::Dossiers(submitted, filter(false, Some(Role::GovernmentOffice))));
            }
            if !posts.bodies.is_empty() {
                found.push(requests(true, false));
            }
        }
        Group::Mine => found.push(Source::Dossiers(who.scope(), filter(false, None))),
        Group::Done => {
            found.push(Source::Dossiers(posts.own(), filter(true, None)));
            if !posts.bodies.is_empty() {
                found.push(requests(false, true));
            }
        }
    }
    found
}

/// Whether a text is a place in a list, as a page names it for the next one.
pub fn is_place(text: &str) -> bool {
    text.parse::<Cursor>().is_ok()
}

/// A row before anything beside it is read.
struct Bare {
    place: Cursor,
    dossier: DossierId,
    summary: Option<Summary>,
    request: Option<Waiting>,
}

async fn bare(app: &App, who: &Who, wish: &Wish, limit: u64) -> Result<(Vec<Bare>, Option<Cursor>), Error> {
    let after: Option<Cursor> = wish.after.as_deref().and_then(|place| place.parse().ok());
    let (mut rows, mut more) = (Vec::new(), false);
    for source in sources(who, wish, app.today()) {
        match source {
            Source::Dossiers(scope, filter) => {
                let page = dossiers::list(&app.store, &scope, &filter, after, limit).await?;
                more |= page.next.is_some();
                rows.extend(page.items.into_iter().map(|summary| Bare {
                    place: Cursor { sort_on: summary.next_due_on.unwrap_or_else(dossiers::last_day), id: summary.id.0 },
                    dossier: summary.id,
                    summary: Some(summary),
                    request: None,
                }));
            }
            Source::Requests(filter) => {
                let page = dossiers::waiting(&app.store, &filter, after, limit).await?;
                more |= page.next.is_some();
                rows.extend(page.items.into_iter().map(|request| Bare {
                    place: Cursor {
                        sort_on: request.due_on.unwrap_or_else(dossiers::last_day),
                        id: request.consultation.0,
                    },
                    dossier: request.dossier,
                    summary: None,
                    request: Some(request),
                }));
            }
        }
    }
    rows.sort_by_key(|row| (row.place.sort_on, row.place.id));
    // Two posts of one person may lead to the same dossier.
    rows.dedup_by_key(|row| row.place);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    more |= rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().map(|row| row.place).filter(|_| more);
    Ok((rows, next))
}

/// A page of the reader's list.
///
/// # Errors
/// [`Error`].
pub async fn list(app: &App, who: &Who, wish: &Wish) -> Result<List, Error> {
    let (rows, next) = bare(app, who, wish, PAGE).await?;
    Ok(List { rows: dressed(app, rows).await?, next: next.map(|place| place.to_string()) })
}

/// The same, with how much waits for the reader.
///
/// # Errors
/// [`Error`].
pub async fn counted(app: &App, who: &Who, wish: &Wish) -> Result<(List, Counts), Error> {
    let only_requests = || sources(who, wish, app.today()).iter().all(|one| matches!(one, Source::Requests(_)));
    if *wish != Wish::default() || !only_requests() {
        return Ok((list(app, who, wish).await?, counts(app, who).await?));
    }
    // Requests are small rows: those that are counted hold those that are shown.
    let (mut rows, _) = bare(app, who, wish, most()).await?;
    let counts = Counts::of(app, rows.iter().map(|row| row.place).collect());
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|row| row.place.to_string());
    Ok((List { rows: dressed(app, rows).await?, next }, counts))
}

async fn counts(app: &App, who: &Who) -> Result<Counts, Error> {
    let mut places = Vec::new();
    for source in sources(who, &Wish::default(), app.today()) {
        places.extend(match source {
            Source::Dossiers(scope, filter) => dossiers::places(&app.store, &scope, &filter, most()).await?,
            Source::Requests(filter) => dossiers::waiting_places(&app.store, &filter, most()).await?,
        });
    }
    places.sort_by_key(|place| (place.sort_on, place.id));
    places.dedup();
    Ok(Counts::of(app, places))
}

/// Everything that stands beside the rows, in one statement each.
async fn dressed(app: &App, bare: Vec<Bare>) -> Result<Vec<Row>, Error> {
    let ids: Vec<DossierId> = bare.iter().map(|row| row.dossier).collect::<BTreeSet<_>>().into_iter().collect();
    let missing: Vec<DossierId> = bare.iter().filter(|row| row.summary.is_none()).map(|row| row.dossier).collect();
    // Already within the reader's scope: his body was asked about them.
    let known = dossiers::by_ids(&app.store, &Scope::all(), &missing).await?;
    let known: BTreeMap<DossierId, Summary> = known.into_iter().map(|summary| (summary.id, summary)).collect();
    let (clocks, awaited) = dossiers::beside(&app.store, &ids).await?;
    let summary = |row: &Bare| row.summary.clone().or_else(|| known.get(&row.dossier).cloned());
    let mut orgs: BTreeSet<OrgId> = awaited.iter().map(|row| row.body).collect();
    let mut accounts: BTreeSet<AccountId> = BTreeSet::new();
    for row in &bare {
        orgs.extend(summary(row).map(|summary| [summary.org, summary.locality]).into_iter().flatten());
        orgs.extend(row.request.as_ref().map(|request| request.body));
        accounts.extend(row.request.as_ref().and_then(|request| request.assigned));
    }
    let orgs = app.org_names(&orgs).await?;
    let accounts = account_names(app, &accounts).await?;
    let mut rows = Vec::new();
    for row in &bare {
        let Some(summary) = summary(row) else { continue };
        let pack = app.pinned(&PackRef { id: summary.pack.0.clone(), version: summary.pack.1 })?;
        let clocks: Vec<&OpenClock> = clocks.iter().filter(|clock| clock.dossier == row.dossier).collect();
        let awaited: Vec<&Awaited> = awaited.iter().filter(|waits| waits.dossier == row.dossier).collect();
        rows.push(match &row.request {
            Some(request) => of_request(summary, pack, request, &clocks, &awaited, &orgs, &accounts),
            None => of_dossier(summary, pack, &clocks, &awaited, &orgs),
        });
    }
    Ok(rows)
}

fn of_dossier(
    summary: Summary,
    pack: Arc<Pack>,
    clocks: &[&OpenClock],
    awaited: &[&Awaited],
    orgs: &BTreeMap<OrgId, Bilingual>,
) -> Row {
    let nearest = clocks.iter().filter(|clock| clock.due_on.is_some()).min_by_key(|clock| clock.due_on);
    let kind = if summary.holder == Role::Reviewer { "consultation" } else { "state" };
    let since = clocks.iter().filter(|clock| clock.subject == kind).map(|clock| clock.event_on).min();
    let open: Vec<OrgId> = awaited.iter().filter(|waits| !waits.stopped).map(|waits| waits.body).collect();
    let holder_words = holder::words(summary.holder, orgs, summary.org, summary.locality, &open);
    let budget = nearest.and_then(|clock| pack.clock(&clock.rule)).and_then(|rule| rule.budget);
    Row {
        number: summary.number,
        title: summary.title,
        title_en: summary.title_en,
        partner: summary.partner_name,
        pack,
        track: summary.track,
        state: summary.state,
        phase: summary.phase,
        holder: summary.holder,
        holder_words,
        due_on: nearest.and_then(|clock| clock.due_on),
        clock: nearest.map(|clock| clock.clock),
        budget,
        stopped: nearest.is_none() && awaited.iter().any(|waits| waits.stopped),
        since: Some(since.unwrap_or_else(|| local_date(summary.updated_at))).filter(|_| !summary.closed),
        asked: None,
        open: !summary.closed,
    }
}

fn of_request(
    summary: Summary,
    pack: Arc<Pack>,
    request: &Waiting,
    clocks: &[&OpenClock],
    awaited: &[&Awaited],
    orgs: &BTreeMap<OrgId, Bilingual>,
    accounts: &BTreeMap<AccountId, String>,
) -> Row {
    let waits = awaited.iter().find(|waits| waits.consultation == request.consultation);
    let clock = waits.and_then(|waits| clocks.iter().find(|clock| clock.clock == waits.clock));
    let open = matches!(request.status, ConsultationStatus::Open | ConsultationStatus::Stopped);
    let budget = clock.and_then(|clock| pack.clock(&clock.rule)).and_then(|rule| rule.budget);
    let whole = of_dossier(summary, pack, clocks, awaited, orgs);
    let own = open && request.status == ConsultationStatus::Open;
    Row {
        due_on: clock.and_then(|clock| clock.due_on),
        clock: clock.map(|clock| clock.clock),
        budget,
        stopped: request.status == ConsultationStatus::Stopped,
        since: open.then_some(request.received_on),
        holder: if own { Role::Reviewer } else { whole.holder },
        holder_words: if own { holder::org(orgs, request.body) } else { whole.holder_words.clone() },
        asked: Some(Asked {
            status: request.status,
            taken_by: request.assigned.and_then(|account| accounts.get(&account).cloned()),
        }),
        open,
        ..whole
    }
}
