//! What a page asks of the database: a bounded number of statements, the same however much there is, each by an index.

use super::site;
use crate::support::db::{Db, contract};
use crate::support::site::{Person, Site};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use thoathuan::app::load::PASSWORD;
use thoathuan::store::{Backend, Watch};

contract!(pages_ask_the_same_however_much_there_is, statements_of_pages_go_by_an_index);

/// Most statements of one page.
const MOST: usize = 16;

/// Tables that grow with the work.
const GROWING: [&str; 13] = [
    "dossier",
    "audit_entry",
    "clock",
    "consultation",
    "attachment",
    "text_revision",
    "duty",
    "notice",
    "outbox",
    "document",
    "document_party",
    "relation",
    "activity",
];

/// Tables that grow too, but of which the load has few rows: SQLite reads such a table whole, and cannot be told not to.
const SMALL: [&str; 7] = ["partner", "account", "holding", "personal_name", "session", "api_token", "idempotency_key"];

/// Most rows that one statement of a page looks at, whether it gives them back or not, where the tables hold 900 dossiers.
const LOOKED_AT: u64 = 300;

type Log = Arc<Mutex<Vec<String>>>;

fn watch() -> (Watch, Log) {
    let log = Log::default();
    let written = Arc::clone(&log);
    (Watch(Arc::new(move |statement| written.lock().unwrap().push(statement))), log)
}

/// Pages by who opens them. Dossier 1 of a province is a whole course, dossier 2 waits for an answer.
async fn pages(site: &Site) -> Vec<(&'static str, Vec<String>)> {
    let one =
        |state: &str| format!("SELECT number FROM dossier WHERE state = '{state}' AND number LIKE 'T01%' LIMIT 1");
    let reported = site.db.rows(&one("reported")).await.remove(0);
    let asked = "SELECT number FROM dossier WHERE number LIKE 'T01%' AND id IN (SELECT dossier_id FROM consultation \
                 WHERE mofa AND status = 'open') LIMIT 1";
    let asked = site.db.rows(asked).await.remove(0);
    let draft = site.db.rows(&one("draft")).await.remove(0);
    let official = site.person("official@t01.example").await;
    let first = async |list: &str| {
        let page = official.get(&format!("/api/v1/{list}?limit=1")).await.ok();
        page["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{list}: {page}")).to_owned()
    };
    let (partner, document) = (first("partners").await, first("documents").await);
    let of = |paths: &[&str]| -> Vec<String> {
        let fill = |path: &&str| {
            let path = path.replace("{reported}", &reported).replace("{asked}", &asked).replace("{draft}", &draft);
            path.replace("{partner}", &partner).replace("{document}", &document)
        };
        paths.iter().map(fill).collect()
    };
    vec![
        (
            "official@t01.example",
            of(&[
                "/",
                "/?tab=mine",
                "/?tab=done",
                "/?tab=mine&late=yes",
                "/?q=du+lich",
                "/notices",
                "/dossiers/new",
                "/dossiers/{reported}",
                "/dossiers/{asked}",
                "/dossiers/{draft}",
                "/dossiers/{draft}/details",
                "/dossiers/{draft}/text",
                "/dossiers/{reported}/record",
                "/packs",
                "/partners",
                "/partners?q=thanh+pho",
                "/partners/{partner}",
                "/partners/{partner}/edit",
                "/relations",
                "/documents",
                "/documents?q=du+lich",
                "/documents/{document}",
                "/activities",
                "/calendar",
                "/account/tokens",
                "/api/v1/me",
                "/api/v1/worklist",
                "/api/v1/dossiers",
                "/api/v1/dossiers/{asked}",
                "/api/v1/dossiers/{reported}/record",
                "/api/v1/notices",
                "/api/v1/partners",
                "/api/v1/relations",
                "/api/v1/documents",
                "/api/v1/activities",
            ]),
        ),
        ("leader@t01.example", of(&["/", "/dossiers/{asked}"])),
        (
            "reviewer@mofa.example",
            of(&["/", "/?tab=mine", "/?tab=done", "/dossiers/{asked}", "/dossiers/{asked}/review"]),
        ),
        (
            "inspector@gov.example",
            of(&[
                "/",
                "/?tab=mine",
                "/?tab=done",
                "/record",
                "/record?actor=official@t01.example",
                "/api/v1/record",
                "/dossiers/{reported}",
                "/dossiers/{reported}/record",
            ]),
        ),
        (
            "administrator@gov.example",
            of(&[
                "/admin",
                "/admin/organisations",
                "/admin/accounts",
                "/admin/accounts?q=an",
                "/admin/mail",
                "/admin/mail?state=sent",
                "/admin/rules",
                "/admin/switches",
                "/admin/targets",
                "/api/v1/admin/organisations",
                "/api/v1/admin/accounts",
                "/api/v1/admin/mails",
                "/api/v1/admin/packs",
            ]),
        ),
    ]
}

/// The statements of each page, once everything that is kept in memory is there.
async fn asked(site: &Site, log: &Log) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for (email, paths) in pages(site).await {
        let person = site.person(email).await;
        person.signs_in_by(PASSWORD).await;
        for (n, path) in paths.iter().enumerate() {
            open(&person, path).await;
            log.lock().unwrap().clear();
            open(&person, path).await;
            found.insert(format!("{n:02} {email} {path}"), std::mem::take(&mut *log.lock().unwrap()));
        }
    }
    found
}

async fn open(person: &Person, path: &str) {
    if path.starts_with("/api/") {
        person.get(path).await.ok();
    } else {
        let (status, body) = person.page(path).await;
        assert!(status.is_success(), "{} {path}: {status} {body}", person.email);
    }
}

async fn pages_ask_the_same_however_much_there_is(db: Db) {
    let backend = db.store.backend();
    let (small_watch, small_log) = watch();
    let small = asked(&site(db, small_watch, 150, 0).await.0, &small_log).await;
    let (large_watch, large_log) = watch();
    let large = asked(&site(Db::fresh(backend).await, large_watch, 900, 0).await.0, &large_log).await;
    let counted = |pages: &BTreeMap<String, Vec<String>>| -> Vec<usize> { pages.values().map(Vec::len).collect() };
    let table: Vec<String> = small
        .keys()
        .zip(counted(&small).iter().zip(counted(&large)))
        .map(|(page, (small, large))| format!("{small:3} {large:3}  {page}"))
        .collect();
    let more = counted(&small).into_iter().zip(counted(&large)).any(|(small, large)| large > small);
    assert!(!more, "statements with 150 and with 900 dossiers:\n{}", table.join("\n"));
    assert!(counted(&large).iter().all(|count| *count <= MOST), "more than {MOST}:\n{}", table.join("\n"));
}

async fn statements_of_pages_go_by_an_index(db: Db) {
    let (watch, log) = watch();
    let (site, _) = site(db, watch, 900, 0).await;
    // A small table is often read whole although there is an index: PostgreSQL is told to go by one wherever it can.
    let url = match site.db.store.backend() {
        Backend::Postgres => format!("{}?options[enable_seqscan]=off", site.db.url),
        Backend::Sqlite => site.db.url.replace("sqlite:", "sqlite://"),
    };
    let explainer = Database::connect(url).await.unwrap();
    let small = SMALL.iter().filter(|_| site.db.store.backend() == Backend::Postgres);
    let growing: Vec<&str> = GROWING.iter().chain(small).copied().collect();
    let (mut bad, mut held, mut walks) = (Vec::new(), 0, Vec::new());
    for (page, statements) in asked(&site, &log).await {
        for statement in statements.iter().filter(|statement| statement.starts_with("SELECT")) {
            let plan = plan(&explainer, statement).await;
            let scans = plan.iter().filter(|line| growing.iter().any(|table| is_scan(line, table)));
            bad.extend(scans.map(|line| format!("{page}\n  {line}\n  {statement}")));
            // A form offers up to a thousand partners; whether one may be known is asked of each.
            let offer = statement.ends_with("LIMIT 1001") && statement.contains(" FROM \"partner\" ");
            if site.db.store.backend() == Backend::Postgres && !offer {
                let walked = walked(&explainer, statement).await;
                if walked > LOOKED_AT {
                    walks.push(format!("{walked:6} {page}\n  {statement}"));
                }
            }
            // What waits for a role lies together: nobody walks through what waits for others.
            if page.ends_with("official@t01.example /") && statement.contains("\"holder_role\" = ") {
                held += 1;
                assert!(plan.iter().any(|line| line.contains("dossier_held")), "{statement}\n{}", plan.join("\n"));
            }
        }
    }
    assert!(bad.is_empty(), "a whole table is read:\n{}", bad.join("\n"));
    assert!(held > 0, "no list by role");
    walks.sort();
    assert!(walks.is_empty(), "more than {LOOKED_AT} rows are looked at:\n{}", walks.join("\n"));
}

/// The plan of a statement, line by line.
async fn plan(connection: &DatabaseConnection, select: &str) -> Vec<String> {
    match connection.get_database_backend() {
        DbBackend::Postgres => explained(connection, "EXPLAIN", "QUERY PLAN", select).await,
        _ => explained(connection, "EXPLAIN QUERY PLAN", "detail", select).await,
    }
}

async fn explained(connection: &DatabaseConnection, explain: &str, column: &str, select: &str) -> Vec<String> {
    // In the log an array of ids has no type.
    let mut parts = select.split("ANY(ARRAY [");
    let first = parts.next().unwrap_or_default().to_owned();
    let select = parts.fold(first, |all, part| format!("{all}ANY(ARRAY [{}", part.replacen("])", "]::uuid[])", 1)));
    let statement = Statement::from_string(connection.get_database_backend(), format!("{explain} {select}"));
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
}

/// `Seq Scan on dossier  (cost…`, or of SQLite `SCAN dossier` without an index.
fn is_scan(line: &str, table: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(4).any(|words| words[..3] == ["Seq", "Scan", "on"] && words[3] == table)
        || (words.first() == Some(&"SCAN") && words.get(1) == Some(&table) && !line.contains("INDEX"))
}

/// Rows at which PostgreSQL looks for a statement: those its scans give up, and those they leave behind. An index that is
/// walked from end to end shows itself so, which the plan alone does not tell.
async fn walked(connection: &DatabaseConnection, select: &str) -> u64 {
    let lines = explained(connection, "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF)", "QUERY PLAN", select).await;
    let after = |line: &str, name: &str| -> Option<u64> {
        let rest = line.split_once(name)?.1;
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
    };
    let (mut total, mut loops) = (0, 1);
    for line in &lines {
        if let Some(rows) = after(line, "(actual rows=") {
            loops = after(line, " loops=").unwrap_or(1);
            if line.contains("Scan") {
                total += rows * loops;
            }
        } else if let Some(removed) = after(line, "Rows Removed by Filter: ") {
            total += removed * loops;
        }
    }
    total
}
