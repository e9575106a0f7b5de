//! An office at work: dossiers in every state of both tracks, brought there through the same use cases as everybody's
//! work. Partners exist, people and the course of every procedure are invented, and each page says so.

use super::cases::{Text, bodies, checklist, draft, person};
use super::desk::Desk;
use super::drafts::{self, Topic};
use crate::app::act::{Asked, act};
use crate::app::deliver::deliver;
use crate::app::files::Upload;
use crate::app::open::open_as;
use crate::app::{App, Error, Who};
use crate::store;
use chrono::Duration;
use engine::clock::reminder_at;
use serde_json::{Value, json};
use std::sync::Arc;

/// Entries of an account looked through: far more than the demo makes.
const TOLD: u64 = 10_000;
/// Mails handed over at a time.
const MAILS: u64 = 100;

/// Who acts: his address, that of his locality's own people without the place.
type By = &'static str;
/// Days before today, who, command, data.
type Step = (u32, By, &'static str, Value);

const OFFICIAL: By = "official";
const LEADER: By = "leader";
const MOFA: By = "reviewer@mofa.example";
const MPI: By = "reviewer@mpi.example";
const MOIT: By = "reviewer@moit.example";
const OFFICE: By = "office@gov.example";

/// One dossier: its topic, its place, whether it is binding, how many days ago it was opened, and what was done since.
struct Plan {
    topic: &'static Topic,
    place: &'static str,
    binding: bool,
    opened: u32,
    steps: Vec<Step>,
}

/// Sent to clearance, cleared, and the opinions asked for, so many days ago.
fn asked(binding: bool, days: u32) -> Vec<Step> {
    let command = if binding { "request-opinions" } else { "request-agreement" };
    vec![
        (days + 2, OFFICIAL, "send-to-clearance", json!({})),
        (days + 1, LEADER, "clear", json!({})),
        (days, OFFICIAL, command, json!({})),
    ]
}

fn agree(days: u32, by: By) -> Step {
    (days, by, "answer", json!({ "kind": "agree" }))
}

fn decided(days: u32, binding: bool) -> Step {
    let data = json!({ "sign_by": "head", "signer": "Trần Quốc Bảo", "signer_title": "Chủ tịch", "responsible": true });
    (days, LEADER, if binding { "decide" } else { "take-responsibility" }, data)
}

fn signed(days: u32) -> Step {
    let data = json!({ "signed_on": "", "place": "Thành phố Hồ Chí Minh",
                       "foreign": [{ "name": "Alex Morgan", "title": "Deputy Mayor" }] });
    (days, OFFICIAL, "record-signing", data)
}

fn reason(days: u32, by: By, command: &'static str, text: &str) -> Step {
    (days, by, command, json!({ "reason": text }))
}

fn all_agree(days: u32) -> Vec<Step> {
    vec![agree(days, MOFA), agree(days, MPI), agree(days, MOIT), (days, OFFICIAL, "propose-decision", json!({}))]
}

/// A remark that the locality explains and does not adopt: a difference.
fn differing(days: u32) -> Vec<Step> {
    let no = json!({ "kind": "disagree",
                     "remarks": [{ "clause": "Điều 5", "text": "Chưa cân đối được vốn đối ứng." }] });
    let reply = json!({ "replies": [{ "accepted": false, "text": "Thành phố tự bảo đảm vốn đối ứng." }] });
    vec![
        agree(days, MOFA),
        agree(days, MOIT),
        (days, MPI, "answer", no),
        (days - 1, OFFICIAL, "reply-to-remarks", reply),
    ]
}

fn plans() -> Vec<Plan> {
    let topics = &drafts::TOPICS;
    let mut plans = Vec::new();
    let mut add = |binding: bool, place: &'static str, opened: u32, parts: Vec<Vec<Step>>| {
        let steps = parts.into_iter().flatten().collect();
        plans.push(Plan { topic: &topics[plans.len() % topics.len()], place, binding, opened, steps });
    };
    let clearance = |days| vec![(days, OFFICIAL, "send-to-clearance", json!({}))];
    let clear = |days| vec![(days, LEADER, "clear", json!({}))];
    let statement = json!({ "statement": "Ý kiến khác nhau về vốn đối ứng tại Điều 5." });
    let letter = json!({ "number": "1275/VPCP-QHQT", "dated_on": "", "signer": "Lý Hoài Nam", "favourable": true,
                         "gist": "Đồng ý chủ trương; địa phương tự cân đối kinh phí." });
    let supplements = |by| vec![(1, by, "request-supplements", json!({ "message": "Đề nghị gửi dự toán chi tiết." }))];
    // The standard track.
    add(true, "hcm", 3, vec![]);
    add(true, "hcm", 6, vec![clearance(5)]);
    add(
        true,
        "hcm",
        6,
        vec![clearance(4), vec![reason(2, LEADER, "return-draft", "Làm rõ trách nhiệm tài chính tại Điều 5.")]],
    );
    add(true, "danang", 7, vec![clearance(4), clear(2)]);
    add(true, "hcm", 15, vec![asked(true, 11)]);
    add(true, "hcm", 9, vec![asked(true, 4), vec![agree(2, MOFA)]]);
    add(true, "danang", 8, vec![asked(true, 3), vec![agree(2, MOIT)], supplements(MPI)]);
    add(true, "hcm", 14, vec![asked(true, 8), differing(4)]);
    add(true, "hcm", 20, vec![asked(true, 14), differing(10), vec![(6, OFFICIAL, "submit-to-pm", statement.clone())]]);
    add(
        true,
        "hcm",
        25,
        vec![
            asked(true, 20),
            differing(16),
            vec![(14, OFFICIAL, "submit-to-pm", statement), (7, OFFICE, "record-pm-opinion", letter)],
        ],
    );
    add(true, "danang", 16, vec![asked(true, 12), all_agree(5)]);
    add(true, "hcm", 30, vec![asked(true, 26), all_agree(20), vec![decided(16, true)]]);
    add(true, "hcm", 40, vec![asked(true, 36), all_agree(30), vec![decided(27, true), signed(20)]]);
    let report = |days| (days, OFFICIAL, "fulfil-duty", json!({ "note": "Báo cáo số 88/BC-UBND" }));
    let note = "Gửi bản sao kèm công văn số 512/UBND-NgV";
    let copies = |days| (days, OFFICIAL, "fulfil-duty", json!({ "note": note, "copies": true }));
    let close = |days| (days, OFFICIAL, "close", json!({}));
    add(
        true,
        "danang",
        45,
        vec![asked(true, 41), all_agree(34), vec![decided(30, true), signed(25), report(18), close(17)]],
    );
    add(
        true,
        "hcm",
        28,
        vec![
            asked(true, 24),
            all_agree(16),
            vec![reason(12, LEADER, "decide-not-to-conclude", "Đối tác đã thay đổi kế hoạch vốn.")],
        ],
    );
    add(true, "danang", 18, vec![asked(true, 14), vec![reason(9, OFFICIAL, "withdraw", "Đối tác đề nghị hoãn.")]]);
    // The fast track.
    add(false, "danang", 2, vec![]);
    add(false, "hcm", 5, vec![clearance(3)]);
    add(false, "danang", 5, vec![clearance(3), clear(1)]);
    add(false, "danang", 9, vec![asked(false, 6)]);
    add(false, "hcm", 5, vec![asked(false, 2), supplements(MOFA)]);
    add(false, "hcm", 10, vec![asked(false, 6), vec![agree(4, MOFA), decided(2, false)]]);
    let in_force = |days| (days, OFFICIAL, "record-in-force", json!({ "on": "", "by": "Có hiệu lực từ ngày ký." }));
    add(false, "danang", 14, vec![asked(false, 11), vec![agree(9, MOFA), decided(8, false), signed(6), in_force(5)]]);
    add(
        false,
        "hcm",
        30,
        vec![
            asked(false, 26),
            vec![agree(24, MOFA), decided(22, false), signed(20), in_force(20), report(14), copies(14), close(13)],
        ],
    );
    add(
        false,
        "hcm",
        12,
        vec![
            asked(false, 8),
            vec![agree(6, MOFA), reason(4, LEADER, "decide-not-to-conclude", "Chưa phù hợp kế hoạch năm.")],
        ],
    );
    add(
        false,
        "danang",
        9,
        vec![clearance(7), vec![reason(5, OFFICIAL, "withdraw", "Gộp vào chương trình hợp tác năm.")]],
    );
    let binding = json!({ "class": "binding", "reason": "Điều 5 có cam kết tài chính." });
    add(false, "hcm", 9, vec![asked(false, 5), vec![(3, MOFA, "reclassify", binding)]]);
    plans
}

/// How many dossiers there are.
pub fn count() -> usize {
    plans().len()
}

/// Enters all of them, as far as they are not there. The clock is set back meanwhile; the desk puts it right again.
///
/// # Errors
/// [`Error`].
pub async fn enter(app: &Arc<App>, desk: &Desk<'_>) -> Result<(), Error> {
    let today = app.today();
    let at = |app: &App, days: u32, n: usize| {
        let fault = |error: engine::calendar::CalendarError| Error::Fault(error.to_string());
        let day = app.registry.calendar().working_days_before(today, days).map_err(fault)?;
        let minutes = i64::try_from(n).unwrap_or_default() * 7;
        app.clock.set(reminder_at(day) + Duration::minutes(60 + minutes));
        Ok::<(), Error>(())
    };
    for (nth, plan) in plans().into_iter().enumerate() {
        at(app, plan.opened, 0)?;
        let number = Box::pin(open(app, desk, nth, &plan)).await?;
        for (n, (days, by, command, data)) in plan.steps.iter().enumerate() {
            at(app, *days, n + 2)?;
            let key = format!("demo:{nth}:{n}");
            Box::pin(take(app, desk, &plan, &number, (by, &key), command, data.clone()))
                .await
                .map_err(|error| Error::Fault(format!("{command} of the sample dossier {number}: {error}")))?;
            // Its mails go out on their day: later they would be given up as of no use.
            while deliver(app, "demo", MAILS).await?.claimed() > 0 {}
        }
    }
    // Of a secret nothing is stored but that somebody said so.
    at(app, 1, 0)?;
    let official = person(app, "official@danang.example").await?;
    if said_secret(app, &official).await? {
        return Ok(());
    }
    match open_as(app, &official, json!({ "secret": true }), None, &super::rules(), None).await {
        Err(Error::Refused(_)) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn open(app: &App, desk: &Desk<'_>, nth: usize, plan: &Plan) -> Result<String, Error> {
    let topic = plan.topic;
    let official = person(app, &format!("official@{}.example", plan.place)).await?;
    let place = if plan.place == "hcm" { drafts::HCM } else { drafts::DANANG };
    let (vi, en) = drafts::text(topic, place, plan.binding);
    let yes: &[&str] = if plan.binding { &["commits-money", "commits-named-duties"] } else { &["term-duration"] };
    let asked = if plan.binding { bodies(app, &["MPI", "MOIT"]).await? } else { Vec::new() };
    let details = json!({
        "secret": false,
        "partner": { "name": topic.partner, "country": topic.country, "level": topic.level },
        "titles": drafts::titles(topic, place, plan.binding),
        "kind": if plan.binding { "cooperation-agreement" } else { "memorandum-of-understanding" },
        "purpose": format!("Thúc đẩy hợp tác về {} với {}.", topic.subject.0, topic.partner),
        "fields": [topic.field],
        "checklist": checklist(app, yes)?,
        "class": if plan.binding { "binding" } else { "non-binding" },
        "bodies": asked,
        "term": "Ba năm kể từ ngày ký, gia hạn theo thỏa thuận bằng văn bản.",
    });
    let name = format!("office-{nth}");
    let text = Text { name: &name, file: topic.field, vi: &vi, en: &en };
    draft(app, desk, &official, details, &text, "thesis-tampere-2020-invented").await
}

/// Whether an earlier start has answered that question: a refusal is under no key.
async fn said_secret(app: &App, official: &Who) -> Result<bool, Error> {
    let Some(account) = official.account else { return Ok(false) };
    let told = store::record::range(&app.store, &store::record::account_stream(account), 0, TOLD).await?;
    Ok(told.iter().any(|entry| entry.act == "open"))
}

/// One command, with the papers that it needs.
async fn take(
    app: &App,
    desk: &Desk<'_>,
    plan: &Plan,
    number: &str,
    (by, key): (&str, &str),
    command: &str,
    data: Value,
) -> Result<(), Error> {
    let address = if by.contains('@') { by.to_owned() } else { format!("{by}@{}.example", plan.place) };
    let who = person(app, &address).await?;
    let mut data = data;
    for day in ["signed_on", "dated_on", "on"] {
        if data.get(day).is_some_and(|value| value == "") {
            data[day] = json!(app.today().to_string());
        }
    }
    let copies = data.get("copies").is_some();
    if command == "fulfil-duty" {
        let rule = if copies { "copy-to-mofa-and-ministries" } else { "report-to-pm" };
        let dossier = crate::app::seen::dossier(app, &who, number).await?;
        let duty = dossier.duties.iter().find(|duty| duty.rule == rule);
        data = json!({ "note": data["note"], "duty": duty.map(|duty| duty.id) });
    }
    let paper = match command {
        "record-pm-opinion" => Some("pm-opinion-letter"),
        "record-signing" => Some("signed-copy"),
        "fulfil-duty" if copies => Some("copies-letter"),
        "fulfil-duty" => Some("report-letter"),
        _ => None,
    };
    let upload = |paper: &str| Upload {
        field: format!("paper.{paper}"),
        name: format!("{paper}.txt"),
        bytes: format!("Bản mẫu để trình diễn, không phải văn bản thật: {paper}, {number}.\n").into_bytes(),
    };
    let papers = paper.map(|paper| (paper.to_owned(), upload(paper))).into_iter().collect();
    let asked = Asked { papers, ..Asked::new(command, None, data) };
    desk.once(&who, key, Box::pin(act(app, &who, number, &asked, Some(key)))).await.map(drop)
}
