//! Sample parts of a dossier's page: board, clocks, texts, papers, duties, facts, timeline.

use super::{basis, day, due, file, official, person, policy, reviewer};
use crate::i18n::L;
use crate::web::views::Link;
use crate::web::views::dossier::*;
use crate::web::views::parts::{Due, Fact, Mark, Tag, Tone};

fn empty_row(l: L, id: &str, body: (&str, &str)) -> BoardRow {
    BoardRow {
        id: id.to_owned(),
        body: l.pick(body.0, body.1).to_owned(),
        round: None,
        revision: 2,
        in_principle: false,
        requested_at: "08:15 01/08/2016".to_owned(),
        received_on: l.date(day(2016, 8, 1)),
        receipt_evidence: None,
        complete: None,
        due: Some(due(l, day(2016, 8, 10), 3)),
        status: Tag::new(l.t("status-open"), Tone::Blue),
        opinion: None,
        late: false,
        by: None,
        answered_at: None,
        remarks: Vec::new(),
        advice: String::new(),
        supplements: Vec::new(),
        assigned: None,
        without_stops: None,
        actions: Vec::new(),
    }
}

/// The board.
pub fn board(l: L) -> Board {
    let answered = BoardRow {
        status: Tag::new(l.t("status-answered"), Tone::Green),
        opinion: Some(Tag::new(l.t("opinion-disagree"), Tone::Red)),
        late: true,
        due: Some(Due { tag: Some(Tag::new(l.t("late"), Tone::Red)), ..due(l, day(2016, 8, 10), -1) }),
        by: Some(reviewer(l)),
        answered_at: Some("15:40 11/08/2016".to_owned()),
        remarks: vec![
            RemarkView {
                clause: "Điều 3".to_owned(),
                text: "Đề nghị bỏ cam kết về mức vốn đối ứng <2 tỷ đồng>.".to_owned(),
                reply: Some((Tag::new(l.t("reply-accepted"), Tone::Green), "Đã bỏ trong dự thảo lần 3.".to_owned())),
            },
            RemarkView { clause: String::new(), text: "Thống nhất tên gọi hai bên.".to_owned(), reply: None },
        ],
        advice: "Nên ký nhân dịp đoàn ra tháng 9.".to_owned(),
        ..empty_row(l, "row-1", ("Bộ Kế hoạch và Đầu tư", "Ministry of Planning and Investment"))
    };
    let stopped = BoardRow {
        status: Tag::new(l.t("status-stopped"), Tone::Blue),
        due: None,
        receipt_evidence: Some("Sổ công văn đến số 1182".to_owned()),
        complete: None,
        supplements: vec![SupplementView {
            message: "Đề nghị gửi bản dịch phụ lục.".to_owned(),
            missing: Vec::new(),
            asked_at: "10:00 03/08/2016".to_owned(),
            reply: None,
        }],
        actions: vec![Link::new(l.pick("Bổ sung", "Supply"), "/dossiers/HCM-2016-0003/actions/supply?row=3")],
        ..empty_row(l, "row-3", ("Bộ Công Thương", "Ministry of Industry and Trade"))
    };
    let mofa = empty_row(l, "row-2", ("Bộ Ngoại giao", "Ministry of Foreign Affairs"));
    let void = BoardRow {
        id: "row-0".to_owned(),
        revision: 1,
        due: None,
        status: Tag::new(l.t("status-void"), Tone::Grey),
        ..mofa.clone()
    };
    Board { answered: 1, asked: 3, rows: vec![answered, mofa, stopped], old_rows: vec![void] }
}

/// Clocks.
pub fn clocks(l: L) -> Vec<ClockRow> {
    let row = ClockRow {
        title: l.pick("Trả lời lấy ý kiến", "Answer to the consultation").to_owned(),
        whose: l.pick("Bộ Ngoại giao", "Ministry of Foreign Affairs").to_owned(),
        basis: vec![basis(l, "16(2)", Mark::Text)],
        budget: Some(l.ta("working-days-n", &[("n", 7)])),
        event_on: l.date(day(2016, 8, 1)),
        due: Some(due(l, day(2016, 8, 10), 3)),
        state: Tag::new(l.t("clock-running"), Tone::Blue),
        ended: false,
        without_stops: None,
    };
    vec![
        row.clone(),
        ClockRow {
            whose: l.pick("Bộ Công Thương", "Ministry of Industry and Trade").to_owned(),
            due: None,
            state: Tag::new(l.t("clock-stopped"), Tone::Yellow),
            without_stops: Some(l.date(day(2016, 8, 10))),
            ..row.clone()
        },
        ClockRow {
            title: l.pick("Báo cáo sau khi ký", "Report after signing").to_owned(),
            basis: vec![basis(l, "16(5)", Mark::Partly), policy(l)],
            budget: None,
            due: None,
            ended: true,
            ..row
        },
    ]
}

/// Texts.
pub fn revisions(l: L) -> Vec<RevisionView> {
    let revision = |no, current| RevisionView {
        no,
        current,
        note: "Bỏ khoản 2 Điều 3; thống nhất thuật ngữ.".to_owned(),
        by: official(l),
        at: "16:30 29/07/2016".to_owned(),
        files: vec![
            (l.t("lang-vi"), file(l, "Thỏa thuận khung Kansai – dự thảo 2.docx")),
            (l.t("lang-ja"), file(l, "枠組み協定_第2稿.docx")),
        ],
        marks: if current { vec![Tag::new(l.t("mark-cleared"), Tone::Blue)] } else { Vec::new() },
    };
    vec![revision(2, true), revision(1, false)]
}

/// Papers.
pub fn papers(l: L) -> Vec<PaperRow> {
    vec![
        PaperRow {
            title: l.pick("Công văn lấy ý kiến", "Request letter").to_owned(),
            files: vec![file(l, "CV 118-SNgV.pdf")],
            needed_for: None,
            basis: vec![basis(l, "16(1)", Mark::Text)],
        },
        PaperRow {
            title: l.pick("Bản ký", "Signed copy").to_owned(),
            files: Vec::new(),
            needed_for: Some(l.pick("Ghi nhận việc ký", "Record the signing").to_owned()),
            basis: vec![policy(l)],
        },
    ]
}

/// Duties.
pub fn duties(l: L) -> Vec<DutyRow> {
    let duty = DutyRow {
        done: false,
        title: l.pick("Báo cáo Thủ tướng Chính phủ", "Report to the Prime Minister").to_owned(),
        instruction: l.pick("Gửi báo cáo bằng văn bản.", "Send a written report.").to_owned(),
        owner: l.pick("UBND TP. Hồ Chí Minh", "People’s Committee of Ho Chi Minh City").to_owned(),
        due: Some(due(l, day(2016, 9, 22), -3)),
        state: Tag::new(l.t("late"), Tone::Red),
        evidence: l.pick("Bản báo cáo đã phát hành", "The report as sent").to_owned(),
        action: Some(Link::new(l.pick("Nộp báo cáo", "File the report"), "/dossiers/HCM-2016-0003/actions/report")),
        basis: vec![basis(l, "16(5)", Mark::Partly)],
    };
    vec![
        duty.clone(),
        DutyRow { done: true, due: None, action: None, state: Tag::new(l.t("duty-done"), Tone::Green), ..duty },
    ]
}

/// Facts.
pub fn sections(l: L) -> Vec<FactSection> {
    let section =
        |id: &str, key: &str, facts| FactSection { id: id.to_owned(), title: l.t(key), open: id == "details", facts };
    vec![
        section(
            "details",
            "section-details",
            vec![
                Fact::new(l.t("field-kind"), l.pick("Thỏa thuận", "Agreement")),
                Fact::typed(
                    l.t("field-purpose"),
                    "Thúc đẩy công nghiệp hỗ trợ, thương mại và đầu tư.\nĐào tạo nhân lực.",
                ),
                Fact::new(l.t("field-planned-signing-on"), l.date(day(2016, 9, 7))),
            ],
        ),
        section(
            "pm",
            "section-pm",
            vec![
                Fact::typed(l.t("field-number"), "0000/VPCP-QHQT"),
                Fact::typed(l.t("field-pm-signer"), "Trịnh Quốc Bảo"),
            ],
        ),
    ]
}

/// Timeline.
pub fn timeline(l: L) -> Vec<TimelineEntry> {
    let entry = TimelineEntry {
        at: "15:40 11/08/2016".to_owned(),
        what: l.pick("Bộ Kế hoạch và Đầu tư không đồng ý", "Planning and Investment disagreed").to_owned(),
        who: person(
            l,
            "Võ Hoàng Yến",
            ("Chuyên viên", "Reviewer"),
            ("Bộ Kế hoạch và Đầu tư", "Ministry of Planning and Investment"),
        ),
        lines: vec!["Điều 3: Đề nghị bỏ cam kết về mức vốn đối ứng.".to_owned()],
        basis: vec![basis(l, "16(2)", Mark::Text)],
        refused: false,
    };
    let mut deputy = official(l);
    deputy.deputy_for = Some("Trần Văn Định".to_owned());
    vec![
        entry.clone(),
        TimelineEntry {
            what: l.pick("Thử quyết định khi chưa đủ ý kiến", "Tried to decide before all opinions were in").to_owned(),
            refused: true,
            who: deputy,
            lines: Vec::new(),
            ..entry.clone()
        },
        TimelineEntry {
            at: "08:15 01/08/2016".to_owned(),
            what: l.pick("Gửi lấy ý kiến ba cơ quan", "Three bodies were asked").to_owned(),
            who: official(l),
            lines: Vec::new(),
            basis: vec![basis(l, "16(1)", Mark::Text)],
            refused: false,
        },
    ]
}
