//! Settings: their shape, and what makes each of them valid.
//!
//! `config/default.toml` documents every key and is the default. [`load`] puts a file and the environment over it;
//! nothing else in the program reads either. Values that follow from several settings are methods here.

mod error;
mod load;
mod names;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

pub use error::{ConfigError, Source};
pub use load::{Environment, Loaded, load};
pub use names::{SETTINGS, Setting};

use crate::registry::PackPolicy;

/// All settings.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The HTTP server.
    #[validate(nested)]
    pub server: Server,
    /// Files.
    #[validate(nested)]
    pub data: Data,
    /// The database.
    #[validate(nested)]
    pub database: Database,
    /// Mail.
    #[validate(nested)]
    pub mail: Mail,
    /// Rules of new dossiers.
    pub procedure: Procedure,
    /// Background work.
    #[validate(nested)]
    pub jobs: Jobs,
    /// Signed-in people.
    #[validate(nested)]
    pub session: Session,
    /// The log.
    #[validate(nested)]
    pub log: Log,
}

/// The HTTP server.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// How people reach the service; empty for the address of `listen`. Read it through [`Config::base_url`].
    #[validate(custom(function = "origin"))]
    pub base_url: String,
    /// Whether the proxy in front sets the forwarding headers.
    pub trusted_proxy: bool,
    /// Connections at once.
    #[validate(range(min = 16, max = 1_000_000))]
    pub max_connections: usize,
    /// Seconds for the head of a request.
    #[validate(range(min = 1, max = 120))]
    pub header_timeout_seconds: u64,
    /// Seconds for an answer.
    #[validate(range(min = 1, max = 600))]
    pub request_timeout_seconds: u64,
    /// Seconds for an upload.
    #[validate(range(min = 1, max = 3600))]
    pub upload_timeout_seconds: u64,
    /// Seconds for requests in progress when the service stops.
    #[validate(range(min = 0, max = 600))]
    pub drain_seconds: u64,
    /// Largest body that is not an upload, in kilobytes.
    #[validate(range(min = 64, max = 65_536))]
    pub max_body_kb: usize,
    /// Largest uploaded file, in megabytes.
    #[validate(range(min = 1, max = 1024))]
    pub max_upload_mb: usize,
}

/// Files.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Folder of everything kept on disk.
    #[validate(custom(function = "folder"))]
    pub dir: PathBuf,
}

/// The database.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Its address; empty for SQLite in the data folder. Read it through [`Config::database_url`].
    #[validate(custom(function = "database_url"))]
    pub url: Secret,
    /// File that held the address.
    pub url_file: PathBuf,
    /// Connections kept open.
    #[validate(range(min = 2, max = 200))]
    pub max_connections: u32,
}

/// Mail.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server; empty for files in the data folder.
    #[validate(custom(function = "smtp_url"))]
    pub smtp_url: Secret,
    /// File that held the address.
    pub smtp_url_file: PathBuf,
    /// Sender of all mails, a mailbox that parses.
    #[validate(custom(function = "mailbox"))]
    pub from: String,
    /// Domain of Message-IDs; empty for that of `from`. Read it through [`Mail::domain`].
    #[validate(custom(function = "domain"))]
    pub domain: String,
}

/// Rules of new dossiers.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Which pack a new dossier takes.
    pub pack: PackPolicy,
}

/// Background work.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// Whether `serve` runs it.
    pub enabled: bool,
    /// Seconds between two looks at the clocks.
    #[validate(range(min = 1, max = 3600))]
    pub clock_seconds: u64,
    /// Seconds between two looks at the mails.
    #[validate(range(min = 1, max = 3600))]
    pub mail_seconds: u64,
    /// Seconds between two rounds of tidying.
    #[validate(range(min = 1, max = 86_400))]
    pub sweep_seconds: u64,
}

/// Signed-in people.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Minutes without a request after which a session ends.
    #[validate(range(min = 1, max = 1440))]
    pub idle_minutes: u64,
    /// Hours after which it ends in any case.
    #[validate(range(min = 1, max = 168))]
    pub absolute_hours: u64,
}

/// The log.
#[derive(Debug, Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For people or for machines.
    pub format: LogFormat,
    /// What is logged.
    #[validate(custom(function = "log_filter"))]
    pub filter: String,
}

/// The log's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A value that is never printed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The value itself. Never log it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is not set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn shown(&self) -> &'static str {
        if self.is_empty() { "" } else { "(hidden)" }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.shown(), f)
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.shown())
    }
}

impl Config {
    /// How people reach the service, without a slash at the end.
    pub fn base_url(&self) -> String {
        match self.server.base_url.trim_end_matches('/') {
            "" => format!("http://{}", self.server.listen),
            url => url.to_owned(),
        }
    }

    /// Whether people reach it by https, so that cookies are `Secure` and HSTS is sent.
    pub fn is_https(&self) -> bool {
        self.server.base_url.starts_with("https://")
    }

    /// The database's address: the setting, or SQLite in the data folder.
    pub fn database_url(&self) -> Secret {
        if self.database.url.is_empty() {
            Secret(format!("sqlite:{}", self.data.dir.join("thoathuan.db").display()))
        } else {
            self.database.url.clone()
        }
    }

    /// What is allowed but seldom meant, one sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let public = !self.server.listen.ip().is_loopback();
        if public && !self.is_https() {
            warnings.push(format!(
                "server.listen is {}, not loopback, and server.base_url is not https: passwords travel unencrypted; put a \
                 proxy with TLS in front and set server.base_url to its https:// address",
                self.server.listen
            ));
        }
        if self.is_https() && self.mail.smtp_url.is_empty() {
            warnings.push(
                "mail.smtp_url is empty: mails are only written to files, nobody receives them; set the mail server"
                    .to_owned(),
            );
        }
        warnings
    }
}

impl Server {
    /// Largest uploaded file in bytes.
    pub fn max_upload_bytes(&self) -> usize {
        self.max_upload_mb * 1024 * 1024
    }
}

impl Data {
    /// Where mails are written as files.
    pub fn mail_dir(&self) -> PathBuf {
        self.dir.join("mail")
    }
}

impl Mail {
    /// Domain of Message-IDs.
    pub fn domain(&self) -> &str {
        if self.domain.is_empty() {
            self.from.rsplit('@').next().unwrap_or_default().trim_end_matches('>').trim()
        } else {
            &self.domain
        }
    }
}

impl Session {
    /// Time without a request after which a session ends.
    pub fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_minutes * 60)
    }

    /// Time after which it ends in any case.
    pub fn absolute(&self) -> Duration {
        Duration::from_secs(self.absolute_hours * 3600)
    }
}

fn wrong(message: impl Into<String>) -> ValidationError {
    ValidationError::new("value").with_message(message.into().into())
}

fn folder(path: &Path) -> Result<(), ValidationError> {
    if path.as_os_str().is_empty() { Err(wrong("is empty")) } else { Ok(()) }
}

fn origin(text: &str) -> Result<(), ValidationError> {
    if text.is_empty() {
        return Ok(());
    }
    let uri: axum::http::Uri = text.parse().map_err(|_| wrong("is not an address"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return Err(wrong("does not begin with http:// or https:// and a host"));
    }
    if uri.path().len() > 1 || uri.query().is_some() {
        return Err(wrong("has a path; the service must have a host name of its own"));
    }
    if text.chars().any(|c| c.is_ascii_uppercase()) {
        return Err(wrong("has capital letters, which browsers never send"));
    }
    Ok(())
}

fn database_url(url: &Secret) -> Result<(), ValidationError> {
    let url = url.expose();
    if url.is_empty() || url.starts_with("sqlite:") {
        return Ok(());
    }
    let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")) else {
        return Err(wrong("begins with neither postgres:// nor sqlite:"));
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    if user.is_empty() && !url.contains("user=") {
        return Err(wrong("names no user; the operating system's user is not taken for it"));
    }
    Ok(())
}

fn smtp_url(url: &Secret) -> Result<(), ValidationError> {
    let url = url.expose();
    let host = url.strip_prefix("smtp://").or_else(|| url.strip_prefix("smtps://"));
    match host {
        _ if url.is_empty() => Ok(()),
        Some(host) if !host.is_empty() => Ok(()),
        _ => Err(wrong("does not begin with smtp:// or smtps:// and a host")),
    }
}

fn mailbox(text: &str) -> Result<(), ValidationError> {
    match text.parse::<Mailbox>() {
        Ok(_) => Ok(()),
        Err(error) => Err(wrong(format!("is not a mailbox: {error}"))),
    }
}

fn domain(text: &str) -> Result<(), ValidationError> {
    if text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')) {
        Ok(())
    } else {
        Err(wrong("has characters that a domain cannot have"))
    }
}

fn log_filter(text: &str) -> Result<(), ValidationError> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(wrong(format!("is not a filter: {error}"))),
    }
}
