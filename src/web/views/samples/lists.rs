//! Samples: work list, notices.

use super::{Rendered, day, due, page, put};
use crate::i18n::L;
use crate::web::views::Link;
use crate::web::views::form::Choice;
use crate::web::views::parts::{Pager, Tab, Tag, Tone};
use crate::web::views::worklist::{NoticeRow, NoticesPage, WorkFilter, WorkRow, WorklistPage};

fn rows(l: L) -> Vec<WorkRow> {
    let row = |number: &str, title: (&str, &str), partner: (&str, &str)| WorkRow {
        number: number.to_owned(),
        href: format!("/dossiers/{number}"),
        title: l.pick(title.0, title.1).to_owned(),
        partner: l.pick(partner.0, partner.1).to_owned(),
        track: l.pick("Quy trình đầy đủ", "Standard track").to_owned(),
        state: Tag::new(l.pick("Đang lấy ý kiến", "Consultation"), Tone::Blue),
        holder: l.pick("Bộ Ngoại giao và 1 cơ quan", "Ministry of Foreign Affairs and 1 more").to_owned(),
        due: Some(due(l, day(2016, 8, 10), 3)),
        stopped: false,
        waiting_days: Some(4),
        task: None,
    };
    let kansai = row(
        "HCM-2016-0003",
        (
            "Thỏa thuận khung hợp tác kinh tế giai đoạn 2016–2019",
            "Framework agreement on economic cooperation 2016–2019",
        ),
        ("Cục Kinh tế, Thương mại và Công nghiệp Kansai", "Kansai Bureau of Economy, Trade and Industry"),
    );
    let frankfurt = row(
        "HCM-2019-0001",
        ("Bản ghi nhớ hợp tác hữu nghị", "Memorandum on friendly cooperation"),
        ("Thành phố Frankfurt am Main", "City of Frankfurt am Main"),
    );
    vec![
        WorkRow {
            due: Some(due(l, day(2016, 8, 3), -2)),
            task: Some(Link::new(l.pick("Bổ sung hồ sơ", "Supply what was asked"), "/dossiers/HCM-2016-0003")),
            waiting_days: Some(9),
            ..kansai.clone()
        },
        WorkRow {
            track: l.pick("Quy trình nhanh", "Fast track").to_owned(),
            state: Tag::new(l.pick("Chờ lãnh đạo duyệt", "Awaiting clearance"), Tone::Yellow),
            holder: l.pick("UBND TP. Hồ Chí Minh", "People’s Committee of Ho Chi Minh City").to_owned(),
            due: Some(due(l, day(2016, 8, 8), 1)),
            ..frankfurt.clone()
        },
        WorkRow { stopped: true, due: None, number: "HCM-2016-0004".to_owned(), ..kansai },
        WorkRow { due: None, waiting_days: None, number: "HCM-2019-0002".to_owned(), ..frankfurt },
    ]
}

impl WorklistPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let tab = |key: &str, id: &str, n: Option<u32>| Tab {
            text: l.t(key),
            href: format!("/?tab={id}"),
            current: id == "waiting",
            count: n.map(|n| n.to_string()),
        };
        Self {
            l,
            page: page(l, l.t("worklist-title"), "/"),
            failing_address: None,
            lead: l.ta("worklist-waiting", &[("n", 4)]),
            tabs: vec![
                tab("tab-waiting", "waiting", Some(4)),
                tab("tab-mine", "mine", Some(12)),
                tab("tab-done", "done", None),
            ],
            filter: WorkFilter {
                q: String::new(),
                phases: vec![
                    Choice::new("draft", l.t("phase-draft")),
                    Choice::new("consultation", l.t("phase-consultation")),
                ],
                late: false,
                tab: "waiting".to_owned(),
            },
            filtered: false,
            rows: rows(l),
            pager: Pager { l, first: None, next: Some("/?tab=waiting&after=HCM-2019-0002".to_owned()) },
            new_href: Some("/dossiers/new".to_owned()),
            notices: notices(l),
            unread: 1,
        }
    }
}

fn notices(l: L) -> Vec<NoticeRow> {
    let notice = |id: &str, vi: &str, en: &str, unread| NoticeRow {
        id: id.to_owned(),
        at: "16:20 04/08/2016".to_owned(),
        subject: l.pick(vi, en).to_owned(),
        href: "/dossiers/HCM-2016-0003".to_owned(),
        unread,
    };
    vec![
        notice("1", "HCM-2016-0003: yêu cầu bổ sung", "HCM-2016-0003: supplements requested", true),
        notice("2", "HCM-2016-0003: Bộ Ngoại giao đã trả lời", "HCM-2016-0003: the Ministry has answered", false),
    ]
}

impl NoticesPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        Self {
            l,
            page: page(l, l.t("notices-title"), "/notices"),
            rows: notices(l),
            pager: Pager { l, first: Some("/notices".to_owned()), next: None },
            failing_address: Some("official@hcm.example".to_owned()),
        }
    }
}

pub fn render(l: L, pages: &mut Vec<Rendered>) {
    put(pages, "worklist", &WorklistPage::sample(l));
    let empty = WorklistPage {
        rows: Vec::new(),
        notices: Vec::new(),
        unread: 0,
        lead: l.t("worklist-none-waiting"),
        pager: Pager { l, first: None, next: None },
        new_href: None,
        ..WorklistPage::sample(l)
    };
    put(pages, "worklist-empty", &empty);
    let failing = Some("official@hcm.example".to_owned());
    put(pages, "worklist-failing", &WorklistPage { failing_address: failing, ..WorklistPage::sample(l) });
    put(pages, "worklist-filtered", &WorklistPage { filtered: true, ..empty });
    put(pages, "notices", &NoticesPage::sample(l));
}
