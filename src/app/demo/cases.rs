//! The two sample cases, brought into progress through the same use cases as everybody's work.

use super::desk::Desk;
use super::rules;
use crate::app::act::{Asked, act};
use crate::app::files::Upload;
use crate::app::open::open_as;
use crate::app::{App, Error, Who, session, who};
use crate::store;
use chrono::Duration;
use engine::clock::reminder_at;
use engine::ids::{AccountId, OrgId};
use engine::pack::{Act, ChecklistEffect};
use serde_json::{Value, json};

/// Working days before the demo's today on which the sample cases began.
const BEGAN: u32 = 4;

/// Enters both, as far as they are not there. The clock is set back meanwhile; the desk puts it right again.
///
/// # Errors
/// [`Error`].
pub async fn enter(app: &App, desk: &Desk<'_>) -> Result<(), Error> {
    let fault = |error: engine::calendar::CalendarError| Error::Fault(error.to_string());
    let began = app.registry.calendar().working_days_before(app.today(), BEGAN).map_err(fault)?;
    app.clock.set(reminder_at(began) + Duration::hours(1));
    frankfurt(app, desk).await?;
    kansai(app, desk).await
}

/// A text in Vietnamese and English, named after its case.
pub struct Text<'a> {
    /// Its own name among the samples.
    pub name: &'a str,
    /// Name of the files.
    pub file: &'a str,
    /// Vietnamese.
    pub vi: &'a str,
    /// English.
    pub en: &'a str,
}

async fn frankfurt(app: &App, desk: &Desk<'_>) -> Result<(), Error> {
    let official = person(app, "official@hcm.example").await?;
    let details = json!({
        "secret": false,
        "partner": { "name": "Frankfurt am Main", "country": "Đức", "level": "city" },
        "titles": {
            "vi": "Bản ghi nhớ về hợp tác giữa Thành phố Hồ Chí Minh và Thành phố Frankfurt am Main",
            "en": "Memorandum on cooperation between Ho Chi Minh City and Frankfurt am Main",
        },
        "kind": "memorandum-of-cooperation",
        "purpose": "Thúc đẩy trao đổi kinh tế, công nghệ thông tin, du lịch và môi trường với trung tâm tài chính của \
                    CHLB Đức; mở đường cho doanh nghiệp của Thành phố tham gia các hội chợ tại Frankfurt.",
        "fields": ["economy", "information-technology", "investment", "trade-fairs", "science-technology",
                   "environment-climate", "tourism", "finance"],
        "checklist": checklist(app, &["term-duration", "term-automatic-renewal", "term-lapse",
                                      "term-in-force-on-signing"])?,
        "class": "non-binding",
        "bodies": bodies(app, &["MPI"]).await?,
        "term": "Có hiệu lực từ ngày ký; tự động gia hạn từng năm; hết hiệu lực sau hai năm liên tiếp không có \
                 chương trình hợp tác.",
    });
    let text = Text {
        name: "frankfurt",
        file: "ban-ghi-nho-frankfurt",
        vi: include_str!("texts/frankfurt.vi.txt"),
        en: include_str!("texts/frankfurt.en.txt"),
    };
    let number = draft(app, desk, &official, details, &text, "thesis-tampere-2020").await?;
    let leader = person(app, "leader@hcm.example").await?;
    step(app, desk, &official, &number, "send-to-clearance", json!({}), 2).await?;
    step(app, desk, &leader, &number, "clear", json!({}), 20).await?;
    step(app, desk, &official, &number, "request-agreement", json!({}), 2).await
}

async fn kansai(app: &App, desk: &Desk<'_>) -> Result<(), Error> {
    let official = person(app, "official@hcm.example").await?;
    let details = json!({
        "secret": false,
        "partner": { "name": "Cục Kinh tế, Thương mại và Công nghiệp Kansai (METI-Kansai)", "country": "Nhật Bản",
                     "level": "agency" },
        "titles": {
            "vi": "Thỏa thuận khung về hợp tác kinh tế giữa Thành phố Hồ Chí Minh và METI-Kansai",
            "en": "Framework agreement on economic cooperation between Ho Chi Minh City and METI-Kansai",
        },
        "kind": "framework-agreement",
        "purpose": "Phát triển công nghiệp hỗ trợ, kết nối doanh nghiệp vùng Kansai với doanh nghiệp của Thành phố.",
        "fields": ["supporting-industries", "trade", "investment", "business-exchange", "human-resources"],
        "checklist": checklist(app, &["commits-money", "commits-named-duties", "term-duration"])?,
        "class": "binding",
        "bodies": bodies(app, &["MPI", "MOIT"]).await?,
        "term": "Ba năm kể từ ngày ký.",
    });
    let text = Text {
        name: "kansai",
        file: "thoa-thuan-khung-kansai",
        vi: include_str!("texts/kansai.vi.txt"),
        en: include_str!("texts/kansai.en.txt"),
    };
    let number = draft(app, desk, &official, details, &text, "thesis-tampere-2020").await?;
    let leader = person(app, "leader@hcm.example").await?;
    step(app, desk, &official, &number, "send-to-clearance", json!({}), 1).await?;
    step(app, desk, &leader, &number, "clear", json!({}), 3).await?;
    step(app, desk, &official, &number, "request-opinions", json!({}), 1).await?;
    let ministry = person(app, "reviewer@moit.example").await?;
    let message = "Đề nghị bổ sung dự kiến kinh phí hằng năm của các hoạt động nêu tại Điều 3.";
    step(app, desk, &ministry, &number, "request-supplements", json!({ "message": message }), 20).await
}

/// Opens a dossier with its first text and returns its number. The text's name tells it from every other.
pub async fn draft(
    app: &App,
    desk: &Desk<'_>,
    official: &Who,
    details: Value,
    text: &Text<'_>,
    label: &str,
) -> Result<String, Error> {
    let key = format!("demo:{}:open", text.name);
    let rules = rules();
    let opened = Box::pin(open_as(app, official, details, Some(label.to_owned()), &rules, Some(&key)));
    let number = desk.once(official, &key, opened).await?;
    app.clock.advance(std::time::Duration::from_secs(600));
    let mut texts = Vec::new();
    for (lang, content) in [("vi", text.vi), ("en", text.en)] {
        let upload = Upload {
            field: format!("text_{lang}"),
            name: format!("{}.{lang}.txt", text.file),
            bytes: content.as_bytes().to_vec(),
        };
        texts.push((lang.to_owned(), upload));
    }
    let data = json!({ "note": "Dự thảo đầu tiên" });
    let asked = Asked { texts, ..Asked::new("revise-text", None, data) };
    let key = format!("demo:{}:text", text.name);
    desk.once(official, &key, Box::pin(act(app, official, &number, &asked, Some(&key)))).await?;
    Ok(number)
}

/// One command, so many hours after the last.
async fn step(
    app: &App,
    desk: &Desk<'_>,
    who: &Who,
    number: &str,
    command: &str,
    data: Value,
    hours: u64,
) -> Result<(), Error> {
    app.clock.advance(std::time::Duration::from_secs(hours * 3600));
    let (key, asked) = (format!("demo:{number}:{command}"), Asked::new(command, None, data));
    desk.once(who, &key, Box::pin(act(app, who, number, &asked, Some(&key)))).await.map(drop)
}

/// The demo account of that address.
pub async fn person(app: &App, email: &str) -> Result<Who, Error> {
    let account = store::accounts::by_email(&app.store, &session::address(email)).await?.ok_or(Error::NotFound)?;
    who::load(app, AccountId(account.id), app.today()).await?.ok_or(Error::NotFound)
}

/// Organisations by their codes.
pub async fn bodies(app: &App, codes: &[&str]) -> Result<Vec<OrgId>, Error> {
    let mut found = Vec::new();
    for code in codes {
        let org = store::organisations::by_code(&app.store, code).await?.ok_or(Error::NotFound)?;
        found.push(OrgId(org.id));
    }
    Ok(found)
}

/// Every question of the pack answered: "yes" to these, "no" to the rest.
pub fn checklist(app: &App, yes: &[&str]) -> Result<Value, Error> {
    let file = app.registry.for_start(app.today(), &rules(), Act::Conclude)?;
    let answers = file.pack.checklist.iter().map(|item| {
        let answer = item.effect != ChecklistEffect::Excluded && yes.contains(&item.id.as_str());
        (item.id.clone(), Value::Bool(answer))
    });
    Ok(Value::Object(answers.collect()))
}
