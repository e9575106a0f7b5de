//! Samples: forms of acts, the opinion form, the explanation of a date.

use super::{Rendered, basis, day, due, file, meta, page_of, policy, put};
use crate::i18n::L;
use crate::web::views::action::{ActionPage, Consequence, Moved, OpinionBrief};
use crate::web::views::deadline::{DayRow, DeadlinePage, StopRow};
use crate::web::views::form::{Buttons, Choice, Column, Control, FormError, ReplyRow, area, text, yes_no};
use crate::web::views::parts::{Due, Fact, Mark, Tag, Tone};
use crate::web::views::review::{OtherOpinion, ReviewPage, ReviewRevision, ReviewValues};
use crate::web::views::{Link, Page};

const URL: &str = "/dossiers/HCM-2016-0003/actions/record-signing";

fn consequence(l: L) -> Consequence {
    Consequence {
        next: l.t("next-answer"),
        holder: Some(l.pick("UBND TP. Hồ Chí Minh", "People’s Committee of Ho Chi Minh City").to_owned()),
        by_when: Some(l.date(day(2016, 8, 17))),
        grave: None,
        basis: vec![basis(l, "16(2)", Mark::Text)],
    }
}

fn buttons(l: L, submit: String) -> Buttons {
    Buttons { submit, grave: false, cancel: Link::new(l.t("cancel"), "/dossiers/HCM-2016-0003") }
}

impl ActionPage {
    /// A sample with every kind of field.
    pub fn sample(l: L) -> Self {
        let none: &[(&str, &str)] = &[];
        let error = l.invalid("bad-date", &l.field("signed_on"), none);
        let form = meta(l, URL, vec![FormError::new("signed_on", error)]);
        let columns = vec![
            Column { name: "name".to_owned(), label: l.t("field-foreign-name"), long: false },
            Column { name: "title".to_owned(), label: l.t("field-foreign-title"), long: false },
        ];
        let rows = vec![vec!["Aiko Tanaka".to_owned(), "Director-General".to_owned()], vec![String::new(); 2]];
        let who = vec![
            Choice::new("head", l.t("sign-by-head")).on(true),
            Choice::new("authorised", l.t("sign-by-authorised")).hint(l.t("sign-by-authorised-hint")),
        ];
        let select = vec![Choice::new("1", "Phan Đức Khải"), Choice::new("2", "Đỗ Thanh Mai").on(true)];
        let ticks = vec![Choice::new("yes", l.t("responsible-yes"))];
        let replies = vec![
            ReplyRow {
                clause: "Điều 3".to_owned(),
                remark: "Đề nghị bỏ cam kết <tài chính>.".to_owned(),
                kind: "true".to_owned(),
                text: "Đã bỏ.".to_owned(),
                error: None,
            },
            ReplyRow {
                clause: String::new(),
                remark: "Thống nhất tên gọi.".to_owned(),
                kind: String::new(),
                text: String::new(),
                error: Some(l.ta("error-reply", &[("n", 2)])),
            },
        ];
        let fields = vec![
            form.field("signed_on", l.t("field-signed-on"), Control::Date { value: "31/09/2016".to_owned() }),
            form.field("place", l.t("field-place"), text("Osaka")),
            form.field(
                "foreign",
                l.t("field-foreign"),
                Control::Repeat { columns, rows, more: Some(l.t("rows-more")) },
            )
            .hint(l.t("field-foreign-hint")),
            form.field("signed_copy", l.t("field-signed-copy"), Control::File { accept: ".pdf".to_owned() })
                .hint(l.t("field-signed-copy-hint")),
            form.field("sign_by", l.t("field-sign-by"), Control::Radios { choices: who, inline: false }),
            form.field("favourable", l.t("field-favourable"), yes_no(l, "yes")),
            form.field("to", l.t("field-to"), Control::Select { choices: select }),
            form.field("responsible", l.t("field-responsible"), Control::Checkboxes { choices: ticks }),
            form.field("replies", l.t("field-replies"), Control::Replies { rows: replies }),
            form.field("", "", Control::Info { lines: vec![l.t("stops-note")] }),
            form.field("note", l.t("field-note"), area("", 3)).optional(),
        ];
        Self {
            l,
            page: Page { has_errors: true, ..page_of(l, l.pick("Ghi nhận việc ký", "Record the signing"), URL) },
            form,
            number: "HCM-2016-0003".to_owned(),
            dossier_title: "Thỏa thuận khung hợp tác kinh tế".to_owned(),
            title: l.pick("Ghi nhận việc ký", "Record the signing").to_owned(),
            lead: Some(l.pick("Ghi đúng như trên bản đã ký.", "As it stands on the signed copy.").to_owned()),
            moved: None,
            facts: vec![Fact::new(l.t("fact-class"), l.t("class-binding"))],
            text: Some((l.ta("revision-n", &[("n", 3)]), vec![(l.t("lang-vi"), file(l, "Dự thảo 3.docx"))])),
            opinions: vec![OpinionBrief {
                body: l.pick("Bộ Công Thương", "Ministry of Industry and Trade").to_owned(),
                opinion: Tag::new(l.t("opinion-disagree"), Tone::Red),
                remarks: super::dossier_parts::board(l).rows[0].remarks.clone(),
                advice: String::new(),
            }],
            fields,
            consequence: consequence(l),
            buttons: buttons(l, l.pick("Ghi nhận", "Record").to_owned()),
        }
    }
}

impl ReviewPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let form = meta(l, "/dossiers/HCM-2016-0003/actions/answer?row=2", Vec::new());
        let revision = |no, files| ReviewRevision {
            no,
            note: "Bỏ khoản 2 Điều 3; thống nhất thuật ngữ.".to_owned(),
            at: "16:30 29/07/2016".to_owned(),
            files,
        };
        let action = |vi: &str, en: &str| Link::new(l.pick(vi, en), "/dossiers/HCM-2016-0003/actions/x?row=2");
        Self {
            l,
            page: page_of(l, l.t("review-title"), "/dossiers/HCM-2016-0003/actions/answer?row=2"),
            form,
            number: "HCM-2016-0003".to_owned(),
            title: "Thỏa thuận khung hợp tác kinh tế giai đoạn 2016–2019".to_owned(),
            partner: "METI-Kansai".to_owned(),
            asked_by: l.pick("UBND TP. Hồ Chí Minh", "People’s Committee of Ho Chi Minh City").to_owned(),
            body: l.pick("Bộ Ngoại giao", "Ministry of Foreign Affairs").to_owned(),
            in_principle: false,
            question: l.t("review-question-opinion"),
            received_on: l.date(day(2016, 8, 1)),
            due: Some(due(l, day(2016, 8, 10), 3)),
            stopped: false,
            without_stops: None,
            supplements: super::dossier_parts::board(l).rows[1].supplements.clone(),
            supplement_files: vec![file(l, "Dự kiến kinh phí.xlsx.pdf")],
            class: Tag::new(l.t("class-binding"), Tone::Grey),
            track: l.pick("Quy trình đầy đủ", "Standard track").to_owned(),
            purpose: "Thúc đẩy công nghiệp hỗ trợ, thương mại và đầu tư.".to_owned(),
            revisions: vec![
                revision(
                    2,
                    vec![(l.t("lang-vi"), file(l, "Dự thảo 2.docx")), (l.t("lang-ja"), file(l, "Draft 2 ja.docx"))],
                ),
                revision(1, vec![(l.t("lang-vi"), file(l, "Dự thảo 1.docx"))]),
            ],
            others: vec![
                OtherOpinion {
                    body: l.pick("Bộ Kế hoạch và Đầu tư", "Ministry of Planning and Investment").to_owned(),
                    opinion: Tag::new(l.t("opinion-disagree"), Tone::Red),
                    at: Some("15:40 04/08/2016".to_owned()),
                    href: Some("/dossiers/HCM-2016-0003#row-1".to_owned()),
                    remarks: 2,
                },
                OtherOpinion {
                    body: l.pick("Bộ Công Thương", "Ministry of Industry and Trade").to_owned(),
                    opinion: Tag::new(l.t("status-stopped"), Tone::Blue),
                    at: None,
                    href: None,
                    remarks: 0,
                },
            ],
            moved: None,
            values: ReviewValues::default(),
            consequence: consequence(l),
            other_actions: vec![
                action("Yêu cầu bổ sung (tạm dừng thời hạn)", "Request supplements (the clock stops)"),
                action("Xếp loại lại", "Reclassify"),
                action("Bàn giao cho đồng nghiệp", "Hand over to a colleague"),
                action("Đính chính ngày nhận", "Correct the day of receipt"),
            ],
            dossier_href: "/dossiers/HCM-2016-0003".to_owned(),
            buttons: buttons(l, l.t("review-submit")),
        }
    }

    /// The same after the text changed, with the answer kept.
    pub fn sample_moved(l: L) -> Self {
        let fresh = Self::sample(l);
        Self {
            page: Page { has_errors: true, ..fresh.page.clone() },
            form: meta(l, &fresh.form.action_url, vec![FormError::new("kind", l.t("error-disagree-reason"))]),
            moved: Some(Moved { what: l.t("refusal-text-changed"), href: "/dossiers/HCM-2016-0003#texts".to_owned() }),
            values: ReviewValues {
                answer: "disagree".to_owned(),
                remarks: vec![("Điều 3".to_owned(), "Bỏ cam kết <tài chính>".to_owned())],
                advice: "Nên ký vào tháng 9.".to_owned(),
            },
            ..fresh
        }
    }
}

impl DeadlinePage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let row = |d: u32, number, key: &str| DayRow {
            date: l.date(day(2016, 8, d)),
            number,
            reason: l.t(key),
            provisional: d == 9,
            due: d == 10,
        };
        let days = vec![
            row(2, Some(1), "day-working"),
            row(3, Some(2), "day-working"),
            row(4, Some(3), "day-working"),
            row(5, Some(4), "day-working"),
            row(6, None, "day-weekend"),
            row(7, None, "day-weekend"),
            row(8, Some(5), "day-working"),
            row(9, Some(6), "day-working"),
            row(10, Some(7), "day-working"),
        ];
        Self {
            l,
            page: page_of(l, l.t("deadline-title"), "/dossiers/HCM-2016-0003/clocks/7"),
            number: "HCM-2016-0003".to_owned(),
            dossier_title: "Thỏa thuận khung hợp tác kinh tế".to_owned(),
            title: l.pick("Trả lời lấy ý kiến", "Answer to the consultation").to_owned(),
            whose: l.pick("Bộ Ngoại giao", "Ministry of Foreign Affairs").to_owned(),
            state: Tag::new(l.t("clock-running"), Tone::Blue),
            due: Some(Due { href: None, ..due(l, day(2016, 8, 10), 3) }),
            due_end: Some(l.t("deadline-due-end")),
            target: Some(l.pick("5 ngày làm việc, từ 01/08/2016", "5 working days, from 01/08/2016").to_owned()),
            without_stops: Some(l.date(day(2016, 8, 9))),
            budget: Some(l.ta("working-days-n", &[("n", 7)])),
            event: l.pick("Nhận văn bản lấy ý kiến", "Receipt of the request").to_owned(),
            event_on: l.date(day(2016, 8, 1)),
            stops: vec![StopRow {
                from: "10:00 03/08/2016".to_owned(),
                to: None,
                reason: l.pick("Yêu cầu bổ sung", "Supplements requested").to_owned(),
            }],
            days,
            basis: vec![basis(l, "16(2)", Mark::Text), policy(l)],
            calendar: l.ta("calendar-version", &[("n", 1)]),
        }
    }
}

pub fn render(l: L, pages: &mut Vec<Rendered>) {
    put(pages, "action", &ActionPage::sample(l));
    put(pages, "review", &ReviewPage::sample(l));
    put(pages, "review-moved", &ReviewPage::sample_moved(l));
    put(pages, "deadline", &DeadlinePage::sample(l));
}
