//! The plain sentences that say what a day is and why it counts, in both languages, with the article.
//!
//! Every sentence comes without a full stop, so that they can be joined. The Civil Code is cited "by analogy": it governs
//! civil relations, and neither act on international agreements says how its limits are counted.

use chrono::{Datelike, NaiveDate, Weekday};

use super::due::{Budget, Span};
use super::{Day, DayKind, DayRow, is_weekend, works};
use crate::text::Bilingual;

/// A day that the plain week decides.
pub(super) fn plain(date: NaiveDate, provisional: bool) -> Day {
    let (vi, en) = weekday(date);
    let (kind, reason) = if is_weekend(date) {
        let reason = Bilingual::new(
            format!("{vi}, ngày nghỉ hằng tuần theo Quyết định số 188/1999/QĐ-TTg"),
            format!("{en}, a weekly day off under Decision 188/1999/QĐ-TTg"),
        );
        (DayKind::Weekend, reason)
    } else {
        (DayKind::Working, Bilingual::new(format!("{vi}, ngày làm việc"), format!("{en}, a working day")))
    };
    let reason = if provisional { join(reason, " (tạm tính)", " (provisional)") } else { reason };
    Day { date, kind, working: kind == DayKind::Working, reason, provisional, dispatch: None }
}

/// A day of a year not published yet, as the rules have it.
pub(super) fn computed(date: NaiveDate, kind: DayKind, name: &Bilingual) -> Day {
    let reason = join(
        reason(date, kind, name, None, None),
        "; tạm tính, vì chưa có văn bản công bố lịch nghỉ của năm này",
        "; provisional, because the days off of this year have not been announced",
    );
    Day { date, kind, working: works(date, kind), reason, provisional: true, dispatch: None }
}

/// A day with a row of its own.
pub(super) fn entered(row: &DayRow) -> Day {
    let mut reason = reason(row.date, row.kind, &row.name, row.swap_with, row.dispatch.as_deref());
    let unsettled = row.kind == DayKind::Unsettled;
    if !row.verified && !unsettled {
        reason = join(reason, ", chưa đối chiếu với văn bản gốc", ", not yet checked against the document itself");
    }
    Day {
        date: row.date,
        kind: row.kind,
        working: works(row.date, row.kind),
        reason,
        provisional: unsettled,
        dispatch: row.dispatch.clone(),
    }
}

fn reason(
    date: NaiveDate,
    kind: DayKind,
    name: &Bilingual,
    other: Option<NaiveDate>,
    dispatch: Option<&str>,
) -> Bilingual {
    let (day_vi, day_en) = weekday(date);
    // "nghỉ lễ Quốc khánh", but "nghỉ Tết Nguyên đán".
    let vi = if name.vi.starts_with("Tết") { name.vi.clone() } else { format!("lễ {}", name.vi) };
    let en = &name.en;
    let document = dispatch.map(document);
    let cited = |law: Option<(String, String)>| brackets([law, document.clone()]);
    match kind {
        DayKind::Working | DayKind::Weekend => join2(plain(date, false).reason, cited(None)),
        DayKind::Holiday => {
            let (cite_vi, cite_en) = cited(Some(holiday_article(date)));
            Bilingual::new(format!("{day_vi}, nghỉ {vi}{cite_vi}"), format!("{day_en}, a day off for {en}{cite_en}"))
        }
        DayKind::Compensatory => {
            let (cite_vi, cite_en) = cited(Some(compensation_article(date)));
            Bilingual::new(
                format!("{day_vi}, nghỉ bù {vi}{cite_vi}"),
                format!("{day_en}, a compensatory day off for {en}{cite_en}"),
            )
        }
        DayKind::SwappedOff => {
            let (cite_vi, cite_en) = cited(None);
            let (to_vi, to_en) = match other {
                Some(day) => {
                    (format!(", làm bù vào ngày {}", vi_date(day)), format!(", worked on {} instead", en_date(day)))
                }
                None => <_>::default(),
            };
            Bilingual::new(
                format!("{day_vi}, nghỉ hoán đổi dịp {vi}{to_vi}{cite_vi}"),
                format!("{day_en}, a day off by a swap of working days round {en}{to_en}{cite_en}"),
            )
        }
        DayKind::SwappedWorking => {
            let (cite_vi, cite_en) = cited(None);
            let (for_vi, for_en) = match other {
                Some(day) => (format!(" cho ngày {}", vi_date(day)), format!(" for the day off on {}", en_date(day))),
                None => (format!(" dịp {vi}"), format!(" for a day off round {en}")),
            };
            Bilingual::new(
                format!("{day_vi} làm bù{for_vi}{cite_vi}"),
                format!("{day_en}, worked to make up{for_en}{cite_en}"),
            )
        }
        DayKind::Exceptional => {
            let (cite_vi, cite_en) = cited(None);
            Bilingual::new(
                format!("{day_vi}, nghỉ theo quyết định riêng: {}{cite_vi}", name.vi),
                format!("{day_en}, a day off by a decision of its own: {en}{cite_en}"),
            )
        }
        DayKind::Unsettled => {
            let plain = plain(date, false).reason;
            Bilingual::new(
                format!("{}; {}: chưa có văn bản cho nghỉ nên chưa tính là ngày nghỉ lễ", plain.vi, name.vi),
                format!("{}; {en}: no document gives the day off yet, so it is not a holiday", plain.en),
            )
        }
    }
}

/// Why a day counts, or why not.
pub(super) enum Why<'a> {
    /// Counted as day `nth` of the budget.
    Counted { nth: u32, budget: Budget },
    /// A rest day within a limit of working days.
    Rest,
    /// The clock stood still.
    Stopped(&'a Span<'a>),
    /// The last day was a rest day, and so is this one.
    StillResting,
    /// The working day to which the end has moved.
    MovedTo,
}

/// The sentence for one day of an explanation. `first`: it is the day after the event; `last`: the limit ends with it;
/// `moves`: it uses up the budget but is a rest day.
pub(super) fn explain(day: &Day, why: &Why<'_>, first: bool, last: bool, moves: bool) -> Bilingual {
    let base = day.reason.clone();
    let mut text = match why {
        Why::Counted { nth, budget: Budget::Working(of) } => join(
            base,
            &format!("; tính là ngày làm việc thứ {nth}/{of}"),
            &format!("; counted as working day {nth} of {of}"),
        ),
        Why::Counted { nth, budget: Budget::Calendar(of) } if day.working => {
            join(base, &format!("; tính là ngày thứ {nth}/{of}"), &format!("; counted as day {nth} of {of}"))
        }
        Why::Counted { nth, budget: Budget::Calendar(of) } => join(
            base,
            &format!("; tính là ngày thứ {nth}/{of} vì thời hạn tính theo ngày, gồm cả ngày nghỉ"),
            &format!("; counted as day {nth} of {of}, because the limit is in days and includes days off"),
        ),
        Why::Rest => join(base, "; không tính vào thời hạn", "; not counted"),
        Why::Stopped(span) => {
            let (since_vi, since_en) = (vi_date(span.from), en_date(span.from));
            let until_vi = span.to.map(|to| format!(" đến hết ngày {}", vi_date(to))).unwrap_or_default();
            let until_en = span.to.map(|to| format!(" up to and including {}", en_date(to))).unwrap_or_default();
            Bilingual::new(
                format!(
                    "{}; thời hạn tạm dừng từ sau ngày {since_vi}{until_vi} ({}); không tính",
                    base.vi, span.reason
                ),
                format!("{}; the clock stood still after {since_en}{until_en} ({}); not counted", base.en, span.reason),
            )
        }
        Why::StillResting => join(
            base,
            "; thời hạn chưa kết thúc vì ngày này cũng là ngày nghỉ",
            "; the limit does not end yet, because this is a day off too",
        ),
        Why::MovedTo => join(
            base,
            "; là ngày làm việc tiếp theo sau ngày nghỉ (khoản 5 Điều 148 Bộ luật Dân sự 2015, áp dụng tương tự)",
            "; the next working day after the days off (Civil Code 2015 Art. 148.5, by analogy)",
        ),
    };
    if first {
        text = join(
            text,
            "; bắt đầu tính từ ngày này vì ngày xảy ra sự kiện không được tính (khoản 3 Điều 147 Bộ luật Dân sự 2015, áp \
             dụng tương tự)",
            "; the count begins here, because the day of the event is not counted (Civil Code 2015 Art. 147.3, by analogy)",
        );
    }
    if moves {
        text = join(
            text,
            "; ngày cuối cùng là ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo (khoản 5 Điều 148 Bộ luật Dân \
             sự 2015, áp dụng tương tự)",
            "; the last day is a day off, so the limit ends on the next working day (Civil Code 2015 Art. 148.5, by analogy)",
        );
        if matches!(day.kind, DayKind::SwappedOff | DayKind::Exceptional) {
            text = join(
                text,
                "; ở đây ngày nghỉ hoán đổi hoặc nghỉ riêng được hiểu là ngày nghỉ",
                "; a day off by a swap or a single decision is read as a day off here",
            );
        }
    }
    if last {
        text = join(
            text,
            "; thời hạn kết thúc lúc 24 giờ ngày này (khoản 6 Điều 148 Bộ luật Dân sự 2015, áp dụng tương tự)",
            "; the limit ends at 24:00 of this day (Civil Code 2015 Art. 148.6, by analogy)",
        );
    }
    text
}

/// The article that gives the holidays.
fn holiday_article(date: NaiveDate) -> (String, String) {
    if date.year() >= 2021 {
        ("Điều 112 Bộ luật Lao động 2019".into(), "Labour Code 2019 Art. 112".into())
    } else {
        ("Điều 115 Bộ luật Lao động 2012".into(), "Labour Code 2012 Art. 115".into())
    }
}

fn compensation_article(date: NaiveDate) -> (String, String) {
    if date.year() >= 2021 {
        ("khoản 3 Điều 111 Bộ luật Lao động 2019".into(), "Labour Code 2019 Art. 111.3".into())
    } else {
        ("khoản 3 Điều 115 Bộ luật Lao động 2012".into(), "Labour Code 2012 Art. 115.3".into())
    }
}

/// What an official document is called, told from its number.
fn document(number: &str) -> (String, String) {
    let number = number.trim();
    let (vi, en) = if number.contains("/TB-") {
        ("thông báo", "notice")
    } else if number.contains("QĐ-") {
        ("quyết định", "decision")
    } else if number.contains("NQ-") || number.contains("/NQ") {
        ("nghị quyết", "resolution")
    } else {
        ("công văn", "official dispatch")
    };
    (format!("{vi} {number}"), format!("{en} {number}"))
}

/// ` (a; b)` in both languages from the parts there are.
fn brackets(parts: [Option<(String, String)>; 2]) -> (String, String) {
    let (vi, en): (Vec<String>, Vec<String>) = parts.into_iter().flatten().unzip();
    if vi.is_empty() { <_>::default() } else { (format!(" ({})", vi.join("; ")), format!(" ({})", en.join("; "))) }
}

fn join(text: Bilingual, vi: &str, en: &str) -> Bilingual {
    Bilingual::new(text.vi + vi, text.en + en)
}

fn join2(text: Bilingual, (vi, en): (String, String)) -> Bilingual {
    join(text, &vi, &en)
}

fn vi_date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

fn en_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

fn weekday(date: NaiveDate) -> (&'static str, &'static str) {
    match date.weekday() {
        Weekday::Mon => ("Thứ Hai", "Monday"),
        Weekday::Tue => ("Thứ Ba", "Tuesday"),
        Weekday::Wed => ("Thứ Tư", "Wednesday"),
        Weekday::Thu => ("Thứ Năm", "Thursday"),
        Weekday::Fri => ("Thứ Sáu", "Friday"),
        Weekday::Sat => ("Thứ Bảy", "Saturday"),
        Weekday::Sun => ("Chủ nhật", "Sunday"),
    }
}
