//! Notices of a decision: roles become people, and each gets an entry in his list and, where it goes at once, a
//! finished mail. All of it is written with the decision.

use super::{App, Error, Who};
use crate::mail::{self, About, Digest, Done, Due, Envelope, Item, MailView};
use crate::store::accounts::{Recipient, Target};
use crate::store::dossiers;
use crate::store::outbox::NewMail;
use crate::store::{self, Batch};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use engine::actor::Role;
use engine::calendar::{Calendar, Due as Counted, local_date};
use engine::dossier::{Clock, Dossier};
use engine::ids::{AccountId, OrgId, PostId};
use engine::notice::{self, Address, Notice, What};
use engine::pack::{Pack, ProvisionKind};
use engine::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A notice of something done is of no use to anybody after this time.
const USELESS_AFTER: Duration = Duration::days(14);

/// Dossiers looked at in one statement.
const PAGE: u64 = 200;

/// Adds notices and mails to the batch.
///
/// # Errors
/// [`Error`].
pub async fn write(
    app: &App,
    batch: &mut Batch,
    pack: &Pack,
    dossier: &Dossier,
    who: &Who,
    notices: &[Notice],
    at: DateTime<Utc>,
) -> Result<(), Error> {
    if notices.is_empty() {
        return Ok(());
    }
    let calendar = app.registry.calendar();
    let holder = super::read::holder_words(app, pack, dossier).await?;
    let rules = Rules { pack, calendar, holder, today: local_date(at) };
    let roster = Roster::of(app, notices.iter().map(|notice| &notice.to)).await?;
    let mut told: Vec<(Uuid, String)> = Vec::new();
    for notice in notices {
        let people = roster.people(&notice.to);
        if people.is_empty() {
            tracing::warn!(dossier.number = %dossier.number, to = ?notice.to, "nobody holds the post to be told");
        }
        for person in people {
            // One person may hold two posts that are both told.
            let once = (person.account.0, format!("{:?}{:?}{:?}", notice.what, notice.clock, notice.consultation));
            if who.account == Some(person.account) || told.contains(&once) {
                continue;
            }
            told.push(once);
            one(app, batch, dossier, &rules, notice, &person, at)?;
        }
    }
    Ok(())
}

fn kind(what: &What) -> &'static str {
    match what {
        What::Done(_) => "done",
        What::Reminder(_) => "reminder",
        What::Escalation(_) => "escalation",
    }
}

fn one(
    app: &App,
    batch: &mut Batch,
    dossier: &Dossier,
    rules: &Rules<'_>,
    notice: &Notice,
    person: &Recipient,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let view = match &notice.what {
        What::Done(transition) => MailView::Done(done(dossier, rules, transition, notice)),
        What::Reminder(_) | What::Escalation(_) => match item(dossier, rules, notice) {
            Some(item) => MailView::Digest(Digest { items: vec![item], ..Digest::default() }),
            // A reminder always concerns a clock with a due day.
            None => return Ok(()),
        },
    };
    let params = match &view {
        MailView::Done(done) => serde_json::to_string(done),
        MailView::Digest(digest) => serde_json::to_string(&digest.items.first()),
    }
    .map_err(|error| Error::Fault(error.to_string()))?;
    let digest = matches!(view, MailView::Digest(_));
    let id = app.ids.uuid();
    let mail_id = (!digest).then(|| app.ids.uuid());
    store::notices::insert(
        batch,
        store::notices::Notice {
            id,
            account_id: person.account.0,
            dossier_id: Some(dossier.id.0),
            kind: kind(&notice.what).to_owned(),
            params,
            digest,
            created_at: at,
            read_at: None,
            mail_id,
        },
    );
    if let Some(mail_id) = mail_id {
        let to =
            mail::Recipient { name: &person.name, email: &person.email, lang: super::who::lang(&person.lang).into() };
        let finished = match mail::render(&view, &to, &envelope(app, mail_id, at)) {
            Ok(finished) => finished,
            // The in-app list is the record; a mail that cannot be written never undoes what it is about.
            Err(error) => {
                tracing::error!(account.id = %person.account, %error, "a notice mail could not be written");
                return Ok(());
            }
        };
        store::outbox::enqueue(
            batch,
            NewMail {
                id: mail_id,
                dedup_key: format!("notice:{id}"),
                account: Some(person.account.0),
                to: person.email.clone(),
                subject: finished.subject,
                mime: finished.mime,
                message_id: finished.message_id,
                kind: view.kind().to_owned(),
                at,
                useless_after: Some(at + USELESS_AFTER),
                posts: vec![person.post],
            },
        );
    }
    Ok(())
}

/// What mails need of the settings.
pub fn envelope(app: &App, message_id: Uuid, at: DateTime<Utc>) -> Envelope {
    let mail = &app.config.mail;
    let (from, domain) = (mail.from.to_string(), mail.domain().to_owned());
    Envelope { from, base_url: app.config.base_url(), domain, message_id, at }
}

/// Rules and names that the words of a notice need.
struct Rules<'a> {
    pack: &'a Pack,
    calendar: &'a Calendar,
    holder: Bilingual,
    today: NaiveDate,
}

fn about(dossier: &Dossier) -> About {
    let title = dossier.details.titles.first().map(|title| title.text.clone());
    About { number: dossier.number.clone(), title, path: format!("/dossiers/{}", dossier.number) }
}

fn clock_of<'a>(dossier: &'a Dossier, notice: &Notice) -> Option<&'a Clock> {
    match (notice.clock, notice.consultation) {
        (Some(id), _) => dossier.clock(id),
        (None, Some(row)) => dossier.row(row).and_then(|row| dossier.clock(row.clock)),
        (None, None) => None,
    }
    .filter(|clock| clock.closed_at.is_none())
    .or_else(|| dossier.open_clocks().filter(|clock| clock.due_on.is_some()).min_by_key(|clock| clock.due_on))
}

fn due(dossier: &Dossier, rules: &Rules<'_>, clock: &Clock) -> Option<Due> {
    let rule = rules.pack.clock(&clock.rule)?;
    let provision = rule.basis.first().and_then(|id| rules.pack.provision(id));
    // A date that rests on a year not yet published says so, here as on the page that explains it.
    let provisional = match engine::clock::due(rule, clock, rules.calendar) {
        Ok(Some(Counted::At(explanation))) => explanation.provisional,
        _ => false,
    };
    Some(Due {
        on: clock.due_on?,
        basis: provision.map(|provision| provision.citation.clone()),
        policy: provision.is_some_and(|provision| provision.kind == ProvisionKind::Policy),
        provisional,
        why_path: Some(format!("/dossiers/{}/clocks/{}", dossier.number, clock.id)),
    })
}

fn done(dossier: &Dossier, rules: &Rules<'_>, transition: &str, notice: &Notice) -> Done {
    let found = rules.pack.tracks.iter().find_map(|track| track.transition(transition));
    Done {
        about: about(dossier),
        done: found.map_or_else(|| Bilingual::new(transition, transition), |found| found.done.clone()),
        holder: Some(rules.holder.clone()),
        due: clock_of(dossier, notice).and_then(|clock| due(dossier, rules, clock)),
    }
}

/// What is due, as it stands today: a reminder that was missed does not speak as of the day it was meant for.
fn item(dossier: &Dossier, rules: &Rules<'_>, notice: &Notice) -> Option<Item> {
    let clock = clock_of(dossier, notice)?;
    let due = due(dossier, rules, clock)?;
    Some(Item {
        about: about(dossier),
        task: rules.pack.clock(&clock.rule)?.title.clone(),
        holder: Some(rules.holder.clone()),
        rung: engine::clock::standing(due.on, rules.today, rules.calendar).ok()?,
        due,
    })
}

/// Everybody whom some addresses may mean today, read at once.
pub struct Roster(Vec<Recipient>);

impl Roster {
    /// Reads them: one statement, and one more where somebody above is meant.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn of(app: &App, addresses: impl Iterator<Item = &Address>) -> Result<Self, Error> {
        let (mut targets, mut above) = (Vec::new(), Vec::new());
        for mut address in addresses {
            while let Address::Above(below) = address {
                above.push(&**below);
                address = below;
            }
            for target in targets_of(address) {
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        let mut roster = Self(app.recipients(&targets).await?);
        // Innermost first: each step up is known only when the one below is.
        for below in above.into_iter().rev() {
            let mut posts: Vec<PostId> = roster.people(below).iter().filter_map(|person| person.above).collect();
            posts.retain(|post| roster.0.iter().all(|known| known.post != *post));
            posts.sort();
            posts.dedup();
            let targets: Vec<Target> = posts.into_iter().map(Target::Post).collect();
            roster.0.extend(app.recipients(&targets).await?);
        }
        Ok(roster)
    }

    /// The people behind an address that was asked for. Who has left is no reason that nobody hears: his organisation's
    /// intake stands in for him, and where no post is marked as intake, everybody there in that role.
    pub fn people(&self, to: &Address) -> Vec<Recipient> {
        match to {
            Address::Reviewer { account, org } => self.person(*account, *org, Role::Reviewer),
            Address::Drafter { account, org } => self.person(*account, *org, Role::Official),
            Address::Leaders(locality) => {
                self.those(|person| person.locality == Some(*locality) && person.role == Role::Leader)
            }
            Address::Intake(org) => self.intake(*org, Role::Reviewer),
            Address::GovernmentOffice => self.those(|person| person.role == Role::GovernmentOffice),
            Address::Above(below) => {
                let above: Vec<PostId> = self.people(below).iter().filter_map(|person| person.above).collect();
                self.those(|person| above.contains(&person.post))
            }
        }
    }

    fn those(&self, meant: impl Fn(&Recipient) -> bool) -> Vec<Recipient> {
        self.0.iter().filter(|person| meant(person)).cloned().collect()
    }

    /// One person, as long as he is there in that role.
    fn person(&self, account: AccountId, org: OrgId, role: Role) -> Vec<Recipient> {
        let mine = self.those(|person| person.account == account && person.org == org && person.role == role);
        if mine.is_empty() { self.intake(org, role) } else { mine }
    }

    fn intake(&self, org: OrgId, role: Role) -> Vec<Recipient> {
        let there = self.those(|person| person.org == org && person.role == role);
        if there.iter().any(|person| person.intake) {
            there.into_iter().filter(|person| person.intake).collect()
        } else {
            there
        }
    }
}

/// All who may be meant by an address that is not above another.
fn targets_of(address: &Address) -> Vec<Target> {
    let role = |org: OrgId, role| Target::Role { org, role };
    match address {
        Address::Reviewer { org, .. } | Address::Intake(org) => vec![role(*org, Role::Reviewer)],
        Address::Drafter { org, .. } => vec![role(*org, Role::Official)],
        Address::Leaders(locality) => vec![Target::Locality { locality: *locality, role: Role::Leader }],
        Address::GovernmentOffice => vec![Target::Anywhere(Role::GovernmentOffice)],
        Address::Above(_) => Vec::new(),
    }
}

/// Dossiers with a running clock whose holder is nobody today, so that no reminder reaches anybody: number and address.
///
/// # Errors
/// [`Error`].
pub async fn unheard(app: &App) -> Result<Vec<(String, Address)>, Error> {
    let (mut known, mut unheard, mut after) = (BTreeMap::new(), Vec::new(), None);
    loop {
        let page = store::clocks::running(&app.store, NaiveDate::default(), after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(unheard) };
        after = Some(*last);
        let mut holders = BTreeSet::new();
        for loaded in dossiers::load_many(&app.store, &page).await? {
            let pack = app.pinned(&loaded.dossier.pack)?;
            let clocks = loaded.dossier.open_clocks();
            let of = |clock| Some((loaded.dossier.number.clone(), notice::holder_of(&pack, &loaded.dossier, clock)?));
            holders.extend(clocks.filter_map(of));
        }
        let new: BTreeSet<&Address> = holders.iter().map(|(_, to)| to).filter(|to| !known.contains_key(*to)).collect();
        let roster = Roster::of(app, new.iter().copied()).await?;
        let empty: Vec<(Address, bool)> =
            new.into_iter().map(|to| (to.clone(), roster.people(to).is_empty())).collect();
        known.extend(empty);
        unheard.extend(holders.into_iter().filter(|(_, to)| known.get(to) == Some(&true)));
    }
}
