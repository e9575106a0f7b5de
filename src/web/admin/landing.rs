//! Where the administrator begins: the sections, in plain words. A new section is a line of [`SECTIONS`].

use crate::app::admin::allowed;
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::people::{LandingPage, Section};
use crate::web::{Reader, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Response};

/// Address, title and what is done there (keys of the catalogue).
const SECTIONS: [(&str, &str, &str); 7] = [
    ("/admin/organisations", "organisations-title", "admin-organisations"),
    ("/admin/accounts", "accounts-title", "admin-accounts"),
    ("/admin/switches", "switches-title", "admin-switches"),
    ("/admin/targets", "targets-title", "admin-targets"),
    ("/admin/rules", "rules-title", "admin-rules"),
    ("/calendar", "admin-calendar-title", "admin-calendar"),
    ("/admin/mail", "mail-title", "admin-mail"),
];

/// GET /admin
pub async fn show(State(web): State<Web>, reader: Reader) -> Response {
    if let Err(error) = allowed(reader.who()) {
        return reader.failed(&web, &error);
    }
    let l = reader.l;
    let section =
        |(href, title, what): (&str, &str, &str)| Section { link: Link::new(l.t(title), href), what: l.t(what) };
    let page = LandingPage {
        l,
        page: reader.page(&web, l.t("admin-title")),
        sections: SECTIONS.into_iter().map(section).collect(),
    };
    html(&page).into_response()
}
