//! Due dates worked out by hand from the published table.

use super::*;

#[test]
fn seven_working_days_with_the_swaps() {
    // Received, due, and the rows without which it would be due on the last date instead.
    let vectors: [(&str, &str, &[&str], &str); 6] = [
        ("2024-04-24", "2024-05-07", &["2024-04-29", "2024-05-04"], "2024-05-07"),
        ("2024-05-02", "2024-05-10", &["2024-05-04"], "2024-05-13"),
        ("2025-12-29", "2026-01-09", &["2026-01-02"], "2026-01-08"),
        ("2026-01-06", "2026-01-14", &["2026-01-10"], "2026-01-15"),
        (
            "2026-02-12",
            "2026-03-02",
            &["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"],
            "2026-02-23",
        ),
        ("2025-12-26", "2026-01-08", &["2026-01-02"], "2026-01-07"),
    ];
    for (received, expected, rows, ignored) in vectors {
        assert_eq!(seven(received, &VN), expected, "received {received}");
        assert_eq!(seven(received, &without(rows)), ignored, "received {received}, swap ignored");
    }
}

#[test]
fn vietnamese_culture_day_counts_until_a_document_is_entered() {
    let open = explain(Budget::Working(7), "2026-11-18", &VN);
    assert_eq!(open.due_on, on("2026-11-27"));
    assert!(open.provisional);
    let day = VN.day(on("2026-11-24")).unwrap();
    assert!(day.working && day.provisional && day.kind == DayKind::Unsettled);
    assert!(day.reason.vi.contains("Ngày Văn hóa Việt Nam: chưa có văn bản cho nghỉ"), "{}", day.reason.vi);

    let entered = VN.with_days(vec![row(on("2026-11-24"), DayKind::Holiday)], 2).unwrap();
    let settled = explain(Budget::Working(7), "2026-11-18", &entered);
    assert_eq!(settled.due_on, on("2026-11-30"));
    assert!(!settled.provisional);
}

#[test]
fn a_limit_in_days_moves_off_rest_days() {
    let moved = explain(Budget::Calendar(15), "2024-04-14", &VN);
    assert_eq!(moved.due_on, on("2024-05-02"));
    assert!(moved.moved);
    assert_eq!(moved.days.iter().filter(|day| day.counted).count(), 15);
    assert_eq!(VN.working_days_before(on("2024-04-29"), 1).unwrap(), on("2024-04-26"));
    let fifteenth = &moved.days[14];
    assert_eq!((fifteenth.date, fifteenth.counted), (on("2024-04-29"), true));
    assert!(fifteenth.reason.vi.contains("khoản 5 Điều 148 Bộ luật Dân sự 2015"), "{}", fifteenth.reason.vi);

    let plain = explain(Budget::Calendar(15), "2026-03-03", &VN);
    assert_eq!((plain.due_on, plain.moved), (on("2026-03-18"), false));
    // A worked Saturday is no rest day.
    let worked = explain(Budget::Calendar(4), "2026-01-06", &VN);
    assert_eq!((worked.due_on, worked.moved), (on("2026-01-10"), false));
    // A limit in days does not ask what the days on the way are.
    assert!(!explain(Budget::Calendar(9), "2026-11-18", &VN).provisional);
}

#[test]
fn year_boundaries() {
    // Off 31 Dec 2018 and 1 Jan 2019, worked Saturday 5 Jan 2019.
    assert_eq!(seven("2018-12-26", &VN), "2019-01-07");
    assert_eq!(seven("2018-12-26", &without(&["2018-12-31"])), "2019-01-05");
    assert_eq!(seven("2018-12-26", &without(&["2019-01-05"])), "2019-01-08");
    // Into the first provisional year.
    let over = explain(Budget::Working(3), "2026-12-30", &VN);
    assert_eq!((over.due_on, over.provisional), (on("2027-01-05"), true));
    assert_eq!(over.days.iter().map(|day| day.provisional).collect::<Vec<_>>(), [false, true, true, true, true, true]);
}

#[test]
fn the_explanation_says_why() {
    let explanation = explain(Budget::Working(7), "2025-12-29", &VN);
    assert_eq!(explanation.due_at.to_rfc3339(), "2026-01-10T00:00:00+07:00");
    assert_eq!(explanation.days[0].date, on("2025-12-30"));
    let vi: Vec<&str> = explanation.days.iter().map(|day| day.reason.vi.as_str()).collect();
    let en: Vec<&str> = explanation.days.iter().map(|day| day.reason.en.as_str()).collect();
    assert_eq!(
        vi[0],
        "Thứ Ba, ngày làm việc; tính là ngày làm việc thứ 1/7; bắt đầu tính từ ngày này vì ngày xảy ra sự kiện không được \
         tính (khoản 3 Điều 147 Bộ luật Dân sự 2015, áp dụng tương tự)"
    );
    assert_eq!(vi[2], "Thứ Năm, nghỉ Tết Dương lịch (Điều 112 Bộ luật Lao động 2019); không tính vào thời hạn");
    assert_eq!(
        vi[3],
        "Thứ Sáu, nghỉ hoán đổi dịp Tết Dương lịch, làm bù vào ngày 10/01/2026 (công văn 12729/VPCP-KGVX); không tính vào \
         thời hạn"
    );
    assert_eq!(
        en[3],
        "Friday, a day off by a swap of working days round New Year's Day, worked on 10 January 2026 instead (official \
         dispatch 12729/VPCP-KGVX); not counted"
    );
    assert_eq!(vi[4], "Thứ Bảy, ngày nghỉ hằng tuần theo Quyết định số 188/1999/QĐ-TTg; không tính vào thời hạn");
    assert!(
        vi[10].ends_with(
            "thời hạn kết thúc lúc 24 giờ ngày này (khoản 6 Điều 148 Bộ luật Dân sự 2015, áp dụng tương tự)"
        )
    );
    assert!(en[10].ends_with("the limit ends at 24:00 of this day (Civil Code 2015 Art. 148.6, by analogy)"));

    let worked = VN.day(on("2026-01-10")).unwrap();
    assert_eq!(worked.reason.vi, "Thứ Bảy làm bù cho ngày 02/01/2026 (công văn 12729/VPCP-KGVX)");
    let notice = VN.day(on("2026-09-01")).unwrap();
    assert_eq!(notice.reason.vi, "Thứ Ba, nghỉ lễ Quốc khánh (Điều 112 Bộ luật Lao động 2019; thông báo 9441/TB-BNV)");
    let compensated = VN.day(on("2017-09-04")).unwrap();
    assert_eq!(compensated.reason.vi, "Thứ Hai, nghỉ bù lễ Quốc khánh (khoản 3 Điều 115 Bộ luật Lao động 2012)");
    let later = VN.day(on("2027-02-08")).unwrap();
    assert!(later.provisional && !later.working);
    assert!(later.reason.vi.contains("tạm tính"), "{}", later.reason.vi);
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let code = |budget, event: &str| due(budget, on(event), &[], &VN).unwrap_err().code();
    assert_eq!(code(Budget::Working(0), "2026-01-06"), "calendar.zero_budget");
    assert_eq!(code(Budget::Calendar(0), "2026-01-06"), "calendar.zero_budget");
    assert_eq!(code(Budget::Working(7), "2015-12-31"), "calendar.out_of_range");
    assert_eq!(code(Budget::Working(7), "2100-12-28"), "calendar.out_of_range");
    let text = VN.day(on("2015-12-31")).unwrap_err().to_string();
    assert!(text.starts_with("2015-12-31 is outside") && text.contains("count this deadline by hand"), "{text}");
    assert_eq!(VN.day(on("2101-01-01")).unwrap_err(), CalendarError::OutOfRange { date: on("2101-01-01") });
    assert!(VN.day(on("2016-01-01")).is_ok() && VN.day(on("2100-12-31")).is_ok());
    assert_eq!(VN.next_working(NaiveDate::MAX).unwrap_err().code(), "calendar.out_of_range");
    assert_eq!(VN.working_days_before(on("2016-01-05"), 9).unwrap_err().code(), "calendar.out_of_range");
}

#[test]
fn steps_and_zone() {
    assert_eq!(VN.next_working(on("2026-02-13")).unwrap(), on("2026-02-23"));
    assert_eq!(VN.next_working(on("2026-01-09")).unwrap(), on("2026-01-10"));
    assert_eq!(VN.working_days_before(on("2026-01-12"), 1).unwrap(), on("2026-01-10"));
    assert_eq!(VN.working_days_before(on("2026-01-11"), 0).unwrap(), on("2026-01-11"));
    assert_eq!(VN.working_days_between(on("2025-12-29"), on("2026-01-09")).unwrap(), 7);
    assert_eq!(VN.working_days_between(on("2026-01-09"), on("2025-12-29")).unwrap(), 0);
    let evening: DateTime<Utc> = "2026-01-05T17:00:00Z".parse().unwrap();
    assert_eq!(local_date(evening), on("2026-01-06"));
    assert_eq!(local_date(evening - Duration::seconds(1)), on("2026-01-05"));
    assert_eq!(end_of_day(on("2026-01-05")), evening);
    assert_eq!(zone().local_minus_utc(), 25_200);
}

#[test]
fn budgets_and_due_dates_in_files() {
    #[derive(serde::Deserialize)]
    struct Limits {
        a: Budget,
        b: Budget,
    }
    let limits: Limits = toml::from_str("a = { working = 7 }\nb = { calendar = 15 }").unwrap();
    assert_eq!((limits.a, limits.b), (Budget::Working(7), Budget::Calendar(15)));
    let json = serde_json::to_value(explain(limits.a, "2025-12-29", &VN)).unwrap();
    assert_eq!(json["due_on"], "2026-01-09");
    assert_eq!(json["due_at"], "2026-01-10T00:00:00+07:00");
    assert_eq!(json["days"][0]["date"], "2025-12-30");
}
