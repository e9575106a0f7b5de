//! Pages for what went wrong: the status in words, what to do, and the number of the request.

use super::{Link, Page};
use crate::i18n::L;
use askama::Template;

/// An error page.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Title.
    pub title: String,
    /// What happened and what to do.
    pub message: String,
    /// More, for example why a command was refused.
    pub details: Vec<String>,
    /// Number of the request, to be quoted.
    pub request_id: Option<String>,
    /// Ways on.
    pub links: Vec<Link>,
}

impl ErrorPage {
    /// The page of an HTTP status; statuses without words of their own read as 400 or 500.
    pub fn of(l: L, page: Page, status: u16, request_id: Option<String>) -> Self {
        let known = match status {
            400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503 => status,
            0..500 => 400,
            _ => 500,
        };
        let words = |key: &str| l.t(&["error-", &known.to_string(), key].concat());
        let title = words("-title");
        let page = Page { title: title.clone(), ..page };
        let message = words("");
        let links = vec![Link::new(l.t("to-worklist"), "/")];
        Self { l, page, title, message, details: Vec::new(), request_id, links }
    }

    /// The same under a title of its own; the first sentence leads.
    pub fn saying(self, title: String, sentences: Vec<String>) -> Self {
        let mut sentences = sentences.into_iter();
        let message = sentences.next().unwrap_or(self.message);
        let page = Page { title: title.clone(), ..self.page };
        Self { page, title, message, details: sentences.collect(), ..self }
    }
}
