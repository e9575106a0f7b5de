//! Words → bytes: headers, both parts, nothing left to chance.

use super::clean;
use super::view::{Envelope, Recipient};
use crate::i18n::Lang;
use chrono::Datelike;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A finished mail. These bytes are stored and sent, whatever happens later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Subject, readable.
    pub subject: String,
    /// Message-ID with its angle brackets.
    pub message_id: String,
    /// Address of the sender alone, for the envelope.
    pub from: String,
    /// Address of the recipient alone, for the envelope.
    pub to: String,
    /// The message.
    pub mime: Vec<u8>,
}

/// Why no mail could be made. Never a reason to undo what the mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The recipient's address is no address.
    #[error("the recipient's address is not a mail address")]
    Recipient,
    /// The sender in the settings is no address.
    #[error("the sender in the settings is not `address` or `Name <address>`")]
    Sender,
    /// The base address in the settings is no URL.
    #[error("the base address in the settings is not an http or https URL")]
    BaseUrl,
    /// The date cannot stand in a mail.
    #[error("the date cannot stand in a mail")]
    Date,
    /// The template failed.
    #[error("the template could not be filled")]
    Template,
    /// The mail library refused or broke down.
    #[error("the message could not be put together")]
    Message,
}

/// Words of a mail.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// Puts the message together. The library panics on some input; whatever gets past the cleaning becomes an error.
pub(super) fn finish(words: Words, to: &Recipient<'_>, envelope: &Envelope) -> Result<Finished, RenderError> {
    let from = sender(&envelope.from)?;
    let to_address: Address = to.email.trim().parse().map_err(|_| RenderError::Recipient)?;
    if !from.email.domain().is_ascii() || !envelope.domain.is_ascii() {
        return Err(RenderError::Sender);
    }
    if !(1970..=9999).contains(&envelope.at.year()) {
        return Err(RenderError::Date);
    }
    let message_id = format!("<{}@{}>", envelope.message_id, envelope.domain);
    let (from_address, to_text) = (from.email.to_string(), to_address.to_string());
    let subject = clean::line(&words.subject, clean::SUBJECT);
    let to_box = Mailbox::new(named(to.name), to_address);
    let build = || {
        let parts = MultiPart::alternative()
            // `=_` cannot occur in an encoded part.
            .boundary(format!("=_{}", envelope.message_id.simple()))
            .singlepart(SinglePart::plain(words.text))
            .singlepart(SinglePart::html(words.html));
        Message::builder()
            .from(from)
            .to(to_box)
            .subject(subject.clone())
            .date(envelope.at.into())
            .message_id(Some(message_id.clone()))
            .raw_header(plain("Auto-Submitted", "auto-generated"))
            .raw_header(plain("X-Auto-Response-Suppress", "All"))
            .raw_header(plain("Content-Language", languages(to.lang)))
            .multipart(parts)
            .map(|message| message.formatted())
    };
    let mime = catch_unwind(AssertUnwindSafe(build)).map_err(|_| RenderError::Message)?;
    let mime = mime.map_err(|_| RenderError::Message)?;
    Ok(Finished { subject, message_id, from: from_address, to: to_text, mime })
}

fn languages(first: Lang) -> &'static str {
    match first {
        Lang::Vi => "vi, en",
        Lang::En => "en, vi",
    }
}

fn plain(name: &'static str, value: &'static str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn named(name: &str) -> Option<String> {
    let name = clean::line(name, clean::NAME);
    (!name.is_empty()).then_some(name)
}

/// `address` or `Name <address>`.
fn sender(text: &str) -> Result<Mailbox, RenderError> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => (named(name.trim().trim_matches('"')), address),
        None => (None, text),
    };
    let address: Address = address.trim().parse().map_err(|_| RenderError::Sender)?;
    Ok(Mailbox::new(name, address))
}

/// The address alone of `address` or `Name <address>`, for the envelope.
///
/// # Errors
/// [`RenderError::Sender`].
pub fn address_of(from: &str) -> Result<String, RenderError> {
    sender(from).map(|mailbox| mailbox.email.to_string())
}
