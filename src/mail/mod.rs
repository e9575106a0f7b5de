//! Mails: what they say ([`render`], pure) and how they leave ([`transport`]).
//!
//! What belongs here: the mail's words and looks, its finished bytes, the relay. What does not: whom to tell, when, and
//! what was decided (`engine::notice`, `app`), and the queue (`store::outbox`). The finished message is stored in the
//! transaction that caused it; whatever sends it later sends these bytes and no others.

mod clean;
mod folder;
mod letter;
mod message;
pub mod render;
pub mod schedule;
pub mod transport;
pub mod view;

pub use letter::{Letter, letter};
pub use message::{Finished, RenderError, address_of};
pub use render::render;
pub use transport::{SendError, Transport, TransportError};
pub use view::{About, Digest, Done, Due, Envelope, Item, MailView, Recipient};

#[cfg(test)]
mod mime;
#[cfg(test)]
mod samples;
