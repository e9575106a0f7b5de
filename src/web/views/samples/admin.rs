//! Samples: record, mail, packs, help, the demo's clock, errors.

use super::{Rendered, basis, meta, official, page, page_of, policy, put, reviewer};
use crate::i18n::L;
use crate::web::views::admin::*;
use crate::web::views::error::ErrorPage;
use crate::web::views::form::Choice;
use crate::web::views::parts::{Banner, Mark, Pager, Tab, Tag, Tone};
use crate::web::views::record::{Found, RecordFilter, RecordPage, RecordRow, Verification, Verified};
use crate::web::views::{Link, Page};

impl RecordPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let row = RecordRow {
            id: "e-12".to_owned(),
            at: "15:40 11/08/2016".to_owned(),
            who: reviewer(l),
            kind: Tag::new(l.t("kind-command"), Tone::Green),
            act: l.pick("Cho ý kiến: không đồng ý", "Gave an opinion: disagrees").to_owned(),
            act_code: "answer".to_owned(),
            basis: vec![basis(l, "16(2)", Mark::Text), policy(l)],
            dossier: Some(Link::new("HCM-2016-0003", "/dossiers/HCM-2016-0003")),
            stream: "dossier:018f".to_owned(),
            seq: 12,
            late: true,
            events: vec!["Điều 3: Đề nghị bỏ cam kết <tài chính>.".to_owned()],
            refusal: None,
            body: "{\"act\":\"answer\",\"at\":\"2016-08-11T08:40:00.000Z\",\"by\":{\"role\":\"mofa-reviewer\"}}"
                .to_owned(),
            hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            prev: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".to_owned(),
        };
        let refused = RecordRow {
            id: "e-11".to_owned(),
            seq: 11,
            who: official(l),
            kind: Tag::new(l.t("kind-refusal"), Tone::Red),
            act: l.pick("Thử quyết định", "Tried to decide").to_owned(),
            refusal: Some(l.t("guard-not-the-drafter")),
            late: false,
            events: Vec::new(),
            basis: Vec::new(),
            dossier: None,
            ..row.clone()
        };
        let kind = |key: &str| Choice::new(key, l.t(key));
        Self {
            l,
            page: page(l, l.t("record-title"), "/record"),
            dossier: None,
            filter_url: "/record".to_owned(),
            filter: RecordFilter {
                acts: vec![Choice::new("answer", l.t("review-title"))],
                kinds: vec![kind("kind-command"), kind("kind-refusal"), kind("kind-read")],
                ..RecordFilter::default()
            },
            filtered: false,
            verification: Verification { running: None, last: Some(verified(true, 1284, None)) },
            verify_url: Some("/record/verify".to_owned()),
            csv_href: "/record/export?format=csv".to_owned(),
            jsonl_href: "/record/export?format=jsonl".to_owned(),
            rows: vec![row, refused],
            pager: Pager { l, first: None, next: Some("/record?after=11".to_owned()) },
        }
    }
}

impl MailPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let sent = MailRow {
            at: "08:15 01/08/2016".to_owned(),
            to: "reviewer@mofa.example".to_owned(),
            kind: l.t("mail-kind-done"),
            state: Tag::new(l.t("mail-sent"), Tone::Green),
            attempts: 1,
            next_at: None,
            plainly: None,
            last_error: None,
            retry: None,
        };
        let failed = MailRow {
            state: Tag::new(l.t("mail-failed"), Tone::Red),
            attempts: 8,
            plainly: Some(l.t("mail-why-unknown")),
            last_error: Some("550 5.1.1 <nobody@mofa.example>: unknown user".to_owned()),
            retry: Some(("/admin/mail/1/retry".to_owned(), "0b5e3c52".to_owned())),
            ..sent.clone()
        };
        let queued = MailRow {
            state: Tag::new(l.t("mail-queued"), Tone::Blue),
            next_at: Some("08:25 01/08/2016".to_owned()),
            ..sent.clone()
        };
        let superseded = MailRow {
            kind: l.t("mail-kind-digest"),
            state: Tag::new(l.t("mail-superseded"), Tone::Grey),
            plainly: Some(l.t("mail-why-left")),
            ..sent.clone()
        };
        let tab = |key: &str, state: &str, count| Tab {
            text: l.t(key),
            href: format!("/admin/mail?state={state}"),
            current: state.is_empty(),
            count,
        };
        Self {
            l,
            page: page(l, l.t("mail-title"), "/admin/mail"),
            tabs: vec![
                tab("mail-all", "", None),
                tab("mail-failed", "failed", Some("1".to_owned())),
                tab("mail-sent", "sent", Some(l.t("mail-many"))),
            ],
            failed: true,
            bounced: true,
            transport: l.t("mail-transport-folder"),
            rows: vec![sent, failed, queued, superseded],
            pager: Pager { l, first: None, next: None },
        }
    }
}

impl PacksPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let row = |vi: &str, en: &str, id: &str, in_force, states| PackRow {
            link: Link::new(l.pick(vi, en), format!("/packs/{id}/1")),
            in_force,
            states,
        };
        let dates = [("from", "01/07/2007"), ("to", "30/06/2021")];
        Self {
            l,
            page: page(l, l.t("packs-title"), "/packs"),
            rows: vec![
                row(
                    "Pháp lệnh 33/2007/PL-UBTVQH11",
                    "Ordinance 33/2007/PL-UBTVQH11",
                    "ordinance-33-2007",
                    l.ta("pack-in-force", &dates),
                    vec![Tag::new(l.t("pack-lapsed"), Tone::Yellow), Tag::new(l.t("pack-used"), Tone::Blue)],
                ),
                row(
                    "Luật 70/2020/QH14",
                    "Law 70/2020/QH14",
                    "law-70-2020",
                    l.ta("pack-in-force-from", &[("from", "01/07/2021")]),
                    vec![Tag::new(l.t("pack-current"), Tone::Green)],
                ),
            ],
        }
    }
}

impl PackPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let provision = ProvisionRow {
            id: "ord-16-2".to_owned(),
            citation: l.pick("Pháp lệnh 33/2007, Điều 16(2)", "Ordinance 33/2007, Art. 16(2)").to_owned(),
            text: l.pick("Trả lời trong bảy ngày làm việc.", "Answer within seven working days.").to_owned(),
            mark: Tag::new(l.t("verified-text"), Tone::Green),
            source: "hethongphapluat.vn".to_owned(),
            set_by: None,
            used: Vec::new(),
        };
        let rule = ProvisionRow {
            id: "policy-stops".to_owned(),
            citation: l.pick("Chính sách: tạm dừng", "Policy: stops").to_owned(),
            mark: Tag::new(l.t("policy-mark"), Tone::Grey),
            set_by: Some(l.pick("đơn vị vận hành", "the operator").to_owned()),
            used: Vec::new(),
            ..provision.clone()
        };
        let unsure = ProvisionRow {
            id: "ord-16-5".to_owned(),
            mark: Tag::new(l.t("verified-no"), Tone::Yellow),
            ..provision.clone()
        };
        Self {
            l,
            page: Page {
                back: Some(Link::new(l.t("packs-title"), "/packs")),
                ..page(l, "ordinance-33-2007", "/packs/ordinance-33-2007/1")
            },
            title: l.pick("Pháp lệnh 33/2007/PL-UBTVQH11", "Ordinance 33/2007/PL-UBTVQH11").to_owned(),
            id: "ordinance-33-2007/1".to_owned(),
            in_force: l.ta("pack-in-force", &[("from", "01/07/2007"), ("to", "30/06/2021")]),
            banner: Some(Banner {
                text: l.pick("Hết hiệu lực từ 01/07/2021.", "Lapsed on 1 July 2021.").to_owned(),
                link: None,
            }),
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            tracks: vec![TrackRow {
                title: l.pick("Quy trình nhanh", "Fast track").to_owned(),
                summary: l.pick("Văn bản không ràng buộc.", "Non-binding documents.").to_owned(),
                state: Tag::new(l.t("track-on"), Tone::Green),
                basis: vec![policy(l)],
            }],
            provisions: vec![provision, unsure, rule],
        }
    }
}

impl DemoClockPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        Self {
            l,
            page: page(l, l.t("clock-title"), "/demo/clock"),
            form: meta(l, "/demo/clock", Vec::new()),
            now: format!("09:00 {}", l.date(super::day(2016, 8, 5))),
            date: String::new(),
            time: "09:00".to_owned(),
            caused: vec![l.pick("3 thư nhắc việc", "3 reminder mails").to_owned()],
        }
    }
}

impl AboutPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        Self { l, page: page(l, l.t("about-title"), "/about"), version: "0.1.0".to_owned(), demo: true }
    }
}

fn verified(ok: bool, entries: u64, first_bad: Option<(String, u64, String)>) -> Verified {
    let found = Some(Found { ok, entries, first_bad });
    Verified { at: "09:00 12/08/2016".to_owned(), by: "Lê Thanh Tra".to_owned(), found }
}

pub fn render(l: L, pages: &mut Vec<Rendered>) {
    put(pages, "record", &RecordPage::sample(l));
    let mut own = RecordPage::sample(l);
    own.dossier = Some(("HCM-2016-0003".to_owned(), "Thỏa thuận khung".to_owned()));
    own.page = page_of(l, l.t("record-of-dossier"), "/dossiers/HCM-2016-0003/record");
    let bad = ("HCM-2016-0003".to_owned(), 7, "hash".to_owned());
    own.verification = Verification {
        running: Some(("09:05 12/08/2016".to_owned(), "Lê Thanh Tra".to_owned())),
        last: Some(verified(false, 12, Some(bad))),
    };
    own.rows = Vec::new();
    put(pages, "record-dossier", &own);
    own.verification = Verification { running: None, last: Some(Verified { found: None, ..verified(true, 0, None) }) };
    put(pages, "record-unverified", &own);
    put(pages, "mail", &MailPage::sample(l));
    put(pages, "packs", &PacksPage::sample(l));
    put(pages, "pack", &PackPage::sample(l));
    put(pages, "clock", &DemoClockPage::sample(l));
    put(pages, "about", &AboutPage::sample(l));
    for status in [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503] {
        let error = ErrorPage::of(l, page(l, "", "/"), status, Some("0198f2c4-7d1e".to_owned()));
        put(pages, &format!("error-{status}"), &error);
    }
}
