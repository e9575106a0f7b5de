//! What every mail must be: whole, the same each time, safe, and without content.

use super::*;
use crate::mail::mime::read;
use crate::mail::samples::{self, LONG};
use proptest::prelude::*;

fn mail(view: &MailView, lang: Lang) -> Finished {
    render(view, &samples::to(lang), &samples::envelope()).unwrap()
}

fn done(change: impl FnOnce(&mut Done)) -> MailView {
    let mut done = samples::done();
    change(&mut done);
    MailView::Done(done)
}

#[test]
fn headers_are_fixed_by_what_is_given() {
    let mail = mail(&MailView::Done(samples::done()), Lang::Vi);
    let read = read(&mail.mime);
    assert_eq!(read.header("Message-ID"), "<01900000-0000-7000-8000-00000000002a@thoathuan.example>");
    assert_eq!(read.header("Message-ID"), mail.message_id);
    assert_eq!(read.header("Date"), "Mon, 15 Apr 2019 01:00:07 +0000");
    assert_eq!(read.header("Auto-Submitted"), "auto-generated");
    assert_eq!(read.header("Content-Language"), "vi, en");
    assert_eq!(read.header("From"), "\"Thỏa thuận\" <thong-bao@thoathuan.example>".replace('"', ""));
    assert_eq!(read.header("To"), "Nguyễn Thị Thảo <reviewer@mofa.example>");
    assert_eq!(read.header("Subject"), mail.subject);
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("thong-bao@thoathuan.example", "reviewer@mofa.example"));
    assert!(mail.mime.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (name, view) in samples::all() {
        for lang in Lang::ALL {
            assert_eq!(mail(&view, lang), mail(&view, lang), "{name}");
        }
    }
    let other = Envelope { message_id: uuid::Uuid::from_u128(7), ..samples::envelope() };
    let view = MailView::Done(samples::done());
    let again = render(&view, &samples::to(Lang::Vi), &other).unwrap();
    assert_ne!(again.mime, mail(&view, Lang::Vi).mime);
}

#[test]
fn every_message_key_is_in_both_catalogues() {
    for (name, view) in samples::all() {
        for lang in Lang::ALL {
            let mail = mail(&view, lang);
            let read = read(&mail.mime);
            for part in [&mail.subject, &read.text, &read.html] {
                assert!(!part.contains('⟦'), "{name} {lang}: {part}");
                assert!(!part.contains("{{") && !part.contains("{%"), "{name} {lang}: {part}");
            }
        }
    }
}

#[test]
fn a_done_mail_says_what_who_until_when_why_and_where() {
    let vi = read(&mail(&MailView::Done(samples::done()), Lang::Vi).mime);
    let en = read(&mail(&MailView::Done(samples::done()), Lang::En).mime);
    for part in [&vi.text, &vi.html] {
        for said in [
            "HCM-2019-0001",
            LONG,
            "đề nghị Bộ Ngoại giao cho ý kiến",
            "Hồ sơ hiện đang ở",
            "Thứ Năm, 18/04/2019",
            "Quy trình nhanh, 3 ngày làm việc",
            "không phải luật định",
            "https://thoathuan.example/dossiers/HCM-2019-0001/clocks/7",
            "https://thoathuan.example/dossiers/HCM-2019-0001",
            "In English: dossier HCM-2019-0001: The Department of Foreign Affairs",
        ] {
            assert!(part.contains(said), "{said} is missing in {part}");
        }
    }
    for part in [&en.text, &en.html] {
        for said in ["The dossier is now with", "Thursday, 18/04/2019", "Why this date", "Tóm tắt bằng tiếng Việt"]
        {
            assert!(part.contains(said), "{said} is missing in {part}");
        }
    }
    assert!(en.html.contains("<html lang=\"en\">") && en.html.contains("lang=\"vi\""));
}

#[test]
fn a_restricted_dossier_shows_its_number_and_a_link_only() {
    let view = done(|done| done.about.title = None);
    let read = read(&mail(&view, Lang::Vi).mime);
    assert!(!read.text.contains("Frankfurt") && !read.html.contains("Frankfurt"));
    assert!(read.text.contains("bị hạn chế") && read.text.contains("/dossiers/HCM-2019-0001"));
}

#[test]
fn a_digest_counts_sorts_and_keeps_the_two_lists_apart() {
    let mail = mail(&MailView::Digest(samples::digest()), Lang::Vi);
    assert_eq!(mail.subject, "Nhắc việc 15/04/2019: 3 việc, trong đó 1 việc quá hạn, 1 việc cấp dưới chưa thực hiện");
    let text = read(&mail.mime).text;
    let place = |said: &str| text.find(said).unwrap_or_else(|| panic!("{said} is missing in {text}"));
    let order = [
        place("Việc của anh/chị"),
        place("Quá 1 ngày làm việc – HCM-2019-0002"),
        place("Đến hạn hôm nay – DN-2019-0003"),
        place("Còn 2 ngày làm việc – HCM-2019-0001"),
        place("Cấp dưới chưa thực hiện"),
        place("Quá 2 ngày làm việc – DN-2019-0007"),
        place("Nơi được giao: Trần Văn Bình"),
    ];
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn a_digest_of_one_thing_speaks_of_one_thing() {
    let one = Digest { items: vec![samples::item("A-1", None, Rung::Late(1), 12)], ..Digest::default() };
    let mail = mail(&MailView::Digest(one), Lang::En);
    assert_eq!(mail.subject, "Reminders for 15/04/2019: 1 item, 1 of them overdue");
    assert!(read(&mail.mime).text.contains("1 working day over"));
}

#[test]
fn a_digest_of_very_many_things_stays_short() {
    let many = |n| (0..n).map(|no| samples::item(&format!("A-{no}"), None, Rung::DueDay, 15)).collect();
    let mail = mail(&MailView::Digest(Digest { items: many(2_000), escalations: many(101), beyond: 3_000 }), Lang::Vi);
    assert!(mail.mime.len() < 1_000_000 && mail.subject.contains("5000 việc"), "{}", mail.subject);
    assert!(read(&mail.mime).text.contains("Còn 4901 việc khác"));
}

#[test]
fn names_with_control_and_bidi_characters_are_cleaned() {
    for name in ["X\nY", "X\r\nBcc: all@example.org", "X\0Y", "\u{202E}gnuh", "a\u{200B}\u{2028}b", "\t", "\u{7f}"] {
        let to = Recipient { name, ..samples::to(Lang::Vi) };
        let mail = render(&MailView::Done(samples::done()), &to, &samples::envelope()).unwrap();
        let read = read(&mail.mime);
        let header = read.header("To");
        assert!(header.ends_with("reviewer@mofa.example>") || header == "reviewer@mofa.example", "{header}");
        assert!(!header.chars().any(|c| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)), "{header}");
        assert_eq!(read.header("Bcc"), "");
    }
}

#[test]
fn what_cannot_be_a_mail_is_an_error_value() {
    let view = MailView::Done(samples::done());
    let ok = samples::envelope();
    let to = samples::to(Lang::Vi);
    for email in ["", "nobody", "a@b\r\nBcc: c@d", "a b@example.org", "@", "a@"] {
        assert_eq!(render(&view, &Recipient { email, ..to }, &ok), Err(RenderError::Recipient), "{email:?}");
    }
    for from in ["", "Thỏa thuận", "x <y", "<>", "Name <a@b\nc>"] {
        let envelope = Envelope { from: from.to_owned(), ..ok.clone() };
        assert_eq!(render(&view, &to, &envelope), Err(RenderError::Sender), "{from:?}");
    }
    for base_url in ["", "thoathuan.example", "javascript:alert(1)", "https://", "https://a\" onclick=\"", "http://a b"]
    {
        let envelope = Envelope { base_url: base_url.to_owned(), ..ok.clone() };
        assert_eq!(render(&view, &to, &envelope), Err(RenderError::BaseUrl), "{base_url:?}");
    }
    for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        let envelope = Envelope { at, ..ok.clone() };
        assert_eq!(render(&view, &to, &envelope), Err(RenderError::Date));
    }
}

#[test]
fn titles_are_escaped_and_links_stay_links() {
    let view = done(|done| {
        done.about.title = Some("<script>alert(1)</script> & \"Đà Nẵng\"".to_owned());
        done.about.path = "/dossiers/a\" onmouseover=\"x\n<y>".to_owned();
    });
    let read = read(&mail(&view, Lang::Vi).mime);
    assert!(!read.html.contains("<script") && !read.html.contains("\" onmouseover"), "{}", read.html);
    assert!(read.text.contains("/dossiers/a%22%20onmouseover=%22x%0A%3Cy%3E"), "{}", read.text);
}

#[test]
fn a_long_vietnamese_sentence_survives_the_subject() {
    let view = done(|done| done.done.vi = LONG.to_owned());
    let mail = mail(&view, Lang::Vi);
    assert!(mail.subject.starts_with("HCM-2019-0001: Bản ghi nhớ hợp tác giữa Ủy ban"));
    assert!(mail.subject.ends_with('…') && mail.subject.chars().count() <= 201, "{}", mail.subject);
    assert_eq!(read(&mail.mime).header("Subject"), mail.subject);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_gives_a_mail_with_the_same_headers_only(
        name in any::<String>(), title in any::<String>(), said in any::<String>(), number in any::<String>(),
    ) {
        let view = done(|done| {
            done.about = About { number, title: Some(title), path: "/x".to_owned() };
            done.done = Bilingual::new(said.clone(), said);
        });
        let to = Recipient { name: &name, ..samples::to(Lang::Vi) };
        let mail = render(&view, &to, &samples::envelope()).unwrap();
        let read = read(&mail.mime);
        let names: Vec<&str> = read.headers.iter().map(|(name, _)| name.as_str()).collect();
        prop_assert_eq!(names, [
            "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
            "Content-Language", "MIME-Version", "Content-Type",
        ]);
        prop_assert_eq!(read.header("Subject"), mail.subject.as_str());
    }
}
