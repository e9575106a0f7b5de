//! What pages show. One typed struct per page (plain strings, flags and options: no engine type, no row), each bound to
//! its template at compile time. Shared pieces stand here and in [`parts`] and [`form`]; handlers fill the structs.

pub mod action;
pub mod admin;
pub mod adviser;
pub mod deadline;
pub mod dossier;
pub mod draft;
pub mod error;
pub mod form;
pub mod parts;
pub mod people;
pub mod record;
pub mod registry;
pub mod review;
pub mod rules;
pub mod session;
pub mod upload;
pub mod worklist;

use crate::i18n::{L, Lang};
use parts::{Basis, Due};

/// Marks a component as finished HTML: its own template has escaped everything.
macro_rules! component {
    ($($name:ty),+ $(,)?) => { $(impl askama::filters::HtmlSafe for $name {})+ };
}
pub(crate) use component;

/// What surrounds every page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Title of the page, as in its `h1`.
    pub title: String,
    /// Path and query of this page, for the language switch.
    pub path: String,
    /// Who is signed in.
    pub user: Option<UserBar>,
    /// Main navigation, by role.
    pub nav: Vec<NavLink>,
    /// Token of the session, for the sign-out and language forms.
    pub csrf: String,
    /// The demo's clock, on demo instances.
    pub demo: Option<DemoBar>,
    /// What has just been done.
    pub flash: Option<Flash>,
    /// Where "back" leads.
    pub back: Option<Link>,
    /// The form was refused: the title says so.
    pub has_errors: bool,
}

impl Page {
    /// The language that is offered besides the present one.
    pub fn other_lang(&self, l: &L) -> Lang {
        match l.lang {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    /// Version of the stylesheet and script, so that browsers may keep them.
    pub fn assets(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct UserBar {
    /// Name.
    pub name: String,
    /// Post, "acting" included where he is the deputy.
    pub post: String,
    /// Organisation.
    pub org: String,
}

/// An entry of the main navigation.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// Words.
    pub text: String,
    /// Target.
    pub href: String,
    /// This is the present page.
    pub current: bool,
    /// A number beside it, for example unread notices.
    pub count: Option<u32>,
}

/// The demo's banner.
#[derive(Debug, Clone)]
pub struct DemoBar {
    /// The demo's present time.
    pub now: String,
    /// Page on which it is advanced.
    pub href: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Words.
    pub text: String,
    /// Target.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// The confirmation after a command: what was done, who has it now, what happens next and by when.
#[derive(Debug, Clone, Default)]
pub struct Flash {
    /// It is a warning, not a success.
    pub warning: bool,
    /// What was done.
    pub title: String,
    /// Who has the dossier now.
    pub holder: Option<String>,
    /// What happens next.
    pub next: Option<String>,
    /// By when.
    pub due: Option<Due>,
    /// By which provisions.
    pub basis: Vec<Basis>,
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
