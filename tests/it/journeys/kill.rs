//! `kill -9` under load: of the service on both databases, of PostgreSQL under the service, and of one of three processes
//! that share a PostgreSQL. Fifty times each.
//!
//! Clients send commands that each cause one mail. A command that got no answer is sent again with the same
//! idempotency key until it gets one. At the end every acknowledged command stands in the record exactly once, the
//! record and the live tables agree, and each command's mail lies in the folder once. This says nothing about a power
//! cut (that is the databases' `synchronous=FULL` and `fsync=on`).

use crate::support::db::{Folder, OwnCluster};
use crate::support::site::frankfurt;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const KILLS: u32 = 50;
const CLIENTS: usize = 6;

/// A process of the service.
struct Service {
    folder: Folder,
    database: Option<String>,
    port: u16,
    child: Option<Child>,
}

impl Service {
    fn new(database: Option<String>) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder: Folder::new(), database, port, child: None }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_thoathuan"));
        command.env("THOATHUAN_DATA_DIR", self.folder.0.join("data")).env("THOATHUAN_LOG_FILTER", "error");
        command.env("THOATHUAN_JOBS_MAIL_SECONDS", "1").env("THOATHUAN_JOBS_CLOCK_SECONDS", "1");
        match &self.database {
            Some(url) => command.env("DATABASE_URL", url),
            None => command.env_remove("DATABASE_URL"),
        };
        command
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    async fn start(&mut self) {
        let mut command = self.command();
        command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{}", self.port)]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
        self.child = Some(child);
        let ready = format!("{}/readyz", self.url());
        for _ in 0..1200 {
            if reqwest::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the service did not become ready");
    }

    /// The load on these processes, the first of which made the demo.
    fn load(services: &[Self], strict: bool) -> Arc<Load> {
        Arc::new(Load {
            urls: services.iter().map(Self::url).collect(),
            strict,
            http: reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap(),
            official: services[0].token("official@hcm.example"),
            leader: services[0].token("leader@hcm.example"),
            stop: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
        })
    }

    fn mails(&self) -> PathBuf {
        self.folder.0.join("data/mail")
    }

    /// SIGKILL.
    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn token(&self, email: &str) -> String {
        let output = self.command().args(["user", "token", email, "--json"]).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        said["token"].as_str().unwrap().to_owned()
    }

    fn verify(&self) -> Value {
        let output = self.command().args(["audit", "verify", "--json"]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the clients share.
struct Load {
    /// The processes; who gets no answer from one asks the next.
    urls: Vec<String>,
    /// Whether no process may answer that it failed: nothing but killed connections is seen.
    strict: bool,
    http: reqwest::Client,
    official: String,
    leader: String,
    stop: AtomicBool,
    in_flight: AtomicUsize,
}

impl Load {
    /// Sends until there is an answer; the same key each time.
    async fn insist(&self, token: &str, path: &str, body: &Value, key: &str) -> Value {
        for attempt in 0..2_000 {
            self.in_flight.fetch_add(1, Ordering::SeqCst);
            let url = self.url(key.len() + attempt);
            let request = self.http.post(format!("{url}{path}")).bearer_auth(token).json(body);
            let answer = request.header("Idempotency-Key", key).send().await;
            let read = match answer {
                Ok(answer) => Some((answer.status(), answer.json::<Value>().await)),
                Err(_) => None,
            };
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
            match read {
                Some((status, Ok(json))) if status.is_success() => return json,
                // The database is away: the service says so, or that it failed.
                Some((status, said)) if status.is_server_error() => assert!(!self.strict, "{status} {said:?}"),
                Some((status, Ok(json))) => panic!("{status} {json}"),
                _ => {}
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no answer for {path}");
    }

    fn url(&self, nth: usize) -> &str {
        &self.urls[nth % self.urls.len()]
    }

    /// A draft with a text.
    async fn draft(&self, n: usize) -> (String, Value) {
        let opened = self.insist(&self.official, "/api/v1/dossiers", &frankfurt(&[]), &format!("open-{n}")).await;
        let number = opened["number"].as_str().unwrap().to_owned();
        let seen = json!({ "text_revision": 0, "step_revision": opened["step_revision"] });
        let form = Form::new()
            .text("note", "")
            .text("seen", seen.to_string())
            .part("text.vi", Part::bytes("Điều 1.".as_bytes().to_vec()).file_name("a.txt"));
        let path = format!("{}/api/v1/dossiers/{number}/texts", self.url(n));
        let answer = self.http.post(path).bearer_auth(&self.official).multipart(form).send().await.unwrap();
        let done: Value = answer.json().await.unwrap();
        (number, done["dossier"].clone())
    }

    /// Sends to clearance and returns, over and over; each command causes one mail. Returns what was acknowledged.
    async fn work(self: Arc<Self>, n: usize, number: String, mut dossier: Value) -> BTreeSet<(String, u64)> {
        let mut acknowledged = BTreeSet::new();
        let path = format!("/api/v1/dossiers/{number}/commands");
        let mut turn = 0;
        while !self.stop.load(Ordering::SeqCst) {
            let (token, command, data) = match turn % 2 {
                0 => (&self.official, "send-to-clearance", json!({})),
                _ => (&self.leader, "return-draft", json!({ "reason": "Sửa lại." })),
            };
            let seen = json!({ "text_revision": dossier["text_revision"], "step_revision": dossier["step_revision"] });
            let body = json!({ "command": command, "seen": seen, "data": data });
            let done = self.insist(token, &path, &body, &format!("work-{n}-{turn}")).await;
            assert!(acknowledged.insert((number.clone(), done["seq"].as_u64().unwrap())), "one entry a command");
            dossier = match &done["dossier"] {
                Value::Null => self.read(token, &number).await,
                known => known.clone(),
            };
            turn += 1;
        }
        acknowledged
    }

    async fn read(&self, token: &str, number: &str) -> Value {
        for attempt in 0..2_000 {
            let path = format!("{}/api/v1/dossiers/{number}", self.url(attempt));
            if let Ok(answer) = self.http.get(path).bearer_auth(token).send().await
                && answer.status().is_success()
                && let Ok(json) = answer.json::<Value>().await
            {
                return json;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{number} cannot be read");
    }
}

/// What is killed.
enum Victim {
    Service,
    Database(OwnCluster),
}

/// A fixed sequence of pauses and choices: a failure comes again.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

/// The processes `services` under load, while `strike` kills something and brings it back, over and over.
async fn campaign(services: &mut [Service], strict: bool, mut strike: impl AsyncFnMut(&mut [Service], u64)) {
    for service in services.iter_mut() {
        service.start().await;
    }
    let load = Service::load(services, strict);
    let mails: Vec<PathBuf> = services.iter().map(Service::mails).collect();
    let mails_before = settled(&mails).await;
    let mut clients = tokio::task::JoinSet::new();
    for n in 0..CLIENTS {
        let (number, dossier) = load.draft(n).await;
        clients.spawn(Arc::clone(&load).work(n, number, dossier));
    }
    let (mut cut_off, mut chance) = (0, Chance(20_191));
    for _ in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(80 + chance.next() % 320)).await;
        cut_off += load.in_flight.load(Ordering::SeqCst);
        strike(services, chance.next()).await;
    }
    load.stop.store(true, Ordering::SeqCst);
    let mut acknowledged = BTreeSet::new();
    while let Some(mut done) = clients.join_next().await {
        acknowledged.append(done.as_mut().unwrap());
    }
    println!("{KILLS} kills, {cut_off} requests in flight, {} commands acknowledged", acknowledged.len());
    assert!(cut_off > 0, "no kill met a request");
    assert!(acknowledged.len() > KILLS as usize, "the load stood still");
    let mut recorded = BTreeSet::new();
    for number in acknowledged.iter().map(|(number, _)| number.clone()).collect::<BTreeSet<_>>() {
        recorded.extend(entries(&load, &number).await.into_iter().map(|seq| (number.clone(), seq)));
    }
    assert_eq!(acknowledged, recorded, "every acknowledged command stands in the record once, and no other");
    for _ in 0..600 {
        if count(&mails) >= mails_before + acknowledged.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(count(&mails), mails_before + acknowledged.len(), "one mail a command");
    let report = services[0].verify();
    assert_eq!(report["ok"], true, "{report}");
}

async fn alone(database: Option<String>, mut victim: Victim) {
    campaign(&mut [Service::new(database)], false, async |services, _| match &mut victim {
        Victim::Service => {
            services[0].kill();
            services[0].start().await;
        }
        Victim::Database(cluster) => {
            cluster.kill();
            cluster.start();
        }
    })
    .await;
}

/// Entries of the two commands, by number.
async fn entries(load: &Load, number: &str) -> Vec<u64> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("{}/api/v1/dossiers/{number}/record?limit=200{after}", load.url(0));
        let page: Value = load.http.get(path).bearer_auth(&load.official).send().await.unwrap().json().await.unwrap();
        for entry in page["items"].as_array().unwrap() {
            if ["send-to-clearance", "return-draft"].iter().any(|act| entry["act"] == *act) {
                found.push(entry["seq"].as_u64().unwrap());
            }
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

/// Mails in the folders. One that a killed process had handed over is handed over again by another, under the same
/// name: Message-ID and bytes are the same.
fn count(folders: &[PathBuf]) -> usize {
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    let mails = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "eml"));
    mails.map(|file| file.file_name()).collect::<BTreeSet<_>>().len()
}

/// Waits until the mails of the demo's own cases lie there.
async fn settled(folders: &[PathBuf]) -> usize {
    let mut last = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let now = count(folders);
        if now > 0 && now == last {
            return now;
        }
        last = now;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_service_on_sqlite() {
    alone(None, Victim::Service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_service_on_postgres() {
    let cluster = OwnCluster::new();
    alone(Some(cluster.url()), Victim::Service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres_under_the_service() {
    let cluster = OwnCluster::new();
    alone(Some(cluster.url()), Victim::Database(cluster)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_three_processes_on_postgres() {
    let cluster = OwnCluster::new();
    let mut services = [0; 3].map(|_| Service::new(Some(cluster.url())));
    campaign(&mut services, true, async |services, chance| {
        let victim = &mut services[usize::try_from(chance % 3).unwrap()];
        victim.kill();
        victim.start().await;
    })
    .await;
}
