//! A small world for background work: one locality, MOFA with a head, a dossier that waits for MOFA. The people are
//! invented.

use crate::support::db::Db;
use chrono::{DateTime, NaiveDate, Utc};
use engine::actor::Role;
use engine::calendar::Due;
use engine::dossier::*;
use engine::ids::*;
use engine::pack::{Class, Phase};
use engine::record::Kind;
use engine::text::Bilingual;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use thoathuan::app::record::{Line, chain};
use thoathuan::app::setup::{self, NewOrg, NewUser};
use thoathuan::app::{App, Parts, Who};
use thoathuan::clock::{Clock, Ids};
use thoathuan::config::{Environment, load};
use thoathuan::mail::Transport;
use thoathuan::mail::transport::Kept;
use thoathuan::registry::Registry;
use thoathuan::store::dossiers::{Facts, Find, load_unscoped};
use thoathuan::store::{self, Batch, Head, Store};
use uuid::Uuid;

pub const REVIEWER: &str = "reviewer@mofa.example";
pub const HEAD: &str = "head@mofa.example";
pub const OFFICIAL: &str = "official@hcm.example";

/// One database, one clock, mails in memory; any number of processes.
pub struct World {
    pub db: Db,
    pub clock: Clock,
    pub kept: Arc<Mutex<Vec<Kept>>>,
    pub app: Arc<App>,
}

pub fn time(text: &str) -> DateTime<Utc> {
    format!("{text}+07:00").parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn process(store: Store, clock: &Clock, seed: u64, transport: Transport) -> Arc<App> {
    let pairs = [("THOATHUAN_JOBS_CLOCK_SECONDS", "1"), ("THOATHUAN_JOBS_MAIL_SECONDS", "1")];
    let environment: Environment = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let parts = Parts {
        store,
        clock: clock.clone(),
        ids: Ids::sequential(clock.clone(), seed),
        registry: Registry::embedded().unwrap(),
        config: load(None, &environment).unwrap().config,
        transport,
        demo: false,
    };
    App::open(parts).await.unwrap()
}

impl World {
    pub async fn new(db: Db, now: &str) -> Self {
        let clock = Clock::fixed(time(now));
        let kept: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let app = process(db.again().await, &clock, 1, Transport::Memory(Arc::clone(&kept))).await;
        for (code, kind, vi) in [("HCM", "locality", "Thành phố Hồ Chí Minh"), ("MOFA", "mofa", "Bộ Ngoại giao")]
        {
            let new = NewOrg {
                code: code.to_owned(),
                kind: kind.to_owned(),
                name: Bilingual::new(vi, code),
                parent: None,
                second_parent: None,
                body_kind: None,
            };
            setup::organisation(&app, &new, day("2007-01-01")).await.unwrap();
        }
        for (email, name, org, role, above, lang) in [
            (HEAD, "Lê Thu Hà", "MOFA", Role::Reviewer, None, "en"),
            (REVIEWER, "Phạm Gia Khánh", "MOFA", Role::Reviewer, Some(HEAD), "vi"),
            (OFFICIAL, "Nguyễn Minh An", "HCM", Role::Official, None, "vi"),
        ] {
            let new = NewUser {
                email: email.to_owned(),
                name: name.to_owned(),
                password: None,
                lang: lang.to_owned(),
                org: org.to_owned(),
                post: Bilingual::new("Chuyên viên", "Officer"),
                role,
                intake: email != HEAD,
                above: above.map(str::to_owned),
            };
            setup::user(&app, &new, day("2007-01-01")).await.unwrap();
        }
        Self { db, clock, kept, app }
    }

    /// Another process on the same database, with the same relay.
    pub async fn another(&self, seed: u64) -> Arc<App> {
        self.with(seed, Transport::Memory(Arc::clone(&self.kept))).await
    }

    /// Another process with a relay of its own.
    pub async fn with(&self, seed: u64, transport: Transport) -> Arc<App> {
        process(self.db.again().await, &self.clock, seed, transport).await
    }

    pub fn at(&self, now: &str) {
        self.clock.set(time(now));
    }

    pub async fn account(&self, email: &str) -> store::accounts::Account {
        store::accounts::by_email(&self.app.store, email).await.unwrap().unwrap()
    }

    /// The person of that address, as he acts today.
    pub async fn who(&self, email: &str) -> Who {
        let id = AccountId(self.account(email).await.id);
        thoathuan::app::who::load(&self.app, id, self.app.today()).await.unwrap().unwrap()
    }

    /// An administrator.
    pub async fn administrator(&self) -> Who {
        let new = NewUser {
            email: "admin@gov.example".to_owned(),
            name: "Đặng Văn Quý".to_owned(),
            password: None,
            lang: "vi".to_owned(),
            org: "MOFA".to_owned(),
            post: Bilingual::new("Quản trị", "Administrator"),
            role: Role::Administrator,
            intake: false,
            above: None,
        };
        setup::user(&self.app, &new, day("2007-01-01")).await.unwrap();
        self.who("admin@gov.example").await
    }

    pub async fn dossier(&self, number: &str) -> Dossier {
        load_unscoped(&self.app.store, Find::Number(number)).await.unwrap().unwrap().dossier
    }

    /// A dossier of which MOFA was asked on 1 April 2019: due on 10 April.
    pub async fn waiting_for_mofa(&self, n: u128) -> String {
        self.waiting_since(n, "2019-04-01", None).await
    }

    /// A dossier of which MOFA was asked on `day`, and which `assigned` has taken.
    pub async fn waiting_since(&self, n: u128, day: &str, assigned: Option<AccountId>) -> String {
        let number = format!("HCM-2019-{n:04}");
        let org = |code: &'static str| async move {
            OrgId(store::organisations::by_code(&self.app.store, code).await.unwrap().unwrap().id)
        };
        let (hcm, mofa) = (org("HCM").await, org("MOFA").await);
        let drafter = AccountId(self.account(OFFICIAL).await.id);
        let mut dossier = dossier(&self.app, n, &number, (hcm, mofa, drafter), day);
        dossier.board[0].assigned = assigned;
        let (system, now) = (Who::system(), self.clock.now());
        let mut batch = Batch::new();
        store::partners::insert(
            &mut batch,
            crate::store::fixtures::partner(dossier.details.partner.0, "Frankfurt am Main", &[]),
        );
        self.app.store.commit(batch).await.unwrap();
        let mut batch = Batch::new();
        let stream = store::record::dossier_stream(dossier.id);
        let by = system.by(&system.acting());
        let next = chain(&stream, &Head::empty(), now, by, Line::new(Kind::Command, "open")).unwrap();
        store::record::append(&mut batch, self.app.ids.uuid(), &next.entry, &next.sealed).unwrap();
        let facts =
            Facts { phase: Phase::Consultation, holder: Role::Reviewer, closed: false, document: None, at: now };
        store::dossiers::open(&mut batch, &dossier, &facts, &next.head).unwrap();
        self.app.store.commit(batch).await.unwrap();
        number
    }

    /// Mails handed over so far: when they were dated, to whom.
    pub fn mails(&self) -> Vec<Kept> {
        self.kept.lock().unwrap().clone()
    }

    /// Reminders in the list of `email`, as they were written: kind and content.
    pub async fn reminders(&self, email: &str) -> Vec<(String, thoathuan::mail::Item)> {
        let account = AccountId(self.account(email).await.id);
        let page = store::notices::list(&self.app.store, account, None, 100).await.unwrap();
        page.items
            .into_iter()
            .map(|notice| (notice.kind, serde_json::from_str::<Option<_>>(&notice.params).unwrap().unwrap()))
            .collect()
    }

    /// The account of `email` is closed: its owner has left.
    pub async fn leaves(&self, email: &str) {
        let account = self.account(email).await;
        let mut batch = Batch::new();
        let closed = store::accounts::Account { disabled_at: Some(self.clock.now()), ..account };
        store::accounts::update(&mut batch, closed).unwrap();
        self.app.store.commit(batch).await.unwrap();
    }

    /// The entries of an account's stream about mails; the whole stream is checked.
    pub async fn mail_entries(&self, email: &str) -> Vec<(String, serde_json::Value)> {
        let stream = store::record::account_stream(AccountId(self.account(email).await.id));
        let mut prev = engine::record::GENESIS.to_owned();
        let mut found = Vec::new();
        for (seq, row) in (1..).zip(store::record::range(&self.app.store, &stream, 0, 10_000).await.unwrap()) {
            let entry = engine::record::check(&stream, seq, &prev, &row.body, &row.hash).unwrap();
            prev = row.hash;
            if entry.kind == Kind::Notice {
                found.push((entry.act, entry.subject.unwrap()));
            }
        }
        found
    }
}

fn dossier(
    app: &App,
    n: u128,
    number: &str,
    (hcm, mofa, drafter): (OrgId, OrgId, AccountId),
    asked_on: &str,
) -> Dossier {
    let id = |kind: u128| Uuid::from_u128(n * 1000 + kind);
    let pack = app.registry.newest("ordinance-33-2007").unwrap();
    let mut clock = engine::dossier::Clock {
        id: ClockId(id(1)),
        rule: "opinion".to_owned(),
        subject: Subject::Consultation(ConsultationId(id(2))),
        event_on: day(asked_on),
        target: None,
        stops: Vec::new(),
        due_on: None,
        calendar: 1,
        next_at: None,
        reminded: Vec::new(),
        ran_out_at: None,
        closed_at: None,
    };
    let rule = pack.pack.clock("opinion").unwrap();
    let calendar = app.registry.calendar();
    if let Some(Due::At(due)) = engine::clock::due(rule, &clock, calendar).unwrap() {
        clock.due_on = Some(due.due_on);
        let next = engine::clock::next(rule.reminders.as_ref(), due.due_on, &[], false, clock.event_on, calendar);
        clock.next_at = next.unwrap().map(|(at, _)| at);
    }
    let file = File {
        id: AttachmentId(id(3)),
        name: "du-thao.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1,
        sha256: format!("{n:064x}"),
    };
    Dossier {
        id: DossierId(id(4)),
        number: number.to_owned(),
        pack: PackRef { id: "ordinance-33-2007".to_owned(), version: pack.pack.version },
        track: "standard".to_owned(),
        state: "consultation".to_owned(),
        class: Class::Binding,
        reclassified: None,
        locality: hcm,
        org: hcm,
        started_on: day("2019-03-25"),
        drafters: vec![drafter],
        caretaker: None,
        step: 4,
        details: Details {
            partner: PartnerId(id(5)),
            titles: vec![Title { lang: "vi".to_owned(), text: "Bản ghi nhớ hợp tác đô thị".to_owned() }],
            kind: "mou".to_owned(),
            purpose: "Hợp tác".to_owned(),
            fields: Vec::new(),
            checklist: BTreeMap::new(),
            class: Class::Binding,
            class_reason: None,
            bodies: Vec::new(),
            case: engine::dossier::Case::default(),
            planned_signing_on: None,
            term: None,
            not_secret: true,
            sample: None,
        },
        revisions: vec![Revision {
            no: 1,
            texts: vec![TextFile { lang: "vi".to_owned(), file }],
            note: String::new(),
            by: Some(drafter),
            at: time("2019-03-25T09:00:00"),
        }],
        papers: Vec::new(),
        cleared: None,
        board: vec![Consultation {
            id: ConsultationId(id(2)),
            body: Body { org: mofa, mofa: true, kind: None },
            round: 1,
            text_revision: 1,
            in_principle: false,
            requested_at: time(&format!("{asked_on}T09:00:00")),
            received_on: day(asked_on),
            complete_on: None,
            receipt_evidence: None,
            clock: clock.id,
            status: ConsultationStatus::Open,
            step: 1,
            assigned: None,
            supplements: Vec::new(),
            opinion: None,
        }],
        pm: None,
        decision: None,
        signing: None,
        in_force: None,
        clocks: vec![clock],
        duties: Vec::new(),
    }
}
