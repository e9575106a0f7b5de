//! The course that is measured: an agreement is drafted on the fast track and taken to its signing in eight transitions,
//! by the three people whose work they are, through the forms of the pages.

use crate::drive::Drives;
use crate::http::{Answer, Body, Connection};
use std::io::{Error, Result};
use std::sync::atomic::{AtomicU64, Ordering};

/// The eight transitions.
pub const STEPS: [&str; 8] = [
    "open",
    "revise-text",
    "send-to-clearance",
    "clear",
    "request-agreement",
    "answer",
    "take-responsibility",
    "record-signing",
];

/// Somebody signed in.
pub struct Person {
    cookie: String,
    csrf: String,
}

impl Person {
    /// Signs in.
    pub async fn sign_in(connection: &mut Connection, email: &str, password: &str) -> Result<Self> {
        let answer = connection.send("/sign-in", "", Body::Form(&[("email", email), ("password", password)])).await?;
        if answer.status != 303 {
            return Err(Error::other(format!("{email} cannot sign in: {}", answer.status)));
        }
        let cookie = answer.cookies.join("; ");
        let page = connection.send("/", &cookie, Body::None).await?;
        let text = String::from_utf8_lossy(&page.body).into_owned();
        let csrf = text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let csrf = csrf.ok_or_else(|| Error::other(format!("no form on the first page of {email}")))?.to_owned();
        Ok(Self { cookie, csrf })
    }

    /// Looks at a page.
    pub async fn get(&self, connection: &mut Connection, path: &str) -> Result<Answer> {
        connection.send(path, &self.cookie, Body::None).await
    }
}

/// What one client needs.
pub struct Client {
    /// His connection.
    pub connection: Connection,
    official: Person,
    leader: Person,
    reviewer: Person,
    checklist: Vec<String>,
    fields: Vec<(String, String)>,
    today: String,
    number: String,
    step: usize,
    keys: u64,
    name: String,
}

impl Client {
    /// As many clients as `n`.
    pub async fn many(address: &str, n: usize, today: &str) -> Result<Vec<Self>> {
        let mut clients = Vec::new();
        for n in 0..n {
            clients.push(Self::new(address, n, crate::PASSWORD, today).await?);
        }
        Ok(clients)
    }

    /// Client `n`, who works for province `n + 1`. Signings are dated `today`, as the form takes a day.
    pub async fn new(address: &str, n: usize, password: &str, today: &str) -> Result<Self> {
        let mut connection = Connection::open(address).await?;
        let place = format!("t{:02}", n + 1);
        let mut person = async |email: String| Person::sign_in(&mut connection, &email, password).await;
        let official = person(format!("official@{place}.example")).await?;
        let leader = person(format!("leader@{place}.example")).await?;
        let reviewer = person("reviewer@mofa.example".to_owned()).await?;
        let form = official.get(&mut connection, "/dossiers/new").await?;
        let form = String::from_utf8_lossy(&form.body).into_owned();
        let names = |wanted: &str| {
            let found = form.split("name=\"").filter_map(|rest| rest.split('"').next());
            let mut found: Vec<String> = found.filter(|name| name.starts_with(wanted)).map(str::to_owned).collect();
            found.dedup();
            found
        };
        // The first field that is offered, the first partner on file.
        let after = |mark: &str| {
            let rest = form.split(mark).nth(1)?;
            rest.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|value| value.len() > 3)
        };
        let partner = after("name=\"partner\"").ok_or_else(|| Error::other("no partner on the form"))?.to_owned();
        let checklist = names("checklist_");
        let fields = vec![("partner".to_owned(), partner)];
        // No run repeats a key of another: it would be answered from what is kept.
        static RUN: AtomicU64 = AtomicU64::new(0);
        let name = format!("{}-{}", std::process::id(), RUN.fetch_add(1, Ordering::Relaxed));
        Ok(Self {
            connection,
            official,
            leader,
            reviewer,
            checklist,
            fields,
            today: today.to_owned(),
            number: String::new(),
            step: 0,
            keys: 0,
            name,
        })
    }

    async fn act(&mut self, step: &str) -> Result<Answer> {
        self.keys += 1;
        let key = format!("bench-{}-{}", self.name, self.keys);
        let who = match step {
            "clear" | "take-responsibility" => &self.leader,
            "answer" => &self.reviewer,
            _ => &self.official,
        };
        // What the pages would carry: the text's revision, and the step of the dossier or, for the answer, of its row.
        let (text, own) = match step {
            "open" => ("", ""),
            "revise-text" => ("0", "1"),
            "answer" => ("1", "1"),
            "send-to-clearance" => ("1", "2"),
            "clear" => ("1", "3"),
            "request-agreement" => ("1", "5"),
            "take-responsibility" => ("1", "6"),
            _ => ("1", "8"),
        };
        let mut fields: Vec<(&str, &str)> = vec![("csrf", &who.csrf), ("idempotency_key", &key)];
        if !text.is_empty() {
            fields.extend([("seen_text_revision", text), ("seen_step_revision", own)]);
        }
        let number = &self.number;
        let at = |rest: &str| format!("/dossiers/{number}/{rest}");
        let cookie = &who.cookie;
        match step {
            "open" => {
                fields.extend(self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                fields.extend([
                    ("secret", "no"),
                    ("titles_vi", "Bản ghi nhớ hợp tác về kinh tế và du lịch với Thành phố mẫu"),
                    ("titles_en", "Memorandum of cooperation on economy and tourism with Sample City"),
                    ("kind", "memorandum-of-cooperation"),
                    ("purpose", "Thúc đẩy trao đổi kinh tế và du lịch giữa hai thành phố."),
                    ("fields", "economy"),
                    ("fields", "tourism"),
                    ("class", "non-binding"),
                    ("term", "Ba năm kể từ ngày ký, tự gia hạn từng năm."),
                ]);
                fields.extend(self.checklist.iter().map(|name| (name.as_str(), "no")));
                self.connection.send("/dossiers/new", cookie, Body::Form(&fields)).await
            }
            "revise-text" => {
                let files = [
                    ("text_vi", "ban-ghi-nho.txt", "BẢN GHI NHỚ. Điều 1. Hai bên tăng cường trao đổi."),
                    ("text_en", "memorandum.txt", "MEMORANDUM. Article 1. The two sides intend to exchange."),
                ];
                fields.push(("note", "Bản đầu tiên"));
                self.connection.send(&at("text"), cookie, Body::Files(&fields, &files)).await
            }
            "answer" => {
                fields.extend([("kind", "agree"), ("advice", "Nhất trí với nội dung dự thảo.")]);
                self.connection.send(&at("review"), cookie, Body::Form(&fields)).await
            }
            "take-responsibility" => {
                fields.extend([
                    ("sign_by", "head"),
                    ("signer", "Trần Quốc Bảo"),
                    ("signer_title", "Chủ tịch Ủy ban nhân dân"),
                    ("responsible", "yes"),
                ]);
                self.connection.send(&at("act/take-responsibility"), cookie, Body::Form(&fields)).await
            }
            "record-signing" => {
                fields.extend([
                    ("signed_on", self.today.as_str()),
                    ("place", "Thành phố mẫu"),
                    ("foreign_1_name", "Erika Mustermann"),
                    ("foreign_1_title", "Oberbürgermeisterin"),
                ]);
                let files = [("file", "ban-da-ky.txt", "Bản đã ký.")];
                self.connection.send(&at("act/record-signing"), cookie, Body::Files(&fields, &files)).await
            }
            other => self.connection.send(&at(&format!("act/{other}")), cookie, Body::Form(&fields)).await,
        }
    }
}

impl Drives for Client {
    async fn next(&mut self) -> Result<&'static str> {
        let step = STEPS[self.step];
        let answer = self.act(step).await?;
        if answer.status != 303 {
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            let said = body.split("<main").nth(1).unwrap_or(&body).chars().take(3000).collect::<String>();
            return Err(Error::other(format!("{step} on {}: {} {said}", self.number, answer.status)));
        }
        if step == "open" {
            let number = answer.location.rsplit('/').next().unwrap_or_default();
            self.number = number.split('?').next().unwrap_or_default().to_owned();
        }
        self.step = (self.step + 1) % STEPS.len();
        Ok(step)
    }
}
