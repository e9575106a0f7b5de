//! Sample: the page of a dossier in consultation.

use super::dossier_parts as parts;
use super::{Rendered, basis, day, due, page, policy, put};
use crate::i18n::L;
use crate::web::views::dossier::{ActionLink, BarredAction, DossierPage, HolderBox, Progress, ProvisionUse, Step};
use crate::web::views::parts::{Banner, Mark, Tag, Tone};
use crate::web::views::{Flash, Link, Page};

fn steps(l: L, now: usize) -> Vec<Step> {
    ["phase-draft", "phase-consultation", "phase-decision", "phase-signing", "phase-reporting"]
        .iter()
        .enumerate()
        .map(|(index, key)| Step {
            title: l.t(key),
            progress: match index.cmp(&now) {
                std::cmp::Ordering::Less => Progress::Done,
                std::cmp::Ordering::Equal => Progress::Now,
                std::cmp::Ordering::Greater => Progress::Ahead,
            },
            note: (index == now).then(|| l.pick("Bộ Ngoại giao", "Ministry of Foreign Affairs").to_owned()),
        })
        .collect()
}

impl DossierPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let title = l.pick(
            "Thỏa thuận khung hợp tác kinh tế giai đoạn 2016–2019",
            "Framework agreement on economic cooperation 2016–2019",
        );
        let bar = |text: &str, link| Banner { text: text.to_owned(), link };
        Self {
            l,
            page: Page {
                back: Some(Link::new(l.t("worklist-title"), "/")),
                flash: Some(flash(l)),
                ..page(l, format!("HCM-2016-0003 – {title}"), "/dossiers/HCM-2016-0003")
            },
            number: "HCM-2016-0003".to_owned(),
            title: title.to_owned(),
            other_titles: vec![("ja".to_owned(), l.t("lang-ja"), "経済協力に関する枠組み協定".to_owned())],
            partner: l
                .pick("Cục Kinh tế, Thương mại và Công nghiệp Kansai", "Kansai Bureau of Economy, Trade and Industry")
                .to_owned(),
            partner_href: "/partners/0b5e3c52-6c3c-7d3f-8c51-6c9f3f6d2a10".to_owned(),
            document_href: Some("/documents/0b5e3c52-6c3c-7d3f-8c51-6c9f3f6d2a11".to_owned()),
            locality: l.pick("Thành phố Hồ Chí Minh", "Ho Chi Minh City").to_owned(),
            pack: Link::new(
                l.pick("Pháp lệnh 33/2007, phiên bản 1", "Ordinance 33/2007, version 1"),
                "/packs/ordinance-33-2007/1",
            ),
            banners: vec![
                bar(
                    l.pick(
                        "Pháp lệnh 33/2007 hết hiệu lực từ ngày 01/07/2021.",
                        "Ordinance 33/2007 lapsed on 1 July 2021.",
                    ),
                    Some(Link::new(l.t("provisions-nav"), "/packs")),
                ),
                bar(&l.t("sample-data"), None),
            ],
            state: Tag::new(l.pick("Đang lấy ý kiến", "Consultation"), Tone::Blue),
            track: l.pick("Quy trình đầy đủ", "Standard track").to_owned(),
            track_note: None,
            class: Tag::new(l.t("class-binding"), Tone::Grey),
            steps: steps(l, 1),
            holder: HolderBox {
                who: vec![
                    l.pick("Bộ Ngoại giao", "Ministry of Foreign Affairs").to_owned(),
                    l.pick("Bộ Công Thương", "Ministry of Industry and Trade").to_owned(),
                ],
                why: l.pick("Đang chờ ý kiến bằng văn bản.", "Their written opinions are awaited.").to_owned(),
                due: Some(due(l, day(2016, 8, 10), 3)),
                stopped: None,
                closed: false,
                basis: vec![basis(l, "16(2)", Mark::Text)],
            },
            returned: None,
            actions: vec![
                action(l, "Bổ sung cho Bộ Công Thương", "Supply what the Ministry of Industry asked for", true),
                action(l, "Trả lời góp ý", "Reply to remarks", false),
                action(l, "Tải lên dự thảo mới", "Upload a new draft", false),
            ],
            barred: vec![BarredAction {
                title: l.pick("Trình quyết định", "Submit for decision").to_owned(),
                reason: l.t("guard-all-opinions-in"),
                basis: vec![basis(l, "16(3)", Mark::Text)],
            }],
            board: Some(parts::board(l)),
            clocks: parts::clocks(l),
            revisions: parts::revisions(l),
            papers: parts::papers(l),
            duties: parts::duties(l),
            sections: parts::sections(l),
            provisions: vec![
                ProvisionUse {
                    basis: basis(l, "16(2)", Mark::Text),
                    text: l
                        .pick(
                            "Cơ quan được lấy ý kiến trả lời bằng văn bản trong bảy ngày làm việc.",
                            "A consulted body answers in writing within seven working days.",
                        )
                        .to_owned(),
                },
                ProvisionUse {
                    basis: basis(l, "16(5)", Mark::Partly),
                    text: l
                        .pick(
                            "Sau khi ký, báo cáo Thủ tướng Chính phủ.",
                            "After signing, report to the Prime Minister.",
                        )
                        .to_owned(),
                },
                ProvisionUse {
                    basis: policy(l),
                    text: l
                        .pick("Tạm dừng thời hạn khi chờ bổ sung.", "The clock stops during supplements.")
                        .to_owned(),
                },
            ],
            timeline: parts::timeline(l),
            record_href: Some("/dossiers/HCM-2016-0003/record".to_owned()),
        }
    }
}

fn action(l: L, vi: &str, en: &str, main: bool) -> ActionLink {
    ActionLink { title: l.pick(vi, en).to_owned(), href: "/dossiers/HCM-2016-0003/actions/x".to_owned(), main }
}

fn flash(l: L) -> Flash {
    Flash {
        warning: false,
        title: l.pick("Đã gửi lấy ý kiến ba cơ quan.", "Three bodies have been asked.").to_owned(),
        holder: Some(l.pick("Bộ Ngoại giao và 2 cơ quan", "Ministry of Foreign Affairs and 2 more").to_owned()),
        next: Some(l.pick("Mỗi cơ quan trả lời bằng văn bản.", "Each body answers in writing.").to_owned()),
        due: Some(due(l, day(2016, 8, 10), 3)),
        basis: vec![basis(l, "16(2)", Mark::Text)],
    }
}

pub fn render(l: L, pages: &mut Vec<Rendered>) {
    put(pages, "dossier", &DossierPage::sample(l));
    let sample = DossierPage::sample(l);
    let young = DossierPage {
        page: page(l, "HCM-2016-0005", "/dossiers/HCM-2016-0005"),
        steps: steps(l, 0),
        board: None,
        clocks: Vec::new(),
        revisions: Vec::new(),
        papers: Vec::new(),
        duties: Vec::new(),
        sections: Vec::new(),
        timeline: Vec::new(),
        actions: Vec::new(),
        banners: Vec::new(),
        track_note: Some(l.ta("track-would-qualify", &[("n", "8")])),
        ..sample
    };
    put(pages, "dossier-young", &young);
}
