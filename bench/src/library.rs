//! The same eight transitions without HTTP: the use cases called in a process of their own, which is this program again.

use crate::course::STEPS;
use crate::drive::Run;
use crate::postgres::Server;
use crate::system::{cpu, run};
use crate::{Args, PASSWORD};
use serde_json::{Value, json};
use std::io::{Error, Result};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use thoathuan::app::act::{Asked, act};
use thoathuan::app::files::Upload;
use thoathuan::app::{App, Parts, Who, open, session};
use thoathuan::clock::{Clock, Ids};
use thoathuan::config::{Environment, load};
use thoathuan::mail::Transport;
use thoathuan::registry::{PackPolicy, Registry};
use thoathuan::store::{Options, Store, ids};

/// Runs the course in `database` and counts it.
///
/// # Errors
/// The first transition that failed.
pub fn measure(args: &Args, server: &Server, database: &str, url: &str, data: &Path, clients: usize) -> Result<Run> {
    let before = server.counts(database)?;
    let run = run_alone(args, url, data, clients)?;
    std::thread::sleep(Duration::from_millis(1200));
    Ok(Run { database: server.counts(database)? - before, ..run })
}

/// The same without what a server counts.
///
/// # Errors
/// The first transition that failed.
pub fn run_alone(args: &Args, url: &str, data: &Path, clients: usize) -> Result<Run> {
    let before = cpu(std::process::id());
    let mut own = Command::new(std::env::current_exe()?);
    own.arg("--folder").arg(data).args(["--library", url, "--clients", &clients.to_string()]);
    let said = run(own.args(["--seconds", &args.seconds.to_string()]))?;
    // It is our child: its time is counted when it has ended.
    let service = cpu(std::process::id()) - before;
    let said: Value = serde_json::from_str(&said).map_err(Error::other)?;
    let latencies: Vec<u32> = serde_json::from_value(said["latencies"].clone()).map_err(Error::other)?;
    let seconds = said["seconds"].as_f64().unwrap_or_default();
    Ok(Run { transitions: latencies.len() as u64, seconds, latencies, service, ..Run::default() })
}

/// What the process of its own does: prints what it measured as JSON.
///
/// # Errors
/// The first transition that failed.
pub async fn serve(url: &str, data: &Path, clients: usize, seconds: u64) -> Result<()> {
    let app = app(url, data).await.map_err(Error::other)?;
    let began = Instant::now();
    let end = began + Duration::from_secs(seconds);
    let mut tasks = Vec::new();
    for n in 0..clients {
        let app = Arc::clone(&app);
        tasks.push(tokio::spawn(async move { client(&app, n, end).await.map_err(|error| error.to_string()) }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.map_err(Error::other)?.map_err(Error::other)?);
    }
    latencies.sort_unstable();
    println!("{}", json!({ "seconds": began.elapsed().as_secs_f64(), "latencies": latencies }));
    Ok(())
}

type Failed = Box<dyn std::error::Error + Send + Sync>;

async fn app(url: &str, data: &Path) -> std::result::Result<Arc<App>, Failed> {
    let none: Environment = std::iter::empty::<(String, String)>().collect();
    let mut config = load(None, &none)?.config;
    config.procedure.pack = PackPolicy::Fixed("ordinance-33-2007".to_owned());
    let options = Options { blobs: Some(data.join("files")), ..Options::default() };
    let clock = Clock::system();
    let parts = Parts {
        store: Store::connect(url, &options).await?,
        ids: Ids::random(clock.clone()),
        clock,
        registry: Registry::embedded()?,
        config,
        transport: Transport::Memory(Arc::default()),
        demo: false,
    };
    Ok(App::open(parts).await?)
}

async fn person(app: &App, email: &str) -> std::result::Result<Who, Failed> {
    let (_, session) = session::sign_in(app, email, PASSWORD, None).await?;
    Ok((*session.who).clone())
}

/// The same details as the form of [`crate::course`] sends.
async fn details(app: &App) -> std::result::Result<Value, Failed> {
    let partner = ids(&app.store, "partner", None, 1).await?.pop().ok_or("no partner on file")?;
    let file = app.registry.for_start(app.today(), &app.config.procedure.pack, Default::default());
    let file = file.map_err(|refusal| refusal.code.as_str())?;
    let checklist = file.pack.checklist.iter().map(|item| (item.id.clone(), Value::Bool(false)));
    Ok(json!({
        "secret": false,
        "partner": { "id": partner },
        "titles": {
            "vi": "Bản ghi nhớ hợp tác về kinh tế và du lịch với Thành phố mẫu",
            "en": "Memorandum of cooperation on economy and tourism with Sample City",
        },
        "kind": "memorandum-of-cooperation",
        "purpose": "Thúc đẩy trao đổi kinh tế và du lịch giữa hai thành phố.",
        "fields": ["economy", "tourism"],
        "checklist": checklist.collect::<serde_json::Map<_, _>>(),
        "class": "non-binding",
        "term": "Ba năm kể từ ngày ký, tự gia hạn từng năm.",
    }))
}

/// The command of a step, with its files.
fn asked(app: &App, step: &str) -> Asked {
    let upload = |field: &str, name: &str, text: &str| Upload {
        field: field.to_owned(),
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let data = match step {
        "revise-text" => json!({ "note": "Bản đầu tiên" }),
        "answer" => json!({ "kind": "agree", "advice": "Nhất trí với nội dung dự thảo." }),
        "take-responsibility" => json!({ "sign_by": "head", "signer": "Trần Quốc Bảo",
            "signer_title": "Chủ tịch Ủy ban nhân dân", "responsible": true }),
        "record-signing" => json!({ "signed_on": app.today().to_string(), "place": "Thành phố mẫu",
            "foreign": [{ "name": "Erika Mustermann", "title": "Oberbürgermeisterin" }] }),
        _ => json!({}),
    };
    let mut asked = Asked::new(step, None, data);
    if step == "revise-text" {
        let (vi, en) = (
            "BẢN GHI NHỚ. Điều 1. Hai bên tăng cường trao đổi.",
            "MEMORANDUM. Article 1. The two sides intend to exchange.",
        );
        asked.texts.push(("vi".to_owned(), upload("text_vi", "ban-ghi-nho.txt", vi)));
        asked.texts.push(("en".to_owned(), upload("text_en", "memorandum.txt", en)));
    }
    if step == "record-signing" {
        asked.papers.push(("signed-copy".to_owned(), upload("paper.signed-copy", "ban-da-ky.txt", "Bản đã ký.")));
    }
    asked
}

/// One client's transitions in microseconds.
async fn client(app: &App, n: usize, end: Instant) -> std::result::Result<Vec<u32>, Failed> {
    let place = format!("t{:02}", n + 1);
    let official = person(app, &format!("official@{place}.example")).await?;
    let leader = person(app, &format!("leader@{place}.example")).await?;
    let reviewer = person(app, "reviewer@mofa.example").await?;
    let details = details(app).await?;
    let (mut done, mut number, mut keys) = (Vec::new(), String::new(), 0);
    while Instant::now() < end {
        for step in STEPS {
            keys += 1;
            let key = format!("library-{}-{n}-{keys}", std::process::id());
            let start = Instant::now();
            if step == "open" {
                number = open::open(app, &official, details.clone(), Some(&key)).await?.number;
            } else {
                let who = match step {
                    "clear" | "take-responsibility" => &leader,
                    "answer" => &reviewer,
                    _ => &official,
                };
                act(app, who, &number, &asked(app, step), Some(&key)).await?;
            }
            done.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
    }
    Ok(done)
}
