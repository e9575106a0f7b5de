//! The limit of SQLite: one connection that writes the rows of a transition again for other dossiers, each in a
//! transaction of its own, with the service's settings.

use crate::drive::Run;
use crate::system::cpu;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::io::{Error, Result};
use std::path::Path;
use std::time::{Duration, Instant};

/// What the service wrote for one finished course, in tables of their own, and the dossiers that get it again.
const PREPARE: &str = "
    CREATE TEMP TABLE floor_one AS SELECT dossier_id AS id FROM audit_entry WHERE act = 'record-signing' ORDER BY at DESC LIMIT 1;
    CREATE TEMP TABLE floor_entry AS SELECT row_number() OVER (ORDER BY seq) - 1 AS nth, * FROM audit_entry
        WHERE stream = (SELECT 'dossier:' || lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' ||
            substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) FROM floor_one);
    CREATE TEMP TABLE floor_notice AS SELECT row_number() OVER (ORDER BY created_at, id) - 1 AS nth, * FROM notice
        WHERE dossier_id = (SELECT id FROM floor_one) AND mail_id IS NOT NULL;
    CREATE TEMP TABLE floor_outbox AS SELECT n.nth, o.* FROM floor_notice n JOIN outbox o ON o.id = n.mail_id;
    CREATE TEMP TABLE floor_clock AS SELECT row_number() OVER (ORDER BY pos) - 1 AS nth, * FROM clock
        WHERE dossier_id = (SELECT id FROM floor_one);
    CREATE TEMP TABLE floor_dossier AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM dossier WHERE state = 'reported';
    CREATE INDEX temp.floor_dossier_n ON floor_dossier (n);";

/// The rows of a transition: its entry, the dossier, a notice with its mail, the key of the request, a clock. One call, which
/// SQLite carries out as a loop of its own.
const WRITE: &str = "
    BEGIN IMMEDIATE;
    INSERT INTO audit_entry SELECT 'floor:' || ?2, 1, randomblob(16), (SELECT id FROM floor_dossier WHERE n = ?1), at, kind, act,
        account_id, post_id, org_id, role, basis, late, body, hash FROM floor_entry WHERE nth = ?2 % 8;
    UPDATE dossier SET seq = seq + 1, step = step + 1, data = data || ' ', sort_on = CASE ?2 % 2 WHEN 0 THEN '2030-01-01' ELSE '9999-12-31' END
        WHERE id = (SELECT id FROM floor_dossier WHERE n = ?1);
    INSERT INTO notice SELECT randomblob(16), account_id, dossier_id, kind, params, digest, created_at, read_at, mail_id
        FROM floor_notice WHERE nth = ?2 % (SELECT count(*) FROM floor_notice) AND ?1 > 0;
    INSERT INTO outbox SELECT randomblob(16), 'floor:' || ?2, account_id, to_addr, subject, mime, message_id, kind, created_at,
        next_try_at, attempts, lease_until, lease_owner, state, sent_at, last_error, useless_after, posts
        FROM floor_outbox WHERE nth = ?2 % (SELECT count(*) FROM floor_outbox) AND ?1 > 0;
    INSERT INTO idempotency_key SELECT account_id, 'floor:' || ?2, hash, body, at FROM floor_entry WHERE nth = ?2 % 8 AND ?1 > 0;
    INSERT INTO clock SELECT randomblob(16), (SELECT id FROM floor_dossier WHERE n = ?1), pos, rule, subject_kind, subject_id, event_on,
        due_on, next_at, ran_out_at, closed_at, data FROM floor_clock WHERE nth = ?2 % (SELECT count(*) FROM floor_clock);
    COMMIT";

/// Runs the floor on the database file, in which the service has just run.
///
/// # Errors
/// SQLite's own.
pub async fn measure(file: &Path, seconds: u64) -> Result<Run> {
    let mut options = ConnectOptions::new(format!("sqlite:{}", file.display()));
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.map_err(Error::other)?;
    for sql in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", PREPARE] {
        database.execute_unprepared(sql).await.map_err(Error::other)?;
    }
    let count = "SELECT count(*) FROM floor_dossier";
    let row = database.query_one_raw(Statement::from_string(DbBackend::Sqlite, count)).await.map_err(Error::other)?;
    let dossiers: i64 = row.and_then(|row| row.try_get_by_index(0).ok()).unwrap_or_default();
    let (mut run, began, before) = (Run::default(), Instant::now(), cpu(std::process::id()));
    let mut turn = 0_i64;
    while began.elapsed() < Duration::from_secs(seconds) {
        turn += 1;
        let start = Instant::now();
        transition(&database, turn.wrapping_mul(2_654_435_761) % dossiers + 1, turn).await?;
        run.latencies.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    run.seconds = began.elapsed().as_secs_f64();
    run.client = cpu(std::process::id()) - before;
    run.transitions = run.latencies.len() as u64;
    run.latencies.sort_unstable();
    Ok(run)
}

async fn transition(database: &DatabaseConnection, dossier: i64, turn: i64) -> Result<()> {
    let call = Statement::from_sql_and_values(DbBackend::Sqlite, WRITE, [dossier.into(), turn.into()]);
    database.execute_raw(call).await.map(drop).map_err(Error::other)
}
