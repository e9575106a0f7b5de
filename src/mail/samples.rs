//! Mails to test and to look at. The people are invented.

use super::view::{About, Digest, Done, Due, Envelope, Item, MailView, Recipient};
use crate::i18n::Lang;
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use engine::dossier::Rung;
use engine::text::Bilingual;
use uuid::Uuid;

pub(super) const LONG: &str = "Bản ghi nhớ hợp tác giữa Ủy ban nhân dân Thành phố Hồ Chí Minh, nước Cộng hòa xã hội chủ \
    nghĩa Việt Nam và Thành phố Frankfurt am Main, Cộng hòa Liên bang Đức về hợp tác trong lĩnh vực quy hoạch đô thị, \
    giao thông công cộng, đào tạo nghề và bảo vệ môi trường";

pub(super) fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2019, 4, 15, 1, 0, 7).single().unwrap()
}

pub(super) fn on(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, 4, day).unwrap()
}

pub(super) fn envelope() -> Envelope {
    Envelope {
        from: "Thỏa thuận <thong-bao@thoathuan.example>".to_owned(),
        base_url: "https://thoathuan.example".to_owned(),
        domain: "thoathuan.example".to_owned(),
        message_id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_002a),
        at: at(),
    }
}

pub(super) fn to(lang: Lang) -> Recipient<'static> {
    Recipient { name: "Nguyễn Thị Thảo", email: "reviewer@mofa.example", lang }
}

pub(super) fn about(number: &str, title: Option<&str>) -> About {
    About { number: number.to_owned(), title: title.map(str::to_owned), path: format!("/dossiers/{number}") }
}

pub(super) fn due(day: u32, policy: bool) -> Due {
    Due {
        on: on(day),
        basis: Some(match policy {
            false => Bilingual::new("Pháp lệnh 33/2007/PL-UBTVQH11, Điều 16 khoản 2", "Ordinance 33/2007, Art. 16(2)"),
            true => Bilingual::new("Quy trình nhanh, 3 ngày làm việc", "Fast track, 3 working days"),
        }),
        policy,
        provisional: false,
        why_path: Some("/dossiers/HCM-2019-0001/clocks/7".to_owned()),
    }
}

pub(super) fn done() -> Done {
    Done {
        about: about("HCM-2019-0001", Some(LONG)),
        done: Bilingual::new(
            "Sở Ngoại vụ Thành phố Hồ Chí Minh đề nghị Bộ Ngoại giao cho ý kiến",
            "The Department of Foreign Affairs of Ho Chi Minh City asks the Ministry of Foreign Affairs for its opinion",
        ),
        holder: Some(Bilingual::new("Bộ Ngoại giao", "Ministry of Foreign Affairs")),
        due: Some(due(18, true)),
    }
}

pub(super) fn item(number: &str, title: Option<&str>, rung: Rung, day: u32) -> Item {
    Item {
        about: about(number, title),
        task: Bilingual::new("Trả lời ý kiến bằng văn bản", "Answer with a written opinion"),
        holder: None,
        rung,
        due: due(day, false),
    }
}

pub(super) fn digest() -> Digest {
    let mut above = item("DN-2019-0007", Some("Biên bản làm việc với tỉnh Nagano"), Rung::Late(2), 10);
    above.holder = Some(Bilingual::new("Trần Văn Bình, Vụ Hợp tác", "Trần Văn Bình, Department of Cooperation"));
    Digest {
        items: vec![
            item("HCM-2019-0001", Some(LONG), Rung::Before(2), 17),
            item("DN-2019-0003", None, Rung::DueDay, 15),
            item("HCM-2019-0002", Some("Thỏa thuận khung về hợp tác kinh tế với vùng Kansai"), Rung::Late(1), 12),
        ],
        escalations: vec![above],
        beyond: 0,
    }
}

pub(super) fn all() -> Vec<(&'static str, MailView)> {
    let restricted = Done { about: about("HCM-2019-0009", None), holder: None, due: None, ..done() };
    let only_above = Digest { escalations: digest().escalations, ..Digest::default() };
    vec![
        ("done", MailView::Done(done())),
        ("done-restricted", MailView::Done(restricted)),
        ("digest", MailView::Digest(digest())),
        ("digest-above", MailView::Digest(only_above)),
    ]
}

/// Every sample in both languages, whole and readable. With `MAILS_DIR` they are left there to look at, as `PAGES_DIR`
/// leaves the pages: `MAILS_DIR=/some/folder cargo test --lib every_sample`.
#[test]
fn every_sample_is_a_whole_mail_in_its_language() {
    let folder = std::env::var_os("MAILS_DIR").map(std::path::PathBuf::from);
    for (name, view) in all() {
        for lang in Lang::ALL {
            let mail = super::render(&view, &to(lang), &envelope()).unwrap();
            let parts = super::mime::read(&mail.mime);
            if let Some(folder) = &folder {
                std::fs::create_dir_all(folder).unwrap();
                let kept = [("eml", &mail.mime[..]), ("txt", parts.text.as_bytes()), ("html", parts.html.as_bytes())];
                for (kind, bytes) in kept {
                    std::fs::write(folder.join(format!("{name}-{lang}.{kind}")), bytes).unwrap();
                }
            }
            let greeting = match lang {
                Lang::Vi => "Kính gửi anh/chị Nguyễn Thị Thảo",
                Lang::En => "Dear Nguyễn Thị Thảo",
            };
            for text in [&parts.text, &parts.html] {
                assert!(text.contains(greeting), "{name} {lang}: {text}");
                assert!(!text.contains('⟦') && !text.contains("{{"), "{name} {lang}: {text}");
            }
            let restricted = name == "done-restricted";
            assert_eq!(parts.text.contains("Frankfurt"), name == "done" || name == "digest", "{name} {lang}");
            assert!(!restricted || !parts.html.contains("Frankfurt"), "{name} {lang}: a restricted title");
        }
    }
}
