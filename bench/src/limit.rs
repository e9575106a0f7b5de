//! The limit of HTTP: a server that does nothing but call the stored procedure of [`crate::floor`], in a process of its own,
//! which is this program again. What the service adds to it is its own cost.

use crate::drive::{Drives, Plan, Run, Watched, drive};
use crate::http::{Body, Connection};
use crate::postgres::Server;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::post;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::io::{Error, Result};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ADDRESS: &str = "127.0.0.1:8696";
const STEPS: [&str; 1] = ["floor"];

#[derive(serde::Deserialize)]
struct Asked {
    n: i64,
    s: i32,
}

/// What the process of its own does until it is killed.
///
/// # Errors
/// When it cannot listen or reach the database.
pub async fn serve(url: &str) -> Result<()> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).sqlx_logging(false);
    let database = Database::connect(options).await.map_err(Error::other)?;
    let listener = tokio::net::TcpListener::bind(ADDRESS).await?;
    let routes = axum::Router::new().route("/", post(transition)).with_state(database);
    axum::serve(listener, routes).await
}

async fn transition(State(database): State<DatabaseConnection>, Form(asked): Form<Asked>) -> StatusCode {
    let call = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT floor_transition($1, $2)",
        [asked.n.into(), asked.s.into()],
    );
    match database.execute_raw(call).await {
        Ok(_) => StatusCode::SEE_OTHER,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

struct Limit(Child);

impl Drop for Limit {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One client: any finished agreement, one step after the other.
struct Client {
    connection: Connection,
    dossiers: u64,
    turn: u64,
}

impl Drives for Client {
    async fn next(&mut self) -> Result<&'static str> {
        // Scattered over all of them without a generator of random numbers.
        self.turn += 1;
        let n = (self.turn.wrapping_mul(2_654_435_761) % self.dossiers + 1).to_string();
        let s = (self.turn % 8).to_string();
        let answer = self.connection.send("/", "", Body::Form(&[("n", &n), ("s", &s)])).await?;
        if answer.status == 303 { Ok(STEPS[0]) } else { Err(Error::other(format!("the limit: {}", answer.status))) }
    }
}

/// Runs each of `plans` against the limit, in a database that has the floor's procedure.
///
/// # Errors
/// The first transition that failed.
pub async fn measure(server: &Server, database: &str, url: &str, plans: &[Plan]) -> Result<Vec<Run>> {
    let dossiers = server.sql(database, "SELECT max(n) FROM floor_dossier")?.parse().map_err(Error::other)?;
    let mut own = Command::new(std::env::current_exe()?);
    own.args(["--folder", ".", "--limit", url]).stdout(Stdio::null());
    let limit = Limit(own.spawn()?);
    let began = Instant::now();
    while Connection::open(ADDRESS).await.is_err() {
        if began.elapsed() > Duration::from_secs(30) {
            return Err(Error::other("the limit does not answer"));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut runs = Vec::new();
    for plan in plans {
        let mut clients = Vec::new();
        for n in 0..plan.clients {
            let connection = Connection::open(ADDRESS).await?;
            clients.push(Client { connection, dossiers, turn: n as u64 * 1_000_003 });
        }
        let watched = Watched { service: limit.0.id(), database: Some((server, database)) };
        runs.push(drive(clients, Some(watched), *plan).await?);
    }
    Ok(runs)
}
