//! Fixed ids, times, organisations and one fully filled dossier.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::actor::{Acting, Role};
use engine::dossier::*;
use engine::ids::*;
use engine::pack::{Class, Phase};
use engine::record::{By, Entry, FORMAT, Kind, instant, seal};
use std::collections::BTreeMap;
use thoathuan::store::accounts::Account;
use thoathuan::store::dossiers::Facts;
use thoathuan::store::organisations::{Organisation, Post};
use thoathuan::store::partners::{Alias, Partner, Whole};
use thoathuan::store::{Batch, Head, Store, accounts, fold, holdings, organisations, partners, record};
use uuid::Uuid;

pub use super::filled::full;

pub const HCM: OrgId = OrgId(Uuid::from_u128(1));
pub const DANANG: OrgId = OrgId(Uuid::from_u128(2));
pub const MOFA: OrgId = OrgId(Uuid::from_u128(3));
pub const MPI: OrgId = OrgId(Uuid::from_u128(4));
pub const HCM_DFA: OrgId = OrgId(Uuid::from_u128(5));
pub const OFFICIAL: AccountId = AccountId(Uuid::from_u128(101));
pub const LEADER: AccountId = AccountId(Uuid::from_u128(102));
pub const REVIEWER: AccountId = AccountId(Uuid::from_u128(103));
pub const FRANKFURT: PartnerId = PartnerId(Uuid::from_u128(201));

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// 15 April 2019, 09:00 at Hanoi, and so many seconds; with milliseconds that are not zero.
pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_555_293_600_120).unwrap() + TimeDelta::seconds(seconds)
}

/// A partner with other names.
pub fn partner(id: Uuid, name: &str, aliases: &[&str]) -> Whole {
    let names: Vec<String> = [name].iter().chain(aliases).map(|name| fold(name)).collect();
    let partner = Partner {
        id,
        name: name.to_owned(),
        name_local: None,
        country: "DE".to_owned(),
        level: "city".to_owned(),
        kind: "locality".to_owned(),
        search_text: names.join("\n"),
        created_at: at(0),
        sort_name: fold(name),
        country_code: None,
        note: String::new(),
        version: 1,
        changed_at: Some(at(0)),
        changed_by: None,
    };
    let alias = |alias: &&str| Alias { partner_id: id, alias: (*alias).to_owned(), lang: None };
    Whole { partner, aliases: aliases.iter().map(alias).collect(), contacts: Vec::new() }
}

/// Organisations, posts, accounts and a partner that dossiers refer to.
pub async fn seed(store: &Store) {
    let mut batch = Batch::new();
    for (org, kind, code, name, locality) in [
        (HCM, "locality", Some("HCM"), "Thành phố Hồ Chí Minh", Some(HCM)),
        (DANANG, "locality", Some("DN"), "Đà Nẵng", Some(DANANG)),
        (MOFA, "mofa", None, "Bộ Ngoại giao", None),
        (MPI, "ministry", None, "Bộ Kế hoạch và Đầu tư", None),
    ] {
        organisations::insert(&mut batch, organisation(org, kind, code, name, locality));
    }
    store.commit(batch).await.unwrap();
    let mut batch = Batch::new();
    organisations::insert(&mut batch, organisation(HCM_DFA, "department", None, "Sở Ngoại vụ", Some(HCM)));
    for (account, email) in [(OFFICIAL, "official"), (LEADER, "leader"), (REVIEWER, "reviewer")] {
        accounts::insert(&mut batch, account_row(account, &format!("{email}@hcm.example")));
    }
    partners::insert(&mut batch, partner(FRANKFURT.0, "Frankfurt am Main", &["Phrăng-phuốc"]));
    store.commit(batch).await.unwrap();
    let mut batch = Batch::new();
    organisations::insert_post(&mut batch, post(301, HCM, Role::Leader, None, true));
    store.commit(batch).await.unwrap();
    let mut batch = Batch::new();
    organisations::insert_post(&mut batch, post(302, HCM_DFA, Role::Official, Some(301), true));
    organisations::insert_post(&mut batch, post(303, MOFA, Role::Reviewer, None, true));
    organisations::insert_post(&mut batch, post(304, MOFA, Role::Reviewer, None, false));
    store.commit(batch).await.unwrap();
    let mut batch = Batch::new();
    holdings::insert(&mut batch, holding(401, LEADER, 301, "2019-01-01", None));
    holdings::insert(&mut batch, holding(402, OFFICIAL, 302, "2019-01-01", None));
    holdings::insert(&mut batch, holding(403, REVIEWER, 303, "2019-01-01", Some("2019-06-30")));
    store.commit(batch).await.unwrap();
}

pub fn organisation(org: OrgId, kind: &str, code: Option<&str>, name: &str, locality: Option<OrgId>) -> Organisation {
    Organisation {
        id: org.0,
        kind: kind.to_owned(),
        code: code.map(str::to_owned),
        name_vi: name.to_owned(),
        name_en: name.to_owned(),
        valid_from: day("2000-01-01"),
        valid_to: None,
        parent_id: None,
        second_parent_id: None,
        body_kind: None,
        locality_id: locality.map(|locality| locality.0),
        successor_id: None,
    }
}

pub fn post(n: u128, org: OrgId, role: Role, above: Option<u128>, intake: bool) -> Post {
    Post {
        id: id(n),
        org_id: org.0,
        title_vi: "Chức vụ".to_owned(),
        title_en: "Post".to_owned(),
        role: role.as_str().to_owned(),
        above_id: above.map(id),
        intake,
        valid_from: day("2000-01-01"),
        valid_to: None,
    }
}

pub fn holding(n: u128, account: AccountId, post: u128, from: &str, to: Option<&str>) -> holdings::Holding {
    holdings::Holding {
        id: id(n),
        account_id: account.0,
        post_id: id(post),
        from_on: day(from),
        to_on: to.map(day),
        deputy: false,
        acts_for_account: None,
    }
}

pub fn account_row(account: AccountId, email: &str) -> Account {
    Account {
        id: account.0,
        email: email.to_owned(),
        name: "Nguyễn Văn A".to_owned(),
        name_ref: "ref".to_owned(),
        password_hash: None,
        lang: "vi".to_owned(),
        created_at: at(0),
        disabled_at: None,
        email_verified: true,
        email_failing_since: None,
    }
}

pub fn facts(seconds: i64) -> Facts {
    Facts { phase: Phase::Consultation, holder: Role::Official, closed: false, document: None, at: at(seconds) }
}

/// A sealed entry of a stream, its row id, and the head after it.
pub fn entry(stream: &str, before: &Head, kind: Kind, act: &str) -> (Entry, Head, engine::record::Sealed) {
    let entry = Entry {
        format: FORMAT.to_owned(),
        stream: stream.to_owned(),
        seq: before.seq + 1,
        prev: before.hash.clone(),
        at: instant(at(i64::try_from(before.seq).unwrap())),
        kind,
        act: act.to_owned(),
        by: By {
            acting: Acting {
                account: Some(OFFICIAL),
                post: Some(PostId(id(302))),
                org: Some(HCM_DFA),
                role: Role::Official,
                deputy: false,
            },
            name: None,
            post_title: None,
            org_name: None,
            stands_for: None,
        },
        basis: vec!["ord-16-2".to_owned()],
        events: Vec::new(),
        refusal: None,
        subject: None,
    };
    let sealed = seal(&entry).unwrap();
    let head = Head { seq: entry.seq, hash: sealed.hash.clone() };
    (entry, head, sealed)
}

/// Adds the next entry of a dossier's stream to `batch` and returns the head after it.
pub fn entry_of(batch: &mut Batch, dossier: DossierId, before: &Head, row: u128) -> Head {
    let (entry, head, sealed) = entry(&record::dossier_stream(dossier), before, Kind::Command, "edit-details");
    record::append(batch, id(row), &entry, &sealed).unwrap();
    head
}

/// Saves a new dossier with the first entry of its stream.
pub async fn opened(store: &Store, dossier: &Dossier) -> Head {
    let mut batch = Batch::new();
    let row = dossier.id.0.as_u128() * 1000 + 1;
    let head = entry_of(&mut batch, dossier.id, &Head::empty(), row);
    thoathuan::store::dossiers::open(&mut batch, dossier, &facts(0), &head).unwrap();
    store.commit(batch).await.unwrap();
    head
}

/// A bare draft.
pub fn draft(n: u128, number: &str, locality: OrgId) -> Dossier {
    Dossier {
        id: DossierId(id(n)),
        number: number.to_owned(),
        pack: PackRef { id: "ordinance-33-2007".to_owned(), version: 1 },
        track: "standard".to_owned(),
        state: "draft".to_owned(),
        class: Class::NonBinding,
        locality,
        org: locality,
        started_on: day("2019-04-15"),
        drafters: vec![OFFICIAL],
        caretaker: None,
        step: 1,
        details: details(),
        reclassified: None,
        revisions: Vec::new(),
        papers: Vec::new(),
        cleared: None,
        board: Vec::new(),
        pm: None,
        decision: None,
        signing: None,
        in_force: None,
        clocks: Vec::new(),
        duties: Vec::new(),
    }
}

fn details() -> Details {
    Details {
        partner: FRANKFURT,
        titles: vec![
            Title {
                lang: "vi".to_owned(), text: "Bản ghi nhớ về \"hợp tác\", đô thị\\ven sông".to_owned()
            },
            Title { lang: "ja".to_owned(), text: "覚書\u{10348}".to_owned() },
        ],
        kind: "mou".to_owned(),
        purpose: "Mục đích,\nlợi ích [{}]".to_owned(),
        fields: vec!["trade".to_owned()],
        checklist: BTreeMap::from([("money".to_owned(), false), ("renewal".to_owned(), true)]),
        class: Class::NonBinding,
        class_reason: None,
        bodies: vec![Body { org: MPI, mofa: false, kind: None }],
        case: engine::dossier::Case::default(),
        planned_signing_on: Some(day("2019-06-01")),
        term: Some("gia hạn hằng năm".to_owned()),
        not_secret: true,
        sample: None,
    }
}

/// A paper attached for the first text.
pub fn attached(paper: &str, file: File) -> AttachedPaper {
    AttachedPaper { paper: paper.to_owned(), file, text_revision: 1 }
}

pub fn file(n: u128, name: &str) -> File {
    File {
        id: AttachmentId(id(n)),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1234,
        sha256: format!("{n:064x}"),
    }
}

pub fn clock(n: u128, subject: Subject, due: Option<&str>, next: Option<i64>) -> Clock {
    Clock {
        id: ClockId(id(n)),
        rule: "opinion".to_owned(),
        subject,
        event_on: day("2019-04-15"),
        target: None,
        stops: Vec::new(),
        due_on: due.map(day),
        calendar: 1,
        next_at: next.map(at),
        reminded: Vec::new(),
        ran_out_at: None,
        closed_at: None,
    }
}

pub fn consultation(n: u128, org: OrgId, clock: u128) -> Consultation {
    Consultation {
        id: ConsultationId(id(n)),
        body: Body { org, mofa: org == MOFA, kind: None },
        round: 1,
        text_revision: 1,
        in_principle: false,
        requested_at: at(5),
        received_on: day("2019-04-15"),
        complete_on: None,
        receipt_evidence: None,
        clock: ClockId(id(clock)),
        status: ConsultationStatus::Open,
        step: 1,
        assigned: None,
        supplements: Vec::new(),
        opinion: None,
    }
}
