//! The people, bodies and drafts with which the exploration plays. Nothing here depends on chance or on the clock.

use super::content::Content;
use crate::actor::{Actor, Holding, Role};
use crate::calendar::local_date;
use crate::dossier::{Body, Details, File, Paper, Signatory, TextFile, Title};
use crate::ids::{AccountId, AttachmentId, OrgId, PartnerId, PostId};
use crate::pack::{Bodies, BodyKind, ChecklistEffect, Class, Pack, Track};
use crate::record::NameRef;
use crate::text::Bilingual;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

/// Somebody who tries every command.
pub(super) struct Person {
    pub(super) name: Bilingual,
    pub(super) actor: Actor,
    /// Tried only in the thorough part: no power, or the same power as another.
    pub(super) only_thorough: bool,
}

impl Person {
    pub(super) fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        let system = self.actor.account.is_none().then_some(Role::System);
        self.actor.holdings.iter().map(|holding| holding.role).chain(system)
    }
}

/// Everybody and everything outside the dossier.
pub(super) struct World {
    pub(super) people: Vec<Person>,
    pub(super) department: OrgId,
    pub(super) mofa: Body,
    /// The external-relations agency, where a track always asks it.
    pub(super) agency: Option<Body>,
    /// What a draft may be about.
    pub(super) contents: Vec<Content>,
    /// Bodies concerned, as many as the bound says.
    pub(super) others: Vec<Body>,
    /// One more body, to ask beyond the bound: its answer is not followed.
    pub(super) extra: Body,
    pub(super) start: DateTime<Utc>,
    /// Longer than any clock of the pack can run.
    pub(super) silence: Duration,
}

pub(super) fn id(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 64) | n)
}

pub(super) fn org(n: u128) -> OrgId {
    OrgId(id(1, n))
}

const LOCALITY: u128 = 1;
pub(super) const DEPARTMENT: u128 = 2;
const ELSEWHERE: u128 = 3;
const GOVERNMENT: u128 = 4;
const MOFA: u128 = 10;
const AGENCY: u128 = 5;
const OTHERS: u128 = 11;

struct Post(Role, u128, Option<u128>);

fn person(n: u128, vi: &str, en: &str, posts: &[Post]) -> Person {
    let holdings = posts
        .iter()
        .zip(0..)
        .map(|(Post(role, of, locality), i)| Holding {
            post: PostId(id(3, n * 10 + i)),
            org: org(*of),
            locality: locality.map(org),
            role: *role,
            deputy: false,
        })
        .collect();
    Person {
        name: Bilingual::new(vi, en),
        actor: Actor { account: Some(AccountId(id(2, n))), holdings },
        only_thorough: [1, 6, 8, 9, 10].contains(&n),
    }
}

impl World {
    /// The drafter who opens dossiers.
    pub(super) const DRAFTER: usize = 0;
    /// The drafter who holds a leader's and a reviewer's post as well.
    pub(super) const DUAL: usize = 1;

    pub(super) fn new(pack: &Pack, other_bodies: u8) -> Self {
        let official = || Post(Role::Official, DEPARTMENT, Some(LOCALITY));
        let asks_agency = pack.tracks.iter().any(|track| track.bodies == Bodies::AgencyAndConcerned);
        let mut dual = vec![official(), Post(Role::Leader, LOCALITY, Some(LOCALITY)), Post(Role::Reviewer, MOFA, None)];
        if asks_agency {
            dual.push(Post(Role::Reviewer, AGENCY, None));
        }
        let mut people = vec![
            person(1, "người soạn thảo", "the drafter", &[official()]),
            person(
                2,
                "cán bộ kiêm lãnh đạo và người góp ý của Bộ Ngoại giao",
                "an official who is also a leader and a reviewer of the Ministry of Foreign Affairs",
                &dual,
            ),
            person(3, "cán bộ thứ hai", "a second official", &[official()]),
            person(4, "lãnh đạo địa phương", "the leader", &[Post(Role::Leader, LOCALITY, Some(LOCALITY))]),
            person(
                5,
                "người góp ý của Bộ Ngoại giao",
                "the reviewer of the Ministry of Foreign Affairs",
                &[Post(Role::Reviewer, MOFA, None)],
            ),
            person(
                6,
                "đồng nghiệp tại Bộ Ngoại giao",
                "a colleague at the Ministry of Foreign Affairs",
                &[Post(Role::Reviewer, MOFA, None)],
            ),
            person(
                7,
                "Văn phòng Chính phủ",
                "the Office of the Government",
                &[Post(Role::GovernmentOffice, GOVERNMENT, None)],
            ),
            person(8, "thanh tra", "the inspector", &[Post(Role::Inspector, GOVERNMENT, None)]),
            person(9, "quản trị viên", "the administrator", &[Post(Role::Administrator, GOVERNMENT, None)]),
            person(
                10,
                "cán bộ tỉnh khác",
                "an official of another province",
                &[Post(Role::Official, ELSEWHERE, Some(ELSEWHERE)), Post(Role::Leader, ELSEWHERE, Some(ELSEWHERE))],
            ),
            Person {
                name: Bilingual::new("hệ thống", "the service itself"),
                actor: Actor::system(),
                only_thorough: false,
            },
        ];
        let body = |n: u128, kind| Body { org: org(n), mofa: n == MOFA, kind };
        // Bodies that subjects add are among the others, in the order of the subjects.
        let kinds = pack.subjects.iter().map(|subject| Some(subject.body)).chain(std::iter::repeat(None));
        let others: Vec<Body> =
            (0..u128::from(other_bodies)).zip(kinds).map(|(n, kind)| body(OTHERS + n, kind)).collect();
        if asks_agency {
            people.push(person(
                11,
                "người góp ý của cơ quan đối ngoại cấp tỉnh",
                "the reviewer of the external-relations agency",
                &[Post(Role::Reviewer, AGENCY, None)],
            ));
        }
        for n in 0..u128::from(other_bodies) {
            people.push(person(
                20 + n,
                &format!("người góp ý của cơ quan {}", n + 1),
                &format!("the reviewer of body {}", n + 1),
                &[Post(Role::Reviewer, OTHERS + n, None)],
            ));
        }
        let longest = pack.clocks.iter().filter_map(|clock| clock.budget).map(|b| b.days()).max();
        Self {
            people,
            department: org(DEPARTMENT),
            mofa: body(MOFA, None),
            agency: asks_agency.then(|| body(AGENCY, Some(BodyKind::ExternalRelations))),
            contents: Content::of(pack, local_date(start(pack))),
            others,
            extra: body(OTHERS + 100, None),
            start: start(pack),
            silence: Duration::days(60 + 2 * i64::from(longest.unwrap_or(0))),
        }
    }

    /// The body that `track` always asks.
    pub(super) fn lead(&self, track: Option<&Track>) -> Body {
        let agency = self.agency.filter(|agency| track.is_some_and(|track| track.bodies.leads(agency)));
        agency.unwrap_or(self.mofa)
    }

    /// The person behind an account.
    pub(super) fn index_of(&self, account: AccountId) -> Option<usize> {
        self.people.iter().position(|person| person.actor.account == Some(account))
    }

    /// Details of a draft on `content` that names the first `bodies` bodies concerned.
    pub(super) fn details(&self, pack: &Pack, content: Content, bodies: usize) -> Option<Details> {
        let answers = |item: &crate::pack::ChecklistItem| match item.effect {
            ChecklistEffect::Binding => content == Content::Binding,
            ChecklistEffect::Excluded => content == Content::Excluded,
            ChecklistEffect::Demanded => content != Content::Unclaused,
            ChecklistEffect::Neutral => false,
        };
        let mut checklist: std::collections::BTreeMap<String, bool> =
            pack.checklist.iter().map(|item| (item.id.clone(), answers(item))).collect();
        if content == Content::Unanswered {
            let first = checklist.keys().next()?.clone();
            checklist.remove(&first);
        }
        let sensitive = content == Content::Sensitive;
        let field = pack.fields.iter().find(|field| field.sensitive == sensitive)?;
        let class = if content == Content::Binding { Class::Binding } else { Class::NonBinding };
        Some(Details {
            partner: PartnerId(id(4, 1)),
            titles: vec![Title { lang: "vi".to_owned(), text: "v".to_owned() }],
            kind: pack.kinds.first()?.id.clone(),
            purpose: String::new(),
            fields: vec![field.id.clone()],
            checklist,
            class,
            // A reason is always given: the class may differ from the one proposed.
            class_reason: Some("r".to_owned()),
            bodies: self.others.iter().take(bodies).copied().collect(),
            case: content.case(pack),
            planned_signing_on: None,
            term: None,
            not_secret: true,
            sample: None,
        })
    }
}

/// A day on which the pack is in force, the calendar answers, and every ground and party that came later may be stated.
fn start(pack: &Pack) -> DateTime<Utc> {
    let newest = pack.grounds.iter().filter_map(|ground| ground.from).chain(pack.parties.iter().filter_map(|p| p.from));
    let newest = newest.filter(|day| pack.in_force_on(*day)).max();
    let usual = NaiveDate::from_ymd_opt(2019, 3, 4).unwrap_or_default();
    let day = match pack.in_force_to {
        _ if newest.is_some() => newest.unwrap_or(usual),
        _ if pack.in_force_on(usual) => usual,
        Some(last) if last < usual => last,
        _ => pack.in_force_from.max(usual),
    };
    day.and_time(NaiveTime::from_hms_opt(3, 0, 0).unwrap_or_default()).and_utc()
}

/// A file of no importance.
pub(super) fn file() -> File {
    File {
        id: AttachmentId(id(5, 1)),
        name: "f".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1,
        sha256: String::new(),
    }
}

/// A paper of that rule.
pub(super) fn paper(rule: &str) -> Paper {
    Paper { paper: rule.to_owned(), file: file() }
}

/// A text in one language.
pub(super) fn text(lang: &str) -> TextFile {
    TextFile { lang: lang.to_owned(), file: file() }
}

/// The commitment that stands for every signer's name.
pub(super) fn name() -> NameRef {
    NameRef("n".to_owned())
}

/// The foreign side.
pub(super) fn foreign() -> Vec<Signatory> {
    vec![Signatory { name: name(), title: "t".to_owned() }]
}

/// A colleague to whom a reviewer may hand over.
pub(super) fn colleague(n: u128) -> AccountId {
    AccountId(id(2, 100 + n))
}

/// The fresh id of every command: ids of one dossier must not repeat, so it goes up with each step.
pub(super) fn seed(step: u64) -> Uuid {
    id(9, u128::from(step) << 16)
}
