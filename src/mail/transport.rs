//! How finished mails leave: an SMTP relay, a folder of `.eml` files, or memory for tests.

use super::folder;
use lettre::address::Envelope;
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longest time one message may take.
pub const PER_MESSAGE: Duration = Duration::from_secs(30);

/// Refusals that say something about us and the relay, not about the message: log in first, wrong password, and the like.
const OURS: [u16; 6] = [502, 503, 530, 534, 535, 538];

/// Why a message did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Try again later: the relay was away, slow, busy, or not ready to speak with us.
    #[error("{0}")]
    Retry(String),
    /// Trying again is of no use: this message was refused for good.
    #[error("{0}")]
    Permanent(String),
}

/// Why the settings give no transport.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Not an SMTP URL.
    #[error("the SMTP URL is not of the form smtps://user:password@host or smtp://host?tls=required: {0}")]
    Url(String),
    /// It would fall back to clear text.
    #[error(
        "`tls=opportunistic` falls back to clear text; write `tls=required`, or leave it out for a relay without TLS"
    )]
    Opportunistic,
    /// A password would travel in clear text.
    #[error("a password needs TLS: write smtps:// or `?tls=required`")]
    PasswordInClear,
}

/// A mail kept in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its Message-ID.
    pub message_id: String,
    /// Sender.
    pub from: String,
    /// Recipient.
    pub to: String,
    /// The message.
    pub mime: Vec<u8>,
}

/// An SMTP relay.
#[derive(Debug, Clone)]
pub struct Smtp {
    relay: AsyncSmtpTransport<Tokio1Executor>,
    per_message: Duration,
}

/// Where finished mails go.
#[derive(Debug, Clone)]
pub enum Transport {
    /// To a relay.
    Smtp(Smtp),
    /// Into a folder, one `.eml` file each.
    Directory(PathBuf),
    /// Into memory.
    Memory(Arc<Mutex<Vec<Kept>>>),
}

impl Transport {
    /// To the relay at `url`: `smtps://user:password@host`, `smtp://host?tls=required`, or `smtp://host` without TLS.
    ///
    /// # Errors
    /// [`TransportError`].
    pub fn smtp(url: &str, per_message: Duration) -> Result<Self, TransportError> {
        guard(url)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| TransportError::Url(chain(&error)))?
            .timeout(Some(per_message));
        Ok(Transport::Smtp(Smtp { relay: builder.build(), per_message }))
    }

    /// Into memory.
    pub fn memory() -> Self {
        Transport::Memory(Arc::default())
    }

    /// Hands one message over. The same message may be handed over twice; its id says that it is the same.
    ///
    /// # Errors
    /// [`SendError`], which says whether to try again.
    pub async fn send(&self, message_id: &str, from: &str, to: &str, mime: &[u8]) -> Result<(), SendError> {
        match self {
            Transport::Smtp(smtp) => smtp.send(from, to, mime).await,
            Transport::Directory(folder) => folder::write(folder, message_id, mime)
                .await
                .map_err(|error| SendError::Retry(format!("cannot write the mail's file: {}", error.kind()))),
            Transport::Memory(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(Kept {
                    message_id: message_id.to_owned(),
                    from: from.to_owned(),
                    to: to.to_owned(),
                    mime: mime.to_owned(),
                });
                Ok(())
            }
        }
    }

    /// Whether the relay can be spoken to, or mails find a folder: for `doctor`, which writes nothing.
    ///
    /// # Errors
    /// [`SendError::Retry`] with what is wrong.
    pub async fn check(&self) -> Result<(), SendError> {
        match self {
            Transport::Smtp(smtp) => smtp.answers().await,
            Transport::Directory(folder) => folder::check(folder)
                .await
                .map_err(|error| SendError::Retry(format!("mails cannot be written to {}: {error}", folder.display()))),
            Transport::Memory(_) => Ok(()),
        }
    }
}

impl Smtp {
    /// One message, in the time that one message may take.
    async fn send(&self, from: &str, to: &str, mime: &[u8]) -> Result<(), SendError> {
        self.in_time(self.hand_over(from, to, mime)).await
    }

    async fn hand_over(&self, from: &str, to: &str, mime: &[u8]) -> Result<(), SendError> {
        let address = |text: &str, which| {
            text.parse::<Address>().map_err(|_| SendError::Permanent(format!("the {which} is not a mail address")))
        };
        let envelope = Envelope::new(Some(address(from, "sender")?), vec![address(to, "recipient")?])
            .map_err(|_| SendError::Permanent("no recipient".to_owned()))?;
        let Err(error) = self.relay.send_raw(&envelope, mime).await else {
            return Ok(());
        };
        match classed(&error) {
            // A relay that turns us away altogether says nothing about this message.
            SendError::Permanent(said) if self.greets().await.is_err() => Err(SendError::Retry(said)),
            other => Err(other),
        }
    }

    async fn answers(&self) -> Result<(), SendError> {
        self.in_time(self.greets()).await
    }

    /// Whether it lets us in.
    async fn greets(&self) -> Result<(), SendError> {
        match self.relay.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::Retry("the relay does not answer".to_owned())),
            Err(error) => Err(SendError::Retry(chain(&error))),
        }
    }

    async fn in_time(&self, work: impl Future<Output = Result<(), SendError>>) -> Result<(), SendError> {
        let late = || SendError::Retry("the relay took too long".to_owned());
        tokio::time::timeout(self.per_message, work).await.unwrap_or_else(|_| Err(late()))
    }
}

/// What kind of failure it is. Broken links, TLS failures and unreadable answers are worth another try; none is worth
/// clear text.
fn classed(error: &smtp::Error) -> SendError {
    let code = error.status().map(u16::from);
    if error.is_permanent() && !code.is_some_and(|code| OURS.contains(&code)) {
        return SendError::Permanent(chain(error));
    }
    SendError::Retry(chain(error))
}

/// The error with its causes on one line, not too long to store.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(known) = cause {
        said.push_str(": ");
        said.push_str(&known.to_string());
        cause = known.source();
    }
    super::clean::line(&said, 500)
}

fn guard(url: &str) -> Result<(), TransportError> {
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let tls = query.split('&').find_map(|pair| pair.strip_prefix("tls="));
    if tls.is_some_and(|tls| tls.eq_ignore_ascii_case("opportunistic")) {
        return Err(TransportError::Opportunistic);
    }
    let clear = before.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("smtp://")) && tls != Some("required");
    let authority = before.split_once("://").map_or("", |(_, rest)| rest).split('/').next().unwrap_or("");
    let Some((_, host)) = authority.rsplit_once('@') else {
        return Ok(());
    };
    let local = ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|name| host.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')));
    if clear && !local {
        return Err(TransportError::PasswordInClear);
    }
    Ok(())
}

#[cfg(test)]
#[path = "transport_tests.rs"]
mod tests;
