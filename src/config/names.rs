//! The names of all settings: key, variable, and what a right value looks like.

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Section and key, as in a file: `server.listen`.
    pub key: &'static str,
    /// Its environment variable.
    pub variable: &'static str,
    /// What a right value looks like; completes "write …".
    pub hint: &'static str,
    /// Whether its value is never printed.
    pub secret: bool,
}

/// A second name of `THOATHUAN_DATABASE_URL`, the one that hosting platforms set.
pub const DATABASE_URL: &str = "DATABASE_URL";
/// Names the settings file.
pub const CONFIG_VARIABLE: &str = "THOATHUAN_CONFIG";
/// Every variable that begins so must be known.
pub const PREFIX: &str = "THOATHUAN_";

const fn setting(key: &'static str, variable: &'static str, hint: &'static str) -> Setting {
    Setting { key, variable, hint, secret: false }
}

const fn secret(key: &'static str, variable: &'static str, hint: &'static str) -> Setting {
    Setting { key, variable, hint, secret: true }
}

/// Every setting, in the order of `config/default.toml`. The table of its values is in the same order.
pub const SETTINGS: &[Setting] = &[
    setting("server.listen", "THOATHUAN_LISTEN", "an address and a port, for example 127.0.0.1:8080 or [::1]:8080"),
    setting("server.base_url", "THOATHUAN_BASE_URL", "http://HOST or https://HOST without a path, or nothing"),
    setting("server.trusted_proxy", "THOATHUAN_TRUSTED_PROXY", "true or false"),
    setting("server.max_connections", "THOATHUAN_MAX_CONNECTIONS", "a number from 16 to 1000000"),
    setting("server.header_timeout_seconds", "THOATHUAN_HEADER_TIMEOUT_SECONDS", "seconds from 1 to 120"),
    setting("server.request_timeout_seconds", "THOATHUAN_REQUEST_TIMEOUT_SECONDS", "seconds from 1 to 600"),
    setting("server.upload_timeout_seconds", "THOATHUAN_UPLOAD_TIMEOUT_SECONDS", "seconds from 1 to 3600"),
    setting("server.drain_seconds", "THOATHUAN_DRAIN_SECONDS", "seconds from 0 to 600"),
    setting("server.max_body_kb", "THOATHUAN_MAX_BODY_KB", "kilobytes from 64 to 65536"),
    setting("server.max_upload_mb", "THOATHUAN_MAX_UPLOAD_MB", "megabytes from 1 to 1024"),
    setting("data.dir", "THOATHUAN_DATA_DIR", "the path of a folder, for example ./data"),
    secret(
        "database.url",
        "THOATHUAN_DATABASE_URL",
        "postgres://USER:PASSWORD@HOST/DATABASE, or nothing for SQLite in the data folder",
    ),
    setting("database.url_file", "THOATHUAN_DATABASE_URL_FILE", "the path of a file that holds the address"),
    setting("database.max_connections", "THOATHUAN_DATABASE_MAX_CONNECTIONS", "a number from 2 to 200"),
    secret(
        "mail.smtp_url",
        "THOATHUAN_SMTP_URL",
        "smtp://USER:PASSWORD@HOST:PORT or smtps://…, or nothing for files in the data folder",
    ),
    setting("mail.smtp_url_file", "THOATHUAN_SMTP_URL_FILE", "the path of a file that holds the address"),
    setting("mail.from", "THOATHUAN_MAIL_FROM", "an address, for example Thỏa thuận <no-reply@thoathuan.example>"),
    setting("mail.domain", "THOATHUAN_MAIL_DOMAIN", "a domain, for example thoathuan.example, or nothing"),
    setting("procedure.pack", "THOATHUAN_PACK", "by-date or the id of a pack, for example ordinance-33-2007"),
    setting("jobs.enabled", "THOATHUAN_JOBS_ENABLED", "true or false"),
    setting("jobs.clock_seconds", "THOATHUAN_JOBS_CLOCK_SECONDS", "seconds from 1 to 3600"),
    setting("jobs.mail_seconds", "THOATHUAN_JOBS_MAIL_SECONDS", "seconds from 1 to 3600"),
    setting("jobs.sweep_seconds", "THOATHUAN_JOBS_SWEEP_SECONDS", "seconds from 1 to 86400"),
    setting("session.idle_minutes", "THOATHUAN_SESSION_IDLE_MINUTES", "minutes from 1 to 1440"),
    setting("session.absolute_hours", "THOATHUAN_SESSION_ABSOLUTE_HOURS", "hours from 1 to 168"),
    setting("log.format", "THOATHUAN_LOG_FORMAT", "text or json"),
    setting("log.filter", "THOATHUAN_LOG_FILTER", "a level such as info, or levels by module: info,sqlx=warn"),
];

/// The name among `known` that `name` was probably meant to be.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let last = |text: &str| text.rsplit('.').next().unwrap_or_default().to_owned();
    known
        // A key in the wrong section is meant as well: `port.listen` for `server.listen`.
        .map(|candidate| (distance(name, candidate).min(distance(&last(name), &last(candidate)) + 1), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= name.len().div_ceil(3))
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
