//! The people and bodies of the town, and the data they send.

use chrono::{DateTime, NaiveDate, Utc};
use engine::actor::{Actor, Holding, Role};
use engine::command::Data;
use engine::dossier::*;
use engine::ids::*;
use engine::pack::{BodyKind, Class, Pack};
use engine::record::NameRef;
use std::collections::BTreeMap;
use uuid::Uuid;

pub fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn org(n: u128) -> OrgId {
    OrgId(uuid(1000 + n))
}

pub fn account(n: u128) -> AccountId {
    AccountId(uuid(2000 + n))
}

pub const CITY: u128 = 1;
pub const MOFA: u128 = 2;
pub const MOIT: u128 = 3;
pub const MPI: u128 = 4;
/// The external-relations agency of the city.
pub const AGENCY: u128 = 5;
/// The Ministry of National Defence.
pub const DEFENCE: u128 = 6;

fn person(n: u128, role: Role, of: u128, locality: Option<u128>) -> Actor {
    Actor {
        account: Some(account(n)),
        holdings: vec![Holding {
            post: PostId(uuid(3000 + n)),
            org: org(of),
            locality: locality.map(org),
            role,
            deputy: false,
        }],
    }
}

pub fn official() -> Actor {
    person(1, Role::Official, CITY, Some(CITY))
}
pub fn second_official() -> Actor {
    person(2, Role::Official, CITY, Some(CITY))
}
pub fn leader() -> Actor {
    person(3, Role::Leader, CITY, Some(CITY))
}
pub fn mofa() -> Actor {
    person(4, Role::Reviewer, MOFA, None)
}
pub fn mofa_colleague() -> Actor {
    person(5, Role::Reviewer, MOFA, None)
}
pub fn moit() -> Actor {
    person(6, Role::Reviewer, MOIT, None)
}
pub fn mpi() -> Actor {
    person(7, Role::Reviewer, MPI, None)
}
pub fn agency() -> Actor {
    person(12, Role::Reviewer, AGENCY, Some(CITY))
}
pub fn defence() -> Actor {
    person(13, Role::Reviewer, DEFENCE, None)
}
pub fn government() -> Actor {
    person(8, Role::GovernmentOffice, 9, None)
}
pub fn inspector() -> Actor {
    person(9, Role::Inspector, 9, None)
}
pub fn administrator() -> Actor {
    person(10, Role::Administrator, 9, None)
}
pub fn elsewhere() -> Actor {
    person(11, Role::Official, 20, Some(20))
}

pub fn everybody() -> Vec<Actor> {
    vec![
        official(),
        second_official(),
        leader(),
        mofa(),
        mofa_colleague(),
        moit(),
        mpi(),
        government(),
        inspector(),
        administrator(),
        elsewhere(),
        Actor::system(),
    ]
}

pub fn body(n: u128) -> Body {
    let kind = match n {
        AGENCY => Some(BodyKind::ExternalRelations),
        DEFENCE => Some(BodyKind::Defence),
        _ => None,
    };
    Body { org: org(n), mofa: n == MOFA, kind }
}

pub fn on(date: &str) -> NaiveDate {
    date.parse().unwrap()
}

/// Local (UTC+7) wall clock.
pub fn at(local: &str) -> DateTime<Utc> {
    let text = format!("{local}+07:00");
    DateTime::parse_from_rfc3339(&text).unwrap().to_utc()
}

pub fn name(of: &str) -> NameRef {
    engine::record::commit(&[7; 32], of)
}

pub fn file() -> File {
    File {
        id: AttachmentId(uuid(5000)),
        name: "tệp.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 10,
        sha256: "ab".repeat(32),
    }
}

pub fn details(pack: &Pack, class: Class) -> Details {
    Details {
        partner: PartnerId(uuid(1)),
        titles: vec![Title { lang: "vi".to_owned(), text: "Bản ghi nhớ".to_owned() }],
        kind: pack.kinds[0].id.clone(),
        purpose: "giao lưu".to_owned(),
        fields: vec!["economy".to_owned()],
        checklist: pack
            .checklist
            .iter()
            .map(|item| (item.id.clone(), item.id == "commits-money" && class == Class::Binding))
            .collect::<BTreeMap<_, _>>(),
        class,
        class_reason: None,
        bodies: vec![body(MOIT), body(MPI)],
        case: Case::default(),
        planned_signing_on: None,
        term: None,
        not_secret: true,
        sample: None,
    }
}

pub fn reason() -> Data {
    Data::Reason("lý do".to_owned())
}

pub fn text() -> Data {
    Data::Text { texts: vec![TextFile { lang: "vi".to_owned(), file: file() }], note: "bản mới".to_owned() }
}

pub fn decision() -> Data {
    Data::Decision {
        sign_by: SignBy::Head,
        signer: name("Nguyễn Văn A"),
        signer_title: "Chủ tịch".to_owned(),
        responsible: true,
    }
}
