//! Events → who must be told what. Roles and organisations, not addresses: the service finds the people.

use crate::actor::Role;
use crate::dossier::{Clock, Consultation, Dossier, Rung, Subject};
use crate::ids::{AccountId, ClockId, ConsultationId, OrgId};
use crate::pack::{Pack, Recipient, Transition};

/// Somebody to tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address {
    /// The colleague of a body who has taken the request, or the body's intake once he has left it.
    Reviewer {
        /// The person.
        account: AccountId,
        /// His body.
        org: OrgId,
    },
    /// The official who drafts or took his place, or the intake of his organisation once he has left it.
    Drafter {
        /// The person.
        account: AccountId,
        /// His organisation.
        org: OrgId,
    },
    /// The leaders of a locality.
    Leaders(OrgId),
    /// Posts that receive what comes in to a body.
    Intake(OrgId),
    /// The Office of the Government.
    GovernmentOffice,
    /// The posts above these.
    Above(Box<Address>),
}

/// What kind of notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A transition was carried out; the mail goes at once.
    Done(String),
    /// A reminder; goes into the person's digest.
    Reminder(Rung),
    /// The post above is told; goes into that person's digest.
    Escalation(Rung),
}

/// One notice to one addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub what: What,
    /// To whom.
    pub to: Address,
    /// The board row concerned.
    pub consultation: Option<ConsultationId>,
    /// The clock concerned.
    pub clock: Option<ClockId>,
}

/// What one command did to the board.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// The row it worked on.
    pub row: Option<ConsultationId>,
    /// Rows that it opened.
    pub asked: Vec<ConsultationId>,
    /// Unanswered rows that it took back.
    pub taken_back: Vec<ConsultationId>,
}

/// Notices of a transition; `dossier` is as it stands afterwards.
pub fn of_transition(transition: &Transition, dossier: &Dossier, touched: &Touched) -> Vec<Notice> {
    let Touched { row, asked, taken_back } = touched;
    let row = *row;
    let done = || What::Done(transition.id.clone());
    let mut notices: Vec<Notice> = Vec::new();
    let mut tell = |to: Address, consultation: Option<ConsultationId>| {
        if !notices.iter().any(|known| known.to == to && known.consultation == consultation) {
            notices.push(Notice { what: done(), to, consultation, clock: None });
        }
    };
    for recipient in &transition.tells {
        match recipient {
            Recipient::Drafter => tell_drafter(dossier, row, &mut tell),
            Recipient::Leaders => tell(Address::Leaders(dossier.locality), row),
            Recipient::Mofa => {
                if let Some(known) = dossier.board.iter().rev().find(|row| row.body.mofa) {
                    tell(Address::Intake(known.body.org), Some(known.id));
                }
            }
            Recipient::BodiesAsked => {
                for known in dossier.board.iter().filter(|known| asked.contains(&known.id)) {
                    tell(Address::Intake(known.body.org), Some(known.id));
                }
            }
            Recipient::BodyConcerned => {
                if let Some(known) = row.and_then(|row| dossier.row(row)) {
                    tell(reviewer(known.assigned, known.body.org), row);
                }
            }
            Recipient::BodiesOpen => {
                // After the command nothing is open where it took the requests back: those bodies must hear of it.
                let open = |known: &&Consultation| known.is_awaited() || taken_back.contains(&known.id);
                for known in dossier.board.iter().filter(open) {
                    tell(reviewer(known.assigned, known.body.org), Some(known.id));
                }
            }
            Recipient::GovernmentOffice => tell(Address::GovernmentOffice, None),
        }
    }
    notices
}

fn tell_drafter(
    dossier: &Dossier,
    row: Option<ConsultationId>,
    tell: &mut impl FnMut(Address, Option<ConsultationId>),
) {
    if let Some(account) = dossier.kept_by() {
        tell(Address::Drafter { account, org: dossier.org }, row);
    }
}

fn reviewer(assigned: Option<AccountId>, org: OrgId) -> Address {
    assigned.map_or(Address::Intake(org), |account| Address::Reviewer { account, org })
}

/// Whose task `clock` measures.
pub fn holder_of(pack: &Pack, dossier: &Dossier, clock: &Clock) -> Option<Address> {
    if let Subject::Consultation(row) = &clock.subject {
        return dossier.row(*row).map(|row| reviewer(row.assigned, row.body.org));
    }
    let drafter = || dossier.kept_by().map(|account| Address::Drafter { account, org: dossier.org });
    match pack.clock(&clock.rule)?.holder {
        Role::Leader => Some(Address::Leaders(dossier.locality)),
        Role::GovernmentOffice => Some(Address::GovernmentOffice),
        _ => drafter(),
    }
}

/// Notices of a recorded reminder. The post above is told once, also if its day is among those that have `passed`.
pub fn of_reminder(pack: &Pack, dossier: &Dossier, clock: &Clock, rung: Rung, passed: &[Rung]) -> Vec<Notice> {
    let Some(holder) = holder_of(pack, dossier, clock) else {
        return Vec::new();
    };
    let consultation = match clock.subject {
        Subject::Consultation(row) => Some(row),
        _ => None,
    };
    let notice = |what, to| Notice { what, to, consultation, clock: Some(clock.id) };
    let mut notices = vec![notice(What::Reminder(rung), holder.clone())];
    let escalates = pack
        .clock(&clock.rule)
        .and_then(|rule| rule.reminders.as_ref())
        .map(|cadence| Rung::Late(cadence.escalate_on_late_day))
        .is_some_and(|escalating| rung == escalating || passed.contains(&escalating));
    if escalates {
        notices.push(notice(What::Escalation(rung), Address::Above(Box::new(holder))));
    }
    notices
}
